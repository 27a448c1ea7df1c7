package folder

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"
	"unicode/utf8"

	"hackday.example/kiosk/internal/clean"
	"hackday.example/kiosk/internal/report"
	"hackday.example/kiosk/internal/site"
)

// isClean fails where a text of a site could steer a terminal.
func isClean(t *testing.T, what, text string) {
	t.Helper()
	if clean.IndexUnsafe(text) >= 0 {
		t.Errorf("%s holds an unsafe character: %q", what, text)
	}
}

// checkSite fails where a loaded site breaks its promises.
func checkSite(t *testing.T, s *site.Site) {
	t.Helper()
	isClean(t, "site", s.Title+s.Tagline+s.URL+s.Contact)
	for code, n := range s.Names {
		isClean(t, "site in "+code, code+n.Title+n.Tagline)
	}
	for _, l := range s.Social {
		for code, v := range l.Versions {
			isClean(t, "social link in "+code, code+v.Title+v.URL)
		}
	}
	if s.Title == "" || len(s.Pages) == 0 {
		t.Error("a site has no title, or no page")
	}
	checkMenu(t, s, s.Menu, 0)
	names := map[string]bool{}
	for _, p := range s.All() {
		if names[p.Name+" "+p.Language] {
			t.Errorf("two pages are named %q", p.Name)
		}
		names[p.Name+" "+p.Language] = true
		isClean(t, "why a page is left out", s.LeftOut(p.Name))
		for _, other := range []string{p.Prev, p.Next, p.Up} {
			if other != "" && s.Page(other) == nil {
				t.Errorf("%s leads to %q, which is not there", p.Name, other)
			}
		}
		checkPage(t, s, p)
	}
}

// checkMenu fails where a menu leads nowhere.
func checkMenu(t *testing.T, s *site.Site, items []site.MenuItem, depth int) {
	t.Helper()
	if depth > 100 {
		t.Fatal("a menu has no end")
	}
	for _, i := range items {
		isClean(t, "menu", i.Title+i.Page)
		if i.Title == "" || i.Page != "" && s.Page(i.Page) == nil || i.Page == "" && len(i.Items) == 0 {
			t.Errorf("an entry of the menu is %+v", i)
		}
		checkMenu(t, s, i.Items, depth+1)
	}
}

// checkPage fails where a page breaks its promises.
func checkPage(t *testing.T, s *site.Site, p *site.Page) {
	t.Helper()
	for what, text := range map[string]string{
		"name": p.Name, "language": p.Language, "title": p.Title, "subtitle": p.Subtitle, "address": p.URL,
		"permalink": p.Permalink, "header image": p.HeaderImage, "Markdown": strings.ReplaceAll(p.Markdown, "\t", " "), // which may stand there
	} {
		isClean(t, what, text)
		if what != "Markdown" && strings.Contains(text, "\n") {
			t.Errorf("the %s takes two lines: %q", what, text)
		}
	}
	if p.Title == "" || p.Name == "" {
		t.Error("a title or a name is empty")
	}
	if len(p.Markdown) > site.MaxTextBytes {
		t.Errorf("a page has %d bytes", len(p.Markdown))
	}
	for _, h := range p.Headings {
		isClean(t, "heading", h.Text+h.ID)
		if i := p.Section(h.ID); h.ID != "" && (i < 0 || p.Headings[i].ID != h.ID) {
			t.Errorf("the place %q is not found", h.ID)
		}
	}
	for _, a := range p.Anchors {
		if a.Offset < 0 || a.Offset > len(p.Markdown) {
			t.Errorf("the place %q is at %d of %d", a.ID, a.Offset, len(p.Markdown))
		}
	}
	for _, n := range p.Notes {
		isClean(t, "note", n.Text)
		if strings.Contains(n.Text, "\n") {
			t.Errorf("a note takes two lines: %q", n.Text)
		}
	}
	if p.TextResources > len(p.Resources) {
		t.Errorf("%d of %d resources stand in the text", p.TextResources, len(p.Resources))
	}
	for i, r := range p.Resources {
		isClean(t, "resource", r.Title+r.Sentence+r.URL+r.Format())
		if r.Number != i+1 || r.Title == "" && r.Origin != site.FromHeader && r.Origin != site.FromPermalink || r.URL == "" {
			t.Errorf("resource %d is %+v", i+1, r)
		}
		if strings.ContainsFunc(r.URL, func(c rune) bool { return c <= ' ' || c >= 0x7f }) {
			t.Errorf("the address %q is not printable ASCII", r.URL)
		}
		if r.Target != "" && s.Page(r.Target) == nil {
			t.Errorf("a link leads to %q, which is not there", r.Target)
		}
	}
}

// checkReport fails where what is wrong with files is not said well, and
// returns the site if there is one.
func checkReport(t *testing.T, files fstest.MapFS) *site.Site {
	t.Helper()
	r := Check(files, Options{})
	errors := 0
	for _, p := range r.Problems {
		isClean(t, "problem", p.File+p.Message+p.Fix)
		if strings.Contains(p.String(), "\n") || p.File == "" || p.Message == "" || p.Fix == "" {
			t.Errorf("a problem is %+v", p)
		}
		if p.Severity == report.Fault {
			errors++
		}
		f := files[p.File]
		if f == nil || p.Line == 0 && p.Column == 0 {
			continue
		}
		lines, width := strings.Split(string(f.Data), "\n"), utf8.RuneCountInString
		if !utf8.Valid(f.Data) { // each byte is a character
			width = func(s string) int { return len(s) }
		}
		if p.Line < 1 || p.Line > len(lines) || p.Column < 0 || p.Column > width(lines[p.Line-1])+1 {
			t.Errorf("there is no such place: %v", p)
		}
	}
	if errors > r.Errors || r.Unlisted() < 0 || (errors == 0) != (r.Errors == 0) || (r.Site == nil) != (r.Errors > 0) {
		t.Errorf("%d of %d errors and %d pieces of advice are listed, and the site is %p", errors, r.Errors, r.Advice, r.Site)
	}
	if !slices.IsSortedFunc(r.Problems, func(a, b report.Problem) int {
		return cmp.Or(strings.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column))
	}) {
		t.Errorf("the problems are not in order: %v", r.Problems)
	}
	return r.Site
}

// FuzzFrontMatter loads a site whose testSettings and front matter are hostile.
func FuzzFrontMatter(f *testing.F) {
	f.Add("title: T\nurl: https://e.org\nhome: page\nsocial: [{title: A, url: mailto:a@e.org}]\n", "title: P\nimage_credit:\n  - Credit: C\n    URL: http://c.example\n    Licence: CC\nsocial_links: true\n")
	f.Add("title: {en: T, cy: \"\\e[2J\"}\ntagline: {xx: y}\nlanguage: cy\nsocial: [{title: {cy: A}, url: {en: https://a.example, cy: javascript:x}}]\n", "title: P\nsocial_links: true\n")
	f.Add("title: T\n", "title: P\nheader_image: a.jpg\nimage_credit:\n  - Credit: \"\"\n    URL: http://c.example\n  - Licence: CC\n  - {}\n")
	f.Add("title: &a [*a]\n", "title: \"\\e[2J\\u202e\"\n")
	f.Add("? {a: [b, ", "title: !!binary x\n<<: *x\n")
	f.Add("title: T\nurl: https://e.org\n", "title: P\npermalink: //x:y/\nheader_image: ../../x y.jpg\n")
	f.Fuzz(func(t *testing.T, testSettings, matter string) {
		if len(testSettings) > 4096 || len(matter) > 4096 {
			t.Skip("longer ones only take longer")
		}
		if s := checkReport(t, fstest.MapFS{"site.yaml": {Data: []byte(testSettings)}, "page.md": {Data: []byte("---\n" + matter + "\n---\ntext\n")}}); s != nil {
			checkSite(t, s)
		}
	})
}

// FuzzMarkdown loads a site whose page is hostile.
func FuzzMarkdown(f *testing.F) {
	for _, markdown := range []string{
		"# H\n\n[a](b 'c') ![d](e) <https://f> g@h.i [j][k]\n\n[k]: l#t=1:2\n",
		"&#27;[2J &#x9b; \x1b]0;x\x07 [\u202e](javascript:x)",
		strings.Repeat("> - ", 6) + "x", strings.Repeat("[", 100) + strings.Repeat("](x)", 100),
		"|a|b|\n|-|-|\n|[x](y)|`z`|\n", "- [x] a\n  : b\n\n```\n\t\x00\n```\n", "a\t\x07[here](b.md#c) &#27;![](d)\r\n### é\t<img src=x>[](#e)\r", "[v](https://youtu.be/x?t=1h99999999999m)",
		"a[^a]\n\n> - [^a]: [^b]: *c*[^b]\n>\n>   d\n\n[^e]: f\n", "> [!NOTE]\n> [a](b)[^c]\n\n[^c]: > [!tip]  \n    > d", "[![](a/b.png)](c)[\n![d](e)\n](f)",
		"# a {#b .c d=\"e}\"}\n# a\n# a-1 {id=a}\na\n{#b}\n===\n## # {#c}", ":+1:*:tada:*a:b: &copy=1; &#x41; https://例え.jp/パス。(www.ŷ.org/)) a@b.co &copy;",
	} {
		f.Add(markdown)
	}
	f.Fuzz(func(t *testing.T, markdown string) {
		if len(markdown) > 8192 {
			t.Skip("longer ones only take longer")
		}
		if s := checkReport(t, fstest.MapFS{
			"site.yaml": {Data: []byte("title: T\nurl: https://e.org\n")},
			"page.md":   {Data: []byte("---\ntitle: P\npermalink: /a/b\n---\n" + markdown)},
		}); s != nil {
			checkSite(t, s)
		}
	})
}

// hostileHTML are pages whose attributes and texts would steer a terminal.
var hostileHTML = []string{
	"<html lang='en\x1b[2J'><head><title>a\x1b]0;b\x07</title><meta property=og:title content='c\u202ed'><meta name=description content='e\x9bf\u2028g'>" +
		"<link rel=canonical href='https://h.example/\x1b[2J'><base href='https://h.example/\u202e/'><link rel=prev href='second.html\x07'><link rel=alternate hreflang='c\x1by' href=second.html></head>" +
		"<body><nav><ul><li><a href=/second.html>m\x1b[1mn</a><li><a href='\x1b'>o</a></ul></nav><main><h1 id='p\x1b'>q\x1b[31m</h1>" +
		"<p title='\x1b'>r <a href='second.html\x1b[2J#\x1b' title='s\x1b'>t\u0085u</a> <img src='v\x1b.png' alt='w\x1b]8;;x\x07y\u2066'>&#27;[2J&#x9b;&#x202e;&#0;z</p><a name='\x1b' href='#p%1b'>1</a>",
	"<meta http-equiv=refresh content='0;url=second.html\x1b[2J'>", "<meta http-equiv=refresh content=\"0; url='https://h.example/\x1b'\">", "<noscript><meta http-equiv=refresh content='0;url=/index.html'></noscript>",
	"<base href='//\x1b'><a href='\x1b:x'>a</a><a href='https:///b'>c</a><a href='mailto:\x1b?subject='>d</a><a href='hhttps:e'>f</a>", "<base href='javascript:'><a href=a>b</a>",
	"<table><tr><td colspan=100000 rowspan=100000>a<td>\x1b<tr><th>b</table>", "<p>a<p hidden>b<dl><dt>c\x07<dd>d<pre>\x1b[2J\ne\tf\r\ng</pre></dl><iframe src='https://www.youtube.com/embed/\x1b' title='\x1b'></iframe>",
	"<details open><summary>a</summary>b<kbd>c</kbd><sub>1</sub></details><video src='a\x1b.mp4' title='\x1b'></video><math alttext='\x1b'><mi>\x1b</mi></math><ruby>a<rt>\x1b</ruby>",
	"\xff\xfe<\x00p\x00>\x00\x1b\x00", "<meta charset=iso-2022-jp>\x1b$B0l\x1b(B\x1b[2J", "<?xml version='1.0' encoding='utf-16'?><p>\x00a", "<svg><title>\x1b</title><![CDATA[\x1b]]></svg><p>a<!--\x1b", "a</x>b\x00<b><p>c</b>d<![CDATA[e]]>",
	"<ol start=99999999999><li value=-1>a<ul><li><input type=checkbox checked>b</ul></ol><blockquote><h7>c</h7><h2>d {#e}</h2></blockquote><a role=doc-noteref href=#f>1</a><section role=doc-endnotes><ol><li id=f>g\x1b</ol></section>",
}

// FuzzHTML loads a site of hostile HTML: as it was built, and as a page of Markdown.
func FuzzHTML(f *testing.F) {
	for _, page := range hostileHTML {
		f.Add(page)
	}
	f.Fuzz(func(t *testing.T, page string) {
		if len(page) > 8192 {
			t.Skip("longer ones only take longer")
		}
		checkHTML(t, page)
	})
}

// checkHTML loads a page of HTML in every place where there may be some.
func checkHTML(t *testing.T, page string) {
	t.Helper()
	const second = "<html lang=cy><title>Second</title><main><h1 id=a>Second</h1><p>b <a href=index.html>c</a></main>"
	for _, files := range []fstest.MapFS{
		{"index.html": {Data: []byte(page)}, "second.html": {Data: []byte(second)}},
		{"index.html": {Data: []byte(second)}, "second.html": {Data: []byte(page)}, "about/index.html": {Data: []byte(page)}},
		{"site.yaml": {Data: []byte("title: T\nurl: https://e.org/docs\n")}, "docs/index.html": {Data: []byte(page)}, "docs/a b.html": {Data: []byte(page)}},
		{"index.md": {Data: []byte(page)}, "second.md": {Data: []byte("- a\n\n  " + strings.ReplaceAll(page, "\n", "\n  "))}},
		{"index.md": {Data: []byte("a " + page + " b\n\n" + page + "\n\n**c**\n")}},
	} {
		if s := checkReport(t, files); s != nil {
			checkSite(t, s)
		}
		var l Loader
		first, all := l.First(files, Options{}), l.Load(files, Options{})
		if (first.Site == nil) != (all.Site == nil) {
			t.Errorf("the first site is %p, and the other %p", first.Site, all.Site)
		}
		if all.Site != nil {
			checkSite(t, all.Site)
		}
	}
}

func TestNothingOfHTMLSteersATerminal(t *testing.T) {
	for i, page := range hostileHTML {
		t.Run(strconv.Itoa(i), func(t *testing.T) { checkHTML(t, page) })
	}
}
