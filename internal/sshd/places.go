package sshd

// placeHolder is what a connection's source may hold of the readers' places; an
// admission.Conn is one.
type placeHolder interface {
	// TakePlace takes a place for the source; false if it holds more than free
	// allows, the number of places that are left in the kiosk.
	TakePlace(free int) bool
	LeavePlace()
}

// takePlace takes a reader's place; false if there is none, or none for the
// connection or its source. What takes it gives it back with leavePlace.
func (s *Server) takePlace(c *connection) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if free := s.config.Limits.Readers - s.readers; free < 1 || !c.takeReader(free) {
		return false
	}
	s.readers++
	return true
}

// leavePlace gives a reader's place back.
func (s *Server) leavePlace(c *connection) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.readers--
	c.leaveReader()
}

// takeReader takes one of the places that a connection may have, and one of its
// source's where free are left in the kiosk.
func (c *connection) takeReader(free int) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.readers >= c.server.config.Limits.ReadersPerConnection {
		return false
	}
	if p, ok := c.Conn.(placeHolder); ok && !p.TakePlace(free) {
		return false
	}
	c.readers++
	return true
}

func (c *connection) leaveReader() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.readers--
	if p, ok := c.Conn.(placeHolder); ok {
		p.LeavePlace()
	}
}
