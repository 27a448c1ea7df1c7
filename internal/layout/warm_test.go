package layout

import (
	"context"
	"fmt"
	"reflect"
	"runtime"
	"slices"
	"strings"
	"testing"
	"testing/synctest"

	"hackday.example/kiosk/internal/site"
)

// draftAt is a page's draft that is kept, or nil.
func draftAt(c *Cache, p *site.Page, spec Spec) *draft {
	c.mu.Lock()
	defer c.mu.Unlock()
	if g := c.store.groups[draftKey{p, spec.shape()}]; g != nil {
		return g.draft
	}
	return nil
}

// draftsOf is how many drafts of a page are kept.
func draftsOf(c *Cache, p *site.Page) (n int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, g := range c.store.groups {
		if g.page == p && g.draft != nil {
			n++
		}
	}
	return n
}

// leaveAll has visitors leave, and returns when so many are left.
func leaveAll(c *Cache, leave context.CancelFunc, left int) {
	leave()
	for len(c.open()) > left {
		runtime.Gosched()
	}
}

func TestWarmCacheLaysNothingOut(t *testing.T) {
	s := seed(t)
	c := NewCache(0, func(err error) { t.Error(err) })
	c.Warm(t.Context(), s)
	for m := MinMeasure; m <= MaxMeasure; m++ {
		d := draftAt(c, s.Home(), at(m))
		if d == nil {
			t.Fatalf("there is no draft of %d columns", m)
		}
		// Writing a draft takes an allocation for each of its lines, and less
		// than two for each run; laying one out takes some 20,000.
		runs := 0
		for _, l := range d.lines {
			runs += len(l)
		}
		if n := testing.AllocsPerRun(5, func() { d.color(s.Home(), at(m)) }); n > float64(50+len(d.lines)+4*runs) {
			t.Errorf("%d columns take %v allocations for %d lines of %d runs", m, n, len(d.lines), runs)
		}
	}
	if layouts, bytes := c.Stats(); layouts != 0 || bytes > DefaultCacheBytes/10 {
		t.Errorf("%d layouts, %d bytes", layouts, bytes)
	}
}

func TestWarmLeavesHalfOfTheCache(t *testing.T) {
	s := seed(t)
	const limit = 400 << 10
	c := NewCache(limit, nil)
	c.Warm(t.Context(), s)
	if _, bytes := c.Stats(); bytes < limit/4 || bytes > limit*3/4 {
		t.Errorf("%d bytes, where %d is the limit", bytes, limit)
	}
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	c = NewCache(limit, nil)
	c.Warm(ended, s)
	if _, bytes := c.Stats(); bytes != 0 {
		t.Error("warmed after the end")
	}
}

func TestWhatVisitorsOpenIsWarmedFirst(t *testing.T) {
	// No time passes, so that nothing is forgotten for its age.
	synctest.Test(t, func(t *testing.T) {
		text := map[string]string{"home": "Home.\n", "large": strings.Repeat("word ", SmallPage), "unread": strings.Repeat("word ", SmallPage)}
		for i := range 20 {
			text[fmt.Sprintf("p%02d", i)] = fmt.Sprint("Page ", i, ".\n")
		}
		s := pages(t, text)
		c := NewCache(0, nil)
		gone, leave := context.WithCancel(t.Context())
		c.For(t.Context(), "a").Get(s, s.Page("p19"), at(33))
		c.For(gone, "b").Get(s, s.Page("large"), at(44))
		for i := range 3 {
			c.For(gone, "b").Get(s, s.Page("p11"), at(55+i))
		}
		leaveAll(c, leave, 1)
		c.Forget(s) // what is made now is made by Warm

		var order []string
		seen := map[*draft]bool{}
		c.small, c.large = newQueue(1), newQueue(1)
		// Between two drafts Warm asks how full the cache is: there it is looked at.
		ctx := &watchedContext{Context: t.Context(), asked: func() {
			for _, g := range c.store.groups {
				if g.draft != nil && !seen[g.draft] {
					seen[g.draft] = true
					order = append(order, fmt.Sprint(g.page.Name, " ", g.key.(draftKey).shape.measure))
				}
			}
		}}
		c.Warm(ctx, s)
		if want := []string{"p19 33", "home 80", "home 79"}; len(order) < 3 || !slices.Equal(order[:3], want) {
			t.Errorf("warmed first: %q, want %q", order[:min(len(order), 3)], want)
		}
		most := slices.Index(order, "p11 80")
		for _, other := range []string{"p00 80", "p10 80", "p12 80", "p18 80", "large 44"} {
			if at := slices.Index(order, other); at < most {
				t.Errorf("%s was warmed %dth, and p11, which was opened more often, %dth", other, at, most)
			}
		}
		if n := draftsOf(c, s.Page("unread")); n != 0 {
			t.Errorf("a large page that nobody opened was warmed %d times", n)
		}
		if n := draftsOf(c, s.Page("large")); n != 1 {
			t.Errorf("a large page that was opened once was warmed %d times", n)
		}
	})
}

// watchedContext tells when it is asked whether it has ended.
type watchedContext struct {
	context.Context
	asked func()
}

func (w *watchedContext) Err() error {
	w.asked()
	return w.Context.Err()
}

func TestAReloadCarriesOverWhatLooksTheSame(t *testing.T) {
	text := map[string]string{"home": "Home.\n", "same": "The same, with a [link](changed.md).\n", "changed": "Before.\n", "removed": "Removed.\n"}
	old := pages(t, text)
	text["changed"] = "After.\n"
	delete(text, "removed")
	next := pages(t, text)
	if next.Page("same").Resources[0].Target != next.Page("changed") {
		t.Fatal("the link leads nowhere")
	}

	c := NewCache(0, nil)
	v := c.For(t.Context(), "a")
	was := map[string]*Layout{}
	for _, p := range old.Pages {
		was[p.Name] = v.Get(old, p, at(60))
		v.Keep(p, "panel", func() (any, int) { return "", 1000 })
	}
	_, before := c.Stats()
	c.Replace(old, next)
	if layouts, bytes := c.Stats(); layouts != 2 || bytes > before/2 {
		t.Errorf("%d layouts and %d bytes of %d are left", layouts, bytes, before)
	}
	for _, p := range next.Pages {
		got := c.For(t.Context(), "b").Get(next, p, at(60))
		carried := got.draft == was[p.Name].draft
		if carried != (p.Name != "changed") {
			t.Errorf("%s: carried over: %v", p.Name, carried)
		}
		if got.page != p {
			t.Errorf("the layout of %s refers to the old site", p.Name)
		}
	}
	for _, g := range c.store.groups {
		if old.Page(g.page.Name) == g.page {
			t.Errorf("the old %s is kept", g.page.Name)
		}
	}
}

// TestAlikeComparesAllThatIsShown changes each field of a page, of its parts and of
// the site: layouts are carried over only where it is one that no layout shows.
func TestAlikeComparesAllThatIsShown(t *testing.T) {
	unseen := []string{
		"Name", "Permalink", "URL", "HeaderImage", "pictureURL", "Picture", "translations", // not in the lines but by Resources
		"Resource.Target", "Resource.Size",
	}
	load := func() *site.Site {
		return page(t, "# Heading\n\n[link](https://example.org/)\n")
	}
	check := func(name string, s, changed *site.Site) {
		if alike(s, s.Home(), changed, changed.Home()) != slices.Contains(unseen, name) {
			t.Errorf("where %s is another, alike is %v", name, !slices.Contains(unseen, name))
		}
	}
	change := func(v reflect.Value) bool {
		switch {
		case !v.CanSet():
			return false
		case v.Kind() == reflect.String:
			v.SetString(v.String() + "x")
		case v.CanInt():
			v.SetInt(v.Int() + 1)
		case v.Kind() == reflect.Slice:
			v.Set(reflect.Append(v, reflect.Zero(v.Type().Elem())))
		case v.Kind() == reflect.Pointer:
			v.Set(reflect.New(v.Type().Elem()))
		default:
			t.Fatalf("what is a %v?", v.Kind())
		}
		return true
	}
	each := func(prefix string, of func(*site.Site) any) {
		for i := range reflect.TypeOf(of(load())).Elem().NumField() {
			changed := load()
			v := reflect.ValueOf(of(changed)).Elem()
			if change(v.Field(i)) {
				check(prefix+v.Type().Field(i).Name, load(), changed)
			}
		}
	}
	each("", func(s *site.Site) any { return s.Home() })
	each("Resource.", func(s *site.Site) any { return &s.Home().Resources[0] })
	each("Heading.", func(s *site.Site) any { return &s.Home().Headings[0] })
	each("Settings.", func(s *site.Site) any { return &s.Settings })
	if s := load(); !alike(s, s.Home(), load(), load().Home()) {
		t.Error("a site is not like itself")
	}
}

func TestTheHomePageIsPreparedAsItIsReadNow(t *testing.T) {
	text := map[string]string{"home": "Before.\n", "p": "A page.\n"}
	old := pages(t, text)
	text["home"] = "After.\n"
	next := pages(t, text)
	c := NewCache(0, nil)
	gone, leave := context.WithCancel(t.Context())
	c.For(gone, "a").Get(old, old.Home(), at(30))
	leaveAll(c, leave, 0)
	for i := range maxPrepared + 5 {
		for range i + 1 { // the wider, the more
			c.For(t.Context(), "a").Get(old, old.Page("p"), at(40+i))
		}
	}
	c.Prepare(t.Context(), old, next)
	if n := draftsOf(c, next.Home()); n != maxPrepared {
		t.Errorf("the home page was prepared at %d widths", n)
	}
	for i := 5; i < maxPrepared+5; i++ {
		if draftAt(c, next.Home(), at(40+i)) == nil {
			t.Errorf("the home page was not prepared at %d columns, where many read", 40+i)
		}
	}
	for _, p := range next.Pages[1:] {
		if n := draftsOf(c, p); n != 0 {
			t.Errorf("a reload waited for %d layouts of %s", n, p.Name)
		}
	}
}

func TestAReloadDoesNotWaitForLongForItsHomePage(t *testing.T) {
	old, next := seed(t), pages(t, map[string]string{"home": "Another.\n"})
	synctest.Test(t, func(t *testing.T) {
		c := newCache(0, nil, 1, 1)
		a := newAsker(t, c, old.Home())
		a.ask(t.Context(), "a", "takes long")
		c.Prepare(t.Context(), old, next) // which would wait for ever
		a.end(1)
		if n := draftsOf(c, next.Home()); n != 0 {
			t.Error("it was prepared after all")
		}
	})
}

func TestTheNextReloadEndsAWarming(t *testing.T) {
	text := map[string]string{"home": "Home.\n", "p": "First.\n"}
	sites := []*site.Site{pages(t, text)}
	for _, p := range []string{"Second.\n", "Third.\n"} {
		text["p"] = p
		sites = append(sites, pages(t, text))
	}
	synctest.Test(t, func(t *testing.T) {
		c := newCache(0, nil, 1, 1)
		a := newAsker(t, c, sites[0].Home())
		a.ask(t.Context(), "a", "holds the turn")
		ctx, stop := context.WithCancel(t.Context())
		ended := make(chan struct{})
		go func() { c.KeepWarm(ctx, sites[0]); close(ended) }()
		synctest.Wait()
		c.Replace(sites[0], sites[1])
		synctest.Wait()
		c.Replace(sites[1], sites[2])
		synctest.Wait()
		a.end(1)
		for i, s := range sites {
			if n := draftsOf(c, s.Page("p")); (n != 0) != (i == 2) {
				t.Errorf("site %d was warmed at %d widths", i, n)
			}
		}
		stop()
		<-ended
	})
}

func TestTheOldSiteLeavesRoomForTheNew(t *testing.T) {
	text := map[string]string{"home": "Home.\n"}
	for i := range 30 {
		text[fmt.Sprintf("p%02d", i)] = strings.Repeat(fmt.Sprint("Page ", i, " in the old site. "), 60)
	}
	old := pages(t, text)
	for i := range 30 {
		text[fmt.Sprintf("p%02d", i)] = strings.Repeat(fmt.Sprint("Page ", i, " in the new site. "), 60)
	}
	next := pages(t, text)
	c := NewCache(2<<20, nil)
	c.Warm(t.Context(), old)
	_, before := c.Stats()
	c.Prepare(t.Context(), old, next)
	c.Replace(old, next)
	c.Warm(t.Context(), next)
	if _, bytes := c.Stats(); bytes < before*9/10 {
		t.Errorf("the new site was warmed to %d bytes, and the old one had %d", bytes, before)
	}
	for _, g := range c.store.groups {
		if next.Page(g.page.Name) != g.page {
			t.Fatalf("the old %s is kept", g.page.Name)
		}
	}
}
