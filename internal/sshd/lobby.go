package sshd

import (
	"context"
	"fmt"
	"net"
	"time"

	"hackday.example/kiosk/internal/hostkey"
	"hackday.example/kiosk/internal/tui"
)

// lobbyCommand runs the lobby, if there may be one more.
func lobbyCommand(q *request) int {
	if !q.understood(0) {
		return q.answer(notUnderstood)
	}
	s := q.session.server
	source := s.config.Source(q.session.connection.RemoteAddr())
	if !s.takeLobby(source) {
		q.fail(q.words.Errors.TooManyLobbies)
		return q.answer(failed)
	}
	defer s.giveLobbyBack(source)
	return q.onScreen(&tui.Lobby{
		Join:        q.session.join(),
		Fingerprint: hostkey.Fingerprint(s.config.HostKey.PublicKey()),
		Now:         s.config.Now,
	})
}

// lobbies are those that are shown now.
type lobbies struct {
	all  int
	from map[string]int // by source; nil while there was none yet
}

// takeLobby takes a lobby for a source; false if none is left, or none for it: a
// lobby stays for hours, and one visitor must not leave the halls without.
func (s *Server) takeLobby(source string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	l, limits := &s.lobbies, s.config.Limits
	if l.all >= limits.Lobbies || l.from[source] >= limits.LobbiesPerSource {
		return false
	}
	if l.from == nil {
		l.from = map[string]int{}
	}
	l.all++
	l.from[source]++
	return true
}

// giveLobbyBack gives a source's lobby back.
func (s *Server) giveLobbyBack(source string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	l := &s.lobbies
	l.all--
	if l.from[source]--; l.from[source] == 0 {
		delete(l.from, source)
	}
}

// join is what to type to come in.
func (r *session) join() string {
	if public := r.server.config.Public; public != "" {
		return "ssh " + public
	}
	return Command(r.connection.LocalAddr())
}

// Command is what to type, on this machine in any case, to visit a server that
// listens on an address.
func Command(address net.Addr) string {
	host, port, err := net.SplitHostPort(address.String())
	if err != nil {
		return "ssh localhost"
	}
	if ip := net.ParseIP(host); ip == nil || ip.IsUnspecified() {
		host = "localhost"
	}
	if port == "22" {
		return "ssh " + host
	}
	return fmt.Sprintf("ssh -p %s %s", port, host)
}

// turnPages sends a lobby's turns until ctx ends.
func turnPages(ctx context.Context, to receiver) *time.Ticker {
	turns := time.NewTicker(tui.LobbyEvery)
	go func() {
		defer turns.Stop()
		for {
			select {
			case <-turns.C:
				to.Send(tui.TurnMsg{})
			case <-ctx.Done():
				return
			}
		}
	}()
	return turns
}

// lobbyIdleTimer is the timer that has the pages turn again when whoever stopped
// them is gone. It begins with their key.
func (r *session) lobbyIdleTimer(to receiver) *idleTimer {
	limits := r.server.config.Limits
	return newIdleTimer(to, limits.LobbyIdle, limits.Notice, tui.LobbyMsg{})
}
