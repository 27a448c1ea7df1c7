package folder_test

import (
	"fmt"
	"runtime"
	"strings"
	"testing"
	"testing/fstest"
	"unicode/utf8"

	"hackday.example/kiosk/internal/folder"
	"hackday.example/kiosk/internal/kiosktest"
	"hackday.example/kiosk/internal/kiosktest/bombs"
	"hackday.example/kiosk/internal/kiosktest/race"
	"hackday.example/kiosk/internal/report"
	"hackday.example/kiosk/internal/site"
)

// head is the front matter above a bomb.
const head = "---\ntitle: P\nsubtitle: s\npermalink: /p\n---\n"

// checkBomb checks a page of a text, and fails if that takes too much memory.
func checkBomb(t *testing.T, text string) *folder.Report {
	t.Helper()
	files := fstest.MapFS{
		"site.yaml": {Data: []byte("title: T\nurl: https://example.org\n")},
		"page.md":   {Data: []byte(head + text)},
	}
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	r := folder.Check(files, folder.Options{})
	runtime.ReadMemStats(&after)
	if n := after.TotalAlloc - before.TotalAlloc; n > folder.MaxCheckBytes && !race.Enabled {
		t.Errorf("%d MiB were allocated", n>>20)
	}
	return r
}

func TestCheckSaysWhatIsTooMuchOfAPage(t *testing.T) {
	var said strings.Builder
	for i, b := range bombs.All {
		if race.Enabled && i%50 != 0 {
			continue
		}
		t.Run(b.Name, func(t *testing.T) {
			r := checkBomb(t, b.Text(site.MaxTextBytes-len(head)))
			what := "all is well"
			for _, p := range r.Problems {
				if p.Severity == report.Advice {
					what = p.String()
					break
				}
			}
			fmt.Fprintf(&said, "%s\n\t%s\n", b.Name, what)
		})
	}
	if !race.Enabled { // .ci/run has all of them in a run without the race detector
		kiosktest.Golden(t, "testdata/bombs.txt", said.String())
	}
}

// FuzzBombs checks pages of repeated pieces, as long as a page may be.
func FuzzBombs(f *testing.F) {
	f.Add("", "> - [a](<b", "c")
	f.Add("|a|b|\n|-|-|\n", "|`\\|`*c|\n", "")
	f.Add("[a]: b\n\n", "*[a]_ ", "<!--")
	f.Add("a\n", ": # b\n", "~~~")
	f.Fuzz(func(t *testing.T, first, piece, last string) {
		text := bombs.Bomb{Head: first, Piece: piece, Tail: last}.Text(site.MaxTextBytes - len(head))
		if !utf8.ValidString(text) || len(text) > site.MaxTextBytes-len(head) {
			t.Skip("no page")
		}
		checkBomb(t, text)
	})
}
