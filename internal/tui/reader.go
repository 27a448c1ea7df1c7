package tui

import (
	"slices"

	tea "charm.land/bubbletea/v2"
)

// read moves through the page, or opens one of its links.
func (m *Model) read(a action) tea.Cmd {
	switch a {
	case open:
		m.openFirst()
	case nextLink:
		m.stepLink(1)
	case previousLink:
		m.stepLink(-1)
	case nextMatch, previousMatch:
		m.goToMatch(a)
	case nextHeading, previousHeading:
		m.goToHeading(a)
	default:
		if top := m.scrolled(m.top, a, len(m.layout.Lines), m.head()); top != m.top {
			m.scrollTo(top)
		}
	}
	return nil
}

// scrolled is where the first row stands after a key, in a document of n lines, of
// which as many rows as head do not scroll.
func (m *Model) scrolled(top int, a action, n, head int) int {
	rows := m.rows() - head
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

// goToHeading goes to the next heading, or to the one before.
func (m *Model) goToHeading(a action) {
	headings := m.layout.Headings
	if len(headings) == 0 {
		m.notice = m.words.Bar.NoHeadings
		return
	}
	if a == nextHeading {
		for _, h := range headings {
			if h.First-m.head() > m.top && m.top < m.lastTop(len(m.layout.Lines)) {
				m.bring(h.First)
				return
			}
		}
		m.notice = m.words.Bar.NoMoreHeadings
		return
	}
	for _, h := range slices.Backward(headings) {
		if max(h.First-m.head(), 0) < m.top {
			m.bring(h.First)
			return
		}
	}
	m.notice = m.words.Bar.NoHeadingBefore
	m.scrollTo(0)
}
