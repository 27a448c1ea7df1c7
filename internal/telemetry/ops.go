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
	"time"
)

// What the ops port allows. Those who ask are probes and Prometheus, which say
// little and read at once; whoever does not is let go.
const (
	maxOpsConnections = 32      // at once; one more closes the one that has waited longest
	maxOpsHeader      = 4 << 10 // bytes of a request, to which net/http adds 4 KiB
	opsRequestTime    = 5 * time.Second
	opsAnswerTime     = 15 * time.Second // pprof gives itself more for a profile
	opsIdleTime       = 30 * time.Second // between two requests on one connection
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
	ReadingText  = "reading the pages"
	PeersText    = "waiting for its peers"
)

// OpsOptions is what the ops port shows.
type OpsOptions struct {
	Metrics *Metrics     // required
	Ready   func() bool  // false while the kiosk drains; required
	Whole   func() bool  // false while pages are still being read; nil if none are
	Peers   func() bool  // false while what other kiosks announce is not here yet; nil if there are none
	Debug   bool         // serve Go's profiles too, which tell much and cost much
	Log     *slog.Logger // required
}

// Ops is the organisers' own port, over HTTP: whether the kiosk is alive, whether
// it takes visitors, and its metrics. It asks nobody who they are, and is for a
// network of the organisers' alone.
type Ops struct {
	options     OpsOptions
	pages       *http.ServeMux
	server      *http.Server
	connections opsConnections
}

// NewOps makes an ops port that does not listen yet.
func NewOps(o OpsOptions) *Ops {
	p := &Ops{options: o, pages: http.NewServeMux()}
	get := func(path string, page http.HandlerFunc) { p.pages.HandleFunc("GET "+path, page) }
	get(HealthPath, func(w http.ResponseWriter, _ *http.Request) { say(w, http.StatusOK, "alive") })
	get(ReadyPath, p.ready)
	get(MetricsPath, o.Metrics.handler.ServeHTTP)
	get("/", func(w http.ResponseWriter, _ *http.Request) {
		say(w, http.StatusNotFound, "not found; there are "+strings.Join([]string{HealthPath, ReadyPath, MetricsPath}, ", "))
	})
	if o.Debug {
		get(debugPath, pprof.Index) // and every profile by its name
		get(debugPath+"cmdline", pprof.Cmdline)
		get(debugPath+"profile", pprof.Profile)
		get(debugPath+"symbol", pprof.Symbol)
		get(debugPath+"trace", pprof.Trace)
	}
	p.server = &http.Server{
		Handler:                      p,
		DisableGeneralOptionsHandler: true,
		ReadHeaderTimeout:            opsRequestTime,
		ReadTimeout:                  opsRequestTime,
		WriteTimeout:                 opsAnswerTime,
		IdleTimeout:                  opsIdleTime,
		MaxHeaderBytes:               maxOpsHeader,
		ConnState:                    p.connections.changed,
		ConnContext:                  withConnection,
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

// ServeHTTP implements http.Handler.
func (p *Ops) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	defer p.connections.answering(r)()
	defer func() {
		if e := recover(); e != nil {
			p.options.Log.Error("the ops port panicked", "panic", e, "stack", string(debug.Stack()))
			panic(http.ErrAbortHandler) // closes the connection
		}
	}()
	w.Header().Set("Cache-Control", "no-store")
	p.pages.ServeHTTP(w, r)
}

// ready says whether newcomers are let in.
func (p *Ops) ready(w http.ResponseWriter, _ *http.Request) {
	switch {
	case !p.options.Ready():
		say(w, http.StatusServiceUnavailable, DrainingText)
	case p.options.Whole != nil && !p.options.Whole():
		say(w, http.StatusServiceUnavailable, ReadingText)
	case p.options.Peers != nil && !p.options.Peers():
		say(w, http.StatusServiceUnavailable, PeersText)
	default:
		say(w, http.StatusOK, ReadyText)
	}
}

// say answers with a line of plain text.
func say(w http.ResponseWriter, status int, text string) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("X-Content-Type-Options", "nosniff")
	w.WriteHeader(status)
	_, _ = io.WriteString(w, text+"\n")
}
