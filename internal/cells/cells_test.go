package cells

import (
	"strings"
	"testing"
)

// marks stand for the breaks in what shown returns; None has none.
var marks = map[Break]string{None: "·", Soft: "~", Never: "×", Allowed: "÷", Blank: "_", Must: "!"}

// shown is a text's clusters, each with its break behind it.
func shown(text string) string {
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
		{"words", "an of", "a·n·_o·f"},
		{"a hyphen", "a-b", "a·-~b"},
		{"a flag", "-v", "-·v"},
		{"a URL", "h://b/c/", "h·:·/·/·b·/~c·/"},
		{"ideographs", "日本、（語）", "日÷本×、÷（×語×）"},
	} {
		if got := shown(test.text); got != test.want {
			t.Errorf("%s: %s, want %s", test.name, got, test.want)
		}
	}
}

func FuzzAppend(f *testing.F) {
	f.Add("a-b/ ’日本、🏴󠁧󠁢󠁷󠁬󠁳󠁿\xff\n e\u0301\u00a0\u2060\ufe0f")
	f.Fuzz(func(t *testing.T, text string) {
		sum, from := 0, int32(0)
		for _, c := range Append(nil, text) {
			if c.End <= from || int(c.End) > len(text) {
				t.Fatalf("%q: a cluster ends at %d, behind one that ends at %d", text, c.End, from)
			}
			if got, want := c.Break == Must, text[from:c.End] == "\n"; got != want {
				t.Errorf("%q: a line ends behind %q: %v", text, text[from:c.End], got)
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
	})
}
