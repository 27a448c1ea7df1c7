package sshd

import (
	"encoding/binary"
	"fmt"
	"io"
	"runtime/debug"
	"sync"
	"time"

	tea "charm.land/bubbletea/v2"
	"charm.land/ssh"
	gossh "golang.org/x/crypto/ssh"

	"hackday.example/kiosk/internal/site"
	"hackday.example/kiosk/internal/telemetry"
	"hackday.example/kiosk/internal/terminal"
	"hackday.example/kiosk/internal/tui"
	"hackday.example/kiosk/internal/words"
)

// HealthcheckUser is the name under which the kiosk's own health check visits, so
// that it is not taken for somebody who reads.
const HealthcheckUser = "healthcheck"

// receiver is who reads: a Bubble Tea program, or a mailbox. Send waits until the
// message is taken, or nobody reads any more.
type receiver interface{ Send(tea.Msg) }

// session is one session channel (RFC 4254 §6): what the client asked for, and
// what is running on it.
type session struct {
	server     *Server
	connection *connection
	conn       *gossh.ServerConn
	channel    gossh.Channel
	env        terminal.Environment
	pty        bool
	checks     bool // it is the health check's, which nobody reads

	mu      sync.Mutex
	size    terminal.Size
	words   *words.Words // the visitor's language
	reader  receiver     // who reads; nil while nobody does
	resized bool         // since the program was last told the size
	renewed bool         // the site, since the program was last told it
	telling bool         // a goroutine is telling it
	closing bool         // close was called
}

// serveSession is the handler of every new session channel.
func (s *Server) serveSession(_ *ssh.Server, conn *gossh.ServerConn, newChannel gossh.NewChannel, ctx ssh.Context) {
	c := connectionOf(ctx)
	if c == nil || !c.openSession() {
		_ = newChannel.Reject(gossh.ResourceShortage, words.English.Server.TooManySessions)
		return
	}
	defer c.closeSession()
	s.hostKeys.announce(c, conn)
	channel, requests, err := newChannel.Accept()
	if err != nil {
		return
	}
	r := &session{server: s, connection: c, conn: conn, channel: channel, words: words.English, env: terminal.Environment{}, size: terminal.DefaultSize}
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
	s.mu.Lock()
	delete(s.sessions, r)
	closing := s.closing
	s.mu.Unlock()
	r.connection.end()
	if closing {
		r.connection.hurry()
	}
}

// take takes one of a number of places; false if there is none.
func (s *Server) take(taken *int, most int) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if *taken >= most {
		return false
	}
	*taken++
	return true
}

// giveBack gives a place back.
func (s *Server) giveBack(taken *int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	*taken--
}

// serve answers the channel's requests until it is closed. No request ever
// waits for anything: one that did would hold up the whole connection.
func (r *session) serve(requests <-chan *gossh.Request) {
	started := false
	count, variables := 0, 0
	for request := range requests {
		if request.Type == "window-change" {
			if size, ok := parseWindow(request.Payload); ok && r.pty {
				r.resize(size)
			}
			answer(request, false) // it never asks for one (RFC 4254 §6.7)
			continue
		}
		if count++; count > r.server.config.Limits.Requests {
			_ = r.connection.Close()
			continue
		}
		ok := false
		switch {
		case started: // what a session runs is asked for once
		case request.Type == "pty-req" && !r.pty:
			ok = r.requestPTY(request.Payload)
		case request.Type == "env":
			if variables++; variables <= r.server.config.Limits.Variables {
				ok = r.setEnv(request.Payload)
			}
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
		}
		answer(request, ok)
	}
}

// start agrees to a shell or a command, and runs it beside the requests.
func (r *session) start(request *gossh.Request, command string) {
	if !r.server.begin(r) {
		answer(request, false)
		return
	}
	answer(request, true)
	go func() {
		defer r.server.end(r)
		r.run(command)
	}()
}

func answer(request *gossh.Request, ok bool) {
	if request.WantReply {
		_ = request.Reply(ok, nil)
	}
}

// requestPTY takes the terminal's name and size from a pty-req (RFC 4254 §6.2).
// Its modes are the client's own business: no real terminal stands behind it.
func (r *session) requestPTY(payload []byte) bool {
	var request struct {
		Term                         string
		Columns, Rows, Width, Height uint32
		Modes                        string
	}
	if gossh.Unmarshal(payload, &request) != nil {
		return false
	}
	r.pty = true
	r.env.Set("TERM", request.Term)
	r.mu.Lock()
	r.size = terminal.Clamp(request.Columns, request.Rows)
	r.mu.Unlock()
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

// run serves what the client asked for: the reader for a terminal without a
// command, text for everything else. It ends with the exit status.
func (r *session) run(command string) {
	status, kind, begin := failed, telemetry.Plain, time.Now()
	if r.checks = !r.pty && r.conn.User() == HealthcheckUser; r.checks {
		kind = telemetry.Healthcheck
	}
	metrics := r.server.config.Metrics
	metrics.SessionBegan(kind)
	defer func() {
		if p := recover(); p != nil {
			r.panicked(p)
		}
		r.exit(status)
		metrics.SessionEnded(kind, status)
		r.server.config.Log.Info("visit", "kind", kind, "status", status, "source", r.server.config.Source(r.connection.RemoteAddr()),
			"seconds", int(time.Since(begin).Seconds()))
	}()
	q := r.newRequest()
	if !q.parse(command) {
		status = r.answer(q, notUnderstood)
		return
	}
	if q.command == nil {
		q.command = r.usual(q.profile)
	}
	switch {
	case !q.command.stays:
		status = r.answer(q, q.command.run(q))
	case !r.pty:
		q.fail(q.words.Errors.NeedsTerminal, "command", q.command.name)
		status = r.answer(q, notUnderstood)
	case !r.server.take(&r.server.readers, r.server.config.Limits.Readers):
		kind = metrics.SessionBecame(kind, telemetry.Full)
		status = r.answer(q, q.fullHouse())
	default:
		defer r.server.giveBack(&r.server.readers)
		kind = metrics.SessionBecame(kind, q.command.name)
		status = q.command.run(q)
	}
}

// usual is what a client gets that named no command: the reader on a screen,
// lines on a terminal that has none, and else the page as text.
func (r *session) usual(p terminal.Profile) *command {
	switch {
	case !r.pty:
		return &command{name: "read", usage: "read", run: readCommand}
	case p.Dumb:
		return &command{name: "linear", usage: "linear", run: linearCommand, stays: true}
	}
	return &command{name: "reader", run: readOnScreen, stays: true}
}

// panicked logs a panic. It ends the session, and nothing else.
func (r *session) panicked(p any) {
	r.server.config.Log.Error("a session panicked", "panic", fmt.Sprint(p), "stack", string(debug.Stack()))
}

// exit tells the client how the session ended (RFC 4254 §6.10), and closes it.
func (r *session) exit(status int) {
	_ = r.channel.CloseWrite()
	_, _ = r.channel.SendRequest("exit-status", false, binary.BigEndian.AppendUint32(nil, uint32(status)))
	_ = r.channel.Close()
}

// resize takes note of the terminal's size, and sees to it that the reader
// learns the latest one. Sizes in between may be passed over.
func (r *session) resize(size terminal.Size) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.size = size
	r.resized = true
	r.tell()
}

// tellSite sees to it that the reader learns which site is shown now.
func (r *session) tellSite() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.renewed = true
	r.tell()
}

// tell starts telling the program what is new, if anything is and nobody does.
// A program may take its time: it waits while it paints. The caller holds the
// lock.
func (r *session) tell() {
	if r.reader != nil && (r.resized || r.renewed) && !r.telling {
		r.telling = true
		go r.sendNews(r.reader)
	}
}

// sendNews tells the program what is new until nothing is.
func (r *session) sendNews(p receiver) {
	for {
		r.mu.Lock()
		if !r.resized && !r.renewed {
			r.telling = false
			r.mu.Unlock()
			return
		}
		size, isResized, isRenewed := r.size, r.resized, r.renewed
		r.resized, r.renewed = false, false
		r.mu.Unlock()
		if isResized {
			p.Send(resized{size})
		}
		if isRenewed {
			p.Send(tui.SiteMsg{Site: r.server.site.Load()})
		}
	}
}

// currentSize is the size that the client told last.
func (r *session) currentSize() terminal.Size {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.size
}

// attach makes a reader, which was made for a size and a site, the one that is
// told of later ones and of the end; false if the end has come already.
func (r *session) attach(p receiver, size terminal.Size, s *site.Site) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.reader = p
	r.resized = r.size != size
	r.renewed = r.server.site.Load() != s
	r.tell()
	return !r.closing
}

// close ends the reader, if one is running, and tells the visitor that the kiosk
// closes.
func (r *session) close() {
	r.mu.Lock()
	r.closing = true
	p, words := r.reader, r.words.Server.Closing
	r.mu.Unlock()
	if p != nil {
		p.Send(tui.CloseMsg{Words: words})
	}
}

// setWords takes the visitor's language.
func (r *session) setWords(w *words.Words) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.words = w
}

// speech is the visitor's language.
func (r *session) speech() *words.Words {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.words
}

// output is one of the channel's streams, which closes the connection when the
// client does not read.
func (r *session) output(w io.Writer) io.Writer {
	return stallWriter{w, newStallTimer(r.server.config.Limits.Stall, r.connection.expire)}
}
