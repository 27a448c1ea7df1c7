package yardstick

import (
	"slices"
	"strings"
	"unicode"
)

// code finds lines of code, and pieces of it in a text, that are not as on the page.
func (j *judgement) code(block int) {
	b := j.blocks[block]
	if b.table != nil && b.table.grid != nil {
		for n := range b.table.columns {
			shown := j.column(b.table.grid, n, false)
			for _, t := range b.table.column(n) {
				j.pieces(t, shown)
			}
		}
		return
	}
	shown := j.flow[j.begins[block]:max(j.begins[block], j.ends[block])]
	if b.isCode {
		j.codeLines(b.code, shown)
		return
	}
	for _, t := range b.texts() {
		j.pieces(t, shown)
	}
}

// setBounds sets where in the flow each block may stand: behind what was found of
// those before it, and before what was found of those behind it.
func (j *judgement) setBounds() {
	firsts, lasts := make([]int, len(j.blocks)), make([]int, len(j.blocks))
	for i, b := range j.blocks {
		firsts[i], lasts[i] = len(j.flow), -1
		for _, t := range b.texts() {
			for _, l := range t.letters {
				if l.glyph != nil && l.glyph.index >= 0 {
					firsts[i], lasts[i] = min(firsts[i], l.glyph.index), max(lasts[i], l.glyph.index)
				}
			}
		}
	}
	j.begins, j.ends = make([]int, len(j.blocks)), make([]int, len(j.blocks))
	last, first := -1, len(j.flow)
	for i := range j.blocks {
		j.begins[i], last = last+1, max(last, lasts[i])
	}
	for i := len(j.blocks) - 1; i >= 0; i-- {
		j.ends[i], first = first, min(first, firsts[i])
	}
}

// drawn is the characters that contenders draw before code.
const drawn = "│┊↪"

// solid is the characters of code that are neither blanks nor drawn.
func solid(code string) []rune {
	return []rune(strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || strings.ContainsRune(drawn, r) {
			return -1
		}
		return r
	}, code))
}

// begin reports whether shown begins with code.
func begin(shown []*glyph, code []rune) bool {
	return len(shown) >= len(code) && slices.EqualFunc(shown[:len(code)], code, func(g *glyph, r rune) bool { return g.r == r })
}

// find is where code stands from an index on, or -1.
func find(shown []*glyph, code []rune, from int) int {
	for i := from; i+len(code) <= len(shown); i++ {
		if begin(shown[i:], code) {
			return i
		}
	}
	return -1
}

// pieces finds the inline code of a text that is not among what is shown.
func (j *judgement) pieces(t *text, shown []*glyph) {
	for _, code := range t.spans {
		if key := solid(code); len(key) > 0 && find(shown, key, 0) < 0 {
			j.fault(verbatim, 1, 0, code)
		}
	}
}

// codeLines finds lines that have other characters than the page's, which stand one
// line behind another; another indent; other blanks, where a line was not broken; and
// empty lines that are lost, or that were added. A tab is any blank.
func (j *judgement) codeLines(code []string, shown []*glyph) {
	firsts, lasts := make([]*glyph, len(code)), make([]*glyph, len(code))
	at, follows, lost := 0, false, false
	for i, line := range code {
		key := solid(line)
		if len(key) == 0 {
			continue
		}
		where := -1
		switch {
		case follows && begin(shown[at:], key):
			where = at
		case follows:
		case lost && !slices.ContainsFunc(key, isLetter): // "}" may be another's
			continue
		default:
			where = find(shown, key, at)
		}
		if follows = where >= 0; !follows {
			lost = true
			j.fault(verbatim, 1, 0, line)
			continue
		}
		at = where + len(key)
		firsts[i], lasts[i] = shown[where], shown[at-1]
	}
	margin := j.margin(code, firsts)
	before := -1
	for i, line := range code {
		if firsts[i] == nil {
			if strings.TrimSpace(line) != "" {
				before = -1
			}
			continue
		}
		indent, text := indentOf(line)
		if 2*len(indent) > j.width-margin || strings.ContainsAny(line, drawn) {
			before = -1 // nobody can indent it so far, or where it begins is not known
			continue
		}
		n := 0
		if before >= 0 {
			n = firsts[i].line - lasts[before].line - (i - before) // empty lines too many
		}
		column := firsts[i].col - margin
		same := column == len(indent) || strings.Contains(line, "\t") && column > 0
		if first, last := firsts[i], lasts[i]; first.line == last.line && !strings.Contains(text, "\t") {
			same = same && evenBlanks(j.lines[first.line][first.at:last.end]) == evenBlanks(text)
		}
		if n != 0 || !same {
			j.fault(verbatim, max(n, -n, 1), firsts[i].line+1, line)
		}
		before = i
	}
}

// margin is the column in which most lines without an indent stand, or would.
func (j *judgement) margin(code []string, firsts []*glyph) int {
	votes := map[int]int{}
	best := 0
	for i, line := range code {
		if indent, _ := indentOf(line); firsts[i] != nil && 2*len(indent) < j.width && !strings.ContainsAny(line, drawn+"\t") {
			column := firsts[i].col - len(indent)
			if votes[column]++; votes[column] > votes[best] {
				best = column
			}
		}
	}
	return best
}

// evenBlanks is a text whose no-break spaces are blanks, since they look alike.
func evenBlanks(text string) string { return strings.ReplaceAll(text, "\u00A0", " ") }

// indentOf parts a line of code from the blanks before it, with tabs of eight
// columns.
func indentOf(line string) (indent, text string) {
	text = strings.TrimLeft(line, " \t")
	for _, r := range line[:len(line)-len(text)] {
		if indent += " "; r == '\t' {
			for len(indent)%8 > 0 {
				indent += " "
			}
		}
	}
	return indent, strings.TrimRight(text, " \t")
}
