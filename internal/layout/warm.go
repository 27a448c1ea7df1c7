package layout

import (
	"cmp"
	"context"
	"reflect"
	"slices"
	"time"

	"hackday.example/kiosk/internal/site"
)

const (
	// PrepareTime is how long a new site waits for its home page, at the most.
	PrepareTime = time.Second

	// maxPrepared is at how many widths and in how many themes the home page is
	// prepared: those that most visitors have.
	maxPrepared = 16
)

// name is a page's name, which it keeps from one site to the next.
type name struct{ page, language string }

func nameOf(p *site.Page) name { return name{p.Name, p.Language} }

// visit is what a visitor has open.
type visit struct {
	page name
	spec Spec
}

// opened is how often a page was opened, and how it was laid out last.
type opened struct {
	times int
	spec  Spec
}

// warming is the state of KeepWarm.
type warming struct {
	site    *site.Site
	stop    context.CancelFunc // ends the warming that is under way; nil without one
	renewed chan struct{}      // has a value when another site is to be warmed
}

// opens takes note of what a visitor has open, until their session ends.
func (v *View) opens(p *site.Page, spec Spec) {
	if v.source == own || v.ctx.Err() != nil {
		return
	}
	c := v.cache
	c.mu.Lock()
	defer c.mu.Unlock()
	was, known := c.reading[v]
	is := visit{nameOf(p), spec}
	c.reading[v] = is
	if !known {
		context.AfterFunc(v.ctx, v.forget)
	}
	o := c.opened[is.page]
	if !known || was.page != is.page {
		o.times++
	}
	o.spec = spec
	c.opened[is.page] = o
}

func (v *View) forget() {
	v.cache.mu.Lock()
	defer v.cache.mu.Unlock()
	delete(v.cache.reading, v)
}

// open lists what visitors have open, what most have first.
func (c *Cache) open() []visit {
	c.mu.Lock()
	defer c.mu.Unlock()
	readers := map[visit]int{}
	for _, v := range c.reading {
		readers[v]++
	}
	return mostFirst(readers)
}

// mostFirst is the keys of a map, those with the highest number first.
func mostFirst[K comparable](numbers map[K]int) []K {
	keys := make([]K, 0, len(numbers))
	for k := range numbers {
		keys = append(keys, k)
	}
	slices.SortFunc(keys, func(a, b K) int { return cmp.Compare(numbers[b], numbers[a]) })
	return keys
}

// Prepare lays the home page of a site out that is to be shown in place of an old
// one, as most visitors will want it who read now. It returns when that is done,
// after PrepareTime, or when ctx ends, whichever is first.
func (c *Cache) Prepare(ctx context.Context, old, next *site.Site) {
	ctx, cancel := context.WithTimeout(ctx, PrepareTime)
	defer cancel()
	readers := map[Spec]int{}
	c.mu.Lock()
	for _, v := range c.reading {
		readers[v.spec]++
	}
	c.mu.Unlock()
	specs := mostFirst(readers)
	if len(specs) == 0 {
		specs = []Spec{{Measure: MaxMeasure, Words: warmWords(next.Home())}}
	}
	for _, spec := range specs[:min(len(specs), maxPrepared)] {
		language := spec.shape().words.Code
		p := next.Home().In(language)
		if alike(old, old.Home().In(language), next, p) { // Replace carries it over
			continue
		}
		if _, err := c.layout(ctx, own, next, p, spec); err != nil {
			return
		}
	}
}

// Replace notes that a site is shown in place of an old one. Layouts of pages
// that look the same in both are carried over, the others of the old site are
// forgotten; who still shows them keeps what they have.
func (c *Cache) Replace(old, next *site.Site) {
	c.mu.Lock()
	defer c.mu.Unlock()
	pages := map[name]*site.Page{}
	for _, p := range next.All() {
		pages[nameOf(p)] = p
	}
	heirs := map[*site.Page]*site.Page{} // of the old pages; nil for one without
	for _, p := range old.All() {
		heirs[p] = nil
		if q := pages[nameOf(p)]; q != nil && alike(old, p, next, q) {
			heirs[p] = q
		}
	}
	c.drop(heirs, next)
	for n, o := range c.opened {
		if o.times /= 2; pages[n] == nil {
			delete(c.opened, n)
		} else {
			c.opened[n] = o
		}
	}
	c.warmed.site = next
	if c.warmed.stop != nil {
		c.warmed.stop()
	}
	select {
	case c.warmed.renewed <- struct{}{}:
	default:
	}
}

// Forget drops what is kept of a site that nobody shows any more.
func (c *Cache) Forget(s *site.Site) {
	c.mu.Lock()
	defer c.mu.Unlock()
	heirs := map[*site.Page]*site.Page{}
	for _, p := range s.All() {
		heirs[p] = nil
	}
	c.drop(heirs, nil)
}

// drop forgets what there is of some pages, but for the drafts and layouts of
// those that have an heir in the next site. c.mu must be held.
func (c *Cache) drop(heirs map[*site.Page]*site.Page, next *site.Site) {
	for _, g := range c.store.oldestFirst() {
		heir, old := heirs[g.page]
		if !old {
			continue
		}
		c.store.remove(g)
		if key, ok := g.key.(draftKey); ok && heir != nil {
			c.store.inherit(g, draftKey{heir, key.shape}, heir, rankOf(next, heir, key.shape))
		}
	}
	for _, f := range c.flights {
		if _, old := heirs[f.page]; old {
			f.stale = true
		}
	}
}

// inherit keeps what was kept of a page for another one that looks the same.
func (s *store) inherit(g *group, key draftKey, heir *site.Page, r rank) {
	if s.groups[key] != nil {
		return // somebody was faster
	}
	next := *g
	next.key, next.page, next.layouts = key, heir, nil
	if r == home || g.rank == home {
		next.rank = r
	}
	for spec, l := range g.layouts {
		copied := *l
		copied.page = heir // which holds the old site no longer
		if next.layouts == nil {
			next.layouts = map[Spec]*Layout{}
		}
		next.layouts[spec] = &copied
	}
	s.groups[key] = &next
	s.insert(&next)
	s.trim()
}

// alike reports whether a page has the same layouts in one site as another page
// has in another.
func alike(s *site.Site, p *site.Page, t *site.Site, q *site.Page) bool {
	return reflect.DeepEqual(s.Settings, t.Settings) &&
		p.Markdown == q.Markdown &&
		p.Title == q.Title &&
		p.Subtitle == q.Subtitle &&
		p.Language == q.Language &&
		p.TextResources == q.TextResources &&
		slices.Equal(p.Credits, q.Credits) &&
		slices.Equal(p.Headings, q.Headings) &&
		slices.Equal(p.Notes, q.Notes) &&
		slices.EqualFunc(p.Resources, q.Resources, func(a, b site.Resource) bool {
			// A layout has the address, and nothing of what is behind it.
			a.Target, b.Target, a.Size, b.Size = nil, nil, 0, 0
			return a == b
		})
}

// Warm lays out what visitors are likely to want, one after the other: what they
// have open, the home page, what they opened most, and all other small pages, at
// every width that a reader may have; large pages only at the width at which
// they were opened last. It gives way to visitors, and ends when half of the
// cache is full, or ctx ends.
func (c *Cache) Warm(ctx context.Context, s *site.Site) {
	pages := map[name]*site.Page{}
	for _, p := range s.All() {
		pages[nameOf(p)] = p
	}
	goesOn := func() bool {
		_, bytes := c.Stats()
		return bytes <= c.store.limit/2 && ctx.Err() == nil
	}
	for _, v := range c.open() {
		if p := pages[v.page]; p != nil && goesOn() {
			_, _ = c.layout(ctx, own, s, p, v.spec)
		}
	}
	c.mu.Lock()
	times, last := map[*site.Page]int{}, map[*site.Page]Spec{}
	for n, p := range pages {
		if o, ok := c.opened[n]; ok {
			times[p], last[p] = o.times, o.spec
		}
	}
	c.mu.Unlock()
	all := s.All()
	slices.SortStableFunc(all[1:], func(a, b *site.Page) int { return cmp.Compare(times[b], times[a]) })
	for _, p := range all {
		for _, of := range c.shapesOf(s, p, last) {
			if !goesOn() {
				return
			}
			_, _ = c.draft(ctx, own, s, p, of)
		}
	}
}

// shapesOf are the shapes in which a page is warmed.
func (c *Cache) shapesOf(s *site.Site, p *site.Page, last map[*site.Page]Spec) (shapes []shape) {
	usual := Spec{Measure: MaxMeasure, Words: warmWords(p)}
	if isSmall(p) {
		for ; usual.Measure >= MinMeasure; usual.Measure-- {
			shapes = append(shapes, usual.shape())
		}
		return shapes
	}
	if spec, ok := last[p]; ok {
		return []shape{spec.shape()}
	}
	if p == s.Home() {
		return []shape{usual.shape()}
	}
	return nil
}

// KeepWarm warms a site, and every one that takes its place by Replace. The next
// one ends the warming of the one before. It returns when ctx ends.
func (c *Cache) KeepWarm(ctx context.Context, s *site.Site) {
	for {
		warm, stop := context.WithCancel(ctx)
		c.mu.Lock()
		if c.warmed.site != nil {
			s = c.warmed.site
		}
		c.warmed.stop = stop
		c.mu.Unlock()
		c.Warm(warm, s)
		stop()
		select {
		case <-c.warmed.renewed:
		case <-ctx.Done():
			return
		}
	}
}
