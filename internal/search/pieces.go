package search

import (
	"iter"
	"unicode"
	"unicode/utf8"
)

// class tells how a character takes part in pieces.
type class uint8

const (
	separator class = iota // blanks, punctuation, symbols
	letter                 // of a script that parts words by blanks
	lone                   // of a script that does not: each is a piece of its own
	control                // see breakMark
)

// classOf is the class of a character, folded or not.
func classOf(r rune) class {
	switch {
	case r < ' ':
		return control
	case r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z', r >= '0' && r <= '9':
		return letter
	case r < utf8.RuneSelf:
		return separator
	case r >= 0xC0 && r < 0xE00 && unicode.IsLetter(r):
		return letter
	case unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar, unicode.Tibetan), r == 'ー', r == 'ｰ', r >= 0x3099 && r <= 0x309C:
		return lone
	case unicode.In(r, unicode.L, unicode.M, unicode.Nd, unicode.Cf):
		return letter
	}
	return separator
}

// maxPiece bounds a piece, in bytes. Longer words are cut; there are few.
const maxPiece = 40

// next cuts the first piece off a visible text, which is not empty: a word, what stands
// between two words, a character of a script without blanks, or a control character. A
// part of a word that was cut is no word: only what both begins and ends as one is.
func next(text []byte, within bool) (piece []byte, kind class, cut bool) {
	r, n := utf8.DecodeRune(text)
	kind = classOf(r)
	if kind == control || kind == lone {
		return text[:n], kind, false
	}
	for n < len(text) {
		r, size := utf8.DecodeRune(text[n:])
		if classOf(r) != kind {
			break
		}
		if n+size > maxPiece {
			cut = kind == letter
			break
		}
		n += size
	}
	if kind == letter && within {
		kind = separator
	}
	return text[:n], kind, cut
}

// runes is the characters of a text, each behind where it begins. Unlike a conversion to
// a string it allocates nothing.
func runes(text []byte) iter.Seq2[int, rune] {
	return func(yield func(int, rune) bool) {
		for i := 0; i < len(text); {
			r, n := utf8.DecodeRune(text[i:])
			if !yield(i, r) {
				return
			}
			i += n
		}
	}
}
