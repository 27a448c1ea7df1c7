package admission

import (
	"container/list"
	"net/netip"
	"sync/atomic"
	"time"
)

// Ticket is one connection that was let in, or a candidate: one that may stay if
// it turns out to be an organiser's or a peer's. Its methods are safe for concurrent
// use and may be called any number of times; what it took is given back once.
type Ticket struct {
	gate    *Gate
	addr    netip.Addr
	sources []*source // that it counts under, the widest first
	expel   func()
	since   time.Time
	// unmetered is true of candidates, which may send no more than a handshake,
	// and of organisers and peers: a source that has used up its bytes does not hold them up.
	unmetered atomic.Bool

	// These are under the gate's lock.
	candidate Reason        // why it was not let in as a visitor; empty once it was
	queue     *queue        // in which its handshake is; nil once it is done
	element   *list.Element // in queue
	places    int           // readers' places that it holds
	expelled  bool
	left      bool
}

// attempted is how many candidates a ticket's sources have had for each that they
// may have at once: the most of its sources.
func (t *Ticket) attempted() (n float64) {
	for _, s := range t.sources {
		n = max(n, float64(s.attempted)/float64(s.allowance.candidates))
	}
	return n
}

// begin puts a ticket into the queue of its handshake. The gate's lock is held,
// as in the methods below that are not exported.
func (t *Ticket) begin(q *queue) {
	t.queue, t.element = q, q.tickets.PushBack(t)
	for _, s := range t.sources {
		s.handshakes++
		if q == &t.gate.candidates {
			s.candidates++
		}
	}
}

// endHandshake takes a ticket out of its queue.
func (t *Ticket) endHandshake() {
	if t.queue == nil {
		return
	}
	for _, s := range t.sources {
		s.handshakes--
		if t.queue == &t.gate.candidates {
			s.candidates--
		}
	}
	t.queue.tickets.Remove(t.element)
	t.queue, t.element = nil, nil
}

// load is how many handshakes its source has under way for each connection that
// it is allowed: the most of its sources.
func (t *Ticket) load() (load float64) {
	for _, s := range t.sources {
		load = max(load, float64(s.handshakes)/float64(s.allowance.AtOnce))
	}
	return load
}

// own is the narrowest of its sources.
func (t *Ticket) own() *source { return t.sources[len(t.sources)-1] }

// Authenticated notes that the handshake is done, and whether the client showed a key:
// an organiser's, or a peer's, which is another kiosk. If it returns false there is no
// room for the connection, and the caller has to close it now: it is a candidate without
// a key, or one with a key too many, or it has just given way to another.
func (t *Ticket) Authenticated(keyed bool) bool {
	g := t.gate
	g.mu.Lock()
	defer g.mu.Unlock()
	if t.left || t.expelled {
		return false
	}
	if t.candidate != "" && !t.promote(keyed) {
		return false
	}
	t.endHandshake()
	t.unmetered.Store(keyed)
	return true
}

// promote makes a candidate a connection like others, if it may be one.
func (t *Ticket) promote(keyed bool) bool {
	g := t.gate
	if !keyed || g.connections >= g.limits.Connections+organisersMore {
		return false
	}
	for _, s := range t.sources {
		if s.connections >= s.allowance.AtOnce+organisersMore {
			return false
		}
	}
	t.endHandshake()
	t.candidate = ""
	g.unadmitted--
	g.connections++
	for _, s := range t.sources {
		s.connections++
	}
	return true
}

// Spend takes n bytes, which the client sent, from what its sources may send,
// and returns how long the caller has to wait before it reads on; 0 if there was
// enough left. It does not take the gate's lock, and allocates nothing.
func (t *Ticket) Spend(n int) (wait time.Duration) {
	if t.unmetered.Load() {
		return 0
	}
	now := t.gate.now()
	for _, s := range t.sources {
		wait = max(wait, s.spend(now, n))
	}
	return wait
}

// newcomers is the part of all readers' places that is left to sources which
// hold none: one in newcomers. With the rule that a source may hold no more than
// are free, ten sources could take 640 places, each half of what the one before
// left; with this one it takes fifty.
const newcomers = 16

// TakePlace takes one of the readers' places, of which free are free now; false
// if there is none, or the source has its share. A source may hold no more
// places than are free, a venue venuePlaces times as many, and only those that
// hold none take the last sixteenth. Calls have to come one after the other, or
// free may be too many.
func (t *Ticket) TakePlace(free int) bool {
	g := t.gate
	g.mu.Lock()
	defer g.mu.Unlock()
	if free <= 0 || t.left {
		return false
	}
	kept := (g.places + free) / newcomers
	for _, s := range t.sources {
		if s.places >= free*s.allowance.places || s.places > 0 && free <= kept {
			return false
		}
	}
	g.places++
	t.places++
	for _, s := range t.sources {
		s.places++
	}
	return true
}

// LeavePlace gives back a place that TakePlace took, which may be after the
// connection left.
func (t *Ticket) LeavePlace() {
	g := t.gate
	g.mu.Lock()
	defer g.mu.Unlock()
	if t.places == 0 {
		return
	}
	g.places--
	t.places--
	for _, s := range t.sources {
		s.places--
	}
	g.rest(t)
}

// Leave gives back what the connection took, but for readers' places.
func (t *Ticket) Leave() { t.leave().write() }

func (t *Ticket) leave() (line logLine) {
	g := t.gate
	g.mu.Lock()
	defer g.mu.Unlock()
	if t.left {
		return nil
	}
	t.left = true
	t.endHandshake()
	if t.candidate != "" {
		g.unadmitted--
		line = g.refuse(t.candidate, t.addr, t.own())
	} else {
		g.connections--
	}
	for _, s := range t.sources {
		s.tickets--
		if t.candidate == "" {
			s.connections--
		}
	}
	g.rest(t)
	return line
}
