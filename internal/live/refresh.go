package live

import (
	"context"
	"time"
)

const (
	// refreshPause is the least time from one refresh to the next: a folder of 500
	// documents is not loaded 500 times.
	refreshPause = 2 * time.Second

	// refreshShare is the part of the time that refreshes take at most, as 1/refreshShare:
	// a site of 10,000 pages is loaded for a while.
	refreshShare = 10
)

// Refresh has Run load the pages again soon, though nothing in their folder changed: what
// they are made of beside has, such as the text of a document. It returns at once, and may
// be called as often as anything changes.
func (p *Pages) Refresh() {
	select {
	case p.refreshes <- struct{}{}:
	default: // that is known
	}
}

// awaitRefreshes does what Refresh asks for, until ctx ends.
func (p *Pages) awaitRefreshes(ctx context.Context) {
	for {
		select {
		case <-p.refreshes:
		case <-ctx.Done():
			return
		}
		begin := p.now()
		_, _ = p.reload(ctx, refreshed)
		if sleep(ctx, max(refreshPause, refreshShare*p.now().Sub(begin))) != nil {
			return
		}
	}
}

// cause is why pages are loaded again.
type cause uint8

const (
	noticed   cause = iota // their folder changed
	asked                  // somebody asked for it, and is to see in the log that it was done
	refreshed              // Refresh
)
