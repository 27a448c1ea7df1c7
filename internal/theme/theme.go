// Package theme holds the colours of the kiosk: one palette for dark and one
// for light terminals, and none at all. A Theme is a palette at the colour
// depth of one terminal; it says how a role looks, and makes the Glamour style
// that lays out a page with it.
//
// Colour never carries meaning alone: every role that means something is bold,
// underlined or reversed as well. Body text keeps the terminal's own colours.
package theme

import (
	"fmt"
	"image/color"

	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/ansi"
)

// Name names a palette.
type Name string

// The palettes.
const (
	Dark  Name = "dark"  // for a dark background
	Light Name = "light" // for a light background
	Plain Name = "plain" // no colour; bold and underline only
)

// Next is the palette that follows when a reader asks for another.
func (n Name) Next() Name {
	switch n {
	case Dark:
		return Light
	case Light:
		return Plain
	}
	return Dark
}

// Role is what a piece of text is for.
type Role int

// The roles.
const (
	Text     Role = iota // body text
	SiteName             // the site's name above the page
	Heading              // titles and headings
	Link                 // text that is a link
	Muted                // what may be passed over: subtitle, credits, hints
	Key                  // a key that can be pressed
	Selected             // the line that Enter would open
)

// Swatch is one colour at each depth a terminal may have.
type Swatch struct {
	RGB      color.RGBA
	Index256 uint8
	// Basic is one of the 16 colours whose look the terminal's owner chose, or
	// -1 for the terminal's own text colour.
	Basic int
}

// Palette is the colours of one theme. Its Background is not painted: it is
// what a terminal of that kind usually has, and what contrast is reckoned
// against.
type Palette struct {
	Background color.RGBA
	Heading    Swatch
	Link       Swatch
	Muted      Swatch
}

func rgb(hex uint32) color.RGBA {
	return color.RGBA{R: uint8(hex >> 16), G: uint8(hex >> 8), B: uint8(hex), A: 0xFF}
}

// Palette returns the colours of a name; ok is false for Plain, which has none.
//
// The blues are the NHS identity's: NHS Blue #005EB8, NHS Dark Blue #003087,
// NHS Light Blue #41B6E6 (https://www.england.nhs.uk/nhsidentity/).
func (n Name) Palette() (p Palette, ok bool) {
	switch n {
	case Dark:
		return Palette{
			Background: rgb(0x1E1E1E),
			Heading:    Swatch{rgb(0x41B6E6), 74, 14},
			Link:       Swatch{rgb(0x41B6E6), 74, 14},
			Muted:      Swatch{rgb(0xA8B2BD), 249, -1},
		}, true
	case Light:
		return Palette{
			Background: rgb(0xFFFFFF),
			Heading:    Swatch{rgb(0x003087), 18, 4},
			Link:       Swatch{rgb(0x005EB8), 25, 4},
			Muted:      Swatch{rgb(0x4C5B66), 240, -1},
		}, true
	}
	return Palette{}, false
}

// The templates' names. No reader ever sees one.
const (
	template      Name = "template"
	plainTemplate Name = "plain template"
)

// The colours of a template: they only tell its roles apart.
const (
	headingMark ansi.IndexedColor = 201 + iota
	linkMark
	mutedMark
)

var templatePalette = Palette{
	Heading: Swatch{Index256: uint8(headingMark)},
	Link:    Swatch{Index256: uint8(linkMark)},
	Muted:   Swatch{Index256: uint8(mutedMark)},
}

// Template is a theme that only marks which role a colour is for. What was laid
// out in it gets a theme's colours by Fill, and need not be laid out again for
// each. plain is for themes that are Plain, in which more is said in characters.
func Template(plain bool) Theme {
	if plain {
		return Theme{Name: plainTemplate, Depth: colorprofile.ANSI256}
	}
	return Theme{Name: template, Depth: colorprofile.ANSI256}
}

// Fill is the theme's colour for one of a Template's; nil is the terminal's own.
// Any other colour stays what it is.
func (t Theme) Fill(c color.Color) color.Color {
	p, _ := t.Name.Palette()
	switch c {
	case headingMark:
		return t.color(&p.Heading)
	case linkMark:
		return t.color(&p.Link)
	case mutedMark:
		return t.color(&p.Muted)
	}
	return c
}

// Theme is a palette at a colour depth. It is comparable, and may be a key.
type Theme struct {
	Name  Name
	Depth colorprofile.Profile
}

// New returns the theme of a name at a depth. Without colours, every name is
// Plain, so that themes that look alike are equal.
func New(name Name, depth colorprofile.Profile) Theme {
	if depth <= colorprofile.Ascii {
		name = Plain
	}
	if name == Plain {
		depth = colorprofile.Ascii
	}
	return Theme{Name: name, Depth: depth}
}

// look is what a role looks like.
type look struct {
	swatch                   *Swatch
	bold, underline, reverse bool
}

func (t Theme) look(r Role) look {
	p, ok := t.Name.Palette()
	if !ok {
		p = templatePalette // at a template's depth; Plain's has no colour
	}
	switch r {
	case SiteName:
		return look{swatch: &p.Heading}
	case Heading:
		return look{swatch: &p.Heading, bold: true}
	case Link:
		return look{swatch: &p.Link, underline: true}
	case Muted:
		return look{swatch: &p.Muted}
	case Key:
		return look{bold: true}
	case Selected:
		return look{reverse: true}
	}
	return look{}
}

// Style is the escape sequence of a role.
func (t Theme) Style(r Role) ansi.Style {
	l := t.look(r)
	var s ansi.Style
	if l.bold {
		s = s.Bold()
	}
	if l.underline {
		s = s.Underline(true)
	}
	if l.reverse {
		s = s.Reverse(true)
	}
	if c := t.color(l.swatch); c != nil {
		s = s.ForegroundColor(c)
	}
	return s
}

// Render writes text in a role's style and returns to the terminal's own.
func (t Theme) Render(r Role, text string) string {
	if text == "" {
		return ""
	}
	return t.Style(r).Styled(text)
}

// color is a swatch at the theme's depth; nil is the terminal's own colour.
func (t Theme) color(s *Swatch) ansi.Color {
	if s == nil {
		return nil
	}
	switch t.Depth {
	case colorprofile.TrueColor:
		return s.RGB
	case colorprofile.ANSI256:
		return ansi.IndexedColor(s.Index256)
	case colorprofile.ANSI:
		if s.Basic >= 0 {
			return ansi.BasicColor(s.Basic)
		}
	}
	return nil
}

// glamourColor is a swatch in the notation of Glamour's styles; nil is the
// terminal's own colour.
func (t Theme) glamourColor(s *Swatch) *string {
	var notation string
	switch c := t.color(s).(type) {
	case color.RGBA:
		notation = fmt.Sprintf("#%02X%02X%02X", c.R, c.G, c.B)
	case ansi.IndexedColor:
		notation = fmt.Sprint(uint8(c))
	case ansi.BasicColor:
		notation = fmt.Sprint(uint8(c))
	default:
		return nil
	}
	return &notation
}
