package layout

import (
	"math"
	"slices"
	"sort"
	"strings"
	"unicode"
	"unicode/utf8"

	"hackday.example/kiosk/internal/site"
)

// The Spoken form says where the language of the text changes, and where it is again that
// of before (WCAG 2.2 3.1.2): "In Welsh: Croeso." It says so in the order in which lines
// are read, which is that in which paragraphs are broken into them.

// passages is the languages of a page's text, and which of them a listener has in mind.
type passages struct {
	all []site.Passage // by their offsets; nil where nothing is said of them
	own string         // the page's language
	// heard is the passages around what was read last, by their numbers, the innermost
	// last. The first is the page's own language. All are in different languages.
	heard []uint16
}

// The numbers of passages, which spans have: no passage, text in front of all of them,
// and what says itself that another passage follows. Passages themselves count from
// firstPassage.
const (
	noPassage     uint16 = 0
	beforeAll     uint16 = 1
	firstPassage  uint16 = 2
	passageIsSaid uint16 = math.MaxUint16
)

func newPassages(of shape, s *site.Site, p *site.Page) passages {
	const most = int(passageIsSaid - firstPassage)
	if of.form != Spoken || len(p.Passages) == 0 {
		return passages{}
	}
	return passages{all: p.Passages[:min(len(p.Passages), most)], own: s.LanguageOf(p), heard: []uint16{beforeAll}}
}

// at is the passage that text at an offset of the Markdown is in, by its number, and where
// that ends.
func (p *passages) at(offset int) (number uint16, end int) {
	if p.all == nil {
		return noPassage, math.MaxInt
	}
	i := sort.Search(len(p.all), func(i int) bool { return p.all[i].Offset > offset })
	end = math.MaxInt
	if i < len(p.all) {
		end = p.all[i].Offset
	}
	return beforeAll + uint16(i), end
}

// languageOf is the language of a passage; empty where it is not known.
func (p *passages) languageOf(number uint16) string {
	if number < firstPassage || p.all[number-firstPassage].Language == "" {
		return p.own
	}
	return p.all[number-firstPassage].Language
}

// same reports whether two passages are in the same language.
func (p *passages) same(a, b uint16) bool { return p.languageOf(a) == p.languageOf(b) }

// hear has a passage for the one that is read, and reports whether it is one of those
// around the one before.
func (p *passages) hear(number uint16) (again bool) {
	for i, n := range p.heard {
		if p.same(n, number) {
			p.heard = p.heard[:i+1]
			p.heard[i] = number
			return true
		}
	}
	p.heard = append(p.heard, number)
	return false
}

// inPassages is spans with what is said where one is in another language than the text
// before it. They are valid until the next call.
func (t *setter) inPassages(spans []span) []span {
	p := &t.passages
	if p.all == nil {
		return spans
	}
	out := t.told[:0]
	for _, s := range spans {
		is := s.passage
		if is == noPassage {
			out = append(out, s)
			continue
		}
		s.passage = p.heard[len(p.heard)-1]
		at := -1
		if !p.same(is, s.passage) {
			at = beginsAt(out, s.text, slices.ContainsFunc(p.heard, func(n uint16) bool { return p.same(n, is) }))
		}
		if at < 0 {
			out = append(out, s)
			continue
		}
		if at > 0 {
			out = append(out, s.piece(0, at, true))
		}
		if text := t.words.SpokenLanguage(p.languageOf(is), p.hear(is), beginsSentence(out)); text != "" {
			if r := lastRune(out); unicode.IsLetter(r) || unicode.IsNumber(r) {
				text = " " + text
			}
			said := aside(t.shown(text)+" ", 0)
			said.passage = passageIsSaid
			out = append(out, said)
		}
		s.passage = is
		out = append(out, s.piece(at, len(s.text), at == 0))
	}
	t.told = out
	return out
}

// beginsAt is where in a text behind some spans another language begins to be read: where
// its first word does. That the text returns to the language around what was before is
// only said between words, so that "the café's" is not torn. It is -1 where there is no
// word, or none yet.
func beginsAt(before []span, text string, returns bool) int {
	last := lastRune(before)
	begin, parted := 0, !returns || unicode.IsSpace(last) // of what may be a word
	for i, r := range text {
		switch {
		case unicode.IsSpace(r):
			begin, parted = i+utf8.RuneLen(r), true
		case !unicode.IsLetter(r) && !unicode.IsNumber(r):
		case parted:
			return begin
		case isIdeographic(r) || isIdeographic(last): // between which there are no blanks
			return i
		}
		last = r
	}
	return -1
}

// lastRune is the last character of some spans; a blank where there is none.
func lastRune(spans []span) rune {
	for i := len(spans) - 1; i >= 0; i-- {
		if text := spans[i].text; text != "" {
			r, _ := utf8.DecodeLastRuneInString(text)
			return r
		}
	}
	return ' '
}

// beginsSentence reports whether what is said behind some spans begins a sentence: nothing
// of the page stands before it in the paragraph, or what does ends with a sentence's end
// or a colon.
func beginsSentence(before []span) bool {
	asides := true
	for _, s := range before {
		asides = asides && (s.aside || strings.TrimSpace(s.text) == "")
	}
	if asides {
		return true
	}
	for i := len(before) - 1; i >= 0; i-- {
		if text := strings.TrimRight(before[i].text, " "); text != "" {
			r, _ := utf8.DecodeLastRuneInString(text)
			return strings.ContainsRune("\n.!?:…。！？：", r)
		}
	}
	return true
}

// Languages is the language in which lines of the Spoken form of a page of a site begin and that in which they
// end, by their codes, as site.LanguageOf has them. begin is empty where the lines say it
// themselves, and both are where they have no text of the page, or the page is in one
// language.
func (l *Layout) Languages(s *site.Site, lines Range) (begin, end string) {
	if l.spec.Form != Spoken || len(l.page.Passages) == 0 {
		return "", ""
	}
	p := newPassages(l.spec.shape(), s, l.page)
	said := false
	for _, line := range l.draft.lines[lines.First:lines.End] {
		for _, s := range line.spans {
			switch s.passage {
			case noPassage:
			case passageIsSaid:
				said = said || end == ""
			default:
				if end = p.languageOf(s.passage); begin == "" && !said {
					begin = end
				}
			}
		}
	}
	return begin, end
}
