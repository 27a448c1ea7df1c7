package search

import (
	"bytes"
	"unicode/utf8"
)

// The parts of a page, by what they are worth to a search.
const (
	inText = iota
	inHeadings
	inTitle
	fields
)

// The ranks of a page, the best last. Each has two of them: the words begin as the page's
// words do, or do not.
const (
	nowhere = iota
	wordsInText
	phraseWithinWords
	wordsInHeadings
	wordsInTitleAndText
	phraseInText
	phraseInTextWordInTitle
	phraseInHeadings
	wordsInTitleAndHeadings
	wordsInTitle
	phraseInTitle
	bestRank = 2*phraseInTitle + 1
)

// rankKept is the rank of a page by what is kept of it; 0 where a word is missing.
func (q *query) rankKept(k kept, words *vocabulary) int {
	q.read(words)
	need := mask(0)
	for _, t := range q.terms {
		need |= t.need
	}
	if q.known&need != need && !k.open { // the whole site does not have one of the words
		return nowhere
	}
	text := k.text
	found := q.scan(text)
	all := found[inText] | found[inHeadings] | found[inTitle]
	switch missing := all&need != need; {
	case missing && all&openPiece == 0:
		return nowhere
	case missing, !q.whole:
		q.room = words.appendText(q.room[:0], text, true)
		return q.rankFolded(q.room)
	}
	var p places
	for field := range fields {
		p.words[field] = found[field] & need
		p.begins[field] = found[field] >> maxSegments & need
	}
	if len(q.order) > 1 {
		p.phrase, p.phraseBegins = q.scanPhrase(text)
	} else {
		for field := range fields {
			p.phrase[field], p.phraseBegins[field] = p.words[field] != 0, p.begins[field] != 0
		}
	}
	return p.rank(need)
}

// places is which words of a query the parts of a page have, as a bit for each, and with
// which of them a word there begins.
type places struct {
	words, begins [fields]mask
	// phrase is where the phrase is, and phraseBegins where a word begins with it.
	phrase, phraseBegins [fields]bool
}

// rank is the rank of a page that has all words.
func (p *places) rank(all mask) int {
	either, title := p.words[inTitle]|p.words[inHeadings], p.words[inTitle]
	begin := func(fields ...int) int {
		begins := mask(0)
		for _, f := range fields {
			begins |= p.begins[f]
		}
		return count(begins == all)
	}
	switch {
	case p.phrase[inTitle]:
		return 2*phraseInTitle + count(p.phraseBegins[inTitle])
	case title == all:
		return 2*wordsInTitle + begin(inTitle)
	case title != 0 && either == all:
		return 2*wordsInTitleAndHeadings + begin(inTitle, inHeadings)
	case p.phrase[inHeadings]:
		return 2*phraseInHeadings + count(p.phraseBegins[inHeadings])
	case p.phraseBegins[inText] && title != 0:
		return 2*phraseInTextWordInTitle + 1
	case p.phraseBegins[inText]:
		return 2*phraseInText + 1
	case title != 0:
		return 2*wordsInTitleAndText + begin(inTitle, inHeadings, inText)
	case either == all:
		return 2*wordsInHeadings + begin(inHeadings)
	case p.phrase[inText]:
		return 2 * phraseWithinWords
	}
	return 2*wordsInText + begin(inTitle, inHeadings, inText)
}

// scan returns what the pieces of a page have, part by part. It takes some 3 ns for each
// piece.
func (q *query) scan(text []byte) (found [fields]mask) {
	field, now, table := inText, mask(0), q.table
	for i := 0; i < len(text); {
		id := int(text[i])
		i++
		if id >= oneByte {
			if id == writtenOut {
				now |= openPiece
				i += 1 + int(text[i]&^writtenWord)
				continue
			}
			id, i = longNumber(text, i)
		}
		if id < marks {
			found[field] |= now
			now = 0
			field = fieldBehind[id]
			continue
		}
		now |= table[id]
	}
	found[field] |= now
	return found
}

// longNumber is the number of more than one byte whose first is before i, and what is
// behind it.
func longNumber(text []byte, i int) (id, next int) {
	c := int(text[i-1])
	if c < twoBytes {
		return oneByte + (c-oneByte)<<8 + int(text[i]), i + 1
	}
	return firstOfThree + (c-twoBytes)<<16 + int(text[i])<<8 + int(text[i+1]), i + 2
}

// scanPhrase reports for each part of a page whether the phrase is in it, and whether a
// word begins with it there. What is in a heading is in the text, too.
func (q *query) scanPhrase(text []byte) (has, begins [fields]bool) {
	field, last, table := inText, len(q.order)-1, q.table
	firstBegins := mask(1) << (maxSegments + q.order[0])
	// phrase has a bit for each word of the phrase that the last piece may be, where those
	// before it are the words before; begun as well, where a word begins with the first.
	var phrase, begun mask
	for i := 0; i < len(text); {
		id := int(text[i])
		i++
		if id >= oneByte {
			if id == writtenOut {
				phrase, begun = 0, 0
				i += 1 + int(text[i]&^writtenWord)
				continue
			}
			id, i = longNumber(text, i)
		}
		if id < marks {
			phrase, begun, field = 0, 0, fieldBehind[id]
			continue
		}
		m := table[id]
		step := m >> stepShift & segments
		if step == 0 {
			phrase, begun = 0, 0
			continue
		}
		begun = begun << 1 & step
		if m&firstBegins != 0 {
			begun |= step & 1
		}
		phrase = (phrase<<1 | 1) & step
		if phrase>>last != 0 {
			has[field] = true
			begins[field] = begins[field] || begun>>last != 0
		}
	}
	has[inText], begins[inText] = has[inText] || has[inHeadings], begins[inText] || begins[inHeadings]
	return has, begins
}

// marks is how many control characters there are, which are the first pieces of every
// vocabulary, in the order of fieldBehind.
const marks = 4

var (
	markPieces  = [marks]byte{breakMark, titleMark, headingMark, endMark}
	fieldBehind = [marks]int{inText, inTitle, inHeadings, inText}
)

// rankFolded is the rank of a page by its folded visible text.
func (q *query) rankFolded(text []byte) int {
	for _, t := range q.terms {
		if !bytes.Contains(text, t.text) {
			return nowhere
		}
	}
	title, body := cutField(text, titleMark)
	p := places{}
	for field, part := range [...][]byte{inText: body, inTitle: title} {
		p.phrase[field], p.phraseBegins[field] = bytes.Contains(part, q.phrase), beginsWord(part, q.phrase)
	}
	all := mask(0)
	for i, t := range q.terms[:min(len(q.terms), 63)] { // a bit for each
		bit := mask(1) << i
		all |= bit
		note := func(field int, part []byte) {
			if bytes.Contains(part, t.text) {
				p.words[field] |= bit
				if p.begins[field]&bit == 0 && beginsWord(part, t.text) {
					p.begins[field] |= bit
				}
			}
		}
		note(inTitle, title)
		note(inText, body)
		for heading, rest := cutField(body, headingMark); heading != nil; heading, rest = cutField(rest, headingMark) {
			note(inHeadings, heading)
		}
	}
	return p.rank(all)
}

func count(b bool) int {
	if b {
		return 1
	}
	return 0
}

// cutField is the first part of a visible text behind a mark, and what is behind it; nil
// where there is none.
func cutField(text []byte, mark byte) (field, rest []byte) {
	begin := bytes.IndexByte(text, mark)
	if begin < 0 {
		return nil, nil
	}
	text = text[begin+1:]
	end := bytes.IndexByte(text, endMark)
	if end < 0 {
		return text, nil
	}
	return text[:end], text[end+1:]
}

// beginsWord reports whether a word stands in a text where one begins.
func beginsWord(text, word []byte) bool {
	for at := 0; ; {
		i := bytes.Index(text[at:], word)
		if i < 0 {
			return false
		}
		if at += i; at == 0 {
			return true
		}
		if r, _ := utf8.DecodeLastRune(text[:at]); classOf(r) != letter {
			return true
		}
		at++
	}
}
