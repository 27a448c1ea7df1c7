package words

import (
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/google/go-cmp/cmp"
)

// texts are all texts of a language by their names; those of plural forms that it has no
// text of its own for are left out.
func texts(w *Words) map[string]string {
	all := map[string]string{}
	walk("", reflect.ValueOf(*w), func(name string, v reflect.Value) bool {
		if form := categoryNames[name[strings.LastIndexByte(name, '.')+1:]]; v.Kind() == reflect.String && (!form || v.String() != "") {
			all[name] = v.String()
		}
		return true
	})
	return all
}

// walk calls f for a value and, as long as f asks for it, for all below it, by their
// names: ".Bar.Gone".
func walk(name string, v reflect.Value, f func(name string, v reflect.Value) (on bool)) {
	if !f(name, v) {
		return
	}
	switch v.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			if field := v.Type().Field(i); field.IsExported() {
				walk(name+"."+field.Name, v.Field(i), f)
			}
		}
	case reflect.Map:
		for _, k := range v.MapKeys() {
			walk(name+"."+k.String(), v.MapIndex(k), f)
		}
	}
}

// categoryNames are the plural forms that not every language has.
var categoryNames = map[string]bool{"Zero": true, "One": true, "Two": true, "Few": true, "Many": true}

var blank = regexp.MustCompile(`\{[a-z]+\}`)

// blanks are what is to be filled in in a text.
func blanks(text string) []string {
	found := blank.FindAllString(text, -1)
	slices.Sort(found)
	return found
}

// same are texts that may be alike in two languages.
var same = map[string]bool{".Doctor.colours_256": true, ".Doctor.colours_16": true, ".Doctor.unicode": true, ".Doctor.milliseconds": true, ".Bar.WhichMatch": true, ".Bar.Matches": true, ".Linear.Section": true, ".Document.Date": true, ".Spoken.Term": true}

func TestEveryLanguageSaysEverything(t *testing.T) {
	english := texts(English)
	if len(english) < 150 {
		t.Fatalf("only %d texts were found", len(english))
	}
	for _, code := range Codes() {
		w, ok := In(code, false)
		if !ok || w.Code != code {
			t.Fatalf("there is no %s", code)
		}
		all := texts(w)
		for name, text := range english {
			got, ok := all[name]
			if categoryNames[name[strings.LastIndexByte(name, '.')+1:]] && w != English {
				continue // see TestFormsAreOfOneText
			}
			switch {
			case !ok || strings.TrimSpace(got) == "":
				t.Errorf("%s: %s is missing", code, name)
			case !slices.Equal(blanks(got), blanks(text)):
				t.Errorf("%s: %s has %v to fill in, want %v", code, name, blanks(got), blanks(text))
			case w != English && got == text && !same[name]:
				t.Errorf("%s: %s is English: %q", code, name, got)
			case strings.ContainsFunc(strings.ReplaceAll(got, "\n", ""), unicode.IsControl):
				t.Errorf("%s: %s holds a control character", code, name)
			}
		}
		for name := range all {
			if _, ok := english[name]; !ok && !categoryNames[name[strings.LastIndexByte(name, '.')+1:]] {
				t.Errorf("%s: %s is not in English", code, name)
			}
		}
	}
}

func TestWordsOfOneLanguageAreTypedApart(t *testing.T) {
	for _, code := range Codes() {
		w, _ := In(code, false)
		l := w.Linear
		seen := map[string]bool{}
		for _, word := range []string{l.Next, l.Again, l.ReadWord, l.ContentsWord, l.SectionWord, l.NoteWord, l.LinksWord, l.PagesWord, l.PageWord, l.Find, l.LanguageWord, l.Help, l.Quit} {
			if seen[word] || strings.ContainsAny(word, " ") || word != strings.ToLower(word) {
				t.Errorf("%s: %q cannot be typed, or means two things", code, word)
			}
			seen[word] = true
		}
	}
}

func TestALanguageThatThereIsNotIsEnglish(t *testing.T) {
	for _, code := range []string{"", "xx", "C", "en_GB.UTF-8", "../cy"} {
		if w, ok := In(code, false); ok || w != English {
			t.Errorf("%q is %v, %v", code, w.Language, ok)
		}
	}
	if w, ok := In("CY", false); !ok || w.Language != "Cymraeg" {
		t.Errorf("CY is %v, %v", w.Language, ok)
	}
}

func TestASCIIHoldsNothingElse(t *testing.T) {
	for _, code := range Codes() {
		w, _ := In(code, true)
		for name, text := range texts(w) {
			if i := strings.IndexFunc(text, func(r rune) bool { return r > unicode.MaxASCII }); i >= 0 {
				t.Errorf("%s: %s is %q", code, name, text)
			}
		}
		spoken, _ := In(code, false)
		if diff := cmp.Diff(len(texts(w)), len(texts(spoken))); diff != "" {
			t.Error(diff)
		}
	}
}

func TestFill(t *testing.T) {
	for _, tt := range []struct{ text, want string }{
		{"{b} of {a}, {a} {c}", "{a} of 1, 1 {c}"},
		{"", ""}, {"none", "none"}, {"{", "{"}, {"{}", "{}"}, {"{{a}}", "{1}"}, {"{a", "{a"}, {"a} {a}", "a} 1"}, {"{x {a}", "{x 1"},
	} {
		if got := Fill(tt.text, "a", 1, "b", "{a}"); got != tt.want {
			t.Errorf("%q becomes %q, want %q", tt.text, got, tt.want)
		}
	}
}

func TestNothingIsPointedAtByColourShapeOrPlace(t *testing.T) {
	pointing := map[string]*regexp.Regexp{
		"en": regexp.MustCompile(`(?i)\b(red|green|blue|yellow|grey|bold|underlined|round|square|left|right|below|above|corner|arrow)\b`),
		"cy": regexp.MustCompile(`(?i)\b(coch|gwyrdd|glas|melyn|llwyd|crwn|sgwâr|chwith|isod|uchod|cornel)\b`),
	}
	here := map[string]bool{ // what is above a page in the tree of pages, or is no screen
		".Bar.NothingAbove": true, ".Bar.OnlyAGroup": true, ".Help.above": true, ".Linear.UpHelp": true,
	}
	for _, code := range Codes() {
		w, _ := In(code, false)
		if pointing[code] == nil {
			t.Fatalf("nobody knows how %s points", code)
		}
		for name, text := range texts(w) {
			part, _, _ := strings.Cut(strings.TrimPrefix(name, "."), ".")
			if !slices.Contains([]string{"Bar", "Hints", "Panels", "Groups", "Help", "Page", "Search", "Document", "Linear", "Lobby", "Errors"}, part) || here[name] {
				continue
			}
			if found := pointing[code].FindString(text); found != "" {
				t.Errorf("%s: %s points by %q: %s", code, name, found, text)
			}
		}
	}
}
