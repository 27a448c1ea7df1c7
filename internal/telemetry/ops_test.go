package telemetry

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
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
		pprofStatus, pprofBody, pprofNonsense := 404, nothing, nothing
		if debug {
			pprofStatus, pprofBody, pprofNonsense = 200, "", "Unknown profile\n"
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
			{"POST", "/healthz", 405, "Method Not Allowed\n"},
			{"POST", "/metrics", 405, "Method Not Allowed\n"},
			{"DELETE", "/nowhere", 405, "Method Not Allowed\n"},
			{"OPTIONS", "/metrics", 405, "Method Not Allowed\n"},
			{"GET", "/", 404, nothing},
			{"GET", "/healthz/", 404, nothing},
			{"GET", "/%3Cscript%3E", 404, nothing},
			{"GET", "/debug/vars", 404, nothing},
			{"GET", "/debug/pprof/", pprofStatus, pprofBody},
			{"GET", "/debug/pprof/nonsense", 404, pprofNonsense},
			{"GET", "/debug/pprof/cmdline", pprofStatus, pprofBody},
			{"GET", "/debug/pprof/heap", pprofStatus, pprofBody},
			{"GET", "/debug/pprof/goroutine?debug=1", pprofStatus, pprofBody},
		} {
			answer, body := ask(t, tt.method, "http://"+address+tt.path)
			if answer.StatusCode != tt.status || tt.body != "" && body != tt.body {
				t.Errorf("debug %v, %s %s: %d %q, want %d %q", debug, tt.method, tt.path, answer.StatusCode, body, tt.status, tt.body)
			}
			if allow := answer.Header.Get("Allow"); (allow == "GET, HEAD") != (tt.status == 405) {
				t.Errorf("%s %s: Allow is %q", tt.method, tt.path, allow)
			}
			if kind := answer.Header.Get("Content-Type"); answer.StatusCode != 200 && !strings.HasPrefix(kind, "text/plain") {
				t.Errorf("%s %s: %s", tt.method, tt.path, kind)
			}
		}
	}
}

func TestReadinessFollowsTheKiosk(t *testing.T) {
	var ready, whole, peers atomic.Bool
	address := opsOf(t, OpsOptions{Ready: ready.Load, Whole: whole.Load, Peers: peers.Load}, nil)
	for _, is := range []struct {
		ready, whole, peers bool
		status              int
		says                string
	}{
		{true, false, true, 503, "reading the pages\n"},
		{true, false, false, 503, "reading the pages\n"},
		{true, true, false, 503, "waiting for its peers\n"},
		{true, true, true, 200, "ready\n"},
		{false, true, true, 503, "draining\n"},
		{false, false, false, 503, "draining\n"},
		{true, true, true, 200, "ready\n"},
	} {
		ready.Store(is.ready)
		whole.Store(is.whole)
		peers.Store(is.peers)
		if answer, body := ask(t, "GET", "http://"+address+ReadyPath); answer.StatusCode != is.status || body != is.says {
			t.Errorf("%+v: %d %q", is, answer.StatusCode, body)
		}
		if answer, _ := ask(t, "GET", "http://"+address+HealthPath); answer.StatusCode != 200 {
			t.Errorf("%+v: alive is answered with %d", is, answer.StatusCode)
		}
	}
}

// occupy opens connections to an ops port, does something on each, and closes
// them when the test ends. They are in the order in which they came.
func occupy(t *testing.T, address string, n int, do func(net.Conn)) (all []net.Conn) {
	t.Helper()
	for range n {
		c, err := net.Dial("tcp", address)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = c.Close() })
		do(c)
		all = append(all, c)
	}
	return all
}

// isOpen reports whether the other end still holds a connection open, once
// whatever it sent was read.
func isOpen(c net.Conn) bool {
	_ = c.SetReadDeadline(time.Now().Add(100 * time.Millisecond))
	_, err := io.Copy(io.Discard, c)
	return errors.Is(err, os.ErrDeadlineExceeded)
}

// stay asks whether the kiosk is alive, reads the answer, and keeps the
// connection.
func stay(t *testing.T) func(net.Conn) {
	return func(c net.Conn) {
		_, _ = io.WriteString(c, "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")
		answer, err := http.ReadResponse(bufio.NewReader(c), nil)
		if err != nil || answer.StatusCode != 200 {
			t.Errorf("an answer of the many: %v", err)
		}
	}
}

// opsConnectionsOf is a change for opsOf that keeps what counts its connections.
func opsConnectionsOf(kept **opsConnections) func(*Ops) {
	return func(p *Ops) { *kept = &p.connections }
}

func (o *opsConnections) count() int {
	o.mu.Lock()
	defer o.mu.Unlock()
	return len(o.all)
}

func TestAProbeIsAnsweredHoweverManyConnectionsThereAre(t *testing.T) {
	for name, do := range map[string]func(net.Conn){
		"idle keep-alives":  stay(t),
		"that send nothing": func(net.Conn) {},
		"in the middle of a request": func(c net.Conn) {
			_, _ = io.WriteString(c, "GET /metrics HTTP/1.1\r\nHost: x\r\nX-A: ")
		},
		"in the middle of a body": func(c net.Conn) {
			_, _ = io.WriteString(c, "GET /metrics HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\n\r\nx")
		},
		"that read no answer": func(c net.Conn) {
			for range 50 {
				_, _ = io.WriteString(c, "GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n")
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			var connections *opsConnections
			address := opsOf(t, OpsOptions{}, opsConnectionsOf(&connections))
			occupy(t, address, maxOpsConnections, do)
			const probes = 2 * maxOpsConnections
			for range probes { // each on a connection of its own, which it keeps
				occupy(t, address, 1, stay(t))
				if n := connections.count(); n > maxOpsConnections {
					t.Fatalf("%d connections, %d is the most", n, maxOpsConnections)
				}
			}
		})
	}
}

func TestWhoHasWaitedLongestGivesWay(t *testing.T) {
	address := opsOf(t, OpsOptions{}, nil)
	all := occupy(t, address, maxOpsConnections, stay(t))
	stay(t)(all[0]) // asks again
	occupy(t, address, 3, stay(t))
	for i, c := range all {
		if want := i == 0 || i > 3; isOpen(c) != want {
			t.Errorf("of those that came first, number %d is open: %v", i, !want)
		}
	}
}

func TestWhoIsBeingAnsweredGivesWayLast(t *testing.T) {
	release := make(chan struct{})
	address := opsOf(t, OpsOptions{}, func(p *Ops) {
		p.pages.HandleFunc("GET /slow", func(w http.ResponseWriter, _ *http.Request) { <-release; say(w, 200, "done") })
	})
	slow := occupy(t, address, 1, func(c net.Conn) { _, _ = io.WriteString(c, "GET /slow HTTP/1.1\r\nHost: x\r\n\r\n") })[0]
	occupy(t, address, 3*maxOpsConnections, stay(t))
	close(release)
	answer, err := http.ReadResponse(bufio.NewReader(slow), nil)
	if err != nil || answer.StatusCode != 200 {
		t.Errorf("an answer that took long: %v", err)
	}
}

func TestWhoSaysNothingIsLetGo(t *testing.T) {
	const soon = 200 * time.Millisecond
	var connections *opsConnections
	address := opsOf(t, OpsOptions{}, func(p *Ops) {
		if s := p.server; s.ReadHeaderTimeout != 5*time.Second || s.ReadTimeout != 5*time.Second || s.IdleTimeout != 30*time.Second || s.WriteTimeout == 0 {
			t.Errorf("the limits are %v, %v, %v and %v", s.ReadHeaderTimeout, s.ReadTimeout, s.IdleTimeout, s.WriteTimeout)
		}
		p.server.ReadHeaderTimeout, p.server.ReadTimeout, p.server.IdleTimeout = soon, soon, soon
		connections = &p.connections
	})
	all := occupy(t, address, 5, func(net.Conn) {})
	all = append(all, occupy(t, address, 5, stay(t))...)
	drips := occupy(t, address, 5, func(net.Conn) {})
	var done sync.WaitGroup
	for _, c := range drips {
		done.Go(func() {
			for _, b := range []byte("GET /healthz HTTP/1.1\r\nHost: x\r\nX-A: " + strings.Repeat("a", 4000)) {
				if _, err := c.Write([]byte{b}); err != nil {
					return
				}
				time.Sleep(soon / 20)
			}
			t.Error("a request was let drip to its end")
		})
	}
	done.Wait()
	for _, c := range append(all, drips...) {
		_ = c.SetReadDeadline(time.Now().Add(15 * time.Second))
		if _, err := io.Copy(io.Discard, c); errors.Is(err, os.ErrDeadlineExceeded) {
			t.Error("a connection that says nothing stays open")
		}
	}
	for begin := time.Now(); connections.count() > 0; time.Sleep(5 * time.Millisecond) {
		if time.Since(begin) > 15*time.Second {
			t.Fatalf("%d connections are still counted", connections.count())
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
		p.pages.HandleFunc("GET /panic", func(http.ResponseWriter, *http.Request) { panic("oh") })
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
