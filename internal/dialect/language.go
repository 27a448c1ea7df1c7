package dialect

import (
	"regexp"
	"strings"
)

// What attributes say of a language is written as the element <span lang>, which package
// markdown takes out again. It shows nothing, and ends with its paragraph.

var languageAttribute = regexp.MustCompile(`(?:^|[ \t{:,])(?:xml:)?lang=["']?([A-Za-z]{2,3})(?:-[A-Za-z0-9-]{1,31})?(?:["' \t,}]|$)`)

// languageIn is the language in a list of attributes, without its region and script; or "".
func languageIn(list string) string {
	m := languageAttribute.FindStringSubmatch(list)
	if m == nil {
		return ""
	}
	return m[1]
}

const endOfSpan = "</span>"

func languageSpan(language string) string { return "<span lang=" + language + ">" }

// speak has the text between two bytes be in a language.
func (m *marking) speak(start, end int, language string) {
	m.edits = append(m.edits, edit{span{start, start}, languageSpan(language)}, edit{span{end, end}, endOfSpan})
}

// speakHeading has a heading be in the language that the attributes at its end give.
func (m *marking) speakHeading(i int) {
	text := m.at(i)
	at := strings.LastIndexByte(text, '{')
	if at < 0 || !heading.MatchString(text) {
		return
	}
	list := strings.TrimRight(text[at:], " \t#")
	if language := languageIn(list); language != "" && (len(inlineList.FindString(list)) == len(list) || len(bareList.FindString(list)) == len(list)) {
		m.speakLines(i, i, len(strings.TrimRight(text[:at], " \t")), language)
	}
}

// speakBlock has the block that a line of attributes is for be in a language: the one
// right above, or else the one below.
func (m *marking) speakBlock(i int, language string) {
	prose := func(i int) bool { // another line of attributes is none, or each would look at all below it
		if i < 0 || i >= len(m.lines) || m.lines[i].kind != prose {
			return false
		}
		rest := m.bare(i)
		return rest != "" && rest[0] != '{'
	}
	isHeading := func(i int) bool { return heading.MatchString(m.at(i)) }
	first, last := i-1, i-1
	if prose(first) {
		for !isHeading(first) && prose(first-1) && !isHeading(first-1) {
			first--
		}
	} else {
		if first >= 0 && m.lines[first].kind != blank || !prose(i+1) {
			return
		}
		first, last = i+1, i+1
		for !isHeading(last) && prose(last+1) && !isHeading(last+1) {
			last++
		}
	}
	m.speakLines(first, last, len(m.at(last)), language)
}

// speakLines has lines be in a language, without the marks before their text, and up to a
// byte of the last.
func (m *marking) speakLines(first, last, end int, language string) {
	rest := m.bare(first)
	if !isText(rest) {
		return
	}
	start := m.lines[first].start + len(m.at(first)) - len(rest) + textStart(rest)
	if end += m.lines[last].start; start < end {
		m.speak(start, end, language)
	}
}

// textStart is where the text of a line begins behind the marks of a heading or of a cell.
func textStart(line string) int {
	if heading.MatchString(line) {
		return len(line) - len(strings.TrimLeft(line, "# \t"))
	}
	return len(line) - len(strings.TrimLeft(line, "| \t"))
}

// speakSpan has what ends before a list of attributes in a line be in a language: emphasis,
// code, a link or a picture.
func (m *marking) speakSpan(line, end int, language string) {
	begin := max(m.lines[line].start, end-maxTitle)
	text := m.text[begin:end]
	if text == "" {
		return
	}
	start := -1
	switch mark := text[len(text)-1]; mark {
	case ')':
		if i := strings.LastIndex(text, "]("); i >= 0 {
			start = bracketBefore(text, i)
		}
	case ']':
		start = bracketBefore(text, len(text)-1)
	case '*', '_', '`', '~':
		before := strings.TrimRight(text, string(mark))
		start = strings.LastIndex(before, text[len(before):])
	}
	if start > 0 && text[start-1] == '!' {
		start--
	}
	if start >= 0 {
		m.speak(begin+start, end, language)
	}
}

// speaking is a line of a container with the language of that, where a paragraph begins.
func speaking(line, language string) string {
	_, rest := quotation(line)
	for range 10 {
		rest = strings.TrimLeft(rest, " \t")
		n := itemWidth(rest)
		if n == 0 {
			break
		}
		rest = rest[n:]
	}
	if !isText(rest) {
		return line
	}
	at := len(line) - len(rest) + textStart(rest)
	return line[:at] + languageSpan(language) + line[at:]
}

// isText reports whether a line without marks begins with text, so that what is put before
// it hides nothing from whoever reads the line next: HTML, attributes, a rule.
func isText(rest string) bool {
	return strings.Trim(rest, "-*_=#|: \t\r") != "" && strings.IndexByte("<{%^", rest[0]) < 0 &&
		!contents.MatchString(strings.TrimSpace(rest)) && !abbreviation.MatchString(rest) && !importLine.MatchString(rest) && !exportLine.MatchString(rest)
}
