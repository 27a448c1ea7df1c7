package cells

import (
	"unicode"
	"unicode/utf8"

	"github.com/rivo/uniseg"
)

// longest is the most bytes of a cluster. The longest in use, a family of four
// with a skin tone each, has 41.
const longest = 64

// appendUnicode appends the clusters of a word with characters beyond ASCII,
// which begins at byte start of the text.
//
// It asks uniseg for clusters and for line breaks one after the other.
// uniseg.StepString would find both at once, and words and sentences, for which
// it looks ahead so far that a long word takes quadratic time.
func appendUnicode(list []Cluster, word string, start int) []Cluster {
	var (
		h            hyphens
		w            widener
		first        rune // of the cluster before
		clusterState = -1
		lineState    = -1
		segmentEnd   = 0 // where UAX #14 breaks next, or has just broken
		clusters     = word
		segments     = word
	)
	for at := 0; at < len(word); {
		var cluster string
		cluster, clusters, _, clusterState = uniseg.FirstGraphemeClusterInString(clusters, clusterState)
		for segmentEnd < at {
			var segment string
			segment, segments, _, lineState = uniseg.FirstLineSegmentInString(segments, lineState)
			segmentEnd += len(segment)
		}
		r, _ := utf8.DecodeRuneInString(cluster)
		if at > 0 {
			last := &list[len(list)-1]
			last.Break = between(word, at, first, r, segmentEnd == at, last.Break == Soft)
		}
		list = appendParts(list, cluster, start+at, &w)
		if r >= utf8.RuneSelf {
			h.inside = h.inside || !unicode.IsPunct(r)
		} else if h.soft(word, at) && len(cluster) == 1 {
			list[len(list)-1].Break = Soft
		}
		first = r
		at += len(cluster)
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
		if i+size-begin > longest {
			list = append(list, Cluster{End: int32(start + i), Width: uint8(columns), Break: Never})
			begin, columns = i, 0
		}
		columns += w.next(r)
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
	case glue(last) || glue(b), linker(last):
		return Never
	case last < utf8.RuneSelf && b < utf8.RuneSelf:
		if soft {
			return Soft
		}
		return None
	case !uax14:
		if wide(a) || wide(b) || opening(a) || closing(b) {
			return Never
		}
		return None
	case last == '-' || last == '/':
		if soft {
			return Soft
		}
		return None
	case last < utf8.RuneSelf && !wide(b), hyphen(last):
		return Soft
	}
	return Allowed
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

// linker reports whether a mark joins two consonants into one character: those
// with Indic_Conjunct_Break=Linker of Unicode 17, in the Basic Multilingual Plane
// (UAX #29, GB9c), which uniseg does not know.
func linker(r rune) bool {
	switch r {
	case 0x094D, 0x09CD, 0x0ACD, 0x0B4D, 0x0C4D, 0x0D4D, // Devanagari, Bengali, Gujarati, Oriya, Telugu, Malayalam
		0x1039, 0x17D2, 0x1A60, 0x1B44, 0x1BAB, 0xA9C0, 0xAAF6: // Myanmar, Khmer, Tai Tham, Balinese, Sundanese, Javanese, Meetei Mayek
		return true
	}
	return false
}
