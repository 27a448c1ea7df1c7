package sshd

import (
	"fmt"

	"hackday.example/kiosk/internal/site"
	"hackday.example/kiosk/internal/words"
)

// A site can take hundreds of megabytes, and there is room for two. Readers and downloads
// follow the site that is shown. A command that writes text holds the one that it began
// with, for as long as its client takes to read: a client that reads slowly on purpose
// before each edit would hold any number.

// LetGo notes that nothing of the session holds the site that it was given.
func (r *session) LetGo() { r.holds.Store(nil) }

// endOutdated ends the sessions that hold any other site than the one that is shown and the
// one before.
func (s *Server) endOutdated(shown, before *site.Site) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for r := range s.sessions {
		if held := r.holds.Load(); held != nil && held != shown && held != before && r.holds.CompareAndSwap(held, nil) {
			r.served.Go(r.endOutdated) // it is still being served, for it is in sessions
		}
	}
}

// endOutdated ends a session, and says why. What waits to write has the time of any answer.
func (r *session) endOutdated() {
	r.cancel()
	_, _ = fmt.Fprintf(complaints{r}, "kiosk: %s\n", words.English.Server.Outdated)
	_ = r.connection.answer(r.channel.Close)
}
