package turns

import (
	"context"
	"errors"
	"sync"
)

// ErrFull says that as many wait already as may.
var ErrFull = errors.New("too many wait already")

// Turnstile lets goroutines in by turns, as a Queue orders them. It is safe for concurrent
// use.
type Turnstile struct {
	mu    sync.Mutex
	queue *Queue[chan struct{}] // closed when the turn comes
}

// Turn is what Take gives.
type Turn = Waiter[chan struct{}]

// NewTurnstile makes a turnstile for a Queue of New.
func NewTurnstile(turns, most, mostOfSource int) *Turnstile {
	return &Turnstile{queue: New[chan struct{}](turns, most, mostOfSource)}
}

// Take waits for a turn of a source, which has to be given back. The error is ErrFull,
// or that of the context which ended. again is set by who is not to be refused, such as one
// that gave its turn back to go on with it.
func (t *Turnstile) Take(ctx, session context.Context, source string, again bool) (*Turn, error) {
	for _, c := range []context.Context{ctx, session} {
		if err := c.Err(); err != nil {
			return nil, err
		}
	}
	t.mu.Lock()
	if !again && t.queue.Full(source) {
		t.mu.Unlock()
		return nil, ErrFull
	}
	own := t.queue.Add(source, make(chan struct{}))
	t.next()
	t.mu.Unlock()

	var err error
	select {
	case <-own.Value:
		return own, nil
	case <-ctx.Done():
		err = ctx.Err()
	case <-session.Done():
		err = session.Err()
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	select {
	case <-own.Value: // it came all the same
		t.end(own)
	default:
		t.queue.Remove(own)
	}
	return nil, err
}

// Give gives a turn back.
func (t *Turnstile) Give(own *Turn) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.end(own)
}

// Idle reports whether nobody waits and so many turns are free.
func (t *Turnstile) Idle(turns int) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.queue.Idle(turns)
}

// end takes a turn back, and gives it to the next. t.mu must be held, as by what follows.
func (t *Turnstile) end(own *Turn) {
	t.queue.End(own)
	t.next()
}

// next gives the turns that are free.
func (t *Turnstile) next() {
	for w := t.queue.Next(); w != nil; w = t.queue.Next() {
		close(w.Value)
	}
}
