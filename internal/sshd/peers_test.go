package sshd_test

import (
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"encoding/pem"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"golang.org/x/crypto/ssh"
	"golang.org/x/crypto/ssh/agent"

	"hackday.example/kiosk/internal/command"
	"hackday.example/kiosk/internal/kiosktest"
	"hackday.example/kiosk/internal/replica"
	"hackday.example/kiosk/internal/sshd"
)

// desk is what answers peers, and keeps what they asked.
type desk struct {
	command.Replicas // which no peer asks for

	mu     sync.Mutex // guards what follows
	asked  []int      // the sizes of the messages
	ended  int        // of them, those whose context has ended before the answer
	answer []byte
	holds  bool // answers wait for the end of their context
}

// noMessage is a payload that the desk does not understand.
const noMessage = "no message"

func (d *desk) Answer(ctx context.Context, payload []byte) ([]byte, bool) {
	d.mu.Lock()
	holds := d.holds
	d.asked = append(d.asked, len(payload))
	d.mu.Unlock()
	if holds {
		<-ctx.Done()
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if ctx.Err() != nil {
		d.ended++
	}
	return d.answer, string(payload) != noMessage
}

// hold has answers wait for the end of their context from now on.
func (d *desk) hold() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.holds = true
}

// held is how many answers did.
func (d *desk) held() int {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.ended
}

// sizes are those of the messages so far.
func (d *desk) sizes() []int {
	d.mu.Lock()
	defer d.mu.Unlock()
	return append([]int{}, d.asked...)
}

// aPeer is the key by which kiosks of the tests log in to each other.
func aPeer(t *testing.T) ssh.Signer {
	t.Helper()
	key, err := ssh.NewSignerFromKey(kiosktest.HostKey())
	if err != nil {
		t.Fatal(err)
	}
	return key
}

// dialUser logs in as a user, from an address of the loopback network, with keys.
func dialUser(t *testing.T, k *kiosktest.Kiosk, user, from string, keys ...ssh.Signer) (*ssh.Client, error) {
	t.Helper()
	conn, err := k.ConnectFrom(from)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	return handshakeAs(conn, user, keys...)
}

func handshakeAs(conn net.Conn, user string, keys ...ssh.Signer) (*ssh.Client, error) {
	config := &ssh.ClientConfig{User: user, HostKeyCallback: ssh.InsecureIgnoreHostKey()}
	if len(keys) > 0 {
		config.Auth = []ssh.AuthMethod{ssh.PublicKeys(keys...)}
	}
	c, channels, requests, err := ssh.NewClientConn(conn, conn.RemoteAddr().String(), config)
	if err != nil {
		return nil, err
	}
	return ssh.NewClient(c, channels, requests), nil
}

// dialPeer logs in as a peer.
func dialPeer(t *testing.T, k *kiosktest.Kiosk) *ssh.Client {
	t.Helper()
	c, err := dialUser(t, k, replica.User, "127.0.0.1", aPeer(t))
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// startReplica starts a kiosk that has peers.
func startReplica(t *testing.T, o kiosktest.KioskOptions) (*kiosktest.Kiosk, *desk) {
	t.Helper()
	d := &desk{answer: []byte("{}")}
	configure := o.Configure
	o.Configure = func(c *sshd.Config) {
		c.Peers = d
		if configure != nil {
			configure(c)
		}
	}
	return kiosktest.StartKiosk(t, o), d
}

// hostKeyFile is a file with the host key's private half, as an operator has it.
func hostKeyFile(t *testing.T) string {
	t.Helper()
	block, err := ssh.MarshalPrivateKey(kiosktest.HostKey(), "")
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "host")
	if err := os.WriteFile(file, pem.EncodeToMemory(block), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

// agentWith serves an agent that has a key.
func agentWith(t *testing.T, key ed25519.PrivateKey) (socket string) {
	t.Helper()
	keyring := agent.NewKeyring()
	if err := keyring.Add(agent.AddedKey{PrivateKey: key}); err != nil {
		t.Fatal(err)
	}
	socket = filepath.Join(t.TempDir(), "agent")
	l, err := net.Listen("unix", socket)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go func() {
				_ = agent.ServeAgent(keyring, c)
				_ = c.Close()
			}()
		}
	}()
	return socket
}

// noSession is the beginning of why a peer opens no session.
const noSession = "the user peer is for other kiosks"

func TestOnlyAHostKeyLetsAPeerIn(t *testing.T) {
	k, d := startReplica(t, kiosktest.KioskOptions{})
	alone := kiosktest.StartKiosk(t, kiosktest.KioskOptions{})
	wrong, _ := aKey(t, "mallory")
	host := hostKeyFile(t)
	marks := t.TempDir()
	askpass := filepath.Join(marks, "askpass")
	if err := os.WriteFile(askpass, []byte("#!/bin/sh\ntouch "+marks+"/asked\necho s3cret-word\n"), 0o700); err != nil {
		t.Fatal(err)
	}
	_, stranger, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	keys, strangers := agentWith(t, kiosktest.HostKey()), agentWith(t, stranger)
	openSSH := func(k *kiosktest.Kiosk, options ...string) *exec.Cmd {
		return kiosktest.SSH(t, k.Address, kiosktest.ClientOptions{User: "peer", Options: options, Command: []string{"read"},
			Env: []string{"SSH_ASKPASS=" + askpass, "SSH_ASKPASS_REQUIRE=force", "DISPLAY=:0"}})
	}
	dropbear := func(env ...string) *exec.Cmd {
		return kiosktest.Dbclient(t, k.Address, kiosktest.ClientOptions{User: "peer", Env: env, Command: []string{"read"}})
	}
	putty := func(env string, options ...string) *exec.Cmd {
		return kiosktest.Plink(t, k.Address, k.Fingerprint, kiosktest.ClientOptions{User: "peer", Options: options, Env: []string{env}, Command: []string{"read"}})
	}
	for _, tt := range []struct {
		name string
		call *exec.Cmd
		want string // of what the client says
	}{
		{"ssh without a key", openSSH(k), "Permission denied (publickey)."},
		{"ssh with passwords", openSSH(k, "-o", "PreferredAuthentications=password,keyboard-interactive", "-o", "NumberOfPasswordPrompts=3"), "Permission denied (publickey)."},
		{"ssh with all methods", openSSH(k, "-o", "NumberOfPasswordPrompts=3", "-i", wrong), "Permission denied (publickey)."},
		{"ssh with another key", openSSH(k, "-i", wrong), "Permission denied (publickey)."},
		{"ssh with the host key", openSSH(k, "-i", host), noSession},
		{"ssh with the host key, to a kiosk without peers", openSSH(alone, "-i", host), "Permission denied (publickey)."},
		{"dbclient without a key", dropbear(), "No auth methods could be used"},
		{"dbclient with a password", dropbear("DROPBEAR_PASSWORD=s3cret-word"), "No auth methods could be used"},
		{"dbclient with another key", dropbear("SSH_AUTH_SOCK=" + strangers), "No auth methods could be used"},
		{"dbclient with the host key", dropbear("SSH_AUTH_SOCK=" + keys), "partially succeeded, more attempts required\nConnection to peer@"}, // it does not say why that is closed
		{"plink without a key", putty(""), "No supported authentication methods available (server sent: publickey)"},
		{"plink with a password", putty("", "-pw", "s3cret-word"), "No supported authentication methods available (server sent: publickey)"},
		{"plink with another key", putty("SSH_AUTH_SOCK="+strangers, "-agent"), "No supported authentication methods available (server sent: publickey)"},
		{"plink with the host key", putty("SSH_AUTH_SOCK="+keys, "-agent"), noSession},
	} {
		out, said, status := output(t, tt.call)
		if out != "" || !strings.Contains(said, tt.want) {
			t.Errorf("%s: status %d, %s%s", tt.name, status, out, said)
		}
	}
	if _, err := os.Stat(filepath.Join(marks, "asked")); err == nil {
		t.Error("somebody was asked for a password")
	}
	if n := len(d.sizes()); n > 0 {
		t.Errorf("%d messages were answered, and nobody sent any", n)
	}
	for _, want := range []string{
		`msg="a peer was not let in" source=`,
		`reason="the key is not one of this kiosk's host keys; all replicas need the same"`,
	} {
		if log := k.Log(); !strings.Contains(log, want) || strings.Contains(log, "mallory") || strings.Contains(log, "s3cret") {
			t.Errorf("%s is not in\n%s", want, log)
		}
	}
	if want := "key=" + k.Fingerprint + ` reason="this kiosk was started without --peers"`; !strings.Contains(alone.Log(), want) {
		t.Errorf("%s is not in\n%s", want, alone.Log())
	}
	honest(t, k)
}

// impostor shows another key than that which it signs with.
type impostor struct {
	ssh.Signer
	shows ssh.PublicKey
}

func (i impostor) PublicKey() ssh.PublicKey { return i.shows }

func TestEachHostKeyLetsAPeerInByItselfAlone(t *testing.T) {
	next, previous, stranger := seedKey(t, 2), seedKey(t, 3), seedKey(t, 9)
	k, _ := startReplica(t, kiosktest.KioskOptions{Configure: func(c *sshd.Config) {
		c.NextHostKeys = []ssh.Signer{next, previous}
	}})
	certify := func(key ssh.Signer) ssh.Signer {
		c := &ssh.Certificate{Key: key.PublicKey(), CertType: ssh.UserCert, ValidBefore: ssh.CertTimeInfinity}
		if err := c.SignCert(rand.Reader, key); err != nil {
			t.Fatal(err)
		}
		s, err := ssh.NewCertSigner(c, key)
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	current := aPeer(t)
	for _, tt := range []struct {
		name string
		keys []ssh.Signer
		in   bool
		log  string // the reason
	}{
		{"the current key", []ssh.Signer{current}, true, ""},
		{"the next key", []ssh.Signer{next}, true, ""},
		{"the previous key", []ssh.Signer{previous}, true, ""},
		{"the third of three keys", []ssh.Signer{seedKey(t, 7), seedKey(t, 8), next}, true, ""},
		{"no key", nil, false, ""},
		{"a stranger's key", []ssh.Signer{stranger}, false, "the key is not one of this kiosk's host keys"},
		{"a certificate of a host key", []ssh.Signer{certify(current)}, false, "this is a certificate, and kiosks log in by the host key itself"},
		{"a signature by another key", []ssh.Signer{impostor{stranger, current.PublicKey()}}, false, ""}, // x/crypto ends the connection, and tells nobody
	} {
		t.Run(tt.name, func(t *testing.T) {
			c, err := dialUser(t, k, replica.User, "127.0.0.1", tt.keys...)
			if (err == nil) != tt.in {
				t.Fatalf("let in: %v, %v", err == nil, err)
			}
			if tt.in {
				if ok, _, err := c.SendRequest(replica.Request, true, []byte("{}")); !ok || err != nil {
					t.Errorf("asking: %v, %v", ok, err)
				}
			}
			if !strings.Contains(k.Log(), tt.log) {
				t.Errorf("%q is not in the log:\n%s", tt.log, k.Log())
			}
		})
	}
	for _, user := range []string{"Peer", "peers", "visitor"} { // who are visitors
		if got := visitAs(t, k, user, "", "read"); !strings.Contains(got, "NHS Hack Day") {
			t.Errorf("%s reads %q", user, got)
		}
	}
	if c, err := dialUser(t, k, "organiser", "127.0.0.1", current); err == nil {
		_ = c.Close()
		t.Error("a host key lets an organiser in")
	}
}
