package layout

import (
	"bytes"
	"math"
	"sort"
	"strings"
	"unicode/utf8"

	"github.com/yuin/goldmark/ast"

	"hackday.example/kiosk/internal/site"
)

// LineAt returns the line of the text at an offset, in bytes, of the page's Markdown.
// Where no text stands at the offset, but a blank, markup or what is not shown, it is
// the line of the text next behind it. For text in a table it is the first line of the
// row, and in a block of HTML the first line of the block; text of a note stands among
// the notes.
//
// Any offset will do: one below 0 is as 0, and for one behind all text the line is the
// last of Body. The line is always one of Body, or where that is empty the one above.
func (l *Layout) LineAt(offset int) int {
	offset = max(offset, 0)
	line, nearest := max(l.Body.End-1, 0), math.MaxInt
	for part := range l.draft.parts {
		lines := l.draft.lines[part.First:part.End]
		i := sort.Search(len(lines), func(i int) bool { return int(lines[i].end) > offset })
		if i < len(lines) && int(lines[i].end) < nearest {
			line, nearest = part.First+i, int(lines[i].end)
		}
	}
	return line
}

// parts calls yield with the parts of the body whose lines are in the order of the
// Markdown: the text, and each note. A note may have been written anywhere.
func (d *draft) parts(yield func(Range) bool) {
	text := d.body
	for _, n := range d.notes {
		if !n.Text.Empty() {
			text.End = min(text.End, n.Text.First)
		}
	}
	if !yield(text) {
		return
	}
	for _, n := range d.notes {
		if !n.Text.Empty() && !yield(n.Text) {
			return
		}
	}
}

// ascend makes the ends of lines ascend within each part, so that they can be searched:
// a line without text gets the end of the one above.
func (d *draft) ascend() {
	for part := range d.parts {
		end := int32(0)
		for i := part.First; i < part.End; i++ {
			end = max(end, d.lines[i].end)
			d.lines[i].end = end
		}
	}
}

// endOf is the byte of the Markdown behind the text of some spans, blanks at its end
// left out, which nobody sees; 0 if none of it is written there.
func endOf(spans []span) (end int32) {
	for _, s := range spans {
		if s.end > 0 {
			s.trimRight(" ")
		}
		if s.text != "" {
			end = max(end, s.end, -s.end)
		}
	}
	return end
}

// asRow makes lines a row of a table.
func asRow(lines []line) {
	for i := range lines {
		lines[i].inRow = i > 0
	}
}

// trimRight cuts some characters, each of one byte, off the end.
func (s *span) trimRight(cutset string) {
	text := strings.TrimRight(s.text, cutset)
	if s.end > 0 {
		s.end -= int32(len(s.text) - len(text))
	}
	s.text = text
}

// piece is a part of a span's text. first is set for the first part that is used.
func (s span) piece(from, to int, first bool) span {
	switch {
	case s.end > 0:
		s.end -= int32(len(s.text) - to)
	case !first:
		s.end = 0
	}
	s.text = s.text[from:to]
	return s
}

// atOnce is the end of a span whose text differs from what is written in the Markdown,
// up to a byte of it.
func atOnce(end int) int32 { return -int32(end) }

// written adds text of the page's Markdown, which ends at a byte of that. raw is set
// where there are no escapes in it. Where the text is shown as it is written, it is one
// span; else each word that is not has its own, so that any word can be found.
func (w *inline) written(text string, end int, raw bool, p pen) {
	for until := 0; ; {
		begin := end - len(text)
		if w.passage, until = w.passages.at(begin); until >= end {
			break
		}
		w.writtenIn(text[:until-begin], until, raw, p)
		text = text[until-begin:]
	}
	w.writtenIn(text, end, raw, p)
	w.passage = noPassage
}

// writtenIn is written for text in one passage.
func (w *inline) writtenIn(text string, end int, raw bool, p pen) {
	if !strings.Contains(text, "  ") && !(w.ascii && strings.ContainsFunc(text, notASCII)) { // to fold it twice is dear
		if shown := w.read(text, raw); shown == text {
			w.put(shown, int32(end), p)
			return
		}
	}
	begin := end - len(text)
	run := w.run[:0]
	for at := 0; at < len(text); {
		blanks, to := word(text[at:])
		shown := w.read(text[at:at+to], raw)
		same := len(shown) == to // that is near enough: "e" for "é" takes a byte less
		if len(run) > 0 && (!same || blanks > 1) {
			w.put(string(run), int32(begin+at), p)
			run = run[:0]
		}
		if at += to; same {
			run = append(run, shown...)
		} else {
			w.put(shown, atOnce(begin+at), p)
		}
	}
	if len(run) > 0 {
		w.put(string(run), int32(end), p)
	}
	w.run = run
}

func notASCII(r rune) bool { return r >= utf8.RuneSelf }

// word is where in a text the first word begins and ends, with the blanks at the end
// of the text.
func word(text string) (begin, end int) {
	const blanks = " \t\r\n"
	begin = len(text) - len(strings.TrimLeft(text, blanks))
	if n := strings.IndexAny(text[begin:], blanks); n >= 0 && strings.TrimLeft(text[begin+n:], blanks) != "" {
		return begin, begin + n
	}
	return begin, len(text)
}

// read is text of the Markdown as it is shown.
func (w *inline) read(text string, raw bool) string {
	if !raw && strings.ContainsAny(text, `\&`) { // or it would be copied
		text = site.Unescape(text)
	}
	return w.shown(text)
}

// labelEnd is where the address of a bare link ends.
func (w *inline) labelEnd(n *ast.AutoLink, label string) int {
	begin := max(n.Pos(), 0)
	const before = 2 // bytes that may stand there: a blank, a bracket
	if i := bytes.Index(w.source[begin:min(begin+len(label)+before, len(w.source))], []byte(label)); i > 0 {
		begin += i
	}
	return begin + len(label)
}

// codeEnds are where the lines of a block end in the Markdown, without line feeds.
func (t *setter) codeEnds(n ast.Node) func(line int) int {
	lines := n.Lines()
	return func(i int) int {
		if i >= lines.Len() {
			return 0
		}
		s := lines.At(i)
		if end := s.Stop; end > s.Start && t.source[end-1] == '\n' {
			return end - 1
		}
		return s.Stop
	}
}

// codeEnd is the end of a piece of code, up to a byte of the Markdown, that is shown as
// text. Tabs at its beginning, which are blanks there, do not matter.
func codeEnd(code, text string, end int) int32 {
	if len(strings.TrimLeft(text, " ")) == len(strings.TrimLeft(code, " \t")) {
		return int32(max(end, 0))
	}
	return atOnce(max(end, 0))
}

// linesEnd is where the lines of a text end, which are asked for from the first on.
func linesEnd(text string) func(line int) int {
	end := -1
	return func(int) int {
		if n := strings.IndexByte(text[end+1:], '\n'); n >= 0 {
			end += 1 + n
		} else {
			end = len(text)
		}
		return end
	}
}

// Part returns the line of the part of the page that the fragment of an address names: a
// place that the page names so, or a heading; -1 if there is none.
func (l *Layout) Part(fragment string) int {
	if fragment == "" {
		return -1
	}
	if at := l.page.Anchor(fragment); at >= 0 {
		return l.LineAt(at)
	}
	if section := l.page.Section(fragment); section >= 0 && section < len(l.Headings) {
		return l.Headings[section].First
	}
	return -1
}
