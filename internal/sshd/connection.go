package sshd

import (
	"net"
	"sync"
	"sync/atomic"
	"time"
)

// connection is a visitor's socket and how long it may still be open. Its
// timer closes the socket itself: a deadline on reads and writes would free
// nothing that is blocked elsewhere.
type connection struct {
	net.Conn
	server *Server
	stall  *stallTimer
	closed sync.Once
	shown  atomic.Bool // the client has the host key, and may be asking about it

	mu       sync.Mutex
	timer    *time.Timer
	since    time.Time // when it was accepted
	sessions int       // session channels that are open
	running  int       // how many of them are being served
	framed   bool      // its first frame was written
	gone     bool      // it was closed

	announced bool // the host keys were
	proofs    int  // of host keys, that were given
}

func newConnection(s *Server, conn net.Conn) *connection {
	c := &connection{Conn: conn, server: s}
	c.stall = newStallTimer(s.config.Limits.Stall, c.expire)
	return c
}

// begin starts the time that the handshake may take.
func (c *connection) begin() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.since = time.Now()
	c.timer = time.AfterFunc(c.server.config.Limits.Handshake, c.expire)
}

func (c *connection) expire() { _ = c.Close() }

// showKey gives the visitor time to compare the host key, which their client may
// ask them about now: it says nothing until they have answered.
func (c *connection) showKey() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.gone {
		c.timer.Reset(c.server.config.Limits.Trust)
	}
}

// isKeyReply reports whether a packet is the server's answer in a key exchange,
// SSH_MSG_KEX_ECDH_REPLY (RFC 5656 §4), which brings the host key. Only the
// first key exchange is sent in the clear: a length, that of the padding, and
// the message, of which each is written by itself.
func isKeyReply(p []byte) bool {
	const number, reply = 5, 31
	return len(p) > number && p[number] == reply
}

// authenticated ends the handshake's time, and begins that without a session. It
// closes the connection if there is only room for it if it is an organiser's.
func (c *connection) authenticated(organiser bool) {
	if a, ok := c.Conn.(interface{ Authenticated(bool) bool }); ok && !a.Authenticated(organiser) { // an admission.Conn
		_ = c.Close()
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.server.config.Metrics.Handshake(time.Since(c.since))
	c.rearm()
}

// framedFirst notes that a first frame was written. Later sessions on the same
// connection do not count: they come when the visitor likes.
func (c *connection) framedFirst() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.framed {
		c.framed = true
		c.server.config.Metrics.FirstFrame(time.Since(c.since))
	}
}

// openSession takes one of the connection's session channels; false if it has
// no more.
func (c *connection) openSession() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.sessions >= c.server.config.Limits.Sessions {
		return false
	}
	c.sessions++
	return true
}

// closeSession gives a session channel back.
func (c *connection) closeSession() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.sessions--
}

// start notes that the client is being served something.
func (c *connection) start() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.running++
	c.rearm()
}

// end notes that what start noted is over.
func (c *connection) end() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.running--
	c.rearm()
}

// farewell is how long a client has to close a connection on which nothing
// runs any more when the kiosk is closing. Closed at once, it might be told of
// a broken connection instead of how its session ended.
const farewell = 500 * time.Millisecond

// hurry closes the connection soon, if nothing runs on it.
func (c *connection) hurry() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.running == 0 && !c.gone {
		c.timer.Reset(farewell)
	}
}

// busy reports whether anyone is being served.
func (c *connection) busy() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.running > 0
}

// rearm sets the timer to what the connection may still take.
func (c *connection) rearm() {
	if c.gone {
		return
	}
	limits := c.server.config.Limits
	left := limits.Total - time.Since(c.since)
	if c.running == 0 {
		left = min(left, limits.Sessionless)
	}
	c.timer.Reset(max(left, 0))
}

// Write sends bytes, within the time that a client has to take them. Every
// answer of the protocol's own comes through here.
func (c *connection) Write(p []byte) (int, error) {
	c.stall.begin()
	defer c.stall.end()
	if !c.shown.Load() && isKeyReply(p) {
		c.shown.Store(true)
		c.showKey()
	}
	return c.Conn.Write(p)
}

// Close closes the socket and gives back what the connection took, once.
func (c *connection) Close() error {
	err := c.Conn.Close()
	c.closed.Do(func() {
		c.mu.Lock()
		c.gone = true
		if c.timer != nil {
			c.timer.Stop()
		}
		c.mu.Unlock()
		c.server.forget(c)
	})
	return err
}
