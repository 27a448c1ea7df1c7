package layout

import (
	"errors"
	"fmt"

	"hackday.example/kiosk/internal/site"
)

// largeStep is by how many columns the widths of large pages differ.
const largeStep = 4

// sharedSpec is the Spec in whose place a page is laid out when spec is asked for. Each
// layout of a large page takes megabytes for as long as somebody holds it, so such a page
// has seventeen widths: the sixteen up to MaxMeasure that are a multiple of largeStep, in
// which wide blocks are as wide as the text, and MaxMeasure with wide blocks of MaxWide.
func sharedSpec(p *site.Page, spec Spec) Spec {
	if isSmall(p) {
		return spec
	}
	spec.Measure = max(min(spec.Measure, MaxMeasure)/largeStep*largeStep, MinMeasure)
	if spec.Wide < MaxWide || spec.Measure < MaxMeasure {
		spec.Wide = 0
	} else {
		spec.Wide = MaxWide
	}
	return spec
}

// render lays a page out, in any case: as its Markdown if it cannot be laid out,
// and if even that fails, as a sentence. It returns nil once wanted reports false.
func (c *Cache) render(s *site.Site, p *site.Page, spec Spec, wanted func() bool) (l *Layout) {
	of := spec.shape()
	defer func() {
		if r := recover(); r != nil {
			c.onError(fmt.Errorf("laying out %s at %d columns: %v", p.Name, of.measure, r))
			l = sentence(p, of, of.words.Page.Broken).color(p, spec)
		}
	}()
	d := c.draft(s, p, of, wanted)
	if d == nil {
		return nil
	}
	return d.color(p, spec)
}

// draft returns a page's draft: that of another layout that somebody holds, or a new
// one. It is nil once wanted reports false.
func (c *Cache) draft(s *site.Site, p *site.Page, of shape, wanted func() bool) *draft {
	k := draftKey{p, of}
	c.mu.Lock()
	d := c.store.drafts.get(k)
	c.mu.Unlock()
	if d != nil {
		return d
	}
	d, err := compose(s, p, of, wanted)
	switch {
	case errors.Is(err, errUnwanted):
		return nil
	case err != nil:
		c.onError(err)
		d = composeFallback(s, p, of)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.shows(p) {
		c.store.drafts.set(k, d)
	}
	return d
}

// sentence is a draft that says something in place of a page.
func sentence(p *site.Page, of shape, text string) *draft {
	d := &draft{headings: make([]Range, len(p.Headings)), resources: make([]Range, len(p.Resources)), notes: make([]Note, len(p.Notes))}
	for _, l := range Wrap(text, of.measure) {
		d.lines = append(d.lines, lineOf(span{text: l}))
		d.letters = append(d.letters, 0)
	}
	d.index = newIndex(d.lines)
	d.body.End = len(d.lines)
	return d
}
