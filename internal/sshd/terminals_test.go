package sshd_test

import (
	"os"
	"os/exec"
	"regexp"
	"strings"
	"testing"
	"time"

	"hackday.example/kiosk/internal/kiosktest"
)

// readAndSearch reads the page and finds a word in it, as people do.
func readAndSearch(t *testing.T, term *kiosktest.Terminal) {
	t.Helper()
	term.WaitForText("Why are we doing this?")
	term.Type("/doctorow")
	term.WaitForText("1 of 1")
	term.Type("\r")
	if s := term.WaitForText("doctorow: 1 of 1"); !s.Contains("Cory Doctorow") {
		t.Errorf("what was found is out of sight:\n%s", s.Text())
	}
}

func TestEveryTerminalReadsSearchesAndQuits(t *testing.T) {
	k := kiosktest.StartKiosk(t, kiosktest.KioskOptions{})
	for _, name := range []string{"xterm", "xterm-256color", "linux", "vt100", "screen", "tmux-256color", "putty", "rxvt"} {
		t.Run(name, func(t *testing.T) {
			term := kiosktest.StartTerminal(t, kiosktest.TerminalOptions{}, kiosktest.SSH(t, k.Address, kiosktest.ClientOptions{Env: []string{"TERM=" + name}}))
			readAndSearch(t, term)
			quit(t, term)
			if ascii := name == "linux" || name == "vt100"; ascii && strings.ContainsFunc(string(term.Raw()), func(r rune) bool { return r >= 0x80 }) {
				t.Errorf("there is more than ASCII in %q", term.Raw())
			}
		})
	}
}

func TestEveryClientSearchesAndQuits(t *testing.T) {
	k := kiosktest.StartKiosk(t, kiosktest.KioskOptions{})
	for name, client := range map[string]func() *exec.Cmd{
		"dbclient": func() *exec.Cmd { return kiosktest.Dbclient(t, k.Address, kiosktest.ClientOptions{}) },
		"plink":    func() *exec.Cmd { return kiosktest.Plink(t, k.Address, k.Fingerprint, kiosktest.ClientOptions{}) },
	} {
		t.Run(name, func(t *testing.T) {
			term := kiosktest.StartTerminal(t, kiosktest.TerminalOptions{}, client())
			readAndSearch(t, term)
			term.Type("q")
			if status, err := term.Wait(15 * time.Second); err != nil || status != 0 {
				t.Errorf("status %d, %v", status, err)
			}
			after, before := term.State(), term.InitialState()
			after.CursorRow, before.CursorRow = 0, 0
			after.CursorColumn, before.CursorColumn = 0, 0 // dbclient does not end its last line
			if after != before {
				t.Errorf("the terminal is left otherwise than it was:\n before %+v\n after  %+v", before, after)
			}
		})
	}
}

func TestADumbTerminalReadsLineByLine(t *testing.T) {
	k := kiosktest.StartKiosk(t, kiosktest.KioskOptions{})
	for name, o := range map[string]kiosktest.ClientOptions{
		"by itself": {Env: []string{"TERM=dumb"}},
		"asked for": {Options: []string{"-t"}, Command: []string{"linear"}},
	} {
		t.Run(name, func(t *testing.T) {
			term := kiosktest.StartTerminal(t, kiosktest.TerminalOptions{Rows: 200}, kiosktest.SSH(t, k.Address, o))
			for _, step := range []struct{ keys, want string }{
				{"", "Heading 2: Why are we doing this?"},
				{"\r", "Heading 2: Openness and a Digital NHS"},
				{"find tech industry\r", "tech industry was not found"},
				{"find technology industry\r", "1 found. This is number 1."},
				{"1\r", "https://youtu.be/zS4H8XDB1bw?t=1h15m"},
				{"contents\r", "3. Heading 2: Meeting the challenge"},
				{"zzz\r", "I do not know zzz"},
			} {
				term.Type(step.keys)
				term.WaitForText(step.want)
			}
			term.Type("quit\r")
			if status, err := term.Wait(15 * time.Second); err != nil || status != 0 {
				t.Errorf("status %d, %v", status, err)
			}
			if raw := string(term.Raw()); strings.ContainsAny(raw, "\x1b\b\x07\f\v") {
				t.Errorf("there is more than lines in %q", raw)
			}
			after, before := term.State(), term.InitialState()
			after.CursorRow, before.CursorRow = 0, 0
			if after != before {
				t.Errorf("the terminal is left otherwise than it was:\n before %+v\n after  %+v", before, after)
			}
		})
	}
}

// As in Emacs (M-x shell), which shows what it sends by itself, and turns ECHO off.
func TestATerminalThatDoesNotEchoHearsNothingTwice(t *testing.T) {
	k := kiosktest.StartKiosk(t, kiosktest.KioskOptions{})
	ssh := kiosktest.SSH(t, k.Address, kiosktest.ClientOptions{Env: []string{"TERM=dumb"}})
	silent := exec.Command("sh", "-c", "stty -echo && exec "+commandLine(ssh))
	silent.Env = ssh.Env
	term := kiosktest.StartTerminal(t, kiosktest.TerminalOptions{Rows: 200}, silent)
	term.WaitForText("help or quit:")
	term.Type("contents\n")
	term.WaitForText("3. Heading 2: Meeting the challenge")
	term.Type("quit\n")
	if status, err := term.Wait(15 * time.Second); err != nil || status != 0 {
		t.Errorf("status %d, %v", status, err)
	}
	if raw := string(term.Raw()); !strings.Contains(raw, "quit: Contents of") {
		t.Errorf("the answer does not follow what was asked at once:\n%s", raw)
	}
}

// paneState is all that tmux tells of what a program may have changed.
const paneState = "#{alternate_on} #{cursor_flag} #{insert_flag} #{keypad_cursor_flag} #{keypad_flag} #{mouse_any_flag} #{mouse_button_flag} " +
	"#{mouse_sgr_flag} #{mouse_standard_flag} #{mouse_all_flag} #{origin_flag} #{scroll_region_upper}-#{scroll_region_lower} #{wrap_flag} #{pane_title}"

// commandLine is a command as a shell takes it.
func commandLine(cmd *exec.Cmd) string {
	var words []string
	for _, a := range cmd.Args {
		words = append(words, "'"+a+"'")
	}
	return strings.Join(words, " ")
}

// startTmux starts tmux as it is without a configuration, and the kiosk's reader
// in it. run runs one of tmux's commands, and returns what it prints.
func startTmux(t *testing.T) (term *kiosktest.Terminal, run func(args ...string) string, before string) {
	t.Helper()
	tmux := kiosktest.Need(t, "tmux")
	k := kiosktest.StartKiosk(t, kiosktest.KioskOptions{})
	folder := t.TempDir()
	env := append(os.Environ(), "TMUX=", "TMUX_TMPDIR="+folder, "TERM=xterm-256color", "LC_ALL=C.UTF-8")
	run = func(args ...string) string {
		t.Helper()
		cmd := exec.Command(tmux, args...)
		cmd.Env = env
		out, err := cmd.CombinedOutput()
		if err != nil {
			t.Fatalf("%v: %v: %s", args, err, out)
		}
		return string(out)
	}
	start := exec.Command(tmux, "-f", "/dev/null", "new-session", "env", "PS1=ready> ", "sh")
	start.Env = env
	term = kiosktest.StartTerminal(t, kiosktest.TerminalOptions{}, start)
	term.WaitForText("ready>")
	before = run("display-message", "-p", paneState)
	ssh := commandLine(kiosktest.SSH(t, k.Address, kiosktest.ClientOptions{}))
	term.Type("TMUX= " + ssh + "\r")
	return term, run, before
}

// endTmux leaves the reader, and tmux.
func endTmux(t *testing.T, term *kiosktest.Terminal, run func(args ...string) string, before string) {
	t.Helper()
	term.Type("q")
	term.WaitForText("Goodbye from NHS Hack Day.")
	term.WaitForText("closed.")
	if after := run("display-message", "-p", paneState); after != before {
		t.Errorf("tmux's pane is left otherwise than it was:\n before %s after  %s", before, after)
	}
	term.Type("exit\r")
	if status, err := term.Wait(15 * time.Second); err != nil || status != 0 {
		t.Errorf("tmux ends with %d, %v", status, err)
	}
}

func TestInTmux(t *testing.T) {
	term, run, before := startTmux(t)
	readAndSearch(t, term)
	endTmux(t, term, run, before)
}

// TestEscapeAndAKeyInTmux types Escape and a key within tmux's escape-time, so
// that they come as one, like a key with Alt.
func TestEscapeAndAKeyInTmux(t *testing.T) {
	term, run, before := startTmux(t)
	top := term.WaitForText("Why are we doing this?")
	term.Type("/we want")
	term.WaitForText("Find: we want_")
	term.Type("\x1bj")
	term.WaitFor("the page without the search, one line down", func(s kiosktest.Screen) bool {
		return !s.Contains("Find:") && s.Row(1) == top.Row(2) && s.Row(2) == top.Row(3)
	})
	term.Type("?")
	term.WaitForText("half a page down")
	term.Type("\x1bG")
	term.WaitFor("the end of the page, not of the help", func(s kiosktest.Screen) bool {
		return s.Contains("100%") && s.Contains("c contents")
	})
	term.Type("\x1b<") // Alt with < means something
	term.WaitForText("Why are we doing this?")
	endTmux(t, term, run, before)
}

// windowState is what GNU screen tells of a window, without where the cursor is.
var windowState = regexp.MustCompile(`[+-]flow.*`)

func TestInScreen(t *testing.T) {
	screen := kiosktest.Need(t, "screen")
	k := kiosktest.StartKiosk(t, kiosktest.KioskOptions{})
	folder := t.TempDir()
	if err := os.Chmod(folder, 0o700); err != nil {
		t.Fatal(err)
	}
	env := append(os.Environ(), "SCREENDIR="+folder, "TERM=xterm-256color", "LC_ALL=C.UTF-8")
	state := func() string {
		cmd := exec.Command(screen, "-S", "kiosk", "-Q", "info")
		cmd.Env = env
		out, _ := cmd.CombinedOutput()
		return windowState.FindString(string(out))
	}
	start := exec.Command(screen, "-c", "/dev/null", "-S", "kiosk", "env", "PS1=ready> ", "sh")
	start.Env = env
	term := kiosktest.StartTerminal(t, kiosktest.TerminalOptions{}, start)
	term.WaitForText("ready>")
	before := state()
	if before == "" {
		t.Error("screen does not tell its state")
	}
	term.Type(commandLine(kiosktest.SSH(t, k.Address, kiosktest.ClientOptions{})) + "\r")
	readAndSearch(t, term)
	term.Type("q")
	term.WaitForText("Goodbye from NHS Hack Day.")
	term.WaitForText("closed.")
	if after := state(); after != before {
		t.Errorf("screen's window is left otherwise than it was:\n before %s\n after  %s", before, after)
	}
	term.Type("exit\r")
	if status, err := term.Wait(15 * time.Second); err != nil || status != 0 {
		t.Errorf("screen ends with %d, %v", status, err)
	}
}
