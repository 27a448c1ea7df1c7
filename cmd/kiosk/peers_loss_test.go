package main

import (
	"bufio"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"hackday.example/kiosk/internal/kiosktest"
)

// lossyNetwork makes a network of its own in which nearly a third of all packets is lost,
// and returns how a program is run there.
func lossyNetwork(t *testing.T) (inside []string) {
	t.Helper()
	for _, program := range []string{"iptables", "ip"} {
		kiosktest.Need(t, program)
	}
	holder := exec.Command(kiosktest.Need(t, "unshare"), "--user", "--map-root-user", "--net", "sh", "-ec",
		"ip link set lo up; iptables -A INPUT -m statistic --mode random --probability 0.3 -j DROP; echo made; exec cat")
	holder.Stderr = os.Stderr
	stays, err := holder.StdinPipe() // until the test ends
	if err != nil {
		t.Fatal(err)
	}
	out, err := holder.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := holder.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = stays.Close()
		_ = holder.Wait()
	})
	if line, err := bufio.NewReader(out).ReadString('\n'); line != "made\n" {
		t.Fatalf("the network was not made: %q, %v", line, err)
	}
	return []string{kiosktest.Need(t, "nsenter"), "--target", strconv.Itoa(holder.Process.Pid), "--user", "--net", "--preserve-credentials", "--"}
}

func TestTenKiosksAgreeThoughAThirdOfAllPacketsIsLost(t *testing.T) {
	inside := lossyNetwork(t)
	var hosts []string
	for i := range 10 {
		hosts = append(hosts, fmt.Sprintf("127.0.0.%d", i+2))
	}
	u := unite(t, hosts)
	for _, m := range u.members {
		cmd := program(t, append([]string{"--listen", m.address}, m.args...)...)
		cmd.Path, cmd.Args = inside[0], append(append([]string{}, inside...), append([]string{cmd.Path}, cmd.Args[1:]...)...)
		launch(t, cmd)
	}
	// Nobody outside comes to them, but their folders are here.
	change := func(what string, do func(path string) error, has bool) {
		t.Helper()
		name := "tea.md"
		if err := do(filepath.Join(u.boards[0], name)); err != nil {
			t.Fatal(err)
		}
		begin := time.Now()
		for i, folder := range u.boards {
			kiosktest.Settle(t, fmt.Sprintf("kiosk %d to know that tea is %s", i, what), 2*patience, func() bool {
				_, err := os.Stat(filepath.Join(folder, name))
				return (err == nil) == has
			})
		}
		t.Logf("tea is %s at all ten after %v", what, time.Since(begin).Round(time.Millisecond))
	}
	write := func(path string) error { return os.WriteFile(path, []byte("Earlgrey is served.\n"), 0o600) }
	if err := os.MkdirAll(u.boards[0], 0o700); err != nil {
		t.Fatal(err)
	}
	if err := write(filepath.Join(u.boards[0], "stays.md")); err != nil { // of an empty folder nothing is withdrawn
		t.Fatal(err)
	}
	change("announced before they have met", write, true)
	change("withdrawn", os.Remove, false)
	change("announced again", func(path string) error {
		return os.WriteFile(path, []byte("Darjeeling is served.\n"), 0o600)
	}, true)
}
