package folder

import (
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
	"hackday.example/kiosk/internal/frontmatter"
	"hackday.example/kiosk/internal/report"
	"hackday.example/kiosk/internal/site"
)

const testSettings = "title: Test\nurl: https://example.org\n"

// load makes a site of one page with the given Markdown below a title.
func loadPage(t *testing.T, markdown string) *site.Page {
	t.Helper()
	s, err := Load(fstest.MapFS{
		"site.yaml": {Data: []byte(testSettings)},
		"page.md":   {Data: []byte("---\ntitle: Page\npermalink: /a/page\n---\n" + markdown)},
	})
	if err != nil {
		t.Fatal(err)
	}
	return s.Home()
}

func TestACreditThatNamesNobodyIsCalledByWhatItSays(t *testing.T) {
	s, err := Load(fstest.MapFS{
		"page.md": {Data: []byte("---\ntitle: P\nimage_credit:\n  - Credit: \"\"\n    URL: http://c.example\n  - Licence: CC BY\n  - Credit: \"\"\n---\ntext\n")},
	})
	if err != nil {
		t.Fatal(err)
	}
	p := s.Home()
	var names []string
	for _, c := range p.Credits {
		names = append(names, c.String())
	}
	if diff := cmp.Diff([]string{"http://c.example", "CC BY"}, names); diff != "" {
		t.Error(diff)
	}
	if r := p.Resource(1); r == nil || r.Title != "http://c.example" {
		t.Errorf("the link to who made the picture is %+v", r)
	}
}

func TestACreditMayBeATextAlone(t *testing.T) {
	for _, credit := range []string{`"Ann Lee, CC BY 4.0"`, `["Ann Lee, CC BY 4.0"]`, "\n  - Ann Lee, CC BY 4.0"} {
		s, err := Load(fstest.MapFS{
			"page.md": {Data: []byte("---\ntitle: P\nimage_credit: " + credit + "\n---\ntext\n")},
		})
		if err != nil {
			t.Fatal(err)
		}
		if p := s.Home(); len(p.Credits) != 1 || p.Credits[0].String() != "Ann Lee, CC BY 4.0" {
			t.Errorf("image_credit: %s is %+v", credit, p.Credits)
		}
	}
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
	wantHeadings := []site.Heading{
		{Level: 2, Text: "Why are we doing this? What do we want?", ID: "why-are-we-doing-this-what-do-we-want"},
		{Level: 2, Text: "Openness and a Digital NHS", ID: "openness-and-a-digital-nhs"},
		{Level: 2, Text: "Meeting the challenge", ID: "meeting-the-challenge"},
	}
	if diff := cmp.Diff(wantHeadings, p.Headings); diff != "" {
		t.Errorf("headings (-want +got):\n%s", diff)
	}
	want := []site.Resource{
		{Number: 1, Kind: site.Video, Title: "video", Sentence: "Cory Doctorow explains it all in this short video, which is well worth watching.", URL: "https://youtu.be/zS4H8XDB1bw?t=1h15m", Origin: site.FromText, Start: 4500 * time.Second},
		{Number: 2, Kind: site.Document, Title: "Government Digital Services Presentation", Sentence: "Also take a look at the Government Digital Services Presentation (pdf)", URL: "https://nhshackday.com/assets/docs/DevelopingNHSDigitalServices.pdf", Origin: site.FromText},
		{Number: 3, Kind: site.Picture, URL: "https://nhshackday.com/assets/images/headers/datasets_img.jpg", Origin: site.FromHeader},
		{Number: 4, Kind: site.WebPage, Title: "Paul Clark", URL: "http://paulclarke.com", Origin: site.FromCredit},
		{Number: 5, Kind: site.WebPage, URL: "https://nhshackday.com/about/rationale", Origin: site.FromPermalink},
		{Number: 6, Kind: site.Mail, Title: "Email hello@nhshackday.com", URL: "mailto:hello@nhshackday.com", Origin: site.FromSocial},
		{Number: 7, Kind: site.WebPage, Title: "Bluesky @nhshackday.com, hashtag #nhshd", URL: "https://bsky.app/profile/nhshackday.com", Origin: site.FromSocial},
		{Number: 8, Kind: site.WebPage, Title: "Discussion list", URL: "https://groups.google.com/forum/#!forum/nhshackday", Origin: site.FromSocial},
		{Number: 9, Kind: site.WebPage, Title: "GitHub", URL: "https://github.com/nhshackday", Origin: site.FromSocial},
	}
	if diff := cmp.Diff(want, p.Resources, cmpopts.IgnoreFields(site.Resource{}, "Destination", "Offset")); diff != "" {
		t.Errorf("resources (-want +got):\n%s", diff)
	}
	if p.TextResources != 2 {
		t.Errorf("%d resources stand in the text, want 2", p.TextResources)
	}
}

func TestLinksOfEveryForm(t *testing.T) {
	p := loadPage(t, strings.Join([]string{
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
		Kind                 site.Kind
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
		{site.Document, "the whole list", "https://example.org/a%20b.pdf", "See the whole list."},
		{site.Video, "this", "https://vimeo.com/123#t=1:02", "Or this?"},
		{site.WebPage, "https://example.com/x", "https://example.com/x", second},
		{site.Mail, "hello@example.org", "mailto:hello@example.org", "Write to hello@example.org or https://bare.example/ today."},
		{site.WebPage, "https://bare.example/", "https://bare.example/", "Write to hello@example.org or https://bare.example/ today."},
		{site.Picture, "A plan", "https://example.org/a/plan.png", "A plan and Logo"},
		{site.WebPage, "Logo", "https://logo.example", "A plan and Logo"},
		{site.WebPage, "Relative", "https://example.org/b", list},
		{site.WebPage, "fragment", "https://example.org/a/page#top", list},
		{site.Document, "protocol", "https://cdn.example/f.zip", list},
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
		p := loadPage(t, markdown)
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
		r := site.Resource{Kind: site.KindOf(tt.address), URL: tt.address}
		if r.Kind != site.Video {
			t.Errorf("%s is a %s", tt.address, r.Kind)
		}
		r.Describe()
		got := ""
		if r.Start > 0 {
			got = site.FormatTime(r.Start)
		}
		if got != tt.want {
			t.Errorf("%s: %q, want %q", tt.address, got, tt.want)
		}
	}
}

func TestDocumentSaysItsSizeWhereTheFileIsInTheFolder(t *testing.T) {
	s, err := Load(fstest.MapFS{
		"site.yaml":            {Data: []byte(testSettings)},
		"page.md":              {Data: []byte("---\ntitle: P\npermalink: /deep/page\n---\n[Plan](/assets/docs/plan.pdf) [Gone](/assets/docs/gone.pdf) [Out](/../../etc/passwd.pdf)")},
		"assets/docs/plan.pdf": {Data: make([]byte, 1_234_567)},
	})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, r := range s.Home().Resources[:3] {
		got = append(got, r.Format()+" "+site.FormatSize(r.Size))
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
	p := loadPage(t, "Is it [a](/1)? It is, e.g. [b](/2) at no. 5! (See [c](/3).) And\nso [d](/4) ends. [E](/5)")
	want := []string{"Is it a?", "It is, e.g. b at no. 5!", "(See c.)", "And so d ends.", "E"}
	for i, w := range want {
		if got := p.Resources[i].Sentence; got != w {
			t.Errorf("sentence %d is %q, want %q", i+1, got, w)
		}
	}
}

func TestFlagsOfWalesAndScotlandStayWhole(t *testing.T) {
	const wales = "🏴\U000E0067\U000E0062\U000E0077\U000E006C\U000E0073\U000E007F"
	p := loadPage(t, "# Cymru "+wales+"\n\nSee [it]("+"/1) "+wales+"\U000E0061.")
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
			"site.yaml": {Data: []byte(testSettings + "header_images: img\n")},
			"page.md":   {Data: []byte("---\ntitle: P\nheader_image: " + image + "\n---\n")},
		})
		if err != nil {
			t.Fatal(err)
		}
		if got := s.Home().Resources[0]; got.URL != want || got.Kind != site.Picture || got.Format() != "JPEG" {
			t.Errorf("%s is %+v, want %s", image, got, want)
		}
	}
}

func TestAParagraphOfManyLinksLoads(t *testing.T) {
	for _, part := range []string{"[a](b) ", "a@b.co ", "A word. "} {
		p := loadPage(t, strings.Repeat(part, 30_000/len(part))+"[end](x)")
		if r := p.Resources[p.TextResources-1]; len(r.Sentence) > 600+10 || !strings.Contains(r.Sentence, "end") {
			t.Errorf("%q: the last sentence is %q", part, r.Sentence)
		}
	}
}

func TestProblemsNameFileLineColumnAndRemedy(t *testing.T) {
	good := "---\ntitle: P\n---\ntext"
	for _, tt := range []struct {
		name         string
		testSettings string
		page         string
		want         string
	}{
		{"unknown key", testSettings, "---\ntitle: P\nsubtitel: x\n---\n", `page.md:3:1: advice: the key "subtitel" is not known, so that it is not read; write "subtitle" if that is meant`},
		{"broken YAML", testSettings, "---\ntitle: \"P\nsubtitle: x\n---\n", `page.md:2:8: advice: this is not YAML that can be read (could not find end character of double-quoted text); check colons, quotes and indentation`},
		{"repeated key", testSettings, "---\ntitle: P\ntitle: Q\n---\n", `page.md:3:1: advice: the key "title" stands here a second time; take one out`},
		{"wrong form", testSettings, "---\ntitle: P\nsocial_links: often\n---\n", `page.md:3:15: advice: "social_links" has to be true or false, and is "often"; write one of these two`},
		{"no end", testSettings, "---\ntitle: P\n", `page.md:1:1: advice: the front matter has no end, so that it is taken to end before line 3; close it with a line "---"`},
		{"no title", testSettings, "Just text.\n", `page.md:1:1: advice: the page has no title; begin the file with the three lines "---", "title: …", "---"`},
		{"dangerous link", testSettings, good + "\n\nand [x](javascript:alert)", `page.md:6:5: advice: the link's address "javascript:alert" begins with "javascript:", which no visitor could open safely; use https or mailto`},
		{"unreadable link", testSettings, good + " [x](https://a%zz/)", `page.md:4:6: advice: the link's address "https://a%zz/" cannot be read (invalid URL escape "%zz"); correct it`},
		{"too deep", testSettings, good + "\n" + strings.Repeat("> ", 11) + "x", `page.md:5:21: advice: lists, quotations, emphasis or links stand 11 deep in one another here, and 10 is the most; make it flatter`},
		{"too many stars", testSettings, good + "\n" + strings.Repeat("*", 50_000) + "a" + strings.Repeat("*", 50_000), `page.md:5:1: advice: lists, quotations, emphasis or links stand 25000 deep in one another here, and 10 is the most; make it flatter`},
		{"not UTF-8", testSettings, "---\ntitle: P\n---\nab\xffc", `page.md:4:3: advice: this is not UTF-8 text, and is read as Windows-1252; save the file as UTF-8`},
		{"too large", testSettings, good + strings.Repeat("x", site.MaxTextBytes), `page.md: advice: the file has 262165 bytes, and 262144 is the most; split it`},
		{"too large front matter", testSettings, "---\ntitle: P\n" + strings.Repeat("#", frontmatter.MaxBytes) + "\n---\n", `page.md:1:1: advice: here are 16394 bytes of YAML, and 16384 is the most; shorten it`},
		{"too large settings", "title: " + strings.Repeat("\"", frontmatter.MaxBytes), good, `site.yaml: advice: the file has 16391 bytes, and 16384 is the most; split it`},
		{"no site title", "url: https://example.org\n", good, `site.yaml:1:1: advice: the site has no name; add "title: …"`},
		{"no site address", "title: T\nurl: example.org\n", good, `site.yaml:2:6: advice: "url" has to be the site's address on the web, and is "example.org"; write it as in "url: https://nhshackday.com"`},
		{"home elsewhere", testSettings + "home: other\n", good, `site.yaml:3:7: advice: the home page "other" is not here; name one of the pages: page`},
		{"unknown setting", testSettings + "colour: blue\n", good, `site.yaml:3:1: advice: the key "colour" is not known here; write contact, content, header_images, home, language, social, style, tagline, title or url, or take it out`},
		{"title in no language", "title: {en: T, welsh: D}\nurl: https://example.org\n", good, `site.yaml:1:16: advice: "welsh" is no language, which the keys of "title" have to be; write a language by its two letters, for example "cy" for Welsh`},
		{"title in a language of another form", "title:\n  en: T\n  cy: [D]\nurl: https://example.org\n", good, `site.yaml:3:7: advice: "title: cy" has to be text, and is a list; write one text, in quotes if its brackets belong to it`},
		{"tagline of another form", testSettings + "tagline: [a, b]\n", good, `site.yaml:3:10: advice: "tagline" has to be text, and is a list; write one text, in quotes if its brackets belong to it`},
		{"social title in no language", testSettings + "social:\n  - title: {xx: T}\n    url: https://example.org\n", good, `site.yaml:4:13: advice: "xx" is no language, which the keys of "title" have to be; write a language by its two letters, for example "cy" for Welsh`},
		{"no language", testSettings + "language: Welsh\n", good, `site.yaml:3:11: advice: "language" has to be the language of the pages, and is "Welsh"; write it by its two letters, as in "language: cy" for Welsh`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := Check(fstest.MapFS{"site.yaml": {Data: []byte(tt.testSettings)}, "page.md": {Data: []byte(tt.page)}}, Options{})
			if !slices.ContainsFunc(r.Problems, func(p report.Problem) bool { return p.String() == tt.want }) {
				t.Errorf("said\n%v\nwant\n  %s", r.Problems, tt.want)
			}
			if left := strings.HasPrefix(tt.name, "too") && !strings.HasPrefix(tt.name, "too large "); r.Site == nil != left {
				t.Errorf("the site is %v", r.Site)
			}
		})
	}
}

func TestFolderWithoutFiles(t *testing.T) {
	_, err := Load(fstest.MapFS{})
	if want := ".: error: there is no page here; add a Markdown file whose name ends in .md, or name the folder that your generator builds, which has an index.html"; err == nil || err.Error() != want {
		t.Errorf("said %v, want %s", err, want)
	}
}

func TestHomePageComesFirstAndPagesAreFoundByNameAndPermalink(t *testing.T) {
	files := fstest.MapFS{
		"site.yaml": {Data: []byte(testSettings + "home: b\n")},
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
	for _, name := range []string{"", "c", "index", "README"} {
		if p := s.Page(name); p != nil {
			t.Errorf("Page(%q) = %s, want none", name, p.Title)
		}
	}

	delete(files, "site.yaml")
	files["site.yaml"] = &fstest.MapFile{Data: []byte(testSettings)}
	if r := Check(files, Options{}); r.Site == nil || r.Kinds[homeless] != 1 || r.Site.Home().Name != "a" || r.Site.Page("/") != r.Site.Home() {
		t.Errorf("two pages and no home: %v", r.Problems)
	}
}

func TestLinksToPagesOfTheSiteAreKnown(t *testing.T) {
	s, err := Load(fstest.MapFS{
		"site.yaml": {Data: []byte(testSettings + "home: one\n")},
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
		case r.Target == "two":
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
	welsh := s.In(s.Home(), "cy")
	if welsh.Title != "Un" || welsh.Resources[0].Target != "two" || s.In(s.Home(), "fr") != s.Home() || len(s.Pages) != 2 || len(s.All()) != 3 {
		t.Errorf("the translation is %+v", welsh)
	}
}

func TestAPageIsATranslationOnlyInALanguageAndOfAPage(t *testing.T) {
	page := &fstest.MapFile{Data: []byte("---\ntitle: One\n---\n")}
	s, err := Load(fstest.MapFS{"index.md": page, "index.cy.md": page, "gone.cy.md": page, "nhs.me.md": page, "nhs.md": page, "wobbli.es.md": page, "about/nhs.fr.md": page, "about/nhs.md": page})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"index", "about/nhs", "gone.cy", "nhs", "nhs.me", "wobbli.es"}, s.PageNames()); diff != "" {
		t.Error(diff)
	}
	if p := s.Page("about/nhs"); s.In(p, "fr") == p || s.In(p, "fr").Language != "fr" {
		t.Error("the French page is not found")
	}
}

func TestABrokenHeaderPictureIsAdvice(t *testing.T) {
	r := Check(fstest.MapFS{
		"site.yaml": {Data: []byte(testSettings)},
		"one.md":    {Data: []byte("---\ntitle: One\nheader_image: a.png\n---\n")},
		"a.png":     {Data: []byte("no picture")},
	}, Options{})
	if r.Site == nil || !slices.ContainsFunc(r.Problems, func(p report.Problem) bool { return p.File == "a.png" && strings.Contains(p.Message, "one.md") }) {
		t.Errorf("%v", r.Problems)
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
		"site.yaml": {Data: []byte(testSettings)},
		"page.md":   {Data: []byte("---\ntitle: P\nheader_image: a.png\n---\n")},
		"a.png":     {Data: []byte("x")},
	}
	for _, name := range []string{"site.yaml", "page.md", "a.png"} {
		r := Check(forbidden{files, name}, Options{})
		want := name + ": advice: the file cannot be read: permission denied; see to its permissions"
		if name == "a.png" {
			want = "a.png: advice: this is the header picture of page.md, and it cannot be shown: it cannot be read: permission denied; see to its permissions"
		}
		if !slices.ContainsFunc(r.Problems, func(p report.Problem) bool { return strings.HasPrefix(p.String(), want) }) {
			t.Errorf("said %v, want %s", r.Problems, want)
		}
	}
	_, err := Load(forbidden{files, "."})
	if want := ".: error: the folder cannot be read: permission denied; see to its permissions"; err == nil || err.Error() != want {
		t.Errorf("said %v, want %s", err, want)
	}
}

func TestManyProblemsAreCountedAndTheFirstListed(t *testing.T) {
	files := fstest.MapFS{"site.yaml": {Data: []byte(testSettings + "home: p0\n")}}
	for i := range 30 {
		files[fmt.Sprintf("p%d.md", i)] = &fstest.MapFile{Data: []byte("---\ntitle: P\n---\n" + strings.Repeat("[here](x:)", 200))}
	}
	r := Check(files, Options{})
	if r.Errors != 0 || r.Advice != 30*404-1 || len(r.Problems) != 30*100 || r.Unlisted() != 30*304-1 {
		t.Errorf("%d errors, %d pieces of advice, %d listed", r.Errors, r.Advice, len(r.Problems))
	}
	if r.Kinds[badAddress] != 30*200 || r.Kinds[site.VagueLink] != 30*200 {
		t.Errorf("kinds: %v", r.Kinds)
	}
}

func TestAHeadingThatIsTheTitleIsNotRepeated(t *testing.T) {
	for _, tt := range []struct{ name, page, title, text string }{
		{"no title", "# Große Ebbe\n\nWords.", "Große Ebbe", "Words."},
		{"underlined", "Große Ebbe\n==========\nWords.", "Große Ebbe", "Words."},
		{"the same", "---\ntitle: Big tide\n---\n# Big Tide\nWords.", "Big Tide", "Words."},
		{"another", "---\ntitle: Tides\n---\n# Big Tide\nWords.", "Tides", "# Big Tide\nWords."},
		{"of level 2", "## Tides\nWords.", "Tides", "## Tides\nWords."},
	} {
		s, err := Load(fstest.MapFS{"page.md": {Data: []byte(tt.page)}})
		if err != nil {
			t.Fatal(err)
		}
		p := s.Home()
		if p.Title != tt.title || strings.TrimSpace(p.Markdown) != tt.text || p.Section("große-ebbe") < 0 && strings.Contains(tt.page, "Große") && p.Anchor("große-ebbe") != 0 {
			t.Errorf("%s: %q, %q, %v", tt.name, p.Title, p.Markdown, p.Anchors)
		}
	}
}

func TestAKeptPageIsTheSamePage(t *testing.T) {
	files := fstest.MapFS{"index.html": {Data: []byte("<h1>Home</h1><p><a href=two.html>two</a>")}, "two.html": {Data: []byte("<h1>Two</h1><p>words")}}
	for i := range 30 {
		files[fmt.Sprintf("more/%d.html", i)] = &fstest.MapFile{Data: fmt.Appendf(nil, "<h1>Page %d</h1><p>words", i)}
	}
	var l Loader
	before := l.Load(files, Options{}).Site
	files["two.html"] = &fstest.MapFile{Data: []byte("<h1>Two</h1><p>other words")}
	after := l.Load(files, Options{}).Site
	if before == nil || after == nil || len(after.Pages) != 32 {
		t.Fatal("the site did not load")
	}
	for _, p := range after.Pages {
		if same := before.Page(p.Name) == p; same != (p.Name != "two") {
			t.Errorf("%s is the same page as before: %t", p.Name, same)
		}
	}
	if to := after.Page(before.Home().Resources[0].Target); !strings.Contains(to.Markdown, "other") {
		t.Error("a page that stayed leads to one that is gone")
	}
}

func TestASelectorNamesTheContent(t *testing.T) {
	page := func(word string) *fstest.MapFile {
		return &fstest.MapFile{Data: []byte("<main><p>" + strings.Repeat("Not this. ", 20) + "</main><div class=own><h1>" + word + "</h1><p>But this.</div>")}
	}
	files := fstest.MapFS{"site.yaml": {Data: []byte("title: T\ncontent: div.own\n")}, "index.html": page("Home"), "a/index.html": page("A")}
	r := Check(files, Options{})
	if r.Site == nil || r.Site.Page("a").Title != "A" || strings.TrimSpace(r.Site.Page("a").Markdown) != "But this." {
		t.Errorf("%v, %+v", r.Problems, r.Site)
	}
	files["site.yaml"] = &fstest.MapFile{Data: []byte("title: T\ncontent: '>>'\n")}
	if r := Check(files, Options{}); r.Kinds[badSettings] != 2 || r.Site == nil {
		t.Errorf("%v", r.Problems)
	}
}
