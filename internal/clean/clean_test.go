package clean

import (
	"regexp"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

func TestTextExpandsTabsToColumnsOfFour(t *testing.T) {
	for in, want := range map[string]string{
		"\ta":         "    a",
		"ab\tc":       "ab  c",
		"a\n\tb":      "a\n    b",
		"abcd\te\r":   "abcd    e",
		"é\tx":        "é   x",
		wales + "\tx": wales + "   x",
	} {
		if got := Text(in); got != want {
			t.Errorf("Text(%q) = %q, want %q", in, got, want)
		}
	}
}

const (
	wales    = "🏴\U000E0067\U000E0062\U000E0077\U000E006C\U000E0073\U000E007F"
	scotland = "🏴\U000E0067\U000E0062\U000E0073\U000E0063\U000E0074\U000E007F"
)

func TestTagCharactersStayInFlagsAlone(t *testing.T) {
	for _, test := range []struct{ name, text, want string }{
		{"Wales", wales, wales},
		{"Wales and Scotland", "a" + wales + scotland + "b", "a" + wales + scotland + "b"},
		{"a subdivision with digits", "🏴\U000E0066\U000E0072\U000E0037\U000E0035\U000E007F", "🏴\U000E0066\U000E0072\U000E0037\U000E0035\U000E007F"},
		{"a flag and more tags", wales + "\U000E0061\U000E007F", wales},
		{"a black flag", "🏴", "🏴"},
		{"a flag of pirates", "🏴\u200d☠️", "🏴\u200d☠️"},
		{"tags without a flag", "a\U000E0067\U000E0062\U000E0077\U000E006C\U000E0073\U000E007F", "a"},
		{"another flag", "🏳\U000E0067\U000E0062\U000E0077\U000E006C\U000E0073\U000E007F", "🏳"},
		{"a flag without its end", wales[:len(wales)-4] + "x", "🏴x"},
		{"a flag that ends at once", "🏴\U000E007F", "🏴"},
		{"a region without a subdivision", "🏴\U000E0067\U000E0062\U000E007F", "🏴"},
		{"digits for a region", "🏴\U000E0031\U000E0032\U000E0033\U000E007F", "🏴"},
		{"too many tags", "🏴" + strings.Repeat("\U000E0061", 7) + "\U000E007F", "🏴"},
		{"capital letters", "🏴\U000E0047\U000E0042\U000E0057\U000E007F", "🏴"},
		{"something between the tags", "🏴\U000E0067\u200b" + wales[8:], "🏴"},
		{"a language tag", "\U000E0001\U000E0065", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got := Text(test.text); got != test.want {
				t.Errorf("%+q became %+q, want %+q", test.text, got, test.want)
			}
			if got := IndexUnsafe(test.text) < 0; got != (test.text == test.want) {
				t.Errorf("%+q is safe: %v", test.text, got)
			}
		})
	}
	if got, want := Short(wales+wales, 10), wales+"🏴…"; got != want {
		t.Errorf("%+q, want %+q", got, want)
	}
}

func TestMarksThatPileUpOnOneLetterAreBounded(t *testing.T) {
	pile := func(n int) string { return strings.Repeat("\u0301", n) }
	for _, tt := range []struct{ name, text, want string }{
		{"as many as may be", "e" + pile(8) + "x", "e" + pile(8) + "x"},
		{"one more", "e" + pile(9) + "x", "e" + pile(8) + "x"},
		{"150", "e" + pile(150) + "x", "e" + pile(8) + "x"},
		{"on each letter", "e" + pile(9) + "x" + pile(9), "e" + pile(8) + "x" + pile(8)},
		{"on none", pile(9), pile(8)},
		{"with what is taken out between them", "e" + pile(6) + "\u200b" + pile(6), "e" + pile(8)},
		{"on a line end", "e\n" + pile(9), "e\n" + pile(8)},
		{"behind a tab", "e\t" + pile(9), "e   " + pile(8)},
		{"joiners", "e" + strings.Repeat("\u200d", 100), "e" + strings.Repeat("\u200d", 8)},
		{"marks that enclose", "e" + strings.Repeat("\u20dd", 100), "e" + strings.Repeat("\u20dd", 8)},
		{"a family", "👨‍👩‍👧‍👦🏳️‍🌈", "👨‍👩‍👧‍👦🏳️‍🌈"},
		{"languages that need them", "Việt Nam, שָׁל֗וֹם, བསྒྲུབས, नमस्ते, ภาษาไทย", "Việt Nam, שָׁל֗וֹם, བསྒྲུབས, नमस्ते, ภาษาไทย"},
	} {
		if got := Text(tt.text); got != tt.want {
			t.Errorf("%s: %+q became %+q, want %+q", tt.name, tt.text, got, tt.want)
		}
		if got := Short(tt.text, 500); strings.Count(got, "\u0301") > 2*MaxMarks {
			t.Errorf("%s: shortened it is %+q", tt.name, got)
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
		wales:              "",
		wales + "\x1b":     "character 8 is U+001B ESCAPE, which cannot be shown",
		wales[:12]:         "character 2 is U+E0067 TAG CHARACTER, which cannot be shown",
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

// tagged matches the flags in which tag characters may stand.
var tagged = regexp.MustCompile("\U0001F3F4[\U000E0061-\U000E007A]{2}[\U000E0030-\U000E0039\U000E0061-\U000E007A]{1,4}\U000E007F")

// unsafe reports whether a text has something in it that could steer a terminal.
func unsafe(text string) bool {
	return strings.ContainsFunc(tagged.ReplaceAllString(text, ""), func(r rune) bool { return r != '\n' && unicode.IsControl(r) || Unsafe(r) })
}

// FuzzText cleans any text: nothing is left that could steer a terminal, the
// lines stay, and what is clean stays as it is.
func FuzzText(f *testing.F) {
	for _, text := range []string{"", "a\tb\n\tc", "\x1b[2J\x9b1m", "a\u202eb\u200b\ufeff\ufdd0", "&#27;&#x9b&#65;", "\xff\xfe", "\r\n\v", wales + "\t" + wales[:16] + "\n" + scotland[4:], "e" + strings.Repeat("\u0301\u200b", 12) + "\t\u0301"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if len(text) > 10_000 {
			t.Skip("longer ones only take longer")
		}
		got := Text(text)
		if unsafe(got) {
			t.Errorf("%q became %q", text, got)
		}
		if strings.Count(got, "\n") != strings.Count(text, "\n") {
			t.Errorf("%q has other lines than %q", got, text)
		}
		if again := Text(got); again != got {
			t.Errorf("%q became %q when it was cleaned again", got, again)
		}
		if line := Line(text); unsafe(line) || strings.Contains(line, "\n") {
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
	f.Add("e" + strings.Repeat("\u0301\u200b", 12) + "xy\t\u0301")
	f.Add("a" + wales + "\t" + wales[:16] + "b" + scotland + "\u200bc")
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
