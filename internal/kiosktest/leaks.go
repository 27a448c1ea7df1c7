package kiosktest

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"
)

// Descriptors is how many file descriptors this process has open. It returns
// -1 where the system does not tell.
func Descriptors() int {
	open, err := openDescriptors()
	if err != nil {
		return -1
	}
	return len(open)
}

// openDescriptors lists the open descriptors, each with what it is open on.
func openDescriptors() ([]string, error) {
	entries, err := os.ReadDir(descriptorDir)
	if err != nil {
		return nil, fmt.Errorf("listing the open descriptors: %w", err)
	}
	var open []string
	for _, entry := range entries {
		// One of them was the listing itself, and is closed by now.
		if target, err := os.Readlink(filepath.Join(descriptorDir, entry.Name())); err == nil {
			open = append(open, entry.Name()+" "+target)
		}
	}
	return open, nil
}

// Settle waits until a condition holds of which no channel tells, by looking
// every few milliseconds. After the limit the test fails with what it waited
// for.
func Settle(t testing.TB, what string, limit time.Duration, ok func() bool) {
	t.Helper()
	if !settles(limit, ok) {
		t.Fatalf("waiting for %s: not so after %v", what, limit)
	}
}

func settles(limit time.Duration, ok func() bool) bool {
	const pause = 5 * time.Millisecond
	for deadline := time.Now().Add(limit); ; time.Sleep(pause) {
		if ok() {
			return true
		}
		if time.Now().After(deadline) {
			return false
		}
	}
}

// CheckLeaks runs f and then waits until no goroutine and no file descriptor is
// left that was not there before. What is left after 15 seconds fails the test:
// the goroutines with their stacks, the descriptors with what they are open on.
//
// It looks at the whole process, so nothing else may come and go meanwhile: not
// for tests that run in parallel. What a test gives to Cleanup is left until
// the test ends, so f has to close its terminals itself.
func CheckLeaks(t testing.TB, f func()) {
	t.Helper()
	checkLeaks(t, patience, f)
}

func checkLeaks(t testing.TB, limit time.Duration, f func()) {
	t.Helper()
	startPoller(t)
	goroutines := goleak.IgnoreCurrent()
	before, err := openDescriptors()
	if err != nil {
		t.Fatal(err)
	}

	f()

	var leak error
	if !settles(limit, func() bool { leak = goleak.Find(goroutines); return leak == nil }) {
		t.Errorf("goroutines are left: %v", leak)
	}
	var left []string
	if !settles(limit, func() bool { left = opened(before); return len(left) == 0 }) {
		t.Errorf("descriptors are left:\n%s", strings.Join(left, "\n"))
	}
}

// startPoller has the runtime open the descriptors that it keeps from the first
// pollable file on.
func startPoller(t testing.TB) {
	t.Helper()
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatalf("opening a pipe: %v", err)
	}
	_, _ = r.Close(), w.Close()
}

// opened lists the descriptors that are open now and were not before.
func opened(before []string) []string {
	now, err := openDescriptors()
	if err != nil {
		return []string{err.Error()}
	}
	return slices.DeleteFunc(now, func(d string) bool { return slices.Contains(before, d) })
}
