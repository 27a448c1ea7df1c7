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

	"hackday.example/kiosk/internal/clean"
)

// yamlReader reads a YAML mapping key by key, so that everything that is wrong
// with it is found, each with its place.
type yamlReader struct {
	check   *inspection
	file    string
	above   int // how many lines of the file stand above the YAML
	lines   []string
	anchors map[string]ast.Node
}

// keys are where the values of a mapping's keys stand.
type keys struct {
	mapping place            // its first key
	value   map[string]place // the key's own place where it has no value
	misfits map[string]bool  // keys whose value has the wrong form, which is said already
	unknown bool             // there is a key that is not known; it may be any, misspelt
}

// at is where a key's value stands, or, if there is none, where it belongs.
func (k keys) at(key string) place {
	if at, ok := k.value[key]; ok {
		return at
	}
	return k.mapping
}

// lacks reports whether a text is empty, and nothing was said of that yet.
func (k keys) lacks(key, text string) bool { return text == "" && !k.misfits[key] && !k.unknown }

// readYAML reads a mapping from text, and fills fields, each a *string, a *bool
// or a listField. It is false where the text is none.
func (c *inspection) readYAML(file, text string, above int, fields map[string]any) (k keys, ok bool) {
	r := &yamlReader{check: c, file: file, above: above, lines: strings.Split(text, "\n"), anchors: map[string]ast.Node{}}
	k = keys{mapping: top}
	if len(text) > MaxYAMLBytes {
		c.fault(file, top, fmt.Sprintf("here are %d bytes of YAML, and %d is the most", len(text), MaxYAMLBytes), "shorten it")
		return k, false
	}
	// A parser that meets hostile text must not end the program.
	defer func() {
		if p := recover(); p != nil {
			c.fault(file, place{}, fmt.Sprintf("this is not YAML that can be read: %v", p), "check colons, quotes and indentation")
			ok = false
		}
	}()
	c.checkCharacters(file, text, above+1)
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
		return k, false
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
			k.unknown = true
			continue
		}
		k.value[name] = at
		value := r.value(i.Value())
		if _, empty := value.(*ast.NullNode); empty {
			continue
		}
		k.value[name] = r.placeOf(i.Value())
		if value == nil {
			r.check.fault(r.file, k.value[name], quote(name)+" stands for a value that is nowhere here", "write it out")
			k.misfits[name] = true
			continue
		}
		switch field := field.(type) {
		case *string:
			k.misfits[name] = !r.text(name, value, k.value[name], field)
		case *bool:
			if b, ok := value.(*ast.BoolNode); ok {
				*field = b.Value
			} else {
				r.misfit(name, value, k.value[name], "true or false", "write one of these two")
				k.misfits[name] = true
			}
		case listField:
			k.misfits[name] = !r.list(name, value, field)
		}
	}
	return k
}

// text reads a value that is text, or can be read as such: a number, a date. It
// is false for anything else.
func (r *yamlReader) text(name string, value ast.Node, at place, into *string) bool {
	if _, ok := value.(ast.ScalarNode); !ok || yaml.NodeToValue(value, into) != nil {
		r.misfit(name, value, at, "text", "put it in quotes if it is one")
		return false
	}
	if strings.ContainsFunc(value.GetToken().Origin, hidden) {
		return true // which is said already
	}
	if _, verbatim := value.(*ast.LiteralNode); verbatim {
		return true
	}
	// As an escape brings it: "\e".
	if i := clean.IndexUnsafe(strings.ReplaceAll(*into, "\t", " ")); i >= 0 {
		c, _ := utf8.DecodeRuneInString((*into)[i:])
		r.check.advise(r.file, at, quote(name)+" has "+clean.Name(c)+" in it, which is never shown", "take it out")
	}
	return true
}

// listField is a list whose entries are mappings, all with the same keys: begin
// returns what the next entry is read into, and end is told where its keys
// stand.
type listField struct {
	begin func() map[string]any
	end   func(keys)
}

// list reads a list. It is false where that, or one of its entries, is
// something else.
func (r *yamlReader) list(name string, value ast.Node, field listField) bool {
	s, ok := value.(*ast.SequenceNode)
	if !ok {
		r.misfit(name, value, r.placeOf(value), "a list", "begin each of its entries with \"- \"")
		return false
	}
	good := true
	for _, e := range s.Values {
		fields := field.begin()
		m, ok := r.value(e).(ast.MapNode)
		if !ok {
			good = false
			r.check.fault(r.file, r.placeOf(e), "this entry of "+quote(name)+" has no keys", "write each as \"key: value\"; the keys are "+strings.Join(slices.Sorted(maps.Keys(fields)), ", "))
			continue
		}
		field.end(r.mapping(m, fields))
	}
	return good
}

func (r *yamlReader) misfit(name string, value ast.Node, at place, form, fix string) {
	is := "something else"
	switch value.(type) {
	case ast.MapNode:
		is = "a list of keys"
	case *ast.SequenceNode:
		is = "a list"
	case ast.ScalarNode:
		is = quote(value.GetToken().Value)
	}
	r.check.fault(r.file, at, quote(name)+" has to be "+form+", and is "+is, fix)
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
	if at.line > 0 && strings.HasPrefix(strings.TrimLeft(r.lines[at.line-r.above-1], " "), "\t") {
		r.check.fault(r.file, at, "a tab stands here", "indent by blanks: YAML takes nothing else")
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
	r.check.fault(r.file, at, "this is not YAML that can be read ("+reason+")", fix)
}

// oneOf writes names as a sentence has them: "a, b or c".
func oneOf(names []string) string {
	if len(names) < 2 {
		return strings.Join(names, "")
	}
	return strings.Join(names[:len(names)-1], ", ") + " or " + names[len(names)-1]
}
