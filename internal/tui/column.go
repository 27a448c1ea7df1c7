package tui

import (
	"slices"
	"strings"

	"hackday.example/kiosk/internal/layout"
	"hackday.example/kiosk/internal/terminal"
	"hackday.example/kiosk/internal/theme"
	"hackday.example/kiosk/internal/words"
)

// Bounds of the contents beside the text.
const (
	// columnRoom is how many columns a window has at least that shows them.
	columnRoom = 120
	// columnWidth is how many columns they take, with those that part them from the text.
	columnWidth = 27
	// columnGap is how many of these stay empty, and columnText is the rest.
	columnGap  = 3
	columnText = columnWidth - columnGap
	// columnBytes is how much a scrolled line may cost more with them than without. With
	// the line itself, of some 90 bytes, that is below 250 in every terminal.
	columnBytes = 160
)

// column is the contents beside the text. A terminal without margins scrolls whole rows, and
// the contents too, so that they are written again with each line: there are as many entries
// around the one that is being read as columnBytes allow.
type column struct {
	layout  *layout.Layout // what the lines were made for
	theme   theme.Theme
	section int
	rows    int
	margins bool
	side    terminal.Side
}

// toggleColumn shows the contents beside the text, or puts them away. They stay so on all
// pages, and in windows that have no room for them until they do.
func (m *Model) toggleColumn() {
	switch {
	case m.column != nil:
		m.column = nil
		m.notice = m.words.Bar.ColumnAway
	default:
		m.column = &column{}
		switch {
		case m.size.Columns < columnRoom:
			m.notice = words.Fill(m.words.Bar.ColumnRoom, "columns", columnRoom)
		case !m.columnShown():
			m.notice = m.words.Bar.NoHeadings
		default:
			m.notice = m.words.Bar.ColumnShown
		}
	}
	m.lay()
}

// columnShown reports whether the contents stand beside the page.
func (m *Model) columnShown() bool {
	return m.column != nil && m.size.Columns >= columnRoom && len(m.page.Headings) > 0 && !m.lobby.turning()
}

// columnLines are the contents beside the text, in so many rows at most. Those made last
// are kept.
func (m *Model) columnLines(rows int) terminal.Side {
	c, section := m.column, m.section()
	if c.layout == m.layout && c.theme == m.theme && c.section == section && c.rows == rows && c.margins == m.profile.Margins {
		return c.side
	}
	side := terminal.Side{Left: m.pageLeft() - columnWidth, Style: m.theme.Sequence(theme.Muted), Mark: m.theme.Sequence(theme.Key)}
	if count := 1 + len(m.page.Headings); m.profile.Margins {
		first := max(min(section/rows*rows, count-rows), 0) // they stay while what is read is among them
		for entry := first; entry < min(first+rows, count); entry++ {
			side.Lines = append(side.Lines, m.columnEntry(entry, section))
		}
		side.Here = section - first
	} else {
		side = m.nearSection(side, section, rows)
	}
	*c = column{m.layout, m.theme, section, rows, m.profile.Margins, side}
	return side
}

// nearSection gives a Side as many entries around the one that is being read as may be
// written again with each line.
func (m *Model) nearSection(side terminal.Side, section, rows int) terminal.Side {
	first := section
	side.Lines = []string{m.columnEntry(section, section)}
	add := func(entry int) bool {
		if entry < 0 || entry > len(m.page.Headings) || len(side.Lines) == rows {
			return false
		}
		more, from := side, min(first, entry)
		more.Lines = slices.Insert(slices.Clone(side.Lines), max(entry-first, 0), m.columnEntry(entry, section))
		if more.Here = section - from; more.Bytes() > columnBytes {
			return false
		}
		side, first = more, from
		return true
	}
	for above, below := true, true; above || below; {
		below = below && add(first+len(side.Lines))
		above = above && add(first-1)
	}
	return side
}

// columnEntry is the line of the page's title, or of the heading of a number, with a sign
// before the one that is being read.
func (m *Model) columnEntry(entry, section int) string {
	title, depth := m.page.Title, 0
	if entry > 0 {
		h := m.page.Headings[entry-1]
		title, depth = h.Text, min(max(h.Level-1, 0), 3)
	}
	sign := "  "
	if entry == section {
		sign = "> "
	}
	line := sign + strings.Repeat(" ", depth) + m.text(title)
	if terminal.Width(line) > columnText {
		line = m.cutTo(line, columnText)
	}
	return line
}
