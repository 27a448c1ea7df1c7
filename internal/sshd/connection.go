package sshd

import (
	"context"
	"errors"
	"net"
	"sync"
	"sync/atomic"
	"time"

	gossh "golang.org/x/crypto/ssh"
	"golang.org/x/time/rate"
)

// connection is the socket of a visitor, an organiser or a peer, how long it may still be
// open, and what the client holds by it. Its timers close the socket itself: a deadline on reads and
// writes would free nothing that is blocked elsewhere.
type connection struct {
	net.Conn
	server *Server
	// ctx ends when the connection is closed. What any of its sessions waits for
	// ends with it.
	ctx    context.Context
	cancel context.CancelFunc
	closed sync.Once

	in      intake        // what Read takes
	answers answers       // what the client has yet to take
	stall   *stallTimer   // of Write
	packets *rate.Limiter // of Write
	written atomic.Int64  // bytes that the socket was given
	peer    peering       // what is kept of a peer

	// mu guards what follows. It is taken within Server.mu, and the gate's lock is
	// taken within it.
	mu       sync.Mutex
	timer    *time.Timer
	since    time.Time // when it was accepted
	gone     bool      // it was closed
	opening  int       // channel opens that are not answered yet
	refused  int       // channel opens that were refused
	requests int       // global requests
	sessions int       // session channels, until what runs on them has ended
	readers  int       // of them, those that hold a reader's place
	running  int       // of them, those that are being served
	// downloads are those of them that send files, and downloadRate bounds them together;
	// nil before the first.
	downloads    int
	downloadRate *rate.Limiter
	opens        *rate.Limiter // of sessions
	framed       bool          // its first frame was written
	timing       bool          // a round trip is under way
	probing      bool          // a probe is
	rehearses    bool          // its visitor belongs to a rehearsal
	conn         gossh.Conn    // nil before the first channel is opened
	queue        <-chan []byte // packets that x/crypto/ssh has read; nil before the client asks to log in

	announced bool // the host keys were
	proofs    int  // of host keys, that were given
}

func newConnection(s *Server, conn net.Conn) *connection {
	limits := s.config.Limits
	c := &connection{
		Conn:    conn,
		server:  s,
		in:      newIntake(limits.Intake),
		packets: limits.Packets.limiter(),
		opens:   limits.SessionRate.limiter(),
		peer:    newPeering(limits.Peers),
	}
	c.ctx, c.cancel = context.WithCancel(context.Background())
	c.stall = newStallTimer(limits.Stall, c.taken, c.expire)
	return c
}

// begin starts the time that the handshake may take.
func (c *connection) begin() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.since = time.Now()
	c.timer = time.AfterFunc(c.server.config.Limits.Handshake, c.expire)
}

// progressed gives the handshake its time anew, before the server's key is sent:
// a whole packet came, or was sent. A client that drips bytes gets none.
func (c *connection) progressed() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if limits := c.server.config.Limits; !c.gone && c.in.phase.Load() == beforeKey {
		c.timer.Reset(min(limits.Handshake, limits.Arrival-time.Since(c.since)))
	}
}

func (c *connection) expire() { _ = c.Close() }

// showKey gives the visitor time to compare the host key, which their client may
// ask them about now: it says nothing until they have answered.
func (c *connection) showKey() {
	c.in.phase.Store(beforeAsking)
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

// takeName closes the connection of a client whose user name is longer than it
// may be, and reports whether it is not.
func (c *connection) takeName(user string) bool {
	if len(user) <= c.server.config.Limits.UserBytes {
		return true
	}
	c.expire()
	return false
}

// authenticated ends the handshake's time, and begins that without a session, for a user
// who has logged in. It closes the connection where there is no room for that user: at a
// full kiosk there is some for organisers and peers alone.
func (c *connection) authenticated(user string) {
	who := loginOf(user)
	if a, ok := c.Conn.(interface{ Authenticated(bool) bool }); ok && !a.Authenticated(who != asVisitor) { // an admission.Conn
		_ = c.Close()
		return
	}
	if who == asPeer && !c.server.takePeer(c) {
		_ = c.Close()
		return
	}
	c.in.phase.Store(loggedIn)
	rehearses := c.server.rehearsalOf(user, c.RemoteAddr()) != nil
	c.mu.Lock()
	defer c.mu.Unlock()
	c.rehearses = rehearses
	if who != asPeer && !rehearses {
		c.server.config.Metrics.Handshake(time.Since(c.since))
	}
	c.rearm()
}

// framedFirst notes that a first frame was written. Later sessions on the same
// connection do not count: they come when the visitor likes.
func (c *connection) framedFirst() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.framed {
		c.framed = true
		if !c.rehearses {
			c.server.config.Metrics.FirstFrame(time.Since(c.since))
		}
	}
}

// openSession takes one of the connection's session channels; false if it has
// no more, or opens them too fast.
func (c *connection) openSession() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.sessions >= c.server.config.Limits.Sessions || !c.opens.Allow() {
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

// probe sends the client something that it need not answer, unless that is under
// way already.
func (c *connection) probe() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.probing || c.conn == nil {
		return
	}
	c.probing = true
	conn := c.conn
	go func() {
		_ = c.answer(func() error {
			_, _, err := conn.SendRequest(keepalive, false, nil)
			return err
		})
		c.mu.Lock()
		defer c.mu.Unlock()
		c.probing = false
	}()
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
	switch {
	case c.peer.on.Load():
		left = limits.Peers.Silence
	case c.running == 0:
		left = min(left, limits.Sessionless)
	}
	c.timer.Reset(max(left, 0))
}

// errWroteEnough is what Write returns when a connection was sent as much as it
// may be.
var errWroteEnough = errors.New("the client was sent as much as it may be")

// Write sends bytes, within the time that a client has to take them. Every
// answer of the protocol's own comes through here, each packet by itself: a
// client that asks for its text in packets of a byte gets them more slowly.
func (c *connection) Write(p []byte) (int, error) {
	now := c.stall.begin()
	defer c.stall.end()
	switch c.in.phase.Load() {
	case beforeKey:
		if isKeyReply(p) {
			c.showKey()
		} else {
			c.progressed()
		}
	case beforeAsking, beforeLogin:
		c.in.answered.Store(0)
	}
	metered := !c.peer.on.Load()
	if metered {
		if wait := c.packets.ReserveN(now, 1).DelayFrom(now); wait > 0 {
			if err := sleepUntil(c.ctx, now.Add(wait)); err != nil {
				return 0, err
			}
		}
	}
	if c.written.Add(int64(len(p))) > c.server.config.Limits.Intake.InAll && metered {
		c.expire()
		return 0, errWroteEnough
	}
	return c.Conn.Write(p)
}

// Close closes the socket and gives back what the connection took, once.
func (c *connection) Close() error {
	err := c.Conn.Close()
	c.closed.Do(func() {
		c.cancel()
		c.mu.Lock()
		c.gone = true
		drain(c.queue)
		// Timers that may run on keep nothing of the connection's.
		c.queue, c.conn = nil, nil
		if t := c.in.overdue.Load(); t != nil {
			t.Stop()
		}
		if c.timer != nil {
			c.timer.Stop()
		}
		c.mu.Unlock()
		c.server.forget(c)
	})
	return err
}
