package sshd

import (
	"context"
	"fmt"
	"maps"
	"net"
	"slices"
	"time"

	gossh "golang.org/x/crypto/ssh"

	"hackday.example/kiosk/internal/announcements"
	"hackday.example/kiosk/internal/command"
	"hackday.example/kiosk/internal/console"
	"hackday.example/kiosk/internal/hostkey"
	"hackday.example/kiosk/internal/reading"
	"hackday.example/kiosk/internal/telemetry"
	"hackday.example/kiosk/internal/terminal"
	"hackday.example/kiosk/internal/tui"
)

// What a command asks of its session: session is a command.Visit.

// Size is the size of the visitor's terminal.
func (r *session) Size() terminal.Size { return r.post.Size() }

// Join is what to type to come in.
func (r *session) Join() string {
	if public := r.server.config.Public; public != "" {
		return "ssh " + public
	}
	return Join(r.connection.LocalAddr())
}

// Join is what to type, on this machine in any case, to visit a server that
// listens on an address.
func Join(address net.Addr) string {
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

// Client is the client's version, and the key exchange that it agreed to.
func (r *session) Client() (version, keyExchange string) {
	if a, ok := r.conn.Conn.(gossh.AlgorithmsConnMetadata); ok {
		keyExchange = a.Algorithms().KeyExchange
	}
	return string(r.conn.ClientVersion()), keyExchange
}

// RoundTrip measures how far away the client is.
func (r *session) RoundTrip(ctx context.Context) (time.Duration, bool) {
	return r.connection.roundTrip(ctx, r.conn)
}

// Opened counts what is read. What the health check and a rehearsal read, nobody does.
func (r *session) Opened(page string, link int) {
	if !r.checks && r.rehearsal == nil {
		r.server.config.Metrics.Opened(page, link)
	}
}

// Became notes what is served. A rehearsal stays one.
func (r *session) Became(kind string) {
	if r.rehearsal != nil {
		if kind == telemetry.Full {
			r.rehearsal.full.Add(1)
		}
		return
	}
	r.setKind(r.server.config.Metrics.SessionBecame(r.kind, kind))
}

// TakePlace takes a reader's place.
func (r *session) TakePlace() bool { return r.server.takePlace(r.connection) }

// LeavePlace gives it back.
func (r *session) LeavePlace() { r.server.leavePlace(r.connection) }

// TakeLobby takes a lobby, of those that the visitor's source may have.
func (r *session) TakeLobby() bool { return r.server.takeLobby(r.source()) }

// LeaveLobby gives it back.
func (r *session) LeaveLobby() { r.server.giveLobbyBack(r.source()) }

// source names where the visitor comes from.
func (r *session) source() string { return r.server.config.Source(r.connection.RemoteAddr()) }

// Screen runs the reader, or a lobby, on a whole screen.
func (r *session) Screen(ctx context.Context, o reading.Options, p terminal.Profile, lobby bool) error {
	options := r.readerOptions(o, p)
	if lobby {
		options.Lobby = &tui.Lobby{
			Join:        r.Join(),
			Fingerprint: hostkey.Fingerprint(r.server.config.HostKey.PublicKey()),
			Now:         r.server.config.Now,
		}
	}
	return console.Screen(ctx, options)
}

// Lines runs the reader of lines.
func (r *session) Lines(ctx context.Context, o reading.Options, p terminal.Profile) error {
	return console.Lines(ctx, r.readerOptions(o, p))
}

func (r *session) readerOptions(o reading.Options, p terminal.Profile) *console.Options {
	limits := r.server.config.Limits
	return &console.Options{
		Reading:     o,
		Profile:     p,
		Environment: r.env,
		Silent:      r.silent,
		Output:      r.output,
		Keyboard:    &r.keyboard,
		Post:        r.post,
		HangUp:      r.cancel,
		Go:          r.served.Go,
		Idle:        limits.Idle,
		LobbyIdle:   limits.LobbyIdle,
		Notice:      limits.Notice,
		Framed:      r.connection.framedFirst,
		Panicked:    r.panicked,
	}
}

// kioskFor is the kiosk as the organiser of a session sees it; asks is nil where they asked
// through another kiosk.
type kioskFor struct {
	*Server
	asks *session
}

func (k kioskFor) Board() *announcements.Board    { return k.Server.config.Announcements }
func (k kioskFor) Now() time.Time                 { return k.Server.config.Now() }
func (k kioskFor) Tally() telemetry.Tally         { return k.Server.config.Metrics.Tally() }
func (k kioskFor) Operations() command.Operations { return k.Server.config.Operations }
func (k kioskFor) Reloads() *command.Reloads      { return &k.Server.reloads }
func (k kioskFor) Replicas() command.Replicas {
	if p := k.Server.config.Peers; p != nil {
		return p
	}
	return nil
}

// Sessions are those that run now, the oldest first.
func (k kioskFor) Sessions() []command.Session {
	s := k.Server
	s.mu.Lock()
	all := slices.Collect(maps.Keys(s.sessions))
	s.mu.Unlock()
	var list []command.Session
	for _, r := range all {
		r.mu.Lock()
		seen := command.Session{Kind: r.kind, Began: r.began, Source: r.source(), You: r == k.asks}
		r.mu.Unlock()
		if r.pty {
			seen.Window = r.Size()
		}
		list = append(list, seen)
	}
	slices.SortFunc(list, func(a, b command.Session) int { return a.Began.Compare(b.Began) })
	return list
}
