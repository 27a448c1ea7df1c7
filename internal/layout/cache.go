package layout

import (
	"container/list"
	"context"
	"errors"
	"runtime"
	"runtime/debug"
	"sync"
	"time"

	"hackday.example/kiosk/internal/site"
	"hackday.example/kiosk/internal/words"
)

// DefaultCacheBytes bounds what a Cache keeps where its owner does not say.
// The seed page takes some 25 KiB for a draft, of which there are some sixty,
// and 10 KiB for a layout.
const DefaultCacheBytes = 64 << 20

// bytesToLayOut is what the layout of a large page may take for the moment.
const bytesToLayOut = 400 << 20

// largeKept is how long what there is of a large page is kept when nobody uses it
// or has it open: a megabyte or several. The home page is kept.
const largeKept = 4 * time.Second

// largeStep is by how many columns the widths of large pages differ.
const largeStep = 4

// own is the source of what the kiosk itself wants. It gives way to visitors.
const own = ""

// Cache keeps drafts and layouts so that each is made once and shared. What is
// not there is made in the goroutine of one of those who wait for it, when it is
// the turn of its source: sources take turns, those that want small pages apart
// from those that want large ones. The cache keeps no goroutine.
//
// A Cache is safe for concurrent use. Visitors use it through a View.
type Cache struct {
	onError func(error)

	// mu guards all that follows. No other lock is taken within it.
	mu      sync.Mutex
	store   *store
	small   *queue
	large   *queue
	flights map[any]*flight // what is wanted and not there, by its key
	reading map[*View]visit // what visitors have open
	opened  map[name]opened // how often each page was opened
	sweeps  bool            // sweep is to be called
	warmed  warming
}

// The keys of what a Cache makes and keeps.
type (
	draftKey struct {
		page  *site.Page
		shape shape
	}
	layoutKey struct {
		page *site.Page
		spec Spec
	}
	keptKey struct {
		page *site.Page
		key  any
	}
)

// flight is something that is wanted and not there.
type flight struct {
	key      any
	page     *site.Page
	requests map[*request]struct{} // of those who wait for it
	making   bool                  // one of them makes it
	stale    bool                  // its site is no longer shown: it is not kept
	done     chan struct{}         // closed when the one who made it has ended

	// What came of it, valid when done is closed.
	outcome outcome
	value   any
	panic   any
}

// outcome is how a flight ended.
type outcome int

const (
	unmade   outcome = iota // nobody wanted it any more: who joined since asks again
	made                    // value is there
	panicked                // panic is what it was
)

// request is one visitor's wish for something.
type request struct {
	source string
	flight *flight
	turn   chan struct{} // closed when it is the request's turn to make it
	place  *list.Element // in its source's queue; nil if it does not wait there
}

// errEnded and errBusy are why a request is not answered.
var (
	errEnded = errors.New("nobody waits for it any more")
	errBusy  = errors.New("too many wait already")
)

// NewCache makes a cache of at most limit bytes; DefaultCacheBytes if limit is
// 0. onError, which may be nil, is told of pages that Glamour could not lay out.
//
// Large pages are laid out on all cores but one, if there is memory for so many;
// small ones have as many turns beside them.
func NewCache(limit int, onError func(error)) *Cache {
	turns := max(runtime.GOMAXPROCS(0)-1, 1)
	large := max(min(turns, int(debug.SetMemoryLimit(-1)/bytesToLayOut)), 1)
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
		flights: map[any]*flight{},
		reading: map[*View]visit{},
		opened:  map[name]opened{},
		warmed:  warming{renewed: make(chan struct{}, 1)},
	}
}

// wish is what obtain is asked for.
type wish struct {
	key  any
	page *site.Page
	// find looks for it in the store, and keep puts it there.
	find func(*store) (value any, ok bool)
	keep func(st *store, value any)
	// make makes it; ok is false if it gave up, since wanted reported false.
	make func(wanted func() bool) (value any, ok bool)
}

// obtain returns what is wished for: from the store, or from whoever makes it
// already, or made here when it is the source's turn. A panic of make is passed
// to all who wait for it now; who asks next has it made again. The error is
// errEnded or errBusy.
func (c *Cache) obtain(ctx context.Context, source string, w wish) (any, error) {
	for {
		c.mu.Lock()
		if value, ok := w.find(c.store); ok {
			c.mu.Unlock()
			return value, nil
		}
		r, err := c.request(source, w)
		c.mu.Unlock()
		if err != nil {
			return nil, err
		}
		f := r.flight
		select {
		case <-r.turn:
			c.make(ctx, r, w)
		case <-f.done:
		case <-ctx.Done():
			if c.withdraw(r) {
				return nil, errEnded
			}
			c.make(ctx, r, w) // it is this request's turn: others may wait for it
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

// request joins those who wait for something. c.mu must be held.
func (c *Cache) request(source string, w wish) (*request, error) {
	f := c.flights[w.key]
	if f == nil {
		f = &flight{key: w.key, page: w.page, requests: map[*request]struct{}{}, done: make(chan struct{})}
	}
	r := &request{source: source, flight: f, turn: make(chan struct{})}
	if !f.making && !c.queueOf(f).add(r) {
		return nil, errBusy
	}
	f.requests[r] = struct{}{}
	c.flights[f.key] = f
	c.giveTurns(c.queueOf(f))
	return r, nil
}

// queueOf is the queue in which a flight's requests wait.
func (c *Cache) queueOf(f *flight) *queue {
	if isSmall(f.page) {
		return c.small
	}
	return c.large
}

func isSmall(p *site.Page) bool { return len(p.Markdown) <= SmallPage }

// giveTurns gives all turns that are free. The others who wait for the same
// leave the queue. c.mu must be held.
func (c *Cache) giveTurns(q *queue) {
	for r := q.next(); r != nil; r = q.next() {
		r.flight.making = true
		for other := range r.flight.requests {
			q.remove(other)
		}
		close(r.turn)
	}
}

// withdraw takes a request back; false if it is its turn already.
func (c *Cache) withdraw(r *request) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	select {
	case <-r.turn:
		return false
	default:
	}
	f := r.flight
	c.queueOf(f).remove(r)
	delete(f.requests, r)
	if len(f.requests) == 0 && c.flights[f.key] == f {
		delete(c.flights, f.key)
	}
	return true
}

// make has what is wished for made, in a turn that was given.
func (c *Cache) make(ctx context.Context, r *request, w wish) {
	f := r.flight
	defer func() {
		if p := recover(); p != nil {
			f.outcome, f.panic = panicked, p
		}
		c.mu.Lock()
		defer c.mu.Unlock()
		delete(c.flights, f.key)
		if f.outcome == made && !f.stale {
			w.keep(c.store, f.value)
			if !isSmall(f.page) && !c.sweeps {
				c.sweeps = true
				time.AfterFunc(largeKept, c.sweep)
			}
		}
		q := c.queueOf(f)
		q.end(r)
		c.giveTurns(q)
		close(f.done)
	}()
	wanted := func() bool {
		if ctx.Err() == nil {
			return true
		}
		c.mu.Lock()
		defer c.mu.Unlock()
		return len(f.requests) > 1
	}
	if !wanted() {
		return
	}
	if value, ok := w.make(wanted); ok {
		f.value, f.outcome = value, made
	}
}

// sweep forgets what there is of large pages that nobody used for a while.
func (c *Cache) sweep() {
	c.mu.Lock()
	defer c.mu.Unlock()
	open := map[visit]bool{}
	for _, v := range c.reading {
		open[visit{v.page, Spec{Measure: v.spec.Measure}}] = true
	}
	isOpen := func(k draftKey) bool { return open[visit{nameOf(k.page), Spec{Measure: k.shape.measure}}] }
	if c.sweeps = c.store.removeUnused(time.Now().Add(-largeKept), isOpen); c.sweeps {
		time.AfterFunc(largeKept, c.sweep)
	}
}

// Stats returns how many layouts the cache holds, and how many bytes they and
// the drafts take.
func (c *Cache) Stats() (layouts, bytes int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, g := range c.store.groups {
		layouts += len(g.layouts)
	}
	return layouts, c.store.total()
}

// warmWords are the words that most readers of a page have.
func warmWords(p *site.Page) *words.Words {
	w, _ := words.In(p.Language, false)
	return w
}
