package dialect

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"hackday.example/kiosk/internal/kiosktest/race"
)

var env = Env{
	URL: "https://example.org", Base: "/docs",
	Site: map[string]string{"title": "The site", "description": "It is"},
	Page: map[string]string{"title": "The page", "author": "Jo"},
	Link: func(kind LinkKind, name string) (string, bool) {
		target, ok := map[string]string{
			"0 about.md": "/about/", "1 2020-01-02-a": "/2020/a", "2 a.md#part": "/a#part", "3 A page": "/a-page", "4 a b.png": "/img/a b.png", "2 guide": "/guide", "0 blog/_index.md": "/blog/",
		}[string(rune('0'+kind))+" "+name]
		return target, ok
	},
}

// cases are pieces of pages, and what they become. "~" stands for "`".
var cases = []struct{ name, text, want string }{
	{"prose with braces", "a {curly} and {{ and {{two words}} b", "a {curly} and {{ and {{two words}} b"},
	{"an escaped tag", `a \{{ b }}`, `a \{{ b }}`},

	{"an address of the site", "{{ site.url }}/x {{site.baseurl}}/y", "https://example.org/x /docs/y"},
	{"links", "[a]({% link about.md %}) [b]({% post_url 2020-01-02-a %}#c) [d]({{ site.baseurl }}{% link about.md %})", "[a](/about/) [b](/2020/a#c) [d](/docs/about/)"},
	{"filters of addresses", `[a]({{ "/x y" | relative_url }}) [b]({{ '/x' | absolute_url }}) [c]({{ "/c.css" | prepend: site.baseurl | prepend: site.url }})`, "[a](/docs/x%20y) [b](https://example.org/docs/x) [c](https://example.org/docs/c.css)"},
	{"a path that has the base", `[a]({{ "/docs/x" | relative_url }})`, "[a](/docs/x)"},
	{"values", "# {{ page.title }} of {{ site.title | upcase }} {{ page.none | default: 'x' }}", "# The page of THE SITE x"},
	{"values elsewhere", "{{ title }}, {{ .Title }}, {{ .Params.author }}, {{ $.Site.Title }}, {{ config.site_name }}", "The page, The page, Jo, The site, The site"},
	{"an unknown value", "a {{ page.none }} b", "a  b"},
	{"a line of an unknown value", "a\n\n  {{ content | markdownify }}\n\nb", "a\n\n\n\nb"},
	{"a link to somewhere unknown", "see [the *guide*]({{ site.guide }}/x) and ![a plan]({{ page.plan }})", "see the *guide* and a plan"},
	{"a file that is not there", "[a]({% link gone.md %})", "[a](/gone.md)"},
	{"a post that is not there", "[a]({% post_url 2020-02-02-b %}) x", "a x"},

	{"a comment", "a {% comment %} b {% endcomment %}c", "a c"},
	{"a long comment", "a\n\n{% comment %}\n~~~\nb\n{% endcomment %}\n\nc", "a\n\n\n\n\n\n\nc"},
	{"raw text", "a {% raw %}{{ b }}{% endraw %} c", "a {{ b }} c"},
	{"raw text around code", "{% raw %}\n~~~\n{{ b }}\n~~~\n{% endraw %}", "\n~~~\n{{ b }}\n~~~\n"},
	{"raw tags in code", "~~~liquid\n{% raw %}\n{{ b }}\n{% endraw %}\n~~~", "\n~~~liquid\n{{ b }}\n~~~\n"},
	{"raw tags in a span", "a ~{% raw %}{{ b }}{% endraw %}~ c", "a ~{{ b }}~ c"},
	{"highlighted code", "{% highlight ruby linenos %}\n  {{ a }}\n\n```\n{% endhighlight %}\nb", "````ruby\n  {{ a }}\n\n```\n````\nb"},
	{"highlighted code in a line", "a {% highlight sh %}ls `x`{% endhighlight %}", "a `` ls `x` ``"},
	{"highlighted code beside its tag", "{% highlight sh %}a\n  b{% endhighlight %}", "    a\n      b"},
	{"an include", "a\n\n{% include head.html\n  x=1 %}\n\nb", "a\n\n\n\n\nb"},
	{"an include of a picture", `{% include figure.html src="/a.png" alt="A" caption="B" %}`, "![A](/a.png) *B*"},
	{"an include of a video", `{% include video id="abcdefghijk" provider="youtube" %}`, "<https://www.youtube.com/watch?v=abcdefghijk>"},
	{"an embedded address", `{% embed url="https://example.org/x" %}`, "<https://example.org/x>"},
	{"the language of a paragraph", "a\n\nCroeso\ni bawb\n{: .x lang=\"cy-GB\"}\n\nb", "a\n\n<span lang=cy>Croeso\ni bawb</span>\n\n\nb"},
	{"the language of a paragraph below", "a\n\n{lang=cy}\nCroeso\n", "a\n\n\n<span lang=cy>Croeso</span>\n"},
	{"the language of a heading", "## Croeso {lang=cy}\n\n# Un {: #un lang=cy}\n", "## <span lang=cy>Croeso</span> {lang=cy}\n\n# <span lang=cy>Un</span> {#un}\n"},
	{"the language of a list", "- un\n- dau\n{: lang=cy}", "- <span lang=cy>un\n- dau</span>\n"},
	{"the language of a quotation", "> Croeso\n{: lang=cy}", "> <span lang=cy>Croeso</span>\n"},
	{"the language of a table", "| a | b |\n|---|---|\n| c | d |\n{: lang=cy}", "| <span lang=cy>a | b |\n|---|---|\n| c | d |</span>\n"},
	{"the language of a bracketed span", "a [hiraeth]{.x lang=cy} b", "a <span lang=cy>hiraeth</span> b"},
	{"the language of emphasis, code and links", "*a*{: lang=cy} **b**{lang=cy} [c](/d){lang=cy} ![e](f.png){lang=cy} ~g~{lang=cy}", "<span lang=cy>*a*</span> <span lang=cy>**b**</span> <span lang=cy>[c](/d)</span> <span lang=cy>![e](f.png)</span> <span lang=cy>~g~</span>"},
	{"a language that is none", "[a]{lang=c} *b*{: lang=\"1 2\"} *c*{: hreflang=cy}", "a *b* *c*"},
	{"the language of a block", "::: {lang=cy}\n## Croeso\n\nUn\ndau\n\n~~~\ncode\n~~~\n\n- a\n\n***\n\n<b>x</b>\n:::\n\nb", "\n## <span lang=cy>Croeso\n\n<span lang=cy>Un\ndau\n\n~~~\ncode\n~~~\n\n- <span lang=cy>a\n\n***\n\n<b>x</b>\n\n\nb"},
	{"a condition", "a{%- if x -%}b{% elsif y %}c{% else %}d{% endif %}e", "abe"},
	{"a loop", "a\n{% for x in y %}\n- {{ x }}\n{% if z %}q{% endif %}\n{% endfor %}\nb", "a\n\n\n\n\nb"},
	{"a capture and a macro", "a{% capture x %}b{% endcapture %}{% macro m() %}c{% endmacro %}d", "ad"},
	{"assignments", "{% assign x = 1 %}\n{% set y = 2 %}\na", "\n\na"},
	{"a block of values", "a{% set x %}b{% endset %}c", "ac"},
	{"tags without ends", "a {% for x in y %} b {% endif %} c", "a  b  c"},
	{"comments of others", "a {# b #}c {/* d */}e", "a c e"},
	{"a hint", "{% hint style=\"info\" %}\na\n{% endhint %}", "\na\n"},
	{"tabs of GitBook", "{% tabs %}\n{% tab title=\"One\" %}\na\n{% endtab %}\n{% endtabs %}", "\n**One**\na\n\n"},

	{"references of Hugo", `[a]({{< ref "a.md#part" >}}) [b]({{% relref "none.md" %}}) [c]({{< ref path="a.md#part" >}})`, "[a](/a#part) b [c](/a#part)"},
	{"a reference of a site's own", `[a]({{< docsref "a.md#part" >}}) {{< docsref "a.md#part" >}}`, "[a](/a#part)"},
	{"a shortcode written in place", "{{< x.inline >}}\n{{ range .Y }}\n- {{ .z }}\n{{ end }}\n{{< /x.inline >}}\nb", "\n\n\n\n\nb"},
	{"videos of Hugo", "{{< youtube abcdefghijk >}} {{< vimeo 12345678 >}} {{< youtube id=\"abcdefghijk\" title=\"A talk\" >}}", "<https://www.youtube.com/watch?v=abcdefghijk> <https://vimeo.com/12345678> [A talk](https://www.youtube.com/watch?v=abcdefghijk)"},
	{"a figure of Hugo", `{{< figure src="a b.png" alt="A" caption="A" >}}`, "![A](a%20b.png)"},
	{"code of Hugo", "{{< highlight go \"linenos=table\" >}}\n{{ a }}\n{{< /highlight >}}", "```go\n{{ a }}\n```"},
	{"a notice of Hugo", "{{% notice info %}}\na *b*\n{{% /notice %}}", "\na *b*\n"},
	{"a shortcode that is shown", "Write {{</* ref \"a\" */>}}", "Write {{< ref \"a\" >}}"},
	{"includes of mdBook", "a {{#include b.md}} {{#title c}}d", "a  d"},

	{"code", "~~~\n{{ a }} {: .b}\n~~~\n\n    {% for %}\n\n~{{ a }}~ <code>{{ b }}</code>\n<pre>\n{{ c }}\n</pre>\n<!-- {{ d }} -->", "~~~\n{{ a }} {: .b}\n~~~\n\n    {% for %}\n\n~{{ a }}~ <code>{{ b }}</code>\n<pre>\n{{ c }}\n</pre>\n<!-- {{ d }} -->"},
	{"code in a list", "- a\n\n  ~~~\n  {{ b }}\n  ~~~\n\n      {{ c }}\n  {{ site.title }}", "- a\n\n  ~~~\n  {{ b }}\n  ~~~\n\n      {{ c }}\n  The site"},

	{"attributes of a block", "a\n{: .b d=\"e f\"}\n\ng", "a\n\n\ng"},
	{"an ID of a paragraph", "# h\na\nb\n{: .b #c}\n\n{: #d}\ne", "# h\n<a id=\"c\"></a>a\nb\n\n\n\n<a id=\"d\"></a>e"},
	{"an ID of other blocks", "> * a\n> * b\n{: #c}\n\n| d | e |\n| - | - |\n{: #f}\n\n~~~\ng\n~~~\n{: #h}\n\n<b>i</b>\n{: #j}", "> * <a id=\"c\"></a>a\n> * b\n\n\n|<a id=\"f\"></a> d | e |\n| - | - |\n\n\n~~~\ng\n~~~\n<a id=\"h\"></a>\n\n<b>i</b>\n<a id=\"j\"></a>"},
	{"an ID of a part of a line", "[[A page]]{: #k} *a*{:#b} [c](d){ .x #e } [f g]{#h}\n\n[[A page]]\n{: #z}", "[A page](/a-page)<a id=\"k\"></a> *a*<a id=\"b\"></a> [c](d)<a id=\"e\"></a> f g<a id=\"h\"></a>\n\n<a id=\"z\"></a>[A page](/a-page)\n"},
	{"an ID of Obsidian", "a b ^note-1\n\n^37066d\n\nm c ^2", "a b<a id=\"note-1\"></a>\n\n<a id=\"37066d\"></a>\n\nm c ^2"},
	{"attributes of a heading", "# A\n{: #b .c}\n\nD\n=\n{: #d}\n\n{: #e}\n# E\n\n## F {: #f .g }\n\n## H {: .i}\n\n## J {#j}", "# A {#b}\n\n\nD {#d}\n=\n\n\n\n# E {#e}\n\n## F {#f}\n\n## H\n\n## J {#j}"},
	{"attributes of a span", "*a*{:.b} [c](d){:target=\"_blank\"}, ![e](f){: width=\"10\" }{:.g}", "*a* [c](d), ![e](f)"},
	{"attributes of others", "[a](b){ .c } ![d](e){width=50%} [f g]{.smallcaps} `h`{.i}", "[a](b) ![d](e) f g `h`"},
	{"braces that are text", "[a]{b} f({a=>1}) x{:a => 1} (b){c} {: a", "[a]{b} f({a=>1}) x{:a => 1} (b){c} {: a"},
	{"attributes in a quotation", "> a\n> {: .b}\n>\n> c", "> a\n>\n>\n> c"},
	{"options and comments", "{::options toc_levels=\"1\" /}\n{::comment}\na\n\nb\n{:/comment}\nc {::nomarkdown}<b>{:/} d", "\n\n\n\n\n\nc <b> d"},
	{"a table of contents", "* list\n{:toc}\n\n1. TOC\n{: .x toc }\n\n[TOC]\n\n[[_TOC_]]", "\n\n\n\n\n\n\n\n"},
	{"the end of a block", "* a\n^\n* b", "* a\n\n* b"},
	{"abbreviations", "a HTML\n\n*[HTML]: b", "a HTML\n\n"},
	{"line breaks", "a\\\\\nb\\\\", "a\\\nb\\\\"},
	{"formulas and notes", "$$a_{b}$$ [^1]\n\n[^1]: c", "$$a_{b}$$ [^1]\n\n[^1]: c"},
	{"a definition", "a\n:   b", "a\n:   b"},

	{"an admonition", "!!! note\n    a\n\n    b\n\nc", "> [!NOTE]\n> a\n>\n> b\n\nc"},
	{"an admonition with a title", "??? danger \"Do not\"\n\n    ~~~\n    a\n    ~~~\nb", "> **Do not**  \n>\n> ~~~\n> a\n> ~~~\nb"},
	{"admonitions in one another", "!!! tip\n    a\n\n    ???+ bug inline\n        b\n    c", "> [!TIP]\n> a\n>\n> > [!WARNING]\n> > b\n> c"},
	{"an admonition in a list", "- a\n\n    !!! note\n        b\n- c", "- a\n\n    > [!NOTE]\n    > b\n- c"},
	{"an admonition of another kind", "!!! recipe\n    a", "> **Recipe**  \n> a"},
	{"exclamation", "!!! really\nWhat???\n!!! ", "!!! really\nWhat???\n!!! "},
	{"an admonition in code", "~~~\n!!! note\n    a\n~~~", "~~~\n!!! note\n    a\n~~~"},
	{"tabs", "=== \"A b\"\n\n    c\n\n=== \"D\"\n    e", "**A b**  \n\nc\n\n**D**  \ne"},
	{"a template in an admonition", "!!! note\n\n    {{ site.title }}", "> [!NOTE]\n>\n> The site"},
	{"notes of Docusaurus", ":::note\na\n:::\n\n:::tip[A title]\nb\n:::\n\n::: warning Take care\nc\n:::", "> [!NOTE]\n> a\n\n\n> **A title**  \n> b\n\n\n> **Take care**  \n> c\n"},
	{"blocks of Pandoc", "::: {.note #a}\nb\n:::\n\n:::: {.columns}\n::: {.column width=\"50%\"}\nc\n:::\n::::", "> [!NOTE]\n> b\n\n\n\n\nc\n\n"},
	{"a block that does not end", ":::note\na", ":::note\na"},
	{"blocks of MyST", ":::{tip} A title\n:class: x\na\n:::\n\n~~~{warning}\nb {doc}~guide~\n~~~\n\n~~~{toctree}\na\nb\n~~~", "> **A title**  \n>\n> a\n\n\n> [!WARNING]\n> b [guide](/guide)\n\n\n\n\n\n"},
	{"code of MyST", "~~~{code-block} python\na\n~~~\n\n~~~{r, echo=FALSE}\nb\n~~~", "~~~python\na\n~~~\n\n~~~r\nb\n~~~"},
	{"roles of MyST", "{doc}~the guide <guide>~ {ref}~x~ {py:func}~f~ {kbd}~q~ {other}~y~", "[the guide](/guide) x ~f~ ~q~ {other}~y~"},

	{"imports", "import A from './a.mdx'\nimport {B, C} from \"x\";\n\nexport const d = {\n  e: 1\n}\n\n# F\n\nimport duties from the shop", "\n\n\n\n\n\n\n# F\n\nimport duties from the shop"},
	{"components", "<Tabs>\n<TabItem value=\"a\" label=\"On a\">\nb <Badge text=\"c\" /> d\n</TabItem>\n</Tabs>\n<Card\n  a={() => { return 1 }}\n/>", "\n**On a**\nb  d\n\n\n\n\n"},
	{"what looks like components", "<Your Name>, Vec<T>, <T>, <BR>, <A HREF=\"x\">y</A>", "<Your Name>, Vec<T>, <T>, <BR>, <A HREF=\"x\">y</A>"},
	{"wiki links", "[[A page]] [[A page|a text]] [[None]] [[None|b]] ![[a b.png]] ![[a b.png|200]] ![[None]]", "[A page](/a-page) [a text](/a-page) None b ![a b.png](/img/a%20b.png) ![a b.png](/img/a%20b.png) None"},
	{"brackets that are text", "[[a]](b) [[1]][x] if [[ -f x ]] obj.[[Prototype]] [[d]]\n\n[d]: e", "[[a]](b) [[1]][x] if [[ -f x ]] obj.[[Prototype]] [[d]]\n\n[d]: e"},
	{"remarks of Obsidian", "a %%b%% c 100%% d%%\n\n%%\ne\n\nf\n%%\n\ng", "a  c 100%% d%%\n\n\n\n\n\n\n\ng"},
	{"targets of Zola", "[a](@/about.md) [b](@/none.md) [c](@/blog/_index.md) @/x", "[a](/about/) [b](/none.md) [c](/blog/) @/x"},
}

func TestPlain(t *testing.T) {
	for _, tt := range cases {
		t.Run(tt.name, func(t *testing.T) {
			text, want := strings.ReplaceAll(tt.text, "~~~", "```"), strings.ReplaceAll(tt.want, "~~~", "```")
			text, want = strings.ReplaceAll(text, "~", "`"), strings.ReplaceAll(want, "~", "`")
			got, _ := Plain(text, env)
			if diff := cmp.Diff(want, got); diff != "" {
				t.Error(diff)
			}
			if a, b := strings.Count(text, "\n"), strings.Count(got, "\n"); a != b {
				t.Errorf("%d line ends became %d", a, b)
			}
		})
	}
}

func TestFindings(t *testing.T) {
	const text = "a\n\n{{ x }} {{ y }}\n{% include b %}\n{% for c in d %}e{% endfor %}\n{{< f >}}\n<G h={1} />\n[i]({{ j }})\n`{{ k }}` {% comment %}{{ l }}{% endcomment %}{% if m %}{% endif %}\n:::{toctree}\nn\n:::\n"
	_, got := Plain(text, Env{})
	want := []Finding{
		{Directive, 10, ":::{toctree}", 1}, {Logic, 5, "{% for c in d %}", 1}, {Expression, 3, "{{ x }}", 2}, {Include, 4, "{% include b %}", 1},
		{Shortcode, 6, "{{< f >}}", 1}, {DeadLink, 8, "{{ j }}", 1}, {Component, 7, "<G h={1} />", 1},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestFindingsAreSafeToShow(t *testing.T) {
	_, got := Plain("{{ x | y: \"\x1b[31m\xff"+strings.Repeat("z", 200)+"\" }}", Env{})
	if len(got) != 1 || strings.ContainsAny(got[0].Text, "\x1b\n") || !utf8.ValidString(got[0].Text) || len(got[0].Text) > 70 {
		t.Errorf("%+v", got)
	}
}

// large is a page of some KiB that repeats a piece of text.
func large(piece string) string {
	size := 64 << 10
	if race.Enabled { // which takes long
		size >>= 4
	}
	return strings.Repeat(piece, size/len(piece))
}

func TestLargePagesStayLarge(t *testing.T) {
	for _, piece := range []string{
		"{{", "{%", "{{<", "{{ a", "{{ \"", "{% a ", "{% raw %}", "{% highlight a %}", "{% comment %}\n", "{% if a %}", "{% for a in b %}", "{% endfor %}", "{% else %}", "{% if a %}{% for b in c %}", "{% endif %}{% if a %}",
		"](", "[a]({{ b }}", "[", "]({{ a }})", "[[", "[[a]]", "![[a|", "%%", "%% a ", "a\n%%\n", "{:", "{: .a", "*a*{: .b}", "{: .a}  ", "{::comment}", "`", "``a`", "\\", "<A", "<A b={", "<A>", "</A>", "<A/>", "<!--", "<code>",
		"!!! a\n    ", "!!! a\n", ":::a\n", ":::\n", "::: a\n:::\n", "```{note}\n", "=== \"a\"\n\n    ", "> ", "- ", "1. ", "{ref}`", "{ref}`a", "@/", "](@/a", "# a {: #b}\n", "# a\n{: #b}\n", "import 'a'\n", "{{ 'a' | append: 'b' }}",
		"{{ \"/x\" | append: \"y\" | append: page.title }}", "\n\n", "    \n", "{% highlight a %}b\n", "\t", "{#", "{# a", "{/*", "*[a]: b\n", "^\n", "a\\\\\n", "- a\n{:toc}\n",
		"*a*{: lang=cy}", "){: lang=cy}", "[a]{lang=cym}", "]{lang=cy}", "a\n{: lang=cy}\n", "{lang=cy}\n", "a\n\n{lang=cy}\n", "# a {lang=cy}\n", "::: {lang=cym}\na\n\n", "::: {lang=cym}\na\n:::\n",
	} {
		text := large(piece)
		got, found := Plain(text, env)
		if len(got) > 4*len(text) || len(found) > 7 || strings.Count(got, "\n") != strings.Count(text, "\n") {
			t.Errorf("%d bytes of %q became %d, with %d line ends for %d", len(text), piece, len(got), strings.Count(got, "\n"), strings.Count(text, "\n"))
		}
	}
}

func FuzzPlain(f *testing.F) {
	for _, tt := range cases {
		f.Add(strings.ReplaceAll(tt.text, "~", "`"))
	}
	f.Fuzz(func(t *testing.T, text string) {
		got, found := Plain(text, Env{})
		if a, b := strings.Count(text, "\n"), strings.Count(got, "\n"); a != b {
			t.Errorf("%d line ends of %q became %d: %q", a, text, b, got)
		}
		if len(got) > 4*len(text)+100 {
			t.Errorf("%q became %q", text, got)
		}
		for _, f := range found {
			if f.Line < 1 || f.Line > strings.Count(text, "\n")+1 || f.Count < 1 {
				t.Errorf("%q: %+v", text, f)
			}
		}
		marked := strings.ContainsAny(text, "{[<%@^") || strings.Contains(text, `\\`) || strings.Contains(text, ":::") || strings.Contains(text, "!!!") || strings.Contains(text, "???") ||
			strings.Contains(text, "===") || strings.Contains(text, "import") || strings.Contains(text, "export")
		if !marked && got != text {
			t.Errorf("%q became %q", text, got)
		}
	})
}
