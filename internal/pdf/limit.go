package pdf

import (
	"context"
	"time"
)

// limit is a context that ends when parent does, when the process has taken maxTime of
// processor time since, or after maxWait. Where the system does not tell processor time
// it is the time that goes by. cancel must be called.
func limit(parent context.Context, maxTime, maxWait time.Duration) (ctx context.Context, cancel context.CancelFunc) {
	ctx, cancel = context.WithTimeout(parent, maxWait)
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
