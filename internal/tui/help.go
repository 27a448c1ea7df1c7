package tui

import (
	"strings"

	"github.com/charmbracelet/x/ansi"

	"hackday.example/kiosk/internal/theme"
)

// help writes all keys and what they do.
func (w *writer) help() {
	w.text(theme.Heading, "", helpTitle)
	w.blank()
	column := 0
	for _, b := range bindings {
		column = max(column, ansi.StringWidth(b.shown))
	}
	for _, b := range bindings {
		if w.measure < 2*column { // too narrow for two columns
			w.text(theme.Key, "", b.shown)
			w.text(theme.Text, "  ", b.help)
			continue
		}
		padding := strings.Repeat(" ", column-ansi.StringWidth(b.shown)+2)
		first := len(w.lines)
		w.text(theme.Text, strings.Repeat(" ", column+2), b.help)
		w.lines[first] = w.theme.Render(theme.Key, b.shown) + padding + strings.TrimLeft(w.lines[first], " ")
	}
	w.blank()
	w.text(theme.Muted, "", helpFoot)
}
