package peers

import (
	"context"
	"errors"
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// names is a resolver.
type names struct {
	mu    sync.Mutex
	at    map[string][]netip.Addr // an error where there is none
	asked []time.Time
}

func (n *names) set(host string, addresses ...string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.at == nil {
		n.at = make(map[string][]netip.Addr)
	}
	n.at[host] = nil
	for _, a := range addresses {
		n.at[host] = append(n.at[host], netip.MustParseAddr(a))
	}
}

func (n *names) lookup(_ context.Context, host string) ([]netip.Addr, error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.asked = append(n.asked, time.Now())
	if n.at[host] == nil {
		return nil, errors.New("no such host")
	}
	return slices.Clone(n.at[host]), nil
}

// lookups are how many there have been since the last time that this was asked.
func (n *names) lookups() int {
	n.mu.Lock()
	defer n.mu.Unlock()
	defer func() { n.asked = nil }()
	return len(n.asked)
}

// namedGroup runs f with a kiosk that has a name for its peers, of which the network serves
// those that are given to serve.
func namedGroup(t *testing.T, f func(t *testing.T, b *bubble, n *names, k *kiosk, serve func(i int) *kiosk)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		b, n := newBubble(), &names{}
		start := func() *kiosk {
			k := &kiosk{}
			k.start(t, Options{Addresses: []string{"kiosks.example:22"}, Dial: b.dial, Lookup: n.lookup})
			return k
		}
		all := []*kiosk{start()}
		f(t, b, n, all[0], func(i int) *kiosk {
			k := start()
			b.is(address(i), k.take)
			all = append(all, k)
			return k
		})
		for _, k := range all {
			k.stop()
		}
	})
}

func TestANameIsLookedUpAnew(t *testing.T) {
	namedGroup(t, func(t *testing.T, _ *bubble, n *names, k *kiosk, _ func(int) *kiosk) {
		after(10*time.Second + 500*time.Millisecond)
		if got := n.lookups(); got != 11 {
			t.Errorf("%d lookups in 10 s of a name without an address", got)
		}
		if got := k.logs.count("cannot be looked up"); got != 1 {
			t.Errorf("it was logged %d times", got)
		}
		n.set("kiosks.example", "192.0.2.2", "192.0.2.1", "192.0.2.1")
		after(time.Second)
		if c := k.group.Counts(); c.Known != 2 {
			t.Errorf("then %+v", c)
		}
		n.lookups()
		after(time.Minute)
		if got := n.lookups(); got != 4 {
			t.Errorf("%d lookups in a minute", got)
		}
		n.set("kiosks.example") // the resolver finds none
		after(time.Minute)
		if c := k.group.Counts(); c.Known != 2 {
			t.Errorf("after lookups that failed: %+v", c)
		}
		if failed, again := k.logs.count("cannot be looked up"), k.logs.count("can be looked up again"); failed != 2 || again != 1 {
			t.Errorf("logged %d and %d times:\n%s", failed, again, k.logs)
		}
		n.set("kiosks.example", "192.0.2.7")
		after(15 * time.Second)
		if _, err := k.group.Find("192.0.2.7"); err != nil || k.group.Counts().Known != 1 {
			t.Errorf("after a change: %+v, %v", k.group.Counts(), err)
		}
	})
}

func TestAKioskThatLeavesTheNameStaysUntilItsEnd(t *testing.T) {
	namedGroup(t, func(t *testing.T, b *bubble, n *names, k *kiosk, serve func(int) *kiosk) {
		n.set("kiosks.example", "192.0.2.1", "192.0.2.2")
		second, third := serve(0), serve(1)
		after(lookEvery)
		if c := k.group.Counts(); c.Known != 2 || c.Reached != 2 {
			t.Fatalf("%+v\n%s", c, k.logs)
		}
		n.set("kiosks.example", "192.0.2.2")
		after(lookEvery)
		second.board.announce("0001.md", 10)
		if s := third.group.Spread(t.Context()); s.Known != 2 || s.Have != 2 || len(third.board.names()) != 1 {
			t.Errorf("of a kiosk that closes: %+v, %q", s, third.board.names())
		}
		b.is(address(0), nil)
		second.stop()
		synctest.Wait()
		if c := k.group.Counts(); c.Known != 1 || c.Reached != 1 {
			t.Errorf("when it has closed: %+v", c)
		}
	})
}

func TestAddressesBeyondTheBoundAreLeftOut(t *testing.T) {
	namedGroup(t, func(t *testing.T, b *bubble, n *names, k *kiosk, _ func(int) *kiosk) {
		var many []string
		for i := range 150 {
			many = append(many, fmt.Sprintf("192.0.2.%d", i+1))
		}
		n.set("kiosks.example", many...)
		after(time.Minute)
		if c := k.group.Counts(); c.Known != 100 {
			t.Errorf("%+v", c)
		}
		if got := k.logs.count("more peers than"); got != 1 {
			t.Errorf("it was logged %d times", got)
		}
	})
}

func TestAddressesAreCheckedAndSaidHowToWrite(t *testing.T) {
	many := make([]string, 101)
	for i := range many {
		many[i] = fmt.Sprintf("kiosk-%d:22", i)
	}
	for _, tt := range []struct {
		name      string
		addresses []string
		want      string // in the error; empty if there is none
	}{
		{"a name, IPv4 and IPv6", []string{"kiosk-2.example:2222", "10.0.0.1:22", "[2001:db8::1]:22", "[fe80::1%eth0]:22", "kiosk_3:22"}, ""},
		{"one host with two ports", []string{"10.0.0.1:22", "10.0.0.1:23"}, ""},
		{"none", nil, ""},
		{"a hundred", many[:100], ""},
		{"more than a hundred", many, "100 is the most"},
		{"no port", []string{"kiosk"}, "write HOST:PORT"},
		{"IPv6 without brackets", []string{"2001:db8::1:22"}, "[2001:db8::12]:22"},
		{"port 0", []string{"kiosk:0"}, "1 to 65535"},
		{"port 65536", []string{"kiosk:65536"}, "1 to 65535"},
		{"a port's name", []string{"kiosk:ssh"}, "1 to 65535"},
		{"an empty host", []string{":22"}, "no name or IP address"},
		{"a user", []string{"peer@kiosk:22"}, "no name or IP address"},
		{"a URL", []string{"ssh://kiosk:22"}, "is no address of a peer"},
		{"any address", []string{"0.0.0.0:22"}, "not the address of one machine"},
		{"twice", []string{"kiosk:22", "KIOSK:22"}, "twice"},
		{"twice, as IPv4 in IPv6", []string{"10.0.0.1:22", "[::ffff:10.0.0.1]:22"}, "twice"},
		{"what steers a terminal", []string{"\x1bckiosk:22"}, "no name or IP address"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, err := New(Options{Addresses: tt.addresses, Keys: startKeys})
			switch {
			case tt.want == "" && err != nil:
				t.Errorf("refused: %v", err)
			case tt.want != "" && (err == nil || !strings.Contains(err.Error(), tt.want)):
				t.Errorf("the error is %v, want %q in it", err, tt.want)
			case err != nil && strings.Contains(err.Error(), "\x1b"):
				t.Errorf("the error steers a terminal: %q", err)
			}
		})
	}
	if _, err := New(Options{}); err == nil {
		t.Error("a group without a key")
	}
}
