package command

import (
	"context"

	"hackday.example/kiosk/internal/replica"
	"hackday.example/kiosk/internal/site"
)

// Replicas are the kiosks that are one with this one, as package peers has them.
type Replicas interface {
	// Spread exchanges announcements with all that answer, for a second at most.
	Spread(context.Context) replica.Spread
	// Ask has an operation performed by the others, or by the one of a name that Find has
	// found. The answers are in the order of the names, one for each.
	Ask(ctx context.Context, name string, op replica.Operation) []replica.Peer
	// Self is this kiosk.
	Self() replica.Peer
	// Find is the kiosk that an organiser means; the error names those that there are.
	Find(name string) (replica.Peer, error)
}

// Perform does what an organiser asks of a kiosk, which shows a site, and may have asked
// through another kiosk. It returns within 100 ms: of a reload that takes longer the report
// is Pending.
func Perform(ctx context.Context, k Kiosk, shown *site.Site, op replica.Operation) replica.Report {
	return replica.Report{Error: "not written yet"}
}
