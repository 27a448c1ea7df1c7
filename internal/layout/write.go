package layout

import (
	"strconv"

	uv "github.com/charmbracelet/ultraviolet"
	"github.com/charmbracelet/x/ansi"

	"hackday.example/kiosk/internal/site"
	"hackday.example/kiosk/internal/theme"
)

// lineWriter writes spans as text with as few escape sequences as their look
// needs.
type lineWriter struct {
	theme  theme.Theme
	sheet  *theme.Sheet                // nil where nothing but text is written
	styles map[theme.Elements]uv.Style // of the sheet, as they were needed
	urls   []string                    // by resource number, from 1; empty where links are not written
	buffer []byte
	marked func(span int) theme.Role // of the line that is written; nil for none
}

// maxHyperlink bounds the bytes that the address of one link takes as OSC 8, which
// has it on each of its lines. A link that would take more has its number alone.
const maxHyperlink = 64 << 10

// newLineWriter makes a writer for a page. resources are the lines of its links.
func newLineWriter(p *site.Page, spec Spec, resources []Range) *lineWriter {
	w := &lineWriter{theme: spec.Theme, urls: make([]string, len(p.Resources)+1)}
	if spec.Form != Screen {
		return w
	}
	w.sheet, w.styles = spec.Theme.Sheet(), map[theme.Elements]uv.Style{}
	if spec.Links {
		for i, r := range p.Resources {
			if lines := resources[i].End - resources[i].First; r.OnTheWeb() && lines*len(r.URL) <= maxHyperlink {
				w.urls[r.Number] = r.URL
			}
		}
	}
	return w
}

// style is the look of a span.
func (w *lineWriter) style(e theme.Elements) uv.Style {
	if w.sheet == nil {
		return uv.Style{}
	}
	s, ok := w.styles[e]
	if !ok {
		s = w.sheet.Style(e)
		w.styles[e] = s
	}
	return s
}

func (w *lineWriter) write(spans []span) string {
	b := w.buffer[:0]
	var pen uv.Style
	link := 0
	for i, s := range spans {
		style := w.style(s.style)
		if w.marked != nil {
			if role := w.marked(i); role != theme.Text {
				style = w.theme.Mark(role, style)
			}
		}
		if s.text == " " && invisible(style) && invisible(pen) {
			style = pen // a blank looks the same in both
		}
		if !style.Equal(&pen) {
			b = append(b, style.Diff(&pen)...)
			pen = style
		}
		if to := w.linked(int(s.resource)); to != link {
			if link != 0 {
				b = append(b, CloseHyperlink...)
			}
			if to != 0 {
				b = append(b, Hyperlink(to, w.urls[to])...)
			}
			link = to
		}
		b = append(b, s.text...)
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

// invisible reports whether a style does not show on a blank.
func invisible(s uv.Style) bool {
	return s.Bg == nil && s.Underline == uv.UnderlineNone && s.Attrs&(uv.AttrReverse|uv.AttrStrikethrough) == 0
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
