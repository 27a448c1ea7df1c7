package layout

import (
	"cmp"
	"math"
	"slices"

	"hackday.example/kiosk/internal/cells"
)

// fit returns the widths of the columns, nil if there is no way to fit them in. Each
// has its natural width if there is room for all; else wrapped is set, and first all
// words stay whole, and then those up to longWord.
func (g *grid) fit(width int) (widths []int, wrapped bool) {
	room := width - (len(g.columns)-1)*cells.Width(g.tableBar)
	if room < len(g.columns) && len(g.columns) > 1 {
		return nil, false
	}
	g.measureCells()
	natural, whole, broken := 0, 0, 0
	for i := range g.columns {
		c := &g.columns[i]
		natural += c.natural
		whole += c.least()
		broken += c.leastBroken()
	}
	widths = make([]int, len(g.columns))
	switch {
	case natural <= room:
		for i, c := range g.columns {
			widths[i] = c.natural
		}
		return widths, false
	case len(g.columns) == 1:
		widths[0] = max(width, 1)
		return widths, true
	case whole <= room:
		for i, c := range g.columns {
			widths[i] = c.least()
		}
	case broken <= room:
		// The words of as many columns as possible stay whole.
		order := make([]int, len(g.columns))
		for i, c := range g.columns {
			order[i], widths[i] = i, c.leastBroken()
		}
		slices.SortStableFunc(order, func(a, b int) int {
			return cmp.Compare(g.columns[a].word-widths[a], g.columns[b].word-widths[b])
		})
		left := room - broken
		for _, i := range order {
			more := g.columns[i].least() - widths[i]
			if more > left {
				break
			}
			widths[i] += more
			left -= more
		}
	default:
		return nil, false
	}
	g.widen(widths, room)
	return widths, true
}

// least is the width of a column in which all words are whole.
func (c *tableColumn) least() int { return max(c.word, min(c.natural, narrowColumn)) }

// leastBroken is the width of a column in which words up to longWord are whole.
func (c *tableColumn) leastBroken() int {
	return max(c.piece, min(c.word, longWord), min(c.natural, narrowColumn))
}

// widen gives columns, which have their least widths, the rest of the room, and
// none more than it needs. It tries two ways and takes the one that makes the rows
// lower: either the widest columns alone are narrowed, all to the same width; or
// a column gets twice as much as another if it has four times the text, which is
// better where most of the text is in one column.
func (g *grid) widen(widths []int, room int) {
	equal, byText := make([]float64, len(widths)), make([]float64, len(widths))
	for i, c := range g.columns {
		equal[i], byText[i] = 1, math.Sqrt(float64(c.total))
	}
	other := slices.Clone(widths)
	g.share(widths, room, equal)
	g.share(other, room, byText)
	if g.height(other) < g.height(widths) {
		copy(widths, other)
	}
}

// share gives columns the rest of the room by their weights, within the bounds of
// their least and natural widths.
func (g *grid) share(widths []int, room int, weights []float64) {
	least := slices.Clone(widths)
	set := func(unit float64) (sum int) {
		for i, c := range g.columns {
			n := int(min(unit*weights[i], float64(c.natural)))
			widths[i] = max(n, least[i])
			sum += widths[i]
		}
		return sum
	}
	low, high := 0.0, float64(room)
	for range 40 {
		if middle := (low + high) / 2; set(middle) <= room {
			low = middle
		} else {
			high = middle
		}
	}
	left := room - set(low)
	for i := 0; i < len(widths) && left > 0; i++ {
		if widths[i] < g.columns[i].natural {
			widths[i]++
			left--
		}
	}
}

// height estimates how many lines the rows take in columns of some widths.
func (g *grid) height(widths []int) (height int) {
	for r := range g.rows() {
		row := 1
		for i, c := range g.row(r) {
			lines := c.lines
			if w := widths[i]; c.natural > w {
				lines = max(lines+1, (c.total+w-1)/w)
			}
			row = max(row, lines)
		}
		height += row
	}
	return height
}

// measureCells measures the cells, and the columns by them.
func (g *grid) measureCells() {
	for i := range g.cells {
		if i%1000 == 0 {
			g.stopIfUnwanted()
		}
		cell, c := &g.cells[i], &g.columns[i%len(g.columns)]
		g.measureCell(cell)
		c.natural = max(c.natural, cell.natural, 1)
		c.word = max(c.word, cell.word)
		c.piece = max(c.piece, cell.piece)
		c.total += cell.total
	}
}

func (t *setter) measureCell(c *tableCell) {
	if len(c.spans) == 0 {
		return
	}
	c.lines = 1
	width, blanks, word, piece := 0, 0, 0, 0 // of the line, behind it, of what ends the line
	for _, cluster := range t.clustersOf(c.spans) {
		n := int(cluster.Width)
		switch cluster.Break {
		case cells.Must:
			c.lines++
			width, blanks, word, piece = 0, 0, 0, 0
			continue
		case cells.Blank:
			if width > 0 { // at the beginning it is dropped
				blanks += n
				c.total += n
			}
			word, piece = 0, 0
			continue
		}
		width += blanks + n
		blanks = 0
		word += n
		piece += n
		c.natural, c.word, c.piece = max(c.natural, width), max(c.word, word), max(c.piece, piece)
		c.total += n
		switch cluster.Break {
		case cells.Allowed:
			word, piece = 0, 0
		case cells.None, cells.Soft:
			piece = 0
		}
	}
}

// readable reports whether columns of some widths can be read. A cell that looks
// taller than it is wide is hard to read: one of more than half as many lines as
// columns, since a line is about as high as two columns are wide. A quarter of the
// rows may have such cells, but of no more than tallCell lines. The lines that the
// author has broken do not count.
func (g *grid) readable(boxes [][]line, widths []int) bool {
	tall := 0 // rows with cells taller than wide
	for r := range g.rows() {
		row := false
		for i, c := range g.row(r) {
			lines := len(boxes[r*len(widths)+i]) - max(c.lines-1, 0)
			if lines <= 1 || 2*lines <= widths[i] {
				continue
			}
			if lines > tallCell {
				return false
			}
			row = r > 0
		}
		if row {
			tall++
		}
	}
	return 4*tall <= g.rows()-1
}
