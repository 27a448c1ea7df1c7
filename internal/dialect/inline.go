package dialect

import (
	"path"
	"regexp"
	"slices"
	"strings"
)

// roles are those of MyST; of some the text stays as it is, of others it is code.
var roles = map[string]bool{ // whether it is code
	"ref": false, "doc": false, "term": false, "numref": false, "eq": false, "abbr": false, "sup": false, "sub": false, "guilabel": false,
	"menuselection": false, "index": false, "any": false, "download": false, "cite": false, "cite:p": false, "cite:t": false, "dfn": false, "rfc": false, "pep": false,
	"kbd": true, "file": true, "command": true, "code": true, "option": true, "envvar": true, "program": true, "samp": true, "math": true, "literal": true,
	"class": true, "func": true, "meth": true, "mod": true, "attr": true, "data": true, "exc": true, "obj": true, "const": true,
}

var (
	roleName = regexp.MustCompile("^\\{([a-z]+(?::[a-z]+)?)\\}(`+)")
	special  = regexp.MustCompile(`^\{:(?::|/)[^{}\n]*\}`)
)

// brace takes out what begins with a brace.
func (m *marking) brace(i, line int) int {
	rest := m.text[i:m.lines[line].end]
	if r := roleName.FindStringSubmatch(rest); r != nil {
		return m.role(i, rest, r)
	}
	if s := special.FindString(rest); s != "" {
		if strings.HasPrefix(s, "{::comment") && !strings.HasSuffix(s, "/}") && i < m.closed {
			window := m.text[i:min(len(m.text), i+maxComment)]
			for _, end := range []string{"{:/comment}", "{:/}"} {
				if n := strings.Index(window, end); n >= 0 {
					return m.remove(i, i+n+len(end))
				}
			}
		}
		return m.remove(i, i+len(s))
	}
	atEnd := func(list string) bool { return strings.TrimLeft(rest[len(list):], " \t\r#") == "" }
	list := inlineList.FindString(rest)
	touches := i > 0 && strings.IndexByte(" \t\n", m.text[i-1]) < 0
	switch {
	case list != "" && heading.MatchString(m.text[m.lines[line].start:]) && atEnd(list):
		with := ""
		if id := idIn(list); id != "" && !touches {
			with = "{#" + id + "}"
		} else if id != "" {
			with = " {#" + id + "}"
		}
		m.edits = append(m.edits, edit{span{i, i + len(list)}, with})
		return i + len(list)
	case list != "" && (touches || atEnd(list)):
		return m.attributes(i, line, list)
	case list == "" && touches && strings.IndexByte(")]*_`\"", m.text[i-1]) >= 0:
		if list = bareList.FindString(rest); list == "" {
			return i
		}
		if m.text[i-1] == ']' {
			m.bracketed(i)
		}
		return m.attributes(i, line, list)
	case strings.HasPrefix(rest, "{-}") && heading.MatchString(m.text[m.lines[line].start:]) && atEnd("{-}"):
		return m.remove(i, i+len("{-}"))
	}
	return i
}

// attributes takes out a list of attributes at a byte of a line, but for the ID and the
// language in it.
func (m *marking) attributes(start, line int, list string) int {
	end := start + len(list)
	if language := languageIn(list); language != "" {
		m.speakSpan(line, start, language)
	}
	with := ""
	if id := idIn(list); id != "" {
		with = anchor(id)
	}
	m.edits = append(m.edits, edit{span{start, end}, with})
	return end
}

// maxComment bounds a comment of kramdown's, in bytes.
const maxComment = 16 << 10

// bracketed takes the brackets from a span of Pandoc's, [text]{.class}, which closes
// before a byte.
func (m *marking) bracketed(i int) {
	start := bracketBefore(m.text, i-1)
	if start < 0 || start > 0 && m.text[start-1] == ']' || strings.HasPrefix(m.text[start:], "[^") || m.define(m.text[start+1:i-1]) {
		return
	}
	m.remove(start, start+1)
	m.remove(i-1, i)
}

// role takes the name from before a role of MyST, {name}`text`.
func (m *marking) role(i int, rest string, r []string) int {
	isCode, known := roles[r[1]]
	if !known && !strings.Contains(r[1], ":") {
		return i
	}
	isCode = isCode || !known
	from := len(r[0])
	n := strings.Index(rest[from:], r[2])
	if n < 0 {
		return i
	}
	text, end := rest[from:from+n], from+n+len(r[2])
	if isCode {
		return m.remove(i, i+from-len(r[2]))
	}
	title, target, both := strings.Cut(text, "<")
	if target = strings.TrimSuffix(target, ">"); !both {
		target = text
	}
	if title = strings.TrimSpace(title); title == "" {
		title = target
	}
	with := title
	if r[1] == "doc" || r[1] == "ref" {
		if address, ok := m.link(RefLink, target); ok {
			with = "[" + bracketed(title) + "](" + address + ")"
		}
	}
	m.edits = append(m.edits, edit{span{i, i + end}, with})
	return i + end
}

// wiki makes a link of [[page]], [[page|text]] and ![[file]].
func (m *marking) wiki(i, line int) int {
	rest := m.text[i:m.lines[line].end]
	if !strings.HasPrefix(rest, "[[") || i > 0 && (m.text[i-1] == '[' || m.text[i-1] == ']') {
		return i
	}
	inner, after, ok := strings.Cut(rest[2:min(len(rest), maxTitle)], "]]")
	if !ok || inner == "" || strings.ContainsAny(inner, "[]") || strings.TrimSpace(inner) != inner || after != "" && strings.IndexByte("([:]", after[0]) >= 0 || m.define(inner) {
		return i
	}
	name, title, both := strings.Cut(inner, "|")
	name = strings.TrimSpace(strings.TrimSuffix(name, `\`)) // as tables have it
	start, end := i, i+2+len(inner)+2
	embedded := i > 0 && m.text[i-1] == '!'
	if title = strings.TrimSpace(title); !both {
		title = strings.TrimLeft(name, "#")
	}
	if embedded {
		start--
		if slices.Contains(pictures, strings.ToLower(path.Ext(name))) {
			if strings.Trim(title, "0123456789x") == "" { // its size
				title = name
			}
			if target, ok := m.link(FileName, name); ok {
				m.edits = append(m.edits, edit{span{start, end}, "![" + bracketed(title) + "](" + target + ")"})
				return end
			}
		}
	}
	target, ok := m.link(WikiLink, name)
	switch {
	case ok:
		m.edits = append(m.edits, edit{span{start, end}, "[" + bracketed(title) + "](" + target + ")"})
		return end
	case !both && !embedded && (i > 0 && (isWord(m.text[i-1]) || m.text[i-1] == '.') || after != "" && isWord(after[0])):
		return i // obj.[[Prototype]]
	}
	m.edits = append(m.edits, edit{span{start, end}, title})
	return end
}

// elements are those of HTML whose names people write in capital letters.
var elements = strings.Fields(`a abbr address area article aside audio b base bdi bdo big blockquote body br button canvas caption center cite code col colgroup
	data datalist dd del details dfn dialog dir div dl dt em embed fieldset figcaption figure font footer form frame frameset h1 h2 h3 h4 h5 h6 head header hr html
	i iframe img input ins kbd label legend li link main map mark menu meta meter nav noframes noscript object ol optgroup option output p param picture pre progress
	q rp rt ruby s samp script search section select slot small source span strike strong style sub summary sup svg table tbody td template textarea tfoot th thead
	time title tr track tt u ul var video wbr`)

var (
	componentName = regexp.MustCompile(`^</?([A-Z][\w.]*)`)
	componentEnd  = regexp.MustCompile(`</([A-Z][\w.]*)\s*>`)
	labelled      = regexp.MustCompile(`\s(?:label|title)=["']([^"']+)["']`)
)

// component takes out a tag of JSX: its name begins with a capital letter, and it is
// closed or has attributes, unlike <Your Name>.
func (m *marking) component(i int) int {
	name := componentName.FindStringSubmatch(m.text[i:min(len(m.text), i+100)])
	if name == nil || slices.Contains(elements, strings.ToLower(name[1])) || i > 0 && isWord(m.text[i-1]) {
		return i
	}
	end := componentTag(m.text[i:min(len(m.text), i+maxTag)])
	if end < 0 {
		return i
	}
	if m.closers == nil {
		m.closers = map[string]bool{}
		for _, c := range componentEnd.FindAllStringSubmatch(m.text, -1) {
			m.closers[c[1]] = true
		}
	}
	tag := m.text[i : i+end]
	closes, single := strings.HasPrefix(tag, "</"), strings.HasSuffix(tag, "/>")
	if !closes && !single && !m.closers[name[1]] {
		return i
	}
	with := ""
	if label := labelled.FindStringSubmatch(tag); label != nil && strings.Contains(name[1], "Tab") {
		with = "**" + oneLine(label[1]) + "**"
	}
	if single && with == "" {
		m.find(Component, m.text, i, i+end)
	}
	m.edits = append(m.edits, edit{span{i, i + end}, with})
	return i + end
}

// componentTag is the length of the tag of JSX that a text begins with, or -1. A
// greater-than sign in quotes or braces does not end it.
func componentTag(text string) int {
	braces, quote := 0, byte(0)
	for i := 1; i < len(text); i++ {
		switch c := text[i]; {
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case (c == '"' || c == '\'') && (i > 0 && text[i-1] == '=' || braces > 0):
			quote = c
		case c == '{':
			braces++
		case c == '}':
			braces--
		case braces > 0:
		case c == '>':
			return i + 1
		case c == '<', c == '\n' && text[i-1] == '\n':
			return -1
		}
	}
	return -1
}
