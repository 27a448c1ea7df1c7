// Package admission decides who may come in, and how much each network address
// may take of what all share: connections, handshakes under way, bytes sent to
// the kiosk, readers' places. It knows addresses and sockets, and nothing of SSH.
//
// A Listener stands in front of the server. It closes at once what the Gate
// refuses, and hands on each connection that was let in as a Conn. Every rule
// that is per source is in source.go; the Gate has those that hold for all
// sources together.
package admission

import (
	"container/list"
	"log/slog"
	"net"
	"net/netip"
	"slices"
	"sync"
	"time"
)

// Limits bound what all may take together, and each source.
type Limits struct {
	// Connections is how many may be open at once. Organisers and peers may have
	// organisersMore beyond it, and candidates more may be in their handshake.
	Connections int

	// Handshakes is how many of the public may be in their handshake at once,
	// and VenueHandshakes how many from venues. One more closes the oldest of
	// the source that has the most of them for what it is allowed.
	//
	// What a handshake can hold is above all what x/crypto/ssh makes of the
	// client's key exchange proposal (SSH_MSG_KEXINIT): a string header of 16
	// bytes for each name in it, and the packet twice. sshd takes 1,000 names and
	// 35,000 bytes: 86 KB, beside the 43 KB that an honest handshake takes in all.
	// One source, with 20 connections, holds 3 MB so; 200 handshakes are 26 MB.
	//
	// A hall comes in at once, and people take up to two minutes to say that
	// they trust the host key; so a venue has more. Those who attack from there
	// are in the room.
	Handshakes      int
	VenueHandshakes int

	// Sources is how many are remembered that have no connection now: about
	// 600 bytes each.
	Sources int

	Source Allowance // an IPv4 address, or an IPv6 /64
	Venue  Allowance // the same, in one of Venues
	Venues []netip.Prefix

	// Bytes is how much a source may send over all of its connections; a source
	// in a venue may send venueBytes times that. The zero value is no bound.
	Bytes Budget
}

const (
	// organisersMore is how many connections organisers and peers may have beyond a
	// source's allowance, and beyond those of the whole kiosk.
	organisersMore = 2

	// candidates is how many may at once be in the handshake in which they have
	// to turn out to be organisers or peers, since there is no room for anyone else. By
	// the reckoning at Limits.Handshakes they hold up to 2 MB.
	candidates = 16

	// candidateTime is how long a candidate is safe from those who come after
	// it. A handshake takes about six round trips: 2 s are enough at 300 ms each.
	candidateTime = 2 * time.Second

	// Memory is how long a source is remembered after its last connection. It
	// is forgotten when the next visitor comes after that.
	Memory = 10 * time.Minute
)

// DefaultLimits suit a kiosk in public: a person who opens a few windows, or a
// small office behind one address. A venue is a hall of people behind one.
func DefaultLimits() Limits {
	return Limits{
		Connections:     2000,
		Handshakes:      200,
		VenueHandshakes: 500,
		Sources:         10_000,
		Source:          Allowance{AtOnce: 20, Every: time.Second, Burst: 40},
		Venue:           Allowance{AtOnce: 2000, Every: 10 * time.Millisecond, Burst: 2000},
		Bytes:           Budget{AtOnce: 4 << 20, PerSecond: 256 << 10},
	}
}

// Reason is why somebody was not let in.
type Reason string

// The reasons.
const (
	Full         Reason = "full"           // there are as many connections as there may be
	SourceFull   Reason = "source_full"    // the source has as many as it may have
	SourceFast   Reason = "source_fast"    // the source comes too fast
	HandshakeOld Reason = "handshake_full" // its source had the most of too many handshakes
	NotProxied   Reason = "not_proxied"    // a listed proxy sent no header, or a bad one
	ProxyHeader  Reason = "proxy_header"   // a proxy that is not listed sent a header
	NotSSH       Reason = "not_ssh"        // the client speaks something else
)

// Reasons lists them all.
func Reasons() []Reason {
	return []Reason{Full, SourceFull, SourceFast, HandshakeOld, NotProxied, ProxyHeader, NotSSH}
}

// Gate counts who is in. It is safe for concurrent use.
type Gate struct {
	limits   Limits
	now      func() time.Time
	refusals *refusals

	// mu guards what follows, and what is the gate's of its sources and tickets. The
	// lock of the refusals is taken within it, and no other; nothing is logged.
	mu          sync.Mutex
	connections int // that were let in, without candidates
	unadmitted  int // candidates whose socket is open, or about to be closed
	places      int // readers' places that are taken
	handshakes  queue
	venue       queue // handshakes from venues
	candidates  queue
	sources     map[key]*source
	idle        *list.List // of *source without connections, the longest first
	refused     map[Reason]uint64
	rehearsal   *Rehearsal // the one that is under way, or nil
}

// NewGate makes a gate. now is the clock, time.Now but in tests.
func NewGate(l Limits, now func() time.Time) *Gate {
	return &Gate{
		limits:     l,
		now:        now,
		refusals:   newRefusals(now),
		handshakes: newQueue(l.Handshakes),
		venue:      newQueue(l.VenueHandshakes),
		candidates: newQueue(candidates),
		sources:    map[key]*source{},
		idle:       list.New(),
		refused:    map[Reason]uint64{},
	}
}

// LogTo has refusals logged, by the name that source gives an address. It is to
// be called before the first connection comes.
func (g *Gate) LogTo(log *slog.Logger, source func(net.Addr) string) {
	g.refusals.log, g.refusals.name = log, source
}

// queue is who is in a handshake, the oldest first.
type queue struct {
	tickets *list.List // of *Ticket
	most    int
}

func newQueue(most int) queue { return queue{list.New(), most} }

// full reports whether there are as many as there may be.
func (q *queue) full() bool { return q.tickets.Len() >= q.most }

// heaviest is the oldest ticket of the source that has the most for what it is
// allowed, among those who came no later than a time and, if within is not nil,
// count under that source; nil if there are none. It looks at each once.
func (q *queue) heaviest(within *source, latest time.Time) (t *Ticket) {
	most := -1.0
	for e := q.tickets.Front(); e != nil; e = e.Next() {
		c := e.Value.(*Ticket)
		if c.since.After(latest) {
			break
		}
		if within != nil && !slices.Contains(c.sources, within) {
			continue
		}
		if load := c.load(); load > most {
			t, most = c, load
		}
	}
	return t
}

// Enter lets a connection in, or says why not. expel closes it; it is called
// without any lock held when its handshake gives way to another's. Somebody for
// whom there is no room is let in as a candidate, a few at a time.
func (g *Gate) Enter(addr netip.Addr, expel func()) (*Ticket, Reason) {
	t := &Ticket{gate: g, addr: addr, expel: expel}
	out, line, reason := g.enter(t)
	if out != nil {
		out.expel()
	}
	line.write()
	if reason != "" {
		return nil, reason
	}
	return t, ""
}

// enter is Enter under the lock: out is who gives way.
func (g *Gate) enter(t *Ticket) (out *Ticket, line logLine, reason Reason) {
	g.mu.Lock()
	defer g.mu.Unlock()
	t.since = g.now()
	g.forget(t.since)
	g.refusals.forget(t.since)
	venue := contains(g.limits.Venues, t.addr) || g.rehearsal.of(t.addr)
	t.sources = g.find(t.addr, venue)
	reason, by := g.admits(t.sources, t.since)
	if reason != "" {
		var ok bool
		if out, ok = g.admitsCandidate(t); !ok {
			return nil, g.refuse(reason, t.addr, by), reason
		}
		g.take(t)
		g.unadmitted++
		t.candidate = reason
		t.unmetered.Store(true)
		for _, s := range t.sources {
			s.attempts.AllowN(t.since, 1)
		}
		t.begin(&g.candidates)
	} else {
		g.take(t)
		g.connections++
		for _, s := range t.sources {
			s.connections++
			s.arrivals.AllowN(t.since, 1)
		}
		q := &g.handshakes
		if venue {
			q = &g.venue
		}
		t.begin(q)
		if q.tickets.Len() > q.most {
			out = q.heaviest(nil, t.since)
			line = g.refuse(HandshakeOld, out.addr, out.own())
		}
	}
	if out != nil {
		out.expelled = true
		out.endHandshake()
	}
	return out, line, ""
}

// admits says why sources may not have one more connection, and which of them is
// refused: the one at its bound, or the narrowest if the kiosk itself is full.
func (g *Gate) admits(sources []*source, now time.Time) (Reason, *source) {
	if g.connections >= g.limits.Connections {
		return Full, sources[len(sources)-1]
	}
	for _, s := range sources {
		if reason := s.admits(now); reason != "" {
			return reason, s
		}
	}
	return "", nil
}

// admitsCandidate reports whether a connection for which there is no room may
// try to log in as an organiser, and which candidate gives way to it, if one
// has to. A peer without an address is the kiosk's own, and no organiser.
func (g *Gate) admitsCandidate(t *Ticket) (out *Ticket, ok bool) {
	if !t.addr.IsValid() {
		return nil, false
	}
	var crowded *source
	for _, s := range t.sources {
		s.attempted++
	}
	for _, s := range t.sources {
		if s.attempts.TokensAt(t.since) < 1 {
			return nil, false
		}
		if s.candidates >= s.allowance.candidates {
			crowded = s
		}
	}
	safe := t.since.Add(-candidateTime)
	switch {
	case crowded != nil:
		out = g.candidates.heaviest(crowded, safe)
	case g.candidates.full():
		out = g.candidates.mostAttempted(t, safe)
	default:
		return nil, true
	}
	return out, out != nil
}

// persistence is how much more often somebody has come as a candidate than those
// who do not wait for them.
const persistence = 4

// mostAttempted is the candidate whose source has had the most of them, among
// those who came no later than a time, and those whose source had several times
// as many as t's: somebody who comes for the first time does not wait for those
// who come again and again. It is nil if there are none.
func (q *queue) mostAttempted(t *Ticket, latest time.Time) (out *Ticket) {
	most := 0.0
	own := t.attempted()
	for e := q.tickets.Front(); e != nil; e = e.Next() {
		c := e.Value.(*Ticket)
		n := c.attempted()
		if n > most && (n > persistence*own || !c.since.After(latest)) {
			out, most = c, n
		}
	}
	return out
}

// refuse counts somebody for whom there was no room; by is the source that is at
// its bound.
func (g *Gate) refuse(r Reason, addr netip.Addr, by *source) logLine {
	g.refused[r]++
	g.rehearsal.count(r, addr)
	if !addr.IsValid() { // the kiosk's own
		return nil
	}
	return g.refusals.add(by.key, addr, r)
}

// turnAway counts somebody who was stopped by what they sent, or did not send.
// Organisers can do nothing about those that are no proxies of theirs.
func (g *Gate) turnAway(r Reason, addr netip.Addr) {
	g.mu.Lock()
	g.refused[r]++
	g.rehearsal.count(r, addr)
	g.mu.Unlock()
	if r == NotProxied || r == ProxyHeader {
		g.refusals.add(key{prefix: SourceOf(addr)}, addr, r).write()
	}
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
	c := Counts{
		Connections: g.connections + g.unadmitted,
		Handshakes:  g.handshakes.tickets.Len() + g.venue.tickets.Len() + g.candidates.tickets.Len(),
		Sources:     len(g.sources),
		Refused:     map[Reason]uint64{},
	}
	for r, n := range g.refused {
		c.Refused[r] = n
	}
	return c
}
