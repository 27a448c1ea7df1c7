//go:build unix

package main

import (
	"strings"
	"syscall"
	"testing"
	"time"
)

func TestAKioskThatHangsDelaysOneCommand(t *testing.T) {
	u := unite(t, threeHosts).start()
	hung := u.members[2].cmd.Process
	if err := hung.Signal(syscall.SIGSTOP); err != nil {
		t.Fatal(err)
	}
	defer func() { _ = hung.Signal(syscall.SIGCONT) }()
	for i, word := range []string{"Earlgrey", "Foyer"} {
		begin := time.Now() // the tests of package peers bound this, by a clock of their own
		said := u.ask(0, "announce", word+" is announced")
		t.Logf("announcement %d takes %v: %s", i+1, time.Since(begin).Round(time.Millisecond), said)
		if !strings.Contains(said, "2 of 3 have it") || !strings.Contains(said, "127.0.0.4") {
			t.Errorf("announcement %d says %s", i+1, said)
		}
	}
	if err := hung.Signal(syscall.SIGCONT); err != nil {
		t.Fatal(err)
	}
	u.meet()
	if all := u.agree(2); !strings.Contains(all, "Earlgrey") || !strings.Contains(all, "Foyer") {
		t.Errorf("when it goes on: %s", all)
	}
}
