package tui

import (
	tea "charm.land/bubbletea/v2"

	"hackday.example/kiosk/internal/reading"
	"hackday.example/kiosk/internal/site"
)

// meant is the link that a key has to do with, or else the page: the card's, the one
// that is chosen in a list or on the page. Both are nil where there is neither.
func (m *Model) meant() (*site.Resource, *site.Page) {
	p := m.panel()
	switch {
	case p == nil:
		if r := m.page.Resource(m.chosenLink()); r != nil {
			return r, nil
		}
	case p.kind == card || p.kind == bare:
		return m.page.Resource(p.number), nil
	case p.list == nil || p.kind == contents:
	case p.list.n() == 0:
		return nil, nil
	case p.kind == links:
		if r := m.page.Resource(p.list.at(p.list.chosen) + 1); r != nil {
			return r, nil
		}
	default:
		return nil, m.pageOf(p)
	}
	return nil, m.page
}

// pageOf is the page of the entry that is chosen in a list of pages; nil where it leads
// to none.
func (m *Model) pageOf(p *panel) *site.Page {
	i := p.list.at(p.list.chosen)
	switch p.kind {
	case pages, places:
		return m.listed()[i].Page
	case menu:
		return m.site.MenuList(m.words.Code)[i].Page
	case results:
		return m.site.Page(m.hunt.hits[i].name)
	}
	return nil
}

// copyAddress hands the address of a link, or of a page, to the terminal.
func (m *Model) copyAddress() tea.Cmd {
	address := ""
	switch r, p := m.meant(); {
	case r != nil:
		address = r.URL
	case p != nil:
		address = p.URL
	}
	return m.copy(address)
}

// copyWay hands the command that leads here to the terminal.
func (m *Model) copyWay() tea.Cmd {
	r, p := m.meant()
	fragment := ""
	switch {
	case r != nil && r.Target != "":
		p, fragment = m.site.Page(r.Target), r.Fragment
	case r != nil:
		p = m.page
	}
	if p == nil {
		return m.copy("")
	}
	if p == m.page && r == nil {
		if n := m.section(); n > 0 && m.top > 0 {
			fragment = m.page.Headings[n-1].ID
		}
	}
	return m.copy(reading.Way(m.join, m.site, p, fragment))
}

// copy hands a text to the terminal, for its clipboard. Nobody can tell whether it took
// it, so the text is shown, too.
func (m *Model) copy(text string) tea.Cmd {
	if text == "" {
		m.notice = m.words.Bar.NoAddress
		return nil
	}
	m.notice = m.text(text)
	if !m.profile.Clipboard {
		if p := m.panel(); p != nil && p.kind == card && p.number > 0 {
			m.notice = m.words.Bar.CannotCopy
		}
		return nil
	}
	m.copies++
	m.copied = text
	if p := m.panel(); p != nil && p.kind == card { // which shows it
		m.notice = m.words.Bar.Copied
	}
	// For Bubble Tea's own renderer; a terminal.Screen takes it from the Frame.
	return tea.SetClipboard(text)
}

// openBare shows nothing but a link's address, to be selected whole.
func (m *Model) openBare() {
	r, _ := m.meant()
	if r == nil {
		m.notice = m.words.Bar.NoBare
		return
	}
	m.openPanel(panel{kind: bare, number: r.Number})
}

// bareLines are a link's address as wide as the terminal.
func (m *Model) bareLines(number int) (lines []string) {
	r := m.page.Resource(number)
	if r == nil {
		return nil
	}
	for rest := r.URL; rest != ""; { // an address is ASCII
		n := min(len(rest), m.size.Columns)
		lines = append(lines, rest[:n])
		rest = rest[n:]
	}
	return lines
}
