package tui

import (
	"strings"

	"github.com/charmbracelet/x/ansi"

	"hackday.example/kiosk/internal/theme"
)

// help writes all keys and what they do.
func (w *writer) help(m *Model) {
	w.text(theme.Heading, "", m.words.Panels.Keys)
	w.blank()
	column := 0
	for _, b := range bindings {
		column = max(column, ansi.StringWidth(m.text(b.shown)))
	}
	for _, b := range bindings {
		if b.shown == "" {
			continue
		}
		shown, does := m.text(b.shown), m.words.Help[b.help]
		if w.measure < 2*column { // too narrow for two columns
			w.text(theme.Key, "", shown)
			w.text(theme.Text, "  ", does)
			continue
		}
		padding := strings.Repeat(" ", column-ansi.StringWidth(shown)+2)
		first := len(w.lines)
		w.text(theme.Text, strings.Repeat(" ", column+2), does)
		w.lines[first] = w.theme.Render(theme.Key, shown) + padding + strings.TrimLeft(w.lines[first], " ")
	}
	w.blank()
	w.text(theme.Muted, "", m.words.Panels.Mouse)
}
