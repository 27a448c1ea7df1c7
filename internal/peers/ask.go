package peers

import (
	"context"
	"errors"
	"sync"

	"hackday.example/kiosk/internal/replica"
)

// Spread exchanges announcements with all peers that are reached, for a second at most, and
// says who has what is known here.
func (g *Group) Spread(ctx context.Context) replica.Spread {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()

	type waiting struct {
		link *link
		want uint64
		have bool
		replica.Lacking
	}
	g.mu.Lock()
	var all []waiting
	for _, l := range g.others() {
		// An exchange that has begun already may have been too early.
		l.state.wanted = l.state.begun + 1
		l.wakeUp()
		why := l.why
		if l.line != nil { // and so it is only late, if it has not all in the end
			why = whySilent
		}
		all = append(all, waiting{l, l.state.wanted, false, replica.Lacking{Name: g.name(l), Why: why, Apart: l.apart}})
	}
	g.mu.Unlock()

	var wait sync.WaitGroup
	for i := range all {
		wait.Go(func() { all[i].have = all[i].link.agrees(ctx, all[i].want) })
	}
	wait.Wait()
	spread := replica.Spread{Known: len(all) + 1, Have: 1}
	for _, w := range all {
		if w.have {
			spread.Have++
		} else {
			spread.Missing = append(spread.Missing, w.Lacking)
		}
	}
	return spread
}

// agrees waits for the end of an exchange, and reports whether the peer has all since. It
// does not wait for a peer that is silent, or not reached.
func (l *link) agrees(ctx context.Context, number uint64) bool {
	for {
		l.g.mu.Lock()
		state, c, moved := l.state, l.line, l.moved
		l.g.mu.Unlock()
		switch {
		case c == nil:
			return false
		case state.agreed >= number:
			return true
		case state.done >= number:
			return false
		}
		select {
		case <-moved:
		case <-c.silence():
			return false
		case <-ctx.Done():
			return false
		}
	}
}

// Ask has an operation performed by peers: all of them, or the one of a name, which Find has
// found. The answers are in the order of the names, one for each, those included that do not
// answer. A peer that does not answer within a second is not waited for again before it
// does. While a reload is Pending, it is asked again until ctx ends, for 30 s at the most.
func (g *Group) Ask(ctx context.Context, name string, op replica.Operation) []replica.Peer {
	g.mu.Lock()
	var asked []*link
	var answers []replica.Peer
	for _, l := range g.others() {
		if p := g.peer(l); name == "" || p.Name == name {
			asked, answers = append(asked, l), append(answers, p)
		}
	}
	g.mu.Unlock()

	var wait sync.WaitGroup
	for i, l := range asked {
		wait.Go(func() { l.perform(ctx, op, &answers[i]) })
	}
	wait.Wait()
	return answers
}

// perform asks one peer, and has its answer put into p.
func (l *link) perform(ctx context.Context, op replica.Operation, p *replica.Peer) {
	ctx, cancel := context.WithTimeout(ctx, reloadTime)
	defer cancel()
	for {
		report, why := l.once(ctx, op)
		if report == nil && p.Report != nil && ctx.Err() != nil {
			return // it is still Pending, and that is all there is to say
		}
		p.Report, p.Why = report, why
		if report == nil || !report.Pending || op.Kind != replica.Reload || !sleep(ctx, reloadEvery) {
			return
		}
		op.Begin = false
	}
}

// once asks a peer once. Where there is no report, why says so.
func (l *link) once(ctx context.Context, op replica.Operation) (report *replica.Report, why string) {
	l.g.mu.Lock()
	c, why := l.line, l.why
	l.g.mu.Unlock()
	if c == nil {
		return nil, why
	}
	payload, err := replica.Message{Self: l.g.self, Operation: &op}.Encode()
	if err != nil {
		return nil, "cannot be asked that"
	}
	answer, err := c.askSoon(ctx, payload)
	switch {
	case errors.Is(err, errEnded):
		return nil, "has closed the connection"
	case errors.Is(err, errSilent), ctx.Err() != nil:
		return nil, whySilent
	case err != nil:
		return nil, "sends what is no answer"
	case answer.Error != "":
		return &replica.Report{Error: answer.Error}, ""
	case answer.Report == nil:
		return nil, "sends what is no answer"
	}
	return answer.Report, ""
}
