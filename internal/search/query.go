package search

import (
	"bytes"
	"slices"
	"strings"
	"unicode/utf8"

	"hackday.example/kiosk/internal/fold"
)

// MaxQuery bounds a query, in characters; what is behind them is not looked for.
const MaxQuery = 200

// Words are the words of a query, folded by fold.Search, each of which has to be on a
// page. Of a query longer than MaxQuery they are those of its beginning.
func Words(query string) []string {
	n := 0
	for at := range query {
		if n++; n > MaxQuery {
			query = query[:at]
			break
		}
	}
	return strings.FieldsFunc(fold.Search(query), func(r rune) bool { return r <= ' ' || r == utf8.RuneError })
}

// maxSegments bounds the parts of a query's words of which a mask tells whether a piece
// holds them, and the words of a phrase that masks tell. Pages are read for the others.
const maxSegments = 14

// mask tells which segments of a query a piece holds; from bit maxSegments on, with which
// it begins; and from stepShift on, the word of the phrase that it may be.
type mask uint64

const (
	segments  = 1<<maxSegments - 1
	stepShift = 2 * maxSegments
	openPiece = mask(1) << 63 // see isOpen
)

// term is a word of a query.
type term struct {
	text []byte
	need mask // the segments that the page's pieces have to hold, unless an open one is there
	// whole is set where need is all that the word is.
	whole bool
}

// query is what is looked for, while that lasts. It is for one goroutine.
type query struct {
	terms  []term
	phrase []byte // all of them, with blanks between
	// whole is set where all terms are. Then masks tell all that is to be known of a page
	// that has them. order is the words of the phrase by the segments that they are.
	whole bool
	order []int
	parts [][]byte
	table []mask     // of each piece of the vocabulary, as far as that was looked at
	words vocabulary // to which table belongs
	known mask       // the segments that any piece in table holds

	// Kept to save allocations. Of each byte of a folded excerpt, origin is where its
	// character is in the excerpt, and ends where the next one is.
	room         []byte
	origin, ends []int
}

func newQuery(words []string) *query {
	q := &query{phrase: []byte(strings.Join(words, " "))}
	known := map[string]bool{}
	for _, w := range words {
		if !known[w] {
			known[w] = true
			q.terms = append(q.terms, q.term(w))
		}
	}
	q.whole = len(words) <= maxSegments
	for _, t := range q.terms {
		q.whole = q.whole && t.whole
	}
	if q.whole {
		for _, w := range words {
			q.order = append(q.order, slices.IndexFunc(q.parts, func(p []byte) bool { return string(p) == w }))
		}
	}
	return q
}

// term cuts a word into segments: what has to be within one piece.
func (q *query) term(word string) term {
	t := term{text: []byte(word), whole: true}
	parts := 0
	for rest := t.text; len(rest) > 0; {
		r, n := utf8.DecodeRune(rest)
		kind := classOf(r)
		for kind == letter && n < len(rest) {
			r, size := utf8.DecodeRune(rest[n:])
			if classOf(r) != letter {
				break
			}
			n += size
		}
		part := rest[:n]
		rest = rest[n:]
		parts++
		if kind == separator || kind == control || len(q.parts) == maxSegments {
			t.whole = false
			continue
		}
		t.need |= 1 << len(q.parts)
		q.parts = append(q.parts, part)
	}
	t.whole = t.whole && parts == 1
	return t
}

// read makes the table be that of a vocabulary, which is the one before or has grown.
func (q *query) read(words *vocabulary) {
	known, all := len(q.table), len(words.pieces)
	if known > 0 && (len(q.words.pieces) != known || &q.words.pieces[0] != &words.pieces[0]) {
		known, q.known = 0, 0 // another, or it was moved
	}
	if known == all {
		return
	}
	q.words = *words
	if cap(q.table) < all {
		q.table = append(make([]mask, 0, all+all/4), q.table[:known]...)
	}
	q.table = q.table[:all]
	clear(q.table[known:])
	for id := known; id < all; id++ {
		if words.pieces[id]&isOpen != 0 {
			q.table[id] = openPiece
		}
	}
	for i, part := range q.parts {
		words.find(part, known, func(id int, begins bool) {
			q.known |= 1 << i
			q.table[id] |= 1 << i
			if begins {
				q.table[id] |= 1 << (maxSegments + i)
			}
			if words.pieces[id]&isWord != 0 {
				q.table[id] |= q.steps(i, begins, words.folded(id))
			}
		})
	}
}

// steps is which words of the phrase a word of a page may be that holds a segment: the
// first may end in it, the last begin with it, and those between are all of it.
func (q *query) steps(segment int, begins bool, word []byte) (m mask) {
	part := q.parts[segment]
	for i, of := range q.order {
		if of == segment && (i == 0 || begins) && (i == len(q.order)-1 || bytes.HasSuffix(word, part)) &&
			(i == 0 || i == len(q.order)-1 || len(word) == len(part)) {
			m |= 1 << (stepShift + i)
		}
	}
	return m
}
