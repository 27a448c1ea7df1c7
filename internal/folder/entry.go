package folder

import (
	"crypto/sha256"
	"net/url"
	"strings"

	"hackday.example/kiosk/internal/frontmatter"
	"hackday.example/kiosk/internal/report"
	"hackday.example/kiosk/internal/site"
	"hackday.example/kiosk/internal/webpage"
)

// entry is a page, and what has to be known of its file, before its links are known
// to lead anywhere. A Loader keeps it while the file stays as it is.
type entry struct {
	file string
	version
	page *site.Page // the Resources' targets are those of the last load

	name     string   // its address here, if that is not its file's
	base     *url.URL // against which the page's addresses are read
	aliases  []string // other addresses, as paths within the site
	redirect string   // the address that it leads to; it is no page then
	leftOut  string   // why it is not shown: a sentence without its full stop; else empty
	social   bool     // it ends in the site's social links
	prev     string   // addresses, as the page has them
	next     string
	up       string
	versions map[string]string // addresses of translations by language

	linked     [sha256.Size]byte // the state with which its links were resolved; see assembly.state
	translates string            // the file that it translates; empty if it translates none
	pictureURL string            // the whole address of its header picture; empty if it has none
	pictureAt  report.Place
	menu       []webpage.MenuItem // the site's menu, as the page has it
	frames     []string           // addresses of pages that are shown in this one, and may be its menu
	untagged   bool               // it does not say in which language it is
	titled     bool               // its title is the heading that its text began with
	unresolved bool               // it names files that are not there, and may be some day
	figures    []string           // addresses of pictures in the text; see site.PicturesAlone
	packed     bool               // see pack
	local      []localLink        // what of it leads to files of the folder
	document   *reading           // whose text it is, or nil

	transcripts []frontmatter.Transcript // captions of videos

	// Of a look that advises:
	raw       string // the text as the file has it
	line      int    // where in the file that begins
	exact     bool   // offsets in the page's Markdown are offsets in raw, but for cleaning
	permaAt   report.Place
	sameLines bool            // lines of the page's Markdown are lines of raw
	sections  map[string]bool // see section
	html      bool            // raw is HTML
	ids       map[string]bool // see hasID
	furniture []string        // what was left out of a built page as recurring: the first words of each piece
}

// isPage reports whether the entry is a page that is shown.
func (e *entry) isPage() bool { return e.redirect == "" && e.leftOut == "" }

// revise changes the entry's page, which may be shown already: the page is another then.
func (e *entry) revise(change func(p *site.Page)) {
	p := *e.page
	change(&p)
	e.page = &p
}

// placeAt is where in the file an offset of the page's Markdown stands, as far as that
// can be told.
func (e *entry) placeAt(offset int) report.Place {
	switch {
	case e.exact:
		return placeOf(e.raw, e.page.Markdown, e.line, offset)
	case e.sameLines:
		line := e.line + strings.Count(e.page.Markdown[:min(max(offset, 0), len(e.page.Markdown))], "\n")
		if at := e.guess(offset); at.Line == line {
			return at
		}
		return report.Place{Line: line}
	}
	return e.guess(offset)
}

// place is where in the file the i-th link of the text stands.
func (e *entry) place(i int) report.Place {
	r := &e.page.Resources[i]
	if at := e.placeAt(r.Offset); at.Line > 0 {
		return at
	}
	return e.placeOfLink(r.Destination, r.Title)
}

// section reports whether the page has the part that a fragment names, as
// Page.Section and Page.Anchor do, for any number of fragments.
func (e *entry) section(fragment string) bool {
	if e.sections == nil {
		e.sections = make(map[string]bool, len(e.page.Headings)+len(e.page.Anchors))
		for _, h := range e.page.Headings {
			e.sections[foldedSlug(h.ID)] = true
		}
		for _, a := range e.page.Anchors {
			e.sections[foldedSlug(a.ID)] = true
		}
	}
	return e.sections[foldedSlug(fragment)]
}

// foldedSlug is the same for what strings.EqualFold takes for equal.
func foldedSlug(s string) string { return strings.ToLower(strings.ToUpper(s)) }
