package fold

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// AppendSearch appends a character as it is searched for. It decomposes the character
// (NFKD, Unicode Standard Annex #15), drops marks and what is invisible, and folds
// letter case; some characters are written as ASCII writes them (see ASCII): "ß" is
// "ss", and the kinds of quotes and of dashes are one each. A blank of any kind is ' '.
//
// b is what the text before was folded to: no blank is appended behind a blank or a line
// feed. Apart from that the result depends on r alone, so a composed character and its
// parts are folded alike. It allocates only where b has to grow.
func AppendSearch(b []byte, r rune) []byte {
	switch {
	case r >= 'A' && r <= 'Z':
		return append(b, byte(r)+'a'-'A')
	case r < utf8.RuneSelf && r > ' ':
		return append(b, byte(r))
	case unicode.IsSpace(r):
		return appendBlank(b)
	case r < utf8.RuneSelf:
		return append(b, byte(r))
	case r >= firstSyllable && r <= lastSyllable:
		return appendSyllable(b, r)
	case lookalikes[r] != "":
		return appendLower(b, lookalikes[r])
	}
	var encoded [utf8.UTFMax]byte
	parts := norm.NFKD.Properties(encoded[:utf8.EncodeRune(encoded[:], r)]).Decomposition()
	if len(parts) == 0 {
		return appendFolded(b, r)
	}
	for len(parts) > 0 {
		part, size := utf8.DecodeRune(parts)
		parts = parts[size:]
		b = appendFolded(b, part)
	}
	return b
}

// appendFolded appends a character that has no decomposition.
func appendFolded(b []byte, r rune) []byte {
	if text := lookalikes[r]; text != "" {
		return appendLower(b, text)
	}
	if ignored(r) {
		return b
	}
	if unicode.IsSpace(r) {
		return appendBlank(b)
	}
	// Upper first: some letters have two lower forms, as the final sigma.
	r = unicode.ToLower(unicode.ToUpper(r))
	if text := lookalikes[r]; text != "" {
		return appendLower(b, text)
	}
	return utf8.AppendRune(b, r)
}

// appendBlank appends a blank, unless b ends in one.
func appendBlank(b []byte) []byte {
	if n := len(b); n > 0 && (b[n-1] == ' ' || b[n-1] == '\n') {
		return b
	}
	return append(b, ' ')
}

// appendLower appends ASCII in lower case.
func appendLower(b []byte, text string) []byte {
	for i := range len(text) {
		switch c := text[i]; {
		case c >= 'A' && c <= 'Z':
			b = append(b, c+'a'-'A')
		case c == ' ':
			b = appendBlank(b)
		default:
			b = append(b, c)
		}
	}
	return b
}

// The syllables of Hangul, and the letters of which they are made (The Unicode Standard,
// section 3.12). Tables do not have their decompositions.
const (
	firstSyllable, lastSyllable = 0xAC00, 0xD7A3

	leading, vowel, trailing = 0x1100, 0x1161, 0x11A7
	vowels, trailings        = 21, 28
)

func appendSyllable(b []byte, r rune) []byte {
	n := r - firstSyllable
	b = utf8.AppendRune(b, leading+n/(vowels*trailings))
	b = utf8.AppendRune(b, vowel+n/trailings%vowels)
	if t := n % trailings; t > 0 {
		b = utf8.AppendRune(b, trailing+t)
	}
	return b
}

// The combining classes (Unicode Standard Annex #44, table 15) of marks that are letters
// of their words: without them a word would be another.
const (
	kanaVoicing    = 8
	virama         = 9
	teluguLength   = 84
	teluguAi       = 91
	thaiVowel      = 103
	laoVowel       = 118
	tibetanVowelAa = 129
	tibetanVowelI  = 130
	tibetanVowelU  = 132
)

// ignored reports whether a character that has no decomposition is left out: a mark that
// only changes the sound or the look of a letter, or something invisible.
func ignored(r rune) bool {
	switch {
	case r == 0x0640: // tatweel, which stretches a word of Arabic
		return true
	case r == 0x115F, r == 0x1160, r == 0x17B4, r == 0x17B5: // fillers of Hangul, inherent vowels of Khmer
		return true
	case unicode.In(r, unicode.Cf, unicode.Me, unicode.Variation_Selector), r == 0x034F:
		return true
	case !unicode.In(r, unicode.Mn, unicode.Mc):
		return false
	}
	var encoded [utf8.UTFMax]byte
	switch norm.NFD.Properties(encoded[:utf8.EncodeRune(encoded[:], r)]).CCC() {
	case 0, kanaVoicing, virama, teluguLength, teluguAi, thaiVowel, laoVowel, tibetanVowelAa, tibetanVowelI, tibetanVowelU:
		return false
	}
	return true
}

// Search is text as it is searched for, character by character as AppendSearch has it,
// without blanks at its ends. It takes linear time, and allocates once or twice where
// the result is about as long as the text. Search(Search(text)) is Search(text).
func Search(text string) string {
	b := make([]byte, 0, len(text))
	for _, r := range text {
		b = AppendSearch(b, r)
	}
	return strings.Trim(string(b), " ")
}
