package folder

import (
	"fmt"
	"testing"
	"testing/fstest"

	"hackday.example/kiosk/internal/site"
)

func TestASiteWithoutAMenuHasTheTreeOfItsPages(t *testing.T) {
	page := func(name string, links ...string) *site.Page {
		p := &site.Page{Name: name, Title: "T " + name}
		for i, to := range links {
			*[]*string{&p.Next, &p.Prev, &p.Up}[i] = to
		}
		return p
	}
	unlisted := page("404")
	unlisted.Unlisted = true
	for _, c := range []struct {
		name  string
		pages []*site.Page
		want  string
	}{
		{"folders", []*site.Page{page("index"), page("a"), page("a/b"), page("a/b/c"), page("boat-shed/x"), page("z"), unlisted},
			"T a=a(T a/b=a/b(T a/b/c=a/b/c)), Boat shed(T boat-shed/x=boat-shed/x), T z=z"},
		{"the order that pages say", []*site.Page{page("index", "z"), page("a", "", "b"), page("b", "a", "z"), page("z", "b", "index")},
			"T z=z, T b=b, T a=a"},
		{"an order that is broken off", []*site.Page{page("index", "gone"), page("a", "", "c"), page("b"), page("c", "a", "gone")},
			"T c=c, T a=a, T b=b"},
		{"what is above", []*site.Page{page("index", "ch2"), page("ch1"), page("ch1s1", "", "", "ch2"), page("ch2", "ch1s1", "", "index")},
			"T ch2=ch2(T ch1s1=ch1s1), T ch1=ch1"},
		{"pages that are above each other", []*site.Page{page("index"), page("a", "", "", "b"), page("b", "", "", "a"), page("c", "", "", "c")},
			"T a=a, T b=b, T c=c"},
		{"pages that are next in a circle", []*site.Page{page("index"), page("a", "b", "b"), page("b", "a", "a")}, "T a=a, T b=b"},
		{"the home page alone", []*site.Page{page("index")}, ""},
	} {
		if got := menuText(treeMenu(c.pages)); got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
	many := []*site.Page{page("index")}
	for i := range maxTree + 10 {
		many = append(many, page(fmt.Sprintf("p%05d", i)))
	}
	if n := len(treeMenu(many)); n > maxTree || n < maxTree-1 {
		t.Errorf("%d entries", n)
	}
}

func TestAMenuBelowTheHomePageIsBesideIt(t *testing.T) {
	a := &assembly{}
	menu := []site.MenuItem{{Title: "Cove", Page: "index", Items: []site.MenuItem{{Title: "Boats", Page: "boats"}}}, {Title: "Birds", Page: "birds", Items: []site.MenuItem{{Title: "Tern", Page: "tern"}}}}
	if got, want := menuText(a.hoist("index", menu)), "Cove=index, Boats=boats, Birds=birds(Tern=tern)"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
}

func TestJekyllsRedirectsAreRead(t *testing.T) {
	for _, c := range []struct{ name, list, file string }{
		{"well", `{"/old":"https://cove.example/boats.html","/gone":"https://else.example/x","/boats":"/birds","/loop":"/loop"}`, ""},
		{"no list", `[1]`, redirectsFile},
		{"cut off", `{"/old":`, redirectsFile},
	} {
		files := fstest.MapFS{
			"CNAME":          {Data: []byte("cove.example")},
			"index.html":     {Data: []byte("<main><h1>Cove</h1><p>A cove.</p></main>")},
			"boats.html":     {Data: []byte("<main><h1>Boats</h1><p>One has oars.</p></main>")},
			"birds.html":     {Data: []byte("<main><h1>Birds</h1><p>Most are gulls.</p></main>")},
			"redirects.json": {Data: []byte(c.list)},
		}
		r := Check(files, Options{})
		if r.Site == nil || len(r.Site.Pages) != 3 {
			t.Fatalf("%s: %v", c.name, r.Problems)
		}
		said := ""
		for _, p := range r.Problems {
			if p.File == redirectsFile {
				said = p.File
			}
		}
		if said != c.file {
			t.Errorf("%s: %v", c.name, r.Problems)
		}
		if c.file != "" {
			continue
		}
		if p := r.Site.Page("old"); p == nil || p.Name != "boats" {
			t.Errorf("%s: old is %v", c.name, p)
		}
		if p := r.Site.Page("boats"); p == nil || p.Name != "boats" {
			t.Errorf("%s: a page gave way to a redirect: %v", c.name, p)
		}
		if why := r.Site.LeftOut("gone"); why != "it has moved to https://else.example/x" {
			t.Errorf("%s: gone: %q", c.name, why)
		}
		if p := r.Site.Page("loop"); p != nil {
			t.Errorf("%s: loop is %v", c.name, p.Name)
		}
	}
}
