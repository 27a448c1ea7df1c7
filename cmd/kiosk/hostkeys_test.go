package main

import (
	"bytes"
	"context"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"

	"hackday.example/kiosk/internal/hostkey"
	"hackday.example/kiosk/internal/kiosktest"
)

// call runs the program in this process.
func call(args ...string) (status int, out, errors string) {
	var o, e bytes.Buffer
	status = run(context.Background(), args, streams{&o, &e})
	return status, o.String(), e.String()
}

// keygen runs ssh-keygen and returns what it prints.
func keygen(t *testing.T, args ...string) string {
	t.Helper()
	out, err := exec.Command(kiosktest.Need(t, "ssh-keygen"), args...).Output()
	if err != nil {
		t.Fatalf("ssh-keygen %v: %v", args, err)
	}
	return string(out)
}

func TestFingerprintSaysWhatOpenSSHSays(t *testing.T) {
	keyscan := kiosktest.Need(t, "ssh-keyscan")
	keys := filepath.Join(t.TempDir(), "keys")
	_, address, short, _ := serve(t, "--keys", keys)
	host, port, err := net.SplitHostPort(address)
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(keys, hostkey.FileName)
	first, art, _ := strings.Cut(keygen(t, "-lv", "-f", file), "\n")
	if want := "256 " + short + " kiosk (ED25519)"; first != want {
		t.Errorf("ssh-keygen -l says %q, want %q", first, want)
	}
	if status, out, said := call("fingerprint", "--keys", keys, "--short"); status != 0 || out != short+"\n" || said != "" {
		t.Errorf("--short: %d, %q, %q", status, out, said)
	}

	// By an address and a port, as it is met here.
	scanned, err := exec.Command(keyscan, "-p", port, host).Output()
	if err != nil {
		t.Fatal(err)
	}
	want := short + "\n\n" + art + "\nFor known_hosts:\n" + string(scanned)
	if status, out, said := call("fingerprint", "--keys", keys, "--public", host, "--port", port); status != 0 || out != want || said != "" {
		t.Errorf("status %d, %q,\n%swant\n%s", status, said, out, want)
	}

	// By a name, as it is met in public; and by none.
	public := strings.TrimSpace(string(scanned))
	public = public[strings.Index(public, " "):]
	for _, tt := range []struct {
		variable string
		args     []string
		name     string
		owner    string
		said     string
	}{
		{"", nil, "hackday.example", "hackday.example", "kiosk: hackday.example stands for your kiosk's name; give it with --public\n"},
		{"", []string{"--public", "venue.example"}, "venue.example", "venue.example", ""},
		{"", []string{"--public", "venue.example", "--port", "2222"}, "[venue.example]:2222", "venue.example", ""},
		{"kiosk.example", nil, "kiosk.example", "kiosk.example", ""},
		{"-p 2222 visitor@kiosk.example", nil, "[kiosk.example]:2222", "kiosk.example", ""},
		{"-p 2222 kiosk.example", []string{"--port", "22"}, "kiosk.example", "kiosk.example", ""},
		{"kiosk.example", []string{"--public", "venue.example"}, "venue.example", "venue.example", ""},
	} {
		t.Setenv("KIOSK_PUBLIC", tt.variable)
		want := short + "\n\n" + art + "\nFor known_hosts:\n" + tt.name + public + "\n\nFor DNS:\n" + keygen(t, "-r", tt.owner, "-f", file)
		status, out, said := call(append([]string{"fingerprint", "--keys", keys}, tt.args...)...)
		if status != 0 || out != want || said != tt.said {
			t.Errorf("%q %v: status %d, %q,\n%swant\n%s", tt.variable, tt.args, status, said, out, want)
		}
	}
	for _, bad := range []string{"two words", "-p 0 h", "-p 70000 h", "-p x h", "\x1b[2J", "a;b", "fe80::1%\x1b", "-oProxyCommand=x", strings.Repeat("a", 300)} {
		t.Setenv("KIOSK_PUBLIC", bad)
		status, out, said := call("fingerprint", "--keys", keys)
		if status != 1 || out != "" || !strings.Contains(said, "\nhint: give the name alone with --public") || strings.Contains(said, "\x1b") {
			t.Errorf("%q: status %d, %q, %q", bad, status, out, said)
		}
	}
}

func TestARequiredHostKeyIsNotMade(t *testing.T) {
	keys := filepath.Join(t.TempDir(), "keys")
	status, _, said := call("serve", "--listen", "127.0.0.1:0", "--keys", keys, "--require-host-key")
	want := "kiosk: there is no host key in " + keys + "\nhint: put ssh_host_ed25519_key there, which kiosk serve makes without --require-host-key; or name the folder with --keys\n"
	if status != 1 || said != want {
		t.Errorf("status %d, %q, want %q", status, said, want)
	}
	if _, err := os.Stat(keys); err == nil {
		t.Error("the folder was made")
	}
	t.Setenv("KIOSK_REQUIRE_HOST_KEY", "true")
	if status, _, said := call("--listen", "127.0.0.1:0", "--keys", keys); status != 1 || said != want {
		t.Errorf("by the variable: status %d, %q", status, said)
	}
	made, _, err := hostkey.LoadOrMake(keys)
	if err != nil {
		t.Fatal(err)
	}
	if _, _, fingerprint, _ := serve(t, "--keys", keys); fingerprint != hostkey.Fingerprint(made.Current.PublicKey()) {
		t.Errorf("it serves with %s", fingerprint)
	}
}

func TestRotateSaysWhatIsToBeDone(t *testing.T) {
	keys := filepath.Join(t.TempDir(), "keys")
	for _, args := range [][]string{{"rotate"}, {"rotate", "--switch"}} {
		if status, out, said := call(append(args, "--keys", keys)...); status != 1 || out != "" || said != "kiosk: there is no host key in "+keys+"\nhint: there is nothing to rotate: kiosk serve makes a key on its first run; or name the folder with --keys\n" {
			t.Errorf("%v: status %d, %q, %q", args, status, out, said)
		}
	}
	if _, _, err := hostkey.LoadOrMake(keys); err != nil {
		t.Fatal(err)
	}
	if status, _, said := call("rotate", "--switch", "--keys", keys); status != 1 || said != "kiosk: there is no next host key in "+keys+"\nhint: kiosk rotate makes one; announce it for some days before you switch to it\n" {
		t.Errorf("status %d, %q", status, said)
	}
	for _, want := range []string{"made the next host key, SHA256:", "there is a next host key already, SHA256:"} {
		if status, out, said := call("rotate", "--keys", keys); status != 0 || said != "" || !strings.HasPrefix(out, want) || !strings.HasSuffix(out, "\nrestart the kiosk to announce it, and some days later: kiosk rotate --switch\n") {
			t.Errorf("status %d, %q, %q", status, out, said)
		}
	}
	loaded, err := hostkey.Load(keys)
	if err != nil {
		t.Fatal(err)
	}
	next := hostkey.Fingerprint(loaded.Next.PublicKey())
	if _, out, _ := call("fingerprint", "--keys", keys); !strings.Contains(out, "\nThe next host key, which is announced and not used yet:\n"+next+"\n\n+--[ED25519 256]--+\n") {
		t.Errorf("fingerprint does not tell of the next key:\n%s", out)
	}
	if status, out, said := call("rotate", "--switch", "--keys", keys); status != 0 || said != "" || !strings.HasPrefix(out, "the host key is now "+next+"\n") {
		t.Errorf("status %d, %q, %q", status, out, said)
	}
	if _, out, _ := call("fingerprint", "--keys", keys); !strings.HasPrefix(out, next+"\n") || !strings.Contains(out, "\nThe previous host key, which is announced and not used any more:\nSHA256:") {
		t.Errorf("fingerprint does not tell of the previous key:\n%s", out)
	}
}

// TestOpenSSHLearnsARotation goes through a rotation with a visitor who trusts
// nothing but what stands in known_hosts, and lets ssh keep that up to date.
func TestOpenSSHLearnsARotation(t *testing.T) {
	keys, home := filepath.Join(t.TempDir(), "keys"), t.TempDir()
	knownHosts := filepath.Join(home, ".ssh", "known_hosts")
	address := ""
	// with runs a kiosk, on the same port each time.
	with := func(f func()) {
		t.Helper()
		args := []string{"--keys", keys}
		if address != "" {
			args = append(args, "--listen", address)
		}
		var cmd *exec.Cmd
		cmd, address, _, _ = serve(t, args...)
		f()
		if err := cmd.Process.Signal(syscall.SIGTERM); err != nil {
			t.Fatal(err)
		}
		if status, _ := end(t, cmd); status != 0 {
			t.Errorf("the kiosk ends with status %d", status)
		}
	}
	// entry is a key as known_hosts has it.
	entry := func(name string) string {
		t.Helper()
		b, err := os.ReadFile(filepath.Join(keys, name+".pub"))
		if err != nil {
			t.Fatal(err)
		}
		host, port, _ := net.SplitHostPort(address)
		return "[" + host + "]:" + port + " " + strings.TrimSuffix(strings.TrimSpace(string(b)), " kiosk")
	}
	known := func() string {
		b, err := os.ReadFile(knownHosts)
		if err != nil {
			t.Fatal(err)
		}
		// ssh names its source behind a key that it learned.
		lines := strings.Split(strings.TrimSpace(string(b)), "\n")
		for i, l := range lines {
			if f := strings.Fields(l); len(f) > 3 {
				lines[i] = strings.Join(f[:3], " ")
			}
		}
		return strings.Join(lines, "\n")
	}
	visitor := func(command ...string) kiosktest.ClientOptions {
		return kiosktest.ClientOptions{Home: home, Command: command, Options: []string{"-o", "StrictHostKeyChecking=yes", "-o", "UpdateHostKeys=yes"}}
	}
	// visit reads on a screen, and leaves once known_hosts is as it should be.
	visit := func(what string, want ...string) {
		t.Helper()
		term := kiosktest.StartTerminal(t, kiosktest.TerminalOptions{}, kiosktest.SSH(t, address, visitor()))
		term.WaitForText("q quit")
		kiosktest.Settle(t, what+" in known_hosts", 15*time.Second, func() bool { return known() == strings.Join(want, "\n") })
		term.Type("q")
		if status, err := term.Wait(15 * time.Second); err != nil || status != 0 {
			t.Errorf("%s: status %d, %v", what, status, err)
		}
		if s := term.Screen(); regexp.MustCompile(`(?i)warning|authenticity|host key`).MatchString(s.Text()) {
			t.Errorf("%s: ssh says\n%s", what, s.Text())
		}
	}
	rotate := func(args ...string) {
		t.Helper()
		if status, _, said := call(append([]string{"rotate", "--keys", keys}, args...)...); status != 0 {
			t.Fatalf("rotate %v: %s", args, said)
		}
	}

	var first, second string
	with(func() { // before the rotation
		first = entry(hostkey.FileName)
		if err := os.MkdirAll(filepath.Dir(knownHosts), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(knownHosts, []byte(first+"\n"), 0o600); err != nil {
			t.Fatal(err)
		}
		visit("the key alone", first)
	})
	rotate()
	second = entry(hostkey.NextFileName)
	with(func() { visit("the next key beside it", first, second) })
	rotate("--switch")
	if got := entry(hostkey.FileName); got != second {
		t.Fatalf("switched to %s, want %s", got, second)
	}
	with(func() { // the previous key is still announced
		visit("both keys", first, second)
		// The key in use is the second: who knows but the first is warned.
		stranger := t.TempDir()
		if err := os.MkdirAll(filepath.Join(stranger, ".ssh"), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(stranger, ".ssh", "known_hosts"), []byte(first+"\n"), 0o600); err != nil {
			t.Fatal(err)
		}
		o := visitor("read")
		o.Home = stranger
		if out, err := kiosktest.SSH(t, address, o).CombinedOutput(); err == nil || !strings.Contains(string(out), "REMOTE HOST IDENTIFICATION HAS CHANGED") {
			t.Errorf("who missed the announcement is told %v, %s", err, out)
		}
	})
	for _, name := range []string{hostkey.PreviousFileName, hostkey.PreviousFileName + ".pub"} {
		if err := os.Remove(filepath.Join(keys, name)); err != nil {
			t.Fatal(err)
		}
	}
	with(func() { visit("the second key alone", second) })
}
