package sshd

import (
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
)

// A panic in one session once reached Bubble Tea as a nil model, which then
// panicked itself and wrote its stack to the terminal of whoever ran the kiosk.
func TestAPanicIsTheEndOfOneSessionAndALineInTheLog(t *testing.T) {
	server, log := fuzzServer(t)
	r, _ := newFuzzSession(server)
	defer func() { _ = r.connection.Close() }()
	gone := false
	p := &painter{session: r, gone: func() { gone = true }} // without a model, everything panics

	m, cmd := p.Update(tea.KeyPressMsg{Code: 'x'})
	if m != tea.Model(p) || cmd == nil || !p.failed {
		t.Errorf("Update returned %v, and the command is nil: %v", m, cmd == nil)
	}
	p.failed = false
	if p.View(); !gone || !p.failed {
		t.Error("a panic while painting does not end the session")
	}
	if lines := strings.Split(strings.TrimSpace(log.String()), "\n"); len(lines) != 2 || !strings.Contains(lines[0], "a session panicked") {
		t.Errorf("the log has %d lines:\n%s", len(lines), log)
	}
}
