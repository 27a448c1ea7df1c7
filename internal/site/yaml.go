package site

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
	"github.com/goccy/go-yaml/token"
)

// yamlReader reads a YAML mapping key by key, so that everything that is wrong
// with it is found, each with its place.
type yamlReader struct {
	check   *inspection
	file    string
	above   int // how many lines of the file stand above the YAML
	lines   []string
	anchors map[string]ast.Node
	hidden  bool // it holds characters that are never shown, which is said already
}

// keys are where the values of a mapping's keys stand.
type keys struct {
	mapping place            // its first key
	value   map[string]place // the key's own place where it has no value
	misfits map[string]bool  // keys whose value has the wrong form, which is said already
}

// at is where a key's value stands, or, if there is none, where it belongs.
func (k keys) at(key string) place {
	if at, ok := k.value[key]; ok {
		return at
	}
	return k.mapping
}

// lacks reports whether a text is empty, and nothing was said of that yet.
func (k keys) lacks(key, text string) bool { return text == "" && !k.misfits[key] }

// readYAML reads a mapping from text, and fills fields, which are *string, *bool
// or, for a list, a func(*yamlReader, ast.Node). It is false where the text is not YAML.
func (c *inspection) readYAML(file, text string, above int, fields map[string]any) (k keys, ok bool) {
	r := &yamlReader{check: c, file: file, above: above, lines: strings.Split(text, "\n"), anchors: map[string]ast.Node{}}
	k = keys{mapping: top}
	// A parser that meets hostile text must not end the program.
	defer func() {
		if p := recover(); p != nil {
			c.fault(file, place{}, fmt.Sprintf("this is not YAML that can be read: %v", p), "check colons, quotes and indentation")
			ok = false
		}
	}()
	r.hidden = c.checkCharacters(file, text, above+1)
	document, err := parser.ParseBytes([]byte(text), 0)
	if err != nil {
		r.syntaxFault(err)
		return k, false
	}
	var bodies []ast.Node
	for _, d := range document.Docs {
		if d.Body != nil {
			bodies = append(bodies, d.Body)
		}
	}
	if len(bodies) == 0 {
		return k, true
	}
	for _, b := range bodies[1:] {
		c.fault(file, r.placeOf(b), "a second document begins here, and only the first is read", "take out the line \"---\" above it")
	}
	for _, b := range bodies {
		ast.Walk(r, b)
	}
	m, isMapping := r.value(bodies[0]).(ast.MapNode)
	if !isMapping {
		c.fault(file, r.placeOf(bodies[0]), "here are no keys", "write each as \"key: value\", for example \"title: …\"")
		return k, true
	}
	k = r.mapping(m, fields)
	k.mapping = top
	return k, true
}

// Visit gathers the anchors.
func (r *yamlReader) Visit(n ast.Node) ast.Visitor {
	if a, ok := n.(*ast.AnchorNode); ok && a.Name != nil {
		r.anchors[a.Name.GetToken().Value] = a.Value
	}
	return r
}

// value is the value that a node stands for, without its tag, anchor or alias.
func (r *yamlReader) value(n ast.Node) ast.Node {
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

func (r *yamlReader) placeOf(n ast.Node) place {
	if n == nil {
		return place{}
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
func (r *yamlReader) tokenPlace(t *token.Token) place {
	if t == nil || t.Position == nil {
		return place{}
	}
	line := min(max(t.Position.Line, 1), len(r.lines))
	column := min(max(t.Position.Column, 1), utf8.RuneCountInString(r.lines[line-1])+1)
	return place{line + r.above, column}
}

func (r *yamlReader) mapping(m ast.MapNode, fields map[string]any) keys {
	k := keys{value: map[string]place{}, misfits: map[string]bool{}}
	for i := m.MapRange(); i.Next(); {
		node := i.Key()
		name, at := node.GetToken().Value, r.placeOf(node)
		if k.mapping == (place{}) {
			k.mapping = at
		}
		field, ok := fields[name]
		if !ok {
			r.check.fault(r.file, at, "the key "+quote(name)+" is not known here", "write "+oneOf(slices.Sorted(maps.Keys(fields)))+", or take it out")
			continue
		}
		k.value[name] = at
		value := r.value(i.Value())
		if _, empty := value.(*ast.NullNode); empty || value == nil {
			continue
		}
		k.value[name] = r.placeOf(i.Value())
		switch field := field.(type) {
		case *string:
			k.misfits[name] = !r.text(name, value, k.value[name], field)
		case *bool:
			if b, ok := value.(*ast.BoolNode); ok {
				*field = b.Value
			} else {
				r.misfit(name, k.value[name], "true or false", "write one of these two")
			}
		case func(*yamlReader, ast.Node):
			field(r, value)
		}
	}
	return k
}

// text reads a value that is text, or can be read as such: a number, a date. It
// is false for anything else.
func (r *yamlReader) text(name string, value ast.Node, at place, into *string) bool {
	if _, ok := value.(ast.ScalarNode); !ok || yaml.NodeToValue(value, into) != nil {
		r.misfit(name, at, "text", "write it in one piece, in quotes if need be")
		return false
	}
	if r.hidden {
		return true
	}
	for _, c := range *into { // as an escape brings it: "\e"
		if c != '\n' && c != '\t' && unsafe(c) {
			r.check.advise(r.file, at, "this stands for a text with "+characterName(c)+", which is never shown", "take it out")
			break
		}
	}
	return true
}

// list has read called with the keys of each of a list's entries, which are
// mappings with the same fields.
func (r *yamlReader) list(name string, value ast.Node, fields func() map[string]any, read func(keys)) {
	s, ok := value.(*ast.SequenceNode)
	if !ok {
		r.misfit(name, r.placeOf(value), "a list", "begin each of its entries with \"- \"")
		return
	}
	for _, e := range s.Values {
		f := fields()
		m, ok := r.value(e).(ast.MapNode)
		if !ok {
			r.check.fault(r.file, r.placeOf(e), "this entry of "+quote(name)+" has no keys", "write each as \"key: value\"; the keys are "+oneOf(slices.Sorted(maps.Keys(f))))
			continue
		}
		read(r.mapping(m, f))
	}
}

func (r *yamlReader) misfit(name string, at place, form, fix string) {
	r.check.fault(r.file, at, quote(name)+" has to be "+form+", and this is something else", fix)
}

// syntaxFault says in an organiser's words why text is not YAML.
func (r *yamlReader) syntaxFault(err error) {
	var at place
	value, reason := "", err.Error()
	var y yaml.Error
	if errors.As(err, &y) {
		reason = y.GetMessage()
		if t := y.GetToken(); t != nil {
			value, at = t.Value, r.tokenPlace(t)
		}
	}
	if strings.Contains(reason, "already defined") {
		r.check.fault(r.file, at, "the key "+quote(value)+" stands here a second time", "take one out")
		return
	}
	const longest = 200 // bytes of the parser's own words
	if len(reason) > longest {
		reason = strings.ToValidUTF8(reason[:longest], "") + "…"
	}
	r.check.fault(r.file, at, "this is not YAML that can be read ("+reason+")", "check colons, quotes and indentation")
}

// oneOf writes names as a sentence has them: "a, b or c".
func oneOf(names []string) string {
	if len(names) < 2 {
		return strings.Join(names, "")
	}
	return strings.Join(names[:len(names)-1], ", ") + " or " + names[len(names)-1]
}
