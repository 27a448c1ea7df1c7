package layout

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"hackday.example/kiosk/internal/theme"
	"hackday.example/kiosk/internal/words"
)

// records sets each row as lines of a head and its value, with a rule between the
// rows; of a table without rows, the heads.
func (g *grid) records(width int) (lines []line) {
	if g.first == 0 {
		for _, c := range g.row(0) {
			lines = append(lines, g.hang(c.spans, width, recordHang(width))...)
		}
		return append(lines, g.ruleBelow(lines))
	}
	var rules []int // the lines where they are
	for r := g.first; r < g.rows(); r++ {
		g.stopIfUnwanted()
		rule := len(lines)
		if rule > 0 {
			lines = append(lines, line{})
		}
		before := len(lines)
		for i := range g.columns {
			g.pieces = g.entry(g.pieces[:0], r, i)
			lines = append(lines, g.hang(g.pieces, width, recordHang(width))...)
		}
		asRow(lines[before:])
		switch {
		case len(lines) == before: // a row without text
			lines = lines[:rule]
		case rule > 0:
			rules = append(rules, rule)
		}
	}
	rule := g.ruleBelow(lines)
	for _, i := range rules {
		lines[i] = rule
	}
	return lines
}

// ruleBelow is a rule as long as the longest line.
func (t *setter) ruleBelow(lines []line) line {
	return lineOf(aside(strings.Repeat(t.rule, longest(lines)), theme.Line))
}

// entry appends a cell behind its head; nothing for an empty one, except that the
// first record has the heads of columns that are empty in all rows.
func (g *grid) entry(spans []span, r, i int) []span {
	c, value := &g.columns[i], g.row(r)[i].spans
	if len(value) == 0 && !(c.empty && r == g.first) {
		return spans
	}
	head := g.row(0)[i].spans
	if len(head) > 0 {
		last, _ := utf8.DecodeLastRuneInString(head[len(head)-1].text)
		if c.repeat == nil {
			spans = appendHead(spans, head, false)
			c.repeat = appendHead(make([]span, 0, len(head)), head, true) // never nil
		} else {
			spans = append(spans, c.repeat...)
		}
		if !strings.ContainsRune(":?!：？！", last) {
			spans = append(spans, aside(":", theme.Term))
		}
		if len(value) > 0 || g.form == Spoken {
			spans = append(spans, span{text: " "})
		}
	}
	if len(value) == 0 && g.form == Spoken {
		return append(spans, aside(g.shown(g.words.Spoken.Empty), 0))
	}
	if g.form == Spoken {
		return appendSpoken(spans, value)
	}
	return append(spans, value...)
}

// appendSpoken appends a value with commas for its line breaks.
func appendSpoken(spans, value []span) []span {
	for i, s := range value {
		if s.text == "\n" && i > 0 {
			last := &spans[len(spans)-1]
			last.trimRight(" ")
			r, _ := utf8.DecodeLastRuneInString(last.text)
			if unicode.IsLetter(r) || unicode.IsNumber(r) || r == ')' || r == ']' {
				spans = append(spans, aside(",", 0))
			}
			s.text = " "
		}
		spans = append(spans, s)
	}
	return spans
}

// appendHead appends a head, as one line. In all records but the first it is
// repeated: without the numbers of its links and notes, and aside.
func appendHead(spans, head []span, repeated bool) []span {
	for i, s := range head {
		if s.text == "\n" && i > 0 {
			last := &spans[len(spans)-1]
			last.trimRight(" ")
			s.text = " "
		}
		if repeated {
			if (s.whole || s.aside) && (s.resource != 0 || s.note != 0) {
				continue
			}
			s.pen = pen{style: s.style &^ (theme.Linked | theme.Pictured)}
			s.aside, s.end = true, 0
		}
		spans = append(spans, s)
	}
	return spans
}

// recordHang is the indent of the second and further lines of a value, where the
// place is not too narrow for it.
func recordHang(width int) int {
	if width-recordIndent < narrowest {
		return 0
	}
	return recordIndent
}

// sentences sets each row as a paragraph: "Row 1. Ward: Cardiology. Beds: 28."
func (g *grid) sentences(width int) (lines []line) {
	if g.first == 0 {
		var spans []span
		for _, c := range g.row(0) {
			if len(spans) > 0 && len(c.spans) > 0 {
				spans = append(spans, aside(",", 0), span{text: " "})
			}
			spans = appendHead(spans, c.spans, false)
		}
		return g.flow(withStop(spans), width)
	}
	var spans []span
	number := 0
	for r := g.first; r < g.rows(); r++ {
		g.stopIfUnwanted()
		if !g.says(r) {
			continue
		}
		number++
		spans = append(spans[:0], aside(g.shown(words.Fill(g.words.Spoken.Row, "number", number)), 0))
		for i := range g.columns {
			before := len(spans)
			spans = append(spans, span{text: " "})
			if spans = g.entry(spans, r, i); len(spans) == before+1 {
				spans = spans[:before] // no value
				continue
			}
			spans = withStop(spans)
		}
		if len(lines) > 0 {
			lines = append(lines, line{})
		}
		row := g.flow(spans, width)
		asRow(row)
		lines = append(lines, row...)
	}
	return lines
}

// withStop appends a full stop, unless the last sentence has its end.
func withStop(spans []span) []span {
	text := ""
	for i := len(spans) - 1; i >= 0 && text == ""; i-- {
		text = strings.TrimRight(spans[i].text, `"')]”’»`)
	}
	last, _ := utf8.DecodeLastRuneInString(text)
	if strings.ContainsRune(".!?…。！？", last) {
		return spans
	}
	return append(spans, aside(".", 0))
}
