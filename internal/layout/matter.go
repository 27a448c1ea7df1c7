package layout

import (
	"fmt"
	"strings"

	"hackday.example/kiosk/internal/site"
	"hackday.example/kiosk/internal/theme"
)

// roomy is the measure from which the head is given empty lines.
const roomy = 40

// head sets the site's name, unless the page has the same, the page's title and its
// subtitle, what is known of the document that it is the text of, and returns the title's
// line.
func (t *setter) head(s *site.Site, p *site.Page) (lines []line, title int) {
	called, languages := s.Called(t.words.Code), t.languageNames(s, p)
	patch, gap := called.Title, " · "
	if !t.bare { // a patch of colour
		patch, gap = "\u00a0"+patch+"\u00a0", "\u00a0\u00a0"
	}
	name := []span{t.span(patch, theme.SiteTitle)}
	if tagline := gap + called.Tagline; called.Tagline != "" && t.fits(patch+tagline, languages) {
		name = append(name, t.span(tagline, theme.Faded))
	}
	lines = t.masthead(p)
	var above []line
	if called.Title != p.Title || called.Tagline != "" { // else it would stand there twice
		above = t.flow(name, t.measure)
	}
	if above = t.beside(above, languages); above != nil && t.measure >= roomy {
		above = append(above, line{})
	}
	lines = append(lines, above...)
	title = len(lines)
	lines = append(lines, t.flow([]span{t.span(p.Title, theme.H1)}, t.measure)...)
	if p.Subtitle != "" {
		lines = append(lines, t.flow([]span{t.span(p.Subtitle, theme.Faded)}, t.measure)...)
	}
	for _, text := range t.words.About(s, p) {
		lines = append(lines, t.flow([]span{t.span(text, theme.Faded)}, t.measure)...)
	}
	lines = append(lines, t.otherLanguage(s, p)...)
	return append(lines, t.across(t.heavyRule, theme.H1), line{}), title
}

// foot sets what the front matter says of the page: who made its picture, where
// it stands on the web, and where its people are met.
func (t *setter) foot(s *site.Site, p *site.Page) (lines []line) {
	if len(p.Credits) == 0 && p.TextResources == len(p.Resources) {
		return nil
	}
	lines = append(lines, line{}, t.across(t.rule, theme.Line), line{})
	says := func(text string) { lines = append(lines, t.flow([]span{t.span(text, theme.Faded)}, t.measure)...) }
	if credit := t.words.CreditLine(p); credit != "" {
		says(credit)
	}
	social := false
	for _, r := range p.Resources[p.TextResources:] {
		label := r.URL
		switch r.Origin {
		case site.FromPermalink:
			says(t.words.Title(&r))
		case site.FromSocial:
			if !social {
				says(t.words.Elsewhere(s))
			}
			social = true
			label = r.Title
		}
		lines = append(lines, t.entry(r.Number, label)...)
	}
	return lines
}

// entry sets a link of the foot: its number, and what it is behind that.
func (t *setter) entry(number int, label string) []line {
	mark := aside(fmt.Sprintf("[%d] ", number), 0)
	link := t.span(label, theme.Linked)
	link.resource = int32(number)
	return t.indent(mark, blanks(len(mark.text)), t.measure, func(width int) []line {
		return t.flow([]span{link}, width)
	})
}

// across is a line all across the page.
func (t *setter) across(glyph string, style theme.Elements) line {
	return lineOf(aside(strings.Repeat(glyph, t.measure), style))
}
