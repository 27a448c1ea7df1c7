package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"syscall"
	"time"

	"hackday.example/kiosk/internal/clean"
	"hackday.example/kiosk/internal/telemetry"
)

// opsFlags say where organisers and their machines see how the kiosk is.
type opsFlags struct {
	Ops      string `env:"KIOSK_OPS" sample:":9090" placeholder:"ADDR" help:"Address and port of /healthz, /readyz and /metrics, over HTTP, for the organisers' own network: :9090 is for this machine alone, 0.0.0.0:9090 for every network that it is in, as containers need it. (default: none)"`
	OpsDebug bool   `env:"KIOSK_OPS_DEBUG" help:"Also serve Go's profiles there, under /debug/pprof/, to find out what a slow kiosk does."`
}

// opsClosing is how long what is being answered has when the kiosk is gone.
const opsClosing = 500 * time.Millisecond

// opsPort is the ops port while it is served; nil where there is none.
type opsPort struct {
	ops     *telemetry.Ops
	address net.Addr
	debug   bool
}

// serveOps opens the ops port, if there is to be one, and serves it until it is
// closed.
func (f opsFlags) serveOps(o telemetry.OpsOptions) (*opsPort, error) {
	if f.Ops == "" {
		if f.OpsDebug {
			return nil, hint(errors.New("--ops-debug says what to serve, and not where"), "say where with --ops, for example --ops :9090")
		}
		return nil, nil
	}
	// Visitors are meant to find the kiosk, and nobody the ops port: only who
	// names a network opens it to one.
	l, err := listenFor("--ops", onLoopback(f.Ops), [3]string{":9091", ":9090", ":9090 for this machine alone, or 0.0.0.0:9090"})
	if err != nil {
		return nil, err
	}
	o.Debug = f.OpsDebug
	p := &opsPort{telemetry.NewOps(o), l.Addr(), f.OpsDebug}
	go func() {
		if err := p.ops.Serve(l); err != nil {
			o.Log.Error("the ops port is closed", "error", err)
		}
	}()
	return p, nil
}

// onLoopback is an address on this machine where none is named.
func onLoopback(address string) string {
	if strings.HasPrefix(address, ":") {
		return "127.0.0.1" + address
	}
	return address
}

// announce says where the port is.
func (p *opsPort) announce(w io.Writer) {
	if p == nil {
		return
	}
	also := ""
	if p.debug {
		also = ", and profiles under /debug/pprof/"
	}
	fmt.Fprintf(w, "kiosk: metrics at http://%s%s%s\n", p.address, telemetry.MetricsPath, also)
}

func (p *opsPort) close() {
	if p == nil {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), opsClosing)
	defer cancel()
	p.ops.Close(ctx)
}

// askReady asks the ops port of a kiosk on this machine whether it takes
// visitors; the error says why not.
func askReady(ctx context.Context, address string) error {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+address+telemetry.ReadyPath, nil)
	if err != nil {
		return err
	}
	// A proxy that the environment names is not meant, nor any other address.
	client := http.Client{
		Transport:     &http.Transport{DisableKeepAlives: true},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	answer, err := client.Do(request)
	switch {
	case errors.Is(err, syscall.ECONNREFUSED):
		return errors.New("nobody listens")
	case err != nil:
		return errors.Unwrap(err) // without the address, which is said already
	}
	defer func() { _ = answer.Body.Close() }()
	const most = 200
	body, _ := io.ReadAll(io.LimitReader(answer.Body, most))
	line, _, _ := strings.Cut(string(body), "\n")
	line = strings.TrimSpace(clean.Text(strings.ToValidUTF8(line, "?")))
	switch {
	case answer.StatusCode == http.StatusOK && line == telemetry.ReadyText:
		return nil
	case answer.StatusCode == http.StatusServiceUnavailable && line != "":
		return errors.New(line)
	}
	return fmt.Errorf("this is no kiosk's ops port: it answered %d to %s", answer.StatusCode, telemetry.ReadyPath)
}
