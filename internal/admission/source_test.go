package admission

import (
	"fmt"
	"net/netip"
	"runtime"
	"testing"
	"testing/synctest"
	"time"
)

// admit lets a visitor in, who has to be.
func admit(t *testing.T, g *Gate, a string) *Ticket {
	t.Helper()
	in, reason := enter(g, a, 1)
	if len(in) != 1 {
		t.Fatalf("%s was not let in: %s", a, reason)
	}
	return in[0]
}

// from is one of the many addresses that somebody has.
func from(format string) func(i int) string {
	return func(i int) string { return fmt.Sprintf(format, i/250, i%250) }
}

func TestA48HasEightTimesWhatASourceHas(t *testing.T) {
	for name, tt := range map[string]struct {
		address func(int) string
		want    int // of the 60 that come
	}{
		"one IPv4 address":            {func(int) string { return "198.51.100.1" }, 3},
		"the same in IPv6's form":     {func(int) string { return "::ffff:198.51.100.1" }, 3},
		"one /64":                     {from("2001:db8:1:1:%x::%x"), 3},
		"one /48":                     {from("2001:db8:1:%x%x::1"), 24},
		"one /48 of a venue":          {from("2001:db8:aaaa:%x%x::1"), 60},
		"addresses that are a /32's":  {from("2001:db8:%x%x::1"), 60},
		"IPv4 addresses side by side": {from("10.0.%d.%d"), 60},
	} {
		t.Run(name, func(t *testing.T) {
			g := NewGate(limits(), (&clock{}).now)
			var in []*Ticket
			var reason Reason
			for i := range 60 {
				more, r := enter(g, tt.address(i), 1)
				in = append(in, more...)
				if r != "" {
					reason = r
				}
			}
			if len(in) != tt.want || tt.want < 60 && reason != SourceFull {
				t.Errorf("%d were let in, then %q; want %d", len(in), reason, tt.want)
			}
			for _, ticket := range in {
				ticket.Leave()
			}
			empty(t, g)
		})
	}
}

func TestA48ComesNoFasterThanEightSources(t *testing.T) {
	g := NewGate(limits(), (&clock{}).now)
	in := 0
	address := from("2001:db8:1:%x%x::1")
	for i := range 100 {
		if tickets, _ := enter(g, address(i), 1); len(tickets) == 1 {
			tickets[0].Leave()
			in++
		}
	}
	if in != 8*5 {
		t.Errorf("%d came at once, want 8 bursts of 5", in)
	}
}

func TestAVenuesPartOfANetworkCountsByItself(t *testing.T) {
	l := limits()
	l.Venues = []netip.Prefix{netip.MustParsePrefix("2001:db8:1:1::7/128"), netip.MustParsePrefix("fe80::/10")}
	g := NewGate(l, (&clock{}).now)
	if in, _ := enter(g, "2001:db8:1:1::8", 10); len(in) != 3 {
		t.Errorf("%d of the public were let in", len(in))
	}
	if in, _ := enter(g, "2001:db8:1:1::7", 10); len(in) != 10 {
		t.Errorf("%d of the hall beside them were let in", len(in))
	}
	if in, _ := enter(g, "fe80::1%eth0", 10); len(in) != 10 {
		t.Errorf("%d were let in from an address with a zone", len(in))
	}
}

func TestBytesAreCountedOverAllConnectionsOfASource(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := NewGate(limits(), time.Now) // 1000 bytes at once, 100 a second
		one, two := admit(t, g, "198.51.100.1"), admit(t, g, "198.51.100.1")
		other, hall := admit(t, g, "198.51.100.2"), admit(t, g, "192.0.2.7")
		for i, tt := range []struct {
			ticket *Ticket
			n      int
			want   time.Duration
		}{
			{one, 600, 0},
			{two, 400, 0},
			{one, 100, time.Second},
			{two, 100, 2 * time.Second},
			{one, 2100, 23 * time.Second}, // more than comes at once
			{other, 1000, 0},
			{hall, 16_000, 0},
			{hall, 1600, time.Second},
			{hall, 0, 0},
		} {
			if wait := tt.ticket.Spend(tt.n); wait.Round(time.Millisecond) != tt.want {
				t.Errorf("%d: %d bytes wait for %v, want %v", i, tt.n, wait, tt.want)
			}
		}
		time.Sleep(time.Hour)
		if wait := one.Spend(1000); wait != 0 {
			t.Errorf("an hour later 1000 bytes wait for %v", wait)
		}
		if wait := one.Spend(1); wait == 0 {
			t.Error("an hour saves up more than comes at once")
		}
	})
}

func TestNobodyGetsMoreBytesByComingAgain(t *testing.T) {
	g := NewGate(limits(), (&clock{}).now)
	one := admit(t, g, "198.51.100.1")
	one.Spend(1000)
	one.Leave()
	if wait := admit(t, g, "198.51.100.1").Spend(100); wait != time.Second {
		t.Errorf("who comes again waits for %v, want 1s", wait)
	}
}

func TestThe48sBytesAreEightSources(t *testing.T) {
	g := NewGate(limits(), (&clock{}).now)
	free, waited := 0, false
	for i := range 20 {
		if admit(t, g, from("2001:db8:1:%x%x::1")(i)).Spend(1000) == 0 {
			free++
		} else {
			waited = true
		}
	}
	if free != 8 || !waited {
		t.Errorf("%d /64s of one /48 sent their 1000 bytes at once, want 8", free)
	}
}

func TestCountingBytesAllocatesNothing(t *testing.T) {
	g := NewGate(DefaultLimits(), time.Now)
	ticket, _ := g.Enter(addr("2001:db8::1"), func() {})
	if n := testing.AllocsPerRun(1000, func() { ticket.Spend(100) }); n > 0 {
		t.Errorf("a read's bytes allocate %v times", n)
	}
}

// takePlaces has a source take as many of the free places as it gets, and
// returns how many are free then.
func takePlaces(t *testing.T, g *Gate, a string, connections, each, free int) int {
	t.Helper()
	for range connections {
		ticket := admit(t, g, a)
		for range each {
			if free > 0 && ticket.TakePlace(free) {
				free--
			}
		}
	}
	return free
}

func TestASourceHoldsNoMorePlacesThanAreFree(t *testing.T) {
	l := DefaultLimits()
	l.Venues = limits().Venues
	for name, tt := range map[string]struct {
		address func(int) string
		times   int
		want    int // that are free of 640
	}{
		"one address":      {func(int) string { return "198.51.100.1" }, 20, 320},
		"a hall":           {func(int) string { return "192.0.2.7" }, 20, 80},
		"one /48, 16 /64s": {from("2001:db8:1:%x%x::1"), 160, 71},
	} {
		t.Run(name, func(t *testing.T) {
			g := NewGate(l, (&clock{}).now)
			free := 640
			for i := range tt.times {
				free = takePlaces(t, g, tt.address(i%16), 1, 100, free)
			}
			if free != tt.want {
				t.Errorf("%d places are free, want %d", free, tt.want)
			}
			if !admit(t, g, "198.51.100.9").TakePlace(free) {
				t.Error("somebody else gets no place")
			}
		})
	}
}

func TestAFewAddressesDoNotTakeAllPlaces(t *testing.T) {
	for _, each := range []int{2, 4} {
		t.Run(fmt.Sprint(each, " shells a connection"), func(t *testing.T) {
			g := NewGate(DefaultLimits(), (&clock{}).now)
			free := 640
			connections := 325
			for i := range 17 {
				n := min(connections, 20)
				connections -= n
				free = takePlaces(t, g, fmt.Sprintf("198.51.100.%d", i), n, each, free)
			}
			t.Logf("%d of 640 places are free beside 325 connections from 17 addresses", free)
			if free == 0 {
				t.Fatal("all are taken")
			}
			if !admit(t, g, "203.0.113.1").TakePlace(free) {
				t.Error("an honest visitor gets no place")
			}
		})
	}
}

func TestPlacesAreGivenBackOnce(t *testing.T) {
	g := NewGate(limits(), (&clock{}).now)
	one := admit(t, g, "198.51.100.1")
	if !one.TakePlace(2) || one.TakePlace(1) || one.TakePlace(0) {
		t.Error("of two places a source takes other than one")
	}
	one.LeavePlace()
	one.LeavePlace()
	if g.places != 0 {
		t.Errorf("%d places are taken", g.places)
	}
	if !one.TakePlace(2) {
		t.Error("a place that was given back is not given again")
	}
	// What runs in a session may end after its connection.
	one.Leave()
	if one.TakePlace(10) {
		t.Error("who left takes a place")
	}
	for range 2000 {
		ticket, _ := g.Enter(addr("203.0.113.1"), func() {})
		if ticket != nil {
			ticket.Leave()
		}
	}
	if two := admit(t, g, "198.51.100.1"); two.TakePlace(1) {
		t.Error("a place is forgotten when its connection leaves")
	}
	one.LeavePlace()
	if len(g.sources) == 0 || g.places != 0 {
		t.Errorf("%d sources, %d places", len(g.sources), g.places)
	}
}

func TestAFloodOfSourcesTakesNoMoreMemoryThanItMay(t *testing.T) {
	c := &clock{t: time.Unix(0, 0)}
	l := DefaultLimits()
	g := NewGate(l, c.now)
	g.LogTo(discard(), name)
	var held []*Ticket
	measure := func() uint64 {
		runtime.GC()
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		return m.HeapAlloc
	}
	before := measure()
	for i := range 50_000 {
		a := netip.AddrFrom4([4]byte{10, byte(i >> 16), byte(i >> 8), byte(i)})
		if i%2 == 0 {
			a = netip.AddrFrom16([16]byte{0x20, 1, 0xd, 0xb8, byte(i >> 16), byte(i >> 8), byte(i), byte(i), 15: 1})
		}
		ticket, reason := g.Enter(a, func() {})
		if reason != "" {
			continue
		}
		ticket.Spend(10)
		if i%25 == 0 { // 2,000, and the kiosk is full
			held = append(held, ticket)
		} else {
			ticket.Leave()
		}
		if n := len(g.sources); n > l.Sources+2*(l.Connections+organisersMore+candidates) {
			t.Fatalf("%d sources are remembered", n)
		}
	}
	for i := range 25_000 { // and now everybody is refused
		_, _ = g.Enter(netip.AddrFrom4([4]byte{11, byte(i >> 16), byte(i >> 8), byte(i)}), func() {})
	}
	grown := int64(measure()) - int64(before)
	t.Logf("75,000 sources came, 2,000 of them stay: %d are remembered, %d refusals, %d KiB", len(g.sources), len(g.refusals.sources), grown>>10)
	if grown > 12<<20 {
		t.Errorf("they take %d KiB", grown>>10)
	}
	if n := g.idle.Len(); n > l.Sources {
		t.Errorf("%d sources without connections are remembered", n)
	}
	if n, m := len(g.refusals.sources), len(g.refusals.unlogged); n > mostRefused || m > mostUnlogged {
		t.Errorf("%d sources' refusals are remembered, and %d without a line", n, m)
	}
	for _, ticket := range append(held, g.tickets()...) {
		ticket.Leave()
	}
	c.t = c.t.Add(Memory)
	admit(t, g, "192.0.2.1").Leave()
	empty(t, g)
	if len(g.sources) != 1 {
		t.Errorf("%d sources are remembered ten minutes later", len(g.sources))
	}
}

func TestRefusedSourcesPushNobodyOut(t *testing.T) {
	l := limits()
	l.Sources = 30
	g := NewGate(l, (&clock{}).now)
	in, _ := enter(g, "198.51.100.1", 3)
	for _, ticket := range in {
		ticket.Leave()
	}
	enter(g, "2001:db8:1:0::1", 3)
	for i := range 100 { // the /48 is full after 24
		enter(g, fmt.Sprintf("2001:db8:1:%x::1", i), 3)
	}
	if in, _ := enter(g, "198.51.100.1", 3); len(in) != 2 {
		t.Errorf("%d more were let in of a burst of 5 after 3", len(in))
	}
}

// tickets are the candidates who are there.
func (g *Gate) tickets() (all []*Ticket) {
	for e := g.candidates.tickets.Front(); e != nil; e = e.Next() {
		all = append(all, e.Value.(*Ticket))
	}
	return all
}
