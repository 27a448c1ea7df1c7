package sshd_test

import (
	"fmt"
	"sync/atomic"
	"testing"
	"time"

	"hackday.example/kiosk/internal/kiosktest"
	"hackday.example/kiosk/internal/replica"
	"hackday.example/kiosk/internal/sshd"
)

// TestAPeersConnectionHoldsNoMoreThanItsBound has peers send faster than they are
// answered, requests of every size among one another, read no answer, and open channels.
func TestAPeersConnectionHoldsNoMoreThanItsBound(t *testing.T) {
	server := startServerProcess(t)
	k := &kiosktest.Kiosk{Address: server.address}
	honest(t, k)
	kib, goroutines := server.usage(t)
	const connections = 8
	var ended atomic.Int64
	for i := range connections {
		conn, err := k.ConnectFrom(fmt.Sprintf("127.0.8.%d", 1+i))
		if err != nil {
			t.Fatal(err)
		}
		f := &frozen{Conn: conn, thaw: make(chan struct{})}
		t.Cleanup(func() { close(f.thaw); _ = conn.Close() })
		c, err := handshakeAs(f, replica.User, aPeer(t))
		if err != nil {
			t.Fatal(err)
		}
		f.cold.Store(true)
		for range sshd.DefaultLimits.Opens - 1 {
			go func() { _, _, _ = c.OpenChannel("session", make([]byte, 1000)) }()
		}
		if i%2 == 0 {
			go func() { _, _, _ = c.SendRequest(replica.Request, true, make([]byte, replica.MaxMessage)) }()
		}
		go func() { // until the connection is closed
			for n := 0; ; n++ {
				size := []int{replica.MaxMessage, 8000, 16_000, 1}[n%4]
				if _, _, err := c.SendRequest("x", false, make([]byte, size)); err != nil {
					ended.Add(1)
					return
				}
			}
		}()
	}
	most, mostGoroutines := 0, 0
	for begin := time.Now(); time.Since(begin) < 6*time.Second; time.Sleep(50 * time.Millisecond) {
		now, nowGoroutines := server.usage(t)
		most, mostGoroutines = max(most, now-kib), max(mostGoroutines, nowGoroutines-goroutines)
	}
	if n := ended.Load(); n > 0 {
		t.Errorf("%d connections were closed, and not held up", n)
	}
	bound, boundKiB := sshd.GoroutinesOf(0, 0, 0, sshd.DefaultLimits.Opens), sshd.PeerBytes>>10
	t.Logf("a peer's connection held %d goroutines of %d, and %d KiB of %d", mostGoroutines/connections, bound, most/connections, boundKiB)
	if mostGoroutines > connections*bound {
		t.Errorf("%d connections held %d goroutines, and their bound is %d", connections, mostGoroutines, connections*bound)
	}
	if most > connections*boundKiB {
		t.Errorf("%d connections held %d KiB, and their bound is %d", connections, most, connections*boundKiB)
	}
	honest(t, k)
}
