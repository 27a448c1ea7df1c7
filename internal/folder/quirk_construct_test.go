package folder

import (
	"strings"
	"unicode/utf16"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/japanese"
)

// titleQuirks are places where a page's title may stand.
var titleQuirks = []quirk{
	{name: "no heading at all", frame: nil, title: "Old rope", words: subjectWords,
		files: map[string]string{
			"subject.html": "<html><head><title>Old rope | Gull Cove</title></head><body><main><p>" + long1 + "</p><p>" + long2 + "</p></main></body></html>",
			"index.html":   "<html><head><title>Start | Gull Cove</title></head><body><main><p>A cove.</p></main></body></html>",
			"boats.html":   "<html><head><title>Boats | Gull Cove</title></head><body><main><p>One has oars.</p></main></body></html>",
		}},
	{name: "the title's h1 in a header", frame: func(b string) string {
		return bare(`<nav><a href="index.html">Start</a><a href="boats.html">Boats</a><a href="birds.html">Birds</a></nav>` + b)
	}, title: "Rope", words: subjectWords,
		files: around(`<header class="page-header"><h1>Rope</h1></header><main><p>` + long1 + `</p><p>` + long2 + `</p></main>`)},
	{name: "an h1 that is the site's logo", title: "Rope", words: subjectWords,
		files: func() map[string]string {
			f := map[string]string{}
			for name, text := range map[string]string{"subject": long1 + "</p><p>" + long2, "index": "A cove.", "boats": "One has oars.", "birds": "Most are gulls.", "tides": "Twice a day."} {
				title := strings.ToUpper(name[:1]) + name[1:]
				if name == "subject" {
					title = "Rope"
				}
				f[name+".html"] = `<html lang=en><head><title>` + title + ` – Gull Cove</title></head><body><header><h1><a href="index.html">Gull Cove</a></h1><nav><a href="boats.html">Boats</a><a href="birds.html">Birds</a></nav></header><div><h2>` + title + `</h2><p>` + text + `</p></div></body></html>`
			}
			return f
		}()},
	{name: "a title with markup and a permalink", frame: mained, title: "Rope & twine", words: subjectWords,
		files: around(`<h1 id="rope">Rope <em>&amp;</em> twine<a class="headerlink" href="#rope">¶</a></h1><p>` + long1 + `</p><p>` + long2 + `</p>`)},
	{name: "an empty title, and none", frame: nil, title: "Knots and hitches", words: "They hold.",
		files: map[string]string{"subject.html": "<html><head><title></title></head><body><h3>Knots and hitches</h3><p>They hold.</p></body></html>", "index.html": "<html><body><p>Cove.</p></body></html>"}},
	{name: "nothing but text", frame: nil, words: "They hold.",
		files: map[string]string{"subject.html": "They hold.", "index.html": "<p>Cove."}},
	{name: "several h1, one for each part", frame: mained, title: "Rope", words: long1 + " Twine " + long2,
		files: around(`<h1>Rope</h1><p>` + long1 + `</p><h1>Twine</h1><p>` + long2 + `</p>`)},
	{name: "a picture for a title", frame: mained, title: "Rope and twine", words: "Rope and twine " + long1,
		files: around(`<h1><img src="t.png" alt="Rope and twine"></h1><p>` + long1 + `</p>`)},
}

// constructQuirks are elements that are more than they look.
var constructQuirks = []quirk{
	{name: "a block within a link", frame: mained, words: "Boats One has oars. Birds Most are gulls.", links: []string{"Birds Most are gulls. → birds"},
		files: around(`<h1>Rope</h1><ul><li><a href="boats.html"><div>Boats</div><p>One has oars.</p></a></li><li><a href="birds.html"><div>Birds</div><p>Most are gulls.</p></a></li></ul>`)},
	{name: "pictures that are loaded later", frame: mained, words: "A coil of rope " + long1 + " A knot",
		files: around(`<h1>Rope</h1><p><img class="lazy" src="data:image/gif;base64,R0lGOD" data-src="coil.jpg" alt="A coil of rope"><noscript><img src="coil.jpg" alt="A coil of rope"></noscript></p><p>` + long1 + `</p><p><img loading="lazy" src="knot.png" alt="A knot"></p>`)},
	{name: "a formula in MathML", frame: mained, words: "It is E=mc^2 so.",
		files: around(`<h1>Rope</h1><p>It is <math><semantics><mrow><mi>E</mi><mo>=</mo><mi>m</mi><msup><mi>c</mi><mn>2</mn></msup></mrow><annotation encoding="application/x-tex">E=mc^2</annotation></semantics></math> so.</p>`)},
	{name: "a formula of KaTeX, once", frame: mained, words: "It is a + b so.", absent: []string{"a+ba+b", "a + b a"},
		files: around(`<h1>Rope</h1><p>It is <span class="katex"><span class="katex-mathml"><math><semantics><mrow><mi>a</mi><mo>+</mo><mi>b</mi></mrow><annotation encoding="application/x-tex">a+b</annotation></semantics></math></span><span class="katex-html" aria-hidden="true"><span class="mord">a</span><span class="mbin">+</span><span class="mord">b</span></span></span> so.</p>`)},
	{name: "a formula of MathJax", frame: mained, words: `It is x_1 so.`,
		files: around(`<h1>Rope</h1><p>It is <span class="MathJax_Preview"></span><script type="math/tex">x_1</script> so.</p>`)},
	{name: "escaped tags", frame: mained, words: `Write <b>bold</b> & <script>alert(1)</script> here. <hr> & </p>`,
		files: around(`<h1>Rope</h1><p>Write &lt;b&gt;bold&lt;/b&gt; &amp; &lt;script&gt;alert(1)&lt;/script&gt; here.</p><pre>&lt;hr&gt; &amp; &lt;/p&gt;</pre>`)},
	{name: "signs of Markdown in text", frame: mained, words: `* no list 1. nor this # nor a heading [not](a link) _so_ | x | <y> ~~z~~ :smile: ![p](q) [^1]`,
		files: around(`<h1>Rope</h1><p>* no list</p><p>1. nor this</p><p># nor a heading</p><p>[not](a link) _so_ | x | &lt;y&gt; ~~z~~ :smile: ![p](q) [^1]</p>`)},
	{name: "everything unclosed", frame: nil, title: "Rope", words: "One two three four A B C D last",
		files: map[string]string{"index.html": "<title>Cove</title><h1>Cove</h1><p>Gulls.", "subject.html": "<title>Rope</title><h1>Rope</h1><p>One <b>two <i>three<p>four<ul><li>A<li>B</ul><dl><dt>C<dd>D</dl><p>last"}},
	{name: "stray end tags", frame: mained, words: "One two three",
		files: around(`</div></p><h1>Rope</h1></main2><p>One</b></i></span></p></p><p>two</table></td></ul><p>three`)},
	{name: "nested tables and lists", frame: mained, words: "a b c d e f",
		files: around(`<h1>Rope</h1><table><tr><td>a<table><tr><td>b<td>c</table><td><ul><li>d<ol><li>e</ol></ul></table><blockquote><pre>f</pre></blockquote>`)},
	{name: "a list of terms with several of both", frame: mained, words: "ebb flow Water on its way. slack None of it. Rare.",
		files: around(`<h1>Rope</h1><dl><dt>ebb<dt>flow<dd>Water on its way.<dt>slack<dd>None of it.<dd>Rare.</dl>`)},
	{name: "line breaks for paragraphs, in fonts", frame: mained, words: "One line. Two lines. Three.",
		files: around(`<h1>Rope</h1><font face=Arial>One line.<br><br>Two<br>lines.<br><br><center>Three.</center></font>`)},
	{name: "soft hyphens, and blanks of no width", frame: mained, words: "moorings and lighthouses",
		files: around("<h1>Rope</h1><p>moor&shy;ings and light\u200bhouses</p>")},
	{name: "custom elements and a shadow's template", frame: mained, words: "Told twice. once",
		files: around(`<h1>Rope</h1><x-note><template shadowrootmode="open"><style>p{}</style><slot></slot></template><p>Told twice.</p></x-note><my-word>once</my-word>`)},
	{name: "ruby, quotations, changes, and abbreviations", frame: mained, words: `漢(kan) “Ahoy” new 10 m`,
		files: around(`<h1>Rope</h1><p><ruby>漢<rp>(</rp><rt>kan</rt><rp>)</rp></ruby> <q>Ahoy</q> <ins>new</ins> <abbr title="ten metres">10 m</abbr></p>`)},
	{name: "emoji and pictures of fonts", frame: mained, words: "Anchor ⚓ here Mail",
		files: around(`<h1>Rope</h1><p>Anchor ⚓ here</p><p><i class="fa fa-envelope"></i> Mail <span class="material-icons">anchor</span></p>`)},
	{name: "a video and a map", frame: mained, words: "Tying a knot…", links: []string{"Tying a knot → https://www.youtube.com/watch?v=abc123"},
		files: around(`<h1>Rope</h1><iframe src="https://www.youtube-nocookie.com/embed/abc123" title="Tying a knot"></iframe><p>` + long1 + `</p>`)},
	{name: "comments and sections of CDATA", frame: mained, words: "One two",
		files: around(`<h1>Rope</h1><!-- <p>hidden</p> --><p>One<!-- x --> <!----> two</p><![CDATA[ no ]]>`)},
	{name: "a page in XHTML", frame: nil, title: "Rope", words: "One two",
		files: map[string]string{"index.html": "<html><body><p>Cove.</p></body></html>", "subject.html": `<?xml version="1.0" encoding="UTF-8"?><!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN" "x"><html xmlns="http://www.w3.org/1999/xhtml" xml:lang="en"><head><title>Rope</title><script type="text/javascript" src="x.js"/></script></head><body><a name="top"/><h1>Rope</h1><p>One<br/>two</p></body></html>`}},
}

// linkQuirks are ways to write an address.
var linkQuirks = []quirk{
	{name: "a base, a query, and folders above", frame: nil, page: "a/b/subject", words: "boats birds charts self",
		links: []string{"boats → boats#oars", "birds → birds#tern", "charts → charts", "self → a/b/subject#end"},
		files: func() map[string]string {
			f := around(subjectText)
			f["a/b/subject.html"] = `<html><head><title>Rope</title></head><body><main><h1>Rope</h1><p><a href="../../boats.html?from=rope#oars">boats</a> <a href="/birds.html#tern">birds</a> <a href="../../x/../charts">charts</a> <a href="#end">self</a></p><span id="end"></span></main></body></html>`
			return f
		}()},
	{name: "a base that is told", frame: nil, page: "a/b/subject", words: "boats", links: []string{"boats → boats#oars"},
		files: func() map[string]string {
			f := around(subjectText)
			f["a/b/subject.html"] = `<html><head><base href="/"><title>Rope</title></head><body><main><h1>Rope</h1><p><a href="boats.html#oars">boats</a></p></main></body></html>`
			return f
		}()},
	{name: "fragments on terms, spans and old anchors", frame: mained, words: "ebb out x a b c",
		links: []string{"a → subject#term-ebb", "b → subject#mark", "c → subject#old name"},
		files: around(`<h1>Rope</h1><dl><dt id="term-ebb">ebb<dd>out</dl><p><span id="mark">x</span><a name="old name"></a></p><p><a href="#term-ebb">a</a> <a href="#mark">b</a> <a href="subject.html#old%20name">c</a></p>`)},
	{name: "fragments on the title, and within it", frame: mained, title: "Rope", words: "a b c",
		links: []string{"a → subject#rope", "b → subject#inner", "c → subject#old"},
		files: around(`<h1 id="rope"><span id="inner"></span>Rope<a name="old"></a></h1><p><a href="#rope">a</a> <a href="#inner">b</a> <a href="#old">c</a></p>`)},
	{name: "a redirect within noscript", frame: nil, page: "index", words: "rope", links: []string{"rope → subject"},
		files: map[string]string{
			"index.html":    `<html><body><main><h1>Cove</h1><p><a href="old/rope.html">rope</a></p></main></body></html>`,
			"old/rope.html": `<html><head><noscript><meta http-equiv="refresh" content="0; URL='../subject.html'"></noscript><script>location="../subject.html"</script></head><body></body></html>`,
			"subject.html":  `<html><body><main>` + subjectText + `</main></body></html>`,
		}},
	{name: "Jekyll's list of redirects", frame: nil, page: "index", words: "rope web", links: []string{"rope → subject", "web → https://else.example/rope"},
		files: map[string]string{
			"index.html":     `<html><body><main><h1>Cove</h1><p><a href="/old/rope/">rope</a> <a href="https://else.example/rope">web</a></p></main></body></html>`,
			"redirects.json": `{"/old/rope/":"https://cove.example/subject.html","/older":"/old/rope/"}`,
			"CNAME":          "cove.example",
			"subject.html":   `<html><body><main>` + subjectText + `</main></body></html>`,
		}},
	{name: "addresses that are percent-encoded, and in capitals", frame: mained, page: "subject", words: "a b",
		links: []string{"a → Café notes", "b → boats"},
		files: func() map[string]string {
			f := around(`<h1>Rope</h1><p><a href="Caf%C3%A9%20notes.html">a</a> <a href="BOATS.HTML">b</a></p>`)
			f["Café notes.html"] = "<h1>Notes</h1><p>Coffee is at four.</p>"
			return f
		}()},
	{name: "addresses that are none", frame: mained, words: "a b c d e f", files: around(`<h1>Rope</h1><p><a href="javascript:void(0)">a</a> <a href="hhttps://x.example/">b</a> <a href="">c</a> <a>d</a> <a href="http://[bad/">e</a> <a href="#">f</a></p>`)},
	{name: "the site's own address, in http", frame: nil, page: "index", words: "rope", links: []string{"rope → docs/subject"},
		files: map[string]string{
			"index.html":              `<html><head><link rel="canonical" href="https://cove.example/base/"></head><body><main><h1>Cove</h1><p><a href="http://cove.example/base/docs/subject/">rope</a></p></main></body></html>`,
			"docs/subject/index.html": `<html><body><main>` + subjectText + `</main></body></html>`,
		}},
	{name: "a picture that is a link", frame: mained, words: "A boat …", links: []string{"A boat → boats"},
		files: around(`<h1>Rope</h1><a href="boats.html"><img src="boat.png" alt="A boat"></a><p>` + long1 + `</p>`)},
	{name: "a map of a picture", frame: mained, words: "…Quay Loft", links: []string{"Quay → boats", "Loft → birds"},
		files: around(`<h1>Rope</h1><p>` + long1 + `</p><img src="m.png" usemap="#m" alt=""><map name="m"><area href="boats.html" alt="Quay" shape=rect><area href="birds.html" alt="Loft" shape=rect></map>`)},
}

// encodingQuirks are encodings, declared late, wrongly or not at all.
func encodingQuirks() []quirk {
	page := func(meta string) string {
		return "<html><head>" + meta + "<title>Rope</title></head><body><main><h1>Rope</h1><p>Café — naïve “rope” £5</p></main></body></html>"
	}
	utf := utf16.Encode([]rune(page("")))
	le, be := []byte{0xFF, 0xFE}, []byte{0xFE, 0xFF}
	for _, u := range utf {
		le = append(le, byte(u), byte(u>>8))
		be = append(be, byte(u>>8), byte(u))
	}
	must := func(s string, err error) string {
		if err != nil {
			panic(err)
		}
		return s
	}
	cp1252 := func(s string) string { return must(charmap.Windows1252.NewEncoder().String(s)) }
	sjis := must(japanese.ShiftJIS.NewEncoder().String(`<html><head><meta charset="shift_jis"><title>縄</title></head><body><main><h1>縄</h1><p>港の縄は古い。</p></main></body></html>`))
	comment := "<!--" + string(make([]byte, 0)) + " a long remark of whoever made this page, which pushes what follows further down -->"
	words := "Café — naïve “rope” £5"
	site := func(subject string) map[string]string {
		return map[string]string{"subject.html": subject, "index.html": "<html><body><main><p>Cove.</p></main></body></html>"}
	}
	return []quirk{
		{name: "UTF-16 with a mark, little end first", words: words, title: "Rope", files: site(string(le))},
		{name: "UTF-16 with a mark, big end first", words: words, title: "Rope", files: site(string(be))},
		{name: "UTF-8 with a mark, and another declared", words: words, files: site("\uFEFF" + page(`<meta charset="iso-8859-1">`))},
		{name: "windows-1252 without a word", words: words, files: site(cp1252(page("")))},
		{name: "windows-1252 declared as ISO 8859-1, late", words: words, files: site(cp1252(page(comment + `<meta http-equiv="Content-Type" content="text/html; charset=ISO-8859-1">`)))},
		{name: "UTF-8 without a word", words: words, files: site(page(""))},
		{name: "shift_jis", words: "港の縄は古い。", title: "縄", files: site(sjis)},
	}
}
