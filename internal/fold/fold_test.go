package fold

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
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

func TestLongTextIsFoldedWithFewAllocations(t *testing.T) {
	b := make([]byte, 0, 64)
	for _, piece := range []string{"é", "ŷ ", "日本", "“a” ", "ﬁ", "ﷺ", "각", "§ ", "👍🏽", "\xff"} {
		text := strings.Repeat(piece, 10_000)
		if n := testing.AllocsPerRun(3, func() { ASCII(text) }); n > 4 { // "section " is longer than "§"
			t.Errorf("%q takes %v allocations", piece, n)
		}
		r, _ := utf8.DecodeRuneInString(piece)
		if n := testing.AllocsPerRun(3, func() { b = AppendSearch(b[:0], r) }); n > 0 {
			t.Errorf("%q takes %v allocations as it is searched for", r, n)
		}
	}
}

func TestCharactersAreWrittenAsTheyDecompose(t *testing.T) {
	for text, want := range map[string]string{"ǖ": "u", "Ǆ": "DZ", "㎏": "kg", "⑽": "(10)", "Å": "A", "ﬃ": "ffi", "㏂": "a.m.", "각": "?", "ﷺ": "?", "½": "1/2", "ŀ": "l-"} {
		if got := ASCII(text); got != want {
			t.Errorf("%q is %q, want %q", text, got, want)
		}
	}
}

func FuzzASCII(f *testing.F) {
	f.Add("Café 日 e\u0301 ﷺ")
	f.Fuzz(func(t *testing.T, text string) {
		got := ASCII(strings.ToValidUTF8(text, "?"))
		if strings.ContainsFunc(got, func(r rune) bool { return r > unicode.MaxASCII }) {
			t.Errorf("%q is %q", text, got)
		}
	})
}
