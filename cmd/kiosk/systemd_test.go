package main

import (
	"bufio"
	"bytes"
	"errors"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"hackday.example/kiosk/internal/kiosktest"
)

// freePort is an address of the loopback interface on which nobody listens: a
// port that only root may open, if this is root.
func freePort(t *testing.T) string {
	t.Helper()
	ports := []string{"0"}
	if os.Geteuid() == 0 {
		ports = []string{"22", "922", "923", "924", "925", "926"}
	}
	for _, port := range ports {
		l, err := net.Listen("tcp", "127.0.0.1:"+port)
		if err == nil {
			_ = l.Close()
			return l.Addr().String()
		}
	}
	t.Fatalf("none of the ports %v is free", ports)
	return ""
}

// installed is this test binary where every user can run it, and a folder there
// that the user of a service has.
func installed(t *testing.T, uid int) (binary, folder string) {
	t.Helper()
	top, err := os.MkdirTemp("/tmp", "kiosk-*")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(top) })
	b, err := os.ReadFile(os.Args[0])
	if err != nil {
		t.Fatal(err)
	}
	binary, folder = filepath.Join(top, "kiosk"), filepath.Join(top, "state")
	for _, err := range []error{
		os.Chmod(top, 0o755), os.WriteFile(binary, b, 0o755), os.Mkdir(folder, 0o700), os.Chown(folder, uid, uid),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	return binary, folder
}

func TestSystemdHandsOverThePort(t *testing.T) {
	activate := kiosktest.Need(t, "systemd-socket-activate")
	address, uid := freePort(t), os.Getuid()
	var as []string
	if uid == 0 { // systemd has the port; the kiosk is nobody in particular
		uid = 65532
		as = []string{kiosktest.Need(t, "setpriv"), "--reuid", "65532", "--regid", "65532", "--clear-groups", "--bounding-set=-all", "--no-new-privs"}
	}
	binary, folder := installed(t, uid)
	args := append([]string{"--listen=" + address, "-E", asProgram + "=1"}, as...)
	args = append(args, binary, "--keys", filepath.Join(folder, "keys"), "--listen", "nowhere:1")
	cmd := exec.CommandContext(t.Context(), activate, args...)
	cmd.Dir = folder
	var log logBuffer
	said := begin(t, cmd)
	read := make(chan struct{})
	go func() {
		defer close(read)
		b := make([]byte, 4096)
		for {
			n, err := said.Read(b)
			log.add(string(b[:n]))
			if err != nil {
				return
			}
		}
	}()
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		<-read
		_ = cmd.Wait()
	})
	kiosktest.Settle(t, "systemd to listen", 15*time.Second, func() bool { return strings.Contains(log.String(), "Listening on") })

	// The first visitor starts it. Two addresses of visitors are told apart.
	for _, from := range []string{"127.0.0.1", "127.0.0.2", "127.0.0.1"} {
		out, err := kiosktest.SSH(t, address, kiosktest.ClientOptions{Options: []string{"-b", from}, Command: []string{"read"}}).Output()
		if err != nil || !bytes.Contains(out, []byte("Why are we doing this?")) {
			t.Fatalf("from %s: %v, %s\n%s", from, err, out, log.String())
		}
	}
	if want := "kiosk: --listen nowhere:1 is not used: systemd hands over port "; !strings.Contains(log.String(), want) {
		t.Errorf("it does not say %q:\n%s", want, log.String())
	}
	if !strings.Contains(log.String(), "listening on "+address+", host key") {
		t.Errorf("it does not say that it listens on %s:\n%s", address, log.String())
	}
	source := regexp.MustCompile(`source=([0-9a-f]{8})`)
	kiosktest.Settle(t, "three visits in the log", 15*time.Second, func() bool { return len(source.FindAllString(log.String(), -1)) >= 3 })
	if s := source.FindAllString(log.String(), -1); s[0] != s[2] || s[0] == s[1] {
		t.Errorf("the visitors' addresses are lost: %v", s)
	}
	status, err := os.ReadFile("/proc/" + strconv.Itoa(cmd.Process.Pid) + "/status")
	if err != nil {
		t.Fatal(err)
	}
	user := regexp.MustCompile(`(?m)^Uid:\s+(\d+)`).FindSubmatch(status)
	if len(user) != 2 || string(user[1]) != strconv.Itoa(uid) || uid == 0 {
		t.Errorf("it runs as user %s", user)
	}
	environ, err := os.ReadFile("/proc/" + strconv.Itoa(cmd.Process.Pid) + "/environ")
	if uid == os.Getuid() && (err != nil || !bytes.Contains(environ, []byte("LISTEN_PID="+strconv.Itoa(cmd.Process.Pid)))) {
		t.Errorf("it was not handed the port: %v, %q", err, environ)
	}
	_ = cmd.Process.Signal(syscall.SIGTERM)
	if status, _ := end(t, cmd); status != 0 {
		t.Errorf("status %d", status)
	}
}

func TestSocketsThatAreNoPortAreRefused(t *testing.T) {
	tcp, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = tcp.Close() }()
	unix, err := net.Listen("unix", filepath.Join(t.TempDir(), "socket"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = unix.Close() }()
	tcpFile, err := tcp.(*net.TCPListener).File()
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = tcpFile.Close() }()
	unixFile, err := unix.(*net.UnixListener).File()
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = unixFile.Close() }()
	null, err := os.Open(os.DevNull)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = null.Close() }()
	for _, tt := range []struct {
		name  string
		files []*os.File
		want  string
	}{
		{"two", []*os.File{tcpFile, tcpFile}, "kiosk: systemd hands over 2 sockets, and the kiosk takes one\nhint: keep one ListenStream= line in kiosk.socket\n"},
		{"a Unix socket", []*os.File{unixFile}, "kiosk: the socket that systemd hands over is not TCP\nhint: kiosk.socket takes a ListenStream= line with a port, and Accept=no\n"},
		{"no socket", []*os.File{null}, "kiosk: the socket that systemd hands over is no port to accept on: file file+net LISTEN_FD_3: fcntl: socket operation on non-socket\nhint: kiosk.socket takes a ListenStream= line with a port, and Accept=no\n"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			// The shell stays the same process when it becomes the kiosk.
			cmd := program(t)
			cmd.Path, cmd.Args = kiosktest.Need(t, "sh"), []string{"sh", "-c", `LISTEN_PID=$$ exec "$0"`, os.Args[0]}
			cmd.Env = append(cmd.Env, "LISTEN_FDS="+strconv.Itoa(len(tt.files)))
			cmd.ExtraFiles = tt.files
			out, err := cmd.CombinedOutput()
			var exit *exec.ExitError
			if !errors.As(err, &exit) || exit.ExitCode() != exitFailed {
				t.Errorf("it ended with %v", err)
			}
			got := regexp.MustCompile(`(?m)^kiosk: made .*\n`).ReplaceAllString(string(out), "")
			if tt.name == "no socket" { // the middle of it is the library's own
				got = regexp.MustCompile(`: file .*\n`).ReplaceAllString(got, ": file file+net LISTEN_FD_3: fcntl: socket operation on non-socket\n")
			}
			if got != tt.want {
				t.Errorf("it says\n%swant\n%s", got, tt.want)
			}
		})
	}
}

func TestTheServiceManagerIsToldHowItIs(t *testing.T) {
	path, next := kiosktest.NotifySocket(t)
	t.Setenv("NOTIFY_SOCKET", path)
	t.Setenv("WATCHDOG_USEC", "1000000")
	cmd, address, fingerprint, log := serve(t, "--drain", "0s")
	if got := next(); !strings.HasPrefix(got, "READY=1\nSTATUS=listening on "+address+", host key "+fingerprint+", room for ") {
		t.Errorf("first it says %q", got)
	}
	for range 5 {
		if got := next(); got != "WATCHDOG=1" {
			t.Errorf("then it says %q", got)
		}
	}
	if out, err := kiosktest.SSH(t, address, kiosktest.ClientOptions{Command: []string{"read"}}).Output(); err != nil {
		t.Errorf("a visitor meanwhile: %v, %s", err, out)
	}
	if err := cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	got := next()
	for got == "WATCHDOG=1" {
		got = next()
	}
	if got != "STOPPING=1\nEXTEND_TIMEOUT_USEC=15000000\nSTATUS=closing" {
		t.Errorf("at the end it says %q", got)
	}
	if status, _ := end(t, cmd); status != 0 {
		t.Errorf("status %d", status)
	}
	if s := log.String(); strings.Contains(s, "WARN") || strings.Contains(s, "ERROR") || strings.Count(s, "source=") > 1 {
		t.Errorf("the signs of life are in the log:\n%s", s)
	}
}

// Who edits and has the kiosk read the pages does not know that it has only just been started.
func TestAHangupWhileItStartsEndsNoKiosk(t *testing.T) {
	cmd := program(t, "--listen", "127.0.0.1:0", "--config", settingsFile(t, "drain: 0s\n"))
	said := begin(t, cmd)
	defer func() { _ = cmd.Process.Kill(); _ = cmd.Wait() }()
	hungUp := false
	for lines := bufio.NewScanner(said); lines.Scan(); {
		switch line := lines.Text(); {
		case strings.HasPrefix(line, "kiosk: the settings are those of "): // the first that it says
			hungUp = true
			if err := cmd.Process.Signal(syscall.SIGHUP); err != nil {
				t.Fatal(err)
			}
		case listeningLine.MatchString(line) && hungUp:
			return
		}
	}
	t.Errorf("it ended; hung up: %v", hungUp)
}
