package sshd

import "hackday.example/kiosk/internal/command"

// SeenByPeers is the kiosk as Perform hands it on: that of an organiser who has no session
// here.
func (s *Server) SeenByPeers() command.Kiosk { return kioskFor{Server: s} }
