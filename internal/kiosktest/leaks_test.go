package kiosktest

import (
	"net"
	"os"
	"strings"
	"testing"
	"time"
)

func TestDescriptorsCountsWhatIsOpen(t *testing.T) {
	before := Descriptors()
	file, err := os.Open(os.DevNull)
	if err != nil {
		t.Fatal(err)
	}
	if got := Descriptors(); got != before+1 {
		t.Errorf("with one more there are %d, before %d", got, before)
	}
	_ = file.Close()
	if got := Descriptors(); got != before {
		t.Errorf("afterwards there are %d, before %d", got, before)
	}
}

func TestSettleWaitsUntilItIsSo(t *testing.T) {
	looked := 0
	Settle(t, "the third look", patience, func() bool { looked++; return looked == 3 })
	if looked != 3 {
		t.Errorf("looked %d times", looked)
	}
	tr := try(t, func(tb testing.TB) {
		Settle(tb, "the end of time", 10*time.Millisecond, func() bool { return false })
	})
	if !tr.failed || !strings.Contains(tr.said, "the end of time") {
		t.Errorf("it said %q", tr.said)
	}
}

func TestCheckLeaksPassesWhatIsGivenBack(t *testing.T) {
	CheckLeaks(t, func() {
		listener, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		go func() {
			if conn, err := listener.Accept(); err == nil {
				_ = conn.Close()
			}
		}()
		_ = listener.Close()
	})
}

func TestCheckLeaksTellsWhatIsLeft(t *testing.T) {
	const limit = 10 * time.Millisecond

	release := make(chan struct{})
	tr := try(t, func(tb testing.TB) {
		checkLeaks(tb, limit, func() { go func() { <-release }() })
	})
	close(release)
	if !tr.failed || !strings.Contains(tr.said, "TestCheckLeaksTellsWhatIsLeft") {
		t.Errorf("of a goroutine it said %q", tr.said)
	}

	var file *os.File
	tr = try(t, func(tb testing.TB) {
		checkLeaks(tb, limit, func() { file, _ = os.Open(os.DevNull) })
	})
	_ = file.Close()
	if !tr.failed || !strings.Contains(tr.said, os.DevNull) {
		t.Errorf("of a descriptor it said %q", tr.said)
	}
}
