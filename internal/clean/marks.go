package clean

import "unicode"

// MaxMarks is how many marks one letter may have, one above the other. Vietnamese has two,
// Hebrew with its accents four, and Tibetan up to eight; more than that is a joke that
// covers the lines around it, and that terminals take long to draw. UAX #15 has 30 as a
// bound for any text that means something.
const MaxMarks = 8

// marks counts the marks on the last letter. The zero value has seen no letter.
type marks int

// tooHigh takes the next character of a text, and reports whether it is a mark beyond
// MaxMarks.
func (m *marks) tooHigh(r rune) bool {
	if !isMark(r) {
		*m = 0
		return false
	}
	*m = min(*m+1, MaxMarks+1)
	return *m > MaxMarks
}

// isMark reports whether a character takes no room of its own: it stands on the one before,
// or joins it with the next.
func isMark(r rune) bool {
	switch {
	case r < 0x300, r >= 0x3400 && r <= 0x9FFF, r >= 0xAC00 && r <= 0xD7A3: // Latin, Chinese and Korean letters
		return false
	case r >= 0x200C && r <= 0x200F: // joiners, and marks of direction
		return true
	}
	return unicode.Is(unicode.Mn, r) || unicode.Is(unicode.Me, r)
}
