// Package layout turns a page into finished lines for one width and theme.
//
// A setter walks the page's tree: each block becomes a box of lines, and a line
// is a few spans of text. A span names the elements of the page that it belongs to,
// and no colour: that is a draft. Its lines are then written in a theme's colours,
// with as few bytes as their look needs: that is a Layout. It never changes, and a
// Cache shares it between all readers of that page at that width and in that theme.
package layout

import (
	"sort"

	"hackday.example/kiosk/internal/site"
	"hackday.example/kiosk/internal/theme"
	"hackday.example/kiosk/internal/words"
)

const (
	// MinMeasure and MaxMeasure bound a layout's width in columns. The upper
	// one is the measure that WCAG 2.2 1.4.8 calls readable.
	MinMeasure = 20
	MaxMeasure = 80
	// MaxWide bounds the width of what is looked up rather than read from line to line:
	// tables, code, pictures, and lists.
	MaxWide = 100
	// MaxPlainMeasure bounds the width of text for a terminal that asked for
	// lines rather than a screen.
	MaxPlainMeasure = 300
)

// Form is for what kind of reading a page is laid out.
type Form uint8

// The forms.
const (
	Screen Form = iota // a screen, with characters that draw
	Text               // text in a pipe, as a person would have typed it
	Spoken             // lines that are read aloud: nothing is drawn, all is said; see spoken.go
)

// Spec is everything a layout depends on but its page.
type Spec struct {
	Measure int // columns that a line may take, MinMeasure to MaxPlainMeasure
	// Wide is how many columns tables, code and pictures may take; Measure where it is
	// less. Each width is a layout of its own, so callers choose among few.
	Wide int
	// Masthead is how many rows the header picture may take, and Figures each picture in
	// the text; 0 for the picture's text alone.
	Masthead, Figures int
	Form              Form
	Theme             theme.Theme
	Links             bool         // write OSC 8 hyperlinks
	ASCII             bool         // write nothing but ASCII
	Words             *words.Words // the reader's language; nil is English
}

// shape is the fields of a Spec that decide where lines break. The other fields
// only decide how the lines look.
type shape struct {
	measure  int
	wide     int
	masthead int
	figures  int
	form     Form
	bare     bool // without colours: what they would say is said in characters
	ascii    bool
	words    *words.Words
	prefixes [6]string // of headings
}

func (s Spec) shape() shape {
	if s.Words == nil {
		s.Words, _ = words.In(words.English.Code, s.ASCII)
	}
	measure := max(s.Measure, 1)
	bare := s.Theme.Name == theme.Plain
	if bare || s.Form != Screen {
		s.Masthead, s.Figures = 0, 0
	}
	return shape{measure, max(s.Wide, measure), s.Masthead, s.Figures, s.Form, bare, s.ASCII, s.Words, s.Theme.Prefixes()}
}

// Layout is a page as finished lines.
type Layout struct {
	// Lines hold text, and on a Screen SGR and OSC 8 sequences, and nothing else. Each begins and ends in the terminal's
	// own style, outside any link. Text is no wider than the measure, and no line is
	// wider than Spec.Wide; but lines of code in the Spoken form are as long as they are.
	Lines []string
	// Body is where among Lines the page's text stands, between the site's
	// name, title and subtitle above it and the credits and links below it.
	Body Range
	// Title is the line of the page's title, behind the site's name.
	Title int
	// Headings holds the lines of each of the page's headings, with the line drawn
	// below it; empty for one without text.
	Headings []Range
	// Resources holds the lines of each of the page's resources, in the order
	// of their numbers; empty for one that does not stand among the lines.
	Resources []Range
	// Notes holds where each of the page's notes stands, in the order of their
	// numbers.
	Notes []Note
	// Figures holds the pictures that have room among the lines, in their order. Their
	// lines have no text of their own.
	Figures []Figure

	bytes int // that it takes in memory, about
	draft *draft
	page  *site.Page
	spec  Spec
}

// Is reports whether this is a page's layout for a Spec.
func (l *Layout) Is(p *site.Page, spec Spec) bool { return l.page == p && l.spec == spec }

// SameLines reports whether another layout has the same lines, perhaps in other colours.
// It may be nil.
func (l *Layout) SameLines(other *Layout) bool { return other != nil && l.draft == other.draft }

// Range is the lines from First up to, but not including, End.
type Range struct{ First, End int }

// Empty reports whether the range holds no line.
func (r Range) Empty() bool { return r.End <= r.First }

// add makes the range reach to a line, which none before it comes after.
func (r *Range) add(line int) {
	if r.Empty() {
		r.First = line
	}
	r.End = line + 1
}

// Place is a position in a page that holds at any width: how many letters and
// digits stand from there to the end.
type Place int

// PlaceOf is the place where a line begins.
func (l *Layout) PlaceOf(line int) Place {
	if len(l.draft.letters) == 0 {
		return 0
	}
	return Place(l.draft.letters[min(max(line, 0), len(l.draft.letters)-1)])
}

// LineOf is the line in which a place stands.
func (l *Layout) LineOf(p Place) int {
	behind := sort.Search(len(l.draft.letters), func(i int) bool { return l.draft.letters[i] < int(p) })
	return max(behind-1, 0)
}

// Follow is the line where, in this layout, the text stands that was at a line
// of an older version of the page, at the same width and in the same theme:
// what was added or taken away before it or behind it does not matter. Where
// that text itself was changed, it is the line where it would stand for the text
// that follows it; or if none of that is left, a line near it.
func (l *Layout) Follow(old *Layout, line int) int {
	if len(old.draft.letters) == 0 || len(l.draft.letters) == 0 {
		return 0
	}
	line = min(max(line, 0), len(old.Lines)-1)
	// The same number of letters from the start, if the change is behind it;
	// the same from the end, if it is before.
	before := l.LineOf(Place(l.draft.letters[0] - (old.draft.letters[0] - old.draft.letters[line])))
	behind := l.LineOf(Place(old.draft.letters[line]))
	const following = 20 // lines, about as many as are on the screen
	for n := line; n < min(line+following, len(old.Lines)); n++ {
		if old.Lines[n] == "" { // blank lines are everywhere
			continue
		}
		if found := l.find(old.Lines[n], before+n-line, behind+n-line); found >= 0 {
			return max(found-(n-line), 0)
		}
	}
	return before
}

// find is the line with a text: where it is guessed to be, or else nearest to the
// first guess; -1 if there is none.
func (l *Layout) find(text string, guesses ...int) int {
	for _, guess := range guesses {
		if guess < len(l.Lines) && l.Lines[guess] == text {
			return guess
		}
	}
	nearest := -1
	for i, t := range l.Lines {
		if t == text && (nearest < 0 || abs(i-guesses[0]) < abs(nearest-guesses[0])) {
			nearest = i
		}
	}
	return nearest
}

func abs(n int) int { return max(n, -n) }

// Render lays a page out. It is the only thing here that takes time. The error is
// a panic; a caller that has to show something may use Fallback.
func Render(s *site.Site, p *site.Page, spec Spec) (*Layout, error) {
	d, err := compose(s, p, spec.shape(), func() bool { return true })
	if err != nil {
		return nil, err
	}
	return d.color(p, spec), nil
}

// Fallback shows a page's Markdown as it was written.
func Fallback(s *site.Site, p *site.Page, spec Spec) *Layout {
	return composeFallback(s, p, spec.shape()).color(p, spec)
}
