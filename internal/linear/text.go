package linear

import (
	"sort"
	"strings"

	"hackday.example/kiosk/internal/fold"
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
	headings map[int]heading // by the line where each begins
	parts    []layout.Range  // of the page's body, without empty lines at either end
}

// heading is a heading as it is read.
type heading struct {
	level int
	text  string // with the numbers of the links in it
	end   int    // the line behind it
}

// textKey is what a text is kept under.
type textKey struct{ spec layout.Spec }

// keptText is a page's text for a layout of it, made if it is not there.
func keptText(layouts *layout.View, p *site.Page, l *layout.Layout, spec layout.Spec) *text {
	kept, ok := layouts.Keep(p, textKey{spec}, func() (any, int) {
		t := newText(p, l, spec.ASCII)
		return t, t.bytes()
	})
	if !ok {
		return newText(p, l, spec.ASCII)
	}
	return kept.(*text)
}

func newText(p *site.Page, l *layout.Layout, ascii bool) *text {
	t := &text{lines: l.Lines, headings: map[int]heading{}}
	t.findHeadings(p, l, ascii)
	t.cutUp(l.Body)
	return t
}

// bytes is what the text takes in memory, about, beside the layout's lines.
func (t *text) bytes() int {
	const perHeading, perPart = 64, 16
	n := len(t.parts) * perPart
	for _, h := range t.headings {
		n += len(h.text) + perHeading
	}
	return n
}

// marks are what stands before the text of a quotation.
const marks = " >"

// empty reports whether a line says nothing.
func (t *text) empty(line int) bool { return strings.Trim(t.lines[line], marks) == "" }

// findHeadings finds the headings among the lines. One without text has no
// line, nor has any on a page that could not be laid out.
func (t *text) findHeadings(p *site.Page, l *layout.Layout, ascii bool) {
	end := l.Body.End
	for i := len(l.Headings) - 1; i >= 0; i-- {
		first := l.Headings[i].First
		if first < max(l.Body.First, 1) || first >= end {
			continue
		}
		h := heading{level: p.Headings[i].Level, end: l.Headings[i].End}
		name := fold.Text(p.Headings[i].Text, ascii)
		h.text = t.joined(layout.Range{First: first, End: h.end}, name)
		t.headings[first] = h
		end = first
	}
}

// joined is a heading's lines as one, from where its text begins: what a list
// or its level puts before it is left out.
func (t *text) joined(lines layout.Range, name string) string {
	var parts []string
	for _, l := range t.lines[lines.First:lines.End] {
		parts = append(parts, strings.Trim(l, marks))
	}
	if words := strings.Fields(name); len(words) > 0 {
		if at := strings.Index(parts[0], words[0]); at > 0 {
			parts[0] = parts[0][at:]
		}
	}
	return strings.Join(parts, " ")
}

// cutUp cuts the page's body into parts: one from each heading up to the next,
// and long ones again.
func (t *text) cutUp(body layout.Range) {
	first := body.First
	for i := body.First; i < body.End; i++ {
		if _, ok := t.headings[i]; ok {
			t.cutSection(first, i)
			first = i
		}
	}
	t.cutSection(first, body.End)
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
	if h, ok := t.headings[first]; ok {
		least = min(h.end+1, end)
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
