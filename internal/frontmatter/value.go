package frontmatter

import "strings"

// Kind is what form a value has.
type Kind int

// The kinds of values.
const (
	Null     Kind = iota // none
	Text                 // also a date, which is text that looks like one
	Number               // see Value.Text for how it is written
	Bool                 // true or false, as the format has them
	Sequence             // a list
	Mapping              // keys with values
	Dangling             // an alias of nothing (YAML)
)

// Value is a value of front matter. A value that stands too deep, or that aliases
// make too large, is Null: a tree has at most maxValues values.
type Value struct {
	Kind    Kind
	Text    string  // of Text, Number and Bool, as it is written: "1.10", "007"
	Items   []Value // of a Sequence
	Entries []Entry // of a Mapping, in their order
	At      Place

	token    string // how the file begins it, for an issue
	origin   string // the file's text of it, where that is known
	verbatim bool   // it is a block of lines that stay as they are
	whole    string // the text with what YAML takes for a comment; empty where that is no text
}

// Entry is a key with its value.
type Entry struct {
	Key   string
	At    Place // of the key
	Value Value
}

const (
	maxValues = 20_000 // MaxBytes hold fewer, but for aliases
	maxNest   = 16     // how deep values may stand in one another
)

// IsScalar reports whether a value is one text, number or truth.
func (v Value) IsScalar() bool { return v.Kind == Text || v.Kind == Number || v.Kind == Bool }

// Get is the value of a key, by its exact name or else in any letter case; Null
// where there is none.
func (v Value) Get(key string) Value {
	var folded Value
	for _, e := range v.Entries {
		if e.Key == key {
			return e.Value
		}
		if folded.Kind == Null && strings.EqualFold(e.Key, key) {
			folded = e.Value
		}
	}
	return folded
}

// Truth reads true and false, and the words for them that people and older YAML
// write, quoted or not.
func (v Value) Truth() (value, ok bool) {
	if !v.IsScalar() {
		return false, false
	}
	switch strings.ToLower(strings.TrimSpace(v.Text)) {
	case "true", "yes", "on", "y", "1":
		return true, true
	case "false", "no", "off", "n", "0":
		return false, true
	}
	return false, false
}

// Texts is a list of scalars, or one scalar as a list. It leaves out what is no
// scalar; ok is false where there is something of that sort.
func (v Value) Texts() (texts []string, ok bool) {
	if v.IsScalar() {
		return []string{v.Text}, true
	}
	if v.Kind != Sequence {
		return nil, v.Kind == Null
	}
	ok = true
	for _, item := range v.Items {
		if item.IsScalar() {
			texts = append(texts, item.Text)
		} else {
			ok = ok && item.Kind == Null
		}
	}
	return texts, ok
}

// Tree reads a block leniently as a whole: a Mapping, or Null. What is broken in
// it is left out, and said.
func (b Block) Tree() (Value, []Issue) {
	s := &issues{}
	v, _ := b.tree(s, nil)
	return v, s.list
}

// StrictTree reads a block as Tree does, and leaves nothing out: what is broken in it is a
// grave Issue. The example is a line that such a block may have, for who has written none.
func (b Block) StrictTree(example string) (Value, []Issue) {
	s := &issues{strict: true, example: example}
	v, _ := b.tree(s, nil)
	return v, s.list
}

// tree reads a block. known are keys that need no blank behind their colon where
// YAML is broken. It is false where nothing can be read.
func (b Block) tree(s *issues, known func(string) bool) (Value, bool) {
	b.Text = strings.ReplaceAll(b.Text, "\r\n", "\n")
	switch b.Format {
	case YAML:
		return readYAML(s, b, known)
	case TOML:
		return readTOML(s, b)
	case JSON:
		return readJSON(s, b)
	case TitleBlock:
		return readTitleBlock(b), true
	}
	return Value{}, true
}
