package yardstick

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"

	gliderssh "github.com/gliderlabs/ssh"
	"golang.org/x/crypto/ssh"

	"hackday.example/kiosk/internal/kiosktest"
)

// echoBytes is what the bare servers send for a key: a line's worth.
const echoBytes = 80

// leaveKey ends a session of the bare servers.
const leaveKey = 0x03

// frames are the first screens that the kiosk sent, which the bare servers send
// too, by the window's size.
type frames map[string][]byte

func sizeName(columns, rows int) string { return fmt.Sprintf("%dx%d", columns, rows) }

// readFrames reads the frames that were stored in a folder.
func readFrames(dir string) (frames, error) {
	f := frames{}
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, err
	}
	for _, e := range entries {
		if f[e.Name()], err = os.ReadFile(filepath.Join(dir, e.Name())); err != nil {
			return nil, err
		}
	}
	return f, nil
}

// echo answers keys until the one that leaves, or the end.
func echo(rw io.ReadWriter) {
	line := bytes.Repeat([]byte("="), echoBytes*256)
	var buf [256]byte
	for {
		n, err := rw.Read(buf[:])
		if bytes.IndexByte(buf[:n], leaveKey) >= 0 || err != nil {
			return
		}
		if _, err := rw.Write(line[:echoBytes*n]); err != nil {
			return
		}
	}
}

// serveCrypto is the floor: golang.org/x/crypto/ssh and nothing else.
func serveCrypto(l net.Listener, f frames) error {
	key, err := ssh.NewSignerFromKey(kiosktest.HostKey())
	if err != nil {
		return err
	}
	config := &ssh.ServerConfig{NoClientAuth: true}
	config.AddHostKey(key)
	for {
		conn, err := l.Accept()
		if err != nil {
			return err
		}
		go serveCryptoConn(conn, config, f)
	}
}

func serveCryptoConn(conn net.Conn, config *ssh.ServerConfig, f frames) {
	defer conn.Close()
	_, channels, requests, err := ssh.NewServerConn(conn, config)
	if err != nil {
		return
	}
	go ssh.DiscardRequests(requests)
	for c := range channels {
		channel, requests, err := c.Accept()
		if err != nil {
			return
		}
		go serveCryptoSession(channel, requests, f)
	}
}

func serveCryptoSession(channel ssh.Channel, requests <-chan *ssh.Request, f frames) {
	var pty struct {
		Term                         string
		Columns, Rows, Width, Height uint32
		Modes                        string
	}
	for r := range requests {
		switch r.Type {
		case "pty-req":
			_ = ssh.Unmarshal(r.Payload, &pty)
		case "shell":
			go func() {
				defer channel.Close()
				_, _ = channel.Write(f[sizeName(int(pty.Columns), int(pty.Rows))])
				echo(channel)
				_, _ = channel.SendRequest("exit-status", false, binary.BigEndian.AppendUint32(nil, 0))
			}()
		}
		if r.WantReply {
			_ = r.Reply(true, nil)
		}
	}
}

// serveGliderlabs is the layer that Wish was built on, and nothing else.
func serveGliderlabs(l net.Listener, f frames) error {
	key, err := ssh.NewSignerFromKey(kiosktest.HostKey())
	if err != nil {
		return err
	}
	server := &gliderssh.Server{Handler: func(s gliderssh.Session) {
		pty, _, _ := s.Pty()
		_, _ = s.Write(f[sizeName(pty.Window.Width, pty.Window.Height)])
		echo(s)
		_ = s.Exit(0)
	}}
	server.AddHostKey(key)
	return server.Serve(l)
}
