package reflow

import (
	"bytes"
	"fmt"
	"slices"
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
	links   []Link // of all pages
	pages   int
	tooLong bool
	places  []document.Place
	held    *block     // the last one, which may go on on the next page
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

// page writes the blocks of a page, but for the last paragraph, which may go on.
func (w *writer) page(number int, blocks []block) {
	if w.held != nil && len(blocks) > 0 && goesOn(w.held, &blocks[0]) {
		b := w.held
		if !b.joined {
			b.lines, b.joined = slices.Clone(b.lines), true
		}
		at := len(b.lines)
		b.lines = append(b.lines, blocks[0].lines...)
		b.lines[at].page = number
		if blocks = blocks[1:]; len(blocks) == 0 {
			return
		}
		w.release()
	} else {
		w.release()
		w.place(pagePlace(number, w.Len()))
	}
	for i := range blocks {
		if i == len(blocks)-1 && blocks[i].kind != heading {
			w.held = &blocks[i]
			break
		}
		w.block(&blocks[i])
	}
}

// release writes the block that was held.
func (w *writer) release() {
	if w.held != nil {
		before := w.Len()
		w.block(w.held)
		w.placeMarks(before, w.held.lines)
		w.held = nil
	}
}

// placeMarks takes the marks of pages from what was written since the text had a length,
// and adds their places.
func (w *writer) placeMarks(before int, lines []line) {
	written := string(w.Bytes()[before:])
	if !strings.Contains(written, pageMark) {
		return
	}
	w.Truncate(before)
	for i := range lines {
		if n := lines[i].page; n > 0 {
			text, rest, ok := strings.Cut(written, pageMark)
			if !ok {
				break
			}
			w.WriteString(text)
			w.place(pagePlace(n, w.Len()))
			written = rest
		}
	}
	w.WriteString(written)
}

// pagePlace is the place of a page.
func pagePlace(number, offset int) document.Place {
	return document.Place{ID: fmt.Sprintf("page-%d", number), Offset: offset}
}

// settled are the places, each where a block begins and not where the one before ends.
func (w *writer) settled() []document.Place {
	text := w.Bytes()
	for i := range w.places {
		p := &w.places[i]
		for p.Offset < len(text) && text[p.Offset] == '\n' {
			p.Offset++
		}
	}
	return w.places
}

// place adds a place.
func (w *writer) place(p document.Place) {
	if len(w.places) < document.MaxPlaces {
		w.places = append(w.places, p)
	}
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
	case still:
		w.begin(false)
		if b.title == "" {
			w.WriteString(isPicture)
			break
		}
		w.WriteString("[" + isPicture + "](#" + b.title + ")")
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

// isPicture is said of a page without text.
const isPicture = "This page is a picture"

// pageHeading is the heading of a page of a document that has no bookmarks.
func pageHeading(number int) string { return fmt.Sprintf("Page %d", number) }
