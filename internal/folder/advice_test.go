package folder

import (
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"hackday.example/kiosk/internal/report"
)

// advised is the advice of some kinds on a folder, a line each.
func advised(files map[string]string, kinds ...report.Kind) []string {
	fsys := fstest.MapFS{}
	for name, text := range files {
		fsys[name] = &fstest.MapFile{Data: []byte(text)}
	}
	var lines []string
	for _, p := range Check(fsys, Options{}).Problems {
		if slices.Contains(kinds, p.Kind) {
			lines = append(lines, p.String())
		}
	}
	return lines
}

func TestCopies(t *testing.T) {
	for name, original := range map[string]string{
		"page copy.md": "page", "page copy 2.md": "page", "page - Copy.md": "page", "page - Copy (3).md": "page",
		"page (1).md": "page", "page(2).md": "page", "page.bak.md": "page", "page-old.md": "page", "page_old.md": "page",
		"page.orig.md": "page", "Copy of page.md": "page", "Copy (2) of page.md": "page", "Kopie von page.md": "page",
		"page - Kopie.md": "page", "sub/page-backup.md": "sub/page", "page copy/index.md": "page/index",
		"copy.md": "", "page2.md": "", "pages.md": "", "page-older.md": "", "other copy.md": "", "bold.md": "", "threshold.md": "thresh",
	} {
		found := advised(map[string]string{"index.md": "# Home", "page.md": "# P", "sub/page.md": "# S", "page/index.md": "# I", "thresh.md": "# T", name: "# Copy"}, copies)
		if name == "threshold.md" {
			original = ""
		}
		if len(found) != 0 != (original != "") || len(found) > 1 {
			t.Errorf("%s: %q, want a copy of %q", name, found, original)
		}
	}
}

func TestMergeConflicts(t *testing.T) {
	const conflict = "<<<<<<< HEAD\na\n=======\nb\n>>>>>>> other\n"
	for _, tt := range []struct{ name, text, at string }{
		{"in prose", "# A\n\n" + conflict, "a.md:3:1"},
		{"behind front matter", "---\ntitle: A\n---\n" + conflict, "a.md:4:1"},
		{"in code", "```\n" + conflict + "```\n", ""},
		{"behind code", "~~~~\n~~~\n" + conflict + "~~~~\n\n" + conflict, "a.md:10:1"},
		{"a heading", "Text\n=======\n", ""},
		{"without an end", "<<<<<<< HEAD\na\n=======\n", ""},
		{"without a middle", "<<<<<<< HEAD\n>>>>>>> b\n", ""},
	} {
		found := advised(map[string]string{"a.md": tt.text}, conflicts)
		if len(found) > 1 || len(found) == 0 != (tt.at == "") || tt.at != "" && !strings.HasPrefix(found[0], tt.at+": ") {
			t.Errorf("%s: %q, want it at %q", tt.name, found, tt.at)
		}
	}
}

func TestLinksWithABlank(t *testing.T) {
	for _, tt := range []struct{ text, fix string }{
		{"See [b] (b.md).", "[b](b.md)"},
		{"See [b]  (https://example.org/).", "[b](https://example.org/)"},
		{"See [b] (b).", ""},
		{"See [b] (gone.md).", ""},
		{"See [b] (as we said).", ""},
		{"- [x] (b.md)", ""},
		{"1. [ ] (b.md)", ""},
		{"- [see] (b.md)", "[see](b.md)"},
		{"`[b] (b.md)`", ""},
		{"```\n[b] (b.md)\n```", ""},
	} {
		found := advised(map[string]string{"a.md": tt.text, "b.md": "# B"}, brokenLink)
		if len(found) > 1 || len(found) == 0 != (tt.fix == "") || tt.fix != "" && !strings.HasSuffix(found[0], "; take the blank out: "+tt.fix) {
			t.Errorf("%s: %q, want %q", tt.text, found, tt.fix)
		}
	}
}

func TestWhatIsWrongWithADocument(t *testing.T) {
	got := strings.Join(advised(map[string]string{
		"index.md":    "# Home\n\n[The list](list.csv), [the minutes](minutes.txt), [the page](page.html#nine), [the key](.keys/a.txt), [the other key](/.key)\n",
		"list.csv":    "a\x00b",
		"minutes.txt": "a\x00b",
		"page.html":   "<h1>Page</h1><p>Text",
	}, cannotBeRead, deadFragment, deadLink), "\n")
	for _, want := range []string{
		`"list.csv" cannot be read here, since it is no text that is known here: visitors can only take it away; save it as text in UTF-8`,
		`"minutes.txt" cannot be read here, since it is no text that is known here`,
		`nothing in page.html is named "#nine"`,
		`".keys/a.txt" begins with a dot, or its folder does, so that it is not shown; rename it, or take the link out`,
		`".key" begins with a dot`,
	} {
		if !strings.Contains(got, want) {
			t.Errorf("no advice has %s:\n%s", want, got)
		}
	}
}

func TestFilesThatNoPageNames(t *testing.T) {
	files := map[string]string{
		"index.md":              "---\ntitle: A\nheader_image: top.jpg\n---\n![a](images/a.png) [b](files/my%20list.pdf) <img src='c.GIF' alt=c>",
		"site.css":              "body { background: url(paper.png?v=2) }",
		"_includes/footer.html": "<img src=\"/images/foot.png\">",
		"top.jpg":               "x", "images/a.png": "x", "files/my list.pdf": "x", "c.gif": "x", "paper.png": "x", "images/foot.png": "x",
		"favicon.png": "x", "font.woff2": "x", "feed.xml": "x", "robots.txt": "x",
		"images/b.png": "x", "files/old list.docx": "x",
	}
	want := []string{
		"files/old list.docx: advice: no page names this file, so that visitors do not find it; link to it, or take it out",
		"images/b.png: advice: no page names this file, so that visitors do not find it; link to it, or take it out",
	}
	if found := advised(files, unused); !slices.Equal(found, want) {
		t.Errorf("found %q, want %q", found, want)
	}
}

func TestPagesThatNoPageLeadsTo(t *testing.T) {
	for _, tt := range []struct {
		name  string
		files map[string]string
		want  string
	}{
		{"most are led to", map[string]string{"index.md": "[a](a.md)", "a.md": "[a](a.md)", "b.md": "[b](b.md)"}, "b.md"},
		{"few are", map[string]string{"index.md": "[a](a.md)", "a.md": "", "b.md": "", "c.md": ""}, ""},
		{"none is", map[string]string{"index.md": "", "a.md": "", "b.md": ""}, ""},
		{"a redirect leads there", map[string]string{"index.md": "[a](a.md)", "a.md": "", "b.md": "", "old.md": "---\nredirect_to: /b\n---\n"}, ""},
		{"a translation", map[string]string{"index.md": "[a](a.md)", "a.md": "", "a.cy.md": ""}, ""},
		{"a menu of HTML", map[string]string{"index.html": "<main><p><a href=a.html>The first of them</a></main>", "a.html": "<aside><a href='c.html'>c</a></aside><main><p>Words of a.</main>", "c.html": "<main><p>Words of c.</main>", "d.html": "<main><p>Words of d.</main><a href=d.html>d</a>"}, "d.html"},
	} {
		found := advised(tt.files, unreached)
		if len(found) > 1 || len(found) == 0 != (tt.want == "") || tt.want != "" && !strings.HasPrefix(found[0], tt.want+": ") {
			t.Errorf("%s: %q, want %q", tt.name, found, tt.want)
		}
	}
}

func TestSchemesThatAreSlips(t *testing.T) {
	for address, want := range map[string]string{
		"hhttps://a": "https", "htps://a": "https", "http//a": "", "htttp://a": "http", "mailt:a@b": "mailto", "httpx://a": "https",
		"javascript:x": "", "data:x": "", ":x": "", "": "", "https://a": "", "tel:1": "",
	} {
		if got := schemeMeant(address); got != want {
			t.Errorf("%q: %q, want %q", address, got, want)
		}
	}
}

func TestEveryKindOfAdviceHasARank(t *testing.T) {
	if len(slices.Compact(slices.Sorted(slices.Values(ranked)))) != len(ranked) {
		t.Error("a kind stands there twice")
	}
	if Rank(deadLink) >= Rank(unused) || Rank("another") != len(ranked) {
		t.Errorf("dead links are at %d, files that no page names at %d, others at %d", Rank(deadLink), Rank(unused), Rank("another"))
	}
}

func TestPiecesLeftOutAreToldByHowManyPagesHaveThem(t *testing.T) {
	fsys := fstest.MapFS{}
	for _, name := range []string{"index", "b", "c"} {
		aside := ""
		if name == "b" {
			aside = "<aside>Beside b alone, by a word or two</aside>"
		}
		fsys[name+".html"] = &fstest.MapFile{Data: []byte("<header>Our heading on all pages</header><main><p>The page " + name + " and its words.</main>" + aside)}
	}
	r := Check(fsys, Options{})
	if len(r.LeftOut) == 0 || r.LeftOut[0].Pages != 3 || r.LeftOut[0].File != "b.html" || r.LeftOut[0].Text != "Our heading on all pages" {
		t.Errorf("left out: %v", r.LeftOut)
	}
	var l Loader
	if r := l.Load(fsys, Options{}); r.LeftOut != nil {
		t.Errorf("a loader keeps %v", r.LeftOut)
	}
}

func FuzzAdvice(f *testing.F) {
	f.Add("[x] (page.md)\n<<<<<<< a\n=======\n>>>>>>> b\n```\n<img src=x>", "<p>&lt;&lt;&lt;<a href=\"x\">y</a><img src=z>")
	f.Add("<img\n[\\] (", "href=\"href='href=")
	f.Fuzz(func(t *testing.T, markdown, page string) {
		Check(fstest.MapFS{"index.md": {Data: []byte(markdown)}, "page copy.md": {Data: []byte(page)}, "a.png": {}}, Options{})
		Check(fstest.MapFS{"index.html": {Data: []byte(page)}, "b.html": {Data: []byte(markdown)}, "a.png": {}}, Options{})
	})
}
