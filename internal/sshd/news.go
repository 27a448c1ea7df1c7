package sshd

import (
	"context"
	"maps"
	"slices"
	"time"

	"hackday.example/kiosk/internal/console"
)

// What readers are told while they read.

// TellPictures tells every reader that pictures are here which some of them asked for in
// vain. It returns when every reader was told, or ctx ends.
func (s *Server) TellPictures(ctx context.Context) { s.spread(ctx, console.NewPictures) }

// Announce shows everyone what the organisers say from now on, the oldest first,
// in place of what they said before. Like Show it returns when every reader was
// told.
func (s *Server) Announce(ctx context.Context, texts []string) {
	texts = slices.Clone(texts)
	s.announcements.Store(&texts)
	s.spread(ctx, console.NewAnnouncements)
}

// TellTrouble tells the organisers who read, and those who come, why other pages are shown
// than are in the content folder; an empty text, that all is well again. It returns when they
// were told, or ctx ends.
func (s *Server) TellTrouble(ctx context.Context, text string) {
	s.trouble.Store(&text)
	s.spreadTo(ctx, console.NewTrouble, (*session).claimed)
}

// Trouble is what TellTrouble told last.
func (s *Server) Trouble() string {
	if p := s.trouble.Load(); p != nil {
		return *p
	}
	return ""
}

// Announced is what the organisers say, the oldest first. It never changes.
func (s *Server) Announced() []string {
	if p := s.announcements.Load(); p != nil {
		return *p
	}
	return nil
}

// spread tells every reader who is there of something, over half a second. The
// end of ctx leaves some untold.
func (s *Server) spread(ctx context.Context, n console.News) {
	s.spreadTo(ctx, n, func(*session) bool { return true })
}

// spreadTo is spread to some of the readers.
func (s *Server) spreadTo(ctx context.Context, n console.News, to func(*session) bool) {
	s.mu.Lock()
	readers := slices.DeleteFunc(slices.Collect(maps.Keys(s.sessions)), func(r *session) bool { return !to(r) })
	s.mu.Unlock()
	const ticks, tick = 500, time.Millisecond
	pace := time.NewTicker(tick)
	defer pace.Stop()
	for some := range slices.Chunk(readers, len(readers)/ticks+1) {
		for _, r := range some {
			r.post.Tell(n)
		}
		select {
		case <-pace.C:
		case <-ctx.Done():
			return
		}
	}
}
