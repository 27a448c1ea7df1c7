package folder

import (
	"runtime"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/charmbracelet/colorprofile"

	"hackday.example/kiosk/internal/kiosktest/bombs"
	"hackday.example/kiosk/internal/kiosktest/race"
	"hackday.example/kiosk/internal/layout"
	"hackday.example/kiosk/internal/site"
	"hackday.example/kiosk/internal/theme"
	"hackday.example/kiosk/internal/webpage"
)

// The most that may be allocated for one page, whatever it is.
const (
	MaxCheckBytes  = 192 << 20 // by Check
	maxRenderBytes = 64 << 20  // by layout.Render, at any width
)

// allocated is how many bytes a function allocates.
func allocated(f func()) int {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	f()
	runtime.ReadMemStats(&after)
	return int(after.TotalAlloc - before.TotalAlloc)
}

// heaviest is a bomb of so many bytes and so many tags at most.
func heaviest(b bombs.Bomb, size, tags int) string {
	if n := strings.Count(b.Piece, "<"); n > 0 {
		size = min(size, max(tags-strings.Count(b.Head+b.Tail, "<"), 0)/n*len(b.Piece)+len(b.Head)+len(b.Tail))
	}
	text := b.Text(size)
	text = text[:min(len(text), size)]
	for n := strings.Count(text, "<"); n > tags; n-- {
		text = text[:strings.LastIndexByte(text, '<')]
	}
	return text
}

// readBomb checks a site, and loads it if asked to, and lays its first page out, and
// fails where that takes more than the most.
func readBomb(t *testing.T, files fstest.MapFS, most int, load bool) {
	t.Helper()
	within := func(what string, n, most int) {
		t.Helper()
		if n > most && !race.Enabled { // which allocates too
			t.Errorf("%s: %d MiB were allocated, of %d", what, n>>20, most>>20)
		}
	}
	var s *site.Site
	within("check", allocated(func() { s = checkReport(t, files) }), most)
	if load {
		var l Loader
		within("load", allocated(func() {
			if r := l.Load(files, Options{}); (r.Site == nil) != (s == nil) {
				t.Errorf("the site is %p to read, and %p to be checked", r.Site, s)
			}
		}), most)
	}
	if s == nil {
		return
	}
	checkSite(t, s)
	for _, measure := range []int{layout.MinMeasure, 80} {
		within("layout", allocated(func() {
			if _, err := layout.Render(s, s.Home(), layout.Spec{Measure: measure, Theme: theme.New(theme.Dark, colorprofile.ANSI256)}); err != nil {
				t.Error(err)
			}
		}), maxRenderBytes)
	}
}

// forms are the ways in which a page may hold HTML of some bytes.
var forms = []struct {
	name string
	most int // bytes
	site func(b bombs.Bomb, share float64) fstest.MapFS
}{
	{"built", webpage.MaxBytes, func(b bombs.Bomb, share float64) fstest.MapFS {
		text := heaviest(b, int(webpage.MaxBytes*share), int(webpage.MaxTags*share))
		return fstest.MapFS{"index.html": {Data: []byte(text)}, "second.html": {Data: []byte("<title>b</title><p>c")}}
	}},
	{"in lines of Markdown", site.MaxTextBytes, func(b bombs.Bomb, share float64) fstest.MapFS {
		return fstest.MapFS{"index.md": {Data: []byte("a " + heaviest(b, int(site.MaxTextBytes*share)-2, site.MaxTextBytes))}, "second.md": {Data: []byte("b")}}
	}},
	{"in blocks of Markdown", site.MaxTextBytes, func(b bombs.Bomb, share float64) fstest.MapFS {
		if b.Piece != "" {
			b.Piece += "\n\n"
		}
		return fstest.MapFS{"index.md": {Data: []byte(heaviest(b, int(site.MaxTextBytes*share), site.MaxTextBytes))}, "second.md": {Data: []byte("b")}}
	}},
	{"in items of Markdown", site.MaxTextBytes, func(b bombs.Bomb, share float64) fstest.MapFS {
		if b.Piece != "" {
			b.Piece = "- a\n\n  " + b.Piece + "\n\n"
		}
		return fstest.MapFS{"index.md": {Data: []byte(heaviest(b, int(site.MaxTextBytes*share), site.MaxTextBytes))}, "second.md": {Data: []byte("b")}}
	}},
}

// heavy are the bombs that take, or once took, most of all, by the forms in which they
// do.
var heavy = map[string][]string{
	"built": {"formatting that closes something else", "links in one another", "breaks", "text that stands deep", "depth of tables", "tables with spans", "<td>a</td>", "CDATA in drawings",
		"formatting that is made anew", "text beside cells of text"},
	"in lines of Markdown":  {"<br>", "<img>", "<svg>"},
	"in blocks of Markdown": {"<td>a</td>", "end tags of nothing", "depth of lists"},
	"in items of Markdown":  {"<hr>a</hr>", "UTF-16"},
}

// TestHostileHTML reads each bomb as a built page and in Markdown, at a part of the size
// that a page may have, and those that take most at all of it.
func TestHostileHTML(t *testing.T) {
	const (
		share = 0.06
		most  = 128 << 20 // bytes for such a part; some bounds are met at any size
	)
	for k, form := range forms {
		t.Run(form.name, func(t *testing.T) {
			seen := 0
			for i, b := range bombs.HTML() {
				if race.Enabled && i%12 != 0 {
					continue
				}
				if inMarkdown := k > 0; inMarkdown && i%3 != k%3 && !slices.Contains(heavy[form.name], b.Name) {
					continue // another form has it
				}
				t.Run(b.Name, func(t *testing.T) {
					readBomb(t, form.site(b, share), most, false)
					if slices.Contains(heavy[form.name], b.Name) && !race.Enabled {
						seen++
						readBomb(t, form.site(b, 1), MaxCheckBytes, true)
					}
				})
			}
			if seen != len(heavy[form.name]) && !race.Enabled {
				t.Errorf("%d of %d bombs are known", seen, len(heavy[form.name]))
			}
		})
	}
}

// FuzzHTMLBombs reads pages of repeated pieces of HTML, each in one form and a quarter as
// large as it may be: a fuzzing process takes a run of ten seconds for one that hangs.
func FuzzHTMLBombs(f *testing.F) {
	f.Add(uint8(0), "<table>", "a<td><p></td>", "")
	f.Add(uint8(1), "<ul><li><p>", "<dl><dt>a<dd>b</dl>", "</ul>")
	f.Add(uint8(2), "<div>\n\n", "<b>a</b> *b*\n\n<i>", "</div>")
	f.Add(uint8(3), "<ul><li>", "<p>a</p><hr>", "</ul>")
	f.Fuzz(func(t *testing.T, which uint8, first, piece, last string) {
		b, share := bombs.Bomb{Head: first, Piece: piece, Tail: last}, 1.0/4
		if race.Enabled { // more of it is read without the race detector
			share = 1.0 / 32
		}
		form := forms[int(which)%len(forms)]
		if len(first)+len(piece)+len(last) > form.most/100 {
			t.Skip("they are to be repeated")
		}
		readBomb(t, form.site(b, share), MaxCheckBytes, false)
	})
}
