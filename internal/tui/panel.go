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
	panelKinds
)

// panel is what stands above the page until it is closed.
type panel struct {
	kind   panelKind
	number int // card: the link's number; list: the number of the one chosen
	top    int
	*sheet
}

// sheet is a panel's lines. It is made when the panel opens, and again when the
// size or the theme changes; the last one of each kind is kept, so that keys
// held down cost nothing.
type sheet struct {
	key     sheetKey
	lines   []string
	entries []layout.Range // list: the lines of each entry
	marked  [][]string     // list: the first lines of each entry, when it is chosen
}

// sheetKey is everything a sheet depends on, but for its kind.
type sheetKey struct {
	layout *layout.Layout // and with it page, width and theme
	number int            // of a card
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
	key := sheetKey{layout: m.layout}
	if p.kind == card {
		key.number = p.number
	}
	kept := &m.sheets[p.kind]
	if *kept == nil || (*kept).key != key {
		w := m.writer()
		*kept = &sheet{key: key}
		switch p.kind {
		case list:
			(*kept).entries, (*kept).marked = w.list(m.page)
		case card:
			w.card(m, p.number)
		case help:
			w.help()
		}
		(*kept).lines = w.lines
	}
	p.sheet = *kept
	p.top = max(min(p.top, m.lastTop(len(p.lines))), 0)
	m.keepInSight(p)
}

// keepInSight scrolls a list to where its chosen entry can be seen.
func (m *Model) keepInSight(p *panel) {
	if p.number < 1 || p.number > len(p.entries) {
		return
	}
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

// mark puts the mark of the chosen entry into lines of a list that begin at
// its line top.
func (p *panel) mark(lines []string) {
	if p.number < 1 || p.number > len(p.entries) {
		return
	}
	first := p.entries[p.number-1].First
	for i, l := range p.marked[p.number-1] {
		if row := first + i - p.top; row >= 0 && row < len(lines) {
			lines[row] = l
		}
	}
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
	m.keepInSight(p)
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
