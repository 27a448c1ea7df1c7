package layout

import (
	"strings"

	"github.com/charmbracelet/x/ansi"
)

// Wrap breaks text into lines of at most width columns: at blanks, and within
// a word only where the word alone is wider. The text holds no escape sequence.
func Wrap(text string, width int) []string {
	lines := strings.Split(ansi.Wrap(protect(text), max(width, 1), ""), "\n")
	for i, l := range lines {
		lines[i] = strings.TrimRight(restore.Replace(l), " ")
	}
	return lines
}

// breakable are the characters at which Glamour would break a line even where
// no blank follows: "world-class" as well as "1.5". Until the lines are made
// each is replaced by a noncharacter, U+FDD0 plus its index, which site.Clean
// lets no page contain.
const breakable = "-.,;+|"

const firstProtected = '\uFDD0'

func protect(s string) string {
	return strings.Map(func(r rune) rune {
		if k := strings.IndexRune(breakable, r); k >= 0 {
			return firstProtected + rune(k)
		}
		return r
	}, s)
}

// restore puts back what protect replaced, and turns no-break spaces into
// blanks, for the lines are broken now.
var restore = strings.NewReplacer(
	"\uFDD0", breakable[0:1], "\uFDD1", breakable[1:2], "\uFDD2", breakable[2:3],
	"\uFDD3", breakable[3:4], "\uFDD4", breakable[4:5], "\uFDD5", breakable[5:6],
	"\u00A0", " ",
)

// unprotect is restore for cells.
func unprotect(l line) line {
	for i := range l {
		l[i].Content = restore.Replace(l[i].Content)
	}
	return l
}
