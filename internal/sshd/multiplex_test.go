package sshd_test

import (
	"bytes"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"hackday.example/kiosk/internal/kiosktest"
)

// What an honest OpenSSH does that comes near the bounds.

func TestThreeWindowsOfOneConnection(t *testing.T) {
	k := kiosktest.StartKiosk(t, kiosktest.KioskOptions{})
	// A socket's path has to be short.
	home := t.TempDir()
	socket := filepath.Join(home, "m")
	window := func(command ...string) *kiosktest.Terminal {
		options := kiosktest.ClientOptions{Home: home, Options: []string{"-tt", "-o", "ControlMaster=auto", "-o", "ControlPath=" + socket}, Command: command}
		return kiosktest.StartTerminal(t, kiosktest.TerminalOptions{}, kiosktest.SSH(t, k.Address, options))
	}
	var windows []*kiosktest.Terminal
	for range 3 {
		w := window()
		w.WaitForText("q quit")
		windows = append(windows, w)
	}
	if n := k.Gate.Counts().Connections; n != 1 {
		t.Errorf("there are %d connections, want one", n)
	}
	pages := window("pages")
	if status, err := pages.Wait(15 * time.Second); status != 0 || err != nil {
		t.Errorf("a command beside them: status %d, %v", status, err)
	}
	for i, w := range windows {
		if s := w.Screen(); !s.AlternateScreen || strings.Contains(s.Text(), "rejected") {
			t.Errorf("window %d:\n%s", i+1, s.Text())
		}
		// A client of a shared connection may take its terminal out of the line
		// mode after the first frame, which echoes what the terminal answers.
		w.Type("\x0cG")
		w.WaitForText("100%")
	}
	for i, w := range windows[1:] { // the first one holds the connection
		w.Type("q")
		if status, err := w.Wait(15 * time.Second); status != 0 || err != nil {
			t.Errorf("window %d: status %d, %v", i+2, status, err)
		}
	}
	windows[0].Type("g")
	windows[0].WaitForText("  0%")
}

func TestManyVariablesAreNoHarm(t *testing.T) {
	k := kiosktest.StartKiosk(t, kiosktest.KioskOptions{})
	var many []string
	for i := range 80 {
		many = append(many, fmt.Sprintf("VARIABLE_%d=%s", i, strings.Repeat("x", i)))
	}
	var categories []string
	for i := range 20 {
		categories = append(categories, fmt.Sprintf("LC_%02d=C.UTF-8", i))
	}
	for _, tt := range []struct {
		name string
		env  []string
		send []string
		want string
	}{
		{"80 variables", many, []string{"-o", "SendEnv=*"}, "Type one of these"},
		{"LANG behind 20 others", append(categories, "LANG=cy_GB.UTF-8", "LC_ALL="), []string{"-o", "SendEnv=LC_0* LC_1*", "-o", "SendEnv=LANG"}, "Teipiwch un o'r rhain"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			cmd := kiosktest.SSH(t, k.Address, kiosktest.ClientOptions{Env: tt.env, Options: tt.send, Command: []string{"help"}})
			out, err := cmd.CombinedOutput()
			if err != nil {
				t.Fatalf("%v: %s", err, out)
			}
			if !bytes.Contains(out, []byte(tt.want)) {
				t.Errorf("%q is not in it: %s", tt.want, out)
			}
		})
	}
}

func TestAFileOnTheStandardInputOfACommandIsNoFlood(t *testing.T) {
	k := kiosktest.StartKiosk(t, kiosktest.KioskOptions{})
	cmd := kiosktest.SSH(t, k.Address, kiosktest.ClientOptions{Command: []string{"read"}})
	cmd.Stdin = bytes.NewReader(make([]byte, 1<<20))
	out, err := cmd.Output()
	if err != nil || !bytes.Contains(out, []byte("Why are we doing this?")) {
		t.Errorf("%v: %.300s", err, out)
	}
}
