package site

import (
	"strings"

	"hackday.example/kiosk/internal/picture"
)

// Page is one page of a site. It never changes once its site is shown.
type Page struct {
	// Name is the page's address within the site, without a slash at its ends and
	// without an ending: "about/rationale". It is unique among the pages that are no
	// translation by their files' names.
	Name        string
	File        string // where it comes from, relative to the folder
	Language    string // as in BCP 47, in small letters: "cy"; empty where it is not known
	Title       string // never empty
	Subtitle    string
	Permalink   string // the page's path on the web site, for example /about/rationale; may be empty
	URL         string // its whole address there; empty where it is not known
	HeaderImage string // the picture, as the front matter names it
	// Picture is the header picture, where the folder holds it and it can be shown, or nil.
	Picture *picture.File
	// Figures are the pictures that stand in the text by themselves and that the folder
	// holds, by their addresses as the page has them; nil where there are none.
	Figures map[string]*picture.File
	Credits []Credit
	// Markdown is the page's text without the front matter, cleaned.
	Markdown string
	Headings []Heading
	Notes    []Note // the footnotes, by their numbers, which count from 1
	// Anchors are the places of the text that addresses may lead to, besides its
	// headings, by their offsets.
	Anchors []Anchor
	// Passages are where the text changes its language, by their offsets; nil for a text
	// in one language.
	Passages []Passage
	// Resources are the page's links, numbered from 1: first those in the
	// text, in the order in which they stand there, those in notes last, then those
	// that the front matter brings.
	Resources []Resource
	// TextResources is how many of Resources stand in the text.
	TextResources int
	// Unlisted is whether the page is left out of lists: it is read by its address.
	Unlisted bool
	// Prev, Next and Up are the names of the pages before, behind and above this one, as
	// the site has them; empty where it does not say.
	Prev, Next, Up string
	// Source is the document whose text the page is, or nil. Such a page is Unlisted, its
	// Up is the first page that links to the document, and Prev and Next are the parts
	// before and behind it.
	Source *File
	// Part is which of Source.Parts the page is, from 1; 0 without a Source.
	Part int
	// Pictures are the document's pages that have no text, by the fragments that lead to
	// them ("picture-12"); nil where there are none.
	Pictures map[string]*picture.File
	// Weight is the page's place among its neighbours, the lighter before the heavier;
	// 0 where it has none.
	Weight float64
}

// Anchor is a place in a page's text that a link's fragment names.
type Anchor struct {
	ID     string
	Offset int // in the Markdown, in bytes
}

// Passage is where a page's text goes on in another language, up to the next Passage.
type Passage struct {
	Offset   int    // in the Markdown, in bytes
	Language string // as LanguageOf has it; empty for that of the page
}

// Anchor is the offset in the page's Markdown of the place that the fragment of an
// address names, which is no heading by its ID: the anchor with that ID, or else the
// first whose ID differs in letter case only. It is -1 where there is none.
func (p *Page) Anchor(fragment string) int {
	folded := -1
	for _, a := range p.Anchors {
		if a.ID == fragment {
			return a.Offset
		}
		if folded < 0 && strings.EqualFold(a.ID, fragment) {
			folded = a.Offset
		}
	}
	return folded
}

// Resource finds a resource by its number, or nil.
func (p *Page) Resource(number int) *Resource {
	if number < 1 || number > len(p.Resources) {
		return nil
	}
	return &p.Resources[number-1]
}

// Credit says who made a header picture, and under which licence it is shown.
type Credit struct {
	Name    string // may be empty where there is only a licence
	URL     string // absolute; may be empty
	Licence string // may be empty
}

// String is the credit without its address: "Paul Clark, CC BY-NC".
func (c Credit) String() string {
	if c.Name == "" || c.Licence == "" {
		return c.Name + c.Licence
	}
	return c.Name + ", " + c.Licence
}
