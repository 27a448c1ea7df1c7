package main

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"hackday.example/kiosk/internal/hostkey"
	"hackday.example/kiosk/internal/kiosktest"
)

// cable carries connections to an address, and can be cut: then what is sent is lost in both
// directions and nobody is told, as between machines whose network is gone.
type cable struct {
	listener net.Listener
	to       string

	mu    sync.Mutex // guards what follows
	isCut bool
	open  map[net.Conn]bool
}

// lay lays a cable to an address.
func lay(t *testing.T, to string) *cable {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	c := &cable{listener: l, to: to, open: map[net.Conn]bool{}}
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			go c.carry(conn)
		}
	}()
	t.Cleanup(func() {
		_ = l.Close()
		c.mend()
	})
	return c
}

// keep remembers a connection until the cable is mended after a cut.
func (c *cable) keep(conn net.Conn) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.open[conn] = true
}

func (c *cable) carry(near net.Conn) {
	c.keep(near)
	far, err := net.Dial("tcp", c.to)
	if err != nil {
		_ = near.Close()
		return
	}
	c.keep(far)
	go c.copy(near, far)
	c.copy(far, near)
}

// copy passes on what is sent, until it is lost in a cut.
func (c *cable) copy(to, from net.Conn) {
	b := make([]byte, 32<<10)
	for {
		n, err := from.Read(b)
		c.mu.Lock()
		lost := c.isCut
		c.mu.Unlock()
		if lost {
			_, _ = io.Copy(io.Discard, from)
			return
		}
		if _, failed := to.Write(b[:n]); err != nil || failed != nil {
			_, _ = to.Close(), from.Close()
			return
		}
	}
}

func (c *cable) sever() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.isCut = true
}

// mend lets new connections through; those of before have lost something, and are reset.
func (c *cable) mend() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.isCut = false
	for conn := range c.open {
		_ = conn.Close()
	}
	clear(c.open)
}

// Each kiosk has a cable to each other one. What is announced at the same moment, and on
// both sides of a cut, has the same numbers everywhere when the cables are mended.
func TestBothSidesOfAPartitionAgreeAfterwards(t *testing.T) {
	t.Parallel()
	u := unite(t, threeHosts)
	cables := map[[2]int]*cable{}
	for i, m := range u.members {
		var list []string
		for j, other := range u.members {
			if i == j {
				continue
			}
			cables[[2]int{i, j}] = lay(t, other.address)
			list = append(list, cables[[2]int{i, j}].listener.Addr().String())
		}
		m.args[slices.Index(m.args, "--peers")+1] = strings.Join(list, ",")
	}
	u.start()
	together := func(said map[int]string) {
		t.Helper()
		var group sync.WaitGroup
		for i, text := range said {
			group.Go(func() {
				if out, err := u.organiser(u.members[i].address, "announce", text); err != nil {
					t.Errorf("%v, %s", err, out)
				}
			})
		}
		group.Wait()
	}
	together(map[int]string{0: "Earlgrey is served", 1: "Foyer is open", 2: "Pitches begin"})
	first := u.agree(3)

	for ends, c := range cables {
		if ends[0] == 0 || ends[1] == 0 {
			c.sever()
		}
	}
	together(map[int]string{0: "Quiche is served", 1: "Rooms are open"})
	if said := u.ask(0, "withdraw", numberOf(t, first, "Pitches")); !strings.Contains(said, "1 of 3 knows it") {
		t.Errorf("cut off, it withdraws from %s", said)
	}
	if list := u.ask(0, "announcements"); strings.Contains(list, "Rooms") || strings.Contains(list, "Pitches") {
		t.Errorf("the cables are not cut: %s", list)
	}
	if list := u.ask(2, "announcements"); strings.Contains(list, "Quiche") || !strings.Contains(list, "Pitches") {
		t.Errorf("the cables are not cut: %s", list)
	}
	for _, c := range cables {
		c.mend()
	}
	u.meet()
	all := u.agree(4)
	numbers := map[string]bool{}
	for line := range strings.Lines(all) {
		numbers[strings.Fields(line)[0]] = true
	}
	if len(numbers) != 4 || strings.Contains(all, "Pitches") {
		t.Errorf("afterwards all have\n%s", all)
	}
}

// A kiosk with another host key is let in by nobody, and lets nobody in: it stays alone,
// and is ready after some time for all that.
func TestAKioskWithAnotherKeyStaysAlone(t *testing.T) {
	t.Parallel()
	u := unite(t, threeHosts)
	stranger := u.members[2]
	for _, name := range []string{hostkey.FileName, hostkey.FileName + ".pub"} {
		_ = os.Remove(filepath.Join(u.keys[2], name))
	}
	other, _, err := hostkey.LoadOrMake(u.keys[2])
	if err != nil {
		t.Fatal(err)
	}
	stranger.start() // alone at first, so that it waits
	if status, says := get(t, "http://"+u.ops[2]+"/readyz"); status != http.StatusServiceUnavailable || says != "waiting for its peers\n" {
		t.Errorf("before an exchange it is %d, %s", status, says)
	}
	if status, _, said := call("healthcheck", "--ops", u.ops[2]); status != exitFailed || !strings.Contains(said, "takes no newcomers: waiting for its peers") {
		t.Errorf("a health check is %d, %s", status, said)
	}
	if status := u.ask(2, "status"); strings.Contains(status, "draining") || !strings.Contains(status, "open") {
		t.Errorf("while it waits, status says\n%s", status)
	}
	u.ask(2, "announce", "Strange news")
	u.members[0].start()
	u.members[1].start()
	for i := range 2 {
		kiosktest.Settle(t, "those with the same key to meet", patience, func() bool { return metric(t, u.ops[i], "kiosk_peers_reached") == 1 })
	}
	u.ask(0, "announce", "Earlgrey is served")
	for i, m := range u.members {
		kiosktest.Settle(t, fmt.Sprintf("the log of kiosk %d to tell of the key", i), patience, func() bool {
			return strings.Contains(m.said.String(), "host key")
		})
	}
	kiosktest.Settle(t, "the stranger to be ready", patience, func() bool {
		status, _ := get(t, "http://"+u.ops[2]+"/readyz")
		return status == http.StatusOK
	})
	for i, want := range []string{"Earlgrey", "Earlgrey", "Strange"} {
		if list := u.ask(i, "announcements"); strings.Count(list, "(until") != 1 || !strings.Contains(list, want) {
			t.Errorf("kiosk %d, whose stranger has the key %s, announces\n%s", i, hostkey.Fingerprint(other.Current.PublicKey()), list)
		}
	}
	if status := u.ask(0, "status"); !strings.Contains(status, "look at  127.0.0.4: has other host keys\n") {
		t.Errorf("of the stranger, status says\n%s", status)
	}
	if n := metric(t, u.ops[2], "kiosk_peers_reached"); n != 0 {
		t.Errorf("the stranger reaches %v", n)
	}
}

func TestWithoutPeersNobodyIsDialled(t *testing.T) {
	t.Parallel()
	strace := kiosktest.Need(t, "strace")
	keys := filepath.Join(t.TempDir(), "keys")
	if _, _, err := hostkey.LoadOrMake(keys); err != nil {
		t.Fatal(err)
	}
	ask := organiser(t, keys)
	for name, args := range map[string][]string{"alone": nil, "with a peer": {"--peers", "127.0.0.9:1"}} {
		t.Run(name, func(t *testing.T) {
			trace := filepath.Join(t.TempDir(), "trace")
			cmd := program(t, append([]string{"--listen", "127.0.0.1:0", "--keys", keys, "--venue", "127.0.0.0/8"}, args...)...)
			cmd.Args = append([]string{strace, "-f", "-o", trace, "-e", "trace=connect", "-e", "signal=none", cmd.Path}, cmd.Args[1:]...)
			cmd.Path = strace
			address, _, _ := launch(t, cmd)
			reads(t, address)
			drain := []string{"drain", "1"}
			if len(args) > 0 {
				drain = append(drain, "--all")
			}
			for _, command := range [][]string{{"announce", "Earlgrey", "is", "served"}, {"announcements"}, {"status"}, drain} {
				// A drain of all fails where one of them cannot be reached, and is one of the others.
				if out, err := ask(address, command...); err != nil && (len(args) == 0 || command[0] != "drain") {
					t.Fatalf("%q: %v, %s", command, err, out)
				}
			}
			if err := cmd.Wait(); err != nil {
				t.Errorf("it ends with %v", err)
			}
			calls, err := os.ReadFile(trace)
			if err != nil {
				t.Fatal(err)
			}
			if dialled := strings.Contains(string(calls), "AF_INET"); dialled != (len(args) > 0) {
				t.Errorf("it dialled somebody: %v\n%s", dialled, calls)
			}
		})
	}
}

func TestWhatIsWrongWithPeersIsSaid(t *testing.T) {
	const how = "; write HOST:PORT, such as kiosk-2.example:22, 10.0.0.12:22 or [2001:db8::12]:22"
	var many []string
	for i := range 101 {
		many = append(many, fmt.Sprintf("k%d:22", i))
	}
	for typed, want := range map[string]string{
		"10.0.0.11":   `--peers: "10.0.0.11" is no address of a peer` + how,
		"2001:db8::1": `--peers: "2001:db8::1" is no address of a peer` + how,
		"a:22, b:ssh": `--peers: the port of "b:ssh" is not a number from 1 to 65535` + how,
		"a:0":         `--peers: the port of "a:0" is not a number from 1 to 65535` + how,
		":2222":       `--peers: ":2222" has no name or IP address of a machine` + how,
		"ssh -p:22":   `--peers: "ssh -p:22" has no name or IP address of a machine` + how,
		"0.0.0.0:22":  `--peers: "0.0.0.0:22" is not the address of one machine` + how,

		"a:22,b:22,A:22":                      "kiosk: --peers: \"A:22\" is there twice\nhint: write each peer once\n",
		"10.0.0.11:22,[::ffff:10.0.0.11]:022": "kiosk: --peers: \"[::ffff:10.0.0.11]:022\" is there twice\nhint: write each peer once\n",
		strings.Join(many, ","):               "kiosk: --peers: there are 101 peers, and 100 is the most\nhint: write one name instead that has the addresses of all\n",

		"a:22, b:22": "cannot listen on nowhere", // nothing is
	} {
		status, _, said := call("serve", "--listen", "nowhere:1x", "--keys", filepath.Join(t.TempDir(), "keys"), "--peers", typed)
		if status == exitDone || !strings.Contains(said, want) {
			t.Errorf("--peers %s: status %d, said\n%swant\n%s", typed, status, said, want)
		}
	}
}
