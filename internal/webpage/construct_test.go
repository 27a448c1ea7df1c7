package webpage

import (
	"fmt"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// words returns what the nodes show, with one blank between words.
func words(nodes []*html.Node) string {
	var all []string
	for _, n := range nodes {
		if s := shown(n, 1<<20); s != "" {
			all = append(all, s)
		}
	}
	return strings.Join(all, " ")
}

func parse(t testing.TB, s string) *Document {
	t.Helper()
	d, err := Parse([]byte(s))
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// Layouts of a page: around its title and text.
var layouts = map[string]string{
	"main": `<!DOCTYPE html><html lang=en><head><title>TITLE | Mill Trust</title></head><body>
		<header class=top><a href=/>Mill Trust</a><nav><ul>MENU</ul></nav></header>
		<main><article><h1>TITLE</h1>TEXT</article></main><footer><p>Mill Lane 4</p></footer></body></html>`,
	"divisions": `<html><head><title>TITLE | Mill Trust</title></head><body><div id=all>
		<div id=top><a href=/>Mill Trust</a><ul>MENU</ul></div>
		<div id=mid><h1>TITLE</h1>TEXT</div><div id=bot><p>Mill Lane 4</p></div></div></body></html>`,
	"table": `<HTML><HEAD><Title>TITLE</Title></HEAD><BODY><TABLE WIDTH=700><TR><TD COLSPAN=2><FONT SIZE=6>Mill Trust</FONT>
		<TR><TD><UL>MENU</UL><TD><H1>TITLE</H1>TEXT<TR><TD COLSPAN=2><FONT SIZE=1>Mill Lane 4</FONT></TABLE>`,
	"flat":     `<html><head><title>TITLE - Mill Trust</title></head><body><ul>MENU</ul><h1>TITLE</h1>TEXT<p>Mill Lane 4</p></body></html>`,
	"minified": `<!doctype html><title>TITLE · Mill Trust</title><div><a href=/>Mill Trust</a><ul>MENU</ul></div><div><h1>TITLE</h1>TEXT</div><div>Mill Lane 4</div>`,
}

var subjects = []string{"Sluice", "Wheel", "Stones", "Hopper", "Loft", "Pond", "Weir", "Barn", "Cart", "Yard", "Kiln", "Gate"}

// fill makes page i of a site. The entry of the page that is open is no link.
func fill(layout string, i int, text string) string {
	menu := ""
	for k, s := range subjects[:6] {
		if k == i {
			menu += fmt.Sprintf("<li class=active><strong>%s item</strong></li>", s)
		} else {
			menu += fmt.Sprintf("<li><a href=/%s/>%s item</a></li>", strings.ToLower(s), s)
		}
	}
	return strings.NewReplacer("MENU", menu, "TITLE", subjects[i], "TEXT", text).Replace(layouts[layout])
}

func ownText(i int) string {
	return fmt.Sprintf(`<p>The %s was mended in %d by two carpenters.</p><p>Number %d has been dry since.</p>`,
		strings.ToLower(subjects[i]), 1900+7*i, i+20)
}

// furnitureOf is a census of a site of the pages with the given texts.
func furnitureOf(t testing.TB, layout string, texts []string) *Furniture {
	t.Helper()
	var c Census
	for i, s := range texts {
		c.Add(parse(t, fill(layout, i, s)))
	}
	return c.Furniture()
}

func ownTexts(n int) []string {
	var texts []string
	for i := range n {
		texts = append(texts, ownText(i))
	}
	return texts
}

// Each construct stands between two paragraphs of page 7. Capitals mark what it
// must keep (KEPT) and lose (GONE).
var constructs = []struct{ name, html string }{
	{"a breadcrumb by class", `<div class="breadcrumbs"><a href="/">GONE</a> / GONE</div>`},
	{"a breadcrumb in nav", `<nav aria-label=Breadcrumb><ol><li><a href=/>GONE</a><li>GONE</ol></nav>`},
	{"an edit link", `<a class="x" href="https://git.example/edit/a.md">Edit this page</a>`},
	{"an edit link of a forge", `<p><a href="https://git.example/edit/a.md">Edit this page on GitHub</a></p>`},
	{"the last change", `<div class=x>Last updated on 3 May 2026 by GONE</div>`},
	{"the last change by class", `<span class=theme-last-updated>GONE</span>`},
	{"a sentence that begins so", `<p>Last updated on stone, the KEPT list hangs in the loft above the wheel and is read aloud each spring by whoever keeps the keys to it.</p>`},
	{"tags", `<ul class="tags"><li><a href=/t/a>GONE</a></li><li><a href=/t/b>GONE</a></li></ul>`},
	{"a line of tags", `<p>Tags: <a href=/t/a>GONE</a>, <a href=/t/b>GONE</a></p>`},
	{"pages before and after", `<div class=x><a rel=prev href=/a>GONE one</a> <a rel=next href=/b>GONE two</a></div>`},
	{"pages before and after by words", `<p><a href=/a>« Previous</a> | <a href=/b>Next »</a></p>`},
	{"cards to turn pages", `<div><a href=/a><div>Previous</div><div>GONE</div></a><a href=/b><div>Next</div><div>GONE</div></a></div>`},
	{"a link that begins with next", `<ul><li><a href=/steps>Next steps KEPT</a></li><li><a href=/up>Upper KEPT</a></li></ul>`},
	{"a sentence with a link called next", `<p>Press <a href=/n>Next</a> to KEPT the wheel.</p>`},
	{"what is on the page", `<div class="toc"><p>Contents</p><ul><li><a href="#a">GONE</a><li><a href="#b">GONE</a></ul></div>`},
	{"what is on the page under a heading", `<h2>On this page</h2><ul><li><a href="#a">GONE</a><li><a href="#b">GONE</a></ul>`},
	{"what is on the page in an aside", `<aside><ul><li><a href="#a">GONE</a><li><a href="#b">GONE</a></ul></aside>`},
	{"a table of other pages", `<div class="toc"><ul><li><a href="/a">KEPT</a><li><a href="/b#x">KEPT</a></ul></div>`},
	{"a list of links within the page", `<ul><li><a href="#a">KEPT</a> is old<li><a href="#b">KEPT</a> is new</ul>`},
	{"notes at the foot", `<ol class=footnotes><li id=f1>KEPT note of some length <a href="#r1">↩</a></li></ol>`},
	{"a side bar", `<div class=sidebar><ul><li><a href=/a>GONE</a><li><a href=/b>GONE</a></ul></div>`},
	{"a box at the side with text", `<aside class=sidebar><p class=sidebar-title>KEPT</p><p>The KEPT box tells of millstones and where they were cut.</p></aside>`},
	{"an aside", `<aside><p>KEPT words beside the text.</p></aside>`},
	{"related posts", `<section class="related-posts"><h2>GONE</h2><ul><li><a href=/a>GONE</a><p>Some GONE words.</p></ul></section>`},
	{"a section named related", `<div class=section id=related><h2>Related</h2><p>KEPT mills are found upstream.</p></div>`},
	{"share buttons", `<p><a href="https://www.facebook.com/sharer/sharer.php?u=x">GONE</a> <a href="mailto:?subject=x">GONE</a></p>`},
	{"share buttons by class", `<div class="share-buttons">GONE <a href="#">GONE</a></div>`},
	{"a language switch", `<p class=x><a hreflang=cy lang=cy href=/cy/>GONE</a> <a hreflang=de href=/de/>GONE</a></p>`},
	{"a language switch by name", `<div><a href=/cy/>Cymraeg</a></div>`},
	{"a skip link", `<a href="#x">Skip to content</a>`},
	{"a search box", `<form role=search><label>GONE</label><input name=q></form>`},
	{"a form of comments", `<form action=/c method=post><p>GONE name</p><input name=n><textarea></textarea></form>`},
	{"a notice of cookies", `<div id=cookie-notice>We GONE cookies to measure. <a href=/p>GONE</a></div>`},
	{"the top", `<p><a href="#top">Back to top</a></p>`},
	{"a header of the text", `<header><h2>KEPT</h2><p>KEPT lead.</p></header>`},
	{"a quotation's footer", `<blockquote><p>KEPT words.</p><footer>— KEPT</footer></blockquote>`},
	{"a panel of a tab", `<div role=tabpanel hidden><p>KEPT panel.</p></div>`},
	{"code in a language", `<div class="language-bash highlight"><pre><code>KEPT --next</code></pre></div>`},
	{"links in a menu of a kitchen", `<div class=menu><p>Soup KEPT</p><p>Bread KEPT, baked <a href=/b>here</a></p></div>`},
	{"a table", `<table><tr><th>KEPT<th>KEPT<tr><td><a href=/x>KEPT</a><td>12</table>`},
	{"a list of links", `<ul><li><a href=/x>KEPT</a><li><a href=/y>KEPT</a><li><a href=/z>KEPT</a></ul>`},
	{"a link around blocks", `<a href=/x><h3>KEPT</h3><p>KEPT card.</p></a>`},
	{"headings h1 in the text", `<h1>KEPT</h1><p>KEPT.</p>`},
	{"noscript", `<noscript><p>KEPT without scripts.</p></noscript>`},
	{"escaped tags", `<p>&lt;nav&gt; KEPT &lt;/nav&gt;</p>`},
	{"a formula", `<p><math><mi>KEPT</mi><mo>=</mo><mn>2</mn></math></p>`},
	{"a lazy picture", `<p><img data-src=/a.png alt=x>KEPT</p>`},
	{"a custom element", `<x-note><p>KEPT note.</p></x-note>`},
	{"details", `<details><summary>KEPT</summary><p>KEPT.</p></details>`},
	{"footer of docs", `<div class="page-meta"><span>GONE</span> <a href=/x>GONE</a></div>`},
	{"a sentence of what is built", `<p>Built with KEPT by two carpenters</p>`},
	{"a sentence of power", `<p>Powered by KEPT water alone</p>`},
	{"a way back", `<p><a href=/>« Back to all mills</a></p>`},
	{"related posts by their title", `<div><h3>Related posts</h3><ul><li><a href=/a>GONE</a><li><a href=/b>GONE</a></ul></div>`},
	{"a list of posts below a title", `<h2>You may also like</h2><ul><li><a href=/a>GONE</a><li><a href=/b>GONE</a></ul>`},
	{"what is seen also", `<h2>See also KEPT</h2><ul><li><a href=/a>KEPT</a><li><a href=/b>KEPT</a></ul>`},
	{"built with", `<p>Powered by <a href=https://x.example>Presswork</a></p>`},
	{"was it helpful", `<div class=x>Was this page helpful? <a href=/y>Yes</a> <a href=/n>No</a></div>`},
}

func TestALinkOverACardIsItsHeadings(t *testing.T) {
	for _, c := range []struct{ name, card, want string }{
		{"with a label", `<article><h2>Eels</h2><p>They slide.</p><a aria-label="post link to Eels" href="/eels"></a></article>`, `<h2><a aria-label="post link to Eels" href="/eels">Eels</a></h2>`},
		{"without one", `<li><h3>Eels</h3><div><a class="stretched" href="/eels"><span></span></a></div></li>`, `<h3><a class="stretched" href="/eels"><span></span>Eels</a></h3>`},
		{"with that of something else", `<article><h2>Eels</h2><a aria-label="Print" href="/print"></a></article>`, `<h2>Eels</h2>`},
		{"beside two headings", `<article><h2>Eels</h2><h2>Crabs</h2><a href="/eels"></a></article>`, `<h2>Eels</h2><h2>Crabs</h2>`},
		{"to a place on the page", `<article><h2>Eels</h2><a href="#eels"></a></article>`, `<h2>Eels</h2>`},
	} {
		d, err := Parse([]byte("<main><h1>Fish</h1><p>Fish of our harbour, and what they do.</p>" + c.card + "</main>"))
		if err != nil {
			t.Fatal(err)
		}
		var b strings.Builder
		for _, n := range d.Content(nil, nil).Nodes {
			if err := html.Render(&b, n); err != nil {
				t.Fatal(err)
			}
		}
		if !strings.Contains(b.String(), c.want) {
			t.Errorf("%s: no %s in %s", c.name, c.want, b.String())
		}
	}
}

func TestConstructs(t *testing.T) {
	for layout := range layouts {
		f := furnitureOf(t, layout, ownTexts(10))
		for _, c := range constructs {
			t.Run(layout+"/"+c.name, func(t *testing.T) {
				d := parse(t, fill(layout, 7, "<p>The first paragraph stands here, and is long enough.</p>"+c.html+"<p>The last one stands here.</p>"))
				got := d.Content(f, nil)
				s := strings.TrimSpace(got.Subtitle + " " + words(got.Nodes))
				if !strings.HasPrefix(s, "The first paragraph") || !strings.HasSuffix(s, "The last one stands here.") {
					t.Errorf("the text is %q", s)
				}
				if got.Title != "Barn" {
					t.Errorf("title %q", got.Title)
				}
				if strings.Contains(s, "GONE") || strings.Count(s, "KEPT") != strings.Count(c.html, "KEPT") {
					t.Errorf("the text is %q", s)
				}
				if !strings.Contains(c.html, "KEPT") && s != "The first paragraph stands here, and is long enough. The last one stands here." {
					t.Errorf("the text is %q", s)
				}
			})
		}
	}
}

// What stands before the title is furniture more often.
var beforeTitle = []struct{ name, html string }{
	{"a breadcrumb of words", `<p><a href=/>GONE</a> &gt; <a href=/x/>GONE</a> &gt; Barn</p>`},
	{"a breadcrumb of a list", `<ul class=b><li><a href=/>GONE</a> »<li><a href=/x/>GONE</a> »<li>Barn</ul>`},
	{"a language switch", `<div><a href=/cy/ hreflang=cy>GONE</a></div>`},
	{"a skip link", `<a class=sr-only href=#x>Skip to main content</a>`},
	{"a lead", `<p>KEPT lead of the page.</p>`},
	{"a notice", `<div class=note><p>KEPT notice, see <a href=/x>there</a>.</p></div>`},
}

func TestBeforeTheTitle(t *testing.T) {
	for layout := range layouts {
		f := furnitureOf(t, layout, ownTexts(10))
		for _, c := range beforeTitle {
			t.Run(layout+"/"+c.name, func(t *testing.T) {
				page := fill(layout, 7, "<p>The paragraph stands here, and is long enough.</p><p>The last one.</p>")
				at := strings.Index(strings.ToLower(page), "<h1>")
				got := parse(t, page[:at]+c.html+page[at:]).Content(f, nil)
				s := words(got.Nodes)
				if got.Title != "Barn" || strings.Contains(s, "GONE") || strings.Count(s, "KEPT") != strings.Count(c.html, "KEPT") ||
					!strings.HasSuffix(s, "The paragraph stands here, and is long enough. The last one.") ||
					!strings.Contains(c.html, "KEPT") && !strings.HasPrefix(s, "The paragraph") {
					t.Errorf("%q: %q", got.Title, s)
				}
			})
		}
	}
}

// Side bars may differ from page to page. Where nothing names them, they are
// known as lists of links before the text, or in a cell beside it.
func TestSideBarsThatDiffer(t *testing.T) {
	side := func(i int) string {
		var b strings.Builder
		for k := range 8 {
			fmt.Fprintf(&b, "<li><a href=/%d/%d>Bar %d of %d</a>", i, k, k, i)
		}
		return "<div><ul>" + b.String() + "</ul></div>"
	}
	for layout := range layouts {
		if layout == "flat" {
			continue // nothing there says where the text begins
		}
		t.Run(layout, func(t *testing.T) {
			page := func(i int) string {
				p := fill(layout, i, ownText(i))
				at := strings.LastIndex(p[:strings.Index(strings.ToLower(p), "<h1>")], "<div")
				switch layout {
				case "main":
					at = strings.Index(p, "<footer>")
				case "table":
					return strings.Replace(p, "<TR><TD COLSPAN=2><FONT SIZE=1>", "<TD>"+side(i)+"<TR><TD COLSPAN=2><FONT SIZE=1>", 1)
				}
				return p[:at] + side(i) + p[at:]
			}
			var c Census
			for i := range 10 {
				c.Add(parse(t, page(i)))
			}
			got := parse(t, page(3)).Content(c.Furniture(), nil)
			if s := words(got.Nodes); s != words([]*html.Node{parse(t, ownText(3)).root}) {
				t.Errorf("the text is %q", s)
			}
		})
	}
}

// The list of an index stands beside its introduction.
func TestAnIndexKeepsItsLinks(t *testing.T) {
	for layout := range layouts {
		t.Run(layout, func(t *testing.T) {
			f := furnitureOf(t, layout, ownTexts(10))
			index := `<div class=intro><p>All mills of the valley are listed here, and those that were lost to the floods of the century before.</p></div>
				<div><ul><li><a href=/a>Upper</a><li><a href=/b>Lower</a><li><a href=/c>Middle</a><li><a href=/d>Old</a></ul></div>`
			page := strings.Replace(fill(layout, 8, "</div>"+index+"<div>"), "<p></p>", "", 1)
			c := parse(t, page).Content(f, nil)
			if s := c.Subtitle + " " + words(c.Nodes); !strings.Contains(s, "All mills") || !strings.HasSuffix(s, "Upper Lower Middle Old") {
				t.Errorf("the text is %q; left out %q", s, c.LeftOut)
			}
		})
	}
}

func TestFurnitureThatRecurs(t *testing.T) {
	for layout := range layouts {
		t.Run(layout, func(t *testing.T) {
			f := furnitureOf(t, layout, ownTexts(10))
			for i := range 10 {
				c := parse(t, fill(layout, i, ownText(i))).Content(f, nil)
				if got, want := words(c.Nodes), words([]*html.Node{parse(t, ownText(i)).root}); got != want || c.Title != subjects[i] {
					t.Errorf("page %d, %q: %q, not %q; left out %q", i, c.Title, got, want, c.LeftOut)
				}
			}
		})
	}
}

// A site may say the same on many of its pages.
func TestOwnTextThatRecurs(t *testing.T) {
	const said = "<p>All measures are in feet.</p>"
	for layout := range layouts {
		for _, share := range []int{3, 4, 5} {
			for _, where := range []string{"before", "between", "after"} {
				t.Run(fmt.Sprintf("%s/on %d of 10 pages/%s", layout, share, where), func(t *testing.T) {
					var texts []string
					for i := range 10 {
						s := ownText(i)
						if i < share {
							switch where {
							case "before":
								s = said + s
							case "after":
								s += said
							default:
								s = strings.Replace(s, "</p>", "</p>"+said, 1)
							}
						}
						texts = append(texts, s)
					}
					f := furnitureOf(t, layout, texts)
					c := parse(t, fill(layout, 2, texts[2])).Content(f, nil)
					if s := c.Subtitle + " " + words(c.Nodes); !strings.Contains(s, "All measures are in feet.") {
						t.Errorf("the text is %q; left out %q", s, c.LeftOut)
					}
				})
			}
		}
	}
}

// Of a site of few pages, their look has to say what is furniture.
func TestSitesOfFewPages(t *testing.T) {
	for layout := range layouts {
		for n := 1; n <= 4; n++ {
			t.Run(fmt.Sprintf("%s/%d", layout, n), func(t *testing.T) {
				const shared = "<p>All measures are in feet.</p>"
				var texts []string
				for i := range n {
					texts = append(texts, strings.Replace(ownText(i), "</p>", "</p>"+shared, 1))
				}
				f := furnitureOf(t, layout, texts)
				c := parse(t, fill(layout, 0, texts[0])).Content(f, nil)
				s := words(c.Nodes)
				if !strings.Contains(s, "carpenters. All measures are in feet. Number 20") || c.Title != "Sluice" {
					t.Errorf("the text of %q is %q; left out %q", c.Title, s, c.LeftOut)
				}
				if n > 1 && layout != "flat" && strings.Contains(s, "Wheel item") {
					t.Errorf("the menu is in the text %q", s)
				}
			})
		}
	}
}

// Pages that are the same have a text all the same.
func TestPagesThatAreTheSame(t *testing.T) {
	for layout := range layouts {
		t.Run(layout, func(t *testing.T) {
			var c Census
			page := fill(layout, 8, "<p>Nothing is here yet.</p>")
			for range 10 {
				c.Add(parse(t, page))
			}
			got := parse(t, page).Content(c.Furniture(), nil)
			if !strings.Contains(words(got.Nodes), "Nothing is here yet.") || got.Title != "Cart" {
				t.Errorf("%q: %q by %s", got.Title, words(got.Nodes), got.How)
			}
		})
	}
}
