package tui

import (
	"slices"

	"hackday.example/kiosk/internal/layout"
	"hackday.example/kiosk/internal/site"
	"hackday.example/kiosk/internal/theme"
)

// maxVisited bounds how many pages a reader can go back to.
const maxVisited = 50

// visit is a page that was left for another, and where.
type visit struct {
	page  string // its name
	place layout.Place
	top   int // the line where that was
}

// openPages lists the site's pages, the one that is being read chosen.
func (m *Model) openPages() {
	number := slices.IndexFunc(m.site.Pages, func(p *site.Page) bool { return p.Name == m.page.Name }) + 1
	m.openPanel(panel{kind: pages, number: number})
}

// pages writes the site's pages, of which the one that is being read is marked.
func (w *writer) pages(m *Model) {
	w.text(theme.Heading, "", m.words.Panels.Pages)
	w.blank()
	for i, p := range m.site.Pages {
		if i > 0 {
			w.blank()
		}
		mark := "  "
		if p.Name == m.page.Name {
			mark = "* "
		}
		p = p.In(m.words.Code)
		w.entry("> "+mark, "  "+mark, p.Title, func() {
			if p.Subtitle != "" {
				w.text(theme.Muted, "    ", p.Subtitle)
			}
		})
	}
}

// openPage shows another page, or another part of this one, from which a
// reader can come back to where they were.
func (m *Model) openPage(p *site.Page, fragment string) {
	p = p.In(m.words.Code)
	m.leave()
	another := p.Name != m.page.Name
	m.show(p)
	if another {
		m.tellOpened(0)
	}
	line := 0
	if section := p.Section(fragment); section >= 0 {
		line = m.layout.Headings[section].First
	}
	m.scrollTo(line)
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
	m.endSearch()
	m.number = 0
	m.page = p
	m.layout = m.layouts.Get(m.site, m.page, m.spec())
	m.scrollTo(0)
}

// goBack goes back one step: from a panel to what is below it, from a search to
// the page, from a page to the one before.
func (m *Model) goBack() {
	n := len(m.visited)
	switch {
	case len(m.panels) > 0:
		m.panels = m.panels[:len(m.panels)-1]
	case m.search.active():
		m.endSearch()
	case n > 0:
		v := m.visited[n-1]
		m.visited = m.visited[:n-1]
		if p := m.site.Page(v.page); p != nil {
			m.show(p.In(m.words.Code))
			if m.layout.PlaceOf(v.top) != v.place { // another size, or another text
				v.top = m.layout.LineOf(v.place)
			}
			m.scrollTo(v.top)
		}
	}
}
