package layout

import (
	"context"
	"fmt"
	"runtime"
	"slices"
	"sync"

	"github.com/hashicorp/golang-lru/v2/simplelru"

	"hackday.example/kiosk/internal/site"
	"hackday.example/kiosk/internal/words"
)

// DefaultCacheBytes bounds what a Cache keeps where its owner does not say.
// The seed page takes some 25 KiB for a draft, of which there are some sixty,
// and 10 KiB for a layout.
const DefaultCacheBytes = 64 << 20

// maxCacheEntries bounds the number of drafts and layouts, however small they
// are.
const maxCacheEntries = 1 << 14

// Cache keeps drafts and layouts so that each is made once and shared. The
// least recently used are forgotten first; a session keeps the one it shows. It
// is safe for concurrent use.
type Cache struct {
	limit     int
	onError   func(error)
	composing chan struct{} // a place for each draft that is made at once

	mu      sync.Mutex
	entries *simplelru.LRU[any, *entry] // by layoutKey, draftKey or keptKey
	layouts int
	bytes   int
}

type layoutKey struct {
	page *site.Page
	spec Spec
}

// keptKey is the key of what Keep keeps.
type keptKey struct {
	page *site.Page
	key  any
}

type draftKey struct {
	page  *site.Page
	shape shape
}

// entry is a draft or a layout, made by whoever asks for it first while the
// others wait.
type entry struct {
	once   sync.Once
	draft  *draft
	layout *Layout
	kept   any
	bytes  int // counted into Cache.bytes, under its lock; 0 before
}

// NewCache makes a cache of at most limit bytes; DefaultCacheBytes if limit is
// 0. onError, which may be nil, is told of pages that Glamour could not lay out.
func NewCache(limit int, onError func(error)) *Cache {
	if limit <= 0 {
		limit = DefaultCacheBytes
	}
	if onError == nil {
		onError = func(error) {}
	}
	// One core stays free for those who need no draft.
	c := &Cache{limit: limit, onError: onError, composing: make(chan struct{}, max(runtime.GOMAXPROCS(0)-1, 1))}
	// The only error is a size below 1.
	c.entries, _ = simplelru.NewLRU(maxCacheEntries, func(_ any, e *entry) {
		c.bytes -= e.bytes
		if e.layout != nil && e.bytes > 0 {
			c.layouts--
		}
	})
	return c
}

// Get returns a page's layout, and makes it if it is not there. It never
// fails: a page that cannot be laid out is shown as Fallback shows it.
func (c *Cache) Get(s *site.Site, p *site.Page, spec Spec) *Layout {
	k := layoutKey{p, spec}
	e := c.entry(k)
	e.once.Do(func() {
		l := c.draft(s, p, spec.shape()).color(p, spec)
		c.account(k, e, func() { e.layout = l }, l.bytes)
	})
	return e.layout
}

// Keep returns what else there is to show of a page under a comparable key, and
// has it made if it is not there; make returns it with the bytes that it takes,
// about. It must never change.
func (c *Cache) Keep(p *site.Page, key any, make func() (value any, bytes int)) any {
	k := keptKey{p, key}
	e := c.entry(k)
	e.once.Do(func() {
		value, bytes := make()
		c.account(k, e, func() { e.kept = value }, bytes+bytesPerKept)
	})
	return e.kept
}

// bytesPerKept is what an entry takes beside its value.
const bytesPerKept = 300

// Warm makes the drafts of a site's pages at every width that a reader may
// have, one after the other, so that no reader has to wait for one. It ends when
// half of the cache is full, or ctx ends.
func (c *Cache) Warm(ctx context.Context, s *site.Site) {
	for _, p := range s.All() {
		for measure := MaxMeasure; measure >= MinMeasure; measure-- {
			if _, bytes := c.Stats(); bytes > c.limit/2 || ctx.Err() != nil {
				return
			}
			c.draft(s, p, Spec{Measure: measure, Words: warmWords(p)}.shape())
		}
	}
}

// Forget drops what is kept of a site that is shown no more. Who still shows it
// keeps what they have.
func (c *Cache) Forget(s *site.Site) {
	c.mu.Lock()
	defer c.mu.Unlock()
	pages := s.All()
	for _, k := range c.entries.Keys() {
		var p *site.Page
		switch k := k.(type) {
		case layoutKey:
			p = k.page
		case draftKey:
			p = k.page
		case keptKey:
			p = k.page
		}
		if slices.Contains(pages, p) {
			c.entries.Remove(k)
		}
	}
}

// draft returns a page's draft, and makes it if it is not there.
func (c *Cache) draft(s *site.Site, p *site.Page, of shape) *draft {
	k := draftKey{p, of}
	e := c.entry(k)
	e.once.Do(func() {
		c.composing <- struct{}{}
		defer func() { <-c.composing }()
		d := c.compose(s, p, of)
		c.account(k, e, func() { e.draft = d }, d.bytes)
	})
	return e.draft
}

// entry is what is kept under a key; a new one where nothing is.
func (c *Cache) entry(key any) *entry {
	c.mu.Lock()
	defer c.mu.Unlock()
	e, ok := c.entries.Get(key)
	if !ok {
		e = new(entry)
		c.entries.Add(key, e)
	}
	return e
}

// compose lays a page out, whatever happens.
func (c *Cache) compose(s *site.Site, p *site.Page, of shape) (d *draft) {
	defer func() {
		if r := recover(); r != nil {
			c.onError(fmt.Errorf("laying out %s at %d columns: %v", p.Name, of.measure, r))
			d = brokenDraft(p, of)
		}
	}()
	d, err := compose(s, p, of)
	if err != nil {
		c.onError(err)
		d = composeFallback(s, p, of)
	}
	return d
}

// brokenDraft says that a page cannot be shown.
func brokenDraft(p *site.Page, of shape) *draft {
	d := &draft{headings: make([]int, len(p.Headings)), resources: make([]Range, len(p.Resources))}
	for _, l := range Wrap(of.words.Page.Broken, of.measure) {
		d.lines = append(d.lines, []run{{text: l}})
		d.letters = append(d.letters, 0)
	}
	d.index = newIndex(d.lines)
	d.body.End = len(d.lines)
	return d
}

// warmWords are the words that most readers of a page have.
func warmWords(p *site.Page) *words.Words {
	w, _ := words.In(p.Language, false)
	return w
}

// account puts what was made into an entry, counts it, and forgets old ones
// until the limit holds.
func (c *Cache) account(key any, e *entry, put func(), bytes int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	put()
	if current, ok := c.entries.Peek(key); !ok || current != e {
		return // it was forgotten while it was made
	}
	e.bytes = bytes
	c.bytes += bytes
	if e.layout != nil {
		c.layouts++
	}
	for c.bytes > c.limit && c.entries.Len() > 1 {
		c.entries.RemoveOldest()
	}
}

// Stats returns how many layouts the cache holds, and how many bytes they and
// the drafts take.
func (c *Cache) Stats() (layouts, bytes int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.layouts, c.bytes
}
