package sshd_test

import (
	"strings"
	"testing"
	"time"

	"hackday.example/kiosk/internal/kiosktest"
)

func TestDoctorTellsWhatIsPoor(t *testing.T) {
	k := kiosktest.StartKiosk(t, kiosktest.KioskOptions{})
	for _, tt := range []struct {
		name     string
		terminal kiosktest.TerminalOptions
		client   kiosktest.ClientOptions
		want     []string
		not      []string
	}{
		{"a good terminal", kiosktest.TerminalOptions{Columns: 100, Rows: 40}, kiosktest.ClientOptions{},
			[]string{"xterm-256color", "100x40", "256", "Unicode (UTF-8)", "dark (#000000)", "may be clicked", "scrolls, if your terminal", "OpenSSH", " ms", "English"}, []string{"not said", "make it 80x24"}},
		{"a light one", kiosktest.TerminalOptions{Light: true}, kiosktest.ClientOptions{}, []string{"light (#ffffff)"}, nil},
		{"a small one", kiosktest.TerminalOptions{Columns: 40, Rows: 12}, kiosktest.ClientOptions{}, []string{"40x12", "The window is small."}, []string{"All of this is well"}},
		{"a vt100", kiosktest.TerminalOptions{}, kiosktest.ClientOptions{Env: []string{"TERM=vt100"}}, []string{"vt100", "none", "ASCII only", "not said", "There are no colours", "Links cannot be clicked", "Text cannot be copied"}, nil},
		{"a dumb one", kiosktest.TerminalOptions{}, kiosktest.ClientOptions{Env: []string{"TERM=dumb"}}, []string{"dumb", "you read line by line"}, nil},
		{"kitty", kiosktest.TerminalOptions{}, kiosktest.ClientOptions{Env: []string{"TERM=xterm-kitty"}}, []string{"can be clicked (OSC 8)", "Wheel scrolls"}, []string{"may be clicked", "Space and b"}},
		{"urxvt", kiosktest.TerminalOptions{}, kiosktest.ClientOptions{Env: []string{"TERM=rxvt-unicode-256color"}}, []string{"cannot be clicked", "cannot scroll here", "Scroll with the arrows, Space and b."}, []string{"can be clicked (OSC 8)"}},
		{"PuTTY", kiosktest.TerminalOptions{}, kiosktest.ClientOptions{Env: []string{"TERM=putty-256color"}}, []string{"cannot be clicked", "cannot scroll here", "as in urxvt and PuTTY", "Text cannot be copied"}, nil},
		{"tmux", kiosktest.TerminalOptions{}, kiosktest.ClientOptions{Env: []string{"TERM=tmux-256color"}}, []string{"may be clicked", "scrolls, if your terminal", "In tmux or screen, the wheel scrolls if the terminal around it"}, []string{"can be clicked (OSC 8)"}},
		{"screen", kiosktest.TerminalOptions{}, kiosktest.ClientOptions{Env: []string{"TERM=screen-256color"}}, []string{"cannot be clicked", "In tmux or screen"}, nil},
		{"st", kiosktest.TerminalOptions{}, kiosktest.ClientOptions{Env: []string{"TERM=st-256color"}}, []string{"cannot be clicked", "Wheel scrolls"}, []string{"Space and b"}},
		{"sixteen colours", kiosktest.TerminalOptions{}, kiosktest.ClientOptions{Env: []string{"TERM=xterm"}}, []string{"Sixteen colours"}, nil},
		{"Emacs", kiosktest.TerminalOptions{}, kiosktest.ClientOptions{Env: []string{"TERM=eterm-color"}}, []string{"16", "cannot be clicked", "cannot scroll here", "Text cannot be copied"}, []string{"set TERM", "\x1b]"}},
		{"Welsh", kiosktest.TerminalOptions{}, kiosktest.ClientOptions{Options: []string{"-o", "SetEnv=LANG=cy_GB.UTF-8"}}, []string{"Cymraeg"}, []string{"Terminal "}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			tt.client.Options = append(tt.client.Options, "-t")
			tt.client.Command = []string{"doctor"}
			if tt.terminal.Rows == 0 {
				tt.terminal.Rows, tt.terminal.Columns = 40, 80
			}
			term := kiosktest.StartTerminal(t, tt.terminal, kiosktest.SSH(t, k.Address, tt.client))
			if status, err := term.Wait(15 * time.Second); status != 0 || err != nil {
				t.Errorf("status %d, %v", status, err)
			}
			got := strings.Join(strings.Fields(string(term.Raw())), " ")
			for _, want := range tt.want {
				if !strings.Contains(got, strings.TrimSpace(want)) {
					t.Errorf("%q is not in\n%s", want, term.Raw())
				}
			}
			for _, not := range tt.not {
				if strings.Contains(string(term.Raw()), not) {
					t.Errorf("%q is in\n%s", not, term.Raw())
				}
			}
		})
	}
	putty := kiosktest.Plink(t, k.Address, k.Fingerprint, kiosktest.ClientOptions{Options: []string{"-t"}, Command: []string{"doctor"}})
	term := kiosktest.StartTerminal(t, kiosktest.TerminalOptions{Rows: 40}, putty)
	if status, err := term.Wait(15 * time.Second); status != 0 || err != nil {
		t.Errorf("PuTTY: status %d, %v", status, err)
	}
	if got := strings.Join(strings.Fields(string(term.Raw())), " "); !strings.Contains(got, "write putty-256color as the Terminal-type string") {
		t.Errorf("PuTTY is not told how it has more colours:\n%s", got)
	}
	out, _, status := output(t, kiosktest.SSH(t, k.Address, kiosktest.ClientOptions{Command: []string{"doctor"}}))
	if status != 0 || !strings.Contains(out, "There is no terminal.") || strings.Contains(out, "\x1b") {
		t.Errorf("without a terminal, status %d:\n%s", status, out)
	}
}

func TestLanguageIsChosenAndFallsBack(t *testing.T) {
	k := kiosktest.StartKiosk(t, kiosktest.KioskOptions{})
	for _, tt := range []struct {
		name   string
		client kiosktest.ClientOptions
		want   string
	}{
		{"by LANG", kiosktest.ClientOptions{Options: []string{"-o", "SetEnv=LANG=cy_GB.UTF-8"}}, "gadael"},
		{"by LC_ALL over LANG", kiosktest.ClientOptions{Options: []string{"-o", "SetEnv=LANG=en_GB.UTF-8 LC_ALL=cy"}}, "gadael"},
		{"by a word", kiosktest.ClientOptions{Options: []string{"-t"}, Command: []string{"lang", "cy"}}, "gadael"},
		{"by a flag", kiosktest.ClientOptions{Options: []string{"-t"}, Command: []string{"--", "--lang", "cy"}}, "gadael"},
		{"one that there is not", kiosktest.ClientOptions{Options: []string{"-o", "SetEnv=LANG=xx_YY.UTF-8"}}, "q quit"},
		{"nonsense", kiosktest.ClientOptions{Options: []string{"-o", "SetEnv=LANG=cyborg"}}, "q quit"},
		{"none", kiosktest.ClientOptions{}, "q quit"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			term := kiosktest.StartTerminal(t, kiosktest.TerminalOptions{Columns: 100}, kiosktest.SSH(t, k.Address, tt.client))
			term.WaitForText(tt.want)
			term.Type("q")
			if status, err := term.Wait(15 * time.Second); status != 0 || err != nil {
				t.Errorf("status %d, %v", status, err)
			}
		})
	}
	putty := kiosktest.Plink(t, k.Address, k.Fingerprint, kiosktest.ClientOptions{Options: []string{"-t"}, Command: []string{"doctor"}})
	term := kiosktest.StartTerminal(t, kiosktest.TerminalOptions{Rows: 40}, putty)
	if status, err := term.Wait(15 * time.Second); status != 0 || err != nil {
		t.Errorf("PuTTY: status %d, %v", status, err)
	}
	if got := strings.Join(strings.Fields(string(term.Raw())), " "); !strings.Contains(got, "write putty-256color as the Terminal-type string") {
		t.Errorf("PuTTY is not told how it has more colours:\n%s", got)
	}
	out, _, status := output(t, kiosktest.SSH(t, k.Address, kiosktest.ClientOptions{Command: []string{"resources", "--lang", "cy"}}))
	if status != 0 || !strings.Contains(out, "Dolenni") {
		t.Errorf("status %d:\n%s", status, out)
	}
}

func TestOneAddressAloneAndOneLinkAlone(t *testing.T) {
	k := kiosktest.StartKiosk(t, kiosktest.KioskOptions{})
	for _, tt := range []struct {
		command []string
		want    string
	}{
		{[]string{"resources", "1", "--url"}, links[0] + "\n"},
		{[]string{"resources", "rationale", "2", "--url"}, links[1] + "\n"},
	} {
		out, stderr, status := output(t, kiosktest.SSH(t, k.Address, kiosktest.ClientOptions{Command: tt.command}))
		if status != 0 || out != tt.want {
			t.Errorf("%v: status %d, %q, %s", tt.command, status, out, stderr)
		}
	}
	out, _, _ := output(t, kiosktest.SSH(t, k.Address, kiosktest.ClientOptions{Command: []string{"resources", "2"}}))
	if strings.Contains(out, "[1]") || !strings.Contains(out, "[2] Government Digital Services Presentation (PDF)") {
		t.Errorf("%s", out)
	}
}

func TestCopyingReachesTheClipboard(t *testing.T) {
	k := kiosktest.StartKiosk(t, kiosktest.KioskOptions{})
	term := kiosktest.StartTerminal(t, kiosktest.TerminalOptions{}, kiosktest.SSH(t, k.Address, kiosktest.ClientOptions{}))
	term.WaitForText("q quit")
	term.Type("1")
	term.WaitForText("Link 1 of 9")
	term.Type("y")
	s := term.WaitForText("If it did not arrive, select the address")
	if got := term.Clipboard(); got != links[0] || !s.Contains(links[0]) {
		t.Errorf("the clipboard holds %q\n%s", got, s.Text())
	}
	term.Type("\x7f")
	term.WaitForText("c contents")
	quit(t, term)
}
