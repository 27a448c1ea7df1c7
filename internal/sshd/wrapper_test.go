package sshd_test

import (
	"strings"
	"testing"
	"time"

	"hackday.example/kiosk/internal/kiosktest"
)

// wrapperLines are what wrappers and habits ask a terminal to run, which is not
// there to be run.
var wrapperLines = map[string]string{
	"a shell":             "exec $SHELL -l",
	"tmux":                "tmux attach",
	"tmux or a new one":   "tmux attach || tmux new",
	"a start-up script":   "sh -c '" + strings.Repeat("printf x; ", 1000) + "'",
	"variables":           "TERM=xterm bash",
	"mosh":                "mosh-server new -s -c 256 -l LANG=en_GB.UTF-8",
	"a pipe":              "read | head",
	"output to elsewhere": "read > page.txt",
	"a command's output":  "read $(hostname)",
	"lines":               "read\nexit",
}

func TestAWrappersCommandOnATerminalGivesTheReader(t *testing.T) {
	k := kiosktest.StartKiosk(t, kiosktest.KioskOptions{})
	const notRun = "Your command was not run, because this is not a shell"
	for name, line := range wrapperLines {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			term := kiosktest.StartTerminal(t, kiosktest.TerminalOptions{},
				kiosktest.SSH(t, k.Address, kiosktest.ClientOptions{Options: []string{"-t"}, Command: []string{line}}))
			term.WaitForText("Why are we doing this?")
			term.WaitForText(notRun)
			term.Type("j")
			term.WaitFor("the line to go", func(s kiosktest.Screen) bool { return !s.Contains(notRun) })
			quit(t, term)
		})
	}
	t.Run("line by line", func(t *testing.T) {
		t.Parallel()
		term := kiosktest.StartTerminal(t, kiosktest.TerminalOptions{},
			kiosktest.SSH(t, k.Address, kiosktest.ClientOptions{Options: []string{"-t"}, Env: []string{"TERM=dumb"}, Command: []string{"tmux attach"}}))
		term.WaitForText(notRun)
		term.WaitForText("Type next, a number")
	})
}

func TestAWrappersCommandWithoutATerminalIsNotUnderstood(t *testing.T) {
	k := kiosktest.StartKiosk(t, kiosktest.KioskOptions{})
	for name, line := range wrapperLines {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			stdout, stderr, status := output(t, kiosktest.SSH(t, k.Address, kiosktest.ClientOptions{
				Options: []string{"-o", "LogLevel=ERROR"}, Command: []string{line},
			}))
			if want := "kiosk: this is not a shell; type: ssh hackday.example read\n"; status != 2 || stdout != "" || stderr != want {
				t.Errorf("status %d, %q, %q; want %q", status, stdout, stderr, want)
			}
		})
	}
}

func TestAMistypedWordOnATerminalIsNoWrappers(t *testing.T) {
	k := kiosktest.StartKiosk(t, kiosktest.KioskOptions{})
	for line, want := range map[string]string{
		"raed":           `there is no page or command "raed"; did you mean "read"?`,
		"raed rationale": `there is no command "raed"; did you mean "read"?`,
		"rational":       `there is no page or command "rational"; did you mean "rationale"?`,
		"nonsense":       `there is no page or command "nonsense"; try one of: `,
	} {
		t.Run(line, func(t *testing.T) {
			t.Parallel()
			term := kiosktest.StartTerminal(t, kiosktest.TerminalOptions{Columns: 200},
				kiosktest.SSH(t, k.Address, kiosktest.ClientOptions{Options: []string{"-t"}, Command: []string{line}}))
			status, err := term.Wait(15 * time.Second)
			if err != nil || status != 2 || !strings.Contains(string(term.Raw()), want) {
				t.Errorf("status %d, %v, %q; want %q", status, err, term.Raw(), want)
			}
		})
	}
}
