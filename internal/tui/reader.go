package tui

// read moves through the page, or opens one of its links.
func (m *Model) read(a action) {
	if a == open {
		m.openFirstLink()
		return
	}
	top := m.scrolled(m.top, a, len(m.layout.Lines))
	if top != m.top {
		m.top = top
		m.place = m.layout.PlaceOf(top)
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

// openFirstLink opens the card of the first link on the screen; where there is
// none, the list of all.
func (m *Model) openFirstLink() {
	for i, r := range m.layout.Resources {
		if !r.Empty() && r.First < m.top+m.rows() && r.End > m.top {
			m.openCard(i + 1)
			return
		}
	}
	m.openPanel(panel{kind: list})
}
