package sshd

import (
	"bytes"
	"net"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	gossh "golang.org/x/crypto/ssh"
)

// tallied is a socket that counts its reads until the server's key is sent.
type tallied struct {
	net.Conn
	mu           sync.Mutex // guards what follows
	reads, bytes int
	keyed        bool
}

func (c *tallied) Read(p []byte) (int, error) {
	n, err := c.Conn.Read(p)
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.keyed { // the key is sent after what it answers was read
		c.reads++
		c.bytes += n
	}
	return n, err
}

func (c *tallied) Write(p []byte) (int, error) {
	c.mu.Lock()
	c.keyed = c.keyed || isKeyReply(p)
	c.mu.Unlock()
	return c.Conn.Write(p)
}

// hasty is a client's socket on which more follows the message that asks for the
// server's key, SSH_MSG_KEX_ECDH_INIT, at once.
type hasty struct {
	net.Conn
	bytes int // until the end of that message
	asked bool
	more  []byte
}

func (h *hasty) Write(p []byte) (int, error) {
	const number, ask = 5, 30
	if h.asked {
		return len(p), nil
	}
	h.bytes += len(p)
	if h.asked = len(p) > number && p[number] == ask; h.asked {
		_, err := h.Conn.Write(slices.Concat(p, h.more))
		return len(p), err
	}
	return h.Conn.Write(p)
}

// askForKey has a client ask a server for its key, with more sent at once.
func askForKey(t *testing.T, more []byte) (*tallied, *hasty) {
	t.Helper()
	server, _ := fuzzServer(t)
	config := &gossh.ServerConfig{NoClientAuth: true}
	config.AddHostKey(server.config.HostKey)
	near, far := tcpPair(t)
	c, h := &tallied{Conn: near}, &hasty{Conn: far, more: more}
	done := make(chan struct{})
	go func() {
		defer close(done)
		conn := newConnection(server, c)
		conn.begin()
		_, _, _, _ = gossh.NewServerConn(conn, config)
		_ = conn.Close()
	}()
	answered := false
	_, _, _, _ = gossh.NewClientConn(h, "", &gossh.ClientConfig{HostKeyCallback: func(string, net.Addr, gossh.PublicKey) error {
		answered = true
		_ = far.Close()
		return nil
	}})
	_ = far.Close()
	<-done
	if !answered || !h.asked {
		t.Fatal("the client got no key")
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.keyed {
		t.Fatal("x/crypto/ssh no longer writes the packet with the key by itself, which isKeyReply leans on")
	}
	return c, h
}

func TestFewReadsAreMadeBeforeTheKey(t *testing.T) {
	// A version, and the beginning and the rest of a message or two.
	if c, h := askForKey(t, nil); c.bytes != h.bytes || c.reads > 6 {
		t.Errorf("%d bytes were read in %d reads, of %d that were sent", c.bytes, c.reads, h.bytes)
	}
}

func TestLittleIsReadAlongWithTheRequestForTheKey(t *testing.T) {
	ignored := []byte{0, 0, 0, 12, 6, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0} // SSH_MSG_IGNORE
	if c, h := askForKey(t, bytes.Repeat(ignored, 1000)); c.bytes > h.bytes+earlyRead {
		t.Errorf("%d bytes were read before the key, with a request that ends after %d", c.bytes, h.bytes)
	}
}

func TestCleartextIsFollowedHoweverItIsParted(t *testing.T) {
	packet := func(length byte) []byte { return append([]byte{0, 0, 0, length}, make([]byte, length)...) }
	sent := slices.Concat(packet(12), packet(200), packet(0), packet(40)[:10])
	for size := 1; size <= len(sent); size++ {
		var c cleartext
		whole := 0
		for p := range slices.Chunk(sent, size) {
			if c.passed(p) {
				whole++
			}
		}
		if size == 1 && whole != 2 {
			t.Errorf("%d packets ended, want 2", whole)
		}
		if c.rest != 34 || c.most() != 34+earlyRead {
			t.Errorf("in pieces of %d: %d bytes are left of the packet, want 34", size, c.rest)
		}
	}
	var huge cleartext
	huge.passed([]byte{0xff, 0xff, 0xff, 0xff})
	if huge.most() != maxRead {
		t.Errorf("%d bytes are read at once of a packet without end, want %d", huge.most(), maxRead)
	}
}

// dripping is a socket on which something comes a piece at a time.
type dripping struct {
	net.Conn
	piece func(into []byte) int
	every time.Duration
	ended <-chan struct{}
}

func (d *dripping) Read(p []byte) (int, error) {
	select {
	case <-time.After(d.every):
		return d.piece(p), nil
	case <-d.ended:
		return 0, net.ErrClosed
	}
}

func (d *dripping) Close() error { return nil }

func TestAHandshakeHasItsTimeFromItsLastProgress(t *testing.T) {
	packet := func(length int) []byte {
		return append([]byte{0, 0, byte(length >> 8), byte(length)}, make([]byte, length)...)
	}
	for _, tt := range []struct {
		name  string
		sent  []byte // over and over
		every time.Duration
		piece int
		want  time.Duration // until it is closed
	}{
		{"nothing", packet(12), time.Hour, 1, DefaultLimits.Handshake},
		{"bytes of a packet that never ends", packet(4096), time.Second, 1, DefaultLimits.Handshake},
		{"a whole packet now and then", packet(12), 8 * time.Second, 16, DefaultLimits.Arrival},
		{"a line of 300 bytes a second", packet(2000), time.Second, 300, DefaultLimits.Arrival},
	} {
		synctest.Test(t, func(t *testing.T) {
			at := 0
			d := &dripping{every: tt.every, piece: func(into []byte) int {
				n := copy(into, tt.sent[at:min(at+tt.piece, len(tt.sent))])
				at = (at + n) % len(tt.sent)
				return n
			}}
			c := newConnection(&Server{config: Config{Limits: DefaultLimits}}, d)
			d.ended = c.ctx.Done()
			c.begin()
			begin := time.Now()
			buf := make([]byte, cryptoBuffer)
			for {
				if _, err := c.Read(buf); err != nil {
					break
				}
			}
			if took := time.Since(begin); took != tt.want {
				t.Errorf("%s: closed after %v, want %v", tt.name, took, tt.want)
			}
		})
	}
}
