package site

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestHeadingsHaveTheIDsThatGitHubGivesThem(t *testing.T) {
	for _, tt := range []struct{ name, markdown, want string }{ // IDs, a blank between them
		{"blanks are hyphens", "# The End of It", "the-end-of-it"},
		{"punctuation goes", "# What? A & B: (c) \"d\" – e/f.g", "what-a--b-c-d--efg"},
		{"hyphens and underscores stay", "# a-b_c", "a-b_c"},
		{"letters of every script stay", "# Tŷ Coch\n# Über uns\n# 概要", "tŷ-coch über-uns 概要"},
		{"marks stay", "# हिन्दी में\n# ภาษาไทยนี้\n# e\u0301", "हिन्दी-में ภาษาไทยนี้ e\u0301"},
		{"digits stay, other numbers go", "# 2026 ٢ Ⅳ x²", "2026-٢-ⅳ-x"},
		{"markup goes", "# The *end* of `it` &amp; [a](b)", "the-end-of-it--a"},
		{"an emoji's name stays", "# :rocket: Go\n# 🚀 Go", "rocket-go -go"},
		{"a reference to a note goes", "# A[^1] b\n\n[^1]: c", "a-b"},
		{"the same again is numbered", "# Same\n# Same\n# same!", "same same-1 same-2"},
		{"a number that is taken is passed over", "# same 1\n# same\n# same", "same-1 same same-2"},
		{"a number that was given is passed over", "# same\n# same\n# same 1\n# same", "same same-1 same-1-1 same-2"},
		{"a heading without letters", "# !\n# ?", " -1"},
		{"an ID that is given", "# One {#first}\n# Two { #second }", "first second"},
		{"an ID that is given keeps its name", "# Same\n# Other {#same}", "same-1 same"},
		{"an ID by its name", "# One {id=a}\n# Two {.c id=\"b\"}", "a b"},
		{"the first ID counts", "# One {.c #a k=\"#b\" #d}", "a"},
		{"an ID in another script", "# One {#tŷ-coch}", "tŷ-coch"},
		{"behind the closing marks", "## Two ## {#a}\n## Two {#b} ##", "a b"},
		{"below a line", "One {#a}\n===\nTwo\nlines {#b}\n---", "a b"},
		{"in a quotation", "> # One {#a}\n> One {#b}\n> ---", "a b"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var ids []string
			for _, h := range load(t, tt.markdown).Headings {
				ids = append(ids, h.ID)
			}
			if got := strings.Join(ids, " "); got != tt.want {
				t.Errorf("%q, want %q", got, tt.want)
			}
		})
	}
}

func TestAttributesOfAHeadingAreNoPartOfItsText(t *testing.T) {
	for markdown, want := range map[string]string{
		"# One {#a}":                "One",
		"# One{#a}":                 "One",
		"# One {.c}":                "One",
		"# One {.c, k=v #a}":        "One",
		"# One {k=\"v } w\"}":       "One",
		"## One ## {#a}":            "One",
		"## One {#a} ##":            "One",
		"# C# {#a}":                 "C#",
		"One\n*two* {#a}\n===":      "One two",
		"One\n{#a}\n===":            "One",
		"# {#a}":                    "",
		"{#a}\n===":                 "",
		"# One {}":                  "One {}",
		"# One {#}":                 "One {#}",
		"# One {two}":               "One {two}",
		"# One {#a} two":            "One {#a} two",
		"# One {#a":                 "One {#a",
		"# One {#a}}":               "One {#a}}",
		"# One \\{#a}":              "One {#a}",
		"# One \\\\{#a}":            "One \\",
		"# One `{#a}`":              "One {#a}",
		"# One {#a} {#b}":           "One {#a}",
		"# f(x) = {x | x > 0}":      "f(x) = {x | x > 0}",
		"A paragraph {#a}\n\n# One": "One",
	} {
		if p := load(t, markdown); p.Headings[0].Text != want {
			t.Errorf("%q: %q, want %q", markdown, p.Headings[0].Text, want)
		}
	}
}

func TestAPartOfAPageIsFoundByItsID(t *testing.T) {
	p := load(t, "# Same\n# Same\n# Given {#Here}\n# Here\n# हिन्दी")
	got := map[string]int{}
	want := map[string]int{"same": 0, "same-1": 1, "Same-1": 1, "Here": 2, "here": 3, "HERE": 2, "हिन्दी": 4, "given": -1, "": -1, "same-2": -1}
	for fragment := range want {
		got[fragment] = p.Section(fragment)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestTheTitleThatATextHas(t *testing.T) {
	for markdown, want := range map[string]string{
		"words\n\n## One *two*\n# Three":                   "One two",
		"# Lamps &middot; [![CI][b]][b] ![v](w)\n\n[b]: x": "Lamps",
		"# [Lamps](x) ![v](w)":                             "Lamps",
		"# [![The lamps](l.svg)](x)":                       "The lamps",
		"#\n\n# One":                                       "One",
		"> # One\n\n# Two":                                 "One",
		"words":                                            "",
	} {
		text, over := Read(markdown)
		if over != nil || text.Title != want {
			t.Errorf("%q is titled %q, want %q", markdown, text.Title, want)
		}
	}
}
