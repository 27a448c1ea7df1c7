package tui

import (
	"strings"

	"github.com/charmbracelet/x/ansi"

	"hackday.example/kiosk/internal/theme"
)

// helpGap is how many columns stand between the columns of the help, and minHelp how
// many each of them has at least.
const helpGap, minHelp = 3, 36

// help writes all keys and what they do, by groups, in two columns where there is room.
func (w *writer) help(m *Model) {
	if !w.tight {
		w.text(theme.Heading, "", m.words.Panels.Keys)
	}
	if width := (w.measure - helpGap) / 2; width >= minHelp {
		left, right := m.helpOf(width, moving, linking), m.helpOf(width, wayside, other)
		w.beside(left, right, width+helpGap)
	} else {
		w.lines = append(w.lines, m.helpOf(w.measure, groups...)...)
	}
	w.blank()
	w.text(theme.Muted, "", m.words.Panels.Mouse)
}

// helpOf is the help for some groups of keys, as wide as a column.
func (m *Model) helpOf(width int, some ...group) []string {
	w := m.writer()
	w.measure = width
	column := 0
	for _, b := range bindings {
		column = max(column, ansi.StringWidth(m.keyName(b.shown)))
	}
	for _, g := range some {
		w.blank()
		w.text(theme.Muted, "", m.words.Groups[string(g)])
		for _, b := range bindings {
			if b.group != g || b.shown == "" {
				continue
			}
			shown, does := m.keyName(b.shown), m.words.Help[b.help]
			if width < 2*column { // too narrow for two columns
				w.text(theme.Key, "", shown)
				w.text(theme.Text, "  ", does)
				continue
			}
			padding := strings.Repeat(" ", column-ansi.StringWidth(shown)+2)
			first := len(w.lines)
			w.text(theme.Text, strings.Repeat(" ", column+2), does)
			w.lines[first] = w.theme.Render(theme.Key, shown) + padding + strings.TrimLeft(w.lines[first], " ")
		}
	}
	return w.lines
}
