package cells

import (
	"unicode"
	"unicode/utf8"

	"github.com/clipperhouse/uax29/v2/graphemes"
	"github.com/rivo/uniseg"
)

// longest and widest are the most bytes and columns of a cluster. A family of four
// with a skin tone each is the widest in use: it has 41 bytes, and takes 16 columns
// on a terminal that knows nothing of clusters.
const (
	longest = 64
	widest  = 16
)

// appendUnicode appends the clusters of a word with characters beyond ASCII,
// which begins at byte start of the text.
//
// uniseg.StepString would find clusters and line breaks at once, but words and
// sentences too, for which it looks ahead so far that a long word can take
// quadratic time. So uniseg is asked for line breaks alone, and the clusters are
// those of uax29, which x/ansi cuts lines by: it is two versions of Unicode newer,
// and keeps the conjuncts of Indic scripts whole (GB9c). Neither is asked about
// characters that have a [class] and stand next to each other.
func appendUnicode(list []Cluster, word string, start int) []Cluster {
	var (
		h         hyphens
		w         widener
		before    rune                         // that the cluster before begins with
		clusters  = graphemes.FromString(word) // of word[from:]
		from      = 0
		segments  = word // word[breakAt:], before which UAX #14 has a break
		breakAt   = 0
		lineState = -1 // uniseg's, before segments
	)
	for at := 0; at < len(word); {
		for breakAt < at {
			var segment string
			segment, segments, _, lineState = uniseg.FirstLineSegmentInString(segments, lineState)
			breakAt += len(segment)
		}
		r, _ := utf8.DecodeRuneInString(word[at:])
		if at > 0 {
			last := &list[len(list)-1]
			last.Break = between(word, at, before, r, breakAt == at, last.Break == Soft)
		}
		if classOf(r) != other {
			n := at
			if list, at = appendSimple(list, word, at, start, &h); at > n {
				r, _ = utf8.DecodeRuneInString(word[at:])
				clusters.SetText(word[at:])
				clusters.Reset()
				from = at
				if breakAt < at {
					// What uniseg knows behind the next character does not
					// depend on those before it. (Beginning anew where the
					// next break is known would take quadratic time.)
					segments, breakAt, lineState = word[at:], at, -1
				}
			}
		}
		clusters.Next()
		cluster := clusters.Value()
		list = appendParts(list, cluster, start+at, &w)
		if h.softCluster(word, at, r, len(cluster)) {
			list[len(list)-1].Break = Soft
		}
		before = r
		at = from + clusters.End()
	}
	list[len(list)-1].Break = None
	return list
}

// appendParts appends a cluster that begins at byte start of the text, in parts if
// it is too long for one.
func appendParts(list []Cluster, cluster string, start int, w *widener) []Cluster {
	begin, columns := 0, 0
	for i := 0; i < len(cluster); {
		r, size := utf8.DecodeRuneInString(cluster[i:])
		n := w.next(r)
		if i+size-begin > longest || columns+n > widest {
			list = append(list, Cluster{End: int32(start + i), Width: uint8(columns), Break: Never})
			begin, columns = i, 0
		}
		columns += n
		i += size
	}
	return append(list, Cluster{End: int32(start + len(cluster)), Width: uint8(columns)})
}

// between is what may happen at byte at of a word, between a cluster that begins
// with the code point a and one that begins with b. uax14 says whether UAX #14
// breaks a line there, and soft whether a hyphen or a slash in ASCII does.
func between(word string, at int, a, b rune, uax14, soft bool) Break {
	last, _ := utf8.DecodeLastRuneInString(word[:at])
	switch {
	case glue(last), glue(b):
		return Never
	case soft && (uax14 || b < utf8.RuneSelf):
		return Soft
	case a < utf8.RuneSelf && b < utf8.RuneSelf:
		return None
	case uax14 && (a == '-' || a == '/'): // which soft knows better
		return None
	case uax14 && (hyphen(a) || leading(b) || a < utf8.RuneSelf && !wide(b)):
		return Soft
	case uax14:
		return Allowed
	case wide(a), wide(b), opening(a), closing(b):
		return Never
	}
	return None
}

// wide reports whether a character is East Asian. Where UAX #14 does not break
// beside one, it is for the sake of punctuation that begins or ends no line.
func wide(r rune) bool { return columns(r) == 2 }

// opening reports whether a character is a bracket or a quotation mark that opens
// a phrase, in other scripts than ASCII: no line ends with it.
func opening(r rune) bool { return r >= utf8.RuneSelf && unicode.In(r, unicode.Ps, unicode.Pi) }

// closing reports whether a character closes a phrase: no line begins with it.
func closing(r rune) bool {
	return r >= utf8.RuneSelf && unicode.In(r, unicode.Pe, unicode.Pf, unicode.Po)
}

// hyphen reports whether a character beyond ASCII joins what stands on both sides
// of it: the Armenian hyphen, maqaf, the hyphen, the figure dash and the en dash.
func hyphen(r rune) bool {
	switch r {
	case 0x058A, 0x05BE, 0x2010, 0x2012, 0x2013:
		return true
	}
	return false
}

// leading reports whether UAX #14 breaks a line before a character that had better
// not be torn from a word: the acute accent, the stress marks of the phonetic
// alphabet and the em dash.
func leading(r rune) bool {
	switch r {
	case 0x00B4, 0x02C8, 0x02CC, 0x2014:
		return true
	}
	return false
}

// glue reports whether a character keeps what stands on both sides of it on one
// line: those of the classes GL and WJ of UAX #14 that are no marks, and the
// zero-width joiner.
func glue(r rune) bool {
	switch r {
	case 0x00A0, 0x0F08, 0x0F0C, 0x0F12, 0x180E, 0x2007, 0x200D, 0x2011, 0x202F, 0x2060, 0xFEFF:
		return true
	}
	return false
}
