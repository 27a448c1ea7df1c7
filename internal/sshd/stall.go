package sshd

import (
	"io"
	"time"
)

// stallWriter gives up on a reader at the other end that does not read: if a
// write takes longer than the limit, expired is called, which has to make the
// write return.
type stallWriter struct {
	w     io.Writer
	limit time.Duration
	timer *time.Timer
}

func newStallWriter(w io.Writer, limit time.Duration, expired func()) *stallWriter {
	timer := time.AfterFunc(limit, expired)
	timer.Stop()
	return &stallWriter{w: w, limit: limit, timer: timer}
}

func (s *stallWriter) Write(p []byte) (int, error) {
	s.timer.Reset(s.limit)
	defer s.timer.Stop()
	return s.w.Write(p)
}
