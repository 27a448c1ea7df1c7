package yardstick

import (
	"regexp"
	"slices"
	"sort"
	"strings"
	"unicode"

	"github.com/charmbracelet/x/ansi"

	"hackday.example/kiosk/internal/cells"
)

// screen is a page's lines as a contender set them, without colours and without the
// blanks that pad them.
type screen struct {
	width int
	lines []string
	cells [][]glyph // by line
	flow  []*glyph  // what is in no grid, in the order in which it is read
}

// glyph is a character on a screen.
type glyph struct {
	r         rune
	line, col int // counted from 0
	at, end   int // bytes in the line
	order     int // its place among the letters that were aligned with it
	index     int // its place in the flow; -1 in a grid
	used      bool
}

// grid is a table whose columns stand side by side.
type grid struct {
	quotes, columns int
	first, end      int   // lines
	bars            []int // the columns on the screen of the bars between its columns
	head            int   // the line behind its head; 0 if no rule is below that
}

func newScreen(lines []string, width int) *screen {
	s := &screen{width: width}
	for n, l := range lines {
		l = strings.TrimRight(ansi.Strip(l), " ")
		s.lines = append(s.lines, l)
		var row []glyph
		col, at := 0, 0
		for _, c := range cells.Append(nil, l) {
			cluster := l[at:c.End]
			for i, r := range cluster {
				if !unicode.IsSpace(r) {
					row = append(row, glyph{r: r, line: n, col: col, at: at + i, end: at + i + len(string(r)), index: -1})
				}
			}
			if col += int(c.Width); cluster == "\t" {
				col += 7 - (col-1)%8
			}
			at = int(c.End)
		}
		s.cells = append(s.cells, row)
	}
	return s
}

const marker = `(?:[•◦*]|\d+[.)]|\[[ xX✓]\])`

var (
	// lead is what stands before a line's text: bars, and markers of items.
	lead    = regexp.MustCompile(`^(?:[ │┊]|` + marker + ` *)*`)
	markers = regexp.MustCompile(marker)
	bars    = regexp.MustCompile(`^[ │┊]*`)
	rule    = regexp.MustCompile(`^[ │┊•]*[─━┼]{2,}$`)
)

// empty reports whether a line has nothing on it but bars.
func empty(line string) bool { return len(bars.FindString(line)) == len(line) }

// text is the column where a line's text begins, behind bars and blanks.
func (s *screen) text(line int) int { return cells.Width(bars.FindString(s.lines[line])) }

// grids finds what may be tables of so many columns, within so many quotations: lines
// one below the other that have bars in the same places, with rules between them.
func (s *screen) grids(quotes, columns int) (all []*grid) {
	need := quotes + columns - 1
	for first := 0; first < len(s.lines); first++ {
		common := s.barsOf(first)
		if len(common) < need || rule.MatchString(s.lines[first]) {
			continue
		}
		g := &grid{quotes: quotes, columns: columns, first: first, end: first + 1}
		for next := g.end; next < len(s.lines); next++ {
			isRule := rule.MatchString(s.lines[next])
			if isRule {
				if g.head == 0 {
					g.head = next
				}
				if next == g.end {
					g.end++
				}
				continue
			}
			if empty(s.lines[next]) && next+1 < len(s.lines) && rule.MatchString(s.lines[next+1]) {
				continue // Glamour, in quotations
			}
			both := intersect(common, s.barsOf(next))
			if len(both) < need {
				break
			}
			common, g.end = both, next+1
		}
		if g.head >= g.end {
			g.head = 0
		}
		g.bars = common[len(common)-(columns-1):]
		if first = g.end - 1; g.head > 0 || len(s.column(g, 0, false)) > 0 { // or it is a quotation
			all = append(all, g)
		}
	}
	return all
}

// barsOf is the columns of the bars in a line, unless it is one of the kiosk's of code.
func (s *screen) barsOf(line int) (cols []int) {
	if strings.Contains(bars.FindString(s.lines[line]), "┊") {
		return nil
	}
	for _, g := range s.cells[line] {
		if g.r == '│' {
			cols = append(cols, g.col)
		}
	}
	return cols
}

func intersect(a, b []int) []int {
	return slices.DeleteFunc(slices.Clone(a), func(n int) bool { return !slices.Contains(b, n) })
}

// column is the characters of a grid's column from top to bottom, or of its head
// alone.
func (s *screen) column(g *grid, column int, head bool) (all []*glyph) {
	end := g.end
	if head {
		end = g.head
	}
	for line := g.first; line < end; line++ {
		if rule.MatchString(s.lines[line]) {
			continue
		}
		for i := range s.cells[line] {
			c := &s.cells[line][i]
			if c.r != '│' && c.r != '┊' && c.r != '•' && sort.SearchInts(g.bars, c.col) == column {
				all = append(all, c)
			}
		}
	}
	return all
}

// setFlow gathers the characters that are in no table's grid.
func (s *screen) setFlow(tables []*pageTable) {
	in := make([]bool, len(s.lines))
	for _, t := range tables {
		if t.grid != nil {
			for n := t.grid.first; n < t.grid.end; n++ {
				in[n] = true
			}
		}
	}
	for n := range s.cells {
		for i := range s.cells[n] {
			// A bar, or the mark of a line that goes on, is no character of the page.
			if c := &s.cells[n][i]; !in[n] && !strings.ContainsRune(drawn, c.r) {
				c.index = len(s.flow)
				s.flow = append(s.flow, c)
			}
		}
	}
}

// assign finds the grid of each table that stands in columns: of all ways that keep
// their order, that in which the most letters of columns are alike.
func (s *screen) assign(blocks []*block) (tables []*pageTable) {
	var quotes []int
	var all []*grid
	known := map[[2]int]bool{}
	for _, b := range blocks {
		if b.table == nil || b.table.columns < 2 {
			continue
		}
		tables, quotes = append(tables, b.table), append(quotes, b.quotes)
		if key := [2]int{b.quotes, b.table.columns}; !known[key] {
			known[key] = true
			all = append(all, s.grids(b.quotes, b.table.columns)...)
		}
	}
	slices.SortStableFunc(all, func(a, b *grid) int { return a.first - b.first })
	behind := func(g *grid) int {
		return sort.Search(len(all), func(i int) bool { return all[i].first >= g.end })
	}
	sums := make([][]int, len(tables)+1) // of the tables from i and the grids from j
	for i := range sums {
		sums[i] = make([]int, len(all)+1)
	}
	likeness := func(i, j int) int {
		if g := all[j]; g.quotes == quotes[i] && g.columns == tables[i].columns {
			return s.likeness(tables[i], g)
		}
		return 0
	}
	for i := len(tables) - 1; i >= 0; i-- {
		for j := len(all) - 1; j >= 0; j-- {
			sums[i][j] = max(sums[i+1][j], sums[i][j+1])
			if n := likeness(i, j); n > 0 {
				sums[i][j] = max(sums[i][j], n+sums[i+1][behind(all[j])])
			}
		}
	}
	for i, j := 0, 0; i < len(tables) && j < len(all); {
		switch n := likeness(i, j); {
		case n > 0 && sums[i][j] == n+sums[i+1][behind(all[j])]:
			tables[i].grid = all[j]
			i, j = i+1, behind(all[j])
		case sums[i][j] == sums[i][j+1]:
			j++
		default:
			i++
		}
	}
	return tables
}

// likeness is how many letters the columns of a table and of a grid share, less those
// that only the grid has; 0 if these are more. Digits count little, since links' numbers
// may have been added, and a grid without letters, of which Glamour makes some, is 1.
func (s *screen) likeness(t *pageTable, g *grid) int {
	const letter, digit = 10, 1
	sum, all := 0, 0
	for i := range t.columns {
		bag := map[rune]int{}
		for _, text := range t.column(i) {
			for _, l := range text.letters {
				bag[l.r]++
			}
		}
		for _, c := range s.column(g, i, false) {
			weight := letter
			switch {
			case !isLetter(c.r):
				continue
			case unicode.IsNumber(c.r):
				weight = digit
			}
			all += weight
			if bag[c.r]--; bag[c.r] >= 0 {
				sum += weight
			} else {
				sum -= weight
			}
		}
	}
	if all < letter {
		return max(sum, 1)
	}
	return max(sum, 0)
}
