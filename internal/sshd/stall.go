package sshd

import (
	"io"
	"sync"
	"time"
)

const (
	// slowest is how many bytes a second a client has to take while something
	// waits for it, on the average of slowWindow: the slowest line that anybody
	// reads on is some 300.
	slowest    = 200
	slowWindow = 30 * time.Second

	// stallLooks is how many times within its limit a stall timer looks whether
	// the client has taken anything.
	stallLooks = 10
)

// stallTimer gives up on a client that does not take what is sent to it: which
// takes nothing for the limit, or less than slowest over slowWindow. From begin
// to end something waits. It calls expired, which has to make it end.
type stallTimer struct {
	limit   time.Duration
	taken   func() int64 // bytes that the client has taken so far
	expired func()

	mu     sync.Mutex  // held while taken is called
	timer  *time.Timer // of look; nil until something waited
	active bool
	looks  int       // how often look found something waiting
	seen   time.Time // when that was last, or when the wait began
	began  time.Time // when it did, or when something was taken last
	last   int64     // what taken returned last; -1 if it was not asked yet
	window time.Time // the beginning of the window that is measured; zero if none
	first  int64     // what taken returned then
}

func newStallTimer(limit time.Duration, taken func() int64, expired func()) *stallTimer {
	return &stallTimer{limit: limit, taken: taken, expired: expired}
}

// begin begins to wait, and returns what time it is. The window goes on where the
// last wait was over only a moment ago: the pieces of one text are one wait.
func (t *stallTimer) begin() (now time.Time) {
	now = time.Now()
	t.mu.Lock()
	defer t.mu.Unlock()
	if now.Sub(t.seen) > 2*t.limit/stallLooks { // it was looked at until its end
		t.window = time.Time{}
	}
	t.active, t.seen, t.began, t.last = true, now, now, -1
	if t.timer == nil {
		t.timer = time.AfterFunc(t.limit/stallLooks, t.look)
	} else {
		t.timer.Reset(t.limit / stallLooks)
	}
	return now
}

func (t *stallTimer) end() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.timer.Stop()
	t.active = false
}

// look looks what the client has taken, and gives up or looks again.
func (t *stallTimer) look() {
	t.mu.Lock()
	defer t.mu.Unlock()
	if !t.active {
		return
	}
	now, taken := time.Now(), t.taken()
	t.looks++
	t.seen = now
	if t.last >= 0 && taken > t.last {
		t.began = now
	}
	t.last = taken
	if t.window.IsZero() {
		t.window, t.first = now, taken
	}
	slow := false
	if span := now.Sub(t.window); span >= slowWindow {
		slow = taken-t.first < int64(slowest*span.Seconds())
		t.window, t.first = now, taken
	}
	if slow || now.Sub(t.began) >= t.limit {
		t.active = false
		go t.expired()
		return
	}
	t.timer.Reset(t.limit / stallLooks)
}

// stallWriter is a channel's output. Its writes wait for the client to open its
// window (RFC 4254 §5.2), which the socket beneath knows nothing of.
type stallWriter struct {
	io.Writer
	connection *connection
	stall      *stallTimer
	piece      int // how much is written at a time at first

	// What follows is guarded by stall.mu.
	passed int64 // bytes that the channel has taken
	taken  int64 // bytes that the socket passed on while it was full
	seen   int64 // what connection.taken returned last
}

// How much is written at a time: to a client that takes a piece at once, and to
// one that opens its window by a little.
const (
	stallPiece = 4 << 10
	slowPiece  = 1 << 10
)

// newStallWriter bounds the time that a client has to take what is written to
// one of its channels.
func newStallWriter(c *connection, w io.Writer) *stallWriter {
	s := &stallWriter{Writer: w, connection: c, piece: stallPiece}
	s.stall = newStallTimer(c.server.config.Limits.Stall, s.progress, c.expire)
	return s
}

// progress is what the client has taken of the channel's output. Where the
// socket is full that shows only beneath; where it is not, the client's window is
// closed, and what it takes of other answers does not count.
func (w *stallWriter) progress() int64 {
	taken := w.connection.taken()
	if taken < w.connection.written.Load() {
		w.taken += taken - w.seen
	}
	w.seen = taken
	return w.passed + w.taken
}

// pass notes that the channel has taken n bytes more, and returns how often it was
// looked whether it does.
func (w *stallWriter) pass(n int) (looks int) {
	w.stall.mu.Lock()
	defer w.stall.mu.Unlock()
	w.passed += int64(n)
	return w.stall.looks
}

func (w *stallWriter) Write(p []byte) (n int, err error) {
	w.connection.answers.begin()
	defer w.connection.answers.end()
	w.stall.begin()
	defer w.stall.end()
	for size, looks := w.piece, w.pass(0); n < len(p); {
		piece := p[n:min(n+size, len(p))]
		m, err := w.Writer.Write(piece)
		n += m
		before := looks
		if looks = w.pass(m); looks > before+1 { // the piece took longer than from one look to the next
			size = slowPiece
		}
		if err != nil {
			return n, err
		}
		if m < len(piece) {
			return n, io.ErrShortWrite
		}
	}
	return n, nil
}
