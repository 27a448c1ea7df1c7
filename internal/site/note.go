package site

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/yuin/goldmark/ast"
)

// ParseNote reads a few words out of a Markdown file that is no page: its first
// paragraph or heading, as plain text on one line, with whatever front matter is
// filled into matter, a pointer to a struct with yaml tags. The text is empty if
// the file has none. A problem names the file as it is given here; characters
// that Clean would take out are one, but for tabs.
//
// It bounds nothing: the caller is not to hand it more than some KiB.
func ParseNote(file string, source []byte, matter any) (text string, problem *Problem) {
	whole := strings.ReplaceAll(strings.TrimPrefix(string(source), "\uFEFF"), "\r\n", "\n")
	if line, column, ok := invalidUTF8(whole); ok {
		return "", &Problem{File: file, Line: line, Column: column, Message: "this is not UTF-8 text; save the file as UTF-8"}
	}
	if i := strings.IndexFunc(whole, func(r rune) bool { return r != '\t' && unsafe(r) }); i >= 0 {
		line, column := position(whole, i)
		return "", &Problem{File: file, Line: line, Column: column, Message: fmt.Sprintf("here is %s, which cannot be shown; take it out", characterName(whole[i:]))}
	}
	y, markdown, _, err := splitFrontMatter(whole)
	if err != nil {
		return "", &Problem{File: file, Line: 1, Column: 1, Message: err.Error()}
	}
	if p := decodeYAML(y, matter); p != nil {
		p.File = file
		p.Line++ // the line "---" above it
		return "", p
	}
	b := []byte(cleanMarkdown(markdown))
	_ = ast.Walk(Parse(b), func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		switch n.(type) {
		case *ast.Paragraph, *ast.TextBlock, *ast.Heading:
			if text = plainText(n, b); text != "" {
				return ast.WalkStop, nil
			}
		}
		return ast.WalkContinue, nil
	})
	return text, nil
}

// CheckLine says what is wrong with a text that has to stand on one line of a
// terminal as it is; nil if nothing is.
func CheckLine(text string) error {
	if _, column, ok := invalidUTF8(text); ok {
		return fmt.Errorf("character %d is not UTF-8", column)
	}
	if i := strings.IndexFunc(text, func(r rune) bool { return r == '\n' || unsafe(r) }); i >= 0 {
		_, column := position(text, i)
		return fmt.Errorf("character %d is %s, which cannot be shown", column, characterName(text[i:]))
	}
	return nil
}

// characterName names the first character of a text that is not to be shown
// itself.
func characterName(text string) string {
	switch r, _ := utf8.DecodeRuneInString(text); r {
	case '\n':
		return "a line end"
	case '\t':
		return "a tab"
	default:
		return fmt.Sprintf("the character U+%04X", r)
	}
}
