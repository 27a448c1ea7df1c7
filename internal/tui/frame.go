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
	"hackday.example/kiosk/internal/words"
)

// Frame is what the terminal is to show now. Its lines are valid until the
// next call.
func (m *Model) Frame() terminal.Frame {
	m.settle()
	m.lines = m.lines[:0]
	f := terminal.Frame{Redraws: m.redraws, Copies: m.copies, Copied: m.copied}
	if !m.size.Usable() {
		m.lines = append(m.lines, m.tooSmall()...)
		f.Lines = m.lines
		return f
	}
	f.Scrolling = m.rows()
	f.Left = left(m.size.Columns)
	f.Document, f.Top = m.layout, m.top
	lines := m.layout.Lines
	p := m.panel()
	switch {
	case m.lobby.turning():
		f.Document, f.Top = m.lobby, 0
		lines = m.lobbyLines()
	case p != nil:
		f.Document, f.Top = p.kind, p.top
		lines = p.lines
	}
	m.lines = append(m.lines, lines[f.Top:min(f.Top+f.Scrolling, len(lines))]...)
	switch {
	case m.lobby.turning():
	case p == nil:
		m.mark(m.lines)
	case p.kind.chooses():
		p.mark(m.lines)
	}
	for len(m.lines) < f.Scrolling {
		m.lines = append(m.lines, "")
	}
	m.lines = append(m.lines, m.banner.lines...)
	m.lines = append(m.lines, m.bottomLine(f.Top, len(lines)))
	f.Lines = m.lines
	return f
}

// tooSmall says in words that a page cannot be read here.
func (m *Model) tooSmall() []string {
	lines := layout.Wrap(m.tooSmallWords(), max(m.size.Columns-1, 1)) // see terminal.Frame
	return lines[:min(len(lines), max(m.size.Rows, 1))]
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
	if says := m.says(); says != "" {
		says = "  " + says
		says = terminal.Truncate(says, m.bottomWidth()-len(where))
		return indent + where + says + m.footer(len(where)+terminal.Width(says), false)
	}
	return indent + where + m.footer(len(where), m.barWidth() >= roomy && len(m.panels) == 0)
}

// barWidth is how many columns the banner and the bottom line take: they stay
// below the text, where the reader looks, and do not run to the edges of a wide
// window.
func (m *Model) barWidth() int {
	return min(m.size.Columns, layout.MaxMeasure+2*margin)
}

// bottomWidth is how many of them the bottom line writes to: not to the last
// column of the window; see terminal.Frame.
func (m *Model) bottomWidth() int { return min(m.barWidth(), m.size.Columns-1) }

// says is what the bottom line says for the moment.
func (m *Model) says() string {
	switch {
	case m.number > 0:
		return words.Fill(m.words.Bar.TypingNumber, "number", m.number)
	case m.notice != "":
		return m.notice
	case m.lobby.turning():
		return m.words.Lobby.Hint
	case len(m.panels) == 0 && (m.search.typing || m.search.active()):
		return m.searchWords()
	}
	return ""
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
	key := footerKey{from: from, columns: m.bottomWidth(), theme: m.theme, hints: &hints[0]}
	if named {
		key.page = m.page
	}
	if key == m.footerKey {
		return m.footerText
	}
	var b strings.Builder
	if named {
		title := "  " + m.text(m.page.Title)
		if room := (m.bottomWidth() - from) / 2; terminal.Width(title) > room {
			end := m.text("…")
			title = terminal.Truncate(title, room-ansi.StringWidth(end)) + end
		}
		from += terminal.Width(title)
		b.WriteString(m.theme.Render(theme.Muted, title))
	}
	room := m.bottomWidth() - from + 1 // one blank is enough before the first hint
	if hints = m.fitting(hints, room); len(hints) > 0 {
		b.WriteString(strings.Repeat(" ", room-m.width(hints)))
	}
	for i, h := range hints {
		key, does := m.shown(h)
		if b.WriteByte(' '); i > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(m.theme.Render(theme.Key, key))
		b.WriteString(m.theme.Render(theme.Muted, " "+does))
	}
	m.footerKey, m.footerText = key, b.String()
	return m.footerText
}

// fitting is the hints that fit, in their order.
func (m *Model) fitting(hints []hint, room int) []hint {
	for m.width(hints) > room {
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
