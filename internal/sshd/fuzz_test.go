package sshd

import (
	"bytes"
	"crypto/ed25519"
	"encoding/binary"
	"io"
	"log/slog"
	"net"
	"strings"
	"sync"
	"testing"

	gossh "golang.org/x/crypto/ssh"

	"hackday.example/kiosk/content"
	"hackday.example/kiosk/internal/folder"
	"hackday.example/kiosk/internal/layout"
	"hackday.example/kiosk/internal/search"
	"hackday.example/kiosk/internal/terminal"
)

// deadChannel is a session channel whose client has gone away: its input has
// ended, and what is written to it is kept as long as it is little.
type deadChannel struct {
	mu          sync.Mutex
	out, errors bytes.Buffer
}

func (c *deadChannel) Read([]byte) (int, error) { return 0, io.EOF }
func (c *deadChannel) Write(p []byte) (int, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.out.Write(p)
}
func (c *deadChannel) Close() error                                   { return nil }
func (c *deadChannel) CloseWrite() error                              { return nil }
func (c *deadChannel) SendRequest(string, bool, []byte) (bool, error) { return true, nil }
func (c *deadChannel) Stderr() io.ReadWriter                          { return deadErrors{c} }

// deadErrors is its other stream.
type deadErrors struct{ *deadChannel }

func (c deadErrors) Write(p []byte) (int, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.errors.Write(p)
}

// deadConn is the connection of a client that has gone away.
type deadConn struct{ gossh.Conn }

func (deadConn) User() string                                           { return "visitor" }
func (deadConn) ClientVersion() []byte                                  { return []byte("SSH-2.0-\x1b[2Jclient") }
func (deadConn) SendRequest(string, bool, []byte) (bool, []byte, error) { return false, nil, io.EOF }

// fuzzServer is a server without a listener, and its log.
func fuzzServer(t testing.TB) (*Server, *bytes.Buffer) {
	t.Helper()
	s, err := folder.Load(content.FS)
	if err != nil {
		t.Fatal(err)
	}
	key, err := gossh.NewSignerFromKey(ed25519.NewKeyFromSeed(bytes.Repeat([]byte{1}, ed25519.SeedSize)))
	if err != nil {
		t.Fatal(err)
	}
	log := new(bytes.Buffer)
	server, err := New(Config{
		Site: s, Layouts: layout.NewCache(0, nil), Search: search.NewEngine(), HostKey: key,
		Log: slog.New(slog.NewTextHandler(log, nil)), Source: func(net.Addr) string { return "source" },
	})
	if err != nil {
		t.Fatal(err)
	}
	return server, log
}

// newFuzzSession is a session of the server's on a dead channel.
func newFuzzSession(s *Server) (*session, *deadChannel) {
	near, far := net.Pipe()
	_ = far.Close()
	c := newConnection(s, near)
	c.begin()
	channel := new(deadChannel)
	return newSession(c, &gossh.ServerConn{Conn: deadConn{}}, channel), channel
}

// FuzzRequests sends a channel any requests in any order: nothing may panic,
// the size stays within bounds, and nothing is left running.
func FuzzRequests(f *testing.F) {
	kinds := []string{"pty-req", "window-change", "env", "shell", "exec", "signal", "subsystem", "x"}
	encode := func(requests ...any) (data []byte) {
		for i := 0; i < len(requests); i += 2 {
			payload := requests[i+1].([]byte)
			data = append(data, byte(requests[i].(int)))
			data = binary.BigEndian.AppendUint16(data, uint16(len(payload)))
			data = append(data, payload...)
		}
		return data
	}
	pty := gossh.Marshal(struct {
		Term       string
		C, R, W, H uint32
		Modes      string
	}{"xterm-256color", 80, 24, 0, 0, "\x00"})
	silent := gossh.Marshal(struct {
		Term       string
		C, R, W, H uint32
		Modes      string
	}{"dumb", 80, 24, 0, 0, "\x35\x00\x00\x00\x00\x35\x00"})
	window := gossh.Marshal(struct{ C, R, W, H uint32 }{1 << 31, 0, 7, 9})
	f.Add(encode(0, pty, 1, window, 3, []byte{}, 1, window))
	f.Add(encode(0, pty, 2, gossh.Marshal(struct{ N, V string }{"LANG", "C"}), 4, gossh.Marshal(struct{ V string }{"read"})))
	f.Add(encode(0, silent, 3, []byte{}))
	f.Add(encode(0, pty[:9], 1, window[:3], 4, []byte{0, 0, 0, 9}, 5, []byte("x"), 6, []byte{}, 7, []byte{}))
	server, log := fuzzServer(f)
	f.Fuzz(func(t *testing.T, data []byte) {
		r, _ := newFuzzSession(server)
		requests := make(chan *gossh.Request)
		go func() {
			defer close(requests)
			for len(data) >= 3 {
				kind, n := kinds[int(data[0])%len(kinds)], int(binary.BigEndian.Uint16(data[1:]))
				n = min(n, len(data)-3)
				requests <- &gossh.Request{Type: kind, Payload: data[3 : 3+n]}
				data = data[3+n:]
			}
		}()
		r.run(requests)
		if n := server.Sessions(); n != 0 {
			t.Errorf("%d sessions are left", n)
		}
		if size := r.Size(); size.Columns < 1 || size.Columns > terminal.MaxSize.Columns || size.Rows < 1 || size.Rows > terminal.MaxSize.Rows {
			t.Errorf("the size is %v", size)
		}
		_ = r.connection.Close()
		if strings.Contains(log.String(), "panic") {
			t.Fatal(log.String())
		}
		log.Reset()
	})
}

// FuzzProve asks for proofs of any keys: only the server's own are found, and no
// more than it has.
func FuzzProve(f *testing.F) {
	server, _ := fuzzServer(f)
	key := server.config.HostKey.PublicKey().Marshal()
	f.Add(appendString(nil, key))
	f.Add(appendString(appendString(nil, key), key))
	f.Add([]byte{0xff, 0xff, 0xff, 0xff})
	f.Add([]byte{0, 0, 0, 0, 0})
	f.Fuzz(func(t *testing.T, payload []byte) {
		asked := server.hostKeys.parseProve(payload)
		var again []byte
		for _, k := range asked {
			again = appendString(again, k.PublicKey().Marshal())
		}
		if len(asked) > 1 || asked != nil && !bytes.Equal(again, payload) {
			t.Errorf("%x asks for %d keys, %x", payload, len(asked), again)
		}
	})
}
