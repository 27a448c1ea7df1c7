package sshd

import (
	"context"
	"time"
)

// Drain tells everyone who reads, and whoever still comes, that the kiosk closes
// when the notice is over, and counts that down; they may read until then. Ready
// is false from the beginning, so that a load balancer sends newcomers elsewhere.
// It returns at the end of the notice, or of ctx; Shutdown is then the caller's.
func (s *Server) Drain(ctx context.Context, notice time.Duration) {
	end := time.Now().Add(notice)
	if !s.drainEnd.CompareAndSwap(nil, &end) {
		return
	}
	s.config.Log.Info("draining", "seconds", int(notice.Seconds()), "sessions", s.Sessions())
	for time.Now().Before(end) {
		s.spread(ctx, newDrain)
		left := time.Until(end)
		wait := time.NewTimer(left - nextTold(left))
		select {
		case <-wait.C:
		case <-ctx.Done():
			wait.Stop()
			return
		}
	}
}

// nextTold is how much time is left when readers are told again: every ten
// seconds, then at five, and then each second. A line that changed every second
// all the time would only disturb them.
func nextTold(left time.Duration) time.Duration {
	step := 10 * time.Second
	switch {
	case left <= 5*time.Second:
		step = time.Second
	case left <= 10*time.Second:
		step = 5 * time.Second
	}
	return max(left-1, 0).Truncate(step)
}

// Ready reports whether newcomers should be sent here: not while the kiosk drains
// or closes.
func (s *Server) Ready() bool {
	if s.drainEnd.Load() != nil {
		return false
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return !s.closing
}

// drainLeft is how much of the notice is left.
func (s *Server) drainLeft() time.Duration {
	if end := s.drainEnd.Load(); end != nil {
		return max(time.Until(*end), 0)
	}
	return 0
}
