package theme

import (
	"image/color"

	"github.com/charmbracelet/colorprofile"
)

// Least is the contrast that text has at least (WCAG 2.2, 1.4.3).
const Least = 4.5

// The backgrounds that windows have: those on which a palette, and a site's style, have
// to be readable. Whatever lies between the two kinds is painted over: see Suiting.
var (
	darkGrounds  = []color.RGBA{rgb(0x000000), rgb(0x1E1E1E), rgb(0x303030), rgb(0x002B36)} // the last is Solarized's
	lightGrounds = []color.RGBA{rgb(0xFFFFFF), rgb(0xE8E8E8), rgb(0xFDF6E3)}
)

// usual is the background of most windows that a palette suits.
func usual(n Name) color.RGBA {
	if n == Light || n == LightContrast || n == PaintedLight {
		return lightGrounds[0]
	}
	return darkGrounds[1]
}

// groundsOf are the backgrounds that a palette is made for.
func groundsOf(n Name) []color.RGBA {
	if n == Light || n == LightContrast {
		return lightGrounds
	}
	return darkGrounds
}

// lowest is the least contrast of an ink on some grounds.
func lowest(ink color.RGBA, grounds []color.RGBA) float64 {
	least := 21.0
	for _, g := range grounds {
		least = min(least, Contrast(ink, g))
	}
	return least
}

// holds reports whether all inks of the theme that stand on the window's background
// have a contrast of Least on it. Patches, ink and ground, do everywhere.
func (t Theme) holds(background color.RGBA) bool {
	s := t.Sheet()
	ink := s.basis(t.Name)
	if s.base.ground != nil {
		return true // its window is painted
	}
	on := []color.RGBA{background}
	if lowest(ink, on) < Least || lowest(painted(t.ink(Muted), ink), on) < Least {
		return false
	}
	for i, d := range s.elements {
		if i != index(Line) && d.ground == nil && lowest(painted(d.ink, ink), on) < Least {
			return false
		}
	}
	for _, d := range s.tokens {
		if d.ground == nil && lowest(painted(d.ink, ink), on) < Least {
			return false
		}
	}
	return true
}

// basis is the ink of text that has none of its own: the style's, or the palette's.
func (s *Sheet) basis(n Name) color.RGBA {
	fallback := rgb(0xFFFFFF)
	if ink := n.Palette().Base.Ink; ink != nil {
		fallback = ink.RGB
	}
	return painted(s.base.ink, fallback)
}

// Suiting is the palette that suits a window. Its background is unknown where its alpha
// is zero.
//
// The palette for a dark or a light window is taken where each of its colours, and of
// the site's style, can be read on that very background; where none of the two can,
// as on #6B6B6B, one that paints its own. A style that can nowhere be read is the
// organiser's will, and does not count here: see Weak.
func Suiting(background color.RGBA, s Styles) Name {
	if background.A == 0 {
		return Own
	}
	for _, name := range []Name{Dark, Light} {
		if suits(name, background, s) {
			return name
		}
	}
	if Contrast(background, rgb(0xFFFFFF)) > Contrast(background, rgb(0)) {
		return PaintedDark
	}
	return PaintedLight
}

// dimCyan is the least bright of what terminals show as bright cyan, the one of the 16
// colours that Dark has: Solarized's.
var dimCyan = rgb(0x93A1A1)

func suits(name Name, background color.RGBA, s Styles) bool {
	if name == Dark && Contrast(dimCyan, background) < Least {
		return false
	}
	for _, depth := range []colorprofile.Profile{colorprofile.TrueColor, colorprofile.ANSI256} {
		if !New(name, depth).holds(background) {
			return false
		}
	}
	t := New(name, colorprofile.TrueColor).In(s)
	return !t.styled() || t.holds(background) || !t.holds(usual(name))
}

// Choices are the palettes among which a visitor can choose, in the order in which they
// come: what suits the window, and that in high contrast; what can be read in any
// window; and no colours. None of them is for a window that is not known to be so: who
// asks for other colours because they cannot read must not come to worse ones.
//
// A terminal that cannot be painted has no painted ones.
func Choices(background color.RGBA, depth colorprofile.Profile, paintable bool, s Styles) []Name {
	if depth <= colorprofile.Ascii {
		return []Name{Plain}
	}
	var names []Name
	switch suiting := Suiting(background, s); suiting {
	case Dark:
		names = append(names, Dark, DarkContrast)
	case Light:
		names = append(names, Light)
		if depth > colorprofile.ANSI { // of which both are without inks
			names = append(names, LightContrast)
		}
	case Own:
		names = append(names, Own)
	}
	if paintable {
		names = append(names, PaintedDark, PaintedLight)
	}
	return append(names, Plain)
}

// Next is the palette that follows one among choices; the first one behind one that is
// not among them.
func Next(after Name, choices []Name) Name {
	for i, name := range choices {
		if name == after {
			return choices[(i+1)%len(choices)]
		}
	}
	return choices[0]
}
