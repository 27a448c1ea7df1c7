package folder

import (
	"strings"
	"testing"
	"testing/fstest"

	"hackday.example/kiosk/internal/site"
)

// testStyles take any JSON object, of which "bad" is no style, and "low" has a colour
// that cannot be read.
type testStyles struct{}

func (testStyles) Names() []string { return []string{"pink"} }

func (testStyles) Named(name string) (string, bool) { return `{"pink": 1}`, name == "pink" }

func (testStyles) Judge(text string, dark, light bool) (j StyleJudgement) {
	j.Dark, j.Light = dark, light && !dark
	if at := strings.Index(text, "bad"); at >= 0 {
		j.Wrong, j.At = "it is bad", at
	}
	if strings.Contains(text, "low") {
		j.Low = []string{"h2 #5A56E0 on #303030: 2.4:1; 4.5:1 is the least"}
	}
	if strings.Contains(text, "margin") {
		j.Ignored = []string{"document.margin"}
	}
	return j
}

func TestStylesOfASite(t *testing.T) {
	const pink = `{"pink": 1}`
	for _, tt := range []struct {
		name, setting string
		want          site.Style
		problem       string // the first that is an error; empty for a site
		advice        string
	}{
		{"none", "", site.Style{}, "", ""},
		{"empty", "style:", site.Style{}, "", ""},
		{"one for all windows", "style: pink", site.Style{Dark: pink}, "", ""},
		{"one for each kind", "style: {dark: good.json, light: pink}", site.Style{Dark: `{"margin": 2}`, Light: pink}, "", "good.json: advice: of this style, these say nothing here: document.margin"},
		{"one in a folder", "style: {light: looks/a.JSON}", site.Style{Light: "{}"}, "", ""},
		{"no such name", "style: dracul", site.Style{}, `site.yaml:3:8: error: there is no style "dracul"; write one of pink, or the name of a style file`, ""},
		{"no such file", "style: {dark: nothing.json}", site.Style{}, `site.yaml:3:9: error: the style file "nothing.json" is not in the folder`, ""},
		{"a file outside", "style: ../good.json", site.Style{}, `site.yaml:3:8: error: the style file "../good.json" is not in the folder`, ""},
		{"a folder", "style: folder.json", site.Style{}, `site.yaml:3:8: error: the style file "folder.json" is not in the folder`, ""},
		{"a large file", "style: large.json", site.Style{}, `site.yaml:3:8: error: the style file "large.json": `, ""},
		{"no style", "style: bad.json", site.Style{}, `bad.json:2:4: error: the style cannot be read: it is bad; correct it, or take "style" out of site.yaml`, ""},
		{"colours that cannot be read", "style: low.json", site.Style{}, "low.json: error: h2 #5A56E0 on #303030: 2.4:1; 4.5:1 is the least", ""},
		{"a list", "style: [pink]", site.Style{}, "", `site.yaml:3:8: advice: "style" has to be text, and is a list`},
		{"a window that there is not", "style: {dusk: pink}", site.Style{}, "", `site.yaml:3:9: advice: the key "dusk" is not known here; write dark or light`},
	} {
		fsys := fstest.MapFS{
			"site.yaml":     {Data: []byte("title: T\nurl: https://example.org\n" + tt.setting + "\n")},
			"page.md":       {Data: []byte("---\ntitle: P\n---\n\nText.\n")},
			"good.json":     {Data: []byte(`{"margin": 2}`)},
			"looks/a.JSON":  {Data: []byte("{}")},
			"bad.json":      {Data: []byte("{\n  \"bad")},
			"low.json":      {Data: []byte(`{"low": 1}`)},
			"large.json":    {Data: []byte(strings.Repeat(" ", maxStyle+1))},
			"folder.json/a": {Data: []byte("x")},
		}
		var l Loader
		r := l.Load(fsys, Options{Styles: testStyles{}})
		var all []string
		for _, p := range r.Problems {
			all = append(all, p.String())
		}
		text := strings.Join(all, "\n")
		if want := tt.problem + tt.advice; !strings.Contains(text, want) || want == "" && strings.Contains(text, "style") {
			t.Errorf("%s: %q, want %q", tt.name, text, want)
		}
		switch {
		case tt.problem != "" && r.Site != nil:
			t.Errorf("%s: there is a site", tt.name)
		case tt.problem == "" && (r.Site == nil || r.Site.Style != tt.want):
			t.Errorf("%s: %+v, want %+v", tt.name, r.Site, tt.want)
		}
	}
	if _, column := positionIn("a\nbé {", 6); column != 4 {
		t.Errorf("the column is %d", column)
	}
}
