package layout

import (
	"context"
	"errors"
	"runtime"
	"runtime/debug"
	"sync"

	"hackday.example/kiosk/internal/site"
)

// DefaultCacheBytes is the limit of a Cache whose owner does not give one. It has
// room for two hundred layouts of the seed page, of some 19 KiB, or two of a page
// of 250 KiB. To make one again takes a fraction of a millisecond or some 15 ms,
// and readers share those that they hold anyway, so a small cache does; what an
// attack has filled it with is not given back.
const DefaultCacheBytes = 4 << 20

// renderBytes is how much memory it may take to lay out one large page, the
// layout included.
const renderBytes = 64 << 20

// Cache shares layouts: readers who want a page for the same Spec at the same time
// get the same Layout, which is made once. The most recently used are kept, within
// a number of bytes; a layout that some reader still holds is shared even beyond
// that.
//
// A layout is made in the goroutine of one of the readers who wait for it, when it
// is the turn of its source: sources take turns, those that want small pages apart
// from those that want large ones. The cache has no goroutine of its own.
//
// Whatever one source asks for, others lose little: what they use stays, what was
// evicted is made again in a turn that the source cannot take from them, and no
// more memory is taken than the limit.
//
// A Cache is safe for concurrent use. Sessions use it through a View.
type Cache struct {
	onError func(error)

	// mu guards all that follows. No other lock is taken within it.
	mu      sync.Mutex
	store   *store
	pages   map[*site.Page]bool // those that SetSite named; nil before: all are kept
	small   *queue
	large   *queue
	flights map[key]*flight // being made, or waiting for a turn
}

// key names what a Cache makes and keeps.
type key struct {
	page *site.Page
	of   any // a layoutKey, or the key that View.Keep was given
}

// layoutKey is the Spec of a layout. It is a type of its own so that no key of
// View.Keep equals it.
type layoutKey Spec

// NewCache makes a cache of at most limit bytes; DefaultCacheBytes if limit is
// 0. onError, which may be nil, is called with the error of each page that could
// not be laid out.
//
// Large pages are laid out on all cores but one, if there is memory for so many;
// small ones have as many turns beside them.
func NewCache(limit int, onError func(error)) *Cache {
	turns := max(runtime.GOMAXPROCS(0)-1, 1)
	large := max(min(turns, int(debug.SetMemoryLimit(-1)/renderBytes)), 1)
	return newCache(limit, onError, turns, large)
}

func newCache(limit int, onError func(error), small, large int) *Cache {
	if limit <= 0 {
		limit = DefaultCacheBytes
	}
	if onError == nil {
		onError = func(error) {}
	}
	return &Cache{
		onError: onError,
		store:   newStore(limit),
		small:   newQueue(small),
		large:   newQueue(large),
		flights: map[key]*flight{},
	}
}

// SetSite drops the layouts of all pages that are not of s, and keeps none of them
// from now on, so that the cache does not hold on to a site that was replaced.
// Readers who still show such a page keep the layout that they have.
func (c *Cache) SetSite(s *site.Site) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.pages = map[*site.Page]bool{}
	for _, p := range s.All() {
		c.pages[p] = true
	}
	c.store.keepOnly(c.pages)
}

// shows reports whether a page is of the site that is shown. c.mu must be held.
func (c *Cache) shows(p *site.Page) bool { return c.pages == nil || c.pages[p] }

// Stats returns how many layouts the cache keeps, and how many bytes all that it
// keeps takes.
func (c *Cache) Stats() (layouts, bytes int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for k := range c.store.entries {
		if _, ok := k.of.(layoutKey); ok {
			layouts++
		}
	}
	return layouts, c.store.bytes
}

// errEnded and errBusy are why a request is not answered.
var (
	errEnded = errors.New("the session has ended")
	errBusy  = errors.New("too many wait already")
)

// makeFunc makes a value and reckons how many bytes it takes. It may give up, and
// return ok false, once wanted reports false.
type makeFunc func(wanted func() bool) (value any, bytes int, ok bool)

// obtain returns the value of a key: a kept one, or one that is being made, or
// else it is made here when it is the source's turn. A panic of make is passed on
// to all who wait for the value; a later call makes it again. The error is errEnded
// or errBusy.
func (c *Cache) obtain(ctx context.Context, source string, k key, make makeFunc) (any, error) {
	for {
		c.mu.Lock()
		if value, ok := c.store.get(k); ok {
			c.mu.Unlock()
			return value, nil
		}
		r, err := c.join(source, k)
		c.mu.Unlock()
		if err != nil {
			return nil, err
		}
		f := r.flight
		select {
		case <-r.turn:
			c.fly(ctx, r, make)
		case <-f.done:
		case <-ctx.Done():
			if c.withdraw(r) {
				return nil, errEnded
			}
			c.fly(ctx, r, make) // it is this request's turn: others may wait for it
		}
		switch f.outcome {
		case made:
			return f.value, nil
		case panicked:
			panic(f.panic)
		}
		if ctx.Err() != nil {
			return nil, errEnded
		}
	}
}
