package tui

import (
	"strings"

	"hackday.example/kiosk/internal/layout"
	"hackday.example/kiosk/internal/theme"
	"hackday.example/kiosk/internal/words"
)

// openContents lists the page's headings, the one that is being read chosen.
func (m *Model) openContents() {
	m.openPanel(panel{kind: contents, number: m.section() + 1})
}

// section is the number of the heading that is being read, from 1; 0 above the
// first of them.
func (m *Model) section() int {
	section := 0
	for i, lines := range m.layout.Headings {
		if lines.First <= m.top {
			section = i + 1
		}
	}
	return section
}

// contents writes the page's title and headings, of which the one that is being
// read is marked, and returns where each stands.
func (w *writer) contents(m *Model, reading int) {
	w.text(theme.Heading, "", words.Fill(m.words.Panels.Contents, "page", m.page.Title))
	w.blank()
	highest := 6
	for _, h := range m.page.Headings {
		highest = min(highest, h.Level)
	}
	w.heading(0, reading == 0, m.page.Title)
	for i, h := range m.page.Headings {
		w.heading(h.Level-highest+1, reading == i+1, h.Text)
	}
}

// heading adds an entry of the contents. The mark says which one is being read.
func (w *writer) heading(depth int, reading bool, text string) {
	indent := strings.Repeat("  ", min(depth, w.measure/8))
	mark := "  "
	if reading {
		mark = "* "
	}
	w.entry("> "+mark+indent, "  "+mark+indent, text, func() {})
}

// jump goes to the heading that was chosen in the contents.
func (m *Model) jump(p *panel) {
	line := 0
	if i := p.number - 2; i >= 0 && i < len(m.layout.Headings) {
		line = m.layout.Headings[i].First
	}
	m.panels = nil
	m.scrollTo(line)
}

// entry adds an entry of a list: a text as it looks when it is chosen and when
// it is not, and what else belongs to it.
func (w *writer) entry(chosen, other, text string, rest func()) {
	first := len(w.lines)
	w.text(theme.Selected, chosen, text)
	w.marked = append(w.marked, append([]string(nil), w.lines[first:]...))
	w.lines = w.lines[:first]
	w.text(theme.Text, other, text)
	rest()
	w.entries = append(w.entries, layout.Range{First: first, End: len(w.lines)})
}
