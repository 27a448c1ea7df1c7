package peers

import (
	"context"
	"time"

	"hackday.example/kiosk/internal/replica"
)

// caller is a kiosk that has called, and that no address was found to lead to.
type caller struct {
	host        string
	since, last time.Time
	said        bool // it was logged
}

// calls reports whether a kiosk has called for long, and does so still.
func (c caller) calls(now time.Time) bool {
	return c.last.Sub(c.since) >= strangeLong && now.Sub(c.last) <= 2*beat
}

// Answer answers what a peer asks, who was let in by a host key. ok is false if that is no
// message; nothing has changed then. It waits for 300 ms at the most until it is its turn,
// and may be called at any time, from any goroutine.
func (g *Group) Answer(ctx context.Context, payload []byte) (answer []byte, ok bool) {
	if !g.mayAnswer(ctx) || !g.takeTurn(ctx) {
		return g.encode(replica.Answer{Error: "This kiosk has too much to do."})
	}
	op, answer, ok := g.inTurn(payload)
	if op == nil {
		return answer, ok
	}
	report := g.options.Perform(ctx, *op)
	return g.encode(replica.Answer{Report: &report})
}

// inTurn decodes a message and answers it, but for an operation that this kiosk knows, which
// it returns. It gives the turn back.
func (g *Group) inTurn(payload []byte) (op *replica.Operation, answer []byte, ok bool) {
	defer func() { <-g.turns }()
	m, err := replica.DecodeMessage(payload)
	if err != nil {
		g.complain(err)
		return nil, nil, false
	}
	g.called(m.Self)
	switch {
	case m.Exchange != nil:
		answer, ok = g.encode(replica.Answer{Exchange: g.merge(m)})
	case !m.Operation.Kind.Known():
		answer, ok = g.encode(replica.Answer{Error: "This kiosk is older, and does not know how to do that."})
	default:
		op = m.Operation
	}
	return op, answer, ok
}

// takeTurn takes one of the turns; false if there is none within turnWait.
func (g *Group) takeTurn(ctx context.Context) bool {
	late := time.NewTimer(turnWait)
	defer late.Stop()
	select {
	case g.turns <- struct{}{}:
		return true
	case <-late.C:
	case <-ctx.Done():
	}
	return false
}

// encode is an answer of this kiosk.
func (g *Group) encode(a replica.Answer) ([]byte, bool) {
	a.Self = g.self
	b, err := a.Encode()
	if err != nil {
		g.options.Log.Error("an answer to a peer could not be written", "error", err)
	}
	return b, err == nil
}

// mayAnswer takes one from what all peers may ask together, and waits for it if that is not
// long.
func (g *Group) mayAnswer(ctx context.Context) bool {
	r := g.rate.Reserve()
	wait := r.Delay()
	if wait > answerWait {
		r.Cancel()
		return false
	}
	return wait == 0 || sleep(ctx, wait)
}

// merge takes in what a message brings, and says what is known then.
func (g *Group) merge(m replica.Message) *replica.Exchange {
	board := g.options.Board
	g.heard(m.Instance, m.Exchange.Digest)
	if !m.Exchange.Records.Empty() && board.Merge(m.Exchange.Records) {
		g.wakeAll()
	}
	now := board.Digest()
	if now == m.Exchange.Digest {
		g.agree(m.Instance, now)
		return &replica.Exchange{Digest: now}
	}
	has := board.Tags()
	e := &replica.Exchange{Digest: now, Has: &has}
	if m.Exchange.Has != nil {
		e.Records = board.Missing(*m.Exchange.Has, replica.MaxRecords)
	}
	return e
}

// called notes that a kiosk has called. One that is not reached, and did not call before, has
// just begun, or there is a way to it again; and so the links that wait try again.
func (g *Group) called(who replica.Self) {
	g.mu.Lock()
	if who.Instance == g.self.Instance || g.reached[who.Instance] != nil {
		g.mu.Unlock()
		return
	}
	now := time.Now()
	c, known := g.callers[who.Instance]
	anew := !known || now.Sub(c.last) > 2*beat
	if !known {
		c.since = now
		g.forget()
	}
	c.host, c.last = who.Host, now
	unknown := c.calls(now) && !c.said
	c.said = c.said || unknown
	g.callers[who.Instance] = c
	if anew {
		for _, l := range g.list {
			if l.waits && l.kicks.Allow() {
				l.tryAgain()
			}
		}
	}
	g.mu.Unlock()
	if unknown {
		g.options.Log.Warn("a peer calls that is not reached from here; give the same --peers everywhere", "host", who.Host)
	}
}

// forget makes room for one caller more; g.mu must be held.
func (g *Group) forget() {
	if len(g.callers) < maxCallers {
		return
	}
	var oldest string
	for instance, c := range g.callers {
		if oldest == "" || c.last.Before(g.callers[oldest].last) {
			oldest = instance
		}
	}
	delete(g.callers, oldest)
}

// complain logs that a peer has sent what is no message, once a minute at the most.
func (g *Group) complain(err error) {
	g.mu.Lock()
	now := time.Now()
	silent := !g.complained.IsZero() && now.Sub(g.complained) < strangeLong
	if !silent {
		g.complained = now
	}
	g.mu.Unlock()
	if !silent {
		g.options.Log.Warn("a peer has sent what is no message", "error", err)
	}
}
