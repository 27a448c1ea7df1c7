package tui

// read moves through the page, or opens one of its links.
func (m *Model) read(a action) {
	switch a {
	case open:
		m.openFirstLink()
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

// openFirstLink opens the first link on the screen; where there is none, the
// list of all.
func (m *Model) openFirstLink() {
	for i, r := range m.layout.Resources {
		if !r.Empty() && r.First < m.top+m.rows() && r.End > m.top {
			m.openLink(i + 1)
			return
		}
	}
	m.openPanel(panel{kind: list})
}

// goToHeading goes to the next heading, or to the one before.
func (m *Model) goToHeading(a action) {
	lines := m.layout.Headings
	if len(lines) == 0 {
		m.notice = m.words.Bar.NoHeadings
		return
	}
	if a == nextHeading {
		for _, line := range lines {
			if line > m.top && m.top < m.lastTop(len(m.layout.Lines)) {
				m.scrollTo(line)
				return
			}
		}
		m.notice = m.words.Bar.NoMoreHeadings
		return
	}
	for i := len(lines) - 1; i >= 0; i-- {
		if lines[i] < m.top {
			m.scrollTo(lines[i])
			return
		}
	}
	m.notice = m.words.Bar.NoHeadingBefore
	m.scrollTo(0)
}
