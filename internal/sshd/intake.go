package sshd

import (
	"bytes"
	"context"
	"errors"
	"net"
	"sync/atomic"
	"time"

	"golang.org/x/time/rate"
)

// IntakeLimits bound what is read from one connection's socket, in bytes as they
// stand on the wire: of whatever packet, known or not, encrypted or not.
type IntakeLimits struct {
	Rate // more is read more slowly

	BeforeLogin int // in all, until the client is logged in
	BeforeKey   int // of those, until the server's key is sent
	Names       int // of algorithms, counted as commas, until the server's key is sent
	Attempt     int // to log in: between two answers of the server's, before the login

	// Packet bounds one packet. RFC 4253 §6.1 has everyone take 35,000 bytes,
	// and asks nobody to send more.
	Packet int
	// Waiting is what is taken while an answer waits for the client to take it.
	// What comes then can only be kept.
	Waiting int
	// InAll bounds a connection's life, each way. At 1 GiB x/crypto/ssh asks for
	// new keys, which a client could leave unanswered while it goes on sending.
	InAll int64
}

// DefaultIntake are the limits of a kiosk in public. An OpenSSH that hides the
// timing of keystrokes sends 3.3 KB/s while somebody types, and a handshake takes
// some 3 KB.
var DefaultIntake = IntakeLimits{
	Rate:        Rate{AtOnce: 512 << 10, PerSecond: 32 << 10},
	BeforeLogin: 64 << 10,
	BeforeKey:   35_000,
	Names:       1_000, // OpenSSH offers some 60; x/crypto/ssh takes 16 bytes for each, for as long as the exchange lasts
	Attempt:     32 << 10,
	Packet:      35_000,
	Waiting:     64 << 10,
	InAll:       768 << 20,
}

// errTooMuch is what a connection's Read returns when the client sent more than
// it may. The socket is closed then.
var errTooMuch = errors.New("the client sent more than it may")

const (
	// maxRead is how much one Read takes. A client can be that much ahead of its
	// budget.
	maxRead = 4 << 10

	// beforeService is how much is taken from when the key is sent until the client
	// has asked to log in: no more packets than a queue of x/crypto/ssh's takes,
	// together with earlyRead. The smallest has 26 bytes, and an honest client sends
	// two or three (abandoned.go).
	beforeService = queuedPackets*smallestPacket - earlyRead

	// cryptoBuffer is the size of x/crypto/ssh's read buffer (bufio's default). Of
	// a packet whose rest is larger the size shows, since it is read into place:
	// of each that has more than 8 KiB. No packet of an honest key exchange has.
	cryptoBuffer = 4 << 10
)

// intake counts what a connection takes from its socket. Its fields are used by
// Read alone, but for the atomic ones.
type intake struct {
	limits   IntakeLimits
	limiter  *rate.Limiter
	until    time.Time // when more may be read; zero if it may be now
	total    int64
	names    int
	packet   int       // the size of the large packet that is read, or 0
	expected int       // what is not read of it yet
	behind   time.Time // since when each read had to wait; zero if the last had not
	looked   time.Time // when it was looked whether the client is still there

	clear   cleartext     // until the server's key is sent
	keyed   int           // bytes since the server's key was sent, until the client asks to log in
	service chan struct{} // closed when it does

	phase    atomic.Int32 // how far the handshake is
	answered atomic.Int64 // bytes since the last answer, before the login
	large    atomic.Int64 // bytes of large packets that have reached nobody yet
	reached  atomic.Int64 // how often all of them had
	overdue  atomic.Pointer[time.Timer]
}

// The phases of a handshake.
const (
	beforeKey    = iota // the server's key was not sent yet
	beforeAsking        // it was, and the client may be asking about it
	beforeLogin         // the client asks to log in
	loggedIn
)

func newIntake(l IntakeLimits) intake {
	return intake{limits: l, limiter: l.limiter(), service: make(chan struct{})}
}

// expect notes how much the reader has room for, and reports whether that is
// more than most, which is as much as a packet may have. x/crypto/ssh reads a packet into a
// slice of just its size (TestLargePacketsAreSeenByTheirSize holds it to that).
func (in *intake) expect(room, most int) (tooLarge bool) {
	if room <= cryptoBuffer { // the end of a large packet, or others
		return false
	}
	if room != in.expected { // the first of the reads that a packet takes
		in.packet = room
	}
	in.expected = room
	return room > most
}

// take counts what was read, and reports whether the client may send that much.
// source is the time after which its source may send more.
func (in *intake) take(p []byte, source time.Duration) bool {
	n := len(p)
	in.total += int64(n)
	now := time.Now()
	in.until = time.Time{}
	if wait := max(source, in.limiter.ReserveN(now, n).DelayFrom(now)); wait > 0 {
		in.until = now.Add(wait)
	}
	phase := in.phase.Load()
	if phase == loggedIn {
		return in.total <= in.limits.InAll
	}
	if in.total > int64(in.limits.BeforeLogin) {
		return false
	}
	if phase == beforeAsking {
		in.keyed += n
	}
	if phase == beforeKey {
		in.names += bytes.Count(p, []byte{','})
		return in.total <= int64(in.limits.BeforeKey) && in.names <= in.limits.Names
	}
	return in.answered.Add(int64(n)) <= int64(in.limits.Attempt)
}

// sleepUntil waits until a time has come; the error is that of ctx.
func sleepUntil(ctx context.Context, end time.Time) error {
	left := time.Until(end)
	if left <= 0 {
		return nil
	}
	timer := time.NewTimer(left)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// Read reads what the client sends.
func (c *connection) Read(p []byte) (int, error) {
	if c.in.phase.Load() == beforeKey {
		return c.readClear(p)
	}
	return c.receive(p)
}

// receive reads what the client may send, no faster than it may, and nothing
// while an answer waits for it for which enough is kept already.
func (c *connection) receive(p []byte) (int, error) {
	peer := c.peer.on.Load()
	largest := c.in.limits.Packet
	if peer {
		largest = peerPacket
	}
	if c.in.expect(len(p), largest) {
		c.expire()
		return 0, errTooMuch
	}
	wait := c.waitForBudget
	if peer {
		wait = c.waitForLarge
	}
	if err := wait(); err != nil {
		return 0, err
	}
	if err := c.waitForAnswers(); err != nil {
		return 0, err
	}
	most, err := c.waitForService()
	if err != nil {
		return 0, err
	}
	n, err := c.Conn.Read(p[:min(len(p), most)])
	if n == 0 {
		return n, err
	}
	c.came(n)
	spend := c.spend
	if peer {
		spend = c.peer.spend
	}
	if !spend(p[:n]) {
		c.expire()
		return 0, errTooMuch
	}
	if c.in.packet > 0 {
		if c.in.expected -= n; c.in.expected <= 0 {
			c.expectLarge(c.in.packet)
			if peer {
				c.peer.large.Store(int64(c.in.packet))
			}
			c.in.packet, c.in.expected = 0, 0
		}
	}
	return n, err
}

// spend counts what was read against what the connection and its source may send; false if
// the connection has sent more.
func (c *connection) spend(p []byte) bool {
	source := time.Duration(0)
	if s, ok := c.Conn.(interface{ Spend(int) time.Duration }); ok { // an admission.Conn
		source = s.Spend(len(p))
	}
	return c.in.take(p, source)
}

const (
	// slowedLook is how often it is looked whether a client is there that sends
	// more than is read.
	slowedLook = time.Second
	// slowedIdle is how long one may do so that has no session.
	slowedIdle = 15 * time.Second
)

// waitForBudget waits until more may be read. The error is that of the
// connection's end.
//
// A client may be gone while all that it has sent is still to be read, at the
// rate of its budget: the end comes behind it. So it is sent something that asks
// for no answer. Its system answers that there is nobody, and that shows at once.
func (c *connection) waitForBudget() error {
	if c.in.until.IsZero() {
		c.in.behind = time.Time{}
		return nil
	}
	now := time.Now()
	if !c.in.until.After(now) {
		c.in.behind = time.Time{}
		return nil
	}
	if c.in.behind.IsZero() {
		c.in.behind, c.in.looked = now, now
	}
	if now.Sub(c.in.looked) >= slowedLook {
		c.in.looked = now
		if c.left() || !c.busy() && now.Sub(c.in.behind) >= slowedIdle {
			c.expire()
			return net.ErrClosed
		}
		c.probe()
	}
	return sleepUntil(c.ctx, c.in.until)
}

// waitForService waits while the client has sent as much as may be taken before
// it asks to log in. It returns how much may be read at once; the error is that of
// the connection's end.
func (c *connection) waitForService() (most int, err error) {
	switch c.in.phase.Load() {
	case beforeKey:
		return c.in.clear.most(), nil
	case beforeAsking:
		if left := beforeService - c.in.keyed; left > 0 {
			return min(earlyRead, left), nil
		}
		timeout := time.NewTimer(c.server.config.Limits.Stall)
		defer timeout.Stop()
		select {
		case <-c.in.service:
		case <-timeout.C: // it does something else
			c.expire()
			return 0, errTooMuch
		case <-c.ctx.Done():
			return 0, c.ctx.Err()
		}
	}
	return maxRead, nil
}

// expectLarge gives a large packet that came after the login the time of an
// answer to reach a session or a request, but for what may be padding. What
// reaches nobody may be a key exchange with thousands of names, which
// x/crypto/ssh keeps for as long as the client leaves it unfinished.
func (c *connection) expectLarge(packet int) {
	half := int64(packet / 2)
	if c.in.phase.Load() != loggedIn || c.in.large.Add(half) != half {
		return
	}
	reached := c.in.reached.Load()
	c.in.overdue.Store(time.AfterFunc(c.server.config.Limits.Stall, func() {
		if c.in.large.Load() > 0 && c.in.reached.Load() == reached {
			c.expire()
		}
	}))
}

// received notes that some bytes have reached a session or a request.
func (c *connection) received(n int) {
	for {
		large := c.in.large.Load()
		if large == 0 {
			return
		}
		left := max(large-int64(n), 0)
		if c.in.large.CompareAndSwap(large, left) {
			if left == 0 {
				c.in.reached.Add(1)
			}
			return
		}
	}
}
