package sshd

import (
	"sync"
	"time"
)

// answers are what waits for the client to take it: a call that opens or refuses
// a channel, replies to a request, or writes. Each can block in x/crypto/ssh on
// a full socket, a closed window, or a key exchange that the client leaves
// unfinished, which writes nothing and so meets no deadline.
type answers struct {
	mu      sync.Mutex // no other lock is taken within it
	waiting int
	queued  int           // bytes that came in since the first of them began
	resume  chan struct{} // closed when the last is taken; nil unless Read waits
}

// begin notes that an answer waits.
func (a *answers) begin() {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.waiting++; a.waiting == 1 {
		a.queued = 0
	}
}

// end notes that an answer was taken, or given up.
func (a *answers) end() {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.waiting--; a.waiting == 0 && a.resume != nil {
		close(a.resume)
		a.resume = nil
	}
}

// full returns what is closed when the client may send more, or nil if it may
// now.
func (a *answers) full(most int) <-chan struct{} {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.waiting == 0 || a.queued < most {
		return nil
	}
	if a.resume == nil {
		a.resume = make(chan struct{})
	}
	return a.resume
}

// answer runs a call that returns when the client has taken what it sends. If
// that takes longer than Limits.Stall, the connection is closed, and it returns.
func (c *connection) answer(call func() error) error {
	c.answers.begin()
	defer c.answers.end()
	timer := time.AfterFunc(c.server.config.Limits.Stall, c.expire)
	defer timer.Stop()
	return call()
}

// waitForAnswers waits while as much came in as may be kept for a client that
// does not take its answers. The error is that of the connection's end.
func (c *connection) waitForAnswers() error {
	resume := c.answers.full(c.in.limits.Waiting)
	if resume == nil {
		return nil
	}
	select {
	case <-resume:
		return nil
	case <-c.ctx.Done():
		return c.ctx.Err()
	}
}

// came counts what came in, in case an answer waits.
func (c *connection) came(n int) {
	c.answers.mu.Lock()
	defer c.answers.mu.Unlock()
	c.answers.queued += n
}
