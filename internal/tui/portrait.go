package tui

import (
	"cmp"

	"github.com/charmbracelet/colorprofile"

	"hackday.example/kiosk/internal/picture"
	"hackday.example/kiosk/internal/site"
	"hackday.example/kiosk/internal/theme"
	"hackday.example/kiosk/internal/words"
)

// minPicture is how many rows a picture has at least.
const minPicture = 4

// openPicture shows the page's header picture.
func (m *Model) openPicture() {
	if m.page.HeaderImage == "" && len(m.page.Credits) == 0 {
		m.notice = m.words.Bar.NoPicture
		return
	}
	m.openPanel(panel{kind: portrait})
}

// pictureOf is the page of a document that has no text, to which a link leads, as a
// picture; nil where the link leads to none.
func (m *Model) pictureOf(r *site.Resource) *picture.File {
	p := m.page
	if r.Target != "" {
		if p = m.site.Page(r.Target); p == nil {
			return nil
		}
	}
	return p.Pictures[r.Fragment]
}

// picture is what a portrait shows; nil where it is not here.
func (m *Model) picture(p panel) *picture.File {
	if p.number == 0 {
		return m.page.Picture
	}
	if r := m.page.Resource(p.number); r != nil {
		return m.pictureOf(r)
	}
	return nil
}

// portrait writes a picture and what is said of it, which always stand together: the
// picture is as small as it takes. Where it cannot be shown, or not yet, a sentence says
// so. How its file is taken away stands below, and takes nothing from the picture.
func (w *writer) portrait(m *Model, of panel) {
	caption := &writer{measure: w.measure, theme: w.theme, links: w.links, profile: w.profile}
	missing := m.words.Panels.PictureElsewhere
	if r := m.page.Resource(of.number); r != nil {
		caption.text(theme.Text, "", cmp.Or(m.heading(r), m.words.Title(r)))
		missing = m.words.Document.NoPicture
	} else {
		caption.credits(m)
	}
	rows := m.rows() - len(caption.lines)
	switch p := m.picture(of); {
	case p == nil || m.gallery.Lost(p):
		w.text(theme.Text, "", missing)
	case m.theme.Depth <= colorprofile.Ascii:
		w.text(theme.Text, "", words.Fill(m.words.Panels.PictureText, "width", p.Width, "height", p.Height))
	case !m.gallery.Shows():
		w.text(theme.Text, "", m.words.Document.NoPicture)
	case rows < minPicture:
		w.text(theme.Text, "", m.words.Panels.PictureRoom)
	default:
		columns, rows := p.Fit(w.measure, rows)
		w.picture = picturePart{file: p, columns: columns, rows: rows}
		w.lines = append(w.lines, make([]string, rows)...)
	}
	w.lines = append(w.lines, caption.lines...)
	if of.number != 0 {
		return
	}
	for _, r := range m.page.Resources[m.page.TextResources:] {
		if r.Origin == site.FromHeader {
			w.commands(m, &r)
		}
	}
}

// credits writes who made the page's header picture, with their addresses.
func (w *writer) credits(m *Model) {
	w.text(theme.Text, "", m.words.CreditLine(m.page))
	for _, r := range m.page.Resources[m.page.TextResources:] {
		if r.URL != m.page.URL && m.words.Sentence(m.site, m.page, &r) == m.words.CreditLine(m.page) {
			w.address(r.Number, r.URL)
		}
	}
}
