package markdown

import (
	"bytes"
	"strings"
	"unicode/utf8"
)

// item is what is open while a line is written: a link, or a style until a segment.
type item struct {
	style style
	link  *link
	end   int // the first segment that it does not hold
	run   int // its opening delimiter
}

// emit writes the segments, with a delimiter for emphasis.
// The delimiters are returned in their order, until it is called again.
func (c *composer) emit(emphasis byte) (composed, []delimiter) {
	out := composed{text: c.spare[:0]}
	if c.spare = nil; out.text == nil {
		out.text = make([]byte, 0, len(c.arena)+len(c.arena)/8+16)
	}
	var open []item
	delimiters := c.delimiters[:0]
	links, turns := 0, c.turns
	end := func(i int, holds func(segment) bool) int {
		for i < len(c.segments) && holds(c.segments[i]) {
			i++
		}
		return i
	}
	closeDown := func(n int) {
		for len(open) > n {
			it := open[len(open)-1]
			open = open[:len(open)-1]
			if it.link != nil {
				out.text = append(out.text, "]("...)
				out.text = appendDestination(out.text, it.link.address, c.where == inCell)
				out.text = append(out.text, ')')
				links++
				continue
			}
			d := delimiters[it.run]
			delimiters = append(delimiters, delimiter{mark: d.mark, n: d.n, at: len(out.text), of: it.run, closes: true})
			out.text = append(out.text, strings.Repeat(string(d.mark), d.n)...)
		}
	}
	group := func() *link {
		for _, it := range open {
			if it.link != nil {
				return it.link
			}
		}
		return nil
	}
	for i, s := range c.segments {
		want := s.style
		keep := 0
		for keep < len(open) && (open[keep].link != nil && open[keep].link == s.link || open[keep].link == nil && want&open[keep].style != 0) {
			keep++
		}
		var have style
		linked := false
		for _, it := range open[:keep] {
			have |= it.style
			linked = linked || it.link != nil
		}
		var due []item
		if s.link != nil && !linked {
			e := end(i, func(t segment) bool { return t.link == s.link })
			for k, it := range open[:keep] {
				if it.end < e { // it would end within the link
					keep = k
					break
				}
			}
			have = 0
			for _, it := range open[:keep] {
				have |= it.style
			}
			due = append(due, item{link: s.link, end: e})
		}
		closeDown(keep)
		for _, bit := range []style{struck, bold, italic} {
			if want&^have&bit != 0 {
				it := item{style: bit, end: end(i, func(t segment) bool { return t.style&bit != 0 })}
				at := len(due)
				for at > 0 && due[at-1].end < it.end {
					at--
				}
				due = append(due[:at], append([]item{it}, due[at:]...)...)
			}
		}
		for _, it := range due {
			if it.link != nil {
				out.text = append(out.text, '[')
				open = append(open, it)
				continue
			}
			d := delimiter{mark: '*', n: 1, at: len(out.text), of: -1, style: it.style, from: i}
			switch it.style {
			case bold:
				d.n = 2
			case italic:
				d.mark = emphasis
			case struck:
				d.mark, d.n = '~', 2
			}
			it.run = len(delimiters)
			delimiters = append(delimiters, d)
			out.text = append(out.text, strings.Repeat(string(d.mark), d.n)...)
			open = append(open, it)
		}
		for _, id := range s.ids {
			out.marks = append(out.marks, Anchor{id, len(out.text)})
		}
		before := len(out.text)
		out.text = c.appendSegment(out.text, i, group() != nil)
		turns = c.turnsIn(&out, before, turns, s)
	}
	closeDown(0)
	scan(out.text, delimiters)
	c.delimiters = delimiters
	return out, delimiters
}

// appendSegment writes what a segment shows.
func (c *composer) appendSegment(out []byte, i int, labelled bool) []byte {
	s := c.segments[i]
	text := c.arena[s.start:s.end]
	switch s.kind {
	case breakToken:
		if c.where == inCell {
			return append(out, " <br>"...)
		}
		if bytes.HasSuffix(out, []byte(`\`)) { // goldmark sees none behind an escaped one
			return append(out, "  \n"...)
		}
		return append(out, "\\\n"...)
	case codeToken:
		if c.isMisread(out, text, labelled) {
			last, _ := utf8.DecodeLastRune(out)
			all := escaper{cell: c.cell, stars: true, lines: true, ticks: true, tildes: true, brackets: true}
			return all.escape(out, text, last, '*', labelled)
		}
		return appendCode(out, text, c.where == inCell)
	case pictureToken:
		out = append(out, "!["...)
		out = c.escape(out, text, '[', ']', true)
		out = append(out, "]("...)
		out = appendDestination(out, s.src, c.where == inCell)
		return append(out, ')')
	case rawToken:
		return append(out, text...)
	}
	before, _ := utf8.DecodeLastRune(out)
	if len(out) == 0 || bytes.HasSuffix(out, []byte("\n")) {
		before = ' '
	}
	after := ' '
	if i+1 < len(c.segments) {
		next := c.segments[i+1]
		after = '*' // a delimiter
		switch {
		case next.kind == breakToken && c.where == inParagraph:
			after = '\\'
		case next.link != nil && next.link != s.link:
			after = '['
		case next.style == s.style && next.link == s.link:
			after = c.first(next)
		}
	} else if s.style != 0 || s.link != nil {
		after = '*'
	}
	return c.escape(out, text, before, after, labelled)
}

// isMisread reports whether code would be read as something else: behind a word as an
// address of mail, which includes the backtick, and in a link that begins a paragraph
// as the definition of one.
func (c *composer) isMisread(out, code []byte, labelled bool) bool {
	if labelled {
		return bytes.Contains(code, []byte("]:"))
	}
	at := bytes.IndexByte(code, '@')
	if at < 0 || len(out) == 0 || !beginsMail(code[:at]) {
		return false
	}
	for i := len(out) - 1; i >= max(0, len(out)-maxMailName) && isMailName(out[i]); i-- {
		if isAlphanumeric(out[i]) {
			return true
		}
	}
	return false
}

// appendCode writes code within a line, between more backticks than are in it.
func appendCode(out, code []byte, cell bool) []byte {
	fence := longestRun(code, '`')
	n := 1
	if fence > 0 { // as few as it takes, and never as many as a run in the code
		n = fence + 1
	}
	out = append(out, strings.Repeat("`", n)...)
	pad := len(code) > 0 && (code[0] == '`' || code[len(code)-1] == '`' || code[0] == ' ' && code[len(code)-1] == ' ' && len(bytes.TrimSpace(code)) > 0)
	if pad {
		out = append(out, ' ')
	}
	if cell {
		code = bytes.ReplaceAll(code, []byte("|"), []byte(`\|`))
	}
	out = append(out, code...)
	if pad {
		out = append(out, ' ')
	}
	return append(out, strings.Repeat("`", n)...)
}

// longestRun is the length of the longest run of a byte.
func longestRun(text []byte, c byte) int {
	longest, run := 0, 0
	for _, b := range text {
		if b != c {
			run = 0
			continue
		}
		if run++; run > longest {
			longest = run
		}
	}
	return longest
}
