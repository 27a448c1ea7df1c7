package markdown

import (
	"bytes"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
	"golang.org/x/text/language"
)

const (
	maxTag    = 8 << 10 // bytes of a tag in Markdown; a longer one is text
	maxLabel  = 1 << 10 // bytes before an address that are looked at
	maxOpen   = 32      // tags that may be open; what stands deeper has no look of its own
	maxMargin = 100     // blanks before the text of a line; one with more stays where it is
)

var (
	tagPattern  = regexp.MustCompile(`^<(?:/[A-Za-z][A-Za-z0-9-]*\s*|[A-Za-z][A-Za-z0-9-]*(?:\s+[A-Za-z_:@][A-Za-z0-9_.:@-]*(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"'=<>` + "`" + `]+))?)*\s*/?)>`)
	autolink    = regexp.MustCompile(`^<(?:[A-Za-z][A-Za-z0-9+.-]{1,31}:[^\s<>]*|[A-Za-z0-9.!#$%&'*+/=?^_{|}~-]+@[A-Za-z0-9.-]+)>`)
	blankLine   = regexp.MustCompile(`\n[ \t]*\n`)
	closingTag  = regexp.MustCompile(`</([A-Za-z][A-Za-z0-9-]*)\s*>`)
	bracketed   = regexp.MustCompile(`^(<[^<>\n]*>)(?:[)\s]|$)`) // where a link leads
	markdownish = "*_`[]<>\\&~"
)

// oneTag is the tag that text begins with; "" if it begins with none.
func oneTag(text string) string {
	return tagPattern.FindString(text[:min(len(text), maxTag)])
}

// tagName is the name of a tag, in small letters.
func tagName(tag string) string {
	tag = strings.TrimLeft(tag, "</")
	end := 0
	for end < len(tag) && (isAlphanumeric(tag[end]) || tag[end] == '-') {
		end++
	}
	return strings.ToLower(tag[:end])
}

// closedElements finds the names of elements that HTML does not know and that are
// closed somewhere: others are words in angle brackets.
func closedElements(text string) map[string]bool {
	names := map[string]bool{}
	for _, m := range closingTag.FindAllStringSubmatch(text, -1) {
		if name := strings.ToLower(m[1]); atom.Lookup([]byte(name)) == 0 {
			names[name] = true
		}
	}
	return names
}

// isElement reports whether a tag is one of HTML, or of an element that is closed.
func (s *scanner) isElement(tag string) bool {
	name := tagName(tag)
	return atom.Lookup([]byte(name)) != 0 && !isAttributeOnly(name) || s.elements[name]
}

// isAttributeOnly reports whether a name is known to HTML, though not as an element.
func isAttributeOnly(name string) bool {
	switch name {
	case "name", "type", "value", "id", "class", "path", "size", "width", "height", "date", "email", "number", "text", "url", "key", "file", "host", "user", "color", "min",
		"max", "list", "for", "start", "target", "action", "method", "version", "username", "password", "href", "src", "content", "lang", "event", "hidden", "required":
		return true
	}
	return false
}

// isPhrasing reports whether an element is part of a line.
func isPhrasing(name string) bool {
	return !isBlock(&html.Node{Type: html.ElementNode, Data: name})
}

// openTag is a tag that is not closed yet.
type openTag struct {
	name     string
	at       int // what is in it begins there
	tag      html.Token
	lead     rune          // before it
	language language.Base // in it
}

// tags replaces the tags within lines.
type tags struct {
	*scanner
	reader   tagReader
	out      []byte
	marks    []Anchor
	turns    []turn
	open     []openTag
	language language.Base    // of the last turn
	tagged   bool             // there are tags in the line
	noTicks  map[int]int      // up to where there is no more of a run of so many backticks
	ends     map[string][]int // where closing tags end, by their names
}

// run replaces the tags in lines of Markdown.
func (t *tags) run(text string) {
	t.noTicks = map[int]int{}
	t.ends = map[string][]int{}
	for _, m := range closingTag.FindAllStringSubmatchIndex(text, -1) {
		name := strings.ToLower(text[m[2]:m[3]])
		t.ends[name] = append(t.ends[name], m[1])
	}
	for i := 0; i < len(text); {
		n := strings.IndexAny(text[i:], "\\`<\n")
		if n < 0 {
			t.out = append(t.out, text[i:]...)
			break
		}
		t.out = append(t.out, text[i:i+n]...)
		i += n
		switch text[i] {
		case '\n':
			i++
			if rest := strings.TrimLeft(text[i:min(len(text), i+maxMargin)], " \t"); t.emptied() && rest != "" && rest[0] != '\n' && rest[0] != '\r' {
				i += min(len(text)-i, maxMargin) - len(rest) // what is left of the line would part a paragraph, or indent it to code
				continue
			}
			t.tagged = false
			t.out = append(t.out, '\n')
			if i < len(text) && (text[i] == '\n' || text[i] == '\r') { // what is open ends with its paragraph
				t.open = t.open[:0]
				t.speak(language.Base{})
			}
		case '\\':
			end := min(len(text), i+2)
			t.out = append(t.out, text[i:end]...)
			i = end
		case '`':
			end := t.codeEnd(text, i)
			t.out = append(t.out, text[i:end]...)
			i = end
		case '<':
			t.tagged = true
			i += t.angle(text[i:], i)
		}
	}
	t.speak(language.Base{})
}

// emptied reports whether a line that held tags is empty without them.
func (t *tags) emptied() bool {
	line := t.out[bytes.LastIndexByte(t.out, '\n')+1:]
	return t.tagged && len(bytes.TrimLeft(line, " \t")) == 0
}

// codeEnd is where the code ends that begins with a backtick; where the run of
// backticks ends if there is none.
func (t *tags) codeEnd(text string, i int) int {
	n := i
	for n < len(text) && text[n] == '`' {
		n++
	}
	run := n - i
	if t.noTicks[run] > i {
		return n
	}
	paragraph := len(text)
	if end := strings.Index(text[n:], "\n\n"); end >= 0 {
		paragraph = n + end
	}
	for j := n; j < paragraph; {
		if text[j] != '`' {
			j++
			continue
		}
		k := j
		for k < paragraph && text[k] == '`' {
			k++
		}
		if k-j == run {
			return k
		}
		j = k
	}
	t.noTicks[run] = paragraph
	return n
}

// angle replaces what begins with "<" at an offset, and returns how much of the text
// it took.
func (t *tags) angle(text string, offset int) int {
	window := text[:min(len(text), maxTag)]
	if m := autolink.FindString(window); m != "" {
		t.out = append(t.out, m...)
		return len(m)
	}
	if t.isDestination() {
		if m := bracketed.FindStringSubmatch(window); m != nil {
			t.out = append(t.out, m[1]...)
			return len(m[1])
		}
	}
	if strings.HasPrefix(text, "<!--") {
		if end := strings.Index(window, "-->"); end >= 0 {
			return end + len("-->")
		}
	}
	tag := tagPattern.FindString(window)
	if tag == "" || blankLine.MatchString(tag) { // which ends its paragraph
		t.out = append(t.out, '<')
		return 1
	}
	if !t.isElement(tag) {
		t.out = append(t.out, `\<`...)
		return 1
	}
	name := tagName(tag)
	if tag[1] == '/' {
		t.close(name, text[len(tag):])
		t.speak(t.around())
		return len(tag)
	}
	tok := t.reader.tag(tag)
	for _, a := range tok.Attr {
		if (a.Key == "id" || a.Key == "name" && name == "a") && a.Val != "" && len(a.Val) <= maxID {
			t.marks = append(t.marks, Anchor{a.Val, len(t.out)})
		}
	}
	switch name {
	case "br":
		t.lineBreak()
	case "wbr", "hr":
	case "img", "input", "embed", "area":
		if len(tok.Attr) > 0 {
			t.convert([]*html.Node{{Type: html.ElementNode, Data: name, DataAtom: atom.Lookup([]byte(name)), Attr: tok.Attr}})
		}
	case "script", "style", "svg", "template", "iframe", "video", "audio", "object", "math", "select", "textarea", "ruby", "picture", "noscript":
		whole := tag
		ends := t.ends[name]
		if i, _ := slices.BinarySearch(ends, offset+len(tag)); i < len(ends) && ends[i]-offset <= 8*maxTag {
			whole = text[:ends[i]-offset]
		}
		t.speak(languageIn(tok.Attr, t.around()))
		t.convert(t.fragment(whole))
		t.speak(t.around())
		return len(whole)
	default:
		if !isPhrasing(name) {
			t.part()
		}
		if !strings.HasSuffix(tag, "/>") && len(t.open) < maxOpen {
			lead := ' '
			if len(t.out) > 0 {
				lead, _ = utf8.DecodeLastRune(t.out)
			}
			t.open = append(t.open, openTag{name, len(t.out), tok, lead, languageIn(tok.Attr, t.around())})
			t.speak(t.around())
		}
	}
	return len(tag)
}

// isDestination reports whether what comes next is where a link leads, in the link or
// in a definition (CommonMark §4.7, §6.3).
func (t *tags) isDestination() bool {
	before := t.out[max(0, len(t.out)-maxLabel):]
	before = bytes.TrimRight(bytes.TrimSuffix(bytes.TrimRight(before, " \t"), []byte("\n")), " \t")
	if bytes.HasSuffix(before, []byte("](")) {
		return true
	}
	label := bytes.TrimLeft(before[bytes.LastIndexByte(before, '\n')+1:], " ")
	isNote := bytes.HasPrefix(label, []byte("[^"))
	return bytes.HasPrefix(label, []byte("[")) && bytes.HasSuffix(label, []byte("]:")) && !isNote
}

// lineBreak adds a break. One at the beginning of a line, which could begin a block of
// HTML (CommonMark §4.6), moves to the end of the line above; at the beginning of a
// paragraph, and below what is none, it means nothing.
func (t *tags) lineBreak() {
	from := max(0, len(t.out)-maxLabel) // not the whole line, which may have as many breaks as it has room for
	line := from + bytes.LastIndexByte(t.out[from:], '\n') + 1
	if line == from && from > 0 || len(bytes.TrimSpace(t.out[line:])) > 0 { // behind so many blanks no block begins
		t.out = append(t.out, "<br>"...)
		return
	}
	if line == 0 {
		return
	}
	end := line - 1
	above := t.out[max(0, end-maxLabel):end]
	above = bytes.TrimLeft(above[bytes.LastIndexByte(above, '\n')+1:], " \t>")
	if len(bytes.TrimSpace(above)) == 0 || above[0] == '#' || above[0] == '|' {
		return
	}
	t.out = slices.Insert(t.out, end, []byte("<br>")...)
	for i := len(t.marks) - 1; i >= 0 && t.marks[i].Offset > end; i-- {
		t.marks[i].Offset += len("<br>")
	}
	for i := len(t.open) - 1; i >= 0 && t.open[i].at > end; i-- {
		t.open[i].at += len("<br>")
	}
	for i := len(t.turns) - 1; i >= 0 && t.turns[i].at > end; i-- {
		t.turns[i].at += len("<br>")
	}
}

// part keeps what a block would part from growing together.
func (t *tags) part() {
	if n := len(t.out); n > 0 && !isBlank(t.out[n-1]) {
		t.out = append(t.out, ' ')
	}
}

// convert adds what an element becomes within a line.
func (t *tags) convert(nodes []*html.Node) {
	text, err := FromHTML(nodes, t.Options)
	if err != nil {
		t.err = err
		return
	}
	line := strings.Join(strings.Fields(text.Markdown), " ")
	t.out = append(t.out, line...)
}

// close ends the last element of a name that is open, and gives what is in it its look.
func (t *tags) close(name, after string) {
	i := len(t.open) - 1
	for i >= 0 && t.open[i].name != name {
		i--
	}
	if i < 0 {
		if !isPhrasing(name) {
			t.part()
		}
		return
	}
	o := t.open[i]
	t.open = t.open[:i]
	inner := slices.Clone(t.out[o.at:])
	core := bytes.TrimSpace(inner)
	next, _ := utf8.DecodeRuneInString(after)
	if after == "" {
		next = ' '
	}
	if next == '<' {
		next = ' '
	}
	lead := inner[:len(inner)-len(bytes.TrimLeft(inner, " \n\t"))]
	tail := inner[len(lead)+len(core):]
	if len(core) == 0 && name != "a" || bytes.Contains(core, []byte("\n\n")) {
		return
	}
	first, _ := utf8.DecodeRune(core)
	last, _ := utf8.DecodeLastRune(core)
	around := func(mark string) {
		if isPunctuation(first) && isWord(o.lead) && len(lead) == 0 || isPunctuation(last) && isWord(next) && len(tail) == 0 {
			return
		}
		t.put(o.at, lead, mark, string(core), mark, tail)
	}
	plain := !bytes.ContainsAny(core, markdownish)
	switch name {
	case "b", "strong", "summary":
		around("**")
	case "i", "em", "cite", "dfn", "var":
		around("*")
	case "s", "strike", "del":
		around("~~")
	case "code", "kbd", "samp", "tt":
		if code := html.UnescapeString(string(core)); !bytes.ContainsAny(core, "\\`[]<*_") {
			t.put(o.at, lead, "", string(appendCode(nil, []byte(code), false)), "", tail)
		}
	case "q":
		t.put(o.at, lead, "“", string(core), "”", tail)
	case "rt":
		t.put(o.at, lead, "(", string(core), ")", tail)
	case "sub", "sup":
		if plain && len(core) < 40 {
			characters, mark := subscripts, `\_`
			if name == "sup" {
				characters, mark = superscripts, "^"
			}
			t.put(o.at, lead, "", (&writer{}).scriptText(string(core), characters, mark), "", tail)
		}
	case "a":
		t.anchorTag(o, lead, core, tail)
	default:
		if !isPhrasing(name) {
			t.part()
		}
	}
}
