package theme

import (
	"reflect"
	"slices"
	"strings"

	"charm.land/glamour/v2/ansi"
)

// Ignored returns the fields that are set in a style and do not count, by their
// names in a style file ("document.margin", "h1.block_prefix"), in the order of the
// alphabet. A colour that cannot be read does not count.
//
// It keeps no list of its own: a field counts if a style that sets nothing else
// makes another Sheet than one that sets nothing.
func Ignored(c ansi.StyleConfig) []string {
	var names []string
	bare := newSheet(alone(nil, reflect.Value{}))
	eachSet(reflect.ValueOf(c), nil, nil, func(name []string, path []int, value reflect.Value) {
		if reflect.DeepEqual(newSheet(alone(path, value)), bare) {
			names = append(names, strings.Join(name, "."))
		}
	})
	slices.Sort(names)
	return names
}

// alone returns the style that sets nothing but the field at a path; a nil path
// sets nothing.
func alone(path []int, value reflect.Value) ansi.StyleConfig {
	c := ansi.StyleConfig{CodeBlock: ansi.StyleCodeBlock{Chroma: &ansi.Chroma{}}}
	if path != nil {
		reflect.ValueOf(&c).Elem().FieldByIndex(path).Set(value)
	}
	return c
}

// eachSet calls f for every field below a struct that is set: its name, its path
// for FieldByIndex, and its value.
func eachSet(v reflect.Value, name []string, path []int, f func(name []string, path []int, value reflect.Value)) {
	for i := range v.NumField() {
		field, value := v.Type().Field(i), v.Field(i)
		if value.IsZero() {
			continue
		}
		name, path := slices.Clip(name), append(slices.Clip(path), i)
		if tag, _, _ := strings.Cut(field.Tag.Get("json"), ","); tag != "" {
			name = append(name, tag) // an embedded struct has no name
		}
		if value = reflect.Indirect(value); value.Kind() == reflect.Struct {
			eachSet(value, name, path, f)
		} else {
			f(name, path, v.Field(i))
		}
	}
}
