package fold

import (
	"strings"
	"testing"
	"unicode"
)

func TestASCII(t *testing.T) {
	for text, want := range map[string]string{
		"plain":              "plain",
		"Café — “naïve” …":   "Cafe - \"naive\" ...",
		"Ŵyneb tŷ, ôl":       "Wyneb ty, ol",
		"straße Æsop ﬁ ½ №5": "strasse AEsop fi 1/2 No5",
		"日本":                 "??",
		"e\u0301 a\u00a0b":   "e a b",
		"│ • ↑↓ ─┼─":         "| * ^v -+-",
		"👍🏽":                 "??",
		"a \U0001F3F4\U000E0067\U000E0062\U000E0077\U000E006C\U000E0073\U000E007F": "a ?", // the flag of Wales
		"": "",
	} {
		if got := ASCII(text); got != want {
			t.Errorf("%q is %q, want %q", text, got, want)
		}
	}
}

func TestSearch(t *testing.T) {
	for text, want := range map[string]string{
		"  Two   blanks\u00a0here ": "two blanks here",
		"CAFÉ’s":                    "cafe's",
		"ΣΊΣΥΦΟΣ":                   "σίσυφοσ",
		"日本 Go":                     "日本 go",
		"İstanbul":                  "istanbul",
	} {
		if got := Search(text); got != want {
			t.Errorf("%q is searched for as %q, want %q", text, got, want)
		}
	}
	if Search("σίσυφος") != Search("ΣΊΣΥΦΟΣ") {
		t.Error("two forms of one letter are told apart")
	}
}

func FuzzASCII(f *testing.F) {
	f.Add("Café 日 e\u0301 ﷺ")
	f.Fuzz(func(t *testing.T, text string) {
		got := ASCII(strings.ToValidUTF8(text, "?"))
		if strings.ContainsFunc(got, func(r rune) bool { return r > unicode.MaxASCII }) {
			t.Errorf("%q is %q", text, got)
		}
		if s := Search(text); strings.Contains(s, "  ") || s != strings.TrimSpace(s) && !strings.ContainsAny(s, "\n\t\x00") {
			t.Errorf("%q is searched for as %q", text, s)
		}
	})
}
