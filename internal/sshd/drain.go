package sshd

import (
	"context"
	"time"

	"hackday.example/kiosk/internal/command"
	"hackday.example/kiosk/internal/console"
)

// Drain tells everyone who reads, and whoever still comes, that the kiosk closes
// when the notice is over, and counts that down; they may read until then. Ready
// is false from the beginning, so that a load balancer sends newcomers elsewhere.
// It returns at the end of the notice, or of ctx; or sooner, when nobody but peers is
// connected, but not before Config.DrainLeast. Shutdown is then the caller's.
// A call while it drains already can only make the notice shorter, and returns
// at once.
func (s *Server) Drain(ctx context.Context, notice time.Duration) {
	begin := time.Now()
	if !s.beginDrain(begin.Add(min(notice, command.MaxDrain))) {
		return
	}
	if left := s.DrainLeft(); left > 0 {
		s.config.Log.Info("draining", "seconds", int(left.Round(time.Second).Seconds()), "sessions", s.Sessions())
	}
	for s.DrainLeft() > 0 {
		s.spread(ctx, console.NewDrain)
		left := s.DrainLeft()
		next := left - nextTold(left)
		if s.deserted() {
			noticed := s.config.DrainLeast - time.Since(begin)
			if noticed <= 0 {
				return
			}
			next = min(next, noticed)
		}
		wait := time.NewTimer(next)
		select {
		case <-wait.C:
		case <-s.hastened:
		case <-s.emptied:
		case <-ctx.Done():
			wait.Stop()
			return
		}
		wait.Stop()
	}
}

// deserted reports whether nobody is connected but peers, which stay until the end.
func (s *Server) deserted() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.connections) == s.peers.all
}

// beginDrain sets the end of the notice, or brings it forward; false if the kiosk
// drains already.
func (s *Server) beginDrain(end time.Time) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	before := s.drainEnd.Load()
	if before == nil || end.Before(*before) {
		s.drainEnd.Store(&end)
	}
	if before == nil {
		return true
	}
	select {
	case s.hastened <- struct{}{}:
	default:
	}
	return false
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

// DrainLeft is how much of the notice of a drain is left; 0 where there is none.
func (s *Server) DrainLeft() time.Duration {
	if end := s.drainEnd.Load(); end != nil {
		return max(time.Until(*end), 0)
	}
	return 0
}
