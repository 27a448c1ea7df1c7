// Package fold writes text with fewer characters: for terminals that show ASCII
// only (fold.go), and for searching, where "Café" is found by "cafe" and "Ёлка" by
// "елка" (search.go).
package fold

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// lookalikes are the characters that have no decomposition into ASCII (Unicode
// Standard Annex #15), and what is written in their place.
var lookalikes = map[rune]string{
	'‘': "'", '’': "'", '‚': "'", '‛': "'", '′': "'", '“': "\"", '”': "\"", '„': "\"", '″': "\"", '«': "\"", '»': "\"", '‹': "'", '›': "'",
	'‐': "-", '‑': "-", '‒': "-", '–': "-", '—': "-", '―': "-", '−': "-", '─': "-", '━': "-", '│': "|", '┃': "|",
	'┼': "+", '├': "+", '┤': "+", '┬': "+", '┴': "+", '╭': "+", '╮': "+", '╰': "+", '╯': "+", '┌': "+", '┐': "+", '└': "+", '┘': "+",
	'•': "*", '·': "-", '◦': "o", '▪': "*", '…': "...", '⁄': "/", '×': "x", '÷': "/", '→': ">", '←': "<", '↑': "^", '↓': "v",
	'ʼ': "'", 'ħ': "h", 'Ħ': "H", 'ŧ': "t", 'Ŧ': "T",
	'ß': "ss", 'æ': "ae", 'Æ': "AE", 'œ': "oe", 'Œ': "OE", 'ø': "o", 'Ø': "O", 'đ': "d", 'Đ': "D", 'ł': "l", 'Ł': "L", 'ð': "d", 'þ': "th", 'ı': "i",
	'£': "GBP ", '€': "EUR ", '©': "(c)", '®': "(r)", '™': "(tm)", '°': " deg", '§': "section ", '¶': "",
	'\u00A0': " ", '\u202F': " ", '\u2009': " ",
}

// Text is a text for who shows ASCII alone, if ascii is set; else it is as it was.
func Text(text string, ascii bool) string {
	if ascii {
		return ASCII(text)
	}
	return text
}

// appendASCII appends a character in ASCII. Where there is no way to write it, ok is
// false, and b is as it was.
func appendASCII(b []byte, r rune) (appended []byte, ok bool) {
	if r < utf8.RuneSelf {
		return append(b, byte(r)), true
	}
	if text, ok := lookalikes[r]; ok {
		return append(b, text...), true
	}
	if unicode.Is(unicode.M, r) || r >= 0xE0020 && r <= 0xE007F { // a mark upon the letter before, or a tag behind a flag
		return b, true
	}
	var encoded [utf8.UTFMax]byte
	parts := norm.NFKD.Properties(encoded[:utf8.EncodeRune(encoded[:], r)]).Decomposition()
	if len(parts) == 0 {
		return b, false
	}
	n := len(b)
	for len(parts) > 0 {
		part, size := utf8.DecodeRune(parts)
		parts = parts[size:]
		switch {
		case part < utf8.RuneSelf:
			b = append(b, byte(part))
		case unicode.Is(unicode.M, part):
		case lookalikes[part] != "":
			b = append(b, lookalikes[part]...)
		default:
			return b[:n], false
		}
	}
	return b, true
}

// ASCII writes text with nothing but ASCII: without accents, with straight
// quotes, and with "?" for what has no likeness. It takes linear time, and allocates
// once where the result is no longer than the text.
func ASCII(text string) string {
	if isASCII(text) {
		return text
	}
	var folded strings.Builder
	folded.Grow(len(text))
	var room [64]byte
	for _, r := range text {
		character, ok := appendASCII(room[:0], r)
		if !ok {
			character = append(character, '?')
		}
		folded.Write(character)
	}
	return folded.String()
}

func isASCII(text string) bool {
	for i := range len(text) {
		if text[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}
