package sshd

import (
	"cmp"
	"crypto/rand"
	"crypto/subtle"
	"net"
	"slices"
	"sync/atomic"
	"time"

	"hackday.example/kiosk/internal/admission"
	"hackday.example/kiosk/internal/grant"
)

// rehearsalUser is how the user name of a rehearsal begins.
const rehearsalUser = "rehearsal-"

// rehearsal is an organiser's, while their session lasts. Who logs in by its user name,
// from the organiser's own source, is not counted among the visitors. The name is a
// secret of 128 bits or more that only that session is told, so that nobody else can
// keep out of the counts. It is safe for concurrent use.
type rehearsal struct {
	user   string
	source string // as Config.Source names it
	venue  *admission.Rehearsal
	visits atomic.Uint64
	full   atomic.Uint64 // of them, those for whom no place was free
}

// newRehearsal begins a rehearsal from where a connection comes; nil if one is under way,
// or nobody decides about connections.
func newRehearsal(c *connection) *rehearsal {
	g, ok := c.Conn.(interface{ Rehearse() *admission.Rehearsal }) // an admission.Conn
	if !ok {
		return nil
	}
	venue := g.Rehearse()
	if venue == nil {
		return nil
	}
	return &rehearsal{user: rehearsalUser + rand.Text(), source: c.server.config.Source(c.RemoteAddr()), venue: venue}
}

// account is what was seen of the rehearsal.
func (r *rehearsal) account() grant.Account {
	a := grant.Account{Visits: r.visits.Load(), Full: r.full.Load()}
	for reason, n := range r.venue.Refused() {
		a.Refused = append(a.Refused, grant.Refusal{
			Reason: string(reason), Why: reason.Words(), Help: reason.Help(r.venue.Configured(), r.venue.Source()), Times: n,
		})
	}
	slices.SortFunc(a.Refused, func(x, y grant.Refusal) int {
		return cmp.Or(cmp.Compare(y.Times, x.Times), cmp.Compare(x.Reason, y.Reason))
	})
	return a
}

// Rehearse begins a rehearsal for an organiser; false if one is under way. end ends it,
// and may be called more than once.
func (r *session) Rehearse() (g grant.Grant, end func() grant.Account, ok bool) {
	s := r.server
	play := newRehearsal(r.connection)
	if play == nil {
		return grant.Grant{}, nil, false
	}
	s.rehearsal.Store(play) // the only one, as the gate has no other
	began := time.Now()
	end = func() grant.Account {
		// Before the gate lets another begin, which would be forgotten here.
		if s.rehearsal.CompareAndSwap(play, nil) {
			s.config.Log.Info("a rehearsal is over", "visits", play.visits.Load(), "seconds", int(time.Since(began).Seconds()))
		}
		play.venue.End()
		return play.account()
	}
	return grant.Grant{
		User: play.user, Source: play.venue.Source(), Venue: play.venue.Configured(),
		Readers: s.config.Limits.Readers, Sessions: s.config.Metrics.Tally().Now, Seconds: int(grant.Longest.Seconds()),
	}, end, true
}

// rehearsalOf is the rehearsal to which somebody belongs who logged in by a name; nil for
// all others.
func (s *Server) rehearsalOf(user string, from net.Addr) *rehearsal {
	r := s.rehearsal.Load()
	if r == nil || subtle.ConstantTimeCompare([]byte(r.user), []byte(user)) != 1 || r.source != s.config.Source(from) {
		return nil
	}
	return r
}
