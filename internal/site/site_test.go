package site

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"hackday.example/kiosk/content"
	"hackday.example/kiosk/internal/clean"
)

const settings = "title: Test\nurl: https://example.org\n"

// load makes a site of one page with the given Markdown below a title.
func load(t *testing.T, markdown string) *Page {
	t.Helper()
	s, err := Load(fstest.MapFS{
		"site.yaml": {Data: []byte(settings)},
		"page.md":   {Data: []byte("---\ntitle: Page\npermalink: /a/page\n---\n" + markdown)},
	})
	if err != nil {
		t.Fatal(err)
	}
	return s.Home()
}

func TestSeedPageIsWordForWordAndWhole(t *testing.T) {
	s, err := Load(content.FS)
	if err != nil {
		t.Fatal(err)
	}
	p := s.Home()
	if p.Name != "rationale" || p.Title != "Rationale" || p.Subtitle != "The story of NHS Hack Day" || p.Permalink != "/about/rationale" {
		t.Errorf("front matter: %q %q %q %q", p.Name, p.Title, p.Subtitle, p.Permalink)
	}
	if got, want := p.Credits[0].String(), "Paul Clark, CC BY-NC"; got != want {
		t.Errorf("credit %q, want %q", got, want)
	}
	source, err := os.ReadFile("../../content/rationale.md")
	if err != nil {
		t.Fatal(err)
	}
	_, markdown, _ := strings.Cut(string(source[4:]), "\n---\n")
	if p.Markdown != markdown {
		t.Errorf("the Markdown is not the file's:\n%s", cmp.Diff(markdown, p.Markdown))
	}
	wantHeadings := []Heading{
		{2, "Why are we doing this? What do we want?", "why-are-we-doing-this-what-do-we-want"},
		{2, "Openness and a Digital NHS", "openness-and-a-digital-nhs"},
		{2, "Meeting the challenge", "meeting-the-challenge"},
	}
	if diff := cmp.Diff(wantHeadings, p.Headings); diff != "" {
		t.Errorf("headings (-want +got):\n%s", diff)
	}
	want := []Resource{
		{Number: 1, Kind: Video, Title: "video", Sentence: "Cory Doctorow explains it all in this short video, which is well worth watching.", URL: "https://youtu.be/zS4H8XDB1bw?t=1h15m", Origin: FromText, Start: 4500 * time.Second},
		{Number: 2, Kind: Document, Title: "Government Digital Services Presentation", Sentence: "Also take a look at the Government Digital Services Presentation (pdf)", URL: "https://nhshackday.com/assets/docs/DevelopingNHSDigitalServices.pdf", Origin: FromText, Format: "PDF"},
		{Number: 3, Kind: Picture, URL: "https://nhshackday.com/assets/images/headers/datasets_img.jpg", Origin: FromHeader, Format: "JPEG"},
		{Number: 4, Kind: WebPage, Title: "Paul Clark", URL: "http://paulclarke.com", Origin: FromCredit},
		{Number: 5, Kind: WebPage, URL: "https://nhshackday.com/about/rationale", Origin: FromPermalink},
		{Number: 6, Kind: Mail, Title: "Email hello@nhshackday.com", URL: "mailto:hello@nhshackday.com", Origin: FromSocial},
		{Number: 7, Kind: WebPage, Title: "Bluesky @nhshackday.com, hashtag #nhshd", URL: "https://bsky.app/profile/nhshackday.com", Origin: FromSocial},
		{Number: 8, Kind: WebPage, Title: "Discussion list", URL: "https://groups.google.com/forum/#!forum/nhshackday", Origin: FromSocial},
		{Number: 9, Kind: WebPage, Title: "GitHub", URL: "https://github.com/nhshackday", Origin: FromSocial},
	}
	if diff := cmp.Diff(want, p.Resources, cmpopts.IgnoreUnexported(Resource{})); diff != "" {
		t.Errorf("resources (-want +got):\n%s", diff)
	}
	if p.TextResources != 2 {
		t.Errorf("%d resources stand in the text, want 2", p.TextResources)
	}
}

func TestLinksOfEveryForm(t *testing.T) {
	p := load(t, strings.Join([]string{
		"See [the *whole* list](/a%20b.pdf \"title\"). Or [this][ref]? Dr. Who wrote <https://example.com/x>.",
		"Write to <hello@example.org> or https://bare.example/ today.",
		"",
		"![A plan](plan.png) and [![Logo](logo.svg)](https://logo.example)",
		"",
		"- [Relative](../b) and [fragment](#top) and [protocol](//cdn.example/f.zip)",
		"",
		"[ref]: https://vimeo.com/123#t=1:02 'x'",
	}, "\n"))
	type row struct {
		Kind                 Kind
		Title, URL, Sentence string
	}
	var got []row
	for i, r := range p.Resources[:p.TextResources] {
		if r.Number != i+1 {
			t.Errorf("resource %d has number %d", i, r.Number)
		}
		got = append(got, row{r.Kind, r.Title, r.URL, r.Sentence})
	}
	list := "Relative and fragment and protocol"
	second := "Dr. Who wrote https://example.com/x."
	want := []row{
		{Document, "the whole list", "https://example.org/a%20b.pdf", "See the whole list."},
		{Video, "this", "https://vimeo.com/123#t=1:02", "Or this?"},
		{WebPage, "https://example.com/x", "https://example.com/x", second},
		{Mail, "hello@example.org", "mailto:hello@example.org", "Write to hello@example.org or https://bare.example/ today."},
		{WebPage, "https://bare.example/", "https://bare.example/", "Write to hello@example.org or https://bare.example/ today."},
		{Picture, "A plan", "https://example.org/a/plan.png", "A plan and Logo"},
		{WebPage, "Logo", "https://logo.example", "A plan and Logo"},
		{WebPage, "Relative", "https://example.org/b", list},
		{WebPage, "fragment", "https://example.org/a/page#top", list},
		{Document, "protocol", "https://cdn.example/f.zip", list},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if got := p.Resources[1].Start; got != 62*time.Second {
		t.Errorf("the video starts at %v, want 1:02", got)
	}
}

func TestAddressesAreASCII(t *testing.T) {
	for markdown, want := range map[string]string{
		"https://例え.jp/パス":                      "https://xn--r8jz45g.jp/%E3%83%91%E3%82%B9",
		"[a](https://Tŷ-Coch.example:81/ŷ?ŷ#ŷ)": "https://xn--t-coch-pob.example:81/%C5%B7?%C5%B7#%C5%B7",
		"[a](https://faß.de)":                   "https://xn--fa-hia.de",
		"[a](//हिन्दी.भारत)":                    "https://xn--j2bd4cyah0f.xn--h2brj9c",
		"[a](https://ŷ_b.example/)":             "https://%C5%B7_b.example/",
		"[a](https://E.org:1/)":                 "https://E.org:1/",
		"[a](https://[::1]:1/ŷ)":                "https://[::1]:1/%C5%B7",
	} {
		p := load(t, markdown)
		if got := p.Resources[0].URL; got != want {
			t.Errorf("%s: %s, want %s", markdown, got, want)
		}
	}
}

func TestVideoStart(t *testing.T) {
	for _, tt := range []struct {
		address string
		want    string // "" for none
	}{
		{"https://youtu.be/x?t=1h15m", "1:15:00"},
		{"https://youtu.be/x?t=4500", "1:15:00"},
		{"https://youtu.be/x?t=4500s", "1:15:00"},
		{"https://youtu.be/x?t=1h15m30s", "1:15:30"},
		{"https://www.youtube.com/watch?v=x&start=42", "0:42"},
		{"https://www.youtube.com/watch?v=x#t=2m", "2:00"},
		{"https://vimeo.com/1#t=1:15:00", "1:15:00"},
		{"https://example.org/a.mp4#t=npt:10,20", "0:10"},
		{"https://example.org/a.mp4?t=12.5", "0:12"},
		{"https://youtu.be/x", ""},
		{"https://youtu.be/x?t=", ""},
		{"https://youtu.be/x?t=soon", ""},
		{"https://youtu.be/x?t=-5", ""},
		{"https://youtu.be/x?t=99999999999999999999", ""},
		{"https://youtu.be/x?t=999999999h", ""},
		{"https://youtu.be/x?t=9999:99:99", ""},
	} {
		r := Resource{Kind: kindOf(tt.address), URL: tt.address}
		if r.Kind != Video {
			t.Errorf("%s is a %s", tt.address, r.Kind)
		}
		r.describe(nil, "")
		got := ""
		if r.Start > 0 {
			got = FormatTime(r.Start)
		}
		if got != tt.want {
			t.Errorf("%s: %q, want %q", tt.address, got, tt.want)
		}
	}
}

func TestDocumentSaysItsSizeWhereTheFileIsInTheFolder(t *testing.T) {
	s, err := Load(fstest.MapFS{
		"site.yaml":            {Data: []byte(settings)},
		"page.md":              {Data: []byte("---\ntitle: P\npermalink: /deep/page\n---\n[Plan](/assets/docs/plan.pdf) [Gone](/assets/docs/gone.pdf) [Out](/../../etc/passwd.pdf)")},
		"assets/docs/plan.pdf": {Data: make([]byte, 1_234_567)},
	})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, r := range s.Home().Resources[:3] {
		got = append(got, r.Format+" "+FormatSize(r.Size))
	}
	if diff := cmp.Diff([]string{"PDF 1.2 MB", "PDF 0 bytes", "PDF 0 bytes"}, got); diff != "" {
		t.Error(diff)
	}
}

func TestContentCannotSteerATerminal(t *testing.T) {
	hostile := "a\x1b[31mb\u009b5mc\u202ed\x07e\x00f&#27;[2Jg&#x1b;]0;h&#27i&#155;&#8238;j\tk\u2066l\ufdd0\U000e0041"
	s, err := Load(fstest.MapFS{
		"site.yaml": {Data: []byte("title: \"T\\e[1m\"\nurl: https://example.org\nsocial: [{title: \"S\\u202E\", url: 'https://e.org/\\x07'}]\n")},
		"page.md":   {Data: []byte("---\ntitle: \"P\\e]0;x\\a\"\n---\n# " + hostile + "\n\n[" + hostile + "](https://example.org/\u202e%1b \"x\")\n")},
	})
	if err != nil {
		t.Fatal(err)
	}
	p := s.Home()
	texts := []string{s.Title, s.Social[0].Title, s.Social[0].URL, p.Title, p.Markdown}
	for _, h := range p.Headings {
		texts = append(texts, h.Text)
	}
	for _, r := range p.Resources {
		texts = append(texts, r.Title, r.Sentence, r.URL)
	}
	for _, text := range texts {
		if text == p.Markdown {
			text = strings.ReplaceAll(text, "\t", " ")
		}
		if i := clean.IndexUnsafe(text); i >= 0 {
			t.Errorf("an unsafe character is left in %q", text)
		}
	}
}

func TestSentences(t *testing.T) {
	p := load(t, "Is it [a](/1)? It is, e.g. [b](/2) at no. 5! (See [c](/3).) And\nso [d](/4) ends. [E](/5)")
	want := []string{"Is it a?", "It is, e.g. b at no. 5!", "(See c.)", "And so d ends.", "E"}
	for i, w := range want {
		if got := p.Resources[i].Sentence; got != w {
			t.Errorf("sentence %d is %q, want %q", i+1, got, w)
		}
	}
}

func TestFlagsOfWalesAndScotlandStayWhole(t *testing.T) {
	const wales = "🏴\U000E0067\U000E0062\U000E0077\U000E006C\U000E0073\U000E007F"
	p := load(t, "# Cymru "+wales+"\n\nSee [it]("+"/1) "+wales+"\U000E0061.")
	if got, want := p.Headings[0].Text, "Cymru "+wales; got != want {
		t.Errorf("the heading is %+q, want %+q", got, want)
	}
	if got, want := p.Resources[0].Sentence, "See it "+wales+"."; got != want {
		t.Errorf("the sentence is %+q, want %+q", got, want)
	}
}

func TestHeaderPicturesOfEveryForm(t *testing.T) {
	for image, want := range map[string]string{
		"a b.jpg":                   "https://example.org/img/a%20b.jpg",
		"deep/a.jpg":                "https://example.org/img/deep/a.jpg",
		"/elsewhere/a.jpg":          "https://example.org/elsewhere/a.jpg",
		"https://cdn.example/a.jpg": "https://cdn.example/a.jpg",
	} {
		s, err := Load(fstest.MapFS{
			"site.yaml": {Data: []byte(settings + "header_images: img\n")},
			"page.md":   {Data: []byte("---\ntitle: P\nheader_image: " + image + "\n---\n")},
		})
		if err != nil {
			t.Fatal(err)
		}
		if got := s.Home().Resources[0]; got.URL != want || got.Kind != Picture || got.Format != "JPEG" {
			t.Errorf("%s is %+v, want %s", image, got, want)
		}
	}
}

func TestAParagraphOfManyLinksLoads(t *testing.T) {
	for _, part := range []string{"[a](b) ", "a@b.co ", "A word. "} {
		p := load(t, strings.Repeat(part, 30_000/len(part))+"[end](x)")
		if r := p.Resources[p.TextResources-1]; len(r.Sentence) > maxSentence+10 || !strings.Contains(r.Sentence, "end") {
			t.Errorf("%q: the last sentence is %q", part, r.Sentence)
		}
	}
}

func TestProblemsNameFileLineColumnAndRemedy(t *testing.T) {
	good := "---\ntitle: P\n---\ntext"
	for _, tt := range []struct {
		name     string
		settings string
		page     string
		want     string
	}{
		{"unknown key", settings, "---\ntitle: P\nsubtitel: x\n---\n", `page.md:3:1: error: the key "subtitel" is not known here; write header_image, image_credit, permalink, social_links, subtitle or title, or take it out`},
		{"broken YAML", settings, "---\ntitle: \"P\nsubtitle: x\n---\n", `page.md:2:8: error: this is not YAML that can be read (could not find end character of double-quoted text); check colons, quotes and indentation`},
		{"repeated key", settings, "---\ntitle: P\ntitle: Q\n---\n", `page.md:3:1: error: the key "title" stands here a second time; take one out`},
		{"wrong form", settings, "---\ntitle: P\nsocial_links: often\n---\n", `page.md:3:15: error: "social_links" has to be true or false, and is "often"; write one of these two`},
		{"no end", settings, "---\ntitle: P\n", `page.md:1:1: error: the front matter has no end; close it with a line "---"`},
		{"no title", settings, "Just text.\n", `page.md:1:1: error: the page has no title; begin the file with the three lines "---", "title: …", "---"`},
		{"dangerous link", settings, good + "\n\nand [x](javascript:alert)", `page.md:6:5: error: the link's address "javascript:alert" begins with "javascript:", which no visitor could open safely; use https or mailto`},
		{"unreadable link", settings, good + " [x](https://a%zz/)", `page.md:4:6: error: the link's address "https://a%zz/" cannot be read (invalid URL escape "%zz"); correct it`},
		{"too deep", settings, good + "\n" + strings.Repeat("> ", 11) + "x", `page.md:5:21: error: lists, quotations, emphasis or links stand 11 deep in one another here, and 10 is the most; make it flatter`},
		{"too many stars", settings, good + "\n" + strings.Repeat("*", 50_000) + "a" + strings.Repeat("*", 50_000), `page.md:5:1: error: lists, quotations, emphasis or links stand 25000 deep in one another here, and 10 is the most; make it flatter`},
		{"not UTF-8", settings, "---\ntitle: P\n---\nab\xffc", `page.md:4:3: error: this is not UTF-8 text; save the file as UTF-8`},
		{"too large", settings, good + strings.Repeat("x", MaxFileBytes), `page.md: error: the file has 262165 bytes, and 262144 is the most; split it`},
		{"too large front matter", settings, "---\ntitle: P\n" + strings.Repeat("#", MaxYAMLBytes) + "\n---\n", `page.md:1:1: error: here are 16394 bytes of YAML, and 16384 is the most; shorten it`},
		{"too large settings", "title: " + strings.Repeat("\"", MaxYAMLBytes), good, `site.yaml:1:1: error: here are 16391 bytes of YAML, and 16384 is the most; shorten it`},
		{"no site title", "url: https://example.org\n", good, `site.yaml:1:1: error: the site has no name; add "title: …"`},
		{"no site address", "title: T\nurl: example.org\n", good, `site.yaml:2:6: error: "url" has to be the site's address on the web, and is "example.org"; write it as in "url: https://nhshackday.com"`},
		{"home elsewhere", settings + "home: other\n", good, `site.yaml:3:7: error: the home page "other" is not here; name one of the pages: page`},
		{"unknown setting", settings + "colour: blue\n", good, `site.yaml:3:1: error: the key "colour" is not known here; write contact, header_images, home, social, tagline, title or url, or take it out`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, err := Load(fstest.MapFS{"site.yaml": {Data: []byte(tt.settings)}, "page.md": {Data: []byte(tt.page)}})
			var e *Error
			if !errors.As(err, &e) {
				t.Fatalf("loaded, or failed otherwise: %v", err)
			}
			if e.Error() != tt.want {
				t.Errorf("said\n  %s\nwant\n  %s", e.Error(), tt.want)
			}
		})
	}
}

func TestFolderWithoutFiles(t *testing.T) {
	_, err := Load(fstest.MapFS{})
	if want := ".: error: there is no page here; add a Markdown file whose name ends in .md\nsite.yaml: error: the file is not there; add it, with the lines \"title: …\" and \"url: https://…\""; err == nil || err.Error() != want {
		t.Errorf("said %v, want %s", err, want)
	}
}

func TestHomePageComesFirstAndPagesAreFoundByNameAndPermalink(t *testing.T) {
	files := fstest.MapFS{
		"site.yaml": {Data: []byte(settings + "home: b\n")},
		"a.md":      {Data: []byte("---\ntitle: A\npermalink: /about/a\n---\n")},
		"b.md":      {Data: []byte("---\ntitle: B\n---\n")},
		"README.md": {Data: []byte("not a page")},
		"_draft.md": {Data: []byte("not a page")},
		".x.md":     {Data: []byte("not a page")},
	}
	s, err := Load(files)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"b", "a"}, s.PageNames()); diff != "" {
		t.Error(diff)
	}
	for name, want := range map[string]string{"a": "A", "A.md": "A", "/about/a": "A", "about/a/": "A", "b": "B"} {
		if p := s.Page(name); p == nil || p.Title != want {
			t.Errorf("Page(%q) = %v, want %s", name, p, want)
		}
	}
	for _, name := range []string{"", "c", "/", "README"} {
		if p := s.Page(name); p != nil {
			t.Errorf("Page(%q) = %s, want none", name, p.Title)
		}
	}

	delete(files, "site.yaml")
	files["site.yaml"] = &fstest.MapFile{Data: []byte(settings)}
	if _, err := Load(files); err == nil || !strings.Contains(err.Error(), `no "home"`) {
		t.Errorf("two pages and no home: %v", err)
	}
}

func TestLinksToPagesOfTheSiteAreKnown(t *testing.T) {
	s, err := Load(fstest.MapFS{
		"site.yaml": {Data: []byte(settings + "home: one\n")},
		"one.md":    {Data: []byte("---\ntitle: One\n---\n[a](two.md) [b](./two.md#part-b) [c](/about/two) [d](/about/two#part-b) [e](https://example.org/) [f](three)")},
		"one.cy.md": {Data: []byte("---\ntitle: Un\n---\n[a](two.md)")},
		"two.md":    {Data: []byte("---\ntitle: Two\npermalink: /about/two\n---\n## Part a\n\n## Part b")},
	})
	if err != nil {
		t.Fatal(err)
	}
	two := s.Page("two")
	var got []string
	for _, r := range s.Home().Resources {
		switch {
		case r.Target == two:
			got = append(got, r.URL+" "+r.Fragment)
		default:
			got = append(got, r.URL)
		}
	}
	base := s.URL
	want := []string{base + "/about/two ", base + "/about/two#part-b part-b", base + "/about/two ", base + "/about/two#part-b part-b", "https://example.org/", base + "/three"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if two.Section("part-b") != 1 || two.Section("nowhere") != -1 || two.Section("") != -1 {
		t.Error("a section is not found by its name")
	}
	welsh := s.Home().In("cy")
	if welsh.Title != "Un" || welsh.Resources[0].Target != two || s.Home().In("fr") != s.Home() || len(s.Pages) != 2 || len(s.All()) != 3 {
		t.Errorf("the translation is %+v", welsh)
	}
}

func TestATranslationOfNothingIsAProblem(t *testing.T) {
	_, err := Load(fstest.MapFS{
		"site.yaml":  {Data: []byte(settings)},
		"one.md":     {Data: []byte("---\ntitle: One\n---\n")},
		"gone.cy.md": {Data: []byte("---\ntitle: Two\n---\n")},
	})
	if err == nil || !strings.Contains(err.Error(), "gone.cy.md") || !strings.Contains(err.Error(), "gone.md, which is not here") {
		t.Errorf("%v", err)
	}
}

func TestABrokenHeaderPictureIsAProblem(t *testing.T) {
	_, err := Load(fstest.MapFS{
		"site.yaml": {Data: []byte(settings)},
		"one.md":    {Data: []byte("---\ntitle: One\nheader_image: a.png\n---\n")},
		"a.png":     {Data: []byte("no picture")},
	})
	if err == nil || !strings.Contains(err.Error(), "a.png") || !strings.Contains(err.Error(), "one.md") {
		t.Errorf("%v", err)
	}
}

// forbidden is a folder with a file that may not be read.
type forbidden struct {
	fstest.MapFS
	name string
}

func (f forbidden) Open(name string) (fs.File, error) {
	if name == f.name {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrPermission}
	}
	return f.MapFS.Open(name)
}

func (f forbidden) ReadDir(name string) ([]fs.DirEntry, error) {
	if name == f.name {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrPermission}
	}
	return f.MapFS.ReadDir(name)
}

func TestFilesThatMayNotBeRead(t *testing.T) {
	files := fstest.MapFS{
		"site.yaml": {Data: []byte(settings)},
		"page.md":   {Data: []byte("---\ntitle: P\nheader_image: a.png\n---\n")},
		"a.png":     {Data: []byte("x")},
	}
	for _, name := range []string{"site.yaml", "page.md", "a.png"} {
		_, err := Load(forbidden{files, name})
		if want := name + ": error: the file cannot be read: permission denied; see to its permissions"; err == nil || !slices.Contains(strings.Split(err.Error(), "\n"), want) {
			t.Errorf("said %v, want %s", err, want)
		}
	}
	_, err := Load(forbidden{files, "."})
	if want := ".: error: the folder cannot be read: permission denied; see to its permissions"; err == nil || err.Error() != want {
		t.Errorf("said %v, want %s", err, want)
	}
}

func TestManyProblemsAreCountedAndTheFirstListed(t *testing.T) {
	files := fstest.MapFS{"site.yaml": {Data: []byte(settings + "home: p0\n")}}
	for i := range 30 {
		files[fmt.Sprintf("p%d.md", i)] = &fstest.MapFile{Data: []byte("---\ntitle: P\n---\n" + strings.Repeat("[here](x:)", 200))}
	}
	r := Check(files)
	if r.Errors != 30*200 || r.Advice != 30*203 || len(r.Problems) != 2*maxListed || r.Unlisted() != 30*403-2*maxListed {
		t.Errorf("%d errors, %d pieces of advice, %d listed", r.Errors, r.Advice, len(r.Problems))
	}
	_, err := Load(files)
	var e *Error
	if !errors.As(err, &e) || len(e.Problems) != maxListed || e.Unlisted != 30*200-maxListed {
		t.Errorf("%T", err)
	}
}
