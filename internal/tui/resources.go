package tui

import (
	"fmt"

	"hackday.example/kiosk/internal/site"
	"hackday.example/kiosk/internal/theme"
	"hackday.example/kiosk/internal/words"
)

// list writes all links of a page.
func (w *writer) list(m *Model) {
	w.text(theme.Heading, "", words.Fill(m.words.Page.LinksIn, "page", m.page.Title))
	w.blank()
	if len(m.page.Resources)+len(m.page.Notes) == 0 {
		w.text(theme.Text, "", m.words.Page.NoLinks)
	}
	for i, r := range m.page.Resources {
		if i > 0 {
			w.blank()
		}
		title := m.words.Title(&r)
		w.entry(fmt.Sprintf(">%2d  ", r.Number), fmt.Sprintf(" %2d  ", r.Number), title, func() {
			const indent = "     "
			w.text(theme.Muted, indent, m.words.Describe(&r))
			if sentence := m.words.Sentence(m.site, m.page, &r); sentence != "" && sentence != title && r.Origin != site.FromSocial {
				w.text(theme.Text, indent, quoted(sentence))
			}
		})
	}
	w.notes(m)
}

// notes writes the page's notes, behind its links.
func (w *writer) notes(m *Model) {
	for i, n := range m.page.Notes {
		if i > 0 || len(m.page.Resources) > 0 {
			w.blank()
		}
		w.entry(">    ", "     ", words.Fill(m.words.Page.Note, "number", i+1)+": "+n.Text, func() {})
	}
}

// openLink shows a link's card, or the page of this site that it leads to; or
// says that there is no such link.
func (m *Model) openLink(number int) {
	switch r := m.page.Resource(number); {
	case r == nil:
		m.notice = m.noSuchLink(number)
	case r.Target != nil:
		m.tellOpened(number)
		m.openPage(r.Target, r.Fragment)
	default:
		m.tellOpened(number)
		m.openPanel(panel{kind: card, number: number})
	}
}
