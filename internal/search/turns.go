package search

import (
	"context"
	"sync"

	"hackday.example/kiosk/internal/turns"
)

// The most searches that wait for their turn, in all and of one source. One more is told
// ErrBusy. A session has one search at a time, as the letters come.
const (
	MaxWaiting         = 4096
	MaxWaitingOfSource = 512
)

// turnstile lets searches in by turns. It is safe for concurrent use.
type turnstile struct {
	mu    sync.Mutex
	queue *turns.Queue[chan struct{}] // closed when the turn comes
}

// turn is a search's turn, or its wait for one.
type turn = turns.Waiter[chan struct{}]

func newTurnstile(turnsAtOnce int) *turnstile {
	return &turnstile{queue: turns.New[chan struct{}](turnsAtOnce, MaxWaiting, MaxWaitingOfSource)}
}

// take waits for a turn of a source, which has to be given back. The error is ErrBusy,
// or that of the context which ended. again is set by a search that gave its turn back
// to go on with it: it is not refused.
func (t *turnstile) take(ctx, session context.Context, source string, again bool) (*turn, error) {
	t.mu.Lock()
	if !again && t.queue.Full(source) {
		t.mu.Unlock()
		return nil, ErrBusy
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

// give gives a turn back.
func (t *turnstile) give(own *turn) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.end(own)
}

// end takes a turn back, and gives it to the next. t.mu must be held, as by what follows.
func (t *turnstile) end(own *turn) {
	t.queue.End(own)
	t.next()
}

// next gives the turns that are free.
func (t *turnstile) next() {
	for w := t.queue.Next(); w != nil; w = t.queue.Next() {
		close(w.Value)
	}
}
