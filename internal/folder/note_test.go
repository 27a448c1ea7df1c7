package folder

import (
	"strings"
	"testing"
)

func TestANoteSaysItsFirstWordsAsPlainText(t *testing.T) {
	for _, tt := range []struct{ source, text, until string }{
		{"Lunch is served.\n", "Lunch is served.", ""},
		{"\uFEFF---\r\nuntil: 2026-11-25 13:30\r\n---\r\n\r\nLunch\r\nis *served* in the [foyer](x).\r\n\r\nMore.\r\n", "Lunch is served in the foyer.", "2026-11-25 13:30"},
		{"---\nuntil: 2026-11-25T13:30:00Z\n---\n# Lunch `now` &amp; \\*here\\*\n", "Lunch now & *here*", "2026-11-25T13:30:00Z"},
		{"- One\n- Two\n", "One", ""},
		{"> Quoted\n", "Quoted", ""},
		{"![](x.png)\n\n<b>See</b> <https://example.org>\tthere", "See https://example.org there", ""},
		{"    code\n\n```\nfenced\n```\n\n<div>\n\n", "", ""},
		{"a&#27;[2Jb", "a\uFFFD[2Jb", ""},
		{"Croeso \U0001F3F4\U000E0067\U000E0062\U000E0077\U000E006C\U000E0073\U000E007F\n", "Croeso \U0001F3F4\U000E0067\U000E0062\U000E0077\U000E006C\U000E0073\U000E007F", ""},
		{"", "", ""},
		{strings.Repeat(">", 8000) + "deep", "deep", ""},
	} {
		until := ""
		note, problem := ParseNote("n.md", []byte(tt.source), map[string]*string{"until": &until})
		text := note.Text
		if problem != nil || text != tt.text || until != tt.until {
			t.Errorf("%.60q: %q until %q, %v", tt.source, text, until, problem)
		}
	}
	for source, want := range map[string]string{
		"ok\n\nab\xff":             "n.md:3:3: error: this is not UTF-8 text; save the file as UTF-8",
		"a\n b\x1b[2J":             "n.md:2:3: error: U+001B ESCAPE stands here, which cannot be shown; take it out",
		"a\u202eb":                 "n.md:1:2: error: U+202E RIGHT-TO-LEFT OVERRIDE stands here, which cannot be shown; take it out",
		"---\nuntil: x\n":          `n.md:1:1: error: the front matter has no end; close it with a line "---"`,
		"---\nuntill: x\n---\nabc": `n.md:2:1: error: the key "untill" is not known here; write until, or take it out`,
	} {
		if note, problem := ParseNote("n.md", []byte(source), map[string]*string{"until": new(string)}); problem == nil || problem.String() != want {
			t.Errorf("%q: %q, %v, want %s", source, note.Text, problem, want)
		}
	}
}

func TestANoteTellsWhatItsWordsAre(t *testing.T) {
	for _, tt := range []struct {
		source        string
		heading, more bool
	}{
		{"Lunch is served.\n", false, false},
		{"# Lunch\n", true, false},
		{"# Lunch\n\nIt is served.\n", true, true},
		{"Lunch\n=====\n\n<!-- nothing -->\n", true, false},
		{"Lunch.\n\nAnd tea.\n", false, true},
		{"- Lunch\n- Tea\n", false, true},
	} {
		note, problem := ParseNote("n.md", []byte(tt.source), nil)
		if problem != nil || note.Heading != tt.heading || note.More != tt.more {
			t.Errorf("%q: a heading %v, more %v, %v", tt.source, note.Heading, note.More, problem)
		}
	}
}
