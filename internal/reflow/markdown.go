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
	plain   style  // the style that most of the text has, which is not marked
	links   []Link // of the page that is being written
	pages   int
	tooLong bool
	indents []int // of the items around the one that was written last, and its own
}

// begin parts what follows from the block before it.
func (w *writer) begin(isItem bool) {
	switch {
	case w.Len() == 0:
	case isItem && w.indents != nil:
		w.WriteByte('\n')
	default:
		w.WriteString("\n\n")
	}
	if !isItem {
		w.indents = nil
	}
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
			text = strings.ReplaceAll(w.inline(b.lines, 0, false), "\\\n", " ")
		}
		w.heading(b.level, text)
	case item:
		w.item(b)
	case code:
		w.code(b.code)
	default:
		indents := w.indents[:min(b.level, len(w.indents))]
		indent := 0
		if len(indents) > 0 {
			indent = indents[len(indents)-1]
		}
		text := w.inline(b.lines, indent, !b.strong)
		if b.strong && text != "" {
			text = "**" + text + "**"
		}
		for text = escapeStart(text); text != ""; {
			var part string
			part, text = divide(text)
			w.begin(false)
			w.WriteString(strings.Repeat(" ", indent) + part)
			if indent > 0 {
				w.indents = indents
			}
		}
	}
}

// item writes an item of a list, within the items around it.
func (w *writer) item(b *block) {
	level := min(b.level, len(w.indents))
	indent := 0
	if level > 0 {
		indent = w.indents[level-1]
	}
	text := escapeStart(w.inline(b.lines, indent+len(b.mark)+1, true))
	w.begin(true)
	w.indents = append(w.indents[:level:level], indent+len(b.mark)+1)
	w.WriteString(strings.Repeat(" ", indent) + b.mark + " " + text)
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
		for run := strings.TrimLeft(l, " "); strings.HasPrefix(run, fence); {
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
	if at := strings.LastIndex(text[:maxParagraph], " "); at > 0 && !strings.Contains(text, "](<") && !strings.Contains(text, "\n") {
		return text[:at], escapeStart(text[at+1:])
	}
	return text, ""
}

// pageHeading is the heading of a page of a document that has no bookmarks.
func pageHeading(number int) string { return fmt.Sprintf("Page %d", number) }

// after is where the block begins that was written next when the text had a length.
func (w *writer) after(length int) int {
	text := w.Bytes()
	for length < len(text) && text[length] == '\n' {
		length++
	}
	return length
}
