package sshd

import (
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/time/rate"
)

// typeAhead is how many bytes are kept of what a visitor types before what they
// asked for reads it: ssh sends its standard input right behind the request. The
// rest is dropped.
const typeAhead = 4 << 10

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

// typist takes what a client types. Its methods are called from one goroutine at
// a time, in the order of what happens.
type typist interface {
	feed(p []byte)
	// end says that nothing comes any more: the client closed its input; or, with
	// flooded, it sent more than it may.
	end(flooded bool)
}

// keyboard is what comes in on a session's channel. It is read from when the
// channel is accepted, since x/crypto/ssh keeps what is not, up to a window of 2
// MiB, and many times that where it comes a byte at a time.
type keyboard struct {
	budget *budget

	mu      sync.Mutex // held while the typist is called
	typist  typist     // who reads; nil while nobody does
	early   []byte     // what came before somebody did, typeAhead bytes at most
	dropped bool       // nobody reads any more
	over    bool       // nothing comes any more
	flooded bool       // the client sent more than it may
}

// attach hands what was typed, and what will be, to a typist.
func (k *keyboard) attach(t typist) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.typist = t
	if len(k.early) > 0 {
		t.feed(k.early)
		k.early = nil
	}
	if k.over {
		t.end(k.flooded)
	}
}

// detach drops what comes from now on.
func (k *keyboard) detach() {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.typist, k.dropped = nil, true
}

// feed takes what was typed.
func (k *keyboard) feed(p []byte) {
	k.mu.Lock()
	defer k.mu.Unlock()
	switch {
	case k.over:
	case k.typist != nil:
		k.typist.feed(p)
	case !k.dropped:
		k.early = append(k.early, p[:min(len(p), typeAhead-len(k.early))]...)
	}
}

// end takes note of the end, once.
func (k *keyboard) end(flooded bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.over {
		return
	}
	k.over, k.flooded = true, flooded
	if k.typist != nil {
		k.typist.end(flooded)
	}
}

// read reports whether somebody reads.
func (k *keyboard) read() bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.typist != nil
}

// readKeyboard reads the session's input to its end.
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
			r.contained(func() { r.keyboard.feed(buf[:n]) })
		}
		if err != nil {
			r.contained(func() { r.keyboard.end(false) })
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
			r.keyboard.end(false)
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
	enough, inTime := r.keyboard.budget.take(n)
	if enough && inTime {
		return true
	}
	if r.keyboard.read() {
		r.contained(func() { r.keyboard.end(true) })
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
