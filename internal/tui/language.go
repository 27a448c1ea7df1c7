package tui

import (
	"slices"

	tea "charm.land/bubbletea/v2"

	"hackday.example/kiosk/internal/layout"
	"hackday.example/kiosk/internal/reading"
	"hackday.example/kiosk/internal/words"
)

// changeLanguage has the reader go on in the next language of those that the kiosk speaks
// and the page is there in, and says which it is, in it.
func (m *Model) changeLanguage() tea.Cmd {
	if !m.afford() {
		return nil
	}
	code := reading.NextLanguage(m.site, m.page, m.words.Code)
	cmd := m.speak(words.Foreign(code, m.profile.ASCII))
	m.notice = m.text(m.words.NowIn(m.site, m.page))
	return cmd
}

// speak has the reader go on in other words: on the page's version in their language,
// where there is one, and at the same place of the text as far as the two tell. What is
// open stays, unless it is of a link that is another there.
func (m *Model) speak(w *words.Words) tea.Cmd {
	old, line, was := m.layout, m.first(), m.page
	m.words = w
	m.page = reading.Version(m.site, m.page, w.Code)
	m.panels = slices.DeleteFunc(m.panels, func(p panel) bool {
		before, now := was.Resource(p.number), m.page.Resource(p.number)
		return p.kind == portrait && m.picture(p) == nil || p.number > 0 && (before == nil || now == nil || now.URL != before.URL)
	})
	m.number, m.link, m.flash = 0, 0, layout.Range{}
	m.layout = m.layouts.Get(m.site, m.page, m.spec())
	line = m.layout.Counterpart(old, line)
	m.place = m.layout.PlaceOf(line)
	m.lay()
	m.top = m.topFor(line)
	if h := m.hunt; h != nil && m.panel() != nil && m.panel().kind == results {
		return m.startHunt(h.query)
	}
	return nil
}
