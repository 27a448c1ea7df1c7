package layout

import (
	"context"

	"hackday.example/kiosk/internal/site"
)

// View is how one session uses a Cache. Everything that it waits for ends with the
// session. It is for one goroutine at a time.
type View struct {
	cache  *Cache
	ctx    context.Context
	source string
	// standIn is set while the layout that Get returned last is a sentence in
	// place of the page.
	standIn bool
}

// For is a view for a session that ends with ctx and comes from a source, any
// string. It takes turns with all other sessions of that source.
func (c *Cache) For(ctx context.Context, source string) *View {
	return &View{cache: c, ctx: ctx, source: source}
}

// Get returns a page's layout, and waits until it is made. It never fails: a page
// that cannot be laid out is shown as its Markdown, and where too many wait
// already, a sentence says so. When ctx has ended and the layout is not there yet,
// Get returns a sentence in its place, which nobody sees. A large page may be laid
// out in fewer columns than were asked for. Get panics if laying out does.
func (v *View) Get(s *site.Site, p *site.Page, spec Spec) *Layout {
	spec = sharedSpec(p, spec)
	l, err := v.cache.obtain(v.ctx, v.source, key{p, layoutKey(spec)}, func(wanted func() bool) (any, int, bool) {
		l := v.cache.render(s, p, spec, wanted)
		if l == nil {
			return nil, 0, false
		}
		return l, l.bytes, true
	})
	if v.standIn = err != nil; v.standIn {
		of := spec.shape()
		return sentence(p, of, of.words.Page.Busy).color(p, spec)
	}
	return l.(*Layout)
}

// StandIn reports whether what Get returned last is a sentence in place of the page.
func (v *View) StandIn() bool { return v.standIn }

// Keep returns something else that is shown of a page, such as a panel, under a
// comparable key, and makes it if it is not kept. make also returns how many bytes
// the value takes, about; the value must never change, and make must not use the
// View. ok is false when ctx has ended or too many wait already, and while a
// sentence stands in place of the page's layout: what is made of that is for
// nobody else.
func (v *View) Keep(p *site.Page, of any, make func() (value any, bytes int)) (value any, ok bool) {
	if v.standIn {
		return nil, false
	}
	value, err := v.cache.obtain(v.ctx, v.source, key{p, of}, func(func() bool) (any, int, bool) {
		value, bytes := make()
		return value, bytes, true
	})
	return value, err == nil
}
