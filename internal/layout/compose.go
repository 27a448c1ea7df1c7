package layout

import (
	"context"
	"errors"
	"fmt"

	"hackday.example/kiosk/internal/site"
)

// measureOf is the width at which a page is laid out of which some width was asked
// for. A large page has few of them, since each takes megabytes for as long as
// somebody has it open, and none above MaxMeasure, where it would take several
// times as much to make.
func measureOf(p *site.Page, measure int) int {
	if isSmall(p) {
		return measure
	}
	return max(min(measure, MaxMeasure)/largeStep*largeStep, MinMeasure)
}

// layout returns a page's layout.
func (c *Cache) layout(ctx context.Context, source string, s *site.Site, p *site.Page, spec Spec) (*Layout, error) {
	spec.Measure = measureOf(p, spec.Measure)
	key := draftKey{p, spec.shape()}
	c.mu.Lock()
	if g := c.store.get(key, source); g != nil && g.layouts[spec] != nil {
		defer c.mu.Unlock()
		return g.layouts[spec], nil
	}
	c.mu.Unlock()
	d, err := c.draft(ctx, source, s, p, key.shape)
	if err != nil {
		return nil, err
	}
	l, err := c.obtain(ctx, source, wish{
		key:  layoutKey{p, spec},
		page: p,
		find: func(st *store) (any, bool) {
			g := st.groups[key]
			if g == nil || g.layouts[spec] == nil {
				return nil, false
			}
			return g.layouts[spec], true
		},
		make: func(func() bool) (any, bool) { return d.color(p, spec), true },
		keep: func(st *store, value any) { st.addLayout(st.groups[key], spec, value.(*Layout)) },
	})
	if err != nil {
		return nil, err
	}
	return l.(*Layout), nil
}

// draft returns a page's draft. A page that cannot be laid out is shown as its
// Markdown.
func (c *Cache) draft(ctx context.Context, source string, s *site.Site, p *site.Page, of shape) (*draft, error) {
	key := draftKey{p, of}
	d, err := c.obtain(ctx, source, wish{
		key:  key,
		page: p,
		find: func(st *store) (any, bool) {
			g := st.get(key, source)
			if g == nil {
				return nil, false
			}
			return g.draft, true
		},
		make: func(wanted func() bool) (any, bool) {
			d := c.compose(s, p, of, wanted)
			return d, d != nil
		},
		keep: func(st *store, value any) {
			if d := value.(*draft); !d.broken {
				st.add(&group{key: key, page: p, draft: d, bytes: d.bytes, rank: rankOf(s, p, of), source: source})
			}
		},
	})
	if err != nil {
		return nil, err
	}
	return d.(*draft), nil
}

// rankOf is the rank of a draft that one source has used.
func rankOf(s *site.Site, p *site.Page, of shape) rank {
	if of.measure <= MaxMeasure && s.Home().In(p.Language) == p {
		return home
	}
	return single
}

// compose lays a page out, whatever happens. It is nil if wanted reported false.
func (c *Cache) compose(s *site.Site, p *site.Page, of shape, wanted func() bool) (d *draft) {
	defer func() {
		if r := recover(); r != nil {
			c.onError(fmt.Errorf("laying out %s at %d columns: %v", p.Name, of.measure, r))
			d = sentenceDraft(p, of, of.words.Page.Broken)
			d.broken = true
		}
	}()
	d, err := compose(s, p, of, wanted)
	switch {
	case errors.Is(err, errUnwanted):
		return nil
	case err != nil:
		c.onError(err)
		d = composeFallback(s, p, of)
	}
	return d
}

// sentenceDraft says something in place of a page.
func sentenceDraft(p *site.Page, of shape, sentence string) *draft {
	d := &draft{headings: make([]int, len(p.Headings)), resources: make([]Range, len(p.Resources))}
	for _, l := range Wrap(sentence, of.measure) {
		d.lines = append(d.lines, []run{{text: l}})
		d.letters = append(d.letters, 0)
	}
	d.index = newIndex(d.lines)
	d.body.End = len(d.lines)
	return d
}
