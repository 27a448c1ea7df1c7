package layout

import (
	"context"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/fstest"
	"testing/synctest"
	"time"

	"github.com/charmbracelet/colorprofile"
	"go.uber.org/goleak"

	"hackday.example/kiosk/internal/site"
	"hackday.example/kiosk/internal/theme"
	"hackday.example/kiosk/internal/words"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// pages makes a site of pages by their names. The page "home" is read first.
func pages(t testing.TB, markdown map[string]string) *site.Site {
	t.Helper()
	files := fstest.MapFS{"site.yaml": {Data: []byte("title: T\nurl: https://example.org\nhome: home\n")}}
	for name, text := range markdown {
		files[name+".md"] = &fstest.MapFile{Data: []byte("---\ntitle: " + strings.ToUpper(name) + "\n---\n" + text)}
	}
	s, err := site.Load(files)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// largeText is the text of a page of almost the most bytes that one may have.
func largeText() string {
	var b strings.Builder
	for i := 0; b.Len() < site.MaxFileBytes-1000; i++ {
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

func TestOneDraftServesEveryTheme(t *testing.T) {
	s := page(t, everything)
	c := NewCache(0, func(err error) { t.Error(err) })
	for _, name := range []theme.Name{theme.Dark, theme.Light, theme.Plain} {
		for _, depth := range []colorprofile.Profile{colorprofile.ANSI, colorprofile.ANSI256, colorprofile.TrueColor} {
			for _, links := range []bool{true, false} {
				c.For(t.Context(), "a").Get(s, s.Home(), Spec{Measure: 60, Theme: theme.New(name, depth), Links: links})
			}
		}
	}
	if layouts, _ := c.Stats(); layouts != 14 || len(c.store.groups) != 2 {
		t.Errorf("%d layouts of %d drafts, want 14 of 2: one for colours, one without", layouts, len(c.store.groups))
	}
}

func TestForgottenSitesAreNotKept(t *testing.T) {
	one, other := seed(t), seed(t)
	c := NewCache(0, nil)
	for _, s := range []*site.Site{one, other} {
		c.For(t.Context(), "a").Get(s, s.Home(), at(80))
	}
	_, both := c.Stats()
	c.Forget(one)
	if layouts, bytes := c.Stats(); layouts != 1 || bytes != both/2 {
		t.Errorf("%d layouts and %d bytes are left of %d", layouts, bytes, both)
	}
	c.Forget(other)
	if layouts, bytes := c.Stats(); layouts != 0 || bytes != 0 || len(c.store.groups) != 0 {
		t.Errorf("%d layouts and %d bytes are left", layouts, bytes)
	}
}

// asker asks a cache for things whose making the test ends.
type asker struct {
	t     *testing.T
	cache *Cache
	page  *site.Page
	begun []string       // what was begun to be made, in that order
	ended chan struct{}  // takes a value for each that ends
	got   map[string]int // how often each was returned
	mu    sync.Mutex
}

func newAsker(t *testing.T, c *Cache, p *site.Page) *asker {
	return &asker{t: t, cache: c, page: p, ended: make(chan struct{}), got: map[string]int{}}
}

// ask has a source ask for something, and returns when it waits or is making it.
func (a *asker) ask(ctx context.Context, source, key string) {
	go func() {
		_, ok := a.cache.For(ctx, source).Keep(a.page, key, func() (any, int) {
			a.mu.Lock()
			a.begun = append(a.begun, key)
			a.mu.Unlock()
			<-a.ended
			return key, 1
		})
		if ok {
			a.mu.Lock()
			a.got[key]++
			a.mu.Unlock()
		}
	}()
	synctest.Wait()
}

// end ends what is being made, one after the other, so many times.
func (a *asker) end(times int) {
	for range times {
		a.ended <- struct{}{}
		synctest.Wait()
	}
}

// want says what is to have been begun until now.
func (a *asker) want(keys ...string) {
	a.t.Helper()
	if !slices.Equal(a.begun, keys) {
		a.t.Errorf("these were made, in this order: %q, want %q", a.begun, keys)
	}
}

func TestSourcesTakeTurns(t *testing.T) {
	s := seed(t)
	synctest.Test(t, func(t *testing.T) {
		a := newAsker(t, newCache(0, nil, 1, 1), s.Home())
		for _, key := range []string{"a1", "a2", "a3", "a4", "b1", "b2", "c1"} {
			a.ask(t.Context(), key[:1], key)
		}
		a.end(4)
		a.ask(t.Context(), "d", "d1")
		a.end(4)
		a.want("a1", "b1", "c1", "a2", "b2", "a3", "d1", "a4") // d came when a stood in line again
	})
}

func TestASourceHasOneTurnAtATime(t *testing.T) {
	s := seed(t)
	synctest.Test(t, func(t *testing.T) {
		a := newAsker(t, newCache(0, nil, 3, 3), s.Home())
		for _, key := range []string{"a1", "a2", "a3", "b1"} {
			a.ask(t.Context(), key[:1], key)
		}
		a.want("a1", "b1")
		a.end(4)
		if len(a.begun) != 4 {
			t.Errorf("made: %q", a.begun)
		}
	})
}

func TestSmallPagesDoNotWaitForLargeOnes(t *testing.T) {
	s := pages(t, map[string]string{"home": "Small.\n", "large": strings.Repeat("word ", SmallPage/5+1)})
	synctest.Test(t, func(t *testing.T) {
		c := newCache(0, nil, 1, 1)
		small, large := newAsker(t, c, s.Home()), newAsker(t, c, s.Page("large"))
		large.ask(t.Context(), "a", "a1")
		large.ask(t.Context(), "b", "b1")
		small.ask(t.Context(), "a", "the same source")
		small.want("the same source")
		small.end(1)
		large.want("a1")
		large.end(2)
	})
}

func TestTheKioskItselfGivesWay(t *testing.T) {
	s := seed(t)
	synctest.Test(t, func(t *testing.T) {
		a := newAsker(t, newCache(0, nil, 1, 1), s.Home())
		a.ask(t.Context(), "a", "a1")
		a.ask(t.Context(), own, "warm")
		a.ask(t.Context(), "b", "b1")
		a.ask(t.Context(), "a", "a2")
		a.end(4)
		a.want("a1", "b1", "a2", "warm")
	})
}

func TestWhatIsAskedForByManyIsMadeAtTheFirstOnesTurn(t *testing.T) {
	s := seed(t)
	synctest.Test(t, func(t *testing.T) {
		a := newAsker(t, newCache(0, nil, 1, 1), s.Home())
		for _, key := range []string{"a1", "a2", "a3", "wanted by both"} {
			a.ask(t.Context(), "a", key)
		}
		a.ask(t.Context(), "b", "wanted by both") // whose turn comes first
		a.end(4)
		a.want("a1", "wanted by both", "a2", "a3")
		if a.got["wanted by both"] != 2 {
			t.Errorf("it was returned %d times", a.got["wanted by both"])
		}
	})
}

func TestWhatNobodyWaitsForIsNotMade(t *testing.T) {
	s := seed(t)
	synctest.Test(t, func(t *testing.T) {
		c := newCache(0, nil, 1, 1)
		a := newAsker(t, c, s.Home())
		leaves, leave := context.WithCancel(t.Context())
		a.ask(t.Context(), "a", "a1")
		a.ask(leaves, "b", "left by its only one")
		a.ask(leaves, "c", "left by one of two")
		a.ask(t.Context(), "d", "left by one of two")
		leave()
		synctest.Wait()
		if n := c.small.waiting; n != 1 {
			t.Errorf("%d wait after all but one left", n)
		}
		a.end(2)
		a.want("a1", "left by one of two")
		if len(c.flights) != 0 || len(c.small.sources) != 0 || c.small.waiting != 0 || c.small.free != 1 {
			t.Errorf("something is left: %d flights, %d sources, %d waiting, %d free turns", len(c.flights), len(c.small.sources), c.small.waiting, c.small.free)
		}
	})
}

func TestALayoutUnderWayEndsWhenNobodyWaitsForIt(t *testing.T) {
	s := seed(t)
	for _, others := range []int{0, 1} {
		t.Run(fmt.Sprint(others, " others"), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				c := newCache(0, nil, 1, 1)
				ctx, leave := context.WithCancel(t.Context())
				asked := 0
				w := wish{key: "k", page: s.Home(), find: func(*store) (any, bool) { return nil, false }, keep: func(*store, any) {}}
				w.make = func(wanted func() bool) (any, bool) {
					asked++
					d, err := compose(s, s.Home(), at(80).shape(), func() bool {
						if asked++; asked == 10 {
							leave()
						}
						return wanted()
					})
					return d, err == nil
				}
				var got atomic.Int32
				for i := range others + 1 {
					from := t.Context()
					if i == 0 {
						from = ctx
					}
					go func() {
						if _, err := c.obtain(from, fmt.Sprint(i), w); err == nil {
							got.Add(1)
						}
					}()
				}
				synctest.Wait()
				if others == 0 && (asked != 10 || got.Load() != 0) {
					t.Errorf("it went on for %d steps, and %d have it", asked, got.Load())
				}
				if others == 1 && got.Load() < 1 {
					t.Error("who waits for it did not get it")
				}
			})
		})
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
	if _, bytes := c.Stats(); bytes != 0 || len(c.reading) != 0 {
		t.Error("something is left of it")
	}
}

func TestTheQueuesAreBounded(t *testing.T) {
	q := newQueue(0)
	full := func(source string) bool { return !q.add(&request{source: source}) }
	for i := range MaxWaitingOfSource {
		if full("a") {
			t.Fatalf("one source is refused after %d requests", i)
		}
	}
	if !full("a") {
		t.Errorf("more than %d requests of one source wait", MaxWaitingOfSource)
	}
	for i := q.waiting; i < MaxWaiting; i++ {
		if full(fmt.Sprint(i)) {
			t.Fatalf("another source is refused after %d requests", i)
		}
	}
	if !full("last") || len(q.sources) != MaxWaiting-MaxWaitingOfSource+1 {
		t.Errorf("more than %d requests wait, of %d sources", MaxWaiting, len(q.sources))
	}
}

func TestWhoComesToAFullQueueIsToldSo(t *testing.T) {
	s := seed(t)
	c := newCache(0, nil, 0, 0)
	c.small.waiting = MaxWaiting
	l := c.For(t.Context(), "a").Get(s, s.Home(), at(80))
	if got := strings.Join(strings.Fields(plainText(l)), " "); got != words.English.Page.Busy {
		t.Errorf("they are told %q", got)
	}
	if _, bytes := c.Stats(); bytes != 0 || len(c.flights) != 0 {
		t.Error("something is left of it")
	}
}

func TestAPanicIsPassedOnAndNotKept(t *testing.T) {
	s := seed(t)
	synctest.Test(t, func(t *testing.T) {
		c := newCache(0, nil, 1, 1)
		var panics atomic.Int32
		begin := make(chan struct{})
		for i := range 3 {
			go func() {
				defer func() {
					if recover() == "on purpose" {
						panics.Add(1)
					}
				}()
				c.For(t.Context(), fmt.Sprint(i)).Keep(s.Home(), "k", func() (any, int) { <-begin; panic("on purpose") })
			}()
			synctest.Wait()
		}
		close(begin)
		synctest.Wait()
		if n := panics.Load(); n != 3 {
			t.Errorf("%d of 3 who waited had the panic", n)
		}
		if v, ok := c.For(t.Context(), "later").Keep(s.Home(), "k", func() (any, int) { return "well", 1 }); v != "well" || !ok {
			t.Errorf("who asked next was given %v", v)
		}
		if len(c.flights) != 0 || c.small.free != 1 {
			t.Error("the turn was not given back")
		}
	})
}

func TestCacheKeepsWithinItsBound(t *testing.T) {
	s := seed(t)
	const limit = 100 << 10
	c := NewCache(limit, nil)
	for m := MinMeasure; m <= MaxPlainMeasure; m++ {
		c.For(t.Context(), "a").Get(s, s.Home(), at(m))
		if _, bytes := c.Stats(); bytes > limit {
			t.Fatalf("the cache holds %d bytes, and %d is its bound", bytes, limit)
		}
	}
	if _, bytes := c.Stats(); bytes < limit/3 {
		t.Errorf("the cache holds only %d bytes", bytes)
	}
}

func TestTheHomePageSurvivesAFloodOfOtherWidths(t *testing.T) {
	s := pages(t, map[string]string{"home": largeText()[:1500], "other": largeText()[:1500]})
	const limit = 1 << 20
	c := NewCache(limit, nil)
	made := map[int]*Layout{}
	for _, m := range []int{36, 76, 80} {
		made[m] = c.For(t.Context(), "honest").Get(s, s.Home(), at(m))
	}
	sharedLayout := c.For(t.Context(), "honest").Get(s, s.Page("other"), at(76))
	c.For(t.Context(), "another").Get(s, s.Page("other"), at(76))
	for _, p := range []*site.Page{s.Page("other"), s.Home()} {
		for m := MaxMeasure + 1; m <= MaxPlainMeasure; m++ {
			c.For(t.Context(), "flood").Get(s, p, at(m))
		}
	}
	for m, want := range made {
		if c.For(t.Context(), "honest").Get(s, s.Home(), at(m)) != want {
			t.Errorf("the home page at %d columns was forgotten", m)
		}
	}
	if c.For(t.Context(), "honest").Get(s, s.Page("other"), at(76)) != sharedLayout {
		t.Error("what two sources used was forgotten for what one used")
	}
	if got := c.store.bytes[single]; got == 0 || got > limit/8 {
		t.Errorf("%d bytes are kept of what one source uses", got)
	}
}

func TestLargePagesThatNobodyUsesAreForgottenSoon(t *testing.T) {
	s := pages(t, map[string]string{"home": "Small.\n", "small": "Small.\n", "large": largeText()[:SmallPage+1]})
	synctest.Test(t, func(t *testing.T) {
		c := newCache(0, nil, 1, 1)
		gone, leave := context.WithCancel(t.Context())
		for i, p := range s.Pages {
			c.For(gone, "a").Get(s, p, at(40+i))
			c.For(gone, "b").Get(s, p, at(40+i))
		}
		open, close := context.WithCancel(t.Context())
		c.For(open, "a").Get(s, s.Page("large"), at(60))
		leave()
		time.Sleep(2*largeKept + time.Second)
		if n := draftsOf(c, s.Page("large")); n != 1 || draftAt(c, s.Page("large"), at(60)) == nil {
			t.Errorf("%d drafts of the large page are left, want the one that is open", n)
		}
		close()
		time.Sleep(2 * largeKept)
		if n := draftsOf(c, s.Page("large")); n != 0 || c.sweeps {
			t.Errorf("%d drafts of the large page are left", n)
		}
		for _, p := range s.Pages {
			if p != s.Page("large") && draftsOf(c, p) != 1 {
				t.Errorf("the small page %s was forgotten", p.Name)
			}
		}
	})
}

func TestSharedPagesLeaveRoomForOthers(t *testing.T) {
	s := page(t, everything)
	const limit = 1 << 20
	c := NewCache(limit, nil)
	keep := func(source string, key int) {
		c.For(t.Context(), source).Keep(s.Home(), key, func() (any, int) { return key, limit / 20 })
	}
	for key := range 100 {
		keep("a", key)
		keep("b", key)
	}
	keep("a", 1000)
	keep("a", 1001)
	if got := c.store.bytes[shared]; got > limit*9/10 || got < limit/2 {
		t.Errorf("what is shared has %d bytes of %d", got, limit)
	}
	if got := c.store.bytes[single]; got < limit/10 {
		t.Error("there is no room for what one source uses")
	}
}

func TestNothingLargerThanAQuarterIsKept(t *testing.T) {
	s := seed(t)
	const limit = 1 << 20
	c := NewCache(limit, nil)
	for i, bytes := range []int{limit/4 - bytesPerGroup, limit/4 - bytesPerGroup + 1, limit, 10 * limit} {
		if v, ok := c.For(t.Context(), "a").Keep(s.Home(), i, func() (any, int) { return bytes, bytes }); v != bytes || !ok {
			t.Errorf("what takes %d bytes was not returned", bytes)
		}
	}
	if _, bytes := c.Stats(); bytes != limit/4 {
		t.Errorf("%d bytes are kept", bytes)
	}
}

func TestAccountedBytesAreThoseOfTheHeap(t *testing.T) {
	for name, s := range map[string]*site.Site{"the seed page": seed(t), "a page of everything": page(t, everything), "a large page": pages(t, map[string]string{"home": largeText()})} {
		t.Run(name, inStillness(func(t *testing.T) {
			c := NewCache(1<<30, nil)
			c.For(t.Context(), "a").Get(s, s.Home(), at(20)) // what is made once is made
			measures, step := 60, 1
			if !isSmall(s.Home()) {
				measures, step = 2, largeStep
			}
			_, accounted := c.Stats()
			before := heap()
			for m := 1; m <= measures; m++ {
				c.For(t.Context(), "a").Get(s, s.Home(), at(20+m*step))
			}
			took := int(heap() - before)
			_, bytes := c.Stats()
			accounted = bytes - accounted
			t.Logf("%d bytes are accounted for, and %d taken", accounted, took)
			if accounted < took*95/100 || accounted > took*115/100 {
				t.Errorf("%d bytes are accounted for, and %d taken", accounted, took)
			}
			runtime.KeepAlive(c)
		}))
	}
}

// inStillness is a test in which no time passes, so that nothing is forgotten for
// its age.
func inStillness(f func(*testing.T)) func(*testing.T) {
	return func(t *testing.T) { synctest.Test(t, f) }
}

// heap is how many bytes are in use.
func heap() int64 {
	runtime.GC()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
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
		return c.large.waiting
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
	// No time passes, so that nothing is forgotten for its age.
	synctest.Test(t, func(t *testing.T) {
		large := page(t, strings.Repeat("Some words of a large page. ", 800))
		c := NewCache(0, func(err error) { t.Error(err) })
		v := c.For(t.Context(), "one")
		found := map[*Layout]bool{}
		for _, measure := range []int{20, 21, 23, 24, 79, 80, 81, 200, MaxPlainMeasure} {
			l := v.Get(large, large.Home(), Spec{Measure: measure, Theme: dark})
			checkLines(t, l, measure)
			found[l] = true
		}
		if len(found) != 4 { // of 20, 24, 76 and 80 columns
			t.Errorf("it has %d layouts, want 4", len(found))
		}
	})
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
		c.small.free = 1
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
