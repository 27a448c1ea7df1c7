package peers

import (
	"context"
	"errors"
	"net/netip"
	"slices"
	"time"

	"golang.org/x/time/rate"

	"hackday.example/kiosk/internal/replica"
)

// lookUp looks the name of an entry up, again and again until ctx ends. What was known
// stays where a lookup fails.
func (g *Group) lookUp(ctx context.Context, e *entry) {
	for {
		within, cancel := context.WithTimeout(ctx, lookTime)
		found, err := g.options.Lookup(within, e.host)
		cancel()
		if err == nil && len(found) == 0 {
			err = errors.New("the name has no address")
		}
		if ctx.Err() != nil {
			return
		}
		g.looked(e, sorted(found), err)
		pause := lookEvery
		if g.known(e) == 0 {
			pause = lookSooner
		}
		if !sleep(ctx, pause) {
			return
		}
	}
}

// looked takes in what a lookup found.
func (g *Group) looked(e *entry, found []netip.Addr, err error) {
	g.mu.Lock()
	failing := e.failing
	e.failing = err != nil
	if err == nil {
		// What is beyond the bound would only wait for a place.
		e.addresses = found[:min(len(found), replica.MaxPeers+1)]
		e.many = e.many || len(found) > 1
	}
	g.mu.Unlock()
	switch {
	case err != nil && !failing:
		g.options.Log.Warn("the name of the peers cannot be looked up", "name", e.host, "error", err)
	case err == nil && failing:
		g.options.Log.Info("the name of the peers can be looked up again", "name", e.host)
	}
	g.settle() // by now there may be a place for one that was beyond the bound
}

func (g *Group) known(e *entry) int {
	g.mu.Lock()
	defer g.mu.Unlock()
	return len(e.addresses)
}

// settle has a link for each address that the entries lead to, and ends those of addresses
// that are listed no more. One that is reached stays until its connection ends: a kiosk that
// closes may have left the list, and still has visitors.
func (g *Group) settle() {
	g.mu.Lock()
	listed := make(map[string]destination)
	order := g.destinations()
	for _, d := range order {
		listed[d.address] = d
	}
	for _, l := range slices.Clone(g.list) {
		d, is := listed[l.to.address]
		l.listed = is
		switch {
		case is:
			l.to = d
		case l.line == nil:
			g.drop(l)
		}
		delete(listed, l.to.address)
	}
	tooMany := false
	for _, d := range order {
		if _, is := listed[d.address]; !is {
			continue
		}
		if len(g.list) >= replica.MaxPeers {
			tooMany = true
			break
		}
		g.begin(d)
	}
	slices.SortFunc(g.list, func(a, b *link) int { return compareNames(a.to, b.to) })
	said := g.cut
	g.cut = tooMany
	g.mu.Unlock()
	if tooMany && !said {
		g.options.Log.Warn("there are more peers than a kiosk talks to", "most", replica.MaxPeers)
	}
}

// begin begins a link; g.mu must be held.
func (g *Group) begin(d destination) {
	ctx, cancel := context.WithCancel(g.ctx)
	l := &link{
		g: g, address: d.address, to: d, listed: true, cancel: cancel,
		wake: make(chan struct{}, 1), kick: make(chan struct{}, 1), kicks: rate.NewLimiter(kicksPerSecond, kicksAtOnce), moved: make(chan struct{}),
		why: "has not answered yet",
	}
	g.list = append(g.list, l)
	g.links.Go(func() {
		defer cancel()
		l.run(ctx)
	})
}

// drop ends a link and forgets it; g.mu must be held.
func (g *Group) drop(l *link) {
	l.cancel()
	g.list = slices.DeleteFunc(g.list, func(other *link) bool { return other == l })
}

// sleep waits for d; false if ctx ended first.
func sleep(ctx context.Context, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}
