//go:build unix

package main

import (
	"bytes"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"hackday.example/kiosk/internal/kiosktest"
)

// systemd holds visitors at its port while a kiosk fails and is started again.
func TestVisitorsAreToldThatAFirstStartFailed(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = l.Close() }()
	port, err := l.(*net.TCPListener).File()
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = port.Close() }()
	var said bytes.Buffer
	visitor := kiosktest.SSH(t, l.Addr().String(), kiosktest.ClientOptions{Command: []string{"read"}})
	visitor.Stderr = &said
	if err := visitor.Start(); err != nil { // before the kiosk is there
		t.Fatal(err)
	}
	cmd := program(t, "--content", filepath.Join(t.TempDir(), "nowhere"))
	cmd.Path, cmd.Args = kiosktest.Need(t, "sh"), append([]string{"sh", "-c", `LISTEN_PID=$$ LISTEN_FDS=1 exec "$0" "$@"`, os.Args[0]}, cmd.Args[1:]...)
	cmd.ExtraFiles = []*os.File{port}
	out, err := cmd.CombinedOutput()
	if err == nil || cmd.ProcessState.ExitCode() != exitFailed || !strings.Contains(string(out), "is not there\nhint: ") {
		t.Errorf("the kiosk ends with %v: %s", err, out)
	}
	_ = visitor.Wait()
	for _, want := range []string{"Received disconnect from 127.0.0.1", "This kiosk has no pages to show just now. Please come again in a few minutes. / Nid oes gan y ciosg hwn "} {
		if !strings.Contains(said.String(), want) {
			t.Errorf("the visitor is told\n%swant %q", said.String(), want)
		}
	}
}
