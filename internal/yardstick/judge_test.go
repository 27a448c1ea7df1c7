package yardstick

import (
	"fmt"
	"slices"
	"strings"
	"unicode"

	"hackday.example/kiosk/internal/cells"
)

// kind is a kind of faults.
type kind int

// The kinds.
const (
	hanging kind = iota
	quoting
	verbatim
	heads
	lostLetters
	lostWords
	tooWide
	lostLinks
	marks
	kinds // how many there are
)

func (k kind) String() string {
	return [...]string{
		hanging:     "items whose second lines stand under the bullet",
		quoting:     "lines of quotations without their bars",
		verbatim:    "lines and pieces of code that are not verbatim",
		heads:       "heads of tables cut with “…”",
		lostLetters: "letters that appear nowhere",
		lostWords:   "words of tables that are not whole",
		tooWide:     "lines wider than the window, on some terminal",
		lostLinks:   "links that stand nowhere",
		marks:       "lines that begin with 、。 or end in （",
	}[k]
}

// fault is what is wrong on a screen.
type fault struct {
	kind kind
	n    int // how often
	line int // counted from 1; 0 where it has no place
	what string
}

func (f fault) String() string {
	return fmt.Sprintf("%v: %d in line %d: %q", f.kind, f.n, f.line, f.what)
}

// judge holds the lines of a page against what a screen of that width has to show of
// it. It knows nothing of who set them: it finds the page's letters among the lines
// in their order, tables in columns column by column, and judges by where they stand.
// Characters beyond the page's are no fault: numbers and addresses of links, names
// of alerts, heads that are repeated.
func judge(f *facts, lines []string, width int) []fault {
	j := &judgement{facts: f, screen: newScreen(lines, width)}
	j.place()
	j.setBounds()
	j.placeElsewhere()
	for i, b := range f.blocks {
		j.hanging(b)
		j.quoting(b)
		j.code(i)
		j.table(b)
		for _, t := range b.texts() {
			t.words(func(word []letter) {
				if n := missing(word); n > 0 {
					j.fault(lostLetters, n, 0, wordOf(word))
				}
			})
		}
	}
	j.links()
	j.lineByLine()
	return j.faults
}

// count is how many faults of each kind there are.
func count(faults []fault) (n [kinds]int) {
	for _, f := range faults {
		n[f.kind] += f.n
	}
	return n
}

type judgement struct {
	*facts
	*screen
	faults []fault
	// Where in the flow each block may begin, and where the next one does.
	begins, ends []int
}

func (j *judgement) fault(k kind, n, line int, what string) {
	j.faults = append(j.faults, fault{k, n, line, what})
}

// place finds the page's letters on the screen.
func (j *judgement) place() {
	tables := j.assign(j.blocks)
	j.setFlow(tables)
	var flow []*text
	for _, b := range j.blocks {
		if b.table == nil || b.table.grid == nil {
			flow = append(flow, b.texts()...)
		}
	}
	pair(flow, j.flow)
	for _, t := range tables {
		if t.grid == nil {
			continue
		}
		for i := range t.columns {
			pair(t.column(i), j.column(t.grid, i, false))
		}
	}
}

// pair finds the letters of texts among glyphs.
func pair(texts []*text, glyphs []*glyph) {
	var letters []*letter
	var a, b []rune
	for _, t := range texts {
		for i := range t.letters {
			letters = append(letters, &t.letters[i])
			a = append(a, t.letters[i].r)
		}
	}
	shown := slices.DeleteFunc(slices.Clone(glyphs), func(g *glyph) bool { return !isLetter(g.r) })
	for i, g := range shown {
		g.order = i
		b = append(b, g.r)
	}
	for i, n := range align(a, b) {
		if n >= 0 {
			letters[i].glyph, letters[i].found = shown[n], true
			shown[n].used = true
		}
	}
}

// placeElsewhere finds words that stand in another place than on the page: the text
// of a note, or of a link below a table, whole among the characters that are left.
func (j *judgement) placeElsewhere() {
	var parted, joined strings.Builder // at the ends of lines, and not
	var before glyph
	for n := range j.cells {
		for _, g := range j.cells[n] {
			if !isLetter(g.r) || g.used {
				continue
			}
			if g.line != before.line || g.at != before.end {
				parted.WriteByte(' ')
			}
			if g.line == before.line && g.at != before.end {
				joined.WriteByte(' ')
			}
			parted.WriteRune(g.r)
			joined.WriteRune(g.r)
			before = g
		}
	}
	words, run := " "+parted.String()+" ", joined.String()
	const long = 4 // letters that are the same by no chance
	for _, b := range j.blocks {
		for _, t := range b.texts() {
			t.words(func(word []letter) {
				w := wordOf(word)
				if missing(word) == 0 || !(strings.Contains(words, " "+w+" ") || len(word) >= long && strings.Contains(run, w)) {
					return
				}
				for i := range word {
					word[i].found = true
				}
			})
		}
	}
}

// words calls f for each word of a text.
func (t *text) words(f func(word []letter)) {
	for first, end := 0, 0; first < len(t.letters); first = end {
		for end = first + 1; end < len(t.letters) && t.letters[end].word == t.letters[first].word; {
			end++
		}
		f(t.letters[first:end])
	}
}

func wordOf(letters []letter) string {
	var b strings.Builder
	for _, l := range letters {
		b.WriteRune(l.r)
	}
	return b.String()
}

func missing(letters []letter) (n int) {
	for _, l := range letters {
		if !l.found {
			n++
		}
	}
	return n
}

// linesOf is the lines on which a text stands, the first first. A letter whose
// neighbours were found elsewhere may be there by chance, and does not count.
func linesOf(texts ...*text) (lines []int) {
	for _, t := range texts {
		for i, l := range t.letters {
			near := len(t.letters) == 1
			for _, k := range []int{i - 1, i + 1} {
				if k >= 0 && k < len(t.letters) && l.glyph != nil && t.letters[k].glyph != nil {
					near = near || t.letters[k].glyph.order-l.glyph.order == k-i
				}
			}
			if l.glyph != nil && near && !slices.Contains(lines, l.glyph.line) {
				lines = append(lines, l.glyph.line)
			}
		}
	}
	slices.Sort(lines)
	return lines
}

// hanging finds items whose second lines do not begin behind their markers.
func (j *judgement) hanging(b *block) {
	if b.items == 0 {
		return
	}
	lines := linesOf(b.text)
	if len(lines) == 0 {
		return
	}
	column, ok := j.marker(lines[0], b.items)
	further := lines[1:]
	if !ok && lines[0] > 0 { // alone on the line above
		if above := j.lines[lines[0]-1]; len(lead.FindString(above)) == len(above) {
			column, ok = j.marker(lines[0]-1, b.items)
			further = lines
		}
	}
	for _, n := range further {
		if ok && j.screen.text(n) <= column {
			j.fault(hanging, 1, n+1, j.lines[n])
			return
		}
	}
}

// marker is the column of the last of so many markers before a line's text. What
// looks like one more is text.
func (j *judgement) marker(line, items int) (column int, ok bool) {
	before := lead.FindString(j.lines[line])
	all := markers.FindAllStringIndex(before, items)
	if len(all) == 0 {
		return 0, false
	}
	return cells.Width(before[:all[len(all)-1][0]]), true
}

// quoting finds lines of a quotation that have fewer bars before their text than it
// is deep.
func (j *judgement) quoting(b *block) {
	if b.quotes == 0 {
		return
	}
	lines := linesOf(b.texts()...)
	if b.table != nil && b.table.grid != nil {
		lines = nil
		for n := b.table.grid.first; n < b.table.grid.end; n++ {
			lines = append(lines, n)
		}
	}
	for _, n := range lines {
		if strings.Count(lead.FindString(j.lines[n]), "│") < b.quotes {
			j.fault(quoting, 1, n+1, j.lines[n])
		}
	}
}

// table finds heads that are cut, and words that are lost.
func (j *judgement) table(b *block) {
	if b.table == nil {
		return
	}
	for _, row := range b.table.rows {
		for _, cell := range row {
			cell.words(func(word []letter) {
				if missing(word) > 0 {
					j.fault(lostWords, 1, 0, wordOf(word))
				}
			})
		}
	}
	if g := b.table.grid; g != nil {
		for i, head := range b.table.rows[0] {
			cut := slices.ContainsFunc(j.column(g, i, true), func(c *glyph) bool { return c.r == '…' })
			if cut && !strings.Contains(head.raw.String(), "…") {
				j.fault(heads, 1, g.first+1, head.raw.String())
			}
		}
	}
}

// links finds the links of which less than half can be read.
func (j *judgement) links() {
	for _, l := range j.facts.links {
		if letters := l.text.letters[l.first:l.end]; 2*missing(letters) > len(letters) {
			j.fault(lostLinks, 1, 0, l.title)
		}
	}
}

// Marks that no line begins with, or ends in, and that are no letters.
const (
	noBegin = "、。，．・：；？！」』】〕）］｝〉》｡､"
	noEnd   = "「『【〔（［｛〈《｢"
)

// lineByLine finds lines that are too wide, and marks where none belong but in code.
func (j *judgement) lineByLine() {
	isCode := map[int]bool{}
	for _, b := range j.blocks {
		if b.isCode {
			for _, n := range linesOf(b.text) {
				isCode[n] = true
			}
		}
	}
	for n, line := range j.lines {
		if w := cells.Width(line); w > j.width {
			j.fault(tooWide, 1, n+1, line)
		}
		for part := range strings.SplitSeq(line, "│") {
			runes := []rune(strings.TrimFunc(part, unicode.IsSpace))
			if len(runes) > 0 && !isCode[n] && (strings.ContainsRune(noBegin, runes[0]) || strings.ContainsRune(noEnd, runes[len(runes)-1])) {
				j.fault(marks, 1, n+1, line)
			}
		}
	}
}
