package markdown_test

import (
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"hackday.example/kiosk/internal/markdown"
)

// marked is Markdown with its passages in sight: "the «cy»word«»".
func marked(t *testing.T, text markdown.Text) string {
	t.Helper()
	out, at := "", 0
	for _, p := range text.Passages {
		if p.Offset < at || p.Offset > len(text.Markdown) {
			t.Fatalf("a passage is at %d, behind %d of %d", p.Offset, at, len(text.Markdown))
		}
		out += text.Markdown[at:p.Offset] + "«" + p.Language + "»"
		at = p.Offset
	}
	return strings.TrimSpace(out + text.Markdown[at:])
}

func TestLanguagesOfHTML(t *testing.T) {
	for _, tt := range []struct{ name, source, want string }{
		{"a phrase", `<p>The word <i lang="cy">hiraeth</i> is Welsh.</p>`, "The word *«cy»hiraeth* «»is Welsh."},
		{"a block and the one behind it", `<p lang=cy>Croeso</p><p>Welcome</p>`, "«cy»Croeso\n\n«»Welcome"},
		{"phrases within a block", `<div lang=cy>a <b lang=fr>b</b> c</div>d`, "«cy»a **«fr»b** «cy»c\n\n«»d"},
		{"xml:lang, and lang before it", `<p xml:lang=cy>a</p><p lang=fr xml:lang=cy>b</p>`, "«cy»a\n\n«fr»b"},
		{"regions, scripts and other codes", `<p lang=EN-gb>a</p><p lang=zh-Hant-TW>b</p><p lang=cym>c</p><p lang="cy-XX">d</p>`, "«en»a\n\n«zh»b\n\n«cy»c\n\nd"},
		{"what is no language", `<p lang="">a</p><p lang="english">b</p><p lang=und>c</p><p lang=zxx>d</p><p lang=x-klingon>e</p><p lang="qqqqq">f</p><p lang="` + strings.Repeat("a", 64<<10) + `">g</p>`, "a\n\nb\n\nc\n\nd\n\ne\n\nf\n\ng"},
		{"headings", `<h2 lang=cy>Croeso</h2>`, "## «cy»Croeso"},
		{"lists and items", `<ul lang=cy><li>a<li lang=fr>b<li>c</ul>d`, "- «cy»a\n- «fr»b\n- «cy»c\n\n«»d"},
		{"quotations", `<blockquote lang=cy>a</blockquote>b`, "> «cy»a\n\n«»b"},
		{"terms and what they mean", `<dl><dt lang=cy>a<dd>b<dd lang=fr>c</dl>`, "«cy»a\n: «»b\n: «fr»c"},
		{"rows and cells", `<table><tr><th>a<th>b<tr lang=cy><td>c<td lang=fr>d<tr><td>e<td>f</table>`, "| a | b |\n|---|---|\n| «cy»c | «fr»d |\n| «»e | f |"},
		{"links, pictures and code", `<a href=x lang=cy>a</a> <img lang=fr alt=b src=c.png> <code lang=de>d</code> e`, "[«cy»a](x) «fr»![b](c.png) «de»`d` «»e"},
		{"text that needs backslashes", `<p>1. *a* <i lang=cy>&amp;amp; \*b*</i> [c](d)</p>`, `1\. \*a\* *«cy»&amp;amp; \\\*b\** «»\[c\](d)`},
		{"a line that begins like another block", `<p><i lang=cy># a</i></p>`, "*«cy»# a*"},
		{"around the content", `<div lang=cy><main>a</main></div>`, "«cy»a"},
		{"notes", `<p>a<a href="#n1" role=doc-noteref>1</a></p><div class=footnotes><ol><li id=n1 lang=cy>b</ol></div>`, "a[^1]\n\n[^1]: «cy»b"},
		{"nothing in between", `<p>a<i lang=cy></i><i lang=fr> </i>b</p>`, "a b"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := marked(t, convert(t, tt.source)); got != tt.want {
				t.Errorf("%s became\n%s\nwant\n%s", tt.source[:min(len(tt.source), 300)], got, tt.want)
			}
		})
	}
}

func TestLanguagesInsideMarkdown(t *testing.T) {
	for _, tt := range []struct{ name, source, want string }{
		{"a phrase", `The word <span lang="cy">hiraeth</span> is Welsh.`, "The word «cy»hiraeth«» is Welsh."},
		{"tags with a look", `a <b lang=cy>b <i lang=fr>c</i> d</b> e`, "a «cy»**b «fr»*c*«cy» d**«» e"},
		{"a link", `<a href="/x" lang=cy>a</a> b`, "«cy»[a](/x)«» b"},
		{"a tag that is not closed", "<span lang=cy>a\nb\n\nc", "«cy»a\nb\n«»\nc"},
		{"a block of HTML", "a\n\n<p lang=cy>b</p>\n\nc", "a\n\n«cy»b\n\n«»c"},
		{"Markdown between tags", "<div lang=cy>\n\n## a\n\nb <i lang=fr>c</i> *d*\n\n</div>\n\ne", "«cy»## a\n\nb «fr»*c*«cy» *d*\n\n«»e"},
		{"a paragraph ends where one of Markdown begins", "<p lang=cy>a\n\nb</p>\n\nc", "«cy»a\n\n«»b \n\nc"},
		{"Markdown that HTML says it is", "<div lang=cy markdown=1>\n*a*\n</div>\n\nb", "«cy»*a*\n\n«»b"},
		{"HTML in an item", "- a\n\n  <p lang=cy>b</p>\n\n- c", "- a\n\n  «cy»b\n\n«»\n- c"},
		{"code is left", "`<i lang=cy>`\n\n```\n<i lang=cy>\n```", "`<i lang=cy>`\n\n```\n<i lang=cy>\n```"},
		{"a line break that moves", "a\n<br><i lang=cy>b</i> c", "a<br>\n«cy»*b*«» c"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			text, err := markdown.Inside(tt.source, markdown.Options{})
			if err != nil {
				t.Fatal(err)
			}
			if got := marked(t, text); got != tt.want {
				t.Errorf("%s\nbecame\n%s\nwant\n%s", tt.source, got, tt.want)
			}
		})
	}
}

// Of very many passages the first are known, and behind the last of those none.
func TestPassagesAreBounded(t *testing.T) {
	const most = 2000
	for name, source := range map[string]string{
		"phrases": "<p>" + strings.Repeat("a <i lang=cy>b</i> ", 20_000),
		"blocks":  strings.Repeat("<p lang=cy>b</p><p>c</p>", 3000),
		"nested":  strings.Repeat("<div lang=cy>a<div lang=fr>b", 200),
	} {
		text := convert(t, source)
		inside, err := markdown.Inside(source, markdown.Options{})
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range [][]markdown.Passage{text.Passages, inside.Passages} {
			if len(p) > most || len(p) == most && p[most-1].Language != "" || len(p) < 300 {
				t.Errorf("%s: %d passages, the last %+v", name, len(p), p[len(p)-1])
			}
		}
	}
}

// withoutLanguages takes the languages from a tree.
func withoutLanguages(nodes []*html.Node) {
	for _, root := range nodes {
		root.Attr = slices.DeleteFunc(root.Attr, isLanguage)
		for n := range root.Descendants() {
			n.Attr = slices.DeleteFunc(n.Attr, isLanguage)
		}
	}
}

func isLanguage(a html.Attribute) bool { return a.Key == "lang" || a.Key == "xml:lang" }

// Whatever languages HTML names, the Markdown and the anchors are the same without them.
func FuzzLanguages(f *testing.F) {
	for _, source := range []string{
		`<p>The <i lang=cy>&</i>amp; <b lang="fr">*a*</b>[<a href=x lang=de>b</a>](c)</p>`,
		`<table><tr lang=cy><td>a|b<td><code lang=fr>c|</code><pre lang=cy>d</pre></table>`,
		`<h1 lang=cy># {a}</h1><ul lang=fr><li>[ ] <img alt="\*" src=x lang=cy>http://a<i lang=cy>b</i></ul>`,
		"a <b lang=cy>b\n<br>c</b>\n\n<div lang=fr>\n\n* d\n  <p lang=cy>e</p>\n\n</div>",
	} {
		f.Add(source)
	}
	f.Fuzz(func(t *testing.T, source string) {
		nodes := body(t, source)
		with, err := markdown.FromHTML(nodes, markdown.Options{})
		if err != nil {
			return
		}
		marked(t, with)
		withoutLanguages(nodes)
		without, err := markdown.FromHTML(nodes, markdown.Options{})
		if err != nil || with.Markdown != without.Markdown || !slices.Equal(with.Anchors, without.Anchors) {
			t.Errorf("%q became\n%s\nand without languages\n%s\n%v", source, with.Markdown, without.Markdown, err)
		}
		if inside, err := markdown.Inside(source, markdown.Options{}); err == nil {
			marked(t, inside)
		}
	})
}
