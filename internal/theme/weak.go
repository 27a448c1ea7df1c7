package theme

import (
	"fmt"
	"image/color"
	"reflect"
	"slices"
	"strings"

	"charm.land/glamour/v2/ansi"
	"github.com/charmbracelet/colorprofile"
)

// Pair is an element's ink and what it stands on, whose contrast is below Least.
type Pair struct {
	Element     string // as a style file names it
	Ink, Ground color.RGBA
	Ratio       float64
}

// String says for example "h2 #5A56E0 on #1E1E1E: 2.8:1; 4.5:1 is the least".
func (p Pair) String() string {
	return fmt.Sprintf("%s %s on %s: %s:1; %.1f:1 is the least", p.Element, *notation(p.Ink), *notation(p.Ground), ratio(p.Ratio), Least)
}

// ratio is a contrast with one decimal, cut off: what is below Least is never 4.5.
func ratio(r float64) string { return fmt.Sprintf("%.1f", float64(int(r*10))/10) }

// elementNames are the elements that a style names, as it names them. hr is not among
// them: a line says nothing that could not be read.
var elementNames = []struct {
	element Elements
	name    string
}{
	{0, "document"}, {H1, "h1"}, {H2, "h2"}, {H3, "h3"}, {H4, "h4"}, {H5, "h5"}, {H6, "h6"},
	{Quotation, "block_quote"}, {Bullet, "item"}, {Numeral, "enumeration"}, {Term, "definition_term"},
	{CodeBlock, "code_block"}, {Struck, "strikethrough"}, {Emphasis, "emph"}, {Strong, "strong"},
	{Code, "code"}, {Linked, "link_text"}, {Pictured, "image_text"},
}

// Weak finds the pairs of a style whose contrast is below Least, each once, on the ground
// where it is the least; the lowest first. Pairs of two elements, such as a link in a
// heading, are among them where neither of the two is. name is Dark or Light: it says in
// which windows the style stands, unless its document has a background.
func Weak(c ansi.StyleConfig, name Name) []Pair {
	s := newSheet(over(New(name, colorprofile.TrueColor).Config(), c))
	var pairs []Pair
	weak := map[string]bool{}
	see := func(element string, e Elements) {
		if p, low := s.pair(element, e, name, grounds(c, name)); low {
			pairs = append(pairs, p)
			weak[element] = true
		}
	}
	for _, e := range elementNames {
		see(e.name, e.element)
	}
	chroma := reflect.TypeFor[ansi.Chroma]()
	for token := range Token(tokens) {
		tag, _, _ := strings.Cut(chroma.Field(int(token)).Tag.Get("json"), ",")
		see("code_block.chroma."+tag, OfToken(token))
	}
	for i, outer := range elementNames[1:] {
		for _, inner := range elementNames[i+2:] {
			if outer.element != CodeBlock && inner.element != CodeBlock && !weak[outer.name] && !weak[inner.name] && (level(outer.element) == 0 || level(inner.element) == 0) {
				see(inner.name+" in "+outer.name, outer.element|inner.element)
			}
		}
	}
	slices.SortStableFunc(pairs, func(a, b Pair) int {
		switch {
		case a.Ratio < b.Ratio:
			return -1
		case a.Ratio > b.Ratio:
			return 1
		}
		return 0
	})
	return pairs
}

// level is the heading among elements; 0 for none.
func level(e Elements) Elements { return e & (H1 | H2 | H3 | H4 | H5 | H6) }

// pair is an element's ink on its ground, or on the worst one of those that it may stand
// on, and reports whether that is too low.
func (s *Sheet) pair(element string, e Elements, name Name, grounds []color.RGBA) (p Pair, low bool) {
	style := s.Style(e)
	ink := painted(style.Fg, s.basis(name))
	if style.Bg != nil {
		grounds = []color.RGBA{painted(style.Bg, color.RGBA{})}
	}
	p = Pair{Element: element, Ink: ink, Ratio: 22}
	for _, g := range grounds {
		if r := Contrast(ink, g); r < p.Ratio {
			p.Ground, p.Ratio = g, r
		}
	}
	return p, p.Ratio < Least
}

// grounds are what a style stands on: its own ground, or the windows that a palette is
// made for.
func grounds(c ansi.StyleConfig, name Name) []color.RGBA {
	for _, own := range []*string{c.Text.BackgroundColor, c.Document.BackgroundColor} {
		if g := colorOf(own); g != nil {
			return []color.RGBA{painted(g, color.RGBA{})}
		}
	}
	return groundsOf(name)
}

// SuitsStyle says in which windows a style is best: in those where it can be read, or
// else in those where more of it can.
func SuitsStyle(c ansi.StyleConfig) (dark, light bool) {
	onDark, onLight := len(Weak(c, Dark)), len(Weak(c, Light))
	return onDark <= onLight, onLight <= onDark
}
