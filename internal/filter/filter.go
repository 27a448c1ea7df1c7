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

// Rank returns the indices of the n entries that the query means, the best first; of
// equals, those that stand first. An empty query means all of them. at returns an
// entry; it is called once for each.
//
// The best is the entry whose title is the query. Then come those whose title begins
// with it, those with a word that does, those that have it anywhere in the title, those
// that have all its words there, there and in the rest, and in the rest alone. The last
// are those whose titles have its letters in their order, with not too many others
// between them, the closest first.
func Rank(query string, n int, at func(i int) Text) []int {
	query = strings.TrimSpace(fold.Search(query))
	if query == "" {
		all := make([]int, n)
		for i := range all {
			all[i] = i
		}
		return all
	}
	words := strings.Fields(query)
	slices.Sort(words) // one that is there twice is looked for once
	words = slices.Compact(words)
	matches := make([]uint8, n)
	var apart []spread
	var first [noMatch + 1]int // for each match, where in the result it begins
	for i := range n {
		m, bytes := match(at(i), query, words)
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

// match is how an entry matches a query; and where only its letters do, over how many
// bytes of the title.
func match(t Text, query string, words []string) (how, bytes int) {
	switch at := strings.Index(t.Title, query); {
	case at == 0 && len(t.Title) == len(query):
		return sameTitle, 0
	case at == 0:
		return beginsTitle, 0
	case at > 0 && hasWord(t.Title, query):
		return beginsWord, 0
	case at > 0:
		return inTitle, 0
	}
	title, rest := 0, 0
	for _, w := range words {
		switch {
		case strings.Contains(t.Title, w):
			title++
		case strings.Contains(t.Rest, w):
			rest++
		default:
			if n := lettersSpread(t.Title, query); n > 0 && n <= mostSpread(query) {
				return lettersInTitle, n
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
		if r, _ := utf8.DecodeLastRuneInString(text[:at]); !unicode.In(r, unicode.L, unicode.M, unicode.N) {
			return true
		}
	}
}

// mostSpread is over how many bytes the letters of a query may stand: more is chance.
func mostSpread(query string) int { return 4*len(query) + 8 }

// lettersSpread is over how few bytes of the text the letters of the query stand, in
// their order; 0 where they do not. Blanks in the query stand for nothing.
func lettersSpread(text, query string) (least int) {
	query = strings.ReplaceAll(query, " ", "")
	first, size := utf8.DecodeRuneInString(query)
	for {
		begin := strings.IndexRune(text, first)
		if begin < 0 {
			return least
		}
		text = text[begin:]
		n := lettersEnd(text[size:], query[size:])
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
