package console

import (
	"testing"

	tea "charm.land/bubbletea/v2"
)

// A panic in one session once reached Bubble Tea as a nil model, which then
// panicked itself and wrote its stack to the terminal of whoever ran the kiosk.
func TestAPanicIsTheEndOfOneReader(t *testing.T) {
	gone, panics := false, 0
	p := &painter{gone: func() { gone = true }, panicked: func(any) { panics++ }} // without a model, everything panics

	m, cmd := p.Update(tea.KeyPressMsg{Code: 'x'})
	if m != tea.Model(p) || cmd == nil || !p.failed {
		t.Errorf("Update returned %v, and the command is nil: %v", m, cmd == nil)
	}
	p.failed = false
	if p.View(); !gone || !p.failed {
		t.Error("a panic while painting does not end the reader")
	}
	if panics != 2 {
		t.Errorf("%d panics were told of, want 2", panics)
	}
}
