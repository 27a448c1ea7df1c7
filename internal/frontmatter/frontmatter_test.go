package frontmatter

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestSplit(t *testing.T) {
	for _, tt := range []struct {
		name, text string
		want       Block
	}{
		{"none", "# A\n", Block{None, "", 1, "# A\n", 1, true}},
		{"nothing at all", "", Block{None, "", 1, "", 1, true}},
		{"YAML", "---\ntitle: A\n---\nb\n", Block{YAML, "title: A\n", 2, "b\n", 4, true}},
		{"YAML with dots", "---\ntitle: A\n...\nb", Block{YAML, "title: A\n", 2, "b", 4, true}},
		{"blanks behind fences", "--- \ntitle: A\n---\t\nb", Block{YAML, "title: A\n", 2, "b", 4, true}},
		{"CRLF", "---\r\ntitle: A\r\n---\r\nb\r\n", Block{YAML, "title: A\r\n", 2, "b\r\n", 4, true}},
		{"a byte order mark", "\uFEFF---\n---\nb", Block{YAML, "", 2, "b", 3, true}},
		{"empty", "---\n---\n", Block{YAML, "", 2, "", 3, true}},
		{"no end", "---\ntitle: A\ntags:\n- b\n\n# C\n", Block{YAML, "title: A\ntags:\n- b\n", 2, "\n# C\n", 5, false}},
		{"a thematic break", "---\n\nA\n", Block{YAML, "", 2, "---\n\nA\n", 1, false}},
		{"TOML", "+++\ntitle = 'A'\n+++\nb", Block{TOML, "title = 'A'\n", 2, "b", 4, true}},
		{"JSON", "{\n \"title\": \"}\"\n}\nb", Block{JSON, "{\n \"title\": \"}\"\n}", 1, "b", 4, true}},
		{"JSON on one line", "{\"title\": \"A\"}\n\nb", Block{JSON, "{\"title\": \"A\"}", 1, "\nb", 2, true}},
		{"no JSON", "{\nfoo }\n", Block{None, "", 1, "{\nfoo }\n", 1, true}},
		{"Liquid", "{% include x %}\n", Block{None, "", 1, "{% include x %}\n", 1, true}},
		{"Pandoc", "% A\n% Me\n\nb", Block{TitleBlock, "% A\n% Me\n", 1, "\nb", 3, true}},
		{"MultiMarkdown", "Title: A\nAuthor: Me\n\nb", Block{TitleBlock, "Title: A\nAuthor: Me\n", 1, "\nb", 3, true}},
		{"prose with a colon", "Note: this\nis text\n\nb", Block{None, "", 1, "Note: this\nis text\n\nb", 1, true}},
		{"prose that begins like MultiMarkdown", "Title: this\nis text\n\nb", Block{None, "", 1, "Title: this\nis text\n\nb", 1, true}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, Split(tt.text)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// lines writes issues as a compiler would.
func lines(issues []Issue) []string {
	var all []string
	for _, i := range issues {
		severity := "advice"
		if i.Grave {
			severity = "error"
		}
		all = append(all, fmt.Sprintf("%d:%d: %s: %s; %s", i.Line, i.Column, severity, i.Message, i.Fix))
	}
	return all
}

func TestTitlesAreShownAsTheyAreWritten(t *testing.T) {
	for _, tt := range []struct {
		matter, title string
		issues        []string
	}{
		{"title: 1.10", "1.10", nil},
		{"title: 007", "007", nil},
		{"title: 0x1F", "0x1F", nil},
		{"title: 1_000", "1_000", nil},
		{"title: 2024-01-01", "2024-01-01", nil},
		{"title: yes", "yes", nil},
		{"title: True", "True", nil},
		{"title: null", "", nil},
		{"title: ~", "", nil},
		{"title: .5", ".5", nil},
		{"title: C# for all", "C# for all", nil},
		{"title: 'A' # the name", "A", nil},
		{"title: A # the name", "A", nil},
		{"title: Track #2 notes", "Track #2 notes", []string{`2:8: advice: YAML takes for a comment what follows "#" in "Track #2 notes"; put the text in quotes`}},
		{"title: 2024 #hackday", "2024 #hackday", []string{`2:8: advice: YAML takes for a comment what follows "#" in "2024 #hackday"; put the text in quotes`}},
		{"title: #hackday", "#hackday", []string{`2:8: advice: YAML takes for a comment what follows "#" in "#hackday"; put the text in quotes`}},
		{"title: \"Track #2 notes\"", "Track #2 notes", nil},
		{"title: >\n  A\n  b", "A b", nil},
		{"title: Track: notes\nlayout: x", "Track: notes", []string{`2:8: advice: this is not YAML that can be read (mapping value is not allowed in this context); put a text with a colon in quotes`}},
		{"layout: x\ntitle: @home", "@home", []string{`3:8: advice: this is not YAML that can be read ('@' is a reserved character); check colons, quotes and indentation`}},
		{"title: \"A\" b", `"A" b`, []string{`2:12: advice: this is not YAML that can be read (value is not allowed in this context. map key-value is pre-defined); check colons, quotes and indentation`}},
		{"title: \"A\nsubtitle: b", "A", []string{`2:8: advice: this is not YAML that can be read (could not find end character of double-quoted text); check colons, quotes and indentation`}},
		{"title: A\ntags:\n\t- b", "A", []string{`4:1: advice: a tab stands here; indent by blanks: YAML takes nothing else`}},
		{"title: A\ntitle: B", "B", []string{`3:1: advice: the key "title" stands here a second time; take one out`}},
		{"title:A", "A", []string{`2:7: advice: there is no blank behind the colon of "title"; write one: "title: …"`}},
		{"title: [A]", "A", nil},
		{"title: [A, B]", "", []string{`2:8: advice: "title" has to be text, and is a list; write one text, in quotes if its brackets belong to it`}},
		{"title: {a: b}", "", []string{`2:9: advice: "title" has to be text, and is a list of keys; write one text, in quotes if its brackets belong to it`}},
		{"title: *a", "", []string{`2:8: advice: "title" stands for a value that is nowhere here; write it out`}},
		{"Title: A", "A", nil},
	} {
		t.Run(tt.matter, func(t *testing.T) {
			p, body, line, issues := ReadPage("---\n" + tt.matter + "\n---\ntext")
			if p.Title != tt.title || body != "text" || line != strings.Count(tt.matter, "\n")+4 {
				t.Errorf("title %q, body %q, line %d", p.Title, body, line)
			}
			if diff := cmp.Diff(tt.issues, lines(issues)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestReadPage(t *testing.T) {
	const yaml = `---
layout: post
title: A
subtitle: b
permalink: /a/
slug: aa
aliases: /old/
redirect_from: [/older/, /oldest/]
redirect_to: https://example.org/
draft: "yes"
lang: cy
excerpt: words
date: 2024-01-02 03:04
nav_order: 2.5
categories: x y
header_image: a.png
social_links: on
image_credit:
- Credit: Jo
  URL: https://example.org/
  License: CC0
custom: {deep: [1, 2]}
---
`
	p, body, line, issues := ReadPage(yaml)
	keys := p.Keys
	if keys.At("title") != (Place{3, 8}) || keys.At("description") != top || !keys.Has("nav_order") || keys.Has("weight") {
		t.Errorf("keys are %+v", keys)
	}
	p.Keys, p.Credits[0].Keys = Keys{}, Keys{}
	values := p.Values
	p.Values = nil
	want := Page{
		Title: "A", Subtitle: "b", Description: "words", Permalink: "/a/", Slug: "aa",
		Aliases: []string{"/old/", "/older/", "/oldest/"}, RedirectTo: "https://example.org/", Draft: true,
		Language: "cy", Date: "2024-01-02 03:04", Order: 2.5, Ordered: true, HeaderImage: "a.png",
		Credits: []Credit{{Name: "Jo", URL: "https://example.org/", Licence: "CC0"}}, SocialLinks: true,
		Categories: []string{"x", "y"},
	}
	if diff := cmp.Diff(want, p, cmp.AllowUnexported(Keys{})); diff != "" {
		t.Error(diff)
	}
	if body != "" || line != 24 || len(issues) > 0 || values["layout"] != "post" || values["nav_order"] != "2.5" || len(values) != 15 {
		t.Errorf("body %q from line %d, issues %v, values %v", body, line, issues, values)
	}
}

func TestReadPageOfOtherFormats(t *testing.T) {
	for _, tt := range []struct {
		name, text string
		want       string
		issues     []string
	}{
		{"TOML", "+++\ntitle = 'A'\nweight = 3\ndraft = true\ndate = 2024-01-02 # day\naliases = ['/b']\n[params]\nx = 1\n+++\ntext", "A|2024-01-02|3 true|[/b]|draft|text@10", nil},
		{"broken TOML", "+++\ntitle = A\ndate = 2024-01-02\n+++\ntext", "A|2024-01-02|0 false|[]|shown|text@5", []string{`2:9: advice: this is not TOML that can be read (expected value but found "A" instead); write each key as "key = value", and text in quotes`}},
		{"JSON", "{\n \"title\": \"A\",\n \"weight\": 1.50,\n \"published\": false\n}\ntext", "A||1.5 true|[]|draft|text@6", nil},
		{"Pandoc", "% A\n  and b\n% Me\n% 2024\ntext", "A and b|2024|0 false|[]|shown|text@5", nil},
		{"MultiMarkdown", "Title:  A\nDate: 2024\n\ntext", "A|2024|0 false|[]|shown|\ntext@3", nil},
		{"text between thematic breaks", "---\nA word.\n\n---\ntext", "||0 false|[]|shown|---\nA word.\n\n---\ntext@1", nil},
		{"a thematic break", "---\n\ntext", "||0 false|[]|shown|---\n\ntext@1", nil},
		{"no end", "---\ntitle: A\n\ntext", "A||0 false|[]|shown|\ntext@3", []string{`1:1: advice: the front matter has no end, so that it is taken to end before line 3; close it with a line "---"`}},
		{"a comment alone", "---\n# nothing\n---\ntext", "||0 false|[]|shown|text@4", nil},
		{"line ends of Windows", "---\r\ntitle: A\r\ndate: >\r\n  b\r\n---\r\ntext", "A|b|0 false|[]|shown|text@6", nil},
		{"a day for published", "---\ntitle: A\npublished: 2024-01-02\n---\ntext", "A||0 false|[]|shown|text@5", nil},
		{"a word for a number", "---\ntitle: A\nweight: heavy\n---\ntext", "A||0 false|[]|shown|text@5", []string{`3:9: advice: "weight" has to be a number, and is "heavy"; write one`}},
		{"a word for a truth", "---\ntitle: A\ndraft: perhaps\n---\ntext", "A||0 false|[]|shown|text@5", []string{`3:8: advice: "draft" has to be true or false, and is "perhaps"; write one of these two`}},
		{"a slip", "---\ntitle: A\nsubtitel: B\nlayot: c\ntags: d\n---\ntext", "A||0 false|[]|shown|text@7", []string{`3:1: advice: the key "subtitel" is not known, so that it is not read; write "subtitle" if that is meant`}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p, body, line, issues := ReadPage(tt.text)
			shown := "shown"
			if p.Draft {
				shown = "draft"
			}
			got := fmt.Sprintf("%s|%s|%v %v|%v|%s|%s@%d", p.Title, p.Date, p.Order, p.Ordered, p.Aliases, shown, body, line)
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Error(diff)
			}
			if diff := cmp.Diff(tt.issues, lines(issues)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestStrict(t *testing.T) {
	for _, tt := range []struct {
		name, text string
		want       []string
	}{
		{"good", "title: 1.10\nsocial_links: true\nlist:\n- a: b\n", nil},
		{"unknown key", "title: P\nsubtitel: x\n", []string{`2:1: error: the key "subtitel" is not known here; write list, social_links or title, or take it out`}},
		{"letter case", "Title: P\n", []string{`1:1: error: the key "Title" is not known here; write list, social_links or title, or take it out`}},
		{"repeated key", "title: P\ntitle: Q\n", []string{`2:1: error: the key "title" stands here a second time; take one out`}},
		{"wrong form", "social_links: often\n", []string{`1:15: error: "social_links" has to be true or false, and is "often"; write one of these two`}},
		{"a quoted truth", "social_links: \"true\"\n", []string{`1:15: error: "social_links" has to be true or false, and is "true"; write one of these two`}},
		{"a list", "title: [a]\n", []string{`1:8: error: "title" has to be text, and is a list; write one text, in quotes if its brackets belong to it`}},
		{"no list", "list: a\n", []string{`1:7: error: "list" has to be a list, and is "a"; begin each of its entries with "- "`}},
		{"an entry without keys", "list: [a]\n", []string{`1:8: error: this entry of "list" has no keys; write each as "key: value"; the keys are a`}},
		{"broken", "title: \"P\n", []string{`1:8: error: this is not YAML that can be read (could not find end character of double-quoted text); check colons, quotes and indentation`}},
		{"a colon", "title: a: b\n", []string{`1:8: error: this is not YAML that can be read (mapping value is not allowed in this context); put a text with a colon in quotes`}},
		{"a tab", "title:\n\t- b\n", []string{`2:1: error: a tab stands here; indent by blanks: YAML takes nothing else`}},
		{"no keys", "words\n", []string{`1:1: error: here are no keys; write each as "key: value", for example "title: …"`}},
		{"two documents", "title: a\n---\ntitle: b\n", []string{`3:1: error: a second document begins here, and only the first is read; take out the line "---" above it`}},
		{"a dead alias", "title: *x\n", []string{`1:8: error: "title" stands for a value that is nowhere here; write it out`}},
		{"a control character", "title: a\x1bb\n", []string{`1:9: advice: U+001B ESCAPE stands here, which is never shown; take it out`}},
		{"an escape", "title: \"a\\eb\"\n", []string{`1:8: advice: "title" has U+001B ESCAPE in it, which is never shown; take it out`}},
		{"too large", "title: " + strings.Repeat("\"", MaxBytes), []string{`1:1: error: here are 16391 bytes of YAML, and 16384 is the most; shorten it`}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var title, a string
			var social bool
			_, issues, ok := Whole(tt.text).Strict(Fields{"title": &title, "social_links": &social, "list": List{
				Begin: func() Fields { return Fields{"a": &a} }, End: func(Keys) {},
			}})
			if diff := cmp.Diff(tt.want, lines(issues)); diff != "" {
				t.Error(diff)
			}
			if tt.want == nil && (!ok || title != "1.10" || !social || a != "b") {
				t.Errorf("%v: %q, %v, %q", ok, title, social, a)
			}
		})
	}
}

func TestKeysLackNothingThatIsExplained(t *testing.T) {
	var title, url string
	for text, want := range map[string]bool{"url: x": true, "title: [a, b]": false, "titel: x": false, "title: \"": false, "title: a": false} {
		title = ""
		k, _, _ := Whole(text).Strict(Fields{"title": &title, "url": &url})
		if got := k.Lacks("title", title); got != want {
			t.Errorf("%q: %v", text, got)
		}
	}
}

func TestSlips(t *testing.T) {
	fields := Fields{"title": nil, "subtitle": nil, "permalink": nil, "lang": nil, "url": nil, "slug": nil, "date": nil, "draft": nil, "aliases": nil}
	for name, want := range map[string]string{
		"subtitel": "subtitle", "sub_title": "subtitle", "titel": "title", "permlink": "permalink", "perma-link": "permalink",
		"drafts": "draft", "tags": "", "data": "", "layout": "", "links": "", "plug": "slug", "ur": "", "tile": "title", "dtae": "date",
		"something": "", strings.Repeat("title", 1000): "",
	} {
		if got := slipOf(name, fields); got != want {
			t.Errorf("%s is a slip of %q, want %q", name, got, want)
		}
	}
}

func TestTheTreeOfAnyFormat(t *testing.T) {
	for _, b := range []Block{
		{Format: YAML, Text: "nav:\n- a: b.md\n- C:\n  - d: e.md\nx: !!python/name:a.b\n", Line: 1},
		{Format: TOML, Text: "[[nav]]\na = 'b.md'\n[[nav]]\n[[nav.C]]\nd = 'e.md'\n", Line: 1},
		{Format: JSON, Text: `{"nav": [{"a": "b.md"}, {"C": [{"d": "e.md"}]}]}`, Line: 1},
	} {
		v, issues := b.Tree()
		nav := v.Get("nav")
		if len(issues) > 0 || len(nav.Items) != 2 || nav.Items[0].Get("a").Text != "b.md" || nav.Items[1].Get("c").Items[0].Get("d").Text != "e.md" {
			t.Errorf("%d: %+v, %v", b.Format, v, issues)
		}
	}
}

// count is how many values there are in one, and how deep they stand.
func count(v Value) (n, nest int) {
	n = 1
	children := v.Items
	for _, e := range v.Entries {
		children = append(children, e.Value)
	}
	for _, c := range children {
		m, deep := count(c)
		n += m
		nest = max(nest, deep+1)
	}
	return n, nest
}

// bombs are front matter that grows when it is read.
func bombs() []string {
	laughs := "a0: &a0 [x, x, x, x, x, x, x, x, x]\n"
	for i := 1; i < 100; i++ {
		laughs += fmt.Sprintf("a%d: &a%d [%s*a%d]\n", i, i, strings.Repeat(fmt.Sprintf("*a%d, ", i-1), 8), i-1)
	}
	return []string{
		laughs, "a: &a [*a, *a]", "title: &t *t", "a: &a {b: *a, c: *a}",
		"title: " + strings.Repeat("[", 8000), "title: " + strings.Repeat("{a: ", 4000), strings.Repeat("- ", 8000),
		strings.Repeat("a: b: c\n", 2000), strings.Repeat("? ", 8000), "title: " + strings.Repeat("&a ", 5000), strings.Repeat("title: \"\n", 1800),
		"title: " + strings.Repeat("!a ", 5000),
	}
}

func TestBombs(t *testing.T) {
	for i, text := range bombs() {
		for _, format := range []Format{YAML, TOML, JSON} {
			b := Block{Format: format, Text: text, Line: 2}
			v, issues := b.Tree()
			if n, nest := count(v); n > maxValues+1 || nest > maxNest+1 || len(issues) > maxIssues {
				t.Errorf("bomb %d has %d values, %d deep, and %d issues", i, n, nest, len(issues))
			}
		}
		if p, _, _, _ := ReadPage("---\n" + text + "\n---\n"); len(p.Title) > MaxBytes {
			t.Errorf("bomb %d has a title of %d bytes", i, len(p.Title))
		}
	}
	for i, text := range []string{strings.Repeat("a.", 8000) + "a = 1", "a = " + strings.Repeat("[", 8000), "a = " + strings.Repeat("{a=", 5000), strings.Repeat("[a.a]\n", 2000)} {
		v, _ := Block{Format: TOML, Text: text, Line: 2}.Tree()
		if n, nest := count(v); n > maxValues+1 || nest > maxNest+1 {
			t.Errorf("bomb %d of TOML has %d values, %d deep", i, n, nest)
		}
	}
}

func FuzzReadPage(f *testing.F) {
	for _, text := range []string{ // TestBombs has the large ones, which are slow to vary
		"---\na: &a [*a, *a]\ntitle: *a\n---\n", "---\ntitle: [{[{\n---\n", "---\ntitle: A\n", "+++\ntitle = 1\n+++\n", "{\"title\": 1}\n", "% A\n% b\n", "Title: a\n\n", "---\ntitle: a: b\n- x\n \t\n---\nbody", "---\ntitle: Track #2\nimage_credit: {Credit: x}\n...\n",
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		_, body, line, issues := ReadPage(text)
		if !strings.HasSuffix(text, body) {
			t.Errorf("the body %q is not the end of %q", body, text)
		}
		if got := strings.Count(strings.TrimSuffix(text, body), "\n") + 1; got != line && body != "" {
			t.Errorf("the body of %q begins on line %d, not %d", text, got, line)
		}
		for _, i := range issues {
			if i.Grave || i.Line < 0 || i.Column < 0 || i.Line > strings.Count(text, "\n")+1 || strings.Contains(i.Message+i.Fix, "\n") {
				t.Errorf("%q: %+v", text, i)
			}
		}
	})
}
