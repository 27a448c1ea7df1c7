package layout

import (
	"fmt"
	"strings"

	"github.com/charmbracelet/x/ansi"

	"hackday.example/kiosk/internal/cells"
	"hackday.example/kiosk/internal/site"
	"hackday.example/kiosk/internal/theme"
)

// roomy is the measure from which the head is given empty lines.
const roomy = 40

// head sets what stands above the text: the languages, where in the site the page is, its
// header picture, and its title, and returns the title's first line.
func (t *setter) head(s *site.Site, p *site.Page) (lines []line, title int) {
	if t.wide >= MaxWide { // such windows have rows to spare, as a rule
		lines = append(lines, line{})
	}
	languages := t.languageNames(s, p)
	if where := t.beside(t.whereabouts(s, p, languages), languages); where != nil {
		lines = append(lines, where...)
		if t.measure >= roomy {
			lines = append(lines, line{})
		}
	}
	lines = append(lines, t.masthead(p)...)
	return append(lines, t.title(s, p)...), len(lines)
}

// whereabouts sets the site's name, and what the page stands below or, of the home page,
// the site's tagline, where they leave room for the languages. There is none where the
// title says as much. It is no text of the page, and not searched.
func (t *setter) whereabouts(s *site.Site, p *site.Page, languages []span) []line {
	called := s.Called(t.words.Code)
	name, behind, gap := aside(t.shown(called.Title), theme.Strong), called.Tagline, " · "
	if above := s.Trail(p, t.words.Code); t.form == Screen && len(above) > 1 {
		steps := append([]string{called.Title}, above[:len(above)-1]...)
		whole := Trail(steps, t.measure, t.ascii)
		var named bool
		if behind, named = strings.CutPrefix(whole, name.text); !named {
			return []line{lineOf(aside(whole, theme.Faded))}
		}
		gap = ""
	}
	spans := []span{name}
	if behind = t.shown(gap + behind); behind != gap && t.fits(name.text+behind, languages) {
		spans = append(spans, aside(behind, theme.Faded))
	} else if gap != "" && called.Title == p.Title {
		return nil
	}
	return t.flow(spans, t.measure)
}

// Trail is the names of what leads to a page, from the top down, in one line of some
// columns: "NHS Hack Day › Events › 2026 › Cardiff". Where there is no room for all of
// them, the last ones stay.
func Trail(steps []string, columns int, ascii bool) string {
	between, more := " › ", "…"
	if ascii { // "›" would become a quotation mark
		between, more = " > ", "..."
	}
	shown := make([]string, len(steps))
	for i, step := range steps {
		shown[i] = shape{ascii: ascii}.shown(step)
	}
	text := strings.Join(shown, between)
	for len(shown) > 1 && cells.Width(text) > columns {
		shown = shown[1:]
		text = more + between + strings.Join(shown, between)
	}
	if cells.Width(text) <= columns {
		return text
	}
	room := max(columns-cells.Width(more), 0)
	for most := room; most >= 0 && cells.Width(text) > room; most-- { // cells may be wider than ansi has them
		text = ansi.Truncate(text, most, "")
	}
	return strings.TrimRight(text, " ") + more
}

// title sets the page's title and its subtitle, and what is known of the document that it
// is the text of: as a band of colour, or where there is no colour, above a heavy rule.
// Half blocks, which would give the band a rim, leave seams in many fonts.
func (t *setter) title(s *site.Site, p *site.Page) (lines []line) {
	banded := !t.bare && t.form == Screen
	name, other, width := theme.H1, theme.Faded, t.measure
	if banded {
		name, other, width = theme.Band|theme.BandTitle, theme.Band, t.measure-2
	}
	lines = t.flow([]span{t.span(p.Title, name)}, width)
	if p.Subtitle != "" {
		lines = append(lines, t.flow([]span{t.span(p.Subtitle, other)}, width)...)
	}
	for _, text := range t.words.About(s, p) {
		lines = append(lines, t.flow([]span{t.span(text, other)}, width)...)
	}
	if !banded {
		lines = append(lines, t.otherLanguage(s, p)...)
		return append(lines, t.across(t.heavyRule, theme.H1), line{})
	}
	for i, l := range lines {
		spans := append([]span{aside(" ", theme.Band)}, l.spans...)
		l.spans = append(spans, aside(strings.Repeat(" ", t.measure-1-l.width), theme.Band))
		l.width = t.measure
		lines[i] = l
	}
	lines = append(lines, t.otherLanguage(s, p)...)
	if t.measure < roomy {
		return lines
	}
	return append(lines, line{})
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
