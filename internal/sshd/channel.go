package sshd

import (
	"strings"

	"charm.land/ssh"
	gossh "golang.org/x/crypto/ssh"

	"hackday.example/kiosk/internal/replica"
	"hackday.example/kiosk/internal/words"
)

// serveChannel is the handler of every channel that a client opens. charm.land/ssh
// starts a goroutine for each before it is asked, so they are counted first.
func (s *Server) serveChannel(_ *ssh.Server, conn *gossh.ServerConn, opened gossh.NewChannel, ctx ssh.Context) {
	c := connectionOf(ctx)
	if c == nil || !c.beginOpen(conn) {
		return
	}
	c.received(len(opened.ExtraData()))
	if c.peer.on.Load() {
		c.refuseOpen(opened, gossh.Prohibited, noChannels)
		return
	}
	switch opened.ChannelType() {
	case "session":
	case "direct-tcpip", "direct-streamlocal@openssh.com": // a forwarded port or socket
		c.refuseOpen(opened, gossh.Prohibited, "open failed") // in the words of OpenSSH's sshd
		return
	default:
		c.refuseOpen(opened, gossh.UnknownChannelType, "unsupported channel type")
		return
	}
	if !c.openSession() {
		c.refuseOpen(opened, gossh.ResourceShortage, words.English.Server.TooManySessions)
		return
	}
	defer c.closeSession()
	s.hostKeys.announce(c, conn)
	var channel gossh.Channel
	var requests <-chan *gossh.Request
	err := c.answer(func() (err error) {
		channel, requests, err = opened.Accept()
		return err
	})
	c.endOpen()
	if err == nil {
		newSession(c, conn, channel).run(requests)
	}
}

// beginOpen takes note of a channel open; false, and the end of the connection,
// if too many wait for their answer.
func (c *connection) beginOpen(conn gossh.Conn) bool {
	c.mu.Lock()
	c.conn = conn
	c.opening++
	ok := c.opening <= c.server.config.Limits.Opens && !c.gone
	c.mu.Unlock()
	if !ok {
		c.expire()
	}
	return ok
}

// endOpen notes that an open was answered.
func (c *connection) endOpen() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.opening--
}

// refuseOpen answers an open with no; and ends the connection if its client
// goes on asking.
func (c *connection) refuseOpen(opened gossh.NewChannel, reason gossh.RejectionReason, text string) {
	c.mu.Lock()
	c.refused++
	ok := c.refused <= c.server.config.Limits.RefusedOpens
	c.mu.Unlock()
	if !ok {
		c.expire()
		return
	}
	_ = c.answer(func() error { return opened.Reject(reason, text) })
	c.endOpen()
}

// keepalive is the request by which the kiosk asks whether a client is there.
const keepalive = "keepalive@openssh.com"

// comesOften reports whether a request is one that honest clients send for as
// long as they stay, for the connection or for a channel: whether the kiosk is
// still there (keepalive@openssh.com, @libssh2.org, @jcraft.com, @lag.net …), or
// by PuTTY, how fast it reads.
func comesOften(request *gossh.Request) bool {
	const most = 64 // bytes of their payload; most have none
	return len(request.Payload) <= most && (strings.HasPrefix(request.Type, "keepalive@") && len(request.Type) <= most ||
		request.Type == "winadj@putty.projects.tartarus.org")
}

// globalRequest is the handler of every global request (RFC 4254 §4).
func (s *Server) globalRequest(ctx ssh.Context, _ *ssh.Server, request *gossh.Request) (ok bool, payload []byte) {
	c := connectionOf(ctx)
	if c == nil {
		return false, nil
	}
	c.received(len(request.Payload))
	peer := c.peer.on.Load()
	if peer {
		defer c.peer.answered(len(request.Payload))
	}
	if peer && !c.takePeerRequest(request) || !peer && !c.takeRequest(request) {
		c.expire()
		return false, nil
	}
	switch {
	case request.Type == proveRequest:
		ok, payload = s.prove(ctx, request)
	case request.Type == replica.Request && peer && request.WantReply:
		payload, ok = s.config.Peers.Answer(c.ctx, request.Payload)
	}
	if request.WantReply {
		_ = c.answer(func() error { return request.Reply(ok, payload) })
		request.WantReply = false // or charm.land/ssh would answer again
	}
	return ok, payload
}

// takeRequest counts a global request; false if it is larger than it may be, or
// one too many. Keepalives are not counted, for there may be any number.
func (c *connection) takeRequest(request *gossh.Request) bool {
	limits := c.server.config.Limits
	if len(request.Payload) > limits.GlobalRequestBytes {
		return false
	}
	if comesOften(request) {
		return true
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.requests++
	return c.requests <= limits.GlobalRequests
}
