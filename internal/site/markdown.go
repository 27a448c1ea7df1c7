package site

import (
	"net/url"
	"path"
	"strings"
	"sync"

	"github.com/yuin/goldmark"
	emoji "github.com/yuin/goldmark-emoji"
	east "github.com/yuin/goldmark-emoji/ast"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	extast "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"

	"hackday.example/kiosk/internal/clean"
)

// Parse reads Markdown as the kiosk understands it: CommonMark with GitHub's
// tables, task lists, strikethrough, footnotes, alerts (see Alert) and bare links,
// emoji by their names (":smile:"), definition lists, and attributes at the end of
// headings ("{#id}"), which are no part of their text.
//
// Footnotes stand in an *extast.FootnoteList, the last block of the document, in
// the order of their numbers; those that nothing refers to are left out. Emoji are
// *east.Emoji, and all have a Unicode. The tree points into source, which must not
// change, and which is that of a page that loaded: of other text it may take minutes
// and gigabytes.
func Parse(source []byte) ast.Node {
	return unmetered().Parse(text.NewReader(source))
}

// unmetered is the parser of texts that loaded. It keeps nothing of them, and may be
// used by any number of goroutines.
var unmetered = sync.OnceValue(func() parser.Parser { return newParser(nil) })

// newParser makes a parser of one text. m may be nil.
func newParser(m *meter) parser.Parser {
	options := []parser.Option{
		parser.WithBlockParsers(
			// Before goldmark's own, which then find no heading.
			util.Prioritized(headingParser{parser.NewSetextHeadingParser()}, 99),
			util.Prioritized(headingParser{parser.NewATXHeadingParser()}, 599),
			util.Prioritized(noteParser{extension.NewFootnoteBlockParser(), m}, 999),
		),
		parser.WithInlineParsers(
			util.Prioritized(taskParser{extension.NewTaskCheckBoxParser()}, 0),
			util.Prioritized(extension.NewFootnoteParser(), 101),
			util.Prioritized(newAutolinkParser(), 998),
			util.Prioritized(emojiParser{emoji.NewParser()}, 999),
		),
		parser.WithASTTransformers(util.Prioritized(extension.NewFootnoteASTTransformer(), 999)),
	}
	if m != nil {
		options = append(options,
			parser.WithInlineParsers(util.Prioritized(m, -1)),
			parser.WithParagraphTransformers(util.Prioritized(m, -1)),
		)
	}
	return goldmark.New(
		goldmark.WithExtensions(extension.Table, extension.Strikethrough, extension.DefinitionList),
		goldmark.WithParserOptions(options...),
	).Parser()
}

// taskParser leaves what is no task: GitHub wants a blank behind the bracket, so that
// "- [x](/y)" is a link.
type taskParser struct{ parser.InlineParser }

// Parse is part of parser.InlineParser.
func (p taskParser) Parse(parent ast.Node, block text.Reader, pc parser.Context) ast.Node {
	line, _ := block.PeekLine()
	if len(line) > len("[x]") && !util.IsSpace(line[len("[x]")]) {
		return nil
	}
	return p.InlineParser.Parse(parent, block, pc)
}

// emojiParser leaves the names that only GitHub has a picture for, such as
// ":octocat:", as they stand, and also what touches a letter or digit of ASCII:
// ":100:" in "8:100:5" is no emoji.
type emojiParser struct{ parser.InlineParser }

// Parse is part of parser.InlineParser.
func (p emojiParser) Parse(parent ast.Node, block text.Reader, pc parser.Context) ast.Node {
	_, at := block.PeekLine()
	n, ok := p.InlineParser.Parse(parent, block, pc).(*east.Emoji)
	if !ok || !n.Value.IsUnicode() || at.Start > 0 && util.IsAlphaNumeric(block.Source()[at.Start-1]) || util.IsAlphaNumeric(block.Peek()) {
		return nil
	}
	return n
}

// Links lists the links of a document in the order of their numbers: all nodes
// for which IsLink is true, outer before inner.
func Links(document ast.Node) []ast.Node {
	var links []ast.Node
	_ = ast.Walk(document, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if entering && IsLink(n) {
			links = append(links, n)
		}
		return ast.WalkContinue, nil
	})
	return links
}

// IsLink reports whether a node of a document is a resource of the page: every
// *ast.Link and *ast.AutoLink, and every *ast.Image but one that is all that a link
// has. That one is shown in the link's place, and leads where the link does. It has
// to be asked before the tree is changed.
func IsLink(n ast.Node) bool {
	switch n := n.(type) {
	case *ast.Link, *ast.AutoLink:
		return true
	case *ast.Image:
		link, ok := n.Parent().(*ast.Link)
		return !ok || onlyImage(link) != n
	}
	return false
}

// onlyImage is the image that is all that a link has, or nil. There may be line
// breaks around it.
func onlyImage(link *ast.Link) *ast.Image {
	var image *ast.Image
	for c := link.FirstChild(); c != nil; c = c.NextSibling() {
		switch c := c.(type) {
		case *ast.Image:
			if image != nil {
				return nil
			}
			image = c
		case *ast.Text:
			if c.Segment.Len() > 0 {
				return nil
			}
		default:
			return nil
		}
	}
	return image
}

// newResource describes a link by its text and place. The address is as the
// page has it. sentences are those of the page.
func newResource(link ast.Node, source []byte, sentences *sentences) Resource {
	r := Resource{
		Title:       plainText(link, source),
		Sentence:    sentences.around(link),
		Destination: string(linkDestination(link, source)),
		Origin:      FromText,
	}
	r.Kind = KindOf(r.Destination)
	switch l := link.(type) {
	case *ast.Image:
		r.Kind = Picture
	case *ast.AutoLink:
		if l.AutoLinkType == ast.AutoLinkEmail {
			r.Kind = Mail
		}
	}
	if r.Title == "" {
		r.Title = stopgapTitle(link, source)
	}
	return r
}

// stopgapTitle is what stands for the text of a link that has none: its address, or
// of a picture, and of a link that is a picture, the name of the picture's file.
func stopgapTitle(link ast.Node, source []byte) string {
	image, _ := link.(*ast.Image)
	if l, ok := link.(*ast.Link); ok {
		image = onlyImage(l)
	}
	if image != nil {
		if u, err := url.Parse(string(linkDestination(image, source))); err == nil && u.Opaque == "" {
			if name := clean.Line(path.Base(u.Path)); name != "" && name != "." && name != "/" {
				return name
			}
		}
	}
	if address := clean.Line(string(linkDestination(link, source))); address != "" {
		return address
	}
	return "link without a text"
}

// linkDestination is a link's address as the page wrote it, with Markdown's
// escapes undone.
func linkDestination(link ast.Node, source []byte) []byte {
	switch l := link.(type) {
	case *ast.Link:
		return unescape(l.Destination)
	case *ast.Image:
		return unescape(l.Destination)
	case *ast.AutoLink:
		return l.URL(source)
	}
	return nil
}

// nodeOffset is where in source a node begins.
func nodeOffset[T string | []byte](n ast.Node, source T) int {
	offset := min(max(n.Pos(), 0), len(source))
	if _, ok := n.(*ast.AutoLink); ok { // bare mail has the blank before it
		for offset < len(source) && (source[offset] == ' ' || source[offset] == '\n') {
			offset++
		}
	}
	return offset
}

// nests reports whether other blocks stand within a block, at an indent.
func nests(n ast.Node) bool {
	switch n.(type) {
	case *ast.Blockquote, *ast.List, *extast.DefinitionList, *extast.Footnote:
		return true
	}
	return false
}

// deepest finds the node that stands deepest in others of its sort, and how
// deep that is: lists and quotations in one another, or emphasis and links.
func deepest(document ast.Node) (n ast.Node, depth int) {
	blocks, inlines := 0, 0
	_ = ast.Walk(document, func(m ast.Node, entering bool) (ast.WalkStatus, error) {
		level := &blocks
		if !nests(m) {
			switch m.(type) {
			case *ast.Emphasis, *ast.Link, *ast.Image, *extast.Strikethrough:
				level = &inlines
			default:
				return ast.WalkContinue, nil
			}
		}
		if !entering {
			*level--
		} else if *level++; *level > depth {
			n, depth = m, *level
		}
		return ast.WalkContinue, nil
	})
	return n, depth
}

// block is the block that an inline node stands in.
func block(n ast.Node) ast.Node {
	for n.Type() == ast.TypeInline && n.Parent() != nil {
		n = n.Parent()
	}
	return n
}

// plainText is the text below a node without any markup, on one line.
func plainText(n ast.Node, source []byte) string {
	w := textWriter{source: source}
	w.write(n)
	return clean.Line(w.String())
}

// textWriter gathers the text below nodes, and where in it each link begins.
// References to notes, and the line that makes a quotation an alert, are left out.
type textWriter struct {
	strings.Builder
	source     []byte
	marks      map[ast.Node]int // where each link begins; may be nil
	shortcodes bool             // an emoji is its name, as in headings' IDs
	blocks     bool             // blanks between blocks, and code in blocks
	noPictures bool             // pictures have no text
	alert      ast.Node         // the last node of an alert's first line, until it is passed
}

func (w *textWriter) write(root ast.Node) {
	_ = ast.Walk(root, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			return ast.WalkContinue, nil
		}
		if w.alert != nil {
			if n == w.alert {
				w.alert = nil
			}
			return ast.WalkSkipChildren, nil
		}
		if w.blocks && n.Type() == ast.TypeBlock && w.Len() > 0 {
			w.WriteByte(' ')
		}
		switch n := n.(type) {
		case *ast.Paragraph:
			if q, ok := n.Parent().(*ast.Blockquote); ok && q.FirstChild() == n {
				_, w.alert, _ = Alert(q, w.source)
			}
		case *ast.CodeBlock, *ast.FencedCodeBlock:
			if w.blocks {
				w.Write(n.Lines().Value(w.source))
			}
		case *ast.Link, *ast.Image:
			w.mark(n)
			if w.noPictures && n.Kind() == ast.KindImage {
				return ast.WalkSkipChildren, nil
			}
		case *ast.AutoLink:
			w.mark(n)
			w.Write(n.Label(w.source))
		case *ast.Text:
			value := n.Segment.Value(w.source)
			if !n.IsRaw() {
				value = unescape(value)
			}
			w.Write(value)
			if n.SoftLineBreak() || n.HardLineBreak() {
				w.WriteByte(' ')
			}
		case *ast.String:
			w.Write(n.Value)
		case *east.Emoji:
			if w.shortcodes {
				w.Write(n.ShortName)
			} else {
				w.WriteString(string(n.Value.Unicode))
			}
		}
		return ast.WalkContinue, nil
	})
}

func (w *textWriter) mark(n ast.Node) {
	if w.marks != nil {
		w.marks[n] = w.Len()
	}
}

// firstWords is what FirstWords returns.
func firstWords(source []byte) (w Beginning) {
	_ = ast.Walk(Parse(source), func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			return ast.WalkContinue, nil
		}
		_, heading := n.(*ast.Heading)
		switch n.(type) {
		case *ast.Paragraph, *ast.TextBlock, *ast.Heading:
			text := plainText(n, source)
			switch {
			case text == "":
			case w.Text != "":
				w.More = true
				return ast.WalkStop, nil
			default:
				w.Text, w.Heading = text, heading
			}
		}
		return ast.WalkContinue, nil
	})
	return w
}
