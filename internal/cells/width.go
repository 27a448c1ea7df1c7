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
	before int  // the columns of the code point before
	hangul bool // it is a Korean letter or syllable
}

// next is how many columns the next code point adds.
func (w *widener) next(r rune) int {
	var n int
	switch {
	case r == variationSelector16:
		// Terminals that know of it make the character before it wide; to
		// others it has no width.
		if w.before < 2 {
			n = 1
		}
		*w = widener{before: 2}
		return n
	case w.hangul && joinsSyllable(r):
		n = 0
	default:
		n = columns(r)
	}
	if w.before = n; r <= ' ' {
		w.before = 0 // it is not in the word that begins behind it
	}
	w.hangul = r >= 0x1100 && r <= 0x11FF || r >= 0xA960 && r <= 0xA97F || r >= 0xAC00 && r <= 0xD7FF
	return n
}

// joinsSyllable reports whether a code point is a vowel or a final consonant that
// Korean writes into the syllable before it.
func joinsSyllable(r rune) bool { return r >= 0x1160 && r <= 0x11FF || r >= 0xD7B0 && r <= 0xD7FF }

// columns is how many columns a code point takes on a terminal that knows nothing
// of clusters: the most that tmux, xterm and the tables of Unicode 17 give it.
//
// Most widths are displaywidth's, which has those of Unicode 17 in a trie, and
// which the program links for Ultraviolet anyway. (go-runewidth has them too, but
// makes a table of 2 MB of them when it is first asked, and reads the server's
// locale.) It gives some characters no column to which wcwidth(3) gives one.
func columns(r rune) int {
	switch {
	case r >= ' ' && r < 0x7F, r > 0xA0 && r < 0x300, r == '\t': // U+00AD too
		return 1
	case r >= 0x3248 && r <= 0x324F: // numbers in squares, ambiguous, but drawn wide
		return 2
	case r >= 0x4E00 && r <= 0x9FFF, r >= 0xAC00 && r <= 0xD7A3:
		return 2
	}
	n := displaywidth.Rune(r)
	if n == 0 && (!unicode.In(r, unicode.Mn, unicode.Me, unicode.Cf, unicode.Cc, unicode.Zl, unicode.Zp) || shown(r)) {
		n = 1
	}
	return n
}

// shown reports whether a mark or a format character takes a column all the same.
// Those of Unicode 16 and 17 are none to package unicode, and count as shown too.
func shown(r rune) bool {
	switch {
	case r >= 0x0600 && r <= 0x0605, r == 0x06DD, r == 0x070F, r == 0x0890, r == 0x0891, r == 0x08E2, r == 0x110BD, r == 0x110CD:
		return true // Arabic, Syriac and Kaithi signs that enclose the number behind them
	case r == 0x0ECE, r >= 0x10EFD && r <= 0x10EFF, r == 0x11241, r >= 0x11F00 && r <= 0x11F42, r >= 0x13430 && r <= 0x13455,
		r == 0x1E08F, r >= 0x1E4EC && r <= 0x1E4EF:
		return true // marks of Unicode 15.0, which many terminals do not know
	}
	return false
}
