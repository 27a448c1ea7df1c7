package admission

import (
	"cmp"
	"fmt"
	"hash/maphash"
	"log/slog"
	"net"
	"net/netip"
	"slices"
	"strings"
	"sync"
	"time"
)

const (
	// refusalTime is how long a refusal is remembered, and how long it takes
	// until another line is logged about the same source.
	refusalTime = 10 * time.Minute

	// slots are the parts of refusalTime that are counted by themselves, so that
	// each can be forgotten by itself.
	slots = 10

	// mostRefused bounds the sources whose refusals are remembered, of about 200
	// bytes each. A new one takes the place of the one with the fewest.
	mostRefused = 256

	// mostLines bounds the lines in refusalTime, beside one for all the rest.
	mostLines = 10

	// mostUnlogged bounds the sources that are told apart in that line, by 8
	// bytes each.
	mostUnlogged = 4096
)

// refusals is who was refused in the last ten minutes. It is safe for concurrent
// use.
type refusals struct {
	log  *slog.Logger // nil for none
	name func(net.Addr) string
	now  func() time.Time
	seed maphash.Seed

	start time.Time // of the first slot

	mu       sync.Mutex // guards what follows
	sources  map[key]*refused
	expiry   time.Time           // when sources may next hold something to forget
	begun    time.Time           // the first of lines was written
	lines    int                 // since then
	unlogged map[uint64]struct{} // hashes of sources without a line since then
}

// refused is one source's refusals.
type refused struct {
	reason Reason // of the last one
	counts [slots]int
	slot   int       // of the last one
	logged time.Time // when a line was; zero if none was
}

// logLine logs a line. Logging can block, and so is done without a lock held.
type logLine func()

// write logs the line, if there is one.
func (l logLine) write() {
	if l != nil {
		l()
	}
}

func newRefusals(now func() time.Time) *refusals {
	return &refusals{now: now, start: now(), seed: maphash.MakeSeed(), sources: map[key]*refused{}, unlogged: map[uint64]struct{}{}}
}

const slotTime = refusalTime / slots

// slot is which slot a time is in, from 0 when the refusals began.
func (r *refusals) slot(t time.Time) int { return max(int(t.Sub(r.start)/slotTime), 0) }

// advance forgets what is older than refusalTime.
func (r *refused) advance(slot int) {
	for s := max(r.slot+1, slot-slots+1); s <= slot; s++ {
		r.counts[s%slots] = 0
	}
	r.slot = max(r.slot, slot)
}

// times is how many there were in refusalTime before the last one that advance
// was told of.
func (r *refused) times() (n int) {
	for _, c := range r.counts {
		n += c
	}
	return n
}

// add notes that a connection from addr was refused, which counts under k. It
// returns the line to log about it; nil if there is to be none.
func (r *refusals) add(k key, addr netip.Addr, reason Reason) logLine {
	r.mu.Lock()
	defer r.mu.Unlock()
	now := r.now()
	r.expire(now)
	s := r.sources[k]
	if s == nil {
		if len(r.sources) >= mostRefused {
			r.evict(now)
		}
		s = &refused{slot: r.slot(now)}
		r.sources[k] = s
	}
	s.reason = reason
	s.advance(r.slot(now))
	s.counts[s.slot%slots]++
	if r.log == nil || s.recent(now) {
		return nil
	}
	if r.begun.IsZero() || now.Sub(r.begun) >= refusalTime {
		r.begun, r.lines = now, 0
	}
	if r.lines >= mostLines {
		r.omit(k, now)
		return nil
	}
	r.lines++
	s.logged = now
	return func() {
		r.log.Warn("connections are refused", "source", r.name(&net.TCPAddr{IP: addr.AsSlice()}),
			"reason", reason.Words(), "hint", reason.Help(k.venue, "ADDRESS (which an organiser's status tells)"))
	}
}

// recent reports whether a line was logged in the last refusalTime.
func (r *refused) recent(now time.Time) bool {
	return !r.logged.IsZero() && now.Sub(r.logged) < refusalTime
}

// omit counts a source among the rest, which one line tells of in the end.
func (r *refusals) omit(k key, now time.Time) {
	if len(r.unlogged) == 0 {
		time.AfterFunc(r.begun.Add(refusalTime).Sub(now), r.logRest)
	}
	if len(r.unlogged) < mostUnlogged {
		r.unlogged[maphash.Comparable(r.seed, k)] = struct{}{}
	}
}

func (r *refusals) logRest() {
	r.mu.Lock()
	n := len(r.unlogged)
	clear(r.unlogged)
	r.mu.Unlock()
	orMore := ""
	if n == mostUnlogged {
		orMore = " or more"
	}
	r.log.Warn(fmt.Sprintf("connections are refused, and of %d%s more sources", n, orMore), "hint", "an organiser's status tells which were refused most often")
}

// evict forgets the source with the fewest refusals, one without a line if there
// is any: else it would be given another.
func (r *refusals) evict(now time.Time) {
	var fewest key
	least := -1
	for k, s := range r.sources {
		if s.recent(now) {
			continue
		}
		s.advance(r.slot(now))
		if n := s.times(); least < 0 || n < least {
			fewest, least = k, n
		}
	}
	delete(r.sources, fewest)
}

// expire forgets the sources without a refusal in refusalTime. It looks no more
// often than a slot ends.
func (r *refusals) expire(now time.Time) {
	if now.Before(r.expiry) {
		return
	}
	r.expiry = now.Add(slotTime)
	for k, s := range r.sources {
		if s.advance(r.slot(now)); s.times() == 0 && !s.recent(now) {
			delete(r.sources, k)
		}
	}
}

// forget is expire, for when somebody else comes.
func (r *refusals) forget(now time.Time) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.expire(now)
}

// Refusal is a source of which connections were refused in the last ten minutes.
type Refusal struct {
	Source netip.Prefix
	Venue  bool
	Reason Reason // of the last one
	Times  int
}

// Refusals are the sources of which most connections were refused in the last
// ten minutes, the most first: up to most of them. More is how many others are
// remembered, of which there is a bound too.
func (g *Gate) Refusals(most int) (list []Refusal, more int) {
	r := g.refusals
	r.mu.Lock()
	defer r.mu.Unlock()
	now := r.now()
	for k, s := range r.sources {
		s.advance(r.slot(now))
		if n := s.times(); n > 0 {
			list = append(list, Refusal{k.prefix, k.venue, s.reason, n})
		}
	}
	slices.SortFunc(list, func(a, b Refusal) int {
		return cmp.Or(cmp.Compare(b.Times, a.Times), a.Source.Addr().Compare(b.Source.Addr()), cmp.Compare(a.Source.Bits(), b.Source.Bits()))
	})
	if len(list) > most {
		list, more = list[:most], len(list)-most
	}
	return list, more
}

// String says who was refused, how often, why, and which flag of kiosk serve
// helps.
func (r Refusal) String() string {
	at := named(r.Source)
	times := "once"
	if r.Times > 1 {
		times = fmt.Sprintf("%d times", r.Times)
	}
	return fmt.Sprintf("%s, %s, %s; %s", at, times, r.Reason.Words(), r.Reason.Help(r.Venue, at))
}

// named is a source as --venue takes it: an address, or a network.
func named(source netip.Prefix) string {
	if source.IsSingleIP() {
		return source.Addr().String()
	}
	return source.String()
}

// Words say what the reason is.
func (r Reason) Words() string {
	switch r {
	case Full:
		return "the kiosk was full"
	case SourceFull:
		return "too many at once"
	case SourceFast:
		return "too many in quick succession"
	case HandshakeOld:
		return "too many that had not logged in yet"
	case NotProxied:
		return "a proxy sent no PROXY protocol header"
	case ProxyHeader:
		return "a PROXY protocol header from where no proxy is known"
	case NotSSH:
		return "not SSH"
	}
	return string(r)
}

// Help says what to do about it, with the flags of kiosk serve: at is the source's
// address, and venue whether it is in a venue.
func (r Reason) Help(venue bool, at string) string {
	switch {
	case r == NotProxied:
		return "have that proxy send the PROXY protocol, or take it out of --proxy"
	case r == ProxyHeader:
		return "if that is your load balancer: --proxy " + at
	case r == Full, venue:
		return "for more at once: --max-sessions N, or more memory"
	}
	return strings.NewReplacer("AT", at).Replace("if that is the hall: --venue AT; if it is a load balancer: --proxy AT")
}
