package folder

// furnitureQuirks are what differs from page to page, and is no content.
var furnitureQuirks = []quirk{
	{name: "a path of links above the title", frame: framed, title: "Rope", words: subjectWords,
		files: around(`<p><a href="index.html">Gull Cove</a> / <a href="boats.html">Boats</a> / Rope</p>` + subjectText)},
	{name: "a path of links in a list, within main", frame: mained, title: "Rope", words: subjectWords,
		files: around(`<ol class="trail"><li><a href="index.html">Start</a> &gt;</li><li><a href="boats.html">Boats</a> &gt;</li><li>Rope</li></ol>` + subjectText)},
	{name: "edit this page", frame: mained, words: subjectWords,
		files: around(subjectText + `<p><a href="https://git.example/edit/rope.md">Edit this page on Git</a></p><p>Last updated on 3 March 2026 by Ada</p>`)},
	{name: "a side bar with other sections for each page", frame: framed, words: subjectWords,
		files: around(`<div class="columns"><div class="side"><h3>Section</h3><ul><li><a href="boats.html">Boats</a></li><li><b>Rope</b></li><li><a href="birds.html">Birds</a></li><li><a href="tides.html">Tides</a></li></ul></div><div class="text">` + subjectText + `</div></div>`)},
	{name: "related posts with excerpts", frame: mained, words: subjectWords, absent: []string{"You may also like", "a great many gulls"},
		files: around(subjectText + `<section class="related"><h2>You may also like</h2><div><a href="boats.html"><h3>Boats</h3></a><p>One has oars.</p></div><div><a href="index.html"><h3>The cove</h3></a><p>A cove with a great many gulls.</p></div></section>`)},
	{name: "share buttons", frame: mained, words: subjectWords,
		files: around(subjectText + `<div class="share"><span>Share:</span> <a href="https://www.facebook.com/sharer/sharer.php?u=x">Facebook</a> <a href="https://twitter.com/intent/tweet?url=x">Twitter</a> <a href="mailto:?subject=Rope&amp;body=x">Email</a></div>`)},
	{name: "a list of tags", frame: mained, words: subjectWords,
		files: around(subjectText + `<p class="tags">Tags: <a href="tags/hemp.html">hemp</a>, <a href="tags/knots.html">knots</a></p>`)},
	{name: "a newsletter's form", frame: mained, words: subjectWords,
		files: around(subjectText + `<div class="newsletter"><h3>Stay in touch</h3><p>News of rope, once a month.</p><form action="/sub"><input type=email placeholder="you@mail"><button>Subscribe</button></form></div>`)},
	{name: "a cookie banner", frame: mained, words: subjectWords,
		files: around(`<div id="cookie-consent" role="dialog"><p>We use cookies to count gulls.</p><button>Accept</button> <a href="privacy.html">More</a></div>` + subjectText)},
	{name: "comments below", frame: mained, words: subjectWords, absent: []string{"lovely rope", "Leave a comment"},
		files: around(subjectText + `<section id="comments"><h2>2 comments</h2><article class="comment"><p>What a lovely rope.</p><a href="#c1">Reply</a></article><article class="comment"><p>Mine is longer.</p><a href="#c2">Reply</a></article><h3>Leave a comment</h3><form><textarea></textarea><button>Send</button></form></section>`)},
	{name: "comments that a script brings", frame: mained, words: subjectWords,
		files: around(subjectText + `<div id="disqus_thread"></div><noscript>Please enable JavaScript to view the <a href="https://disqus.com/?ref_noscript">comments powered by Disqus.</a></noscript>`)},
	{name: "what is on this page", frame: mained, words: long1 + " Splicing " + long2,
		files: around(`<h1>Rope</h1><div class="toc"><p>On this page</p><ul><li><a href="#splicing">Splicing</a></li></ul></div><p>` + long1 + `</p><h2 id="splicing">Splicing</h2><p>` + long2 + `</p>`)},
	{name: "previous and next with titles", frame: mained, words: subjectWords,
		files: around(subjectText + `<div class="post-nav"><a href="boats.html" rel="prev">← Boats</a><a href="birds.html" rel="next">Birds →</a></div>`)},
	{name: "a link back", frame: mained, words: subjectWords,
		files: around(subjectText + `<p><a href="index.html">← Back to the list</a></p>`)},
	{name: "a switch of languages", frame: framed, words: subjectWords,
		files: around(`<ul class="lang"><li><a href="cy/rope.html" hreflang="cy">Cymraeg</a></li><li><a href="ga/rope.html" hreflang="ga">Gaeilge</a></li></ul>` + subjectText)},
	{name: "advertisements", frame: mained, words: subjectWords,
		files: around(`<h1>Rope</h1><p>` + long1 + `</p><aside class="advert"><a href="https://shop.example">Buy a net</a></aside><ins class="adsbygoogle"></ins><p>` + long2 + `</p>`)},
	{name: "a link to skip to the text", frame: func(b string) string {
		return bare(`<a class="sr-only" href="#t">Skip to main content</a><nav><a href="index.html">Start</a><a href="boats.html">Boats</a></nav><div id=t>` + b + `</div>`)
	}, words: subjectWords, files: around(subjectText)},
	{name: "a time to read, and an author", frame: mained, words: long1 + " " + long2 + "…", absent: []string{"min read"},
		files: around(`<article><header><h1>Rope</h1><p class="byline">By Ada · 3 March 2026 · 4 min read</p></header><p>` + long1 + `</p><p>` + long2 + `</p></article>`)},
	{name: "buttons to copy code", frame: mained, words: long1 + " splice --both",
		files: around(`<h1>Rope</h1><p>` + long1 + `</p><div class="highlight"><button class="copy">Copy</button><pre><code>splice --both</code></pre></div>`)},
	{name: "a menu that is only on some pages", frame: framed, words: subjectWords,
		files: map[string]string{
			"subject.html": `<ul class="sub"><li><a href="boats.html">Boats</a><li><a href="tides.html">Tides</a><li><a href="charts.html">Charts</a></ul>` + subjectText,
			"boats.html":   `<ul class="sub"><li><a href="boats.html">Boats</a><li><a href="tides.html">Tides</a><li><a href="charts.html">Charts</a></ul><h1>Boats</h1><p>One has oars and one has an engine, and that is all of them.</p>`,
			"tides.html":   `<ul class="sub"><li><a href="boats.html">Boats</a><li><a href="tides.html">Tides</a><li><a href="charts.html">Charts</a></ul><h1>Tides</h1><p>Twice a day the water goes away, and comes back later.</p>`,
			"index.html":   "<h1>The cove</h1><p>A cove with a quay and two boats in it, and some gulls.</p>",
			"birds.html":   "<h1>Birds</h1><p>Most are gulls. A tern came once and was much talked about.</p>",
			"charts.html":  "<h1>Charts</h1><p>There is one chart, and the mice have had a corner of it.</p>",
			"nets.html":    "<h1>Nets</h1><p>They hang on the wall of the shed and smell of last year.</p>",
		}},
}

// contentQuirks are content that looks like furniture.
var contentQuirks = []quirk{
	{name: "own text that repeats on many pages", frame: framed, words: long1 + " Ask the harbour master before you untie anything. " + long2,
		files: map[string]string{
			"subject.html": `<h1>Rope</h1><p>` + long1 + `</p><p>Ask the harbour master before you untie anything.</p><p>` + long2 + `</p>`,
			"boats.html":   `<h1>Boats</h1><p>One has oars and one has an engine.</p><p>Ask the harbour master before you untie anything.</p><p>Both are green.</p>`,
			"tides.html":   `<h1>Tides</h1><p>Twice a day the water goes away.</p><p>Ask the harbour master before you untie anything.</p><p>It comes back.</p>`,
			"index.html":   "<h1>The cove</h1><p>A cove with a quay and two boats in it.</p><p>Gulls, too.</p>",
			"birds.html":   "<h1>Birds</h1><p>Most are gulls. A tern came once.</p>",
			"charts.html":  "<h1>Charts</h1><p>There is one chart, and the mice have had a corner of it.</p>",
		}},
	{name: "own headings that repeat on all pages", frame: mained, words: "Size " + long1 + " Use " + long2,
		files: map[string]string{
			"subject.html": `<h1>Rope</h1><h2>Size</h2><p>` + long1 + `</p><h2>Use</h2><p>` + long2 + `</p>`,
			"boats.html":   `<h1>Boats</h1><h2>Size</h2><p>Small.</p><h2>Use</h2><p>Fishing.</p>`,
			"tides.html":   `<h1>Tides</h1><h2>Size</h2><p>Large.</p><h2>Use</h2><p>None.</p>`,
			"index.html":   `<h1>The cove</h1><h2>Size</h2><p>A mile.</p><h2>Use</h2><p>Shelter.</p>`,
		}},
	{name: "a home page that lists posts with excerpts", frame: mained, page: "index", words: "Gales It blew for a week. More Calm Then it did not. More",
		links: []string{"Gales → gales", "Calm → calm"},
		files: map[string]string{
			"index.html": `<h1>Diary</h1><article><h2><a href="gales.html">Gales</a></h2><p>It blew for a week.</p><a href="gales.html">More</a></article><article><h2><a href="calm.html">Calm</a></h2><p>Then it did not.</p><a href="calm.html">More</a></article>`,
			"gales.html": `<article><h1>Gales</h1><p>It blew for a week. The shed lost its roof and then found it.</p></article>`,
			"calm.html":  `<article><h1>Calm</h1><p>Then it did not. We could hear the mice in the net loft.</p></article>`,
			"boats.html": `<article><h1>Boats</h1><p>One has oars and one has an engine.</p></article>`,
		}},
	{name: "an index that is only a list of links", frame: framed, page: "index", words: "Boats Birds Tides Charts Rope",
		links: []string{"Tides → tides", "Rope → subject"},
		files: func() map[string]string {
			f := around(subjectText)
			f["index.html"] = `<h1>All we have</h1><ul><li><a href="boats.html">Boats</a><li><a href="birds.html">Birds</a><li><a href="tides.html">Tides</a><li><a href="charts.html">Charts</a><li><a href="subject.html">Rope</a></ul>`
			return f
		}()},
	{name: "a site of one page", frame: framed, page: "index", title: "The cove", words: "A quay and two boats.…",
		files: map[string]string{"index.html": "<h1>The cove</h1><p>A quay and two boats.</p>"}},
	{name: "a site of two pages", frame: framed, page: "index", words: "A quay and two boats.", absent: []string{"Birds", "moon"},
		files: map[string]string{"index.html": "<h1>The cove</h1><p>A quay and two boats.</p>", "birds.html": "<h1>Birds</h1><p>Most are gulls.</p>"}},
	{name: "a site of three pages", frame: framed, page: "boats", words: "One has oars.", absent: []string{"Start", "moon"},
		files: map[string]string{"index.html": "<h1>The cove</h1><p>A quay and two boats.</p>", "birds.html": "<h1>Birds</h1><p>Most are gulls.</p>", "boats.html": "<h1>Boats</h1><p>One has oars.</p>"}},
	{name: "a page whose whole content stands on another too", frame: framed, words: subjectWords, title: "Rope",
		files: func() map[string]string {
			f := around(subjectText)
			f["copy.html"], f["old/rope.html"] = subjectText, subjectText
			return f
		}()},
	{name: "main twice", frame: func(b string) string {
		return bare(`<nav><a href="index.html">Start</a><a href="boats.html">Boats</a></nav>` + b)
	}, words: long1 + " " + long2,
		files: around(`<main><h1>Rope</h1><p>` + long1 + `</p></main><main><p>` + long2 + `</p></main>`)},
	{name: "main nearly empty, the text beside it", frame: func(b string) string {
		return bare(`<nav><a href="index.html">Start</a><a href="boats.html">Boats</a></nav>` + b)
	}, words: "Loading " + long1 + " " + long2,
		files: around(`<main id="app"><p>Loading</p></main><div class="text"><h1>Rope</h1><p>` + long1 + `</p><p>` + long2 + `</p></div>`)},
	{name: "main hidden, the text beside it", frame: func(b string) string { return bare(b) }, words: subjectWords,
		files: around(`<main hidden><p>A template of a page.</p></main><div>` + subjectText + `</div>`)},
	{name: "minified blocks", frame: func(b string) string {
		return bare(`<nav><ul><li><a href=index.html>Start</a><li><a href=boats.html>Boats</a></ul></nav><main>` + b + `</main>`)
	}, words: "Room Seats Quay 12 Loft 4 See also Boats Birds end",
		files: around(`<h1>Rope</h1><div><span>Room</span><div>Seats</div></div><table><tr><td>Quay<td>12<tr><td>Loft<td>4</table><div>See also<ul><li>Boats<li>Birds</ul>end</div>`)},
	{name: "a table that lays the page out", frame: nil, words: long1 + " " + long2, title: "Rope",
		files: func() map[string]string {
			f := around("<h1>Rope</h1><p>" + long1 + "<p>" + long2)
			for name, text := range f {
				f[name] = `<HTML><HEAD><TITLE>Gull Cove</TITLE></HEAD><BODY><TABLE WIDTH=100%><TR><TD COLSPAN=2><FONT SIZE=6>Gull Cove</FONT></TD></TR><TR><TD VALIGN=top><A HREF="index.html">Start</A><BR><A HREF="boats.html">Boats</A><BR><A HREF="birds.html">Birds</A></TD><TD>` + text + `</TD></TR></TABLE></BODY></HTML>`
			}
			return f
		}()},
	{name: "a footer and header of an article", frame: mained, words: "Of hemp and time " + long1 + " " + long2 + " Told by the cook.",
		files: around(`<article><header><h1>Rope</h1><p>Of hemp and time</p></header><p>` + long1 + `</p><p>` + long2 + `</p><footer><p>Told by the cook.</p></footer></article>`)},
	{name: "a long quotation with links of its own in an aside", frame: mained, words: long1 + " A word on hemp: it is a plant, and it grows where you would not think. See birds. " + long2,
		files: around(`<h1>Rope</h1><p>` + long1 + `</p><aside><p>A word on hemp: it is a plant, and it grows where you would not think. See <a href="birds.html">birds</a>.</p></aside><p>` + long2 + `</p>`)},
	{name: "panels of tabs, and text that opens", frame: mained, words: "Hemp Nylon Rots. Does not. More on nylon It squeaks.",
		files: around(`<h1>Rope</h1><div role="tablist"><button role="tab">Hemp</button><button role="tab">Nylon</button></div><div role="tabpanel" aria-label="Hemp"><p>Rots.</p></div><div role="tabpanel" hidden aria-label="Nylon"><p>Does not.</p></div><details><summary>More on nylon</summary><p>It squeaks.</p></details>`)},
	{name: "text in cards that links lie over", frame: mained, page: "index", words: "Boats One has oars. Birds Most are gulls.", links: []string{"Boats → boats", "Birds → birds"},
		files: func() map[string]string {
			f := around(subjectText)
			f["index.html"] = `<h1>Cove</h1><div class="card"><h2>Boats</h2><p>One has oars.</p><a class="stretched-link" href="boats.html"></a></div><div class="card"><h2>Birds</h2><p>Most are gulls.</p><a class="stretched-link" href="birds.html" aria-label="Read more about Birds"></a></div>`
			return f
		}()},
	{name: "a frame's page", frame: nil, page: "/", title: "Boats", words: "One has oars.",
		files: map[string]string{
			"index.html": `<html><head><title>Cove</title></head><frameset cols="20%,80%"><frame src="menu.html" name="menu"><frame src="boats.html" name="main"><noframes><body><p>No frames? <a href="boats.html">Boats</a></body></noframes></frameset></html>`,
			"menu.html":  `<html><body><a href="boats.html" target="main">Boats</a><br><a href="birds.html" target="main">Birds</a></body></html>`,
			"boats.html": `<html><body><h1>Boats</h1><p>One has oars.</p></body></html>`,
			"birds.html": `<html><body><h1>Birds</h1><p>Most are gulls.</p></body></html>`,
		}},
}
