package peers

import (
	"context"
	"errors"
	"net"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/crypto/ssh"

	"hackday.example/kiosk/internal/replica"
)

// line is a connection to a peer that has logged us in. It carries one request at a time.
type line struct {
	conn   ssh.Conn
	came   *metered      // what conn reads from
	unbind func() bool   // ends what closes conn when the link's context ends
	turn   chan struct{} // capacity 1: holds a value while a request has no answer
	ended  chan struct{} // closed when the connection has ended, whoever ended it
	work   sync.WaitGroup
	met    time.Time // when the kiosk was reached; the link's goroutine's alone

	mu      sync.Mutex // a leaf
	closed  bool
	number  uint64 // of the last request
	pending bool   // that has no answer yet
	silent  bool
	gaveUp  bool          // on a request that had no answer for closeAfter
	hush    chan struct{} // closed while it is silent
}

var (
	errSilent   = errors.New("the peer does not answer")
	errEnded    = errors.New("the connection has ended")
	errNotTaken = errors.New("the peer takes no messages") // it has answered that it does not
)

func newLine(conn ssh.Conn, came *metered, channels <-chan ssh.NewChannel, requests <-chan *ssh.Request, unbind func() bool) *line {
	c := &line{
		conn: conn, came: came, unbind: unbind,
		turn: make(chan struct{}, 1), ended: make(chan struct{}), hush: make(chan struct{}),
	}
	c.work.Go(func() { ssh.DiscardRequests(requests) })
	c.work.Go(func() {
		for channel := range channels {
			_ = channel.Reject(ssh.Prohibited, "peers open no channels")
		}
	})
	c.work.Go(func() {
		_ = conn.Wait()
		close(c.ended)
	})
	return c
}

// end closes the connection, and returns when all that belongs to it has ended.
func (c *line) end() {
	c.mu.Lock()
	c.closed = true
	c.mu.Unlock()
	c.unbind()
	_ = c.conn.Close()
	c.work.Wait()
}

// begin runs f beside; false if the line was ended.
func (c *line) begin(f func()) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.closed {
		c.work.Go(f)
	}
	return !c.closed
}

// silence is closed while the peer is silent: a request was not answered for a second.
func (c *line) silence() <-chan struct{} {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.hush
}

// fallSilent notes that the last request has waited for long, unless it was answered; any
// of them if number is 0, and otherwise that one.
func (c *line) fallSilent(number uint64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.pending && !c.silent && (number == 0 || number == c.number) {
		c.silent = true
		close(c.hush)
	}
}

// giveUp closes the connection of a peer that has not answered for too long.
func (c *line) giveUp() {
	c.mu.Lock()
	c.gaveUp = true
	c.mu.Unlock()
	_ = c.conn.Close()
}

// whyEnded is err, or that the peer did not answer if that is why the connection was closed.
func (c *line) whyEnded(err error) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.gaveUp {
		return &failure{why: whySilent, cause: err}
	}
	return err
}

// sent notes that a request is on its way, and returns its number.
func (c *line) sent() uint64 {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.number++
	c.pending = true
	return c.number
}

// heard notes that it was answered.
func (c *line) heard() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.pending = false
	if c.silent {
		c.silent = false
		c.hush = make(chan struct{})
	}
}

// reply is what came of a request.
type reply struct {
	answer replica.Answer
	err    error
}

// ask sends a message and waits for its answer, until ctx or the connection ends: one whose
// peer does not answer for closeAfter is closed.
func (c *line) ask(ctx context.Context, payload []byte) (replica.Answer, error) {
	return c.send(ctx, payload, nil)
}

// askSoon is ask for somebody who does not wait for a peer that is silent, and for another
// one for a second at the most, after which it is.
func (c *line) askSoon(ctx context.Context, payload []byte) (replica.Answer, error) {
	hush := c.silence()
	select {
	case <-hush:
		return replica.Answer{}, errSilent
	default:
	}
	within, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	answer, err := c.send(within, payload, hush)
	if errors.Is(err, context.DeadlineExceeded) && ctx.Err() == nil {
		c.fallSilent(0)
		err = errSilent
	}
	return answer, err
}

// send waits for the line's turn and for the answer, unless hush is closed before.
func (c *line) send(ctx context.Context, payload []byte, hush <-chan struct{}) (replica.Answer, error) {
	select {
	case c.turn <- struct{}{}:
	case <-hush:
		return replica.Answer{}, errSilent
	case <-c.ended:
		return replica.Answer{}, errEnded
	case <-ctx.Done():
		return replica.Answer{}, ctx.Err()
	}
	replied := make(chan reply, 1)
	if !c.begin(func() {
		defer func() { <-c.turn }()
		replied <- c.request(payload)
	}) {
		<-c.turn
		return replica.Answer{}, errEnded
	}
	select {
	case r := <-replied:
		return r.answer, r.err
	case <-hush:
		return replica.Answer{}, errSilent
	case <-ctx.Done():
		return replica.Answer{}, ctx.Err()
	}
}

// request sends a message and waits for its answer. The line's turn must be held.
func (c *line) request(payload []byte) reply {
	number := c.sent()
	hushed := time.AfterFunc(patience, func() { c.fallSilent(number) })
	closed := time.AfterFunc(closeAfter, c.giveUp)
	ok, data, err := c.conn.SendRequest(replica.Request, true, payload)
	hushed.Stop()
	closed.Stop()
	if err != nil {
		return reply{err: errEnded}
	}
	c.came.unasked.Store(0)
	c.heard()
	if !ok {
		return reply{err: errNotTaken}
	}
	answer, err := replica.DecodeAnswer(data)
	return reply{answer, err}
}

// metered is a connection that ends where more comes than answers can be.
type metered struct {
	net.Conn
	unasked atomic.Int64 // bytes that have come since the last answer
}

var errUnasked = errors.New("the peer sends more than it is asked for")

// Read implements net.Conn.
func (m *metered) Read(b []byte) (int, error) {
	n, err := m.Conn.Read(b)
	if m.unasked.Add(int64(n)) > maxUnasked {
		_ = m.Close()
		return 0, errUnasked
	}
	return n, err
}
