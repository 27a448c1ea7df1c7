package tui

import (
	"fmt"
	"slices"
	"strings"

	"github.com/charmbracelet/x/ansi"

	"hackday.example/kiosk/internal/layout"
	"hackday.example/kiosk/internal/terminal"
	"hackday.example/kiosk/internal/theme"
)

// Frame is what the terminal is to show now. Its lines are valid until the
// next call.
func (m *Model) Frame() terminal.Frame {
	m.lines = m.lines[:0]
	if !m.size.Usable() {
		m.lines = append(m.lines, tooSmall(m.size)...)
		return terminal.Frame{Lines: m.lines, Redraws: m.redraws}
	}
	f := terminal.Frame{
		Scrolling: m.rows(),
		Left:      (m.size.Columns - m.measure()) / 2,
		Document:  m.layout,
		Top:       m.top,
		Redraws:   m.redraws,
	}
	lines := m.layout.Lines
	if p := m.panel(); p != nil {
		f.Document, f.Top = p.kind, p.top
		lines = p.lines
	}
	m.lines = append(m.lines, lines[f.Top:min(f.Top+f.Scrolling, len(lines))]...)
	for len(m.lines) < f.Scrolling {
		m.lines = append(m.lines, "")
	}
	m.lines = append(m.lines, m.bottomLine(f.Top, len(lines)))
	f.Lines = m.lines
	return f
}

// tooSmall says in words that a page cannot be read here.
func tooSmall(size terminal.Size) []string {
	lines := layout.Wrap(tooSmallWords(size), size.Columns)
	return lines[:min(len(lines), max(size.Rows, 1))]
}

// bottomLine says where the reader is and which keys matter here.
func (m *Model) bottomLine(top, n int) string {
	left := "    "
	if lastTop := m.lastTop(n); lastTop > 0 {
		left = fmt.Sprintf("%3d%%", top*100/lastTop)
	}
	if m.number > 0 {
		left += "  " + typingNumber(m.number)
	} else if m.notice != "" {
		left += "  " + m.notice
	}
	if width := ansi.StringWidth(left); width > m.size.Columns {
		return ansi.Truncate(left, m.size.Columns, "")
	}
	styled := left
	if m.number == 0 && m.notice == "" {
		name := "  " + m.page.Title
		if m.size.Columns >= roomy && len(m.panels) == 0 {
			left += name
			styled += m.theme.Render(theme.Muted, name)
		}
	}
	room := m.size.Columns - ansi.StringWidth(left)
	hints := fitting(m.hints(), room)
	if len(hints) == 0 {
		return styled
	}
	var b strings.Builder
	b.WriteString(styled)
	b.WriteString(strings.Repeat(" ", room-width(hints)))
	for _, h := range hints {
		b.WriteString("  ")
		b.WriteString(m.theme.Render(theme.Key, h.key))
		b.WriteString(m.theme.Render(theme.Muted, " "+h.does))
	}
	return b.String()
}

// hint is a key that matters on this screen, and what it does. Where there is
// no room for all, those with the highest rank are the first to go.
type hint struct {
	key, does string
	rank      int
}

// hints are the keys that matter here.
func (m *Model) hints() []hint {
	p := m.panel()
	switch {
	case p == nil:
		return readerHints
	case p.kind == list:
		return listHints
	case p.kind == card:
		return cardHints
	}
	return helpHints
}

// fitting is the hints that fit, in their order.
func fitting(hints []hint, room int) []hint {
	for width(hints) > room {
		last := 0
		for i, h := range hints {
			if h.rank >= hints[last].rank {
				last = i
			}
		}
		hints = slices.Delete(slices.Clone(hints), last, last+1)
	}
	return hints
}

// width is how many columns hints take.
func width(hints []hint) int {
	n := 0
	for _, h := range hints {
		n += 2 + ansi.StringWidth(h.key) + 1 + ansi.StringWidth(h.does)
	}
	return n
}
