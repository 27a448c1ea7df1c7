package folder

import (
	"html"
	"strings"
	"unicode/utf8"

	"hackday.example/kiosk/internal/clean"
	"hackday.example/kiosk/internal/report"
)

// checkCharacters advises on the characters in a part of a file that are never
// shown. line is where the part begins. Of several in a row it names the first.
func (c *inspection) checkCharacters(file, text string, line int) {
	if !strings.ContainsFunc(text, hidden) {
		return
	}
	at, inRow := report.Place{Line: line, Column: 1}, false
	flag := 0 // where the last flag ends, whose tag characters are shown
	for i, r := range text {
		out := hidden(r) && i >= flag
		if out && !inRow {
			c.advise(file, at, neverShown, clean.Name(r)+" stands here, which is never shown", "take it out")
		}
		inRow = out
		if n := clean.Flag(text[i:]); n > 0 {
			flag = i + n
		}
		if r == '\n' {
			at = report.Place{Line: at.Line + 1, Column: 1}
		} else {
			at.Column++
		}
	}
}

// hidden reports whether a character is never shown, unless it is a tag character
// in a flag.
func hidden(r rune) bool { return r != '\n' && r != '\t' && clean.Unsafe(r) }

// checkReferences advises on the numeric character references in Markdown that
// stand for such a character.
func (c *inspection) checkReferences(file, text string, line int) {
	at, end := report.Place{Line: line, Column: 1}, 0 // where the text is read up to
	for _, m := range clean.NumericReference.FindAllStringIndex(text, -1) {
		for _, r := range text[end:m[0]] {
			if r == '\n' {
				at = report.Place{Line: at.Line + 1, Column: 1}
			} else {
				at.Column++
			}
		}
		end = m[0]
		reference := text[m[0]:m[1]]
		for _, r := range html.UnescapeString(reference) {
			if clean.Unsafe(r) {
				c.advise(file, at, neverShown, report.Quote(reference)+" stands for "+clean.Name(r)+", which is never shown", "take it out")
				break
			}
		}
	}
}

// placeOf is where in a file a byte of a page's cleaned Markdown stands. raw is
// the Markdown as the file has it, and line where that begins.
func placeOf(raw, cleaned string, line, offset int) report.Place {
	offset = min(max(offset, 0), len(cleaned))
	before := cleaned[:offset]
	feeds := strings.Count(before, "\n")
	for range feeds {
		raw = raw[strings.IndexByte(raw, '\n')+1:]
	}
	raw, _, _ = strings.Cut(raw, "\n")
	bytes := clean.Origin(raw, offset-strings.LastIndexByte(before, '\n')-1)
	return report.Place{Line: line + feeds, Column: utf8.RuneCountInString(raw[:bytes]) + 1}
}
