package sshd

import (
	"context"
	"encoding/binary"
	"fmt"
	"net"
	"net/netip"
	"runtime/debug"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	gossh "golang.org/x/crypto/ssh"

	"hackday.example/kiosk/internal/clean"
	"hackday.example/kiosk/internal/command"
	"hackday.example/kiosk/internal/console"
	"hackday.example/kiosk/internal/gallery"
	"hackday.example/kiosk/internal/layout"
	"hackday.example/kiosk/internal/search"
	"hackday.example/kiosk/internal/site"
	"hackday.example/kiosk/internal/telemetry"
	"hackday.example/kiosk/internal/terminal"
)

// HealthcheckUser is the name under which the kiosk's own health check visits, so
// that it is not taken for somebody who reads.
const HealthcheckUser = "healthcheck"

// session is one session channel (RFC 4254 §6): what the client asked for, and
// what is running on it.
type session struct {
	server     *Server
	connection *connection
	conn       *gossh.ServerConn
	channel    gossh.Channel
	// output is the channel, which closes the connection when the client does not
	// take what is written to it.
	output *stallWriter
	// ctx ends with the channel, the connection, and so with the kiosk; and with
	// the reader. All that the session waits for ends with it.
	ctx    context.Context
	cancel context.CancelFunc
	// served ends when nothing of the session runs any more: what was asked for,
	// and those that read its input.
	served   sync.WaitGroup
	layouts  *layout.View
	finder   *search.Finder
	pictures gallery.View
	budget   *budget // of input
	keyboard console.Keyboard
	post     *console.Post // tells whoever reads what is new
	env      terminal.Environment
	pty      bool
	silent   bool // what is typed is not to be echoed
	checks   bool // it is the health check's, which nobody reads
	// rehearsal is the one that the visitor belongs to, or nil.
	rehearsal *rehearsal
	began     time.Time
	// transfers is whether it was agreed that the session serves SFTP.
	transfers atomic.Bool
	// transfer is the download that it became, or nil, and refused how often the client
	// would have written; of what is served alone.
	transfer *transfer
	refused  int

	// holds is the site that was given to what is served, until that lets go of it.
	holds atomic.Pointer[site.Site]

	// mu guards kind. No other lock is taken within it.
	mu   sync.Mutex
	kind string // what is served; it is changed by the session alone
}

// newSession makes the session of a channel that was accepted.
func newSession(c *connection, conn *gossh.ServerConn, channel gossh.Channel) *session {
	r := &session{
		server:     c.server,
		connection: c,
		conn:       conn,
		channel:    channel,
		output:     newStallWriter(c, channel),
		budget:     newBudget(c.server.config.Limits.Input),
		env:        terminal.Environment{},
		began:      time.Now(),
		rehearsal:  c.server.rehearsalOf(conn.User(), c.RemoteAddr()),
	}
	r.post = console.NewPost(c.server, r.served.Go)
	r.ctx, r.cancel = context.WithCancel(c.ctx)
	source := c.server.layoutSource(c.RemoteAddr())
	r.layouts = c.server.config.Layouts.For(r.ctx, source)
	r.finder = c.server.config.Search.For(r.ctx, source)
	r.pictures = c.server.config.Pictures.For(r.ctx, source)
	return r
}

// layoutSource names the source by which a peer has its turns at laying pages
// out, at searching them, and at having pictures scaled. For IPv6 that is its /48: who is given one has 65,536 of those that other
// allowances count by.
func (s *Server) layoutSource(peer net.Addr) string {
	if tcp, ok := peer.(*net.TCPAddr); ok && tcp.IP.To4() == nil {
		peer = &net.TCPAddr{IP: tcp.IP.Mask(net.CIDRMask(48, 128))}
	}
	return s.config.Source(peer)
}

// run serves a session until its channel is closed and nothing of it runs any
// more. Its place is held until then: a client that closes channels while what
// they asked for goes on would else have any number of them.
func (r *session) run(requests <-chan *gossh.Request) {
	defer r.served.Wait()
	defer r.cancel()
	r.served.Go(r.readKeyboard)
	r.served.Go(r.discardExtended)
	r.serve(requests)
}

// begin notes that a session runs; false if the kiosk is closing.
func (s *Server) begin(r *session) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closing {
		return false
	}
	s.sessions[r] = struct{}{}
	r.connection.start()
	return true
}

// end gives back what begin took. When the kiosk is closing, a connection that
// the client keeps open for more sessions does not stay.
func (s *Server) end(r *session) {
	r.connection.end() // before it is asked whether the kiosk closes
	s.mu.Lock()
	delete(s.sessions, r)
	closing := s.closing
	s.mu.Unlock()
	if closing {
		r.connection.hurry()
	}
}

// serve answers the channel's requests until it is closed. No request ever
// waits for anything but its answer: one that did would hold up the whole
// connection.
func (r *session) serve(requests <-chan *gossh.Request) {
	limits := r.server.config.Limits
	started := false
	count, variables := 0, 0
	for request := range requests {
		r.connection.received(len(request.Payload))
		switch request.Type {
		case "window-change":
			if size, ok := parseWindow(request.Payload); ok && r.pty {
				r.post.Resize(size)
			}
			r.reply(request, false) // it never asks for one (RFC 4254 §6.7)
			continue
		case "env": // some clients send all that they have
			if variables++; variables > limits.Variables {
				_ = r.connection.Close()
				continue
			}
			r.reply(request, !started && r.setEnv(request.Payload))
			continue
		}
		if comesOften(request) {
			r.reply(request, false)
			continue
		}
		if count++; count > limits.Requests {
			_ = r.connection.Close()
			continue
		}
		ok := false
		switch {
		case started: // what a session runs is asked for once
		case request.Type == "pty-req" && !r.pty:
			ok = r.requestPTY(request.Payload)
		case request.Type == "shell":
			started = true
			r.start(request, "")
			continue
		case request.Type == "exec":
			var command string
			if command, ok = parseString(request.Payload); ok {
				started = true
				r.start(request, command)
				continue
			}
		case request.Type == "subsystem":
			name, valid := parseString(request.Payload)
			if valid && name == "sftp" && r.requestSFTP(func(run func(*command.Call) command.Status) bool {
				started = true
				return r.startAs(request, name, run)
			}) {
				continue
			}
		}
		r.reply(request, ok)
	}
}

// start agrees to a shell or a command, and runs it beside the requests.
func (r *session) start(request *gossh.Request, line string) {
	r.startAs(request, line, func(call *command.Call) command.Status { return call.Run(r.ctx, line) })
}

// startAs agrees to what an organiser's log calls line, and runs it; false if the kiosk is
// closing.
func (r *session) startAs(request *gossh.Request, line string, run func(*command.Call) command.Status) bool {
	if !r.server.begin(r) {
		r.reply(request, false)
		return false
	}
	r.reply(request, true)
	r.served.Go(func() {
		defer r.server.end(r)
		r.do(line, run)
	})
	return true
}

// reply answers a request that asks for it.
func (r *session) reply(request *gossh.Request, ok bool) {
	if request.WantReply {
		_ = r.connection.answer(func() error { return request.Reply(ok, nil) })
	}
}

// requestPTY takes the terminal's name and size from a pty-req (RFC 4254 §6.2), and of its
// modes whether what is typed is echoed. The others are the client's own business: no real
// terminal stands behind it.
func (r *session) requestPTY(payload []byte) bool {
	var request struct {
		Term                         string
		Columns, Rows, Width, Height uint32
		Modes                        string
	}
	if gossh.Unmarshal(payload, &request) != nil {
		return false
	}
	r.pty, r.silent = true, !echoes(request.Modes)
	r.env.Set("TERM", request.Term)
	r.post.Resize(terminal.Clamp(request.Columns, request.Rows))
	return true
}

// setEnv stores a variable of the client's (RFC 4254 §6.4), if it is one of the
// few that may be believed.
func (r *session) setEnv(payload []byte) bool {
	var request struct{ Name, Value string }
	if gossh.Unmarshal(payload, &request) != nil || request.Name == "TERM" {
		return false
	}
	return r.env.Set(request.Name, request.Value)
}

// parseWindow reads a window-change (RFC 4254 §6.7): columns, rows, and pixels
// that do not matter.
func parseWindow(payload []byte) (terminal.Size, bool) {
	if len(payload) < 8 {
		return terminal.Size{}, false
	}
	return terminal.Clamp(binary.BigEndian.Uint32(payload), binary.BigEndian.Uint32(payload[4:])), true
}

// parseString reads a request that is one string, as exec is (RFC 4254 §6.5).
func parseString(payload []byte) (string, bool) {
	var request struct{ Value string }
	err := gossh.Unmarshal(payload, &request)
	return request.Value, err == nil
}

// do serves what the client asked for: the reader for a terminal without a
// command, text for everything else. It ends with the exit status.
func (r *session) do(line string, run func(*command.Call) command.Status) {
	status, metrics := command.Failed, r.server.config.Metrics
	r.setKind(r.firstKind())
	metrics.SessionBegan(r.kind)
	defer func() {
		if p := recover(); p != nil {
			r.panicked(p)
		}
		r.exit(status)
		metrics.SessionEnded(r.kind, int(status))
		line := []any{"kind", r.kind, "status", int(status), "source", r.server.config.Source(r.connection.RemoteAddr()),
			"seconds", int(time.Since(r.began).Seconds())}
		if r.transfer != nil {
			line = append(line, "bytes", r.transfer.sent.Load(), "refused", r.refused)
		}
		r.server.config.Log.Info(telemetry.Visit, line...)
	}()
	name, ok := r.identify(line)
	shown := r.server.Site()
	r.holds.Store(shown)
	call := command.New(command.Options{
		Visit:       r,
		Kiosk:       kioskFor{Server: r.server, asks: r},
		Environment: r.env,
		PTY:         r.pty,
		Site:        shown,
		Announced:   r.server.Announced(),
		Layouts:     r.layouts,
		Finder:      r.finder,
		Pictures:    r.pictures,
		Downloads:   r.downloads,
		Organiser:   name,
		Input:       r.keyboard.Open,
		Output:      r.output,
		Errors:      complaints{r},
	})
	if !ok {
		status = call.Refuse("your key is no longer among the organisers'")
		return
	}
	status = run(call)
}

// firstKind is what a session is taken for before its command is known.
func (r *session) firstKind() string {
	r.checks = !r.pty && r.conn.User() == HealthcheckUser && isLoopback(r.connection.RemoteAddr())
	switch {
	case r.checks:
		return telemetry.Healthcheck
	case r.claimed():
		return telemetry.Organiser
	}
	if r.rehearsal != nil {
		r.rehearsal.visits.Add(1)
		return telemetry.Rehearsal
	}
	return telemetry.Plain
}

// isLoopback reports whether a peer is on this machine, where the health check
// comes from.
func isLoopback(a net.Addr) bool {
	ap, err := netip.ParseAddrPort(a.String())
	return err == nil && ap.Addr().Unmap().IsLoopback()
}

// complaints is the channel's stream for errors. Most sessions have none, and
// nothing is kept for it.
type complaints struct{ *session }

func (c complaints) Write(p []byte) (int, error) {
	return newStallWriter(c.connection, c.channel.Stderr()).Write(p)
}

// identify finds out which organiser asks, and logs what for; the name is empty
// for a visitor, and ok is false for who is no organiser any more.
func (r *session) identify(line string) (name string, ok bool) {
	if !r.claimed() {
		return "", true
	}
	name, ok = r.organiser()
	r.server.config.Log.Info("organiser", "name", name, "command", clean.Text(strings.ToValidUTF8(command.Public(line), "?")), "refused", !ok)
	return name, ok
}

// setKind notes what is served.
func (r *session) setKind(kind string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.kind = kind
}

// panicked logs a panic. It ends the session, and nothing else.
func (r *session) panicked(p any) {
	r.server.config.Log.Error("a session panicked", "panic", fmt.Sprint(p), "stack", string(debug.Stack()))
}

// exit tells the client how the session ended (RFC 4254 §6.10), and closes it.
func (r *session) exit(status command.Status) {
	_ = r.connection.answer(func() error {
		_ = r.channel.CloseWrite()
		_, _ = r.channel.SendRequest("exit-status", false, binary.BigEndian.AppendUint32(nil, uint32(status)))
		return r.channel.Close()
	})
}
