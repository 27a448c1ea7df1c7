package sshd

import (
	"context"

	"hackday.example/kiosk/internal/command"
	"hackday.example/kiosk/internal/replica"
)

// Peers are the kiosks that are one with this one, as package peers has them.
type Peers interface {
	command.Replicas
	// Answer answers what a peer asks. ok is false if that is no message.
	Answer(ctx context.Context, payload []byte) (answer []byte, ok bool)
}

// Perform does what an organiser asks of this kiosk through another one. It returns within
// 100 ms.
func (s *Server) Perform(ctx context.Context, op replica.Operation) replica.Report {
	return command.Perform(ctx, kioskFor{Server: s}, s.Site(), op)
}
