package tui

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"hackday.example/kiosk/internal/layout"
	"hackday.example/kiosk/internal/terminal"
	"hackday.example/kiosk/internal/theme"
	"hackday.example/kiosk/internal/words"
)

// Frame is what the terminal is to show now. Its lines are valid until the
// next call.
func (m *Model) Frame() terminal.Frame {
	m.settle()
	m.settleBanner()
	m.costs = 0
	m.lines, m.cells = m.lines[:0], m.cells[:0]
	f := terminal.Frame{Redraws: m.redraws, Copies: m.copies, Copied: m.copied}
	if m.based != m.theme {
		m.based = m.theme
		m.base.Ink, m.base.Ground = m.theme.Base()
	}
	f.Base = m.base
	if !m.size.Usable() {
		m.lines = append(m.lines, m.tooSmall()...)
		f.Lines = m.lines
		return f
	}
	f.Scrolling, f.Left = m.rows(), left(m.size.Columns)
	top, height := 0, 0 // of what the bottom line says how much was read
	switch p := m.panel(); {
	case m.lobby.turning():
		f.Document, f.Left = m.lobby, (m.size.Columns-m.lobby.stage.columns)/2
		m.lines = append(m.lines, m.lobbyLines()...)
	case p == nil:
		f.Document, f.Head = m.layout, m.head()
		f.Top = m.top + f.Head
		top, height = m.top, len(m.layout.Lines)
		f.Left = m.pageLeft()
		m.appendPage()
	case p.list != nil:
		f.Document, f.Top, f.Head = p.list, p.list.top, 1
		m.appendList(p.list)
	default:
		f.Document, f.Top = p.kind, p.top
		top, height = p.top, len(p.lines)
		if p.kind == bare {
			f.Left, f.Joined = 0, true
		}
		m.lines = append(m.lines, p.lines[p.top:min(p.top+m.rows(), len(p.lines))]...)
		m.hangPortrait(p)
	}
	f.Scrolling -= f.Head
	if m.panel() == nil && m.columnShown() {
		f.Side = m.columnLines(f.Scrolling)
	}
	m.lines = m.lines[:min(len(m.lines), m.rows())]
	m.lines = padded(m.lines, m.rows())
	m.lines = append(m.lines, m.banner.lines...)
	m.lines = append(m.lines, m.bottomLine(top, height))
	f.Lines = m.lines
	if len(m.cells) > 0 {
		f.Picture = m.pictureCells
	}
	return f
}

// padded is lines with empty ones behind them, up to some number.
func padded(lines []string, n int) []string {
	for len(lines) < n {
		lines = append(lines, "")
	}
	return lines
}

// appendPage adds the lines of the page that are in sight to the frame, with what is
// marked in them.
func (m *Model) appendPage() {
	l := m.layout
	end := min(m.top+m.rows(), len(l.Lines))
	m.lines = append(m.lines, l.Lines[m.top:end]...)
	if m.top > 0 && m.head() > 0 {
		m.lines[0] = m.trail()
	}
	link := m.chosenLink()
	for line := m.first(); line < end; line++ {
		row := line - m.top
		switch {
		case line >= m.flash.First && line < m.flash.End:
			m.lines[row] = l.MarkAll(line)
		case link != 0 && line >= l.Resources[link-1].First && line < l.Resources[link-1].End:
			m.lines[row] = l.MarkLink(line, link)
		case len(m.search.matches) > 0:
			m.lines[row] = l.Mark(line, m.search.matches, m.search.current)
		}
		if f, n := l.FigureAt(line); f != nil {
			m.hangPicture(row, picturePart{f.File, f.Columns, f.Rows, n}, f.Indent)
		}
	}
}

// tooSmall says in words that a page cannot be read here.
func (m *Model) tooSmall() []string {
	columns := max(m.size.Columns-1, 1) // see terminal.Frame
	text := m.tooSmallWords()
	if m.idle > 0 {
		text = m.idleWords(columns)
	}
	lines := layout.Wrap(text, columns)
	return lines[:min(len(lines), max(m.size.Rows, 1))]
}

// bottomLine says where the reader is and which keys matter here. It is made
// for every frame; what only changes with the view is kept.
func (m *Model) bottomLine(top, n int) string {
	if m.idle > 0 {
		return m.idleLine()
	}
	where := "    "
	if lastTop := m.lastTop(n); lastTop > 0 {
		percent := strconv.Itoa(top * 100 / lastTop)
		where = where[len(percent)+1:] + percent + "%"
	}
	if p := m.panel(); m.typing != nothing || p != nil && p.list != nil { // whose head says it
		where = ""
	}
	if says := m.says(); says != "" {
		if says = barIndent + says; terminal.Width(says) > m.bottomWidth()-len(where) {
			where = "" // what is said matters more
		}
		if terminal.Width(says) > m.bottomWidth() {
			says = m.cutTo(says, m.bottomWidth())
		}
		from := len(where) + terminal.Width(says)
		if hints := m.footer(from + len(barIndent)); hints != "" {
			return where + says + barIndent + hints // farther apart than hints are
		}
		return where + says + m.footer(from)
	}
	return where + m.footer(len(where))
}

// barIndent stands before what the bottom line says.
const barIndent = "  "

// says is what the bottom line says for the moment.
func (m *Model) says() string {
	switch p := m.panel(); {
	case m.number > 0 && p != nil && p.list != nil && p.kind != links:
		return words.Fill(m.words.Bar.TypingEntry, "number", m.number)
	case m.number > 0:
		return words.Fill(m.words.Bar.TypingNumber, "number", m.number)
	case m.notice != "":
		return m.notice
	case m.lobby.turning():
		return m.words.Lobby.Hint
	case m.typing != nothing:
		return m.promptWords()
	case p == nil && m.search.active():
		return m.foundWords()
	case p != nil && p.list != nil && p.list.query != "" && p.kind != results:
		return words.Fill(m.words.Bar.Filter, "query", m.text(p.list.query)) + "  " + m.listWords(p.list)
	case p != nil && p.kind == results:
		return m.huntWords()
	}
	return m.text(m.trouble)
}

// footerKey is everything the footer depends on.
type footerKey struct {
	from    int // the column of the bar that it begins in
	columns int // the bar's
	words   *words.Words
	theme   theme.Theme
	view    view
	here    uint64 // what can be done here
	keysOff bool
}

// footer is the hints at the right end of the bottom line. The last one made is kept.
func (m *Model) footer(from int) string {
	v, here := m.here()
	key := footerKey{from: from, columns: m.bottomWidth(), words: m.words, theme: m.theme, view: v, here: here, keysOff: m.keysOff}
	if key == m.footerKey {
		return m.footerText
	}
	var b strings.Builder
	room := m.bottomWidth() - from + 1 // one blank is enough before the first hint
	hints := m.fitting(m.hints(v, here), room)
	if len(hints) > 0 {
		b.WriteString(strings.Repeat(" ", room-m.width(hints)))
	}
	for i, h := range hints {
		if b.WriteByte(' '); i > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(m.theme.Render(theme.Key, h.key))
		b.WriteString(m.theme.Render(theme.Muted, " "+h.does))
	}
	m.footerKey, m.footerText = key, b.String()
	return m.footerText
}

// fitting is the hints that there is room for, in their order. The lowest ranks have the
// first choice; one that is too long leaves its room to those behind it.
func (m *Model) fitting(hints []hint, room int) []hint {
	if m.width(hints) <= room {
		return hints
	}
	ranked := slices.Clone(hints)
	slices.SortStableFunc(ranked, func(a, b hint) int { return cmp.Compare(a.rank, b.rank) })
	var kept []hint
	for _, h := range ranked {
		if n := m.width([]hint{h}); n <= room {
			kept, room = append(kept, h), room-n
		}
	}
	return slices.DeleteFunc(slices.Clone(hints), func(h hint) bool { return !slices.Contains(kept, h) })
}
