package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"hackday.example/kiosk/internal/kiosktest"
	"hackday.example/kiosk/internal/rehearsal"
	"hackday.example/kiosk/internal/visitor"
)

// visitors are readers of kiosks, and what each was sent.
type visitors struct {
	t     *testing.T
	shown []*shown
}

// come has some more visitors come to a kiosk, and stay until the test ends.
func (v *visitors) come(address string, n int) {
	v.t.Helper()
	var group sync.WaitGroup
	var mu sync.Mutex
	for range n {
		group.Go(func() {
			s := new(shown)
			arrived, _, err := visitor.Arrive(v.t.Context(), visitor.Target{Address: address, Wait: visitor.Wait{Patience: patience, Quiet: 20 * time.Millisecond}},
				visitor.Terminal{Name: "xterm-256color", Columns: columns, Rows: rows, Output: s})
			if err != nil {
				v.t.Error(err)
				return
			}
			v.t.Cleanup(arrived.HangUp)
			mu.Lock()
			defer mu.Unlock()
			v.shown = append(v.shown, s)
		})
	}
	group.Wait()
	if v.t.Failed() {
		v.t.FailNow()
	}
}

// see waits until everyone is sent a word that nobody was sent before something
// happens.
func (v *visitors) see(word string, happen func()) {
	v.t.Helper()
	var marks []int
	for _, s := range v.shown {
		marks = append(marks, s.Len())
	}
	happen()
	begin := time.Now()
	kiosktest.Settle(v.t, "everyone to see "+word, patience, func() bool {
		for i, s := range v.shown {
			if !s.has(word, marks[i]) {
				return false
			}
		}
		return true
	})
	v.t.Logf("%s: the last of %d has it after %v", word, len(v.shown), time.Since(begin).Round(time.Millisecond))
}

// organiser puts a key of an organiser's into a keys folder, and returns how they
// ask a kiosk for something.
func organiser(t *testing.T, keys string) func(address string, command ...string) (string, error) {
	t.Helper()
	id := filepath.Join(t.TempDir(), "id")
	keygen(t, "-q", "-t", "ed25519", "-N", "", "-C", "ann", "-f", id)
	public, err := os.ReadFile(id + ".pub")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(keys, organisersFile), public, 0o600); err != nil {
		t.Fatal(err)
	}
	return func(address string, command ...string) (string, error) {
		out, err := kiosktest.SSH(t, address, kiosktest.ClientOptions{
			User: "organiser", Options: []string{"-i", id, "-o", "IdentitiesOnly=yes", "-o", "LogLevel=ERROR"}, Command: command,
		}).CombinedOutput()
		return string(out), err
	}
}

func TestKiosksThatShareAFolderAnnounceTheSame(t *testing.T) {
	folder := write(t, map[string]string{"site.yaml": "title: T\nurl: https://example.org\n", "page.md": "---\ntitle: P\n---\nWords.\n"})
	keys := t.TempDir()
	ask := organiser(t, keys)
	args := []string{"--content", folder, "--keys", keys, "--venue", "127.0.0.0/8"} // and so what stands beside the keys
	first, a, _, _ := serve(t, args...)
	_, b, _, _ := serve(t, args...)
	organiser := func(address string, command ...string) string {
		t.Helper()
		out, err := ask(address, command...)
		if err != nil {
			t.Fatalf("%q: %v, %s", command, err, out)
		}
		return out
	}
	v := &visitors{t: t}
	v.come(a, 100)
	v.come(b, 100)
	file := filepath.Join(filepath.Dir(keys), announcementsFolder, "tea.md")
	v.see("Earlgrey", func() {
		if err := os.Mkdir(filepath.Dir(file), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte("Earlgrey is served.\n"), 0o600); err != nil {
			t.Fatal(err)
		}
	})
	v.see("Foyer", func() { organiser(b, "announce", "Lunch in the Foyer", "--until", "+10m") })
	number := strings.Fields(organiser(a, "announcements"))[0]
	until := time.Now().Add(3 * time.Second)
	v.see("Quickly", func() {
		text := fmt.Sprintf("---\nuntil: %s\n---\nQuickly over.\n", until.Format(time.RFC3339Nano))
		if err := os.WriteFile(filepath.Join(filepath.Dir(file), "quick.md"), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	})
	kiosktest.Settle(t, "the end of an announcement", patience, func() bool { return !strings.Contains(organiser(b, "announcements"), "Quickly") })
	if time.Now().Before(until) {
		t.Error("it was over too soon")
	}
	organiser(a, "withdraw", number)
	kiosktest.Settle(t, "the other kiosk to withdraw it too", patience, func() bool {
		return strings.Count(organiser(b, "announcements"), "\n") == 1
	})

	// A restart loses none.
	left := organiser(b, "announcements")
	if err := first.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	if status, _ := end(t, first); status != 0 {
		t.Errorf("status %d", status)
	}
	_, a, _, _ = serve(t, args...)
	kiosktest.Settle(t, "the restarted kiosk to announce the same", patience, func() bool { return organiser(a, "announcements") == left })
	out, err := kiosktest.SSH(t, a, kiosktest.ClientOptions{Command: []string{"read"}}).Output()
	if word := strings.Fields(left)[1]; err != nil || !strings.Contains(string(out), word) {
		t.Errorf("%q is not in\n%s", word, out)
	}
}

// member is one of several kiosks behind HAProxy.
type member struct {
	t       *testing.T
	address string
	args    []string
	cmd     *exec.Cmd
	said    *logBuffer
}

func (r *member) start() {
	r.t.Helper()
	r.cmd, _, _, r.said = serve(r.t, append([]string{"--listen", r.address}, r.args...)...)
}

// stop has it drain, and waits until it is gone.
func (r *member) stop() {
	r.t.Helper()
	if err := r.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		r.t.Fatal(err)
	}
	if status, _ := end(r.t, r.cmd); status != 0 {
		r.t.Errorf("%s: status %d after a drain, %s", r.address, status, r.said.String())
	}
}

// balancer is HAProxy with the file that the kiosk prints.
type balancer struct {
	t       *testing.T
	address string
	stats   string // its socket of commands
}

// portOn is a port that is free on some addresses.
func portOn(t *testing.T, hosts ...string) string {
	t.Helper()
	for range 100 {
		l, err := net.Listen("tcp", hosts[0]+":0")
		if err != nil {
			t.Fatal(err)
		}
		_, port, _ := net.SplitHostPort(l.Addr().String())
		free := !slices.ContainsFunc(hosts[1:], func(host string) bool {
			other, err := net.Listen("tcp", host+":"+port)
			if err == nil {
				_ = other.Close()
			}
			return err != nil
		})
		_ = l.Close()
		if free {
			return port
		}
	}
	t.Fatal("no port is free")
	return ""
}

// startBalancer starts HAProxy in front of kiosks. Everyone comes from the venue.
func startBalancer(t *testing.T, ops string, servers []string) *balancer {
	t.Helper()
	address := net.JoinHostPort("127.0.0.1", portOn(t, "127.0.0.1"))
	return runHAProxy(t, address, printed(t, append([]string{"haproxy", "--listen", address, "--ops", ":" + ops, "--max-sessions", "300", "--venue", "127.0.0.0/8"}, servers...)...))
}

// ask asks HAProxy by its socket; empty if it does not answer.
func (b *balancer) ask(command string) string {
	conn, err := net.Dial("unix", b.stats)
	if err != nil {
		return ""
	}
	defer func() { _ = conn.Close() }()
	if _, err := conn.Write([]byte(command + "\n")); err != nil {
		return ""
	}
	answer, _ := io.ReadAll(conn)
	return string(answer)
}

// up is how many servers HAProxy sends newcomers to.
func (b *balancer) up() int {
	n := 0
	for line := range strings.Lines(b.ask("show stat")) {
		if fields := strings.Split(line, ","); len(fields) > 17 && fields[0] == "kiosks" && strings.HasPrefix(fields[1], "kiosk") && fields[17] == "UP" {
			n++
		}
	}
	return n
}

func (b *balancer) awaits(n int) {
	b.t.Helper()
	kiosktest.Settle(b.t, fmt.Sprintf("HAProxy to have %d kiosks", n), patience, func() bool { return b.up() == n })
}

// Kiosks that are one are killed and replaced behind HAProxy, while people come, read and
// leave, and organisers announce: no visitor and no announcement is lost.
func TestReplicasBehindHAProxyAreReplacedOneByOne(t *testing.T) {
	u := unite(t, threeHosts, "--proxy", "127.0.0.0/8", "--drain", "6s").start()
	var servers []string
	for _, m := range u.members {
		servers = append(servers, m.address)
	}
	b := startBalancer(t, u.opsPort, servers)
	b.awaits(3)

	// Whoever knows one kiosk's key knows all.
	home := t.TempDir()
	for i := range 2 * len(u.members) {
		options := kiosktest.ClientOptions{Home: home, Command: []string{"pages"}}
		if i > 0 {
			options.Options = []string{"-o", "StrictHostKeyChecking=yes"}
		}
		if out, err := kiosktest.SSH(t, b.address, options).CombinedOutput(); err != nil {
			t.Fatalf("%v, %s", err, out)
		}
	}

	// Visitors from many addresses come to all, and count by their own.
	const sources = 30
	known := 0 // the sources of those before
	for _, ops := range u.ops {
		known += sourcesOf(t, ops)
	}
	for i := range sources {
		d := net.Dialer{LocalAddr: &net.TCPAddr{IP: net.IPv4(127, 0, 1, byte(i+1))}}
		conn, err := d.Dial("tcp", b.address)
		if err != nil {
			t.Fatal(err)
		}
		client, err := kiosktest.Handshake(conn)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = client.Close() })
	}
	counted, most := 0, 0
	for _, ops := range u.ops {
		n := sourcesOf(t, ops)
		counted, most = counted+n, max(most, n)
	}
	if counted -= known; counted != sources || most > sources/2 {
		t.Errorf("%d sources of %d are counted, %d by one kiosk", counted, sources, most)
	}

	// One is killed: its visitors come again, and another takes them.
	v := &visitors{t: t}
	v.come(b.address, 9)
	_ = u.members[0].cmd.Process.Kill()
	_, _ = end(t, u.members[0].cmd)
	v.come(b.address, 9)
	b.awaits(2)
	u.members[0].start()
	b.awaits(3)

	// All three are replaced one by one, each with an empty folder.
	ask := func(command ...string) string {
		t.Helper()
		out, err := u.organiser(b.address, command...)
		if err != nil {
			t.Fatalf("%q: %v, %s", command, err, out)
		}
		return out
	}
	ask("announce", "Earlgrey is served")
	report := make(chan *rehearsal.Report)
	ctx, over := context.WithCancel(t.Context())
	go func() {
		r, err := rehearsal.Run(ctx, rehearsal.Plan{Address: b.address, Visitors: 40, Rate: 10, For: 5 * time.Minute, Every: 200 * time.Millisecond, Seed: 1})
		if err != nil {
			t.Error(err)
		}
		report <- r
	}()
	for i, word := range []string{"Foyer", "Pitches", "Quiche"} {
		u.members[i].stop()
		if err := os.RemoveAll(u.boards[i]); err != nil {
			t.Fatal(err)
		}
		ask("announce", word+" is announced")
		u.members[i].start()
		u.meet()
		b.awaits(3)
	}
	over()
	s := (<-report).Summary()
	text, _ := json.Marshal(s)
	t.Logf("%s", text)
	if s.Served == 0 || s.Told == 0 || s.Refused != 0 || s.Failed != 0 {
		t.Errorf("%d served, %d told to go, %d refused, %d failed: %v", s.Served, s.Told, s.Refused, s.Failed, s.Reasons)
	}
	first := ask("announcements")
	for range 3 {
		if again := ask("announcements"); again != first {
			t.Errorf("one kiosk announces\n%sand another\n%s", first, again)
		}
	}
	for _, word := range []string{"Earlgrey", "Foyer", "Pitches", "Quiche"} {
		if !strings.Contains(first, word) {
			t.Errorf("%s is lost:\n%s", word, first)
		}
	}
}

// sourcesOf is how many sources a kiosk has counted, beside HAProxy itself.
func sourcesOf(t *testing.T, ops string) (n int) {
	t.Helper()
	status, text := get(t, "http://"+ops+"/metrics")
	if status != http.StatusOK {
		t.Fatalf("status %d", status)
	}
	for line := range strings.Lines(text) {
		if _, err := fmt.Sscanf(line, "kiosk_sources %d", &n); err == nil {
			return n
		}
	}
	t.Fatalf("no sources in\n%s", text)
	return 0
}
