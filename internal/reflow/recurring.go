package reflow

import (
	"cmp"
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"
	"unicode"
)

// What recurs.
const (
	recurPages = 3    // a document with fewer pages has no heads and feet
	recurRun   = 4    // so many pages on end, or every second page, have the head of a chapter
	margin     = 0.18 // of the page's height: where heads and feet stand
	placeStep  = 4.0  // points: what stands in one place is not farther apart
	outerLines = 3    // numbers that change from page to page stand in the outermost lines
	headSize   = 1.05 // of the body's font; heads with numbers that change are not larger
	mostOfPage = 0.6  // where more of a page recurs than that, it is a form
	longHead   = 60   // characters; a longer line with a number that changes is no head
	maxRecur   = 300  // characters of what recurs
	nextLine   = 1.75 // sizes of the font; a line of the same paragraph is not farther down
	maxBeside  = 8    // segments in which the line above is looked for
)

// spot is a segment in a place, as it is looked for on other pages.
type spot struct {
	text string
	x, y int
}

// use is where a spot is on one page.
type use struct {
	page, segment int
	number        bool // nothing but the page's number
	margin        bool // at the page's top or bottom
}

// dropRecurring takes running heads, feet and outlines from all pages but the first that
// has each, and the numbers of pages from all. body is the size of most of the text.
//
// What recurs stands in the same place of most pages, or of most odd or even ones: at the
// top or bottom, but for digits that count the pages; elsewhere word for word, nothing
// else beside it, and where the page is no form, of which most recurs.
//
// The head of a chapter that says no more than one of titles, which are headings, is
// taken from all.
func dropRecurring(pages []*page, body float64, links []Link, titles map[string]bool) {
	if len(pages) < recurPages {
		return
	}
	spots := map[spot][]use{}
	for i, p := range pages {
		outer := p.outermost()
		for j := range p.segments {
			s := &p.segments[j]
			if s.letters > maxRecur {
				continue
			}
			u := use{page: i, segment: j, margin: p.inMargin(s.Box)}
			text := strings.ToLower(wordsText(s.words))
			at := spot{text: text, y: int(math.Floor(s.base / placeStep))}
			if !u.margin {
				at.x = int(math.Floor(s.X0 / placeStep))
			}
			spots[at] = append(spots[at], u)
			if u.margin && outer[j] && s.size <= headSize*body && s.letters <= longHead {
				for _, count := range counted(text, i) {
					at.text, u.number = count, isPageNumber(count)
					spots[at] = append(spots[at], u)
				}
			}
		}
	}
	dropped := make([]map[int]bool, len(pages))
	inner := make([]map[int]bool, len(pages)) // within the pages, which may be forms
	edges := make([]map[int]bool, len(pages)) // at their tops and bottoms
	mark := func(marks []map[int]bool, u use) {
		if marks[u.page] == nil {
			marks[u.page] = map[int]bool{}
		}
		marks[u.page][u.segment] = true
	}
	for _, uses := range spots {
		runs, most := recurs(uses, len(pages))
		for _, run := range runs {
			for _, u := range run {
				if !u.margin {
					mark(inner, u)
					continue
				}
				mark(edges, u)
				if u.number || u.page != run[0].page || !most && titles[headTitle(wordsText(pages[u.page].segments[u.segment].words))] && !leads(pages[u.page].segments[u.segment].words, links) {
					mark(dropped, u)
				}
			}
		}
	}
	dropNumbers(pages, dropped)
	first := map[spot]bool{}
	for i, p := range pages {
		if inner[i] == nil {
			continue
		}
		for j := range dropped[i] {
			mark(edges, use{page: i, segment: j})
		}
		for _, j := range p.sidebar(inner[i], edges[i]) {
			s := &p.segments[j]
			at := spot{strings.ToLower(wordsText(s.words)), int(math.Floor(s.X0 / placeStep)), int(math.Floor(s.base / placeStep))}
			if first[at] {
				mark(dropped, use{page: i, segment: j})
			}
			first[at] = true
		}
	}
	for i, p := range pages {
		if dropped[i] != nil {
			kept := p.segments[:0]
			for j := range p.segments {
				if !dropped[i][j] {
					kept = append(kept, p.segments[j])
				}
			}
			p.segments = kept
		}
	}
}

// dropNumbers marks the numbers of pages that stand where other pages have theirs, though
// they are counted otherwise, as those before a first chapter.
func dropNumbers(pages []*page, dropped []map[int]bool) {
	place := func(s *segment) int { return int(math.Floor(s.base / placeStep)) }
	isNumber := func(s *segment) bool {
		text := strings.ToLower(wordsText(s.words))
		return len(text) <= 10 && len(findNumbers(text)) == 1 && strings.Trim(text, "0123456789ivxlc-–— ") == ""
	}
	known := map[int]int{}
	for i, p := range pages {
		for j := range dropped[i] {
			if isNumber(&p.segments[j]) {
				known[place(&p.segments[j])]++
			}
		}
	}
	for i, p := range pages {
		outer := p.outermost()
		for j := range p.segments {
			if s := &p.segments[j]; outer[j] && s.letters <= 10 && known[place(s)] >= recurPages && isNumber(s) {
				if dropped[i] == nil {
					dropped[i] = map[int]bool{}
				}
				dropped[i][j] = true
			}
		}
	}
}

// recurs are the uses of a spot that recur: all where most pages have them, or most odd
// or even ones; else, at the top or bottom, those that are in runs.
func recurs(uses []use, pages int) (runs [][]use, most bool) {
	var parity [2]int
	n, last := 0, -1
	for _, u := range uses {
		if u.page != last {
			n++
			parity[u.page%2]++
			last = u.page
		}
	}
	odd, even := pages/2, (pages+1)/2 // by the index, from 0
	if n >= recurPages && (2*n > pages || 2*parity[0] > even && parity[0] >= recurPages || 2*parity[1] > odd && parity[1] >= recurPages) {
		return [][]use{uses}, true
	}
	if n < recurRun || !uses[0].margin {
		return nil, false
	}
	for start, i := 0, 1; i <= len(uses); i++ {
		if i == len(uses) || uses[i].page > uses[i-1].page+2 {
			if i-start >= recurRun && uses[i-1].page > uses[start].page {
				runs = append(runs, uses[start:i])
			}
			start = i
		}
	}
	return runs, false
}

// sidebar are those of the marked segments that stand alone: nothing that does not recur
// is on their line or in their paragraph, unless a form is what recurs. edges are those that
// recur at the page's top and bottom.
func (p *page) sidebar(inner, edges map[int]bool) []int {
	all, recurring := 0, 0
	order := make([]int, len(p.segments))
	for j := range p.segments {
		order[j] = j
		all += p.segments[j].letters
		if inner[j] {
			recurring += p.segments[j].letters
		}
	}
	if float64(recurring) > mostOfPage*float64(all) {
		return nil
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(p.segments[a].base, p.segments[b].base) })
	var alone []int
	for start := 0; start < len(order); {
		first := &p.segments[order[start]]
		end, other := start, false
		for ; end < len(order) && p.segments[order[end]].base-first.base <= lineSlack/2*first.size; end++ {
			j := order[end]
			other = other || !inner[j] && !edges[j]
		}
		if !other {
			alone = append(alone, order[start:end]...)
		}
		start = end
	}
	alone = slices.DeleteFunc(alone, func(j int) bool { return !inner[j] })
	alone = p.wholeParagraphs(order, alone, edges)
	slices.Sort(alone)
	return alone
}

// wholeParagraphs leaves out those of the segments in recurring whose paragraph has a line
// that is not in it: the end of a sentence that begins otherwise on each page is no
// outline. order has all segments from the top of the page down. edges recur elsewhere.
func (p *page) wholeParagraphs(order, recurring []int, edges map[int]bool) []int {
	whole := maps.Clone(edges)
	if whole == nil {
		whole = map[int]bool{}
	}
	for _, j := range recurring {
		whole[j] = true
	}
	// A paragraph is left out line by line, first from its beginning, then from its end.
	drop := func() {
		for k, j := range order {
			for _, above := range order[max(0, k-maxBeside):k] {
				if whole[j] && !whole[above] && continues(&p.segments[above], &p.segments[j]) {
					delete(whole, j)
				}
			}
		}
	}
	drop()
	slices.Reverse(order)
	drop()
	return slices.DeleteFunc(recurring, func(j int) bool { return !whole[j] })
}

// continues reports whether two segments look like lines of one paragraph.
func continues(a, b *segment) bool {
	size := max(a.size, b.size)
	gap := math.Abs(a.base - b.base)
	return math.Abs(a.size-b.size) <= sizeStep*size && gap > lineSlack*size && gap <= nextLine*size && math.Abs(a.X0-b.X0) <= size
}

// inMargin reports whether a box is at the top or bottom of a page.
func (p *page) inMargin(b Box) bool {
	height := p.box.Y1 - p.box.Y0
	return height > 0 && (b.Y0 < p.box.Y0+margin*height || b.Y1 > p.box.Y1-margin*height)
}

// outermost marks the segments in the outermost lines of a page.
func (p *page) outermost() map[int]bool {
	order := make([]int, len(p.segments))
	for j := range order {
		order[j] = j
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(p.segments[a].base, p.segments[b].base) })
	outer := map[int]bool{}
	walk := func() {
		lines := 0
		for k, j := range order {
			if k > 0 && math.Abs(p.segments[j].base-p.segments[order[k-1]].base) > lineSlack*p.segments[j].size {
				if lines++; lines == outerLines {
					break
				}
			}
			outer[j] = true
		}
	}
	walk()
	slices.Reverse(order)
	walk()
	return outer
}

// counted is a text whose first number, or last, counts the pages: that number as how
// far it is from the page's. It is empty where there is no number.
func counted(text string, page int) []string {
	var counts []string
	numbers := findNumbers(text)
	for i, n := range numbers {
		if i == 0 || i == len(numbers)-1 {
			counts = append(counts, fmt.Sprintf("%s\x00%d\x00%s", text[:n.start], n.value-page, text[n.end:]))
		}
	}
	return counts
}

type number struct{ start, end, value int }

// findNumbers finds numbers of up to four digits, or one in Roman numerals that is all
// there is.
func findNumbers(text string) []number {
	if n := roman(text); n > 0 {
		return []number{{0, len(text), n}}
	}
	var ns []number
	for i := 0; i < len(text); i++ {
		if text[i] < '0' || text[i] > '9' {
			continue
		}
		n := number{start: i}
		for ; i < len(text) && text[i] >= '0' && text[i] <= '9'; i++ {
			n.value = min(n.value*10+int(text[i]-'0'), 1e6)
		}
		if n.end = i; n.end-n.start <= 4 {
			ns = append(ns, n)
		}
	}
	return ns
}

// roman is the value of a number in small Roman numerals; 0 for what is none.
func roman(text string) int {
	if text == "" || len(text) > 10 {
		return 0
	}
	n, last := 0, 0
	for i := len(text) - 1; i >= 0; i-- {
		v := map[byte]int{'i': 1, 'v': 5, 'x': 10, 'l': 50, 'c': 100}[text[i]]
		if v == 0 {
			return 0
		}
		if v < last {
			n -= v
		} else {
			n, last = n+v, v
		}
	}
	return max(n, 0)
}

// pageWords are what the number of a page has around it.
var pageWords = map[string]bool{"page": true, "pg": true, "p": true, "of": true, "seite": true, "von": true, "tudalen": true, "o": true, "slide": true, "sur": true, "de": true, "pagina": true, "página": true}

// isPageNumber reports whether a text, as counted has it, is the number of a page alone.
func isPageNumber(count string) bool {
	parts := strings.Split(count, "\x00")
	for _, word := range strings.FieldsFunc(parts[0]+" "+parts[2], func(r rune) bool { return !unicode.IsLetter(r) }) {
		if !pageWords[word] {
			return false
		}
	}
	return true
}

// headTitle is what a running head says, as titles are compared: "Chapter 2: Boats" says
// "boats".
func headTitle(text string) string {
	for {
		first, rest, ok := strings.Cut(text, " ")
		if !ok || !chapterWords[strings.ToLower(first)] && strings.Trim(first, "0123456789.:–-") != "" {
			return folded(text)
		}
		text = rest
	}
}

var chapterWords = map[string]bool{"chapter": true, "section": true, "part": true, "appendix": true, "pennod": true, "kapitel": true}
