package layout

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"

	"hackday.example/kiosk/internal/site"
)

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
		if n := c.small.Len(); n != 1 {
			t.Errorf("%d wait after all but one left", n)
		}
		a.end(2)
		a.want("a1", "left by one of two")
		if len(c.flights) != 0 || !c.small.Idle(1) {
			t.Errorf("something is left: %d flights, %+v", len(c.flights), c.small)
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
				make := func(wanted func() bool) (any, int, bool) {
					asked++
					d, err := compose(s, s.Home(), at(80).shape(), func() bool {
						if asked++; asked == 10 {
							leave()
						}
						return wanted()
					})
					return d, 0, err == nil
				}
				var got atomic.Int32
				for i := range others + 1 {
					from := t.Context()
					if i == 0 {
						from = ctx
					}
					go func() {
						if _, err := c.obtain(from, fmt.Sprint(i), key{s.Home(), "k"}, make); err == nil {
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
		if len(c.flights) != 0 || !c.small.Idle(1) {
			t.Error("the turn was not given back")
		}
	})
}
