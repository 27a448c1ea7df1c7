package tui

import (
	"slices"
	"strconv"
	"strings"

	"github.com/charmbracelet/x/ansi"

	"hackday.example/kiosk/internal/layout"
	"hackday.example/kiosk/internal/site"
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
	if p := m.panel(); p != nil && p.kind == list {
		p.mark(m.lines)
	}
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

// bottomLine says where the reader is and which keys matter here. It is made
// for every frame; what only changes with the view is kept.
func (m *Model) bottomLine(top, n int) string {
	indent := strings.Repeat(" ", (m.size.Columns-m.barWidth())/2)
	where := "    "
	if lastTop := m.lastTop(n); lastTop > 0 {
		percent := strconv.Itoa(top * 100 / lastTop)
		where = where[len(percent)+1:] + percent + "%"
	}
	if words := m.words(); words != "" {
		words = "  " + words
		if room := m.barWidth() - len(where); ansi.StringWidth(words) > room {
			words = ansi.Truncate(words, room, "")
		}
		return indent + where + words + m.footer(len(where)+ansi.StringWidth(words), false)
	}
	return indent + where + m.footer(len(where), m.barWidth() >= roomy && len(m.panels) == 0)
}

// barWidth is how many columns the bottom line takes: it stays below the text,
// where the reader looks, and does not run to the edges of a wide window.
func (m *Model) barWidth() int {
	return min(m.size.Columns, layout.MaxMeasure+2*margin)
}

// words is what the bottom line says for the moment.
func (m *Model) words() string {
	if m.number > 0 {
		return typingNumber(m.number)
	}
	return m.notice
}

// footerKey is everything the footer depends on.
type footerKey struct {
	from    int // the column of the bar that it begins in
	columns int // the bar's
	theme   theme.Theme
	page    *site.Page // named before the hints; may be nil
	hints   *hint      // the first of them: which view they are for
}

// footer is the hints at the right end of the bottom line, behind the page's
// title if it is to be named. The last one made is kept.
func (m *Model) footer(from int, named bool) string {
	hints := m.hints()
	key := footerKey{from: from, columns: m.barWidth(), theme: m.theme, hints: &hints[0]}
	if named {
		key.page = m.page
	}
	if key == m.footerKey {
		return m.footerText
	}
	var b strings.Builder
	if named {
		title := "  " + m.page.Title
		if room := m.barWidth() - from; ansi.StringWidth(title) > room/2 {
			title = ansi.Truncate(title, room/2, "…")
		}
		from += ansi.StringWidth(title)
		b.WriteString(m.theme.Render(theme.Muted, title))
	}
	room := m.barWidth() - from
	if hints = fitting(hints, room); len(hints) > 0 {
		b.WriteString(strings.Repeat(" ", room-width(hints)))
	}
	for _, h := range hints {
		b.WriteString("  ")
		b.WriteString(m.theme.Render(theme.Key, h.key))
		b.WriteString(m.theme.Render(theme.Muted, " "+h.does))
	}
	m.footerKey, m.footerText = key, b.String()
	return m.footerText
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
