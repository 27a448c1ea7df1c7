package markdown

import (
	"strconv"
	"strings"

	"golang.org/x/net/html"
)

// The bounds of tables. A table beyond them is written as the blocks of its cells. The
// text of one row or column that spans more is not moved.
const (
	maxSpan       = 100
	maxColumns    = 100
	maxGrid       = 10_000 // cells of a table
	maxCells      = 15_000 // of all tables
	maxNodesAsked = 20_000 // that are looked at to tell whether a table is one
)

// row is a row of a table.
type row struct {
	element *html.Node
	head    bool // in <thead>
	foot    bool
}

// rows lists the rows of a table, those of <tfoot> last, and its captions.
func rows(table *html.Node) (all []row, captions []*html.Node) {
	var feet []row
	var walk func(n *html.Node, head, foot bool, level int)
	walk = func(n *html.Node, head, foot bool, level int) {
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			if c.Type != html.ElementNode {
				continue
			}
			switch c.Data {
			case "tr":
				if foot {
					feet = append(feet, row{c, false, true})
				} else {
					all = append(all, row{c, head, false})
				}
			case "thead", "tbody", "tfoot":
				if level == 0 {
					walk(c, c.Data == "thead", c.Data == "tfoot", 1)
				}
			case "caption":
				captions = append(captions, c)
			}
		}
	}
	walk(table, false, false, 0)
	return append(all, feet...), captions
}

// cellsOf lists the cells of a row.
func cellsOf(tr *html.Node) []*html.Node {
	var cells []*html.Node
	for c := tr.FirstChild; c != nil; c = c.NextSibling {
		if c.Type == html.ElementNode && (c.Data == "td" || c.Data == "th") {
			cells = append(cells, c)
		}
	}
	return cells
}

// table writes a table; one that only lays out what stands in it, as the blocks of its
// cells.
func (w *writer) table(n *html.Node) {
	w.flush()
	all, captions := rows(n)
	if w.flat > 0 {
		for _, c := range captions {
			w.element(c)
		}
		for _, r := range all {
			w.flush()
			for i, c := range cellsOf(r.element) {
				if i > 0 {
					w.text(" ")
				}
				w.element(c)
			}
		}
		w.flush()
		return
	}
	if isLayout(n, all, len(captions) > 0) {
		for _, c := range captions {
			w.element(c)
		}
		for _, r := range all {
			w.anchor(attr(r.element, "id"))
			for _, c := range cellsOf(r.element) {
				w.element(c)
			}
		}
		w.flush()
		return
	}
	for _, c := range captions {
		w.element(c)
		w.flush()
	}
	w.grid(all)
}

// isLayout reports whether a table is none for readers: it says so, has one row or
// one column, or cells with blocks that Markdown's tables cannot hold.
func isLayout(n *html.Node, all []row, captioned bool) bool {
	switch strings.ToLower(attr(n, "role")) {
	case "presentation", "none":
		return true
	}
	columns, heads := 0, 0
	for _, r := range all {
		k := 0
		for _, c := range cellsOf(r.element) {
			if c.Data == "th" {
				heads++
			}
			k++
		}
		columns = max(columns, k)
	}
	if columns <= 1 || len(all) == 1 && heads == 0 && !captioned {
		return true
	}
	asked := 0
	blocks := 0 // paragraphs and lists
	var over func(n *html.Node, level int) bool
	over = func(n *html.Node, level int) bool {
		paragraphs := 0
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			if asked++; asked > maxNodesAsked {
				return true
			}
			if c.Type != html.ElementNode {
				continue
			}
			switch c.Data {
			case "table", "form", "h1", "h2", "h3", "hr", "article", "section", "main", "nav", "blockquote", "dl", pieceTag:
				return true
			case "h4", "h5", "h6":
				if heads == 0 {
					return true
				}
			case "pre":
				if strings.Contains(strings.TrimSpace(textOf(c, 4<<10)), "\n") || find(c, 200, func(b *html.Node) bool { return b.Data == "br" || b.Data == "table" }) != nil {
					return true
				}
			case "p":
				if paragraphs++; paragraphs > 1 {
					blocks++
				}
			case "ul", "ol":
				blocks++
			}
			if over(c, level+1) {
				return true
			}
		}
		return false
	}
	for _, r := range all {
		for _, c := range cellsOf(r.element) {
			if over(c, 0) {
				return true
			}
			if heads == 0 && (blocks > 0 || longWords(c)) {
				return true
			}
		}
	}
	return false
}

// longWords reports whether a cell has more text than those of tables have.
func longWords(c *html.Node) bool {
	const long = 600 // bytes
	return len(textOf(c, long)) >= long
}

// span is a colspan or rowspan, within bounds.
func span(n *html.Node, key string) int {
	value := attr(n, key)
	if value == "" {
		return 1
	}
	v, err := strconv.Atoi(strings.TrimSpace(value))
	if err != nil || v < 1 {
		return 1
	}
	return min(v, maxSpan)
}

// placed is a cell with text, and its place in a grid.
type placed struct {
	row, column int
	element     *html.Node
}

// place finds the place of each cell as in HTML §4.9.12. It is false if the grid is
// too large.
func place(all []row) (cells []placed, columns int, ok bool) {
	taken := []int{} // how many rows more a cell above takes of each column
	for y, r := range all {
		x := 0
		for _, c := range cellsOf(r.element) {
			for x < len(taken) && taken[x] > 0 {
				x++
			}
			cells = append(cells, placed{y, x, c})
			wide, high := span(c, "colspan"), span(c, "rowspan")
			columns = max(columns, x+1)
			for ; wide > 0; wide-- {
				if x >= maxColumns*2 {
					return nil, 0, false
				}
				if x >= len(taken) {
					taken = append(taken, 0)
				}
				taken[x] = high
				x++
			}
		}
		for i := range taken {
			if taken[i] > 0 {
				taken[i]--
			}
		}
	}
	// Columns that only spans reach hold nothing.
	return cells, columns, columns <= maxColumns && columns*len(all) <= maxGrid
}

// grid writes a table of rows and columns. Cells that a cell above or to the left
// spans stay empty, so that the others stand in their columns.
func (w *writer) grid(all []row) {
	cells, columns, ok := place(all)
	if ok {
		w.cells += columns * (len(all) + 1)
	}
	if !ok || w.cells > maxCells {
		for _, r := range all {
			for i, c := range cellsOf(r.element) {
				if i > 0 {
					w.text(" ")
				}
				w.flat++
				w.anchor(attr(c, "id"))
				w.children(c)
				w.flat--
			}
			w.flush()
		}
		return
	}
	texts := make([]composed, columns*len(all))
	filled := make([]bool, len(all))
	for _, p := range cells {
		if w.isHidden(p.element) {
			continue
		}
		if p.column == 0 {
			w.anchor(attr(all[p.row].element, "id"))
		}
		w.anchor(attr(p.element, "id"))
		before := w.style
		if p.element.Data == "th" && p.column == 0 && !isHead(all, p.row) {
			w.style |= bold
		}
		w.flat++
		tr := all[p.row].element
		w.within(tr.Parent, func() { w.within(tr, func() { w.children(p.element) }) })
		w.flat--
		w.style = before
		c := compose(w, w.line, inCell)
		w.line = w.line[:0]
		filled[p.row] = filled[p.row] || len(c.text) > 0
		texts[p.row*columns+p.column] = c
	}
	head := -1
	last := -1
	for y := range all {
		if filled[y] {
			if last < 0 && isHead(all, y) {
				head = y
			}
			last = y
		}
	}
	if last < 0 {
		for _, t := range texts {
			for _, m := range t.marks {
				w.anchor(m.ID)
			}
		}
		w.hold()
		return
	}
	w.hold()
	w.open(otherBlock)
	var empty []composed
	if head < 0 {
		empty = make([]composed, columns)
		w.row(empty)
	} else {
		w.row(texts[head*columns : (head+1)*columns])
	}
	w.newLine()
	for _, a := range alignments(cells, columns) {
		w.out = append(w.out, '|')
		w.out = append(w.out, a...)
	}
	w.out = append(w.out, '|')
	for y := range all {
		if y != head && filled[y] && w.err == nil {
			w.row(texts[y*columns : (y+1)*columns])
		}
	}
}

// isHead reports whether a row holds the heads of columns.
func isHead(all []row, y int) bool {
	if all[y].head {
		return true
	}
	if y > 0 {
		return false
	}
	cells := cellsOf(all[y].element)
	heads := 0
	for _, c := range cells {
		if c.Data == "th" {
			heads++
		} else if strings.TrimSpace(textOf(c, 40)) != "" {
			return false
		}
	}
	return heads > 0 && (len(cells) > 1 || len(all) > 1)
}

// row writes a row of a table.
func (w *writer) row(cells []composed) {
	w.newLine()
	w.settle()
	for _, c := range cells {
		w.out = append(w.out, "| "...)
		w.place(c)
		w.out = append(w.out, c.text...)
		if len(c.text) > 0 {
			w.out = append(w.out, ' ')
		}
	}
	w.out = append(w.out, '|')
}

// alignments are the marks of columns, as the first cells that say so have them.
func alignments(cells []placed, columns int) []string {
	marks := make([]string, columns)
	for _, p := range cells {
		if marks[p.column] != "" || span(p.element, "colspan") > 1 || p.element.Data == "th" {
			continue
		}
		align := strings.ToLower(attr(p.element, "align"))
		if a := declared(attr(p.element, "style"), "text-align"); a != "" {
			align = a
		}
		switch align {
		case "right":
			marks[p.column] = "---:"
		case "center":
			marks[p.column] = ":---:"
		}
	}
	for i := range marks {
		if marks[i] == "" {
			marks[i] = "---"
		}
	}
	return marks
}
