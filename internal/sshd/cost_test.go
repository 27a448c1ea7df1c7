package sshd_test

import (
	"bytes"
	"context"
	"fmt"
	"runtime"
	"slices"
	"testing"
	"time"

	"github.com/charmbracelet/colorprofile"
	"golang.org/x/crypto/ssh"

	"hackday.example/kiosk/internal/kiosktest"
	"hackday.example/kiosk/internal/layout"
	"hackday.example/kiosk/internal/sshd"
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
	lines := k.Layouts.For(t.Context(), "").Get(k.Site, k.Site.Home(), layout.Spec{Measure: 76, Theme: theme.New(theme.Dark, colorprofile.ANSI256), Links: true}).Lines
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
	server := startServerProcess(t)
	k := &kiosktest.Kiosk{Address: server.address}
	honest(t, k)
	arrive(t, k) // what is made once is made
	const sessions = 10
	before := server.settled(t)
	for range sessions {
		arrive(t, k)
	}
	each := (server.settled(t) - before) / sessions
	t.Logf("%d goroutines a session", each)
	if most := sshd.GoroutinesOf(1, 1, 0, 0); each > most {
		t.Errorf("a session takes %d goroutines, and %d are its bound", each, most)
	}
}

// settled is how many goroutines the server has when those that live only for a
// moment are gone.
func (s *serverProcess) settled(t testing.TB) int {
	t.Helper()
	_, n := s.usage(t)
	same := 0
	kiosktest.Settle(t, "the goroutines", 15*time.Second, func() bool {
		_, now := s.usage(t)
		if now != n {
			n, same = now, 0
		}
		same++
		return same > 20
	})
	return n
}

// TestAConnectionHoldsNoMoreThanItsBound has clients take all that they can get
// at once: every session, every place of a reader, every answer unread, and as
// much input as is taken.
func TestAConnectionHoldsNoMoreThanItsBound(t *testing.T) {
	server := startServerProcess(t)
	k := &kiosktest.Kiosk{Address: server.address}
	limits := sshd.DefaultLimits
	honest(t, k)
	kib, goroutines := server.usage(t)
	const connections = 8
	for i := range connections {
		conn, err := k.ConnectFrom(fmt.Sprintf("127.0.8.%d", 1+i))
		if err != nil {
			t.Fatal(err)
		}
		f := &frozen{Conn: conn, thaw: make(chan struct{})}
		t.Cleanup(func() { close(f.thaw); _ = conn.Close() })
		c, err := kiosktest.Handshake(f)
		if err != nil {
			t.Fatal(err)
		}
		var channels []ssh.Channel
		for range limits.Sessions {
			channel := open(t, c)
			if !request(t, channel, "pty-req", ptyRequest{"xterm-256color", 300, 100, 0, 0, ""}) {
				t.Fatal("no terminal")
			}
			channels = append(channels, channel)
		}
		for i, channel := range channels {
			if i < limits.ReadersPerConnection {
				_, _ = channel.SendRequest("shell", false, nil)
			} else if i < limits.ReadersPerConnection+limits.Download.PerConnection {
				_, _ = channel.SendRequest("subsystem", false, ssh.Marshal(struct{ Name string }{"sftp"}))
			} else {
				_, _ = channel.SendRequest("exec", false, ssh.Marshal(struct{ Command string }{"doctor"}))
			}
		}
		f.cold.Store(true)
		go func() { // until the connection is closed
			for range limits.Opens - 1 {
				go func() { _, _, _ = c.OpenChannel("session", make([]byte, 4000)) }()
			}
			for {
				for _, channel := range channels {
					if _, err := channel.Write([]byte("\x0c")); err != nil {
						return
					}
					if _, err := channel.Stderr().Write([]byte("x")); err != nil {
						return
					}
				}
			}
		}()
	}
	most, mostGoroutines := 0, 0
	for begin := time.Now(); time.Since(begin) < 5*time.Second; time.Sleep(50 * time.Millisecond) {
		now, nowGoroutines := server.usage(t)
		most, mostGoroutines = max(most, now-kib), max(mostGoroutines, nowGoroutines-goroutines)
	}
	bound := sshd.GoroutinesOf(limits.Sessions, limits.ReadersPerConnection, limits.Download.PerConnection, limits.Opens)
	boundKiB := sshd.BytesOf(limits.Sessions, limits.ReadersPerConnection, limits.Download.PerConnection) >> 10
	t.Logf("a connection held %d goroutines of %d, and %d KiB of %d", mostGoroutines/connections, bound, most/connections, boundKiB)
	if mostGoroutines > connections*bound {
		t.Errorf("%d connections held %d goroutines, and their bound is %d", connections, mostGoroutines, connections*bound)
	}
	if most > connections*boundKiB {
		t.Errorf("%d connections held %d KiB, and their bound is %d", connections, most, connections*boundKiB)
	}
	honest(t, k)
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
