package layout

import (
	"strings"

	"github.com/charmbracelet/x/ansi"

	"hackday.example/kiosk/internal/clean"
	"hackday.example/kiosk/internal/fold"
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

// marked are the characters that Glamour must not see in a page's text: those
// at which it would break a line even where no blank follows ("world-class",
// "1.5"), and those that it would take for the beginning of an entity or an
// escape a second time. Until the lines are made each is replaced by a
// noncharacter, U+FDD0 plus its index, which clean.Text lets no page contain.
const marked = "-.,;+|&\\"

const firstMark = '\uFDD0'

func protect(s string) string {
	return strings.Map(func(r rune) rune {
		if k := strings.IndexRune(marked, r); k >= 0 {
			return firstMark + rune(k)
		}
		return r
	}, s)
}

// restore puts back what protect replaced, and turns no-break spaces into
// blanks, for the lines are broken now.
var restore = strings.NewReplacer(
	"\uFDD0", marked[0:1], "\uFDD1", marked[1:2], "\uFDD2", marked[2:3], "\uFDD3", marked[3:4],
	"\uFDD4", marked[4:5], "\uFDD5", marked[5:6], "\uFDD6", marked[6:7], "\uFDD7", marked[7:8],
	"\u00A0", " ",
)

// unprotect is restore for cells. What Glamour put together that no page may
// contain, as it does of entities in raw HTML, is taken out.
func (s shape) unprotect(l line) line {
	for i := range l {
		c := &l[i].Content
		if len(*c) > 1 || *c != "" && (*c)[0] < ' ' {
			if *c = clean.Text(restore.Replace(*c)); *c == "" && l[i].Width > 0 {
				*c = strings.Repeat(" ", l[i].Width)
			}
		}
		if s.ascii { // code and tables
			*c = asciiCell(*c, l[i].Width)
		}
	}
	return l
}

// asciiCell is a cell's content in ASCII, as wide as it was.
func asciiCell(content string, width int) string {
	text := fold.ASCII(content)
	if text == content || len(text) == width {
		return text
	}
	if len(text) == 1 || width == 1 && text != "" {
		return text[:1] + strings.Repeat(" ", width-1)
	}
	return strings.Repeat("?", width)
}
