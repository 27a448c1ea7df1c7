package clean

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// CheckLine says what is wrong with a text that has to stand on one line of a
// terminal as it is; nil if nothing is.
func CheckLine(text string) error {
	if _, column, ok := InvalidUTF8(text); ok {
		return fmt.Errorf("character %d is not UTF-8", column)
	}
	i := IndexUnsafe(text)
	if feed := strings.IndexByte(text, '\n'); feed >= 0 && (i < 0 || feed < i) {
		i = feed
	}
	if i >= 0 {
		_, column := Position(text, i)
		return fmt.Errorf("character %d is %s, which cannot be shown", column, First(text[i:]))
	}
	return nil
}

// First names the first character of a text, which is not to be shown itself.
func First(text string) string {
	switch r, _ := utf8.DecodeRuneInString(text); r {
	case '\n':
		return "a line end"
	case '\t':
		return "a tab"
	default:
		if isMark(r) {
			return fmt.Sprintf("U+%04X, a mark beyond the %d that one letter may have", r, MaxMarks)
		}
		return Name(r)
	}
}

// InvalidUTF8 finds the first byte of text that is not UTF-8, as a 1-based
// line and column.
func InvalidUTF8(text string) (line, column int, found bool) {
	if utf8.ValidString(text) {
		return 0, 0, false
	}
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRuneInString(text[i:])
		if r == utf8.RuneError && size == 1 {
			line, column = Position(text, i)
			return line, column, true
		}
		i += size
	}
	return 0, 0, false
}

// Position is the 1-based line and column, in characters, of a byte offset.
func Position(text string, offset int) (line, column int) {
	before := text[:offset]
	start := strings.LastIndexByte(before, '\n') + 1
	return strings.Count(before, "\n") + 1, utf8.RuneCountInString(before[start:]) + 1
}
