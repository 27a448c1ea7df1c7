package frontmatter

import (
	"strings"

	"golang.org/x/text/language"
)

// Translated is a text for readers of all languages, or one for each of several: "title:
// NHS Hack Day", or "title: {en: NHS Hack Day, cy: Diwrnod Hacio’r GIG}".
type Translated struct {
	Text string            // the one for all; empty where there are several
	In   map[string]string // by language, as IsLanguage has it; nil where there is one for all
	Keys []string          // those of In, in their order
}

// IsLanguage reports whether a text is the code of a language: two small letters of ISO
// 639-1.
func IsLanguage(code string) bool {
	if len(code) != 2 || strings.ToLower(code) != code {
		return false
	}
	base, err := language.ParseBase(code)
	return err == nil && base.String() == code
}

// Default is the text for readers of a language in which there is none: the one in the
// language that is given, or else in English, or else the first.
func (t *Translated) Default(own string) string {
	if len(t.Keys) == 0 {
		return t.Text
	}
	for _, code := range []string{own, "en"} {
		if text := t.In[code]; text != "" {
			return text
		}
	}
	return t.In[t.Keys[0]]
}

// translated reads a text, or a mapping of texts by language. It is false where one of
// them has another form, or a key is no language.
func (s *issues) translated(name string, v Value, into *Translated) bool {
	if v.Kind != Mapping {
		return s.text(name, v, &into.Text)
	}
	good := true
	for _, e := range v.Entries {
		if !IsLanguage(e.Key) {
			s.fault(e.At, quote(e.Key)+" is no language, which the keys of "+quote(name)+" have to be", "write a language by its two letters, for example \"cy\" for Welsh")
			good = false
			continue
		}
		var text string
		if !s.text(name+": "+e.Key, e.Value, &text) {
			good = false
			continue
		}
		if into.In == nil {
			into.In = map[string]string{}
		}
		if _, again := into.In[e.Key]; !again {
			into.Keys = append(into.Keys, e.Key)
		}
		into.In[e.Key] = text
	}
	return good
}
