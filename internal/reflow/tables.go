package reflow

import (
	"cmp"
	"math"
	"slices"
	"strings"

	"hackday.example/kiosk/internal/cells"
)

const (
	tableLines   = 3   // a table has at least so many lines of two cells or more
	ruledLines   = 2   // likewise, where a rule is drawn across it
	tableWidth   = 78  // columns of a terminal that a table takes, where its cells can be set in them
	tableGap     = 2   // between its columns
	tableColumns = 24  // a table that has more of them is not laid out
	tableLeading = 2.6 // sizes of the font; lines that stand farther apart are not of one table
	codeLines    = 2   // at least so many lines of a fixed font are code
	maxIndent    = 60  // blanks before and within a line of code
)

// findTable reports whether n lines from a first on are a table; if they are not, no table
// begins in them. Lines of one cell are within it where they stand below another cell
// than the first.
func (p *page) findTable(all []line, first int) (n int, ok bool) {
	lines := all[first:]
	end, rows := 0, 0
	for i := range lines {
		l := &lines[i]
		if i > 0 && (l.base-lines[i-1].base > tableLeading*l.size || l.size > 1.4*lines[i-1].size || lines[i-1].size > 1.4*l.size) {
			break
		}
		if len(tableCells(l)) >= 2 {
			rows++
			end = i + 1
			continue
		}
		if rows == 0 || l.X0 < lines[0].X0+2*l.size || i-end >= 3 {
			break
		}
	}
	least := tableLines
	if rows == ruledLines && p.ruled(lines[0].Y0-lines[0].size, lines[end-1].Y1+lines[0].size) {
		least = ruledLines
	}
	if rows < least || first > 0 && flush(&all[first-1], &lines[0]) || end < len(lines) && flush(&lines[end], &lines[0]) || len(tableTabs(lines[:end])) < 2 {
		return max(end, 1), false
	}
	return end, true
}

// flush reports whether a line of text is next to a row and as wide: a justified
// paragraph has such lines, and the gaps in the row are wide blanks.
func flush(text, row *line) bool {
	return len(text.cells) == 1 && sameEdges(text, row) && text.letters >= 2*shortCell
}

// sameEdges reports whether two lines near each other begin and end at the same x.
func sameEdges(a, b *line) bool {
	return math.Abs(a.X0-b.X0) < b.size/2 && math.Abs(a.X1-b.X1) < b.size/2 && math.Abs(a.base-b.base) < 5*b.size
}

// ruled reports whether a rule is drawn across the page between two y.
func (p *page) ruled(y0, y1 float64) bool {
	i, _ := slices.BinarySearch(p.rules, y0)
	return i < len(p.rules) && p.rules[i] <= y1
}

// tableCells are the cells of a line; nil for an item of a list, whose mark stands apart.
func tableCells(l *line) []int {
	if len(l.cells) == 2 && len(l.cell(0)) == 1 {
		if _, ok := itemMark(l); ok {
			return nil
		}
	}
	return l.cells
}

// span is where a cell stands.
type span struct{ x0, x1 float64 }

// tableTabs are where the columns of a table stand, by the cells of those of its lines
// that have most cells; nil where they do not stand below each other.
func tableTabs(lines []line) []span {
	counts := map[int]int{}
	for i := range lines {
		if n := len(lines[i].cells); n >= 2 {
			counts[n]++
		}
	}
	usual := 0
	for n, c := range counts {
		if c > counts[usual] || c == counts[usual] && n > usual {
			usual = n
		}
	}
	var all []span
	for i := range lines {
		if len(lines[i].cells) < usual {
			continue
		}
		for c := range lines[i].cells {
			b := wordsBox(lines[i].cell(c))
			all = append(all, span{b.X0, b.X1})
		}
	}
	slices.SortFunc(all, func(a, b span) int { return cmp.Or(cmp.Compare(a.x0, b.x0), cmp.Compare(a.x1, b.x1)) })
	var tabs []span
	for _, s := range all {
		if n := len(tabs); n > 0 && s.x0 < tabs[n-1].x1 {
			tabs[n-1].x1 = max(tabs[n-1].x1, s.x1)
			continue
		}
		tabs = append(tabs, s)
	}
	if len(tabs) > tableColumns {
		return nil
	}
	return tabs
}

func wordsBox(words []word) Box {
	b := words[0].Box
	for i := range words {
		b = b.union(words[i].Box)
	}
	return b
}

// setTable sets the lines of a table with their cells below each other. Where they are
// wider than tableWidth, the widest columns are made narrower, and their text is wrapped.
func setTable(lines []line) []string {
	tabs := tableTabs(lines)
	grid := make([][]string, len(lines))
	widths := make([]int, len(tabs))
	for i := range lines {
		grid[i] = make([]string, len(tabs))
		for c := range lines[i].cells {
			words := lines[i].cell(c)
			k := tabOf(tabs, wordsBox(words))
			grid[i][k] = strings.TrimSpace(grid[i][k] + " " + plainWords(words))
		}
		for k, text := range grid[i] {
			widths[k] = max(widths[k], cells.Width(text))
		}
	}
	room := tableWidth - tableGap*(len(tabs)-1)
	for sum(widths) > room {
		widest := 0
		for k := range widths {
			if widths[k] > widths[widest] {
				widest = k
			}
		}
		if widths[widest] <= 8 {
			break
		}
		second := 8
		for k := range widths {
			if k != widest && widths[k] < widths[widest] {
				second = max(second, widths[k])
			}
		}
		widths[widest] -= max(1, min(sum(widths)-room, widths[widest]-second))
	}
	var out []string
	for _, row := range grid {
		wrapped, height := make([][]string, len(tabs)), 1
		for k, text := range row {
			wrapped[k] = wrap(text, widths[k])
			height = max(height, len(wrapped[k]))
		}
		for h := range height {
			var b strings.Builder
			at := 0
			for k := range tabs {
				if h < len(wrapped[k]) && wrapped[k][h] != "" {
					b.WriteString(strings.Repeat(" ", max(at-cells.Width(b.String()), 0)) + wrapped[k][h])
				}
				at += widths[k] + tableGap
			}
			out = append(out, b.String())
		}
	}
	return out
}

func sum(ns []int) int {
	total := 0
	for _, n := range ns {
		total += n
	}
	return total
}

// tabOf is the column that a cell stands in, or nearest to.
func tabOf(tabs []span, b Box) int {
	best, least := 0, math.Inf(1)
	for k, t := range tabs {
		if d := max(t.x0-b.X0, b.X0-t.x1, 0); d < least {
			best, least = k, d
		}
	}
	return best
}

// wrap divides text at its blanks into lines of a width; a longer word stands alone.
func wrap(text string, width int) []string {
	if cells.Width(text) <= width {
		return []string{text}
	}
	var lines []string
	line, at := "", 0
	for _, word := range strings.Fields(text) {
		w := cells.Width(word)
		if line != "" && at+1+w > width {
			lines, line, at = append(lines, line), "", 0
		}
		if line != "" {
			line, at = line+" ", at+1
		}
		line, at = line+word, at+w
	}
	return append(lines, line)
}

// plainWords is the text of words where no Markdown is read.
func plainWords(words []word) string {
	return strings.ReplaceAll(wordsText(words), "\u00AD", "-")
}

// findCode is how many lines from the first on are of a fixed font, if any.
func findCode(lines []line) int {
	n := 0
	for n < len(lines) && lines[n].isCode() && (n == 0 || lines[n].base-lines[n-1].base <= tableLeading*lines[n].size) {
		n++
	}
	return n
}

// isCode reports whether a line is of a fixed font, and no item of a list.
func (l *line) isCode() bool {
	if l.style()&fixed == 0 || l.words[0].style&fixed == 0 {
		return false
	}
	return true
}

// setCode sets lines of a fixed font as they stand, each character in its column.
func setCode(lines []line) []string {
	left, width := math.Inf(1), 0.0
	for i := range lines {
		left = min(left, lines[i].X0)
		for j := range lines[i].words {
			if w := &lines[i].words[j]; w.letters > 0 && width == 0 {
				width = (w.X1 - w.X0) / float64(w.letters)
			}
		}
	}
	var out []string
	for i := range lines {
		if i > 0 && lines[i].base-lines[i-1].base > 1.7*lines[i].size {
			out = append(out, "")
		}
		var b strings.Builder
		at := 0
		for j := range lines[i].words {
			w := &lines[i].words[j]
			if !w.glued || j == 0 {
				column := at
				if width > 0 {
					column = int(math.Round(min((w.X0-left)/width, far)))
				}
				blanks := min(max(column-at, 0), maxIndent)
				if j > 0 {
					blanks = max(blanks, 1)
				}
				b.WriteString(strings.Repeat(" ", blanks))
				at += blanks
			}
			text := plainWords(lines[i].words[j : j+1])
			b.WriteString(text)
			at += cells.Width(text)
		}
		out = append(out, b.String())
	}
	return out
}
