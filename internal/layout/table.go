package layout

import (
	"slices"
	"strings"

	extast "github.com/yuin/goldmark/extension/ast"

	"hackday.example/kiosk/internal/cells"
	"hackday.example/kiosk/internal/theme"
)

const (
	// longWord is the width in columns up to which a word in a table stays whole.
	longWord = 20
	// narrowColumn is the width that a column of a table keeps, unless all its
	// text is narrower.
	narrowColumn = 8
	// tallCell is how many lines a cell may take in a column of any width.
	tallCell = 8
	// recordIndent stands before the second and further lines of a value, below
	// its head.
	recordIndent = 2
)

// table sets a table: in columns, which may be wider than text, or where those do not
// fit or cannot be read, each row as a record, which has a line "Head: value" for each
// cell. For listeners a record is a paragraph of sentences.
//
// Letters of the page stand there once in all of these forms. A record repeats
// the heads, and those repetitions are aside.
func (t *setter) table(n *extast.Table, width int) []line {
	g := t.grid(n)
	if len(g.cells) == 0 {
		return nil
	}
	if t.form == Spoken {
		return g.spokenTable(width)
	}
	lead := t.lead // a bullet: it would widen a cell, and stands above the table instead
	t.lead = nil
	lines := g.table(width + t.spare())
	if lines == nil {
		lines = g.records(width)
	}
	t.lead = lead
	return t.withLead(lines)
}

// grid is the text of a table.
type grid struct {
	*setter
	columns  []tableColumn
	cells    []tableCell // row by row; the first row is the head
	headless bool        // the head has no text
	first    int         // the first row with text below the head; 0 for none
}

type tableColumn struct {
	alignment extast.Alignment
	empty     bool // no cell below the head has text
	// repeat is the head as it is repeated in records; nil until the head itself
	// has been used.
	repeat []span

	// What it needs, in columns; the widths of its cells are summed up in total.
	natural, word, piece, total int
}

type tableCell struct {
	spans []span
	// lines is how many there are if the column is wide enough.
	lines int
	// natural is the width of the longest line, word of the longest word and
	// piece of the longest part of a word that is never broken. total is the width
	// of all lines together.
	natural, word, piece, total int
}

// grid reads a table. It has no cells if the table has no text.
func (t *setter) grid(n *extast.Table) *grid {
	g := &grid{setter: t, headless: true}
	columns := 0
	for row := n.FirstChild(); row != nil; row = row.NextSibling() {
		columns = max(columns, row.ChildCount())
	}
	g.columns = make([]tableColumn, columns)
	for i := range g.columns {
		g.columns[i].empty = true
		if i < len(n.Alignments) {
			g.columns[i].alignment = n.Alignments[i]
		}
	}
	g.cells = make([]tableCell, n.ChildCount()*columns)
	r := 0
	for row := n.FirstChild(); row != nil; row = row.NextSibling() {
		g.stopIfUnwanted()
		p := pen{}
		if r == 0 {
			p.style = theme.Term
		}
		i := 0
		for c := row.FirstChild(); c != nil; c = c.NextSibling() {
			if spans := t.inlines(c, p); hasText(spans) {
				g.cells[r*columns+i].spans = slices.Clone(spans)
				switch {
				case r == 0:
					g.headless = false
				case g.first == 0:
					g.first = r
					fallthrough
				default:
					g.columns[i].empty = false
				}
			}
			i++
		}
		r++
	}
	if g.headless && g.first == 0 {
		g.cells = nil
	}
	return g
}

// hasText reports whether there is more than blanks, or no-break spaces, with which
// authors leave a cell empty.
func hasText(spans []span) bool {
	return slices.ContainsFunc(spans, func(s span) bool { return strings.TrimSpace(s.text) != "" })
}

func (g *grid) rows() int { return len(g.cells) / len(g.columns) }

func (g *grid) row(r int) []tableCell { return g.cells[r*len(g.columns):][:len(g.columns)] }

// table sets the table in columns; nil if they do not fit or cannot be read.
func (g *grid) table(width int) []line {
	widths, wrapped := g.fit(width)
	if widths == nil {
		return nil
	}
	boxes := g.boxes(widths)
	if wrapped && len(widths) > 1 && !g.readable(boxes, widths) {
		return nil
	}
	// A column whose words are long is seldom filled to its end.
	for i := range widths {
		widths[i] = 1
	}
	several := false // a row takes several lines
	for i, box := range boxes {
		for _, l := range box {
			widths[i%len(widths)] = max(widths[i%len(widths)], l.width)
		}
		several = several || i >= len(widths) && len(box) > 1
	}
	f := g.frame(widths)
	var lines []line
	for r := range g.rows() {
		g.stopIfUnwanted()
		switch {
		case r == 0 && g.headless:
			continue
		case r == 1 && !g.headless && several:
			lines = append(lines, f.heavy)
		case r == 1 && !g.headless, r > 1 && several:
			lines = append(lines, f.light)
		}
		lines = f.row(lines, boxes[r*len(widths):][:len(widths)])
	}
	if g.rows() == 1 {
		lines = append(lines, f.light)
	}
	return lines
}

// boxes breaks the cells into lines.
func (g *grid) boxes(widths []int) [][]line {
	arena := g.arena
	g.arena = nil // these lines are copied and then dropped
	boxes := make([][]line, len(g.cells))
	for i := range g.cells {
		if i%1000 == 0 {
			g.stopIfUnwanted()
		}
		if c := &g.cells[i]; len(c.spans) > 0 {
			boxes[i] = g.box(c, widths[i%len(widths)])
		}
	}
	g.arena = arena
	return boxes
}

// box breaks a cell into lines. One that is known to fit on a line is not looked
// at again: that is most cells of most tables.
func (g *grid) box(c *tableCell, width int) []line {
	if c.lines > 1 || c.natural > width || strings.HasPrefix(c.spans[0].text, " ") {
		return g.flow(c.spans, width)
	}
	first := len(g.arena)
	for _, s := range c.spans {
		s.text = withoutNoBreaks(s.text)
		g.arena = append(g.arena, s)
	}
	return []line{{spans: g.arena[first:len(g.arena):len(g.arena)], width: c.natural}}
}

// frame is what stands between the cells of a table.
type frame struct {
	*setter
	columns []tableColumn
	starts  []int // the column on the screen where each column of the table begins
	widths  []int
	bars    int // the column on the screen behind the last bar; 0 for none
	// blank is a line with bars alone, and at the bytes where the columns of the
	// screen begin in it. All that fills a line is cut from it.
	blank        string
	at           []int
	light, heavy line // rules
}

func (g *grid) frame(widths []int) *frame {
	f := &frame{setter: g.setter, columns: g.columns, widths: widths, starts: make([]int, len(widths))}
	var blank, light strings.Builder
	bar := strings.TrimSpace(g.tableBar)
	cross := strings.ReplaceAll(g.tableBar, " ", g.rule)
	if bar == "│" {
		cross = strings.ReplaceAll(cross, bar, "┼")
	}
	end := 0
	for i, w := range widths {
		if i > 0 {
			blank.WriteString(g.tableBar)
			light.WriteString(cross)
			end += cells.Width(g.tableBar)
			f.bars = end - 1
		}
		blank.WriteString(strings.Repeat(" ", w))
		light.WriteString(strings.Repeat(g.rule, w))
		f.starts[i] = end
		end += w
	}
	f.blank = blank.String()
	f.at = make([]int, 0, end+1)
	for i := range f.blank { // each of its characters is one column wide
		f.at = append(f.at, i)
	}
	f.at = append(f.at, len(f.blank))
	f.light = lineOf(aside(light.String(), theme.Line))
	// There is no heavy crossing in the fonts of some consoles.
	f.heavy = lineOf(aside(strings.Repeat(g.heavyRule, end), theme.Line))
	return f
}

// row adds the lines of a row.
func (f *frame) row(lines []line, boxes [][]line) []line {
	height := 1
	for _, box := range boxes {
		height = max(height, len(box))
	}
	for k := range height {
		first := len(f.arena)
		l := line{inRow: k > 0}
		for i, box := range boxes {
			if k >= len(box) || box[k].empty() {
				continue
			}
			start := f.starts[i]
			switch f.columns[i].alignment {
			case extast.AlignRight:
				start += f.widths[i] - box[k].width
			case extast.AlignCenter:
				start += (f.widths[i] - box[k].width) / 2
			}
			f.fill(l.width, start, i > 0)
			f.arena = append(f.arena, box[k].spans...)
			l.width = start + box[k].width
			l.tight = len(boxes) == 1 && box[k].tight
		}
		if l.width < f.bars {
			f.arena = append(f.arena, aside(f.blank[f.at[l.width]:f.at[f.bars]], theme.Line))
			l.width = f.bars
		}
		l.spans = f.arena[first:len(f.arena):len(f.arena)]
		lines = append(lines, l)
	}
	return lines
}

// fill fills a line from one column of the screen to another. Behind a bar the
// last blank is not aside, so that a search finds a blank between the cells.
func (f *frame) fill(from, to int, bar bool) {
	switch {
	case bar:
		f.arena = append(f.arena, aside(f.blank[f.at[from]:f.at[to-1]], theme.Line), span{text: " "})
	case to > from:
		f.arena = append(f.arena, aside(f.blank[f.at[from]:f.at[to]], 0))
	}
}
