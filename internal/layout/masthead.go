package layout

import (
	"cmp"

	"hackday.example/kiosk/internal/site"
	"hackday.example/kiosk/internal/theme"
)

// masthead sets the page's header picture above its title, as a band across the text, with
// who made it below. The words are set again at the foot, where they are part of the page.
func (t *setter) masthead(p *site.Page) []line {
	if t.shape.masthead == 0 || !p.Picture.Worth() {
		return nil
	}
	columns, rows := p.Picture.Cover(t.measure, t.shape.masthead)
	lines := t.room(p.Picture, columns, rows)
	credit := cmp.Or(t.words.CreditLine(p), t.words.Resource.HeaderPicture)
	lines = append(lines, t.flow([]span{aside(t.shown(credit), theme.Faded)}, t.measure)...)
	return append(lines, line{})
}
