package sshd_test

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"hackday.example/kiosk/internal/kiosktest"
)

// town is a site whose pages stand below one another.
func town() fs.FS {
	filler := strings.Repeat("Words that fill a paragraph until it is long enough to be scrolled.\n\n", 12)
	files := fstest.MapFS{
		"site.yaml": {Data: []byte("title: Hack Day\nurl: https://e.org\nhome: index\n")},
		"index.md":  {Data: []byte("---\ntitle: Welcome\n---\nTo [all events](events.md), or [the web](https://web.example/" + strings.Repeat("a/rather/long/path/", 8) + "end).\n")},
		"events.md": {Data: []byte("---\ntitle: Events\n---\nCome to [Cardiff](events/2026/cardiff.md#supporters).\n")},
		"search.md": {Data: []byte("---\ntitle: How to search\n---\nLook around.\n")},
	}
	for _, city := range []string{"London", "Cardiff", "Leeds"} {
		files["events/2026/"+strings.ToLower(city)+".md"] = &fstest.MapFile{Data: fmt.Appendf(nil,
			"---\ntitle: %s\n---\n## When\n\n%s## Supporters\n\nA café in %s.\n\n%s", city, filler, city, filler)}
	}
	return files
}

func TestAnAddressOpensTheReaderThere(t *testing.T) {
	k := kiosktest.StartKiosk(t, kiosktest.KioskOptions{Content: town()})
	open := func(address string) *kiosktest.Terminal {
		return kiosktest.StartTerminal(t, kiosktest.TerminalOptions{},
			kiosktest.SSH(t, k.Address, kiosktest.ClientOptions{Options: []string{"-t"}, Command: []string{address}}))
	}
	term := open("events/2026/cardiff#supporters")
	if s := term.WaitForText("A café in Cardiff."); !strings.Contains(s.Row(0), "Hack Day › Events › 2026 › Cardiff") || !strings.Contains(s.Row(1), "Supporters") {
		t.Errorf("it begins with\n%s\n%s", s.Row(0), s.Row(1))
	}
	term.Type("U")
	term.WaitForText("Come to Cardiff")
	term.Type("\x1b[Z\x04\x15") // Shift-Tab; Ctrl-D and Ctrl-U are half a page
	term.Type("\x7f\x7f")
	term.WaitForText("A café in Cardiff.")
	term.Type("q")
	term.WaitForText("Come back with: ssh -t hackday.example events/2026/cardiff")
	if status, err := term.Wait(15 * time.Second); err != nil || status != 0 {
		t.Errorf("it ends with %d, %v", status, err)
	}
	term = open("/search")
	term.WaitForText("Look around.")
	term.Type(":q\r")
	if _, err := term.Wait(15 * time.Second); err != nil {
		t.Error(err)
	}
	term = open("leedz")
	term.WaitForText(`did you mean "events/2026/leeds"?`)
	if status, err := term.Wait(15 * time.Second); err != nil || status != 2 {
		t.Errorf("an address that is nowhere ends with %d, %v", status, err)
	}
}

func TestAnAddressWithoutATerminalIsThatPage(t *testing.T) {
	k := kiosktest.StartKiosk(t, kiosktest.KioskOptions{Content: town()})
	say := func(command ...string) (out, errs string, status int) {
		t.Helper()
		cmd := kiosktest.SSH(t, k.Address, kiosktest.ClientOptions{Command: command})
		var o, e bytes.Buffer
		cmd.Stdout, cmd.Stderr = &o, &e
		err := cmd.Run()
		var exit *exec.ExitError
		if err != nil && !errors.As(err, &exit) {
			t.Fatal(err)
		}
		var said strings.Builder // by the kiosk
		for line := range strings.Lines(e.String()) {
			if !strings.HasPrefix(line, "Warning: ") {
				said.WriteString(line)
			}
		}
		return o.String(), said.String(), cmd.ProcessState.ExitCode()
	}
	for _, tt := range []struct {
		command string
		status  int
		out     string
	}{
		{"events/2026/cardiff", 0, "A café in Cardiff."},
		{"cardiff", 0, "A café in Cardiff."},
		{"https://e.org/events/2026/cardiff#supporters", 0, "A café in Cardiff."},
		{"/search", 0, "Look around."},
		{"search cafe leeds", 0, "events/2026/leeds"},
		{"search xyzzy", 1, ""},
		{"search cafe --json", 0, `"excerpt": `},
		{"pages", 0, "events/2026/london"},
		{"pages crdf --json", 0, `"events/2026/cardiff"`},
		{"leedz", 2, ""},
		{"nowhere/at/all", 2, ""},
	} {
		out, errs, status := say(strings.Fields(tt.command)...)
		if status != tt.status || !strings.Contains(out, tt.out) || (status == 0) != (errs == "") {
			t.Errorf("%q ends with %d:\n%s%s", tt.command, status, out, errs)
		}
	}
	if out, _, _ := say("pages"); strings.Count(out, "\n") != 6 {
		t.Errorf("there is not a line for each page:\n%s", out)
	}
}

func TestSearchingOnAScreen(t *testing.T) {
	k := kiosktest.StartKiosk(t, kiosktest.KioskOptions{Content: town()})
	term := kiosktest.StartTerminal(t, kiosktest.TerminalOptions{}, kiosktest.SSH(t, k.Address, kiosktest.ClientOptions{}))
	term.WaitForText("s search all")
	term.Type("scafe cardif")
	term.WaitForText("1 page ")
	term.Type("\r")
	term.WaitForText("A café in Cardiff.")
	term.Type("scafe\r")
	term.WaitForText("cafe: 1 of 1, 3 pages")
	first := term.WaitForText("A café in ")
	term.Type("n")
	term.WaitFor("the next page", func(s kiosktest.Screen) bool { return s.Contains("A café in ") && s.Row(0) != first.Row(0) })
	term.Type("Q")
	if _, err := term.Wait(15 * time.Second); err != nil {
		t.Error(err)
	}
	if log := k.Log(); strings.Contains(log, "cafe") || strings.Contains(log, "cardif") {
		t.Errorf("what was searched for is in the log:\n%s", log)
	}
}

// A terminal that goes on from row to row by itself knows that they are one line; tmux
// tells.
func TestAnAddressAloneIsOneLineToBeSelected(t *testing.T) {
	tmux := kiosktest.Need(t, "tmux")
	k := kiosktest.StartKiosk(t, kiosktest.KioskOptions{Content: town()})
	env := append(os.Environ(), "TMUX=", "TMUX_TMPDIR="+t.TempDir(), "TERM=xterm-256color", "LC_ALL=C.UTF-8")
	start := exec.Command(tmux, "-f", "/dev/null", "new-session", "env", "PS1=ready> ", "sh")
	start.Env = env
	term := kiosktest.StartTerminal(t, kiosktest.TerminalOptions{}, start)
	term.WaitForText("ready>")
	term.Type("TMUX= " + commandLine(kiosktest.SSH(t, k.Address, kiosktest.ClientOptions{})) + "\r")
	term.WaitForText("open link")
	term.Type("2v")
	term.WaitFor("the address alone", func(s kiosktest.Screen) bool { return strings.HasPrefix(s.Row(0), "https://web.example/") })
	capture := exec.Command(tmux, "capture-pane", "-p", "-J")
	capture.Env = env
	out, err := capture.CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	if want := "https://web.example/" + strings.Repeat("a/rather/long/path/", 8) + "end\n"; !strings.HasPrefix(string(out), want) {
		t.Errorf("tmux has it as\n%s", out)
	}
	term.Type("Q")
	term.WaitForText("closed.")
	term.Type("exit\r")
	if _, err := term.Wait(15 * time.Second); err != nil {
		t.Error(err)
	}
}
