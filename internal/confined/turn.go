package confined

import (
	"context"
	"sync/atomic"
)

// Turn has one process at a time, whoever starts it: there is memory for one. It is safe
// for concurrent use. Who has the turn gives it back after each file where Wanted says
// that somebody else waits for it, without a process.
type Turn struct {
	free    chan struct{} // has a value while nobody has the turn
	waiting atomic.Int32
}

// NewTurn makes a turn that nobody has.
func NewTurn() *Turn {
	t := &Turn{free: make(chan struct{}, 1)}
	t.free <- struct{}{}
	return t
}

// Take waits for the turn. The error is ctx's.
func (t *Turn) Take(ctx context.Context) error {
	t.waiting.Add(1)
	defer t.waiting.Add(-1)
	select {
	case <-t.free:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

// Give gives the turn back.
func (t *Turn) Give() { t.free <- struct{}{} }

// Wanted reports whether somebody waits for the turn.
func (t *Turn) Wanted() bool { return t.waiting.Load() > 0 }
