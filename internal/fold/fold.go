// Package fold writes text with fewer characters: for terminals that show ASCII
// only, and for searching, where "Café" is found by "cafe".
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

// asciiOf is a character in ASCII; ok is false where there is no way to write it.
func asciiOf(r rune) (text string, ok bool) {
	if r < utf8.RuneSelf {
		return string(r), true
	}
	if text, ok = lookalikes[r]; ok {
		return text, true
	}
	if unicode.Is(unicode.M, r) || r >= 0xE0020 && r <= 0xE007F { // a mark upon the letter before, or a tag behind a flag
		return "", true
	}
	var b strings.Builder
	for _, part := range norm.NFKD.String(string(r)) {
		switch {
		case part < utf8.RuneSelf:
			b.WriteRune(part)
		case unicode.Is(unicode.M, part):
		case part != r && lookalikes[part] != "":
			b.WriteString(lookalikes[part])
		default:
			return "", false
		}
	}
	return b.String(), true
}

// ASCII writes text with nothing but ASCII: without accents, with straight
// quotes, and with "?" for what has no likeness.
func ASCII(text string) string {
	if isASCII(text) {
		return text
	}
	var b strings.Builder
	for _, r := range text {
		switch folded, ok := asciiOf(r); {
		case ok:
			b.WriteString(folded)
		default:
			b.WriteByte('?')
		}
	}
	return b.String()
}

func isASCII(text string) bool {
	for i := range len(text) {
		if text[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// AppendSearch appends a character as it is searched for: without accents and
// in lower case; as itself where it has no likeness in ASCII; as a single blank
// where it is one of any kind. A mark upon another letter adds nothing.
func AppendSearch(b []byte, r rune) []byte {
	switch {
	case r >= 'A' && r <= 'Z':
		return append(b, byte(r)+'a'-'A')
	case r < utf8.RuneSelf && r > ' ':
		return append(b, byte(r))
	case unicode.IsSpace(r):
		return append(b, ' ')
	}
	if folded, ok := asciiOf(r); ok {
		return append(b, strings.ToLower(folded)...)
	}
	// Upper first: some letters have two lower forms, as the final sigma.
	return utf8.AppendRune(b, unicode.ToLower(unicode.ToUpper(r)))
}

// Search is text as it is searched for, with runs of blanks as one.
func Search(text string) string {
	b := make([]byte, 0, len(text))
	for _, r := range text {
		n := len(b)
		if b = AppendSearch(b, r); len(b) > n && b[n] == ' ' && len(b) == n+1 && (n == 0 || b[n-1] == ' ') {
			b = b[:n]
		}
	}
	return strings.TrimRight(string(b), " ")
}
