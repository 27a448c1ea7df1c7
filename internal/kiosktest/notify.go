package kiosktest

import (
	"net"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// NotifySocket is where a service manager is told how a service is
// (sd_notify(3)), for NOTIFY_SOCKET to name. next waits for the next message and
// returns it.
func NotifySocket(t testing.TB) (path string, next func() string) {
	t.Helper()
	folder, err := os.MkdirTemp("", "notify") // short: a path of a socket has 108 bytes
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(folder) })
	path = filepath.Join(folder, "s")
	c, err := net.ListenUnixgram("unixgram", &net.UnixAddr{Name: path, Net: "unixgram"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Close() })
	return path, func() string {
		b := make([]byte, 4096)
		_ = c.SetReadDeadline(time.Now().Add(patience))
		n, err := c.Read(b)
		if err != nil {
			t.Fatalf("waiting for what the service manager is told: %v", err)
		}
		return string(b[:n])
	}
}
