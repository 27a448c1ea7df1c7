package layout

import (
	"context"

	"hackday.example/kiosk/internal/site"
	"hackday.example/kiosk/internal/turns"
)

// flight is a value that several requests may wait for, and one makes.
type flight struct {
	key      key
	requests map[*request]struct{} // those that wait for it
	making   bool                  // one of them has the turn
	done     chan struct{}         // closed when that one has ended

	// Valid when done is closed.
	outcome outcome
	value   any
	panic   any
}

// outcome is how a flight ended.
type outcome int

const (
	unmade   outcome = iota // given up, as nobody wanted it; requests that joined since try again
	made                    // value is set
	panicked                // panic is what make panicked with
)

// request is one session's wait for a flight.
type request struct {
	flight *flight
	turn   chan struct{}           // closed when the request has the turn to make it
	waiter *turns.Waiter[*request] // in the queue; nil where another makes it
}

// join adds a request to the flight of a key, and begins one if there is none. The
// error is errBusy. c.mu must be held.
func (c *Cache) join(source string, k key) (*request, error) {
	f := c.flights[k]
	if f == nil {
		f = &flight{key: k, requests: map[*request]struct{}{}, done: make(chan struct{})}
	}
	r := &request{flight: f, turn: make(chan struct{})}
	q := c.queueOf(f)
	if !f.making {
		if q.Full(source) {
			return nil, errBusy
		}
		r.waiter = q.Add(source, r)
	}
	f.requests[r] = struct{}{}
	c.flights[k] = f
	c.giveTurns(q)
	return r, nil
}

// queueOf is the queue in which a flight's requests wait.
func (c *Cache) queueOf(f *flight) *queue {
	if isSmall(f.key.page) {
		return c.small
	}
	return c.large
}

func isSmall(p *site.Page) bool { return len(p.Markdown) <= SmallPage }

// giveTurns gives all turns that are free. The other requests of a flight leave the
// queue when one of them has the turn. c.mu must be held.
func (c *Cache) giveTurns(q *queue) {
	for w := q.Next(); w != nil; w = q.Next() {
		f := w.Value.flight
		f.making = true
		for other := range f.requests {
			q.Remove(other.waiter)
		}
		close(w.Value.turn)
	}
}

// withdraw takes a request back; false if it has the turn already.
func (c *Cache) withdraw(r *request) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	select {
	case <-r.turn:
		return false
	default:
	}
	f := r.flight
	c.queueOf(f).Remove(r.waiter)
	delete(f.requests, r)
	if len(f.requests) == 0 && c.flights[f.key] == f {
		delete(c.flights, f.key)
	}
	return true
}

// fly makes a flight's value for the request that has the turn, and ends the
// flight.
func (c *Cache) fly(ctx context.Context, r *request, make makeFunc) {
	f := r.flight
	var bytes int
	defer func() {
		if p := recover(); p != nil {
			f.outcome, f.panic = panicked, p
		}
		c.mu.Lock()
		defer c.mu.Unlock()
		delete(c.flights, f.key)
		if f.outcome == made && c.shows(f.key.page) {
			c.store.add(f.key, f.value, bytes)
		}
		q := c.queueOf(f)
		q.End(r.waiter)
		c.giveTurns(q)
		close(f.done)
	}()
	wanted := func() bool {
		if ctx.Err() == nil {
			return true
		}
		c.mu.Lock()
		defer c.mu.Unlock()
		return len(f.requests) > 1
	}
	if !wanted() {
		return
	}
	if value, n, ok := make(wanted); ok {
		f.value, bytes, f.outcome = value, n, made
	}
}
