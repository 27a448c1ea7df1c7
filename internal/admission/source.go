package admission

import (
	"container/list"
	"net/netip"
	"time"

	"golang.org/x/time/rate"
)

// Allowance is how many connections one source may have.
type Allowance struct {
	AtOnce int           // connections at the same time
	Every  time.Duration // one more connection each
	Burst  int           // connections that may come faster than that
}

// Budget is how many bytes may come: AtOnce of them as fast as they like, and
// PerSecond after that.
type Budget struct{ AtOnce, PerSecond int }

// What a source in a venue may have, times what one of the public may.
const (
	venueBytes  = 16
	venuePlaces = 7 // of the readers' places, for each that is free
)

// sourceCandidates is how many of a source may at once be in the handshake in
// which they have to turn out to be organisers, and may come faster than
// candidateRate. With more who come from one address, an organiser among them is
// let in to try by chance.
const (
	sourceCandidates = candidates / 2
	candidateRate    = 4 // a second: as many as have their candidateTime
)

// wide is what the /48 around an IPv6 source may have, times what a source may.
// A site is given a /48, with 65,536 sources in it (RFC 6177): without a bound of
// its own it would be bound by nothing.
const wide = 8

// allowance is all that a source may have.
type allowance struct {
	Allowance
	bytes      Budget
	places     int        // readers' places for each that is free
	candidates int        // at once, and faster than attempts
	attempts   rate.Limit // candidates a second
}

// allowance is what a source may have, in a venue or not.
func (l Limits) allowance(venue bool) allowance {
	a := allowance{Allowance: l.Source, bytes: l.Bytes, places: 1, candidates: sourceCandidates, attempts: candidateRate}
	if venue {
		a.Allowance, a.bytes, a.places = l.Venue, l.Bytes.times(venueBytes), venuePlaces
	}
	return a
}

// times is n times as much.
func (a allowance) times(n int) allowance {
	a.AtOnce *= n
	a.Every /= time.Duration(n)
	a.Burst *= n
	a.bytes = a.bytes.times(n)
	a.places *= n
	a.candidates *= n
	a.attempts *= rate.Limit(n)
	return a
}

func (b Budget) times(n int) Budget { return Budget{b.AtOnce * n, b.PerSecond * n} }

// limiter is a token bucket of bytes.
func (b Budget) limiter() *rate.Limiter {
	if b == (Budget{}) {
		return rate.NewLimiter(rate.Inf, 0)
	}
	return rate.NewLimiter(rate.Limit(b.PerSecond), b.AtOnce)
}

// key is what a source is known by. Of one network a part can be in a venue: that
// part counts by itself.
type key struct {
	prefix netip.Prefix
	venue  bool
}

// SourceOf is what an address is counted under: an IPv4 address by itself, also
// in its IPv6 form, and an IPv6 address by its /64, which is what a household or
// a phone is given (RFC 6177).
func SourceOf(addr netip.Addr) netip.Prefix { return network(addr, 64) }

// keysOf are the sources that an address counts under, each of which has to have
// room for it: the /48 of an IPv6 address, and its own.
func keysOf(addr netip.Addr, venue bool) []key {
	own := key{SourceOf(addr), venue}
	if own.prefix.Addr().Is4() || !own.prefix.IsValid() {
		return []key{own}
	}
	return []key{{network(addr, 48), venue}, own}
}

// network is an IPv4 address by itself, or the network of an IPv6 address.
func network(addr netip.Addr, bits6 int) netip.Prefix {
	addr = addr.Unmap().WithZone("")
	bits := 32
	if addr.Is6() {
		bits = bits6
	}
	return netip.PrefixFrom(addr, bits).Masked()
}

// source is what an address or a network has now, and what it may have. All but
// bytes is under the gate's lock.
type source struct {
	key
	allowance   allowance
	tickets     int // connections and candidates that have not left
	connections int
	handshakes  int // under way, candidates' among them
	candidates  int // that have not given way
	places      int
	arrivals    *rate.Limiter // of connections
	bytes       *rate.Limiter
	attempts    *rate.Limiter // of candidates
	attempted   int           // candidates since it is known, those that were refused too
	element     *list.Element // among the idle; nil while it has something, and before it is taken
	since       time.Time     // when it became idle
}

// admits says why a source may not have one more connection now.
func (s *source) admits(now time.Time) Reason {
	switch {
	case s.connections >= s.allowance.AtOnce:
		return SourceFull
	case s.arrivals.TokensAt(now) < 1:
		return SourceFast
	}
	return ""
}

// spend takes n bytes, and returns how long until there were as many.
func (s *source) spend(now time.Time, n int) (wait time.Duration) {
	for n > 0 {
		part := n
		if s.allowance.bytes.AtOnce > 0 { // a reservation cannot be for more
			part = min(n, s.allowance.bytes.AtOnce)
		}
		wait = s.bytes.ReserveN(now, part).DelayFrom(now)
		n -= part
	}
	return wait
}

// busy reports whether a source has anything now.
func (s *source) busy() bool { return s.tickets > 0 || s.places > 0 }

// find returns the sources that an address counts under, the widest first. One
// that is not known is new, and known once take is called: who is refused leaves
// nothing behind, and pushes nobody out.
func (g *Gate) find(addr netip.Addr, venue bool) []*source {
	keys := keysOf(addr, venue)
	sources := make([]*source, len(keys))
	for i, k := range keys {
		if s, ok := g.sources[k]; ok {
			sources[i] = s
			continue
		}
		a := g.limits.allowance(venue)
		if i < len(keys)-1 {
			a = a.times(wide)
		}
		sources[i] = &source{
			key: k, allowance: a, bytes: a.bytes.limiter(),
			arrivals: rate.NewLimiter(rate.Every(a.Every), a.Burst),
			attempts: rate.NewLimiter(a.attempts, a.candidates),
		}
	}
	return sources
}

// take makes a ticket's sources known, and none of them idle.
func (g *Gate) take(t *Ticket) {
	for _, s := range t.sources {
		s.tickets++
		g.sources[s.key] = s
		if s.element != nil {
			g.idle.Remove(s.element)
			s.element = nil
		}
	}
}

// rest makes those of a ticket's sources idle that have nothing any more.
func (g *Gate) rest(t *Ticket) {
	now := g.now()
	for _, s := range t.sources {
		if !s.busy() && s.element == nil {
			s.since = now
			s.element = g.idle.PushBack(s)
		}
	}
	g.forget(now)
}

// forget drops the sources that have been idle for long, and those idle for
// longest where there are too many.
func (g *Gate) forget(now time.Time) {
	for e := g.idle.Front(); e != nil; e = g.idle.Front() {
		s := e.Value.(*source)
		if g.idle.Len() <= g.limits.Sources && now.Sub(s.since) < Memory {
			return
		}
		delete(g.sources, s.key)
		g.idle.Remove(e)
	}
}
