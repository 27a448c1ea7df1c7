package site

import (
	"github.com/yuin/goldmark/ast"
	extast "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"

	"hackday.example/kiosk/internal/clean"
)

// Note is a footnote of a page's text.
type Note struct {
	Text string // on one line, without any markup
}

// notes lists the footnotes of a document by their numbers. Those that nothing
// refers to have none, and are not in the document.
func notes(document ast.Node, source []byte) []Note {
	list, ok := document.LastChild().(*extast.FootnoteList)
	if !ok {
		return nil
	}
	var notes []Note
	for n := list.FirstChild(); n != nil; n = n.NextSibling() {
		w := textWriter{source: source, blocks: true}
		w.write(n)
		notes = append(notes, Note{clean.Line(w.String())})
	}
	return notes
}

// noteParser is goldmark's parser of footnotes, whose list it places between the
// blocks of the document. Goldmark leaves it where the first note was: within
// another note the two would hold each other, and neither would be read.
type noteParser struct {
	parser.BlockParser
	meter *meter // may be nil
}

// Open is part of parser.BlockParser.
func (p noteParser) Open(parent ast.Node, reader text.Reader, pc parser.Context) (ast.Node, parser.State) {
	_, at := reader.Position()
	node, state := p.BlockParser.Open(parent, reader, pc)
	if n, ok := node.(*extast.Footnote); ok && p.meter != nil {
		p.meter.addNote(n, at.Start+max(pc.BlockOffset(), 0))
	}
	return node, state
}

// Close is part of parser.BlockParser.
func (p noteParser) Close(node ast.Node, reader text.Reader, pc parser.Context) {
	p.BlockParser.Close(node, reader, pc)
	list := node.Parent()
	outer := list
	for outer.Parent() != nil && outer.Parent().Kind() != ast.KindDocument {
		outer = outer.Parent()
	}
	if document := outer.Parent(); outer != list && document != nil {
		document.InsertBefore(document, outer, list)
	}
}
