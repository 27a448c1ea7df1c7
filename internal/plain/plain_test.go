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
	"hackday.example/kiosk/internal/kiosktest/linked"
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

func TestABareAddressIsSaidOnce(t *testing.T) {
	s, err := folder.Load(fstest.MapFS{
		"page.md": {Data: []byte("---\ntitle: P\n---\nSee <https://example.org/bare> now.\n")},
	})
	if err != nil {
		t.Fatal(err)
	}
	want := "Links in P\n==========\n\n[1] https://example.org/bare\n    Web page\n    See https://example.org/bare now.\n"
	if got := written(t, s, 80, func(w *Writer) { w.Resources(s.Home(), s.Home().Resources) }); got != want {
		t.Errorf("resources are %q, want %q", got, want)
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

func TestJSONSaysWhatIsReadAndTakenHere(t *testing.T) {
	s := linked.Site(t)
	var got []Resource
	text := written(t, s, 80, func(w *Writer) {
		w.Join = "ssh -p 2222 localhost"
		if err := w.JSON(s.Home(), s.Home().Resources); err != nil {
			t.Fatal(err)
		}
	})
	if err := json.Unmarshal([]byte(text), &got); err != nil {
		t.Fatal(err)
	}
	for _, want := range []Resource{
		{Number: linked.Plan, Reads: "docs/plan.pdf", State: "ready", Pages: 4, Parts: 2, File: "docs/plan.pdf", Take: "scp -P 2222 localhost:docs/plan.pdf ."},
		{Number: linked.PlanEnd, Reads: "docs/plan.pdf/2#page-4", State: "ready", Pages: 4, Parts: 2, File: "docs/plan.pdf", Take: "scp -P 2222 localhost:docs/plan.pdf ."},
		{Number: linked.About, Reads: "about"},
		{Number: linked.Waiting, State: "waiting", File: "docs/waiting.pdf", Take: "scp -P 2222 localhost:docs/waiting.pdf ."},
		{Number: linked.Talk, Reads: "talk.vtt"},
		{Number: linked.Map, File: "map.png", Take: "scp -P 2222 localhost:map.png ."},
		{Number: linked.Header, File: "head.png", Take: "scp -P 2222 localhost:head.png ."},
	} {
		r := got[want.Number-1]
		if diff := cmp.Diff(want, Resource{Number: r.Number, Reads: r.Reads, State: r.State, Pages: r.Pages, Parts: r.Parts, File: r.File, Take: r.Take}); diff != "" {
			t.Errorf("link %d (-want +got):\n%s", want.Number, diff)
		}
		if want.File != "" && r.Bytes == 0 {
			t.Errorf("link %d has no size", want.Number)
		}
	}
}

func TestResourcesSayWhatIsReadAndTakenHere(t *testing.T) {
	s := linked.Site(t)
	got := written(t, s, 80, func(w *Writer) {
		w.Join = "ssh h"
		w.Resources(s.Home(), s.Home().Resources)
	})
	for _, want := range []string{
		"    Document, PDF, 1.2 MB\n    The plan\n    By Ann Lee, 7 March 2026\n    Read it here, 4 pages: ssh h read docs/plan.pdf\n    Take it away: scp h:docs/plan.pdf .\n",
		"    Read it here: ssh h read docs/my%20note.txt\n    Take it away: scp \"h:docs/my note.txt\" .\n",
		"    A page here\n",
		"    It needs a password, so it cannot be read here.\n",
		"    Read the transcript here: ssh h read talk.vtt\n    Play it: mpv \"$(ssh h resources 16 --url)\"\n",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is not in\n%s", want, got)
		}
	}
}

func TestThePageOfADocumentSaysWhatItIs(t *testing.T) {
	s := linked.Site(t)
	got := written(t, s, 80, func(w *Writer) { w.Page(s.Page("docs/plan.pdf/2")) })
	if want := "The plan\n========\nA document linked in Rationale, part 2 of 2, layout simplified\nBy Ann Lee, 7 March 2026\n\n"; !strings.Contains(got, want) {
		t.Errorf("%q is not in\n%s", want, got)
	}
}
