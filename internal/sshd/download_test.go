package sshd_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/pkg/sftp"
	"golang.org/x/crypto/ssh"

	"hackday.example/kiosk/internal/kiosktest"
	"hackday.example/kiosk/internal/sshd"
)

func TestAConnectionHasTwoDownloads(t *testing.T) {
	l := newLibrary(t, 3_000_000)
	k := l.serve(t, sshd.Limits{})
	c := k.Dial(t)
	var channels []ssh.Channel
	for i := range 4 {
		channel := open(t, c)
		if got, want := request(t, channel, "subsystem", struct{ Name string }{"sftp"}), i < sshd.DefaultDownloads.PerConnection; got != want {
			t.Errorf("session %d: %v, want %v", i, got, want)
		}
		channels = append(channels, channel)
	}
	s, err := c.NewSession()
	if err != nil {
		t.Fatal(err)
	}
	if out, err := s.CombinedOutput("get 2"); err == nil || !strings.Contains(string(out), "too many files") {
		t.Errorf("get beside them: %v, %.100q", err, out)
	}
	_ = channels[0].Close()
	kiosktest.Settle(t, "the end of a session", 10*time.Second, func() bool { return k.Server.Sessions() == 1 })
	s, err = c.NewSession()
	if err != nil {
		t.Fatal(err)
	}
	if out, err := s.Output("get 2"); err != nil || !bytes.Equal(out, l.files[slides]) {
		t.Errorf("get when one has ended: %v, %d bytes", err, len(out))
	}
}

func TestDownloadsAreBoundedInTheKiosk(t *testing.T) {
	limits := sshd.DefaultLimits
	limits.Download.AtOnce = 3
	k := newLibrary(t, 1000).serve(t, limits)
	taken := 0
	for range 5 {
		if request(t, open(t, k.Dial(t)), "subsystem", struct{ Name string }{"sftp"}) {
			taken++
		}
	}
	if taken != limits.Download.AtOnce {
		t.Errorf("there are %d, and %d may be", taken, limits.Download.AtOnce)
	}
}

func TestDownloadsAreNoFasterThanTheyMayBe(t *testing.T) {
	limits := sshd.DefaultLimits
	limits.Download.Connection = sshd.Rate{AtOnce: 64 << 10, PerSecond: 1 << 20}
	l := newLibrary(t, 1<<20)
	k := l.serve(t, limits)
	for _, command := range []string{"get 2", "scp -f " + slides} {
		s, err := k.Dial(t).NewSession()
		if err != nil {
			t.Fatal(err)
		}
		s.Stdin = strings.NewReader("\x00\x00\x00")
		begin := time.Now()
		out, err := s.Output(command)
		if err != nil || !bytes.Contains(out, l.files[slides]) {
			t.Errorf("%s: %v, %d bytes", command, err, len(out))
		}
		if took := time.Since(begin); took < 900*time.Millisecond {
			t.Errorf("%s: 1 MiB took %v at 1 MiB a second", command, took)
		}
	}
}

func TestAKioskThatClosesEndsDownloads(t *testing.T) {
	l := newLibrary(t, 30_000_000)
	k := l.serve(t, sshd.Limits{})
	c, err := sftp.NewClient(k.Dial(t))
	if err != nil {
		t.Fatal(err)
	}
	f, err := c.Open(slides)
	if err != nil {
		t.Fatal(err)
	}
	read := make(chan error, 1)
	go func() {
		_, err := io.Copy(io.Discard, f)
		read <- err
	}()
	kiosktest.Settle(t, "the session", 10*time.Second, func() bool { return k.Server.Sessions() == 1 })
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
	defer cancel()
	if err := k.Server.Shutdown(ctx); err != nil {
		t.Errorf("it does not close: %v", err)
	}
	if <-read == nil {
		t.Error("a file of 30 MB was read to its end")
	}
}

func TestWhatIsTakenIsCounted(t *testing.T) {
	k := newLibrary(t, 1000).serve(t, sshd.Limits{})
	c, err := sftp.NewClient(k.Dial(t))
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{slides, "2", "about.md"} {
		f, err := c.Open(name)
		if err != nil {
			t.Fatal(err)
		}
		_ = f.Close()
	}
	tally := k.Metrics.Tally()
	if got := fmt.Sprint(tally.Resources, tally.Pages); got != "[{index 2 2}] [{about 0 1}]" {
		t.Errorf("%s were counted", got)
	}
}

// TestDownloadsBesideReaders has 200 visitors take a file while others read.
func TestDownloadsBesideReaders(t *testing.T) {
	if testing.Short() {
		t.Skip("takes 10 s")
	}
	const takers = 200
	l := newLibrary(t, 2<<20)
	server := startServerProcessOf(t, l.dir)
	k := &kiosktest.Kiosk{Address: server.address}
	readers := make([]ssh.Channel, 4)
	for i := range readers {
		readers[i] = open(t, k.Dial(t))
		if !request(t, readers[i], "pty-req", ptyRequest{"xterm-256color", 80, 24, 0, 0, ""}) || !request(t, readers[i], "shell", nil) {
			t.Fatal("no reader")
		}
	}
	before := server.memory(t)
	want := sha256.Sum256(l.files[slides])
	ctx, cancel := context.WithCancel(t.Context())
	var reading, taking sync.WaitGroup
	var mu sync.Mutex
	var keys []time.Duration
	for _, channel := range readers {
		reading.Go(func() {
			b := make([]byte, 32<<10)
			if _, err := channel.Read(b); err != nil { // the first frame
				return
			}
			for ctx.Err() == nil {
				begin := time.Now()
				if _, err := channel.Write([]byte("\x0c")); err != nil {
					return
				}
				if _, err := channel.Read(b); err != nil {
					return
				}
				mu.Lock()
				keys = append(keys, time.Since(begin))
				mu.Unlock()
			}
		})
	}
	for n := range takers {
		taking.Go(func() {
			conn, err := k.DialFrom(t, fmt.Sprintf("127.0.%d.%d", 20+n/100, 1+n%100))
			if err != nil {
				t.Error(err)
				return
			}
			defer func() { _ = conn.Close() }()
			var from io.Reader
			if n%2 == 0 {
				c, err := sftp.NewClient(conn)
				if err != nil {
					t.Error(err)
					return
				}
				if from, err = c.Open("2"); err != nil {
					t.Error(err)
					return
				}
			} else {
				s, err := conn.NewSession()
				if err == nil {
					from, err = s.StdoutPipe()
				}
				if err == nil {
					err = s.Start("get 2")
				}
				if err != nil {
					t.Error(err)
					return
				}
			}
			sum := sha256.New()
			if n, err := io.Copy(sum, from); err != nil || !bytes.Equal(sum.Sum(nil), want[:]) {
				t.Errorf("%d bytes were taken: %v", n, err)
			}
		})
	}
	done := make(chan struct{})
	go func() { defer close(done); taking.Wait() }()
	peak, look := 0, time.NewTicker(250*time.Millisecond)
	defer look.Stop()
	for waiting := true; waiting; {
		peak = max(peak, server.memory(t)-before)
		select {
		case <-done:
			waiting = false
		case <-look.C:
		}
	}
	cancel()
	for _, channel := range readers {
		_, _ = channel.Write([]byte("\x0c")) // so that none waits for a frame
		_ = channel.Close()
	}
	reading.Wait()
	slices.Sort(keys)
	if len(keys) == 0 {
		t.Fatal("nobody read beside them")
	}
	t.Logf("%d keys were answered, p99 after %v; the kiosk took %d KiB for each download", len(keys), keys[len(keys)*99/100].Round(time.Millisecond), peak/takers)
	if most := takers * sshd.BytesOf(1, 0, 1) >> 10; peak > most {
		t.Errorf("%d downloads took %d KiB, and their bound is %d", takers, peak, most)
	}
}
