package pdf

import (
	"context"
	"time"

	"hackday.example/kiosk/internal/document"
)

// patience bounds how long a document is read for where the machine is busy with
// something else, and the processor time of document.MaxTime is never reached.
const patience = 4 * document.MaxTime

// limit is a context that ends when parent does, when the process has taken maxTime of
// processor time since, or after patience. Where the system does not tell processor time
// it is the time that goes by. cancel must be called.
func limit(parent context.Context, maxTime, patience time.Duration) (ctx context.Context, cancel context.CancelFunc) {
	ctx, cancel = context.WithTimeout(parent, patience)
	begin, beginCPU := time.Now(), processorTime()
	go func() {
		timer := time.NewTimer(maxTime)
		defer timer.Stop()
		for {
			select {
			case <-ctx.Done():
				return
			case <-timer.C:
			}
			used := processorTime() - beginCPU
			if beginCPU == 0 {
				used = time.Since(begin)
			}
			if used >= maxTime {
				cancel()
				return
			}
			timer.Reset(maxTime - used)
		}
	}()
	return ctx, cancel
}
