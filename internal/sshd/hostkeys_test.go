package sshd_test

import (
	"bytes"
	"crypto/ed25519"
	"encoding/binary"
	"strings"
	"testing"

	"golang.org/x/crypto/ssh"

	"hackday.example/kiosk/internal/kiosktest"
	"hackday.example/kiosk/internal/sshd"
)

// seedKey is a host key of a test's own.
func seedKey(t *testing.T, seed byte) ssh.Signer {
	t.Helper()
	key, err := ssh.NewSignerFromKey(ed25519.NewKeyFromSeed(bytes.Repeat([]byte{seed}, ed25519.SeedSize)))
	if err != nil {
		t.Fatal(err)
	}
	return key
}

// dialAs connects as a client of a version, and returns the connection and the
// announcements that it is sent.
func dialAs(t *testing.T, k *kiosktest.Kiosk, version string) (*ssh.Client, <-chan *ssh.Request) {
	t.Helper()
	conn, err := k.ConnectFrom("127.0.0.1")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	c, channels, requests, err := ssh.NewClientConn(conn, k.Address, &ssh.ClientConfig{ClientVersion: version, HostKeyCallback: ssh.InsecureIgnoreHostKey()})
	if err != nil {
		t.Fatal(err)
	}
	announced := make(chan *ssh.Request, 10)
	others := make(chan *ssh.Request)
	go func() {
		defer close(announced)
		defer close(others)
		for r := range requests {
			if strings.HasPrefix(r.Type, "hostkeys") {
				announced <- r
			} else {
				others <- r
			}
		}
	}()
	return ssh.NewClient(c, channels, others), announced
}

// ask runs a command on a session of its own.
func ask(t *testing.T, c *ssh.Client, command string) {
	t.Helper()
	s, err := c.NewSession()
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = s.Close() }()
	if err := s.Run(command); err != nil {
		t.Fatal(err)
	}
}

// wire writes byte strings as SSH's messages have them.
func wire(strings ...[]byte) (b []byte) {
	for _, s := range strings {
		b = binary.BigEndian.AppendUint32(b, uint32(len(s)))
		b = append(b, s...)
	}
	return b
}

func TestHostKeysAreAnnouncedOnceAndToOpenSSHAlone(t *testing.T) {
	next, previous := seedKey(t, 2), seedKey(t, 3)
	k := kiosktest.StartKiosk(t, kiosktest.KioskOptions{Configure: func(c *sshd.Config) { c.NextHostKeys = []ssh.Signer{next, previous} }})
	want := wire(seedKey(t, 1).PublicKey().Marshal(), next.PublicKey().Marshal(), previous.PublicKey().Marshal())
	for version, times := range map[string]int{
		"SSH-2.0-OpenSSH_9.2p1 Debian-2+deb12u10": 1,
		"SSH-2.0-OpenSSH_for_Windows_9.5":         1,
		"SSH-2.0-PuTTY_Release_0.78":              0,
		"SSH-2.0-TTSSH/2.72 Win32":                0,
		"SSH-2.0-Go":                              0,
	} {
		c, announced := dialAs(t, k, version)
		for range 3 { // sessions
			ask(t, c, "pages")
		}
		_ = c.Close()
		n := 0
		for r := range announced {
			n++
			if r.Type != "hostkeys-00@openssh.com" || r.WantReply || !bytes.Equal(r.Payload, want) {
				t.Errorf("%s is told %s, %v, %x", version, r.Type, r.WantReply, r.Payload)
			}
		}
		if n != times {
			t.Errorf("%s is told %d times, want %d", version, n, times)
		}
	}
}

func TestHostKeysAreProven(t *testing.T) {
	current, next, previous := seedKey(t, 1), seedKey(t, 2), seedKey(t, 3)
	k := kiosktest.StartKiosk(t, kiosktest.KioskOptions{Configure: func(c *sshd.Config) { c.NextHostKeys = []ssh.Signer{next, previous} }})
	c := k.Dial(t)
	ok, proofs, err := c.SendRequest("hostkeys-prove-00@openssh.com", true, wire(next.PublicKey().Marshal(), current.PublicKey().Marshal()))
	if !ok || err != nil {
		t.Fatalf("%v, %v", ok, err)
	}
	for _, key := range []ssh.Signer{next, current} {
		var proof struct {
			Signature []byte
			Rest      []byte `ssh:"rest"`
		}
		if err := ssh.Unmarshal(proofs, &proof); err != nil {
			t.Fatal(err)
		}
		var signature ssh.Signature
		if err := ssh.Unmarshal(proof.Signature, &signature); err != nil {
			t.Fatal(err)
		}
		text := wire([]byte("hostkeys-prove-00@openssh.com"), c.SessionID(), key.PublicKey().Marshal())
		if err := key.PublicKey().Verify(text, &signature); err != nil {
			t.Error(err)
		}
		proofs = proof.Rest
	}
	if len(proofs) > 0 {
		t.Errorf("more comes after them: %x", proofs)
	}
}

func TestProofsAreGivenSparingly(t *testing.T) {
	next := seedKey(t, 2)
	k := kiosktest.StartKiosk(t, kiosktest.KioskOptions{Configure: func(c *sshd.Config) { c.NextHostKeys = []ssh.Signer{next} }})
	c := k.Dial(t)
	good := next.PublicKey().Marshal()
	prove := func(payload []byte) bool {
		ok, proofs, err := c.SendRequest("hostkeys-prove-00@openssh.com", true, payload)
		if err != nil {
			t.Fatal(err)
		}
		if ok != (len(proofs) > 0) {
			t.Errorf("answered %v with %d bytes", ok, len(proofs))
		}
		return ok
	}
	for name, payload := range map[string][]byte{
		"no key":                     nil,
		"a key of somebody else's":   wire(seedKey(t, 9).PublicKey().Marshal()),
		"one of ours and another":    wire(good, seedKey(t, 9).PublicKey().Marshal()),
		"one that is cut off":        wire(good)[:20],
		"a length that is cut off":   {0, 0, 0},
		"a length of four gigabytes": {0xff, 0xff, 0xff, 0xff, 1},
		"something after it":         append(wire(good), 0),
		"an empty one":               wire(nil),
		"more than there are":        wire(good, good, good),
		"hundreds":                   bytes.Repeat(wire(good), 200),
	} {
		if prove(payload) {
			t.Errorf("%s: proven", name)
		}
	}
	for i, want := range []bool{true, true, false, false} { // two keys, two proofs
		if ok := prove(wire(good)); ok != want {
			t.Errorf("proof %d: %v", i+1, ok)
		}
	}
	c = k.Dial(t)
	if !prove(wire(good)) {
		t.Error("another connection gets no proof")
	}
}
