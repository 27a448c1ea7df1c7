package clean

import "strings"

const (
	blackFlag = "\U0001F3F4"
	tagEnd    = "\U000E007F"
	tagSize   = len(tagEnd) // each tag character takes as many bytes
)

// Flag is the length in bytes of the flag that a text begins with, if it is one
// that is written with tag characters, like those of Wales and Scotland; 0 if it
// is not. Elsewhere tag characters are invisible and unsafe.
//
// Such a flag is a black flag, the code of a region and its subdivision (two
// letters, and one to four letters or digits) in tag characters, and the tag that
// ends it (UTS #51, ED-14a and Annex B).
func Flag(text string) int {
	if !strings.HasPrefix(text, blackFlag) {
		return 0
	}
	const region, most = 2, 6 // tags
	n := len(blackFlag)
	for tags := 0; tags <= most && len(text) >= n+tagSize; tags++ {
		tag := text[n : n+tagSize]
		n += tagSize
		switch {
		case tag >= "\U000E0061" && tag <= "\U000E007A": // a to z
		case tag >= "\U000E0030" && tag <= "\U000E0039" && tags >= region: // 0 to 9
		case tag == tagEnd && tags > region:
			return n
		default:
			return 0
		}
	}
	return 0
}

// IndexUnsafe is where the first character of a text that may not reach a terminal
// begins, in bytes; -1 if there is none. Unlike [Unsafe] it knows which tag
// characters are part of a flag, and counts the marks on a letter.
func IndexUnsafe(text string) int {
	tags := 0 // where the tags of the last flag end
	var pile marks
	for i, r := range text {
		if i >= tags && (Unsafe(r) || pile.tooHigh(r)) {
			return i
		}
		if n := Flag(text[i:]); n > 0 {
			tags = i + n
		}
	}
	return -1
}
