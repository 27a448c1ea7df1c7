// Package theme holds the colours of the kiosk. A Theme is a palette at the
// colour depth of one terminal; it says how a role looks, and dresses the
// elements of a page as a Glamour style says.
//
// Colour never carries meaning alone: every role that means something is bold,
// underlined or reversed as well. Where nothing is known of a window's background, text
// keeps the terminal's own ink, and what has another ink has a ground of ours too. Where
// it is known, or is painted, all inks are ours, body text's too: else what is muted
// could be stronger than it.
package theme

import (
	"strings"

	"github.com/charmbracelet/colorprofile"
	uv "github.com/charmbracelet/ultraviolet"
	"github.com/charmbracelet/x/ansi"
)

// Role is what a piece of text is for.
type Role int

// The roles.
const (
	Text      Role = iota // body text
	TitleBand             // the page's title and what stands below it, a patch of NHS blue
	Heading               // titles and headings
	Link                  // text that is a link
	Muted                 // what may be passed over: subtitle, credits, hints
	Key                   // a key that can be pressed
	Selected              // the line that Enter would open
	Match                 // what was searched for
	Found                 // the match that n and N move, the loudest of all
	Chosen                // the link that Enter would open
	Banner                // news for everyone, a patch of NHS blue
	Keyword               // in code: a word of the language
	Literal               // in code: a string
	Number                // in code: a number or another constant
	Symbol                // in code: the name of a function, a type or a tag
	Roles     int  = iota
)

// Theme is a palette at a colour depth. It is comparable, and may be a key.
type Theme struct {
	Name  Name
	Depth colorprofile.Profile
	Style Style // that the site brings; zero for none
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

// manner of a role: the same in every theme, so that no role is told by its colour.
// What should have a ground of its own, and has none in this theme, is reversed, and not
// bold: PuTTY and the consoles show bold as bright, and what is reversed and bold as bright
// black (#555) on grey, which is 3.2:1 on the console of Linux.
func (t Theme) manner(r Role) (m manner) {
	switch r {
	case Heading, Key, Keyword:
		m.bold = true
	case Link:
		m.underline = true
	case Selected:
		m.reverse = true
	case Match:
		m.bold, m.underline = true, true
	case Chosen:
		m.underline, m.reverse = true, true
	case TitleBand, Found, Banner:
		m.reverse = t.ground(r) == nil
		m.bold = !m.reverse
	}
	if t.fadesBold() {
		m.bold = false
		m.underline = r == Link || r == Key || r == Match || r == Found
	}
	return m
}

// fadesBold reports whether bold text might be grey: many terminals show bold black of
// the 16 colours as bright black (xterm's boldColors, PuTTY, the consoles).
func (t Theme) fadesBold() bool { return t.Name == PaintedLight && t.Depth == colorprofile.ANSI }

// sequence is a role's look.
func (t Theme) sequence(r Role) ansi.Style {
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

// Sequence is the escape sequence that begins a role's look; empty where that is the
// base's, which a sequence without parameters would end.
func (t Theme) Sequence(r Role) string {
	style := t.sequence(r)
	if len(style) == 0 {
		return ""
	}
	return style.String()
}

// Render writes text in a role's look and returns to the terminal's own.
func (t Theme) Render(r Role, text string) string {
	style := t.sequence(r)
	if text == "" || len(style) == 0 {
		return text
	}
	return style.Styled(text)
}

// ink is the colour of a role's text; nil is the base's.
func (t Theme) ink(r Role) ansi.Color {
	if t.styled() {
		if ink, says := t.Sheet().inkOf(r); says {
			return ink
		}
	}
	return t.color(t.Name.Palette().Roles[r].Ink)
}

// ground is the colour behind a role's text; nil is the base's.
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

// Base is the style that takes the place of the terminal's own, as the parameters of
// SGR (ECMA-48 8.3.117), ink and ground apart; empty is the terminal's own. A theme
// with a ground paints the whole screen.
//
// A base is written again behind every change of style. So where there are all
// colours, too, a palette's is one of the 256, which takes fewer bytes.
func (t Theme) Base() (ink, ground string) {
	b := t.Name.Palette().Base
	short := t
	short.Depth = min(t.Depth, colorprofile.ANSI256)
	inkColor, groundColor := short.color(b.Ink), short.color(b.Ground)
	if t.styled() {
		if s := t.Sheet(); s.base.ink != nil {
			inkColor, groundColor = s.base.ink, s.base.ground
		}
	}
	if inkColor != nil {
		ink = parameters(ansi.Style{}.ForegroundColor(inkColor))
	}
	if groundColor != nil {
		ground = parameters(ansi.Style{}.BackgroundColor(groundColor))
	}
	return ink, ground
}

// parameters are those of a sequence without CSI and its final byte.
func parameters(s ansi.Style) string {
	return strings.TrimSuffix(strings.TrimPrefix(s.String(), "\x1b["), "m")
}

// Mark is a style with a role's look over it. Match, Found and Chosen look the same
// whatever they are laid over, but for its italics and its colours where the role has
// none: bold and underlined text in which something is found is reversed.
func (t Theme) Mark(r Role, s uv.Style) uv.Style {
	m := t.manner(r)
	switch r {
	case Match:
		m.reverse = t.ground(r) == nil && s.Underline != uv.UnderlineNone && (s.Attrs&uv.AttrBold != 0 || !m.bold)
		m.underline = m.underline && !(m.reverse && t.fadesBold()) // as what is found
		fallthrough
	case Found, Chosen:
		s.Attrs &^= uv.AttrBold | uv.AttrReverse
		s.Underline = uv.UnderlineNone
	}
	if m.bold {
		s.Attrs |= uv.AttrBold
	}
	if m.reverse {
		s.Attrs |= uv.AttrReverse
	}
	if s.Attrs&uv.AttrReverse != 0 {
		s.Attrs &^= uv.AttrBold // see manner
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
