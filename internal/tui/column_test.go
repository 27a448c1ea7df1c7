package tui

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"

	"hackday.example/kiosk/internal/folder"
	"hackday.example/kiosk/internal/site"
	"hackday.example/kiosk/internal/terminal"
	"hackday.example/kiosk/internal/words"
)

// chapters is a site with a page of many headings, some of them long.
func chapters(t *testing.T) *site.Site {
	t.Helper()
	var page strings.Builder
	page.WriteString("---\ntitle: A long page\n---\n")
	for i := range 30 {
		fmt.Fprintf(&page, "%s Chapter %d%s\n\n%s\n\n", []string{"##", "###"}[i%2], i+1, strings.Repeat(" that goes on", i%4), strings.Repeat("Words that fill a paragraph until it is long enough. ", 8))
	}
	s, err := folder.Load(fstest.MapFS{
		"site.yaml": {Data: []byte("title: Site\nhome: index\n")},
		"index.md":  {Data: []byte(page.String())},
		"plain.md":  {Data: []byte("---\ntitle: Plain\n---\nNo headings.\n")},
	})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// beside is what stands beside the text.
func beside(m *Model) []string { return m.Frame().Side.Lines }

func TestTheContentsStandBesideTheTextAndFollowIt(t *testing.T) {
	m := reader(chapters(t), 120, 40)
	if beside(m) != nil {
		t.Error("they stand there before anybody asked")
	}
	press(m, "\\")
	if got := beside(m); len(got) < 3 || got[0] != "> A long page" || !strings.Contains(text(m), words.English.Bar.ColumnShown) {
		t.Errorf("at the top there is %q, and\n%s", got, text(m))
	}
	press(m, "]", "]", "]")
	if got := beside(m); !slices.Contains(got, ">  Chapter 3 that goes…") || slices.Contains(got, "> A long page") {
		t.Errorf("at the third heading there is %q", got)
	}
	press(m, "G")
	if got := beside(m); len(got) < 3 {
		t.Errorf("at the end there is %q", got)
	}
	press(m, "c")
	if beside(m) != nil {
		t.Error("they stand beside the contents themselves")
	}
	press(m, "esc", ":", "p", "l", "a", "i", "n", "enter")
	if beside(m) != nil {
		t.Error("they stand beside a page without headings")
	}
	press(m, "backspace")
	m.Update(tea.WindowSizeMsg{Width: 119, Height: 40})
	if beside(m) != nil {
		t.Error("they stand in a window of 119 columns")
	}
	m.Update(tea.WindowSizeMsg{Width: 200, Height: 60})
	if beside(m) == nil {
		t.Error("they are not back in a window of 200 columns")
	}
	if press(m, "\\"); beside(m) != nil || m.column != nil {
		t.Error("they are not put away")
	}
	m = reader(chapters(t), 80, 24)
	if press(m, "\\"); !strings.Contains(text(m), "at least 120 wide") {
		t.Errorf("in a small window it says\n%s", text(m))
	}
}

// A scrolled line costs no more than 130 bytes without the contents beside the text, as
// before, and 250 with them; in every look of a terminal.
func TestTheContentsBesideTheTextCostFewBytes(t *testing.T) {
	for _, depth := range []colorprofile.Profile{colorprofile.Ascii, colorprofile.ANSI, colorprofile.ANSI256, colorprofile.TrueColor} {
		for _, size := range []terminal.Size{{Columns: 120, Rows: 40}, {Columns: 200, Rows: 60}, {Columns: 300, Rows: 100}} {
			for _, shown := range []bool{false, true} {
				profile := terminal.Profile{Depth: depth, Colours: depth > colorprofile.Ascii, Links: true}
				m := readerOf(chapters(t), size.Columns, size.Rows, profile, words.English)
				if shown {
					press(m, "\\")
				}
				var wire bytes.Buffer
				screen := terminal.NewScreen(&wire, profile, size)
				paint := func() int {
					before := wire.Len()
					shown := m.Frame()
					if err := screen.Paint(&shown, ""); err != nil {
						t.Fatal(err)
					}
					return wire.Len() - before
				}
				paint()
				press(m, "k") // rid of the notice
				paint()
				for _, key := range []string{"j", "k"} {
					var took []int
					for range 100 {
						press(m, key)
						took = append(took, paint())
					}
					slices.Sort(took)
					limit := map[bool]int{false: 130, true: 250}[shown]
					if median, most := took[len(took)/2], took[len(took)-1]; median > limit {
						t.Errorf("depth %v, %v, contents %v: %q takes %d bytes in the median and %d at most", depth, size, shown, key, median, most)
					}
				}
			}
		}
	}
}
