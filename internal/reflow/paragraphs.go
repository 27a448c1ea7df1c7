package reflow

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

const (
	paragraphGap = 1.35 // a line that stands lower by this many times the usual begins a paragraph
	indent       = 0.8  // in sizes of the font: a line that is set in by more begins a paragraph
	sizeStep     = 0.1  // a change of the size by more than this part of it begins a paragraph

	outdent = 0.3  // sizes of the font; what stands in line does so within this
	itemGap = 1.15 // like paragraphGap, where a line behind an item is not set in as its text is

	narrowLine = 20 // sizes of the font; text that is set narrower is rather kept in its lines

	maxParagraph = 8 << 10 // bytes; a longer one is divided, lest its Markdown be slow to read
)

// kind is what a block is.
type kind uint8

const (
	paragraph kind = iota
	heading
	item
	code
	still // a page that is a picture
)

// block is what stands for itself in the text: a paragraph, a heading, an item.
type block struct {
	Box
	kind   kind
	level  int    // of a heading, from 1; how deep an item is nested, from 0
	mark   string // of an item: "-", "3."
	title  string // of a heading that is not printed, the ID of a picture, or empty
	lines  []line
	code   []string // the lines of a block of code
	size   float64
	column int // which of the page's columns it stands in

	strong     bool // it is to be bold, since its font is large
	joined     bool // its lines are its own, of several columns
	bookmarked bool // it is a heading by a bookmark
}

// paragraphs makes blocks of the lines of one column, which stand below each other, by
// the usual leading there.
func paragraphs(lines []line, leading float64, column int) []block {
	if len(lines) == 0 {
		return nil
	}
	var blocks []block
	start := 0
	for i := 1; i <= len(lines); i++ {
		if i == len(lines) || begins(lines[start:i], &lines[i], leading) {
			blocks = append(blocks, divideShort(lines[start:i], column)...)
			start = i
		}
	}
	return blocks
}

// divideShort makes a block of lines, or several where one ends short though the next
// word would have had room. Where most lines do, as in a poem or an address, they are one
// block that keeps its lines.
func divideShort(lines []line, column int) []block {
	measure, forced := lines[0].X1, 0
	for i := range lines {
		measure = max(measure, lines[i].X1)
	}
	for i := range lines[:len(lines)-1] {
		l, next := &lines[i], &lines[i+1]
		room := measure - l.X1
		if l.rtl {
			continue
		}
		l.forced = !strings.ContainsRune(dashes, firstRune(next.words[0].text)) && room > next.words[0].X1-next.words[0].X0+l.size && !isBroken(&l.words[len(l.words)-1]) ||
			partLinks(l, next) || l.leader
		if l.forced {
			forced++
		}
	}
	mark, ok := itemMark(&lines[0])
	ok = ok && !numberedHeading(lines, mark)
	verse := 2*forced > len(lines)-1 || forced > 0 && 2*forced == len(lines)-1 && newParagraph(lines, column).X1-lines[0].X0 < narrowLine*lines[0].size
	if verse {
		for i := range lines[:len(lines)-1] {
			lines[i].forced = lines[i].forced || unicode.IsUpper(firstRune(lines[i+1].words[0].text)) || unicode.IsDigit(firstRune(lines[i+1].words[0].text))
		}
	}
	if ok || verse {
		b := newParagraph(lines, column)
		if ok {
			b.kind, b.mark, b.lines = item, mark, takeMark(lines)
			for i := range b.lines {
				b.lines[i].forced = b.lines[i].forced && verse
			}
		}
		return []block{b}
	}
	var blocks []block
	start := 0
	for i := range lines {
		ends := i == len(lines)-1
		if lines[i].forced && !lines[i].leader {
			lines[i].forced = false
			last := lines[i].words[len(lines[i].words)-1].text
			next := firstRune(lines[i+1].words[0].text)
			ends = strings.ContainsRune(".!?:;)”\"…", lastRune(last)) || !unicode.IsLower(next) && !strings.ContainsRune(dashes, next)
		}
		if ends {
			blocks = append(blocks, newParagraph(lines[start:i+1], column))
			start = i + 1
		}
	}
	return blocks
}

// numberedHeading reports whether lines with a number are all bold, as a heading is.
func numberedHeading(lines []line, mark string) bool {
	for i := range lines {
		if lines[i].style()&bold == 0 {
			return false
		}
	}
	return mark != "-" && len(lines) <= 2
}

// partLinks reports whether two lines are links that lead to different places, all of
// them, as those of an outline are.
func partLinks(a, b *line) bool {
	link := a.words[0].link
	return link > 0 && b.words[0].link > 0 && b.words[0].link != link && a.words[len(a.words)-1].link == link && b.words[len(b.words)-1].link == b.words[0].link
}

func newParagraph(lines []line, column int) block {
	b := block{Box: lines[0].Box, lines: lines, size: lines[0].size, column: column}
	for i := range lines {
		b.Box = b.union(lines[i].Box)
	}
	return b
}

// usualLeading is the usual distance of baselines, in sizes of their font.
func usualLeading(lines []line) float64 {
	var gaps []float64
	for i := 1; i < len(lines); i++ {
		if gap := (lines[i].base - lines[i-1].base) / lines[i].size; gap > 0.5 && gap < 3 {
			gaps = append(gaps, gap)
		}
	}
	if len(gaps) == 0 {
		return 1.2
	}
	slices.Sort(gaps)
	return gaps[len(gaps)/3] // rather that of lines than of paragraphs
}

// begins reports whether a line begins another paragraph than the one that has the lines
// before it.
func begins(before []line, l *line, leading float64) bool {
	last := &before[len(before)-1]
	size := max(l.size, last.size)
	switch {
	case math.Abs(l.size-last.size) > sizeStep*size:
		return true
	case l.base-last.base > paragraphGap*leading*size, l.base < last.base:
		return true
	case changesStyle(last, l):
		return true
	}
	first := &before[0]
	mark, isItem := itemMark(first)
	if next, ok := itemMark(l); ok {
		// A dash or a number may begin a line of prose too.
		r := firstRune(l.words[0].text)
		sure := l.words[0].style&symbol != 0 || next == "-" && !strings.ContainsRune(dashes+"*", r)
		if sure || isItem && len(mark) > 0 || l.X0-last.X0 > indent*size {
			return true
		}
	}
	if isItem {
		return endsItem(before, l, leading)
	}
	return !l.rtl && l.X0-last.X0 > indent*size && !partLinks(last, l)
}

// endsItem reports whether a line begins a paragraph behind an item: it stands below the
// item's mark, while the item's lines stand below its text, or it is the second and a
// little lower than the next line of an item would be.
func endsItem(item []line, l *line, leading float64) bool {
	first, last := &item[0], &item[len(item)-1]
	text := first.words[1].X0
	if l.rtl || l.X0 > first.X0+outdent*l.size || l.X0 > text-nestStep*l.size {
		return false
	}
	if len(item) == 1 {
		return l.base-last.base > itemGap*leading*l.size
	}
	return last.X0 > text-outdent*l.size
}

// changesStyle reports whether a line that is all bold, or all of a fixed font, is next
// to one that is not, and the run of such words ends at the line's end.
func changesStyle(a, b *line) bool {
	const looks = bold | fixed
	return (a.style()^b.style())&looks != 0 && (a.words[len(a.words)-1].style^b.words[0].style)&looks != 0
}

// usualStyle is what of bold and italic most letters of a document have.
func usualStyle(pages []*page) style {
	all, bolds, italics := 0, 0, 0
	for _, p := range pages {
		for i := range p.segments {
			for j := range p.segments[i].words {
				w := &p.segments[i].words[j]
				all += w.letters
				if w.style&bold != 0 {
					bolds += w.letters
				}
				if w.style&italic != 0 {
					italics += w.letters
				}
			}
		}
	}
	var s style
	if 2*bolds > all {
		s |= bold
	}
	if 2*italics > all {
		s |= italic
	}
	return s
}

// isWordRune reports whether a character is a letter or a digit.
func isWordRune(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

// bodySize is the size of the font that most letters of a document have.
func bodySize(pages []*page) float64 {
	letters := map[float64]int{}
	for _, p := range pages {
		for i := range p.segments {
			for j := range p.segments[i].words {
				w := &p.segments[i].words[j]
				letters[math.Round(w.size*2)/2] += w.letters
			}
		}
	}
	sizes := make([]float64, 0, len(letters))
	for s := range letters {
		sizes = append(sizes, s)
	}
	if len(sizes) == 0 {
		return 0
	}
	return slices.MaxFunc(sizes, func(a, b float64) int {
		return cmp.Or(cmp.Compare(letters[a], letters[b]), cmp.Compare(b, a))
	})
}

func firstRune(s string) rune {
	r, _ := utf8.DecodeRuneInString(s)
	return r
}

func lastRune(s string) rune {
	r, _ := utf8.DecodeLastRuneInString(s)
	return r
}
