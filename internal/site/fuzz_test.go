package site

import (
	"cmp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"unicode/utf8"

	"hackday.example/kiosk/internal/clean"
)

// isClean fails where a text of a site could steer a terminal.
func isClean(t *testing.T, what, text string) {
	t.Helper()
	if clean.IndexUnsafe(text) >= 0 {
		t.Errorf("%s holds an unsafe character: %q", what, text)
	}
}

// checkSite fails where a loaded site breaks its promises.
func checkSite(t *testing.T, s *Site) {
	t.Helper()
	p := s.Home()
	for what, text := range map[string]string{
		"site title": s.Title, "tagline": s.Tagline, "title": p.Title, "subtitle": p.Subtitle,
		"permalink": p.Permalink, "header image": p.HeaderImage, "Markdown": p.Markdown,
	} {
		if what == "Markdown" {
			text = strings.ReplaceAll(text, "\t", " ") // which may stand there
		}
		isClean(t, what, text)
	}
	if s.Title == "" || p.Title == "" {
		t.Error("a title is empty")
	}
	for _, h := range p.Headings {
		isClean(t, "heading", h.Text+h.ID)
		if i := p.Section(h.ID); h.ID != "" && (i < 0 || p.Headings[i].ID != h.ID) {
			t.Errorf("the place %q is not found", h.ID)
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
		isClean(t, "resource", r.Title+r.Sentence+r.URL+r.Format)
		if r.Number != i+1 || r.Title == "" && r.Origin != FromHeader && r.Origin != FromPermalink || r.URL == "" {
			t.Errorf("resource %d is %+v", i+1, r)
		}
		if strings.ContainsFunc(r.URL, func(c rune) bool { return c <= ' ' || c >= 0x7f }) {
			t.Errorf("the address %q is not printable ASCII", r.URL)
		}
	}
}

// checkReport fails where what is wrong with files is not said well, and
// returns the site if there is one.
func checkReport(t *testing.T, files fstest.MapFS) *Site {
	t.Helper()
	r := Check(files)
	errors := 0
	for _, p := range r.Problems {
		isClean(t, "problem", p.File+p.Message+p.Fix)
		if strings.Contains(p.String(), "\n") || p.File == "" || p.Message == "" || p.Fix == "" {
			t.Errorf("a problem is %+v", p)
		}
		if p.Severity == Fault {
			errors++
		}
		f := files[p.File]
		if f == nil || p.Line == 0 && p.Column == 0 {
			continue
		}
		lines := strings.Split(string(f.Data), "\n")
		if p.Line < 1 || p.Line > len(lines) || p.Column < 1 || p.Column > utf8.RuneCountInString(lines[p.Line-1])+1 {
			t.Errorf("there is no such place: %v", p)
		}
	}
	if errors > r.Errors || r.Unlisted() < 0 || (errors == 0) != (r.Errors == 0) || (r.Site == nil) != (r.Errors > 0) {
		t.Errorf("%d of %d errors and %d pieces of advice are listed, and the site is %p", errors, r.Errors, r.Advice, r.Site)
	}
	if !slices.IsSortedFunc(r.Problems, func(a, b Problem) int {
		return cmp.Or(strings.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column))
	}) {
		t.Errorf("the problems are not in order: %v", r.Problems)
	}
	return r.Site
}

// FuzzFrontMatter loads a site whose settings and front matter are hostile.
func FuzzFrontMatter(f *testing.F) {
	f.Add("title: T\nurl: https://e.org\nhome: page\nsocial: [{title: A, url: mailto:a@e.org}]\n", "title: P\nimage_credit:\n  - Credit: C\n    URL: http://c.example\n    Licence: CC\nsocial_links: true\n")
	f.Add("title: &a [*a]\n", "title: \"\\e[2J\\u202e\"\n")
	f.Add("? {a: [b, ", "title: !!binary x\n<<: *x\n")
	f.Add("title: T\nurl: https://e.org\n", "title: P\npermalink: //x:y/\nheader_image: ../../x y.jpg\n")
	f.Fuzz(func(t *testing.T, settings, matter string) {
		if len(settings) > 4096 || len(matter) > 4096 {
			t.Skip("longer ones only take longer")
		}
		if s := checkReport(t, fstest.MapFS{"site.yaml": {Data: []byte(settings)}, "page.md": {Data: []byte("---\n" + matter + "\n---\ntext\n")}}); s != nil {
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
