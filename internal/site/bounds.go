package site

import (
	"bytes"
	"fmt"
	"slices"
	"strconv"

	"github.com/yuin/goldmark/ast"
	extast "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
)

// The most that a page's text may have, whatever it weighs. Manuals and logs of
// changes that have MaxFileBytes stay within them. Each was measured: to parse
// any MaxFileBytes takes less than a second, and to lay out what is within the
// bounds, at any width, less than 300 ms and 64 MiB.
const (
	MaxLines = 24_000 // of the text

	// MaxBlocks bounds the blocks of each kind, for example headings, and
	// maxAllBlocks those of all kinds together.
	MaxBlocks    = 10_000
	maxAllBlocks = 15_000

	maxInlines    = 40_000  // texts, emphasis, code, links and the like
	maxLinks      = 5000    // pictures included
	maxLinkBytes  = 1 << 20 // of their addresses and titles; one definition may serve many links
	maxBreaks     = 10_000  // line breaks that the page asks for
	maxNotes      = 1000    // goldmark compares each reference with all notes
	maxReferences = 5000    // to notes

	// maxRows bounds the lines that the text takes in a window of narrow columns,
	// about. Text that stands deep in lists and quotations has few columns left.
	maxRows = 80_000
	narrow  = 20 // as layout.MinMeasure
	tabStop = 8  // columns that a tab takes in code, as in layout
	perNest = 2  // columns that a list takes from what stands in it

	// maxNested bounds the lines of text in lists and quotations, counted once for each
	// that they stand in: goldmark keeps a note of each.
	maxNested = 60_000

	maxTables      = 1000
	maxColumns     = 100 // of a table
	maxCells       = 20_000
	maxEscapedBars = 2000 // "\|" in tables; goldmark compares each with all code in them
	maxDefinitions = 5000 // of links in a row; goldmark moves all behind each of them

	// maxReading bounds the sum, over all marks (see below), of the bytes of the
	// paragraph that each stands in. For each mark goldmark may search the whole
	// paragraph for what closes or opens it.
	// For a backtick each line costs as much as bytesPerLine more of them: goldmark
	// makes a node of each, though what closes the code be missing.
	maxReading   = 300_000_000
	bytesPerLine = 400
)

// marks are the bytes at which goldmark's inline parsers begin to search.
const marks = "[]<`*_~!("

// tooMany says that there are n of something where most are allowed.
func tooMany(offset, n, most int, what, fix string) *Excess {
	return &Excess{offset, fmt.Sprintf("the page has %s %s; %s is the most", thousands(n), what, thousands(most)), fix}
}

// thousands writes a number as people read it: 65,000.
func thousands(n int) string {
	s := strconv.Itoa(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// parse is Parse for text that may be anything. It returns the tree, or what the
// text has too much of. lost are the notes that nothing refers to.
func parse(source []byte) (document ast.Node, lost []*extast.Footnote, over *Excess) {
	defer func() {
		if r := recover(); r != nil {
			e, ok := r.(*Excess)
			if !ok {
				panic(r)
			}
			document, lost, over = nil, nil, e
		}
	}()
	m := &meter{Context: parser.NewContext(), source: source}
	document = newParser(m).Parse(text.NewReader(source), parser.WithContext(m))
	if e := weigh(document, source); e != nil {
		return nil, nil, e
	}
	return document, slices.DeleteFunc(m.notes, func(n *extast.Footnote) bool { return n.Parent() != nil }), nil
}

// meter stops goldmark, by a panic with an *Excess, where a text would take it
// more than linear time or memory. It is its context, since that learns of every
// block that is opened, and the first of its inline parsers and of its
// transformers of paragraphs, so that it comes before what takes time.
type meter struct {
	parser.Context
	source []byte

	block      ast.Node // whose inlines are parsed
	blockBytes int      // its length
	reading    int      // see maxReading
	cells      int      // of all tables
	bars       int      // see maxEscapedBars
	notes      []*extast.Footnote
}

// addNote bounds how many notes there are.
func (m *meter) addNote(n *extast.Footnote, offset int) {
	if m.notes = append(m.notes, n); len(m.notes) > maxNotes {
		panic(tooMany(offset, len(m.notes), maxNotes, "notes", "divide the page"))
	}
}

// SetOpenedBlocks bounds how deep blocks stand in one another.
func (m *meter) SetOpenedBlocks(blocks []parser.Block) {
	if len(blocks) > 0 { // of which some may be about to be closed: what counts is where the last one stands
		depth := 0
		for n := blocks[len(blocks)-1].Node; n != nil; n = n.Parent() {
			if nests(n) {
				depth++
			}
		}
		if depth > MaxDepth {
			panic(tooDeep(nodeOffset(blocks[len(blocks)-1].Node, m.source), depth))
		}
	}
	m.Context.SetOpenedBlocks(blocks)
}

// tooDeep says that something stands too deep.
func tooDeep(offset, depth int) *Excess {
	return &Excess{offset, fmt.Sprintf("lists, quotations, emphasis or links stand %d deep in one another here, and %d is the most", depth, MaxDepth), "make it flatter"}
}

// Trigger is part of parser.InlineParser.
func (m *meter) Trigger() []byte { return []byte(marks) }

// Parse counts a mark, and leaves it to the other inline parsers.
func (m *meter) Parse(parent ast.Node, reader text.Reader, _ parser.Context) ast.Node {
	if parent != m.block {
		m.block, m.blockBytes = parent, 0
		for _, l := range parent.Lines().Sliced(0, parent.Lines().Len()) {
			m.blockBytes += l.Len()
		}
	}
	m.reading += m.blockBytes
	if reader.Peek() == '`' {
		m.reading += bytesPerLine * parent.Lines().Len()
	}
	if m.reading > maxReading {
		n := 0
		for _, l := range parent.Lines().Sliced(0, parent.Lines().Len()) {
			for _, c := range l.Value(m.source) {
				if bytes.IndexByte([]byte(marks), c) >= 0 {
					n++
				}
			}
		}
		panic(&Excess{parent.Lines().At(0).Start, fmt.Sprintf("this paragraph has %s marks such as [, * and ` among %s bytes, which takes too long to read", thousands(n), thousands(m.blockBytes)),
			"divide it with empty lines, or indent it by four blanks if it is code"})
	}
	return nil
}

// Transform bounds what goldmark may make of a paragraph before it looks for
// inlines in it: definitions of links, and a table, whose rows it fills with empty
// cells.
func (m *meter) Transform(node *ast.Paragraph, _ text.Reader, _ parser.Context) {
	lines := node.Lines()
	definitions, table, cells := 0, -1, 0 // table is the head of the first
	for i := range lines.Len() {
		l := lines.At(i)
		line := bytes.TrimLeft(l.Value(m.source), " ")
		if bytes.HasPrefix(line, []byte("[")) {
			definitions++
		}
		if i == 0 || len(bytes.Trim(line, " |:-\n")) > 0 || bytes.IndexByte(line, '-') < 0 {
			continue
		}
		// The table may begin here. Goldmark passes over what only looks like a
		// row that divides ("-:-"), so that a line below may be the one.
		at := lines.At(i - 1)
		columns := min(bytes.Count(at.Value(m.source), []byte("|")), bytes.Count(line, []byte("|"))) + 1
		if columns > maxColumns {
			panic(&Excess{at.Start, fmt.Sprintf("this table has about %s columns; %s is the most", thousands(columns), thousands(maxColumns)), "divide it"})
		}
		cells = max(cells, columns*(lines.Len()-i))
		if table < 0 {
			table = i - 1
		}
	}
	if definitions > maxDefinitions {
		panic(&Excess{lines.At(0).Start, fmt.Sprintf("%s lines in a row begin with \"[\"; %s is the most", thousands(definitions), thousands(maxDefinitions)), "divide them with empty lines"})
	}
	if table < 0 {
		return
	}
	at := lines.At(table).Start
	if m.cells += cells; m.cells > maxCells {
		panic(tooMany(at, m.cells, maxCells, "cells of tables", "divide the page"))
	}
	for i := table; i < lines.Len(); i++ {
		l := lines.At(i)
		m.bars += bytes.Count(l.Value(m.source), []byte(`\|`))
	}
	if m.bars > maxEscapedBars {
		panic(tooMany(at, m.bars, maxEscapedBars, "bars written as \"\\|\" in tables", "divide the page"))
	}
}

// CloseBlock is part of parser.CloseBlocker, so that blocks are let go.
func (m *meter) CloseBlock(ast.Node, text.Reader, parser.Context) { m.block = nil }

// tally counts nodes of one kind.
type tally struct {
	n, most int
	what    string
	over    int // the offset of the first that is too many
}

// add counts n more, at a node.
func (t *tally) add(n int, at ast.Node, source []byte) {
	before := t.n
	if t.n += n; before <= t.most && t.n > t.most {
		t.over = nodeOffset(at, source)
	}
}

// weigh says what a tree has too much of; nil if it is within bounds.
func weigh(document ast.Node, source []byte) *Excess {
	if n, depth := deepest(document); depth > MaxDepth {
		return tooDeep(nodeOffset(n, source), depth)
	}
	headings := &tally{most: MaxBlocks, what: "headings"}
	items := &tally{most: MaxBlocks, what: "items of lists"}
	lists := &tally{most: MaxBlocks, what: "lists"}
	quotations := &tally{most: MaxBlocks, what: "quotations"}
	paragraphs := &tally{most: MaxBlocks, what: "paragraphs"}
	rules := &tally{most: MaxBlocks, what: "rules"}
	code := &tally{most: MaxBlocks, what: "blocks of code"}
	html := &tally{most: MaxBlocks, what: "blocks of HTML"}
	tables := &tally{most: maxTables, what: "tables"}
	definitions := &tally{most: MaxBlocks, what: "definitions and their terms"}
	notes := &tally{most: maxNotes, what: "notes"}
	references := &tally{most: maxReferences, what: "references to notes"}
	cells := &tally{most: maxCells, what: "cells of tables"}
	blocks := &tally{most: maxAllBlocks, what: "headings, paragraphs, items and other blocks"}
	breaks := &tally{most: maxBreaks, what: "line breaks"}
	links := &tally{most: maxLinks, what: "links and pictures"}
	linkBytes := &tally{most: maxLinkBytes, what: "bytes of links' addresses and titles, counted once for each link"}
	inlines := &tally{most: maxInlines, what: "pieces of text, emphasis, code and links"}
	rows := &tally{most: maxRows, what: fmt.Sprintf("lines in a window of %d columns, about", narrow)}
	deep := &tally{most: maxNested, what: "lines in lists and quotations, counted once for each that they stand in"}
	nested := 0 // how many lists and quotations are around a node
	count := func(n ast.Node) *tally {
		switch n.(type) {
		case *ast.Heading:
			return headings
		case *ast.ListItem:
			return items
		case *ast.List:
			return lists
		case *ast.Blockquote:
			return quotations
		case *ast.Paragraph:
			return paragraphs
		case *ast.ThematicBreak:
			return rules
		case *ast.CodeBlock, *ast.FencedCodeBlock:
			return code
		case *ast.HTMLBlock:
			return html
		case *extast.DefinitionTerm, *extast.DefinitionDescription:
			return definitions
		case *extast.Footnote:
			return notes
		case *extast.Table:
			return tables
		case *extast.TableCell:
			return cells
		}
		return nil
	}
	_ = ast.Walk(document, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		switch {
		case !nests(n):
		case entering:
			nested++
		default:
			nested--
		}
		if !entering {
			return ast.WalkContinue, nil
		}
		if n.Type() != ast.TypeInline {
			width := max(narrow-perNest*nested, 1)
			deep.add(nested*n.Lines().Len(), n, source)
			for _, l := range n.Lines().Sliced(0, n.Lines().Len()) {
				columns := l.Len() + (tabStop-1)*bytes.Count(l.Value(source), []byte("\t"))
				rows.add((columns+width-1)/width, n, source)
			}
		}
		if n.Kind() == extast.KindFootnoteBacklink { // goldmark adds one for each reference
			return ast.WalkContinue, nil
		}
		if n.Type() == ast.TypeInline {
			inlines.add(1, n, source)
		} else if t := count(n); t != nil {
			t.add(1, n, source)
			if t != cells {
				blocks.add(1, n, source)
			}
		}
		switch n := n.(type) {
		case *ast.Text:
			if n.HardLineBreak() {
				breaks.add(1, n, source)
			}
		case *ast.RawHTML:
			breaks.add(1, n, source) // most are, and the others cost as much
		case *ast.Link:
			links.add(1, n, source)
			linkBytes.add(len(n.Destination)+len(n.Title), n, source)
		case *ast.Image:
			links.add(1, n, source)
			linkBytes.add(len(n.Destination)+len(n.Title), n, source)
		case *ast.AutoLink:
			links.add(1, n, source)
		case *extast.FootnoteLink:
			references.add(1, n, source)
		}
		return ast.WalkContinue, nil
	})
	lines := &tally{most: MaxLines, what: "lines"}
	if lines.n = bytes.Count(source, []byte("\n")); lines.n > lines.most {
		for range lines.most {
			lines.over += bytes.IndexByte(source[lines.over:], '\n') + 1
		}
	}
	for _, t := range []*tally{headings, items, lists, quotations, paragraphs, rules, code, html, tables, definitions, notes, references, cells, breaks, lines, blocks, deep, links, linkBytes, inlines} {
		if t.n > t.most {
			return tooMany(t.over, t.n, t.most, t.what, "divide the page")
		}
	}
	if rows.n > rows.most {
		return tooMany(rows.over, rows.n, rows.most, rows.what, "divide the page, and let less stand deep in lists and quotations")
	}
	return nil
}

var (
	_ parser.InlineParser         = (*meter)(nil)
	_ parser.CloseBlocker         = (*meter)(nil)
	_ parser.ParagraphTransformer = (*meter)(nil)
)
