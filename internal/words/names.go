package words

import (
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/language"
	"golang.org/x/text/language/display"

	"hackday.example/kiosk/internal/site"
)

// foreignKey names words that were made for a language that the kiosk does not speak.
type foreignKey struct {
	code  string
	ascii bool
}

// foreign keeps them, so that all who read one language have the same. There are at most
// two for each language of ISO 639-1, which are some 180.
var foreign sync.Map // *Words by foreignKey

// Foreign is what is said to readers of a language that the kiosk does not speak and pages
// are in: English, with the code of that language. In a language that it speaks, or what
// is none, Foreign is In.
func Foreign(code string, ascii bool) *Words {
	code = strings.ToLower(code)
	w, ok := In(code, ascii)
	if base, err := language.ParseBase(code); ok || len(code) != 2 || err != nil || base.String() != code {
		return w
	}
	key := foreignKey{code, ascii}
	if kept, ok := foreign.Load(key); ok {
		return kept.(*Words)
	}
	copied := *w
	copied.Code = code
	kept, _ := foreign.LoadOrStore(key, &copied)
	return kept.(*Words)
}

// Speaks reports whether the words are in the reader's language.
func (w *Words) Speaks() bool {
	_, ok := languages[w.Code]
	return ok
}

// OwnName is what a language calls itself, by its code (ISO 639-1): "Cymraeg", "Français".
// The names are CLDR's, with a capital, as in a list; one that it does not know is its
// code.
func OwnName(code string) string {
	if w, ok := languages[code]; ok {
		return w.Language
	}
	return named(display.Self.Name(language.Make(code)), code)
}

// NameOf is what a language is called in the language of the words: "Welsh", "Saesneg".
func (w *Words) NameOf(code string) string {
	names := display.Languages(w.tag)
	if names == nil { // CLDR knows none in this language
		return OwnName(code)
	}
	return named(names.Name(language.Make(code)), code)
}

// named is a name with a capital, or the code where there is none.
func named(name, code string) string {
	first, size := utf8.DecodeRuneInString(name)
	if size == 0 {
		return code
	}
	return string(unicode.ToUpper(first)) + name[size:]
}

// NowIn says which language the reader has changed to, and which one the page is in if
// that is another: "Language: English", "Iaith: Cymraeg. Saesneg yw iaith y dudalen hon".
// It has no full stop.
func (w *Words) NowIn(s *site.Site, p *site.Page) string {
	text := Fill(w.Bar.Language, "language", OwnName(w.Code))
	if other := w.InOther(s, p); other != "" {
		text += ". " + strings.TrimSuffix(other, ".")
	}
	return text
}

// InOther says that a page is in another language than the reader's: "This page is in
// Welsh." It is empty where it is in the reader's, or its language is not known.
func (w *Words) InOther(s *site.Site, p *site.Page) string {
	code := s.LanguageOf(p)
	if code == "" || code == w.Code {
		return ""
	}
	return w.InLanguage(code)
}

// InLanguage says which language a page is in: "This page is in Welsh."
func (w *Words) InLanguage(code string) string {
	return Fill(w.Page.InLanguage, "language", w.NameOf(code))
}
