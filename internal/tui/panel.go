package tui

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"hackday.example/kiosk/internal/layout"
)

// panelKind is what a panel shows.
type panelKind int

const (
	list     panelKind = iota // all links of the page
	contents                  // its headings
	pages                     // all pages of the site
	card                      // one link
	portrait                  // the header picture
	said                      // what the organisers say
	help                      // all keys
)

// chooses reports whether one of the panel's entries is chosen.
func (k panelKind) chooses() bool { return k == list || k == contents || k == pages }

// panel is what stands above the page until it is closed.
type panel struct {
	kind    panelKind
	number  int // card: the link's number; lists: the number of the entry that is chosen
	reading int // contents: the heading that is being read, when it was opened
	top     int
	*sheet
}

// sheet is a panel's lines. It never changes, and is shared by all who see the
// same.
type sheet struct {
	lines   []string
	entries []layout.Range // of a list: the lines of each entry
	marked  [][]string     // of a list: the first lines of each entry, when it is chosen
}

// sheetKey is everything a sheet depends on, but for its page.
type sheetKey struct {
	kind               panelKind
	spec               layout.Spec
	number             int // of a card; in the contents, what is being read
	columns, rows      int // of what has a picture in it
	colours, clipboard bool
	said               string // what the organisers say
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
	if p.kind.chooses() {
		p.number = max(p.number, 1)
	}
	p.reading = m.section()
	m.panels = append(m.panels, p)
	m.build(m.panel())
}

// build makes a panel's lines for the present size and theme, if nobody had the
// same before.
func (m *Model) build(p *panel) {
	key := sheetKey{kind: p.kind, spec: m.spec(), columns: m.size.Columns, colours: m.profile.Colours}
	switch p.kind {
	case card:
		key.number, key.rows, key.clipboard = p.number, m.rows(), m.profile.Clipboard
	case portrait:
		key.rows = m.rows()
	case said:
		key.said = strings.Join(m.banner.texts, "\n")
	case contents:
		p.reading = min(p.reading, len(m.page.Headings))
		key.number = p.reading
	}
	kept, ok := m.layouts.Keep(m.page, key, func() (any, int) {
		s := m.write(*p)
		return s, s.bytes()
	})
	if ok {
		p.sheet = kept.(*sheet)
	} else {
		p.sheet = &sheet{lines: layout.Wrap(m.text(m.words.Page.Busy), m.measure())}
	}
	if p.kind.chooses() {
		p.number = max(min(p.number, len(p.entries)), 1)
	}
	p.top = max(min(p.top, m.lastTop(len(p.lines))), 0)
	m.keepInSight(p)
}

// write writes a panel's lines.
func (m *Model) write(p panel) *sheet {
	w := m.writer()
	switch p.kind {
	case list:
		w.list(m)
	case contents:
		w.contents(m, p.reading)
	case pages:
		w.pages(m)
	case card:
		w.card(m, p.number)
	case portrait:
		w.portrait(m)
	case said:
		w.announcements(m)
	case help:
		w.help(m)
	}
	return &sheet{lines: w.lines, entries: w.entries, marked: w.marked}
}

// bytes is what a sheet takes in memory, about.
func (s *sheet) bytes() int {
	n := 0
	for _, l := range s.lines {
		n += len(l) + 16
	}
	for _, lines := range s.marked {
		for _, l := range lines {
			n += len(l) + 40
		}
	}
	return n
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
func (m *Model) act(p *panel, a action) tea.Cmd {
	switch {
	case a == open:
		m.openChosen(p)
	case p.kind.chooses():
		m.choose(p, a)
	case p.kind == card && a == copyAddress:
		return m.copyAddress(p.number)
	case p.kind == card && (a == next || a == nextMatch):
		m.turnCard(p, 1)
	case p.kind == card && (a == previous || a == previousMatch):
		m.turnCard(p, -1)
	default:
		p.top = m.scrolled(p.top, a, len(p.lines))
	}
	return nil
}

// openChosen does what Enter does on a panel.
func (m *Model) openChosen(p *panel) {
	switch p.kind {
	case list:
		if note := p.number - len(m.page.Resources); note > 0 && note <= len(m.page.Notes) {
			m.openNote(note)
		} else {
			m.openLink(p.number)
		}
	case contents:
		m.jump(p)
	case pages:
		if p.number <= len(m.site.Pages) {
			m.openPage(m.site.Pages[p.number-1], "")
		}
	case card:
		if r := m.page.Resource(p.number); r != nil && r.Target != nil {
			m.openPage(r.Target, r.Fragment)
		}
	}
}

// choose moves the list's mark, and keeps the marked entry in sight.
func (m *Model) choose(p *panel, a action) {
	count := len(p.entries)
	if count == 0 {
		return
	}
	switch a {
	case lineDown, next, nextMatch, nextHeading:
		p.number++
	case lineUp, previous, previousMatch, previousHeading:
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
