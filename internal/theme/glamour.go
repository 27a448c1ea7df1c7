package theme

import (
	"fmt"
	"image/color"

	"charm.land/glamour/v2/ansi"
	xansi "github.com/charmbracelet/x/ansi"
)

// Glamour is the style that lays out a page in this theme, or template; with
// nothing but ASCII of its own, if so asked.
//
// Nothing in it depends on colour: headings are bold and keep the marks of
// their level from the third on, quotations have a bar, code is between
// backquotes or indented.
func (t Theme) Glamour(ascii bool) ansi.StyleConfig {
	yes := true
	heading := t.primitive(Heading)
	linkText := t.primitive(Link)
	muted := t.primitive(Muted)
	block := func(prefix string) ansi.StyleBlock {
		return ansi.StyleBlock{StylePrimitive: ansi.StylePrimitive{Prefix: prefix}}
	}
	indented := func(token string, indent uint) ansi.StyleBlock {
		return ansi.StyleBlock{Indent: &indent, IndentToken: &token}
	}
	code := indented(" ", 2)
	struck := ansi.StylePrimitive{CrossedOut: &yes}
	bar, bullet := "│ ", "• "
	if ascii {
		bar, bullet = "| ", "* "
	}
	if !t.grounded() { // the same lines are read as text, where nothing is crossed out
		struck = ansi.StylePrimitive{Prefix: "~~", Suffix: "~~"}
	}
	return ansi.StyleConfig{
		BlockQuote:            indented(bar, 1),
		List:                  ansi.StyleList{LevelIndent: 2},
		Heading:               ansi.StyleBlock{StylePrimitive: with(heading, ansi.StylePrimitive{BlockSuffix: "\n"})},
		H3:                    block("### "),
		H4:                    block("#### "),
		H5:                    block("##### "),
		H6:                    block("###### "),
		Strikethrough:         struck,
		Emph:                  ansi.StylePrimitive{Italic: &yes},
		Strong:                ansi.StylePrimitive{Bold: &yes},
		HorizontalRule:        with(muted, ansi.StylePrimitive{Format: "\n* * *\n"}),
		Item:                  ansi.StylePrimitive{BlockPrefix: bullet},
		Enumeration:           ansi.StylePrimitive{BlockPrefix: ". "},
		Task:                  ansi.StyleTask{Ticked: "[x] ", Unticked: "[ ] "},
		LinkText:              linkText,
		Code:                  ansi.StyleBlock{StylePrimitive: ansi.StylePrimitive{Prefix: "`", Suffix: "`"}},
		CodeBlock:             ansi.StyleCodeBlock{StyleBlock: code},
		DefinitionDescription: ansi.StylePrimitive{BlockPrefix: "\n  "},
	}
}

// primitive is a role's look in Glamour's terms.
func (t Theme) primitive(r Role) ansi.StylePrimitive {
	m := t.manner(r)
	p := ansi.StylePrimitive{Color: notation(t.ink(r))}
	if m.bold {
		p.Bold = &m.bold
	}
	if m.underline {
		p.Underline = &m.underline
	}
	return p
}

// with adds the texts around a block to its look.
func with(p, texts ansi.StylePrimitive) ansi.StylePrimitive {
	p.BlockSuffix, p.Format = texts.BlockSuffix, texts.Format
	return p
}

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
