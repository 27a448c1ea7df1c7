package main

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"encoding/pem"
	"errors"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/crypto/ssh"
	"golang.org/x/crypto/ssh/knownhosts"

	"hackday.example/kiosk/internal/kiosktest"
)

// organiserKey makes the key of an organiser: the file of its private half, and the line of
// its public one.
func organiserKey(t *testing.T) (file string, line []byte) {
	t.Helper()
	_, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	block, err := ssh.MarshalPrivateKey(private, "")
	if err != nil {
		t.Fatal(err)
	}
	signer, err := ssh.NewSignerFromKey(private)
	if err != nil {
		t.Fatal(err)
	}
	file = filepath.Join(t.TempDir(), "id")
	if err := os.WriteFile(file, pem.EncodeToMemory(block), 0o600); err != nil {
		t.Fatal(err)
	}
	return file, ssh.MarshalAuthorizedKey(signer.PublicKey())
}

// The machine's own sshd knows no organiser either, and no file of a kiosk's mends that.
func TestARehearsalKnowsTheMachinesOwnSSHD(t *testing.T) {
	id, _ := organiserKey(t)
	host, err := ssh.NewSignerFromKey(kiosktest.HostKey())
	if err != nil {
		t.Fatal(err)
	}
	no := errors.New("no")
	keys := &ssh.ServerConfig{PublicKeyCallback: func(ssh.ConnMetadata, ssh.PublicKey) (*ssh.Permissions, error) { return nil, no }}
	passwords := &ssh.ServerConfig{PasswordCallback: func(ssh.ConnMetadata, []byte) (*ssh.Permissions, error) { return nil, no }}
	for name, sshd := range map[string]*ssh.ServerConfig{"keys": keys, "passwords": passwords} {
		sshd.AddHostKey(host)
		address := answering(t, func(c net.Conn) { _, _, _, _ = ssh.NewServerConn(c, sshd) })
		var out bytes.Buffer
		status := run(t.Context(), []string{"rehearse", address, "--identity", id}, streams{&out, &out})
		want := "kiosk: no kiosk answers at " + address + "\nhint: " + ownSSHD + "The first lines of the kiosk name its port; kiosk rehearse --installed HOST:PORT goes to another\n"
		if status != exitFailed || out.String() != want {
			t.Errorf("%s: %d, %s", name, status, out.String())
		}
	}
}

func TestTheKioskInServiceIsRehearsedByAnOrganiser(t *testing.T) {
	id, line := organiserKey(t)
	stranger, _ := organiserKey(t)
	keys := t.TempDir()
	if err := os.WriteFile(filepath.Join(keys, organisersFile), line, 0o600); err != nil {
		t.Fatal(err)
	}
	_, address, _, said := serve(t, "--keys", keys, "--ops", "127.0.0.1:0") // without a venue
	t.Setenv("HOME", t.TempDir())
	t.Setenv("SSH_AUTH_SOCK", "")
	rehearse := func(args ...string) (status int, out, errors string) {
		var o, e bytes.Buffer
		status = run(context.Background(), append([]string{"rehearse", "--visitors", "30", "--rate", "100", "--for", "1s", "--every", "200ms"}, args...), streams{&o, &e})
		return status, o.String(), e.String()
	}
	status, out, complaint := rehearse(address, "--installed", "--identity", id)
	if status != 0 || complaint != "" || !strings.HasPrefix(out, "30 of 30 visitors were served; each saw the page within ") {
		t.Errorf("status %d, %s\n%s", status, out, complaint)
	}
	_, scrape := get(t, "http://"+opsAddress(t, said)+"/metrics")
	for _, want := range []string{
		`kiosk_visits_total{kind="rehearsal",status="0"} 30`, `kiosk_visits_total{kind="reader",status="0"} 0`,
		"kiosk_first_frame_seconds_count 0", "kiosk_handshake_seconds_count 1", // the organiser's
	} {
		if !strings.Contains(scrape, "\n"+want+"\n") {
			t.Errorf("%q is not in\n%s", want, scrape)
		}
	}
	for _, tt := range []struct {
		args []string
		want []string
	}{
		{[]string{address, "--installed"}, []string{"there is no organiser's key here", "--identity FILE"}},
		{[]string{address, "-i", stranger}, []string{"let no organiser in by the keys that it was shown:\n  SHA256:", `the file "organisers"`}},
		{[]string{address, "-i", id, "--for", "15m"}, []string{"--for 15m0s is longer than a kiosk in service lets anyone rehearse, which is 14m0s", "more than once"}},
		{[]string{"127.0.0.1:1", "-i", id}, []string{"nobody listens at 127.0.0.1:1", "--installed HOST:PORT"}},
	} {
		status, out, complaint := rehearse(tt.args...)
		if status != 1 || out != "" {
			t.Errorf("%v: status %d, %s", tt.args, status, out)
		}
		for _, want := range tt.want {
			if !strings.Contains(complaint, want) {
				t.Errorf("%v: %q is not in\n%s", tt.args, want, complaint)
			}
		}
	}
}

func TestAKioskElsewhereHasToBeKnownByItsHostKey(t *testing.T) {
	k := kiosktest.StartKiosk(t, kiosktest.KioskOptions{})
	key, err := ssh.NewPublicKey(kiosktest.HostKey().Public())
	if err != nil {
		t.Fatal(err)
	}
	other, _, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	otherKey, err := ssh.NewPublicKey(other)
	if err != nil {
		t.Fatal(err)
	}
	id, _ := organiserKey(t) // whom the kiosk does not know
	name := net.JoinHostPort("kiosk.test", k.Address[strings.LastIndex(k.Address, ":")+1:])
	host := knownhosts.Normalize(name)
	for what, tt := range map[string]struct{ known, want, fix string }{
		"nothing known":   {"", "the host key of " + name + " is not among those that you know", "kiosk fingerprint"},
		"another known":   {knownhosts.Line([]string{host}, otherKey), name + " has another host key than line 1 of ", "remove that line"},
		"known, hashed":   {knownhosts.Line([]string{knownhosts.HashHostname(host)}, key), "let no organiser in", "organisers"},
		"revoked":         {"@revoked " + knownhosts.Line([]string{"*"}, key), "is revoked", "a new host key"},
		"no such a line":  {"nonsense", "reading the known hosts", ""},
		"known, by name":  {knownhosts.Line([]string{host}, key), "let no organiser in", "organisers"},
		"another machine": {knownhosts.Line([]string{"other.test"}, key), "is not among those that you know", "kiosk fingerprint"},
	} {
		t.Run(what, func(t *testing.T) {
			home := t.TempDir()
			t.Setenv("HOME", home)
			t.Setenv("SSH_AUTH_SOCK", "")
			if err := os.Mkdir(filepath.Join(home, ".ssh"), 0o700); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(filepath.Join(home, ".ssh", "known_hosts"), []byte(tt.known+"\n"), 0o600); err != nil {
				t.Fatal(err)
			}
			c := rehearseCommand{Address: name, Identity: id}
			_, err := c.logIn(t.Context(), k.Address, false)
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("%v, want %q", err, tt.want)
			}
			if h := (*hintError)(nil); tt.fix != "" && (!errors.As(err, &h) || !strings.Contains(h.hint, tt.fix)) {
				t.Errorf("the hint of %v is not about %q", err, tt.fix)
			}
		})
	}
}
