package layout

import (
	"context"

	"hackday.example/kiosk/internal/site"
)

// View is how one visitor's session uses a Cache. All that it waits for ends with
// the session. It is for one goroutine at a time.
type View struct {
	cache  *Cache
	ctx    context.Context
	source string
	// standIn is set while the layout that Get returned last is a sentence in
	// place of the page.
	standIn bool
}

// For is a view for a session that ends with ctx, and comes from a source. It has
// its turns with all other sessions of that source; any string names one. With
// the empty source it gives way to all others.
func (c *Cache) For(ctx context.Context, source string) *View {
	return &View{cache: c, ctx: ctx, source: source}
}

// Get returns a page's layout, and waits for it where it is not there. It never
// fails: a page that cannot be laid out is shown as Fallback shows it, and where
// too many wait already, a sentence says so. When ctx has ended, a layout that
// is not there is not waited for: a sentence stands in its place, which nobody
// sees. A large page may be laid out in fewer columns than were asked for. Get
// panics as what lays the page out does.
func (v *View) Get(s *site.Site, p *site.Page, spec Spec) *Layout {
	spec.Measure = measureOf(p, spec.Measure)
	v.opens(p, spec)
	l, err := v.cache.layout(v.ctx, v.source, s, p, spec)
	if v.standIn = err != nil; v.standIn {
		of := spec.shape()
		return sentenceDraft(p, of, of.words.Page.Busy).color(p, spec)
	}
	return l
}

// Keep returns what else there is to show of a page under a comparable key, and
// has it made here if it is not there; make returns it with the bytes that it
// takes, about. It must never change, and make must not use the View. ok is false
// when ctx has ended, or too many wait already; and while a sentence stands in
// place of the page's layout, for what is made of that is nobody else's.
func (v *View) Keep(p *site.Page, key any, make func() (value any, bytes int)) (value any, ok bool) {
	if v.standIn {
		return nil, false
	}
	k := keptKey{p, key}
	bytes := 0
	value, err := v.cache.obtain(v.ctx, v.source, wish{
		key:  k,
		page: p,
		find: func(st *store) (any, bool) {
			g := st.get(k, v.source)
			if g == nil {
				return nil, false
			}
			return g.kept, true
		},
		make: func(func() bool) (any, bool) {
			var value any
			value, bytes = make()
			return value, true
		},
		keep: func(st *store, value any) {
			st.add(&group{key: k, page: p, kept: value, bytes: bytes, source: v.source})
		},
	})
	return value, err == nil
}
