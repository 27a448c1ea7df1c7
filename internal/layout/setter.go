package layout

import (
	"errors"
	"fmt"
	"strings"

	"github.com/yuin/goldmark/ast"

	"hackday.example/kiosk/internal/cells"
	"hackday.example/kiosk/internal/clean"
	"hackday.example/kiosk/internal/fold"
	"hackday.example/kiosk/internal/highlight"
	"hackday.example/kiosk/internal/picture"
	"hackday.example/kiosk/internal/site"
	"hackday.example/kiosk/internal/theme"
)

// errUnwanted is why a layout was not finished: nobody waits for it any more.
var errUnwanted = errors.New("the layout is no longer wanted")

// setter lays one page out, as boxes: each block of the tree becomes lines of at
// most some width, and a block that holds others puts their lines behind its own
// bar, bullet or indent.
type setter struct {
	shape
	glyphs
	source    []byte
	resources []site.Resource
	pictures  map[string]*picture.File // by their addresses
	placed    []Figure                 // those that were given room
	numbers   map[ast.Node]int         // of links
	headings  int                      // how many were laid out
	lists     int                      // how many lists are around what is laid out; of the Spoken form
	passages  passages
	wanted    func() bool
	highlight highlight.Page // what may be spent on colouring code

	// lead is what stands before the next paragraph's text, in its first line:
	// bullets for which a narrow place has no columns of their own.
	lead []span

	// Kept from one paragraph to the next, to save allocations.
	inline   inline
	text     []byte
	pieces   []span
	told     []span
	clusters []cells.Cluster
	arena    []span // the spans of all lines; full ones are left to their lines
}

// glyphs are the characters that the layout adds to a page.
type glyphs struct {
	bar, codeBar, bullet, goesOn string // before a quotation's lines, code, items; where a line of code goes on
	ticked, unticked             string
	rule, heavyRule              string // one column of a line
	divider                      string // a thematic break
	tableBar                     string // between columns
}

var (
	unicodeGlyphs = glyphs{"│ ", "┊ ", "• ", "↪ ", "[✓] ", "[ ] ", "─", "━", "* * *", " │ "}
	asciiGlyphs   = glyphs{"| ", ": ", "* ", "\\ ", "[x] ", "[ ] ", "-", "=", "* * *", " | "}
	textGlyphs    = glyphs{"> ", "    ", "- ", "\\ ", "- [x] ", "- [ ] ", "-", "=", "* * *", " | "}
)

func newSetter(of shape, source string, wanted func() bool) *setter {
	t := &setter{shape: of, source: []byte(source), wanted: wanted, glyphs: unicodeGlyphs}
	switch {
	case of.form != Screen:
		t.glyphs = textGlyphs
	case of.ascii:
		t.glyphs = asciiGlyphs
	}
	t.inline.setter = t
	return t
}

// set lays a page's text out; its head and foot are not part of it. A panic below it
// becomes an error: a page must not end the program. The error is errUnwanted when
// wanted reports false.
func set(s *site.Site, p *site.Page, of shape, wanted func() bool) (lines []line, placed []Figure, err error) {
	defer func() {
		switch r := recover(); r {
		case nil:
		case errUnwanted:
			lines, placed, err = nil, nil, errUnwanted
		default:
			lines, placed, err = nil, nil, fmt.Errorf("laying out %s at %d columns: %v", p.Name, of.measure, r)
		}
	}()
	t := newSetter(of, p.Markdown, wanted)
	t.resources, t.pictures, t.passages = p.Resources, p.Figures, newPassages(of, s, p)
	document := site.Parse(t.source)
	links := site.Links(document)
	t.numbers = make(map[ast.Node]int, len(links))
	for i, l := range links {
		t.numbers[l] = i + 1
	}
	lines = t.blocks(document, of.measure)
	return lines, t.placed, nil
}

// spare is how many columns a wide block may take more than text in the same place: all
// that stand to the right of the text, however deep the block is indented.
func (s shape) spare() int { return s.wide - s.measure }

// stopIfUnwanted ends the layout, by a panic with errUnwanted, once nobody waits for it.
func (t *setter) stopIfUnwanted() {
	if !t.wanted() {
		panic(errUnwanted)
	}
}

// shown is text as it may be shown: clean, and in ASCII if it has to be. No-break
// spaces stay until the lines are broken.
func (s shape) shown(text string) string {
	text = clean.Text(text)
	if !s.ascii {
		return text
	}
	if !strings.ContainsAny(text, "\u00A0\u202F") {
		return fold.ASCII(text)
	}
	parts := strings.Split(strings.ReplaceAll(text, "\u202F", "\u00A0"), "\u00A0")
	for i, p := range parts {
		parts[i] = fold.ASCII(p)
	}
	return strings.Join(parts, "\u00A0")
}

// span is text of the layout's own, in a style.
func (s shape) span(text string, style theme.Elements) span {
	return span{text: s.shown(text), pen: pen{style: style}}
}
