package sshd_test

import (
	"strings"
	"testing"
	"time"

	"hackday.example/kiosk/internal/kiosktest"
)

// What is wrong with the pages is for organisers: neither visitors are told, nor who looks at
// a screen in the hall.
func TestOrganisersWhoReadAreToldWhatIsWrongWithThePages(t *testing.T) {
	k := startOffice(t, nil)
	const why, then = "content/index.md:3:1: error: broken", "content/more.md:1:1: error: worse"
	k.Server.TellTrouble(t.Context(), why)
	open := func(o kiosktest.ClientOptions) *kiosktest.Terminal {
		return kiosktest.StartTerminal(t, kiosktest.TerminalOptions{}, kiosktest.SSH(t, k.Address, o))
	}
	as := func(command ...string) kiosktest.ClientOptions {
		return kiosktest.ClientOptions{User: "organiser", Options: []string{"-t", "-i", k.id, "-o", "IdentitiesOnly=yes"}, Command: command}
	}
	screen, lines, lobby, visitor := open(as("rationale")), open(as("linear")), open(as("lobby")), open(kiosktest.ClientOptions{})
	bottom := func(text string) func(kiosktest.Screen) bool {
		return func(s kiosktest.Screen) bool {
			rows := strings.Split(strings.TrimRight(s.Text(), "\n "), "\n")
			return strings.Contains(rows[len(rows)-1], text)
		}
	}
	screen.WaitFor("the bottom line to say so", bottom(why))
	lines.WaitForText(why)
	visitor.WaitForText("q quit")
	lobby.WaitForText("ssh hackday.example")

	k.Server.TellTrouble(t.Context(), then)
	screen.WaitFor("the bottom line to say the other", bottom(then))
	lines.WaitForText(then)
	screen.Type("?")
	screen.WaitFor("the help", func(s kiosktest.Screen) bool { return s.Contains(then) })
	screen.Type("\x1b")

	k.Server.TellTrouble(t.Context(), "")
	screen.WaitFor("the bottom line to be as ever", bottom("q quit"))
	for name, term := range map[string]*kiosktest.Terminal{"a visitor": visitor, "a lobby": lobby} {
		if strings.Contains(string(term.Raw()), "error: ") {
			t.Errorf("%s is told", name)
		}
	}
	visitor.Type("q")
	if status, err := visitor.Wait(15 * time.Second); status != 0 {
		t.Error(status, err)
	}
}
