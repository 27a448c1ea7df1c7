package markdown_test

import (
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"hackday.example/kiosk/internal/markdown"
)

// golden are constructs of HTML, and the Markdown that they become.
var golden = []struct{ name, html, markdown string }{
	{"spans with a blank of their own",
		"<p><span>Nell</span><span> </span><span>Harrow</span> rows.</p>",
		`Nell Harrow rows.
`},
	{"blanks at the edges of emphasis",
		"<p>The <b>barge </b>leaves at <i> ten</i> today.</p>",
		`The **barge** leaves at *ten* today.
`},
	{"emphasis within a word",
		"<p>un<b>moor</b>ed</p>",
		`un**moor**ed
`},
	{"emphasis beside emphasis",
		"<p><strong>red</strong><em>green</em></p>",
		`**red***green*
`},
	{"emphasis in emphasis",
		"<p><b>a <i>b</i> c</b></p>",
		`**a *b* c**
`},
	{"punctuation at the edge of emphasis",
		"<p>see<b>note:</b>text <b>(a)</b>b</p>",
		`see**note**:text **(a**)b
`},
	{"emphasis over a line break",
		"<p><b>one<br>two</b></p>",
		`**one\
two**
`},
	{"emphasis over paragraphs",
		"<b><p>one</p><p>two</p></b>",
		`**one**

**two**
`},
	{"empty emphasis",
		"<p>a<b></b><i> </i>b</p>",
		`a b
`},
	{"a link in bold",
		`<p><b>Tide <a href="/t">at noon</a></b> is low.</p>`,
		`**Tide [at noon](/t)** is low.
`},
	{"two line breaks are a paragraph",
		"one<br><br>two<br>three<br>&nbsp;<br>four",
		`one

two\
three

four
`},
	{"fonts and unknown elements",
		"<center><font size=2>a <nobr>b</nobr></font> <blink>c</blink></center>",
		`a b c
`},
	{"custom elements in a row",
		"<x-tag>Hall</x-tag><x-tag>Quay</x-tag>",
		`Hall Quay
`},
	{"admonitions",
		`<div class="admonition note"><p class="admonition-title">Note</p><p>a</p></div>
<div class="admonition danger"><p class="admonition-title">Danger</p><p>b</p><ul><li>c</ul></div>
<div class="admonition note"><p class="admonition-title">Of <em>tides</em></p><p>d</p></div>
<div class="tip" style="margin-left: 0.5in"><table border="0" summary="Tip"><tr><td rowspan="2"><img alt="[Tip]" src="images/tip.png"></td><th align="left">Tip</th></tr><tr><td align="left" valign="top"><p>e</p></td></tr></table></div>
<div class="warning"><h3 class="title">Warning</h3><p>f</p></div>
<div class="admonitionblock caution"><table><tr><td class="icon"><div class="title">Caution</div></td><td class="content">g</td></tr></table></div>
<blockquote class="blockquote-tag blockquote-tag-tip"><p class="blockquote-tag-title"><svg></svg>Tip</p><p>h</p></blockquote>`,
		`> [!NOTE]
>
> a

> **Danger**
>
> b
> - c

> **Of *tides***
>
> d

> [!TIP]
>
> e

> [!WARNING]
>
> f

> [!CAUTION]
>
> g

> [!TIP]
>
> h
`},
	{"tables of contents as definition lists",
		`<dl class="toc"><dt><a href="#a">1. A</a></dt><dt><a href="#b">2. B</a></dt><dd><dl><dt><a href="#c">2.1. C</a></dt><dt>2.2. D</dt></dl></dd><dt>3. E</dt></dl>`,
		`- [1. A](#a)
- [2. B](#b)
  - [2.1. C](#c)
  - 2.2. D
- 3\. E
`},
	{"footnotes as a definition list",
		`<p>a <a class="footnote-reference brackets" href="#id16" id="id1">1</a></p><dl class="footnote brackets"><dt class="label" id="id16"><span class="brackets"><a class="fn-backref" href="#id1">1</a></span></dt><dd><p>b</p><p>c</p></dd></dl>`,
		`a [^1]

[^1]: b

    c
`},
	{"blocks in a row",
		"<div>Room<div>Seats</div>end</div>",
		`Room

Seats

end
`},
	{"links parted by a style sheet",
		`<nav><a href="/a">Team</a><a href="/b">Contact</a></nav>`,
		`[Team](/a) [Contact](/b)
`},
	{"spans parted by a style sheet",
		`<p><span class="d">Friday</span><span class="p">Quay</span></p>`,
		`Friday Quay
`},
	{"no-break blanks",
		"<p>5&nbsp;km</p><p>&nbsp;</p>",
		"5\u00a0km\n"},
	{"soft hyphens and other things that are not seen",
		"<p>moor&shy;ing a<wbr>b c&#8203;d</p>",
		`mooring ab cd
`},
	{"code",
		`<pre><code class="language-go">func a() {
	return

}
</code></pre>`,
		"```go\nfunc a() {\n\treturn\n\n}\n```\n"},
	{"code in a line, parts of which are links",
		`<p>Write to <code class="email">&lt;<a href="mailto:a@b.example">a@b.example</a>&gt;</code>. <code><a href="o">Option</a>&lt;<a href="v">Vec</a>&gt;</code></p>`,
		"Write to `<`[`a@b.example`](mailto:a@b.example)`>`. [`Option`](o)`<`[`Vec`](v)`>`\n"},
	{"numbers of lines in the cells of code",
		`<pre><code><table><tbody><tr><td>1</td><td>a
</td></tr><tr><td>2</td><td>b
</td></tr></tbody></table></code></pre>`,
		"```\na\nb\n```\n"},
	{"code with backticks",
		"<pre>a ``` b</pre>",
		"````\na ``` b\n````\n"},
	{"code whose lines are elements",
		`<pre><code><span class="line">a</span>
<span class="line">  b</span></code></pre>`,
		"```\na\n  b\n```\n"},
	{"code with line breaks",
		"<pre>a<br>  b</pre>",
		"```\na\n  b\n```\n"},
	{"code that begins with line feeds",
		`<pre>

  a</pre>`,
		"```\n  a\n```\n"},
	{"numbers of lines beside code",
		`<table class="lntable"><tr><td class="lntd"><pre><code><span class="lnt">1
</span><span class="lnt">2
</span></code></pre></td><td class="lntd"><pre><code class="language-sh">a
 b
</code></pre></td></tr></table>`,
		"```sh\na\n b\n```\n"},
	{"numbers of lines in code",
		`<pre><span class="lineno">1 </span>a
<span class="lineno">2 </span>  b
</pre>`,
		"```\na\n  b\n```\n"},
	{"the language around code",
		`<div class="highlight-python notranslate"><div class="highlight"><pre>x = 1</pre></div></div>`,
		"```python\nx = 1\n```\n"},
	{"code within a line",
		"<p>Run <code>a  b</code>, <code>c`d</code>, <kbd>Ctrl</kbd>+<kbd>C</kbd>, <samp>e</samp> and <var>f</var>.</p>",
		"Run `a b`, ``c`d``, `Ctrl`+`C`, `e` and *f*.\n"},
	{"a link that is code",
		`<p><code><a href="/x">pump.fill</a></code></p>`,
		"[`pump.fill`](/x)\n"},
	{"a list",
		"<ul><li>a</li><li>b</li></ul>",
		`- a
- b
`},
	{"lists in lists",
		"<ul><li>a<ol><li>b<ul><li>c</ul></ol><li>d</ul>",
		`- a
  1. b
     - c
- d
`},
	{"a list directly in a list",
		"<ul><li>a</li><ul><li>b</li></ul><li>c</li></ul>",
		`- a
  - b
- c
`},
	{"blocks in items",
		`<ul><li><p>a</p><p>b</p><pre>c
  d</pre></li><li><h4>e</h4>f</li></ul>`,
		"- a\n\n  b\n\n  ```\n  c\n    d\n  ```\n\n- #### e\n\n  f\n"},
	{"loose text in a list",
		"<ul>a<li>b</li><p>c</p></ul>",
		`- a
- b
- c
`},
	{"numbers of a list",
		`<ol start="4"><li>a<li>b<li value="9">c</ol>`,
		`4. a
5. b

9) c
`},
	{"a list that counts down",
		"<ol reversed><li>a<li>b</ol>",
		`2. a

1) b
`},
	{"lists in a row",
		"<ul><li>a</ul><ul><li>b</ul><ol><li>c</ol><ol><li>d</ol>",
		`- a

+ b

1. c

1) d
`},
	{"empty items",
		"<ul><li></li><li>a</li><li> </li></ul>",
		`- a
`},
	{"tasks",
		`<ul><li><input type="checkbox" checked disabled> a</li><li><input type="checkbox"> b</li></ul>`,
		`- [x] a
- [ ] b
`},
	{"a definition list",
		`<dl><dt>a<dd>b<dd>c<dt>d<dt>e<dd><p>f</p><pre>g
  h</pre></dl>`,
		"a\n: b\n: c\n\nd\ne\n: f\n\n  ```\n  g\n    h\n  ```\n"},
	{"definitions in divisions",
		"<dl><div><dt>a</dt><dd>b</dd></div><div><dt>c</dt><dd><ul><li>d</ul></dd></div></dl>",
		`a
: b

c
: - d
`},
	{"a term without a meaning",
		"<dl><dt>a<dd>b<dt>c</dl><p>d</p>",
		`a
: b

c

d
`},
	{"a meaning without a term",
		"<dl><dd>a</dd></dl>",
		`a
`},
	{"a table",
		`<table><thead><tr><th>a<th>b</thead><tr><td>1<td align="right">2</table>`,
		`| a | b |
|---|---:|
| 1 | 2 |
`},
	{"a table without heads",
		"<table><tr><td>a<td>b<tr><td>c<td>d</table>",
		`| | |
|---|---|
| a | b |
| c | d |
`},
	{"cells over several columns and rows",
		`<table><tr><th>a<th>b<th>c<tr><td rowspan="2">d<td>e<td>f<tr><td>g<td>h<tr><td colspan="2">i<td>j</table>`,
		`| a | b | c |
|---|---|---|
| d | e | f |
| | g | h |
| i | | j |
`},
	{"heads of rows",
		"<table><tr><th>a<th>b<tr><th>c<td>d</table>",
		`| a | b |
|---|---|
| **c** | d |
`},
	{"a caption, and a foot above the rows",
		"<table><caption>Catch</caption><tr><th>a<th>b</tr><tfoot><tr><td>e<td>f</tfoot><tbody><tr><td>c<td>d</table>",
		`Catch

| a | b |
|---|---|
| c | d |
| e | f |
`},
	{"blocks in cells",
		"<table><tr><th>a<th>b<tr><td><p>c</p><p>d</p><td>e<br>f<ul><li>g<li>h</ul></table>",
		`| a | b |
|---|---|
| c <br>d | e <br>f <br>• g <br>• h |
`},
	{"bars in cells",
		`<table><tr><th>a|b<th><code>c|d</code><tr><td>e<td><a href="/x|y">f</a></table>`,
		"| a\\|b | `c\\|d` |\n|---|---|\n| e | [f](/x%7Cy) |\n"},
	{"a table for layout",
		`<table role="presentation"><tr><td>a<td>b</table>`,
		`a

b
`},
	{"a table of one column",
		"<table><tr><td>a<tr><td><b>b</b></table>",
		`a

**b**
`},
	{"a table in a table",
		"<table><tr><td>a<td><table><tr><th>b<th>c<tr><td>d<td>e</table></table>",
		`a

| b | c |
|---|---|
| d | e |
`},
	{"a table with headings in its cells",
		"<table><tr><td><h2>a</h2>b<td><p>c</table>",
		`## a

b

c
`},
	{"spans without end",
		`<table><tr><td colspan="100000" rowspan="100000">a<tr><td>b</table>`,
		`a

b
`},
	{"an empty table",
		"a<table><tr><td></td><td></td></tr></table>b",
		`a

b
`},
	{"pictures",
		`<p><img src="a.png" alt="A lock"><img src="b.png" alt=""><img src="c.png"></p>`,
		`![A lock](a.png)
`},
	{"a picture that is loaded late",
		`<img src="data:image/gif;base64,AAAA" data-src="/a.jpg" alt="A weir"><noscript><img src="/a.jpg" alt="A weir"></noscript>`,
		`![A weir](/a.jpg)
`},
	{"a picture of several files",
		`<picture><source srcset="/a.webp 1x, /b.webp 2x"><img alt="A gate"></picture>`,
		`![A gate](/a.webp)
`},
	{"a picture that is called as its file",
		"<p>a <img src=\"../_images/b.png\" alt=\"../_images/b.png\"></p>",
		"a\n"},
	{"a figure",
		`<figure><img src="a.png" alt="A crane"><figcaption>The crane in 1912</figcaption></figure>`,
		`![A crane](a.png)

The crane in 1912
`},
	{"a figure whose caption repeats its picture",
		`<figure><img src="a.png" alt="A crane"><figcaption>A crane</figcaption></figure>`,
		`![A crane](a.png)
`},
	{"a picture of an emoji",
		`<p>Ahoy <img class="emoji" src="a.png" alt="⚓"></p>`,
		`Ahoy ⚓
`},
	{"details",
		"<details><summary>How deep?</summary><p>Two metres.</p></details><details><summary><h3>Why?</h3></summary>So.</details>",
		`**How deep?**

Two metres.

### Why?

So.
`},
	{"what is not shown",
		`<p hidden>a</p><div style="display:none">b</div><p aria-hidden="true">c</p><script>d</script><style>e</style><template>f</template><dialog>g</dialog><svg><text>h</text></svg><span class="material-icons">menu</span>i`,
		`i
`},
	{"form controls",
		`<form><label>Name <input value="x"></label><select><option>a<option>b</select><textarea>c</textarea><button>Send</button></form>`,
		`Name
`},
	{"a form that searches",
		`<form role="search"><label>Find</label><input name="q"></form>a`,
		`a
`},
	{"tabs",
		`<div role="tablist"><button role="tab" aria-controls="p1">One</button><button role="tab" aria-controls="p2">Two</button></div><div id="p1">a</div><div id="p2" hidden>b</div>`,
		`One Two

a

b
`},
	{"a link past the menu",
		`<a class="skip-link" href="#main">Skip to content</a><p>a</p>`,
		`a
`},
	{"without scripts",
		`<noscript><p>a <a href="/b">b</a></p></noscript>`,
		`a [b](/b)
`},
	{"a video in a frame",
		`<iframe src="https://www.youtube-nocookie.com/embed/x1?start=9" title="The launch"></iframe>`,
		`[The launch](https://www.youtube.com/watch?v=x1&t=9)
`},
	{"other frames",
		`<iframe src="https://maps.example/m"></iframe><iframe src="https://player.vimeo.com/video/42"></iframe>`,
		`[maps.example](https://maps.example/m)

[video](https://vimeo.com/42)
`},
	{"videos and recordings",
		`<video><source src="/a.mp4">Your browser plays <a href="/a.mp4">none</a>.</video><audio src="/b.ogg" title="A horn"></audio>`,
		`[video](/a.mp4) [A horn](/b.ogg)
`},
	{"an object",
		`<object data="/a.pdf">The chart</object>`,
		`[The chart](/a.pdf)
`},
	{"formulas",
		`<p><math><mi>a</mi><mo>=</mo><msup><mi>b</mi><mn>2</mn></msup></math> <math alttext="x_1"><mi>x</mi></math> \(y\)</p>`,
		`a = b^2 x_1 \\(y\\)
`},
	{"a formula that is there twice",
		`<p><span class="katex"><span class="katex-mathml"><math><semantics><mi>a</mi><annotation encoding="application/x-tex">a^2</annotation></semantics></math></span><span class="katex-html" aria-hidden="true">a2</span></span></p>`,
		`a^2
`},
	{"a formula that a script draws",
		`<p>So <script type="math/tex">a+b</script>.</p>`,
		`So a+b.
`},
	{"what stands above and below the line",
		"<p>H<sub>2</sub>O, m<sup>2</sup>, 1<sup>st</sup>, e<sup>ax</sup>, x<sub>i</sub></p>",
		`H₂O, m², 1st, e^(ax), x_i
`},
	{"readings",
		"<p><ruby>港<rp>(</rp><rt>みなと</rt><rp>)</rp></ruby></p>",
		`港(みなと)
`},
	{"quotations within a line",
		`<p><q>ahoy</q> <del>old</del> <ins>new</ins> <mark>m</mark> <abbr title="x">abbr</abbr></p>`,
		`“ahoy” ~~old~~ new m abbr
`},
	{"quotations",
		"<blockquote><p>a</p><footer>— <cite>b</cite></footer></blockquote><blockquote>c<blockquote>d</blockquote></blockquote>",
		`> a
>
> — *b*

> c
>
> > d
`},
	{"headings",
		`<h1>a</h1><h2>b <b>c</b><br>d</h2><h6></h6><h3><a href="/e">e</a></h3>`,
		`# a

## b c d

### [e](/e)
`},
	{"links of headings to themselves",
		`<h2 id="a">A<a class="headerlink" href="#a" title="Link">¶</a></h2><h2 id="b"><a class="header" href="#b">B</a></h2><h3><a class="anchor" href="#c" aria-hidden="true"></a>C</h3>`,
		`## A

## B

### C
`},
	{"a heading that leads back to the contents",
		"<h2><a class=\"toc-backref\" href=\"#id1\" role=\"doc-backlink\">Tides</a></h2>",
		"## Tides\n"},
	{"a button in a heading",
		"<h2>Locks<button>Copy</button></h2><h3><button aria-expanded=\"false\">Gates</button></h3>",
		"## Locks\n\n### Gates\n"},
	{"signs at the end of headings",
		"<h2>C #</h2><h2>d {#e}</h2><h2>F#</h2>",
		`## C \#

## d \{#e}

## F#
`},
	{"a heading in an item and in a cell",
		"<ul><li><h3>a</h3></ul><table><tr><th>b<th>c<tr><td><h4>d</h4><td>e</table>",
		`- ### a

| b | c |
|---|---|
| **d** | e |
`},
	{"a link around blocks",
		`<a href="/a"><h3>b</h3><p>c</p><p>d</p></a><p>e</p>`,
		`### [b](/a)

[c\
d](/a)

e
`},
	{"links without a text",
		`<p><a href="/a"></a><a href="/b" aria-label="b"><svg></svg></a> <a href="/c"><img src="c.png" alt="c"></a></p>`,
		`[b](/b) [![c](c.png)](/c)
`},
	{"links that lead nowhere",
		`<p><a href="#">a</a> <a href="javascript:x()">b</a> <a>c</a> <a href="">d</a></p>`,
		`a b c d
`},
	{"addresses",
		`<p><a href="/a b(c">a</a> <a href="/x(y)">b</a> <a href="/?a=1&amp;copy=2">c</a> <a href="/?a&amp;amp;lt;">d</a></p>`,
		`[a](/a%20b%28c) [b](/x(y)) [c](/?a=1&copy=2) [d](/?a&amp;amp;lt;)
`},
	{"footnotes",
		`<p>a<sup><a href="#fn1">1</a></sup></p><section class="footnotes"><hr><ol><li id="fn1"><p>b <a href="#r1">↩</a></p></li></ol></section>`,
		`a[^1]

[^1]: b
`},
	{"a reference whose note stands in the middle",
		`<p>a<sup><a href="#fn1">1</a></sup></p><ol class="footnotes"><li id="fn1">b</li></ol><p>c</p>`,
		`a[[1](#fn1)]

1. b

c
`},
	{"an anchor that is never closed",
		`<p><a id="x"/>a <em>b</em></p><p>c</p>`,
		`a *b*

c
`},
	{"escaped tags and entities",
		"<p>&lt;p&gt; &amp;lt; &lt;!-- AT&amp;T 1 &lt; 2 a&lt;3</p>",
		`\<p> &amp;lt; \<!-- AT&T 1 < 2 a<3
`},
	{"signs of Markdown",
		"<p>*a* _b_ snake_case `c` [d](e) [f] ![g](h) ~~i~~ :smile: 10:30:45 {#j} [^1] a\\*b 2 * 3 c:\\d</p>",
		"\\*a\\* \\_b\\_ snake_case \\`c\\` \\[d\\](e) \\[f\\] !\\[g\\](h) \\~\\~i\\~\\~ \\:smile: 10:30:45 {#j} \\[^1\\] a\\\\\\*b 2 * 3 c:\\d\n"},
	{"one sign alone",
		"<p>5* hotel, ~/notes, 3_4_5, a` b, C:\\ is</p>",
		"5* hotel, ~/notes, 3_4_5, a` b, C:\\ is\n"},
	{"beginnings of lines",
		"<p># a</p><p>1. b</p><p>- c</p><p>+ d</p><p>&gt; e</p><p>---</p><p>: f</p><p>f<br>---<br>===</p><p>g | h<br>--- | ---</p><p>~~~</p><p>[x] i</p><p>[j]: k</p><p>2026. l</p><p>#m</p><p>-n</p>",
		`\# a

1\. b

\- c

\+ d

\> e

\---

\: f

f\
---\
\===

g | h\
\--- | ---

\~\~\~

\[x] i

\[j\]: k

2026\. l

#m

-n
`},
	{"bare addresses",
		"<p>https://a.example/b_c, www.a.example. http://a.example/*b* x@a.example</p>",
		`https://a.example/b_c, www.a.example. http\://a.example/\*b\* x@a.example
`},
	{"control characters",
		"<p>a&#x1b;[2Jb\u202ec</p><p><a href=\"/a\u202e&#x1b;b\">d\ue000</a></p>",
		`a[2Jbc

[d](/ab)
`},
}

func TestHTMLBecomesMarkdown(t *testing.T) {
	for _, test := range golden {
		t.Run(test.name, func(t *testing.T) {
			text := convert(t, test.html)
			if text.Markdown != test.markdown {
				t.Errorf("%s\nbecame\n%s\nand not\n%s", test.html, text.Markdown, test.markdown)
			}
			checkWords(t, test.html, body(t, test.html), text)
		})
	}
}

// TestWordsAreReadInOrder reads from the Markdown what has to be read of the HTML.
func TestWordsAreReadInOrder(t *testing.T) {
	for _, test := range []struct{ name, html, want string }{
		{"signs of Markdown are text", "<p>*a* **b** _c_ `d` ~~e~~ [f](g) ![h](i) [^j] &lt;k&gt; &amp;lt; :smile: \\*</p>", "*a* **b** _c_ `d` ~~e~~ [f](g) ![h](i) [^j] <k> &lt; :smile: \\*"},
		{"lines begin no blocks", "<p># a<br>1. b<br>- c<br>--- | ---<br>===<br>&gt; d<br>: e<br>```<br>[f]: g</p>", "# a 1. b - c --- | --- === > d : e ``` [f]: g"},
		{"nothing grows together in a row", "<table><tr><th>Room<th>Seats<tr><td>Hall<td>90</table>", "Room Seats Hall 90"},
		{"nothing grows together in lists", "<ul><li>Sat<li>Hall</ul><dl><dt>one<dd>two</dl>", "Sat Hall one two"},
		{"code keeps backticks and bars", "<p><code>a`b</code> <code>`</code></p><table><tr><th><code>c|d</code><th>e<tr><td>f<td>g</table>", "a`b ` c|d e f g"},
		{"an address with signs", "<p>http://a.example/*b*_c_ and www.a.example/~d</p>", "http://a.example/*b*_c_ and www.a.example/~d"},
		{"mail within emphasis", "<p>to <b>x@a.example</b> or<code>y@a.example</code></p>", "to x@a.example ory@a.example"},
		{"brackets in links", "<p><a href=/a>b [c] d</a> [<a href=/e>f</a>](g)</p>", "b [c] d [f](g)"},
	} {
		t.Run(test.name, func(t *testing.T) {
			text := convert(t, test.html)
			if got := words(shown(text.Markdown)); got != test.want {
				t.Errorf("%s\nbecame\n%s\nwhich reads\n%s\nand not\n%s", test.html, text.Markdown, got, test.want)
			}
		})
	}
}

func TestLinesOfCodeStayAsTheyAre(t *testing.T) {
	code := "\tfirst\n\n  second `` ``` third\n    \n\t\t|fourth|"
	for _, around := range []string{"%", "<ul><li>a%</ul>", "<ol start=100><li><p>a<p>b%</ol>", "<blockquote>%</blockquote>", "<dl><dt>a<dd>%</dl>", "<dl><dt>a<dd>b%<dd>c</dl>",
		"<table><tr><td>%<td>a</table>", "<blockquote><ul><li><dl><dt>a<dd>%</dl></ul></blockquote>"} {
		source := strings.Replace(around, "%", "<pre>"+code+"</pre>", 1)
		want := strings.ReplaceAll(code, "    \n", "\n") // a blank line in a list has no blanks of its own
		if got := shown(convert(t, source).Markdown); !strings.Contains(strings.ReplaceAll(got, "    \n", "\n"), want) {
			t.Errorf("%s reads %q, without %q", source, got, want)
		}
	}
}

func TestAnchorsLeadToTheirText(t *testing.T) {
	text := convert(t, `<h2 id="h">Head</h2><p>one <span id="s">two</span> <a name="n"></a>three</p><dl><dt id="t">term<dd id="d">means</dl>
<table><tr><th>a<th id="c">cell<tr id="r"><td>row<td>b</table><ul><li id="i">item</ul><pre>x
<span id="l">line</span></pre><a id="e"/>behind <b>all</b><p id="h">again</p><div id="z"></div>`)
	want := map[string]string{"h": "Head", "s": "two", "n": "three", "t": "term", "d": "means", "c": "cell", "r": "row", "i": "item", "l": "line", "e": "behind", "z": ""}
	for _, a := range text.Anchors {
		w, ok := want[a.ID]
		if !ok {
			t.Errorf("%q is listed again", a.ID)
		}
		delete(want, a.ID)
		if !strings.HasPrefix(text.Markdown[a.Offset:], w) {
			t.Errorf("%q leads to %q, not %q", a.ID, text.Markdown[a.Offset:min(len(text.Markdown), a.Offset+10)], w)
		}
	}
	if len(want) > 0 {
		t.Errorf("these lead nowhere: %v", want)
	}
	if !slices.IsSortedFunc(text.Anchors, func(a, b markdown.Anchor) int { return a.Offset - b.Offset }) {
		t.Errorf("they are not sorted: %v", text.Anchors)
	}
	if strings.Contains(text.Markdown, "{#") {
		t.Errorf("an ID is in the text: %s", text.Markdown)
	}
}

func TestAddressesAreResolved(t *testing.T) {
	nodes := body(t, `<a href="a.html#b">a</a> <a href="c">c</a> <img src="d.png" alt="d"> <a href="#">e</a>`)
	text, err := markdown.FromHTML(nodes, markdown.Options{Resolve: func(address string) string {
		if address == "c" {
			return ""
		}
		return "/x/" + address
	}})
	if want := "[a](/x/a.html#b) c ![d](/x/d.png) e\n"; err != nil || text.Markdown != want {
		t.Errorf("%q, %v, and not %q", text.Markdown, err, want)
	}
}

func TestNoScriptIsReadHoweverItWasParsed(t *testing.T) {
	const source = `<noscript><p>a <b>b</b> &amp; c</p></noscript>`
	for _, scripting := range []bool{true, false} {
		root, err := html.ParseWithOptions(strings.NewReader("<body>"+source), html.ParseOptionEnableScripting(scripting))
		if err != nil {
			t.Fatal(err)
		}
		text, err := markdown.FromHTML([]*html.Node{root}, markdown.Options{})
		if want := "a **b** & c\n"; err != nil || text.Markdown != want {
			t.Errorf("scripting %v: %q, %v", scripting, text.Markdown, err)
		}
	}
}

// inside are Markdown texts with HTML, and what they become.
var inside = []struct{ name, markdown, want string }{
	{"no HTML", "a **b** `c`\n", "a **b** `c`\n"},
	{"tags within a line", "Press <kbd>Ctrl</kbd>, H<sub>2</sub>O, m<sup>2</sup>, <b>b</b>, <i> c </i>d, <del>e</del>, <span class=\"x\">f</span> <u>g</u>\n", "Press `Ctrl`, H₂O, m², **b**,  *c* d, ~~e~~, f g\n"},
	{"a link with Markdown in it", "<a href=\"/x\">a **b**</a> <a name=\"y\"></a>c\n", "[a **b**](/x) c\n"},
	{"pictures", "<img src=\"a.png\" alt=\"A [b]\"> <img src=\"c.png\">d\n", "![A \\[b\\]](a.png) d\n"},
	{"a picture whose title is its text", "<img src=\"a.png\" title=\"A\"> <img src=\"b.png\" alt=\"\" title=\"B\">c\n", "![A](a.png) c\n"},
	{"a link around a picture on lines of its own", "<a href=\"/x\">\n\t<img src=\"a.png\"\n    alt=\"A\">\n</a>\n\nb\n<i>\n    c\n</i>\nd\n", "[![A](a.png)](/x)\n\nb\n*c*\nd\n"},
	{"a link around elements", "a\n\n<a href=\"/x\">\n  <picture>\n    <source srcset=\"b.png\">\n    <img src=\"a.png\" alt=\"A\">\n  </picture>\n</a>\n<!-- c -->\n\nd\n", "a\n\n[![A](a.png)](/x)\n\nd\n"},
	{"line breaks on lines of their own", "a\n<br>\nb\n<br/><br/>c\n\n<br>\n<a href=\"/x\">d</a>\n\n# e\n<br>\nf\n", "a<br>\nb<br><br>\nc\n\n[d](/x)\n\n# e\nf\n"},
	{"code stays", "`<b>a</b>` ``<i>`</i>`` \\<b>\n\n    <b>c</b>\n\n```\n<b>d</b>\n\n<table>\n```\n", "`<b>a</b>` ``<i>`</i>`` \\<b>\n\n    <b>c</b>\n\n```\n<b>d</b>\n\n<table>\n```\n"},
	{"code in an item stays", "- a\n\n  ~~~\n  <b>c</b>\n  ~~~\n", "- a\n\n  ~~~\n  <b>c</b>\n  ~~~\n"},
	{"code of HTML", "<code>&lt;a&gt;</code> <code>*b*</code>\n", "`<a>` *b*\n"},
	{"names in angle brackets", "Vec<T>, <your-name> and <host>\n", "Vec\\<T>, \\<your-name> and \\<host>\n"},
	{"addresses in angle brackets", "<https://a.example> <x@a.example>\n", "<https://a.example> <x@a.example>\n"},
	{"where links lead, in angle brackets", "[a](<b c.md> \"d\") [e]( <f>) [g](<b>h</b>)\n\n[i]: <j k>\n[l]:\n  <m> 'n'\n\n[^1]: <i> o</i>\n", "[a](<b c.md> \"d\") [e]( <f>) [g](**h**)\n\n[i]: <j k>\n[l]:\n  <m> 'n'\n\n[^1]:  *o*\n"},
	{"a tag that an empty line cuts", "<b\n\ntitle=c>d\n", "<b\n\ntitle=c>d\n"},
	{"comments", "a <!-- b --> c\n\n<!--\nd\n\ne\n-->\n\nf\n", "a  c\n\nf\n"},
	{"line breaks in a table", "| a | b |\n|---|---|\n| c<br>d | <b>e</b> |\n", "| a | b |\n|---|---|\n| c<br>d | **e** |\n"},
	{"a table", "a\n\n<table>\n  <tr><th>b</th><th>c</th></tr>\n\n    <tr><td>d</td><td>e</td></tr>\n</table>\n\nf\n", "a\n\n| b | c |\n|---|---|\n| d | e |\n\nf\n"},
	{"details with Markdown in them", "<details>\n<summary>a</summary>\n\n**b**\n\n- c\n- d\n\n</details>\n\ne\n", "**a**\n\n**b**\n\n- c\n- d\n\ne\n"},
	{"kramdown's Markdown in a division", "<div markdown=\"1\">\n**a**\n</div>\n\n<p markdown=\"1\">*b*</p>\n", "**a**\n\n*b*\n"},
	{"a division", "<div align=\"center\">\n\n![a](b.png)\n\n</div>\n\n<div>**c**</div>\n", "![a](b.png)\n\n\\*\\*c\\*\\*\n"},
	{"Markdown in cells", "<table><tr><td>\n\n**a**\n\n</td><td>\n\n```\nb\n```\n\n</td></tr></table>\n", "**a**\n\n```\nb\n```\n"},
	{"HTML in an item", "- a\n\n  <ul><li>b</li></ul>\n\n- c\n", "- a\n\n  - b\n\n\n- c\n"},
	{"an element that is never closed", "<select>\n\na\n\n<table>\n\nb\n", "a\n\nb\n"},
	{"rules and definition lists", "<hr>\n\n<dl><dt>a</dt><dd>b</dd></dl>\n", "***\n\na\n: b\n"},
	{"a video", "<iframe src=\"https://www.youtube.com/embed/x1\" title=\"The launch\"></iframe>\n", "[The launch](https://www.youtube.com/watch?v=x1)\n"},
	{"scripts", "a <script>b</script> c\n\n<script>\nd\n\ne\n</script>\n\nf\n", "a  c\n\nf\n"},
}

func TestHTMLInsideMarkdownBecomesMarkdown(t *testing.T) {
	for _, test := range inside {
		t.Run(test.name, func(t *testing.T) {
			text, err := markdown.Inside(test.markdown, markdown.Options{})
			if err != nil || text.Markdown != test.want {
				t.Errorf("%s\nbecame\n%s\n%v, and not\n%s", test.markdown, text.Markdown, err, test.want)
			}
		})
	}
}

func TestAnchorsInsideMarkdown(t *testing.T) {
	text, err := markdown.Inside("# <a id=\"a\"></a>One\n\n<div id=\"b\">two</div>\n\n**<span id=\"c\">three</span>** <b>x <a name=\"d\"></a>y</b>\n", markdown.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range text.Anchors {
		want := map[string]string{"a": "One", "b": "two", "c": "three"}[a.ID]
		if !strings.HasPrefix(text.Markdown[a.Offset:], want) {
			t.Errorf("%q leads to %q", a.ID, text.Markdown[a.Offset:])
		}
	}
	if len(text.Anchors) != 4 {
		t.Errorf("%v", text.Anchors)
	}
}
