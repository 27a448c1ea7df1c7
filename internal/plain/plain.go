// Package plain writes a site as lines of text and as JSON, for sessions
// without a terminal and for readers who want lines. What it writes holds no
// escape sequence, and no control character but the line feed.
package plain

import (
	"bufio"
	"encoding/json"
	"io"
	"strings"

	"github.com/charmbracelet/x/ansi"

	"hackday.example/kiosk/internal/fold"
	"hackday.example/kiosk/internal/layout"
	"hackday.example/kiosk/internal/site"
	"hackday.example/kiosk/internal/theme"
	"hackday.example/kiosk/internal/words"
)

// DefaultWidth is the width of text for a reader whose width is not known.
const DefaultWidth = 80

// Writer writes a site as text, wrapped at a width in columns. It keeps a few
// kilobytes until Flush, however long the text is. An error of what it writes to
// ends the writing, and is what Flush returns.
type Writer struct {
	Options
	columns int // the terminal's; 0 where there is none
	to      io.Writer
	out     *bufio.Writer // to it; nil until something is written
	err     error         // of out; what is made after it would be made for nobody
}

// Options is what a Writer needs.
type Options struct {
	Site    *site.Site   // required
	Layouts *layout.View // required
	Words   *words.Words // the reader's language; required
	ASCII   bool         // write nothing but ASCII
	// Width is the terminal's, in columns; 0 where there is none. Text is wrapped within
	// what layout can do, or at DefaultWidth.
	Width int
	// Announcements are what the organisers say to everyone, the oldest first.
	Announcements []string
	// Join is what to type to come here, "ssh hackday.example"; empty where that is not
	// known.
	Join string
}

// NewWriter makes a writer to another, which keeps nothing until something is
// written.
func NewWriter(to io.Writer, o Options) *Writer {
	columns := o.Width
	if o.Width == 0 {
		o.Width = DefaultWidth
	}
	o.Width = min(max(o.Width, layout.MinMeasure), layout.MaxPlainMeasure)
	return &Writer{Options: o, columns: columns, to: to}
}

// Flush writes what is kept.
func (w *Writer) Flush() error {
	if w.out == nil {
		return nil
	}
	return w.out.Flush()
}

// Page adds a page: its head, its text, and the addresses of its links.
func (w *Writer) Page(p *site.Page) {
	if title := w.Site.Called(w.Words.Code).Title; title != p.Title || len(w.Announcements) > 0 { // else it would stand there twice
		w.wrap("", title)
		for _, text := range w.Announcements {
			w.wrap("", words.Fill(w.Words.Linear.Announcement, "text", text))
		}
		w.line("")
	}
	w.underlined(p.Title, "=")
	if p.Subtitle != "" {
		w.wrap("", p.Subtitle)
	}
	for _, text := range w.Words.About(w.Site, p) {
		w.wrap("", text)
	}
	if other := w.Words.InOther(w.Site, p); other != "" {
		w.wrap("", other)
	}
	w.line("")
	w.body(p)
	if credit := w.Words.CreditLine(p); credit != "" {
		w.line("")
		w.wrap("", credit)
	}
	if len(p.Resources) > 0 {
		w.line("")
		w.underlined(w.Words.Page.Links, "-")
		for _, r := range p.Resources {
			if w.err != nil {
				return
			}
			w.brief(&r)
		}
	}
}

// body adds a page's text.
func (w *Writer) body(p *site.Page) {
	l := w.Layouts.Get(w.Site, p, layout.Spec{Measure: w.Width, Form: layout.Text, Theme: theme.New(theme.Plain, 0), ASCII: w.ASCII, Words: w.Words})
	// Of the layout, no more is held than its lines while a client takes them.
	lines, body := l.Lines, l.Body
	for i := body.First; i < body.End && w.err == nil; i++ {
		w.line(lines[i])
	}
}

// Text adds text, wrapped, line by line.
func (w *Writer) Text(text string) {
	for _, l := range strings.Split(text, "\n") {
		w.wrap("", l)
	}
}

// Verbatim adds text as it is.
func (w *Writer) Verbatim(text string) {
	if w.out == nil {
		w.out = bufio.NewWriter(w.to)
	}
	if _, err := w.out.WriteString(text); err != nil {
		w.err = err
	}
}

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

// text is text as it is to be written.
func (w *Writer) text(t string) string { return fold.Text(t, w.ASCII) }

func (w *Writer) line(text string) {
	w.Verbatim(strings.TrimRight(text, " ") + "\n")
}

// wrap adds text behind a mark, the lines after the first indented as far.
func (w *Writer) wrap(mark, text string) {
	indent := strings.Repeat(" ", ansi.StringWidth(mark))
	for _, l := range layout.Wrap(w.text(text), w.Width-len(indent)) {
		w.line(mark + l)
		mark = indent
	}
}

func (w *Writer) underlined(text, rule string) {
	w.wrap("", text)
	w.line(strings.Repeat(rule, min(ansi.StringWidth(w.text(text)), w.Width)))
}

// array adds a JSON array of n elements, each of which is made when the one before it is
// written.
func (w *Writer) array(n int, at func(i int) any) error {
	separator := "[\n  "
	for i := range n {
		if w.err != nil {
			return nil // which Flush tells
		}
		text, err := element(at(i))
		if err != nil {
			return err
		}
		w.Verbatim(separator + text)
		separator = ",\n  "
	}
	if n == 0 {
		w.Verbatim("[")
	} else {
		w.Verbatim("\n")
	}
	w.Verbatim("]\n")
	return nil
}

// element is a value as JSON, indented for people as the element of an array.
func element(value any) (string, error) {
	var b strings.Builder
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("  ", "  ")
	err := e.Encode(value)
	return strings.TrimSuffix(b.String(), "\n"), err
}
