package sshd

import (
	"io"
	"time"
)

// stallTimer gives up on a client that does not take what is sent to it: if
// what begins does not end within the limit, expired is called, which has to
// make it return.
type stallTimer struct {
	limit time.Duration
	timer *time.Timer
}

func newStallTimer(limit time.Duration, expired func()) *stallTimer {
	t := &stallTimer{limit: limit, timer: time.AfterFunc(limit, expired)}
	t.timer.Stop()
	return t
}

func (t *stallTimer) begin() { t.timer.Reset(t.limit) }
func (t *stallTimer) end()   { t.timer.Stop() }

// stallWriter is a channel's output. Its writes wait for the client to open
// its window (RFC 4254 §5.2), which the socket beneath knows nothing of. Each
// piece has a time of its own: a client may be slow as long as it is steady.
type stallWriter struct {
	io.Writer
	stall *stallTimer
}

// stallPiece is what a client on the slowest line can take within the limit.
const stallPiece = 4 << 10

func (w stallWriter) Write(p []byte) (n int, err error) {
	for n < len(p) {
		piece := p[n:min(n+stallPiece, len(p))]
		m, err := w.write(piece)
		n += m
		if err != nil {
			return n, err
		}
		if m < len(piece) {
			return n, io.ErrShortWrite
		}
	}
	return n, nil
}

func (w stallWriter) write(p []byte) (int, error) {
	w.stall.begin()
	defer w.stall.end()
	return w.Writer.Write(p)
}
