package admission

import (
	"maps"
	"net/netip"
)

// Rehearsal is the time in which one source counts as a venue, so that an
// organiser can play a hall from there. Connections that came in meanwhile keep
// what they have when it ends. Its methods are safe for concurrent use.
type Rehearsal struct {
	gate    *Gate
	source  netip.Prefix
	refused map[Reason]uint64 // of the source, since it began; under the gate's lock
}

// Rehearse begins a rehearsal for the source of a connection: its IPv4 address, or
// its IPv6 /64. The caller ends it. It is nil if one is under way: there is no more
// than one at a time.
func (c *Conn) Rehearse() *Rehearsal {
	g := c.ticket.gate
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.rehearsal != nil || c.ticket.left {
		return nil
	}
	g.rehearsal = &Rehearsal{gate: g, source: SourceOf(c.ticket.addr), refused: map[Reason]uint64{}}
	return g.rehearsal
}

// End ends the rehearsal. It may be called more than once.
func (r *Rehearsal) End() {
	r.gate.mu.Lock()
	defer r.gate.mu.Unlock()
	if r.gate.rehearsal == r {
		r.gate.rehearsal = nil
	}
}

// Refused is how many connections of the source were refused since the rehearsal
// began, by reason.
func (r *Rehearsal) Refused() map[Reason]uint64 {
	r.gate.mu.Lock()
	defer r.gate.mu.Unlock()
	return maps.Clone(r.refused)
}

// Source is the source that rehearses, as --venue takes it.
func (r *Rehearsal) Source() string { return named(r.source) }

// Configured reports whether it is in a venue without the rehearsal too.
func (r *Rehearsal) Configured() bool { return contains(r.gate.limits.Venues, r.source.Addr()) }

// of reports whether an address is the source that rehearses; r may be nil. The
// gate's lock is held, as in count.
func (r *Rehearsal) of(addr netip.Addr) bool {
	return r != nil && SourceOf(addr) == r.source
}

// count counts a refusal, if it is one of the source that rehearses; r may be nil.
func (r *Rehearsal) count(reason Reason, addr netip.Addr) {
	if r.of(addr) {
		r.refused[reason]++
	}
}
