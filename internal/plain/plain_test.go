package plain

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/charmbracelet/x/ansi"
	"github.com/google/go-cmp/cmp"

	"hackday.example/kiosk/content"
	"hackday.example/kiosk/internal/folder"
	"hackday.example/kiosk/internal/layout"
	"hackday.example/kiosk/internal/site"
	"hackday.example/kiosk/internal/words"
)

func seed(t *testing.T) *site.Site {
	t.Helper()
	s, err := folder.Load(content.FS)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// written is what a writer of the given width writes.
func written(t *testing.T, s *site.Site, width int, write func(*Writer)) string {
	t.Helper()
	var out strings.Builder
	w := NewWriter(&out, Options{Site: s, Layouts: layout.NewCache(0, func(err error) { t.Error(err) }).For(context.Background(), ""), Words: words.English, Width: width})
	write(w)
	if err := w.Flush(); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func TestPageHasNoControlCharacterAndFitsItsWidth(t *testing.T) {
	s := seed(t)
	for _, width := range []int{0, 1, 20, 40, 80, 132, 300, 1000} {
		got := written(t, s, width, func(w *Writer) {
			w.Page(s.Home())
			w.Resources(s.Home(), s.Home().Resources)
			w.Pages(w.Site.List(w.Words.Code))
		})
		want := min(max(width, 20), 300)
		if width == 0 {
			want = 80
		}
		for _, l := range strings.Split(got, "\n") {
			if strings.ContainsFunc(l, func(r rune) bool { return r < ' ' || r == 0x7f }) {
				t.Errorf("at %d columns a line holds a control character: %q", width, l)
			}
			if ansi.StringWidth(l) > want && !strings.Contains(l, ":/") && !strings.Contains(l, "mailto:") {
				t.Errorf("a line of %d columns at a width of %d: %q", ansi.StringWidth(l), width, l)
			}
		}
	}
}

func TestPageShowsWhatTheFrontMatterSays(t *testing.T) {
	s := seed(t)
	got := written(t, s, 80, func(w *Writer) { w.Page(s.Home()) })
	for _, want := range []string{
		"NHS Hack Day\n\nRationale\n=========\nThe story of NHS Hack Day\n",
		"Openness and a Digital NHS\n--------------------------\n",
		"this short video [1], which",
		"Header picture: Paul Clark, CC BY-NC\n",
		"[1] video (starts at 1:15:00)\n    https://youtu.be/zS4H8XDB1bw?t=1h15m\n",
		"[5] This page on the web\n    https://nhshackday.com/about/rationale\n",
		"[6] Email hello@nhshackday.com\n    mailto:hello@nhshackday.com\n",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is not in the page:\n%s", want, got)
		}
	}
}

func TestWrappedHeadingIsUnderlinedBelowItsLastLine(t *testing.T) {
	s := seed(t)
	got := written(t, s, 24, func(w *Writer) { w.Page(s.Home()) })
	if want := "Why are we doing this?\nWhat do we want?\n----------------------\n"; !strings.Contains(got, want) {
		t.Errorf("%q is not in the page:\n%s", want, got)
	}
}

func TestAddressesAreNeverBroken(t *testing.T) {
	s := seed(t)
	got := written(t, s, 20, func(w *Writer) { w.Page(s.Home()) })
	for _, r := range s.Home().Resources {
		if !strings.Contains(got, "\n    "+r.URL+"\n") {
			t.Errorf("%s does not stand on a line of its own", r.URL)
		}
	}
}

func TestJSONHoldsEveryLinkWhole(t *testing.T) {
	s := seed(t)
	var got []Resource
	if err := json.Unmarshal([]byte(written(t, s, 80, func(w *Writer) {
		if err := w.JSON(s.Home(), s.Home().Resources); err != nil {
			t.Fatal(err)
		}
	})), &got); err != nil {
		t.Fatal(err)
	}
	if len(got) != len(s.Home().Resources) {
		t.Fatalf("%d links, want %d", len(got), len(s.Home().Resources))
	}
	want := Resource{
		Number: 1, Page: "rationale", Kind: "video", Title: "video", Origin: "text",
		Sentence: "Cory Doctorow explains it all in this short video, which is well worth watching.",
		URL:      "https://youtu.be/zS4H8XDB1bw?t=1h15m", StartSeconds: 4500,
	}
	if diff := cmp.Diff(want, got[0]); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestPageWithoutLinks(t *testing.T) {
	s, err := folder.Load(fstest.MapFS{
		"site.yaml": {Data: []byte("title: T\nurl: https://example.org\n")},
		"page.md":   {Data: []byte("---\ntitle: P\n---\nJust text.\n")},
	})
	if err != nil {
		t.Fatal(err)
	}
	if got, want := written(t, s, 80, func(w *Writer) { w.Page(s.Home()) }), "T\n\nP\n=\n\nJust text.\n"; got != want {
		t.Errorf("page is %q, want %q", got, want)
	}
	if got, want := written(t, s, 80, func(w *Writer) { w.Resources(s.Home(), s.Home().Resources) }), "Links in P\n==========\n\nThis page has no links.\n"; got != want {
		t.Errorf("resources are %q, want %q", got, want)
	}
	if got := written(t, s, 80, func(w *Writer) { _ = w.JSON(s.Home(), s.Home().Resources) }); got != "[]\n" {
		t.Errorf("JSON is %q, want an empty list", got)
	}
}

// brokenWriter fails, and counts how often it was asked.
type brokenWriter struct{ asked int }

func (b *brokenWriter) Write([]byte) (int, error) {
	b.asked++
	return 0, io.ErrClosedPipe
}

func TestNothingIsMadeForWhoIsGone(t *testing.T) {
	var text strings.Builder
	for i := range 1000 {
		fmt.Fprintf(&text, "A [link](https://example.org/%d) of a long page.\n\n", i)
	}
	s, err := folder.Load(fstest.MapFS{
		"site.yaml": {Data: []byte("title: T\nurl: https://example.org\n")},
		"page.md":   {Data: []byte("---\ntitle: P\n---\n" + text.String())},
	})
	if err != nil {
		t.Fatal(err)
	}
	layouts := layout.NewCache(0, nil).For(t.Context(), "")
	write := func(out io.Writer) float64 {
		return testing.AllocsPerRun(3, func() {
			w := NewWriter(out, Options{Site: s, Layouts: layouts, Words: words.English})
			w.Page(s.Home())
			_ = w.Flush()
		})
	}
	whole, gone := write(io.Discard), write(new(brokenWriter))
	if gone > whole/10 {
		t.Errorf("a page takes %v allocations for who is gone, and %v for who is there", gone, whole)
	}
	var broken brokenWriter
	w := NewWriter(&broken, Options{Site: s, Layouts: layouts, Words: words.English})
	w.Page(s.Home())
	if err := w.Flush(); err != io.ErrClosedPipe || broken.asked != 1 {
		t.Errorf("%v, asked %d times", err, broken.asked)
	}
}
