package dialect

import (
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestSettings(t *testing.T) {
	for _, tt := range []struct {
		name, file, text string
		want             Config
	}{
		{"Jekyll", "_config.yml", "title: 1.10\ntagline: b\nurl: https://example.org/\nbaseurl: /docs/\nsource: src\npermalink: /blog/:title/\nlang: cy\nexclude: [x, y]\ninclude: .z\ncollections:\n  talks:\n    output: true\n    permalink: /t/:name\n  ../x: {}\n  people:\n",
			Config{Generator: Jekyll, Title: "1.10", Description: "b", URL: "https://example.org", Base: "/docs", Language: "cy", Source: "src", Permalinks: "/blog/:title/", Exclude: []string{"x", "y"}, Include: []string{".z"}, Collections: []Collection{{"talks", true, "/t/:name"}, {"people", false, ""}}}},
		{"Jekyll with a list of collections", "_config.yml", "collections: [a, b]\nurl: ''\nsource: ../..", Config{Generator: Jekyll, Collections: []Collection{{"a", false, ""}, {"b", false, ""}}}},
		{"broken YAML", "_config.yml", "title: a: b\nurl: https://example.org\nx:\n\ty", Config{Generator: Jekyll, Title: "a: b", URL: "https://example.org"}},
		{"Hugo", "hugo.toml", "baseURL = 'https://example.org/x/'\ntitle = 'A'\ndefaultContentLanguage = 'cy'\ncontentDir = 'pages'\n[params]\ndescription = 'b'\n[languages.cy]\ntitle = 'C'\n", Config{Generator: Hugo, Title: "C", Description: "b", URL: "https://example.org/x", Base: "/x", Language: "cy", Source: "pages"}},
		{"Hugo in YAML", "config.yaml", "baseURL: /\ntitle: A\nlanguageCode: en-gb\n", Config{Generator: Hugo, Title: "A", Language: "en-gb", Source: "content"}},
		{"Zola", "config.toml", "base_url = 'https://example.org'\ntitle = 'A'\n", Config{Generator: Zola, Title: "A", URL: "https://example.org", Source: "content"}},
		{"MkDocs", "mkdocs.yml", "site_name: A\nsite_url: http://localhost:8000/\nnav:\n- index.md\n- B: b.md\n- C:\n  - D: c/d.md\nmarkdown_extensions:\n- x:\n    y: !!python/name:a.b.c\n    z: !ENV [A, b]\n", Config{Generator: MkDocs, Title: "A", Source: "docs", Nav: []NavItem{{File: "index.md"}, {Title: "B", File: "b.md"}, {Title: "C", Items: []NavItem{{Title: "D", File: "c/d.md"}}}}}},
		{"mdBook", "book.toml", "[book]\ntitle = 'A'\nsrc = './text'\n[output.html]\nsite-url = '/x/'\n", Config{Generator: MdBook, Title: "A", Source: "text", Base: "/x"}},
		{"Hugo with patterns", "hugo.yaml", "baseURL: https://example.org\npermalinks:\n  blog: /:year/:slug/\n  page:\n    news: /n/:title/\n", Config{Generator: Hugo, URL: "https://example.org", Source: "content", Sections: map[string]string{"blog": "/:year/:slug/", "news": "/n/:title/"}}},
		{"Docusaurus", "docusaurus.config.js", "// a title: none\nconst config = {\n  title: 'A',\n  tagline: \"b\",\n  url: 'https://example.org',\n  baseUrl: '/x/',\n  i18n: { defaultLocale: 'cy' },\n  themeConfig: {navbar: {title: 'No'}},\n};\n", Config{Generator: Docusaurus, Title: "A", Description: "b", URL: "https://example.org/x", Base: "/x", Language: "cy"}},
		{"Eleventy", "eleventy.config.mjs", "export default function (c) {\n  return { dir: { input: `src`, output: 'out' } };\n}", Config{Generator: Eleventy, Source: "src"}},
		{"GitBook", "SUMMARY.md", "# Summary\n\n* [A](README.md)\n", Config{Generator: GitBook, Nav: []NavItem{{Title: "A", File: "README.md"}}}},
		{"a summary of something", "SUMMARY.md", "# Summary\n\nIt was good.\n", Config{}},
		{"another program's", "config.yaml", "title: A\nport: 1\n", Config{}},
		{"none", "README.md", "# A", Config{}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got := Settings(fstest.MapFS{tt.file: {Data: []byte(tt.text)}})
			if tt.want.Generator != "" {
				tt.want.File = tt.file
			}
			got.Values = nil
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestSummary(t *testing.T) {
	got := Settings(fstest.MapFS{
		"book.toml":      {Data: []byte("[book]\ntitle = 'A'\n")},
		"src/SUMMARY.md": {Data: []byte("# Summary\n\n[Before](before.md)\n\n- [One \\[1\\]](./one.md)\n  - [One `a`](one/a%20b.md \"x\")\n    - [Deep](one/deep.md)\n  - [One b](one/b.md)\n- [Draft]()\n\n---\n\n# Part\n\n1. [Two](two.md)\n\ttext\n\n[Behind](behind.md)\n")},
	}).Nav
	want := []NavItem{
		{Title: "Before", File: "before.md"},
		{Title: "One [1]", File: "one.md", Items: []NavItem{
			{Title: "One a", File: "one/a b.md", Items: []NavItem{{Title: "Deep", File: "one/deep.md"}}},
			{Title: "One b", File: "one/b.md"},
		}},
		{Title: "Draft"},
		{Title: "Part", Items: []NavItem{{Title: "Two", File: "two.md"}}},
		{Title: "Behind", File: "behind.md"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestSummaryOfAnySize(t *testing.T) {
	for _, line := range []string{"- [a](b.md)\n", "# a\n", "[a](b)\n", "- [", "[[[[", "- - - "} {
		if got := summaryItems(strings.Repeat(line, maxSummary/len(line))); len(got) > maxEntries {
			t.Errorf("%d items of %q", len(got), line)
		}
	}
	var deep strings.Builder
	for i := range 500 {
		deep.WriteString(strings.Repeat(" ", i) + "- [a](b.md)\n")
	}
	depth := 0
	for items := summaryItems(deep.String()); len(items) > 0; items = items[0].Items {
		depth++
	}
	if depth > maxNav+1 {
		t.Errorf("%d deep", depth)
	}
}

func TestSettingsOfAnySize(t *testing.T) {
	got := Settings(fstest.MapFS{"mkdocs.yml": {Data: []byte("site_name: A\nx:\n" + strings.Repeat("- a\n", 50_000))}})
	if got.Title != "A" {
		t.Errorf("%+v", got)
	}
	if got = Settings(fstest.MapFS{"_config.yml/x": {Data: []byte("y")}, "book.toml": {Data: []byte("\xff\x00= [[[")}}); got.Generator != MdBook || got.Title != "" {
		t.Errorf("%+v", got)
	}
}

func TestPermalink(t *testing.T) {
	day := time.Date(2020, 1, 2, 0, 0, 0, 0, time.UTC)
	post := Document{Collection: "posts", Path: "2020-01-02-A-name", Date: day, Categories: []string{"One two", "b"}}
	talk := Document{Collection: "talks", Path: "a/b"}
	for _, tt := range []struct {
		name   string
		config Config
		of     Document
		want   string
	}{
		{"the default", Config{}, post, "/one two/b/2020/01/02/A-name.html"},
		{"pretty", Config{Permalinks: "pretty"}, post, "/one two/b/2020/01/02/A-name/"},
		{"none", Config{Permalinks: "none"}, Document{Collection: "posts", Path: "2020-01-02-x"}, "/x.html"},
		{"a pattern", Config{Permalinks: "/blog/:year/:i_month/:slug/"}, post, "/blog/2020/1/a-name/"},
		{"a slug", Config{Permalinks: "/:title"}, Document{Collection: "posts", Path: "2020-01-02-x", Slug: "y"}, "/y"},
		{"its own", Config{Permalinks: "pretty"}, Document{Permalink: "/x/:year", Date: day}, "/x/2020"},
		{"its own style", Config{}, Document{Permalink: "pretty", Path: "a"}, "/pretty"},
		{"the settings' style, for a collection", Config{Collections: []Collection{{"talks", true, "pretty"}}}, talk, "/talks/a/b/"},
		{"a slug with blanks", Config{Permalinks: "/:title/:slug/:slugified_categories"}, Document{Collection: "posts", Path: "2020-01-02-x", Slug: "Own Slug", Categories: []string{"C d"}}, "/Own-Slug/own-slug/c-d"},
		{"a low line", Config{Collections: []Collection{{"talks", true, "/t/:title/:name/"}}}, Document{Collection: "talks", Path: "sub/My_talk"}, "/t/My_talk/my-talk/"},
		{"ordinal", Config{Permalinks: "ordinal"}, Document{Collection: "posts", Path: "2020-01-02-x", Date: day}, "/2020/002/x.html"},
		{"weekdate", Config{Permalinks: "weekdate"}, Document{Collection: "posts", Path: "2020-01-02-x", Date: day}, "/2020/W01/Thu/x.html"},
		{"an unknown placeholder", Config{Permalinks: "/:thing/:title"}, Document{Collection: "posts", Path: "2020-01-02-x"}, "/:thing/x"},
		{"a collection", Config{}, talk, "/talks/a/b.html"},
		{"a collection of a pretty site", Config{Permalinks: "pretty"}, talk, "/talks/a/b/"},
		{"a collection with a pattern", Config{Collections: []Collection{{"talks", true, "/t/:name"}}}, talk, "/t/b"},
		{"a page", Config{}, Document{Path: "about/us"}, "/about/us.html"},
		{"a page of a pretty site", Config{Permalinks: "/:title/"}, Document{Path: "about/us"}, "/about/us/"},
		{"a folder's page", Config{}, Document{Path: "about/index"}, "/about/"},
		{"the home page", Config{}, Document{Path: "index"}, "/"},
		{"what leads out", Config{}, Document{Permalink: "/../../x"}, "/x"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := tt.config.Permalink(tt.of); got != tt.want {
				t.Errorf("%s, want %s", got, tt.want)
			}
		})
	}
}

func TestPostName(t *testing.T) {
	for name, want := range map[string]string{
		"2020-01-02-a-name.md": "2020-01-02 a-name", "_posts/x/2020-1-2-b.markdown": "2020-01-02 b", "20-01-02-c": "2020-01-02 c",
		"2020-13-02-d.md": "", "2020-01-02.md": "", "about.md": "", "2020-01-02-1.10.md": "2020-01-02 1.10",
	} {
		date, slug, ok := PostName(name)
		got := ""
		if ok {
			got = date.Format("2006-01-02 ") + slug
		}
		if got != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
}
