package sshd

import (
	"time"

	"golang.org/x/time/rate"
)

// budget is how much one visitor may still type.
type budget struct {
	limiter *rate.Limiter
	left    int
}

func newBudget(l InputLimits) *budget {
	return &budget{limiter: rate.NewLimiter(rate.Limit(l.PerSecond), l.AtOnce), left: l.InAll}
}

// take takes n bytes; false if that is more than there is.
func (b *budget) take(n int) bool {
	b.left -= n
	return b.left >= 0 && b.limiter.AllowN(time.Now(), n)
}
