package layout

import (
	"strconv"
	"strings"
	"unicode/utf8"

	extast "github.com/yuin/goldmark/extension/ast"

	"hackday.example/kiosk/internal/cells"
	"hackday.example/kiosk/internal/theme"
	"hackday.example/kiosk/internal/words"
)

// Note is where a note of a page stands.
type Note struct {
	Mark Range // the lines of the first mark in the text that refers to it
	Text Range // the lines of the note itself
	Link int   // the number of the last link before that mark; 0 for none
}

// noteMark adds the mark of a note, which looks unlike a link's number.
func (w *inline) noteMark(n *extast.FootnoteLink, p pen) {
	p.note = int32(n.Index)
	p = p.with(theme.Linked)
	text := w.shown(w.noteName(n.Index))
	if w.form == Spoken {
		w.attach(span{text: "\u00A0(" + noBreaking(text) + ")", pen: p, end: atOnce(n.Pos() + 1)})
		return
	}
	last := ""
	if n := len(w.spans); n > 0 {
		last = w.spans[n-1].text
	}
	if r, _ := utf8.DecodeLastRuneInString(last); text[0] >= utf8.RuneSelf && strings.ContainsRune(raised, r) {
		text = "," + text // or the two would be one number
	}
	w.attach(span{text: text, pen: p, whole: true, end: atOnce(n.Pos() + 1)})
}

// noteName is how a note is called: in raised digits, as it is written in Markdown, or
// in words.
func (t *setter) noteName(number int) string {
	switch {
	case t.form == Spoken:
		return words.Fill(t.words.Page.Note, "number", number)
	case t.form == Text || t.ascii:
		return "[^" + strconv.Itoa(number) + "]"
	}
	return strings.Map(func(digit rune) rune { return []rune(raised)[digit-'0'] }, strconv.Itoa(number))
}

const raised = "⁰¹²³⁴⁵⁶⁷⁸⁹"

func noBreaking(text string) string { return strings.ReplaceAll(text, " ", "\u00A0") }

// notes sets the notes at the end of the page, under a short line.
func (t *setter) notes(n *extast.FootnoteList, width int) (lines []line) {
	if t.form == Spoken {
		lines = t.announce(t.words.Spoken.Notes, opening, width)
	} else {
		lines = append(lines, lineOf(aside(strings.Repeat(t.rule, min(10, width)), theme.Line)))
	}
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		note, ok := c.(*extast.Footnote)
		if !ok {
			continue
		}
		text := t.noteName(note.Index) + ": "
		switch {
		case t.form == Spoken:
			text = words.Fill(t.words.Spoken.Note, "number", note.Index) + " "
		case t.form == Screen && !t.ascii:
			text = t.noteName(note.Index) + " "
		}
		mark := t.span(text, theme.Numeral)
		mark.note = -int32(note.Index)
		mark.aside = true
		body := func(width int) []line {
			if box := t.blocks(note, width); len(box) > 0 {
				return box
			}
			return []line{{}}
		}
		var box []line
		if t.form == Spoken {
			t.lead = append(t.lead, mark)
			box = t.withLead(body(width))
		} else {
			box = t.indent(mark, blanks(cells.Width(mark.text)), width, body)
		}
		for i := range box {
			if l := &box[i]; len(l.spans) > 0 {
				l.spans = append([]span{{pen: pen{note: -int32(note.Index)}, aside: true}}, l.spans...)
			}
		}
		lines = append(lines, box...)
	}
	return lines
}
