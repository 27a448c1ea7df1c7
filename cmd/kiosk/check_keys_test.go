package main

import (
	"crypto/ed25519"
	"crypto/rand"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/crypto/ssh"

	"hackday.example/kiosk/internal/hostkey"
)

// keysFolder makes "keys" in a new current folder, with a host key and a file of
// organisers' keys.
func keysFolder(t *testing.T, organisers string) {
	t.Helper()
	t.Chdir(t.TempDir())
	if _, _, err := hostkey.LoadOrMake("keys"); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile("keys/organisers", []byte(organisers), 0o644); err != nil {
		t.Fatal(err)
	}
}

// organiserLine is a line of an organisers' file.
func organiserLine(t *testing.T) (line string, key ssh.Signer) {
	t.Helper()
	_, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	key, err = ssh.NewSignerFromKey(private)
	if err != nil {
		t.Fatal(err)
	}
	return string(ssh.MarshalAuthorizedKey(key.PublicKey())), key
}

func TestCheckLooksAtKeysAsServeDoes(t *testing.T) {
	line, key := organiserLine(t)
	certificate := &ssh.Certificate{Key: key.PublicKey(), CertType: ssh.UserCert, ValidBefore: 1}
	if err := certificate.SignCert(rand.Reader, key); err != nil {
		t.Fatal(err)
	}
	const both = "looked at 2 files (organisers, ssh_host_ed25519_key) in keys: "
	remove := func(names ...string) func() error {
		return func() error {
			for _, name := range names {
				if err := os.Remove(filepath.Join("keys", name)); err != nil {
					return err
				}
			}
			return nil
		}
	}
	for _, tt := range []struct {
		name, organisers string
		spoil            func() error // nil for nothing
		want             string
	}{
		{"all is well", "# ours\n" + line, nil, both + "all is well\nexit 0\n"},
		{"nobody is an organiser", "", remove("organisers"), "looked at 1 file (ssh_host_ed25519_key) in keys: all is well\nexit 0\n"},
		{"what lets nobody in", line + string(ssh.MarshalAuthorizedKey(certificate)) + "\n" + `from="192.0.2.0/24" ` + line + "my key\n", nil,
			"keys/organisers:2: error: this is a certificate, whose dates and limits the kiosk does not look at; use the key itself, the .pub file without -cert in its name\n" +
				"keys/organisers:4: error: the option \"from\" before the key is not supported, and so the key lets nobody in; take the option out, or the line\n" +
				"keys/organisers:5: error: this is no public key; paste the one line of the organiser's .pub file\n" +
				both + "3 errors\nexit 1\n"},
		{"others may write organisers' keys", line, func() error { return os.Chmod("keys/organisers", 0o666) },
			"keys/organisers: error: others may write to the file (mode 0666), and nobody is let in by it; run: chmod 644 keys/organisers\n" + both + "1 error\nexit 1\n"},
		{"others may read the host key", line, func() error { return os.Chmod("keys/ssh_host_ed25519_key", 0o644) },
			"keys: error: the host key keys/ssh_host_ed25519_key can be read by others (mode 0644); run: chmod 600 keys/ssh_host_ed25519_key\n" + both + "1 error\nexit 1\n"},
		{"a new kiosk", line, remove("ssh_host_ed25519_key"),
			"keys: advice: there is no host key; put ssh_host_ed25519_key there, or let kiosk serve make one on its first run\n" +
				"looked at 1 file (organisers) in keys: no error, 1 piece of advice\nexit 0\n"},
		{"a kiosk that lost its key", line, func() error {
			return os.Rename("keys/ssh_host_ed25519_key", "keys/ssh_host_ed25519_key.next")
		}, "keys: error: there is no host key in keys, but there is ssh_host_ed25519_key.next; rename it to ssh_host_ed25519_key, or move it away to have a new one made\n" +
			"looked at 2 files (organisers, ssh_host_ed25519_key.next) in keys: 1 error\nexit 1\n"},
		{"no folder", line, func() error { return os.RemoveAll("keys") },
			"kiosk: the keys folder keys is not there\nhint: kiosk serve makes it on its first run; or name another with --keys\nexit 1\n"},
		{"a file", line, func() error {
			if err := os.RemoveAll("keys"); err != nil {
				return err
			}
			return os.WriteFile("keys", nil, 0o600)
		}, "kiosk: the keys folder keys is no folder\nhint: kiosk serve makes it on its first run; or name another with --keys\nexit 1\n"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			keysFolder(t, tt.organisers)
			if tt.spoil != nil {
				if err := tt.spoil(); err != nil {
					t.Fatal(err)
				}
			}
			if got := say(t, "kiosk check --keys keys"); got != tt.want {
				t.Errorf("said\n%swant\n%s", got, tt.want)
			}
			if tt.name == "a new kiosk" {
				if _, err := os.Stat("keys/ssh_host_ed25519_key"); err == nil {
					t.Error("checking made a host key")
				}
			}
		})
	}
}

func TestCheckLooksAtPagesAndKeysTogether(t *testing.T) {
	good(t)
	if err := os.Mkdir("keys", 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile("keys/organisers", []byte("x\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	got := say(t, "kiosk check site --keys keys")
	for _, want := range []string{"in site: all is well\n", "keys/organisers:1: error: ", "in keys: 1 error, 1 piece of advice\nexit 1\n"} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is not in\n%s", want, got)
		}
	}
	got = say(t, "kiosk check site --keys keys --json")
	for _, want := range []string{`"folder": "site",`, `"keys": "keys",`, `"errors": 1,`, `"file": "keys/organisers",`, "exit 1\n"} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is not in\n%s", want, got)
		}
	}
}
