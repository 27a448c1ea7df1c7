package sshd_test

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"os/exec"
	"runtime"
	"runtime/debug"
	"testing"
	"time"

	"go.uber.org/goleak"

	"hackday.example/kiosk/internal/kiosktest"
	"hackday.example/kiosk/internal/replica"
	"hackday.example/kiosk/internal/sshd"
)

// asServer is set in the environment of this test binary when it is to be a
// kiosk of its own, so that its memory is not mixed with that of the clients.
const asServer = "KIOSK_TEST_AS_SERVER"

// asServerOf names its content folder; empty for the pages that are built in.
const asServerOf = "KIOSK_TEST_AS_SERVER_OF"

func TestMain(m *testing.M) {
	if os.Getenv(asServer) != "" {
		if err := serveProcess(); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	status := m.Run()
	if status == 0 {
		// Whatever was attacked, nothing may be left running.
		// The last sessions may have ended a moment ago.
		err := goleak.Find()
		for begin := time.Now(); err != nil && time.Since(begin) < 15*time.Second; {
			err = goleak.Find()
		}
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			status = 1
		}
	}
	os.Exit(status)
}

// serveProcess serves until its input ends. It prints its address, and for
// every line of input how many KiB of its memory are in use, after a collection,
// and how many goroutines there are.
func serveProcess() error {
	limits := sshd.DefaultLimits
	// Peers are answered slowly, so that what they send waits, and little of the memory is
	// of requests that are over.
	limits.Peers.Requests, limits.Peers.Hurry = sshd.Rate{AtOnce: 1, PerSecond: 1}, time.Hour
	o := kiosktest.KioskOptions{Limits: limits, Configure: func(c *sshd.Config) {
		c.Peers = &desk{answer: make([]byte, replica.MaxMessage)}
	}}
	if folder := os.Getenv(asServerOf); folder != "" {
		o.Content = os.DirFS(folder)
	}
	k, err := kiosktest.NewKiosk(o)
	if err != nil {
		return err
	}
	fmt.Println(k.Address)
	for in := bufio.NewScanner(os.Stdin); in.Scan(); {
		debug.FreeOSMemory()
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		fmt.Println((m.HeapAlloc+m.StackInuse)>>10, runtime.NumGoroutine())
	}
	return nil
}

// serverProcess is the other process.
type serverProcess struct {
	address string
	in      io.WriteCloser
	out     *bufio.Scanner
}

func startServerProcess(t testing.TB) *serverProcess { return startServerProcessOf(t, "") }

func startServerProcessOf(t testing.TB, folder string) *serverProcess {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), asServer+"=1", asServerOf+"="+folder)
	cmd.Stderr = os.Stderr
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = in.Close(); _ = cmd.Wait() })
	s := &serverProcess{in: in, out: bufio.NewScanner(out)}
	if !s.out.Scan() {
		t.Fatal("the server did not start")
	}
	s.address = s.out.Text()
	return s
}

// memory is how much of the server's is in use, in KiB.
func (s *serverProcess) memory(t testing.TB) int {
	t.Helper()
	kib, _ := s.usage(t)
	return kib
}

// usage is how much memory of the server's is in use, in KiB, and how many
// goroutines there are.
func (s *serverProcess) usage(t testing.TB) (kib, goroutines int) {
	t.Helper()
	if _, err := io.WriteString(s.in, "\n"); err != nil || !s.out.Scan() {
		t.Fatal("the server is gone", err)
	}
	if _, err := fmt.Sscan(s.out.Text(), &kib, &goroutines); err != nil {
		t.Fatal(err)
	}
	return kib, goroutines
}
