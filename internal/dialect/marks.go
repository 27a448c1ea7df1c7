package dialect

import (
	"regexp"
	"strings"
)

// marking takes out of a page's text what kramdown, MDX, MyST, Pandoc, wikis and
// others write into it.
type marking struct {
	*page
	text        string
	lines       []line
	edits       []edit
	definitions map[string]bool // the labels of links, in small letters
	closers     map[string]bool // the components that are closed somewhere
	comment     int             // the last "%%" of the text
	closed      int             // the last end of a comment of kramdown's
}

func (p *page) marks(text string) string {
	m := &marking{page: p, text: text, lines: scan(text), comment: strings.LastIndex(text, "%%"), closed: strings.LastIndex(text, "{:/")}
	for i := range m.lines {
		if m.lines[i].kind == prose {
			m.line(i)
		}
	}
	m.inline(codeSpans(text, m.lines))
	return apply(text, m.edits)
}

// define finds the labels of links when they are first asked for.
func (m *marking) define(label string) bool {
	if m.definitions == nil {
		m.definitions = map[string]bool{}
		for _, l := range m.lines {
			rest := strings.TrimLeft(m.text[l.start:l.end], " >")
			if name, _, ok := strings.Cut(rest, "]:"); ok && strings.HasPrefix(name, "[") {
				m.definitions[strings.ToLower(name[1:])] = true
			}
		}
	}
	return m.definitions[strings.ToLower(label)]
}

// clear empties a line. It keeps the mark of a quotation.
func (m *marking) clear(i int) {
	l := m.lines[i]
	_, rest := quotation(m.text[l.start:l.end])
	m.edits = append(m.edits, edit{span{l.end - len(rest), l.end}, ""})
	m.lines[i].kind = blank
}

const (
	oneAttribute = `(?:[.#][\pL\pN_:-]+|[\pL_:@][\pL\pN_:@.-]*=(?:"[^"]*"|'[^']*'|[^\s"'{}]+))`
	attributes   = oneAttribute + `(?:[ \t,]+(?:` + oneAttribute + `|[\w-]+))*`
)

var (
	// kramdown's list of attributes, also with names of lists and with "toc".
	inlineList = regexp.MustCompile(`^\{:(?:[ \t]*(?:` + oneAttribute + `|toc|[\w-]+)(?:[ \t,]+(?:` + oneAttribute + `|toc|[\w-]+))*[ \t]*|[\w-]+:[^{}\n]*)\}`)
	// Pandoc's and others', without a colon.
	bareList = regexp.MustCompile(`^\{[ \t]*` + attributes + `[ \t]*\}`)
	idOf     = regexp.MustCompile(`(?:^|[ \t{:])#([\pL\pN_:.-]+)|id=["']?([\pL\pN_:.-]+)`)
	heading  = regexp.MustCompile(`^ {0,3}#{1,6}(?:[ \t]|$)`)
	listItem = regexp.MustCompile(`^[ \t]*(?:[-*+]|\d{1,9}[.)])[ \t]`)
	blockID  = regexp.MustCompile(`(?:^|[ \t])\^([A-Za-z0-9-]{4,40})$`)

	abbreviation = regexp.MustCompile(`^ {0,3}\*\[[^\]\n]+\]:`)
	contents     = regexp.MustCompile(`^(?i:\[toc\]|\[\[_?toc_?\]\]|\[\[toc\]\])$`)
	importLine   = regexp.MustCompile(`^import\s+(?:[\w{}*,$\s]+\s+from\s+)?["'][^"']+["'];?\s*$`)
	exportLine   = regexp.MustCompile(`^export\s+(?:const|let|var|function|default|class|async|\{|\*)`)
)

// line takes out what fills a line.
func (m *marking) line(i int) {
	l := m.lines[i]
	whole := m.text[l.start:l.end]
	_, rest := quotation(whole)
	bare := strings.Trim(rest, " \t\r")
	if bare == "" {
		return
	}
	switch bare[0] {
	case '{':
		m.listLine(i, bare)
	case '#':
		m.speakHeading(i)
	case '^':
		if bare == "^" {
			m.clear(i)
		}
	case '*':
		if abbreviation.MatchString(rest) {
			m.clear(i)
		}
	case '[':
		if contents.MatchString(bare) && !m.define("toc") && !m.define("TOC") {
			m.clear(i)
		}
	case '%':
		if bare == "%%" {
			m.hidden(i)
		}
	case 'i', 'e':
		m.module(i, whole)
	}
	if id := blockID.FindStringSubmatchIndex(m.at(i)); id != nil && m.lines[i].kind == prose { // of Obsidian
		m.edits = append(m.edits, edit{span{l.start + id[0], l.start + id[1]}, anchor(m.text[l.start+id[2] : l.start+id[3]])})
	}
	if strings.HasSuffix(whole, `\\`) && m.lines[i].kind == prose && i+1 < len(m.lines) && m.lines[i+1].kind == prose {
		if before := strings.TrimSuffix(whole, `\\`); before != "" && !strings.HasSuffix(before, `\`) && !strings.HasSuffix(before, ":") {
			m.edits = append(m.edits, edit{span{l.end - 1, l.end}, ""})
		}
	}
}

// listLine takes out a line that is a list of attributes. A list item that "toc" makes
// the contents goes with it, and an ID moves to the heading that it is for.
func (m *marking) listLine(i int, bare string) {
	list := inlineList.FindString(bare)
	if list == "" {
		list = bareList.FindString(bare)
	}
	if list == "" || len(list) != len(bare) {
		return
	}
	if strings.HasPrefix(list, "{:toc") || strings.Contains(list, " toc") {
		if i > 0 && m.lines[i-1].kind == prose && listItem.MatchString(m.at(i-1)) {
			m.clear(i - 1)
		}
	}
	m.clear(i)
	if language := languageIn(list); language != "" {
		m.speakBlock(i, language)
	}
	id := idIn(list)
	if id == "" {
		return
	}
	for _, j := range []int{i - 1, i - 2, i + 1} { // "# Title", "Title" above "===", or the heading below
		if j < 0 || j >= len(m.lines) || m.lines[j].kind != prose {
			continue
		}
		setext := j == i-2
		if setext && (m.lines[i-1].kind != prose || strings.Trim(m.at(i-1), "=") != "" && strings.Trim(m.at(i-1), "-") != "") {
			continue
		}
		text := m.at(j)
		if !setext && !heading.MatchString(text) || strings.HasSuffix(text, "}") {
			continue
		}
		end := m.lines[j].start + len(text)
		m.edits = append(m.edits, edit{span{end, end}, " {#" + id + "}"})
		return
	}
	m.identify(i, id)
}

// anchor is what an ID is written as that is no heading's.
func anchor(id string) string { return `<a id="` + id + `"></a>` }

// identify puts the ID that an attribute list in a line gives at the beginning of its
// block: the paragraph, list, quotation or table above, or else what stands below.
func (m *marking) identify(i int, id string) {
	j := i - 1
	switch {
	case j >= 0 && m.lines[j].kind == prose && !heading.MatchString(m.at(j)):
		for j > 0 && m.lines[j-1].kind == prose && !heading.MatchString(m.at(j-1)) && m.bare(j) != "" {
			j--
		}
	case (j < 0 || m.lines[j].kind == blank) && i+1 < len(m.lines) && m.lines[i+1].kind == prose:
		j = i + 1
	default: // code: the line itself is free
		m.edits[len(m.edits)-1].with = anchor(id)
		return
	}
	rest := m.bare(j)
	if rest == "" || rest[0] == '<' || rest[0] == '{' {
		m.edits[len(m.edits)-1].with = anchor(id)
		return
	}
	rest = strings.TrimPrefix(rest, "|")
	at := m.lines[j].start + len(m.at(j)) - len(rest)
	m.edits = append(m.edits, edit{span{at, at}, anchor(id)})
}

// bare is a line without blanks at its ends, and without the marks of quotations and of
// list items.
func (m *marking) bare(i int) string {
	_, rest := quotation(m.at(i))
	for range 10 {
		rest = strings.TrimLeft(rest, " \t")
		n := itemWidth(rest)
		if n == 0 {
			break
		}
		rest = rest[n:]
	}
	return rest
}

// at is a line without the blanks at its end.
func (m *marking) at(i int) string {
	return strings.TrimRight(m.text[m.lines[i].start:m.lines[i].end], " \t\r")
}

// idIn is the ID in a list of attributes, or "".
func idIn(list string) string {
	m := idOf.FindStringSubmatch(list)
	if m == nil {
		return ""
	}
	return m[1] + m[2]
}

// hidden takes out a comment of Obsidian's, whose first line is "%%".
func (m *marking) hidden(i int) {
	if m.lines[i].start >= m.comment {
		return
	}
	for j := i + 1; j < len(m.lines); j++ {
		if strings.Trim(m.text[m.lines[j].start:m.lines[j].end], " \t\r") == "%%" {
			m.edits = append(m.edits, edit{span{m.lines[i].start, m.lines[j].end}, ""})
			for ; i <= j; i++ {
				m.lines[i].kind = blank
			}
			return
		}
	}
	m.comment = -1 // there is none further down either
}

// module takes out what MDX imports and exports.
func (m *marking) module(i int, whole string) {
	begins := i == 0 || m.lines[i-1].kind != prose
	switch {
	case importLine.MatchString(whole) && begins:
		m.clear(i)
	case exportLine.MatchString(whole) && begins && m.onTop(i):
		for ; i < len(m.lines) && m.lines[i].kind == prose; i++ {
			m.clear(i)
		}
	}
}

// onTop reports whether there is nothing above a line.
func (m *marking) onTop(i int) bool {
	const most = 100 // lines
	for j := i - 1; j >= 0; j-- {
		if m.lines[j].kind != blank || i-j > most {
			return false
		}
	}
	return true
}

// inline takes out what stands in lines.
func (m *marking) inline(code []span) {
	line := 0
	for i := 0; i < len(m.text); {
		n := strings.IndexAny(m.text[i:], "{[<%@")
		if n < 0 {
			return
		}
		i += n
		for len(code) > 0 && code[0].end <= i {
			code = code[1:]
		}
		if len(code) > 0 && code[0].start <= i {
			i = code[0].end
			continue
		}
		for m.lines[line].end < i {
			line++
		}
		if m.lines[line].kind != prose {
			i = m.lines[line].end + 1
			continue
		}
		if escaped(m.text, i) {
			i++
			continue
		}
		next := i
		switch m.text[i] {
		case '{':
			next = m.brace(i, line)
		case '[':
			next = m.wiki(i, line)
		case '<':
			next = m.component(i)
		case '%':
			next = m.remark(i, line)
		case '@':
			next = m.zola(i)
		}
		i = max(next, i+1)
	}
}

// remove takes out a part of the text, and returns where it ends.
func (m *marking) remove(start, end int) int {
	m.edits = append(m.edits, edit{span{start, end}, ""})
	return end
}

// remark takes out a comment of Obsidian's in a line: %%…%%.
func (m *marking) remark(i, line int) int {
	rest := m.text[i:m.lines[line].end]
	if !strings.HasPrefix(rest, "%%") || i > 0 && (isWord(m.text[i-1]) || m.text[i-1] == '%') {
		return i + len(rest) - len(strings.TrimLeft(rest, "%"))
	}
	n := strings.Index(rest[2:], "%%")
	if n < 1 || rest[2] == '%' {
		return i + len(rest) - len(strings.TrimLeft(rest, "%"))
	}
	return m.remove(i, i+2+n+2)
}

// zola resolves a target of Zola's, which begins with "@/".
func (m *marking) zola(i int) int {
	if i < 2 || !strings.HasPrefix(m.text[i:], "@/") || m.text[i-2:i] != "](" && m.text[i-1] != '<' && m.text[i-2:i] != ": " {
		return i
	}
	n := strings.IndexAny(m.text[i:min(len(m.text), i+maxTitle)], ") >\n\t")
	if n < 0 {
		n = len(m.text[i:])
	}
	if n > maxTitle {
		return i
	}
	name := m.text[i+2 : i+n]
	target, ok := m.link(FileLink, name)
	if !ok {
		target = "/" + asTarget(name)
	}
	m.edits = append(m.edits, edit{span{i, i + n}, target})
	return i + n
}
