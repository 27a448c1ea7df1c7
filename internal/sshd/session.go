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
	"hackday.example/kiosk/internal/terminal"
	"hackday.example/kiosk/internal/tui"
)

// session is one session channel (RFC 4254 §6): what the client asked for, and
// what is running on it.
type session struct {
	server     *Server
	connection *connection
	channel    gossh.Channel
	env        terminal.Environment
	pty        bool

	mu      sync.Mutex
	size    terminal.Size
	program *tea.Program // nil while no reader is running
	resized bool         // since the program was last told the size
	renewed bool         // the site, since the program was last told it
	telling bool         // a goroutine is telling it
	closing bool         // close was called
}

// serveSession is the handler of every new session channel.
func (s *Server) serveSession(_ *ssh.Server, _ *gossh.ServerConn, newChannel gossh.NewChannel, ctx ssh.Context) {
	c := connectionOf(ctx)
	if c == nil || !c.openSession() {
		_ = newChannel.Reject(gossh.ResourceShortage, tooManySessionsWords)
		return
	}
	defer c.closeSession()
	channel, requests, err := newChannel.Accept()
	if err != nil {
		return
	}
	r := &session{server: s, connection: c, channel: channel, env: terminal.Environment{}, size: terminal.DefaultSize}
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

// takeReader takes one of the places for readers; false if there is none.
func (s *Server) takeReader() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.readers >= s.config.Limits.Readers {
		return false
	}
	s.readers++
	return true
}

// giveReader gives a reader's place back.
func (s *Server) giveReader() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.readers--
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
	status, kind, begin := failed, "text", time.Now()
	defer func() {
		if p := recover(); p != nil {
			r.panicked(p)
		}
		r.exit(status)
		r.server.config.Log.Info("visit", "kind", kind, "status", status, "source", r.server.config.Source(r.connection.RemoteAddr()),
			"seconds", int(time.Since(begin).Seconds()))
	}()
	profile := terminal.Detect(r.env)
	switch {
	case !r.pty || profile.Dumb || command != "":
		status = r.command(command)
	case !r.server.takeReader():
		kind = "full"
		status = r.fullHouse()
	default:
		defer r.server.giveReader()
		kind = "reader"
		status = r.read(profile)
	}
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
	if r.program != nil && (r.resized || r.renewed) && !r.telling {
		r.telling = true
		go r.sendNews(r.program)
	}
}

// sendNews tells the program what is new until nothing is.
func (r *session) sendNews(p *tea.Program) {
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
func (r *session) attach(p *tea.Program, size terminal.Size, s *site.Site) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.program = p
	r.resized = r.size != size
	r.renewed = r.server.site.Load() != s
	r.tell()
	return !r.closing
}

// close ends the reader, if one is running, with last words for the visitor.
func (r *session) close(words string) {
	r.mu.Lock()
	r.closing = true
	p := r.program
	r.mu.Unlock()
	if p != nil {
		p.Send(tui.CloseMsg{Words: words})
	}
}

// output is one of the channel's streams, which closes the connection when the
// client does not read.
func (r *session) output(w io.Writer) io.Writer {
	return stallWriter{w, newStallTimer(r.server.config.Limits.Stall, r.connection.expire)}
}
