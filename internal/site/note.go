package site

import (
	"strings"

	"github.com/yuin/goldmark/ast"

	"hackday.example/kiosk/internal/clean"
)

// ParseNote reads a few words out of a Markdown file that is no page: its first
// paragraph or heading, as plain text on one line, and of its front matter the
// fields, by their keys. The text is empty if the file has none. A problem names
// the file as it is given here; characters that Clean would take out are one, but
// for tabs.
//
// It bounds nothing but the front matter: the caller is not to hand it more than
// some KiB.
func ParseNote(file string, source []byte, fields map[string]*string) (text string, problem *Problem) {
	c := &inspection{listed: map[listing]int{}}
	wrong := func(line, column int, message, fix string) (string, *Problem) {
		return "", &Problem{File: file, Line: line, Column: column, Severity: Fault, Message: message, Fix: fix}
	}
	whole := strings.ReplaceAll(strings.TrimPrefix(string(source), "\uFEFF"), "\r\n", "\n")
	if line, column, ok := clean.InvalidUTF8(whole); ok {
		return wrong(line, column, "this is not UTF-8 text", "save the file as UTF-8")
	}
	if i := clean.IndexUnsafe(strings.ReplaceAll(whole, "\t", " ")); i >= 0 {
		line, column := clean.Position(whole, i)
		return wrong(line, column, clean.First(whole[i:])+" stands here, which cannot be shown", "take it out")
	}
	matter, markdown, _, closed := splitFrontMatter(whole)
	if !closed {
		return wrong(1, 1, "the front matter has no end", "close it with a line \"---\"")
	}
	known := map[string]any{}
	for key, field := range fields {
		known[key] = field
	}
	c.readYAML(file, matter, 1, known) // the line "---" is above it
	for _, p := range c.report.Problems {
		if p.Severity == Fault {
			return "", &p
		}
	}
	b := []byte(clean.Markdown(markdown))
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
