package markdown

import (
	"bytes"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/JohannesKaufmann/html-to-markdown/v2/converter"
	"golang.org/x/net/html"
	"golang.org/x/text/language"

	"hackday.example/kiosk/internal/clean"
)

// writer gathers what stands in a line until the block that it belongs to ends, and
// then writes it, behind the marks of the lists and quotations around it. Nothing that
// is written is read or moved again.
type writer struct {
	Options
	ctx     converter.Context
	content []*html.Node
	root    *html.Node      // of content, that is being written
	beside  *html.Node      // what stands before root where it has no parent
	pieces  []composed      // Markdown that stays as it is
	written int             // how many of them are written
	tabs    map[string]bool // the IDs of what tabs show
	notes   *notes          // nil if there are none
	inNote  bool
	told    *html.Node // the title of the admonition around, which is written
	err     error

	out     []byte
	stack   []container // the document, and the lists and quotations that are open
	blank   bool        // an empty line is due before the next line
	anchors []Anchor
	turns   []turn   // of the language
	pending []string // the IDs of anchors that have no place yet

	scratch  composer // used by compose alone
	line     []token  // what the block has so far
	mark     token    // goes before what is shown next: the bullet of a line for an item
	style    style
	link     *link
	language language.Base // of what is written
	foreign  bool          // it was another than the page's

	ruled    bool // nothing was written, or a rule was last
	flat     int  // how many elements around allow no blocks: headings, terms, cells
	heading  bool // within a heading
	noscript int
	lastAlt  string // of the last picture
	cells    int    // of all tables
}

// container is what stands around blocks: an item, a quotation, the document.
type container struct {
	first, rest string // what its lines begin with
	started     bool   // its first line is written
	last        blockKind
}

type blockKind byte

const (
	noBlock blockKind = iota
	paragraphBlock
	otherBlock
	bulletsDash // lists by their marks: of two in a row one would become
	bulletsPlus
	orderedStop
	orderedParenthesis
)

// children writes what stands in an element.
func (w *writer) children(n *html.Node) {
	w.within(n, func() { w.ctx.RenderChildNodes(w.ctx, w, n) })
}

// with writes what stands in an element with a style of its own.
func (w *writer) with(s style, n *html.Node) {
	before := w.style
	w.style |= s
	w.children(n)
	w.style = before
}

// block writes an element whose text touches none outside.
func (w *writer) block(n *html.Node) {
	w.paragraphEnd()
	w.children(n)
	w.paragraphEnd()
}

// paragraphEnd ends a paragraph, or a line where there may be no paragraphs and in
// links, whose text stays one.
func (w *writer) paragraphEnd() {
	if w.link != nil {
		w.lineBreak()
		return
	}
	w.flush()
}

// flush ends the block that was gathered, if there is one, or a line where there may
// be no blocks.
func (w *writer) flush() {
	if w.flat > 0 {
		w.lineBreak()
		return
	}
	if w.isEmpty() {
		w.hold()
		return
	}
	c := compose(w, w.line, inParagraph)
	w.line = w.line[:0]
	w.open(paragraphBlock)
	w.write(c, true)
}

// isEmpty reports whether nothing that is shown was gathered.
func (w *writer) isEmpty() bool { return !slices.ContainsFunc(w.line, token.isShown) }

// hold keeps the anchors of a line that is empty for the next block.
func (w *writer) hold() {
	for _, t := range w.line {
		if t.kind == anchorToken {
			w.pending = append(w.pending, t.text)
		}
	}
	w.line = w.line[:0]
}

// open begins a block.
func (w *writer) open(kind blockKind) {
	top := &w.stack[len(w.stack)-1]
	if top.last != noBlock {
		nested := kind >= bulletsDash && top.last == paragraphBlock && len(w.stack) > 1
		w.blank = w.blank || !nested || kind >= orderedStop
	}
	top.last = kind
}

// push opens a list's item or a quotation, whose lines begin with first and rest.
func (w *writer) push(first, rest string) {
	w.stack = append(w.stack, container{first: first, rest: rest})
}

// pop closes it, and reports whether anything was written in it.
func (w *writer) pop() bool {
	started := w.stack[len(w.stack)-1].started
	w.stack = w.stack[:len(w.stack)-1]
	return started
}

// newLine begins a line of the output.
func (w *writer) newLine() {
	w.ruled = false
	if len(w.out) > MaxOutput {
		w.err = ErrTooLarge
	}
	if w.err != nil {
		w.out = w.out[:0]
		return
	}
	if len(w.out) > 0 {
		w.out = append(w.out, '\n')
		if w.blank {
			for _, c := range w.stack {
				if c.started {
					w.out = append(w.out, c.rest...)
				}
			}
			w.trimLine()
			w.out = append(w.out, '\n')
		}
	}
	w.blank = false
	for i := range w.stack {
		c := &w.stack[i]
		if c.started {
			w.out = append(w.out, c.rest...)
		} else {
			w.out = append(w.out, c.first...)
		}
		c.started = true
	}
}

// trimLine takes blanks from the end of the output.
func (w *writer) trimLine() {
	n := len(w.out)
	for n > 0 && w.out[n-1] == ' ' {
		n--
	}
	w.out = w.out[:n]
}

// settle gives the anchors that wait for one a place: here.
func (w *writer) settle() {
	for _, id := range w.pending {
		w.anchors = append(w.anchors, Anchor{id, len(w.out)})
	}
	w.pending = w.pending[:0]
}

// write writes what was composed, line by line. guard has the beginnings of lines
// escaped that would begin another block.
func (w *writer) write(c composed, guard bool) {
	marks, turns := c.marks, c.turns
	text := c.text
	for at, first := 0, true; ; first = false {
		end := at + len(text[at:])
		if i := bytes.IndexByte(text[at:], '\n'); i >= 0 {
			end = at + i
		}
		w.newLine()
		if first {
			w.settle()
		}
		line := text[at:end]
		escape := -1 // where a backslash goes in
		if guard {
			escape = lineEscape(line, first)
		}
		start := len(w.out)
		if escape >= 0 {
			w.out = append(w.out, line[:escape]...)
			w.out = append(w.out, '\\')
			line = line[escape:]
			start++
		}
		w.out = append(w.out, line...)
		if len(line) == 0 {
			w.trimLine()
		}
		for len(marks) > 0 && marks[0].Offset <= end {
			offset := start + marks[0].Offset - at
			if marks[0].Offset == at {
				offset = start
			}
			w.anchors = append(w.anchors, Anchor{marks[0].ID, min(offset, len(w.out))})
			marks = marks[1:]
		}
		for len(turns) > 0 && turns[0].at <= end {
			offset := start + turns[0].at - at
			if turns[0].at-at <= escape {
				offset-- // before the backslash
			}
			w.speak(turns[0].language, min(offset, len(w.out)))
			turns = turns[1:]
		}
		if end == len(text) {
			return
		}
		at = end + 1
	}
}

// anchor notes an ID where the next text will stand.
func (w *writer) anchor(id string) {
	if id != "" && len(id) <= maxID {
		w.append(token{kind: anchorToken, text: id})
	}
}

// lineBreak ends a line. Two in a row end a paragraph.
func (w *writer) lineBreak() {
	if w.flat == 0 && w.link == nil {
		for i := len(w.line) - 1; i >= 0; i-- {
			if t := w.line[i]; t.kind == breakToken {
				w.flush()
				return
			} else if t.isShown() {
				break
			}
		}
	}
	if n := len(w.line); n > 0 && w.line[n-1].kind != breakToken {
		w.append(token{kind: breakToken, style: w.style, link: w.link})
	}
}

// text adds text to the line. Its blanks collapse when the line is composed.
func (w *writer) text(s string) {
	if s = cleaned(s); s != "" {
		w.append(token{kind: textToken, style: w.style, link: w.link, text: s})
		if w.link != nil && !w.link.used && strings.TrimSpace(s) != "" {
			w.link.used = true
		}
	}
}

// add adds what is no text.
func (w *writer) add(t token) {
	t.style, t.link = w.style, w.link
	if w.link != nil {
		w.link.used = true
	}
	w.append(t)
}

// behind writes what f does behind a mark. Where f shows nothing there is no mark
// either.
func (w *writer) behind(mark string, f func()) {
	around := w.mark
	w.mark = token{kind: textToken, style: w.style, link: w.link, text: mark}
	f()
	if w.mark.text == "" { // what is shown belongs to the mark around, too
		around = token{}
	}
	w.mark = around
}

// append adds a token to the line, which may have maxTokens.
func (w *writer) append(t token) {
	if w.mark.text != "" && t.isShown() {
		mark := w.mark
		w.mark = token{}
		w.append(mark)
	}
	if len(w.line) >= maxTokens {
		w.err = ErrTooLarge
		w.line = w.line[:0]
	}
	if w.err == nil {
		t.language = w.language
		w.line = append(w.line, t)
	}
}

// WriteString is called by the converter for each text.
func (w *writer) WriteString(s string) (int, error) {
	w.text(s)
	return len(s), nil
}

// Write is part of converter.Writer.
func (w *writer) Write(p []byte) (int, error) { return w.WriteString(string(p)) }

// WriteByte is part of converter.Writer.
func (w *writer) WriteByte(c byte) error {
	w.text(string(rune(c)))
	return nil
}

// WriteRune is part of converter.Writer.
func (w *writer) WriteRune(r rune) (int, error) {
	w.text(string(r))
	return utf8.RuneLen(r), nil
}

// cleaned is text without what could steer a terminal and what is invisible, and
// without the private characters that only a font of icons has a picture for.
func cleaned(s string) string {
	if !strings.ContainsFunc(s, isStrange) {
		return s
	}
	s = strings.Map(func(r rune) rune {
		switch {
		case r == '\t', r == '\v', r == '\f', r == '\r', r == 0x85, r == 0x2028, r == 0x2029:
			return ' '
		case isPrivate(r):
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, "\uFFFD"))
	return clean.Text(s)
}

func isStrange(r rune) bool {
	return r < ' ' && r != '\n' || r >= 0x7F && (clean.Unsafe(r) || isPrivate(r) || r == utf8.RuneError)
}

// isPrivate reports whether a character is one of the Private Use Areas.
func isPrivate(r rune) bool { return r >= 0xE000 && r <= 0xF8FF || r >= 0xF0000 }
