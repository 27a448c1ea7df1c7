package layout

import (
	"context"
	"fmt"
	"runtime"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"testing/synctest"
	"time"

	"github.com/dlclark/regexp2"
	"go.uber.org/goleak"

	"hackday.example/kiosk/internal/folder"
	"hackday.example/kiosk/internal/site"
	"hackday.example/kiosk/internal/turns"
	"hackday.example/kiosk/internal/words"
)

// Highlighting keeps its time by a clock of regexp2's, which runs on for a while. It
// is started here, outside the bubbles of synctest.
func TestMain(m *testing.M) {
	clock := regexp2.MustCompile("x", regexp2.None)
	clock.MatchTimeout = time.Hour
	_, _ = clock.MatchString("x")
	goleak.VerifyTestMain(m, goleak.IgnoreAnyFunction("github.com/dlclark/regexp2.runClock"))
}

// pages makes a site of pages by their names. The page "home" is read first.
func pages(t testing.TB, markdown map[string]string) *site.Site {
	t.Helper()
	files := fstest.MapFS{"site.yaml": {Data: []byte("title: T\nurl: https://example.org\nhome: home\n")}}
	for name, text := range markdown {
		files[name+".md"] = &fstest.MapFile{Data: []byte("---\ntitle: " + strings.ToUpper(name) + "\n---\n" + text)}
	}
	s, err := folder.Load(files)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// largeText is the text of a page of almost the most bytes that one may have.
func largeText() string {
	var b strings.Builder
	for i := 0; b.Len() < site.MaxTextBytes-1000; i++ {
		fmt.Fprintf(&b, "Paragraph %d has some words of its own, and goes on for a line or two until it ends.\n\n", i)
	}
	return b.String()
}

// at is how a reader sees a page at a width.
func at(measure int) Spec { return Spec{Measure: measure, Theme: dark, Links: true} }

func TestCacheMakesALayoutOnceForAllWhoAsk(t *testing.T) {
	s := seed(t)
	c := NewCache(0, func(err error) { t.Error(err) })
	const readers = 50
	got := make([]*Layout, readers)
	var wg sync.WaitGroup
	for i := range readers {
		wg.Go(func() { got[i] = c.For(t.Context(), fmt.Sprint(i%7)).Get(s, s.Home(), at(40+i%2)) })
	}
	wg.Wait()
	for i, l := range got {
		if l != got[i%2] {
			t.Fatalf("reader %d was given a layout of its own", i)
		}
	}
	if n, _ := c.Stats(); n != 2 {
		t.Errorf("the cache holds %d layouts, want 2", n)
	}
}

// TestAReloadLaysEachPageOutOnceForEachSpec has a thousand readers ask for the home
// page at sixty widths at once, and again when another site is shown.
func TestAReloadLaysEachPageOutOnceForEachSpec(t *testing.T) {
	const readers, widths = 1000, 60
	old, next := seed(t), seed(t)
	c := NewCache(0, func(err error) { t.Error(err) })
	read := func(s *site.Site) (got [readers]*Layout) {
		var wg sync.WaitGroup
		for i := range got {
			wg.Go(func() {
				got[i] = c.For(t.Context(), fmt.Sprint(i)).Get(s, s.Home(), at(MinMeasure+i%widths))
			})
		}
		wg.Wait()
		for i, l := range got {
			if l != got[i%widths] {
				t.Fatalf("reader %d was given a layout of its own", i)
			}
		}
		return got
	}
	before := read(old)
	c.SetSite(next)
	if layouts, bytes := c.Stats(); layouts != 0 || bytes != 0 {
		t.Errorf("%d layouts of %d bytes of the old site are kept", layouts, bytes)
	}
	after := read(next)
	if layouts, _ := c.Stats(); layouts != widths {
		t.Errorf("%d layouts of the new site are kept, want %d", layouts, widths)
	}
	for i := range widths {
		if after[i] == before[i] || !after[i].Is(next.Home(), at(MinMeasure+i)) {
			t.Fatalf("reader %d was given a layout of the old site", i)
		}
	}
}

func TestNothingIsKeptOfASiteThatWasReplaced(t *testing.T) {
	old, next := seed(t), seed(t)
	t.Run("what is asked for late", func(t *testing.T) {
		c := NewCache(0, nil)
		c.SetSite(next)
		v := c.For(t.Context(), "late")
		if l := v.Get(old, old.Home(), at(80)); !l.Is(old.Home(), at(80)) {
			t.Error("a reader of the old site was not given its page")
		}
		v.Keep(old.Home(), "panel", func() (any, int) { return "", 1000 })
		if layouts, bytes := c.Stats(); layouts != 0 || bytes != 0 || len(c.store.evicted.values) != 0 {
			t.Errorf("%d layouts of %d bytes are kept", layouts, bytes)
		}
	})
	t.Run("what is being made", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			c := newCache(0, nil, 1, 1)
			a := newAsker(t, c, old.Home())
			a.ask(t.Context(), "a", "panel")
			c.SetSite(next)
			a.end(1)
			if _, bytes := c.Stats(); bytes != 0 || a.got["panel"] != 1 {
				t.Errorf("%d bytes are kept, and it was returned %d times", bytes, a.got["panel"])
			}
		})
	})
	t.Run("what was evicted", func(t *testing.T) {
		c := NewCache(1, nil)
		l := c.For(t.Context(), "a").Get(old, old.Home(), at(80))
		c.SetSite(next)
		if len(c.store.evicted.values) != 0 {
			t.Error("an evicted layout is remembered")
		}
		runtime.KeepAlive(l)
	})
}

func TestAPageThatCannotBeLaidOutSaysSo(t *testing.T) {
	s := seed(t)
	errors := 0
	c := NewCache(0, func(error) { errors++ })
	for range 2 {
		l := c.For(t.Context(), "a").Get(nil, s.Home(), at(80)) // which panics for want of a site
		if got := strings.Join(strings.Fields(plainText(l)), " "); got != words.English.Page.Broken {
			t.Errorf("the page says %q", got)
		}
	}
	if errors != 1 {
		t.Errorf("%d errors were reported, want 1", errors)
	}
}

func TestAnEndedSessionIsGivenALayoutAtOnce(t *testing.T) {
	s := page(t, everything)
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	c := NewCache(0, nil)
	v := c.For(ended, "a")
	l := v.Get(s, s.Home(), at(40))
	if len(l.Lines) == 0 || len(l.Headings) != len(s.Home().Headings) || len(l.Resources) != len(s.Home().Resources) {
		t.Errorf("the layout is not whole: %+v", l)
	}
	l.Follow(l, l.LineOf(l.PlaceOf(0)))
	l.Mark(0, l.Find("x"), 0)
	if _, ok := v.Keep(s.Home(), "k", func() (any, int) { t.Error("it was made"); return nil, 0 }); ok {
		t.Error("something else was kept")
	}
	if _, bytes := c.Stats(); bytes != 0 || len(c.flights) != 0 {
		t.Error("something is left of it")
	}
}

func TestWhoComesToAFullQueueIsToldSo(t *testing.T) {
	s := seed(t)
	c := newCache(0, nil, 0, 0)
	c.small = turns.New[*request](1, 0, 0)
	l := c.For(t.Context(), "a").Get(s, s.Home(), at(80))
	if got := strings.Join(strings.Fields(plainText(l)), " "); got != words.English.Page.Busy {
		t.Errorf("they are told %q", got)
	}
	if _, bytes := c.Stats(); bytes != 0 || len(c.flights) != 0 {
		t.Error("something is left of it")
	}
}

// TestAFloodOfLargeLayoutsLeavesTheSeedPageItsTurn has one source ask for a large
// page at many widths, and counts what is laid out until another one has its page.
func TestAFloodOfLargeLayoutsLeavesTheSeedPageItsTurn(t *testing.T) {
	texts := map[string]string{"home": seed(t).Home().Markdown}
	widths := (MaxMeasure-MinMeasure)/largeStep + 1 // that a large page has
	for i := range 200/widths + 1 {
		texts[fmt.Sprintf("large%d", i)] = largeText()
	}
	s := pages(t, texts)
	c := newCache(0, nil, 1, 1)
	ctx, leave := context.WithCancel(t.Context())
	var flood sync.WaitGroup
	for i := range 200 {
		p := s.Page(fmt.Sprintf("large%d", i/widths))
		flood.Go(func() { c.For(ctx, "attacker").Get(s, p, at(MinMeasure+i%widths*largeStep)) })
	}
	waiting := func() int {
		c.mu.Lock()
		defer c.mu.Unlock()
		return c.large.Len()
	}
	for waiting() < 190 {
		runtime.Gosched()
	}
	before := waiting()
	honest := c.For(t.Context(), "honest")
	honest.Get(s, s.Home(), at(76))
	small := before - waiting()
	before = waiting()
	honest.Get(s, s.Page(fmt.Sprintf("large%d", 200/widths)), at(MaxMeasure)) // which nobody else asks for
	large := before - waiting()
	leave()
	flood.Wait()
	// One that was under way may end, and another one be begun.
	if small > 2 {
		t.Errorf("%d large layouts were made before the seed page", small)
	}
	if large > 3 {
		t.Errorf("%d large layouts of another source were made before a large page", large)
	}
	if n := waiting(); n != 0 {
		t.Errorf("%d wait after all have left", n)
	}
}

func TestALargePageHasFewWidths(t *testing.T) {
	large := page(t, strings.Repeat("Some words of a large page. ", 800))
	v := NewCache(0, func(err error) { t.Error(err) }).For(t.Context(), "one")
	found := map[*Layout]bool{}
	for _, measure := range []int{20, 21, 23, 24, 79, 80, 81, 200, MaxPlainMeasure} {
		l := v.Get(large, large.Home(), Spec{Measure: measure, Theme: dark})
		checkLines(t, l, measure)
		found[l] = true
	}
	if len(found) != 4 { // of 20, 24, 76 and 80 columns
		t.Errorf("it has %d layouts, want 4", len(found))
	}
}

func TestNothingIsKeptOfASentenceInPlaceOfAPage(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := seed(t)
		c := newCache(0, nil, 0, 0) // nobody has a turn
		ctx, leave := context.WithCancel(t.Context())
		for i := range MaxWaitingOfSource {
			go func() { _, _ = c.For(ctx, "a").Keep(s.Home(), i, func() (any, int) { return i, 1 }) }()
		}
		synctest.Wait()
		v := c.For(t.Context(), "a")
		l := v.Get(s, s.Home(), at(40))
		if !strings.Contains(plainText(l), "too many") {
			t.Fatalf("it is not said that too many wait: %q", plainText(l))
		}
		leave() // now there is room
		synctest.Wait()
		c.mu.Lock()
		c.small = newQueue(1)
		c.mu.Unlock()
		if _, ok := v.Keep(s.Home(), "text", func() (any, int) { return "a sentence", 1 }); ok {
			t.Error("what is made of the sentence was kept")
		}
		if got, ok := c.For(t.Context(), "b").Keep(s.Home(), "text", func() (any, int) { return "the page", 1 }); got != "the page" || !ok {
			t.Errorf("another reader is given %v, %v", got, ok)
		}
		v.Get(s, s.Home(), at(40))
		if got, ok := v.Keep(s.Home(), "text", nil); got != "the page" || !ok {
			t.Errorf("then the same one is given %v, %v", got, ok)
		}
	})
}
