package tui

import (
	"slices"

	"hackday.example/kiosk/internal/layout"
)

// read moves through the page, or opens one of its links.
func (m *Model) read(a action) {
	switch a {
	case open:
		m.openFirst()
	case nextMatch, previousMatch:
		m.goToMatch(a)
	case nextHeading, previousHeading:
		m.goToHeading(a)
	default:
		if top := m.scrolled(m.top, a, len(m.layout.Lines)); top != m.top {
			m.scrollTo(top)
		}
	}
}

// scrolled is where the first row stands after a key, in a document of n lines.
func (m *Model) scrolled(top int, a action, n int) int {
	rows := m.rows()
	// A page keeps one line of the last one in sight, to read on from.
	page := max(rows-1, 1)
	switch a {
	case lineDown:
		top++
	case lineUp:
		top--
	case halfDown:
		top += max(rows/2, 1)
	case halfUp:
		top -= max(rows/2, 1)
	case pageDown:
		top += page
	case pageUp:
		top -= page
	case toTop:
		top = 0
	case toEnd:
		top = n
	}
	return max(min(top, m.lastTop(n)), 0)
}

// openFirst opens the first link or note whose mark is on the screen; where there
// is none, the list of all.
func (m *Model) openFirst() {
	shown := func(r layout.Range) bool { return !r.Empty() && r.First < m.top+m.rows() && r.End > m.top }
	link := slices.IndexFunc(m.layout.Resources, shown)
	note := slices.IndexFunc(m.layout.Notes, func(n layout.Note) bool { return shown(n.Mark) })
	switch {
	case note >= 0 && (link < 0 || m.layout.Notes[note].Link <= link):
		m.openNote(note + 1)
	case link >= 0:
		m.openLink(link + 1)
	default:
		m.openPanel(panel{kind: list})
	}
}

// openNote goes to a note at the end of the page, from which a reader can come
// back to where they were.
func (m *Model) openNote(number int) {
	note := m.layout.Notes[number-1].Text
	if note.Empty() {
		return
	}
	m.leave()
	m.panels = nil
	m.scrollTo(note.First)
}

// goToHeading goes to the next heading, or to the one before.
func (m *Model) goToHeading(a action) {
	headings := m.layout.Headings
	if len(headings) == 0 {
		m.notice = m.words.Bar.NoHeadings
		return
	}
	if a == nextHeading {
		for _, h := range headings {
			if h.First > m.top && m.top < m.lastTop(len(m.layout.Lines)) {
				m.scrollTo(h.First)
				return
			}
		}
		m.notice = m.words.Bar.NoMoreHeadings
		return
	}
	for _, h := range slices.Backward(headings) {
		if h.First < m.top {
			m.scrollTo(h.First)
			return
		}
	}
	m.notice = m.words.Bar.NoHeadingBefore
	m.scrollTo(0)
}
