// Package plain writes a site as lines of text and as JSON, for sessions
// without a terminal and for readers who want lines. What it writes holds no
// escape sequence, and no control character but the line feed.
package plain

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"github.com/charmbracelet/x/ansi"

	"hackday.example/kiosk/internal/layout"
	"hackday.example/kiosk/internal/site"
	"hackday.example/kiosk/internal/theme"
)

// DefaultWidth is the width of text for a reader whose width is not known.
const DefaultWidth = 80

// Writer writes a site as text, wrapped at a width in columns.
type Writer struct {
	site    *site.Site
	layouts *layout.Cache
	width   int
	out     strings.Builder
}

// NewWriter makes a writer. The width is brought within what layout can do;
// 0 is DefaultWidth.
func NewWriter(s *site.Site, layouts *layout.Cache, width int) *Writer {
	if width == 0 {
		width = DefaultWidth
	}
	return &Writer{site: s, layouts: layouts, width: min(max(width, layout.MinMeasure), layout.MaxPlainMeasure)}
}

// WriteTo writes what was gathered so far, at once.
func (w *Writer) WriteTo(out io.Writer) (int64, error) {
	n, err := io.WriteString(out, w.out.String())
	return int64(n), err
}

// Page adds a page: its head, its text, and the addresses of its links.
func (w *Writer) Page(p *site.Page) {
	w.wrap("", w.site.Title)
	w.line("")
	w.underlined(p.Title, "=")
	if p.Subtitle != "" {
		w.wrap("", p.Subtitle)
	}
	w.line("")
	w.body(p)
	if credit := p.CreditLine(); credit != "" {
		w.line("")
		w.wrap("", credit)
	}
	if len(p.Resources) > 0 {
		w.line("")
		w.underlined("Links", "-")
		for _, r := range p.Resources {
			w.brief(&r)
		}
	}
}

// body adds a page's text, with its headings underlined.
func (w *Writer) body(p *site.Page) {
	l := w.layouts.Get(w.site, p, layout.Spec{Measure: w.width, Theme: theme.New(theme.Plain, 0)})
	levels := map[int]int{}
	for i, line := range l.Headings {
		levels[line] = p.Headings[i].Level
	}
	for i := l.Body.First; i < l.Body.End; i++ {
		text := ansi.Strip(l.Lines[i])
		w.line(text)
		// A heading that is wrapped is underlined below its last line: an
		// empty one follows.
		if levels[i] == 0 || levels[i] > 2 {
			continue
		}
		longest := ansi.StringWidth(text)
		for i+1 < l.Body.End && l.Lines[i+1] != "" && levels[i+1] == 0 {
			i++
			text = ansi.Strip(l.Lines[i])
			longest = max(longest, ansi.StringWidth(text))
			w.line(text)
		}
		w.line(strings.Repeat("-", longest))
	}
}

// brief adds a link's number, title and address.
func (w *Writer) brief(r *site.Resource) {
	title := r.Title
	if detail := r.Detail(); detail != "" {
		title += " (" + detail + ")"
	}
	w.wrap(fmt.Sprintf("[%d] ", r.Number), title)
	w.line("    " + r.URL)
}

// Resources adds all links of a page, with the sentence each stands in.
func (w *Writer) Resources(p *site.Page) {
	w.underlined("Links in "+p.Title, "=")
	if len(p.Resources) == 0 {
		w.line("")
		w.line("This page has no links.")
	}
	for _, r := range p.Resources {
		w.line("")
		w.brief(&r)
		w.wrap("    ", r.Describe())
		if r.Sentence != "" {
			w.wrap("    ", r.Sentence)
		}
	}
}

// Pages adds a line for each page.
func (w *Writer) Pages() {
	longest := 0
	for _, name := range w.site.PageNames() {
		longest = max(longest, ansi.StringWidth(name))
	}
	for _, p := range w.site.Pages {
		text := p.Title
		if p.Subtitle != "" {
			text += ": " + p.Subtitle
		}
		w.wrap(p.Name+strings.Repeat(" ", longest-ansi.StringWidth(p.Name)+2), text)
	}
}

// Text adds text, wrapped, line by line.
func (w *Writer) Text(text string) {
	for _, l := range strings.Split(text, "\n") {
		w.wrap("", l)
	}
}

// Verbatim adds text as it is.
func (w *Writer) Verbatim(text string) { w.out.WriteString(text) }

// Table adds rows of two columns.
func (w *Writer) Table(rows [][2]string) {
	longest := 0
	for _, r := range rows {
		longest = max(longest, ansi.StringWidth(r[0]))
	}
	for _, r := range rows {
		w.wrap("  "+r[0]+strings.Repeat(" ", longest-ansi.StringWidth(r[0])+2), r[1])
	}
}

func (w *Writer) line(text string) {
	w.out.WriteString(strings.TrimRight(text, " "))
	w.out.WriteByte('\n')
}

// wrap adds text behind a mark, the lines after the first indented as far.
func (w *Writer) wrap(mark, text string) {
	indent := strings.Repeat(" ", ansi.StringWidth(mark))
	for _, l := range layout.Wrap(text, w.width-len(indent)) {
		w.line(mark + l)
		mark = indent
	}
}

func (w *Writer) underlined(text, rule string) {
	w.wrap("", text)
	w.line(strings.Repeat(rule, min(ansi.StringWidth(text), w.width)))
}

// Resource is a link in JSON.
type Resource struct {
	Number       int    `json:"number"`
	Page         string `json:"page"`
	Kind         string `json:"kind"` // video, document, page, mail or picture
	Title        string `json:"title"`
	Sentence     string `json:"sentence,omitempty"`
	URL          string `json:"url"`                     // absolute
	Origin       string `json:"origin"`                  // text, header, credit, permalink or social
	Format       string `json:"format,omitempty"`        // "PDF"
	Bytes        int64  `json:"bytes,omitempty"`         // where the file is in the content folder
	StartSeconds int64  `json:"start_seconds,omitempty"` // where in a video to begin
}

// JSON adds all links of a page as a JSON array, indented for people.
func (w *Writer) JSON(p *site.Page) error {
	resources := make([]Resource, len(p.Resources))
	for i, r := range p.Resources {
		resources[i] = Resource{
			Number: r.Number, Page: p.Name, Kind: string(r.Kind), Title: r.Title, Sentence: r.Sentence, URL: r.URL,
			Origin: string(r.Origin), Format: r.Format, Bytes: r.Size, StartSeconds: int64(r.Start.Seconds()),
		}
	}
	e := json.NewEncoder(&w.out)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(resources)
}
