package search

import (
	"container/list"
	"context"
	"sync"
)

// The most searches that wait for their turn, in all and of one source. One more is told
// ErrBusy. A session has one search at a time, as the letters come.
const (
	MaxWaiting         = 4096
	MaxWaitingOfSource = 512
)

// turns gives turns to searches. Sources take turns round robin, and each has one turn at
// a time. It is safe for concurrent use.
type turns struct {
	mu      sync.Mutex
	free    int                // turns that may be given now
	waiting int                // searches, of all sources
	sources map[string]*source // those that wait or have a turn
	ready   list.List          // of *source: those that wait and have no turn
}

// source is the searches of one source, first come, first served.
type source struct {
	name    string
	waiting list.List     // of chan struct{}, which is closed when its turn comes
	busy    bool          // one of the source's searches has a turn
	ready   *list.Element // in turns.ready; nil if it is not there
}

func newTurns(free int) *turns { return &turns{free: free, sources: map[string]*source{}} }

// take waits for a turn of a source, which has to be given back. The error is ErrBusy,
// or that of the context which ended. again is set by a search that gave its turn back
// to go on with it: it is not refused.
func (t *turns) take(ctx, session context.Context, name string, again bool) error {
	t.mu.Lock()
	s := t.sources[name]
	if !again && (t.waiting >= MaxWaiting || s != nil && s.waiting.Len() >= MaxWaitingOfSource) {
		t.mu.Unlock()
		return ErrBusy
	}
	if s == nil {
		s = &source{name: name}
		t.sources[name] = s
	}
	turn := make(chan struct{})
	place := s.waiting.PushBack(turn)
	t.waiting++
	t.sort(s)
	t.next()
	t.mu.Unlock()

	var err error
	select {
	case <-turn:
		return nil
	case <-ctx.Done():
		err = ctx.Err()
	case <-session.Done():
		err = session.Err()
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	select {
	case <-turn: // it came all the same
		t.end(s)
	default:
		s.waiting.Remove(place)
		t.waiting--
		t.sort(s)
	}
	return err
}

// give gives a source's turn back.
func (t *turns) give(name string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.end(t.sources[name])
}

// end takes a turn back, and gives it to the next. t.mu must be held, as by what follows.
func (t *turns) end(s *source) {
	t.free++
	s.busy = false
	t.sort(s)
	t.next()
}

// next gives the turns that are free.
func (t *turns) next() {
	for t.free > 0 && t.ready.Len() > 0 {
		s := t.ready.Front().Value.(*source)
		turn := s.waiting.Remove(s.waiting.Front()).(chan struct{})
		t.waiting--
		t.free--
		s.busy = true
		t.sort(s)
		close(turn)
	}
}

// sort puts a source where it belongs: at the end of those that are ready, or not among
// them; and forgets one that wants nothing more.
func (t *turns) sort(s *source) {
	switch ready := !s.busy && s.waiting.Len() > 0; {
	case ready && s.ready == nil:
		s.ready = t.ready.PushBack(s)
	case !ready && s.ready != nil:
		t.ready.Remove(s.ready)
		s.ready = nil
	}
	if !s.busy && s.waiting.Len() == 0 {
		delete(t.sources, s.name)
	}
}
