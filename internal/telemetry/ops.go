package telemetry

import (
	"context"
	"errors"
	"io"
	stdlog "log"
	"log/slog"
	"net"
	"net/http"
	"net/http/pprof"
	"runtime/debug"
	"strings"
	"sync/atomic"
	"time"
)

// What the ops port allows. Those who ask are probes and Prometheus, which say
// little and read at once; whoever does not is let go.
const (
	maxOpsConnections = 32      // at once; one more is closed
	maxOpsHeader      = 4 << 10 // bytes of a request, to which net/http adds 4 KiB
	opsRequestTime    = 5 * time.Second
	opsAnswerTime     = 15 * time.Second // pprof gives itself more for a profile
	opsIdleTime       = 2 * time.Minute  // between two scrapes on one connection
)

// The paths of the ops port.
const (
	HealthPath  = "/healthz"
	ReadyPath   = "/readyz"
	MetricsPath = "/metrics"
	debugPath   = "/debug/pprof/"
)

// What /readyz says.
const (
	ReadyText    = "ready"
	DrainingText = "draining"
)

// OpsOptions is what the ops port shows.
type OpsOptions struct {
	Metrics *Metrics     // required
	Ready   func() bool  // false while the kiosk drains; required
	Debug   bool         // serve Go's profiles too, which tell much and cost much
	Log     *slog.Logger // required
}

// Ops is the organisers' own port, over HTTP: whether the kiosk is alive, whether
// it takes visitors, and its metrics. It asks nobody who they are, and is for a
// network of the organisers' alone.
type Ops struct {
	options     OpsOptions
	pages       map[string]http.HandlerFunc // by path
	server      *http.Server
	connections atomic.Int64
}

// NewOps makes an ops port that does not listen yet.
func NewOps(o OpsOptions) *Ops {
	p := &Ops{options: o}
	p.pages = map[string]http.HandlerFunc{
		HealthPath:  func(w http.ResponseWriter, _ *http.Request) { say(w, http.StatusOK, "alive") },
		ReadyPath:   p.ready,
		MetricsPath: o.Metrics.handler.ServeHTTP,
	}
	if o.Debug {
		p.pages[debugPath] = pprof.Index
		p.pages[debugPath+"cmdline"] = pprof.Cmdline
		p.pages[debugPath+"profile"] = pprof.Profile
		p.pages[debugPath+"symbol"] = pprof.Symbol
		p.pages[debugPath+"trace"] = pprof.Trace
		for _, profile := range []string{"allocs", "block", "goroutine", "heap", "mutex", "threadcreate"} {
			p.pages[debugPath+profile] = pprof.Index
		}
	}
	p.server = &http.Server{
		Handler:                      p,
		DisableGeneralOptionsHandler: true,
		ReadTimeout:                  opsRequestTime,
		WriteTimeout:                 opsAnswerTime,
		IdleTimeout:                  opsIdleTime,
		MaxHeaderBytes:               maxOpsHeader,
		ConnState:                    p.connected,
		ErrorLog:                     stdlog.New(io.Discard, "", 0), // it names clients' addresses
	}
	return p
}

// Serve answers until Close; then it returns nil.
func (p *Ops) Serve(l net.Listener) error {
	if err := p.server.Serve(l); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}

// Close stops listening, and waits for what is being answered until ctx ends.
func (p *Ops) Close(ctx context.Context) {
	if p.server.Shutdown(ctx) != nil {
		_ = p.server.Close()
	}
}

// connected counts connections, and closes one too many.
func (p *Ops) connected(c net.Conn, s http.ConnState) {
	switch s {
	case http.StateNew:
		if p.connections.Add(1) > maxOpsConnections {
			_ = c.Close()
		}
	case http.StateClosed, http.StateHijacked:
		p.connections.Add(-1)
	}
}

// ServeHTTP implements http.Handler.
func (p *Ops) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	defer func() {
		if e := recover(); e != nil {
			p.options.Log.Error("the ops port panicked", "panic", e, "stack", string(debug.Stack()))
			panic(http.ErrAbortHandler) // closes the connection
		}
	}()
	w.Header().Set("Cache-Control", "no-store")
	page, ok := p.pages[r.URL.Path]
	switch {
	case r.Method != http.MethodGet && r.Method != http.MethodHead:
		w.Header().Set("Allow", "GET, HEAD")
		say(w, http.StatusMethodNotAllowed, "only GET and HEAD are answered")
	case !ok:
		say(w, http.StatusNotFound, "not found; there are "+strings.Join([]string{HealthPath, ReadyPath, MetricsPath}, ", "))
	default:
		page(w, r)
	}
}

// ready says whether newcomers are let in.
func (p *Ops) ready(w http.ResponseWriter, _ *http.Request) {
	if p.options.Ready() {
		say(w, http.StatusOK, ReadyText)
	} else {
		say(w, http.StatusServiceUnavailable, DrainingText)
	}
}

// say answers with a line of plain text.
func say(w http.ResponseWriter, status int, text string) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("X-Content-Type-Options", "nosniff")
	w.WriteHeader(status)
	_, _ = io.WriteString(w, text+"\n")
}
