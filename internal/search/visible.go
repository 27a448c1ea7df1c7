package search

import (
	"bytes"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	emoji "github.com/yuin/goldmark-emoji/ast"
	"github.com/yuin/goldmark/ast"
	extast "github.com/yuin/goldmark/extension/ast"
	"golang.org/x/net/html"

	"hackday.example/kiosk/internal/clean"
	"hackday.example/kiosk/internal/site"
)

// The control characters of a visible text, which no page has in its text.
const (
	breakMark   = '\n' // between blocks
	titleMark   = 1    // the page's title begins
	headingMark = 2    // its subtitle or a heading begins
	endMark     = 3    // of a title or a heading
)

// visible returns the words of a page as readers see them, without any markup: its
// title, its subtitle and its text, with the control characters above between them and
// no more than one blank in a row. What layouts add, such as bullets and the numbers of
// links, is no part of it, nor are the addresses that links lead to. Its length is about
// that of the page's Markdown; the time is that of site.Parse. Of a page that cannot be
// read it is the beginning.
func visible(p *site.Page) (text []byte) {
	v := viewer{page: p, source: []byte(p.Markdown)}
	defer func() {
		if recover() != nil { // a page must not end the program
			text = v.b
		}
	}()
	v.b = make([]byte, 0, len(p.Title)+len(p.Subtitle)+len(p.Markdown)+16)
	v.line(titleMark, func() { v.add(p.Title) })
	if p.Subtitle != "" {
		v.line(headingMark, func() { v.add(p.Subtitle) })
	}
	document := site.Parse(v.source)
	links := site.Links(document)
	v.numbers = make(map[ast.Node]int, len(links))
	for i, l := range links {
		v.numbers[l] = i + 1
	}
	v.blocks(document)
	return v.b
}

// viewer gathers the visible text of a page, as layout sets it.
type viewer struct {
	page    *site.Page
	source  []byte
	numbers map[ast.Node]int // of links, from 1
	b       []byte
	soft    bool // the source broke the line here: a blank, unless both sides are ideographs
}

// line adds something between a mark and the end mark.
func (v *viewer) line(mark byte, add func()) {
	v.end()
	v.b = append(v.b, mark)
	add()
	v.b = append(v.b, endMark)
	v.end()
}

// end ends a block.
func (v *viewer) end() {
	v.soft = false
	v.b = bytes.TrimRight(v.b, " ")
	if n := len(v.b); n > 0 && v.b[n-1] != breakMark {
		v.b = append(v.b, breakMark)
	}
}

// blank adds a blank, unless there is one.
func (v *viewer) blank() {
	if n := len(v.b); n > 0 && v.b[n-1] > ' ' {
		v.b = append(v.b, ' ')
	}
}

// add adds text, which may have line feeds and blanks of all kinds.
func (v *viewer) add(text string) {
	if v.soft && text != "" {
		v.soft = false
		last, _ := utf8.DecodeLastRune(v.b)
		if first, _ := utf8.DecodeRuneInString(text); !isIdeographic(last) || !isIdeographic(first) {
			v.blank()
		}
	}
	for len(text) > 0 {
		n := 0
		for n < len(text) && text[n] > ' ' && text[n] < utf8.RuneSelf {
			n++
		}
		v.b = append(v.b, text[:n]...)
		if text = text[n:]; text == "" {
			return
		}
		r, size := utf8.DecodeRuneInString(text)
		switch {
		case unicode.IsSpace(r):
			v.blank()
		case clean.Unsafe(r):
		default:
			v.b = append(v.b, text[:size]...)
		}
		text = text[size:]
	}
}

// isIdeographic is as in layout: whether a line may be broken around a character without
// a blank being meant.
func isIdeographic(r rune) bool {
	return r >= 0x2E80 && (unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana) ||
		r >= 0x3000 && r <= 0x303F || r >= 0xFF00 && r <= 0xFFEF)
}

func (v *viewer) blocks(parent ast.Node) {
	for n := parent.FirstChild(); n != nil; n = n.NextSibling() {
		v.block(n)
	}
}

func (v *viewer) block(n ast.Node) {
	switch n := n.(type) {
	case *ast.Heading:
		v.line(headingMark, func() { v.inlines(n.FirstChild()) })
	case *ast.Paragraph, *ast.TextBlock, *extast.DefinitionTerm:
		v.inlines(n.FirstChild())
	case *ast.Blockquote:
		_, last, alert := site.Alert(n, v.source)
		if !alert {
			v.blocks(n)
			return
		}
		v.inlines(last.NextSibling())
		v.end()
		for c := n.FirstChild().NextSibling(); c != nil; c = c.NextSibling() {
			v.block(c)
		}
	case *ast.CodeBlock, *ast.FencedCodeBlock:
		for _, l := range n.Lines().Sliced(0, n.Lines().Len()) {
			v.add(string(l.Value(v.source)))
		}
	case *ast.HTMLBlock:
		v.html(n)
	case *extast.Table:
		for row := n.FirstChild(); row != nil; row = row.NextSibling() {
			for cell := row.FirstChild(); cell != nil; cell = cell.NextSibling() {
				v.inlines(cell.FirstChild())
				v.soft = false
				v.blank()
			}
			v.end()
		}
	default:
		if n.Type() != ast.TypeInline {
			v.blocks(n)
		}
	}
	v.end()
}

// html adds the words of a block of HTML.
func (v *viewer) html(n *ast.HTMLBlock) {
	var source []byte
	for _, l := range n.Lines().Sliced(0, n.Lines().Len()) {
		source = append(source, l.Value(v.source)...)
	}
	if n.HasClosure() {
		source = append(source, n.ClosureLine.Value(v.source)...)
	}
	tags := html.NewTokenizer(bytes.NewReader(source))
	for kind := tags.Next(); kind != html.ErrorToken; kind = tags.Next() {
		switch {
		case kind == html.TextToken:
			v.add(string(tags.Text()))
		case breakTag.Match(tags.Raw()):
			v.blank()
		}
	}
}

// breakTag is as in layout: the one tag that a page's Markdown keeps.
var breakTag = regexp.MustCompile(`(?i)^<br[\s/>]`)

// inlines adds an inline node and its siblings behind it.
func (v *viewer) inlines(first ast.Node) {
	for n := first; n != nil; n = n.NextSibling() {
		v.inline(n, 0)
	}
}

// inline adds an inline node. link is the number of the link that it stands in, or 0.
func (v *viewer) inline(n ast.Node, link int) {
	children := func(link int) {
		for c := n.FirstChild(); c != nil; c = c.NextSibling() {
			v.inline(c, link)
		}
	}
	if number := v.numbers[n]; number > 0 {
		link = number
	}
	switch n := n.(type) {
	case *ast.Text:
		text := string(n.Segment.Value(v.source))
		if !n.IsRaw() {
			text = site.Unescape(text)
		}
		v.add(text)
		switch {
		case n.HardLineBreak():
			v.blank()
		case n.SoftLineBreak():
			v.soft = true
		}
	case *ast.String:
		v.add(string(n.Value))
	case *ast.AutoLink:
		v.add(string(n.Label(v.source)))
	case *ast.RawHTML:
		if breakTag.Match(n.Segments.Value(v.source)) {
			v.blank()
		}
	case *emoji.Emoji:
		v.add(string(n.Value.Unicode))
	case *extast.FootnoteLink, *extast.FootnoteBacklink, *extast.TaskCheckBox:
	case *ast.Link, *ast.Image:
		before := len(v.b)
		children(link)
		if len(v.b) == before || strings.TrimSpace(string(v.b[min(before, len(v.b)):])) == "" {
			if r := v.page.Resource(link); r != nil { // what stands for a link without a text
				v.add(r.Title)
			}
		}
	default:
		children(link)
	}
}
