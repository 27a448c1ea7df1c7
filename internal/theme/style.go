package theme

import (
	"encoding/json"
	"errors"
	"fmt"
	"image/color"
	"io"
	"reflect"
	"slices"
	"strings"
	"unique"

	"charm.land/glamour/v2/ansi"
	"charm.land/glamour/v2/styles"
	"github.com/charmbracelet/colorprofile"
	xansi "github.com/charmbracelet/x/ansi"
)

// MaxStyle is how many bytes a style file may have; Glamour's own have up to 5 KiB.
const MaxStyle = 64 << 10

// Style is a Glamour style that a site brings. Styles of equal text are equal. The zero
// Style changes nothing.
type Style struct{ text unique.Handle[string] }

// StyleOf returns the style of a text that ParseStyle has read; the zero Style if it is
// empty.
func StyleOf(text string) Style {
	if text == "" {
		return Style{}
	}
	return Style{unique.Make(text)}
}

// Styles are what a site brings for each kind of window.
type Styles struct{ Dark, Light Style }

// In returns the theme with what a site's styles say laid over it. They dress Dark and
// Light where there are 256 colours and more: of 16 the owner chose the look, in high
// contrast the contrast matters more, and a painted theme is where a visitor goes who
// cannot read the others.
func (t Theme) In(s Styles) Theme {
	t.Style = Style{}
	if t.Depth >= colorprofile.ANSI256 {
		switch t.Name {
		case Dark:
			t.Style = s.Dark
		case Light:
			t.Style = s.Light
		}
	}
	return t
}

// styled reports whether a site's style dresses the theme.
func (t Theme) styled() bool { return t.Style != Style{} }

// StyleNames are the names of Glamour's own styles, in the order of the alphabet.
func StyleNames() []string {
	var names []string
	for name := range styles.DefaultStyles {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// NamedStyle returns the text of one of Glamour's own styles.
func NamedStyle(name string) (text string, ok bool) {
	c := styles.DefaultStyles[name]
	if c == nil {
		return "", false
	}
	b, err := json.Marshal(c)
	return string(b), err == nil
}

// StyleError says what is wrong with the text of a style, and where: at a byte, from 0,
// or nowhere in particular, which is -1.
type StyleError struct {
	At      int
	Message string
}

// Error implements error.
func (e *StyleError) Error() string { return e.Message }

// ParseStyle reads the text of a style file, which is a JSON object as Glow has it.
// Unlike Glamour it takes no key that it does not know, and no colour that is none. An
// error is a *StyleError.
func ParseStyle(text string) (ansi.StyleConfig, error) {
	var c ansi.StyleConfig
	if len(text) > MaxStyle {
		return c, &StyleError{-1, fmt.Sprintf("it has %d bytes, and %d is the most", len(text), MaxStyle)}
	}
	d := json.NewDecoder(strings.NewReader(text))
	d.DisallowUnknownFields()
	if err := d.Decode(&c); err != nil {
		return c, styleError(text, err)
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return c, &StyleError{int(d.InputOffset()), "something follows behind the style's last brace"}
	}
	var bad *StyleError
	eachSet(reflect.ValueOf(c), nil, nil, func(name []string, _ []int, value reflect.Value) {
		field := name[len(name)-1]
		written, ok := reflect.Indirect(value).Interface().(string)
		if bad == nil && ok && (field == "color" || field == "background_color") && colorOf(&written) == nil {
			bad = &StyleError{strings.Index(text, fmt.Sprintf("%q", written)), fmt.Sprintf("%s is %q, which is no colour: write #RRGGBB, or a number from 0 to 255", strings.Join(name, "."), written)}
		}
	})
	if bad != nil {
		return c, bad
	}
	return c, nil
}

// styleError says what encoding/json has found wrong.
func styleError(text string, err error) *StyleError {
	var syntax *json.SyntaxError
	var kind *json.UnmarshalTypeError
	const unknown = "json: unknown field "
	switch message := err.Error(); {
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return &StyleError{len(text), "the JSON ends too early"}
	case errors.As(err, &syntax):
		return &StyleError{int(max(syntax.Offset-1, 0)), "the JSON cannot be read: " + syntax.Error()}
	case errors.As(err, &kind):
		where := strings.ReplaceAll(kind.Field, "StylePrimitive.", "") // which is embedded
		if where == "" {
			where = "the style"
		}
		return &StyleError{int(max(kind.Offset-1, 0)), fmt.Sprintf("%s cannot be a JSON %s", where, kind.Value)}
	case strings.HasPrefix(message, unknown):
		field := strings.TrimPrefix(message, unknown)
		return &StyleError{strings.Index(text, field), "no style has the key " + field}
	default:
		return &StyleError{-1, message}
	}
}

// config is the style at a depth, for Dark or Light. A text that cannot be read says
// nothing.
func (s Style) config(name Name, depth colorprofile.Profile) ansi.StyleConfig {
	c, err := ParseStyle(s.text.Value())
	if err != nil {
		return ansi.StyleConfig{}
	}
	grounds := grounds(c, name)
	eachSet(reflect.ValueOf(c), nil, nil, func(fields []string, path []int, value reflect.Value) {
		if field := fields[len(fields)-1]; field != "color" && field != "background_color" {
			return
		}
		exact := painted(colorOf(value.Interface().(*string)), color.RGBA{})
		shown := notation(exact)
		if depth == colorprofile.ANSI256 {
			shown = notation(nearest(exact, grounds))
		}
		reflect.ValueOf(&c).Elem().FieldByIndex(path).Set(reflect.ValueOf(shown))
	})
	return c
}

// nearest is the one of the 256 colours that is most like another, and no less readable:
// where the other has a contrast of Least on all grounds, so has it.
func nearest(c color.RGBA, grounds []color.RGBA) xansi.IndexedColor {
	best, distance := xansi.IndexedColor(16), -1
	readable := lowest(c, grounds) >= Least
	for i := 16; i < 256; i++ {
		x := painted(xansi.IndexedColor(i), color.RGBA{})
		if readable && lowest(x, grounds) < Least {
			continue
		}
		r, g, b := int(x.R)-int(c.R), int(x.G)-int(c.G), int(x.B)-int(c.B)
		if d := 2*r*r + 4*g*g + 3*b*b; distance < 0 || d < distance {
			best, distance = xansi.IndexedColor(i), d
		}
	}
	return best
}

// painted is what a colour looks like; fallback is that of nil. The first 16 of the 256
// look as in xterm.
func painted(c color.Color, fallback color.RGBA) color.RGBA {
	if c == nil {
		return fallback
	}
	r, g, b, _ := c.RGBA()
	return color.RGBA{R: uint8(r >> 8), G: uint8(g >> 8), B: uint8(b >> 8), A: 0xFF}
}

// over is a style with another laid over it: of each field what the other says, if it
// says anything.
func over(c, other ansi.StyleConfig) ansi.StyleConfig {
	var chroma ansi.Chroma
	if c.CodeBlock.Chroma != nil {
		chroma = *c.CodeBlock.Chroma
	}
	c.CodeBlock.Chroma = &chroma
	eachSet(reflect.ValueOf(other), nil, nil, func(_ []string, path []int, value reflect.Value) {
		reflect.ValueOf(&c).Elem().FieldByIndex(path).Set(value)
	})
	return c
}

// inkOf is the ink that a style gives a role, if it has a word for it. nil is the base's.
func (s *Sheet) inkOf(r Role) (ink color.Color, says bool) {
	var e Elements
	switch r {
	case Heading:
		e = H2
	case Link:
		e = Linked
	case Muted:
		e = Faded
	default:
		return nil, false
	}
	if s.elements[index(e)].ground != nil {
		return nil, false
	}
	return s.elements[index(e)].ink, true
}

// fade gives what is muted the ink of the text where its own would be the stronger one.
func (s *Sheet) fade(name Name) {
	base, ground := s.basis(name), usual(name)
	muted := &s.elements[index(Faded)]
	if s.base.ground != nil {
		ground = painted(s.base.ground, ground)
	}
	if c := Contrast(painted(muted.ink, base), ground); c > Contrast(base, ground) || c < Least {
		muted.ink = nil
	}
}
