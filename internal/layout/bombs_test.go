package layout

import (
	"runtime"
	"sort"
	"testing"
	"testing/fstest"

	"hackday.example/kiosk/internal/kiosktest/bombs"
	"hackday.example/kiosk/internal/site"
	"hackday.example/kiosk/internal/theme"
)

// maxRenderBytes bounds what Render may allocate for any page that loads, at
// MaxMeasure. About half of it is garbage before the end.
const maxRenderBytes = 700 << 20

// heaviest is the longest text of a bomb that loads within size bytes, about, and
// its site.
func heaviest(b bombs.Bomb, size int) (s *site.Site, bytes int) {
	loads := func(size int) *site.Site {
		s, err := site.Load(fstest.MapFS{
			"site.yaml": {Data: []byte("title: T\nurl: https://example.org\n")},
			"page.md":   {Data: []byte("---\ntitle: P\n---\n" + b.Text(size))},
		})
		if err != nil {
			return nil
		}
		return s
	}
	if s := loads(size); s != nil {
		return s, size
	}
	const step = 100
	n := sort.Search(size/step, func(n int) bool { return loads(n*step) == nil }) - 1
	if n < 0 {
		return nil, 0
	}
	return loads(n * step), n * step
}

// renderBomb lays a page out, and fails if that takes too much memory.
func renderBomb(t *testing.T, s *site.Site) *Layout {
	t.Helper()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	l, err := Render(s, s.Home(), Spec{Measure: MaxMeasure, Theme: theme.Template(false)})
	runtime.ReadMemStats(&after)
	if err != nil {
		t.Fatal(err)
	}
	if n := after.TotalAlloc - before.TotalAlloc; n > maxRenderBytes {
		t.Errorf("%d MiB were allocated for %d lines", n>>20, len(l.Lines))
	}
	return l
}

// worst are the bombs that take most within the bounds, one of each kind.
var worst = map[string]bool{
	"headings": true, "items of changing lists": true, "quotations in items": true, "definitions": true, "rules": true,
	"paragraphs": true, "hard breaks": true, "one fence of short lines": true, "links in headings": true, "pictures": true, "table of many rows": true,
	"table of some columns": true, "tables": true, "emphasis": true, "headings and links to them": true,
}

func TestWhatLoadsIsLaidOutWithinBounds(t *testing.T) {
	seen := 0
	for _, b := range bombs.All {
		if !worst[b.Name] {
			continue
		}
		seen++
		t.Run(b.Name, func(t *testing.T) {
			s, bytes := heaviest(b, site.MaxFileBytes-100)
			if s == nil {
				t.Fatal("it does not load at any size")
			}
			l := renderBomb(t, s)
			t.Logf("%d bytes became %d lines", bytes, len(l.Lines))
		})
	}
	if seen != len(worst) {
		t.Errorf("%d of %d bombs are known", seen, len(worst))
	}
}

// FuzzBombs lays out pages of repeated pieces, as long as they load.
func FuzzBombs(f *testing.F) {
	f.Add("", "> - [a](b)\n", "c")
	f.Add("|a|b|\n|-|-|\n", "|`c`|*d*|\n", "")
	f.Fuzz(func(t *testing.T, first, piece, last string) {
		if s, _ := heaviest(bombs.Bomb{Head: first, Piece: piece, Tail: last}, site.MaxFileBytes-100); s != nil {
			renderBomb(t, s)
		}
	})
}
