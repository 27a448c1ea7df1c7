package search

import (
	"bytes"
	"sort"
	"unicode/utf8"

	"hackday.example/kiosk/internal/fold"
)

// A page's visible text is kept as the numbers of its pieces, which the pages of a site
// share; so it takes about a fourth of its bytes. The first pieces have numbers of one
// byte, the next of two, then of three; a piece for which there is no number is written
// out behind its length. A blank between two words is not written.
const (
	oneByte    = 192 // numbers below are one byte
	twoBytes   = 252 // first bytes below begin a number of two bytes
	writtenOut = 255 // begins a piece that is written out

	firstOfThree = oneByte + (twoBytes-oneByte)<<8
	maxPieces    = firstOfThree + (writtenOut-twoBytes)<<16
)

// vocabulary is the pieces of a site. It only grows: a copy of it goes on to be right
// for what was written with it, so readers need no lock. One goroutine at a time may add.
type vocabulary struct {
	blob   []byte // of each piece its bytes, and if those are others, its bytes folded
	pieces []piece
}

// piece is where a piece is: from the low bits up, where in blob it begins (32 bits), how
// many bytes it has (8), how many its folded form has (8) and where behind its beginning
// that begins (8), and flags.
type piece uint64

// The flags of pieces.
const (
	isWord piece = 1 << (56 + iota) // the pieces beside it are parted from it by blanks
	isOpen                          // a word may begin in it and go on in the piece behind, or the other way
)

func (p piece) begin() int      { return int(uint32(p)) }
func (p piece) size() int       { return int(uint8(p >> 32)) }
func (p piece) foldedSize() int { return int(uint8(p >> 40)) }

// folded is where in blob the folded form begins.
func (p piece) folded() int { return p.begin() + int(uint8(p>>48)) }

// end is where in blob the next piece begins.
func (p piece) end() int { return max(p.begin()+p.size(), p.folded()+p.foldedSize()) }

// bytes returns how much memory the vocabulary takes.
func (v *vocabulary) bytes() int { return cap(v.blob) + 8*cap(v.pieces) }

// piece is a piece as the page has it.
func (v *vocabulary) piece(id int) []byte {
	p := v.pieces[id]
	return v.blob[p.begin():][:p.size()]
}

// folded is a piece as it is searched for.
func (v *vocabulary) folded(id int) []byte {
	p := v.pieces[id]
	return v.blob[p.folded():][:p.foldedSize()]
}

// add adds a piece and returns its number; false where it is too long when folded, since
// some characters become whole phrases. kind is what next says of it.
func (v *vocabulary) add(text []byte, kind class) (id int, ok bool) {
	folded := appendFolded(nil, text)
	if len(folded) > 0xFF {
		return 0, false
	}
	p := piece(len(v.blob)) | piece(len(text))<<32 | piece(len(folded))<<40 | flagsOf(folded, kind)
	v.blob = append(v.blob, text...)
	if !bytes.Equal(folded, text) {
		p |= piece(len(text)) << 48
		v.blob = append(v.blob, folded...)
	}
	v.pieces = append(v.pieces, p)
	return len(v.pieces) - 1, true
}

// flagsOf are the flags of a piece by what it is folded to.
func flagsOf(folded []byte, kind class) (flags piece) {
	if kind == letter {
		flags = isWord
	}
	for _, r := range runes(folded) {
		if of := classOf(r); of == letter && kind != letter || of == separator && kind != separator {
			flags |= isOpen
		}
	}
	return flags
}

// appendFolded appends what a text is searched for as.
func appendFolded(b, text []byte) []byte {
	for len(text) > 0 {
		n := 0
		for ; n < len(text) && text[n] > ' ' && text[n] < utf8.RuneSelf; n++ {
			c := text[n]
			if c >= 'A' && c <= 'Z' {
				c += 'a' - 'A'
			}
			b = append(b, c)
		}
		if text = text[n:]; len(text) > 0 {
			r, size := utf8.DecodeRune(text)
			b, text = foldRune(b, r), text[size:]
		}
	}
	return b
}

// foldRune is fold.AppendSearch, but that the control characters of a visible text stay.
func foldRune(b []byte, r rune) []byte {
	if r < ' ' {
		return append(b, byte(r))
	}
	return fold.AppendSearch(b, r)
}

// writer writes texts by a vocabulary, which it adds to.
type writer struct {
	vocabulary
	numbers map[string]int32 // by kind and piece
}

// newWriter makes a writer that goes on where a vocabulary ended.
func newWriter(v vocabulary) *writer {
	w := &writer{vocabulary: v, numbers: make(map[string]int32, len(v.pieces))}
	for id, p := range v.pieces {
		w.numbers[pieceKey(v.piece(id), p&isWord != 0)] = int32(id)
	}
	return w
}

// pieceKey tells words from parts of words that are spelt alike.
func pieceKey(piece []byte, word bool) string {
	if word {
		return string(piece)
	}
	return string(piece) + "\x00"
}

// number is a piece's number, which is added if it is new; false where there is no room.
func (w *writer) number(piece []byte, kind class) (int, bool) {
	key := pieceKey(piece, kind == letter)
	if id, ok := w.numbers[key]; ok {
		return int(id), true
	}
	if len(w.pieces) == maxPieces || len(w.blob) >= maxVocabulary {
		return 0, false
	}
	id, ok := w.add(piece, kind)
	if ok {
		w.numbers[key] = int32(id)
	}
	return id, ok
}

// each calls f with the pieces of a visible text that are written: all but the blanks
// between words.
func each(text []byte, f func(piece []byte, kind class)) {
	var before class = control
	cut := false
	for len(text) > 0 {
		piece, kind, more := next(text, cut)
		cut = more
		text = text[len(piece):]
		if len(piece) == 1 && piece[0] == ' ' && before == letter && len(text) > 0 {
			if _, behind, _ := next(text, false); behind == letter {
				continue
			}
		}
		f(piece, kind)
		before = kind
	}
}

// write appends a visible text as numbers.
func (w *writer) write(b, text []byte) []byte {
	each(text, func(piece []byte, kind class) {
		id, ok := w.number(piece, kind)
		switch {
		case !ok:
			size := len(piece)
			if kind == letter {
				size |= writtenWord
			}
			b = append(append(b, writtenOut, byte(size)), piece...)
		case id < oneByte:
			b = append(b, byte(id))
		case id < firstOfThree:
			id -= oneByte
			b = append(b, byte(oneByte+id>>8), byte(id))
		default:
			id -= firstOfThree
			b = append(b, byte(twoBytes+id>>16), byte(id>>8), byte(id))
		}
	})
	return b
}

// writtenWord is set in the length of a word that is written out.
const writtenWord = 0x80

// number takes the first number off a text; -1 before a piece that is written out,
// which is returned.
func number(text []byte) (id int, written []byte, word bool, rest []byte) {
	switch c := text[0]; {
	case c < oneByte:
		return int(c), nil, false, text[1:]
	case c < twoBytes:
		return oneByte + int(c-oneByte)<<8 + int(text[1]), nil, false, text[2:]
	case c < writtenOut:
		return firstOfThree + int(c-twoBytes)<<16 + int(text[1])<<8 + int(text[2]), nil, false, text[3:]
	}
	size := int(text[1] &^ writtenWord)
	return -1, text[2 : 2+size], text[1]&writtenWord != 0, text[2+size:]
}

// appendText appends a text that was written: as it was, or folded.
func (v *vocabulary) appendText(b, text []byte, folded bool) []byte {
	after := false // a word
	for len(text) > 0 {
		id, piece, word, rest := number(text)
		text = rest
		switch {
		case id < 0 && folded:
			piece = appendFolded(nil, piece)
		case id < 0:
		case folded:
			p := v.pieces[id]
			piece, word = v.blob[p.folded():][:p.foldedSize()], p&isWord != 0
		default:
			piece, word = v.piece(id), v.pieces[id]&isWord != 0
		}
		blank := folded && len(b) > 0 && (b[len(b)-1] == ' ' || b[len(b)-1] == breakMark) // as for fold.AppendSearch
		if word && after && !blank {
			b = append(b, ' ')
			blank = folded
		}
		if blank && len(piece) > 0 && piece[0] == ' ' {
			piece = piece[1:]
		}
		b = append(b, piece...)
		after = word
	}
	return b
}

// open reports whether a text that was written has open pieces, or some written out.
func (v *vocabulary) open(text []byte) bool {
	for len(text) > 0 {
		id, _, _, rest := number(text)
		if id < 0 || v.pieces[id]&isOpen != 0 {
			return true
		}
		text = rest
	}
	return false
}

// find calls f with the number of every piece from the one numbered first on whose
// folded form holds a segment, and whether it begins with it.
func (v *vocabulary) find(segment []byte, first int, f func(id int, begins bool)) {
	if first == len(v.pieces) {
		return
	}
	for at, id := v.pieces[first].begin(), first; ; {
		i := bytes.Index(v.blob[at:], segment)
		if i < 0 {
			return
		}
		at += i
		if v.pieces[id].end() <= at {
			id++
			id += sort.Search(len(v.pieces)-id, func(i int) bool { return v.pieces[id+i].end() > at })
		}
		p := v.pieces[id]
		if at < p.folded() || at+len(segment) > p.folded()+p.foldedSize() {
			at++
			continue
		}
		f(id, at == p.folded())
		if at, id = p.end(), id+1; id == len(v.pieces) {
			return
		}
	}
}
