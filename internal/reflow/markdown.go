package reflow

import (
	"bytes"
	"fmt"
	"strconv"
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
	open    []openItem // the items around the one that was written last, and its own
}

// begin parts what follows from the block before it.
func (w *writer) begin(isItem bool) {
	switch {
	case w.Len() == 0:
	case isItem && w.open != nil:
		w.WriteByte('\n')
	default:
		w.WriteString("\n\n")
	}
	if !isItem {
		w.open = nil
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
		open := w.open[:min(b.level, len(w.open))]
		indent := 0
		if len(open) > 0 {
			indent = open[len(open)-1].indent
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
				w.open = open
			}
		}
	}
}

// openItem is an item that others may stand in.
type openItem struct {
	indent int    // of what stands in it
	next   string // the mark of the item behind it, where it is numbered
}

// item writes an item of a list, within the items around it. One whose number is not the
// next one is a paragraph, since Markdown would count it otherwise.
func (w *writer) item(b *block) {
	level := min(b.level, len(w.open))
	if b.mark != "-" && level < len(w.open) && w.open[level].next != "" && w.open[level].next != b.mark {
		w.begin(false)
		w.WriteString(escapeStart(b.mark + " " + w.inline(b.lines, 0, true)))
		return
	}
	indent := 0
	if level > 0 {
		indent = w.open[level-1].indent
	}
	here := openItem{indent: indent + len(b.mark) + 1}
	if n, err := strconv.Atoi(b.mark[:len(b.mark)-1]); err == nil {
		here.next = strconv.Itoa(n+1) + b.mark[len(b.mark)-1:]
	}
	text := escapeStart(w.inline(b.lines, here.indent, true))
	w.begin(true)
	w.open = append(w.open[:level:level], here)
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
