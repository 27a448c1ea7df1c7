package frontmatter

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"hackday.example/kiosk/internal/clean"
)

// Fields says what the values of keys are read into: each is a *string, *bool,
// *float64, *[]string, *Translated, Choice or List. A value that is missing, or that has the wrong form,
// leaves its field as it is. Texts are as they are written, which may be with
// characters that no terminal should get: see package clean.
type Fields map[string]any

// List is a list of mappings that have the same keys. Begin returns the fields of the
// next entry, and End learns where its keys stand. An entry that is text alone, or a
// text in the list's place, is read as the value of the key Alone, unless that is empty.
type List struct {
	Alone string
	Begin func() Fields
	End   func(Keys)
}

// Keys are where the values of a mapping's keys stand.
type Keys struct {
	mapping Place            // its first key
	value   map[string]Place // the key's own place where it has no value
	misfits map[string]bool  // keys whose value has the wrong form, which is said already
	unknown bool             // there is a key that is not known; it may be any, misspelt
}

// At is where a key's value stands, or, if there is none, where it belongs.
func (k Keys) At(key string) Place {
	if at, ok := k.value[key]; ok {
		return at
	}
	return k.mapping
}

// Has reports whether a key stands there, with a value or without.
func (k Keys) Has(key string) bool {
	_, ok := k.value[key]
	return ok
}

// Misfits reports whether a key's value has the wrong form. There is an Issue then.
func (k Keys) Misfits(key string) bool { return k.misfits[key] }

// Lacks reports whether text, the value of a key, is empty while no Issue explains
// that: neither a wrong form nor a key that is not known.
func (k Keys) Lacks(key, text string) bool { return text == "" && !k.misfits[key] && !k.unknown }

// Strict reads fields from a block. A key that is not among them is a grave issue,
// and so is a value of another form. It is false where the block has no keys that
// can be read; Keys.Lacks is false then for any key.
func (b Block) Strict(fields Fields) (Keys, []Issue, bool) {
	s := &issues{strict: true}
	return b.read(s, fields)
}

// Lenient reads fields from a block. Keys that are not among them are ignored, but
// for those that look like a slip of one; no issue is grave.
//
// A *string takes any scalar; a *bool also "yes", "no" and the like, quoted or not;
// a *[]string one scalar for a list; a List one mapping for a list.
func (b Block) Lenient(fields Fields) (Keys, []Issue) {
	s := &issues{}
	k, _, _ := b.read(s, fields)
	return k, s.list
}

func (b Block) read(s *issues, fields Fields) (Keys, []Issue, bool) {
	tree, ok := b.tree(s, func(key string) bool { return fields[key] != nil })
	k := s.keys(tree, fields)
	k.mapping = top
	k.unknown = k.unknown || !ok
	return k, s.list, ok
}

// keys reads a mapping.
func (s *issues) keys(m Value, fields Fields) Keys {
	k := Keys{value: map[string]Place{}, misfits: map[string]bool{}}
	for _, e := range m.Entries {
		if k.mapping == (Place{}) {
			k.mapping = e.At
		}
		name := e.Key
		field, ok := fields[name]
		if !ok && !s.strict {
			if folded := foldedKey(fields, name); folded != "" && !k.Has(folded) && !m.has(folded) {
				name, field, ok = folded, fields[folded], true
			}
		}
		if !ok {
			s.unknownKey(m, name, e.At, fields)
			k.unknown = k.unknown || s.strict
			continue
		}
		k.value[name] = e.At
		if e.Value.Kind == Null && e.Value.whole == "" {
			continue
		}
		k.value[name] = e.Value.At
		k.misfits[name] = !s.field(name, e.Value, field)
	}
	return k
}

// has reports whether a mapping has a key of exactly this name.
func (v Value) has(key string) bool {
	return slices.ContainsFunc(v.Entries, func(e Entry) bool { return e.Key == key })
}

// foldedKey is the field whose name differs in letter case alone.
func foldedKey(fields Fields, name string) string {
	for field := range fields {
		if strings.EqualFold(field, name) {
			return field
		}
	}
	return ""
}

func (s *issues) unknownKey(m Value, name string, at Place, fields Fields) {
	if s.strict {
		s.fault(at, "the key "+quote(name)+" is not known here", "write "+oneOf(slices.Sorted(maps.Keys(fields)))+", or take it out")
		return
	}
	if meant := slipOf(name, fields); meant != "" && !m.has(meant) {
		s.advise(at, "the key "+quote(name)+" is not known, so that it is not read", "write "+quote(meant)+" if that is meant")
	}
}

// field reads one value. It is false where that has the wrong form.
func (s *issues) field(name string, v Value, field any) bool {
	if v.Kind == Dangling {
		s.fault(v.At, quote(name)+" stands for a value that is nowhere here", "write it out")
		return false
	}
	switch field := field.(type) {
	case *string:
		return s.text(name, v, field)
	case *bool:
		b, ok := v.Truth()
		if !ok || s.strict && v.Kind != Bool {
			s.misfit(name, v, "true or false", "write one of these two")
			return false
		}
		*field = b
	case *float64:
		n, err := strconv.ParseFloat(strings.TrimSpace(v.Text), 64)
		if err != nil || !v.IsScalar() || s.strict && v.Kind != Number || n-n != 0 {
			s.misfit(name, v, "a number", "write one")
			return false
		}
		*field = n
	case *[]string:
		texts, ok := v.Texts()
		if !ok || s.strict && v.Kind != Sequence {
			s.misfit(name, v, "a list", "begin each of its entries with \"- \"")
			return false
		}
		*field = texts
	case *Translated:
		return s.translated(name, v, field)
	case Choice:
		return s.choice(name, v, field)
	case List:
		return s.mappings(name, v, field)
	}
	return true
}

// text reads a value that is text, or can be read as such: a number, a date. It
// is false for anything else.
func (s *issues) text(name string, v Value, into *string) bool {
	if v.Kind == Sequence && len(v.Items) == 1 && !s.strict {
		v = v.Items[0]
	}
	if v.whole != "" {
		s.advise(v.At, "YAML takes for a comment what follows \"#\" in "+quote(v.whole), "put the text in quotes")
		*into = v.whole
		return true
	}
	if !v.IsScalar() {
		s.misfit(name, v, "text", "write one text, in quotes if its brackets belong to it")
		return false
	}
	*into = v.Text
	if v.verbatim || strings.ContainsFunc(v.origin, hidden) {
		return true // which is said already
	}
	// As an escape brings it: "\e".
	if i := clean.IndexUnsafe(strings.ReplaceAll(*into, "\t", " ")); i >= 0 {
		s.advise(v.At, quote(name)+" has "+clean.First((*into)[i:])+" in it, which is never shown", "take it out")
	}
	return true
}

// mappings reads a list of mappings. It is false where that, or one of its entries,
// is something else.
func (s *issues) mappings(name string, v Value, field List) bool {
	items := v.Items
	if (v.Kind == Mapping || field.Alone != "" && v.IsScalar()) && !s.strict {
		items = []Value{v}
	} else if v.Kind != Sequence {
		s.misfit(name, v, "a list", "begin each of its entries with \"- \"")
		return false
	}
	good := true
	for _, item := range items {
		fields := field.Begin()
		if field.Alone != "" && item.IsScalar() {
			item = Value{Kind: Mapping, At: item.At, Entries: []Entry{{Key: field.Alone, At: item.At, Value: item}}}
		}
		if item.Kind != Mapping {
			good = false
			s.fault(item.At, "this entry of "+quote(name)+" has no keys", "write each as \"key: value\"; the keys are "+strings.Join(slices.Sorted(maps.Keys(fields)), ", "))
			continue
		}
		field.End(s.keys(item, fields))
	}
	return good
}

func (s *issues) misfit(name string, v Value, form, fix string) {
	is := "something else"
	switch v.Kind {
	case Mapping:
		is = "a list of keys"
	case Sequence:
		is = "a list"
	case Text, Number, Bool, Null:
		is = quote(v.token)
	}
	s.fault(v.At, quote(name)+" has to be "+form+", and is "+is, fix)
}
