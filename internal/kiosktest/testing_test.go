package kiosktest

import (
	"fmt"
	"runtime"
	"testing"
)

// trial is a test that is allowed to fail: it notes what becomes of it.
type trial struct {
	testing.TB
	failed, skipped bool
	said            string
}

// try runs a helper on a trial, and returns what became of it.
func try(t *testing.T, helper func(t testing.TB)) *trial {
	t.Helper()
	tr := &trial{TB: t}
	done := make(chan struct{})
	go func() {
		defer close(done)
		helper(tr)
	}()
	<-done
	return tr
}

func (t *trial) Error(args ...any) {
	t.failed = true
	t.said += fmt.Sprintln(args...)
}

func (t *trial) Errorf(format string, args ...any) { t.Error(fmt.Sprintf(format, args...)) }

func (t *trial) Fatal(args ...any) {
	t.Error(args...)
	runtime.Goexit()
}

func (t *trial) Fatalf(format string, args ...any) { t.Fatal(fmt.Sprintf(format, args...)) }

func (t *trial) Skip(args ...any) {
	t.skipped = true
	t.said += fmt.Sprintln(args...)
	runtime.Goexit()
}
