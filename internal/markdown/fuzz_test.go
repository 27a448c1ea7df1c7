package markdown_test

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/html"

	"hackday.example/kiosk/internal/clean"
	"hackday.example/kiosk/internal/markdown"
)

// plainElements are those whose text is shown as it is, in its order.
var plainElements = strings.Fields("p div span b i em strong code pre a ul ol li dl dt dd table tbody thead tr td th blockquote h1 h2 h3 h4 h5 h6 br hr details summary s del center font kbd section article u x-y")

// plainText is the text of HTML in which nothing is hidden, moved or said otherwise;
// ok is false if there is anything that may be. exact is false if something is added.
func plainText(nodes []*html.Node) (text string, exact, ok bool) {
	var b strings.Builder
	exact, ok = true, true
	var walk func(n *html.Node)
	walk = func(n *html.Node) {
		switch n.Type {
		case html.TextNode:
			b.WriteString(n.Data)
		case html.ElementNode:
			if !slices.Contains(plainElements, n.Data) || n.Namespace != "" {
				ok = false
			}
			if n.Data == "ul" || n.Data == "ol" || n.Data == "dl" && n.Parent != nil { // the latter's items may have bullets
				exact = false
			}
			if n.Data == "td" && n.NextSibling != nil {
				for p := n.Parent; p != nil; p = p.Parent { // it may number a line
					ok = ok && p.Data != "pre" && p.Data != "code"
				}
			}
			for _, a := range n.Attr {
				switch a.Key {
				case "id", "colspan", "rowspan", "start", "align":
				case "title": // which names a link that has no text
					ok = ok && n.Data != "a"
				case "href":
					if strings.Contains(a.Val, "#") {
						ok = false
					}
				default:
					ok = false
				}
			}
		}
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			walk(c)
		}
	}
	for _, n := range nodes {
		walk(n)
	}
	return b.String(), exact, ok
}

// kept are the characters of a text that have to be shown.
func kept(text string, exact bool) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || clean.Unsafe(r) || r >= 0xE000 && r <= 0xF8FF || r >= 0xE0000 || r == '\uFFFD' || !exact && !unicode.IsLetter(r) {
			return -1
		}
		return r
	}, text)
}

// constructs are what the fuzzers begin with.
var constructs = []string{
	"<p>a <b>b</b><i>c</i> un<b>bel</b>able <b>x:</b>y</p>",
	"<ul><li>a<ul><li>b<ol start=4><li>c</ol></ul><ul><li>d</ul><li><p>e<p>f</ul>",
	"<dl><dt>a<dd>b<dd><pre>c\n d</pre><dt>e<dt>f<dd><dl><dt>g<dd>h</dl></dl>",
	"<dl><dt>a<dd>b<dt>c<dt><dl><dt></dl></dl><h2>d<ul><li><li>e</ul></h2>",
	"<table><tr><th>a|b<th>c<tr><td rowspan=2>d<td><code>e|f</code><tr><td>g<br>h</table>",
	"<table><tr><td><table><tr><td>x<td>y<tr><td>z</table><td>w<h2>q</h2></table>",
	"<pre>\n\n  a\n\tb ``` c\n</pre><blockquote><pre>~~~\n</pre><p>x</blockquote>",
	"<p>* a<br># b<br>1. c<br>- d<br>--- | ---<br>===<br>> e<br>[x]: y<br>: z<br>```<br>~~~</p>",
	"<h2>C #</h2><h2>x {#y}</h2><h1>a<br>b</h1><h3><a href=/x>l</a> #</h3>",
	"<a href='/x(y'><h2>a</h2><p>b</p><div>c</div></a><a href=/y>d</a><a href=/z>e</a>",
	"<p>&lt;b&gt; &amp;amp; \\* \\ `a` ``b` [x](y) [^1] ![z] :smile: www.a.example/_b_ http://a.example/*b* a_b__c ~~d~~ ~e~</p>",
	"<p><code>`</code><code>a``b</code><b><code>c</code>d</b>e<b><i>f</i>g</b><i>h</i></p>",
	"<details><summary>a<h3>b</h3></summary>c</details><p>d\u00a0<br>\u00a0<br>e</p>",
	"<b><p>a</p><i>b<p>c</i>d</b>e",
	"<ol reversed><li value=7>a<li></li><li>b<hr></ol><p>2026. c",
}

// FuzzFromHTML converts any HTML: what is shown of it is read from the Markdown in its
// order, and what it becomes is within bounds.
func FuzzFromHTML(f *testing.F) {
	for _, c := range constructs {
		f.Add(c)
	}
	for _, c := range golden {
		f.Add(c.html)
	}
	f.Fuzz(func(t *testing.T, source string) {
		if len(source) > 4000 || !utf8.ValidString(source) {
			t.Skip("longer ones only take longer, and pages are UTF-8 when they come here")
		}
		nodes := body(t, source)
		text, err := markdown.FromHTML(nodes, markdown.Options{})
		if err != nil {
			t.Fatal(err)
		}
		checkBounds(t, source, text)
		checkWords(t, source, nodes, text)
		again, err := markdown.FromHTML(nodes, markdown.Options{})
		if err != nil || again.Markdown != text.Markdown {
			t.Errorf("converted again it is %q, %v, and not %q", again.Markdown, err, text.Markdown)
		}
	})
}

// checkWords holds what is read from the Markdown against the text of HTML.
func checkWords(t *testing.T, source string, nodes []*html.Node, text markdown.Text) {
	t.Helper()
	want, exact, ok := plainText(nodes)
	if !ok {
		return
	}
	if want, got := kept(want, exact), kept(shown(text.Markdown), exact); got != want {
		t.Errorf("%q\nbecame %q,\nwhich reads %q,\nand not     %q", source, text.Markdown, got, want)
	}
}

// TestNestedConstructs converts what is made of elements and of Markdown's signs at
// random.
func TestNestedConstructs(t *testing.T) {
	texts := []string{"a", "word", " ", "\n", "x y", " b", "c ", "*", "_", "**", "__", "`", "``", "~~", "~", "#", "# ", "1. ", "- ", "+ ", "> ", "|", "[", "]", "](", "[x](y)", "[x]: y", "![", "!",
		"\\", "&amp;", "&amp;amp;", "&amp;#65;", "&lt;", "&lt;b&gt;", "&lt;!--", ":smile:", ":", ": ", "---", "===", "--- | ---", "http://a.example", "www.b.example/_c", "x@y.example", "{#id}", "[^1]", "[!NOTE]", "[x] ",
		".", ",", "(", ")", "\"", "é", "日本", "。", "&nbsp;", "7", "$", "<br>", "<br>", "    d", "https://c.example/*d*", "\\*", "ftp://"}
	elements := []string{"p", "div", "b", "i", "em", "strong", "code", "a href=/x", "a href=/y", "ul", "ol", "li", "li", "dl", "dt", "dd", "blockquote", "h2", "h3", "s", "span", "details", "summary", "pre", "b", "i", "code", "table", "tr", "td", "th", "span id=z"}
	for seed := range 3000 {
		r := rand.New(rand.NewPCG(uint64(seed), 13))
		var b strings.Builder
		var write func(depth int)
		write = func(depth int) {
			for range 1 + r.IntN(5) {
				if depth > 5 || r.IntN(3) > 0 {
					b.WriteString(texts[r.IntN(len(texts))])
					continue
				}
				e := elements[r.IntN(len(elements))]
				name, _, _ := strings.Cut(e, " ")
				b.WriteString("<" + e + ">")
				write(depth + 1)
				if r.IntN(8) > 0 {
					b.WriteString("</" + name + ">")
				}
			}
		}
		write(0)
		nodes := body(t, b.String())
		text, err := markdown.FromHTML(nodes, markdown.Options{})
		if err != nil {
			t.Fatal(err)
		}
		checkBounds(t, b.String(), text)
		checkWords(t, b.String(), nodes, text)
		if t.Failed() {
			t.Fatalf("seed %d", seed)
		}
	}
}

// checkBounds holds what HTML became against its size.
func checkBounds(t *testing.T, source string, text markdown.Text) {
	t.Helper()
	if most := 100*len(source) + 100; len(text.Markdown) > most {
		t.Errorf("%d bytes became %d", len(source), len(text.Markdown))
	}
	last := 0
	for _, a := range text.Anchors {
		if a.Offset < last || a.Offset > len(text.Markdown) {
			t.Errorf("anchor %q is at %d of %d, behind %d", a.ID, a.Offset, len(text.Markdown), last)
		}
		last = a.Offset
	}
	if strings.ContainsFunc(clean.Text(text.Markdown), func(r rune) bool { return r != '\n' && unicode.IsControl(r) }) {
		t.Errorf("%q has control characters", text.Markdown)
	}
}

// FuzzInside replaces HTML in any text: it is within bounds, and text without "<" stays.
func FuzzInside(f *testing.F) {
	for _, c := range constructs {
		f.Add("a\n\n" + c + "\n\n- b " + c + "\n\n<div>\n\n**c**\n\n</div>\n")
	}
	for _, c := range inside {
		f.Add(c.markdown)
	}
	f.Fuzz(func(t *testing.T, source string) {
		if len(source) > 4000 {
			t.Skip("longer ones only take longer")
		}
		text, err := markdown.Inside(source, markdown.Options{})
		if err != nil {
			t.Fatal(err)
		}
		if strings.IndexByte(source, '<') < 0 && text.Markdown != source {
			t.Errorf("%q became %q", source, text.Markdown)
		}
		last := 0
		for _, a := range text.Anchors {
			if a.Offset < last || a.Offset > len(text.Markdown) {
				t.Errorf("anchor %q is at %d of %d, behind %d", a.ID, a.Offset, len(text.Markdown), last)
			}
			last = a.Offset
		}
	})
}
