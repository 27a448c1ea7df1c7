package layout

import (
	"strconv"
	"unicode"

	uv "github.com/charmbracelet/ultraviolet"
	"github.com/charmbracelet/x/ansi"

	"hackday.example/kiosk/internal/site"
	"hackday.example/kiosk/internal/theme"
)

// lineWriter writes runs as text with as few escape sequences as their look
// needs.
type lineWriter struct {
	theme  theme.Theme
	urls   []string // by resource number, from 1; empty where links are not written
	buffer []byte
}

func newLineWriter(p *site.Page, spec Spec) *lineWriter {
	w := &lineWriter{theme: spec.Theme, urls: make([]string, len(p.Resources)+1)}
	if spec.Links {
		for _, r := range p.Resources {
			w.urls[r.Number] = r.URL
		}
	}
	return w
}

func (w *lineWriter) write(runs []run) string {
	b := w.buffer[:0]
	var pen uv.Style
	link := 0
	for _, r := range runs {
		style := r.style
		style.Fg = w.theme.Fill(style.Fg)
		if style.Bg != nil {
			style.Bg = w.theme.Fill(style.Bg)
		}
		if !style.Equal(&pen) {
			b = append(b, style.Diff(&pen)...)
			pen = style
		}
		if to := w.linked(r.resource); to != link {
			if link != 0 {
				b = append(b, CloseHyperlink...)
			}
			if to != 0 {
				b = append(b, Hyperlink(to, w.urls[to])...)
			}
			link = to
		}
		b = append(b, r.text...)
	}
	if link != 0 {
		b = append(b, CloseHyperlink...)
	}
	if !pen.IsZero() {
		b = append(b, ansi.ResetStyle...)
	}
	w.buffer = b
	return string(b)
}

// linked is a resource's number if links to it are written, or else 0.
func (w *lineWriter) linked(resource int) int {
	if resource >= len(w.urls) || w.urls[resource] == "" {
		return 0
	}
	return resource
}

// Hyperlink begins an OSC 8 link to a resource. Every part of a link that is
// broken over several lines has the same id, so terminals take them for one
// (https://gist.github.com/egmontkob/eb114294efbcd5adb1944c9f3cb5feda).
func Hyperlink(number int, url string) string {
	return "\x1b]8;id=" + strconv.Itoa(number) + ";" + url + "\x1b\\"
}

// CloseHyperlink ends an OSC 8 link.
const CloseHyperlink = "\x1b]8;;\x1b\\"

// isBlank reports whether a cell shows nothing, or nothing but a line below
// it, which at the end of a line means nothing either.
func isBlank(c uv.Cell) bool {
	return c.Width == 0 || c.Content == " " && c.Style.Bg == nil && c.Style.Attrs&uv.AttrReverse == 0
}

// countLetters counts the letters and digits of a line. Unlike all else on it,
// they are there at any width.
func countLetters(l line) int {
	n := 0
	for _, c := range l {
		for _, r := range c.Content {
			if unicode.IsLetter(r) || unicode.IsNumber(r) {
				n++
			}
		}
	}
	return n
}
