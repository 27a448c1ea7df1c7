//go:build linux

package hostile

import (
	"crypto/rand"
	"errors"
	"fmt"
	"net"
	"strings"
	"testing"
	"time"

	"golang.org/x/crypto/ssh"
)

// startKiosk starts a kiosk for one test.
func startKiosk(t *testing.T, o processOptions) *process {
	t.Helper()
	k, err := startProcess(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(k.stop)
	return k
}

// TestHealthProbesBesideIdleSockets keeps the ops port's sockets busy, as a
// forgotten scraper does, and asks as a health probe does.
func TestHealthProbesBesideIdleSockets(t *testing.T) {
	k := startKiosk(t, processOptions{})
	for name, request := range map[string]string{
		"that asked once":         "GET /healthz HTTP/1.1\r\nHost: kiosk\r\n\r\n",
		"that said nothing":       "",
		"in the middle of asking": "GET /healthz HTTP/1.1\r\nHost: ki",
	} {
		t.Run(name, func(t *testing.T) {
			const sockets = 100
			for range sockets {
				conn, err := net.Dial("tcp", k.ops)
				if err != nil {
					t.Fatal(err)
				}
				defer func() { _ = conn.Close() }()
				_, _ = conn.Write([]byte(request)) // it may have been closed
			}
			const probes = 10
			for range probes {
				if _, err := k.get("/healthz"); err != nil {
					note(t, "a health probe was not answered: %v", err)
				}
			}
		})
	}
}

// note fails a test, but where only figures are wanted.
func note(t *testing.T, format string, args ...any) {
	t.Helper()
	if *before {
		t.Logf(format, args...)
	} else {
		t.Errorf(format, args...)
	}
}

// TestTheLogsReaderGoesAway is "kiosk serve 2>&1 | head -1".
func TestTheLogsReaderGoesAway(t *testing.T) {
	k := startKiosk(t, processOptions{})
	if err := readPage(k, 0); err != nil {
		t.Fatal(err)
	}
	if err := k.stderr.pipe.Close(); err != nil {
		t.Fatal(err)
	}
	const visits = 3 // each of which is a line
	for range visits {
		if err := readPage(k, 0); err != nil {
			note(t, "a visitor was not served when nobody read the log: %v", err)
			break
		}
	}
	// The last line may be written after the visitor has left.
	select {
	case <-k.gone:
		note(t, "the kiosk ended: %s", k.ending())
	case <-time.After(200 * time.Millisecond):
	}
}

// TestACertificateIsNoOrganisersKey logs in by an OpenSSH certificate, long
// expired and for another network, whose line is among the organisers' keys.
func TestACertificateIsNoOrganisersKey(t *testing.T) {
	authority, err := ssh.NewSignerFromKey(newKey())
	if err != nil {
		t.Fatal(err)
	}
	key, err := ssh.NewSignerFromKey(newKey())
	if err != nil {
		t.Fatal(err)
	}
	certificate := &ssh.Certificate{
		Key: key.PublicKey(), CertType: ssh.UserCert, ValidPrincipals: []string{"organiser"}, ValidAfter: 1, ValidBefore: 2,
		Permissions: ssh.Permissions{CriticalOptions: map[string]string{"source-address": "192.0.2.0/24"}},
	}
	if err := certificate.SignCert(rand.Reader, authority); err != nil {
		t.Fatal(err)
	}
	certified, err := ssh.NewCertSigner(certificate, key)
	if err != nil {
		t.Fatal(err)
	}
	plain, err := ssh.NewSignerFromKey(newKey())
	if err != nil {
		t.Fatal(err)
	}
	k := startKiosk(t, processOptions{
		organisers: string(ssh.MarshalAuthorizedKey(certificate)) + strings.TrimSpace(string(ssh.MarshalAuthorizedKey(plain.PublicKey()))) + " An Organiser\n",
	})
	login := func(signer ssh.Signer) error {
		c, err := ssh.Dial("tcp", k.address, &ssh.ClientConfig{
			User: "organiser", Auth: []ssh.AuthMethod{ssh.PublicKeys(signer)}, HostKeyCallback: ssh.InsecureIgnoreHostKey(), Timeout: patience,
		})
		if err == nil {
			_ = c.Close()
		}
		return err
	}
	if login(certified) == nil {
		note(t, "an expired certificate for another network was let in")
	}
	if err := login(plain); err != nil {
		t.Errorf("an organiser's key beside it was not let in: %v", err)
	}
}

// TestAttacksGoToLoopbackAlone dials an address that is not this machine's own.
func TestAttacksGoToLoopbackAlone(t *testing.T) {
	p := dial(t.Context(), "192.0.2.1:22", dialOptions{source: "127.0.0.1"})
	if p.ok() {
		t.Fatal("a peer that is not on this machine was dialled")
	}
	p.meet()
	if p.read() != nil || p.await(msgKexInit) != nil {
		t.Error("a peer that is not ok reads something")
	}
}

// TestThePeerSpeaks has the peer do what an honest client does, by both of its
// ciphers: an attack by a peer that speaks wrongly attacks nothing.
func TestThePeerSpeaks(t *testing.T) {
	k := startKiosk(t, processOptions{})
	for _, suite := range []string{aes128GCM, chacha20Poly1305} {
		t.Run(suite, func(t *testing.T) {
			if err := speak(t, k, suite); err != nil {
				t.Error(err)
			}
		})
	}
}

func speak(t *testing.T, k *process, suite string) error {
	p := dial(t.Context(), k.address, dialOptions{source: "127.0.0.3"})
	defer p.close()
	p.suite = suite
	p.meet()
	p.login()
	if !p.ok() {
		return errors.New("could not log in")
	}
	const exchanges = 3
	for n := range exchanges {
		channel, ok := p.exec("read", largeWindow)
		if !ok {
			return fmt.Errorf("after %d more key exchanges: no channel", n)
		}
		var page strings.Builder
		for {
			m := p.await(msgChannelData, msgChannelClose)
			if len(m) < 9 || m[0] == msgChannelClose {
				break
			}
			page.Write(m[9:])
		}
		p.send(msgChannelClose, channel)
		if !strings.Contains(page.String(), onThePage) {
			return fmt.Errorf("after %d more key exchanges: not the page: %.60q", n, page.String())
		}
		p.exchange(nil)
	}
	if !p.ok() {
		return errors.New("the connection ended")
	}
	return nil
}
