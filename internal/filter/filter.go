// Package filter finds the entries of a list that somebody means by a few letters,
// the best first. All lists of all readers are filtered by it.
package filter

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"hackday.example/kiosk/internal/fold"
)

// Text is an entry of a list, as it is filtered: both folded by fold.Search.
type Text struct {
	Title string
	Rest  string // what else is known of it: its name, its address, its sentence
}

// How an entry matches a query, the best first.
const (
	sameTitle    = iota
	beginsTitle  // the title begins with the query
	beginsWord   // a word of the title does
	inTitle      // the query stands in the title
	wordsInTitle // all words of the query do, in any order
	wordsInBoth  // some stand in the title, the others in the rest
	wordsInRest  // all stand in the rest
	lettersInTitle
	noMatch
)

// maxLetters bounds the queries whose letters may stand apart, in bytes: nobody means a
// title by more of them.
const maxLetters = 32

// List is entries to be filtered. It is made once, never changes, and is safe for
// concurrent use.
type List struct{ entries []listed }

// listed is an entry, and which characters it has.
type listed struct {
	Text
	title, rest letters
}

// NewList makes a list. Its entries are folded already.
func NewList(texts []Text) *List {
	l := &List{make([]listed, len(texts))}
	for i, t := range texts {
		l.entries[i] = listed{t, lettersOf(t.Title), lettersOf(t.Rest)}
	}
	return l
}

// Len is how many entries there are.
func (l *List) Len() int { return len(l.entries) }

// Bytes is how many bytes the list takes, about.
func (l *List) Bytes() int {
	const each = 48 // of an entry without its texts
	n := 0
	for i := range l.entries {
		n += len(l.entries[i].Title) + len(l.entries[i].Rest) + each
	}
	return n
}

// letters is a set of characters, of which some count as one: 64 kinds.
type letters uint64

func lettersOf(text string) (set letters) {
	for i := range len(text) {
		switch c := text[i]; {
		case c == ' ': // which every query has
		case c >= 'a' && c <= 'z':
			set |= 1 << (c - 'a')
		case c >= '0' && c <= '9':
			set |= 1 << (26 + c - '0')
		default:
			set |= 1 << (36 + c%28)
		}
	}
	return set
}

// within reports whether all are in another set.
func (set letters) within(other letters) bool { return set&^other == 0 }

// query is what a list is filtered by.
type query struct {
	text    string
	letters string // the text without blanks; empty where it has more than maxLetters
	set     letters
	words   []word // each once, the longest first
}

type word struct {
	text string
	set  letters
}

func newQuery(text string) query {
	q := query{text: text, letters: strings.ReplaceAll(text, " ", ""), set: lettersOf(text)}
	if len(q.letters) > maxLetters {
		q.letters = ""
	}
	fields := strings.Fields(text)
	slices.Sort(fields)
	fields = slices.Compact(fields)
	slices.SortStableFunc(fields, func(a, b string) int { return len(b) - len(a) })
	for _, w := range fields {
		q.words = append(q.words, word{w, lettersOf(w)})
	}
	return q
}

// Rank returns the indices of the entries that a query means, the best first; of
// equals, those that stand first. An empty query means all of them.
//
// The best is the entry whose title is the query. Then come those whose title begins
// with it, those with a word that does, those that have it anywhere in the title, those
// that have all its words there, there and in the rest, and in the rest alone. The last
// are those whose titles have its letters in their order, 32 at most, with not too many
// others between them, the closest first.
func (l *List) Rank(text string) []int {
	text = strings.TrimSpace(fold.Search(text))
	n := len(l.entries)
	if text == "" {
		all := make([]int, n)
		for i := range all {
			all[i] = i
		}
		return all
	}
	q := newQuery(text)
	matches := make([]uint8, n)
	var apart []spread
	var first [noMatch + 1]int // for each match, where in the result it begins
	for i := range l.entries {
		m, bytes := q.match(&l.entries[i])
		matches[i] = uint8(m)
		if m == lettersInTitle {
			apart = append(apart, spread{i, bytes})
		}
		if m < noMatch {
			first[m+1]++
		}
	}
	for m := range noMatch {
		first[m+1] += first[m]
	}
	found := make([]int, first[noMatch])
	for i, m := range matches {
		if m < noMatch {
			found[first[m]] = i
			first[m]++
		}
	}
	slices.SortStableFunc(apart, func(a, b spread) int { return a.bytes - b.bytes })
	for k, a := range slices.Backward(apart) {
		found[len(found)-len(apart)+k] = a.entry
	}
	return found
}

// spread is over how many bytes of an entry's title the letters of a query stand.
type spread struct{ entry, bytes int }

// match is how an entry matches; and where only its letters do, over how many bytes of
// the title.
func (q *query) match(e *listed) (how, bytes int) {
	if !q.set.within(e.title | e.rest) {
		return noMatch, 0
	}
	inOrder := q.set.within(e.title)
	if inOrder {
		switch at := strings.Index(e.Title, q.text); {
		case at == 0 && len(e.Title) == len(q.text):
			return sameTitle, 0
		case at == 0:
			return beginsTitle, 0
		case at > 0 && hasWord(e.Title, q.text):
			return beginsWord, 0
		case at > 0:
			return inTitle, 0
		}
	}
	title, rest := 0, 0
	for _, w := range q.words {
		switch {
		case w.set.within(e.title) && strings.Contains(e.Title, w.text):
			title++
		case w.set.within(e.rest) && strings.Contains(e.Rest, w.text):
			rest++
		default:
			if inOrder && q.letters != "" {
				if n := lettersSpread(e.Title, q.letters); n > 0 && n <= mostSpread(q.text) {
					return lettersInTitle, n
				}
			}
			return noMatch, 0
		}
	}
	switch {
	case rest == 0:
		return wordsInTitle, 0
	case title > 0:
		return wordsInBoth, 0
	}
	return wordsInRest, 0
}

// hasWord reports whether a word of the text, but for the first, begins with the query.
func hasWord(text, query string) bool {
	for at := 0; ; {
		next := strings.Index(text[at+1:], query)
		if next < 0 {
			return false
		}
		at += 1 + next
		switch before := text[at-1]; {
		case before >= 'a' && before <= 'z' || before >= '0' && before <= '9': // as a rule
			continue
		case before < utf8.RuneSelf:
			return true
		}
		if r, _ := utf8.DecodeLastRuneInString(text[:at]); !unicode.In(r, unicode.L, unicode.M, unicode.N) {
			return true
		}
	}
}

// mostSpread is over how many bytes the letters of a query may stand: more is chance.
func mostSpread(query string) int { return 4*len(query) + 8 }

// lettersSpread is over how few bytes of the text some letters stand, in their order; 0
// where they do not.
func lettersSpread(text, letters string) (least int) {
	first, size := utf8.DecodeRuneInString(letters)
	for {
		begin := strings.IndexRune(text, first)
		if begin < 0 {
			return least
		}
		text = text[begin:]
		n := lettersEnd(text[size:], letters[size:])
		if n < 0 { // nor from any later beginning
			return least
		}
		if n += size; least == 0 || n < least {
			least = n
		}
		text = text[size:]
	}
}

// lettersEnd is behind which byte of the text all letters have stood, in their order; -1
// where they do not.
func lettersEnd(text, letters string) (end int) {
	for _, r := range letters {
		at := strings.IndexRune(text[end:], r)
		if at < 0 {
			return -1
		}
		end += at + utf8.RuneLen(r)
	}
	return end
}
