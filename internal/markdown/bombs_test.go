package markdown_test

import (
	"errors"
	"fmt"
	"runtime"
	"strings"
	"sync"
	"testing"

	"golang.org/x/net/html"

	"hackday.example/kiosk/internal/kiosktest/race"
	"hackday.example/kiosk/internal/markdown"
)

// upTo repeats text up to a number of bytes.
func upTo(n int, text string) string { return strings.Repeat(text, n/len(text)) }

// bombs are what HTML of a size makes most of.
var bombs = []struct {
	name string
	make func(n int) string
}{
	{"one word", func(n int) string { return "<p>" + upTo(n, "x") }},
	{"signs", func(n int) string { return "<p>" + upTo(n, "*_`[]<&~!:.|@") }},
	{"backslashes", func(n int) string { return "<p>" + upTo(n, `\`) }},
	{"addresses", func(n int) string { return "<p>" + upTo(n, "http://") }},
	{"addresses with blanks", func(n int) string { return "<p>" + upTo(n, "http://a*b ") }},
	{"names of mail", func(n int) string { return "<p>a" + upTo(n, "<b>x</b>@") }},
	{"line breaks", func(n int) string { return upTo(n, "a<br>") }},
	{"empty elements", func(n int) string { return upTo(n, "<b></b>") }},
	{"anchors", func(n int) string { return upTo(n, "<a id=x></a>") }},
	{"emphasis", func(n int) string { return upTo(n, "<b>a</b><i>b</i>") }},
	{"emphasis that closes nothing", func(n int) string { return upTo(n, "a<b>.</b>") }},
	{"emphasis over emphasis", func(n int) string { return "<i>" + upTo(n, "a<b>b</b><s>c</s>") }},
	{"emphasis over links", func(n int) string { return "<b>" + upTo(n, "<a href=x><i>a</i></a>b") }},
	{"links", func(n int) string { return upTo(n, "<a href=/x>a</a> ") }},
	{"links in a link", func(n int) string { return "<a href=x>" + upTo(n, "<p>a</p>") }},
	{"a long address", func(n int) string { return "<a href='" + upTo(n, "&(") + "'>a</a>" }},
	{"a long ID", func(n int) string {
		return "<p id='" + upTo(n, "x") + "' class='" + upTo(n/8, "a ") + "' style='" + upTo(n/8, "a:b;") + "'>a</p>"
	}},
	{"long attributes", func(n int) string {
		return upTo(n, "<p class='"+upTo(1000, "gutter ")+"' style='"+upTo(3000, "display:b;")+"'>a</p>")
	}},
	{"spans", func(n int) string { return upTo(n, strings.Repeat("<span>", 400)+"a"+strings.Repeat("</span>", 400)) }},
	{"lists in lists", func(n int) string { return upTo(n, strings.Repeat("<ul><li>a", 200)+strings.Repeat("</ul>", 200)) }},
	{"lists directly in lists", func(n int) string { return upTo(n, strings.Repeat("<ul>", 400)+"a"+strings.Repeat("</ul>", 400)) }},
	{"definitions in definitions", func(n int) string { return upTo(n, strings.Repeat("<dl><dt>a<dd>", 200)+strings.Repeat("</dl>", 200)) }},
	{"quotations in quotations", func(n int) string {
		return upTo(n, strings.Repeat("<blockquote>a", 400)+strings.Repeat("</blockquote>", 400))
	}},
	{"tables in tables", func(n int) string {
		return upTo(n, strings.Repeat("<table><tr><td>a<td>", 120)+strings.Repeat("</table>", 120))
	}},
	{"a table within tables", func(n int) string { return strings.Repeat("<table><tr><td>a<td>", 120) + upTo(n, "<p>a</p>") }},
	{"code in lists", func(n int) string { return strings.Repeat("<ul><li>", 10) + "<pre>" + upTo(n, "a\n") }},
	{"empty lines of code in quotations", func(n int) string { return strings.Repeat("<blockquote>", 10) + "<pre>a" + upTo(n, "\n") + "b" }},
	{"code", func(n int) string { return upTo(n, "<code>`</code>") }},
	{"code in code", func(n int) string { return upTo(n, strings.Repeat("<code>", 400)+strings.Repeat("</code>", 400)) }},
	{"numbers of lines", func(n int) string { return strings.Repeat("<div class=ln>", 400) + upTo(n, "1 ") + "a" }},
	{"short cells", func(n int) string { return "<table>" + upTo(n, "<tr><td>a<td>") }},
	{"tables", func(n int) string { return upTo(n, "<table><tr><th>a<th>b<tr><td>a<td>b</table>") }},
	{"wide tables", func(n int) string { return upTo(n, "<table><tr><td colspan=99><td><tr><td>a<td rowspan=9></table>") }},
	{"spans of cells", func(n int) string { return "<table>" + upTo(n, "<tr><td colspan=100000 rowspan=100000>a<td>b") }},
	{"paragraphs", func(n int) string { return upTo(n, "<p>a") }},
	{"headings", func(n int) string { return upTo(n, "<h2>a #") }},
	{"headings of one line", func(n int) string { return "<h2>" + upTo(n, "<p>{a}") }},
	{"figures in figures", func(n int) string {
		return upTo(n, strings.Repeat("<figure><img alt=a src=b>", 200)+strings.Repeat("</figure>", 200))
	}},
	{"noscript", func(n int) string { return upTo(n, "<noscript><img alt=a src=b></noscript>") }},
	{"pictures", func(n int) string { return upTo(n, "<img alt=a src=b>") }},
	{"formulas", func(n int) string {
		return upTo(n, "<math>"+strings.Repeat("<mrow>", 300)+strings.Repeat("</mrow>", 300)+"</math>")
	}},
	{"indices", func(n int) string { return upTo(n, strings.Repeat("<sub>", 300)+"1"+strings.Repeat("</sub>", 300)) }},
	{"comments", func(n int) string { return upTo(n, "<!--a-->") }},
	{"unknown elements", func(n int) string { return upTo(n, "<x-a>a</x-a>") }},
	{"hidden elements", func(n int) string { return upTo(n, "<p style='display:none'>a</p>") }},
	{"forms", func(n int) string {
		return upTo(n, strings.Repeat("<fieldset><form>", 100)+strings.Repeat("</form></fieldset>", 100))
	}},
	{"details", func(n int) string {
		return upTo(n, strings.Repeat("<details><summary>a</summary>", 200)+strings.Repeat("</details>", 200))
	}},
	{"summaries", func(n int) string {
		return upTo(n, strings.Repeat("<summary>a", 400)+strings.Repeat("</summary>", 400))
	}},
	{"buttons", func(n int) string { return "<h2>" + upTo(n, "<button>a</button>") }},
	{"languages", func(n int) string { return upTo(n, "<i lang=cy>a</i><i lang=fr>b</i>") }},
	{"languages in languages", func(n int) string {
		return upTo(n, strings.Repeat("<b lang=cy>a<i lang=fr>b", 150)+strings.Repeat("</i></b>", 150))
	}},
	{"languages that are none", func(n int) string { return upTo(n, "<p lang=a-b-c-d-e xml:lang=no-such>a</p>") }},
	{"long languages", func(n int) string { return "<p lang='" + upTo(n, "cy-") + "'>a</p>" }},
	{"spans with classes", func(n int) string { return upTo(n, "<span class=a>a</span><span class=b>B</span>") }},
}

// maxGrowth bounds the bytes that are allocated in all for a byte of HTML, of which
// those that are held at once are a quarter or less, and growthOfText the Markdown that
// it becomes, beside MaxOutput.
const (
	maxGrowth    = 500
	growthOfText = 25
)

// TestConversionIsLinear holds what is allocated in all, and what is written, against
// the size of the HTML.
func TestConversionIsLinear(t *testing.T) {
	whole := 1 << 18
	if race.Enabled { // which allocates too, and takes long
		whole >>= 4
	}
	for _, b := range bombs {
		t.Run(b.name, func(t *testing.T) {
			source := b.make(whole)
			nodes := body(t, source)
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			text, err := markdown.FromHTML(nodes, markdown.Options{})
			runtime.ReadMemStats(&after)
			if err != nil && !errors.Is(err, markdown.ErrTooLarge) {
				t.Fatal(err)
			}
			allocated := float64(after.TotalAlloc-before.TotalAlloc) / float64(len(source))
			grown := float64(len(text.Markdown)) / float64(len(source))
			t.Logf("%.1f bytes allocated and %.2f written a byte", allocated, grown)
			if allocated > maxGrowth && !race.Enabled || grown > growthOfText {
				t.Errorf("%.1f bytes were allocated and %.2f written for each byte", allocated, grown)
			}
		})
	}
}

// TestInsideIsLinear does the same for HTML in Markdown.
func TestInsideIsLinear(t *testing.T) {
	whole := 32 << 10
	if race.Enabled {
		whole >>= 4
	}
	for _, b := range append(bombs[:len(bombs):len(bombs)], []struct {
		name string
		make func(n int) string
	}{
		{"angles", func(n int) string { return upTo(n, "<") }},
		{"unclosed attributes", func(n int) string { return upTo(n, `<a b="`) }},
		{"unclosed comments", func(n int) string { return upTo(n, "a <!-- ") }},
		{"comments below one another", func(n int) string { return upTo(n, "<!--\n\n") }},
		{"unclosed scripts", func(n int) string { return upTo(n, "a <script> ") }},
		{"scripts below one another", func(n int) string { return upTo(n, "<script>\n\n") }},
		{"backticks", func(n int) string { return upTo(n, "` `` ``` ") + "<b>" }},
		{"unclosed tags", func(n int) string { return upTo(n, "<b>a ") }},
		{"closing tags", func(n int) string { return "a" + upTo(n, "</b>") }},
		{"tags around all", func(n int) string { return upTo(n, strings.Repeat("a<b>", 30)+strings.Repeat("</b>", 30)) }},
		{"blocks and pieces", func(n int) string { return upTo(n, "<div>\n\na\n\n</div>\n\n") }},
		{"blocks in items", func(n int) string { return upTo(n, "- a\n\n  <div>b</div>\n\n") }},
		{"markdown in one block", func(n int) string { return "<div>\n" + upTo(n, "<p markdown=1>a</p>\n") }},
	}...) {
		t.Run(b.name, func(t *testing.T) {
			source := b.make(whole)
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			_, err := markdown.Inside(source, markdown.Options{})
			runtime.ReadMemStats(&after)
			if err != nil && !errors.Is(err, markdown.ErrTooLarge) {
				t.Fatal(err)
			}
			allocated := float64(after.TotalAlloc-before.TotalAlloc) / float64(len(source))
			t.Logf("%.1f bytes allocated a byte", allocated)
			if allocated > 3000 && !race.Enabled {
				t.Errorf("%.1f bytes were allocated for each byte", allocated)
			}
		})
	}
}

func TestWhatStandsTooDeepIsAnError(t *testing.T) {
	n := &html.Node{Type: html.TextNode, Data: "a"}
	for range markdown.MaxDepth {
		outer := &html.Node{Type: html.ElementNode, Data: "div"}
		outer.AppendChild(n)
		n = outer
	}
	if _, err := markdown.FromHTML([]*html.Node{n}, markdown.Options{}); !errors.Is(err, markdown.ErrTooDeep) {
		t.Errorf("%v", err)
	}
	if _, err := markdown.FromHTML([]*html.Node{n.FirstChild}, markdown.Options{}); err != nil {
		t.Errorf("one less: %v", err)
	}
}

func TestManyMayConvertAtOnce(t *testing.T) {
	var group sync.WaitGroup
	for i := range 8 {
		group.Go(func() {
			for k := range 50 {
				word := fmt.Sprintf("w%d-%d", i, k)
				nodes, err := html.ParseFragment(strings.NewReader("<ul><li>"+word+"<table><tr><th>a<th>"+word+"</table></ul>"), nil)
				if err != nil {
					t.Error(err)
					return
				}
				text, err := markdown.FromHTML(nodes, markdown.Options{})
				if want := "- " + word + "\n\n  | a | " + word + " |\n  |---|---|\n"; err != nil || text.Markdown != want {
					t.Errorf("%q, %v", text.Markdown, err)
				}
			}
		})
	}
	group.Wait()
}

// page is a page of about 4 KiB as generators make them.
var page = "<h1>Moorings</h1>" + strings.Repeat(`<h2 id="a">Berths <a class="headerlink" href="#a">¶</a></h2>
<p>The <b>berths</b> along the quay are <a href="/quay/">let by the season</a>, and <code>boat.length</code> is what counts; ask the
<em>harbour office</em> before the ice, since nobody is let in later than that.</p>
<ul><li>One for the ferry</li><li>Two for <a href="/guests/">guests</a></li></ul>
<pre><code class="language-sh"><span class="k">moor</span> --berth 4
</code></pre><table><tr><th>Berth</th><th>Metres</th></tr><tr><td>1</td><td>12</td></tr><tr><td>2</td><td>9</td></tr></table>
`, 6)

func BenchmarkFromHTML(b *testing.B) {
	b.SetBytes(int64(len(page)))
	b.ReportAllocs()
	nodes := body(b, page)
	for b.Loop() {
		if _, err := markdown.FromHTML(nodes, markdown.Options{}); err != nil {
			b.Fatal(err)
		}
	}
}
