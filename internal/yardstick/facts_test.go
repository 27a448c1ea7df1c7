package yardstick

import (
	"bytes"
	"strings"
	"unicode"

	"github.com/yuin/goldmark/ast"
	extast "github.com/yuin/goldmark/extension/ast"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"hackday.example/kiosk/internal/site"
)

// facts is what a screen has to show of a page, whoever lays it out.
type facts struct {
	page   *site.Page
	source []byte
	blocks []*block
	links  []link
	titles map[ast.Node]string // of the links, by their nodes

	text     *text // the one that is being read
	lastRune rune
}

// block is a paragraph, a heading, a block of code or of HTML, or a table.
type block struct {
	text   *text
	quotes int      // how many quotations it stands in
	items  int      // how many items of lists begin with it, one in another
	code   []string // the lines of a block of code
	isCode bool
	table  *pageTable // or nil
}

// text is the letters and digits of a block, or of a table's cell.
type text struct {
	letters []letter
	spans   []string // its inline code
	raw     strings.Builder
}

// letter is a letter or a digit of a page, and where it stands on a screen.
type letter struct {
	r     rune
	word  int    // the number of its word in the text
	glyph *glyph // nil if it was not found in its order
	found bool   // it was found in its order, or elsewhere as part of its word
}

// link is the letters of a text by which a link is shown.
type link struct {
	text       *text
	first, end int
	title      string
}

// pageTable is the cells of a table, row by row. The first row is the head.
type pageTable struct {
	rows    [][]*text
	columns int
	grid    *grid // how it stands on the screen; nil where it is not in columns
}

// isLetter reports whether a character counts: marks, which may be parts of another
// character, do not, nor does punctuation.
func isLetter(r rune) bool { return unicode.IsLetter(r) || unicode.IsNumber(r) }

func readFacts(p *site.Page) *facts {
	f := &facts{page: p, source: []byte(p.Markdown), titles: map[ast.Node]string{}}
	document := site.Parse(f.source)
	for i, n := range site.Links(document) {
		if i < p.TextResources {
			f.titles[n] = p.Resources[i].Title
		}
	}
	f.children(document, 0)
	return f
}

func (f *facts) children(parent ast.Node, quotes int) {
	for n := parent.FirstChild(); n != nil; n = n.NextSibling() {
		f.block(n, quotes)
	}
}

func (f *facts) block(n ast.Node, quotes int) {
	switch n := n.(type) {
	case *ast.Blockquote:
		f.children(n, quotes+1)
	case *ast.Paragraph, *ast.TextBlock, *ast.Heading, *extast.DefinitionTerm:
		b := f.add(quotes)
		for c := ast.Node(n); c.PreviousSibling() == nil && c.Parent() != nil; c = c.Parent() {
			if c.Parent().Kind() == ast.KindListItem {
				b.items++
			}
		}
		first := n.FirstChild()
		if q, ok := n.Parent().(*ast.Blockquote); ok && n.PreviousSibling() == nil {
			if _, last, alert := site.Alert(q, f.source); alert { // each names it in its own way
				first = last.NextSibling()
			}
		}
		for c := first; c != nil; c = c.NextSibling() {
			f.inline(c)
		}
	case *ast.CodeBlock, *ast.FencedCodeBlock:
		b := f.add(quotes)
		code := string(n.Lines().Value(f.source))
		f.write(code)
		b.code, b.isCode = strings.Split(strings.TrimSuffix(code, "\n"), "\n"), true
	case *ast.HTMLBlock:
		f.add(quotes)
		source := n.Lines().Value(f.source)
		if n.HasClosure() {
			source = append(bytes.Clone(source), n.ClosureLine.Value(f.source)...)
		}
		f.html(source)
	case *extast.Table:
		f.table(n, quotes)
	default:
		if n.Type() == ast.TypeBlock {
			f.children(n, quotes)
		}
	}
}

// add begins a block.
func (f *facts) add(quotes int) *block {
	f.text, f.lastRune = &text{}, 0
	b := &block{text: f.text, quotes: quotes}
	f.blocks = append(f.blocks, b)
	return b
}

func (f *facts) table(n *extast.Table, quotes int) {
	t := &pageTable{columns: len(n.Alignments)}
	f.add(quotes).table = t
	for row := n.FirstChild(); row != nil; row = row.NextSibling() {
		var texts []*text
		for c := row.FirstChild(); c != nil; c = c.NextSibling() {
			f.text, f.lastRune = &text{}, 0
			for i := c.FirstChild(); i != nil; i = i.NextSibling() {
				f.inline(i)
			}
			texts = append(texts, f.text)
		}
		for len(texts) < t.columns {
			texts = append(texts, &text{})
		}
		t.rows = append(t.rows, texts)
	}
}

// texts is the texts of a block in the order in which they are read: of a table that
// does not stand in columns, each head before the first value below it.
func (b *block) texts() (all []*text) {
	if b.table == nil {
		return []*text{b.text}
	}
	done := make([]bool, b.table.columns) // the head was added
	for _, row := range b.table.rows[1:] {
		for i, cell := range row {
			if len(cell.letters) > 0 && !done[i] {
				all, done[i] = append(all, b.table.rows[0][i]), true
			}
			all = append(all, cell)
		}
	}
	for i, head := range b.table.rows[0] {
		if !done[i] {
			all = append(all, head)
		}
	}
	return all
}

// column is the texts of a table's column from top to bottom.
func (t *pageTable) column(i int) (all []*text) {
	for _, row := range t.rows {
		all = append(all, row[i])
	}
	return all
}

// write adds the letters of a string to the text.
func (f *facts) write(s string) {
	t := f.text
	t.raw.WriteString(s)
	for _, r := range s {
		if isLetter(r) {
			word := 0
			if n := len(t.letters); n > 0 {
				if word = t.letters[n-1].word; !isLetter(f.lastRune) && !unicode.IsMark(f.lastRune) {
					word++
				}
			}
			t.letters = append(t.letters, letter{r: r, word: word})
		}
		f.lastRune = r
	}
}

func (f *facts) inline(n ast.Node) {
	title, isLink := f.titles[n]
	first := len(f.text.letters)
	switch n := n.(type) {
	case *ast.Text:
		value := string(n.Segment.Value(f.source))
		if !n.IsRaw() {
			value = site.Unescape(value)
		}
		f.write(value)
		if n.SoftLineBreak() || n.HardLineBreak() {
			f.write(" ")
		}
	case *ast.String:
		f.write(string(n.Value))
	case *ast.AutoLink:
		f.write(string(n.Label(f.source)))
	case *ast.RawHTML:
		f.write(" ")
		f.html(n.Segments.Value(f.source))
	case *ast.CodeSpan:
		var code strings.Builder
		for c := n.FirstChild(); c != nil; c = c.NextSibling() {
			switch c := c.(type) {
			case *ast.Text:
				code.Write(c.Segment.Value(f.source))
			case *ast.String:
				code.Write(c.Value)
			}
		}
		f.write(code.String())
		f.text.spans = append(f.text.spans, code.String())
	default:
		for c := n.FirstChild(); c != nil; c = c.NextSibling() {
			f.inline(c)
		}
	}
	if !isLink {
		return
	}
	if len(f.text.letters) == first { // it is shown by its address, or its file's name
		f.write(title)
	}
	if len(f.text.letters) > first {
		f.links = append(f.links, link{f.text, first, len(f.text.letters), title})
	}
}

// html adds what HTML shows in words: its text, and what stands for a picture.
func (f *facts) html(source []byte) {
	tags := html.NewTokenizer(bytes.NewReader(source))
	hidden := atom.Atom(0)
	for kind := tags.Next(); kind != html.ErrorToken; kind = tags.Next() {
		token := tags.Token()
		switch kind {
		case html.TextToken:
			if hidden == 0 {
				f.write(token.Data)
			}
		case html.StartTagToken, html.SelfClosingTagToken:
			switch token.DataAtom {
			case atom.Script, atom.Style, atom.Template:
				hidden = token.DataAtom
			}
			for _, a := range token.Attr {
				if token.DataAtom == atom.Img && a.Key == "alt" {
					f.write(a.Val + " ")
				}
			}
		case html.EndTagToken:
			if token.DataAtom == hidden {
				hidden = 0
			}
			f.write(" ")
		}
	}
}
