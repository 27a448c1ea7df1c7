package main

import (
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"hackday.example/kiosk/internal/hostkey"
	"hackday.example/kiosk/internal/kiosktest"
)

// union is several kiosks that are one, each with folders of its own.
type union struct {
	t             *testing.T
	members       []*member
	ops           []string // the address of each one's ops port
	keys, boards  []string // the folders of each
	port, opsPort string   // of all
	organiser     func(address string, command ...string) (string, error)
}

// threeHosts are the addresses of three kiosks on this machine.
var threeHosts = []string{"127.0.0.2", "127.0.0.3", "127.0.0.4"}

// unite makes kiosks that are one, and starts none. args are further flags of all.
func unite(t *testing.T, hosts []string, args ...string) *union {
	t.Helper()
	u := &union{t: t, port: portOn(t, hosts...), opsPort: portOn(t, hosts...)}
	first := t.TempDir()
	if _, _, err := hostkey.LoadOrMake(first); err != nil {
		t.Fatal(err)
	}
	u.organiser = organiser(t, first)
	var list []string
	for _, host := range hosts {
		list = append(list, net.JoinHostPort(host, u.port))
	}
	for i, host := range hosts {
		own := t.TempDir()
		u.keys, u.boards = append(u.keys, filepath.Join(own, "keys")), append(u.boards, filepath.Join(own, announcementsFolder))
		copyKeys(t, first, u.keys[i])
		u.ops = append(u.ops, net.JoinHostPort(host, u.opsPort))
		u.members = append(u.members, &member{t: t, address: list[i], args: append([]string{
			"--keys", u.keys[i], "--require-host-key", "--announcements", u.boards[i], "--ops", u.ops[i],
			"--peers", strings.Join(list, ","), "--venue", "127.0.0.0/8",
		}, args...)})
	}
	return u
}

// start starts all, and waits until all reach all.
func (u *union) start() *union {
	u.t.Helper()
	for _, m := range u.members {
		m.start()
	}
	u.meet()
	return u
}

// copyKeys makes a keys folder like another.
func copyKeys(t *testing.T, from, to string) {
	t.Helper()
	if err := os.RemoveAll(to); err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(to, 0o700); err != nil {
		t.Fatal(err)
	}
	files, err := os.ReadDir(from)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		text, err := os.ReadFile(filepath.Join(from, f.Name()))
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(to, f.Name()), text, 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

// metric is a figure that an ops port tells; -1 if it does not.
func metric(t *testing.T, ops, name string) float64 {
	t.Helper()
	_, text := get(t, "http://"+ops+"/metrics")
	for line := range strings.Lines(text) {
		if value, ok := strings.CutPrefix(strings.TrimSpace(line), name+" "); ok {
			n, err := strconv.ParseFloat(value, 64)
			if err != nil {
				t.Fatal(err)
			}
			return n
		}
	}
	return -1
}

// meet waits until each member reaches all the others, and is ready.
func (u *union) meet() {
	u.t.Helper()
	for i, ops := range u.ops {
		kiosktest.Settle(u.t, fmt.Sprintf("kiosk %d to reach the others", i), patience, func() bool {
			others := float64(len(u.members) - 1)
			return metric(u.t, ops, "kiosk_peers_known") == others && metric(u.t, ops, "kiosk_peers_reached") == others
		})
		if status, says := get(u.t, "http://"+ops+"/readyz"); status != 200 {
			u.t.Errorf("kiosk %d reaches the others, and is not ready: %s", i, says)
		}
	}
}

// ask asks one of them as an organiser.
func (u *union) ask(i int, command ...string) string {
	u.t.Helper()
	out, err := u.organiser(u.members[i].address, command...)
	if err != nil {
		u.t.Fatalf("%q: %v, %s", command, err, out)
	}
	return out
}

// agree waits until all announce the same, and returns it.
func (u *union) agree(n int) string {
	u.t.Helper()
	var all string
	kiosktest.Settle(u.t, fmt.Sprintf("all to have the same %d announcements", n), patience, func() bool {
		all = u.ask(0, "announcements")
		for i := range u.members {
			if i > 0 && u.ask(i, "announcements") != all {
				return false
			}
		}
		return strings.Count(all, "\n") == n
	})
	return all
}

// numberOf is the number by which an announcement with a word is withdrawn.
func numberOf(t *testing.T, list, word string) string {
	t.Helper()
	for line := range strings.Lines(list) {
		if strings.Contains(line, word) {
			return strings.Fields(line)[0]
		}
	}
	t.Fatalf("%s is not in\n%s", word, list)
	return ""
}

// kill ends a member as a crash does.
func (u *union) kill(i int) {
	u.t.Helper()
	_ = u.members[i].cmd.Process.Kill()
	_, _ = end(u.t, u.members[i].cmd)
}

// One announcement through the load balancer reaches the visitors of all kiosks, which
// take connections with a PROXY header alone, from each other too.
func TestOneAnnouncementThroughHAProxyIsSeenByAll(t *testing.T) {
	u := unite(t, threeHosts, "--proxy", "127.0.0.0/8").start()
	var servers []string
	for _, m := range u.members {
		servers = append(servers, m.address)
	}
	b := startBalancer(t, u.opsPort, servers)
	b.awaits(3)
	for range 4 {
		reads(t, b.address)
	}
	v := &visitors{t: t}
	v.come(b.address, 3)
	for i, ops := range u.ops {
		if n := metric(t, ops, `kiosk_sessions{kind="reader"}`); n != 1 {
			t.Fatalf("kiosk %d has %v readers", i, n)
		}
	}
	ask := func(command ...string) string {
		t.Helper()
		out, err := u.organiser(b.address, command...)
		if err != nil {
			t.Fatalf("%q: %v, %s", command, err, out)
		}
		return out
	}
	v.see("Earlgrey", func() {
		if said := ask("announce", "Earlgrey is served", "--until", "+10m"); !strings.Contains(said, "All 3 have it") {
			t.Errorf("announce says %s", said)
		}
	})
	first := ask("announcements")
	if !strings.Contains(first, "Earlgrey") {
		t.Errorf("announcements says %s", first)
	}
	for range 9 {
		if again := ask("announcements"); again != first {
			t.Errorf("announcements says\n%sand before\n%s", again, first)
		}
	}

	// What status counts is what the metrics of all say.
	open, over := 0, 0
	for _, ops := range u.ops {
		for _, kind := range []string{"reader", "linear", "lobby", "text", "download", "full", "other"} {
			open += int(metric(t, ops, fmt.Sprintf("kiosk_sessions{kind=%q}", kind)))
			for _, status := range []string{"0", "1", "2"} {
				over += int(metric(t, ops, fmt.Sprintf("kiosk_visits_total{kind=%q,status=%q}", kind, status)))
			}
		}
	}
	if total, status := fmt.Sprintf("%d now, %d today, on all together", open, open+over), ask("status"); open != 3 || over != 4 || !strings.Contains(status, total) {
		t.Errorf("by the metrics of all it is %s, and status says\n%s", total, status)
	}
	if out, err := u.organiser(b.address, "drain"); err == nil || !strings.Contains(out, "--all") || !strings.Contains(out, "--replica") {
		t.Errorf("a bare drain: %v, %s", err, out)
	}
	if n := b.up(); n != 3 {
		t.Errorf("%d kiosks are left after a drain that was refused", n)
	}
	for _, m := range u.members {
		kiosktest.Settle(t, "a kiosk to show it", patience, func() bool { return strings.Contains(m.said.String(), "the announcements changed") })
	}
	ask("drain", "1", "--all")
	for i, m := range u.members {
		if status, _ := end(t, m.cmd); status != 0 {
			t.Errorf("kiosk %d ends with %d after a drain of all: %s", i, status, m.said)
		}
	}
}

func TestWhatIsAnnouncedOutlivesEachKiosk(t *testing.T) {
	t.Parallel()
	u := unite(t, threeHosts).start()
	u.ask(0, "announce", "Earlgrey is served")
	u.ask(1, "announce", "Foyer is open", "--until", "+50m")
	before := u.agree(2)

	// One is killed, and its folder is lost with it.
	u.kill(1)
	if err := os.RemoveAll(u.boards[1]); err != nil {
		t.Fatal(err)
	}
	u.members[1].start()
	u.meet()
	if after := u.agree(2); after != before {
		t.Errorf("after a kill with an empty folder\n%sbefore\n%s", after, before)
	}
	for _, m := range u.members {
		m.stop()
		m.start()
		u.meet()
	}
	if after := u.agree(2); after != before {
		t.Errorf("after restarts one by one\n%sbefore\n%s", after, before)
	}

	// What is withdrawn while one is away does not come back with it.
	u.members[2].stop()
	said := u.ask(0, "withdraw", numberOf(t, before, "Earlgrey"))
	if !strings.Contains(said, "2 of 3 know it") || !strings.Contains(said, "127.0.0.4") {
		t.Errorf("withdraw says %s", said)
	}
	u.members[2].start()
	u.meet()
	left := u.agree(1)
	if !strings.Contains(left, "Foyer") {
		t.Errorf("left is %s", left)
	}

	// Nor when all come back at once, by what their folders have.
	for _, m := range u.members {
		m.stop()
	}
	u.start()
	if after := u.agree(1); after != left {
		t.Errorf("after a restart of all\n%sbefore\n%s", after, left)
	}
}
