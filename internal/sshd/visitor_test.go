package sshd_test

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/crypto/ssh"

	"hackday.example/kiosk/internal/kiosktest"
	"hackday.example/kiosk/internal/plain"
)

// output runs a client to its end, without a terminal.
func output(t *testing.T, cmd *exec.Cmd) (stdout, stderr string, status int) {
	t.Helper()
	var out, errors bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errors
	err := cmd.Run()
	if cmd.ProcessState == nil {
		t.Fatal(err)
	}
	return out.String(), errors.String(), cmd.ProcessState.ExitCode()
}

// quit leaves the reader, and checks that the terminal is as it was.
func quit(t *testing.T, term *kiosktest.Terminal) {
	t.Helper()
	term.Type("q")
	if status, err := term.Wait(15 * time.Second); err != nil || status != 0 {
		t.Fatalf("ssh ended with status %d, %v", status, err)
	}
	after, before := term.State(), term.InitialState()
	// Lines were left on the screen: the host's key, goodbye, and what ssh says.
	after.CursorRow, before.CursorRow = 0, 0
	if after != before {
		t.Errorf("the terminal is left otherwise than it was:\n before %+v\n after  %+v", before, after)
	}
	// In a narrow window it takes several lines.
	const goodbye = "Goodbye from NHS Hack Day. It is all on https://nhshackday.com as well."
	raw := string(term.Raw())
	if _, last, back := strings.Cut(raw, "\x1b[?1049l"); !back || !strings.HasPrefix(strings.ReplaceAll(last, "\r\n", " "), goodbye+" ") {
		t.Errorf("no goodbye on the main screen: %q", raw[max(len(raw)-200, 0):])
	}
}

func TestVisitorReadsScrollsAndOpensLinks(t *testing.T) {
	k := kiosktest.StartKiosk(t, kiosktest.KioskOptions{})
	term := kiosktest.StartTerminal(t, kiosktest.TerminalOptions{}, kiosktest.SSH(t, k.Address, kiosktest.ClientOptions{}))
	term.WaitForText("Why are we doing this?")
	for _, step := range []struct{ keys, want string }{
		{" ", "Openness and a Digital NHS"},
		{"1", "https://youtu.be/zS4H8XDB1bw?t=1h15m"},
		{"\x1b[C", "Link 2 of 9"},
		{"\x1b", "c contents"},
		{"G", "100%"},
		{"g", "Geeks who love the NHS"},
		{"\x1b[B\x1b[B\x1b[B", "  6%"},
		{"r", "Links in Rationale"},
		{"j\r", "Link 2 of 9"},
		{"?", "half a page down"},
		{"\x1b", "Link 2 of 9"},
		{"\x1b", "> 2"},
		{"\x1b", "NHS Hack Day › Rationale"},
	} {
		term.Type(step.keys)
		term.WaitForText(step.want)
	}
	quit(t, term)
}

func TestLinksOnTheScreenCanBeClicked(t *testing.T) {
	k := kiosktest.StartKiosk(t, kiosktest.KioskOptions{})
	term := kiosktest.StartTerminal(t, kiosktest.TerminalOptions{Columns: 40, Rows: 24}, kiosktest.SSH(t, k.Address, kiosktest.ClientOptions{}))
	term.WaitForText("q quit")
	term.Type("2")
	s := term.WaitForText("Link 2 of 9")
	const want = "https://nhshackday.com/assets/docs/DevelopingNHSDigitalServices.pdf"
	whole := ""
	for _, l := range s.Links() {
		if l.URL != want {
			t.Errorf("a link to %s", l.URL)
		}
		whole += l.Text
	}
	if whole != want {
		t.Errorf("the address on the card is %q, want %q", whole, want)
	}
	term.Type("q") // closes the card
	quit(t, term)
}

func TestResizeKeepsThePlaceAndEverySizeIsPainted(t *testing.T) {
	k := kiosktest.StartKiosk(t, kiosktest.KioskOptions{})
	term := kiosktest.StartTerminal(t, kiosktest.TerminalOptions{}, kiosktest.SSH(t, k.Address, kiosktest.ClientOptions{}))
	term.WaitForText("Why are we")
	term.Type("  ")
	term.WaitForText("Meeting the challenge")
	for _, size := range []struct {
		columns, rows int
		want          string
	}{{30, 10, "q quit"}, {15, 4, "Make this"}, {200, 60, "Meeting the challenge"}, {80, 24, "Meeting the challenge"}} {
		term.Resize(size.columns, size.rows)
		term.WaitForText(size.want)
	}
	quit(t, term)
}

func TestEveryWordOfTheSeedPageIsRead(t *testing.T) {
	k := kiosktest.StartKiosk(t, kiosktest.KioskOptions{})
	page, stderr, status := output(t, kiosktest.SSH(t, k.Address, kiosktest.ClientOptions{Command: []string{"read"}}))
	if status != 0 {
		t.Fatalf("status %d: %s", status, stderr)
	}
	if i := strings.IndexFunc(page, func(r rune) bool { return r < ' ' && r != '\n' || r == 0x7f }); i >= 0 {
		t.Errorf("byte %d is a control character: %q", i, page[i:min(i+20, len(page))])
	}
	source, err := os.ReadFile("../../content/rationale.md")
	if err != nil {
		t.Fatal(err)
	}
	_, prose, _ := strings.Cut(string(source[4:]), "\n---\n")
	prose = strings.NewReplacer(
		"## ", "",
		"[video](https://youtu.be/zS4H8XDB1bw?t=1h15m)", "video [1]",
		"[Government Digital Services Presentation](/assets/docs/DevelopingNHSDigitalServices.pdf)", "Government Digital Services Presentation [2]",
	).Replace(prose)
	rest := strings.Fields(page)
	for _, word := range strings.Fields(prose) {
		i := 0
		for i < len(rest) && rest[i] != word {
			i++
		}
		if i == len(rest) {
			t.Fatalf("%q is missing, or out of order:\n%s", word, page)
		}
		rest = rest[i+1:]
	}
}

func TestBothLinksAreAmongTheResources(t *testing.T) {
	k := kiosktest.StartKiosk(t, kiosktest.KioskOptions{})
	out, stderr, status := output(t, kiosktest.SSH(t, k.Address, kiosktest.ClientOptions{Command: []string{"resources", "--json"}}))
	if status != 0 {
		t.Fatalf("status %d: %s", status, stderr)
	}
	var got []plain.Resource
	if err := json.Unmarshal([]byte(out), &got); err != nil {
		t.Fatalf("%v:\n%s", err, out)
	}
	if len(got) < 2 ||
		got[0].URL != "https://youtu.be/zS4H8XDB1bw?t=1h15m" || got[0].Kind != "video" || got[0].StartSeconds != 4500 ||
		got[1].URL != "https://nhshackday.com/assets/docs/DevelopingNHSDigitalServices.pdf" || got[1].Kind != "document" || got[1].Format != "PDF" {
		t.Errorf("got %s", out)
	}
}

func TestMarkdownIsThePageWithoutItsFrontMatter(t *testing.T) {
	k := kiosktest.StartKiosk(t, kiosktest.KioskOptions{})
	out, _, _ := output(t, kiosktest.SSH(t, k.Address, kiosktest.ClientOptions{Command: []string{"read", "--markdown"}}))
	source, err := os.ReadFile("../../content/rationale.md")
	if err != nil {
		t.Fatal(err)
	}
	_, want, _ := strings.Cut(string(source[4:]), "\n---\n")
	if out != want {
		t.Errorf("got %q", out)
	}
}

func TestPipesThatCloseEarlyEndCleanly(t *testing.T) {
	k := kiosktest.StartKiosk(t, kiosktest.KioskOptions{})
	kiosktest.CheckLeaks(t, func() {
		ssh := kiosktest.SSH(t, k.Address, kiosktest.ClientOptions{Command: []string{"read"}})
		script := exec.Command(kiosktest.Need(t, "bash"), append([]string{"-c", `set -o pipefail; "$@" | head -3; echo "${PIPESTATUS[*]}"`, "bash"}, ssh.Args...)...)
		script.Env = ssh.Env
		out, stderr, _ := output(t, script)
		if out != "NHS Hack Day\n\nRationale\n0 0\n" {
			t.Errorf("got %q, %s", out, stderr)
		}
	})
}

func TestCommandsThatAreNotUnderstood(t *testing.T) {
	k := kiosktest.StartKiosk(t, kiosktest.KioskOptions{})
	for _, tt := range []struct {
		command []string
		want    string
	}{
		{[]string{"nonsense"}, `kiosk: there is no page or command "nonsense"; try one of: read, pages, search, menu, resources, qr, get, linear, lobby, doctor, privacy, help`},
		{[]string{"raed"}, `kiosk: there is no page or command "raed"; did you mean "read"?`},
		{[]string{"RESOURCE"}, `kiosk: there is no page or command "RESOURCE"; did you mean "resources"?`},
		{[]string{"read", "rational"}, `kiosk: there is no page "rational"; did you mean "rationale"?`},
		{[]string{"read", "x"}, `kiosk: there is no page "x"; try one of: rationale`},
		{[]string{"read", "rationale", "2"}, `kiosk: "2" is one word too many; it is: read [PAGE] [--markdown]`},
		{[]string{"qr"}, `kiosk: say which link, by its number; it is: qr [PAGE] NUMBER`},
		{[]string{"qr", "10"}, `kiosk: there is no link 10 on the page rationale; it has 9`},
		{[]string{"resources", "x", "1"}, `kiosk: there is no page "x"; try one of: rationale`},
		{[]string{"linear"}, `kiosk: this needs a terminal; try: ssh -t, the host's name, linear`},
		{[]string{"lobby"}, `kiosk: this needs a terminal; try: ssh -t, the host's name, lobby`},
		{[]string{"--", "--lang"}, `kiosk: "--lang" needs a language after it; try one of: cy, en`},
		{[]string{"lang", "wales"}, `kiosk: there is no language "wales"; try one of: cy, en`},
		{[]string{"nonsense", "--lang=cy"}, `kiosk: does dim tudalen na gorchymyn o'r enw "nonsense"; rhowch gynnig ar un o'r rhain: read, pages, search, menu, resources, qr, get, linear, lobby, doctor, privacy, help`},
		{[]string{"read", "--html"}, `kiosk: "--html" is not known here; it is: read [PAGE] [--markdown]`},
		{[]string{"menu", "all"}, `kiosk: "all" is one word too many; it is: menu`},
		{[]string{"pages", "--url"}, `kiosk: "--url" is not known here; it is: pages [WORDS] [--json]`},
		{[]string{"search"}, `kiosk: say what to look for; it is: search WORDS [--json]`},
		{[]string{"rationael"}, `kiosk: there is no page or command "rationael"; did you mean "rationale"?`},
		{[]string{"read", `"rationale`}, `kiosk: a quote is opened and not closed; try: help`},
		{[]string{"$'\x1b[2J'\x07"}, `kiosk: there is no page or command "$[2J"; try one of: read, pages, search, menu, resources, qr, get, linear, lobby, doctor, privacy, help`},
		{[]string{strings.Repeat("x", 5000)}, `kiosk: this is not a shell; type: ssh hackday.example read`},
	} {
		stdout, stderr, status := output(t, kiosktest.SSH(t, k.Address, kiosktest.ClientOptions{
			Options: []string{"-o", "LogLevel=ERROR"}, Command: tt.command,
		}))
		if status != 2 || stdout != "" || strings.TrimSpace(stderr) != tt.want {
			t.Errorf("%.40q: status %d, stdout %q, stderr %q, want %q", tt.command, status, stdout, stderr, tt.want)
		}
	}
}

func TestTextForThoseWithoutAScreen(t *testing.T) {
	k := kiosktest.StartKiosk(t, kiosktest.KioskOptions{})
	for _, tt := range []struct {
		name string
		opts kiosktest.ClientOptions
		end  string // of a line
	}{
		{"no pty, no command", kiosktest.ClientOptions{}, "\n"},
		{"an address", kiosktest.ClientOptions{Command: []string{"rationale#meeting-the-challenge"}}, "\n"},
		{"a pty and a command", kiosktest.ClientOptions{Options: []string{"-tt"}, Command: []string{"read"}}, "\r\n"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			out, stderr, status := output(t, kiosktest.SSH(t, k.Address, tt.opts))
			if status != 0 || !strings.HasPrefix(out, "NHS Hack Day"+tt.end) {
				t.Errorf("status %d, %q, %s", status, out[:min(len(out), 60)], stderr)
			}
			if strings.Contains(out, "\x1b") {
				t.Error("there is an escape sequence in it")
			}
			if strings.Count(out, "\r") != strings.Count(out, strings.TrimSuffix(tt.end, "\n")+"\n")*strings.Count(tt.end, "\r") {
				t.Error("lines do not end all alike")
			}
		})
	}
}

func TestTextIsWrappedAtTheWidthOfThePTY(t *testing.T) {
	k := kiosktest.StartKiosk(t, kiosktest.KioskOptions{})
	for _, columns := range []int{40, 132} {
		term := kiosktest.StartTerminal(t, kiosktest.TerminalOptions{Columns: columns, Rows: 200},
			kiosktest.SSH(t, k.Address, kiosktest.ClientOptions{Options: []string{"-t"}, Command: []string{"read"}}))
		if _, err := term.Wait(15 * time.Second); err != nil {
			t.Fatal(err)
		}
		longest := 0
		for _, l := range strings.Split(string(term.Raw()), "\r\n") {
			if !strings.Contains(l, "://") && !strings.HasPrefix(l, "Warning") {
				longest = max(longest, len([]rune(l)))
			}
		}
		if longest > columns || longest < columns-12 {
			t.Errorf("the longest line at %d columns has %d", columns, longest)
		}
	}
}

func TestEveryClientReadsThePage(t *testing.T) {
	k := kiosktest.StartKiosk(t, kiosktest.KioskOptions{})
	clients := map[string]func(kiosktest.ClientOptions) *exec.Cmd{
		"OpenSSH":  func(o kiosktest.ClientOptions) *exec.Cmd { return kiosktest.SSH(t, k.Address, o) },
		"dbclient": func(o kiosktest.ClientOptions) *exec.Cmd { return kiosktest.Dbclient(t, k.Address, o) },
		"plink":    func(o kiosktest.ClientOptions) *exec.Cmd { return kiosktest.Plink(t, k.Address, k.Fingerprint, o) },
	}
	for name, client := range clients {
		t.Run(name+" with a pty", func(t *testing.T) {
			term := kiosktest.StartTerminal(t, kiosktest.TerminalOptions{}, client(kiosktest.ClientOptions{}))
			term.WaitForText("Why are we doing this?")
			term.Type(" ")
			term.WaitForText("Openness and a Digital NHS")
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
		t.Run(name+" without a pty", func(t *testing.T) {
			out, stderr, status := output(t, client(kiosktest.ClientOptions{Command: []string{"read"}}))
			if status != 0 || !strings.Contains(out, "Why are we doing this? What do we want?\n---") {
				t.Errorf("status %d: %s%s", status, out, stderr)
			}
		})
	}
}

func TestNoKeyIsEverAskedFor(t *testing.T) {
	k := kiosktest.StartKiosk(t, kiosktest.KioskOptions{})
	folder := t.TempDir()
	key := filepath.Join(folder, "id")
	if out, err := exec.Command(kiosktest.Need(t, "ssh-keygen"), "-q", "-t", "ed25519", "-N", "", "-f", key).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	socket := filepath.Join(folder, "agent")
	agent := exec.Command(kiosktest.Need(t, "ssh-agent"), "-D", "-a", socket)
	if err := agent.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = agent.Process.Kill(); _ = agent.Wait() })
	kiosktest.Settle(t, "the agent", 15*time.Second, func() bool { _, err := os.Stat(socket); return err == nil })
	add := exec.Command(kiosktest.Need(t, "ssh-add"), "-q", key)
	add.Env = append(os.Environ(), "SSH_AUTH_SOCK="+socket)
	if out, err := add.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	_, log, status := output(t, kiosktest.SSH(t, k.Address, kiosktest.ClientOptions{
		Options: []string{"-vv", "-o", "IdentityAgent=" + socket, "-i", key}, Command: []string{"read"},
	}))
	if status != 0 {
		t.Fatalf("status %d: %s", status, log)
	}
	if !strings.Contains(log, key) {
		t.Fatalf("ssh knows no key that it could offer:\n%s", log)
	}
	for _, not := range []string{"Offering public key", "Authentications that can continue", "password:"} {
		if strings.Contains(log, not) {
			t.Errorf("%q in what ssh says:\n%s", not, log)
		}
	}
	if !strings.Contains(log, `Authenticated to 127.0.0.1 ([127.0.0.1]:`) || !strings.Contains(log, `using "none"`) {
		t.Errorf("ssh did not get in by \"none\":\n%s", log)
	}
}

func TestKeyExchangeIsPostQuantumWhereTheClientKnowsHow(t *testing.T) {
	k := kiosktest.StartKiosk(t, kiosktest.KioskOptions{})
	for _, tt := range []struct {
		offered []string
		want    string
	}{
		{nil, "mlkem768x25519-sha256"},
		{[]string{"curve25519-sha256", "mlkem768x25519-sha256"}, "curve25519-sha256"}, // the client's order counts
		{[]string{"curve25519-sha256@libssh.org"}, "curve25519-sha256@libssh.org"},
	} {
		c, err := ssh.Dial("tcp", k.Address, &ssh.ClientConfig{
			Config:          ssh.Config{KeyExchanges: tt.offered},
			HostKeyCallback: ssh.InsecureIgnoreHostKey(),
		})
		if err != nil {
			t.Fatal(err)
		}
		if got := c.Conn.(ssh.AlgorithmsConnMetadata).Algorithms().KeyExchange; got != tt.want {
			t.Errorf("offered %v, took %s, want %s", tt.offered, got, tt.want)
		}
		_ = c.Close()
	}
	for _, weak := range []ssh.Config{
		{KeyExchanges: []string{"diffie-hellman-group14-sha256"}},
		{KeyExchanges: []string{"ecdh-sha2-nistp256"}},
		{Ciphers: []string{"aes128-ctr"}, MACs: []string{"hmac-sha1"}},
		{Ciphers: []string{"aes128-ctr"}, MACs: []string{"hmac-sha1-96"}},
	} {
		if c, err := ssh.Dial("tcp", k.Address, &ssh.ClientConfig{Config: weak, HostKeyCallback: ssh.InsecureIgnoreHostKey()}); err == nil {
			_ = c.Close()
			t.Errorf("%+v was taken", weak)
		}
	}
}
