package theme

import (
	"fmt"
	"image/color"
	"strconv"
	"strings"

	"charm.land/glamour/v2/ansi"
	xansi "github.com/charmbracelet/x/ansi"
)

// Config returns the theme in the form of a Glamour style.
//
// Nothing in it depends on colour: links are underlined, keywords bold. The prefixes of
// headings, and the lines that the layout draws under those of the first two levels, are
// not part of a style.
func (t Theme) Config() ansi.StyleConfig {
	yes := true
	muted, literal, number, symbol := t.primitive(Muted), t.primitive(Literal), t.primitive(Number), t.primitive(Symbol)
	keyword := t.primitive(Keyword)
	return ansi.StyleConfig{
		Heading:        ansi.StyleBlock{StylePrimitive: t.primitive(Heading)},
		Emph:           ansi.StylePrimitive{Italic: &yes},
		Strong:         ansi.StylePrimitive{Bold: &yes},
		Strikethrough:  ansi.StylePrimitive{CrossedOut: &yes},
		HorizontalRule: muted,
		Item:           muted,
		Enumeration:    muted,
		LinkText:       t.primitive(Link),
		ImageText:      ansi.StylePrimitive{Italic: &yes},
		Code:           ansi.StyleBlock{StylePrimitive: t.primitive(Literal)},
		BlockQuote:     ansi.StyleBlock{StylePrimitive: muted},
		DefinitionTerm: ansi.StylePrimitive{Bold: &yes},
		CodeBlock: ansi.StyleCodeBlock{Chroma: &ansi.Chroma{
			Comment:           muted,
			CommentPreproc:    symbol,
			Keyword:           keyword,
			KeywordType:       symbol,
			NameTag:           symbol,
			NameBuiltin:       symbol,
			NameClass:         symbol,
			NameConstant:      number,
			NameDecorator:     symbol,
			NameFunction:      symbol,
			LiteralNumber:     number,
			LiteralString:     literal,
			GenericDeleted:    number,
			GenericInserted:   literal,
			GenericSubheading: symbol,
			GenericStrong:     ansi.StylePrimitive{Bold: &yes},
			GenericEmph:       ansi.StylePrimitive{Italic: &yes},
		}},
	}
}

// primitive is the look of a role in Glamour's terms.
func (t Theme) primitive(r Role) ansi.StylePrimitive {
	m := t.manner(r)
	p := ansi.StylePrimitive{Color: notation(t.ink(r)), BackgroundColor: notation(t.ground(r))}
	for _, a := range []struct {
		set   bool
		field **bool
	}{{m.bold, &p.Bold}, {m.underline, &p.Underline}, {m.reverse, &p.Inverse}} {
		if a.set {
			*a.field = &a.set
		}
	}
	return p
}

// levels are the prefixes of headings in all themes.
var levels = [6]string{2: "» ", 3: "»» ", 4: "»»» ", 5: "»»»» "}

// Prefixes returns what is written before the headings of each level, from the first
// on. It is the same in every theme and style: lines do not move when colours change.
func (t Theme) Prefixes() [6]string { return levels }

// notation is a colour as Glamour's styles write it; nil is the terminal's own.
func notation(c color.Color) *string {
	var text string
	switch c := c.(type) {
	case color.RGBA:
		text = fmt.Sprintf("#%02X%02X%02X", c.R, c.G, c.B)
	case xansi.IndexedColor:
		text = fmt.Sprint(uint8(c))
	case xansi.BasicColor:
		text = fmt.Sprint(uint8(c))
	default:
		return nil
	}
	return &text
}

// colorOf reads a colour that notation, or a style file, wrote: "#41B6E6", "#fff"
// or the number of one of the 256 colours. It is nil where there is none, or none
// that can be read.
func colorOf(notation *string) color.Color {
	if notation == nil {
		return nil
	}
	text := strings.TrimSpace(*notation)
	if hex, ok := strings.CutPrefix(text, "#"); ok {
		n, err := strconv.ParseUint(hex, 16, 24)
		switch {
		case err != nil:
			return nil
		case len(hex) == 6:
			return rgb(uint32(n))
		case len(hex) == 3:
			return color.RGBA{uint8(n>>8) * 17, uint8(n>>4&0xF) * 17, uint8(n&0xF) * 17, 0xFF}
		}
		return nil
	}
	n, err := strconv.ParseUint(text, 10, 8)
	switch {
	case err != nil:
		return nil
	case n < 16:
		return xansi.BasicColor(n)
	}
	return xansi.IndexedColor(n)
}
