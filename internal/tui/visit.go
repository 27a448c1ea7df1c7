package tui

import (
	"slices"
	"time"

	tea "charm.land/bubbletea/v2"

	"hackday.example/kiosk/internal/layout"
	"hackday.example/kiosk/internal/site"
)

// maxVisited bounds how many pages a reader can go back to.
const maxVisited = 50

// visit is a page that was left for another, and where.
type visit struct {
	page  string // its name
	place layout.Place
	top   int // the line in the first row where that was
}

// openPage shows another page, or another part of this one, from which a
// reader can come back to where they were. One from which they came back just now is
// shown where they left it. What the fragment names is marked for a
// moment; where it is on the screen already, nothing else happens.
func (m *Model) openPage(p *site.Page, fragment string) {
	if !m.afford() {
		return
	}
	p = m.site.In(p, m.words.Code)
	if p == m.page {
		if line := m.layout.Part(fragment); line >= 0 && m.inSight(line) {
			m.panels = nil
			m.mark(line)
			return
		}
	}
	m.leave()
	another := p.Name != m.page.Name
	m.show(p)
	if another {
		m.tellOpened(0)
	}
	if back := m.returned; fragment == "" && p.Name == back.page {
		m.comeTo(back)
	} else {
		m.goToPart(fragment)
	}
	m.returned = visit{}
}

// comeTo scrolls to where a reader was on the page.
func (m *Model) comeTo(v visit) {
	if m.placeAt(v.top) == v.place {
		m.scrollTo(v.top)
	} else { // another size, or another text
		m.bring(m.layout.LineOf(v.place))
	}
}

// maxCosts bounds how often what takes long is done before the next frame: another page
// is shown, all pages are looked through. Nobody means more by what comes in one packet,
// and what comes then is passed over.
const maxCosts = 8

// afford reports whether something that takes long may be done, and counts it.
func (m *Model) afford() bool {
	m.costs++
	return m.costs <= maxCosts
}

// goToPart goes to the part of the page that a fragment names, or to its beginning.
func (m *Model) goToPart(fragment string) {
	line := m.layout.Part(fragment)
	if line < 0 {
		m.scrollTo(0)
		return
	}
	m.bring(line)
	m.mark(line)
}

// flashFor is how long what an address leads to is marked, if no key is pressed.
var flashFor = 1500 * time.Millisecond

// unmarkMsg ends the marking of what an address led to.
type unmarkMsg struct{ flash layout.Range }

// mark marks a line for a moment.
func (m *Model) mark(line int) {
	m.flash = layout.Range{First: line, End: line + 1}
	for _, h := range m.layout.Headings {
		if h.First == line {
			m.flash = h
		}
	}
}

// unmark is the command that ends the marking; nil where nothing is marked.
func (m *Model) unmark() tea.Cmd {
	flash := m.flash
	if flash.Empty() {
		return nil
	}
	return tea.Tick(flashFor, func(time.Time) tea.Msg { return unmarkMsg{flash} })
}

// openTarget shows the page of this site that a link leads to, or says that it is not
// there.
func (m *Model) openTarget(r *site.Resource) {
	p := m.site.Page(r.Target)
	if p == nil {
		m.notice = m.text(m.words.Missing(m.site))
		return
	}
	m.openPage(p, r.Fragment)
}

// goWay goes to the page above, before or after this one.
func (m *Model) goWay(a action) {
	var p *site.Page
	says := ""
	switch a {
	case goAbove:
		p, says = m.site.Above(m.page, m.words.Code), m.words.Bar.NothingAbove
	case goBefore:
		p, says = m.site.Before(m.page, m.words.Code), m.words.Bar.NothingBefore
	default:
		p, says = m.site.After(m.page, m.words.Code), m.words.Bar.NothingAfter
	}
	if p == nil {
		m.notice = says
		return
	}
	m.openPage(p, "")
}

// leave remembers the place that is left.
func (m *Model) leave() {
	m.visited = append(m.visited, visit{m.page.Name, m.place, m.top})
	if n := len(m.visited); n > maxVisited {
		m.visited = slices.Delete(m.visited, 0, n-maxVisited)
	}
}

// show shows a page from its beginning, with nothing above it.
func (m *Model) show(p *site.Page) {
	m.panels = nil
	m.typing = nothing
	m.endFind()
	m.number, m.link = 0, 0
	m.page = p
	m.layout = m.layouts.Get(m.site, m.page, m.spec())
	m.scrollTo(0)
}

// closePanel closes the panel on top.
func (m *Model) closePanel() {
	if n := len(m.panels); n > 0 {
		if m.panels[n-1].kind == results {
			m.stopHunt()
			m.hunt = nil
		}
		m.panels = m.panels[:n-1]
	}
	m.typing, m.number = nothing, 0
}

// goBack goes back one step: from a panel to what is below it, from a search to
// the page, from a link to none, from a page to the one before.
func (m *Model) goBack() {
	n := len(m.visited)
	switch {
	case len(m.panels) > 0:
		m.closePanel()
	case m.search.active():
		m.endFind()
	case m.chosenLink() != 0:
		m.link = 0
	case n > 0 && m.afford():
		v := m.visited[n-1]
		m.visited = m.visited[:n-1]
		if p := m.site.Page(v.page); p != nil {
			m.returned = visit{m.page.Name, m.place, m.top}
			m.show(m.site.In(p, m.words.Code))
			m.comeTo(v)
		}
	}
}
