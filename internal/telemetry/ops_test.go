package telemetry

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"go.uber.org/goleak"
)

// opsOf serves an ops port until the test ends, when nothing of it may be left.
func opsOf(t *testing.T, o OpsOptions, change func(*Ops)) (address string) {
	t.Helper()
	before := goleak.IgnoreCurrent()
	o.Metrics = NewMetrics(MetricsOptions{})
	if o.Ready == nil {
		o.Ready = func() bool { return true }
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	p := NewOps(o)
	if change != nil {
		change(p)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	served := make(chan error, 1)
	go func() { served <- p.Serve(l) }()
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), time.Second)
		defer cancel()
		p.Close(ctx)
		if err := <-served; err != nil {
			t.Error(err)
		}
		http.DefaultClient.CloseIdleConnections()
		if err := goleak.Find(before); err != nil {
			t.Error(err)
		}
	})
	return l.Addr().String()
}

// ask makes a request, and returns the answer's status and body.
func ask(t *testing.T, method, url string) (*http.Response, string) {
	t.Helper()
	r, err := http.NewRequest(method, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	answer, err := http.DefaultTransport.RoundTrip(r) // follows nothing
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = answer.Body.Close() }()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer, string(body)
}

func TestTheOpsPortAnswersFourThingsAndNothingElse(t *testing.T) {
	const nothing = "not found; there are /healthz, /readyz, /metrics\n"
	for _, debug := range []bool{false, true} {
		address := opsOf(t, OpsOptions{Debug: debug}, nil)
		pprofStatus, pprofBody := 404, nothing
		if debug {
			pprofStatus, pprofBody = 200, ""
		}
		for _, tt := range []struct {
			method, path string
			status       int
			body         string // "" for any
		}{
			{"GET", "/healthz", 200, "alive\n"},
			{"HEAD", "/healthz", 200, ""},
			{"GET", "/healthz?x=%1b", 200, "alive\n"},
			{"GET", "/readyz", 200, "ready\n"},
			{"GET", "/metrics", 200, ""},
			{"POST", "/metrics", 405, "only GET and HEAD are answered\n"},
			{"DELETE", "/nowhere", 405, "only GET and HEAD are answered\n"},
			{"OPTIONS", "/metrics", 405, "only GET and HEAD are answered\n"},
			{"GET", "/", 404, nothing},
			{"GET", "//healthz", 404, nothing},
			{"GET", "/healthz/", 404, nothing},
			{"GET", "/%3Cscript%3E", 404, nothing},
			{"GET", "/debug/vars", 404, nothing},
			{"GET", "/debug/pprof", 404, nothing},
			{"GET", "/debug/pprof/nonsense", 404, nothing},
			{"GET", "/debug/pprof/", pprofStatus, pprofBody},
			{"GET", "/debug/pprof/cmdline", pprofStatus, pprofBody},
			{"GET", "/debug/pprof/heap", pprofStatus, pprofBody},
			{"GET", "/debug/pprof/goroutine?debug=1", pprofStatus, pprofBody},
		} {
			answer, body := ask(t, tt.method, "http://"+address+tt.path)
			if answer.StatusCode != tt.status || tt.body != "" && body != tt.body {
				t.Errorf("debug %v, %s %s: %d %q, want %d %q", debug, tt.method, tt.path, answer.StatusCode, body, tt.status, tt.body)
			}
			if kind := answer.Header.Get("Content-Type"); answer.StatusCode != 200 && !strings.HasPrefix(kind, "text/plain") {
				t.Errorf("%s %s: %s", tt.method, tt.path, kind)
			}
		}
	}
}

func TestReadinessFollowsTheKiosk(t *testing.T) {
	var ready atomic.Bool
	address := opsOf(t, OpsOptions{Ready: ready.Load}, nil)
	for _, is := range []bool{true, false, true} {
		ready.Store(is)
		status, says := 200, "ready\n"
		if !is {
			status, says = 503, "draining\n"
		}
		if answer, body := ask(t, "GET", "http://"+address+ReadyPath); answer.StatusCode != status || body != says {
			t.Errorf("ready %v: %d %q", is, answer.StatusCode, body)
		}
		if answer, _ := ask(t, "GET", "http://"+address+HealthPath); answer.StatusCode != 200 {
			t.Errorf("ready %v: alive is answered with %d", is, answer.StatusCode)
		}
	}
}

// closed waits until the other end closes a connection, whatever it sends before.
func closed(c net.Conn, limit time.Duration) bool {
	_ = c.SetReadDeadline(time.Now().Add(limit))
	_, err := io.Copy(io.Discard, c)
	timeout, ok := err.(net.Error)
	return err == nil || !ok || !timeout.Timeout()
}

func TestSlowRequestsHoldTheOpsPortForSoLongOnly(t *testing.T) {
	address := opsOf(t, OpsOptions{}, func(p *Ops) { p.server.ReadTimeout = time.Second })
	var all []net.Conn
	for range 4 * maxOpsConnections {
		c, err := net.Dial("tcp", address)
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = c.Close() }()
		all = append(all, c)
	}
	var drips sync.WaitGroup
	for _, c := range all {
		drips.Go(func() {
			for _, b := range []byte("GET /healthz HTTP/1.1\r\nHost: x\r\nX-A: " + strings.Repeat("a", 1000)) {
				if _, err := c.Write([]byte{b}); err != nil {
					return
				}
				time.Sleep(20 * time.Millisecond)
			}
			t.Error("a request was let drip for 20 s")
		})
		drips.Go(func() {
			if !closed(c, 30*time.Second) {
				t.Error("a slow request's connection stays open")
			}
		})
	}
	drips.Wait()
	if answer, _ := ask(t, "GET", "http://"+address+HealthPath); answer.StatusCode != 200 {
		t.Errorf("after that: %d", answer.StatusCode)
	}
}

func TestTheOpsPortHasSoManyConnections(t *testing.T) {
	address := opsOf(t, OpsOptions{}, nil)
	var refused, answered int
	var all []net.Conn
	for range 2 * maxOpsConnections {
		c, err := net.Dial("tcp", address)
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = c.Close() }()
		all = append(all, c)
		_, _ = io.WriteString(c, "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")
		_ = c.SetReadDeadline(time.Now().Add(15 * time.Second))
		if n, _ := c.Read(make([]byte, 1)); n > 0 {
			answered++
		} else {
			refused++
		}
	}
	if answered != maxOpsConnections || refused != maxOpsConnections {
		t.Errorf("of %d at once %d were answered and %d refused, %d is the most", len(all), answered, refused, maxOpsConnections)
	}
	for _, c := range all {
		_ = c.Close()
	}
	for begin := time.Now(); ; time.Sleep(5 * time.Millisecond) { // until the places are given back
		if answer, err := http.Get("http://" + address + HealthPath); err == nil {
			_ = answer.Body.Close()
			return
		} else if time.Since(begin) > 15*time.Second {
			t.Fatalf("when they are gone: %v", err)
		}
	}
}

func TestARequestHasAFewHeaders(t *testing.T) {
	address := opsOf(t, OpsOptions{}, nil)
	c, err := net.Dial("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = c.Close() }()
	go func() {
		_, _ = fmt.Fprintf(c, "GET /healthz HTTP/1.1\r\nHost: x\r\nX-A: %s\r\n\r\n", strings.Repeat("a", 1<<20))
	}()
	answer := make([]byte, 12)
	if _, err := io.ReadFull(c, answer); err != nil || string(answer) != "HTTP/1.1 431" {
		t.Errorf("%q, %v", answer, err)
	}
}

// lockedBuffer is a buffer that may be written to while it is read.
type lockedBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *lockedBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lockedBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

func (l *lockedBuffer) Len() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Len()
}

func TestAPanicIsLoggedAndEndsARequestOnly(t *testing.T) {
	var b lockedBuffer
	address := opsOf(t, OpsOptions{Log: slog.New(slog.NewTextHandler(&b, nil))}, func(p *Ops) {
		p.pages["/panic"] = func(http.ResponseWriter, *http.Request) { panic("oh") }
	})
	if answer, err := http.Get("http://" + address + "/panic"); err == nil {
		_ = answer.Body.Close()
		t.Errorf("a panic is answered with %d", answer.StatusCode)
	}
	if answer, _ := ask(t, "GET", "http://"+address+HealthPath); answer.StatusCode != 200 {
		t.Errorf("after it: %d", answer.StatusCode)
	}
	if log := b.String(); !strings.Contains(log, "panic=oh") || strings.Contains(log, "127.0.0.1") {
		t.Errorf("logged: %s", log)
	}
}
