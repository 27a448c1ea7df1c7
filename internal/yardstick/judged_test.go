package yardstick

import (
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"unicode"
)

// Made-up lines, as the kiosk, Glamour or a worse one would set a page, and all the
// faults that they have.
func TestJudge(t *testing.T) {
	const table = "| One | Two |\n| --- | --- |\n| three four | five |"
	for _, c := range []struct {
		name     string
		markdown string
		width    int // 60 if it is 0
		lines    string
		want     map[kind]int
	}{
		{name: "an item hangs", markdown: "- one two", lines: "• one\n  two"},
		{name: "an item hangs in Glamour's margin", markdown: "- one two", lines: "  • one\n    two      "},
		{name: "a second line under the bullet", markdown: "- one two", lines: "  • one\n  two", want: map[kind]int{hanging: 1}},
		{name: "two of them in one item", markdown: "- one two three", lines: "• one\ntwo\nthree", want: map[kind]int{hanging: 1}},
		{name: "under a bullet that stands alone", markdown: "- one", lines: "  •\n  one", want: map[kind]int{hanging: 1}},
		{name: "under a number", markdown: "10. one two", lines: "10. one\ntwo", want: map[kind]int{hanging: 1}},
		{name: "a number hangs", markdown: "9. one two\n10. three", lines: " 9. one\n    two\n10. three"},
		{name: "a task hangs", markdown: "- [x] one two", lines: "[✓] one\n    two"},
		{name: "under a task's box", markdown: "- [ ] one two", lines: "  [ ] one\n  two", want: map[kind]int{hanging: 1}},
		{name: "an item in an item hangs", markdown: "- one\n  - two three", lines: "• one\n  • two\n    three"},
		{name: "under the bullet of an item in an item", markdown: "- one\n  - two three", lines: "• one\n  • two\n  three", want: map[kind]int{hanging: 1}},
		{name: "items that begin together", markdown: "- 1. one two", lines: "• 1. one\n     two"},
		{name: "text like a number", markdown: "- 2.4.2 is here", lines: "• 2.4.2\n  is here"},
		{name: "a paragraph is no item", markdown: "one two", lines: "one\ntwo"},
		{name: "an item without its bullet", markdown: "- one two", lines: "one\ntwo"},
		{name: "an item in a quotation", markdown: "> - one two", lines: "│ • one\n│ two", want: map[kind]int{hanging: 1}},

		{name: "a quotation has its bars", markdown: "> one two", lines: "  │ one\n  │ two"},
		{name: "a line without its bar", markdown: "> one two", lines: "  │ one\n  two", want: map[kind]int{quoting: 1}},
		{name: "one bar of two", markdown: "> > one two", lines: "│ │ one\n│ two", want: map[kind]int{quoting: 1}},
		{name: "bars without blanks", markdown: "> > one two", lines: "││one\n││two"},
		{name: "a rule without its bar", markdown: "> | A | B |\n> | --- | --- |\n> | c | d |", lines: "│ A │ B\n──┼──\n│ c │ d", want: map[kind]int{quoting: 1}},
		{name: "a quotation in an item", markdown: "- > one", lines: "• │ one"},
		{name: "an alert names itself", markdown: "> [!NOTE]\n> one", lines: "│ Anmerkung\n│ one"},

		{name: "code", markdown: "```\nif a {\n\n\tb\n}\n```", lines: "┊ if a {\n┊\n┊         b\n┊ }"},
		{name: "code with a tab in Glamour", markdown: "```\nif a {\n\n\tb\n}\n```", lines: "    if a {\n\n    \tb\n    }"},
		{name: "code that goes on", markdown: "```\none two \\\\ three\n```", lines: "┊ one two\n┊ ↪  \\\\ three"},
		{name: "a backslash lost", markdown: "```\na\\\\b\nc\n```", lines: "a\\b\nc", want: map[kind]int{verbatim: 1}},
		{name: "empty lines lost", markdown: "```\na\n\n\nb\n```", lines: "a\nb", want: map[kind]int{verbatim: 2}},
		{name: "an empty line added", markdown: "```\na\nb\n```", lines: "a\n\nb", want: map[kind]int{verbatim: 1}},
		{name: "an indent lost", markdown: "```\na\n  b\nc\n```", lines: "  a\n  b\n  c", want: map[kind]int{verbatim: 1}},
		{name: "a tab lost", markdown: "```\na\n\tb\nc\n```", lines: "a\nb\nc", want: map[kind]int{verbatim: 1}},
		{name: "an indent for which there is no room", markdown: "```\na\n            bcd efgh\n```", width: 20, lines: "┊ a\n┊             \n┊ ↪ bcd efgh"},
		{name: "blanks lost", markdown: "```\na   b\n```", lines: "a b", want: map[kind]int{verbatim: 1}},
		{name: "a line lost", markdown: "```\none\n}\ntwo\n```", lines: "one\ntwo", want: map[kind]int{verbatim: 1}},
		{name: "bars in code", markdown: "```\n│ a │\n└───┘\n```", lines: "┊ │ a │\n┊ └───┘"},
		{name: "inline code", markdown: "say `a\\\\b c`", lines: "say  a\\\\b\nc "},
		{name: "a backslash of inline code lost", markdown: "say `a\\\\b`", lines: "say a\\b", want: map[kind]int{verbatim: 1}},
		{name: "inline code in a column", markdown: "| A | B |\n| --- | --- |\n| `x\\.y` | c |", lines: "A   │ B\n────┼──\nx\\. │ c\ny   │"},
		{name: "a backslash lost in a column", markdown: "| A | B |\n| --- | --- |\n| `x\\.y` | c |", lines: "A   │ B\n────┼──\nx.y │ c", want: map[kind]int{verbatim: 1}},

		{name: "a table in columns", markdown: table, lines: "One        │ Two\n───────────┼─────\nthree four │ five"},
		{name: "cells of several lines", markdown: table, lines: "  One   │ Two\n ───────┼─────\n  three │ five\n  four  │"},
		{name: "words broken in their column", markdown: table, lines: "One │ Two\n━━━━━━━━━\nthr │ five\nee  │\nfou │\nr   │"},
		{name: "a table in records", markdown: table + "\n| six | seven |", lines: "One: three four\nTwo: five\n───────────────\nOne: six\nTwo: seven"},
		{name: "records, and a quotation behind", markdown: table + "\n\n> three\n> five", lines: "One: three four\nTwo: five\n\n│ three\n│ five"},
		{name: "records with code, and a quotation like them behind", markdown: "| One | Two |\n| --- | --- |\n| three `f.o` | five |\n\n> five\n> Two", lines: "One: three f.o\nTwo: five\n\n│ five\n│ Two"},
		{name: "records with code, and bars in code behind", markdown: "| One | Two |\n| --- | --- |\n| three `f.o` | five |\n\n```\nThree │ five\n```", lines: "One: three f.o\nTwo: five\n\n┊ Three │ five"},
		{name: "more numbers of links than letters", markdown: "| A | B |\n| --- | --- |\n| example | bar |", lines: "A             │ B\n──────────────┼────────────\nexa           │ ba\nmple [123456] │ r [1234567]"},
		{name: "a head cut", markdown: table, lines: "One        │ T…\n───────────┼─────\nthree four │ five", want: map[kind]int{heads: 1, lostWords: 1, lostLetters: 2}},
		{name: "a head with an ellipsis of its own", markdown: "| One… | Two |\n| --- | --- |\n| a | b |", lines: "One… │ Two\n─────┼────\na    │ b"},
		{name: "a word cut", markdown: table, lines: "One   │ Two\n──────┼─────\nthree │ fi…", want: map[kind]int{lostWords: 2, lostLetters: 6}},
		{name: "heads without a letter", markdown: "| One | Two |\n| --- | --- |", lines: "  │\n──┼──", want: map[kind]int{lostWords: 2, lostLetters: 6}},
		{name: "heads that are nothing but cut", markdown: "| One | Two |\n| --- | --- |", lines: "… │ …\n──┼──", want: map[kind]int{heads: 2, lostWords: 2, lostLetters: 6}},
		{name: "the text of a link below a table", markdown: "| One | Two |\n| --- | --- |\n| a | <https://e.example/long> |", lines: "One │ Two\n────┼─────\na   │ e[1]\n\n[1]: e https://e.example/long"},
		{name: "the same on two lines", markdown: "| One | Two |\n| --- | --- |\n| a | <https://e.example/longest> |", lines: "One │ Two\n────┼─────\na   │ e[1]\n\n[1]: e https://e.example/lon\ngest"},

		{name: "letters lost", markdown: "one two three", lines: "one three", want: map[kind]int{lostLetters: 3}},
		{name: "numbers and addresses added", markdown: "[one](/a) two", lines: "one /a [1] two"},
		{name: "a note where it is written", markdown: "one[^n] two\n\n[^n]: deeper\n\nthree", lines: "one[^n] two\n\n[^n]: deeper\n\nthree"},
		{name: "what stands for a picture", markdown: "a ![plan](p.png) <img src=x alt=sketch> b", lines: "a Picture: plan b", want: map[kind]int{lostLetters: 6, lostLinks: 1}},
		{name: "text of HTML", markdown: "<p>one <b>two</b><!-- three --></p>", lines: "one", want: map[kind]int{lostLetters: 3}},
		{name: "characters by their names", markdown: "caf&eacute; \\* :smile:", lines: "café * 😄"},

		{name: "a line as wide as the window", markdown: "one two", width: 7, lines: "one two   "},
		{name: "a line that is too wide", markdown: "one two", width: 6, lines: "one two", want: map[kind]int{tooWide: 1}},
		{name: "a wide character at the edge", markdown: "ab日", width: 3, lines: "ab日", want: map[kind]int{tooWide: 1}},

		{name: "a link lost", markdown: "one [two](/a)", lines: "one", want: map[kind]int{lostLinks: 1, lostLetters: 3}},
		{name: "a link without a text", markdown: "one [](https://e.example)", lines: "one\nhttps://e.example"},
		{name: "a link without a text lost", markdown: "one [](https://e.example)", lines: "one", want: map[kind]int{lostLinks: 1, lostLetters: 13}},

		{name: "a line begins with a comma", markdown: "日本、語", lines: "日本\n、語", want: map[kind]int{marks: 1}},
		{name: "a line ends in a bracket", markdown: "日（本）", lines: "日（\n本）", want: map[kind]int{marks: 1}},
		{name: "a line ends in a comma", markdown: "日本、語（本）", lines: "日本、\n語\n（本）"},
		{name: "in a quotation", markdown: "> 日本。", lines: "│ 日本\n│ 。", want: map[kind]int{marks: 1}},
		{name: "an item begins with a comma", markdown: "- 、日", lines: "• 、日"},
		{name: "in code they may", markdown: "```\n、日\n```", lines: "、日"},
	} {
		t.Run(c.name, func(t *testing.T) {
			p, err := loadPage("page.md", []byte(c.markdown))
			if err != nil {
				t.Fatal(err)
			}
			if c.width == 0 {
				c.width = 60
			}
			faults := judge(readFacts(p.home()), strings.Split(c.lines, "\n"), c.width)
			for k, n := range count(faults) {
				if n != c.want[kind(k)] {
					t.Errorf("%v: %d, want %d; %v", kind(k), n, c.want[kind(k)], faults)
				}
			}
		})
	}
}

// Whatever line of the kiosk's is taken away, the judge misses it.
func TestJudgeMissesEveryLine(t *testing.T) {
	for _, p := range constructPages(t) {
		switch strings.TrimSuffix(filepath.Base(p.name), ".md") {
		case "quotations", "tables": // they have lines of the kiosk's own
			continue
		}
		lines := byKiosk(t, p, 40)
		for i, line := range newScreen(lines, 40).lines {
			if !strings.ContainsFunc(line, unicode.IsLetter) {
				continue
			}
			without := append(append([]string{}, lines[:i]...), lines[i+1:]...)
			if count(judge(readFacts(p.home()), without, 40))[lostLetters] == 0 {
				t.Errorf("%s without line %d, %q, is without a fault", p.name, i+1, line)
			}
		}
	}
}

func TestAlign(t *testing.T) {
	for _, c := range []struct{ name, a, b, want string }{
		{"the same", "abc", "abc", "012"},
		{"one more", "abc", "axbc", "023"},
		{"one less", "abc", "ac", "0.1"},
		{"a run before letters by chance", "242x", "24242x", "2345"},
		{"what is lost before the same", "xyabcd", "abcd", "..0123"},
		{"nothing", "ab", "", ".."},
	} {
		var got strings.Builder
		for _, n := range align([]rune(c.a), []rune(c.b)) {
			if n < 0 {
				got.WriteByte('.')
			} else {
				got.WriteByte(byte('0' + n))
			}
		}
		if got.String() != c.want {
			t.Errorf("%s: %s, want %s", c.name, got.String(), c.want)
		}
	}
	// A long text is parted, and all that is in both is found.
	var a, b []rune
	added := 0
	for i := range 3000 {
		word := []rune(strconv.Itoa(i*i + i))
		if a = append(a, word...); i%50 != 0 {
			b = append(b, word...)
		}
		if i%20 == 0 {
			b = append(b, 'Z')
			added++
		}
	}
	found := 0
	for _, n := range align(a, b) {
		if n >= 0 {
			found++
		}
	}
	if want := len(b) - added; found != want {
		t.Errorf("%d letters of %d are found", found, want)
	}
}
