package extract

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

const (
	minFilled = 2   // lines of a paragraph
	leastFill = 40  // columns of its longest line: narrower ones are rather columns of a table
	ragged    = 0.8 // of the longest line: those of people who break lines by hand have that
)

// filled is the blocks of a text that was made for a window: paragraphs that an editor
// filled, whose lines go on to the width of any window, and all between them as code. A
// single line beside such paragraphs, as a title, is one too.
func filled(text string) (blocks []*html.Node) {
	parts := strings.Split(text, "\n\n")
	flows := make([]bool, len(parts))
	some := false
	for i, part := range parts {
		flows[i] = isFilled(part)
		some = some || flows[i]
	}
	var code []string
	end := func() {
		if text := strings.Trim(strings.Join(code, "\n\n"), "\n"); strings.TrimSpace(text) != "" {
			blocks = append(blocks, element(atom.Pre, words(text)))
		}
		code = code[:0]
	}
	for i, part := range parts {
		if flows[i] || some && isLine(part) {
			end()
			blocks = append(blocks, element(atom.P, words(strings.Join(strings.Fields(part), " "))))
		} else {
			code = append(code, part)
		}
	}
	end()
	return blocks
}

// isFilled reports whether lines are a paragraph that an editor or a hand filled: each but
// the last goes on until the next word has no room, or nearly so, and all begin at the left.
// Most of the lines behind the first begin with a small letter, which those of a log or a
// list do not, and the text ends as a sentence does, which commands do not.
func isFilled(block string) bool {
	lines := strings.Split(strings.Trim(block, "\n"), "\n")
	width := 0
	for _, l := range lines {
		if !isLine(l) {
			return false
		}
		width = max(width, columns(l))
	}
	last, _ := utf8.DecodeLastRuneInString(strings.TrimRight(block, " \n"))
	if !strings.ContainsRune(".!?:;)\"'”’»…", last) || len(lines) < minFilled || width < leastFill || width > wrapped {
		return false
	}
	small := 0
	for i, l := range lines[1:] {
		if first, _ := utf8.DecodeRuneInString(l); unicode.IsLower(first) {
			small++
		}
		word, _, _ := strings.Cut(l, " ")
		if n := columns(lines[i]); n+1+columns(word) <= width && float64(n) < ragged*float64(width) {
			return false
		}
	}
	return 2*small >= len(lines)-1
}

// isLine reports whether a text is one line of prose: it begins at the left with no sign
// of a list, a heading or a drawing, and has no gap within it, as tables have.
func isLine(l string) bool {
	l = strings.TrimRight(strings.Trim(l, "\n"), " ")
	first, _ := utf8.DecodeRuneInString(l)
	return l != "" && !unicode.IsSpace(first) && !strings.ContainsRune("*-+#|>=_~$%<[{•·–—", first) &&
		!strings.ContainsAny(l, "\t\n|") && !strings.Contains(l, "   ") && !isListed(l)
}

// isListed reports whether a line begins with a number or letter of a list: "1. ", "b) ".
func isListed(l string) bool {
	mark, rest, found := strings.Cut(l, " ")
	return found && rest != "" && len(mark) <= 4 && (strings.HasSuffix(mark, ".") || strings.HasSuffix(mark, ")"))
}
