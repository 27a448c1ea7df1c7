package site

import (
	"bytes"
	"regexp"
	"strconv"
	"strings"
	"unicode"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"

	"hackday.example/kiosk/internal/clean"
)

// Heading is a heading of a page's text.
type Heading struct {
	Level int // 1 to 6
	Text  string
	// ID is the heading's fragment in an address, without "#": what the page gives
	// in {#…} at the heading's end, or what GitHub makes of the text. It is empty for
	// a heading without letters or digits, and unique unless the page gives one twice.
	ID string
}

// headings lists the headings of a document.
func headings(document ast.Node, source []byte) []Heading {
	var hs []Heading
	var made []int // the headings without an ID of their own
	taken := anchors{}
	_ = ast.Walk(document, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		h, ok := n.(*ast.Heading)
		if !ok || !entering {
			return ast.WalkContinue, nil
		}
		heading := Heading{Level: h.Level, Text: plainText(h, source)}
		if id, ok := h.Attribute(idAttribute); ok {
			heading.ID = string(id.([]byte))
			taken[heading.ID] = 0
		} else {
			w := textWriter{source: source, shortcodes: true}
			w.write(h)
			heading.ID = Slug(strings.TrimSpace(clean.Text(w.String())))
			made = append(made, len(hs))
		}
		hs = append(hs, heading)
		return ast.WalkSkipChildren, nil
	})
	for _, i := range made { // behind those that the page gives
		hs[i].ID = taken.free(hs[i].ID)
	}
	return hs
}

// title is what Text.Title says.
func title(document ast.Node, source []byte) (title string) {
	_ = ast.Walk(document, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		h, ok := n.(*ast.Heading)
		if !ok || !entering {
			return ast.WalkContinue, nil
		}
		w := textWriter{source: source, noPictures: true}
		w.write(h)
		if title = strings.Trim(clean.Line(w.String()), " ·|•–—"); title == "" {
			title = plainText(h, source)
		}
		if title != "" {
			return ast.WalkStop, nil
		}
		return ast.WalkSkipChildren, nil
	})
	return title
}

// anchors are the IDs that headings have, and how often each was asked for again.
type anchors map[string]int

// free is the ID of one more heading of a slug: the slug, or with the first number
// behind it that no other heading has, as GitHub counts. All calls together take
// time in proportion to the number of headings: a slug's number never goes back,
// and each ID stops one slug at most.
func (a anchors) free(slug string) string {
	id := slug
	for {
		if _, taken := a[id]; !taken {
			a[id] = 0
			return id
		}
		a[slug]++
		id = slug + "-" + strconv.Itoa(a[slug])
	}
}

// Slug is a heading's text as GitHub writes it in an address: in small letters,
// with hyphens for blanks, and without punctuation and symbols. Marks stay, which
// many scripts write their vowels with.
func Slug(text string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == ' ', r == '\n':
			return '-'
		case r == '-', unicode.In(r, unicode.L, unicode.M, unicode.Nd, unicode.Nl, unicode.Pc, unicode.Other_Alphabetic):
			return unicode.ToLower(r)
		}
		return -1
	}, text)
}

// Section is the number, from 0, of the heading that the fragment of an address
// names: the one with that ID, or else the first whose ID differs in letter case
// only. It is -1 where there is none.
func (p *Page) Section(fragment string) int {
	if fragment == "" {
		return -1
	}
	folded := -1
	for i, h := range p.Headings {
		if h.ID == fragment {
			return i
		}
		if folded < 0 && strings.EqualFold(h.ID, fragment) {
			folded = i
		}
	}
	return folded
}

// headingParser is a parser of headings that takes a list of attributes from the
// heading's end: "# Title {#id .class key=value}". The ID is the node's attribute
// "id"; the others are dropped, since nothing here has a use for them.
//
// Goldmark's own option does this in more than linear time: a list of many classes,
// or one that opens many others, takes minutes.
type headingParser struct{ parser.BlockParser }

var (
	idAttribute = []byte("id")

	attribute  = regexp.MustCompile("^(?:" + oneAttribute + ")")
	attributes = regexp.MustCompile(`^\{[ ]*(?:` + oneAttribute + `)(?:[ ,]+(?:` + oneAttribute + `))*[ ]*\}$`)
)

// oneAttribute matches one attribute; the first group is an ID, the second a key, and the
// others its value. Names are as goldmark has them.
const (
	oneAttribute  = `#(` + attributeName + `)|\.` + attributeName + `|([A-Za-z_:][A-Za-z0-9_:.-]*)=(?:"([^"{]*)"|([^\s"'{}=,]+))`
	attributeName = "[^\\x00-\\x20!-,/;-@\\[-^`{-\\x7f]+"
)

// Close is part of parser.BlockParser.
func (p headingParser) Close(node ast.Node, reader text.Reader, pc parser.Context) {
	p.BlockParser.Close(node, reader, pc)
	lines := node.Lines()
	if node.Parent() == nil || lines.Len() == 0 { // it was a paragraph after all
		return
	}
	last, source := lines.At(lines.Len()-1), reader.Source()
	line := bytes.TrimRight(source[last.Start:last.Stop], " \n")
	brace := bytes.LastIndexByte(line, '{')
	if brace < 0 || !attributes.Match(line[brace:]) || isEscaped(line, brace) {
		return
	}
	for rest := bytes.TrimLeft(line[brace+1:], " ,"); ; rest = bytes.TrimLeft(rest, " ,") {
		m := attribute.FindSubmatch(rest)
		if m == nil {
			break
		}
		id := m[1]
		if string(m[2]) == "id" {
			id = append(m[3], m[4]...)
		}
		if len(id) > 0 {
			node.SetAttribute(idAttribute, []byte(clean.Line(string(id))))
			break
		}
		rest = rest[len(m[0]):]
	}
	line = bytes.TrimRight(line[:brace], " ")
	if pos := node.Pos(); pos >= 0 && pos < len(source) && source[pos] == '#' { // "## Title ## {#id}"
		if bare := bytes.TrimRight(line, "#"); len(bare) == 0 || util.IsSpace(bare[len(bare)-1]) {
			line = bytes.TrimRight(bare, " ")
		}
	}
	last.Stop = last.Start + len(line)
	if len(line) > 0 {
		lines.Set(lines.Len()-1, last)
	} else {
		lines.SetSliced(0, lines.Len()-1)
	}
}

// isEscaped reports whether a backslash takes the meaning from a byte of text.
func isEscaped(text []byte, i int) bool {
	before := text[:i]
	return (len(before)-len(bytes.TrimRight(before, `\`)))%2 == 1
}
