package layout

import (
	"runtime"
	"slices"
	"sort"
	"testing"
	"testing/fstest"

	"hackday.example/kiosk/internal/folder"
	"hackday.example/kiosk/internal/kiosktest/bombs"
	"hackday.example/kiosk/internal/kiosktest/race"
	"hackday.example/kiosk/internal/site"
)

// maxRenderBytes bounds what Render may allocate for any page that loads, at any
// measure. The most that was measured is 47 MiB.
const maxRenderBytes = 64 << 20

// heaviest is the longest text of a bomb that loads within size bytes, about, and
// its site.
func heaviest(b bombs.Bomb, size int) (s *site.Site, bytes int) {
	loads := func(size int) *site.Site {
		s, err := folder.Load(fstest.MapFS{
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
	const step, most = 100, 64 << 10 // what does not load at MaxFileBytes does not at a quarter of it, or is as heavy
	n := sort.Search(most/step, func(n int) bool { return loads(n*step) == nil }) - 1
	if n < 0 {
		return nil, 0
	}
	return loads(n * step), n * step
}

// renderBomb lays a page out, and fails if that takes too much memory.
func renderBomb(t *testing.T, s *site.Site, spec Spec) *Layout {
	t.Helper()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	l, err := Render(s, s.Home(), spec)
	runtime.ReadMemStats(&after)
	if err != nil {
		t.Fatal(err)
	}
	if n := after.TotalAlloc - before.TotalAlloc; n > maxRenderBytes && !race.Enabled { // which allocates too
		t.Errorf("%d MiB were allocated for %d lines", n>>20, len(l.Lines))
	}
	return l
}

// worst are the bombs that take most within the bounds, one of each kind, and the
// measure at which they do.
var worst = map[string]int{
	"fences of a language": MaxMeasure, "breaks in HTML with text": MaxMeasure, "comments closed": MaxMeasure,
	"references to a note in itself": MaxMeasure, "table of many rows": MaxMeasure, "HTML blocks": MaxMeasure,
	"code in deep quotations": MinMeasure, "link of many words to a long address": MinMeasure,
}

// mostText is how many bytes of a page are laid out: a part of what a page may have where
// the race detector is on, which takes long.
func mostText() int {
	if race.Enabled {
		return site.MaxTextBytes / 8
	}
	return site.MaxTextBytes - 100
}

func TestWhatLoadsIsLaidOutWithinBounds(t *testing.T) {
	seen := 0
	for _, b := range bombs.All {
		measure, ok := worst[b.Name]
		if !ok {
			continue
		}
		seen++
		if race.Enabled && seen > 2 {
			continue
		}
		t.Run(b.Name, func(t *testing.T) {
			s, bytes := heaviest(b, mostText())
			if s == nil {
				t.Fatal("it does not load at any size")
			}
			l := renderBomb(t, s, Spec{Measure: measure, Theme: dark})
			t.Logf("%d bytes became %d lines", bytes, len(l.Lines))
		})
	}
	if seen != len(worst) {
		t.Errorf("%d of %d bombs are known", seen, len(worst))
	}
}

func TestWhatLoadsIsSaidWithinBounds(t *testing.T) {
	for _, name := range []string{"rows that divide", "deep lists, shallow", "headings and links to them"} { // which have most to announce
		t.Run(name, func(t *testing.T) {
			i := slices.IndexFunc(bombs.All, func(b bombs.Bomb) bool { return b.Name == name })
			if i < 0 {
				t.Fatal("it is not known")
			}
			s, bytes := heaviest(bombs.All[i], site.MaxTextBytes-100)
			if s == nil {
				t.Fatal("it does not load at any size")
			}
			l := renderBomb(t, s, Spec{Measure: MinMeasure, Theme: plain, Form: Spoken})
			t.Logf("%d bytes became %d lines", bytes, len(l.Lines))
		})
	}
}

func TestWhatIsNoASCIIIsLaidOutInItWithinBounds(t *testing.T) {
	for _, piece := range []string{"éé", "éé ", "é\u00A0é ", "“é” ", "§ ", "&eacute; ", "`é` ", "*é* ", "日本 "} {
		t.Run(piece, func(t *testing.T) {
			s, bytes := heaviest(bombs.Bomb{Piece: piece}, mostText())
			if s == nil {
				t.Fatal("it does not load at any size")
			}
			l := renderBomb(t, s, Spec{Measure: MinMeasure, Theme: plain, ASCII: true})
			t.Logf("%d bytes became %d lines", bytes, len(l.Lines))
		})
	}
}

// FuzzBombs lays out pages of repeated pieces, as long as they load.
func FuzzBombs(f *testing.F) {
	f.Add("|a|b|\n|-|-|\n", "|`c`|*d*|\n", "")
	f.Fuzz(func(t *testing.T, first, piece, last string) {
		if s, _ := heaviest(bombs.Bomb{Head: first, Piece: piece, Tail: last}, site.MaxTextBytes-100); s != nil {
			for _, ascii := range []bool{false, true} {
				renderBomb(t, s, Spec{Measure: MinMeasure, Theme: dark, ASCII: ascii})
				renderBomb(t, s, Spec{Measure: MaxMeasure, Theme: dark, ASCII: ascii})
			}
		}
	})
}
