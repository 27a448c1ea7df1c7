package yardstick

import (
	"math"
	"runtime"
	"strings"
	"testing"
	"time"

	"hackday.example/kiosk/internal/kiosktest"
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
	new(table).print(&b)
	if b.Len() != 0 {
		t.Errorf("of nothing, it prints %q", b.String())
	}
	if median([]float64{4, 1, 3, 2}) != 2.5 || percentile([]float64{3, 1, 2}, 99) != 3 || percentile([]float64{3, 1, 2}, 50) != 2 || !math.IsNaN(median(nil)) {
		t.Error("medians or percentiles are wrong")
	}
}
