package sshd_test

import (
	"bufio"
	"bytes"
	"crypto/ed25519"
	"fmt"
	"io"
	"log/slog"
	"net"
	"os"
	"os/exec"
	"runtime"
	"runtime/debug"
	"strconv"
	"strings"
	"testing"

	"go.uber.org/goleak"
	"golang.org/x/crypto/ssh"

	"hackday.example/kiosk/content"
	"hackday.example/kiosk/internal/layout"
	"hackday.example/kiosk/internal/site"
	"hackday.example/kiosk/internal/sshd"
	"hackday.example/kiosk/internal/telemetry"
)

// asServer is set in the environment of this test binary when it is to be a
// kiosk of its own, so that its memory is not mixed with that of the clients.
const asServer = "KIOSK_BENCH_AS_SERVER"

func TestMain(m *testing.M) {
	if os.Getenv(asServer) != "" {
		if err := serveBenchmark(); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	status := m.Run()
	if status == 0 {
		// Whatever was attacked, nothing may be left running.
		if err := goleak.Find(); err != nil {
			fmt.Fprintln(os.Stderr, err)
			status = 1
		}
	}
	os.Exit(status)
}

// serveBenchmark serves until its input ends. It prints its address, and for
// every line of input its resident memory in KiB, after a collection.
func serveBenchmark() error {
	s, err := site.Load(content.FS)
	if err != nil {
		return err
	}
	key, err := ssh.NewSignerFromKey(ed25519.NewKeyFromSeed(bytes.Repeat([]byte{1}, ed25519.SeedSize)))
	if err != nil {
		return err
	}
	server, err := sshd.New(sshd.Config{
		Site: s, Layouts: layout.NewCache(0, nil), HostKey: key,
		Log: slog.New(slog.DiscardHandler), Source: telemetry.NewPseudonyms().Of,
	})
	if err != nil {
		return err
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	go func() { _ = server.Serve(l) }()
	fmt.Println(l.Addr())
	for in := bufio.NewScanner(os.Stdin); in.Scan(); {
		debug.FreeOSMemory()
		statm, err := os.ReadFile("/proc/self/statm")
		if err != nil {
			return err
		}
		pages, err := strconv.Atoi(strings.Fields(string(statm))[1])
		if err != nil {
			return err
		}
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		fmt.Println(pages*os.Getpagesize()>>10, (m.HeapAlloc+m.StackInuse)>>10)
	}
	return nil
}

// benchServer is the other process.
type benchServer struct {
	address string
	in      io.WriteCloser
	out     *bufio.Scanner
}

func startBenchServer(b testing.TB) *benchServer {
	b.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), asServer+"=1")
	cmd.Stderr = os.Stderr
	in, err := cmd.StdinPipe()
	if err != nil {
		b.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		b.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = in.Close(); _ = cmd.Wait() })
	s := &benchServer{in: in, out: bufio.NewScanner(out)}
	if !s.out.Scan() {
		b.Fatal("the server did not start")
	}
	s.address = s.out.Text()
	return s
}

// memory is what the server has resident, and what is in use of it, in KiB.
func (s *benchServer) memory(b testing.TB) (resident, used int) {
	b.Helper()
	if _, err := io.WriteString(s.in, "\n"); err != nil || !s.out.Scan() {
		b.Fatal("the server is gone", err)
	}
	if _, err := fmt.Sscan(s.out.Text(), &resident, &used); err != nil {
		b.Fatal(err)
	}
	return resident, used
}

// visit opens a reader of 80 by 24, and returns once its first frame is there.
func (s *benchServer) visit(b *testing.B) (*ssh.Client, ssh.Channel) {
	b.Helper()
	c, err := ssh.Dial("tcp", s.address, &ssh.ClientConfig{HostKeyCallback: ssh.InsecureIgnoreHostKey()})
	if err != nil {
		b.Fatal(err)
	}
	channel, requests, err := c.OpenChannel("session", nil)
	if err != nil {
		b.Fatal(err)
	}
	go ssh.DiscardRequests(requests)
	if _, err := channel.SendRequest("pty-req", false, ssh.Marshal(ptyRequest{"xterm-256color", 80, 24, 0, 0, ""})); err != nil {
		b.Fatal(err)
	}
	if _, err := channel.SendRequest("shell", false, nil); err != nil {
		b.Fatal(err)
	}
	var frame []byte
	buf := make([]byte, 32<<10)
	for !bytes.HasSuffix(frame, []byte("\x1b[?2026l")) {
		n, err := channel.Read(buf)
		if err != nil {
			b.Fatal(err)
		}
		frame = append(frame, buf[:n]...)
	}
	return c, channel
}

// BenchmarkMemory tells the server's memory for a session that is open and
// quiet, over 500 of them.
func BenchmarkMemory(b *testing.B) {
	const sessions = 500
	var total float64
	runs := 0
	for b.Loop() {
		s := startBenchServer(b)
		c, _ := s.visit(b) // what is made once is made
		before, _ := s.memory(b)
		clients := []*ssh.Client{c}
		for range sessions {
			c, _ := s.visit(b)
			clients = append(clients, c)
		}
		after, _ := s.memory(b)
		total += float64(after-before) / sessions
		runs++
		for _, c := range clients {
			_ = c.Close()
		}
	}
	b.ReportMetric(total/float64(runs), "KiB/session")
}

// BenchmarkFirstFrame is one visit, from connecting to the first whole frame.
func BenchmarkFirstFrame(b *testing.B) {
	s := startBenchServer(b)
	for b.Loop() {
		c, _ := s.visit(b)
		_ = c.Close()
	}
}

// BenchmarkKey is one key that scrolls a line, from typing it to the paint.
func BenchmarkKey(b *testing.B) {
	s := startBenchServer(b)
	c, channel := s.visit(b)
	defer func() { _ = c.Close() }()
	buf := make([]byte, 32<<10)
	painted := 0
	keys := 0
	for b.Loop() {
		// Down to the end of the page and up again, so that every key scrolls.
		key := "j"
		if keys/30%2 == 1 {
			key = "k"
		}
		keys++
		if _, err := io.WriteString(channel, key); err != nil {
			b.Fatal(err)
		}
		n, err := channel.Read(buf)
		if err != nil {
			b.Fatal(err)
		}
		painted += n
	}
	b.ReportMetric(float64(painted)/float64(keys), "B/key")
}
