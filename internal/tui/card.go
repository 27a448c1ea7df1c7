package tui

import (
	"hackday.example/kiosk/internal/site"
	"hackday.example/kiosk/internal/theme"
)

// card writes all there is to say of one link.
func (w *writer) card(m *Model, number int) {
	r := m.page.Resource(number)
	if r == nil {
		return
	}
	w.text(theme.Muted, "", linkOf(number, len(m.page.Resources)))
	w.text(theme.Heading, "", r.Title)
	w.text(theme.Text, "", r.Describe())
	w.blank()
	w.address(r.Number, r.URL)
	w.blank()
	if r.Sentence != "" {
		w.text(theme.Text, "", quoted(r.Sentence))
	}
	w.text(theme.Muted, "", m.whereabouts(r))
}

// whereabouts says where in the page a link stands.
func (m *Model) whereabouts(r *site.Resource) string {
	if r.Origin != site.FromText {
		return atTheEnd(m.page.Title)
	}
	heading := ""
	stands := m.layout.Resources[r.Number-1]
	for i, line := range m.layout.Headings {
		if !stands.Empty() && line <= stands.First {
			heading = m.page.Headings[i].Text
		}
	}
	return inPage(m.page.Title, heading)
}
