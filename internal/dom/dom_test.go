package dom

import (
	"bytes"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"hackday.example/kiosk/internal/kiosktest/bombs"
	"hackday.example/kiosk/internal/kiosktest/race"
)

// written is a tree as text: an element, its attributes in order of their names, and
// its texts. Comments are left out, and <wbr>, which parts texts.
func written(root *html.Node) string {
	var b strings.Builder
	var walk func(n *html.Node)
	walk = func(n *html.Node) {
		switch n.Type {
		case html.TextNode:
			b.WriteString(n.Data)
			return
		case html.CommentNode, html.DoctypeNode:
			return
		case html.ElementNode:
			if n.Data == "wbr" {
				return
			}
			b.WriteString("(" + n.Data)
			attrs := slices.SortedFunc(slices.Values(n.Attr), func(a, b html.Attribute) int { return strings.Compare(a.Key, b.Key) })
			for _, a := range attrs {
				fmt.Fprintf(&b, " %s=%q", a.Key, a.Val)
			}
			b.WriteString(":")
		}
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			walk(c)
		}
		if n.Type == html.ElementNode {
			b.WriteString(")")
		}
	}
	walk(root)
	return b.String()
}

// asItStands is what x/net's parser makes of a page.
func asItStands(t *testing.T, page []byte) string {
	t.Helper()
	root, err := html.ParseWithOptions(bytes.NewReader(page), html.ParseOptionEnableScripting(false))
	if err != nil {
		t.Fatal(err)
	}
	return written(root)
}

// tamed is what the parser makes of a page that is written anew.
func tamed(t *testing.T, page []byte) string {
	t.Helper()
	root, err := html.ParseWithOptions(bytes.NewReader(tame(page)), html.ParseOptionEnableScripting(false))
	if err != nil {
		t.Fatal(err)
	}
	restore(root)
	return written(root)
}

func TestTamedPagesSayTheSame(t *testing.T) {
	for _, page := range []string{
		"", "a", "<!doctype html><html lang=en><head><title>A &amp; B</title></head><body class=x><p>a<b>b</b></body></html>\n",
		"<p>a <a href='/x?a=1&amp;b=2' title=\"c > d\">b</a> <i><b>c</b></i> < d &lt; e &copy f<br/>g",
		"<table><tr><td><b>a</b><td>b<tr><th>c</table>d", "a<table>b<tr>c</table>",
		"<ul><li>a<li><code>b</code><ul><li>c</ul></ul><dl><dt>a<dd>b</dl>",
		"<noscript><img src=a><p>b</noscript><textarea>a &lt; b</textarea><title>a &amp; b</title>",
		"<svg viewBox='0 0 1 1'><title>a</title><path d=b /><a href=c>d</a><style>e</style></svg>f",
		"<math><mi>a</mi><annotation>b</annotation></math><ruby>a<rt>b</rt></ruby>",
		"<pre>\n  a\n\n<span class=k>b</span> &lt;c&gt;</pre><P ID=A>b</P><A HREF=c>d</A>",
		"<select><option>a<option>b</select><template><p>a</template><object><b>a</b></object>",
		"<script>let a = 1</script><style>p { color: red }</style><iframe src=a></iframe><xmp>a</xmp>",
		"<nobr>a</nobr> <font size=2>b</font> <tt>c</tt> <s>d</s> <u>e</u> <em>f</em> <strong>g</strong> <small>h</small>",
	} {
		if got, want := tamed(t, []byte(page)), asItStands(t, []byte(page)); got != want {
			t.Errorf("%s\nbecame %s,\nnot    %s", page, got, want)
		}
	}
}

func TestWhatIsWrittenOtherwise(t *testing.T) {
	for _, c := range []struct{ name, page, want string }{
		{"formatting ends with its paragraph", "<p><b>a<p>b", "(head:)(body:(p:(b:a))(p:b))"},
		{"links without an end do not stand in one another", "<a name=a>b<br>c<a name=d>e", `(head:)(body:(a name="a":b(br:)c)(a name="d":e))`},
		{"a heading in a link", "<a href=b><h2>c</h2></a>d", `(head:)(body:(a href="b":(h2:c))d)`},
		{"the first body's attributes", "<body a=b>c<body d=e>f", `(head:)(body a="b":cf)`},
		{"tags in a title", "<title>a<b>c</title>d", "(head:(title:a<b>c))(body:d)"},
		{"a title that does not end", "<title>a<p>b", "(head:(title:a<p>b))(body:)"},
		{"a script's signs", "<script type=math/tex>a<b</script>", `(head:(script type="math/tex":a< b))(body:)`},
		{"CDATA in a drawing", "<svg><desc><![CDATA[a]]></desc></svg>b", "(head:)(body:(svg:(desc:))b)"},
		{"CDATA in a drawing's style", "<svg><style><![CDATA[ a{} ]]></style></svg>b", "(head:)(body:(svg:(style:< ![CDATA[ a{} ]]>))b)"},
		{"empty elements in a drawing", "<svg><style/><title/><script/></svg><p>b", "(head:)(body:(svg:)(p:b))"},
		{"comments", "a<!-- <b> -->c<!-->d", "(head:)(body:acd)"},
		{"what does not end", "a<b c='d", "(head:)(body:a)"},
		{"plain text", "<plaintext>a<b>", "(head:)(body:(plaintext:a< b>))"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got, want := tamed(t, []byte(c.page)), "(html:"+c.want+")"; got != want {
				t.Errorf("%s\nbecame %s,\nnot    %s", c.page, got, want)
			}
		})
	}
}

// The most that Parse allocates for a page of n bytes.
func maxAlloc(n int) int { return 500*n + 2*maxCopied }

// parseBomb parses a page, and fails if that takes too much.
func parseBomb(t *testing.T, page []byte) {
	t.Helper()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	root, err := Parse(page)
	runtime.ReadMemStats(&after)
	if n := int(after.TotalAlloc - before.TotalAlloc); n > maxAlloc(len(page)) && !race.Enabled {
		t.Errorf("%d MiB were allocated for %d bytes", n>>20, len(page))
	}
	if errors.Is(err, ErrTooDeep) {
		return
	}
	if err != nil {
		t.Fatal(err)
	}
	nodes := 0
	for n := root; n != nil; n = Following(n, root) {
		nodes++
	}
	if most := 4*bytes.Count(page, []byte("<")) + 10; nodes > most && !isSmall(page) {
		t.Errorf("%d bytes became %d nodes of %d", len(page), nodes, most)
	}
}

func TestParsingIsLinear(t *testing.T) {
	size := 192 << 10
	if race.Enabled { // which takes long
		size >>= 4
	}
	for _, b := range bombs.HTML() {
		t.Run(b.Name, func(t *testing.T) { parseBomb(t, []byte(b.Text(size))) })
	}
}

// FuzzParse parses pages of repeated pieces.
func FuzzParse(f *testing.F) {
	for _, c := range [][3]string{
		{"<p><b a><i b></p>", "<p>x", ""}, {"<svg>", "<![CDATA[><p>]]>", ""}, {"<table>", "a<td><p></td>", ""}, {"<frameset>", " <p>", ""},
		{"<table><table></table><button><p><b a></p>", "<td><p>x", ""}, {"", "a<form>", ""}, {"</body>", " <!---->", ""}, {"<head><noscript>", " <noscript>", ""},
		{"<p><b a><svg><desc></b></svg></p>", "<p>x", ""}, {"<svg><p><title><!--</title>", "a</x>", ""}, {"<select>", "a<select>", ""},
		{"<body a>", "<body b>", "<title>"}, {"<template>", "a<td>", ""}, {"<a><table>", "<a>b", ""}, {"<math><mi>", "<b>a<mi>", ""}, {"<colgroup>", " </x>", ""},
	} {
		f.Add(c[0], c[1], c[2])
	}
	size := 96 << 10
	if race.Enabled {
		size >>= 4
	}
	f.Fuzz(func(t *testing.T, first, piece, last string) {
		if len(first)+len(piece)+len(last) > size/8 {
			t.Skip("they are to be repeated")
		}
		page := []byte(bombs.Bomb{Head: first, Piece: piece, Tail: last}.Text(size))
		parseBomb(t, page)
		if _, err := ParseFragment(string(page)); err != nil && !errors.Is(err, ErrTooDeep) {
			t.Error(err)
		}
	})
}
