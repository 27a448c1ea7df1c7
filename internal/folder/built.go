package folder

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"path"
	"regexp"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/andybalholm/cascadia"

	"hackday.example/kiosk/internal/clean"
	"hackday.example/kiosk/internal/extract"
	"hackday.example/kiosk/internal/markdown"
	"hackday.example/kiosk/internal/report"
	"hackday.example/kiosk/internal/site"
	"hackday.example/kiosk/internal/webpage"
)

// The bounds of the pages that are looked at for what recurs on a site.
const (
	maxSurveyed     = 1000
	firstSurveyed   = 100    // of them, before the home page is shown
	maxSurveyedTags = 50_000 // of a page; those that have more take long, and are few
)

// survey finds what recurs on the pages of a built site. What was found before is kept
// while few pages are changed, as are then the pages that are not.
func (a *assembly) survey(files []string) {
	if a.settings.content != "" {
		a.selector, _ = cascadia.Compile(a.settings.content) // it was compiled before
	}
	const few = 0.1
	changed := 0
	for _, file := range files {
		if a.isChanged(file) {
			changed++
		}
	}
	if a.changed = a.before.changed + changed; a.before.furniture != nil && float64(a.changed) <= few*float64(len(files)) {
		a.furniture = a.before.furniture
		return
	}
	a.changed, a.before.entries = 0, nil
	most := maxSurveyed
	if a.partial {
		most = firstSurveyed
	}
	sample := files
	if len(files) > most {
		sample = make([]string, most)
		for i := range sample {
			sample[i] = files[i*len(files)/most]
		}
	}
	var census webpage.Census
	var counting sync.Mutex
	var next atomic.Int64
	var workers sync.WaitGroup
	for range a.workers() {
		workers.Go(func() {
			for i := int(next.Add(1)) - 1; i < len(sample); i = int(next.Add(1)) - 1 {
				b, bad := a.tree.read(sample[i], webpage.MaxBytes)
				if bad != nil || bytes.Count(b, []byte("<")) > maxSurveyedTags {
					continue
				}
				d, err := webpage.Parse(b)
				if err != nil {
					continue
				}
				counting.Lock()
				census.Add(d)
				counting.Unlock()
			}
		})
	}
	workers.Wait()
	a.furniture = census.Furniture()
}

// isChanged reports whether a page is another than when it was read before.
func (a *assembly) isChanged(file string) bool {
	old := a.before.entries[file]
	if old == nil {
		return true
	}
	if versionOf(a.tree.files[file]).same(old.version) {
		return false
	}
	b, bad := a.tree.read(file, webpage.MaxBytes)
	return bad != nil || sha256.Sum256(b) != old.sum
}

// readBuilt reads a page of built HTML.
func (a *assembly) readBuilt(c *inspection, file string, b []byte) *entry {
	d, err := webpage.Parse(b)
	if err != nil {
		c.advise(file, report.Place{}, tooMuch, "the page cannot be read: "+err.Error(), "divide it, or close its tags")
		return unreadable(file, err.Error())
	}
	facts := d.Facts()
	o := a.settings.origin()
	e := &entry{file: file, base: o.page(file), prev: facts.Prev, next: facts.Next, up: facts.Up, versions: facts.Alternates}
	p := &site.Page{Name: nameOf(file), File: file, Language: languageTag(facts.Language), Unlisted: isExtra(file)}
	e.untagged = p.Language == ""
	e.page = p
	if c.advising {
		e.raw, e.line = string(b), 1
	}
	if base, err := e.base.Parse(facts.Base); err == nil && facts.Base != "" {
		e.base = base
	}
	e.frames = facts.Frames
	if e.redirect = cmp.Or(facts.Refresh, facts.Frame); e.redirect != "" {
		return e
	}
	a.placeBuilt(e, facts)
	if isHome := p.Name == site.IndexName; isHome {
		e.menu = d.Menu(a.furniture)
	}
	content := d.Content(a.furniture, a.selector)
	if c.advising {
		e.html = true
		c.adviseOnPictures(e, content.Nodes)
	}
	text, err := markdown.FromHTML(content.Nodes, markdown.Options{Resolve: extract.Openable})
	if err == nil {
		err = e.setText(text)
	}
	if err != nil {
		c.advise(file, report.Place{}, tooMuch, "the page cannot be read: "+err.Error(), "divide it")
		e.leftOut = err.Error()
		return e
	}
	c.readPageText(e)
	if c.advising {
		e.furniture = content.LeftOut
	}
	p.Title, p.Subtitle = clean.Line(content.Title), clean.Line(content.Subtitle)
	if p.Title == "" {
		p.Title = a.titleOf(p)
	}
	return e
}

// placeBuilt finds out where a built page is on the web: where it says itself, or where
// its file is.
func (a *assembly) placeBuilt(e *entry, facts webpage.Facts) {
	o := a.settings.origin()
	address := o.page(e.file)
	if path.Base(e.file) == "index.html" {
		address = o.page(strings.TrimSuffix(e.file, "index.html"))
	}
	if canonical, err := address.Parse(facts.Canonical); err == nil && facts.Canonical != "" {
		if _, ok := o.path(canonical); ok {
			address = canonical
		}
	}
	e.page.Permalink = address.Path
	if a.settings.URL != "" {
		e.page.URL = written(address)
	}
}

// extras are pages that generators add to a site, and that are no part of what it says:
// by the last part of their names.
var extras = []string{
	"404", "403", "500", "search", "search-results", "genindex", "modindex", "py-modindex", "np-modindex",
	"print", "print_page", "toc", "tags", "tag", "tag-cloud", "tagcloud", "categories", "offline",
}

// docbookIndex is what DocBook calls the index of a book.
var docbookIndex = regexp.MustCompile(`^ix\d\d$`)

// isExtra reports whether a file is no page to be listed.
func isExtra(file string) bool {
	name := strings.ToLower(nameOf(file))
	base := path.Base(name)
	return slices.Contains(extras, base) || strings.HasPrefix(base, "genindex-") || docbookIndex.MatchString(base) ||
		path.Base(path.Dir(name)) == "page" && strings.Trim(base, "0123456789") == "" // of a list in several pages
}

// sharedTitle is what the titles of a built site's pages have in common.
func (a *assembly) sharedTitle() string {
	if a.furniture == nil {
		return ""
	}
	marks := func(s string) string { return strings.Trim(clean.Line(s), " |·•:–—-/\\«»<>") }
	if suffix := marks(a.furniture.Titles.Suffix); suffix != "" {
		return suffix
	}
	return marks(a.furniture.Titles.Prefix)
}

// inheritLanguage gives pages that do not say their language that of the home page.
func (a *assembly) inheritLanguage(all []*entry) {
	if a.form != HTML {
		return
	}
	i := slices.IndexFunc(all, func(e *entry) bool { return e.isPage() && e.page.Name == site.IndexName })
	if i < 0 {
		return
	}
	for _, e := range all {
		if e.isPage() && e.untagged && !all[i].untagged && e.page.Language != all[i].page.Language {
			e.revise(func(p *site.Page) { p.Language = all[i].page.Language })
		}
	}
}
