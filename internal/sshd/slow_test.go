package sshd_test

import (
	"io"
	"net"
	"strings"
	"testing"
	"time"

	"hackday.example/kiosk/internal/kiosktest"
)

// slowLine is the address of a line of so many bytes a second, each way, to
// another address. It ends with the test.
func slowLine(t *testing.T, to string, rate int) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	carry := func(to, from net.Conn) {
		defer func() { _, _ = to.Close(), from.Close() }()
		buf := make([]byte, rate/10)
		for {
			n, err := from.Read(buf)
			if err != nil {
				return
			}
			time.Sleep(time.Duration(n) * time.Second / time.Duration(rate))
			if _, err := to.Write(buf[:n]); err != nil {
				return
			}
		}
	}
	go func() {
		for {
			near, err := l.Accept()
			if err != nil {
				return
			}
			far, err := net.Dial("tcp", to)
			if err != nil {
				_ = near.Close()
				continue
			}
			go carry(far, near)
			go carry(near, far)
		}
	}()
	return l.Addr().String()
}

func TestOpenSSHGetsInAt300BytesASecond(t *testing.T) {
	t.Parallel() // it takes half a minute
	k := kiosktest.StartKiosk(t, kiosktest.KioskOptions{})
	stdout, stderr, status := output(t, kiosktest.SSH(t, slowLine(t, k.Address, 300), kiosktest.ClientOptions{Command: []string{"pages"}}))
	if status != 0 || !strings.Contains(stdout, "rationale") {
		t.Errorf("status %d, %q, %q", status, stdout, stderr)
	}
}

// TestASocketThatDripsIsClosed drips what is no whole packet, past the time that
// a handshake has without progress.
func TestASocketThatDripsIsClosed(t *testing.T) {
	t.Parallel()
	k := kiosktest.StartKiosk(t, kiosktest.KioskOptions{})
	c, err := net.Dial("tcp", k.Address)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = c.Close() }()
	closed := make(chan struct{})
	go func() {
		defer close(closed)
		_, _ = io.Copy(io.Discard, c)
	}()
	drip := time.NewTicker(500 * time.Millisecond)
	defer drip.Stop()
	for sent := "SSH-2.0-drip\r\n\x00\x00\x10\x00" + strings.Repeat("x", 4000); sent != ""; {
		n := 1
		if strings.HasPrefix(sent, "SSH-") {
			n = len("SSH-2.0-drip\r\n")
		}
		_, _ = io.WriteString(c, sent[:n])
		sent = sent[n:]
		select {
		case <-closed:
			return
		case <-drip.C:
		}
		if len(sent) < 4000-60 { // half a minute
			t.Fatal("a socket that drips is still open")
		}
	}
}
