package admission

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net"
	"net/netip"
	"testing"
	"testing/synctest"
	"time"

	"github.com/pires/go-proxyproto"
)

// clock is a clock that a test moves.
type clock struct{ t time.Time }

func (c *clock) now() time.Time { return c.t }

func addr(s string) netip.Addr { return netip.MustParseAddr(s) }

// limits are small enough for a test to reach each of them.
func limits() Limits {
	return Limits{
		Connections: 100, Handshakes: 100, VenueHandshakes: 100, Sources: 1000,
		Source: Allowance{AtOnce: 3, Every: time.Second, Burst: 5},
		Venue:  Allowance{AtOnce: 50, Every: time.Millisecond, Burst: 50},
		Venues: []netip.Prefix{netip.MustParsePrefix("192.0.2.0/24"), netip.MustParsePrefix("2001:db8:aaaa::/48")},
		Bytes:  Budget{AtOnce: 1000, PerSecond: 100},
	}
}

// enter lets n visitors of an address in, and returns those who were, and the
// last reason. Who is let in as a candidate leaves.
func enter(g *Gate, a string, n int) (in []*Ticket, reason Reason) {
	for range n {
		t, r := g.Enter(addr(a), func() {})
		switch {
		case r != "":
			reason = r
		case t.candidate != "":
			reason = t.candidate
			t.Leave()
		default:
			in = append(in, t)
		}
	}
	return in, reason
}

// empty checks that nobody is in, and nothing is left behind.
func empty(t *testing.T, g *Gate) {
	t.Helper()
	if c := g.Counts(); c.Connections != 0 || c.Handshakes != 0 || g.places != 0 || g.idle.Len() != len(g.sources) {
		t.Errorf("left behind: %+v, %d places, %d idle sources", c, g.places, g.idle.Len())
	}
	for _, s := range g.sources {
		if s.tickets+s.connections+s.handshakes+s.candidates+s.places != 0 {
			t.Errorf("left behind by %v: %+v", s.prefix, s)
		}
	}
}

func TestASourceHasItsAllowanceAndNoMore(t *testing.T) {
	c := &clock{}
	g := NewGate(limits(), c.now)
	in, reason := enter(g, "198.51.100.1", 10)
	if len(in) != 3 || reason != SourceFull {
		t.Fatalf("%d were let in, then %s", len(in), reason)
	}
	if other, _ := enter(g, "198.51.100.2", 3); len(other) != 3 {
		t.Error("another source suffers")
	}
	in[0].Leave()
	in[0].Leave()
	if again, _ := enter(g, "198.51.100.1", 2); len(again) != 1 {
		t.Errorf("one left, twice; %d were let in", len(again))
	}
}

func TestASourceThatComesTooFastWaits(t *testing.T) {
	c := &clock{t: time.Unix(0, 0)}
	g := NewGate(limits(), c.now)
	for range 5 {
		in, _ := enter(g, "198.51.100.1", 1)
		in[0].Leave()
	}
	if _, reason := enter(g, "198.51.100.1", 1); reason != SourceFast {
		t.Errorf("the sixth at once: %q, want %q", reason, SourceFast)
	}
	c.t = c.t.Add(time.Second)
	if in, reason := enter(g, "198.51.100.1", 2); len(in) != 1 || reason != SourceFast {
		t.Errorf("after a second %d were let in, then %q", len(in), reason)
	}
}

func TestAHallBehindOneAddressIsLetIn(t *testing.T) {
	c := &clock{}
	g := NewGate(limits(), c.now)
	if in, reason := enter(g, "192.0.2.7", 50); len(in) != 50 {
		t.Errorf("%d of 50 were let in: %s", len(in), reason)
	}
	if in, _ := enter(g, "::ffff:192.0.2.8", 50); len(in) != 50 {
		t.Errorf("%d of 50 were let in by an IPv4 address in IPv6's form", len(in))
	}
}

func TestSourcesOfIPv6AreTheirNetworks(t *testing.T) {
	for a, want := range map[string]string{
		"198.51.100.1":         "198.51.100.1/32",
		"::ffff:198.51.100.1":  "198.51.100.1/32",
		"2001:db8:1:2:3:4:5:6": "2001:db8:1:2::/64",
		"2001:db8:1:2:ffff::1": "2001:db8:1:2::/64",
		"fe80::1%eth0":         "fe80::/64",
		"::1":                  "::/64",
	} {
		if got := SourceOf(addr(a)).String(); got != want {
			t.Errorf("%s counts under %s, want %s", a, got, want)
		}
	}
}

func TestTheTotalHolds(t *testing.T) {
	c := &clock{}
	g := NewGate(limits(), c.now)
	var first *Ticket
	for i := range 100 {
		in, reason := enter(g, fmt.Sprintf("10.0.0.%d", i), 1)
		if len(in) != 1 {
			t.Fatalf("connection %d: %s", i, reason)
		}
		if first == nil {
			first = in[0]
		}
	}
	if _, reason := enter(g, "10.0.1.1", 1); reason != Full {
		t.Errorf("one more: %q, want %q", reason, Full)
	}
	first.Leave()
	if in, _ := enter(g, "10.0.1.1", 1); len(in) != 1 {
		t.Error("a place that was left is not given again")
	}
}

func TestTooManyHandshakesCloseTheOldest(t *testing.T) {
	l := limits()
	l.Handshakes = 3
	g := NewGate(l, (&clock{}).now)
	var expelled []int
	var tickets []*Ticket
	for i := range 6 {
		ticket, reason := g.Enter(addr(fmt.Sprintf("10.0.0.%d", i)), func() { expelled = append(expelled, i) })
		if reason != "" {
			t.Fatalf("connection %d: %s", i, reason)
		}
		tickets = append(tickets, ticket)
		if i == 1 {
			ticket.Authenticated(false) // and is no longer among them
		}
	}
	if fmt.Sprint(expelled) != "[0 2]" {
		t.Errorf("expelled %v, want the oldest two, [0 2]", expelled)
	}
	if tickets[0].Authenticated(true) {
		t.Error("who was expelled may stay")
	}
	for _, ticket := range tickets {
		ticket.Leave()
	}
	if c := g.Counts(); c.Refused[HandshakeOld] != 2 {
		t.Errorf("%+v", c)
	}
	empty(t, g)
}

func TestASourceWithManyHandshakesGivesWayBeforeOthers(t *testing.T) {
	l := limits()
	l.Handshakes, l.VenueHandshakes = 4, 2
	g := NewGate(l, (&clock{}).now)
	var expelled []string
	come := func(a string) {
		if _, reason := g.Enter(addr(a), func() { expelled = append(expelled, a) }); reason != "" {
			t.Fatalf("%s: %s", a, reason)
		}
	}
	come("198.51.100.1") // honest, and asked about the host key
	come("192.0.2.7")    // a venue's, which are counted by themselves
	for _, a := range []string{"203.0.113.9", "203.0.113.9", "203.0.113.9", "198.51.100.2", "203.0.113.10", "203.0.113.11"} {
		come(a)
	}
	// The attacker's two oldest, and its last when all have one: then the oldest
	// of all goes, who is the honest one.
	if fmt.Sprint(expelled) != "[203.0.113.9 203.0.113.9 198.51.100.1]" {
		t.Errorf("expelled %v", expelled)
	}
	come("192.0.2.8")
	come("192.0.2.8")
	if n := len(expelled); n != 4 || expelled[3] != "192.0.2.8" {
		t.Errorf("expelled %v", expelled)
	}
}

func TestOnePartOfA48sHandshakesGiveWay(t *testing.T) {
	l := limits()
	l.Handshakes, l.Source.AtOnce = 20, 20
	l.Source.Burst = 20
	g := NewGate(l, (&clock{}).now)
	var expelled []string
	for i := range 60 {
		a := fmt.Sprintf("2001:db8:1:%x::1", i) // 2/20 of its allowance each, 40/160 together
		if i%3 == 0 {
			a = fmt.Sprintf("198.51.100.%d", i%9)
		}
		if _, reason := g.Enter(addr(a), func() { expelled = append(expelled, a) }); reason != "" {
			t.Fatalf("%s: %s", a, reason)
		}
	}
	if c := g.Counts(); c.Handshakes != 20 || len(expelled) != 40 {
		t.Errorf("%+v, %d expelled", c, len(expelled))
	}
}

func TestTheTableOfSourcesForgetsTheOldest(t *testing.T) {
	l := limits()
	l.Sources, l.Connections, l.Source.Burst = 10, 10_000, 6
	g := NewGate(l, (&clock{}).now)
	stays, _ := enter(g, "10.9.9.9", 3)
	for i := range 1000 {
		in, _ := enter(g, fmt.Sprintf("10.0.%d.%d", i/250, i%250), 1)
		in[0].Leave()
	}
	if c := g.Counts(); c.Sources != 11 {
		t.Errorf("%d sources are remembered, 10 without connections and one with is the bound", c.Sources)
	}
	if _, reason := enter(g, "10.9.9.9", 1); reason != SourceFull {
		t.Errorf("a source with connections was forgotten: %q", reason)
	}
	for _, s := range stays {
		s.Leave()
	}
	empty(t, g)
}

// listen puts a gate in front of a port of the loopback interface, and sends
// the first bytes of each connection that comes in, and its address.
func listen(t *testing.T, g *Gate, proxies ...string) (address string, visits <-chan string) {
	t.Helper()
	raw, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	var prefixes []netip.Prefix
	for _, p := range proxies {
		prefixes = append(prefixes, netip.MustParsePrefix(p))
	}
	l := NewListener(raw, g, prefixes)
	t.Cleanup(func() { _ = l.Close() })
	c := make(chan string, 100)
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			go func() {
				defer func() { _ = conn.Close() }()
				b := make([]byte, 8)
				n, err := io.ReadFull(conn, b)
				if err == nil && conn.(*Conn).Authenticated(false) {
					c <- SourceOf(peer(conn)).String() + " " + string(b[:n])
				}
			}()
		}
	}()
	return raw.Addr().String(), c
}

func peer(c net.Conn) netip.Addr { return address(c.RemoteAddr()) }

// dialFrom connects from one of the many addresses of the loopback network.
func dialFrom(t *testing.T, source, to string) net.Conn {
	t.Helper()
	d := net.Dialer{LocalAddr: &net.TCPAddr{IP: net.ParseIP(source)}}
	c, err := d.Dial("tcp", to)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Close() })
	return c
}

// closed waits until the other end closes a connection.
func closed(t *testing.T, c net.Conn) {
	t.Helper()
	if err := c.SetReadDeadline(time.Now().Add(10 * time.Second)); err != nil {
		t.Fatal(err)
	}
	_, err := io.Copy(io.Discard, c)
	var n net.Error
	if errors.As(err, &n) && n.Timeout() {
		t.Error("the connection is still open")
	}
}

// settle waits until the gate's counts are as they are to be.
func settle(t *testing.T, g *Gate, ok func(Counts) bool) {
	t.Helper()
	for deadline := time.Now().Add(10 * time.Second); !ok(g.Counts()); time.Sleep(time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("the counts stay at %+v", g.Counts())
		}
	}
}

func TestProxiedVisitorsCountByTheirOwnAddress(t *testing.T) {
	g := NewGate(limits(), time.Now)
	to, visits := listen(t, g, "127.0.0.2/32")
	for version := byte(1); version <= 2; version++ {
		c := dialFrom(t, "127.0.0.2", to)
		h := proxyproto.HeaderProxyFromAddrs(version, &net.TCPAddr{IP: net.ParseIP("203.0.113.9"), Port: 1000}, &net.TCPAddr{IP: net.ParseIP("203.0.113.1"), Port: 22})
		if _, err := h.WriteTo(c); err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(c, "SSH-2.0-"); err != nil {
			t.Fatal(err)
		}
		if got := <-visits; got != "203.0.113.9/32 SSH-2.0-" {
			t.Errorf("version %d: %q", version, got)
		}
	}
}

func TestAProxyMayTakeItsTimeForTheHeader(t *testing.T) {
	t.Parallel()
	to, visits := listen(t, NewGate(limits(), time.Now), "127.0.0.2/32")
	c := dialFrom(t, "127.0.0.2", to)
	for _, part := range []string{"PROXY TCP4 203.0.113.9 203.0.113.1 1000 22\r\n", "SSH-2.0-"} {
		time.Sleep(2 * time.Second)
		if _, err := io.WriteString(c, part); err != nil {
			t.Fatal(err)
		}
	}
	if got := <-visits; got != "203.0.113.9/32 SSH-2.0-" {
		t.Errorf("%q", got)
	}
}

func TestAProxyWithoutAHeaderIsRefusedInTime(t *testing.T) {
	for name, sent := range map[string]string{
		"nothing":        "",
		"an SSH client":  "SSH-2.0-OpenSSH_9.2\r\n",
		"a bad header":   "PROXY TCP4 nonsense\r\n",
		"half a header":  "PROXY TCP4 203.0.113.9",
		"UNKNOWN header": "PROXY ",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			g := NewGate(limits(), time.Now)
			to, visits := listen(t, g, "127.0.0.2/32")
			c := dialFrom(t, "127.0.0.2", to)
			if _, err := io.WriteString(c, sent); err != nil {
				t.Fatal(err)
			}
			closed(t, c)
			settle(t, g, func(c Counts) bool { return c.Refused[NotProxied] == 1 })
			if len(visits) > 0 {
				t.Errorf("%d were let in", len(visits))
			}
		})
	}
}

func TestAForgedHeaderIsRefusedEveryTime(t *testing.T) {
	g := NewGate(limits(), time.Now)
	to, visits := listen(t, g, "127.0.0.2/32")
	var v2 bytes.Buffer
	h := proxyproto.HeaderProxyFromAddrs(2, &net.TCPAddr{IP: net.ParseIP("203.0.113.9"), Port: 1}, &net.TCPAddr{IP: net.ParseIP("203.0.113.1"), Port: 22})
	if _, err := h.WriteTo(&v2); err != nil {
		t.Fatal(err)
	}
	forged := []string{"PROXY TCP4 203.0.113.9 203.0.113.1 1 22\r\nSSH-2.0-x\r\n", v2.String() + "SSH-2.0-x\r\n", "GET / HTTP/1.1\r\n\r\n", "\r\nSSH-2.0-x\r\n"}
	for i, f := range forged {
		c := dialFrom(t, fmt.Sprintf("127.0.0.%d", 10+i), to)
		if _, err := io.WriteString(c, f); err != nil {
			t.Fatal(err)
		}
		closed(t, c)
	}
	settle(t, g, func(c Counts) bool { return c.Refused[NotSSH] == 2 && c.Refused[ProxyHeader] == 2 })
	if len(visits) > 0 {
		t.Errorf("%d were let in", len(visits))
	}
}

func TestListenerRefusesASourceAtOnceAndForgetsWhoLeft(t *testing.T) {
	g := NewGate(limits(), time.Now)
	to, _ := listen(t, g)
	var in []net.Conn
	for range 3 + sourceCandidates {
		in = append(in, dialFrom(t, "127.0.0.5", to))
	}
	settle(t, g, func(c Counts) bool { return c.Connections == len(in) })
	// It may be refused before the dial is done, or after.
	d := net.Dialer{LocalAddr: &net.TCPAddr{IP: net.ParseIP("127.0.0.5")}}
	if c, err := d.Dial("tcp", to); err == nil {
		closed(t, c)
	}
	for _, c := range in {
		_ = c.Close()
	}
	settle(t, g, func(c Counts) bool { return c.Connections == 0 })
}

func TestGateByTheClock(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := NewGate(limits(), time.Now)
		in := 0
		for range 60 { // a minute of one every half second
			for range 2 {
				if tickets, _ := enter(g, "198.51.100.1", 1); len(tickets) == 1 {
					tickets[0].Leave()
					in++
				}
				time.Sleep(500 * time.Millisecond)
			}
		}
		if in < 60 || in > 66 {
			t.Errorf("%d were let in during a minute, one a second and a burst of 5 are allowed", in)
		}
	})
}

// FuzzProxy sends hostile bytes as a listed proxy: nothing may panic, no more
// than a header is taken, and all is given back.
func FuzzProxy(f *testing.F) {
	f.Add([]byte("PROXY TCP4 203.0.113.9 203.0.113.1 1 22\r\nSSH-2.0-x"))
	f.Add([]byte("PROXY UNKNOWN\r\nSSH-2.0-x"))
	f.Add([]byte("\r\n\r\n\x00\r\nQUIT\n\x21\x11\x00\x0c\xcb\x00\x71\x09\xcb\x00\x71\x01\x00\x01\x00\x16SSH-2.0-x"))
	for _, header := range locals {
		f.Add([]byte(header + "SSH-2.0-x"))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		g := NewGate(limits(), time.Now)
		l := &Listener{gate: g, accepted: make(chan accepted, 1), closing: make(chan struct{})}
		server, client := net.Pipe()
		go func() {
			_, _ = client.Write(data)
			_ = client.Close()
		}()
		l.enterProxied(server)
		select {
		case a := <-l.accepted:
			_, _ = io.Copy(io.Discard, a.conn)
			_ = a.conn.Close()
		default:
		}
		_ = client.Close()
		if c := g.Counts(); c.Connections != 0 || c.Handshakes != 0 {
			t.Errorf("left behind: %+v", c)
		}
	})
}
