package search

import (
	"bytes"
	"slices"
	"unicode/utf8"

	"hackday.example/kiosk/internal/fold"
)

// An excerpt has at most excerptBefore characters before the match, and excerptLength in
// all, but for what marks a cut. It is cut at blanks, unless the nearest is further than
// excerptBefore.
const (
	excerptBefore = 48
	excerptLength = 150
	cutMark       = "…"
)

// excerpt is what stands around the first match in a page's visible text, its title left
// out; nothing where only that matches.
func (q *query) excerpt(text []byte) (string, []Range) {
	if end := bytes.IndexByte(text, endMark); len(text) > 0 && text[0] == titleMark && end >= 0 {
		text = text[end+1:]
	}
	q.room = appendFolded(q.room[:0], text)
	first := q.first(q.room)
	if first < 0 {
		return "", nil
	}
	at := unfold(text, first)
	begin, beginCut := back(text, at)
	end, endCut := ahead(text, begin, at)
	b := make([]byte, 0, end-begin+2*len(cutMark))
	if beginCut {
		b = append(b, cutMark...)
	}
	textBegin := len(b)
	for _, r := range runes(text[begin:end]) {
		switch {
		case r > ' ':
			b = utf8.AppendRune(b, r)
		case r != ' ' && r != breakMark: // a mark
		case len(b) > textBegin && b[len(b)-1] != ' ':
			b = append(b, ' ')
		}
	}
	b = bytes.TrimRight(b, " ")
	textEnd := len(b)
	if endCut {
		b = append(b, cutMark...)
	}
	return string(b), q.marksIn(b[:textEnd], textBegin)
}

// first is where in a folded text the first match is: the phrase, or else the first of
// the words, if possible where a word begins; -1 for none.
func (q *query) first(folded []byte) int {
	if i := bytes.Index(folded, q.phrase); i >= 0 {
		return i
	}
	first := -1
	for _, t := range q.terms {
		if i := bytes.Index(folded, t.text); i >= 0 && (first < 0 || i < first) {
			first = i
		}
	}
	return first
}

// unfold is where in a text the character is that was folded to what is at an offset.
func unfold(text []byte, offset int) int {
	var room [64]byte
	b := room[:0]
	folded := 0
	for i := 0; i < len(text); {
		if c := text[i]; c > ' ' && c < utf8.RuneSelf {
			b = append(b[:0], c)
			if folded++; folded > offset {
				return i
			}
			i++
			continue
		}
		if n := len(b); n > 1 { // what comes depends on the last byte alone
			b = append(b[:0], b[n-1])
		}
		before := len(b)
		r, size := utf8.DecodeRune(text[i:])
		b = foldRune(b, r)
		if folded += len(b) - before; folded > offset {
			return i
		}
		i += size
	}
	return len(text)
}

// back is where an excerpt begins that has a match at an offset.
func back(text []byte, at int) (begin int, cut bool) {
	begin = at
	blank := -1
	for n := 0; n < excerptBefore && begin > 0; n++ {
		_, size := utf8.DecodeLastRune(text[:begin])
		if text[begin-1] <= ' ' {
			blank = begin
		}
		begin -= size
	}
	if begin == 0 {
		return 0, false
	}
	if text[begin-1] > ' ' && blank >= 0 {
		begin = blank
	}
	return begin, true
}

// ahead is where it ends.
func ahead(text []byte, begin, at int) (end int, cut bool) {
	end = begin
	blank := -1
	for n := 0; n < excerptLength && end < len(text); n++ {
		_, size := utf8.DecodeRune(text[end:])
		if text[end] <= ' ' && end > at {
			blank = end
		}
		end += size
	}
	if len(bytes.TrimLeft(text[end:], "\n \x01\x02\x03")) == 0 {
		return len(text), false
	}
	if text[end] > ' ' && blank >= 0 && utf8.RuneCount(text[blank:end]) <= excerptBefore {
		end = blank
	}
	return end, true
}

// marksIn are the query's words in an excerpt from a byte on, in order; those that touch
// or overlap are one.
func (q *query) marksIn(excerpt []byte, from int) []Range {
	folded, origin, ends := q.room[:0], q.origin[:0], q.ends[:0]
	for i, r := range runes(excerpt[from:]) {
		n := len(folded)
		folded = fold.AppendSearch(folded, r)
		size := utf8.RuneLen(r)
		if len(folded) == n && len(ends) > 0 { // a mark belongs to the letter before
			for j := len(ends) - 1; j >= 0 && ends[j] == from+i; j-- {
				ends[j] = from + i + size
			}
		}
		for range len(folded) - n {
			origin, ends = append(origin, from+i), append(ends, from+i+size)
		}
	}
	q.room, q.origin, q.ends = folded, origin, ends
	marks := make([]Range, 0, 4)
	for _, t := range q.terms {
		for at := 0; ; {
			i := bytes.Index(folded[at:], t.text)
			if i < 0 {
				break
			}
			at += i
			marks = append(marks, Range{origin[at], ends[at+len(t.text)-1]})
			at += len(t.text)
		}
	}
	slices.SortFunc(marks, func(a, b Range) int { return a.First - b.First })
	joined := marks[:0]
	for _, m := range marks {
		if n := len(joined); n > 0 && m.First <= joined[n-1].End {
			joined[n-1].End = max(joined[n-1].End, m.End)
			continue
		}
		joined = append(joined, m)
	}
	return joined
}
