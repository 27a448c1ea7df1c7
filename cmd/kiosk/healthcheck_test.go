package main

import (
	"bytes"
	"context"
	"errors"
	"net"
	"strings"
	"testing"

	"golang.org/x/crypto/ssh"

	"hackday.example/kiosk/internal/kiosktest"
)

// answering is a port where each connection is answered so.
func answering(t *testing.T, answer func(net.Conn)) (address string) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
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
				defer func() { _ = c.Close() }()
				answer(c)
			}()
		}
	}()
	return l.Addr().String()
}

func TestHealthcheckSaysWhatElseMayAnswer(t *testing.T) {
	key, err := ssh.NewSignerFromKey(kiosktest.HostKey())
	if err != nil {
		t.Fatal(err)
	}
	sshd := &ssh.ServerConfig{PasswordCallback: func(ssh.ConnMetadata, []byte) (*ssh.Permissions, error) { return nil, errors.New("no") }}
	sshd.AddHostKey(key)
	for name, tt := range map[string]struct {
		answer func(net.Conn)
		want   string
	}{
		"the machine's sshd": {func(c net.Conn) { _, _, _, _ = ssh.NewServerConn(c, sshd) }, "most likely it is the machine's own sshd. Give the check the same --listen"},
		"who hangs up":       {func(net.Conn) {}, "either that is no kiosk, or it refuses this machine"},
		"another protocol": {func(c net.Conn) {
			_, _ = c.Write([]byte("HTTP/1.1 400 Bad Request\r\n" + strings.Repeat("x", 300) + "\r\n"))
		}, "something else than a kiosk answers there"},
	} {
		t.Run(name, func(t *testing.T) {
			address := answering(t, tt.answer)
			var out, complaint bytes.Buffer
			status := run(context.Background(), []string{"healthcheck", "--listen", address}, streams{&out, &complaint})
			if status != 1 || out.Len() > 0 || !strings.HasPrefix(complaint.String(), "kiosk: the kiosk at "+address+" is not well: ") || !strings.Contains(complaint.String(), "\nhint: ") || !strings.Contains(complaint.String(), tt.want) {
				t.Errorf("status %d, %s%s", status, out.String(), complaint.String())
			}
		})
	}
}

func TestHealthcheckKnowsWhichPortsThereAre(t *testing.T) {
	for args, want := range map[string]string{
		"--listen :99999":     "kiosk: --listen :99999: there is no port \"99999\"; ports are numbers from 1 to 65535\nhint: give it as the kiosk has it, for example :2222\n",
		"--listen 127.0.0.1:": "kiosk: --listen 127.0.0.1:: there is no port \"\"; ports are numbers from 1 to 65535\nhint: give it as the kiosk has it, for example :2222\n",
		"--ops :0":            "kiosk: --ops :0: there is no port \"0\"; ports are numbers from 1 to 65535\nhint: give it as the kiosk has it, for example :9090\n",
	} {
		var out bytes.Buffer
		if status := run(t.Context(), append([]string{"healthcheck"}, strings.Fields(args)...), streams{&out, &out}); status != exitFailed || out.String() != want {
			t.Errorf("%s: %d, %s", args, status, out.String())
		}
	}
}

func TestHealthcheckDescribesItself(t *testing.T) {
	var out, complaint bytes.Buffer
	if status := run(context.Background(), []string{"healthcheck", "--help"}, streams{&out, &complaint}); status != 0 {
		t.Errorf("status %d, %s", status, complaint.String())
	}
	text := strings.Join(strings.Fields(out.String()), " ")
	for _, want := range []string{"connects to the kiosk over SSH", "asks for the home page as text", "Exit status: 0 if the kiosk is well", "1 if it is not, with the reason; 2 if the flags were not understood", "Where the kiosk listens, as kiosk serve has it"} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is not in\n%s", want, out.String())
		}
	}
	if strings.Contains(text, "to serve on") {
		t.Errorf("a check serves:\n%s", out.String())
	}
}
