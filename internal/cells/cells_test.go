package cells

import (
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"
	"github.com/clipperhouse/uax29/v2/graphemes"
	"github.com/rivo/uniseg"
)

// marks stand for the breaks in what breaksOf returns.
var marks = map[Break]string{None: "·", Soft: "~", Never: "×", Allowed: "÷", Blank: "_", Must: "!"}

// breaksOf is a text's clusters, each with its break behind it, but without that
// of the last if it is None. Of blanks and line feeds there is the break alone.
func breaksOf(text string) string {
	var b strings.Builder
	from := int32(0)
	for _, c := range Append(nil, text) {
		if c.Break < Blank {
			b.WriteString(text[from:c.End])
		}
		b.WriteString(marks[c.Break])
		from = c.End
	}
	return strings.TrimSuffix(b.String(), marks[None])
}

func TestBreaks(t *testing.T) {
	for _, test := range []struct{ name, text, want string }{
		{"nothing", "", ""},
		{"words", "an of", "a·n·_o·f"},
		{"several blanks", " a  b ", "_a·__b·_"},
		{"a tab", "a\tb", "a·_b"},
		{"line feeds", "a\n\nb\n", "a·!!b·!"},
		{"a carriage return", "a\r\n", "a·\r·!"},

		{"a hyphen", "a-b", "a·-~b"},
		{"a hyphen at the end", "a- b", "a·-·_b"},
		{"two hyphens", "a--b", "a·-·-~b"},
		{"an option", "-v", "-·v"},
		{"a long option", "--no-x", "-·-·n·o·-~x"},
		{"an option in brackets", "(-v)", "(·-·v·)"},
		{"hyphens alone", "---", "-·-·-"},
		{"a date", "1-2", "1·-~2"},
		{"a hyphen before a comma", "a-,", "a·-·,"},
		{"a URL", "h://b/c/", "h·:·/·/·b·/~c·/"},
		{"a URL of a file", "f:///b/c", "f·:·/·/·/~b·/~c"},
		{"a path", "/a/b", "/·a·/~b"},
		{"a relative path", "../a/b", ".·.·/·a·/~b"},
		{"a slash before a bracket", "(a/)", "(·a·/·)"},
		{"other punctuation in ASCII", "a.b,c|d?e&f=g", "a·.·b·,·c·|·d·?·e·&·f·=·g"},

		{"a hyphen in an accented word", "é-a", "é·-~a"},
		{"a hyphen before an accented letter", "a-é", "a·-~é"},
		{"a slash between accented letters", "é/è", "é·/~è"},
		{"an option with an accent", "-é", "-·é"},
		{"an accented URL", "h://é/b", "h·:·/·/·é·/~b"},
		{"a query with an accent", "a?é=b", "a·?~é·=·b"},
		{"a true hyphen", "é\u2010a", "é·\u2010~a"},
		{"a no-break hyphen", "é\u2011a", "é×\u2011×a"},
		{"an en dash", "1–2", "1·–~2"},
		{"an em dash", "a—b", "a~—÷b"},
		{"an em dash between accented letters", "é—è", "é~—÷è"},
		{"a stress mark", "əˈb", "ə~ˈ·b"},
		{"maqaf", "אב־גד", "א·ב·־·ג·ד"},
		{"a slash between ideographs", "日/本", "日×/~本"},
		{"a combining hyphen", "e\u0301-\u0301e\u0301", "e\u0301·-\u0301·e\u0301"},

		{"an apostrophe", "l’été", "l×’·é·t·é"},
		{"quotation marks", "“é”", "“×é×”"},
		{"guillemets with no-break spaces", "«\u202fé\u202f»", "«×\u202f×é×\u202f×»"},
		{"a no-break space", "é\u00a0a", "é×\u00a0×a"},
		{"a no-break space in an ASCII word", "10\u00a0km", "1·0×\u00a0×k·m"},
		{"a word joiner", "日\u2060本", "日×\u2060×本"},
		{"a figure space", "1\u20072", "1×\u2007×2"},
		{"an en space", "a\u2002b", "a·\u2002÷b"},
		{"a zero-width space", "a\u200bb", "a·\u200b÷b"},
		{"an ellipsis", "é…è", "é×…÷è"},

		{"ideographs", "日本", "日÷本"},
		{"an ideographic comma", "日、本", "日×、÷本"},
		{"brackets", "日（本）語", "日÷（×本×）÷語"},
		{"nested brackets", "「『日』」。", "「×『×日×』×」×。"},
		{"brackets in ASCII", "日(本)語", "日÷(×本×)÷語"},
		{"small kana and a prolonged sound mark", "キャー", "キ×ャ×ー"},
		{"half-width forms", "｢ｱ｣｡ｱ", "｢×ｱ×｣×｡÷ｱ"},
		{"an ideographic space", "日\u3000本", "日×\u3000÷本"},
		{"Latin among ideographs", "日ab本", "日÷a·b÷本"},
		{"a full stop in ASCII behind an ideograph", "日.本", "日×.÷本"},
		{"Korean", "한국 어", "한÷국·_어"},
		{"conjoining jamo", "각나", "각÷나"},
		{"Yi", "ꆈꌠ", "ꆈ÷ꌠ"},

		{"Thai", "สวัสดี", "ส·วั·ส·ดี"},
		{"Lao", "ລາວ", "ລ·າ·ວ"},
		{"Khmer", "ខ្មែរ", "ខ្មែ·រ"},
		{"Tibetan", "བོད་སྐད།", "བོ·ད×་÷སྐ·ད×།"},
		{"a Tibetan no-break tsheg", "ད༌ས", "ད×༌×ས"},
		{"Hindi", "नमस्ते।", "न·म·स्ते×।"},
		{"a conjunct", "क्षत", "क्ष·त"},
		{"Tamil", "தமிழ்", "த·மி·ழ்"},
		{"Arabic", "كتاب،", "ك·ت·ا·ب×،"},
		{"Hebrew", "שָׁלוֹם", "שָׁ·ל·וֹ·ם"},
		{"an Arabic number sign", "\u0600١٢", "\u0600١·٢"},
		{"Ethiopic", "ሰላም፡ዓለም", "ሰ·ላ·ም×፡÷ዓ·ለ·ም"},

		{"emoji", "👍👍", "👍÷👍"},
		{"emoji behind a letter", "a👍b", "a÷👍÷b"},
		{"emoji before a comma", "👍,", "👍×,"},
		{"a skin tone", "👍🏽👍🏽", "👍🏽÷👍🏽"},
		{"a family", "👨‍👩‍👧‍👦x", "👨‍👩‍👧‍👦÷x"},
		{"a family with skin tones", "👨🏻‍👩🏽‍👧🏾‍👦🏿", "👨🏻‍👩🏽‍👧🏾‍👦🏿"},
		{"a chain of nine", "👩‍👩‍👩‍👩‍👩‍👩‍👩‍👩‍👩", "👩‍👩‍👩‍👩‍👩‍👩‍👩‍👩‍×👩"},
		{"flags", "🇬🇧🇩🇪", "🇬🇧÷🇩🇪"},
		{"Wales and Scotland", "🏴󠁧󠁢󠁷󠁬󠁳󠁿🏴󠁧󠁢󠁳󠁣󠁴󠁿", "🏴󠁧󠁢󠁷󠁬󠁳󠁿÷🏴󠁧󠁢󠁳󠁣󠁴󠁿"},
		{"keycaps", "1️⃣2️⃣", "1️⃣·2️⃣"},
		{"text as emoji", "❤️x", "❤️÷x"},

		{"a mark behind a blank", "a \u0301b", "a·_\u0301·b"},
		{"a mark at the beginning", "\u0301a", "\u0301·a"},
		{"invalid bytes", "a\xff\xfeb", "a·\xff·\xfe·b"},
		{"half a character", "日\xe6", "日\xe6"},
		{"control characters", "a\x00\x7f\u0085b", "a·\x00·\x7f·\u0085÷b"},
		{"a line separator", "a\u2028b", "a·\u2028÷b"},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got := breaksOf(test.text); got != test.want {
				t.Errorf("%+q:\n got %s\nwant %s", test.text, got, test.want)
			}
		})
	}
}

// TestPunctuationStaysWithItsPhrase is the rule of Japanese and Chinese typesetting
// (JIS X 4051, kinsoku shori) that some characters begin or end no line.
func TestPunctuationStaysWithItsPhrase(t *testing.T) {
	for _, r := range "、。，．・：；？！）］｝〕〉》」』】〗〙’”»…‥ーァッャヶ々ゝヽ゛〜｡､｣" {
		for _, word := range []string{"日" + string(r) + "本", "「" + string(r), string(r) + string(r), "é日" + string(r) + "é"} {
			before := len(word) - len(word[strings.LastIndex(word, string(r)):])
			for _, c := range Append(nil, word) {
				if int(c.End) == before && c.Break != Never {
					t.Errorf("%q may begin a line in %q: %s", r, word, breaksOf(word))
				}
			}
		}
	}
	for _, r := range "（［｛〔〈《「『【〖〘‘“«｢" {
		for _, word := range []string{"日" + string(r) + "本", string(r) + string(r) + "a", "é" + string(r) + "é"} {
			for _, c := range Append(nil, word) {
				if strings.HasSuffix(word[:c.End], string(r)) && c.Break != Never {
					t.Errorf("%q may end a line in %q: %s", r, word, breaksOf(word))
				}
			}
		}
	}
}

func TestWidth(t *testing.T) {
	for _, test := range []struct {
		name, text string
		want       int
	}{
		{"nothing", "", 0},
		{"ASCII", "a b-c", 5},
		{"a line feed", "a\nb", 2},
		{"a tab", "\t", 1},
		{"control characters", "\x00\x1b\x7f\u009b", 0},
		{"invalid bytes", "\xff\xfe", 2},
		{"Latin", "éà", 2},
		{"a combining mark", "e\u0301", 1},
		{"many combining marks", "e" + strings.Repeat("\u0301", 1000), 1},
		{"ambiguous characters", "±§—…→Ж", 6},
		{"a soft hyphen", "\u00ad", 1},
		{"a no-break space", "\u00a0\u202f", 2},
		{"invisible characters", "\u200b\u200c\u200d\u2060\ufeff", 0},
		{"ideographs", "日本、", 6},
		{"an ideographic space", "\u3000", 2},
		{"half-width Katakana", "ｶﾞ", 2},
		{"full-width Latin", "Ａ１", 4},
		{"Katakana with a voiced sound mark", "か\u3099", 2},
		{"Korean", "한국", 4},
		{"conjoining jamo", "한", 2},
		{"a vowel of Korean alone", "ᅡ", 1},
		{"Hindi", "हिन्दी", 5}, // six with the vowels apart, but न् has no column of its own for them
		{"Bengali", "বাংলা", 5},
		{"Tamil", "தமிழ்", 4},
		{"Thai", "น้ำ", 2},
		{"Khmer", "ខ្មែរ", 4},
		{"Arabic", "كِتَاب", 4},
		{"Hebrew", "שָׁלוֹם", 4},
		{"an Arabic number sign", "\u0600١", 2},
		{"an emoji", "👍", 2},
		{"a skin tone", "👍🏽", 4},
		{"a family", "👨‍👩‍👧‍👦", 8},
		{"a flag", "🇬🇧", 4},
		{"Wales", "🏴󠁧󠁢󠁷󠁬󠁳󠁿", 2},
		{"a keycap", "1️⃣", 2},
		{"text as emoji", "❤️", 2},
		{"emoji as text", "⌚︎", 2},
		{"a variation selector behind a wide character", "👍\ufe0f", 2},
		{"two variation selectors", "❤\ufe0f\ufe0f", 2},
		{"a variation selector behind a blank", "a \ufe0f", 3},
		{"long dashes", "⸺⸻", 2},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got := Width(test.text); got != test.want {
				t.Errorf("%q (%+q) takes %d columns, want %d", test.text, test.text, got, test.want)
			}
		})
	}
}

// TestNobodyCountsMoreColumns holds every character against what x/ansi and uniseg
// say of it.
func TestNobodyCountsMoreColumns(t *testing.T) {
	for r := range rune(utf8.MaxRune) {
		if r == 0x2E3A || r == 0x2E3B {
			continue // dashes of three and four columns to uniseg, but to no terminal
		}
		if r > 0x20000 && r%61 != 0 {
			continue // Chinese characters, private use, or none
		}
		for _, text := range []string{string(r), "日" + string(r), string(r) + "\ufe0f"} {
			if strings.HasSuffix(text, "\ufe0f") && (Width(string(r)) == 0 || r == variationSelector16) {
				continue // x/ansi widens marks too
			}
			if got, most := Width(text), max(ansi.StringWidth(text), uniseg.StringWidth(text)); got < most {
				t.Errorf("%q (%+q) takes %d columns, and %d to others", text, text, got, most)
			}
		}
	}
}

func TestLongClustersComeInParts(t *testing.T) {
	for _, unit := range []string{"\u0301", "\u093e", "\u0600", "👩\u200d", "\U000E0061", "ᄀ"} {
		text := "é" + unit + strings.Repeat(unit, 1000)
		sum, from := 0, int32(0)
		for _, c := range Append(nil, text) {
			part := text[from:c.End]
			if len(part) > longest || !utf8.ValidString(part) {
				t.Errorf("%+q: a cluster is %+q", unit, part)
			}
			if c.Width > widest {
				t.Errorf("%+q: a cluster is %d columns wide", unit, c.Width)
			}
			sum += int(c.Width)
			from = c.End
		}
		if w := Width(text); w != sum {
			t.Errorf("%+q: %d columns, and the clusters have %d", unit, w, sum)
		}
	}
}

// bySteps is Append without a shortcut: uax29 and uniseg are asked about every
// word as a whole.
func bySteps(text string) []Cluster {
	var list []Cluster
	for i := 0; i < len(text); {
		end, _ := wordAt(text, i)
		if word := text[i:end]; word == "" {
			end++
			list = Append(list, text[i:end])
			list[len(list)-1].End = int32(end)
		} else {
			list = wordBySteps(list, word, i)
		}
		i = end
	}
	return list
}

func wordBySteps(list []Cluster, word string, start int) []Cluster {
	breaks := map[int]bool{}
	for at, rest, state := 0, word, -1; rest != ""; {
		var segment string
		segment, rest, _, state = uniseg.FirstLineSegmentInString(rest, state)
		at += len(segment)
		breaks[at] = true
	}
	var h hyphens
	var w widener
	var before rune
	it := graphemes.FromString(word)
	for it.Next() {
		r, _ := utf8.DecodeRuneInString(it.Value())
		if at := it.Start(); at > 0 {
			last := &list[len(list)-1]
			last.Break = between(word, at, before, r, breaks[at], last.Break == Soft)
		}
		list = appendParts(list, it.Value(), start+it.Start(), &w)
		if h.softCluster(word, it.Start(), r, len(it.Value())) {
			list[len(list)-1].Break = Soft
		}
		before = r
	}
	list[len(list)-1].Break = None
	return list
}

// TestShortcutsTakeNoOtherWay holds every character that has a class, next to one
// or two of each class, against what uax29 and uniseg say of both.
func TestShortcutsTakeNoOtherWay(t *testing.T) {
	known := 0
	for r := range rune(utf8.MaxRune) {
		if classOf(r) == other || unicode.In(r, unicode.Han, unicode.Hangul) && r > 'ー' && r%61 != 0 {
			continue
		}
		known++
		for _, next := range "aéяع日あア한ーゃ（「、」！" {
			for _, text := range []string{string([]rune{'日', r, next, 'é'}), string([]rune{'日', next, r, 'é'})} {
				if got, want := Append(nil, text), bySteps(text); !slices.Equal(got, want) {
					t.Fatalf("%q: %v, want %v", text, got, want)
				}
			}
		}
	}
	t.Logf("%d characters", known)
}

// FuzzAppend appends the clusters of any text: they are the whole text in order,
// lines must end behind line feeds alone, Width is their sum, and shortcuts change
// nothing.
func FuzzAppend(f *testing.F) {
	for _, unit := range units {
		f.Add(unit + unit)
	}
	for _, p := range paragraphs {
		f.Add(p.text[:100])
	}
	f.Add("a-b/ ’日本、🏴󠁧󠁢󠁷󠁬󠁳󠁿\xff\n e\u0301\u00a0\u2060\ufe0f")
	f.Add("、、-a ァァ-a")
	f.Add("각\u11a8 ❤\ufe0f\u200d🔥 1\ufe0f\u20e3\t\r\n\u2028")
	f.Fuzz(func(t *testing.T, text string) {
		if len(text) > 10_000 {
			t.Skip("longer ones only take longer")
		}
		list := Append(nil, text)
		sum, from := 0, int32(0)
		for _, c := range list {
			if c.End <= from || int(c.End) > len(text) {
				t.Fatalf("%q: a cluster ends at %d, behind one that ends at %d", text, c.End, from)
			}
			if c.End-from > longest || c.Width > widest {
				t.Errorf("%q: a cluster of %d bytes and %d columns", text, c.End-from, c.Width)
			}
			if got, want := c.Break == Must, text[from:c.End] == "\n"; got != want {
				t.Errorf("%q: a line must end behind %q: %v", text, text[from:c.End], got)
			}
			if got, want := c.Break == Blank, text[from:c.End] == " " || text[from:c.End] == "\t"; got != want {
				t.Errorf("%q: %q is a blank: %v", text, text[from:c.End], got)
			}
			sum += int(c.Width)
			from = c.End
		}
		if int(from) != len(text) {
			t.Errorf("%q: the clusters end at %d of %d", text, from, len(text))
		}
		if w := Width(text); w != sum {
			t.Errorf("%q: %d columns, and the clusters have %d", text, w, sum)
		}
		if n := utf8.RuneCountInString(text); len(list) > n || cap(list) > 2*n+64 {
			t.Errorf("%q: a list of %d clusters, with room for %d, of %d characters", text, len(list), cap(list), n)
		}
		if want := bySteps(text); !slices.Equal(list, want) {
			t.Errorf("%q: %v, and without shortcuts %v", text, list, want)
		}
		kept := list[:0:0]
		if again := Append(append(kept, Cluster{End: 7}), text); again[0].End != 7 || !slices.Equal(again[1:], list) {
			t.Errorf("%q: %v behind another cluster, and alone %v", text, again, list)
		}
	})
}
