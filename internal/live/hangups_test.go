//go:build unix

package live

import (
	"context"
	"os"
	"syscall"
	"testing"
)

func TestAHangupReloads(t *testing.T) {
	h := AwaitHangups()
	h.byHand = false // as of a daemon, whoever runs the test
	ctx, cancel := context.WithCancel(t.Context())
	reloads, ended := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(ended)
		h.Obey(ctx, func() { reloads <- struct{}{} }, func() { t.Error("the kiosk is closed") })
	}()
	self, err := os.FindProcess(os.Getpid())
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if err := self.Signal(syscall.SIGHUP); err != nil {
			t.Fatal(err)
		}
		<-reloads
	}
	cancel()
	<-ended
}
