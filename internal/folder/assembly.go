package folder

import (
	"cmp"
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/andybalholm/cascadia"

	"hackday.example/kiosk/internal/frontmatter"
	"hackday.example/kiosk/internal/report"
	"hackday.example/kiosk/internal/site"
	"hackday.example/kiosk/internal/webpage"
)

// assembly makes a site of what a folder holds. It is not safe for concurrent use.
type assembly struct {
	*inspection
	tree     *tree
	settings settings
	options  Options
	form     Form
	before   cached   // what can be kept of the last load
	files    []string // that may be pages
	partial  bool     // only the home page is read yet

	furniture *webpage.Furniture // what recurs on built pages
	changed   int                // see cached
	selector  cascadia.Selector  // of built pages' content; may be nil
	basesOnce sync.Once
	bases     map[string]string // see basenames
	navOnce   sync.Once
	nav       map[string]navPlace // see navPlaces

	text     atomic.Int64      // bytes of all pages that were read so far
	entries  map[string]*entry // by file
	targets  *targets
	taking   taking
	pictures pictures
	byBase   map[string]*entry // see ofBase
	menuMade bool              // the site's menu is that of its folders

	mentions   mentions        // of a look that advises
	translated map[string]bool // see adviseOnSite
}

// assemble makes the site of the pages that were read; nil where there is none.
func (a *assembly) assemble() *site.Site {
	all := a.inOrder()
	a.translate(all)
	a.name(all)
	a.inheritLanguage(all)
	for _, e := range all {
		if e.isPage() && e.page.HeaderImage != "" {
			a.readHeaderPicture(e)
		}
	}
	a.targets = newTargets(a.settings.origin(), a.form, append(all[:len(all):len(all)], a.unread()...))
	a.take(all, a.link(all))
	for _, e := range slices.Concat(all, a.taking.entries) {
		if e.isPage() {
			a.readFigures(e)
		}
	}
	a.pack(append(all[:len(all):len(all)], a.taking.entries...))
	parts := site.Parts{
		Partial:      a.partial,
		Guess:        a.guess(),
		Settings:     a.settings.Settings,
		Translations: map[*site.Page]map[string]*site.Page{},
		Aliases:      map[string]*site.Page{},
		LeftOut:      map[string]string{},
	}
	for _, e := range all {
		switch {
		case e.leftOut != "":
			parts.LeftOut[e.page.Name] = e.leftOut
		case e.redirect != "":
			a.follow(e, &parts)
		case e.translates == "":
			parts.Pages = append(parts.Pages, e.page)
		}
	}
	if len(parts.Pages) == 0 {
		return nil
	}
	for _, e := range all {
		if !e.isPage() {
			continue
		}
		for _, alias := range e.aliases {
			parts.Aliases[site.Key(alias)] = e.page
		}
	}
	a.placeHome(parts.Pages)
	a.addTranslations(all, parts.Pages[0].Language, parts.Translations)
	parts.Menu = a.menu(parts.Pages)
	if parts.Settings.Title == "" {
		parts.Settings.Title = a.siteTitle(parts.Pages[0])
	}
	if a.advising {
		a.adviseOnSite(all, parts)
	}
	for _, e := range a.taking.entries {
		parts.Pages = append(parts.Pages, e.page)
	}
	parts.Files = a.takenFiles()
	return site.New(parts)
}

// homeFiles are the files of the home page, as far as can be told before pages are read:
// the one at the top, and all others that have its name.
func (a *assembly) homeFiles() []string {
	home := cmp.Or(site.Key(a.settings.home), site.IndexName)
	named := func(name string) (found []string) {
		for _, file := range a.files {
			if original, code := translationOf(file); nameOf(file) == name || code != "" && nameOf(original) == name {
				found = append(found, file)
			}
		}
		return found
	}
	if found := named(home); len(found) > 0 {
		return found
	}
	return a.files[:1]
}

// unread are the entries of pages that will be read later, so that links lead to them.
func (a *assembly) unread() (later []*entry) {
	if !a.partial {
		return nil
	}
	for _, file := range a.files {
		if a.entries[file] == nil {
			later = append(later, &entry{file: file, base: a.settings.origin().page(file), page: &site.Page{Name: nameOf(file), File: file}})
		}
	}
	return later
}

// guess is about how many bytes the text of all pages will take.
func (a *assembly) guess() int64 {
	n := int64(0)
	for _, file := range a.files {
		n += a.tree.size(file)
	}
	return min(n, site.MaxSiteBytes)
}

// inOrder is every entry by its folder and file.
func (a *assembly) inOrder() []*entry {
	return slices.SortedFunc(maps.Values(a.entries), func(x, y *entry) int { return strings.Compare(x.file, y.file) })
}

// translate finds the pages of Markdown that are others in another language:
// "rationale.cy.md" beside "rationale.md".
func (a *assembly) translate(all []*entry) {
	for _, e := range all {
		e.translates = ""
		original, code := translationOf(e.file)
		if code == "" || a.entries[original] == nil {
			continue
		}
		e.translates = original
		if e.page.Language != code || e.page.Name != nameOf(original) {
			e.revise(func(p *site.Page) { p.Language, p.Name = code, nameOf(original) })
		}
	}
}

// translationOf parts the name of a page's file that ends in a language of ISO 639-1.
// The language is empty for any other.
func translationOf(file string) (original, code string) {
	stem := strings.TrimSuffix(file, ".md")
	code = strings.TrimPrefix(path.Ext(stem), ".")
	if stem == file || !frontmatter.IsLanguage(code) {
		return "", ""
	}
	return strings.TrimSuffix(stem, "."+code) + ".md", code
}

// addTranslations ties pages in the language of the site to those in others.
func (a *assembly) addTranslations(all []*entry, of string, to map[*site.Page]map[string]*site.Page) {
	tie := func(original *site.Page, code string, other *site.Page) {
		if to[original] == nil {
			to[original] = map[string]*site.Page{}
		}
		to[original][code] = other
	}
	for _, e := range all {
		if !e.isPage() {
			continue
		}
		if original := a.entries[e.translates]; original != nil && original.isPage() {
			tie(original.page, e.page.Language, e.page)
		}
		if e.page.Language != of { // whoever asks for it by its name is to get it
			continue
		}
		for code, address := range e.versions {
			other, _ := a.targets.find(e, address)
			if other = a.targets.landing(other); other != nil && other != e {
				tag := languageTag(code)
				primary, _, _ := strings.Cut(tag, "-")
				tie(e.page, tag, other.page)
				own, _, _ := strings.Cut(of, "-")
				if primary != own && to[e.page][primary] == nil { // "cy" for those who ask for Welsh
					tie(e.page, primary, other.page)
				}
			}
		}
	}
}

// name gives each page a name of its own. The first of those that have one name keeps
// it; the ending of the file tells the others apart.
func (a *assembly) name(all []*entry) {
	taken := map[string]*entry{}
	for _, e := range all {
		if e.translates != "" {
			continue
		}
		name := nameOf(e.file)
		if e.name != "" {
			name = e.name
		}
		if other := taken[name]; other != nil {
			a.advise(e.file, report.Place{}, sameName, fmt.Sprintf("the page is named %s as that of %s is", report.Quote(name), other.file), "rename one of them")
			name = e.file
		}
		taken[name] = e
		if e.page.Name != name {
			e.revise(func(p *site.Page) { p.Name = name })
		}
	}
	a.adviseNamesakes(all)
}

// adviseNamesakes finds pages that are hard to tell apart: Site.Page finds them
// by name and permalink in any letter case.
func (a *assembly) adviseNamesakes(all []*entry) {
	names := map[string]string{}
	permalinks := map[string]*entry{}
	for _, e := range all {
		if !e.isPage() || e.translates != "" {
			continue
		}
		file := strings.ToLower(e.file)
		if other, ok := names[file]; ok {
			a.advise(e.file, report.Place{}, sameName, "the name differs from "+other+" in letter case alone", "rename one of them")
		} else {
			names[file] = e.file
		}
		if e.page.Permalink == "" || a.form == HTML { // built pages may share a canonical address
			continue
		}
		address, _ := a.settings.origin().path(e.base)
		address = strings.ToLower(strings.Trim(address, "/"))
		if other, ok := permalinks[address]; ok {
			a.advise(e.file, e.permaAt, sameName, "the permalink "+report.Quote(e.page.Permalink)+" is that of "+other.file+" too", "give each page its own")
		} else {
			permalinks[address] = e
		}
	}
}

// placeHome moves the home page to the front: the one that the settings name, the one
// at the top of the folder, or the first.
func (a *assembly) placeHome(pages []*site.Page) {
	slices.SortStableFunc(pages, func(x, y *site.Page) int { return cmp.Compare(x.Name, y.Name) })
	find := func(name string) int {
		if name == "" {
			return -1
		}
		e, _ := a.targets.named(site.Key(name))
		if e = a.targets.landing(e); e != nil {
			return slices.Index(pages, e.page)
		}
		return -1
	}
	i := find(a.settings.home)
	if i < 0 && a.settings.home != "" {
		names := make([]string, 0, len(pages))
		for _, p := range pages {
			names = append(names, p.Name)
		}
		a.advise(SettingsFile, placeIn(a.settings.homeAt), homeless, "the home page "+report.Quote(a.settings.home)+" is not here", "name one of the pages: "+some(names))
	}
	if i < 0 {
		i = find(site.IndexName)
	}
	if i < 0 {
		i = a.firstPage(pages)
		if len(pages) > 1 && a.settings.home == "" && a.settings.there {
			a.advise(SettingsFile, placeIn(a.settings.homeAt), homeless, fmt.Sprintf("there are %d pages and no \"home\"", len(pages)), "say which is read first, for example \"home: "+pages[i].Name+"\"")
		}
	}
	home := pages[i]
	if home.Unlisted { // there is nothing else
		listed := *home
		listed.Unlisted = false
		home = &listed
	}
	copy(pages[1:i+1], pages[:i])
	pages[0] = home
}

// firstPage is the first of the pages that are listed, at the top of the folder if there
// is one.
func (a *assembly) firstPage(pages []*site.Page) int {
	i := slices.IndexFunc(pages, func(p *site.Page) bool { return !p.Unlisted && !strings.Contains(p.Name, "/") })
	if i < 0 {
		i = slices.IndexFunc(pages, func(p *site.Page) bool { return !p.Unlisted })
	}
	return max(i, 0)
}

// some writes the first of many names.
func some(names []string) string {
	const most = 10
	if len(names) > most {
		return strings.Join(names[:most], ", ") + ", …"
	}
	return strings.Join(names, ", ")
}

// follow finds the page that a page leads to which is none itself.
func (a *assembly) follow(e *entry, parts *site.Parts) {
	last := a.targets.last(e)
	switch {
	case last.redirect != "":
		if next, _ := a.targets.find(last, last.redirect); next != nil { // round and round
			return
		}
		where := last.redirect
		if address, bad := resolve(last.base, 0, where); bad == nil {
			where = address
		}
		parts.LeftOut[e.page.Name] = "it has moved to " + where
	case last.leftOut != "":
		parts.LeftOut[e.page.Name] = last.leftOut
	default:
		parts.Aliases[e.page.Name] = last.page
		for _, alias := range e.aliases {
			parts.Aliases[site.Key(alias)] = last.page
		}
	}
}

// siteTitle is what a site is called that does not say it.
func (a *assembly) siteTitle(home *site.Page) string {
	if shared := a.sharedTitle(); shared != "" {
		return shared
	}
	if home.Name == site.IndexName || a.settings.there || a.form == HTML {
		return cmp.Or(home.Title, a.options.Name, "Kiosk")
	}
	return cmp.Or(a.options.Name, home.Title, "Kiosk") // it is but the first of many
}

func (a *assembly) pictureName(e *entry) string {
	return findPicture(a.tree, a.settings, e.file, e.page.HeaderImage)
}

// tooManyPages says that there are.
func tooManyPages(n int) string {
	return fmt.Sprintf("there are %d pages, and %d is the most; the rest are left out", n, site.MaxPages)
}
