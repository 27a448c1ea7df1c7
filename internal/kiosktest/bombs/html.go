package bombs

import (
	"fmt"
	"strings"
)

// elements are those that a parser, a reader of pages or a converter treats in a way of
// its own.
var elements = strings.Fields(`a area audio b base blockquote body br button caption code col dd details dialog div dl dt
	embed fieldset figure font form frameset h1 head hr html iframe img input label li link main math meta nav nobr noscript object ol
	option p picture plaintext pre q rt ruby script select span style sub summary sup svg table td template textarea th title tr ul
	video wbr x-y xmp`)

// HTML are pages of HTML that cost more than they weigh, and their neighbours: for
// each element one that never closes it and one that does, and what a page is made of
// beside elements.
func HTML() []Bomb {
	var all []Bomb
	for _, e := range elements {
		all = append(all, Bomb{"<" + e + ">", "", "<" + e + ">", "a"},
			Bomb{"<" + e + ">a</" + e + ">", "", "<" + e + ">a</" + e + ">", ""})
	}
	return append(all, constructs()...)
}

// constructs are the bombs that are more than one element.
func constructs() []Bomb {
	const some = 40_000
	deep := func(open, close string, n int) string { return strings.Repeat(open, n) + strings.Repeat(close, n) }
	remade := "<p>" + numbered("<b a%d>", 300) + "</p>"
	return []Bomb{
		{"spans", "<table>", "<tr><td colspan=100000 rowspan=100000>a<td>b", ""},
		{"spans of columns", "<table>", "<td colspan=100000>a", ""},
		{"spans of rows", "<table>", "<tr><td rowspan=100000>a<td>b", ""},
		{"tables with spans", "", "<table><tr><td colspan=99 rowspan=99>a<td>b<tr><td>c</table>", ""},
		{"rows of many cells", "<table>", "<tr>" + strings.Repeat("<td>a", 100), ""},
		{"columns", "<table>", "<col span=100000>", ""},

		{"depth", "", deep("<div>", "</div>", 500), "a"},
		{"depth of quotations", "", deep("<blockquote>a", "</blockquote>", 400), "a"},
		{"depth of lists", "", deep("<ul><li>a", "</ul>", 200), "a"},
		{"depth of tables", "", deep("<table><tr><td>a<td>", "</table>", 100), "a"},
		{"depth of definitions", "", deep("<dl><dt>a<dd>", "</dl>", 150), "a"},
		{"depth of spans", "", deep("<span>", "</span>", 500), "a"},
		{"depth of formatting", "", deep("<b><i>", "</i></b>", 200), "a"},
		{"depth of code", "", deep("<ul><li>", "<pre>\n\na</pre></ul>", 60), "a"},
		{"text that stands deep", strings.Repeat("<ul><li>", 100), "<p>a", ""},
		{"lines of code that stand deep", strings.Repeat("<ul><li>", 100) + "<pre>", "a\n", ""},

		{"formatting that is made anew", remade, "<p>a", ""},
		{"formatting with attributes that is made anew", "<p><b" + numbered(" a%d", 300) + "></p>", "<p>a", ""},
		{"formatting that is never closed", "", "<p><b><i><u>a", ""},
		{"formatting that closes something else", "", "<b><i>a</b>b</i>", ""},
		{"adoption", "", "<a><div><b></a></div>", ""},
		{"links in one another", "", "<a href=b><p>a", ""},
		{"<body> with attributes", "", "", numbered("<body a%d>", 1<<20)},
		{"<html> with attributes", "", "", numbered("<html a%d>", 1<<20)},
		{"text behind stray tags", "", "a</x>", ""},
		{"text behind stray rows", "", "a<tr>", ""},
		{"text beside cells", "<table>", "a</x>", ""},
		{"text beside cells of text", "<table>", "a<td>bbbbb</td>", ""},
		{"white space beside text", "<table>", " </x>a<td> b</td>", ""},
		{"elements beside cells", "<table>", "<p>a", ""},

		{"comments that end", "", "a<!-- b -->", ""},
		{"comments that do not end", "", "a<!--", ""},
		{"comments in one another", "", "<!--<!--a-->", "-->"},
		{"comments that are none", "", "<!-->a", ""},
		{"one comment", "<!--", "a", "-->b"},
		{"document types", "", "<!doctype html>", "a"},
		{"instructions that end", "", "<?a?>b", ""},
		{"instructions that do not end", "", "<?", "a"},
		{"CDATA that ends", "", "<![CDATA[a]]>", ""},
		{"CDATA that does not end", "", "a<![CDATA[", ""},
		{"CDATA in drawings", "<svg>", "<![CDATA[a]]>", ""},
		{"end tags", "", "</p>", "a"},
		{"end tags of nothing", "", "</x>", "a"},
		{"end tags that are breaks", "", "</br>a", ""},
		{"tags that do not end", "", "<b ", ""},
		{"attributes that do not end", "", `<b a="`, ""},
		{"angles", "", "<", ""},
		{"angles that close", "", "a>", ""},
		{"scripts in comments in scripts", "", "<script><!--<script>", "a"},
		{"scripts with formulas", "", `<script type="math/tex">a</script>`, ""},
		{"styles in drawings", "", "<svg><style><a>", "a"},

		{"references", "", "&amp;", ""},
		{"references without an end", "", "&amp", ""},
		{"references to nothing", "", "&", "a"},
		{"references to two characters", "", "&NotEqualTilde;", ""},
		{"long references", "", "&CounterClockwiseContourIntegra", ""},
		{"one long reference", "&", "a", ";"},
		{"references by number", "", "&#x10FFFD;", "a"},
		{"references to control characters", "", "&#27;[2J&#x9b;", "a"},
		{"references in an address", "<a href='", "&amp;", "'>a</a>"},

		{"one text", "", "a", ""},
		{"one text of signs", "", "*_`[]<&~!:.|@#", ""},
		{"one text of backticks", "", "", GrowingRuns('`', 1<<20)},
		{"one text of wide characters", "", "一", ""},
		{"one text of joined characters", "a", "\u0301", ""},
		{"lines", "", "a\n", ""},
		{"white space", "", " ", "a"},
		{"empty lines", "", "\n", "a"},
		{"lines of code", "<pre>", "a\n", "</pre>"},
		{"empty lines of code", "<pre>a", "\n", "b</pre>"},
		{"breaks", "", "a<br>", ""},
		{"breaks in cells", "<table><tr><th>a<th>b<tr><td>", "a<br>", ""},
		{"paragraphs that look like lists", "", "<p>- 1. a", ""},
		{"code in code", "", "<code>`</code><code>a", ""},

		{"one long title", "<title>", "a - ", "</title>b"},
		{"one long description", "<meta name=description content='", "a ", "'>b"},
		{"one long heading", "<h1>", "a ", "</h1>b"},
		{"one long attribute", "<p title='", "a", "'>b"},
		{"one long class", "<p class='", "toc nav ", "'>b"},
		{"one long style", "<p style='", "a:b;", "'>b"},
		{"one long identifier", "<p id='", "a", "'>b"},
		{"one long address", "<a href='", "a/", "'>b</a>"},
		{"one long address of dots", "<a href='", "../", "b'>b</a>"},
		{"one long picture", "<img src=a alt='", "a ", "'>b"},
		{"one long source set", "<img alt=a srcset='", "a 1x,", "'>b"},
		{"one long language", "<html lang='", "a-", "'>b"},
		{"one long base", "<base href='", "a/", "'>b"},
		{"one long canonical address", "<link rel=canonical href='", "a/", "'>b"},
		{"one long refresh", "<meta http-equiv=refresh content='0;url=", "a/", "'>b"},
		{"one long relation", "<a rel='", "next ", "' href=b>c</a>"},
		{"one long name of an element", "<", "a", ">b"},
		{"one long name of an attribute", "<p ", "a", ">b"},
		{"many attributes", "<p", " a=b", ">c"},
		{"many attributes that differ", "<p" + numbered(" a%d=b", 100_000), "", ">c"},
		{"many attributes, often", "", "<p" + strings.Repeat(" a=b", 60) + ">c", ""},

		{"links", "", "<a href=b>a</a> ", ""},
		{"links that differ", "", "", numbered("<a href=/%d>a</a> ", some*6)},
		{"links to parts", "", "", numbered("<a href=#%d>a</a> ", some*6)},
		{"links in a menu", "<nav><ul>", "<li><a href=b>a</a>", ""},
		{"links in menus", "", "<nav><ul><li><a href=b>a</a></ul></nav>", ""},
		{"links without a text", "", "<a href=b></a>", "a"},
		{"identifiers", "", "", numbered("<p id=%d>a", some*3)},
		{"identifiers of nothing", "", "", numbered("<a id=%d></a>", some*6)},
		{"names", "", "<a name=b>a</a>", ""},
		{"pictures", "", "<img src=a alt=b>", ""},
		{"pictures with sizes", "", "<img src=a alt=b width=1 height=2>", ""},
		{"boxes to tick", "<ul>", "<li><input type=checkbox>a", ""},
		{"frames of films", "", "<iframe src=https://www.youtube.com/embed/a></iframe>", ""},
		{"pictures for those without scripts", "", "<noscript><img src=a alt=b></noscript>", ""},
		{"alternates", "", "", "<title>a</title>" + numbered("<link rel=alternate hreflang=a%d href=b>", some*6)},
		{"headings and texts", "", "<h2>a</h2><p>b</p>", ""},
		{"headings and their links", "", "<h2 id=a>b<a class=headerlink href=#a>#</a></h2>c", ""},
		{"figures", "", "<figure><img src=a alt=b><figcaption>c</figcaption></figure>", ""},
		{"formulas", "", "<math><mfrac><mi>a</mi><mi>b</mi></mfrac></math>", ""},
		{"hidden text", "", "<p hidden>a</p><p aria-hidden=true>b", "c"},
		{"notes", "", "<a role=doc-noteref href=#n>1</a>", "<section role=doc-endnotes><ol><li id=n>a</ol></section>"},
		{"terms and meanings", "<dl>", "<dt>a<dd>b", ""},
		{"tabs", "", "<a role=tab href=#b>a</a>", "<div id=b hidden>c</div>"},

		{"NUL", "", "\x00", "a"},
		{"escape sequences", "", "\x1b[2Ja", ""},
		{"names of windows", "", "\x1b]0;a\x07", ""},
		{"control characters in attributes", "", "<a href='b\x1b[2J' title='\x1b]0;c\x07'>a\u009b</a>", ""},
		{"marks of direction", "", "\u202ea\u2066", ""},
		{"bytes that are no UTF-8", "", "\xff", "a"},
		{"UTF-16", "\xff\xfe", "<\x00p\x00>\x00a\x00", ""},
		{"an encoding of other characters", "<meta charset=koi8-r>", "\xc1", ""},
		{"an encoding of escape sequences", "<meta charset=iso-2022-jp>", "\x1b$B0l\x1b(B", ""},
	}
}

// numbered repeats a text with 0, 1, 2 … in it, up to about so many bytes.
func numbered(format string, size int) string {
	var b strings.Builder
	for i := 0; b.Len()+len(format)+8 < size; i++ {
		fmt.Fprintf(&b, format, i)
	}
	return b.String()
}
