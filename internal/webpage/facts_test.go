package webpage

import (
	"fmt"
	"reflect"
	"strings"
	"testing"

	"github.com/andybalholm/cascadia"
)

func TestEncodings(t *testing.T) {
	comment := "<!-- " + strings.Repeat("a licence ", 200) + " -->"
	for name, c := range map[string]struct{ page, want string }{
		"none, UTF-8":                       {"<p>caf\xc3\xa9", "café"},
		"none, not UTF-8":                   {"<p>caf\xe9 \x80 5", "café € 5"},
		"byte order mark":                   {"\xef\xbb\xbf<meta charset=koi8-r><p>caf\xc3\xa9", "café"},
		"UTF-16, little end first":          {"\xff\xfe<\x00p\x00>\x00\xe9\x00", "é"},
		"UTF-16, big end first":             {"\xfe\xff\x00<\x00p\x00>\x00\xe9", "é"},
		"charset":                           {"<meta charset='koi8-r'><p>\xc1\xc2", "аб"},
		"http-equiv":                        {`<META HTTP-EQUIV="content-type" CONTENT="text/html; charset=iso-8859-2"><p>` + "\xb1", "ą"},
		"ISO 8859-1 means windows-1252":     {"<meta charset=iso-8859-1><p>\x93x\x94 \x96 \x80", "“x” – €"},
		"late":                              {"<head>" + comment + "<title>x</title><meta charset=windows-1251></head><p>\xe0", "а"},
		"in a body it is none":              {"<body><meta charset=koi8-r><p>\xc1", "Á"},
		"in a comment it is none":           {"<!-- <meta charset=koi8-r> --><p>\xc1", "Á"},
		"XML":                               {"<?xml version='1.0' encoding='ISO-8859-5'?><html><p>\xd0", "а"},
		"UTF-16 that is none":               {"<meta charset=utf-16><p>caf\xc3\xa9", "café"},
		"unknown":                           {"<meta charset=klingon><p>caf\xc3\xa9", "café"},
		"UTF-8 that is windows-1252":        {"<meta charset=utf-8><p>caf\xe9s", "cafés"},
		"UTF-8 with one fault":              {"<meta charset=utf-8><p>\xc3\xa9\xc3\xa9\xc3\xa9 \xff", "ééé \ufffd"},
		"windows-1252 that is UTF-8":        {"<meta charset=windows-1252><p>caf\xc3\xa9", "café"},
		"Shift JIS":                         {"<meta charset=shift_jis><p>\x93\xfa\x96\x7b", "日本"},
		"a title before the charset":        {"<title>caf\xe9</title><meta charset=iso-8859-15><p>\xa4", "€"},
		"noscript before the charset":       {"<noscript><link rel=x></noscript><meta charset=koi8-r><p>\xc1", "а"},
		"content without http-equiv is one": {"<meta name=description content='charset=koi8-r'><p>\xc1", "Á"},
	} {
		t.Run(name, func(t *testing.T) {
			if got := words(parse(t, c.page).Content(nil, nil).Nodes); got != c.want {
				t.Errorf("%q, not %q", got, c.want)
			}
		})
	}
}

func TestRefresh(t *testing.T) {
	for content, want := range map[string]string{
		"0; url=/new/":            "/new/",
		`0;URL='/new/home/'`:      "/new/home/",
		`0;URL="/new/home/"x`:     "/new/home/",
		"0; /new/":                "/new/",
		"0, url=/new/":            "/new/",
		"0 url=/new/":             "/new/",
		"0; URL=\n ../new/a.html": "../new/a.html",
		" 5 ; Url = /a b ":        "/a b",
		"0.5;url=/x":              "/x",
		".5;url=/x":               "/x",
		"0;url=/a\n/b":            "/a/b",
		"0;urls/list":             "urls/list",
		"0;url":                   "url",
		"0;url='/open":            "/open",
		"300;url=/news":           "",
		"99999999999999999999":    "",
		"5":                       "",
		"":                        "",
		"url=/x":                  "",
		"0x; url=/y":              "",
	} {
		if got := refresh(content); got != want {
			t.Errorf("%q leads to %q, not %q", content, got, want)
		}
	}
}

func TestFacts(t *testing.T) {
	for name, c := range map[string]struct {
		page string
		want Facts
	}{
		"nothing": {"", Facts{}},
		"head": {`<html lang="cy-GB"><head><title> The
			mill </title><base href="/docs/"><base href=/x><meta name=Description content=" Of  mills "><meta property=og:title content=Mill>
			<meta property=og:description content=no><link rel="canonical" href=" https://mill.example/a "><meta name=generator content="Press 1">
			<link rel=prev href=a><link rel=next href=b><link rel=up href=c></head>`,
			Facts{Language: "cy-GB", Title: "The mill", Base: "/docs/", Description: "Of mills", OGTitle: "Mill",
				Canonical: "https://mill.example/a", Generator: "Press 1", Prev: "a", Next: "b", Up: "c"}},
		"refresh in noscript":       {`<head><noscript><META http-equiv=Refresh content="0;URL='/a'"></noscript>`, Facts{Refresh: "/a"}},
		"refresh in the body":       {`<body><p>x<meta http-equiv=refresh content="0;/a">`, Facts{Refresh: "/a"}},
		"robots":                    {`<meta name=ROBOTS content="NOINDEX, follow">`, Facts{NoIndex: true}},
		"robots none":               {`<meta name=robots content=none>`, Facts{NoIndex: true}},
		"languages":                 {`<link rel=alternate hreflang=en href=/en/><link rel="alternate" hreflang=cy href=/cy/><link rel=alternate type=application/rss+xml href=/feed>`, Facts{Alternates: map[string]string{"en": "/en/", "cy": "/cy/"}}},
		"links in the body":         {`<a rel="prev nofollow" href=/a>x</a><a class="next" href=/b>y</a>`, Facts{Prev: "/a", Next: "/b"}},
		"class of a theme":          {`<a class=pagination-nav__link--prev href=/a>x</a><div class=nav-next><a href=/b>y</a></div>`, Facts{Prev: "/a", Next: "/b"}},
		"access keys":               {`<a accesskey=p href=a>x</a><a accesskey=u href=b>x</a><a accesskey=n href=c>x</a>`, Facts{Prev: "a", Up: "b", Next: "c"}},
		"words":                     {`<a href=a>« Prev</a> <a href=c>Next »</a> <a href=b>Up</a>`, Facts{Prev: "a", Next: "c", Up: "b"}},
		"relations are surer":       {`<a href=a>Next</a><link rel=next href=b>`, Facts{Next: "b"}},
		"a fragment leads nowhere":  {`<a class=next href=#x>Next</a>`, Facts{}},
		"a title in a picture":      {`<svg><title>Logo</title></svg><title>Mill</title>`, Facts{Title: "Mill"}},
		"language of XHTML":         {`<html xml:lang=de>`, Facts{Language: "de"}},
		"language of a header":      {`<meta http-equiv=Content-Language content=fr>`, Facts{Language: "fr"}},
		"description of the second": {`<meta property=og:description content=x><meta name=description content=y>`, Facts{Description: "y"}},
	} {
		t.Run(name, func(t *testing.T) {
			if got := parse(t, c.page).Facts(); !reflect.DeepEqual(got, c.want) {
				t.Errorf("%+v, not %+v", got, c.want)
			}
		})
	}
}

func TestSharedTitle(t *testing.T) {
	for name, c := range map[string]struct {
		titles []string
		want   Shared
		strip  map[string]string
	}{
		"none":      {nil, Shared{}, map[string]string{" a | b ": "a | b"}},
		"suffix":    {[]string{"Tides | Quay", "Ferry | Quay", "Quay"}, Shared{Suffix: " | Quay"}, map[string]string{"Birds | Quay": "Birds", "Quay": "Quay", " | Quay": "| Quay"}},
		"prefix":    {[]string{"Quay: Tides", "Quay: Ferry"}, Shared{Prefix: "Quay: "}, map[string]string{"Quay: Birds": "Birds"}},
		"a dash":    {[]string{"A - B — Manual 3.1", "C — Manual 3.1", "D — Manual 3.1"}, Shared{Suffix: " — Manual 3.1"}, map[string]string{"A - B — Manual 3.1": "A - B"}},
		"of two":    {[]string{"A | Q - R", "B | Q - R", "C | Q - R"}, Shared{Suffix: " | Q - R"}, map[string]string{"A | Q - R": "A"}},
		"few share": {[]string{"A | X", "B | X", "C", "D", "E"}, Shared{}, map[string]string{"A | X": "A | X"}},
		"one title": {[]string{"A | X"}, Shared{}, map[string]string{"A | X": "A | X"}},
	} {
		t.Run(name, func(t *testing.T) {
			got := SharedTitle(c.titles)
			if got != c.want {
				t.Errorf("%+v, not %+v", got, c.want)
			}
			for title, want := range c.strip {
				if s := got.Strip(title); s != want {
					t.Errorf("%q is stripped to %q, not %q", title, s, want)
				}
			}
		})
	}
}

func TestTitles(t *testing.T) {
	var c Census
	for i, s := range subjects[:6] {
		c.Add(parse(t, fmt.Sprintf("<title>%s | Mill</title><meta name=description content='A trust of mills'><main><h1>%s</h1>%s</main>", s, s, ownText(i))))
	}
	f := c.Furniture()
	const head, rest = "<title>Barn | Mill</title><main>", "<p>One two three.</p><p>Four.</p></main>"
	for name, c := range map[string]struct{ page, title, subtitle, text string }{
		"an h1":                           {head + "<h1>The barn</h1>" + rest, "The barn", "", "One two three. Four."},
		"an h1 with a sign":               {head + "<h1>The barn<a class=x href=#b>¶</a></h1>" + rest, "The barn", "", "One two three. Four."},
		"an h1 that is a link to itself":  {head + "<h1><a href=#b>The barn</a></h1>" + rest, "The barn", "", "One two three. Four."},
		"an h1 with a break":              {head + "<h1>The<br>barn</h1>" + rest, "The barn", "", "One two three. Four."},
		"an h1 behind a date":             {head + "<p>3 May</p><h1>The barn</h1>" + rest, "The barn", "", "3 May One two three. Four."},
		"an h1 that is empty":             {head + "<h1></h1><h1>The barn</h1>" + rest, "The barn", "", "One two three. Four."},
		"none":                            {head + rest, "Barn", "", "One two three. Four."},
		"og:title":                        {"<meta property=og:title content='A barn'>" + head + rest, "A barn", "", "One two three. Four."},
		"an h2 that is the title":         {head + "<h2>Barn</h2>" + rest, "Barn", "", "One two three. Four."},
		"an h2 that is another":           {head + "<h2>Where it stands</h2>" + rest, "Barn", "", "Where it stands One two three. Four."},
		"an h2 without a title":           {"<main><h2>Where it stands</h2>" + rest, "Where it stands", "", "One two three. Four."},
		"a line in a font":                {"<title>Barn | Mill</title><div><font size=5><b>Barn</b></font><br>" + rest, "Barn", "", "One two three. Four."},
		"several h1":                      {head + "<h1>Barn</h1><p>One two three.</p><h1>Roof</h1><p>Four.</p></main>", "Barn", "", "One two three. Roof Four."},
		"several h1 of a book":            {head + "<h1>Roof</h1><p>One two three.</p><h1>Wall</h1><p>Four.</p></main>", "Barn", "", "Roof One two three. Wall Four."},
		"posts with an h1 each":           {head + "<article><h1>Roof</h1><p>One.</p></article><article><h1>Wall</h1><p>Two.</p></article></main>", "Barn", "", "Roof One. Wall Two."},
		"a description":                   {"<meta name=description content='Of hay and carts'>" + head + "<h1>Barn</h1>" + rest, "Barn", "Of hay and carts", "One two three. Four."},
		"a description all pages share":   {"<meta name=description content='A trust of mills'>" + head + "<h1>Barn</h1>" + rest, "Barn", "", "One two three. Four."},
		"a description that is the text":  {"<meta name=description content='One two…'>" + head + "<h1>Barn</h1>" + rest, "Barn", "", "One two three. Four."},
		"a description that is the lead":  {"<meta name=description content='One two three.'>" + head + "<h1>Barn</h1>" + rest, "Barn", "One two three.", "Four."},
		"a lead by class":                 {head + "<header><h1>Barn</h1><p class=lead>Of hay</p></header>" + rest, "Barn", "Of hay", "One two three. Four."},
		"a lead in hgroup":                {head + "<hgroup><h1>Barn</h1><h2>Of hay</h2></hgroup>" + rest, "Barn", "Of hay", "One two three. Four."},
		"a lone line before a heading":    {head + "<h1>Barn</h1><p>Of hay</p><h2>Roof</h2>" + rest, "Barn", "Of hay", "Roof One two three. Four."},
		"a lone line with a link":         {head + "<h1>Barn</h1><p>Of <a href=/h>hay</a></p><h2>Roof</h2>" + rest, "Barn", "", "Of hay Roof One two three. Four."},
		"a section's heading right below": {head + "<h1>Barn</h1><h2 id=r>Roof</h2>" + rest, "Barn", "", "Roof One two three. Four."},
		"a lone line that is all":         {head + "<h1>Barn</h1><p>Of hay</p></main>", "Barn", "", "Of hay"},
	} {
		t.Run(name, func(t *testing.T) {
			got := parse(t, c.page).Content(f, nil)
			if s := words(got.Nodes); got.Title != c.title || got.Subtitle != c.subtitle || s != c.text {
				t.Errorf("%q, %q: %q", got.Title, got.Subtitle, s)
			}
		})
	}
}

// Links may lead to the title.
func TestTheTitlesAnchorStays(t *testing.T) {
	c := parse(t, "<main><div><h1 id=top>Barn</h1></div><p>Text.</p></main>").Content(nil, nil)
	if cascadia.Query(c.Nodes[0], cascadia.MustCompile("#top")) == nil {
		t.Error("nothing has the title's id")
	}
}

func TestSelector(t *testing.T) {
	const page = "<title>x</title><nav class=body><a href=/>Kept</a></nav><main><p>Gone</p></main><div class=body><h1>Barn</h1><p>Kept too</p><div class=body>and within</div></div>"
	c := parse(t, page).Content(nil, cascadia.MustCompile(".body"))
	if s := words(c.Nodes); s != "Kept Kept too and within" || c.Title != "Barn" || c.How != BySelector {
		t.Errorf("%q: %q by %s", c.Title, s, c.How)
	}
	c = parse(t, page).Content(nil, cascadia.MustCompile(".none"))
	if s := words(c.Nodes); s == "" || c.How == BySelector {
		t.Errorf("%q by %s", s, c.How)
	}
}

// say writes a menu as text: "Tides(/tides) Boats[Ferry(/ferry)]".
func say(items []MenuItem) string {
	var all []string
	for _, m := range items {
		s := m.Text
		if m.Address != "" {
			s += "(" + m.Address + ")"
		}
		if len(m.Items) > 0 {
			s += "[" + say(m.Items) + "]"
		}
		all = append(all, s)
	}
	return strings.Join(all, " ")
}

func TestMenu(t *testing.T) {
	for name, c := range map[string]struct{ page, want string }{
		"none":             {"<main><a href=a>A</a><a href=b>B</a></main>", ""},
		"nav":              {"<nav><a href=/a>A</a> <a href=/b> B  c</a></nav><main>x</main>", "A(/a) B c(/b)"},
		"nested":           {"<nav><ul><li><a href=/a>A</a><ul><li><a href=/b>B</a></li></ul></li><li><a href=/c>C</a></li></ul></nav>", "A(/a)[B(/b)] C(/c)"},
		"nested in an li":  {"<nav><ol><li><a href=/a>A</a></li><li><ol><li><a href=/b>B</a></li></ol></li><li><a href=/c>C</a></li></ol></nav>", "A(/a)[B(/b)] C(/c)"},
		"a label":          {"<nav><ul><li><span>Boats</span><ul><li><a href=/b>B</a></li><li><a href=/c>C</a></li></ul></li></ul></nav>", "B(/b) C(/c)"},
		"labels":           {"<nav><ul><li><span>Boats</span><ul><li><a href=/b>B</a></li></ul></li><li>Cars<ul><li><a href=/c>C</a></li></ul></li></ul></nav>", "Boats[B(/b)] Cars[C(/c)]"},
		"pages in turn":    {"<nav><a href=/a rel=prev>A</a><a href=/b rel=next>B</a></nav>", ""},
		"a title":          {"<nav><p class=caption><span>Boats</span></p><ul><li><a href=/b>B</a></li><li><a href=/c>C</a></li></ul></nav>", "B(/b) C(/c)"},
		"the open page":    {"<nav><ul><li><strong>A</strong></li><li><a href=/b>B</a></li><li><a href=/c>C</a></li></ul></nav>", "A B(/b) C(/c)"},
		"the larger":       {"<nav><a href=/x>X</a><a href=/y>Y</a></nav><nav><a href=/a>A</a><a href=/b>B</a><a href=/c>C</a></nav>", "A(/a) B(/b) C(/c)"},
		"no breadcrumb":    {"<nav class=breadcrumbs><a href=/x>X</a><a href=/y>Y</a></nav>", ""},
		"not of the page":  {"<nav><a href=#x>X</a><a href=#y>Y</a></nav>", ""},
		"not in the text":  {"<main><nav><a href=/x>X</a><a href=/y>Y</a></nav></main>", ""},
		"a picture's name": {"<nav><a href=/a aria-label=Home><img src=x></a><a href=/b>B</a></nav>", "Home(/a) B(/b)"},
	} {
		t.Run(name, func(t *testing.T) {
			if got := say(parse(t, c.page).Menu(nil)); got != c.want {
				t.Errorf("%s, not %s", got, c.want)
			}
		})
	}
	t.Run("the block that recurs", func(t *testing.T) {
		f := furnitureOf(t, "divisions", ownTexts(10))
		if got := say(parse(t, fill("divisions", 8, ownText(8))).Menu(f)); !strings.HasPrefix(got, "Sluice item(/sluice/) Wheel item(/wheel/)") {
			t.Errorf("%s", got)
		}
	})
}
