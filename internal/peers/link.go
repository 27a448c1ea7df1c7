package peers

import (
	"context"
	"errors"
	"math/rand/v2"
	"time"

	"golang.org/x/time/rate"

	"hackday.example/kiosk/internal/ledger"
	"hackday.example/kiosk/internal/replica"
)

// link is the way to one address: a goroutine that dials it, talks, and dials again.
type link struct {
	g       *Group
	address string // where it leads to
	cancel  context.CancelFunc
	wake    chan struct{} // capacity 1: there is something to exchange
	kick    chan struct{} // capacity 1: try again now
	kicks   *rate.Limiter // of kicks by those who call

	// Guarded by Group.mu.
	to       destination // the address, and its name for people, which may change
	listed   bool        // --peers leads to it
	waits    bool        // it waits to try again, and may be kicked
	line     *line       // to a kiosk that is reached; nil where none is
	instance string      // who answered last; empty if nobody has
	host     string      // that kiosk's own name
	why      string      // it is not reached, for people
	apart    bool        // it answers, and does not belong to the group
	state    state
	moved    chan struct{} // closed, and another made, when state or line changes

	// Of the goroutine.
	otherWay bool      // with a PROXY header where the addresses speak against one, or the reverse
	failing  time.Time // since when; zero if it is not
	said     string    // what was logged last; empty after the peer was reached
}

// state is what is known of the exchanges with a kiosk.
type state struct {
	begun, done, agreed uint64        // the numbers of exchanges: the last that began, that ended, that ended with equal digests
	wanted              uint64        // exchanges up to this number are to be made whether anything changed or not
	heard               bool          // the kiosk was heard of in this connection, and had their then
	their               ledger.Digest // what it had when it was last heard of, with what it brought
	tags                ledger.Tags   // those of what both had when their digests were last equal; nil if none are known
	agreedOn            ledger.Digest // that digest
}

// wakeUp has the link exchange what has changed.
func (l *link) wakeUp() {
	select {
	case l.wake <- struct{}{}:
	default:
	}
}

// tryAgain ends a wait; g.mu must be held.
func (l *link) tryAgain() {
	select {
	case l.kick <- struct{}{}:
	default:
	}
}

// hasMoved tells those who wait for a change of state or line; g.mu must be held.
func (l *link) hasMoved() {
	close(l.moved)
	l.moved = make(chan struct{})
}

// errSelf and errAlias end a connection that is not needed.
var (
	errSelf  = errors.New("the address leads to this kiosk")
	errAlias = errors.New("the kiosk is reached by another address")
)

// run dials until ctx ends, or until nothing leads to the address any more.
func (l *link) run(ctx context.Context) {
	backoff := backoffFirst
	for {
		met, err := l.visit(ctx)
		if ctx.Err() != nil || !l.keep(err) {
			return
		}
		if !met.IsZero() && time.Since(met) > backoffMost {
			backoff = backoffFirst
		}
		pause, kickable := jitter(backoff), true
		var f *failure
		switch {
		case errors.Is(err, errSelf):
			pause, kickable = againSelf, false
		case errors.Is(err, errAlias):
			pause, kickable = againAlias, false
		case errors.As(err, &f) && f.stranger:
			pause = jitter(againStranger)
		}
		l.report(met, err)
		kicked, ok := l.pause(ctx, pause, kickable)
		if !ok {
			return
		}
		if backoff = min(2*backoff, backoffMost); kicked {
			backoff = backoffFirst
		}
	}
}

// jitter is between a half of d and d, so that kiosks that begin together come apart.
func jitter(d time.Duration) time.Duration { return d/2 + rand.N(d/2) }

// visit logs in and talks until the connection ends. met is when the kiosk was reached;
// zero if it was not.
func (l *link) visit(ctx context.Context) (met time.Time, err error) {
	c, err := l.login(ctx)
	if err != nil {
		return time.Time{}, err
	}
	defer c.end()
	err = c.whyEnded(l.talk(ctx, c))

	g := l.g
	g.mu.Lock()
	defer g.mu.Unlock()
	if l.line != c {
		return time.Time{}, err
	}
	l.line, l.state.heard = nil, false
	delete(g.reached, l.instance)
	for _, other := range g.list { // one of them may lead there still
		if other != l && other.instance == l.instance {
			other.tryAgain()
		}
	}
	l.hasMoved()
	return c.met, err
}

// keep notes why a kiosk is not reached; false if nothing leads to it any more.
func (l *link) keep(err error) bool {
	g := l.g
	g.mu.Lock()
	defer g.mu.Unlock()
	l.why, l.apart = "has closed the connection", false
	var f *failure
	if errors.As(err, &f) {
		l.why, l.apart = f.why, f.stranger
	}
	if !l.listed {
		g.drop(l)
	}
	return l.listed
}

// report logs that a kiosk is not reached: at once if it was before, or does not belong to
// the group, and otherwise when it has failed for some time.
func (l *link) report(met time.Time, err error) {
	if errors.Is(err, errSelf) || errors.Is(err, errAlias) {
		l.failing, l.said = time.Time{}, ""
		return
	}
	now := time.Now()
	if l.failing.IsZero() || !met.IsZero() {
		l.failing = now
	}
	said, lost := "a peer cannot be reached", !met.IsZero()
	var f *failure
	stranger := errors.As(err, &f) && f.stranger
	switch {
	case lost:
		said = "a peer is no longer reached"
	case stranger:
		said = f.log
	case l.said != "" || now.Sub(l.failing) < failedLong:
		return
	}
	if said == l.said {
		return
	}
	l.said = said
	l.g.mu.Lock()
	name, why := l.g.name(l), l.why
	l.g.mu.Unlock()
	what := []any{"peer", name}
	if !stranger { // what is said of a stranger has it in it
		what = append(what, "why", why)
	}
	l.g.options.Log.Warn(said, what...)
}

// pause waits until it is time to try again, or until it is kicked; not ok if ctx ended first.
func (l *link) pause(ctx context.Context, d time.Duration, kickable bool) (kicked, ok bool) {
	l.g.mu.Lock()
	l.waits = kickable
	l.g.mu.Unlock()
	defer func() {
		l.g.mu.Lock()
		l.waits = false
		l.g.mu.Unlock()
	}()
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-l.kick:
		kicked = true
	case <-ctx.Done():
	}
	return kicked, ctx.Err() == nil
}

// meet takes the first answer of a connection: whoever spoke is reached, unless it is this
// kiosk, or one that another link has reached.
func (l *link) meet(c *line, who replica.Self) error {
	g := l.g
	g.mu.Lock()
	if l.instance != who.Instance {
		l.state.tags = nil
	}
	l.instance, l.host = who.Instance, who.Host
	switch other := g.reached[who.Instance]; {
	case who.Instance == g.self.Instance:
		g.mu.Unlock()
		return errSelf
	case other != nil && other != l:
		g.mu.Unlock()
		return errAlias
	}
	c.met = time.Now()
	l.line, l.why, l.apart = c, "", false
	g.reached[who.Instance] = l
	delete(g.callers, who.Instance)
	l.hasMoved()
	name := g.name(l)
	g.mu.Unlock()
	l.failing, l.said = time.Time{}, ""
	g.options.Log.Info("a peer is reached", "peer", name, "host", who.Host)
	return nil
}
