package layout

import (
	"fmt"
	"runtime"
	"sync"

	"github.com/hashicorp/golang-lru/v2/simplelru"

	"hackday.example/kiosk/internal/site"
)

// DefaultCacheBytes bounds what a Cache keeps where its owner does not say.
// The seed page takes some 10 KiB a width and theme, so that every one of them
// fits many times over.
const DefaultCacheBytes = 64 << 20

// maxCacheEntries bounds the number of layouts, however small they are.
const maxCacheEntries = 4096

// Cache keeps layouts so that each is made once and shared. The least recently
// used are forgotten first; a session keeps the one it shows. It is safe for
// concurrent use.
type Cache struct {
	limit     int
	onError   func(error)
	rendering chan struct{} // a place for each layout that is made at once

	mu      sync.Mutex
	entries *simplelru.LRU[key, *entry]
	bytes   int
}

type key struct {
	page *site.Page
	spec Spec
}

// entry is a layout, made by whoever asks for it first while the others wait.
type entry struct {
	once   sync.Once
	layout *Layout
	bytes  int // counted into Cache.bytes, under its lock; 0 before
}

// NewCache makes a cache of at most limit bytes of lines; DefaultCacheBytes if
// limit is 0. onError, which may be nil, is told of pages that Glamour could
// not lay out.
func NewCache(limit int, onError func(error)) *Cache {
	if limit <= 0 {
		limit = DefaultCacheBytes
	}
	if onError == nil {
		onError = func(error) {}
	}
	c := &Cache{limit: limit, onError: onError, rendering: make(chan struct{}, runtime.GOMAXPROCS(0))}
	// The only error is a size below 1.
	c.entries, _ = simplelru.NewLRU(maxCacheEntries, func(_ key, e *entry) { c.bytes -= e.bytes })
	return c
}

// Get returns a page's layout, and makes it if it is not there. It never
// fails: a page that cannot be laid out is shown as Fallback shows it.
func (c *Cache) Get(s *site.Site, p *site.Page, spec Spec) *Layout {
	k := key{p, spec}
	c.mu.Lock()
	e, ok := c.entries.Get(k)
	if !ok {
		e = new(entry)
		c.entries.Add(k, e)
	}
	c.mu.Unlock()

	e.once.Do(func() {
		c.rendering <- struct{}{}
		defer func() { <-c.rendering }()
		e.layout = c.render(s, p, spec)
		c.account(k, e)
	})
	return e.layout
}

// render lays a page out, whatever happens.
func (c *Cache) render(s *site.Site, p *site.Page, spec Spec) (l *Layout) {
	defer func() {
		if r := recover(); r != nil {
			c.onError(fmt.Errorf("laying out %s at %d columns: %v", p.Name, spec.Measure, r))
			l = &Layout{Lines: []string{"Sorry, this page", "cannot be shown."}, Body: Range{0, 2}, letters: []int{1, 0},
				Headings: make([]int, len(p.Headings)), Resources: make([]Range, len(p.Resources))}
		}
	}()
	l, err := Render(s, p, spec)
	if err != nil {
		c.onError(err)
		l = Fallback(s, p, spec)
	}
	return l
}

// account counts a new layout and forgets old ones until the limit holds.
func (c *Cache) account(k key, e *entry) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if current, ok := c.entries.Peek(k); !ok || current != e {
		return // it was forgotten while it was made
	}
	e.bytes = e.layout.bytes
	c.bytes += e.bytes
	for c.bytes > c.limit && c.entries.Len() > 1 {
		c.entries.RemoveOldest()
	}
}

// Stats returns how many layouts the cache holds, and how many bytes of lines.
func (c *Cache) Stats() (layouts, bytes int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.entries.Len(), c.bytes
}
