package main

import (
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"hackday.example/kiosk/internal/kiosktest"
	"hackday.example/kiosk/internal/site"
)

// layouts of the two generators: a menu, the page, and a foot that is everywhere.
const (
	jekyllLayout = `<!doctype html><html lang="en"><head><title>{{ page.title }} | Harbour</title></head><body>
<header class="site-header"><a class="site-title" href="/">Harbour</a>
<nav><a href="/">Home</a> <a href="/about/">About</a> <a href="/tides.html">Tides</a></nav></header>
<div class="page-content"><h1>{{ page.title }}</h1>{{ content }}</div>
<footer><p>Kept by volunteers since 1911</p></footer></body></html>`
	hugoLayout = `<!doctype html><html lang="en"><head><title>{{ .Title }} | Harbour</title><link rel="canonical" href="{{ .Permalink }}"></head><body>
<header><nav><ul><li><a href="/">Home</a></li><li><a href="/about/">About</a></li><li><a href="/tides/">Tides</a></li></ul></nav></header>
<main><h1>{{ .Title }}</h1>{{ .Content }}{{ range .Pages }}<p><a href="{{ .RelPermalink }}">{{ .Title }}</a></p>{{ end }}</main>
<footer><p>Kept by volunteers since 1911</p></footer></body></html>`
)

func TestASiteIsServedAsItsGeneratorBuiltIt(t *testing.T) {
	for _, g := range []struct {
		name    string
		sources map[string]string
		build   []string
		out     string
		pages   []string // in the list
		tides   string   // a page's name
		url     string   // the site's address, if the build says it
	}{
		{
			"jekyll", map[string]string{
				"_config.yml":                "title: Harbour\nurl: https://harbour.example\nexclude: [_out]\n",
				"_layouts/default.html":      jekyllLayout,
				"index.md":                   "---\nlayout: default\ntitle: Home\n---\nWelcome to the *quay*. See the [tides](/tides.html#springs).\n",
				"about.md":                   "---\nlayout: default\ntitle: About\npermalink: /about/\n---\nWho keeps the log.\n",
				"tides.md":                   "---\nlayout: default\ntitle: Tides\n---\n## Springs\n\nTwice a month.\n\n| Day | Height |\n| --- | --- |\n| Monday | 5.1 m |\n\n```go\nfunc main() {}\n```\n",
				"_posts/2026-03-01-storm.md": "---\nlayout: default\ntitle: A storm\n---\nIt blew.\n",
			},
			[]string{"jekyll", "build", "--quiet", "--destination", "_out"}, "_out",
			[]string{"index", "about", "tides", "2026/03/01/storm"}, "tides", "",
		},
		{
			"hugo", map[string]string{
				"config.toml":                  "title = 'Harbour'\nbaseURL = 'https://harbour.example/'\ndisableKinds = ['taxonomy', 'term', 'RSS', 'sitemap']\n",
				"layouts/_default/baseof.html": hugoLayout,
				"layouts/_default/single.html": hugoLayout,
				"layouts/_default/list.html":   hugoLayout,
				"layouts/index.html":           hugoLayout,
				"content/_index.md":            "---\ntitle: Home\n---\nWelcome to the *quay*. See the [tides](/tides/#springs).\n",
				"content/about.md":             "+++\ntitle = 'About'\naliases = ['/who/']\n+++\nWho keeps the log.\n",
				"content/tides.md":             "---\ntitle: Tides\n---\n## Springs\n\nTwice a month.\n\n| Day | Height |\n| --- | --- |\n| Monday | 5.1 m |\n\n```go\nfunc main() {}\n```\n",
				"content/log/storm.md":         "---\ntitle: A storm\n---\nIt blew.\n",
			},
			[]string{"hugo", "--quiet", "--destination", "_out"}, "_out",
			[]string{"index", "about", "tides", "log", "log/storm"}, "tides", "https://harbour.example",
		},
	} {
		t.Run(g.name, func(t *testing.T) {
			program := kiosktest.Need(t, g.build[0])
			folder := write(t, g.sources)
			build := exec.CommandContext(t.Context(), program, g.build[1:]...)
			build.Dir = folder
			if out, err := build.CombinedOutput(); err != nil {
				t.Fatalf("%s: %v\n%s", g.name, err, out)
			}
			built := filepath.Join(folder, g.out)
			_, address, _, _ := serve(t, "--keys", filepath.Join(t.TempDir(), "keys"), "--content", built)

			pages := text(t, address, "pages")
			var names []string
			for _, line := range strings.Split(strings.TrimSpace(pages), "\n") {
				if name, _, ok := strings.Cut(line, " "); ok && name != "" {
					names = append(names, name)
				}
			}
			if strings.Join(names, " ") != strings.Join(g.pages, " ") {
				t.Errorf("the pages are %v, want %v", names, g.pages)
			}
			home := text(t, address, "read", "/")
			if !strings.Contains(home, "Welcome to the quay") || strings.Contains(home, "volunteers since 1911") {
				t.Errorf("the home page is\n%s", home)
			}
			tides := text(t, address, "read", g.tides)
			for _, want := range []string{"Springs", "Twice a month.", "5.1 m", "func main() {}"} {
				if !strings.Contains(tides, want) {
					t.Errorf("%q is not in\n%s", want, tides)
				}
			}
			if n := strings.Count(tides, "Tides"); n != 1 {
				t.Errorf("the title stands there %d times:\n%s", n, tides)
			}
			if g.url != "" && !strings.Contains(tides, g.url+"/tides/") {
				t.Errorf("the page does not say where it is on the web:\n%s", tides)
			}
			s, err := contentFlags{Content: built}.load()
			if err != nil {
				t.Fatal(err)
			}
			link := s.Home().Resources[0]
			if p := s.Page(link.Target); p == nil || p.Name != g.tides || p.Anchor(link.Fragment) < 0 && p.Section(link.Fragment) < 0 {
				t.Errorf("the link to the tides leads to %q %q", link.Target, link.Fragment)
			}
			if want := []site.MenuItem{{Title: "Home", Page: "index"}, {Title: "About", Page: "about"}, {Title: "Tides", Page: g.tides}}; !equalMenus(s.Menu, want) {
				t.Errorf("the menu is %+v", s.Menu)
			}
			if g.name == "hugo" && (s.Page("who") == nil || s.Page("who").Title != "About") {
				t.Error("an alias leads nowhere")
			}
		})
	}
}

// text is what ssh prints for a command.
func text(t *testing.T, address string, command ...string) string {
	t.Helper()
	out, err := kiosktest.SSH(t, address, kiosktest.ClientOptions{Command: command}).Output()
	if err != nil {
		t.Fatalf("%v: %v", command, err)
	}
	return string(out)
}

// equalMenus compares menus without submenus.
func equalMenus(a, b []site.MenuItem) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i].Title != b[i].Title || a[i].Page != b[i].Page {
			return false
		}
	}
	return true
}
