package tui

import (
	"strings"

	"github.com/charmbracelet/x/ansi"

	"hackday.example/kiosk/internal/reading"
	"hackday.example/kiosk/internal/theme"
	"hackday.example/kiosk/internal/words"
)

// stay ends the notice that the reader is about to end, and reports whether there was
// one. Every key stays, whatever it does otherwise (WCAG 2.2 2.2.1); Ctrl-C alone
// leaves, as it leaves from everywhere.
func (m *Model) stay() bool {
	was := m.idle > 0
	m.idle = 0
	return was
}

// idleWords says how soon the reader ends and how to stay, in as many words as there is
// room for. The seconds always stand there.
func (m *Model) idleWords(room int) string {
	texts := []string{m.words.Bar.Closing, m.words.Bar.ClosingShort}
	if m.lobby != nil {
		texts[0] = m.words.Lobby.Returning
	}
	return fill(texts, room, "seconds", reading.WholeSeconds(m.idle))
}

// fill fills in the first of some texts that is no wider than a room, or the last.
func fill(texts []string, room int, pairs ...any) (text string) {
	for _, t := range texts {
		if text = words.Fill(t, pairs...); ansi.StringWidth(text) <= room {
			break
		}
	}
	return text
}

// idleLine is the bottom line while the reader is about to end: all of it is the
// notice, for no other key is of account.
func (m *Model) idleLine() string {
	width := m.bottomWidth()
	text := m.idleWords(width)
	before := min(len(barIndent), max(width-ansi.StringWidth(text), 0))
	text = strings.Repeat(" ", before) + text
	text += strings.Repeat(" ", max(width-ansi.StringWidth(text), 0))
	return m.theme.Render(theme.Banner, ansi.Truncate(text, width, ""))
}
