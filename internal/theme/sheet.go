package theme

import (
	"image/color"
	"sync"

	"charm.land/glamour/v2/ansi"
	uv "github.com/charmbracelet/ultraviolet"
)

// Elements says what a piece of a page's text is: any number of the elements
// below, and at most one Token of code. The zero value is ordinary text.
type Elements uint32

// The elements, from the outermost in to the innermost.
const (
	H1 Elements = 1 << iota
	H2
	H3
	H4
	H5
	H6
	BandTitle // the page's title, in its band
	Band      // the band of colour that the title stands in
	Faded     // what may be passed over: subtitle, credits
	Quotation // the bar of a quotation; its text is like any other
	Bullet    // of an item
	Numeral   // the number of an item
	Line      // a line that divides, and the marks that the layout adds to code
	Term      // the term of a definition, a table's head, the title of an alert
	CodeBlock
	Struck
	Emphasis
	Strong
	Code // in a line of text
	Linked
	Pictured // the text of a picture
	elements = iota
)

// Token is the kind of a piece of code.
type Token uint8

// The tokens, which are the fields of Glamour's ansi.Chroma.
const (
	PlainCode Token = iota
	ErrorCode
	Comment
	CommentPreproc
	KeywordCode
	KeywordReserved
	KeywordNamespace
	KeywordType
	Operator
	Punctuation
	NameCode
	NameBuiltin
	NameTag
	NameAttribute
	NameClass
	NameConstant
	NameDecorator
	NameException
	NameFunction
	NameOther
	LiteralCode
	LiteralNumber
	LiteralDate
	LiteralString
	LiteralStringEscape
	GenericDeleted
	GenericEmph
	GenericInserted
	GenericStrong
	GenericSubheading
	tokens = iota
)

// kindOf is what a token looks like where the style does not say: as the wider kind
// that it belongs to, and in the end as plain code.
var kindOf = [tokens]Token{
	CommentPreproc: Comment, KeywordReserved: KeywordCode, KeywordNamespace: KeywordCode, KeywordType: KeywordCode,
	NameBuiltin: NameCode, NameTag: NameCode, NameAttribute: NameCode, NameClass: NameCode, NameConstant: NameCode,
	NameDecorator: NameCode, NameException: NameCode, NameFunction: NameCode, NameOther: NameCode,
	LiteralNumber: LiteralCode, LiteralDate: LiteralCode, LiteralString: LiteralCode, LiteralStringEscape: LiteralString,
}

const tokenShift = elements

// Level returns the element of headings of a level, 1 to 6.
func Level(level int) Elements { return H1 << (min(max(level, 1), 6) - 1) }

// OfToken returns the element of a token of a code block.
func OfToken(t Token) Elements { return CodeBlock | Elements(t)<<tokenShift }

// Sheet is a style, ready to be looked up: how each element of a page looks. It
// never changes.
//
// Of a Glamour style, the colours and the attributes bold, italic, underline, inverse
// and crossed_out count for heading, h1 to h6, emph, strong, strikethrough, hr, item,
// enumeration, link_text, image_text, code, block_quote, definition_term, code_block,
// and all of its chroma but background; of document and text the colours do, as the
// base, and text's attributes. What would move text does not count (prefixes, margins,
// indents, formats, letter case, separators), nor do conceal, blink, and faint, of which
// no terminal says what contrast it leaves. Ignored finds the fields of a style that do
// not count.
//
// On a patch, which is an element with a ground, the ink stays the patch's: an element
// within it that has ink alone was made for another ground.
type Sheet struct {
	base     dress // what takes the place of the terminal's own style; see Theme.Base
	text     dress
	elements [elements]dress
	tokens   [tokens]dress
}

// dress is what an element changes of the style around it.
type dress struct {
	ink, ground color.Color // nil changes nothing
	set, unset  uint8       // attributes
	line        *bool       // underline; nil changes nothing
}

func dressOf(p ansi.StylePrimitive) dress {
	d := dress{ink: colorOf(p.Color), ground: colorOf(p.BackgroundColor), line: p.Underline}
	for _, a := range []struct {
		field *bool
		bit   uint8
	}{
		{p.Bold, uv.AttrBold}, {p.Italic, uv.AttrItalic},
		{p.Inverse, uv.AttrReverse}, {p.CrossedOut, uv.AttrStrikethrough},
	} {
		if a.field != nil && *a.field {
			d.set |= a.bit
		} else if a.field != nil {
			d.unset |= a.bit
		}
	}
	return d
}

// maxSheets bounds how many sheets are kept, of some 8 KiB: every theme at every depth,
// and those that sites have had since.
const maxSheets = 64

// sheets are those that were asked for.
var sheets = struct {
	sync.Mutex
	of map[Theme]*Sheet
}{of: map[Theme]*Sheet{}}

// Sheet returns the theme as a sheet. It is made when it is first asked for. It is safe
// for concurrent use.
func (t Theme) Sheet() *Sheet {
	sheets.Lock()
	defer sheets.Unlock()
	s := sheets.of[t]
	if s == nil {
		s = t.newSheet()
		if len(sheets.of) >= maxSheets {
			clear(sheets.of)
		}
		sheets.of[t] = s
	}
	return s
}

func (t Theme) newSheet() *Sheet {
	plain := Theme{Name: t.Name, Depth: t.Depth}
	c := plain.Config()
	if t.styled() {
		c = over(c, t.Style.config(t.Name, t.Depth))
	}
	s := newSheet(c)
	band := dressOf(plain.primitive(TitleBand))
	s.elements[index(BandTitle)] = band
	band.set &^= uv.AttrBold
	s.elements[index(Band)] = band
	s.elements[index(Faded)] = dressOf(plain.primitive(Muted))
	if t.styled() {
		s.fade(t.Name)
	}
	if t.fadesBold() {
		for i := range s.elements {
			s.elements[i].set &^= uv.AttrBold
		}
		for i := range s.tokens {
			s.tokens[i].set &^= uv.AttrBold
		}
		yes := true
		s.elements[index(Strong)].line = &yes
	}
	return s
}

func newSheet(c ansi.StyleConfig) *Sheet {
	s := &Sheet{text: dressOf(c.Text)}
	document := dressOf(c.Document.StylePrimitive)
	s.base = dress{ink: document.ink, ground: document.ground}.and(dress{ink: s.text.ink, ground: s.text.ground})
	s.text.ink, s.text.ground = nil, nil
	heading := dressOf(c.Heading.StylePrimitive)
	for i, h := range []ansi.StyleBlock{c.H1, c.H2, c.H3, c.H4, c.H5, c.H6} {
		s.elements[i] = heading.and(dressOf(h.StylePrimitive))
	}
	for e, p := range map[Elements]ansi.StylePrimitive{
		Quotation: c.BlockQuote.StylePrimitive,
		Bullet:    c.Item,
		Numeral:   c.Enumeration,
		Line:      c.HorizontalRule,
		Term:      c.DefinitionTerm,
		CodeBlock: c.CodeBlock.StylePrimitive,
		Struck:    c.Strikethrough,
		Emphasis:  c.Emph,
		Strong:    c.Strong,
		Code:      c.Code.StylePrimitive,
		Linked:    c.LinkText,
		Pictured:  c.ImageText,
	} {
		s.elements[index(e)] = dressOf(p)
	}
	if ch := c.CodeBlock.Chroma; ch != nil {
		for i, p := range []ansi.StylePrimitive{
			ch.Text, ch.Error, ch.Comment, ch.CommentPreproc, ch.Keyword, ch.KeywordReserved, ch.KeywordNamespace, ch.KeywordType,
			ch.Operator, ch.Punctuation, ch.Name, ch.NameBuiltin, ch.NameTag, ch.NameAttribute, ch.NameClass, ch.NameConstant,
			ch.NameDecorator, ch.NameException, ch.NameFunction, ch.NameOther, ch.Literal, ch.LiteralNumber, ch.LiteralDate,
			ch.LiteralString, ch.LiteralStringEscape, ch.GenericDeleted, ch.GenericEmph, ch.GenericInserted, ch.GenericStrong,
			ch.GenericSubheading,
		} {
			s.tokens[i] = s.tokens[kindOf[i]].and(dressOf(p))
		}
	}
	return s
}

// and is a dress with another over it.
func (d dress) and(o dress) dress {
	if o.ink != nil {
		d.ink = o.ink
	}
	if o.ground != nil {
		d.ground = o.ground
	}
	d.set, d.unset = d.set&^o.unset|o.set, d.unset&^o.set|o.unset
	if o.line != nil {
		d.line = o.line
	}
	return d
}

// index is the number of a single element.
func index(e Elements) int {
	for i := range elements {
		if e == 1<<i {
			return i
		}
	}
	panic("theme: not one element")
}

// Style returns the look of a piece of text.
func (s *Sheet) Style(e Elements) uv.Style {
	d := s.text
	for i := range elements {
		if e&(1<<i) == 0 {
			continue
		}
		inner := s.elements[i]
		if d.ground != nil && inner.ground == nil {
			inner.ink = nil
		}
		d = d.and(inner)
	}
	if e&CodeBlock != 0 {
		d = d.and(s.tokens[min(e>>tokenShift, tokens-1)])
	}
	style := uv.Style{Fg: d.ink, Bg: d.ground, Attrs: d.set}
	if d.line != nil && *d.line {
		style.Underline = uv.UnderlineSingle
	}
	return style
}
