package search

import (
	"context"

	"hackday.example/kiosk/internal/turns"
)

// Turn is the right to look through all pages for as long as that takes. One session of a
// source has it at a time, and as many as search at once in all. It is for one goroutine.
type Turn struct {
	finder *Finder
	ctx    context.Context
	own    *turns.Turn // nil once it was given back
}

// Take waits for a turn of the finder's source, which has to be given back. What else
// takes long of all pages takes its turns with the searches: it holds others up no more
// than they do. The error is ErrBusy, or the one of ctx or of the session's context.
func (f *Finder) Take(ctx context.Context) (*Turn, error) {
	own, err := f.engine.turnstile.Take(ctx, f.ctx, f.source, false)
	if err != nil {
		return nil, err
	}
	return &Turn{f, ctx, own}, nil
}

// Pause gives the turn back, does something that may wait, and takes a turn again, behind
// those of other sources. The error is the one of a context that has ended meanwhile; the
// turn is over then.
func (t *Turn) Pause(do func()) error {
	t.Give()
	do()
	own, err := t.finder.engine.turnstile.Take(t.ctx, t.finder.ctx, t.finder.source, true)
	t.own = own
	return err
}

// Give gives the turn back, if it is not over yet.
func (t *Turn) Give() {
	if t.own != nil {
		t.finder.engine.turnstile.Give(t.own)
		t.own = nil
	}
}
