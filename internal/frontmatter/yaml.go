package frontmatter

import (
	"cmp"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
	"github.com/goccy/go-yaml/token"
)

// yamlReader turns the parser's tree into a Value.
type yamlReader struct {
	issues  *issues
	above   int // how many lines of the file stand above the YAML
	lines   []string
	anchors map[string]ast.Node
	left    int // how many more values there may be
}

// readYAML reads a mapping. It is false where the text is none.
func readYAML(s *issues, b Block, known func(string) bool) (Value, bool) {
	if len(b.Text) > MaxBytes {
		s.fault(top, fmt.Sprintf("here are %d bytes of YAML, and %d is the most", len(b.Text), MaxBytes), "shorten it")
		if s.strict {
			return Value{}, false
		}
		return salvage(s, b.Text[:MaxBytes], b.Line, known, false), true
	}
	whole := &issues{strict: s.strict, example: s.example}
	v, ok := parseYAML(whole, b.Text, b.Line-1, true)
	if ok || s.strict {
		s.list = append(s.list, whole.list...)
		return v, ok
	}
	// What each key by itself has wrong is more than what the parser met first.
	before := len(s.list)
	s.checkCharacters(b.Text, b.Line)
	characters := len(s.list)
	v = salvage(s, b.Text, b.Line, known, true)
	if len(s.list) == characters {
		s.list = append(s.list[:before], whole.list...)
	}
	return v, true
}

// parseYAML reads a mapping. It is false where the text is none.
func parseYAML(s *issues, text string, above int, characters bool) (v Value, ok bool) {
	r := &yamlReader{issues: s, above: above, lines: strings.Split(text, "\n"), anchors: map[string]ast.Node{}, left: maxValues}
	// A parser that meets hostile text must not end the program.
	defer func() {
		if p := recover(); p != nil {
			s.fault(Place{}, fmt.Sprintf("this is not YAML that can be read: %v", p), "check colons, quotes and indentation")
			v, ok = Value{}, false
		}
	}()
	if characters {
		s.checkCharacters(text, above+1)
	}
	document, err := parser.ParseBytes([]byte(text), 0)
	if err != nil {
		r.syntaxFault(err)
		return Value{}, false
	}
	var bodies []ast.Node
	for _, d := range document.Docs {
		if d.Body != nil {
			bodies = append(bodies, d.Body)
		}
	}
	if len(bodies) == 0 {
		return Value{}, true
	}
	for _, b := range bodies[1:] {
		s.fault(r.placeOf(b), "a second document begins here, and only the first is read", "take out the line \"---\" above it")
	}
	for _, b := range bodies {
		ast.Walk(r, b)
	}
	if v = r.value(bodies[0], 0); v.Kind != Mapping {
		s.fault(r.placeOf(bodies[0]), "here are no keys", "write each as \"key: value\", for example "+quote(cmp.Or(s.example, "title: …")))
		return Value{}, false
	}
	return v, true
}

// Visit gathers the anchors.
func (r *yamlReader) Visit(n ast.Node) ast.Visitor {
	if a, ok := n.(*ast.AnchorNode); ok && a.Name != nil {
		r.anchors[a.Name.GetToken().Value] = a.Value
	}
	return r
}

// bare is the node that a node stands for, without its tag, anchor or alias; nil
// where that is nowhere.
func (r *yamlReader) bare(n ast.Node) ast.Node {
	const longest = 10 // an alias of an alias of …, or one of itself
	for range longest {
		switch m := n.(type) {
		case *ast.AnchorNode:
			n = m.Value
		case *ast.AliasNode:
			n = r.anchors[m.Value.GetToken().Value]
		case *ast.TagNode:
			n = m.Value
		default:
			return n
		}
	}
	return nil
}

// value reads a node that stands in others.
func (r *yamlReader) value(n ast.Node, nest int) Value {
	v := Value{At: r.placeOf(n)}
	if r.left--; r.left < 0 {
		return v
	}
	n = r.bare(n)
	if n == nil {
		v.Kind = Dangling
		return v
	}
	if t := n.GetToken(); t != nil {
		v.token, v.origin = t.Value, t.Origin
	}
	switch n := n.(type) {
	case *ast.NullNode:
		v.whole = r.withComment(v.At, "")
	case *ast.LiteralNode:
		v.Kind, v.verbatim = Text, true
		if n.Value != nil {
			v.Text = n.Value.Value
		}
	case *ast.StringNode:
		v.Kind, v.Text = Text, n.Value
		if t := n.GetToken(); t != nil && t.Type != token.SingleQuoteType && t.Type != token.DoubleQuoteType {
			v.whole = r.withComment(v.At, v.Text)
		}
	case *ast.BoolNode:
		v.Kind, v.Text = Bool, v.token
	case ast.MapNode:
		v.Kind = Mapping
		for i := n.MapRange(); nest < maxNest && r.left > 0 && i.Next(); {
			key := i.Key()
			v.Entries = append(v.Entries, Entry{key.GetToken().Value, r.placeOf(key), r.value(i.Value(), nest+1)})
		}
	case *ast.SequenceNode:
		v.Kind = Sequence
		for _, item := range n.Values {
			if nest >= maxNest || r.left <= 0 {
				break
			}
			v.Items = append(v.Items, r.value(item, nest+1))
		}
	case ast.ScalarNode:
		v.Kind, v.Text = Number, v.token
		v.whole = r.withComment(v.At, v.Text)
	default:
		v.Kind = Dangling
	}
	return v
}

// withComment is the text of a plain scalar with the comment behind it, where that
// touches its number sign and so looks like a part of the text: "Track #2 notes",
// and not "Track # of the second day". It is empty where there is none.
func (r *yamlReader) withComment(at Place, text string) string {
	i := at.Line - r.above - 1
	if i < 0 || i >= len(r.lines) {
		return ""
	}
	line := strings.TrimRight(r.lines[i], " \t\r")
	start := 0
	for range at.Column - 1 {
		_, size := utf8.DecodeRuneInString(line[start:])
		start += size
	}
	if text == "" { // the parser gives it the place of its colon
		_, rest, ok := strings.Cut(line, ":")
		if !ok {
			return ""
		}
		line, start = strings.TrimLeft(rest, " \t"), 0
	}
	rest, ok := strings.CutPrefix(line[start:], text)
	if !ok {
		return ""
	}
	comment := strings.TrimLeft(rest, " \t")
	if len(comment) < 2 || comment[0] != '#' || strings.ContainsAny(comment[1:2], " \t#!:") {
		return ""
	}
	return line[start:]
}

func (r *yamlReader) placeOf(n ast.Node) Place {
	if n == nil {
		return Place{}
	}
	if m, ok := n.(ast.MapNode); ok { // whose own token is the first colon
		if i := m.MapRange(); i.Next() {
			n = i.Key()
		}
	}
	return r.tokenPlace(n.GetToken())
}

// tokenPlace is where a token stands in the file. The parser miscounts some, so
// it is kept within the text.
func (r *yamlReader) tokenPlace(t *token.Token) Place {
	if t == nil || t.Position == nil {
		return Place{}
	}
	line := min(max(t.Position.Line, 1), len(r.lines))
	column := min(max(t.Position.Column, 1), utf8.RuneCountInString(r.lines[line-1])+1)
	return Place{line + r.above, column}
}

// syntaxFault says in an organiser's words why text is not YAML.
func (r *yamlReader) syntaxFault(err error) {
	var at Place
	value, reason := "", err.Error()
	var y yaml.Error
	if errors.As(err, &y) {
		reason = y.GetMessage()
		if t := y.GetToken(); t != nil {
			value, at = t.Value, r.tokenPlace(t)
		}
	}
	if strings.Contains(reason, "already defined") {
		r.issues.fault(at, "the key "+quote(value)+" stands here a second time", "take one out")
		return
	}
	if at.Line > 0 && strings.HasPrefix(strings.TrimLeft(r.lines[at.Line-r.above-1], " "), "\t") {
		r.issues.fault(at, "a tab stands here", "indent by blanks: YAML takes nothing else")
		return
	}
	fix := "check colons, quotes and indentation"
	if strings.Contains(reason, "mapping value is not allowed") {
		fix = "put a text with a colon in quotes"
	}
	const longest = 200 // bytes of the parser's own words
	if len(reason) > longest {
		reason = strings.ToValidUTF8(reason[:longest], "") + "…"
	}
	r.issues.fault(at, "this is not YAML that can be read ("+reason+")", fix)
}
