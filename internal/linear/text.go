package linear

import (
	"sort"
	"strings"

	"hackday.example/kiosk/internal/layout"
	"hackday.example/kiosk/internal/site"
)

// maxPart is how many lines a part may have. Only where no line among them, nor
// among as many again, is empty does a part end within a paragraph.
const maxPart = 40

// text is a page as it is read: the lines of its layout, cut into parts. It never
// changes, and is shared by all who read the page.
type text struct {
	lines    []string
	headings map[int]int    // the line behind each heading, by the line where it begins
	parts    []layout.Range // of the page's body, without empty lines at either end
}

// textKey is what a text is kept under.
type textKey struct{ spec layout.Spec }

// keptText is a page's text for a layout of it, made if it is not there.
func keptText(layouts *layout.View, p *site.Page, l *layout.Layout, spec layout.Spec) *text {
	kept, ok := layouts.Keep(p, textKey{spec}, func() (any, int) {
		t := newText(p, l)
		return t, t.bytes()
	})
	if !ok {
		return newText(p, l)
	}
	return kept.(*text)
}

func newText(p *site.Page, l *layout.Layout) *text {
	t := &text{lines: l.Lines, headings: map[int]int{}}
	t.findHeadings(p, l)
	t.cutUp(l)
	return t
}

// bytes is what the text takes in memory, about, beside the layout's lines.
func (t *text) bytes() int {
	const perHeading, perPart = 32, 16
	return len(t.parts)*perPart + len(t.headings)*perHeading
}

// empty reports whether a line says nothing.
func (t *text) empty(line int) bool { return strings.TrimSpace(t.lines[line]) == "" }

// findHeadings finds the headings among the lines. One without text has no
// line, nor has any on a page that could not be laid out.
func (t *text) findHeadings(p *site.Page, l *layout.Layout) {
	end := l.Body.End
	for i := len(l.Headings) - 1; i >= 0; i-- {
		first := l.Headings[i].First
		if first < max(l.Body.First, 1) || first >= end {
			continue
		}
		t.headings[first] = l.Headings[i].End
		end = first
	}
}

// cutUp cuts the page's body into parts: one from each heading up to the next,
// and long ones again. What says that a quotation begins goes with the heading in it.
func (t *text) cutUp(l *layout.Layout) {
	first := l.Body.First
	for i := l.Body.First; i < l.Body.End; i++ {
		if _, ok := t.headings[i]; !ok {
			continue
		}
		begin := i
		for begin > first && l.Opens(begin-1) {
			begin--
		}
		t.cutSection(first, begin)
		first = begin
	}
	t.cutSection(first, l.Body.End)
}

func (t *text) cutSection(first, end int) {
	for end-first > maxPart {
		cut := t.cut(first, end)
		t.addPart(first, cut)
		first = cut
	}
	t.addPart(first, end)
}

// cut is where to cut lines of which there are too many for a part; not within
// a heading, nor right behind it.
func (t *text) cut(first, end int) int {
	least := first + 1
	if behind, ok := t.headings[first]; ok {
		least = min(behind+1, end)
	}
	limit := first + maxPart
	for i := limit; i > least; i-- {
		if t.empty(i) {
			return i
		}
	}
	for i := max(limit, least) + 1; i < min(limit+maxPart, end); i++ {
		if t.empty(i) {
			return i
		}
	}
	return max(limit, least)
}

// addPart adds lines as a part, unless they say nothing.
func (t *text) addPart(first, end int) {
	for first < end && t.empty(first) {
		first++
	}
	for first < end && t.empty(end-1) {
		end--
	}
	if first < end {
		t.parts = append(t.parts, layout.Range{First: first, End: end})
	}
}

// first is the first part; an empty one where there is none.
func (t *text) first() layout.Range { return t.from(0) }

// from is what there is to read from a line on: from the beginning of the
// paragraph it stands in to the end of the part.
func (t *text) from(line int) layout.Range {
	if len(t.parts) == 0 {
		return layout.Range{}
	}
	i := sort.Search(len(t.parts), func(i int) bool { return t.parts[i].End > line })
	if i == len(t.parts) {
		return t.parts[i-1]
	}
	p := t.parts[i]
	for line > p.First && !t.empty(line-1) {
		line--
	}
	p.First = max(p.First, line)
	return p
}

// after is the part behind what was read; ok is false where there is none.
func (t *text) after(read layout.Range) (p layout.Range, ok bool) {
	i := sort.Search(len(t.parts), func(i int) bool { return t.parts[i].First >= read.End })
	if i == len(t.parts) {
		return p, false
	}
	return t.parts[i], true
}

// before is the last part that begins before what was read; ok is false where
// there is none.
func (t *text) before(read layout.Range) (p layout.Range, ok bool) {
	i := sort.Search(len(t.parts), func(i int) bool { return t.parts[i].First >= read.First })
	if i == 0 {
		return p, false
	}
	return t.parts[i-1], true
}

// atEnd reports whether there is nothing behind what was read.
func (t *text) atEnd(read layout.Range) bool {
	_, more := t.after(read)
	return !more
}

// section is the line of a heading, by its number from 0; of one that has no
// line, the next that has.
func (t *text) section(l *layout.Layout, number int) int {
	for _, lines := range l.Headings[number:] {
		if _, ok := t.headings[lines.First]; ok {
			return lines.First
		}
	}
	return l.Body.First
}
