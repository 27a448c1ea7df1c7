package tui

import (
	"hackday.example/kiosk/internal/layout"
)

// panelKind is what a panel shows.
type panelKind int

const (
	list panelKind = iota // all links of the page
	card                  // one link
	help                  // all keys
)

// panel is what stands above the page until it is closed. Its lines are made
// when it opens, and again when the size, the theme or the choice changes.
type panel struct {
	kind   panelKind
	number int // card: the link's number; list: the number of the one chosen

	lines   []string
	top     int
	entries []layout.Range // list: the lines of each entry
}

// panel is the topmost panel, or nil where the page itself is shown.
func (m *Model) panel() *panel {
	if len(m.panels) == 0 {
		return nil
	}
	return &m.panels[len(m.panels)-1]
}

// openPanel puts a panel on top. A panel of the same kind is replaced, so that
// going back takes as many steps as there are kinds, not as there were keys.
func (m *Model) openPanel(p panel) {
	for i := range m.panels {
		if m.panels[i].kind == p.kind {
			m.panels = append(m.panels[:i], m.panels[i+1:]...)
			break
		}
	}
	if p.kind == list && p.number == 0 {
		p.number = 1
	}
	m.panels = append(m.panels, p)
	m.build(m.panel())
}

// openCard shows a link's card, or says that there is no such link.
func (m *Model) openCard(number int) {
	if m.page.Resource(number) == nil {
		m.notice = noSuchLink(number, len(m.page.Resources))
		return
	}
	m.openPanel(panel{kind: card, number: number})
}

// closePanel goes back one step.
func (m *Model) closePanel() {
	if len(m.panels) > 0 {
		m.panels = m.panels[:len(m.panels)-1]
	}
}

// build makes a panel's lines for the present size and theme.
func (m *Model) build(p *panel) {
	w := m.writer()
	switch p.kind {
	case list:
		p.entries = w.list(m.page, p.number)
	case card:
		w.card(m, p.number)
	case help:
		w.help()
	}
	p.lines = w.lines
	p.top = max(min(p.top, m.lastTop(len(p.lines))), 0)
}

// act does what a key asks of the topmost panel.
func (m *Model) act(p *panel, a action) {
	switch {
	case p.kind == list && a == open:
		m.openCard(p.number)
	case p.kind == list:
		m.choose(p, a)
	case p.kind == card && (a == next || a == previous):
		step := 1
		if a == previous {
			step = -1
		}
		count := len(m.page.Resources)
		p.number = (p.number-1+step+count)%count + 1
		p.top = 0
		m.build(p)
	default:
		p.top = m.scrolled(p.top, a, len(p.lines))
	}
}

// choose moves the list's mark, and keeps the marked entry in sight.
func (m *Model) choose(p *panel, a action) {
	count := len(p.entries)
	if count == 0 {
		return
	}
	switch a {
	case lineDown, next:
		p.number++
	case lineUp, previous:
		p.number--
	case toTop:
		p.number = 1
	case toEnd:
		p.number = count
	case pageDown, halfDown, pageUp, halfUp:
		top := m.scrolled(p.top, a, len(p.lines))
		down := a == pageDown || a == halfDown
		switch {
		case top == p.top && down:
			p.number = count
		case top == p.top:
			p.number = 1
		default:
			p.number = entryAt(p.entries, top, down, m.rows())
		}
		p.top = top
	}
	p.number = max(min(p.number, count), 1)
	m.build(p)
	e := p.entries[p.number-1]
	if e.End > p.top+m.rows() {
		p.top = e.End - m.rows()
	}
	if e.First < p.top {
		p.top = e.First
	}
	if p.number == 1 {
		p.top = 0 // with the heading above it
	}
}

// entryAt is the number of the first entry that stands whole on a screen that
// begins at top; going down, of the last.
func entryAt(entries []layout.Range, top int, last bool, rows int) int {
	number := 0
	for i, e := range entries {
		if e.First >= top && e.End <= top+rows {
			if !last && number > 0 {
				break
			}
			number = i + 1
		}
	}
	if number > 0 {
		return number
	}
	for i, e := range entries { // none stands whole
		if e.End > top {
			return i + 1
		}
	}
	return len(entries)
}
