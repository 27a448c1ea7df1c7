package kiosktest

import (
	"bufio"
	"crypto/ed25519"
	"crypto/rand"
	"fmt"
	"io"
	"net"
	"strings"
	"sync"
	"testing"

	"golang.org/x/crypto/ssh"
)

// greeter is an SSH server for the tests of the clients: it lets anyone in,
// says what it was asked for, and ends with a status of its own.
type greeter struct {
	addr        string
	fingerprint string
}

// startGreeter starts a greeter that ends with the test.
func startGreeter(t *testing.T) greeter {
	t.Helper()
	_, key, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	signer, err := ssh.NewSignerFromKey(key)
	if err != nil {
		t.Fatal(err)
	}
	config := &ssh.ServerConfig{NoClientAuth: true}
	config.AddHostKey(signer)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	var serving sync.WaitGroup
	serving.Go(func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			serving.Go(func() { greet(conn, config) })
		}
	})
	t.Cleanup(func() {
		_ = listener.Close()
		serving.Wait()
	})
	return greeter{listener.Addr().String(), ssh.FingerprintSHA256(signer.PublicKey())}
}

// greet serves one connection until the client leaves.
func greet(conn net.Conn, config *ssh.ServerConfig) {
	defer conn.Close()
	server, channels, requests, err := ssh.NewServerConn(conn, config)
	if err != nil {
		return
	}
	go ssh.DiscardRequests(requests)
	for offered := range channels {
		channel, requests, err := offered.Accept()
		if err != nil {
			return
		}
		(&visit{user: server.User(), channel: channel}).serve(requests)
	}
}

// visit is one session on a greeter.
type visit struct {
	user    string
	channel ssh.Channel
	pty     bool
	facts   []string
}

func (v *visit) serve(requests <-chan *ssh.Request) {
	for request := range requests {
		switch request.Type {
		case "pty-req":
			var pty struct {
				Term                         string
				Columns, Rows, Width, Height uint32
				Modes                        string
			}
			_ = ssh.Unmarshal(request.Payload, &pty)
			v.pty = true
			v.facts = append(v.facts, fmt.Sprintf("pty %s %dx%d", pty.Term, pty.Columns, pty.Rows))
		case "window-change":
			var size struct{ Columns, Rows, Width, Height uint32 }
			_ = ssh.Unmarshal(request.Payload, &size)
			fmt.Fprintf(v.channel, "\x1b[2Hnow %dx%d", size.Columns, size.Rows)
		case "env":
			var env struct{ Name, Value string }
			_ = ssh.Unmarshal(request.Payload, &env)
			v.facts = append(v.facts, "env "+env.Name+"="+env.Value)
		case "shell", "exec":
			v.facts = append(v.facts, request.Type)
			if len(request.Payload) > 4 {
				v.facts = append(v.facts, fmt.Sprintf("command %q", request.Payload[4:]))
			}
			// The answer first: plink takes a channel that ends before it for
			// a command that was refused.
			_ = request.Reply(true, nil)
			go v.run()
			continue
		}
		if request.WantReply {
			_ = request.Reply(true, nil)
		}
	}
}

// run says what the client asked for, and with a pty shows the keys it gets
// until one of them is q.
func (v *visit) run() {
	defer v.channel.Close()
	if v.pty {
		fmt.Fprintf(v.channel, "hello %s: %s\r\n", v.user, strings.Join(v.facts, ", "))
		v.showKeys()
	} else {
		fmt.Fprintf(v.channel, "hello %s: %s\n", v.user, strings.Join(v.facts, ", "))
		fmt.Fprint(v.channel.Stderr(), "stderr\n")
	}
	status := ssh.Marshal(struct{ Status uint32 }{7})
	_, _ = v.channel.SendRequest("exit-status", false, status)
}

// showKeys takes the screen, asks the terminal for its background, and gives
// the screen back.
func (v *visit) showKeys() {
	_, _ = io.WriteString(v.channel, "\x1b[?1049h\x1b[?25l\x1b[H\x1b[Jpress q\x1b]11;?\x07")
	reader := bufio.NewReader(v.channel)
	var keys []byte
	for {
		key, err := reader.ReadByte()
		if err != nil || key == 'q' {
			break
		}
		keys = append(keys, key)
		fmt.Fprintf(v.channel, "\x1b[3H%q", keys)
	}
	_, _ = io.WriteString(v.channel, "\x1b[?25h\x1b[?1049lgoodbye\r\n")
}
