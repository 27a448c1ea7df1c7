package tui

import (
	"strings"

	"github.com/charmbracelet/x/ansi"

	"hackday.example/kiosk/internal/layout"
	"hackday.example/kiosk/internal/terminal"
	"hackday.example/kiosk/internal/theme"
)

// writer gathers the lines of a panel.
type writer struct {
	measure int
	theme   theme.Theme
	links   bool
	profile terminal.Profile
	tight   bool // there are too few rows for empty lines
	lines   []string
	picture picturePart // in the first lines
}

func (m *Model) writer() *writer {
	return &writer{measure: m.measure(), theme: m.theme, links: m.profile.Links, profile: m.profile, tight: m.rows() < minTrailRows}
}

// blank adds an empty line, where there is room for any.
func (w *writer) blank() {
	if !w.tight {
		w.lines = append(w.lines, "")
	}
}

// text adds text in one role, wrapped at words behind an indent. The first
// line's indent may hold a mark of the same width.
func (w *writer) text(r theme.Role, indent, text string) {
	rest := strings.Repeat(" ", ansi.StringWidth(indent))
	for i, l := range layout.Wrap(w.profile.Text(text), w.measure-len(rest)) {
		if i > 0 {
			indent = rest
		}
		w.lines = append(w.lines, strings.TrimRight(indent+w.theme.Render(r, l), " "))
	}
}

// address adds a link's whole address, never cut: each line that it takes is a
// link to all of it.
func (w *writer) address(number int, url string) {
	for rest := url; rest != ""; {
		n := min(len(rest), w.measure) // an address is ASCII
		l := w.theme.Render(theme.Link, rest[:n])
		if w.links {
			l = layout.Hyperlink(number, url) + l + layout.CloseHyperlink
		}
		w.lines = append(w.lines, l)
		rest = rest[n:]
	}
}
