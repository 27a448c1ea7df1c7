package kiosktest

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// client is one of the three clients with what differs between them.
type client struct {
	name  string
	plain []string // the options for a session without a pty
	term  string   // the terminal it says it has
	call  func(t testing.TB, server greeter, opts ClientOptions) *exec.Cmd
}

var clients = []client{
	{"ssh", nil, "xterm-256color", func(t testing.TB, server greeter, opts ClientOptions) *exec.Cmd {
		return SSH(t, server.addr, opts)
	}},
	{"dbclient", []string{"-T"}, "xterm-256color", func(t testing.TB, server greeter, opts ClientOptions) *exec.Cmd {
		return Dbclient(t, server.addr, opts)
	}},
	{"plink", []string{"-T"}, "xterm", func(t testing.TB, server greeter, opts ClientOptions) *exec.Cmd {
		return Plink(t, server.addr, server.fingerprint, opts)
	}},
}

// runClient runs a client without a terminal and returns what it printed.
func runClient(t *testing.T, cmd *exec.Cmd) (stdout, stderr string, status int) {
	t.Helper()
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	_ = cmd.Run()
	return out.String(), errs.String(), cmd.ProcessState.ExitCode()
}

func TestClientsWithoutTerminal(t *testing.T) {
	for _, c := range clients {
		t.Run(c.name, func(t *testing.T) {
			Need(t, c.name)
			server := startGreeter(t)
			for _, test := range []struct {
				name string
				opts ClientOptions
				want string
			}{
				{"no command is a shell without a pty", ClientOptions{Options: c.plain}, "hello visitor: shell\n"},
				{"a command goes as one string", ClientOptions{Command: []string{"read", "page one"}}, "hello visitor: exec, command \"read page one\"\n"},
				{"the user can be chosen", ClientOptions{User: "ada", Command: []string{"x"}}, "hello ada: exec, command \"x\"\n"},
			} {
				t.Run(test.name, func(t *testing.T) {
					stdout, stderr, status := runClient(t, c.call(t, server, test.opts))
					if stdout != test.want {
						t.Errorf("stdout is %q, want %q", stdout, test.want)
					}
					if !strings.Contains(stderr, "stderr\n") {
						t.Errorf("stderr is %q, want the server's stderr in it", stderr)
					}
					if status != 7 {
						t.Errorf("the exit status is %d, want 7; stdout %q, stderr %q", status, stdout, stderr)
					}
				})
			}
		})
	}
}

func TestClientsInTerminal(t *testing.T) {
	for _, c := range clients {
		t.Run(c.name, func(t *testing.T) {
			Need(t, c.name)
			server := startGreeter(t)
			term := StartTerminal(t, TerminalOptions{Columns: 100, Rows: 30, Light: true}, c.call(t, server, ClientOptions{}))
			screen := term.WaitForText("press q")
			if !screen.AlternateScreen || screen.CursorVisible {
				t.Errorf("alternate screen %v, cursor visible %v", screen.AlternateScreen, screen.CursorVisible)
			}
			want := "hello visitor: pty " + c.term + " 100x30, shell"
			if !bytes.Contains(term.Raw(), []byte(want)) {
				t.Errorf("%q is not in %q", want, term.Raw())
			}
			term.WaitForText(`]11;rgb:ffff/ffff/ffff`) // the answer got there
			if term.State() == term.InitialState() {
				t.Error("the client did not put the terminal into raw mode")
			}
			term.Resize(90, 25)
			term.WaitForText("now 90x25")
			term.Type("q")
			if status, err := term.Wait(patience); status != 7 || err != nil {
				t.Errorf("ended with %d, %v, want 7", status, err)
			}
			if !term.Screen().Contains("goodbye") {
				t.Errorf("no goodbye on the screen, after %q:\n%s", term.Raw(), term.Screen().Golden())
			}
			after := term.State()
			after.CursorRow, after.CursorColumn = 0, 0
			if after != term.InitialState() {
				t.Errorf("the terminal is not as it was:\n%+v\n%+v", term.InitialState(), after)
			}
		})
	}
}

func TestClientsForceTerminalForCommand(t *testing.T) {
	for _, c := range clients {
		t.Run(c.name, func(t *testing.T) {
			Need(t, c.name)
			server := startGreeter(t)
			opts := ClientOptions{Options: []string{"-t"}, Command: []string{"read"}}
			term := StartTerminal(t, TerminalOptions{}, c.call(t, server, opts))
			term.WaitForText("press q")
			term.Type("q")
			if status, err := term.Wait(patience); status != 7 || err != nil {
				t.Errorf("ended with %d, %v, want 7", status, err)
			}
			if !bytes.Contains(term.Raw(), []byte(`80x24, exec, command "read"`)) {
				t.Errorf("not a pty and a command: %q", term.Raw())
			}
		})
	}
}

func TestSSHSendsVariables(t *testing.T) {
	server := startGreeter(t)
	stdout, _, _ := runClient(t, SSH(t, server.addr, ClientOptions{
		Options: []string{"-o", "SetEnv=NO_COLOR=1"},
		Command: []string{"x"},
	}))
	if !strings.Contains(stdout, "env NO_COLOR=1") {
		t.Errorf("the server was told %q", stdout)
	}
}

func TestSSHTakesTermFromEnvironment(t *testing.T) {
	server := startGreeter(t)
	term := StartTerminal(t, TerminalOptions{}, SSH(t, server.addr, ClientOptions{Env: []string{"TERM=dumb"}}))
	term.WaitForText("press q")
	if !bytes.Contains(term.Raw(), []byte("pty dumb 80x24")) {
		t.Errorf("the server was told %q", term.Raw())
	}
}

func TestSSHRemembersHostKeyInHome(t *testing.T) {
	server, home := startGreeter(t), t.TempDir()
	opts := ClientOptions{Home: home, Command: []string{"x"}}
	const warning = "Permanently added"
	if _, stderr, _ := runClient(t, SSH(t, server.addr, opts)); !strings.Contains(stderr, warning) {
		t.Errorf("the first call said %q", stderr)
	}
	if _, stderr, _ := runClient(t, SSH(t, server.addr, opts)); strings.Contains(stderr, warning) {
		t.Errorf("the second call said %q", stderr)
	}
	knownHosts := filepath.Join(home, ".ssh", "known_hosts")
	text, err := os.ReadFile(knownHosts)
	if err != nil || !strings.Contains(string(text), "ssh-ed25519") {
		t.Errorf("the known hosts are %q, %v", text, err)
	}
}

func TestPlinkRefusesAnotherHostKey(t *testing.T) {
	server := startGreeter(t)
	other := "SHA256:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
	_, stderr, status := runClient(t, Plink(t, server.addr, other, ClientOptions{Options: []string{"-T"}}))
	if status != 1 || !strings.Contains(stderr, "Host key not in manually configured list") {
		t.Errorf("status %d, stderr %q", status, stderr)
	}
}
