// Package layout turns a page into finished lines for one width and theme.
// Glamour lays the Markdown out; each of its lines is then written anew with as
// few bytes as its look needs. A Layout never changes and is shared by every
// visitor who reads that page at that width and in that theme.
package layout

import (
	"sort"

	"hackday.example/kiosk/internal/site"
	"hackday.example/kiosk/internal/theme"
)

const (
	// MinMeasure and MaxMeasure bound a layout's width in columns. The upper
	// one is the measure that WCAG 2.2 1.4.8 calls readable.
	MinMeasure = 20
	MaxMeasure = 80
	// MaxPlainMeasure bounds the width of text for a terminal that asked for
	// lines rather than a screen.
	MaxPlainMeasure = 300
)

// Spec is everything a layout depends on but its page.
type Spec struct {
	Measure int // columns that a line may take, MinMeasure to MaxPlainMeasure
	Theme   theme.Theme
	Links   bool // write OSC 8 hyperlinks
}

// Layout is a page as finished lines.
type Layout struct {
	// Lines hold text, SGR and OSC 8 sequences and nothing else. Each begins
	// and ends in the terminal's own style, outside any link, and is no wider
	// than the measure.
	Lines []string
	// Body is where among Lines the page's text stands, between the site's
	// name, title and subtitle above it and the credits and links below it.
	Body Range
	// Headings holds the line of each of the page's headings.
	Headings []int
	// Resources holds the lines of each of the page's resources, in the order
	// of their numbers; empty for one that does not stand among the lines.
	Resources []Range
	// letters[i] is how many letters and digits stand from line i to the end.
	// It is the same at every width, and so finds a place again; it counts
	// from the end because a narrow layout leaves some out at the head.
	letters []int
	bytes   int
}

// Range is the lines from First up to, but not including, End.
type Range struct{ First, End int }

// Empty reports whether the range holds no line.
func (r Range) Empty() bool { return r.End <= r.First }

// Place is a position in a page that holds at any width: how many letters and
// digits stand from there to the end.
type Place int

// PlaceOf is the place where a line begins.
func (l *Layout) PlaceOf(line int) Place {
	if len(l.letters) == 0 {
		return 0
	}
	return Place(l.letters[min(max(line, 0), len(l.letters)-1)])
}

// LineOf is the line in which a place stands.
func (l *Layout) LineOf(p Place) int {
	behind := sort.Search(len(l.letters), func(i int) bool { return l.letters[i] < int(p) })
	return max(behind-1, 0)
}

// Render lays a page out. It is the only thing here that takes time: some
// milliseconds and tens of thousands of allocations for the seed page. The
// error is Glamour's, or a panic of its; a caller that has to show something
// may use Fallback.
func Render(s *site.Site, p *site.Page, spec Spec) (*Layout, error) {
	body, err := renderMarkdown(p, spec)
	if err != nil {
		return nil, err
	}
	return assemble(s, p, spec, body), nil
}

// Fallback lays a page out without Glamour: its Markdown as it was written.
func Fallback(s *site.Site, p *site.Page, spec Spec) *Layout {
	b := newBuilder(spec.Measure)
	b.paragraph(p.Markdown)
	return assemble(s, p, spec, b.lines)
}

// assemble puts head, body and foot together and measures them.
func assemble(s *site.Site, p *site.Page, spec Spec, body []line) *Layout {
	b := newBuilder(spec.Measure)
	b.head(s, p, spec)
	l := &Layout{
		Headings:  make([]int, len(p.Headings)),
		Resources: make([]Range, len(p.Resources)),
	}
	l.Body.First = len(b.lines)
	b.lines = append(b.lines, body...)
	l.Body.End = len(b.lines)
	b.foot(s, p, spec)

	w := newLineWriter(p, spec)
	l.Lines = make([]string, len(b.lines))
	l.letters = make([]int, len(b.lines))
	for i, cells := range b.lines {
		l.Lines[i] = w.write(cells)
		for _, c := range cells {
			l.note(anchorOf(c), i)
		}
		l.bytes += len(l.Lines[i]) + bytesPerLine
	}
	letters := 0
	for i := len(b.lines) - 1; i >= 0; i-- {
		letters += countLetters(b.lines[i])
		l.letters[i] = letters
	}
	l.bytes += len(l.Headings)*8 + len(l.Resources)*16
	return l
}

// bytesPerLine is what a line takes beside its text: a string header and an
// entry of letters.
const bytesPerLine = 24

// note records that an anchor has a cell on a line.
func (l *Layout) note(a anchor, line int) {
	switch {
	case a.heading > 0 && a.heading <= len(l.Headings):
		if l.Headings[a.heading-1] == 0 {
			l.Headings[a.heading-1] = line
		}
	case a.resource > 0 && a.resource <= len(l.Resources):
		r := &l.Resources[a.resource-1]
		if r.Empty() {
			r.First = line
		}
		r.End = line + 1
	}
}
