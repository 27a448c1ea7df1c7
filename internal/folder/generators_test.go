package folder

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"hackday.example/kiosk/internal/report"
	"hackday.example/kiosk/internal/site"
)

// onePixel is a picture.
const onePixel = "GIF89a\x01\x00\x01\x00\x80\x00\x00\xff\xff\xff\x00\x00\x00,\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02D\x01\x00;"

// sources are small trees of Markdown in the manner of generators.
var sources = []struct {
	name  string
	files map[string]string
	title string // of the site
	url   string
	home  string            // its file
	pages map[string]string // titles by names, of all pages that are listed
	urls  map[string]string // addresses on the web, by names
	also  map[string]string // pages' names by other addresses of theirs
	links map[string]string // what links lead to by "page: text": a page with a fragment, a file's size, an address, or "nowhere"
	shown map[string]string // addresses of links by "page: text"
	texts map[string]string // pieces of pages' Markdown
	menu  string
	order map[string]string   // the names of the pages before, behind and above a page, by its name
	most  map[report.Kind]int // how much advice there is; other kinds may be there
}{
	{
		name: "Hugo",
		files: map[string]string{
			"hugo.toml":                         "baseURL = 'https://lamps.example/shop/'\ntitle = 'Lamps'\nlanguageCode = 'en-gb'\n[params]\ndescription = 'We mend lamps'\n[permalinks]\nnews = '/news/:year/:slugorcontentbasename/'\n",
			"README.md":                         "# How to build this\n",
			"archetypes/default.md":             "+++\ntitle = '{{ replace .Name \"-\" \" \" }}'\n+++\n",
			"themes/plain/README.md":            "# A theme\n",
			"layouts/index.html":                "<main>{{ .Content }}</main>",
			"content/_index.md":                 "+++\ntitle = 'Welcome'\n+++\nSee [the bench]({{< ref \"posts/bench.md\" >}}), [its end]({{< relref \"posts/bench.md#the-end\" >}}), [news](/shop/news/2026/open/), [plan](/plan.pdf), [bundle](posts/oil/), [wick]({{< ref \"Wick Care\" >}}) and [nothing]({{< ref \"gone.md\" >}}).\n",
			"content/posts/_index.md":           "---\ntitle: Posts\n---\n",
			"content/posts/bench.md":            "+++\ntitle = 'The bench'\nweight = 2\naliases = ['/table/', 'desk']\n+++\n## The end\n\n[Up](../) [oil](../oil/) [lamp](../oil/index.md)\n",
			"content/posts/oil/index.md":        "---\ntitle: Oil\nslug: about-oil\n---\n![A can](can.gif) {{< figure src=\"can.gif\" alt=\"The can again\" >}}\n",
			"content/posts/oil/can.gif":         onePixel,
			"content/posts/Wick Care.md":        "---\ntitle: Wicks\nurl: /care/\n---\n",
			"content/posts/soon.md":             "---\ntitle: Soon\ndraft: true\n---\n",
			"content/news/open.md":              "---\ntitle: Open\ndate: 2026-02-03T10:00:00Z\n---\n",
			"content/news/undated.md":           "---\ntitle: Undated\n---\n",
			"static/plan.pdf":                   "%PDF-1.1",
			"content/posts/Reindex of Lamps.md": "---\ntitle: Reindex\n---\n",
		},
		title: "Lamps", url: "https://lamps.example/shop", home: "content/_index.md",
		pages: map[string]string{
			"index": "Welcome", "posts": "Posts", "posts/bench": "The bench", "posts/about-oil": "Oil", "care": "Wicks",
			"news/2026/open": "Open", "news/undated": "Undated", "posts/reindex-of-lamps": "Reindex",
		},
		urls: map[string]string{"index": "https://lamps.example/shop/", "posts/about-oil": "https://lamps.example/shop/posts/about-oil/", "news/2026/open": "https://lamps.example/shop/news/2026/open/", "news/undated": ""},
		also: map[string]string{"table": "posts/bench", "posts/desk": "posts/bench", "posts/oil": "posts/about-oil", "posts/Wick Care": "care"},
		links: map[string]string{
			"index: the bench": "posts/bench", "index: its end": "posts/bench#the-end", "index: news": "news/2026/open", "index: plan": "8 bytes", "index: bundle": "posts/about-oil", "index: wick": "care",
			"posts/bench: Up": "posts", "posts/bench: oil": "posts/about-oil", "posts/bench: lamp": "posts/about-oil",
			"posts/about-oil: A can": "35 bytes", "posts/about-oil: The can again": "35 bytes",
		},
		shown: map[string]string{"posts/about-oil: A can": "https://lamps.example/shop/posts/about-oil/can.gif", "posts/bench: oil": "https://lamps.example/shop/posts/about-oil/"},
		texts: map[string]string{"index": "and nothing."},
		most:  map[report.Kind]int{templates: 1, deadLink: 0},
	},
	{
		name: "MkDocs",
		files: map[string]string{
			"mkdocs.yml":           "site_name: The manual\nsite_url: https://manual.example/en/\ntheme: {name: material, language: en}\nnav:\n  - index.md\n  - Work:\n    - Lamps: work/lamps.md\n    - work/README.md\n    - Gone: work/gone.md\n  - Elsewhere: https://elsewhere.example/\n  - Empty: []\nplugins: [search]\nextra: {a: !ENV [B, c]}\n",
			"README.md":            "# The repository\n",
			"docs/index.md":        "# The manual of lamps\n\n!!! note\n    Turn it off.\n\n[Lamps](work/lamps.md#oil), [all work](work/), [rooted](/en/work/lamps/), [api](api/v1.2.md).\n",
			"docs/work/README.md":  "Work without a heading.\n",
			"docs/work/lamps.md":   "---\ntitle: About lamps\n---\n# About lamps\n\n## Oil\n\n[Home](../index.md) ![Lamp](../img/lamp.gif){ width=300 }\n",
			"docs/api/v1.2.md":     "# Version 1.2\n",
			"docs/img/lamp.gif":    onePixel,
			"docs/Long Name.md":    "text\n",
			"overrides/notes.md":   "# none\n",
			"docs/stylesheets.css": "p{}",
		},
		title: "The manual", url: "https://manual.example/en", home: "docs/index.md",
		pages: map[string]string{"index": "The manual of lamps", "work": "work", "work/lamps": "About lamps", "api/v1.2": "Version 1.2", "Long Name": "Long Name"},
		urls:  map[string]string{"work/lamps": "https://manual.example/en/work/lamps/", "index": "https://manual.example/en/", "Long Name": "https://manual.example/en/Long%20Name/"},
		links: map[string]string{"index: Lamps": "work/lamps#oil", "index: all work": "work", "index: rooted": "work/lamps", "index: api": "api/v1.2", "work/lamps: Home": "index", "work/lamps: Lamp": "35 bytes"},
		shown: map[string]string{"work/lamps: Lamp": "https://manual.example/en/img/lamp.gif", "index: Lamps": "https://manual.example/en/work/lamps/#oil"},
		texts: map[string]string{"index": "> [!NOTE]\n> Turn it off."},
		menu:  "The manual of lamps=index, Work(Lamps=work/lamps, work=work)",
		most:  map[report.Kind]int{deadLink: 0, templates: 0},
	},
	{
		name: "mdBook",
		files: map[string]string{
			"book.toml":             "[book]\ntitle = \"The book of lamps\"\nlanguage = \"en\"\n[output.html]\nsite-url = \"/book/\"\n",
			"src/SUMMARY.md":        "# Summary\n\n[Introduction](intro.md)\n\n# Part one\n\n- [Oil](oil/README.md)\n  - [Wicks](oil/wicks.md)\n- [Not yet]()\n\n---\n\n[Index of words](words.md)\n",
			"src/intro.md":          "# Introduction\n\n{{#include ../LICENSE}}\n\nRead [on](oil/index.html) or [wicks](oil/wicks.html#trim), [words](./words.md).\n",
			"src/oil/README.md":     "# Oil\n\n[Wicks](wicks.md)\n",
			"src/oil/wicks.md":      "# Wicks\n\n## Trim\n\n```rust,ignore\n{{#playground x.rs}}\nfn main() {}\n```\n",
			"src/words.md":          "# Words\n",
			"src/unlisted.md":       "# Not in the summary\n",
			"README.md":             "# The repository\n",
			"theme/notes/README.md": "# none\n",
		},
		title: "The book of lamps", home: "src/intro.md",
		pages: map[string]string{"intro": "Introduction", "oil": "Oil", "oil/wicks": "Wicks", "words": "Words", "unlisted": "Not in the summary"},
		also:  map[string]string{"oil/wicks.html": "oil/wicks", "index.html": "intro"},
		links: map[string]string{"intro: on": "oil", "intro: wicks": "oil/wicks#trim", "intro: words": "words", "oil: Wicks": "oil/wicks"},
		menu:  "Introduction=intro, Part one(Oil=oil(Wicks=oil/wicks)), Index of words=words",
		order: map[string]string{"intro": " oil ", "oil/wicks": "oil words oil", "words": "oil/wicks  ", "unlisted": "  "},
		most:  map[report.Kind]int{templates: 1, deadLink: 0},
	},
	{
		name: "GitBook",
		files: map[string]string{
			"README.md":       "# A guide\n\n[Start](start/README.md) [two](/start/two.md)\n",
			"SUMMARY.md":      "# Table of contents\n\n* [A guide](README.md)\n* [Start](start/README.md)\n  * [Two](start/two.md)\n",
			"start/README.md": "---\ndescription: How to begin\n---\n\n# Begin\n\n{% hint style=\"info\" %}\nMind the wick.\n{% endhint %}\n\n{% content-ref url=\"two.md\" %}\n[two.md](two.md)\n{% endcontent-ref %}\n",
			"start/two.md":    "# Two\n",
		},
		title: "A guide", home: "README.md",
		pages: map[string]string{"index": "A guide", "start": "Begin", "start/two": "Two"},
		links: map[string]string{"index: Start": "start", "index: two": "start/two", "start: two.md": "start/two"},
		menu:  "A guide=index, Start=start(Two=start/two)",
		most:  map[report.Kind]int{templates: 0, deadLink: 0},
	},
	{
		name: "Eleventy",
		files: map[string]string{
			".eleventy.js":                       "module.exports = function (config) {\n  config.addPassthroughCopy('src/img');\n  return { dir: { input: \"src\", output: \"_site\" } };\n};\n",
			"README.md":                          "# Build it\n",
			"src/_includes/base.njk":             "{{ content | safe }}",
			"src/_includes/part.md":              "part",
			"src/_data/site.json":                "{}",
			"src/index.md":                       "---\nlayout: base.njk\ntitle: Wicks and sons\n---\n[About]({{ '/about/' | url }}) [post](/posts/first/) [other](./posts/2026-01-02-first.md) {{ collections.post | length }}\n",
			"src/about.md":                       "---\ntitle: About\neleventyNavigation:\n  key: About\n  order: 2\n---\n{% include \"part.md\" %}\n\nWe mend.\n",
			"src/posts/2026-01-02-first.md":      "---\ntitle: First\ntags: post\n---\n[Back](../../) [beside](../second/)\n",
			"src/posts/second.md":                "---\ntitle: Second\npermalink: \"/{{ page.date }}/{{ title | slug }}/\"\n---\n",
			"src/posts/posts.json":               "{}",
			"src/hidden.md":                      "---\ntitle: Data\npermalink: false\n---\n",
			"src/own.md":                         "---\ntitle: Own\npermalink: /x/own.html\n---\n",
			"node_modules/markdown-it/README.md": "# none\n",
		},
		title: "Wicks and sons", home: "src/index.md",
		pages: map[string]string{"index": "Wicks and sons", "about": "About", "posts/first": "First", "posts/second": "Second", "hidden": "Data", "x/own": "Own"},
		also:  map[string]string{"posts/2026-01-02-first": "posts/first", "own": "x/own", "/x/own.html": "x/own"},
		links: map[string]string{"index: About": "about", "index: post": "posts/first", "index: other": "posts/first", "posts/first: Back": "index", "posts/first: beside": "posts/second"},
		most:  map[report.Kind]int{templates: 2, deadLink: 0},
	},
	{
		name: "Zola",
		files: map[string]string{
			"config.toml":                     "base_url = \"https://zola.example\"\ntitle = \"Lamp works\"\ndefault_language = \"en\"\n",
			"content/_index.md":               "+++\nsort_by = \"weight\"\n+++\nFrom [the log](@/log/_index.md), [one](@/log/2026-01-02-one.md#oil), [two](/log/two/).\n",
			"content/log/_index.md":           "+++\ntitle = \"Log\"\npaginate_by = 5\n+++\n",
			"content/log/2026-01-02-one.md":   "+++\ntitle = \"One\"\n[taxonomies]\ntags = [\"a\"]\n[extra]\ntitle = \"no\"\n+++\n# Oil\n\n{{ youtube(id=\"abcdefghijk\") }}\n\n![x](lamp.gif)\n",
			"content/log/lamp.gif":            onePixel,
			"content/log/two/index.md":        "+++\ntitle = \"Two\"\npath = \"log/second\"\naliases = [\"log/two\"]\n+++\n",
			"content/draft.md":                "+++\ntitle = \"Draft\"\ndraft = true\n+++\n",
			"templates/shortcodes/youtube.md": "x",
		},
		title: "Lamp works", url: "https://zola.example", home: "content/_index.md",
		pages: map[string]string{"index": "Lamp works", "log": "Log", "log/one": "One", "log/second": "Two"},
		urls:  map[string]string{"log/one": "https://zola.example/log/one/", "log/second": "https://zola.example/log/second"},
		links: map[string]string{"index: the log": "log", "index: one": "log/one#oil", "index: two": "log/second", "log/one: x": "35 bytes"},
		shown: map[string]string{"log/one: x": "https://zola.example/log/lamp.gif"},
		most:  map[report.Kind]int{deadLink: 0},
	},
	{
		name: "Docusaurus",
		files: map[string]string{
			"docusaurus.config.js":                "// @ts-check\nconst config = {\n  title: 'Lampworks',\n  tagline: 'All about lamps',\n  url: 'https://lampworks.example',\n  baseUrl: '/',\n};\nexport default config;\n",
			"README.md":                           "# Website\n",
			"docs/intro.md":                       "---\nsidebar_position: 1\nslug: /\ntitle: Start here\n---\n:::tip My tip\nUse oil.\n:::\n\n[Oil](./02-oil.mdx#how), [wick](/docs/parts/wick), [blog](/blog/hello).\n",
			"docs/02-oil.mdx":                     "import Tabs from '@theme/Tabs';\n\n# Oil\n\n## How {#how}\n\n<Tabs>\nPour.\n</Tabs>\n",
			"docs/parts/_category_.json":          "{}",
			"docs/parts/wick.md":                  "---\nid: wick\nslug: wick\n---\n# Wick\n",
			"docs/_partial.mdx":                   "none",
			"blog/2026-01-02-hello/index.md":      "---\nslug: hello\ntitle: Hello\nauthors: [x]\n---\nText <!-- truncate --> more. ![Lamp](./lamp.gif)\n",
			"blog/2026-01-02-hello/lamp.gif":      onePixel,
			"blog/2026-01-03-other.md":            "# Other\n",
			"src/pages/about.md":                  "# About\n",
			"src/components/README.md":            "# none\n",
			"versioned_docs/version-1.0/intro.md": "# Old\n",
			"static/img/a.gif":                    onePixel,
			"i18n/cy/code/current.md":             "# none\n",
		},
		title: "Lampworks", url: "https://lampworks.example", home: "docs/intro.md",
		pages: map[string]string{"docs": "Start here", "docs/oil": "Oil", "docs/parts/wick": "Wick", "blog/hello": "Hello", "blog/2026/01/03/other": "Other", "about": "About"},
		links: map[string]string{"docs: Oil": "docs/oil#how", "docs: wick": "docs/parts/wick", "docs: blog": "blog/hello", "blog/hello: Lamp": "35 bytes"},
		texts: map[string]string{"docs/oil": "Pour.", "docs": "> **My tip**"},
		most:  map[report.Kind]int{deadLink: 0, templates: 0},
	},
	{
		name: "a vault of Obsidian",
		files: map[string]string{
			".obsidian/app.json":                "{}",
			"Start Here.md":                     "Go to [[Lamp Oil]], [[Parts/Wick Care|the wicks]], [[Lamp Oil#How to pour]], [[Wick Care#^trim1|trimming]], [[Nothing yet]].\n\n![[Pasted image 2026.gif]] ![[Lamp Oil]] %%hidden%%\n\n> [!warning] Hot\n> Take care\n",
			"Parts/Lamp Oil.md":                 "---\ntags: [oil]\naliases: [Paraffin]\n---\n## How to pour\n\nSlowly. #oil [md](../Start%20Here.md) [[Start here]]\n",
			"Parts/Wick Care.md":                "Trim it. ^trim1\n\n- [ ] buy ==wicks==\n",
			"Parts/50% off & more.md":           "# Sale\n\n[[50% off & more]]\n",
			"Attachments/Pasted image 2026.gif": onePixel,
			"Daily/2026-01-02.md":               "A day.\n",
		},
		title: "Vault", home: "Start Here.md",
		pages: map[string]string{"Start Here": "Start Here", "Parts/Lamp Oil": "How to pour", "Parts/Wick Care": "Wick Care", "Parts/50% off & more": "Sale", "Daily/2026-01-02": "2026-01-02"},
		also:  map[string]string{"start here": "Start Here", "parts/lamp%20oil": "Parts/Lamp Oil"},
		links: map[string]string{
			"Start Here: Lamp Oil": "Parts/Lamp Oil", "Start Here: the wicks": "Parts/Wick Care", "Start Here: Lamp Oil#How to pour": "Parts/Lamp Oil#how-to-pour", "Start Here: trimming": "Parts/Wick Care#trim1", "Start Here: Pasted image 2026.gif": "35 bytes",
			"Parts/Lamp Oil: md": "Start Here", "Parts/Lamp Oil: Start here": "Start Here", "Parts/50% off & more: 50% off & more": "Parts/50% off & more",
		},
		texts: map[string]string{"Start Here": "Nothing yet."},
		most:  map[report.Kind]int{deadLink: 0, deadFragment: 0},
	},
	{
		name: "a repository",
		files: map[string]string{
			"README.md":                "<h1 align=\"center\">Lampkit</h1>\n\n[![Build](https://ci.example/b.svg)](https://ci.example)\n\nSee [the packages](packages), [core](packages/core/), [source](packages/core/main.go), [docs](./docs/use.md#oil), [licence](LICENSE), [contributing](CONTRIBUTING.md), [tree](https://code.example/x).\n",
			"CONTRIBUTING.md":          "# Contributing\n\n[Back](README.md) [root](/)\n",
			"packages/README.md":       "# Packages\n\n- [core](core)\n- [ui](./ui/README.md)\n",
			"packages/core/Readme.md":  "# Core\n\n[up](..) [top](../../README.md)\n",
			"packages/core/main.go":    "package main\n",
			"packages/ui/README.md":    "UI\n==\n",
			"docs/use.md":              "# Use\n\n## Oil\n",
			"LICENSE":                  "Do as you like.\n",
			".github/PULL.md":          "# none\n",
			"node_modules/a/README.md": "# none\n",
		},
		title: "Lampkit", home: "README.md",
		pages: map[string]string{"index": "Lampkit", "CONTRIBUTING": "Contributing", "packages": "Packages", "packages/core": "Core", "packages/ui": "UI", "docs/use": "Use"},
		also:  map[string]string{"packages/core/README.md": "packages/core", "readme": "index", "contributing": "CONTRIBUTING"},
		links: map[string]string{
			"index: the packages": "packages", "index: core": "packages/core", "index: source": "13 bytes", "index: docs": "docs/use#oil", "index: licence": "16 bytes", "index: contributing": "CONTRIBUTING", "index: tree": "https://code.example/x",
			"CONTRIBUTING: Back": "index", "CONTRIBUTING: root": "index", "packages: core": "packages/core", "packages: ui": "packages/ui", "packages/core: up": "packages", "packages/core: top": "index",
		},
		most: map[report.Kind]int{deadLink: 0},
	},
	{
		name: "plain notes",
		files: map[string]string{
			"kettle.md":           "The kettle is ours.\n\n[Lamps](more/lamps) and [tea](tea.markdown)\n",
			"tea.markdown":        "# Tea\n",
			"more/lamps.md":       "Title: of nothing: at all\n\nLamps.\n",
			"more/2026_plan-b.md": "    code\n",
			"scan.pdf":            "%PDF",
		},
		title: "Vault", home: "kettle.md",
		pages: map[string]string{"kettle": "kettle", "tea": "Tea", "more/lamps": "of nothing: at all", "more/2026_plan-b": "2026 plan b"},
		links: map[string]string{"kettle: Lamps": "more/lamps", "kettle: tea": "tea"},
		shown: map[string]string{"kettle: Lamps": "/more/lamps"},
		most:  map[report.Kind]int{deadLink: 0},
	},
}

func TestTreesOfEveryGenerator(t *testing.T) {
	for _, tt := range sources {
		t.Run(tt.name, func(t *testing.T) {
			files := fstest.MapFS{}
			for name, text := range tt.files {
				files[name] = &fstest.MapFile{Data: []byte(text)}
			}
			r := Check(files, Options{Name: "Vault"})
			if r.Site == nil {
				t.Fatal(r.Problems)
			}
			s := r.Site
			if s.Title != tt.title || s.URL != tt.url || s.Home().File != tt.home {
				t.Errorf("%q at %q, from %s", s.Title, s.URL, s.Home().File)
			}
			pages := map[string]string{}
			links := map[string]string{}
			for _, p := range s.All() {
				pages[p.Name] = p.Title
				for _, l := range p.Resources[:p.TextResources] {
					if l.Title == "Build" {
						continue
					}
					links[p.Name+": "+l.Title] = destinationOf(s, l)
					if want, ok := tt.shown[p.Name+": "+l.Title]; ok && l.URL != want {
						t.Errorf("%s: %s is at %s, want %s", p.Name, l.Title, l.URL, want)
					}
				}
				for _, raw := range []string{"{{", "{%", "%%", ":::", "!!!", "[["} {
					if strings.Contains(p.Markdown, raw) && p.Name != "oil/wicks" {
						t.Errorf("%s has %s: %s", p.Name, raw, p.Markdown)
					}
				}
			}
			if diff := cmp.Diff(tt.pages, pages); diff != "" {
				t.Errorf("pages: %s", diff)
			}
			if diff := cmp.Diff(tt.links, links); diff != "" {
				t.Errorf("links: %s", diff)
			}
			for name, want := range tt.urls {
				if p := s.Page(name); p == nil || p.URL != want {
					t.Errorf("%s is at %+v, want %s", name, p, want)
				}
			}
			for address, name := range tt.also {
				if p := s.Page(address); p == nil || p.Name != name {
					t.Errorf("%s is %+v, want %s", address, p, name)
				}
			}
			for name, text := range tt.texts {
				if p := s.Page(name); p == nil || !strings.Contains(p.Markdown, text) {
					t.Errorf("%s has no %q: %+v", name, text, p)
				}
			}
			if got := menuText(s.Menu); tt.menu != "" && got != tt.menu || got == "" { // else it is that of the folders
				t.Errorf("menu %q, want %q", got, tt.menu)
			}
			for name, want := range tt.order {
				if p := s.Page(name); p.Prev+" "+p.Next+" "+p.Up != want {
					t.Errorf("%s is between %q, %q and %q", name, p.Prev, p.Next, p.Up)
				}
			}
			for kind, n := range tt.most {
				if r.Kinds[kind] != n {
					t.Errorf("%d of %s, want %d: %v", r.Kinds[kind], kind, n, r.Problems)
				}
			}
			if again := new(Loader).Load(files, Options{Name: "Vault"}); !s.Equal(again.Site) {
				t.Error("a loader loads another site")
			}
		})
	}
}

// destinationOf is what a link leads to.
func destinationOf(s *site.Site, l site.Resource) string {
	switch {
	case l.Target != "" && l.Fragment != "":
		if p := s.Page(l.Target); p.Section(l.Fragment) < 0 && p.Anchor(l.Fragment) < 0 {
			return l.Target + " without #" + l.Fragment
		}
		return l.Target + "#" + l.Fragment
	case l.Target != "":
		return l.Target
	case l.Size > 0:
		return fmt.Sprintf("%d bytes", l.Size)
	case l.OnTheWeb():
		return l.URL
	}
	return "nowhere"
}

// menuText is a menu in one line.
func menuText(items []site.MenuItem) string {
	var parts []string
	for _, i := range items {
		text := i.Title
		if i.Page != "" {
			text += "=" + i.Page
		}
		if len(i.Items) > 0 {
			text += "(" + menuText(i.Items) + ")"
		}
		parts = append(parts, text)
	}
	return strings.Join(parts, ", ")
}
