package tui

import (
	"github.com/charmbracelet/colorprofile"

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

// portrait writes the header picture and who made it, which always stand
// together: the picture is as small as it takes. Where it cannot be shown, or not
// yet, a sentence says so.
func (w *writer) portrait(m *Model) {
	caption := &writer{measure: w.measure, theme: w.theme, links: w.links, profile: w.profile}
	caption.text(theme.Text, "", m.words.CreditLine(m.page))
	for _, r := range m.page.Resources[m.page.TextResources:] {
		if r.URL != m.page.URL && m.words.Sentence(m.site, m.page, &r) == m.words.CreditLine(m.page) {
			caption.address(r.Number, r.URL)
		}
	}
	rows := m.rows() - len(caption.lines)
	switch p := m.page.Picture.Picture(); {
	case p == nil:
		w.text(theme.Text, "", m.words.Panels.PictureElsewhere)
	case m.theme.Depth <= colorprofile.Ascii:
		w.text(theme.Text, "", words.Fill(m.words.Panels.PictureText, "width", p.Width, "height", p.Height))
	case rows < minPicture:
		w.text(theme.Text, "", m.words.Panels.PictureRoom)
	default:
		w.lines = append(w.lines, p.Lines(w.measure, rows, m.theme.Depth, m.profile.ASCII)...)
	}
	w.lines = append(w.lines, caption.lines...)
}
