package layout

import (
	"fmt"
	"strings"

	uv "github.com/charmbracelet/ultraviolet"
	"github.com/charmbracelet/x/ansi"

	"hackday.example/kiosk/internal/site"
	"hackday.example/kiosk/internal/theme"
)

// line is a line's cells before it is written.
type line []uv.Cell

// builder gathers lines that are no wider than a measure, in a template's
// colours.
type builder struct {
	shape
	theme theme.Theme
	lines []line
}

func newBuilder(s shape) *builder { return &builder{shape: s, theme: s.template()} }

// add adds a line without the blanks at its end. What is wider than the
// measure (code, tables, deep lists) goes on in the next line: nothing of a
// page is ever cut off.
func (b *builder) add(l line) {
	l = trim(l)
	for {
		n, width := 0, 0
		for n < len(l) && width+l[n].Width <= b.measure {
			width += l[n].Width
			n++
		}
		if n == len(l) || n == 0 {
			b.lines = append(b.lines, l)
			return
		}
		b.lines = append(b.lines, trim(l[:n]))
		l = l[n:]
	}
}

// trim is a line without the blanks at its end.
func trim(l line) line {
	for len(l) > 0 && isBlank(l[len(l)-1]) {
		l = l[:len(l)-1]
	}
	if len(l) > 0 { // a blank may be part of a character, as behind U+0600
		last := &l[len(l)-1]
		if c := strings.TrimRight(last.Content, " "); c != "" {
			last.Content = c
		}
	}
	return l
}

// wrapped adds styled text, wrapped at blanks. What stands between the escape
// sequences has to be protected already.
func (b *builder) wrapped(s string) {
	for _, l := range uv.NewStyledString(ansi.Wrap(s, b.measure, "")).Lines(ansi.GraphemeWidth) {
		b.add(b.unprotect(line(l)))
	}
}

// styled is text in the look of a role, for wrapped.
func (b *builder) styled(r theme.Role, s string) string {
	return b.theme.Render(r, protect(b.text(s)))
}

// paragraph adds text as it is, line by line, wrapped at words.
func (b *builder) paragraph(s string) {
	for _, l := range strings.Split(s, "\n") {
		if l == "" {
			b.blank()
		} else {
			b.wrapped(protect(b.text(l)))
		}
	}
}

func (b *builder) blank() { b.lines = append(b.lines, nil) }

// trimmed is the lines without empty ones at either end, and never two empty
// ones in a row.
func (b *builder) trimmed() []line {
	var out []line
	for _, l := range b.lines {
		if len(l) == 0 && (len(out) == 0 || len(out[len(out)-1]) == 0) {
			continue
		}
		out = append(out, l)
	}
	if n := len(out); n > 0 && len(out[n-1]) == 0 {
		out = out[:n-1]
	}
	return out
}

// roomy is the measure from which the head is given empty lines.
const roomy = 40

// head adds the site's name, the page's title and its subtitle, and returns the
// title's line.
func (b *builder) head(s *site.Site, p *site.Page) (title int) {
	patch, gap := s.Title, " · "
	if !b.plain { // a patch of colour
		patch, gap = "\u00a0"+patch+"\u00a0", "\u00a0\u00a0"
	}
	name := b.styled(theme.SiteName, patch)
	if tagline := gap + s.Tagline; s.Tagline != "" && ansi.StringWidth(patch+tagline) <= b.measure {
		name += b.styled(theme.Muted, tagline)
	}
	b.wrapped(name)
	if b.measure >= roomy {
		b.blank()
	}
	title = len(b.lines)
	b.wrapped(b.styled(theme.Heading, p.Title))
	if p.Subtitle != "" {
		b.wrapped(b.styled(theme.Muted, p.Subtitle))
	}
	b.rule()
	b.blank()
	return title
}

// foot adds what the front matter says of the page: who made its picture,
// where it stands on the web, and where its people are met.
func (b *builder) foot(s *site.Site, p *site.Page) {
	if len(p.Credits) == 0 && p.TextResources == len(p.Resources) {
		return
	}
	b.blank()
	b.rule()
	b.blank()
	if credit := b.words.CreditLine(p); credit != "" {
		b.wrapped(b.styled(theme.Muted, credit))
	}
	social := false
	for _, r := range p.Resources[p.TextResources:] {
		label := r.URL
		switch r.Origin {
		case site.FromPermalink:
			b.wrapped(b.styled(theme.Muted, b.words.Title(&r)))
		case site.FromSocial:
			if !social {
				b.wrapped(b.styled(theme.Muted, b.words.Elsewhere(s)))
			}
			social = true
			label = r.Title
		}
		b.entry(r.Number, label)
	}
}

// entry adds a link of the foot: its number, and what it is behind that.
func (b *builder) entry(number int, label string) {
	mark := fmt.Sprintf("[%d] ", number)
	indent := strings.Repeat(" ", len(mark))
	for i, l := range Wrap(b.text(label), b.measure-len(mark)) {
		text := openAnchor(anchor{resource: number}) + b.styled(theme.Link, l) + closeAnchor
		if i == 0 {
			b.wrapped(mark + text)
		} else {
			b.wrapped(indent + text)
		}
	}
}

func (b *builder) rule() {
	b.wrapped(b.styled(theme.Muted, strings.Repeat("─", b.measure)))
}
