package reflow

import (
	"math"
	"strings"
	"unicode/utf8"
)

// press prints pages for tests, as a typesetter does: each character is a glyph of its
// own, and blanks are left out unless blanks is set.
type press struct {
	doc    Document
	size   float64
	blanks bool
	look   Glyph // the style of what is printed
}

// newPress is a press with one empty page of A4.
func newPress() *press {
	p := &press{size: 10}
	p.page()
	return p
}

// page begins a page.
func (p *press) page() *Page {
	p.doc.Pages = append(p.doc.Pages, Page{Width: 595, Height: 842})
	return p.last()
}

func (p *press) last() *Page { return &p.doc.Pages[len(p.doc.Pages)-1] }

// advance is the width of a character, in sizes of its font.
func (p *press) advance(r rune) float64 {
	switch {
	case p.look.Fixed:
		return 0.6
	case isCJK(r):
		return 1
	case strings.ContainsRune("ijlt.,;:!|' -", r):
		return 0.28
	case strings.ContainsRune("mwMW", r):
		return 0.83
	}
	return 0.52
}

// width is the width of a text.
func (p *press) width(text string) float64 {
	w := 0.0
	for _, r := range text {
		w += p.advance(r) * p.size
	}
	return w
}

// line prints a line whose baseline begins at x and y. It returns where it ends.
func (p *press) line(x, y float64, text string) float64 {
	for _, r := range text {
		g := p.look
		g.Rune, g.Size, g.Base = r, p.size, y
		w := p.advance(r) * p.size
		g.Box = Box{x, y - 0.75*p.size, x + w, y + 0.25*p.size}
		if r != ' ' || p.blanks {
			p.last().Glyphs = append(p.last().Glyphs, g)
		}
		x += w
	}
	return x
}

// prose prints text in lines of a width, with 1.2 sizes between them, and breaks the last
// word of a line where it is long. It returns the baseline below.
func (p *press) prose(x, y, width float64, text string) float64 {
	line := ""
	for _, word := range strings.Fields(text) {
		if line != "" && p.width(line+" "+word) > width {
			p.line(x, y, line)
			y += 1.2 * p.size
			line = word
			continue
		}
		line = strings.TrimSpace(line + " " + word)
	}
	p.line(x, y, line)
	return y + 1.2*p.size
}

// rotated prints a line that runs at an angle of 90 degrees, upwards or downwards.
func (p *press) rotated(x, y float64, down bool, text string) {
	angle, sign := 270.0, -1.0
	if down {
		angle, sign = 90, 1
	}
	for _, r := range text {
		w := p.advance(r) * p.size * sign
		if r != ' ' {
			p.last().Glyphs = append(p.last().Glyphs, Glyph{Rune: r, Size: p.size, Angle: angle,
				Box: Box{x, math.Min(y, y+w), x + p.size, math.Max(y, y+w)}})
		}
		y += w
	}
}

// markdown is the text of what was printed.
func (p *press) markdown() string { return Text(&p.doc).Markdown }

// letters are the letters and digits of a text, in order.
func letters(text string) string {
	var b strings.Builder
	for _, r := range text {
		if isWordRune(r) && r != utf8.RuneError {
			b.WriteRune(r)
		}
	}
	return b.String()
}
