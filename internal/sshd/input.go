package sshd

import (
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/time/rate"
)

// budget is how much one session's client may still send in.
type budget struct {
	limiter *rate.Limiter
	left    atomic.Int64
}

func newBudget(l InputLimits) *budget {
	b := &budget{limiter: l.limiter()}
	b.left.Store(int64(l.InAll))
	return b
}

// take takes n bytes. It reports whether that many may come at all, and whether
// they may come as fast.
func (b *budget) take(n int) (enough, inTime bool) {
	return b.left.Add(-int64(n)) >= 0, b.limiter.AllowN(time.Now(), n)
}

// readKeyboard reads the session's input to its end, from when the channel is
// accepted: x/crypto/ssh keeps what is not read, up to a window of 2 MiB, and many
// times that where it comes a byte at a time.
func (r *session) readKeyboard() {
	var small [256]byte
	var large *[]byte // while much comes at once
	defer func() {
		if large != nil {
			inputBuffers.Put(large)
		}
	}()
	for {
		buf := small[:]
		if large != nil {
			buf = *large
		}
		n, err := r.channel.Read(buf)
		if r.spend(n) && n > 0 {
			r.contained(func() { r.keyboard.Feed(buf[:n]) })
		}
		if err != nil {
			r.contained(func() { r.keyboard.End(false) })
			return
		}
		switch {
		case large == nil && n == len(small):
			large = inputBuffers.Get().(*[]byte)
		case large != nil && n <= len(small):
			inputBuffers.Put(large)
			large = nil
		}
	}
}

// contained makes a panic of the typist's the end of the input.
func (r *session) contained(f func()) {
	defer func() {
		if p := recover(); p != nil {
			r.panicked(p)
			r.keyboard.End(false)
		}
	}()
	f()
}

// discardExtended reads what a client sends as extended data (RFC 4254 §5.2),
// which no client has a use for, and throws it away.
func (r *session) discardExtended() {
	var buf [64]byte
	in := r.channel.Stderr()
	for {
		n, err := in.Read(buf[:])
		r.spend(n)
		if err != nil {
			return
		}
	}
}

// spend takes n bytes from the session's input budget; false if there are no
// more. Who reads is told, and what still comes is thrown away. Where nobody
// reads, a client may send fast, as with a file on its standard input.
func (r *session) spend(n int) bool {
	r.connection.received(n)
	if r.transfers.Load() { // its requests are bounded by the inbox, and by the connection's rate
		return true
	}
	enough, inTime := r.budget.take(n)
	if enough && inTime {
		return true
	}
	if r.keyboard.Taken() {
		r.contained(func() { r.keyboard.End(true) })
		return false
	}
	if !enough {
		r.connection.expire()
	}
	return enough
}

// inputBuffers are for visitors who send much at once: read in small pieces, it
// would pile up in the channel's buffer meanwhile.
var inputBuffers = sync.Pool{New: func() any {
	b := make([]byte, 4<<10)
	return &b
}}
