package tui

import (
	"strconv"
	"strings"

	"github.com/charmbracelet/x/ansi"

	"hackday.example/kiosk/internal/layout"
	"hackday.example/kiosk/internal/search"
	"hackday.example/kiosk/internal/terminal"
	"hackday.example/kiosk/internal/theme"
	"hackday.example/kiosk/internal/words"
)

// entry is an entry of a list: one line, with what is known of it behind its title
// where there is room.
type entry struct {
	heading bool   // it names those that follow
	key     string // in a column of its own before the title; may be empty
	title   string
	depth   int // how far it is indented
	details []detail
}

// detail is something that is known of an entry, on one line.
type detail struct {
	text  string
	marks []search.Range // what of it was searched for
}

// piece is a part of a line in one role.
type piece struct {
	text string
	role theme.Role
}

// narrowList is the width in columns from which there are blanks in what stands before the
// title of an entry.
const narrowList = 30

// minDetail is how many columns a detail has at least behind a title.
const minDetail = 10

// prefix is what stands before an entry's title: whether it is chosen, its number,
// whether it is being read, and how deep it stands.
func (m *Model) prefix(l *list, i int, e *entry, chosen bool) string {
	mark, here := " ", " "
	if chosen {
		mark = ">"
	}
	if i == l.here {
		here = "*"
	}
	indent := strings.Repeat(" ", 2*min(e.depth, m.listMeasure()/10))
	if l.plain {
		return mark + " " + indent
	}
	number := ""
	if m.typing == nothing {
		digits, n := len(strconv.Itoa(l.count)), strconv.Itoa(i+1)
		number = strings.Repeat(" ", digits-len(n)) + n
	}
	if m.listMeasure() < narrowList { // the columns are the title's
		return mark + number + here + strings.Repeat(" ", min(e.depth, 2))
	}
	if number != "" {
		number = " " + number
	}
	return mark + number + " " + here + " " + indent
}

// line is an entry's first line, with what is known of it if that is wanted; else the
// title goes on below, and is not cut. whole reports whether it says all of the entry.
func (m *Model) line(l *list, i int, chosen, details bool) (line string, whole bool) {
	e := l.entry(i)
	prefix := m.prefix(l, i, &e, chosen)
	role := theme.Text
	switch {
	case chosen:
		role = theme.Selected
	case e.heading:
		role = theme.Heading
	}
	key := ""
	if e.key != "" {
		of := theme.Key
		if chosen {
			of = theme.Selected
		}
		key = m.theme.Render(of, e.key)
	}
	room := m.listMeasure() - len(prefix) - ansi.StringWidth(e.key)
	text := m.text(e.title)
	if !details {
		text = layout.Wrap(text, room)[0]
	}
	title, cut := m.fit([]piece{{text, role}}, room)
	whole = !cut
	line = m.theme.Render(role, prefix) + key + title
	room -= ansi.StringWidth(title)
	if len(e.details) > 0 {
		if room < minDetail || !details {
			return line, false
		}
		var pieces []piece
		begun := false
		for k, d := range e.details {
			if k > 0 {
				pieces = append(pieces, piece{m.text(" · "), theme.Muted})
			}
			part := d.from(room / 3)
			begun = begun || len(part.text) != len(d.text)
			pieces = append(pieces, m.pieces(part)...)
		}
		details, cut := m.fit(pieces, room-2)
		line, whole = line+"  "+details, whole && !cut && !begun
	}
	return line, whole
}

// from is a detail from so many bytes before the first of its marks on, so that the
// mark is in sight in a line that is cut.
func (d detail) from(before int) detail {
	if len(d.marks) == 0 || d.marks[0].First <= before {
		return d
	}
	at := strings.IndexByte(d.text[d.marks[0].First-before:d.marks[0].First], ' ')
	if at < 0 {
		return d
	}
	at += d.marks[0].First - before + 1
	const more = "…"
	begun := detail{text: more + d.text[at:]}
	for _, mark := range d.marks {
		begun.marks = append(begun.marks, search.Range{First: mark.First - at + len(more), End: mark.End - at + len(more)})
	}
	return begun
}

// pieces are a detail, with what was searched for marked.
func (m *Model) pieces(d detail) []piece {
	var pieces []piece
	at := 0
	for _, mark := range d.marks {
		if mark.First < at || mark.End > len(d.text) || mark.End <= mark.First {
			continue
		}
		if mark.First > at {
			pieces = append(pieces, piece{m.text(d.text[at:mark.First]), theme.Muted})
		}
		pieces = append(pieces, piece{m.text(d.text[mark.First:mark.End]), theme.Match})
		at = mark.End
	}
	return append(pieces, piece{m.text(d.text[at:]), theme.Muted})
}

// fit writes pieces in a room of some columns, and ends them in "…" where there is
// not enough.
func (m *Model) fit(pieces []piece, room int) (line string, cut bool) {
	width := 0
	for _, p := range pieces {
		width += terminal.Width(p.text)
	}
	end := ""
	if cut = width > room; cut {
		end = m.text("…")
		room -= ansi.StringWidth(end)
	}
	var b strings.Builder
	for _, p := range pieces {
		text := p.text
		if cut {
			text = terminal.Truncate(text, max(room, 0))
		}
		room -= terminal.Width(text)
		if len(text) < len(p.text) {
			b.WriteString(m.theme.Render(p.role, strings.TrimRight(text, " ")+end))
			return b.String(), true
		}
		if text != "" {
			b.WriteString(m.theme.Render(p.role, text))
		}
	}
	return b.String(), cut
}

// chosenLines is the chosen entry: its line, and below it what does not stand there, the
// rest of its title, and what is known of it, each from a line of its own. That takes no
// more than half of the rows.
func (m *Model) chosenLines(l *list) []string {
	i := l.at(l.chosen)
	if l.mark.count == l.n() && l.mark.entry == i {
		return l.mark.lines
	}
	line, whole := m.line(l, i, true, true)
	lines := []string{line}
	if !whole {
		lines[0], _ = m.line(l, i, true, false)
		below := m.below(l, i)
		if most := max(m.listRows()/2, 1); len(below) > most {
			below = below[:most]
			if last := &below[most-1]; ansi.StringWidth(*last) < m.listMeasure() && !strings.HasSuffix(ansi.Strip(*last), m.text("…")) {
				*last += m.theme.Render(theme.Muted, m.text("…"))
			}
		}
		lines = append(lines, below...)
	}
	l.mark = marked{i, l.n(), lines}
	return lines
}

// below is what of an entry does not stand in its line.
func (m *Model) below(l *list, i int) (lines []string) {
	e := l.entry(i)
	indent := strings.Repeat(" ", len(m.prefix(l, i, &e, true))+ansi.StringWidth(e.key))
	room := m.listMeasure() - len(indent)
	if title := layout.Wrap(m.text(e.title), room); len(title) > 1 {
		for _, l := range title[1:] {
			lines = append(lines, indent+m.theme.Render(theme.Selected, l))
		}
	}
	for _, d := range e.details {
		part := m.wrapped(d, room)
		if len(part) > m.listRows()/2 {
			part = m.wrapped(d.from(room/3), room)
		}
		for _, l := range part {
			lines = append(lines, indent+l)
		}
	}
	return lines
}

// wrapped is a detail as lines.
func (m *Model) wrapped(d detail, room int) []string {
	if len(d.marks) == 0 {
		lines := layout.Wrap(m.text(d.text), room)
		for i, l := range lines {
			lines[i] = m.theme.Render(theme.Muted, l)
		}
		return lines
	}
	var lines []string
	at := 0
	for _, l := range layout.Wrap(d.text, room) { // each is a part of the text
		begin := strings.Index(d.text[at:], l)
		if begin < 0 {
			break
		}
		begin += at
		at = begin + len(l)
		part := detail{text: l}
		for _, mark := range d.marks {
			if first, end := max(mark.First-begin, 0), min(mark.End-begin, len(l)); first < end {
				part.marks = append(part.marks, search.Range{First: first, End: end})
			}
		}
		line, _ := m.fit(m.pieces(part), room)
		lines = append(lines, line)
	}
	return lines
}

// appendList adds a list to the frame: its head, and the entries that are in sight.
func (m *Model) appendList(l *list) {
	m.lines = append(m.lines, m.listHead(l))
	end := len(m.lines) + m.listRows()
	if l.n() == 0 {
		empty := l.empty
		if l.query != "" && l.texts != nil {
			empty = m.words.Bar.NothingFound
		}
		lines := layout.Wrap(m.text(empty), m.listMeasure())
		if len(lines) > m.listRows() && empty == l.empty && l.brief != "" {
			lines = layout.Wrap(m.text(l.brief), m.listMeasure())
		}
		for _, t := range lines {
			m.lines = append(m.lines, m.theme.Render(theme.Text, t))
		}
	}
	if len(l.lines) > 4*m.rows() {
		clear(l.lines)
	}
	for k := l.top; k < l.n() && len(m.lines) < end; k++ {
		i := l.at(k)
		if k == l.chosen {
			m.lines = append(m.lines, m.chosenLines(l)...)
			continue
		}
		line, ok := l.lines[i]
		if !ok {
			line, _ = m.line(l, i, false, true)
			if l.lines == nil {
				l.lines = map[int]string{}
			}
			l.lines[i] = line
		}
		m.lines = append(m.lines, line)
	}
	if l.behind != "" && len(m.lines) < end && l.ranked == nil {
		m.lines = append(m.lines, "")
		for _, t := range layout.Wrap(m.text(l.behind), m.listMeasure()) {
			m.lines = append(m.lines, m.theme.Render(theme.Muted, t))
		}
	}
	m.lines = m.lines[:min(len(m.lines), end)]
}

// listHead says what a list is, and which of its entries is chosen.
func (m *Model) listHead(l *list) string {
	where := ""
	if n := l.n(); n > 0 {
		where = words.Fill(m.words.Bar.WhichMatch, "number", l.chosen+1, "count", max(l.found, n))
	}
	room := m.listMeasure() - len(where) - 1
	title, cut := m.fit([]piece{{m.text(l.title), theme.Heading}}, room)
	if cut && l.short != "" {
		title, _ = m.fit([]piece{{m.text(l.short), theme.Heading}}, room)
	}
	gap := m.listMeasure() - ansi.StringWidth(title) - len(where)
	return title + strings.Repeat(" ", max(gap, 0)) + m.theme.Render(theme.Muted, where)
}
