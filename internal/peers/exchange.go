package peers

import (
	"context"
	"errors"
	"time"

	"hackday.example/kiosk/internal/ledger"
	"hackday.example/kiosk/internal/replica"
)

// errBusy ends an exchange with a peer that has too much to do, and errNoProgress one that
// brings nothing new. Both are tried again later, over the same connection.
var (
	errBusy       = errors.New("the peer has too much to do")
	errNoProgress = errors.New("the kiosks do not come to know the same")
)

// talk exchanges what is announced: at once, when something changes, when somebody wants
// it, and else with each beat. It returns when the connection has ended, or is not needed.
func (l *link) talk(ctx context.Context, c *line) error {
	for {
		pause := beat
		switch err := l.exchange(ctx, c); {
		case errors.Is(err, errBusy):
			pause = beatBusy
		case err != nil && !errors.Is(err, errNoProgress):
			return err
		}
		if err := l.rest(ctx, c, pause); err != nil {
			return err
		}
	}
}

// rest waits until there is something to exchange.
func (l *link) rest(ctx context.Context, c *line, pause time.Duration) error {
	timer := time.NewTimer(pause)
	defer timer.Stop()
	for {
		select {
		case <-l.wake:
			if !l.upToDate() {
				return nil
			}
		case <-timer.C:
			return nil
		case <-c.ended:
			return errEnded
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// upToDate reports whether the peer has what is known here, and nobody wants to be sure.
func (l *link) upToDate() bool {
	now := l.g.options.Board.Digest()
	l.g.mu.Lock()
	defer l.g.mu.Unlock()
	return l.state.heard && l.state.their == now && l.state.wanted <= l.state.begun
}

// exchange sends messages until both know the same. Where the peer's tags are known from
// the last time, what it lacks beyond these is sent at once, so that news takes one message.
func (l *link) exchange(ctx context.Context, c *line) error {
	number, tags := l.beginExchange()
	agreed, err := l.rounds(ctx, c, tags)
	g := l.g
	g.mu.Lock()
	defer g.mu.Unlock()
	l.state.done = number
	if agreed {
		l.state.agreed = number
	}
	l.hasMoved()
	return err
}

func (l *link) beginExchange() (number uint64, tags ledger.Tags) {
	l.g.mu.Lock()
	defer l.g.mu.Unlock()
	l.state.begun++
	return l.state.begun, l.state.tags
}

// rounds are the messages of an exchange; tags are the peer's as far as they are known, nil
// if they are not. agreed reports whether both came to know the same.
func (l *link) rounds(ctx context.Context, c *line, tags ledger.Tags) (agreed bool, err error) {
	board := l.g.options.Board
	var records ledger.Records
	if tags != nil {
		records = board.Missing(tags, replica.MaxRecords)
	}
	var last [2]ledger.Digest // ours and the peer's, in the round before
	var has *ledger.Tags      // ours, unless the message is the first
	for round := range maxRounds {
		sent := board.Digest()
		their, err := l.say(ctx, c, &replica.Exchange{Digest: sent, Has: has, Records: records})
		if err != nil {
			return false, err
		}
		l.g.heard(l.instanceNow(), their.Digest)
		changed := !their.Records.Empty() && board.Merge(their.Records)
		if now := board.Digest(); now == their.Digest {
			l.g.agree(l.instanceNow(), now)
			return true, nil
		}
		both := [2]ledger.Digest{sent, their.Digest}
		if round > 0 && !changed && both == last { // neither has learned anything, by this link or another
			return false, errNoProgress
		}
		last = both
		if their.Has == nil { // it had what was sent, and something has changed here since
			has, records = nil, ledger.Records{}
			continue
		}
		ours := board.Tags()
		has, records = &ours, board.Missing(*their.Has, replica.MaxRecords)
	}
	return false, errNoProgress
}

// say sends one message of an exchange, and returns what the peer says to it.
func (l *link) say(ctx context.Context, c *line, e *replica.Exchange) (*replica.Exchange, error) {
	payload, err := replica.Message{Self: l.g.self, Exchange: e}.Encode()
	if err != nil {
		return nil, err
	}
	answer, err := c.ask(ctx, payload)
	switch {
	case errors.Is(err, errNotTaken) && c.met.IsZero():
		return nil, apart(err)
	case err != nil && ctx.Err() == nil && !errors.Is(err, errEnded) && !errors.Is(err, errNotTaken):
		return nil, &failure{why: "sends what is no answer", cause: err}
	case err != nil:
		return nil, err
	}
	if c.met.IsZero() {
		if err := l.meet(c, answer.Self); err != nil {
			return nil, err
		}
	} else if answer.Instance != l.instanceNow() {
		return nil, &failure{why: "sends what is no answer", cause: errors.New("another instance within one connection")}
	}
	if answer.Exchange == nil {
		return nil, errBusy
	}
	return answer.Exchange, nil
}

// instanceNow is who answers.
func (l *link) instanceNow() string {
	l.g.mu.Lock()
	defer l.g.mu.Unlock()
	return l.instance
}

// heard notes what another kiosk has, before what it brings is merged: so nobody tells it
// that again.
func (g *Group) heard(instance string, their ledger.Digest) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if l := g.reached[instance]; l != nil {
		l.state.heard, l.state.their = true, their
	}
}

// agree notes that another kiosk knows what is known here, by a digest.
func (g *Group) agree(instance string, digest ledger.Digest) {
	g.mu.Lock()
	if instance != g.self.Instance {
		g.exchanged = time.Now()
	}
	l := g.reached[instance]
	known := l == nil || l.state.tags != nil && l.state.agreedOn == digest
	g.mu.Unlock()
	if known {
		return
	}

	// Tags that are not those of the digest cost a message more, and no truth.
	tags := g.options.Board.Tags()
	if tags == nil {
		tags = ledger.Tags{}
	}
	if g.options.Board.Digest() != digest {
		return
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.reached[instance] == l {
		l.state.tags, l.state.agreedOn = tags, digest
	}
}
