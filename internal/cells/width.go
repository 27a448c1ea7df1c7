package cells

import (
	"unicode"

	"github.com/clipperhouse/displaywidth"
)

// variationSelector16 asks for a character to be shown as an emoji (UTS #51).
const variationSelector16 = 0xFE0F

// widener adds up the columns of a text, code point by code point. Its zero value
// is at the beginning of one.
type widener struct {
	before int // the columns of the code point before
}

// next is how many columns the next code point adds.
func (w *widener) next(r rune) int {
	if r == variationSelector16 {
		// Terminals that know of it make the character before two columns
		// wide; to others it has no width.
		added := 0
		if w.before == 1 {
			added = 1
		}
		w.before = 0
		return added
	}
	n := columns(r)
	w.before = n
	if r == ' ' || r == '\t' { // which begins no cluster
		w.before = 0
	}
	return n
}

// columns is how many columns a code point takes on a terminal that knows nothing
// of clusters: the most that such terminals give it.
//
// displaywidth has the widths of Unicode 17 in a trie, which the program links for
// Ultraviolet anyway. (go-runewidth has them too, but in 2 MB that it makes when
// it is first asked, and it reads the locale of the server.) But it gives spacing
// marks, which are vowels in Indic scripts, no width of their own, where wcwidth
// gives them one column.
func columns(r rune) int {
	switch {
	case r >= ' ' && r < 0x7F, r > 0xA0 && r < 0x300: // and so U+00AD
		return 1
	case r == '\t':
		return 1
	case r >= 0x4E00 && r <= 0x9FFF, r >= 0xAC00 && r <= 0xD7A3:
		return 2
	}
	n := displaywidth.Rune(r)
	if n == 0 && !unicode.In(r, unicode.Mn, unicode.Me, unicode.Cf, unicode.Cc, unicode.Zl, unicode.Zp) {
		n = 1
	}
	return n
}
