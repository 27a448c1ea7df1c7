package sshd

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
