package webpage

import (
	"errors"
	"fmt"
	"runtime"
	"strings"
	"testing"

	"github.com/andybalholm/cascadia"
	"golang.org/x/net/html"

	"hackday.example/kiosk/internal/dom"
)

// filled is pre and then unit as often as fits into n bytes.
func filled(pre, unit string, n int) string {
	return pre + strings.Repeat(unit, max(0, (n-len(pre))/len(unit)))
}

// numbered is a run of format with 0, 1, 2 … in it, of about n bytes.
func numbered(format string, n int) string {
	var b strings.Builder
	for i := 0; b.Len()+len(format)+8 < n; i++ {
		fmt.Fprintf(&b, format, i)
	}
	return b.String()
}

func hostilePages(n int) map[string]string {
	open := numbered("<b a%d>", 4000)
	p := map[string]string{
		"formatting that is made anew":                 filled("<p>"+open+"</p>", "<p>x", n),
		"formatting with attributes that is made anew": filled("<p><b"+numbered(" a%d", 8000)+"></p>", "<p>x", n),
		"formatting behind a table":                    filled("<p>"+open+"<table><td>"+strings.Repeat("</b>", 600)+"</table></p>", "<p>x", n),
		"bodies with attributes":                       numbered("<body a%d>", n),
		"text after stray tags":                        filled("", "a</x>", n),
		"text after stray rows":                        filled("", "a<tr>", n),
		"text fostered":                                filled("<table>", "a</x>", n),
		"attributes":                                   "<p" + numbered(" a%d=b", n) + ">x",
		"classes":                                      `<p class="` + filled("", "toc nav ", n-20) + `">x`,
		"links":                                        filled("<nav>", "<li><a href=/x>y</a>", n),
		"links in a row":                               filled("<p>", "<a rel=next href=/x>y</a>", n),
		"relations":                                    `<a rel="` + filled("", "next ", n-30) + `" href=x>y`,
		"entities":                                     filled("", "&amp;", n),
		"long entity":                                  filled("&", "a", n),
		"headings":                                     filled("", "<h1>x</h1>", n),
		"headings h1 in one another":                   filled("", "<h1>", n),
		"menus in one another":                         filled("", strings.Repeat("<div class=nav>", 400)+strings.Repeat("<i>x</i>", 400)+strings.Repeat("</div>", 400), n),
		"lists in one another":                         filled("<nav>", strings.Repeat("<ul><li><a href=x>y</a>", 200)+strings.Repeat("</ul>", 200), n),
		"one text":                                     filled("", "x", n),
		"alternates":                                   filled("", "<link rel=alternate hreflang=a href=x>", n),
		"titles":                                       filled("", "<title>a - b</title>", n),
		"one title":                                    filled("<title>", "a - ", n),
		"nothing in one another":                       filled(strings.Repeat("<div class=nav>", 480)+"x", "<i></i>", n),
		"adoption":                                     filled("", "<a><div><b></a></div>", n),
		"refresh":                                      `<meta http-equiv=refresh content="` + filled("0", "0", n-50) + `">`,
	}
	for _, u := range []string{"<p>", "<a>", "<table>", "<td>", "<li>", "<svg>", "<svg><p>", "<template>", "<select>", "<option>", "<button>",
		"<!--", "<!---->", "<![CDATA[", "<?", "</p>", "</a>", "</br>", "<br>", "<nobr>", "<hr>", "<dd><dt>", "\x00", "\xff", "<", "&", "&#1;",
		"<frameset>", "<img>", "<b>", "<div>", "<math><mi>", "<noscript>", "<script>", "<main>", "<article>", "<form>", "<body>", "<html>", " ", "\n"} {
		p["only "+u] = filled("", u, n)
	}
	return p
}

// TestHostilePages holds Parse, Census.Add, Menu and Content to MaxAlloc.
func TestHostilePages(t *testing.T) {
	all := cascadia.MustCompile("p:not(.x) > b, [class~=y]")
	for name, page := range hostilePages(1 << 15) {
		t.Run(name, func(t *testing.T) {
			limit := maxAlloc(len(page))
			for _, selector := range []cascadia.Selector{nil, all} {
				var before, after runtime.MemStats
				runtime.ReadMemStats(&before)
				d, err := Parse([]byte(page))
				if err == nil {
					var c Census
					c.Add(d)
					c.Add(d)
					f := c.Furniture()
					d.Menu(f)
					d.Content(f, selector)
				} else if !errors.Is(err, ErrTooDeep) {
					t.Errorf("error %v", err)
				}
				runtime.ReadMemStats(&after)
				if got := int(after.TotalAlloc - before.TotalAlloc); got > limit {
					t.Errorf("%d KiB were allocated, of %d (%v)", got>>10, limit>>10, err)
				}
			}
		})
	}
}

func TestWhatIsRefused(t *testing.T) {
	for name, c := range map[string]struct {
		page string
		want error
	}{
		"too long":                     {filled("", "x", MaxBytes+1), ErrTooLarge},
		"as long as may be":            {filled("", "x", MaxBytes), nil},
		"too deep":                     {strings.Repeat("<div>", 600), ErrTooDeep},
		"as deep as may be":            {strings.Repeat("<div>", 500) + "x", nil},
		"formatting that is made anew": {filled("<p>"+numbered("<b a%d>", 4000)+"</p>", "<p>x", 1<<16), ErrTooDeep},
		"bodies with attributes":       {numbered("<body a%d>", 1<<16), nil},
		"text after stray tags":        {filled("", "a</x>", 1<<19), nil},
		"font without end":             {filled("", "<p><font size=2>x", 1<<18), nil},
		"much code":                    {filled("", "<p>Say <code>x</code> or <em>y</em> of <b><i>z</i></b>.</p>\n", MaxBytes/2), nil},
		"cells with fonts":             {filled("<table>", "<tr><td><font size=1><b>x</b><td><font size=1>y", 1<<18), nil},
		"anchors without end":          {filled("", "<p><a name=x>y", 1<<18), nil},
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := Parse([]byte(c.page)); !errors.Is(err, c.want) {
				t.Errorf("error %v, not %v", err, c.want)
			}
		})
	}
}

// TestCensusIsBounded adds pages of blocks that are all different.
func TestCensusIsBounded(t *testing.T) {
	var c Census
	for page := range 8 {
		var b strings.Builder
		b.WriteString("<title>x</title><div>On every page</div>")
		for i := range 40_000 {
			fmt.Fprintf(&b, "<p>%d %d", page, i)
		}
		c.Add(parse(t, b.String()))
		if len(c.blocks) > maxBlocks+1 {
			t.Fatalf("%d blocks are kept", len(c.blocks))
		}
	}
	d := parse(t, "<div>On every page</div>")
	for i := range d.elements {
		if e := &d.elements[i]; e.n.Data == "div" && c.Furniture().share(e.hash) != 1 {
			t.Errorf("the block of every page is counted on %v of them", c.Furniture().share(e.hash))
		}
	}
	for range 2 * maxPages {
		c.Add(d)
	}
	if c.pages != maxPages || len(c.titles) != maxPages {
		t.Errorf("%d pages, %d titles", c.pages, len(c.titles))
	}
}

func FuzzParse(f *testing.F) {
	for _, page := range hostilePages(2000) {
		f.Add([]byte(page))
	}
	for layout := range layouts {
		for _, c := range constructs {
			f.Add([]byte(fill(layout, 3, c.html)))
		}
	}
	f.Add([]byte("<?xml version='1.0' encoding='koi8-r'?><p>\xc1\xc2"))
	f.Add([]byte("\xff\xfe<\x00p\x00>\x00"))
	f.Fuzz(func(t *testing.T, b []byte) {
		d, err := Parse(b)
		if err != nil {
			return
		}
		if n := len(d.elements); n > 2*len(b)+200_000 {
			t.Fatalf("%d elements of %d bytes", n, len(b))
		}
		var c Census
		for range 3 {
			c.Add(d)
		}
		all := d.elements[0].text
		furniture := c.Furniture()
		d.Menu(furniture)
		got := d.Content(furniture, nil)
		if all > 0 && len(got.Nodes) == 0 && got.Title == "" {
			t.Fatalf("nothing is left of %q", b)
		}
		seen := make(map[*html.Node]bool)
		for _, root := range got.Nodes {
			for n := root; n != nil; n = dom.Following(n, root) {
				if seen[n] {
					t.Fatalf("a node is twice in the content of %q", b)
				}
				seen[n] = true
			}
		}
	})
}
