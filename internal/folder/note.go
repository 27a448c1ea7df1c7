package folder

import (
	"strings"

	"hackday.example/kiosk/internal/clean"
	"hackday.example/kiosk/internal/frontmatter"
	"hackday.example/kiosk/internal/report"
	"hackday.example/kiosk/internal/site"
)

// Note is a few words in a Markdown file that is no page.
type Note struct {
	site.Beginning
	// Keys tells where the front matter's keys and values stand.
	Keys frontmatter.Keys
}

// ParseNote reads a [Note]: the first paragraph or heading of a file, as plain text on one
// line, and of its front matter the fields, by their keys. The text is empty if the
// file has none. A problem names the file as it is given here; characters that Clean
// would take out are one, but for tabs.
//
// It bounds nothing but the front matter: the caller is not to hand it more than
// some KiB.
func ParseNote(file string, source []byte, fields map[string]*string) (note Note, problem *report.Problem) {
	wrong := func(line, column int, message, fix string) (Note, *report.Problem) {
		return Note{}, &report.Problem{File: file, Line: line, Column: column, Severity: report.Fault, Message: message, Fix: fix}
	}
	whole := strings.ReplaceAll(strings.TrimPrefix(string(source), "\uFEFF"), "\r\n", "\n")
	if line, column, ok := clean.InvalidUTF8(whole); ok {
		return wrong(line, column, "this is not UTF-8 text", "save the file as UTF-8")
	}
	if i := clean.IndexUnsafe(strings.ReplaceAll(whole, "\t", " ")); i >= 0 {
		line, column := clean.Position(whole, i)
		return wrong(line, column, clean.First(whole[i:])+" stands here, which cannot be shown", "take it out")
	}
	block := frontmatter.Split(whole)
	if !block.Closed {
		return wrong(1, 1, "the front matter has no end", "close it with a line \"---\"")
	}
	known := frontmatter.Fields{}
	for key, field := range fields {
		known[key] = field
	}
	keys, issues, _ := block.Strict(known)
	for _, i := range issues {
		if i.Grave {
			return wrong(i.Line, i.Column, i.Message, i.Fix)
		}
	}
	return Note{site.FirstWords(block.Body), keys}, nil
}
