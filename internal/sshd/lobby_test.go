package sshd_test

import (
	"strings"
	"testing"

	"hackday.example/kiosk/internal/kiosktest"
	"hackday.example/kiosk/internal/sshd"
)

func TestOneSourceCannotHaveAllTheLobbies(t *testing.T) {
	limits := sshd.DefaultLimits
	limits.Lobbies, limits.LobbiesPerSource = 3, 2
	k := kiosktest.StartKiosk(t, kiosktest.KioskOptions{Limits: limits})
	from := func(source string) kiosktest.ClientOptions {
		return kiosktest.ClientOptions{Options: []string{"-tt", "-b", source}, Command: []string{"lobby"}}
	}
	lobby := func(source string) *kiosktest.Terminal {
		t.Helper()
		term := kiosktest.StartTerminal(t, kiosktest.TerminalOptions{}, kiosktest.SSH(t, k.Address, from(source)))
		term.WaitForText("ssh hackday.example")
		return term
	}
	refused := func(source string) {
		t.Helper()
		if out, errors, status := output(t, kiosktest.SSH(t, k.Address, from(source))); status != 1 || !strings.Contains(out+errors, "as many lobbies as it can have") {
			t.Errorf("another from %s: status %d, %s%s", source, status, out, errors)
		}
	}
	first := lobby("127.0.0.1")
	lobby("127.0.0.1")
	refused("127.0.0.1")
	lobby("127.0.0.2")
	refused("127.0.0.3") // there are three

	quit(t, first)
	lobby("127.0.0.1")
	refused("127.0.0.1")
}
