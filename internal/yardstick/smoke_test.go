package yardstick

import (
	"bytes"
	"math"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"hackday.example/kiosk/internal/kiosktest"
	"hackday.example/kiosk/internal/kiosktest/sites"
	"hackday.example/kiosk/internal/visitor"
)

func TestEveryServerDoesTheSameWork(t *testing.T) {
	frames := storeFrames(t)
	for _, name := range contenders {
		t.Run(strings.ReplaceAll(name, "/", "-"), func(t *testing.T) {
			if name == openSSH {
				kiosktest.Need(t, "less")
				if _, err := sshdPath(); err != nil {
					kiosktest.Need(t, "sshd")
				}
			}
			c := start(t, name, frames)
			for i, w := range sizes {
				v, _, err := c.visit(w)
				if err != nil {
					t.Fatal(err)
				}
				// On a busy machine some rest between the pieces of their first.
				kiosktest.Settle(t, "a first screen of "+sizeName(w.Columns, w.Rows), 15*time.Second, func() bool { return v.Shown() >= 1000 })
				for _, key := range []string{"j", "k"} {
					if i > 0 { // a large window has nowhere to scroll to
						break
					}
					a, err := v.Type(key, patient)
					if err != nil || a.Bytes == 0 {
						t.Errorf("%q is answered by %+v, %v", key, a, err)
					}
				}
				if runtime.GOOS == "linux" && c.memory(t) < 1000 {
					t.Errorf("it takes %d KiB", c.memory(t))
				}
				if err := v.Leave(c.leave); err != nil {
					t.Error(err)
				}
			}
			c.stop()
			if c.cmd.ProcessState == nil {
				t.Error("the server runs on")
			}
		})
	}
}

// TestSitesAreMeasured takes what BenchmarkSite takes, of few pages.
func TestSitesAreMeasured(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("only Linux tells what a process takes")
	}
	for _, kind := range siteKinds {
		t.Run(kind.name, func(t *testing.T) {
			const pages = 60 // of fewer, some links recur on so many that they are furniture
			s := writeSite(t, kind, pages)
			k := startSite(t, s.dir)
			if after := k.ready(t); k.listening <= 0 || after < k.listening {
				t.Errorf("it listens after %v, and is ready after %v", k.listening, after)
			}
			if k.live(t) < 1<<20 || k.peak(t) < k.resident(t) {
				t.Errorf("it takes %d bytes of heap, and %d KiB, of at most %d", k.live(t), k.resident(t), k.peak(t))
			}
			var output bytes.Buffer
			terminal := sizes[0]
			terminal.Output = &output
			fresh, again, err := s.opened(k.contender, terminal, 3)
			if err != nil || len(fresh) != 3 || len(again) != 3 || slices.Min(fresh) <= 0 {
				t.Errorf("pages are shown after %v, and again after %v: %v", fresh, again, err)
			}
			heading := regexp.MustCompile(`Section \d of page [1-9]`)
			if screen, _ := kiosktest.Draw(terminal.Columns, terminal.Rows, output.String()); !heading.MatchString(screen.Text()) {
				t.Errorf("no page is shown, but\n%s", screen.Text())
			}
			cpu, shown := k.edited(t, 1, 50*time.Millisecond, s.edit)
			if len(cpu) != 1 || len(shown) != 1 || shown[0] <= 0 {
				t.Errorf("an edit took %v of CPU and %v ms", cpu, shown)
			}
			page := sites.ScaleName(s.pages / 2)
			text, err := visitor.Ask(t.Context(), visitor.Target{Address: k.address, Wait: patient}, "read "+page)
			if err != nil || !strings.Contains(string(text), editMark(0)) {
				t.Errorf("the edited page is %q, %v", text, err)
			}
		})
	}
}

func TestW3mShowsTheSameFolder(t *testing.T) {
	kiosktest.Need(t, "w3m")
	if _, err := sshdPath(); err != nil {
		kiosktest.Need(t, "sshd")
	}
	s := writeSite(t, siteKinds[0], 20)
	c, err := startW3m(t.TempDir(), filepath.Join(s.dir, "index.html"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.stop)
	var output kiosktest.Buffer
	w := sizes[0]
	w.Output = &output
	v, a, err := visitor.Arrive(t.Context(), visitor.Target{Address: c.address, User: c.user, Auth: c.auth, Wait: patient}, w)
	if err != nil {
		t.Fatal(err)
	}
	screen, _ := kiosktest.Draw(w.Columns, w.Rows, output.String())
	if a.Whole <= 0 || !strings.Contains(screen.Text(), "A site of scale") {
		t.Errorf("after %v it shows\n%s", a.Whole, screen.Text())
	}
	if runtime.GOOS == "linux" && c.resident(t) < 1000 {
		t.Errorf("it takes %d KiB", c.resident(t))
	}
	if err := v.Leave(c.leave); err != nil {
		t.Error(err)
	}
}

func TestTableTellsMediansRangesAndRatios(t *testing.T) {
	tab := table{columns: contenders}
	for i, v := range []float64{3, 1, 2} {
		tab.record("memory", "KiB", kiosk, v*100)
		tab.record("memory", "KiB", crypto, []float64{1, 1, 1}[i]*100)
	}
	tab.record("speed", "visits/s", kiosk, 0.5)
	for _, n := range []float64{0, 3, 12} {
		tab.record("faults", faulty, stock, n)
	}
	var b strings.Builder
	tab.print(&b)
	for _, want := range []string{
		"| | kiosk | x/crypto | gliderlabs/ssh | stock | OpenSSH |",
		"| memory, KiB | 200 (100–300) | 100 (100–100) **×2.00** | – | – | – |",
		"| speed, visits/s | 0.500 | – | – | – | – |",
		"| faults, at 80 / 40 / 20 columns | – | – | – | 0 / 3 / 12 | – |",
		" cores, go1",
	} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("%q is not in\n%s", want, b.String())
		}
	}
	b.Reset()
	grown := table{columns: []string{"small", "large"}, means: "growth", ratio: func(column string) (of, by string) {
		if column == "small" {
			return "", ""
		}
		return column, "small"
	}}
	grown.record("memory", "KiB", "small", 10)
	grown.record("memory", "KiB", "large", 50)
	grown.record("memory", "× the text", "small", 2)
	grown.print(&b)
	for _, want := range []string{"× is growth.\n", "| memory, KiB | 10.0 | 50.0 **×5.00** |", "| memory, × the text | 2.00 | – |"} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("%q is not in\n%s", want, b.String())
		}
	}
	b.Reset()
	new(table).print(&b)
	if b.Len() != 0 {
		t.Errorf("of nothing, it prints %q", b.String())
	}
	if median([]float64{4, 1, 3, 2}) != 2.5 || percentile([]float64{3, 1, 2}, 99) != 3 || percentile([]float64{3, 1, 2}, 50) != 2 || !math.IsNaN(median(nil)) {
		t.Error("medians or percentiles are wrong")
	}
}
