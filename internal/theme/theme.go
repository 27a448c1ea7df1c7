// Package theme holds the colours of the kiosk. A Theme is a palette at the
// colour depth of one terminal; it says how a role looks, and dresses the
// elements of a page as a Glamour style says.
//
// Colour never carries meaning alone: every role that means something is bold,
// underlined or reversed as well. Body text keeps the terminal's own colours,
// but for high contrast.
package theme

import (
	"github.com/charmbracelet/colorprofile"
	uv "github.com/charmbracelet/ultraviolet"
	"github.com/charmbracelet/x/ansi"
)

// Role is what a piece of text is for.
type Role int

// The roles.
const (
	Text     Role = iota // body text
	SiteName             // the site's name above the page, a patch of NHS blue
	Heading              // titles and headings
	Link                 // text that is a link
	Muted                // what may be passed over: subtitle, credits, hints
	Key                  // a key that can be pressed
	Selected             // the line that Enter would open
	Match                // what was searched for
	Found                // the match that n and N move
	Chosen               // the link that Enter would open
	Banner               // news for everyone, a patch of NHS blue
	Keyword              // in code: a word of the language
	Literal              // in code: a string
	Number               // in code: a number or another constant
	Symbol               // in code: the name of a function, a type or a tag
	Roles    int  = iota
)

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

// manner is what a role looks like beside its colours.
type manner struct{ bold, underline, reverse bool }

// manner of a role. What is reversed where there are no colours has a ground of
// its own where there are.
func (t Theme) manner(r Role) manner {
	switch r {
	case SiteName:
		return manner{bold: t.Name != Plain}
	case Heading, Key:
		return manner{bold: true}
	case Link:
		return manner{underline: true}
	case Selected:
		return manner{reverse: true}
	case Match:
		return manner{reverse: t.Name == Plain}
	case Found, Chosen:
		return manner{bold: true, underline: true, reverse: t.Name == Plain}
	case Banner:
		return manner{bold: true, reverse: t.Name == Plain}
	}
	return manner{}
}

// Style is the escape sequence of a role.
func (t Theme) Style(r Role) ansi.Style {
	m := t.manner(r)
	var s ansi.Style
	if m.bold {
		s = s.Bold()
	}
	if m.underline {
		s = s.Underline(true)
	}
	if m.reverse {
		s = s.Reverse(true)
	}
	if c := t.ink(r); c != nil {
		s = s.ForegroundColor(c)
	}
	if c := t.ground(r); c != nil {
		s = s.BackgroundColor(c)
	}
	return s
}

// Render writes text in a role's style and returns to the terminal's own.
func (t Theme) Render(r Role, text string) string {
	style := t.Style(r)
	if text == "" || len(style) == 0 {
		return text
	}
	return style.Styled(text)
}

// ink is the colour of a role's text; nil is the terminal's own.
func (t Theme) ink(r Role) ansi.Color { return t.color(t.Name.Palette().Roles[r].Ink) }

// ground is the colour behind a role's text; nil is the terminal's own.
func (t Theme) ground(r Role) ansi.Color { return t.color(t.Name.Palette().Roles[r].Ground) }

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

// Mark is a style with a role's look over it.
func (t Theme) Mark(r Role, s uv.Style) uv.Style {
	m := t.manner(r)
	if m.bold {
		s.Attrs |= uv.AttrBold
	}
	if m.reverse {
		s.Attrs |= uv.AttrReverse
	}
	if m.underline {
		s.Underline = uv.UnderlineSingle
	}
	if c := t.ink(r); c != nil {
		s.Fg = c
	}
	if c := t.ground(r); c != nil {
		s.Bg = c
	}
	return s
}
