package hostkey_test

import (
	"bytes"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/crypto/ssh"

	"hackday.example/kiosk/internal/hostkey"
	"hackday.example/kiosk/internal/kiosktest"
)

// keygen runs ssh-keygen and returns what it prints.
func keygen(t *testing.T, args ...string) string {
	t.Helper()
	var errors bytes.Buffer
	cmd := exec.Command(kiosktest.Need(t, "ssh-keygen"), args...)
	cmd.Stderr = &errors
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("ssh-keygen %v: %v, %s", args, err, errors.String())
	}
	return string(out)
}

func TestEveryFormIsAsOpenSSHWritesIt(t *testing.T) {
	for i := range 20 {
		folder := filepath.Join(t.TempDir(), "keys")
		keys, _, err := hostkey.LoadOrMake(folder)
		if err != nil {
			t.Fatal(err)
		}
		key := keys.Current.PublicKey()
		file := filepath.Join(folder, hostkey.FileName)

		first, art, _ := strings.Cut(keygen(t, "-lv", "-f", file), "\n")
		if want := "256 " + hostkey.Fingerprint(key) + " kiosk (ED25519)"; first != want {
			t.Errorf("key %d: ssh-keygen -l says %q, and we %q", i, first, want)
		}
		if got := hostkey.Randomart(key); got != art {
			t.Errorf("key %d: ssh-keygen -lv draws\n%swe\n%s", i, art, got)
		}
		if got, want := strings.Join(hostkey.SSHFP("hackday.example", key), "\n")+"\n", keygen(t, "-r", "hackday.example", "-f", file); got != want {
			t.Errorf("key %d: ssh-keygen -r says\n%swe\n%s", i, want, got)
		}

		// What ssh looks for is found in the line, and nothing else.
		for _, tt := range []struct {
			host   string
			port   uint16
			lookup string
		}{
			{"hackday.example", 22, "hackday.example"},
			{"HackDay.example", 2222, "[hackday.example]:2222"},
			{"192.0.2.1", 22, "192.0.2.1"},
			{"2001:db8::1", 22, "2001:db8::1"},
			{"2001:db8::1", 2222, "[2001:db8::1]:2222"},
		} {
			known := filepath.Join(folder, "known_hosts")
			line := hostkey.KnownHost(tt.host, tt.port, key)
			if err := os.WriteFile(known, []byte(line+"\n"), 0o600); err != nil {
				t.Fatal(err)
			}
			if found := keygen(t, "-f", known, "-F", tt.lookup); !strings.HasSuffix(found, "\n"+line+"\n") {
				t.Errorf("key %d: ssh-keygen -F %s says %q of %q", i, tt.lookup, found, line)
			}
		}
	}
}

func TestKeyscanSeesTheKnownHostsLine(t *testing.T) {
	keyscan := kiosktest.Need(t, "ssh-keyscan")
	k := kiosktest.StartKiosk(t, kiosktest.KioskOptions{})
	host, port, err := net.SplitHostPort(k.Address)
	if err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command(keyscan, "-p", port, host).Output()
	if err != nil {
		t.Fatal(err)
	}
	n, err := strconv.ParseUint(port, 10, 16)
	if err != nil {
		t.Fatal(err)
	}
	signer, err := ssh.NewSignerFromKey(kiosktest.HostKey())
	if err != nil {
		t.Fatal(err)
	}
	if want := hostkey.KnownHost(host, uint16(n), signer.PublicKey()) + "\n"; string(out) != want {
		t.Errorf("ssh-keyscan says %q, and we %q", out, want)
	}
}
