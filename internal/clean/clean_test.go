package clean

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

func TestTextExpandsTabsToColumnsOfFour(t *testing.T) {
	for in, want := range map[string]string{
		"\ta":       "    a",
		"ab\tc":     "ab  c",
		"a\n\tb":    "a\n    b",
		"abcd\te\r": "abcd    e",
		"é\tx":      "é   x",
	} {
		if got := Text(in); got != want {
			t.Errorf("Text(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestEveryUnsafeCharacterHasAName(t *testing.T) {
	for r := range rune(unicode.MaxRune + 1) {
		name := Name(r)
		if known := !strings.HasSuffix(name, "NONCHARACTER"); Unsafe(r) && r < 0xFDD0 && !known {
			t.Errorf("%q", name)
		}
	}
	for r, want := range map[rune]string{0x1B: "U+001B ESCAPE", 0x1F: "U+001F INFORMATION SEPARATOR ONE", 0x9F: "U+009F APPLICATION PROGRAM COMMAND", 0xE0041: "U+E0041 TAG CHARACTER", 0x1FFFF: "U+1FFFF NONCHARACTER"} {
		if got := Name(r); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

func TestALineThatCannotBeShownIsNamed(t *testing.T) {
	for text, want := range map[string]string{
		"Größe, 12 €, 👩‍💻": "",
		"":                 "",
		"a\nb":             "character 2 is a line end, which cannot be shown",
		"a\tb":             "character 2 is a tab, which cannot be shown",
		"é\x1b[2J":         "character 2 is U+001B ESCAPE, which cannot be shown",
		"\x00":             "character 1 is U+0000 NULL, which cannot be shown",
		"a\u202e":          "character 2 is U+202E RIGHT-TO-LEFT OVERRIDE, which cannot be shown",
		"abc\xff":          "character 4 is not UTF-8",
	} {
		got := ""
		if err := CheckLine(text); err != nil {
			got = err.Error()
		}
		if got != want {
			t.Errorf("%q: %s, want %s", text, got, want)
		}
	}
}

// FuzzText cleans any text: nothing is left that could steer a terminal, the
// lines stay, and what is clean stays as it is.
func FuzzText(f *testing.F) {
	for _, text := range []string{"", "a\tb\n\tc", "\x1b[2J\x9b1m", "a\u202eb\u200b\ufeff\ufdd0", "&#27;&#x9b&#65;", "\xff\xfe", "\r\n\v"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if len(text) > 10_000 {
			t.Skip("longer ones only take longer")
		}
		got := Text(text)
		if strings.ContainsFunc(got, func(r rune) bool { return r != '\n' && unicode.IsControl(r) || Unsafe(r) }) {
			t.Errorf("%q became %q", text, got)
		}
		if strings.Count(got, "\n") != strings.Count(text, "\n") {
			t.Errorf("%q has other lines than %q", got, text)
		}
		if again := Text(got); again != got {
			t.Errorf("%q became %q when it was cleaned again", got, again)
		}
		if line := Line(text); strings.ContainsFunc(line, func(r rune) bool { return unicode.IsControl(r) || Unsafe(r) }) {
			t.Errorf("%q became the line %q", text, line)
		}
		if err := CheckLine(text); (err == nil) != (utf8.ValidString(text) && text == got && !strings.ContainsAny(text, "\n\t")) {
			t.Errorf("%q: %v, and cleaned it is %q", text, err, got)
		}
	})
}

// FuzzOrigin holds the place of a byte in cleaned text against the character
// that stands there in the text as it was.
func FuzzOrigin(f *testing.F) {
	f.Add("a\tb\x1b\tc&#27;d\u200b&#x1b;e&#65;é")
	f.Add("&#2\x007;x")
	f.Fuzz(func(t *testing.T, line string) {
		if !utf8.ValidString(line) || strings.Contains(line, "\n") || len(line) > 1000 {
			t.Skip("no line of a page")
		}
		before := 0
		cleaned := Markdown(line)
		for n, r := range cleaned {
			i := Origin(line, n)
			if i < before || i >= len(line) {
				t.Fatalf("byte %d of %q is byte %d of %q, behind %d", n, cleaned, i, line, before)
			}
			before = i
			was, _ := utf8.DecodeRuneInString(line[i:])
			if was != r && !(r == ' ' && was == '\t') && !(r == utf8.RuneError && was == '&') {
				t.Errorf("byte %d of %q is %q, and in %q it is %q", n, cleaned, r, line, was)
			}
		}
		if i := Origin(line, len(cleaned)); i < before || i > len(line) {
			t.Errorf("the end of %q is byte %d of %q", cleaned, i, line)
		}
	})
}
