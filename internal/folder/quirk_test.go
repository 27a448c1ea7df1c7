package folder

import (
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"hackday.example/kiosk/internal/site"
)

// quirk is a small built site, and what must be read in one page of it.
type quirk struct {
	name  string
	files map[string]string // those of HTML are wrapped in a page's frame unless they have their own
	frame func(body string) string
	page  string // "subject" if empty

	title  string   // not looked at if empty
	words  string   // all of the page's words, or with "…" some of them, in their order
	absent []string // what must not be read
	links  []string // "text → page#fragment", "text → address" for others, in their order
}

func TestQuirksOfBuiltPages(t *testing.T) {
	for _, group := range [][]quirk{furnitureQuirks, contentQuirks, titleQuirks, constructQuirks, linkQuirks, themeQuirks, encodingQuirks()} {
		for _, q := range group {
			t.Run(q.name, func(t *testing.T) { checkQuirk(t, q) })
		}
	}
}

func checkQuirk(t *testing.T, q quirk) {
	files := fstest.MapFS{}
	for name, text := range q.files {
		if q.frame != nil && strings.HasSuffix(name, ".html") && !strings.Contains(strings.ToLower(text), "<html") {
			text = q.frame(text)
		}
		files[name] = &fstest.MapFile{Data: []byte(text)}
	}
	r := Check(files, Options{Form: HTML})
	if r.Site == nil {
		t.Fatal(r.Problems)
	}
	name := q.page
	if name == "" {
		name = "subject"
	}
	p := r.Site.Page(name)
	if p == nil {
		t.Fatalf("no page %q: %v", name, r.Site.PageNames())
	}
	if q.title != "" && p.Title != q.title {
		t.Errorf("the title is %q, want %q", p.Title, q.title)
	}
	text := oneLine(p.Subtitle + " " + shownText(p.Markdown))
	some := strings.Contains(q.words, "…")
	missing, extra := compareWords(text, strings.ReplaceAll(q.words, "…", " "))
	if missing != "" || !some && len(extra) > 0 {
		t.Errorf("missing %q, too much %q:\n%s\n%s", missing, extra, text, p.Markdown)
	}
	for _, a := range q.absent {
		if strings.Contains(text, a) {
			t.Errorf("%q is read:\n%s", a, text)
		}
	}
	resources := p.Resources[:p.TextResources]
	for _, want := range q.links {
		i := slices.IndexFunc(resources, func(x site.Resource) bool { return linkText(r.Site, &x) == want })
		if i < 0 {
			t.Errorf("no link %q: %q", want, linkTexts(r.Site, p))
			continue
		}
		resources = resources[i+1:]
	}
}

// linkText is a link as a quirk has it. A fragment that is not found is told.
func linkText(s *site.Site, r *site.Resource) string {
	if r.Target == "" {
		return r.Title + " → " + r.URL
	}
	text := r.Title + " → " + r.Target
	if r.Fragment != "" {
		text += "#" + r.Fragment
		if to := s.Page(r.Target); to == nil || !hasPlace(to, r.Fragment) {
			text += " (not found)"
		}
	}
	return text
}

func linkTexts(s *site.Site, p *site.Page) []string {
	var all []string
	for i := range p.Resources {
		all = append(all, linkText(s, &p.Resources[i]))
	}
	return all
}

// bare is a page without any frame but a title.
func bare(body string) string {
	return "<!DOCTYPE html><html lang=en><head><title>Gull Cove</title></head><body>" + body + "</body></html>"
}

// framed is the frame of a site whose pages have no <main>.
func framed(body string) string {
	return bare(`<div id="masthead"><a href="index.html">Gull Cove</a><ul><li><a href="index.html">Start</a></li><li><a href="boats.html">Boats</a></li><li><a href="birds.html">Birds</a></li></ul></div>
<div id="wrap">` + body + `</div><div id="foot">Written by the harbour office. All tides by the moon.</div>`)
}

// mained is the frame of a site whose pages have <main>.
func mained(body string) string {
	return bare(`<header><nav><a href="index.html">Start</a> <a href="boats.html">Boats</a> <a href="birds.html">Birds</a></nav></header>
<main>` + body + `</main><footer>Written by the harbour office.</footer>`)
}

// around adds the other pages of a site.
func around(subject string) map[string]string {
	return map[string]string{
		"subject.html": subject,
		"index.html":   "<h1>The cove</h1><p>A cove with a quay, two boats and a great many gulls in it.</p><p>Begin with the boats, or with the birds that follow them.</p>",
		"boats.html":   "<h1>Boats</h1><p id=oars>One has oars and one has an engine, and neither is ever there when it rains.</p><p>Both are painted green.</p>",
		"birds.html":   "<h1>Birds</h1><p>Most are gulls. <a name=tern></a>A tern came once and was talked about for a year.</p>",
		"tides.html":   "<h1>Tides</h1><p>Twice a day the water goes away, and twice a day it comes back to look.</p>",
		"charts.html":  "<h1>Charts</h1><p>There is one chart, and the mice have had the corner with the rocks on it.</p>",
	}
}

const (
	long1 = "The rope was bought in the year of the storm and has been mended more often than it was used."
	long2 = "Nobody knows who tied the first knot in it, though two families say that they do."
)

const subjectText = "<h1>Rope</h1><p>" + long1 + "</p><p>" + long2 + "</p>"
const subjectWords = long1 + " " + long2
