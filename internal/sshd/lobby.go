package sshd

// shares count what is taken of something, in all and by each source. Server.mu guards
// them.
type shares struct {
	all  int
	from map[string]int // by source; nil until something is taken
}

// take takes one for a source; false if most are taken, or each by the source.
func (h *shares) take(source string, most, each int) bool {
	if h.all >= most || h.from[source] >= each {
		return false
	}
	if h.from == nil {
		h.from = map[string]int{}
	}
	h.all++
	h.from[source]++
	return true
}

// giveBack gives back one that a source took.
func (h *shares) giveBack(source string) {
	h.all--
	if h.from[source]--; h.from[source] == 0 {
		delete(h.from, source)
	}
}

// takeLobby takes a lobby for a source; false if none is left, or none for it: a
// lobby stays for hours, and one visitor must not leave the halls without.
func (s *Server) takeLobby(source string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.lobbies.take(source, s.config.Limits.Lobbies, s.config.Limits.LobbiesPerSource)
}

// giveLobbyBack gives a source's lobby back.
func (s *Server) giveLobbyBack(source string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.lobbies.giveBack(source)
}
