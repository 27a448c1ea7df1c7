package plain

import (
	"net/url"
	"strings"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"

	"hackday.example/kiosk/internal/cells"
	"hackday.example/kiosk/internal/search"
	"hackday.example/kiosk/internal/site"
)

// maxNameColumn bounds the column of names where the width of a line is not known.
const maxNameColumn = 40

// Pages adds a line for each page of a list: its name, which is how it is asked for, and
// its title. On a terminal a line is cut at its width.
func (w *Writer) Pages(list []site.Entry) {
	column := w.nameColumn(list)
	for _, e := range list {
		if w.err != nil {
			return
		}
		text := e.Page.Title
		if e.Page.Subtitle != "" {
			text += ": " + e.Page.Subtitle
		}
		w.entry(w.name(e.Page), column, text)
	}
	w.partial()
}

// nameColumn is how wide the column of names is, with the blanks behind it: as the widest
// that leaves half of the line to titles. Longer names push theirs.
func (w *Writer) nameColumn(list []site.Entry) int {
	column, most := 0, maxNameColumn
	if w.columns > 0 {
		most = w.columns / 2
	}
	for _, e := range list {
		if n := cells.Width(w.name(e.Page)) + 2; n <= most {
			column = max(column, n)
		}
	}
	return column
}

// entry adds a line: a page's name in a column, and a text.
func (w *Writer) entry(name string, column int, text string) {
	blanks := max(column-cells.Width(name), 2)
	w.line(w.cut(name + strings.Repeat(" ", blanks) + w.text(text)))
}

// cut is a line as far as the terminal has columns; without a terminal, all of it.
func (w *Writer) cut(line string) string {
	ascii := 0
	for ascii < len(line) && ascii <= w.columns && line[ascii] < utf8.RuneSelf {
		ascii++
	}
	switch {
	case w.columns == 0 || ascii == len(line) && ascii <= w.columns:
		return line
	case ascii > w.columns && !w.ASCII: // what is behind that need not be measured
		return line[:w.columns-1] + "…"
	}
	return ansi.Truncate(line, w.columns, w.text("…"))
}

// partial says that there will be more pages, if there will be.
func (w *Writer) partial() {
	if w.Site.Partial {
		w.line("")
		w.wrap("", w.Words.Page.Partial)
	}
}

// name is a page's name as it can be typed: in ASCII, as it is in an address.
func (w *Writer) name(p *site.Page) string {
	if !w.ASCII {
		return p.Name
	}
	return (&url.URL{Path: p.Name}).EscapedPath()
}

// Page is a page of a list in JSON.
type Page struct {
	Name     string `json:"name"`
	Title    string `json:"title"`
	Subtitle string `json:"subtitle,omitempty"`
	Depth    int    `json:"depth"`              // in the tree of pages; 0 at its top
	URL      string `json:"url,omitempty"`      // the page's whole address on the web
	Language string `json:"language,omitempty"` // as in BCP 47
}

// PagesJSON adds the pages of a list as a JSON array.
func (w *Writer) PagesJSON(list []site.Entry) error {
	return w.array(len(list), func(i int) any {
		p := list[i].Page
		return Page{Name: p.Name, Title: p.Title, Subtitle: p.Subtitle, Depth: list[i].Depth, URL: p.URL, Language: p.Language}
	})
}

// Menu adds the site's menu, a line an entry: its title, and the name of its page. What
// stands below an entry is indented.
func (w *Writer) Menu() {
	if len(w.Site.Menu) == 0 {
		w.wrap("", w.Words.Page.NoMenu)
	}
	for _, e := range w.Site.MenuList(w.Words.Code) {
		if w.err != nil {
			return
		}
		line := strings.Repeat("  ", e.Depth) + w.text(e.Title)
		if e.Page != nil {
			line += "  " + w.name(e.Page)
		}
		w.line(line)
	}
	w.partial()
}

// Hits adds what a search found: for each page its name and its title, and below it what
// stands around the first match; and at the end how many pages there are.
func (w *Writer) Hits(r search.Results) {
	for _, h := range r.Hits {
		if w.err != nil {
			return
		}
		w.entry(w.name(h.Page), 0, h.Page.Title)
		if h.Excerpt != "" {
			w.line(w.cut("    " + w.text(h.Excerpt)))
		}
	}
	w.line("")
	if r.Pages > len(r.Hits) {
		w.wrap("", w.Words.Count(w.Words.Search.Some, r.Pages, "shown", len(r.Hits)))
	} else {
		w.wrap("", w.Words.Count(w.Words.Search.Found, r.Pages))
	}
	w.partial()
}

// Hit is a page that a search found in JSON.
type Hit struct {
	Page    string `json:"page"`
	Title   string `json:"title"`
	Excerpt string `json:"excerpt,omitempty"` // what stands around the first match
	URL     string `json:"url,omitempty"`     // the page's whole address on the web
}

// HitsJSON adds what a search found as a JSON array.
func (w *Writer) HitsJSON(hits []search.Hit) error {
	return w.array(len(hits), func(i int) any {
		h := hits[i]
		return Hit{Page: h.Page.Name, Title: h.Page.Title, Excerpt: h.Excerpt, URL: h.Page.URL}
	})
}
