package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net"
	"net/netip"
	"os/signal"
	"syscall"
	"time"

	"hackday.example/kiosk/internal/admission"
	"hackday.example/kiosk/internal/announcements"
	"hackday.example/kiosk/internal/hostkey"
	"hackday.example/kiosk/internal/layout"
	"hackday.example/kiosk/internal/sshd"
	"hackday.example/kiosk/internal/telemetry"
)

// closingTime is how long readers are given to go when the kiosk is stopped.
// The process is gone right after that, and so within the 5 s it promises.
const closingTime = 2 * time.Second

type serveCommand struct {
	listenFlags
	contentFlags
	keysFlags
	opsFlags
	announcementsFlags
	RequireHostKey bool             `env:"KIOSK_REQUIRE_HOST_KEY" help:"End if there is no host key, instead of making one: for containers and replicas."`
	Venue          []netip.Prefix   `env:"KIOSK_VENUE" placeholder:"CIDR" help:"Networks from which a whole hall may come behind one address, for example 192.0.2.0/24."`
	Proxy          []netip.Prefix   `env:"KIOSK_PROXY" placeholder:"CIDR" help:"Networks of proxies: from them a PROXY protocol header is required, and from no one else taken."`
	MaxSessions    int              `env:"KIOSK_MAX_SESSIONS" placeholder:"N" help:"Readers at once; who comes then is given the page as text. (default: what the memory limit has room for)"`
	Public         string           `env:"KIOSK_PUBLIC" placeholder:"HOST" help:"What visitors type behind ssh, for the lobby to show, for example hackday.example. (default: the address that they came to)"`
	LogFormat      telemetry.Format `env:"KIOSK_LOG_FORMAT" enum:"text,json" default:"text" help:"How log lines are written: text or json. (default: ${default})"`
}

// Run serves until the process is told to stop.
func (c *serveCommand) Run(ctx context.Context, std streams) error {
	pseudonyms := telemetry.NewPseudonyms()
	log, err := telemetry.NewLogger(std.err, c.LogFormat, pseudonyms)
	if err != nil {
		return err
	}
	slog.SetDefault(log) // for the libraries
	room, err := c.room()
	if err != nil {
		return err
	}
	store, folder, err := c.pages(ctx, log)
	if err != nil {
		return err
	}
	board, err := c.board()
	if err != nil {
		return err
	}
	keys, made, err := c.hostKeys()
	if err != nil {
		return err
	}
	limits := sshd.DefaultLimits
	limits.Readers = room.readers
	layouts := layout.NewCache(layout.DefaultCacheBytes, func(err error) {
		log.Error("a page could not be laid out, and is shown as its Markdown", "error", err)
	})
	// The first signal closes the kiosk, the second ends it at once.
	ctx, stop := signal.NotifyContext(ctx, syscall.SIGINT, syscall.SIGTERM)
	defer stop()
	ready := func() bool { return ctx.Err() == nil }
	gate := admission.NewGate(c.admission(room), time.Now)
	metrics := telemetry.NewMetrics(telemetry.MetricsOptions{Version: version, Counts: gate.Counts, Ready: ready})
	server, err := sshd.New(sshd.Config{
		Site:         store.Current(),
		Layouts:      layouts,
		HostKey:      keys.Current,
		NextHostKeys: keys.Announced(),
		Log:          log,
		Source:       pseudonyms.Of,
		Public:       c.Public,
		Limits:       limits,
		Metrics:      metrics,
	})
	if err != nil {
		return err
	}
	port, err := c.port()
	if err != nil {
		return err
	}
	manager := newManager(log)
	defer manager.end()
	port = manager.watch(port)
	listener := admission.NewListener(port, gate, c.Proxy)
	ops, err := c.serveOps(telemetry.OpsOptions{Metrics: metrics, Ready: ready, Log: log})
	if err != nil {
		_ = listener.Close()
		return err
	}
	defer ops.close()
	hangups := awaitHangups()

	if made {
		fmt.Fprintf(std.err, "kiosk: made a new host key in %s; keep a copy of it\n", c.Keys)
	}
	fmt.Fprintf(std.err, "kiosk: listening on %s, host key %s; try: %s\n",
		listener.Addr(), hostkey.Fingerprint(keys.Current.PublicKey()), sshCommand(listener.Addr()))
	for _, key := range keys.Announced() {
		fmt.Fprintf(std.err, "kiosk: announcing another host key, %s\n", hostkey.Fingerprint(key.PublicKey()))
	}
	fmt.Fprintf(std.err, "kiosk: room for %s\n", room)
	ops.announce(std.err)

	manager.ready(fmt.Sprintf("listening on %s, host key %s, room for %s", listener.Addr(), hostkey.Fingerprint(keys.Current.PublicKey()), room))
	go layouts.Warm(ctx, store.Current())
	pages := &live{store: store, server: server, metrics: metrics, log: log}
	go hangups.obey(ctx, func() { _ = pages.reload(ctx, true) }, stop)
	if folder != nil {
		go folder.Run(ctx, func() { _ = pages.reload(ctx, false) })
	}
	if board != nil {
		go announce(ctx, board, func([]announcements.Announcement) {}, log)
	}
	served := make(chan error, 1)
	go func() { served <- server.Serve(listener) }()
	select {
	case err := <-served:
		return fmt.Errorf("serving on %s: %w", c.Listen, err)
	case <-ctx.Done():
	}
	stop()
	manager.stopping()
	fmt.Fprintln(std.err, "kiosk: closing; a second signal ends it at once")
	closing, cancel := context.WithTimeout(context.Background(), closingTime)
	defer cancel()
	if err := server.Shutdown(closing); err != nil {
		log.Warn("some visitors were cut off", "error", err)
	}
	return <-served
}

// admission is who may come in, for a kiosk with room for so many.
func (c *serveCommand) admission(r room) admission.Limits {
	l := admission.DefaultLimits()
	l.Connections = r.connections
	// A hall that comes for the first time is asked about the host key all at
	// once, and takes its time to answer.
	l.Handshakes = max(l.Handshakes, r.connections/4)
	l.Venue.AtOnce, l.Venue.Burst = r.connections, r.connections
	l.Venues = c.Venue
	return l
}

// port is the one that systemd handed over, or else the one to listen on.
func (c *serveCommand) port() (net.Listener, error) {
	if l, err := passedPort(); l != nil || err != nil {
		return l, err
	}
	return listen(c.Listen)
}

// listen opens the port, or says why it cannot be had.
func listen(address string) (net.Listener, error) {
	return listenFor("--listen", address, [3]string{":2223", ":2222", ":2222 or 192.0.2.1:22"})
}

// listenFor opens the port that a flag names, or says why it cannot be had. The
// examples are for who finds the port taken, not permitted, or not understood.
func listenFor(flag, address string, examples [3]string) (net.Listener, error) {
	l, err := net.Listen("tcp", address)
	if err == nil {
		return l, nil
	}
	cause := err
	var op *net.OpError
	if errors.As(err, &op) {
		cause = op.Err
	}
	err = fmt.Errorf("cannot listen on %s: %w", address, cause)
	switch {
	case errors.Is(cause, syscall.EADDRINUSE):
		return nil, hint(err, "another program has this port; stop it, or choose another with %s, for example %[1]s %s", flag, examples[0])
	case errors.Is(cause, fs.ErrPermission):
		return nil, hint(err, "ports below 1024 need a permission (CAP_NET_BIND_SERVICE); choose another with %s, for example %[1]s %s", flag, examples[1])
	}
	return nil, hint(err, "%s takes an address and a port of this machine, for example %s", flag, examples[2])
}

// sshCommand is what to type on this machine to visit the kiosk.
func sshCommand(address net.Addr) string {
	host, port, err := net.SplitHostPort(address.String())
	if err != nil {
		return "ssh localhost"
	}
	if ip := net.ParseIP(host); ip == nil || ip.IsUnspecified() {
		host = "localhost"
	}
	if port == "22" {
		return "ssh " + host
	}
	return fmt.Sprintf("ssh -p %s %s", port, host)
}
