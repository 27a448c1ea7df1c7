// Package cells says how wide text is on a terminal, and where a line of it may
// end. It knows nothing of styles, pages or screens, and it breaks no lines: it
// returns the clusters of a text, and the caller chooses among their breaks.
//
// Clusters are the extended grapheme clusters of UAX #29 in Unicode 17
// (https://www.unicode.org/reports/tr29/). Breaks are those of UAX #14 in Unicode
// 15.0 (https://www.unicode.org/reports/tr14/tr14-51.html). Widths follow UAX #11
// in Unicode 17 (https://www.unicode.org/reports/tr11/), with East Asian
// ambiguous characters counted as narrow.
//
// It differs from UAX #14 where a terminal's reader would:
//
//   - A line ends behind a hyphen or a slash only in a word that is wider than the
//     line ([Soft]); in ASCII, behind no other character within a word.
//   - In a word that has to be cut all the same, some places are worse than others
//     ([Never]).
//   - Blanks are ASCII's. Whatever stands behind one may begin a line, closing
//     punctuation too.
//   - Thai, Lao, Khmer and Burmese, whose words only a dictionary can tell apart,
//     are broken at blanks alone.
//
// All functions are safe for concurrent use and take any text: control
// characters and invalid UTF-8 too, though a caller is to keep both from a
// terminal.
package cells

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Break says what may happen behind a cluster. Behind the last cluster of a text
// it is None, for what follows is not known, unless that is a blank or a line
// feed.
type Break uint8

const (
	// None: a line may end here only if the word alone is wider than the line,
	// and nothing better is in it.
	None Break = iota
	// Soft: behind a hyphen or a slash. A line may end here only if the word
	// alone is wider than the line.
	Soft
	// Never: what stands on both sides must stay together, as at a no-break
	// space, before "。" and behind "（". A word with no other place in it, but
	// wider than the line, has to be cut here all the same.
	Never
	// Allowed: a line may end here (UAX #14), for example between ideographs.
	Allowed
	// Blank: the cluster is an ASCII blank, or a tab, which counts as one. A
	// line may end here, and then the blank, with those next to it, is dropped.
	Blank
	// Must: the cluster is a line feed, and a line ends here.
	Must
)

// Cluster is a grapheme cluster of a text.
type Cluster struct {
	End   int32 // the byte offset in the text behind it
	Width uint8 // columns
	Break Break
}

// Append appends the clusters of a text, of less than 2 GiB, to a list. It takes
// linear time and allocates nothing but the list.
//
// A cluster of more than 64 bytes or 16 columns, which is no character of any
// language and no emoji, is appended in parts that are not, with Never between
// them.
func Append(list []Cluster, text string) []Cluster {
	list = slices.Grow(list, utf8.RuneCountInString(text))
	for i := 0; i < len(text); {
		switch text[i] {
		case '\n':
			i++
			list = append(list, Cluster{End: int32(i), Break: Must})
		case ' ', '\t':
			i++
			list = append(list, Cluster{End: int32(i), Width: 1, Break: Blank})
		default:
			end, kind := wordAt(text, i)
			switch {
			case kind.beyondASCII:
				list = appendUnicode(list, text[i:end], i)
			case kind.special:
				list = appendASCII(list, text[i:end], i)
			default:
				for i < end {
					i++
					list = append(list, Cluster{End: int32(i), Width: 1})
				}
			}
			i = end
		}
	}
	return list
}

// Width is how many columns a text takes on the terminal that gives it the most:
// the sum of its clusters' widths.
//
// Terminals differ. Some give a cluster the width of the character it shows
// (https://github.com/contour-terminal/terminal-unicode-core), others, among
// them tmux and xterm, the sum of its code points' widths (wcwidth(3)). A cluster
// counts as the wider of both here, so that a line never takes more columns than
// Width says, and may take fewer. (GNU screen is left out of account: to it, marks
// that are newer than Unicode 5 take a column each.)
func Width(text string) int {
	n := 0
	var w widener
	for i := 0; i < len(text); {
		if c := text[i]; c > ' ' && c < 0x7F {
			n++
			i++
			w = widener{before: 1}
			continue
		}
		r, size := utf8.DecodeRuneInString(text[i:])
		n += w.next(r)
		i += size
	}
	return n
}

// wordKind says what a word has in it.
type wordKind struct {
	beyondASCII bool
	special     bool // hyphens, slashes or control characters
}

// wordAt is where the word that begins at byte i of a text ends, at a blank or a
// line feed, and its kind.
func wordAt(text string, i int) (end int, kind wordKind) {
	for end = i; end < len(text); end++ {
		switch c := text[end]; {
		case c >= utf8.RuneSelf:
			kind.beyondASCII = true
		case c > '/' && c < 0x7F: // most there is
		case c == ' ', c == '\n', c == '\t':
			return end, kind
		case c < ' ', c == '-', c == '/', c == 0x7F:
			kind.special = true
		}
	}
	return end, kind
}

// appendASCII appends the clusters of a word in ASCII, which begins at byte start
// of the text.
func appendASCII(list []Cluster, word string, start int) []Cluster {
	var h hyphens
	for i := range len(word) {
		c := word[i]
		cluster := Cluster{End: int32(start + i + 1), Width: 1}
		if c < ' ' || c == 0x7F {
			cluster.Width = 0
		}
		if h.soft(word, i) {
			cluster.Break = Soft
		}
		list = append(list, cluster)
	}
	return list
}

// hyphens finds the hyphens and slashes in a word behind which it may be broken
// for want of a better place. It is asked for every character of ASCII, in order.
type hyphens struct {
	inside bool // a letter or a digit has been seen
}

// soft reports whether a word may be broken behind its byte i, which is in ASCII.
// It may be behind a hyphen or a slash, or several, that have a letter or a digit
// before them, and something other than punctuation after them that ends a phrase:
// not in "-v", "--", "/etc" or "(either/)". It may not be behind "://": a scheme
// alone on a line says nothing. Digits may follow (against UAX #14, LB25), since a
// date or a UUID that has to be cut is best cut there.
func (h *hyphens) soft(word string, i int) bool {
	c := word[i]
	if c != '-' && c != '/' {
		h.inside = h.inside || alphanumeric(c)
		return false
	}
	return h.inside && i+1 < len(word) && !strings.ContainsRune("-/)]}>!?,.:;'\"", rune(word[i+1])) &&
		!strings.HasSuffix(word[max(0, i-2):i+1], "://")
}

// softCluster is soft for the cluster of some bytes at byte at of a word, which
// begins with the code point r.
func (h *hyphens) softCluster(word string, at int, r rune, bytes int) bool {
	if r >= utf8.RuneSelf {
		h.inside = h.inside || !unicode.IsPunct(r)
		return false
	}
	return h.soft(word, at) && bytes == 1
}

func alphanumeric(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9'
}
