package command

import (
	"context"
	"fmt"
	"sync"
	"time"

	"hackday.example/kiosk/internal/replica"
)

// longestReload bounds one reload. Pages that are being written are waited for within it.
const longestReload = 10 * time.Minute

// Reloads are the reloads of one kiosk that organisers ask for through any of several. One
// runs at a time, and goes on when those who asked leave. Those who ask while one runs are
// given one more behind it, all of them the same one: what they know to be in the files by
// then is read. The zero value is ready for use. It is safe for concurrent use.
type Reloads struct {
	mu    sync.Mutex
	over  chan struct{}  // closed when no reload is left to run; nil before the first
	again bool           // one more was asked for
	last  replica.Report // what came of the last one; of use when over is closed
}

// begin has read run, unless it does already: then it runs once more. The context that read
// is given has the values of ctx, and not its end.
func (r *Reloads) begin(ctx context.Context, read func(context.Context) replica.Report) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.over != nil {
		select {
		case <-r.over:
		default:
			r.again = true
			return
		}
	}
	r.over = make(chan struct{})
	go r.run(context.WithoutCancel(ctx), read)
}

// run reads as often as somebody asked.
func (r *Reloads) run(ctx context.Context, read func(context.Context) replica.Report) {
	for {
		report := r.once(ctx, read)
		r.mu.Lock()
		if !r.again {
			r.last = report
			close(r.over)
			r.mu.Unlock()
			return
		}
		r.again = false
		r.mu.Unlock()
	}
}

// once reads once. A panic is an error, as it is where a session reloads.
func (r *Reloads) once(ctx context.Context, read func(context.Context) replica.Report) (report replica.Report) {
	ctx, cancel := context.WithTimeout(ctx, longestReload)
	defer cancel()
	defer func() {
		if p := recover(); p != nil {
			report = replica.Report{Error: notReloaded + fmt.Sprint(p)}
		}
	}()
	return read(ctx)
}

// await is what came of the reloads that were begun: Pending where some are not over within
// a time, or before ctx ends.
func (r *Reloads) await(ctx context.Context, most time.Duration) replica.Report {
	r.mu.Lock()
	over := r.over
	r.mu.Unlock()
	if over == nil {
		return replica.Report{Error: "no reload was begun since this kiosk was started"}
	}
	late := time.NewTimer(most)
	defer late.Stop()
	select {
	case <-over:
	case <-late.C:
		return replica.Report{Pending: true}
	case <-ctx.Done():
		return replica.Report{Pending: true}
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.over != over { // another was begun at this moment
		return replica.Report{Pending: true}
	}
	return r.last
}
