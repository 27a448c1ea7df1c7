package dialect

import (
	"regexp"
	"slices"
	"strings"
)

// tagForm is how a piece of a template is written.
type tagForm uint8

const (
	outputTag    tagForm = iota // {{ … }}
	logicTag                    // {% … %}, of Liquid, Nunjucks, Jinja, Twig, GitBook
	commentTag                  // {# … #}, {/* … */}
	shortcodeTag                // {{< … >}} or {{% … %}}, of Hugo
	includeTag                  // {{#include …}} of mdBook, {{> …}} and the like of Handlebars
)

// tag is a piece of a template.
type tag struct {
	span
	form tagForm
	name string // of a logicTag or shortcodeTag; "/" before it where a shortcode closes
	args string // what stands behind the name, or all of it

	partner int // the tag that closes it, or 0
}

const (
	maxTag        = 2000 // bytes of a tag; more is text
	maxExpression = 300  // bytes between {{ and }}
	maxTitle      = 1000 // bytes of a link's text, and of its target
)

// templates takes out templates.
func (p *page) templates(text string) string {
	lines := scan(text)
	spans := codeSpans(text, lines)
	text, moved := withoutRaw(text, lines, spans)
	if moved {
		lines = scan(text)
		spans = codeSpans(text, lines)
	}
	t := &templating{page: p, text: text, lines: lines}
	t.tags = t.tokenize(spans)
	t.pair()
	slices.SortFunc(t.edits, func(a, b edit) int { return a.start - b.start })
	cuts := t.edits
	cut := 0 // where the last ends
	for i := 0; i < len(t.tags); i++ {
		start := t.tags[i].start
		for len(cuts) > 0 && cuts[0].start <= start {
			cut = max(cut, cuts[0].end)
			cuts = cuts[1:]
		}
		if start >= cut {
			i = t.render(i)
		}
	}
	return apply(text, t.edits)
}

// templating is the templates of one page.
type templating struct {
	*page
	text  string
	lines []line
	tags  []tag
	edits []edit
	ends  map[string]bool // the names that are closed somewhere

	inTarget bool // what is evaluated stands in the target of a link
}

// tokenize finds the tags that are not in code. What raw, highlight and comment have
// in them is searched for nothing but their ends.
func (t *templating) tokenize(code []span) []tag {
	var tags []tag
	text := t.text
	endless := map[*regexp.Regexp]bool{} // what stands nowhere in the rest
	for i := 0; ; {
		n := strings.IndexByte(text[i:], '{')
		if n < 0 {
			return tags
		}
		i += n
		for len(code) > 0 && code[0].end <= i {
			code = code[1:]
		}
		if len(code) > 0 && code[0].start <= i {
			i = code[0].end
			continue
		}
		g, ok := tagAt(text, i)
		if !ok || escaped(text, i) {
			i++
			continue
		}
		tags = append(tags, g)
		i = g.end
		if end := endOfBody(g); end != nil {
			if endless[end] {
				continue
			}
			if m := end.FindStringIndex(text[i:]); m != nil {
				tags[len(tags)-1].partner = len(tags)
				tags = append(tags, tag{span: span{i + m[0], i + m[1]}, form: g.form, name: "end" + g.name})
				i += m[1]
			} else {
				endless[end] = true
			}
		}
	}
}

// bodyEnds are the ends of blocks whose contents are no templates.
var bodyEnds = func() map[string]*regexp.Regexp {
	ends := map[string]*regexp.Regexp{}
	for _, name := range []string{"raw", "verbatim", "highlight", "codeblock", "comment", "code"} {
		ends[name] = regexp.MustCompile(`\{%[-+]?[ \t]*end` + name + `[ \t]*[-+]?%\}`)
	}
	for _, name := range []string{"highlight", "comment", "mermaid", "math", "katex"} {
		ends["<"+name] = regexp.MustCompile(`\{\{[<%][ \t]*/[ \t]*` + name + `[ \t]*[>%]\}\}`)
	}
	return ends
}()

func endOfBody(g tag) *regexp.Regexp {
	switch g.form {
	case logicTag:
		return bodyEnds[g.name]
	case shortcodeTag:
		return bodyEnds["<"+g.name]
	}
	return nil
}

// escaped reports whether a backslash takes the meaning from a byte.
func escaped(text string, i int) bool {
	n := 0
	for i > n && text[i-n-1] == '\\' {
		n++
	}
	return n%2 == 1
}

var (
	logicName     = regexp.MustCompile(`^[-+~]?\s*([a-zA-Z][\w.-]*)`)
	shortcodeName = regexp.MustCompile(`^\s*(/?)\s*([\pL\pN_][\pL\pN_./-]*)`)
	// An operand, alone or with what can follow one; two words are prose.
	expression = regexp.MustCompile(`^[-~]?\s*(?:"[^"]*"|'[^']*'|(?:\$\.?|\.)?[A-Za-z_][\w.$-]*(?:\[[^\]]*\][\w.]*)*|\d[\d.]*|\.|!\w+)\s*(?:[|(*+/%=!<>&?~-].*|(?:if|or|and|in|is|not)\s.*|[".$'].*|\w+\s+[".$'].*)?$`)
	mdbook     = regexp.MustCompile(`^(?:#(?:include|rustdoc_include|playground|playpen|title)\s|[>!]{1,2}\s*[\w"./-])`)
)

// tagAt reads the tag that begins at a byte of a text, if there is one.
func tagAt(text string, i int) (tag, bool) {
	for _, form := range []struct {
		open, close string
		form        tagForm
	}{
		{"{{<", ">}}", shortcodeTag}, {"{{%", "%}}", shortcodeTag}, {"{{", "}}", outputTag}, {"{%", "%}", logicTag}, {"{#", "#}", commentTag}, {"{/*", "*/}", commentTag},
	} {
		if !strings.HasPrefix(text[i:], form.open) {
			continue
		}
		from := i + len(form.open)
		window := text[from:min(len(text), from+maxTag)]
		n := strings.Index(window, form.close)
		if n < 0 || strings.Contains(window[:n], "\n\n") {
			return tag{}, false
		}
		g := tag{span: span{i, from + n + len(form.close)}, form: form.form, args: strings.Trim(window[:n], "-~ \t\r\n")}
		inner := strings.ReplaceAll(strings.ReplaceAll(window[:n], "\r", " "), "\n", " ")
		switch form.form {
		case shortcodeTag:
			if strings.HasPrefix(inner, "/*") && strings.HasSuffix(inner, "*/") {
				g.args = form.open + inner[2:max(2, len(inner)-2)] + form.close
				return g, true
			}
			m := shortcodeName.FindStringSubmatchIndex(inner)
			if m == nil {
				return tag{}, false
			}
			g.name = inner[m[2]:m[3]] + inner[m[4]:m[5]]
			g.args = strings.TrimSuffix(strings.TrimSpace(inner[m[1]:]), "/")
		case logicTag:
			m := logicName.FindStringSubmatchIndex(inner)
			if m == nil || strings.Contains(inner, "{%") {
				return tag{}, false
			}
			g.name = inner[m[2]:m[3]]
			g.args = strings.Trim(inner[m[1]:], "-+~ \t")
		case outputTag:
			if strings.HasPrefix(inner, "{") { // Handlebars' {{{ x }}}
				if !strings.HasPrefix(text[g.end:], "}") {
					return tag{}, false
				}
				inner, g.end = inner[1:], g.end+1
				g.args = strings.TrimSpace(inner)
			}
			if mdbook.MatchString(inner) {
				g.form, g.args = includeTag, inner
				return g, true
			}
			if n > maxExpression || strings.Contains(inner, "{{") && !strings.HasPrefix(strings.TrimLeft(inner, "- "), `"`) {
				return tag{}, false
			}
			if !expression.MatchString(strings.TrimSpace(strings.Trim(inner, "-"))) {
				return tag{}, false
			}
		case commentTag:
			if form.open == "{#" && !strings.HasPrefix(inner, " ") && !strings.HasPrefix(inner, "-") && strings.HasSuffix(inner, "{") {
				return tag{}, false
			}
		}
		return g, true
	}
	return tag{}, false
}

// blocks are the tags of Liquid and its kin that have contents, and whether those
// are left out.
var blocks = map[string]bool{
	"if": false, "unless": false, "ifchanged": false, "ifversion": false,
	"for": true, "tablerow": true, "capture": true, "macro": true, "set": true, "case": true, "switch": true,
	"asyncEach": true, "asyncAll": true, "schema": true, "style": true, "stylesheet": true, "javascript": true, "css": true, "js": true,
}

// pair finds the ends of blocks, and leaves out what is left out of them.
func (t *templating) pair() {
	type open struct{ tag, branch int } // branch is the tag of the second branch, or 0
	var stack []open
	depth := map[string]int{}
	t.ends = map[string]bool{}
	inline := map[string]int{} // shortcodes that are written where they are used: templates
	for i := range t.tags {
		g := &t.tags[i]
		if name, ok := strings.CutPrefix(g.name, "/"); ok {
			t.ends[name] = true
			if o, ok := inline[name]; ok {
				t.cut(t.tags[o], *g, t.tags[o].start, g.end)
				delete(inline, name)
			}
		} else if g.form == shortcodeTag && strings.HasSuffix(g.name, ".inline") {
			inline[g.name] = i
		}
		name, ends := strings.CutPrefix(g.name, "end")
		_, isBlock := blocks[g.name]
		if ends {
			t.ends[name] = true
		}
		switch {
		case g.form != logicTag:
		case isBlock && !(g.name == "set" && strings.Contains(g.args, "=")):
			stack = append(stack, open{tag: i})
			depth[g.name]++
		case g.name == "else" || g.name == "elsif" || g.name == "elseif" || g.name == "elif":
			if n := len(stack); n > 0 && stack[n-1].branch == 0 {
				stack[n-1].branch = i
			}
		case ends && depth[name] > 0:
			for {
				o := stack[len(stack)-1]
				stack = stack[:len(stack)-1]
				opener := t.tags[o.tag]
				depth[opener.name]--
				if opener.name != name {
					continue // it has no end
				}
				t.tags[o.tag].partner = i
				if blocks[name] {
					t.cut(opener, *g, opener.start, g.end)
				} else if o.branch > 0 {
					t.cut(t.tags[o.branch], *g, t.tags[o.branch].start, g.end)
				}
				break
			}
		}
	}
}

// cut leaves out a part of a text, of which tags are the first and the last.
func (t *templating) cut(first, last tag, start, end int) {
	t.edits = append(t.edits, edit{span{start, end}, ""})
	if first.end < last.start && strings.TrimSpace(t.text[first.end:last.start]) != "" && !slices.Contains([]string{"macro", "schema", "style", "stylesheet", "javascript", "css", "js"}, first.name) {
		t.find(Logic, t.text, first.start, first.end)
	}
}

// replace puts text in the place of a tag.
func (t *templating) replace(g tag, with string) {
	t.edits = append(t.edits, edit{g.span, with})
}

// render replaces one tag, or all those in the target of a link, and returns the
// last of them.
func (t *templating) render(i int) int {
	g := t.tags[i]
	if open := t.targetBefore(g.start); open >= 0 {
		if last, ok := t.renderTarget(i, open); ok {
			return last
		}
	}
	if g.partner > i && endOfBody(g) != nil {
		t.body(g, t.tags[g.partner])
		return g.partner
	}
	with, found, ok := t.value(g)
	if !ok {
		t.find(found, t.text, g.start, g.end)
	}
	t.replace(g, strings.TrimPrefix(with, noTarget))
	return i
}

// targetBefore is where "](" stands before a byte that is in a link's target, or -1.
func (t *templating) targetBefore(at int) int {
	from := max(0, at-maxTitle)
	if n := strings.LastIndexByte(t.text[from:at], '\n'); n >= 0 {
		from += n + 1
	}
	open := strings.LastIndex(t.text[from:at], "](")
	if open < 0 || strings.ContainsAny(strings.TrimLeft(t.text[from+open+2:at], "< "), ") \t") {
		return -1
	}
	return from + open
}

// renderTarget replaces the tags in a link's target, which begins behind open. If
// one is unknown, the link's text stays alone.
func (t *templating) renderTarget(i, open int) (last int, ok bool) {
	j, at := i, 0
	var edits []edit
	known := true
	for k := i; ; k++ {
		g := t.tags[k]
		t.inTarget = true
		value, _, ok := t.value(g)
		t.inTarget = false
		if g.partner > k || strings.HasPrefix(g.name, "end") {
			return 0, false
		}
		known = known && ok && value != noTarget
		edits = append(edits, edit{g.span, asTarget(strings.TrimPrefix(value, noTarget))})
		j, at = k, g.end
		if k+1 == len(t.tags) || t.tags[k+1].start-at > maxTitle || strings.ContainsAny(t.text[at:t.tags[k+1].start], ")\n") {
			break
		}
	}
	if known {
		t.edits = append(t.edits, edits...)
		return j, true
	}
	end := strings.IndexAny(t.text[at:min(len(t.text), at+maxTitle)], ")\n")
	start := bracketBefore(t.text, open)
	if end < 0 || t.text[at+end] != ')' || start < 0 {
		t.edits = append(t.edits, edits...)
		return j, true
	}
	t.find(DeadLink, t.text, open+2, at+end)
	bracket := edit{span{start, start + 1}, ""}
	if start > 0 && t.text[start-1] == '!' {
		bracket.start--
	}
	t.edits = append(t.edits, bracket, edit{span{open, at + end + 1}, ""})
	return j, true
}

// noTarget is the value of a link to nowhere.
const noTarget = "\x00"

// bracketBefore is where the bracket stands that the one at close closes, or -1.
func bracketBefore(text string, close int) int {
	depth := 0
	for i := close; i >= 0 && i > close-maxTitle; i-- {
		switch text[i] {
		case ']':
			depth++
		case '[':
			if depth--; depth == 0 {
				return i
			}
		case '\n':
			if i > 0 && text[i-1] == '\n' {
				return -1
			}
		}
	}
	return -1
}
