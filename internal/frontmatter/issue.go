package frontmatter

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"hackday.example/kiosk/internal/clean"
)

// Place is where in a file something stands. Line counts from 1, Column from 1 in
// characters; either is 0 where it is not known.
type Place struct{ Line, Column int }

// top is where a file begins, and where what is missing in it belongs.
var top = Place{1, 1}

// Issue is something that is wrong with front matter, or could be better. Its texts
// stand on one line each, and hold no control characters.
type Issue struct {
	Place
	Grave   bool   // the file cannot be used; else this is advice
	Message string // what is wrong
	Fix     string // what to do
}

// maxIssues bounds the issues of one block.
const maxIssues = 200

// issues gathers the issues of a block.
type issues struct {
	strict  bool   // what breaks the strict reading is grave
	example string // a line with a key; empty for one with a title
	list    []Issue
}

func (s *issues) add(at Place, grave bool, message, fix string) {
	if len(s.list) < maxIssues {
		s.list = append(s.list, Issue{at, grave, clean.Line(message), clean.Line(fix)})
	}
}

// fault adds what is grave for a strict reading, and advice for a lenient one.
func (s *issues) fault(at Place, message, fix string) { s.add(at, s.strict, message, fix) }

func (s *issues) advise(at Place, message, fix string) { s.add(at, false, message, fix) }

// checkCharacters advises on the characters that are never shown. line is where the
// text begins. Of several in a row it names the first.
func (s *issues) checkCharacters(text string, line int) {
	if !strings.ContainsFunc(text, hidden) {
		return
	}
	at, inRow := Place{line, 1}, false
	flag := 0 // where the last flag ends, whose tag characters are shown
	for i, r := range text {
		out := hidden(r) && i >= flag
		if out && !inRow {
			s.advise(at, clean.Name(r)+" stands here, which is never shown", "take it out")
		}
		inRow = out
		if n := clean.Flag(text[i:]); n > 0 {
			flag = i + n
		}
		if r == '\n' {
			at = Place{at.Line + 1, 1}
		} else {
			at.Column++
		}
	}
}

// hidden reports whether a character is never shown, unless it is a tag character
// in a flag.
func hidden(r rune) bool { return r != '\n' && r != '\t' && clean.Unsafe(r) }

// quote writes a piece of content in quotes, in one line, and not too long.
func quote(text string) string {
	const longest = 60 // characters
	if utf8.RuneCountInString(text) > longest {
		text = string([]rune(text)[:longest]) + "…"
	}
	return strconv.Quote(text)
}

// oneOf writes names as a sentence has them: "a, b or c".
func oneOf(names []string) string {
	if len(names) < 2 {
		return strings.Join(names, "")
	}
	return strings.Join(names[:len(names)-1], ", ") + " or " + names[len(names)-1]
}
