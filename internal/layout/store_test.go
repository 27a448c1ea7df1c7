package layout

import (
	"runtime"
	"strconv"
	"strings"
	"testing"

	"github.com/charmbracelet/colorprofile"

	"hackday.example/kiosk/internal/site"
	"hackday.example/kiosk/internal/theme"
)

// kept lists the keys of what a cache keeps of a page, those for View.Keep.
func kept(c *Cache) string {
	var keys []string
	for e := c.store.recent.Front(); e != nil; e = e.Next() {
		keys = append(keys, e.Value.(*entry).key.of.(string))
	}
	return strings.Join(keys, " ")
}

func TestTheLeastRecentlyUsedIsEvicted(t *testing.T) {
	s := seed(t)
	const size = 10_000
	c := NewCache(3*(size+bytesPerEntry), nil)
	made := 0
	use := func(source string, keys ...string) {
		for _, k := range keys {
			v, ok := c.For(t.Context(), source).Keep(s.Home(), k, func() (any, int) { made++; return k, size })
			if v != k || !ok {
				t.Errorf("%s is %v, %v", k, v, ok)
			}
		}
	}
	use("a", "one", "two", "three")
	use("b", "one")
	if made != 3 {
		t.Errorf("%d were made, want 3", made)
	}
	use("a", "four")
	if got := kept(c); got != "four one three" {
		t.Errorf("kept, the most recently used first: %s", got)
	}
	use("a", "two")
	if got := kept(c); made != 5 || got != "two four one" {
		t.Errorf("%d were made, and kept: %s", made, got)
	}
}

func TestCacheKeepsWithinItsLimit(t *testing.T) {
	s := seed(t)
	const limit = 100 << 10
	c := NewCache(limit, nil)
	for m := MinMeasure; m <= MaxPlainMeasure; m++ {
		c.For(t.Context(), "a").Get(s, s.Home(), at(m))
		if _, bytes := c.Stats(); bytes > limit {
			t.Fatalf("the cache holds %d bytes, and %d is its limit", bytes, limit)
		}
	}
	if _, bytes := c.Stats(); bytes < limit/2 {
		t.Errorf("the cache holds only %d bytes", bytes)
	}
}

func TestWhatIsLargerThanTheLimitEvictsNothing(t *testing.T) {
	s := seed(t)
	const limit = 1 << 20
	c := NewCache(limit, nil)
	v := c.For(t.Context(), "a")
	for _, bytes := range []int{1000, limit - bytesPerEntry + 1, limit, 10 * limit} {
		if got, ok := v.Keep(s.Home(), strconv.Itoa(bytes), func() (any, int) { return bytes, bytes }); got != bytes || !ok {
			t.Errorf("what takes %d bytes was not returned", bytes)
		}
	}
	if got := kept(c); got != "1000" {
		t.Errorf("kept: %s", got)
	}
}

// TestALayoutThatAReaderHoldsIsShared has other readers ask for what one reader
// shows when the cache has no room for it.
func TestALayoutThatAReaderHoldsIsShared(t *testing.T) {
	s := seed(t)
	for name, limit := range map[string]int{"evicted": 100 << 10, "larger than the limit": 1000} {
		t.Run(name, func(t *testing.T) {
			c := NewCache(limit, nil)
			flood := func() {
				for m := MinMeasure; m < MaxMeasure; m++ {
					c.For(t.Context(), "flood").Get(s, s.Home(), at(m))
				}
			}
			held := c.For(t.Context(), "a").Get(s, s.Home(), at(80))
			for range 2 {
				flood()
				if c.store.entries[key{s.Home(), layoutKey(at(80))}] != nil {
					t.Fatal("it is kept: this tests nothing")
				}
				if l := c.For(t.Context(), "b").Get(s, s.Home(), at(80)); l != held {
					t.Error("the other reader was given a layout of its own")
				}
			}
			runtime.KeepAlive(held)
		})
	}
}

func TestLayoutsThatNobodyHoldsAreGone(t *testing.T) {
	s := seed(t)
	c := NewCache(1000, nil)
	before := heap()
	for i := range 4 {
		for m := MinMeasure; m < MaxPlainMeasure; m++ {
			c.For(t.Context(), "a").Get(s, s.Home(), Spec{Measure: m, Form: Form(i % 2), Theme: dark, Links: i < 2})
		}
		if took := heap() - before; took > 500<<10 {
			t.Errorf("%d bytes are held", took)
		}
	}
	if n := len(c.store.evicted.values); n > 700 {
		t.Errorf("%d of 1120 evicted layouts are remembered", n)
	}
	runtime.KeepAlive(c)
}

func TestAccountedBytesAreThoseOfTheHeap(t *testing.T) {
	for name, s := range map[string]*site.Site{"the seed page": seed(t), "a page of everything": page(t, everything), "a large page": pages(t, map[string]string{"home": largeText()})} {
		t.Run(name, func(t *testing.T) {
			c := NewCache(1<<30, nil)
			c.For(t.Context(), "a").Get(s, s.Home(), at(20)) // what is made once is made
			measures, step := 60, 1
			if !isSmall(s.Home()) {
				measures, step = 2, largeStep
			}
			_, accounted := c.Stats()
			before := heap()
			for m := 1; m <= measures; m++ {
				c.For(t.Context(), "a").Get(s, s.Home(), at(20+m*step)).Find("x")
			}
			took := int(heap() - before)
			_, bytes := c.Stats()
			accounted = bytes - accounted
			t.Logf("%d bytes are accounted for, and %d taken", accounted, took)
			if accounted < took*95/100 || accounted > took*115/100 {
				t.Errorf("%d bytes are accounted for, and %d taken", accounted, took)
			}
			runtime.KeepAlive(c)
		})
	}
}

// heap is how many bytes are in use.
func heap() int64 {
	runtime.GC()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}

func TestThemesShareADraftWhileSomebodyHoldsIt(t *testing.T) {
	s := pages(t, map[string]string{"home": largeText()})
	c := NewCache(1, nil) // which keeps nothing
	held := c.For(t.Context(), "a").Get(s, s.Home(), Spec{Measure: 80, Theme: dark})
	for _, spec := range []Spec{{Measure: 80, Theme: dark, Links: true}, {Measure: 80, Theme: theme.New(theme.Light, colorprofile.TrueColor)}} {
		if l := c.For(t.Context(), "b").Get(s, s.Home(), spec); l == held || l.draft != held.draft {
			t.Errorf("%+v has a draft of its own", spec)
		}
	}
	if l := c.For(t.Context(), "b").Get(s, s.Home(), Spec{Measure: 76, Theme: dark}); l.draft == held.draft {
		t.Error("another width has the same draft")
	}
	c.SetSite(seed(t))
	if l := c.For(t.Context(), "b").Get(s, s.Home(), Spec{Measure: 80, Theme: plain}); l.draft == held.draft || c.store.drafts.get(draftKey{s.Home(), l.spec.shape()}) != nil {
		t.Error("the draft of a page that is no longer shown is kept")
	}
	runtime.KeepAlive(held)
}
