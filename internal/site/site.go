// Package site is what the kiosk shows: a Site of pages, each with its text as
// Markdown, its headings, and every link of theirs as a numbered resource. It reads
// Markdown, within bounds; where the text comes from it does not know (package folder
// does), nor terminals, widths or colours: layout draws what it parses.
//
// A Site is made once and never changes, so any number of sessions may read it at
// the same time.
package site

import (
	"cmp"
	"net/url"
	"path"
	"slices"
	"strings"
	"sync"
)

const (
	// MaxTextBytes bounds the text of one page. The seed page is 3 KiB; this is some
	// 40,000 words. Laying a page out takes up to 64 MiB for the moment.
	MaxTextBytes = 256 << 10

	// MaxPages bounds how many pages a site may have.
	MaxPages = 20_000

	// MaxSiteBytes bounds the text of all pages together.
	MaxSiteBytes = 200 << 20

	// MaxDepth bounds how deep lists and quotations may stand in one another,
	// and emphasis and links. No terminal has the columns for more, and what
	// reads and lays out a page takes time and stack for each level.
	MaxDepth = 10
)

// Settings is what is known of a site as a whole.
type Settings struct {
	// Language is that of the pages that do not say theirs, as in BCP 47, in small
	// letters: "cy"; empty where it is not known.
	Language string

	Title   string // the site's name, never empty
	Tagline string // a few words on what it is; may be empty
	// Names are what the site is called in languages in which its settings say so, by
	// code (ISO 639-1); nil where it is called the same in all. See Called.
	Names map[string]Name

	// URL is its address on the web without a trailing slash; empty where that is not
	// known.
	URL     string
	Contact string // an email address; may be empty
	Social  []Social
	Style   Style
}

// Name is what a site is called in a language. What is empty is as in other languages.
type Name struct{ Title, Tagline string }

// Called is what the site is called for readers of a language.
func (s *Settings) Called(language string) Name {
	n := s.Names[primary(language)]
	return Name{cmp.Or(n.Title, s.Title), cmp.Or(n.Tagline, s.Tagline)}
}

// Style is the Glamour styles that the site brings, one for dark and one for light
// windows, as the JSON of a style file; empty for none.
type Style struct{ Dark, Light string }

// Social is one place where the people behind the site can be met.
type Social struct {
	Title string
	URL   string // absolute
	// Versions are the same place for readers of languages for which the settings say
	// another title or address, by code; nil where there are none.
	Versions map[string]Social
}

// In is the place for readers of a language.
func (s Social) In(language string) Social {
	v := s.Versions[primary(language)]
	return Social{Title: cmp.Or(v.Title, s.Title), URL: cmp.Or(v.URL, s.URL)}
}

// Site is a whole set of pages.
type Site struct {
	Settings
	// Pages are the pages of lists, the home page first. There is at least one.
	// Translations are behind In, and pages that are not listed behind Page.
	Pages []*Page
	Menu  []MenuItem // empty where the site has none
	// Partial is whether only the home page is here yet, and the others are being read.
	Partial bool

	index index
	guess int64
	trees sync.Map // *tree by language; see List
	menus sync.Map // *menu by language; see MenuList

	documentsOnce sync.Once
	documentTree  *tree // see documents

	addressesOnce sync.Once
	addresses     []string // of all pages, sorted; see Complete

	digestOnce sync.Once
	digest     string // see Digest
}

// index finds pages by their names and addresses.
type index struct {
	all      []*Page
	exact    map[string]*Page           // by name, permalink and other addresses
	folded   map[string]*Page           // those of them that have capitals, in small letters
	leftOut  map[string]string          // why a page is not here, by its name
	versions map[*Page]map[string]*Page // translations by language
	original map[*Page]*Page            // what a translation is one of
	// languages are those into which any page is translated.
	languages map[string]bool
	files     []*File // by path
}

// Parts are what a Site is made of, beside its settings.
type Parts struct {
	Settings Settings
	Pages    []*Page // all but translations, listed or not; the home page first
	Menu     []MenuItem
	Partial  bool
	// Guess is about how many bytes the text of all pages takes; of use where Partial.
	Guess int64
	// Translations are other languages' versions of Pages, by language; they may be
	// among Pages themselves.
	Translations map[*Page]map[string]*Page
	// Aliases are other addresses of pages, as Key writes them.
	Aliases map[string]*Page
	// LeftOut says why a page is not here, by its name: a sentence without its full
	// stop.
	LeftOut map[string]string
	// Files are the files that can be taken away, in any order.
	Files []*File
}

// New makes a Site. It keeps what it is given.
func New(p Parts) *Site {
	s := &Site{Settings: p.Settings, Menu: p.Menu, Partial: p.Partial, guess: p.Guess}
	x := &s.index
	x.exact, x.folded = make(map[string]*Page, len(p.Pages)), make(map[string]*Page, len(p.Pages))
	x.leftOut, x.versions, x.languages = p.LeftOut, p.Translations, map[string]bool{}
	x.files = slices.SortedFunc(slices.Values(p.Files), func(f, g *File) int { return strings.Compare(f.Path, g.Path) })
	for _, page := range p.Pages {
		x.add(page.Name, page)
		if !page.Unlisted {
			s.Pages = append(s.Pages, page)
		}
	}
	for _, page := range p.Pages { // behind all names
		if page.Permalink != "" {
			x.add(Key(page.Permalink), page)
		}
	}
	for key, page := range p.Aliases {
		x.add(key, page)
	}
	x.original = map[*Page]*Page{}
	seen := make(map[*Page]bool, len(p.Pages))
	keep := func(page *Page) {
		if !seen[page] {
			seen[page] = true
			x.all = append(x.all, page)
		}
	}
	for _, page := range p.Pages {
		keep(page)
		languages := make([]string, 0, len(x.versions[page]))
		for language := range x.versions[page] {
			languages = append(languages, language)
			x.languages[language] = true
		}
		slices.Sort(languages)
		for _, language := range languages {
			version := x.versions[page][language]
			keep(version)
			if x.original[version] == nil {
				x.original[version] = page
			}
		}
	}
	return s
}

func (x *index) add(key string, p *Page) {
	if _, taken := x.exact[key]; !taken {
		x.exact[key] = p
	}
	if lower := strings.ToLower(key); lower != key && x.folded[lower] == nil {
		x.folded[lower] = p
	}
}

// All is every page, listed or not, each followed by its translations.
func (s *Site) All() []*Page { return s.index.all }

// TextBytes is how many bytes the text of all pages takes; about, where the site is
// Partial.
func (s *Site) TextBytes() int64 {
	if s.Partial {
		return s.guess
	}
	n := int64(0)
	for _, p := range s.All() {
		n += int64(len(p.Markdown))
	}
	return n
}

// Home is the page a visitor sees first.
func (s *Site) Home() *Page { return s.Pages[0] }

// In is a page in a language, or itself where it is not translated.
func (s *Site) In(p *Page, language string) *Page {
	if t := s.index.versions[p][language]; t != nil {
		return t
	}
	return p
}

// Page finds a page by its name, its permalink or another of its addresses, or nil
// where there is none; "/" is the home page. Slashes at the ends, the endings of files and "index" do not
// matter, nor does letter case unless it is all that tells two pages apart.
func (s *Site) Page(name string) *Page {
	if strings.Trim(name, "/") == "" {
		if name == "" {
			return nil
		}
		return s.Home()
	}
	keys := []string{strings.Trim(name, "/"), Key(name)}
	if decoded, err := url.PathUnescape(name); err == nil && decoded != name {
		keys = append(keys, strings.Trim(decoded, "/"), Key(decoded))
	}
	for _, key := range keys {
		if p := s.index.exact[key]; p != nil {
			return p
		}
	}
	for _, key := range keys {
		key = strings.ToLower(key)
		if p := s.index.exact[key]; p != nil {
			return p
		}
		if p := s.index.folded[key]; p != nil {
			return p
		}
	}
	return nil
}

// LeftOut says why a page of that name is not here, though the folder has it: a
// sentence without its full stop. It is empty where there is nothing to say.
func (s *Site) LeftOut(name string) string { return s.index.leftOut[Key(name)] }

// PageNames lists the names of all pages of lists, the home page first.
func (s *Site) PageNames() []string {
	names := make([]string, len(s.Pages))
	for i, p := range s.Pages {
		names[i] = p.Name
	}
	return names
}

// IndexName is the name of the page that is a site's own, at its root.
const IndexName = "index"

// The endings of the files of pages, in small letters.
var (
	MarkdownEndings = []string{".md", ".mdx", ".markdown", ".mdown", ".mkd", ".mkdn"}
	HTMLEndings     = []string{".html", ".htm", ".xhtml"}
	Endings         = slices.Concat(MarkdownEndings, HTMLEndings)
)

// Key is the name that a page has by the path of its file or its path on the web:
// without slashes at its ends, without the ending of a page's file, and without
// "index" where that is the page of a folder. The path is decoded already.
func Key(address string) string {
	key := strings.Trim(path.Clean("/"+address), "/")
	if ending := path.Ext(key); slices.Contains(Endings, strings.ToLower(ending)) {
		key = strings.TrimSuffix(key, ending)
	}
	switch folder, base := path.Split(key); base {
	case IndexName, "_index":
		key = strings.TrimSuffix(folder, "/")
	}
	if key == "" {
		return IndexName
	}
	return key
}
