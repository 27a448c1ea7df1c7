package layout

import (
	"strings"

	"github.com/yuin/goldmark/ast"

	"hackday.example/kiosk/internal/cells"
	"hackday.example/kiosk/internal/highlight"
	"hackday.example/kiosk/internal/theme"
)

// tabStop is how far the columns of tabs are apart in code.
const tabStop = 8

// code sets a block of code as it is, empty lines too, behind a bar; its lines may be
// wider than text. One that is too long goes on in the next, behind its own indent and a
// mark.
func (t *setter) code(n ast.Node, language string, width int) []line {
	source := strings.TrimSuffix(string(n.Lines().Value(t.source)), "\n")
	if t.form == Spoken {
		return t.spokenCode(n, language, source, width)
	}
	bar := aside(t.codeBar, theme.Line)
	return t.indent(bar, bar, width+t.spare(), func(width int) []line {
		return t.codeLines(source, language, t.codeEnds(n), width)
	})
}

// codeLines breaks code into lines, in the colours of its language. ends are where in
// the page's Markdown its lines end.
func (t *setter) codeLines(code, language string, ends func(line int) int, width int) (lines []line) {
	var tokens []highlight.Token
	if !t.bare {
		tokens = t.highlight.Code(language, code)
	}
	from, number := 0, 0
	for text := range strings.SplitSeq(code, "\n") {
		to := from + len(text)
		t.pieces = t.pieces[:0]
		column, end := 0, ends(number)
		number++
		add := func(from, till int, style theme.Elements) {
			var text string
			if text, column = expand(code[from:till], column, t.shown); text != "" {
				t.pieces = append(t.pieces, span{text: text, pen: pen{style: style}, end: codeEnd(code[from:till], text, end-(to-till))})
			}
		}
		at := from
		for len(tokens) > 0 && at < to {
			end := min(tokens[0].End, to)
			add(at, end, theme.OfToken(tokens[0].Kind))
			if at = end; tokens[0].End <= to {
				tokens = tokens[1:]
			}
		}
		if at < to {
			add(at, to, theme.CodeBlock)
		}
		lines = t.breakCode(lines, t.pieces, width)
		from = to + 1
		for len(tokens) > 0 && tokens[0].End <= from { // those that end with the line
			tokens = tokens[1:]
		}
	}
	return lines
}

// expand is text of a line of code as it is shown, with blanks for its tabs, from a
// column on, and the column behind it.
func expand(text string, column int, shown func(string) string) (string, int) {
	if !strings.Contains(text, "\t") {
		text = shown(text)
		return text, column + cells.Width(text)
	}
	var b strings.Builder
	for i, part := range strings.Split(text, "\t") {
		if i > 0 {
			blanks := tabStop - column%tabStop
			b.WriteString(strings.Repeat(" ", blanks))
			column += blanks
		}
		part = shown(part)
		b.WriteString(part)
		column += cells.Width(part)
	}
	return b.String(), column
}

// breakCode adds a line of code, and the lines in which it goes on where it is
// wider than width, behind its own indent as far as there is room for that. It is
// broken behind a blank in the second half of a line, or else at any character. Where
// it is broken its own indent leaves narrowest columns for text, or no line would begin
// with more than blanks.
func (t *setter) breakCode(lines []line, spans []span, width int) []line {
	spans = withoutBlanks(line{spans: spans}).spans
	text := textOf(spans)
	own := len(text) - len(strings.TrimLeft(text, " "))
	if room := max(width-narrowest, 0); own > room && cells.Width(text) > width {
		spans = withoutIndent(spans, own-room)
		own = room
	}
	mark := cells.Width(t.goesOn)
	if width-mark < least {
		mark = 0
	}
	indent := min(own, max(width-mark-narrowest, 0))
	f := flow{setter: t, spans: spans, clusters: t.narrowed(t.clustersOf(spans), width-indent-mark), verbatim: !t.ascii}
	goesOn := aside(strings.Repeat(" ", indent)+t.goesOn, theme.Line)
	room := width
	for start := 0; start < len(f.clusters) || start == 0; {
		columns, end, blank := 0, start, 0
		for end < len(f.clusters) && (columns+int(f.clusters[end].Width) <= room || end == start) {
			columns += int(f.clusters[end].Width)
			if end++; f.clusters[end-1].Break == cells.Blank && columns > room/2 && end > own {
				blank = end
			}
		}
		if end < len(f.clusters) && blank > 0 {
			end = blank
		}
		l := f.line(start, end, start > 0)
		if end == len(f.clusters) {
			l = withoutBlanks(l)
		}
		if start > 0 && mark > 0 {
			l.behind(&goesOn, indent+mark)
		}
		lines = append(lines, l)
		if end == start {
			break
		}
		start, room = end, width-indent-mark
		if mark == 0 {
			room = width
		}
	}
	return lines
}

// withoutIndent is spans of code without some blanks at the beginning.
func withoutIndent(spans []span, blanks int) []span {
	for blanks >= len(spans[0].text) {
		blanks -= len(spans[0].text)
		spans = spans[1:]
	}
	spans[0] = spans[0].piece(blanks, len(spans[0].text), true)
	return spans
}

// withoutBlanks is a line without the blanks at its end, which nobody sees; but for
// those of a patch of colour.
func withoutBlanks(l line) line {
	for len(l.spans) > 0 && l.spans[len(l.spans)-1].style&theme.Band == 0 {
		last := &l.spans[len(l.spans)-1]
		l.width -= len(last.text)
		last.trimRight(" ")
		if l.width += len(last.text); last.text != "" {
			break
		}
		l.spans = l.spans[:len(l.spans)-1]
	}
	return l
}
