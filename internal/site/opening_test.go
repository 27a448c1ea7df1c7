package site

import (
	"strings"
	"testing"
)

func TestTheHeadingThatATextBeginsWith(t *testing.T) {
	for _, tt := range []struct{ markdown, text, id, rest string }{
		{"# One\ntwo", "One", "one", "two"},
		{"\n\n# One *two* #\n\nthree", "One two", "one-two", "\nthree"},
		{"One\n===\ntwo\n", "One", "one", "two\n"},
		{"One\ntwo\n=\n\n# Three\n", "One two", "one-two", "\n# Three\n"},
		{"# One {#x}\n## Two", "One", "x", "## Two"},
		{"# One", "One", "one", ""},
		{"## One\n", "", "", ""},
		{"# One [b]\n" + strings.Repeat("x\n\n", 3000) + "[b]: x", "", "", ""},
		{"\n# One &middot; [![a][b]][b] ![c](d)\n" + strings.Repeat("x\n\n", 3000) + "[b]: x", "One", "one--a-c", "[![a][b]][b] ![c](d)\n" + strings.Repeat("x\n\n", 3000) + "[b]: x"},
		{"# One ![a](b)", "One", "one-a", "![a](b)"},
		{"# ![a](b) One", "", "", ""},
		{"# One ![a](b) two", "", "", ""},
		{"# One ![a](b) [two](c)", "", "", ""},
		{"# ![a](b)", "", "", ""},
		{"One ![a](b)\n===\n", "", "", ""},
		{"# One [b]\n" + strings.Repeat("x\n\n", 3000), "One [b]", "one-b", strings.Repeat("x\n\n", 3000)},
		{"words\n\n# One\n", "", "", ""},
		{"# [One](x)\n", "", "", ""},
		{"> # One\n", "", "", ""},
		{"#\n", "", "", ""},
		{"", "", "", ""},
		{strings.Repeat("x ", 5000) + "\n===\n", "", "", ""},
	} {
		o, ok := OpeningOf(tt.markdown)
		if ok != (tt.text != "") || o.Text != tt.text || o.ID != tt.id || ok && tt.markdown[o.End:] != tt.rest {
			t.Errorf("%q: %t, %+v", tt.markdown[:min(len(tt.markdown), 20)], ok, o)
		}
	}
}
