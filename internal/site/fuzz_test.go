package site

import (
	"strings"
	"testing"
	"testing/fstest"
	"unicode"
)

// clean fails where a text of a site could steer a terminal.
func clean(t *testing.T, what, text string) {
	t.Helper()
	if strings.ContainsFunc(text, func(r rune) bool { return r != '\n' && unicode.IsControl(r) || unsafe(r) }) {
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
		clean(t, what, text)
	}
	if s.Title == "" || p.Title == "" {
		t.Error("a title is empty")
	}
	for _, h := range p.Headings {
		clean(t, "heading", h.Text)
	}
	if p.TextResources > len(p.Resources) {
		t.Errorf("%d of %d resources stand in the text", p.TextResources, len(p.Resources))
	}
	for i, r := range p.Resources {
		clean(t, "resource", r.Title+r.Sentence+r.URL+r.Format)
		if r.Number != i+1 || r.Title == "" && r.Origin != FromHeader && r.Origin != FromPermalink || r.URL == "" {
			t.Errorf("resource %d is %+v", i+1, r)
		}
		if strings.ContainsFunc(r.URL, func(c rune) bool { return c <= ' ' || c >= 0x7f }) {
			t.Errorf("the address %q is not printable ASCII", r.URL)
		}
	}
}

// checkProblems fails where what is wrong is not said well.
func checkProblems(t *testing.T, err error) {
	t.Helper()
	e, ok := err.(*Error)
	if !ok || len(e.Problems) == 0 {
		t.Fatalf("the error is %T: %v", err, err)
	}
	for _, p := range e.Problems {
		clean(t, "problem", p.Message)
		if p.File == "" || p.Message == "" || p.Line < 0 || p.Column < 0 {
			t.Errorf("a problem is %+v", p)
		}
	}
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
		s, err := Load(fstest.MapFS{"site.yaml": {Data: []byte(settings)}, "page.md": {Data: []byte("---\n" + matter + "\n---\ntext\n")}})
		if err != nil {
			checkProblems(t, err)
			return
		}
		checkSite(t, s)
	})
}

// FuzzMarkdown loads a site whose page is hostile.
func FuzzMarkdown(f *testing.F) {
	for _, markdown := range []string{
		"# H\n\n[a](b 'c') ![d](e) <https://f> g@h.i [j][k]\n\n[k]: l#t=1:2\n",
		"&#27;[2J &#x9b; \x1b]0;x\x07 [\u202e](javascript:x)",
		strings.Repeat("> - ", 6) + "x", strings.Repeat("[", 100) + strings.Repeat("](x)", 100),
		"|a|b|\n|-|-|\n|[x](y)|`z`|\n", "- [x] a\n  : b\n\n```\n\t\x00\n```\n", "[v](https://youtu.be/x?t=1h99999999999m)",
	} {
		f.Add(markdown)
	}
	f.Fuzz(func(t *testing.T, markdown string) {
		if len(markdown) > 8192 {
			t.Skip("longer ones only take longer")
		}
		s, err := Load(fstest.MapFS{
			"site.yaml": {Data: []byte("title: T\nurl: https://e.org\n")},
			"page.md":   {Data: []byte("---\ntitle: P\npermalink: /a/b\n---\n" + markdown)},
		})
		if err != nil {
			checkProblems(t, err)
			return
		}
		checkSite(t, s)
	})
}
