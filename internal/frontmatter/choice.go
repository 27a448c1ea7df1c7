package frontmatter

// Choice is a text, or in its place a mapping that has keys of its own, which are texts:
// "style: dracula", or "style: {dark: dracula, light: my-style.json}".
type Choice struct {
	Text *string
	Keys map[string]*string
}

// choice reads one or the other. It is false where that has another form.
func (s *issues) choice(name string, v Value, field Choice) bool {
	if v.Kind != Mapping {
		return s.text(name, v, field.Text)
	}
	fields := Fields{}
	for key, into := range field.Keys {
		fields[key] = into
	}
	k := s.keys(v, fields)
	good := !k.unknown
	for _, misfit := range k.misfits {
		good = good && !misfit
	}
	return good
}
