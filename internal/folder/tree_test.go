package folder

import (
	"maps"
	"os"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"hackday.example/kiosk/internal/kiosktest/sites"
	"hackday.example/kiosk/internal/report"
	"hackday.example/kiosk/internal/site"
)

// checkTree writes the tree of sources, and looks at it.
func checkTree(t *testing.T) (sites.Tree, string, *Report) {
	t.Helper()
	dir := t.TempDir()
	tree, err := sites.WriteTree(dir)
	if err != nil {
		t.Fatal(err)
	}
	r := Check(os.DirFS(dir), Options{Name: "tree"})
	if r.Err() != nil || r.Site == nil {
		t.Fatal(r.Err())
	}
	return tree, dir, r
}

func TestATreeOfSourcesIsASite(t *testing.T) {
	tree, dir, r := checkTree(t)
	s := r.Site
	if s.Title != "Repair Hall" || s.URL != "https://repairhall.example" || s.Home().File != "index.md" || r.Form != Markdown {
		t.Errorf("%q at %q, from %s in %s", s.Title, s.URL, s.Home().File, r.Form)
	}
	if got := len(s.Pages); got != tree.Count(sites.Readable)-tree.Count(sites.ReadmeBeside) {
		t.Errorf("%d pages are listed, and %d can be read", got, tree.Count(sites.Readable))
	}
	for file, name := range tree.Names {
		if slices.Contains(tree.Of[sites.ReadmeBeside], file) {
			continue
		}
		p := s.Page(name)
		if p == nil || p.File != file || p.Name != name {
			t.Errorf("%s is not %q: %+v", file, name, p)
			continue
		}
		if byFile := s.Page(strings.TrimSuffix(file, ".md")); byFile != p && path.Base(file) != "README.md" {
			t.Errorf("%s is not found by its file: %+v", file, byFile)
		}
		b, err := os.ReadFile(path.Join(dir, file))
		if err != nil {
			t.Fatal(err)
		}
		if want := wantTitle(file, string(b)); p.Title != want {
			t.Errorf("%s is titled %q, want %q", file, p.Title, want)
		}
	}
	for from, to := range tree.Redirects {
		p := s.Page(from)
		if strings.Contains(to, "://") {
			if p != nil || !strings.Contains(s.LeftOut(from), to) {
				t.Errorf("%s, which has moved to %s: %v, %q", from, to, p, s.LeftOut(from))
			}
			continue
		}
		if p == nil || p.Name != to {
			t.Errorf("%s does not lead to %s: %+v", from, to, p)
		}
	}
	for _, kind := range []sites.Kind{sites.NeverRead, sites.Draft, sites.Unkept} {
		for _, file := range tree.Of[kind] {
			if slices.ContainsFunc(s.All(), func(p *site.Page) bool { return p.File == file }) {
				t.Errorf("%s: %s is a page", kind, file)
			}
		}
	}
	for _, file := range tree.Of[sites.Translation] {
		original, code := translationOf(file)
		p := s.In(s.Page(tree.Names[original]), code)
		if p.File != file || p.Language != code {
			t.Errorf("%s in %s is %s", original, code, p.File)
		}
	}
	pictures := 0
	for _, p := range s.All() {
		if p.Picture != nil {
			pictures++
			if !slices.Contains(tree.Of[sites.HeaderImage], p.File) {
				t.Errorf("%s has a picture", p.File)
			}
		}
	}
	if pictures != tree.Count(sites.HeaderImage) {
		t.Errorf("%d header pictures, want %d", pictures, tree.Count(sites.HeaderImage))
	}
}

var (
	titleIn   = regexp.MustCompile(`(?m)^title(?:: | = )(.*?)(?: # .*)?$`)
	headingIn = regexp.MustCompile(`(?m)^#+ (.*)$`)
)

// wantTitle is a page's title as somebody reads it who knows of YAML and TOML nothing
// but quotes and comments.
func wantTitle(file, text string) string {
	if m := titleIn.FindStringSubmatch(text); m != nil {
		return strings.Trim(m[1], `"'`)
	}
	if m := headingIn.FindStringSubmatch(text); m != nil {
		return m[1]
	}
	return strings.TrimSuffix(path.Base(file), ".md")
}

func TestNoTemplateOfATreeIsShown(t *testing.T) {
	tree, _, r := checkTree(t)
	code := regexp.MustCompile("(?s)```.*?```|`[^`]*`")
	for _, p := range r.Site.All() {
		text := code.ReplaceAllString(p.Markdown, "")
		for _, raw := range []string{"{{", "{%", "{:", "+++", "layout:", "never-", "draft-"} {
			if strings.Contains(text, raw) {
				t.Errorf("%s has %q in\n%s", p.File, raw, text)
			}
		}
		if strings.Contains(text, "{#") && !slices.Contains(tree.Of[sites.Kramdown], p.File) {
			t.Errorf("%s has an attribute list", p.File)
		}
	}
	if quoted := r.Site.Page("lists/quoted").Markdown; !strings.Contains(quoted, "`{{ page.title }}`") || !strings.Contains(quoted, "{% for p in site.pages %}{{ p.url }}{% endfor %}") {
		t.Errorf("templates in code are gone: %s", quoted)
	}
	if video := r.Site.Page("lists/video"); video.TextResources != 2 || video.Resources[0].URL != "https://www.youtube.com/watch?v=abc123" || video.Resources[0].Kind != site.Video {
		t.Errorf("%+v", video.Resources)
	}
}

func TestLinksOfATreeOpen(t *testing.T) {
	tree, _, r := checkTree(t)
	s := r.Site
	broken := map[string]int{}
	for _, kind := range []sites.Kind{sites.BrokenLink, sites.MissingPicture} {
		for _, file := range tree.Of[kind] {
			broken[file]++
		}
	}
	for _, p := range s.All() {
		for _, l := range p.Resources[:p.TextResources] {
			external := strings.Contains(l.Destination, "://") && !strings.Contains(l.Destination, "hhttps")
			switch {
			case l.Target != "" && s.Page(l.Target) == nil:
				t.Errorf("%s: %q leads to no page", p.File, l.Target)
			case l.Target == "" && l.Size == 0 && !external:
				broken[p.File]--
			}
		}
	}
	for file, n := range broken {
		if n != 0 {
			t.Errorf("%s: %d fewer links lead nowhere than there are", file, n)
		}
	}
	got := map[string]string{}
	for _, name := range []string{"index", "about", "faq", "tracks", "docs/first", "events/2023/01/derry", "slipped"} {
		p := s.Page(name)
		for _, l := range p.Resources[:p.TextResources] {
			to := l.Target
			if l.Fragment != "" {
				to += "#" + l.Fragment
				if target := s.Page(l.Target); target.Section(l.Fragment) < 0 && target.Anchor(l.Fragment) < 0 {
					t.Errorf("%s: nothing in %s is #%s", name, l.Target, l.Fragment)
				}
			}
			got[name+": "+l.Title] = to
		}
	}
	want := map[string]string{
		"index: why": "about/rationale", "index: who": "people", "index: the first post": "2025/01/06/note-00", "index: the guide": "guides/soldering",
		"about: Rationale": "about/rationale", "about: the hall": "hall-hire",
		"faq: What": "faq#what", "faq: careful": "faq#careful",
		"tracks: Two": "tracks/two", "tracks: three": "tracks/three",
		"docs/first: Up": "docs", "docs/first: the second": "docs/second#part",
		"events/2023/01/derry: All events": "events", "events/2023/01/derry: a project": "events/2023/01/derry/projects/project-0", "events/2023/01/derry: why": "about/rationale",
		"slipped: the terms": "terms",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestAdviceOnATreeIsCountedByKind(t *testing.T) {
	tree, _, r := checkTree(t)
	per := map[report.Kind]map[string]int{}
	for _, p := range r.Problems {
		if per[p.Kind] == nil {
			per[p.Kind] = map[string]int{}
		}
		per[p.Kind][p.File]++
	}
	files := func(kind report.Kind) []string { return slices.Sorted(maps.Keys(per[kind])) }
	wantFiles := func(kinds ...sites.Kind) []string {
		var all []string
		for _, k := range kinds {
			all = append(all, tree.Of[k]...)
		}
		slices.Sort(all)
		return slices.Compact(all)
	}
	complete := []string{"lists/video.md", "tracks/three.md"} // a link stands for the template; a comment is one
	without := func(files []string) []string {
		return slices.DeleteFunc(files, func(f string) bool { return slices.Contains(complete, f) })
	}
	for _, tt := range []struct {
		kind report.Kind
		want []string
	}{
		{templates, without(wantFiles(sites.Template))},
		{badMatter, without(wantFiles(sites.Slip, sites.HashTitle))},
		{badPicture, wantFiles(sites.HeaderMissing)},
		{conflicts, wantFiles(sites.Conflict)},
		{brokenLink, wantFiles(sites.SlippedLink)},
		{copies, wantFiles(sites.Copy)},
		{sameTitle, wantFiles(sites.SameTitle)[1:]}, // said of all but the first
		{deadLink, wantFiles(sites.BrokenLink)},
		{badAddress, wantFiles(sites.BrokenLink)},
		{deadFragment, nil},
		{sameName, nil},
		{notRead, nil},
		{badText, nil},
	} {
		if diff := cmp.Diff(tt.want, files(tt.kind)); diff != "" {
			t.Errorf("%s: %s", tt.kind, diff)
		}
	}
	if got, want := r.Kinds[deadLink]+r.Kinds[badAddress], tree.Count(sites.BrokenLink)+tree.Count(sites.MissingPicture); got != want {
		t.Errorf("%d links are said to lead nowhere, and %d do", got, want)
	}
	for _, file := range tree.Of[sites.Template] {
		if n := per[templates][file]; n > 2 { // lists/sponsors.md includes a file, and counts
			t.Errorf("%d pieces of advice on the templates of %s", n, file)
		}
	}
	if r.Errors != 0 {
		t.Errorf("%d errors", r.Errors)
	}
}
