package dialect

import (
	"slices"
	"strings"
)

// lineKind is what a line of Markdown is part of.
type lineKind uint8

const (
	prose lineKind = iota
	blank
	code // a fence, or what stands in it; indented code; <pre> and the like
)

// lineScanner tells code from other lines, about as CommonMark does.
type lineScanner struct {
	fence     string // what closes the code; empty outside
	quotes    int    // how many quotations the code or text stands in
	fenceList int    // the column of the list item that the code stands in
	list      []int  // the columns at which the items begin that are open
	paragraph bool   // the line before is one of a paragraph
	end       string // what ends a block of HTML that is code; empty outside
}

// next tells what the next line is.
func (s *lineScanner) next(line string) lineKind {
	if s.end != "" {
		if strings.Contains(strings.ToLower(line), s.end) {
			s.end = ""
		}
		return code
	}
	quotes, rest := quotation(line)
	if s.fence != "" {
		if kind, in := s.inFence(line); in {
			return kind
		}
	}
	if quotes != s.quotes && !(s.paragraph && quotes < s.quotes) {
		s.list, s.paragraph, s.quotes = s.list[:0], false, quotes
	}
	indent, rest := indentation(rest)
	if rest == "" {
		s.paragraph = false
		return blank
	}
	item := itemWidth(rest)
	if !s.paragraph || item > 0 {
		for len(s.list) > 0 && indent < s.list[len(s.list)-1] {
			s.list = s.list[:len(s.list)-1]
		}
	}
	if indent >= s.column()+4 && !s.paragraph {
		return code
	}
	for range 10 { // items within items on one line
		if item == 0 || indent >= s.column()+4 {
			break
		}
		inner, text := indentation(rest[item:])
		if text == "" || inner > 4 {
			inner = 1
		}
		indent += item + inner
		s.list = append(s.list, indent)
		if rest = text; rest == "" {
			s.paragraph = false
			return prose
		}
		item = itemWidth(rest)
	}
	if n := fenceLength(rest); n > 0 && !(rest[0] == '`' && strings.Contains(rest[n:], "`")) {
		s.fence, s.fenceList, s.paragraph = rest[:n], s.column(), false
		return code
	}
	if tag := codeTag(rest); tag != "" {
		s.paragraph = false
		if end := "</" + tag; !strings.Contains(strings.ToLower(rest), end) {
			s.end = end
		}
		return code
	}
	s.paragraph = rest[0] != '#'
	return prose
}

// inFence tells what a line is while code is open. in is false where the line ends
// the quotation or the list item that it stood in.
func (s *lineScanner) inFence(line string) (kind lineKind, in bool) {
	for range s.quotes {
		_, rest := indentation(line)
		if !strings.HasPrefix(rest, ">") {
			s.fence = ""
			return prose, false
		}
		line = strings.TrimPrefix(rest[1:], " ")
	}
	indent, rest := indentation(line)
	if rest != "" && indent < s.fenceList {
		s.fence = ""
		return prose, false
	}
	if n := fenceLength(rest); n >= len(s.fence) && rest[0] == s.fence[0] && strings.TrimSpace(rest[n:]) == "" {
		s.fence = ""
	}
	return code, true
}

// column is where the text of the innermost list item begins.
func (s *lineScanner) column() int {
	if len(s.list) == 0 {
		return 0
	}
	return s.list[len(s.list)-1]
}

// quotation parts the marks of quotations from a line.
func quotation(line string) (quotes int, rest string) {
	for rest = line; ; quotes++ {
		indent, inner := indentation(rest)
		if indent > 3 || !strings.HasPrefix(inner, ">") {
			return quotes, rest
		}
		rest = strings.TrimPrefix(inner[1:], " ")
	}
}

// indentation parts the blanks from a line, and counts their columns.
func indentation(line string) (columns int, rest string) {
	for i := 0; i < len(line); i++ {
		switch line[i] {
		case ' ':
			columns++
		case '\t':
			columns += 4 - columns%4
		case '\r':
		default:
			return columns, strings.TrimRight(line[i:], " \t\r")
		}
	}
	return columns, ""
}

// itemWidth is the length of the mark of a list item, or 0.
func itemWidth(line string) int {
	n := 0
	switch {
	case line == "":
		return 0
	case strings.IndexByte("-*+", line[0]) >= 0:
		n = 1
	default:
		for n < len(line) && n < 9 && line[n] >= '0' && line[n] <= '9' {
			n++
		}
		if n == 0 || n == len(line) || line[n] != '.' && line[n] != ')' {
			return 0
		}
		n++
	}
	if n < len(line) && line[n] != ' ' && line[n] != '\t' {
		return 0
	}
	return n
}

// fenceLength is the length of the fence that a line begins with, or 0.
func fenceLength(line string) int {
	if line == "" || line[0] != '`' && line[0] != '~' {
		return 0
	}
	n := len(line) - len(strings.TrimLeft(line, line[:1]))
	if n < 3 {
		return 0
	}
	return n
}

// codeTag is the element that a line begins whose text stays as it is, or "".
func codeTag(line string) string {
	if line[0] != '<' {
		return ""
	}
	lower := strings.ToLower(line[:min(len(line), 10)])
	for _, tag := range []string{"pre", "script", "style", "textarea"} {
		if rest, ok := strings.CutPrefix(lower[1:], tag); ok && (rest == "" || strings.ContainsAny(rest[:1], " \t>")) {
			return tag
		}
	}
	return ""
}

// line is a line of a text, without its end.
type line struct {
	start, end int
	kind       lineKind
}

// bodies are the blocks of Liquid whose contents are no Markdown.
var bodies = []string{"highlight", "comment", "codeblock"}

// scan tells the lines of a text apart. What stands in the blocks of bodies is prose.
func scan(text string) []line {
	lines := make([]line, 0, strings.Count(text, "\n")+1)
	var s lineScanner
	body := "" // what ends the block
	last := map[string]int{}
	for _, name := range bodies {
		last[name] = strings.LastIndex(text, "end"+name)
	}
	for start := 0; ; {
		end := len(text)
		if n := strings.IndexByte(text[start:], '\n'); n >= 0 {
			end = start + n
		}
		l := line{start: start, end: end}
		inBody := body != ""
		if !inBody {
			l.kind = s.next(text[start:end])
		}
		if inBody || l.kind == prose {
			body = bodyAfter(text[start:end], body, func(name string) bool { return last[name] > end })
		}
		lines = append(lines, l)
		if end == len(text) {
			return lines
		}
		start = end + 1
	}
}

// bodyAfter is which of bodies is open behind a line that begins in one, or in "".
func bodyAfter(line, body string, closes func(string) bool) string {
	for rest := line; ; {
		if body != "" {
			i := strings.Index(rest, "end"+body)
			if i < 0 {
				return body
			}
			rest, body = rest[i+len("end"+body):], ""
		}
		i := strings.Index(rest, "{%")
		if i < 0 {
			return ""
		}
		before := line[:len(line)-len(rest)+i]
		rest = rest[i+2:]
		name := firstWord(strings.TrimLeft(rest, "-+ \t"))
		if slices.Contains(bodies, name) && strings.Count(before, "`")%2 == 0 && (strings.Contains(rest, "end"+name) || closes(name)) {
			body = name
		}
	}
}

// firstWord is the letters, digits, hyphens and low lines that a text begins with.
func firstWord(text string) string {
	for i := 0; i < len(text); i++ {
		if !isWord(text[i]) && text[i] != '-' {
			return text[:i]
		}
	}
	return text
}

func isWord(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_' || c >= 0x80
}

// span is a part of a text.
type span struct{ start, end int }

// codeSpans lists what of a text is code, in order: whole lines, and what stands in
// backticks, <code> and comments of HTML within others.
func codeSpans(text string, lines []line) []span {
	var spans []span
	commentEnd := strings.LastIndex(text, "-->")
	done := 0
	for i := 0; i < len(lines); {
		if lines[i].kind != prose {
			if lines[i].kind == code {
				spans = append(spans, span{max(lines[i].start, done), max(lines[i].end, done)})
			}
			i++
			continue
		}
		j := i
		for j < len(lines) && lines[j].kind == prose {
			j++
		}
		spans, done = paragraphCode(text, max(lines[i].start, done), lines[j-1].end, commentEnd, spans, done)
		i = j
	}
	return spans
}

// paragraphCode adds the code in a paragraph to spans. done is where the last comment
// ends.
func paragraphCode(text string, start, end, commentEnd int, spans []span, done int) ([]span, int) {
	if start >= end {
		return spans, done
	}
	last := map[int]int{} // the last run of backticks of each length
	for i := start; i < end; {
		n := strings.IndexByte(text[i:end], '`')
		if n < 0 {
			break
		}
		i += n
		run := backticks(text[i:end])
		last[run] = i
		i += run
	}
	lastCode := strings.LastIndex(text[start:end], "</code>") + start
	for i := start; i < end; {
		n := strings.IndexAny(text[i:end], "`<\\")
		if n < 0 {
			break
		}
		i += n
		switch {
		case text[i] == '\\':
			i += 2
		case text[i] == '`':
			run := backticks(text[i:end])
			if last[run] <= i {
				i += run
				continue
			}
			close := i + run
			for {
				close += strings.IndexByte(text[close:end], '`')
				m := backticks(text[close:end])
				close += m
				if m == run {
					break
				}
			}
			spans = append(spans, span{i, close})
			i = close
		case strings.HasPrefix(text[i:], "<!--") && commentEnd > i:
			to := i + strings.Index(text[i:], "-->") + len("-->")
			spans = append(spans, span{i, to})
			i, done = to, to
		case lastCode > i && strings.HasPrefix(text[i:], "<code"):
			to := i + strings.Index(text[i:], "</code>") + len("</code>")
			spans = append(spans, span{i, to})
			i = to
		default:
			i++
		}
	}
	return spans, done
}

func backticks(text string) int { return len(text) - len(strings.TrimLeft(text, "`")) }
