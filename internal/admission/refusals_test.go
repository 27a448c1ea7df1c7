package admission

import (
	"bytes"
	"fmt"
	"log/slog"
	"net"
	"net/netip"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

func discard() *slog.Logger { return slog.New(slog.DiscardHandler) }

// name stands for an address in these tests' logs.
func name(a net.Addr) string {
	return "alias-" + strings.NewReplacer(".", "-", ":", "-").Replace(address(a).String())
}

// log is what a gate logs, without the time.
type log struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *log) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *log) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

// logged is a gate, and what it logs.
func logged(l Limits) (*Gate, *log) {
	var b log
	g := NewGate(l, time.Now)
	g.LogTo(slog.New(slog.NewTextHandler(&b, &slog.HandlerOptions{ReplaceAttr: func(_ []string, a slog.Attr) slog.Attr {
		if a.Key == slog.TimeKey || a.Key == slog.LevelKey {
			return slog.Attr{}
		}
		return a
	}})), name)
	return g, &b
}

func TestARefusedHallIsOneLineAndNamedToOrganisers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := limits()
		l.Source.Burst = 100
		g, log := logged(l)
		in, _ := enter(g, "203.0.113.7", 66)
		const line = `msg="connections are refused" source=alias-203-0-113-7 reason="too many at once" ` +
			`hint="if that is the hall: --venue ADDRESS (which an organiser's status tells); if it is a load balancer: --proxy ADDRESS (which an organiser's status tells)"` + "\n"
		if log.String() != line {
			t.Errorf("logged\n%swant\n%s", log, line)
		}
		list, more := g.Refusals(5)
		if len(list) != 1 || more != 0 {
			t.Fatalf("%v and %d more", list, more)
		}
		const want = "203.0.113.7, 63 times, too many at once; if that is the hall: --venue 203.0.113.7; if it is a load balancer: --proxy 203.0.113.7"
		if got := list[0].String(); got != want {
			t.Errorf("organisers are told\n%s\nwant\n%s", got, want)
		}
		time.Sleep(9 * time.Minute)
		enter(g, "203.0.113.7", 5)
		if log.String() != line {
			t.Errorf("within ten minutes it logs\n%s", log)
		}
		time.Sleep(2 * time.Minute) // 11 after the first
		if list, _ := g.Refusals(5); len(list) != 1 || list[0].Times != 5 {
			t.Errorf("eleven minutes later organisers are told of %v", list)
		}
		enter(g, "203.0.113.7", 1)
		if log.String() != line+line {
			t.Errorf("after ten minutes it logs\n%s", log)
		}
		for _, ticket := range in {
			ticket.Leave()
		}
		time.Sleep(12 * time.Minute)
		if list, _ := g.Refusals(5); len(list) != 0 {
			t.Errorf("in the end organisers are told of %v", list)
		}
		admit(t, g, "203.0.113.8").Leave()
		if n := len(g.refusals.sources); n != 0 {
			t.Errorf("%d addresses are still in memory", n)
		}
	})
}

func TestRefusalsSayWhatHelps(t *testing.T) {
	v4, v6 := netip.MustParsePrefix("192.0.2.7/32"), netip.MustParsePrefix("2001:db8:1:2::/64")
	for _, tt := range []struct {
		refusal Refusal
		want    string
	}{
		{Refusal{v6, false, SourceFast, 2}, "2001:db8:1:2::/64, 2 times, too many in quick succession; if that is the hall: --venue 2001:db8:1:2::/64; if it is a load balancer: --proxy 2001:db8:1:2::/64"},
		{Refusal{v4, false, HandshakeOld, 1}, "192.0.2.7, once, too many that had not logged in yet; if that is the hall: --venue 192.0.2.7; if it is a load balancer: --proxy 192.0.2.7"},
		{Refusal{v4, true, SourceFull, 3}, "192.0.2.7, 3 times, too many at once; for more at once: --max-sessions N, or more memory"},
		{Refusal{v4, false, Full, 1}, "192.0.2.7, once, the kiosk was full; for more at once: --max-sessions N, or more memory"},
		{Refusal{v4, false, NotProxied, 1}, "192.0.2.7, once, a proxy sent no PROXY protocol header; have that proxy send the PROXY protocol, or take it out of --proxy"},
		{Refusal{v4, false, ProxyHeader, 1}, "192.0.2.7, once, a PROXY protocol header from where no proxy is known; if that is your load balancer: --proxy 192.0.2.7"},
	} {
		if got := tt.refusal.String(); got != tt.want {
			t.Errorf("%+v:\n%s\nwant\n%s", tt.refusal, got, tt.want)
		}
	}
	for _, r := range Reasons() {
		if r.Words() == string(r) {
			t.Errorf("the reason %s has no words", r)
		}
	}
}

func TestManyRefusedSourcesAreFewLines(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := limits()
		l.Connections = 0
		g, log := logged(l)
		begin := time.Now()
		lines := func() int { return strings.Count(log.String(), "\n") }
		for round := range 5 {
			for i := range 1000 {
				g.Enter(netip.AddrFrom4([4]byte{10, 0, byte(i >> 8), byte(i)}), func() {})
			}
			for _, ticket := range g.tickets() {
				ticket.Leave()
			}
			if lines() != mostLines {
				t.Fatalf("round %d: %d lines, want %d", round, lines(), mostLines)
			}
			time.Sleep(time.Minute)
		}
		time.Sleep(refusalTime - time.Since(begin))
		synctest.Wait()
		rest := log.String()[strings.LastIndex(strings.TrimSpace(log.String()), "\n")+1:]
		var more int
		if _, err := fmt.Sscanf(rest, `msg="connections are refused, and of %d more sources"`, &more); err != nil || lines() != mostLines+1 {
			t.Fatalf("%d lines, the last: %s", lines(), rest)
		}
		// 1,000 sources, of which 10 have a line.
		if more != 990 {
			t.Errorf("%d more sources are told of, want 990", more)
		}
		if len(g.refusals.unlogged) != 0 || len(g.refusals.sources) > mostRefused {
			t.Errorf("%d sources without a line are remembered, and %d refused", len(g.refusals.unlogged), len(g.refusals.sources))
		}
		// Those that are refused again and again stay among the many.
		for i := range 3000 {
			g.Enter(addr("203.0.113.7"), func() {})
			g.Enter(netip.AddrFrom4([4]byte{11, 0, byte(i >> 8), byte(i)}), func() {})
		}
		list, others := g.Refusals(1)
		if len(list) != 1 || list[0].Source.Addr() != addr("203.0.113.7") || list[0].Times < 2990 || others == 0 {
			t.Errorf("organisers are told of %v and %d more", list, others)
		}
	})
}

func TestWhatSpeaksNoSSHIsNotLogged(t *testing.T) {
	g, log := logged(limits())
	g.turnAway(NotSSH, addr("203.0.113.7"))
	if list, _ := g.Refusals(5); log.String() != "" || len(list) > 0 || g.Counts().Refused[NotSSH] != 1 {
		t.Errorf("logged %q, told %v, counted %v", log, list, g.Counts().Refused)
	}
	g.turnAway(ProxyHeader, addr("203.0.113.7"))
	if list, _ := g.Refusals(5); !strings.Contains(log.String(), "--proxy") || len(list) != 1 {
		t.Errorf("a forgotten proxy: logged %q, told %v", log, list)
	}
}
