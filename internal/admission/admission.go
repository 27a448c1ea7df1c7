// Package admission decides who may come in, before anything is spent on them:
// how many connections there may be at all, how many of them in the middle of
// their handshake, and how many and how fast from one source. It knows
// addresses and sockets, and nothing of SSH.
//
// A Listener stands in front of the server. What it refuses it closes at once.
package admission

import (
	"container/list"
	"net/netip"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// Allowance is what one source may take: an IPv4 address, or an IPv6 /64, which
// is what one household or phone is given (RFC 6177).
type Allowance struct {
	AtOnce int           // connections at the same time
	Every  time.Duration // one more connection each
	Burst  int           // connections that may come faster than that
}

// Limits bound what all may take together, and each source.
type Limits struct {
	Connections int // at the same time
	Handshakes  int // under way; one more closes the oldest
	Sources     int // remembered, beside those that have connections
	Source      Allowance
	Venue       Allowance // a source in one of Venues
	Venues      []netip.Prefix
}

// DefaultLimits suit a kiosk in public: a person who opens a few windows, or a
// small office behind one address. A venue is a hall of people behind one.
func DefaultLimits() Limits {
	return Limits{
		Connections: 2000,
		Handshakes:  200,
		Sources:     10_000,
		Source:      Allowance{AtOnce: 20, Every: time.Second, Burst: 40},
		Venue:       Allowance{AtOnce: 2000, Every: 10 * time.Millisecond, Burst: 2000},
	}
}

// Reason is why somebody was not let in.
type Reason string

// The reasons.
const (
	Full         Reason = "full"           // there are as many connections as there may be
	SourceFull   Reason = "source_full"    // the source has as many as it may have
	SourceFast   Reason = "source_fast"    // the source comes too fast
	NotProxied   Reason = "not_proxied"    // a listed proxy sent no header, or a bad one
	NotSSH       Reason = "not_ssh"        // the client speaks something else
	HandshakeOld Reason = "handshake_full" // it was the oldest of too many handshakes
)

// Reasons lists them all.
func Reasons() []Reason {
	return []Reason{Full, SourceFull, SourceFast, NotProxied, NotSSH, HandshakeOld}
}

// Gate counts who is in. It is safe for concurrent use.
type Gate struct {
	limits Limits
	now    func() time.Time

	mu          sync.Mutex
	connections int
	handshakes  *list.List // of *Ticket, the oldest first
	sources     map[netip.Prefix]*source
	recent      *list.List // of *source, the one seen longest ago first
	refused     map[Reason]uint64
}

// source is what is remembered of one.
type source struct {
	prefix      netip.Prefix
	connections int
	limiter     *rate.Limiter
	allowance   Allowance
	seen        time.Time // when it last came
	element     *list.Element
}

// Memory is how long a source is remembered after it last came, if it has no
// connection. It is forgotten when the next visitor comes after that.
const Memory = 10 * time.Minute

// NewGate makes a gate. now is the clock, time.Now but in tests.
func NewGate(l Limits, now func() time.Time) *Gate {
	return &Gate{
		limits:     l,
		now:        now,
		handshakes: list.New(),
		sources:    map[netip.Prefix]*source{},
		recent:     list.New(),
		refused:    map[Reason]uint64{},
	}
}

// Ticket is one connection that was let in. Both of its methods may be called
// any number of times; what it took is given back once.
type Ticket struct {
	gate      *Gate
	source    *source
	expel     func()
	handshake *list.Element // nil once it is done
	left      bool
}

// Enter lets a connection in, or says why not. expel closes it; it is called
// without any lock held when its handshake is the oldest of too many.
func (g *Gate) Enter(addr netip.Addr, expel func()) (*Ticket, Reason) {
	g.mu.Lock()
	s, reason := g.admit(addr)
	if reason != "" {
		g.refused[reason]++
		g.mu.Unlock()
		return nil, reason
	}
	g.connections++
	s.connections++
	t := &Ticket{gate: g, source: s, expel: expel}
	t.handshake = g.handshakes.PushBack(t)
	var oldest *Ticket
	if g.handshakes.Len() > g.limits.Handshakes {
		oldest = g.handshakes.Front().Value.(*Ticket)
		oldest.endHandshake()
		g.refused[HandshakeOld]++
	}
	g.mu.Unlock()
	if oldest != nil {
		oldest.expel()
	}
	return t, ""
}

// admit finds the source of an address and whether it may come in.
func (g *Gate) admit(addr netip.Addr) (*source, Reason) {
	if g.connections >= g.limits.Connections {
		return nil, Full
	}
	s := g.source(addr)
	switch {
	case s.connections >= s.allowance.AtOnce:
		return nil, SourceFull
	case !s.limiter.AllowN(g.now(), 1):
		return nil, SourceFast
	}
	return s, ""
}

// source is what is remembered of an address's source, which may be nothing.
func (g *Gate) source(addr netip.Addr) *source {
	now := g.now()
	g.forget(now)
	prefix := SourceOf(addr)
	if s, ok := g.sources[prefix]; ok {
		s.seen = now
		g.recent.MoveToBack(s.element)
		return s
	}
	a := g.limits.Source
	if contains(g.limits.Venues, addr.Unmap()) {
		a = g.limits.Venue
	}
	s := &source{prefix: prefix, allowance: a, seen: now, limiter: rate.NewLimiter(rate.Every(a.Every), a.Burst)}
	s.element = g.recent.PushBack(s)
	g.sources[prefix] = s
	return s
}

// forget drops the sources that were seen longest ago: those whose time is up,
// and as many as it takes to make room for one more. A source that has
// connections is here now; there are never more of those than connections.
func (g *Gate) forget(now time.Time) {
	for range g.recent.Len() {
		e := g.recent.Front()
		s := e.Value.(*source)
		switch {
		case len(g.sources) < g.limits.Sources && now.Sub(s.seen) < Memory:
			return
		case s.connections > 0:
			s.seen = now
			g.recent.MoveToBack(e)
		default:
			delete(g.sources, s.prefix)
			g.recent.Remove(e)
		}
	}
}

// SourceOf is what an address is counted under: an IPv4 address by itself, an
// IPv6 address by its /64.
func SourceOf(addr netip.Addr) netip.Prefix {
	addr = addr.Unmap().WithZone("")
	bits := 32
	if addr.Is6() {
		bits = 64
	}
	return netip.PrefixFrom(addr, bits).Masked()
}

// Authenticated notes that the handshake is done.
func (t *Ticket) Authenticated() {
	t.gate.mu.Lock()
	defer t.gate.mu.Unlock()
	t.endHandshake()
}

// endHandshake takes the ticket out of those whose handshake is under way. The
// caller holds the lock.
func (t *Ticket) endHandshake() {
	if t.handshake != nil {
		t.gate.handshakes.Remove(t.handshake)
		t.handshake = nil
	}
}

// Leave gives back what the connection took.
func (t *Ticket) Leave() {
	t.gate.mu.Lock()
	defer t.gate.mu.Unlock()
	if t.left {
		return
	}
	t.left = true
	t.endHandshake()
	t.gate.connections--
	t.source.connections--
}

// refuse counts somebody who was refused without having been let in.
func (g *Gate) refuse(r Reason) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.refused[r]++
}

// Counts is who is in, and who was not let in, at one moment.
type Counts struct {
	Connections, Handshakes, Sources int
	Refused                          map[Reason]uint64 // since the start
}

// Counts counts.
func (g *Gate) Counts() Counts {
	g.mu.Lock()
	defer g.mu.Unlock()
	c := Counts{Connections: g.connections, Handshakes: g.handshakes.Len(), Sources: len(g.sources), Refused: map[Reason]uint64{}}
	for r, n := range g.refused {
		c.Refused[r] = n
	}
	return c
}
