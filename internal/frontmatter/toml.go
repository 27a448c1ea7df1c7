package frontmatter

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/BurntSushi/toml"
)

// readTOML reads TOML. It is false where a strict reading finds none.
func readTOML(s *issues, b Block) (v Value, ok bool) {
	if len(b.Text) > MaxBytes {
		s.fault(top, fmt.Sprintf("here are %d bytes of TOML, and %d is the most", len(b.Text), MaxBytes), "shorten it")
		return Value{}, false
	}
	defer func() {
		if p := recover(); p != nil {
			s.fault(Place{}, fmt.Sprintf("this is not TOML that can be read: %v", p), "check quotes and brackets")
			v, ok = tomlLines(b), !s.strict
		}
	}()
	s.checkCharacters(b.Text, b.Line)
	if tooDeep(b.Text) {
		s.fault(Place{b.Line, 1}, fmt.Sprintf("keys or tables stand more than %d deep in one another here", maxTOMLNest), "make it flatter")
		return tomlLines(b), !s.strict
	}
	var tree map[string]any
	if _, err := toml.Decode(b.Text, &tree); err != nil {
		at, reason := Place{}, err.Error()
		var p toml.ParseError
		if errors.As(err, &p) {
			reason = p.Message
			at = Place{b.Line + max(p.Position.Line, 1) - 1, max(p.Position.Col, 1)}
		}
		const longest = 200 // bytes of the parser's own words
		if len(reason) > longest {
			reason = strings.ToValidUTF8(reason[:longest], "") + "…"
		}
		s.fault(at, "this is not TOML that can be read ("+reason+")", "write each key as \"key = value\", and text in quotes")
		return tomlLines(b), !s.strict
	}
	places := linePlaces(b, tomlKey)
	left := maxValues
	return fromGo(tree, places, Place{b.Line, 1}, 0, &left), true
}

// maxTOMLNest bounds the parts of a dotted key, and how deep inline tables may stand in
// one another. The library takes seconds for thousands.
const maxTOMLNest = 32

// tooDeep reports whether TOML is over maxTOMLNest.
func tooDeep(text string) bool {
	dots, braces := 0, 0
	for i := 0; i < len(text); i++ {
		switch c := text[i]; c {
		case '#':
			if end := strings.IndexByte(text[i:], '\n'); end >= 0 {
				i += end - 1
			} else {
				return false
			}
		case '"', '\'':
			quotes := text[i : i+1]
			if long := strings.Repeat(quotes, 3); strings.HasPrefix(text[i:], long) {
				quotes = long
			}
			i += len(quotes)
			for i < len(text) && !strings.HasPrefix(text[i:], quotes) {
				if c == '"' && text[i] == '\\' {
					i++
				}
				i++
			}
			i += len(quotes) - 1
		case '.':
			dots++
		case '{':
			braces++
			dots = 0
		case '}':
			braces--
			dots = 0
		case '=', ',', '\n':
			dots = 0
		}
		if dots > maxTOMLNest || braces > maxTOMLNest {
			return true
		}
	}
	return false
}

// readJSON reads an object of JSON.
func readJSON(s *issues, b Block) (Value, bool) {
	s.checkCharacters(b.Text, b.Line)
	d := json.NewDecoder(strings.NewReader(b.Text))
	d.UseNumber()
	var tree map[string]any
	if err := d.Decode(&tree); err != nil || len(b.Text) > MaxBytes {
		s.fault(Place{b.Line, 1}, "this is not JSON that can be read", "check quotes, commas and braces")
		return Value{}, false
	}
	left := maxValues
	return fromGo(tree, linePlaces(b, jsonKey), Place{b.Line, 1}, 0, &left), true
}

var (
	tomlKey = regexp.MustCompile(`^[ \t]*["']?([\pL\pN_.-]+)["']?[ \t]*=[ \t]*(.*)$`)
	jsonKey = regexp.MustCompile(`^[ \t{]*"([^"\\]+)"[ \t]*:[ \t]*(.*)$`)
)

// raw is how a value is written, and where.
type raw struct {
	text    string
	key, at Place
}

// linePlaces finds the first line of each key. The libraries do not tell.
func linePlaces(b Block, key *regexp.Regexp) map[string]raw {
	places := map[string]raw{}
	for i, l := range strings.Split(b.Text, "\n") {
		m := key.FindStringSubmatchIndex(strings.TrimRight(l, " \t\r"))
		if m == nil {
			continue
		}
		name := l[m[2]:m[3]]
		if _, known := places[name]; !known {
			line := b.Line + i
			places[name] = raw{l[m[4]:m[5]], Place{line, utf8.RuneCountInString(l[:m[2]]) + 1}, Place{line, utf8.RuneCountInString(l[:m[4]]) + 1}}
		}
	}
	return places
}

// tomlLines reads of broken TOML the lines with a key before the first table, as
// plain text.
func tomlLines(b Block) Value {
	v := Value{Kind: Mapping, At: Place{b.Line, 1}}
	seen := map[string]bool{}
	for i, l := range strings.Split(b.Text, "\n") {
		l = strings.TrimRight(l, " \t\r")
		if strings.HasPrefix(l, "[") {
			break
		}
		m := tomlKey.FindStringSubmatch(l)
		if m == nil || seen[m[1]] {
			continue
		}
		seen[m[1]] = true
		c := chunk{key: m[1], rest: m[2], lines: []string{l}, line: b.Line + i}
		v.Entries = append(v.Entries, Entry{c.key, Place{c.line, 1}, c.plain()})
	}
	return v
}

// fromGo makes a Value of what a library has read. Only the keys of the whole have
// places, and only their scalars are known as they are written.
func fromGo(of any, places map[string]raw, at Place, nest int, left *int) Value {
	v := Value{At: at}
	if *left--; *left < 0 || nest > maxNest {
		return v
	}
	switch of := of.(type) {
	case string:
		v.Kind, v.Text = Text, of
	case bool:
		v.Kind, v.Text = Bool, strconv.FormatBool(of)
	case json.Number:
		v.Kind, v.Text = Number, of.String()
	case int64:
		v.Kind, v.Text = Number, strconv.FormatInt(of, 10)
	case float64:
		v.Kind, v.Text = Number, strconv.FormatFloat(of, 'g', -1, 64)
	case time.Time:
		v.Kind, v.Text = Text, of.Format(time.RFC3339)
	case []any:
		v.Kind = Sequence
		for _, item := range of {
			v.Items = append(v.Items, fromGo(item, nil, at, nest+1, left))
		}
	case []map[string]any:
		v.Kind = Sequence
		for _, item := range of {
			v.Items = append(v.Items, fromGo(item, nil, at, nest+1, left))
		}
	case map[string]any:
		v.Kind = Mapping
		for _, key := range slices.Sorted(maps.Keys(of)) {
			keyAt, valueAt := at, at
			r, known := places[key] // the zero value has no text
			if known {
				keyAt, valueAt = r.key, r.at
			}
			value := fromGo(of[key], nil, valueAt, nest+1, left)
			if _, isText := of[key].(string); !isText && value.IsScalar() && r.bare() != "" {
				value.Text = r.bare()
			}
			v.Entries = append(v.Entries, Entry{key, keyAt, value})
		}
	}
	v.token = v.Text
	return v
}

// bare is a number, date or truth without the comment or comma behind it.
func (r raw) bare() string {
	text, _, _ := strings.Cut(r.text, "#")
	return strings.TrimRight(text, ",} \t")
}
