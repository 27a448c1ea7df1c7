package sshd_test

import (
	"bytes"
	"context"
	"runtime"
	"slices"
	"testing"
	"time"

	"github.com/charmbracelet/colorprofile"

	"hackday.example/kiosk/internal/kiosktest"
	"hackday.example/kiosk/internal/layout"
	"hackday.example/kiosk/internal/theme"
	"hackday.example/kiosk/internal/visitor"
)

// What a visitor costs, in bytes and counts: they are the same on any machine,
// and so they can be held. Times are in package yardstick.

// patient waits for an answer until nothing more comes of it.
var patient = visitor.Wait{Patience: 10 * time.Second, Quiet: 20 * time.Millisecond}

// arrive has a visitor open a window of 80 by 24 with 256 colours.
func arrive(t *testing.T, k *kiosktest.Kiosk) (*visitor.Visitor, visitor.Answer) {
	t.Helper()
	v, a, err := visitor.Arrive(context.Background(), visitor.Target{Address: k.Address, Wait: patient},
		visitor.Terminal{Name: "xterm-256color", Columns: 80, Rows: 24})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(v.HangUp)
	return v, a
}

// press types a key and returns how many bytes it showed.
func press(t *testing.T, v *visitor.Visitor, key string) int {
	t.Helper()
	a, err := v.Type(key, patient)
	if err != nil {
		t.Fatal(err)
	}
	if a.Bytes == 0 {
		t.Fatalf("the key %q showed nothing", key)
	}
	return a.Bytes
}

func TestScrollingTakesFewBytes(t *testing.T) {
	k := kiosktest.StartKiosk(t, kiosktest.KioskOptions{})
	lines := k.Layouts.Get(k.Site, k.Site.Home(), layout.Spec{Measure: 76, Theme: theme.New(theme.Dark, colorprofile.ANSI256), Links: true}).Lines
	const rows = 23 // but for the status line
	last := len(lines) - rows
	v, first := arrive(t, k)
	if limit := bytesOf(lines[:rows]) + 600; first.Bytes > limit {
		t.Errorf("the first screen takes %d bytes, and %d are allowed", first.Bytes, limit)
	}
	for _, key := range []string{"j", "k"} {
		var took []int
		for range last {
			took = append(took, press(t, v, key))
		}
		slices.Sort(took)
		median, most := took[len(took)/2], took[len(took)-1]
		t.Logf("%q: %d bytes a line in the median, %d at most", key, median, most)
		if median > 130 {
			t.Errorf("%q takes %d bytes a line in the median, and 130 are allowed", key, median)
		}
	}
	for top := 0; top+rows-1 <= last; top += rows - 1 {
		took, brought := press(t, v, " "), bytesOf(lines[top+rows:top+rows+rows-1])
		t.Logf("a page takes %d bytes for %d of lines", took, brought)
		if took > brought*3/2 {
			t.Errorf("a page from line %d takes %d bytes for %d of lines, and half as many more are allowed", top, took, brought)
		}
	}
}

func bytesOf(lines []string) (n int) {
	for _, l := range lines {
		n += len(l)
	}
	return n
}

func TestAKeyIsAnsweredInOnePacket(t *testing.T) {
	k := kiosktest.StartKiosk(t, kiosktest.KioskOptions{})
	v, _ := arrive(t, k)
	for _, key := range []string{"j", " ", "r", "\r", "?", "\x7f"} {
		before, _ := v.Wire()
		took := press(t, v, key)
		after, _ := v.Wire()
		// RFC 4253 §6 and RFC 4254 §5.2: length, padding, message, channel and
		// length again, and the MAC; a window adjustment may go with it.
		if frame := int(after - before); frame > took+120 {
			t.Errorf("%q: %d bytes of output went over the wire as %d", key, took, frame)
		}
	}
}

func TestAQuietSessionTakesFewGoroutines(t *testing.T) {
	k := kiosktest.StartKiosk(t, kiosktest.KioskOptions{})
	arrive(t, k) // what is made once is made
	const sessions = 10
	goroutines := func() int {
		// Those that only live for a moment are gone when the number holds still.
		n, same := runtime.NumGoroutine(), 0
		kiosktest.Settle(t, "the goroutines", 15*time.Second, func() bool {
			now := runtime.NumGoroutine()
			if now != n {
				n, same = now, 0
			}
			same++
			return same > 150 // looks, 5 ms apart
		})
		return n
	}
	before := goroutines()
	for range sessions {
		arrive(t, k)
	}
	// The client's are in it: 4 of x/crypto's, and 4 of the visitor's.
	each := (goroutines() - before) / sessions
	t.Logf("%d goroutines a session, both ends", each)
	if each > 20 {
		t.Errorf("a session takes %d goroutines, both ends, and 20 are allowed", each)
	}
}

func TestAQuietSessionIsNeverWoken(t *testing.T) {
	k := kiosktest.StartKiosk(t, kiosktest.KioskOptions{})
	v, _ := arrive(t, k)
	shown := v.Shown()
	time.Sleep(600 * time.Millisecond) // after which Bubble Tea has let go
	var stacks bytes.Buffer
	buf := make([]byte, 1<<20)
	stacks.Write(buf[:runtime.Stack(buf, true)])
	if bytes.Contains(stacks.Bytes(), []byte("tea.(*Program).startRenderer")) {
		t.Error("Bubble Tea's timer runs in a session in which nothing happens")
	}
	if v.Shown() != shown {
		t.Error("something was painted in a session in which nothing happened")
	}
}
