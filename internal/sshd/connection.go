package sshd

import (
	"net"
	"sync"
	"time"
)

// connection is a visitor's socket and how long it may still be open. Its
// timer closes the socket itself: a deadline on reads and writes would free
// nothing that is blocked elsewhere.
type connection struct {
	net.Conn
	server *Server
	closed sync.Once

	mu       sync.Mutex
	timer    *time.Timer
	since    time.Time // when it was accepted
	sessions int       // channels that are open
	running  int       // of them, those that are being served
}

func newConnection(s *Server, conn net.Conn) *connection {
	return &connection{Conn: conn, server: s}
}

// begin starts the time that the handshake may take.
func (c *connection) begin() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.since = time.Now()
	c.timer = time.AfterFunc(c.server.config.Limits.Handshake, c.expire)
}

func (c *connection) expire() { _ = c.Close() }

// authenticated ends the handshake's time, and begins that without a session.
func (c *connection) authenticated() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.rearm()
}

// openSession takes one of the connection's sessions; false if it has no more.
func (c *connection) openSession() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.sessions >= c.server.config.Limits.Sessions {
		return false
	}
	c.sessions++
	c.running++
	c.rearm()
	return true
}

// endSession notes that a session is served; its channel may still be open,
// since it takes the client to close it.
func (c *connection) endSession() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.running--
	c.rearm()
}

// closeSession gives a session back.
func (c *connection) closeSession() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.sessions--
}

// busy reports whether anyone is being served.
func (c *connection) busy() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.running > 0
}

// rearm sets the timer to what the connection may still take.
func (c *connection) rearm() {
	limits := c.server.config.Limits
	left := limits.Total - time.Since(c.since)
	if c.running == 0 {
		left = min(left, limits.Sessionless)
	}
	c.timer.Reset(max(left, 0))
}

// Close closes the socket and gives back what the connection took, once.
func (c *connection) Close() error {
	err := c.Conn.Close()
	c.closed.Do(func() {
		c.mu.Lock()
		if c.timer != nil {
			c.timer.Stop()
		}
		c.mu.Unlock()
		c.server.forget(c)
	})
	return err
}
