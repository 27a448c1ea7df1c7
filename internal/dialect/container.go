package dialect

import (
	"cmp"
	"regexp"
	"strings"
)

// alerts are the kinds of admonitions, and the kind of GitHub's alerts that is nearest.
var alerts = map[string]string{
	"note": "NOTE", "info": "NOTE", "abstract": "NOTE", "summary": "NOTE", "todo": "NOTE", "quote": "NOTE", "cite": "NOTE", "example": "NOTE", "question": "NOTE", "faq": "NOTE", "help": "NOTE", "seealso": "NOTE", "admonition": "NOTE", "secondary": "NOTE",
	"tip": "TIP", "hint": "TIP", "success": "TIP", "check": "TIP", "done": "TIP",
	"important": "IMPORTANT",
	"warning":   "WARNING", "warn": "WARNING", "attention": "WARNING", "failure": "WARNING", "fail": "WARNING", "missing": "WARNING", "bug": "WARNING",
	"caution": "CAUTION", "danger": "CAUTION", "error": "CAUTION",
}

// titled are directives whose argument is the title of their contents.
var titled = map[string]bool{"details": true, "tab": true, "tab-item": true, "card": true, "dropdown": true, "collapse": true, "code-group": false, "admonition": true, "grid-item-card": true}

var (
	admonition = regexp.MustCompile(`^([ \t]*)(?:!!!|\?\?\?\+?)[ \t]+(\w[\w -]*?)(?:[ \t]+"(.*)")?[ \t]*$`)
	tab        = regexp.MustCompile(`^([ \t]*)===[!+]*[ \t]+"(.+)"[ \t]*$`)
	colons     = regexp.MustCompile(`^([ \t]*)(:{3,})[ \t]*(.*?)[ \t:]*$`)
	directive  = regexp.MustCompile("^([ \t]*)(`{3,}|~{3,})\\{([\\w:-]+)[^}`]*\\}[ \t]*(.*?)[ \t]*$")
	dirName    = regexp.MustCompile(`^\{?[ \t]*\.?([\w:-]+)`)
	dirOption  = regexp.MustCompile(`^[ \t]*:[\w-]+:(?:[ \t]|$)`)
	dirTitle   = regexp.MustCompile(`^\[([^\]]*)\]|^(?:[^{}\]\n]*\})?[ \t]*(.*)$`)
)

// container is a block whose contents are Markdown.
type container struct {
	column   int    // of its own; its contents stand four more, where indented
	indent   bool   // it ends at the first line that stands less deep
	last     int    // the line that closes it, where not indented
	mark     string // what its lines begin with: "> " or nothing
	drop     bool   // its contents go
	options  bool   // lines of options may follow
	language string // of its contents, as its attributes give it; or ""
	scan     lineScanner
}

// containers writes admonitions as alerts, and takes the marks from other blocks.
//
// "!!! note" becomes "> [!NOTE]", and its contents a quotation. One with a title of
// its own has that instead, in bold. Tabs are their names in bold, and their contents.
func (p *page) containers(text string) string {
	lines := strings.Split(text, "\n")
	ends := closings(lines)
	filled := make([]int, len(lines)) // the next line that is not blank
	for i := len(lines) - 1; i >= 0; i-- {
		filled[i] = i
		if strings.TrimSpace(lines[i]) == "" {
			filled[i] = len(lines)
			if i+1 < len(lines) {
				filled[i] = filled[i+1]
			}
		}
	}
	c := &containing{page: p, lines: lines, ends: ends, filled: filled, stack: []container{{last: len(lines)}}}
	offset := 0
	for i := range lines {
		line := lines[i]
		lines[i] = c.line(i, strings.TrimSuffix(line, "\r"), text, offset)
		offset += len(line) + 1
	}
	return strings.Join(lines, "\n")
}

type containing struct {
	*page
	lines  []string
	ends   map[int]int // the line that closes each fence of a directive
	filled []int
	stack  []container // the first is the page
	within bool        // the line before is text of a paragraph
}

// line is what becomes of a line. It is called for each in order; those before are
// changed already.
func (c *containing) line(i int, line, text string, offset int) string {
	depth, rest := c.open(i, line)
	c.stack = c.stack[:depth]
	prefix, language := "", ""
	for _, k := range c.stack {
		language = cmp.Or(k.language, language)
		prefix += strings.Repeat(" ", k.column*len(k.mark)/2) + k.mark
		if k.drop {
			return ""
		}
	}
	top := &c.stack[depth-1]
	if depth > 1 && !top.indent && i == top.last {
		c.stack, c.within = c.stack[:depth-1], false
		return ""
	}
	if top.options && dirOption.MatchString(rest) {
		return strings.TrimRight(prefix, " ")
	}
	top.options = false
	if len(c.stack) < maxContainers {
		if with, ok := c.opener(i, rest, text, offset); ok {
			if with == "" {
				return strings.TrimRight(prefix, " ")
			}
			return prefix + with
		}
	}
	begins := !c.within
	c.within = top.scan.next(rest) == prose
	if rest == "" {
		return strings.TrimRight(prefix, " ")
	}
	if language != "" && begins && c.within {
		rest = speaking(rest, language)
	}
	return prefix + rest
}

// maxContainers bounds how deep they may stand in one another. The site's parser has
// its own bound for quotations.
const maxContainers = 9

// open finds how many of the stack a line stands in, and what of the line is theirs.
func (c *containing) open(i int, line string) (depth int, rest string) {
	rest = line
	for depth = 1; depth < len(c.stack); depth++ {
		k := &c.stack[depth]
		if !k.indent {
			rest = strip(rest, k.column)
			continue
		}
		if strings.TrimSpace(rest) == "" {
			// A blank line belongs to what follows it.
			next := c.filled[i]
			if next == len(c.lines) {
				return depth, ""
			}
			if columns, _ := indentation(c.inner(depth, c.lines[next])); columns < k.column+4 {
				return depth, ""
			}
			rest = ""
			continue
		}
		if columns, _ := indentation(rest); columns < k.column+4 {
			return depth, rest
		}
		rest = strip(rest, k.column+4)
	}
	return depth, rest
}

// indented reports whether a line that is not blank follows one, and stands four
// columns deeper.
func (c *containing) indented(i, column int) bool {
	if i+1 >= len(c.lines) || c.filled[i+1] == len(c.lines) {
		return false
	}
	columns, _ := indentation(c.inner(len(c.stack), c.lines[c.filled[i+1]]))
	return columns >= column+4
}

// inner is a line without what the containers below a depth take of it.
func (c *containing) inner(depth int, line string) string {
	for _, k := range c.stack[1:depth] {
		if k.indent {
			line = strip(line, k.column+4)
		} else {
			line = strip(line, k.column)
		}
	}
	return line
}

// strip takes blanks of so many columns from the beginning of a line.
func strip(line string, columns int) string {
	at := 0
	for i := 0; i < len(line) && at < columns; i++ {
		switch line[i] {
		case ' ':
			at++
		case '\t':
			at += 4 - at%4
		default:
			return line[i:]
		}
		if at >= columns {
			return strings.Repeat(" ", at-columns) + line[i+1:]
		}
	}
	if columns == 0 {
		return line
	}
	return ""
}

// opener opens a container, where a line does, and is what becomes of the line.
func (c *containing) opener(i int, line, text string, offset int) (string, bool) {
	top := &c.stack[len(c.stack)-1]
	trimmed := strings.TrimLeft(line, " \t")
	if trimmed == "" || strings.IndexByte("!?=:`~", trimmed[0]) < 0 {
		return "", false
	}
	was := top.scan
	was.list = append([]int(nil), was.list...)
	column, _ := indentation(line)
	if end, ok := c.ends[i]; ok {
		if kind := top.scan.next(line); kind == code && trimmed[0] == ':' {
			return "", false
		}
		top.scan = was
		if m := colons.FindStringSubmatch(line); m != nil {
			name, title := named(m[3])
			return c.directive(i, end, column, name, title, languageIn(m[3]), text, offset), true
		}
		if m := directive.FindStringSubmatch(line); m != nil {
			return c.directive(i, end, column, strings.ToLower(m[3]), m[4], "", text, offset), true
		}
	}
	if m := directive.FindStringSubmatch(line); m != nil && was.fence == "" {
		if with, ok := codeDirective(m); ok {
			top.scan.next(with)
			return with, true
		}
		return "", false
	}
	m := admonition.FindStringSubmatch(line)
	t := tab.FindStringSubmatch(line)
	if m == nil && t == nil || was.fence != "" || was.end != "" || column >= was.column()+4 && !was.paragraph {
		return "", false
	}
	if t != nil {
		top.scan.paragraph = false
		c.stack = append(c.stack, container{column: column, indent: true})
		return strings.Repeat(" ", column) + "**" + t[2] + "**  ", true
	}
	name, _, _ := strings.Cut(m[2], " ")
	if alerts[strings.ToLower(name)] == "" && m[3] == "" && !c.indented(i, column) {
		return "", false // "!!! really"
	}
	top.scan.paragraph = false
	c.stack = append(c.stack, container{column: column, indent: true, mark: "> "})
	return strings.Repeat(" ", column) + "> " + alertLine(name, m[3]), true
}

// alertLine is the first line of an alert.
func alertLine(name, title string) string {
	kind := alerts[strings.ToLower(name)]
	switch {
	case title != "" && !strings.EqualFold(title, name):
		return "**" + title + "**  "
	case kind != "":
		return "[!" + kind + "]"
	}
	return "**" + strings.ToUpper(name[:1]) + name[1:] + "**  "
}

// named parts the name in small letters and the title behind colons: "note[Title]",
// "{tip} Title", "{.note #id}". The name is empty where that is none.
func named(text string) (name, title string) {
	m := dirName.FindStringSubmatchIndex(text)
	if m == nil {
		return "", ""
	}
	t := dirTitle.FindStringSubmatch(text[m[1]:])
	if t == nil {
		return strings.ToLower(text[m[2]:m[3]]), ""
	}
	return strings.ToLower(text[m[2]:m[3]]), strings.TrimSpace(t[1] + t[2])
}

// directive opens a block that ends at a line of its own.
func (c *containing) directive(i, end, column int, name, title, language, text string, offset int) string {
	k := container{column: column, last: end, options: true, language: language}
	indent := strings.Repeat(" ", column)
	with := ""
	switch {
	case alerts[name] != "":
		k.mark = "> "
		with = indent + "> " + alertLine(name, title)
	case name == "toctree" || name == "include" || name == "literalinclude" || name == "contents":
		k.drop = true
		c.find(Directive, text, offset, min(len(text), offset+len(c.lines[i])))
	case name == "image" || name == "figure":
		if title != "" {
			with = indent + "![](" + asTarget(title) + ")"
		}
	case title != "" && titled[name]:
		with = indent + "**" + title + "**  "
	}
	c.stack[len(c.stack)-1].scan.paragraph = false
	c.within = false
	c.stack = append(c.stack, k)
	return with
}

// codeDirective writes the fence of a block that is code as others have it.
func codeDirective(m []string) (string, bool) {
	language := ""
	switch name := strings.ToLower(m[3]); name {
	case "code-block", "code", "code-cell", "sourcecode", "highlight":
		language = firstWord(m[4])
	case "mermaid", "math", "r", "python", "julia", "bash", "sql", "ojs":
		language = name
	default:
		return "", false
	}
	return m[1] + m[2] + language, true
}

// textDirectives are those of MyST in fences whose contents are Markdown, or go.
var textDirectives = map[string]bool{"toctree": true, "include": true, "literalinclude": true, "contents": true, "figure": true, "image": true, "tab-set": true, "tab-item": true, "grid": true, "card": true, "dropdown": true, "grid-item-card": true, "margin": true, "sidebar": true, "epigraph": true}

// closings finds the lines that close the blocks which colons open, and the fences of
// directives whose contents are Markdown.
func closings(lines []string) map[int]int {
	type open struct {
		line  int
		fence string // "" for colons
	}
	ends := map[int]int{}
	var stack []open
	var s lineScanner
	for i, line := range lines {
		line = strings.TrimSuffix(line, "\r")
		trimmed := strings.TrimSpace(line)
		if s.fence == "" && s.end == "" && trimmed != "" && strings.IndexByte(":`~", trimmed[0]) >= 0 {
			if n := len(stack); n > 0 && stack[n-1].fence != "" && fenceLength(trimmed) >= len(stack[n-1].fence) && strings.Trim(trimmed, stack[n-1].fence[:1]) == "" {
				ends[stack[n-1].line] = i
				stack = stack[:n-1]
				continue
			}
			if m := directive.FindStringSubmatch(line); m != nil && (alerts[strings.ToLower(m[3])] != "" || textDirectives[strings.ToLower(m[3])]) {
				stack = append(stack, open{i, m[2]})
				continue
			}
			if m := colons.FindStringSubmatch(line); m != nil {
				if name, _ := named(m[3]); name != "" {
					stack = append(stack, open{i, ""})
				} else if n := len(stack); m[3] == "" && n > 0 && stack[n-1].fence == "" {
					ends[stack[n-1].line] = i
					stack = stack[:n-1]
				}
				continue
			}
		}
		// In what a directive indents, or an admonition, a fence may stand deep.
		if len(trimmed) > 0 && fenceLength(trimmed) > 0 && s.fence == "" {
			s.list, s.paragraph = nil, false
			s.next(trimmed)
			s.fenceList = 0
			continue
		}
		s.next(line)
	}
	return ends
}
