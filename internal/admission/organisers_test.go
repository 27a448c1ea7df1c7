package admission

import (
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/netip"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

// flood has somebody come again and again from one address after the other, who
// stays in the handshake until their socket is closed, or the test ends. It
// returns how often they were let in to try so far.
func flood(t *testing.T, g *Gate, every time.Duration, source func(i int) string) *atomic.Int64 {
	var let atomic.Int64
	go func() {
		var wg sync.WaitGroup
		defer wg.Wait()
		chance := rand.New(rand.NewPCG(1, 2))
		for i := 0; ; i++ {
			closed := make(chan struct{})
			if ticket, reason := g.Enter(addr(source(i)), func() { close(closed) }); reason == "" {
				let.Add(1)
				wg.Go(func() {
					select {
					case <-closed:
					case <-t.Context().Done():
					}
					ticket.Leave()
				})
			}
			select {
			case <-time.After(time.Duration((0.5 + chance.Float64()) * float64(every))):
			case <-t.Context().Done():
				return
			}
		}
	}()
	return &let
}

// logIn is an organiser who comes until they are let in, about once a second.
// Their handshake takes 300 ms. It returns how often they had to come; 0 if 30 times
// were not enough.
func logIn(g *Gate, source string) (*Ticket, int) {
	for i := range 30 {
		if ticket, reason := g.Enter(addr(source), func() {}); reason == "" {
			time.Sleep(300 * time.Millisecond)
			if ticket.Authenticated(true) {
				return ticket, i + 1
			}
			ticket.Leave()
		}
		time.Sleep(time.Second + time.Duration(i)*37*time.Millisecond)
	}
	return nil, 0
}

func TestAnOrganiserGetsIntoAFullKioskBesideAFlood(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := DefaultLimits()
		l.Connections = 100
		g := NewGate(l, time.Now)
		for i := range 100 {
			admit(t, g, fmt.Sprintf("10.0.0.%d", i)).Authenticated(false)
		}
		// 100 a second each from 40 addresses and a /48.
		let := flood(t, g, 10*time.Millisecond, func(i int) string { return fmt.Sprintf("203.0.113.%d", i%40) })
		flood(t, g, 10*time.Millisecond, func(i int) string { return fmt.Sprintf("2001:db8:1:%x::1", i%65536) })
		time.Sleep(time.Minute)
		for i := range organisersMore {
			ticket, tries := logIn(g, fmt.Sprintf("198.51.100.%d", i+1))
			if ticket == nil {
				t.Fatalf("organiser %d does not get in", i)
			}
			t.Logf("organiser %d came %d times; the 40 addresses were let in to try %d times", i, tries, let.Load())
			if tries > 5 {
				t.Errorf("organiser %d had to come %d times", i, tries)
			}
		}
		// The kiosk keeps two more, and those are taken.
		if _, tries := logIn(g, "198.51.100.3"); tries > 0 {
			t.Error("a third organiser gets in")
		}
		if n := g.connections; n != l.Connections+organisersMore {
			t.Errorf("%d connections", n)
		}
		if c := g.Counts(); c.Connections > l.Connections+organisersMore+candidates+1 {
			t.Errorf("%+v", c)
		}
	})
}

func TestAnOrganiserGetsOutOfAFullHall(t *testing.T) {
	for name, hall := range map[string]string{"a venue": "192.0.2.7", "a source of the public": "198.51.100.1"} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				l := limits()
				l.Source, l.Venue = Allowance{20, time.Second, 40}, Allowance{50, 10 * time.Millisecond, 100}
				g := NewGate(l, time.Now)
				full, _ := enter(g, hall, 50)
				for _, ticket := range full {
					ticket.Authenticated(false)
				}
				// Others in the hall cannot wait, and try ten times a second.
				let := flood(t, g, 100*time.Millisecond, func(int) string { return hall })
				time.Sleep(time.Minute + 250*time.Millisecond)
				ticket, tries := logIn(g, hall)
				if ticket == nil {
					t.Fatal("the organiser does not get in")
				}
				t.Logf("the organiser came %d times; of the hall %d were let in to try", tries, let.Load())
				if ticket.Spend(1<<30) > 0 {
					t.Error("the hall's bytes hold the organiser up")
				}
			})
		})
	}
}

func TestOnlyOrganisersStayBeyondTheAllowance(t *testing.T) {
	c := &clock{t: time.Unix(0, 0)}
	l := limits()
	l.Connections, l.Source.AtOnce, l.Source.Burst = 3, 3, 10
	g := NewGate(l, c.now)
	in, _ := enter(g, "198.51.100.1", 3)
	come := func() *Ticket {
		c.t = c.t.Add(time.Minute)
		ticket, reason := g.Enter(addr("198.51.100.1"), func() {})
		if reason != "" {
			t.Fatal(reason)
		}
		return ticket
	}
	visitor := come()
	for range 2 {
		if visitor.Authenticated(false) {
			t.Error("a visitor stays")
		}
	}
	visitor.Leave()
	visitor.Leave()
	organiser := come()
	for range 2 {
		if !organiser.Authenticated(true) {
			t.Error("an organiser does not")
		}
	}
	if c := g.Counts(); c.Connections != 4 || c.Handshakes != 3 || c.Refused[Full] != 1 {
		t.Errorf("%+v", c)
	}
	// With the organiser there are four: the next visitor is let in when two left.
	in[0].Leave()
	if more, _ := enter(g, "198.51.100.2", 1); len(more) > 0 {
		t.Error("an organiser's connection is not counted")
	}
	in[1].Leave()
	last := admit(t, g, "198.51.100.2")
	late := come()
	organiser.Leave()
	late.Leave()
	if late.Authenticated(true) {
		t.Error("who left may stay")
	}
	in[2].Leave()
	last.Leave()
	empty(t, g)
}

func TestCandidatesGiveWayAfterTwoSeconds(t *testing.T) {
	c := &clock{t: time.Unix(0, 0)}
	l := limits()
	l.Connections = 0
	g := NewGate(l, c.now)
	var closed []string
	come := func(a string) bool {
		ticket, _ := g.Enter(addr(a), func() { closed = append(closed, a) })
		return ticket != nil
	}
	for range sourceCandidates {
		if !come("198.51.100.1") {
			t.Fatal("fewer of a source may try at once")
		}
	}
	if come("198.51.100.1") {
		t.Error("more of a source may try than there may")
	}
	c.t = c.t.Add(candidateTime - 1)
	if come("198.51.100.1") {
		t.Error("they give way before two seconds")
	}
	c.t = c.t.Add(1)
	if !come("198.51.100.1") || len(closed) != 1 {
		t.Error("they do not give way")
	}
	for i := range candidates - sourceCandidates {
		if !come(fmt.Sprintf("10.0.0.%d", i)) {
			t.Fatalf("source %d may not try", i)
		}
	}
	if g.candidates.tickets.Len() != candidates {
		t.Fatalf("%d candidates", g.candidates.tickets.Len())
	}
	// Who comes for the first time does not wait for a source that came eleven
	// times, and has eight of the places; but for others who came once.
	closed = nil
	in := 0
	for i := range candidates {
		if come(fmt.Sprintf("10.0.1.%d", i)) {
			in++
		}
	}
	if want := slices.Repeat([]string{"198.51.100.1"}, sourceCandidates); in != len(want) || !slices.Equal(closed, want) {
		t.Errorf("%d were let in to try, and %v gave way", in, closed)
	}
	c.t = c.t.Add(candidateTime)
	if !come("10.0.2.1") || closed[len(closed)-1] != "10.0.0.0" || g.candidates.tickets.Len() != candidates {
		t.Errorf("%d candidates, %v gave way", g.candidates.tickets.Len(), closed)
	}
	if ticket, _ := g.Enter(netip.Addr{}, func() {}); ticket != nil {
		t.Error("somebody without an address may try")
	}
}

func TestTheListenerHandsOutWhatTheSystemKnows(t *testing.T) {
	raw, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	l := NewListener(raw, NewGate(limits(), time.Now), []netip.Prefix{netip.MustParsePrefix("127.0.0.2/32")})
	defer func() { _ = l.Close() }()
	for _, from := range []string{"127.0.0.1", "127.0.0.2"} {
		client := dialFrom(t, from, raw.Addr().String())
		if from == "127.0.0.2" {
			if _, err := io.WriteString(client, "PROXY TCP4 203.0.113.9 203.0.113.1 1 22\r\n"); err != nil {
				t.Fatal(err)
			}
		}
		conn, err := l.Accept()
		if err != nil {
			t.Fatal(err)
		}
		tcp, ok := conn.(*Conn).NetConn().(*net.TCPConn)
		if !ok || address(tcp.RemoteAddr()) != addr(from) {
			t.Errorf("from %s the connection beneath is %T", from, conn.(*Conn).NetConn())
		}
		_ = conn.Close()
	}
}
