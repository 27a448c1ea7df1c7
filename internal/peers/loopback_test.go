package peers

import (
	"context"
	"fmt"
	"net"
	"net/netip"
	"runtime"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"hackday.example/kiosk/internal/admission"
	"hackday.example/kiosk/internal/replica"
)

func TestBothSidesOfAPartitionAgreeWhenItHeals(t *testing.T) {
	var parted atomic.Bool
	dial := func(ctx context.Context, address string) (net.Conn, error) {
		if parted.Load() {
			return nil, syscall.ENETUNREACH
		}
		return new(net.Dialer).DialContext(ctx, "tcp", address)
	}
	kiosks := startAll(t, 3, func(_ int, _ *kiosk, o *Options) { o.Dial = dial })
	settleReached(t, 2, kiosks...)
	first := kiosks[0].board.announce("0001.md", 10)
	settleSame(t, kiosks...)

	parted.Store(true)
	for _, k := range kiosks {
		k.hangUp()
	}
	for _, k := range kiosks {
		settle(t, k, "the partition", func() bool { return k.group.Counts().Reached == 0 })
	}
	for i, k := range kiosks {
		k.board.announce(fmt.Sprintf("000%d.md", i+2), 10)
		if s := k.group.Spread(t.Context()); s.Have != 1 || s.Known != 3 {
			t.Errorf("in the partition: %+v", s)
		}
	}
	kiosks[2].board.withdraw(first)
	for _, p := range kiosks[0].group.Ask(t.Context(), "", replica.Operation{Kind: replica.Status}) {
		if p.Why != "cannot be reached: network is unreachable" && p.Why != "has closed the connection" {
			t.Errorf("in the partition: %+v", p)
		}
	}
	parted.Store(false)
	settleReached(t, 2, kiosks...)
	settleSame(t, kiosks...)
	if got := kiosks[0].board.names(); len(got) != 3 {
		t.Errorf("afterwards there are %q", got)
	}
}

func TestARestartWithAnEmptyBoardHasAllAgain(t *testing.T) {
	kiosks := startAll(t, 3, nil)
	settleReached(t, 2, kiosks...)
	kiosks[0].board.withdraw(kiosks[0].board.announce("0001.md", 10))
	kiosks[0].board.announce("0002.md", 10)
	settleSame(t, kiosks...)
	mine := kiosks[2].group.entries
	at := kiosks[2].listener.Addr().String()
	kiosks[2].stop()

	var addresses []string
	for _, e := range mine {
		addresses = append(addresses, netip.AddrPortFrom(e.addresses[0], e.port).String())
	}
	anew := &kiosk{}
	anew.start(t, Options{Addresses: addresses})
	anew.serve(t, listen(t, at))
	settleReached(t, 2, kiosks[0], kiosks[1], anew)
	settleSame(t, kiosks[0], kiosks[1], anew)
	if got := anew.board.names(); len(got) != 1 || got[0] != "0002.md" {
		t.Errorf("the one that was restarted has %q", got)
	}
}

func TestAPeerThatNeverSpeaksIsNotReached(t *testing.T) {
	l := listen(t, "127.0.0.1:0")
	t.Cleanup(func() { _ = l.Close() }) // connections wait in its backlog
	good := listen(t, "127.0.0.1:0")
	k, other := &kiosk{}, &kiosk{}
	k.start(t, Options{Addresses: []string{l.Addr().String(), good.Addr().String()}})
	other.start(t, Options{})
	other.serve(t, good)
	settle(t, k, "the good one", func() bool { return k.group.Counts().Reached == 1 })
	if s := k.group.Spread(t.Context()); s.Known != 3 || s.Have != 2 || s.Missing[0].Name != l.Addr().String() {
		t.Errorf("%+v", s)
	}
}

func TestAPeerThatHangsAfterTheLoginIsNotReached(t *testing.T) {
	l, good := listen(t, "127.0.0.1:0"), listen(t, "127.0.0.1:0")
	hang, asked := make(chan struct{}), make(chan struct{}, 100)
	k, other, hanging := &kiosk{}, &kiosk{}, &kiosk{}
	hanging.answer = func([]byte) ([]byte, bool) {
		asked <- struct{}{}
		<-hang
		return nil, false
	}
	k.start(t, Options{Addresses: []string{l.Addr().String(), good.Addr().String()}})
	other.start(t, Options{})
	other.serve(t, good)
	hanging.start(t, Options{})
	hanging.serve(t, l)
	t.Cleanup(func() { close(hang) })
	<-asked
	settle(t, k, "the good one", func() bool { return k.group.Counts().Reached == 1 })
	k.board.announce("0001.md", 10)
	if s := k.group.Spread(t.Context()); s.Known != 3 || s.Have != 2 {
		t.Errorf("%+v", s)
	}
}

// TestAPROXYHeaderIsSentWhereItIsWanted tries kiosks that take a header alone, and kiosks
// that take none, whose peers think so or the reverse.
func TestAPROXYHeaderIsSentWhereItIsWanted(t *testing.T) {
	loopback, elsewhere := []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}, []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8")}
	for _, tt := range []struct {
		name          string
		wanted, think []netip.Prefix
	}{
		{"no proxy", nil, nil},
		{"a proxy with this address", loopback, loopback},
		{"a proxy elsewhere", elsewhere, elsewhere},
		{"our address is another one on its way", loopback, elsewhere},
		{"their proxy is another one", elsewhere, loopback},
	} {
		t.Run(tt.name, func(t *testing.T) {
			l := listen(t, "127.0.0.1:0")
			other := &kiosk{}
			other.start(t, Options{})
			other.serve(t, admission.NewListener(l, admission.NewGate(admission.DefaultLimits(), time.Now), tt.wanted))
			k := &kiosk{}
			k.start(t, Options{Addresses: []string{l.Addr().String()}, Proxies: tt.think})
			settleReached(t, 1, k)
			k.board.announce("0001.md", 10)
			settleSame(t, k, other)
		})
	}
}

// TestALinkTakesNoMoreThanItsBound counts the goroutines of links to peers that answer, of
// whose servers in this process each connection has some too.
func TestALinkTakesNoMoreThanItsBound(t *testing.T) {
	const n = 20
	var addresses []string
	var listeners []net.Listener
	for range n {
		l := listen(t, "127.0.0.1:0")
		listeners, addresses = append(listeners, l), append(addresses, l.Addr().String())
	}
	for _, l := range listeners {
		k := &kiosk{}
		k.start(t, Options{})
		k.serve(t, l)
	}
	before := runtime.NumGoroutine()
	k := &kiosk{}
	k.start(t, Options{Addresses: addresses})
	settleReached(t, n, k)
	for range 5 {
		k.board.announce(fmt.Sprintf("%d.md", time.Now().UnixNano()), 100)
		k.group.Spread(t.Context())
	}
	const server = 6 // of a connection in kiosk.take: itself, its channels, three of x/crypto/ssh, and one to spare
	if got, most := runtime.NumGoroutine()-before, n*(linkGoroutines+server)+3; got > most {
		t.Errorf("%d goroutines for %d links and their servers, %d is the most", got, n, most)
	}
}
