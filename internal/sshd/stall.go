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
// its window (RFC 4254 §5.2), which the socket beneath knows nothing of.
type stallWriter struct {
	io.Writer
	stall *stallTimer
}

func (w stallWriter) Write(p []byte) (int, error) {
	w.stall.begin()
	defer w.stall.end()
	return w.Writer.Write(p)
}
