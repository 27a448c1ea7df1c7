package tui

import (
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"hackday.example/kiosk/internal/filter"
	"hackday.example/kiosk/internal/site"
	"hackday.example/kiosk/internal/words"
)

// listed is the site's pages as this reader's lists have them.
func (m *Model) listed() []site.Entry { return m.site.List(m.words.Code) }

// among is which of the site's pages is being read; -1 if it is not in lists.
func (m *Model) among(listed []site.Entry) int {
	return slices.IndexFunc(listed, func(e site.Entry) bool { return e.Page == m.page })
}

// pagesList lists the site's pages as a tree.
func (m *Model) pagesList(l *list) {
	listed := m.listed()
	l.title = m.words.Panels.Pages
	l.count, l.here = len(listed), m.among(listed)
	if m.site.Partial {
		l.behind = m.words.Page.Partial
	}
	l.entry = func(i int) entry {
		e := &listed[i]
		made := entry{title: e.Page.Title, depth: e.Depth}
		if l.ranked != nil { // by itself, it is below nothing
			made.depth = 0
		}
		if e.Page.Subtitle != "" {
			made.details = append(made.details, detail{text: e.Page.Subtitle})
		}
		if e.Ambiguous || l.ranked != nil {
			made.details = append(made.details, detail{text: e.Page.Name})
		}
		return made
	}
	l.texts = func() *filter.List { return m.site.PageFilter(m.words.Code) }
	l.key = func(i int) string { return listed[i].Page.Name }
	l.open = func(i int) tea.Cmd {
		m.openPage(listed[i].Page, "")
		return nil
	}
}

// openMenu shows the site's menu; of a site without one, all pages.
func (m *Model) openMenu() {
	if len(m.site.Menu) == 0 {
		if m.openList(pages); !m.site.Partial {
			m.notice = m.words.Bar.NoMenu
		}
		return
	}
	m.openList(menu)
}

// menuList lists the site's menu.
func (m *Model) menuList(l *list) {
	entries := m.site.MenuList(m.words.Code)
	l.title = m.words.Panels.Menu
	l.count = len(entries)
	l.here = slices.IndexFunc(entries, func(e site.MenuEntry) bool { return e.Page == m.page })
	l.entry = func(i int) entry {
		e := entries[i]
		made := entry{title: e.Title, depth: e.Depth}
		if l.ranked != nil { // by itself, it is below nothing
			made.depth = 0
		}
		if e.Page != nil && e.Page.Subtitle != "" {
			made.details = []detail{{text: e.Page.Subtitle}}
		}
		return made
	}
	l.texts = func() *filter.List { return m.site.MenuFilter(m.words.Code) }
	l.key = func(i int) string {
		if p := entries[i].Page; p != nil {
			return p.Name
		}
		return entries[i].Title
	}
	l.open = func(i int) tea.Cmd {
		if entries[i].Page == nil { // it only groups others, or is gone
			m.notice = m.words.Bar.OnlyAGroup
			return nil
		}
		m.openPage(entries[i].Page, "")
		return nil
	}
}

// addressed are the pages that an address may lead to: those of all lists, and documents.
func (m *Model) addressed() []site.Entry { return m.site.Addressed(m.words.Code) }

// placesList lists the pages by their addresses.
func (m *Model) placesList(l *list) {
	listed := m.addressed()
	l.title = m.words.Panels.Places
	l.count, l.here = len(listed), m.among(listed)
	l.entry = func(i int) entry {
		p := listed[i].Page
		return entry{title: p.Name, details: []detail{{text: p.Title}}}
	}
	l.texts = func() *filter.List { return m.site.AddressFilter(m.words.Code) }
	l.key = func(i int) string { return listed[i].Page.Name }
	l.best = func() int {
		to, _ := m.site.Meant(l.query, m.words.Code)
		return slices.IndexFunc(listed, func(e site.Entry) bool { return e.Page == to })
	}
	l.open = func(i int) tea.Cmd {
		to, fragment := m.site.Meant(l.query, m.words.Code)
		if to != listed[i].Page {
			fragment = ""
		}
		m.openPage(listed[i].Page, fragment)
		return nil
	}
}

// enterAddress goes to the page that is chosen, which is the one that is meant, as a
// rule.
func (m *Model) enterAddress(p *panel) tea.Cmd {
	typed := strings.TrimSpace(p.list.query)
	switch typed {
	case "":
		m.closePanel()
		return nil
	case "q", "q!", "qa", "quit", "x", "wq": // as in vi
		return m.quit()
	}
	if p.list.n() > 0 {
		return m.openChosen(p)
	}
	to, fragment, near := m.site.Resolve(typed, m.words.Code)
	why := m.site.LeftOut(typed)
	switch {
	case to != nil: // one that no list has
		m.openPage(to, fragment)
		return nil
	case why != "":
		m.notice = words.Fill(m.words.Errors.LeftOut, "name", typed, "reason", why)
	case m.site.Partial:
		m.notice = m.words.Bar.NotAllYet
	case len(near) > 0:
		m.notice = words.Fill(m.words.Bar.NearestPage, "name", typed, "near", near[0])
	default:
		m.notice = words.Fill(m.words.Bar.NoSuchPage, "name", typed)
	}
	m.notice = m.text(m.notice)
	m.typing = going
	return nil
}

// completeAddress completes what is typed as far as all addresses that begin so go on
// alike; where that adds nothing, it takes the one that is chosen.
func (m *Model) completeAddress() tea.Cmd {
	p := m.panel()
	l := p.list
	common := m.site.Complete(l.query)
	if len(common) <= len(l.query) && l.n() > 0 {
		common = m.addressed()[l.at(l.chosen)].Page.Name
	}
	if len([]rune(common)) > maxTyped || len(common) == 0 {
		return nil
	}
	return m.retype(common)
}
