package reflow

import (
	"bytes"
	"fmt"
	"strings"

	"hackday.example/kiosk/internal/clean"
	"hackday.example/kiosk/internal/document"
)

// writer writes blocks as Markdown.
type writer struct {
	bytes.Buffer
	hyphens hyphens
	links   []Link // of the page that is being written
	pages   int
	tooLong bool
	item    bool // the last block was an item
}

// begin parts what follows from the block before it.
func (w *writer) begin(isItem bool) {
	switch {
	case w.Len() == 0:
	case isItem && w.item:
		w.WriteByte('\n')
	default:
		w.WriteString("\n\n")
	}
	w.item = isItem
	w.tooLong = w.tooLong || w.Len() > document.MaxTextBytes
}

// block writes a block.
func (w *writer) block(b *block) {
	if w.tooLong {
		return
	}
	switch b.kind {
	case heading:
		text := escape(clean.Line(b.title))
		if b.title == "" {
			text = w.inline(b.lines, false)
		}
		w.heading(b.level, text)
	case item:
		text := w.inline(b.lines, true)
		w.begin(true)
		w.WriteString(strings.Repeat("  ", b.level) + b.mark + " " + text)
	case code:
		w.code(b.code)
	default:
		for text := w.inline(b.lines, true); text != ""; {
			var part string
			part, text = divide(text)
			w.begin(false)
			w.WriteString(part)
		}
	}
}

// heading writes a heading of Markdown.
func (w *writer) heading(level int, text string) {
	if text == "" {
		return
	}
	w.begin(false)
	w.WriteString(strings.Repeat("#", min(max(level, 1), 6)) + " " + escapeHeading(text))
}

// code writes lines of code.
func (w *writer) code(lines []string) {
	fence := "```"
	for _, l := range lines {
		for strings.Contains(l, fence) {
			fence += "`"
		}
	}
	w.begin(false)
	w.WriteString(fence + "\n")
	for _, l := range lines {
		w.WriteString(l + "\n")
	}
	w.WriteString(fence)
}

// divide takes from a long paragraph what one of them may have.
func divide(text string) (part, rest string) {
	if len(text) <= maxParagraph {
		return text, ""
	}
	if at := strings.LastIndexByte(text[:maxParagraph], ' '); at > 0 {
		return text[:at], text[at+1:]
	}
	return text, ""
}

// pageHeading is the heading of a page of a document that has no bookmarks.
func pageHeading(number int) string { return fmt.Sprintf("Page %d", number) }
