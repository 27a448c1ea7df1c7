package layout

import (
	"strconv"
	"strings"
	"unicode"

	uv "github.com/charmbracelet/ultraviolet"
	"github.com/charmbracelet/x/ansi"

	"hackday.example/kiosk/internal/site"
)

// lineWriter writes cells as text with as few escape sequences as their look
// needs.
type lineWriter struct {
	urls []string // by resource number, from 1; empty where links are not written
}

func newLineWriter(p *site.Page, spec Spec) *lineWriter {
	w := &lineWriter{urls: make([]string, len(p.Resources)+1)}
	if spec.Links {
		for _, r := range p.Resources {
			w.urls[r.Number] = r.URL
		}
	}
	return w
}

func (w *lineWriter) write(l line) string {
	var b strings.Builder
	var pen uv.Style
	link := 0
	for _, c := range l {
		if c.Width == 0 {
			continue
		}
		style := c.Style
		if c.Content == " " && invisible(style) {
			// A blank looks the same in any style that only colours text.
			if invisible(pen) {
				style = pen
			} else {
				style = uv.Style{}
			}
		}
		if !style.Equal(&pen) {
			b.WriteString(style.Diff(&pen))
			pen = style
		}
		if r := w.resource(c); r != link {
			if link != 0 {
				b.WriteString(CloseHyperlink)
			}
			if r != 0 {
				b.WriteString(Hyperlink(r, w.urls[r]))
			}
			link = r
		}
		b.WriteString(c.Content)
	}
	if link != 0 {
		b.WriteString(CloseHyperlink)
	}
	if !pen.IsZero() {
		b.WriteString(ansi.ResetStyle)
	}
	return b.String()
}

// resource is the number of the resource that a cell links to, or 0.
func (w *lineWriter) resource(c uv.Cell) int {
	r := anchorOf(c).resource
	if r >= len(w.urls) || r > 0 && w.urls[r] == "" {
		return 0
	}
	return r
}

// Hyperlink begins an OSC 8 link to a resource. Every part of a link that is
// broken over several lines has the same id, so terminals take them for one
// (https://gist.github.com/egmontkob/eb114294efbcd5adb1944c9f3cb5feda).
func Hyperlink(number int, url string) string {
	return "\x1b]8;id=" + strconv.Itoa(number) + ";" + url + "\x1b\\"
}

// CloseHyperlink ends an OSC 8 link.
const CloseHyperlink = "\x1b]8;;\x1b\\"

// invisible reports whether a style does not show on a blank.
func invisible(s uv.Style) bool {
	return s.Bg == nil && s.Underline == uv.UnderlineNone && s.Attrs&(uv.AttrReverse|uv.AttrStrikethrough) == 0
}

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
