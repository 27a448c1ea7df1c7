package site

import (
	"regexp"

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

// reference matches what would refer to a note if there were one, and escapes, so
// that an escaped bracket begins none.
var reference = regexp.MustCompile(`\\.|\[\^[^\[\]\\]+\]`)

// checkNotes advises on references without a note, and on notes that are not shown.
// lost are those that goldmark took out of the document.
func (c *inspection) checkNotes(d *draft, document ast.Node, source []byte, lost []*extast.Footnote) {
	shown := map[string]bool{}
	_ = ast.Walk(document, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			return ast.WalkContinue, nil
		}
		switch n := n.(type) {
		case *ast.CodeSpan:
			return ast.WalkSkipChildren, nil
		case *extast.Footnote:
			shown[string(n.Ref)] = true
		case *ast.Text:
			if isAdjacent(n.PreviousSibling(), n) {
				break // looked at already
			}
			end := n
			for isAdjacent(end, end.NextSibling()) {
				end = end.NextSibling().(*ast.Text)
			}
			run := source[n.Segment.Start:end.Segment.Stop]
			for _, m := range reference.FindAllIndex(run, -1) {
				if found := string(run[m[0]:m[1]]); found[0] == '[' {
					c.atOffset(d, Advice, n.Segment.Start+m[0], "there is no note for "+quote(found)+", so that it is shown as it stands", "write the note: "+found+": …")
				}
			}
		}
		return ast.WalkContinue, nil
	})
	for _, n := range lost {
		name := "[^" + string(n.Ref) + "]"
		if shown[string(n.Ref)] {
			c.atNode(d, Advice, n, "another note before this is named "+quote(name)+" too, so that this is not shown", "give it a name of its own")
		} else {
			c.atNode(d, Advice, n, "nothing refers to the note "+quote(name)+", so that it is not shown", "write "+name+" where it belongs, or take the note out")
		}
	}
}

// isAdjacent reports whether two nodes are texts that touch.
func isAdjacent(a, b ast.Node) bool {
	first, ok := a.(*ast.Text)
	second, ok2 := b.(*ast.Text)
	return ok && ok2 && first.Segment.Stop == second.Segment.Start
}
