package peers

import (
	"fmt"
	"net"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"hackday.example/kiosk/internal/replica"
)

func TestThreeKiosksAreOne(t *testing.T) {
	kiosks := startAll(t, 3, nil)
	settleReached(t, 2, kiosks...)
	item := kiosks[0].board.announce("0001.md", 200)
	if s := kiosks[0].group.Spread(t.Context()); s.Known != 3 || s.Have != 3 || len(s.Missing) > 0 {
		t.Errorf("after an announcement: %+v", s)
	}
	for i, k := range kiosks {
		if got := k.board.names(); !slices.Equal(got, []string{"0001.md"}) {
			t.Errorf("kiosk %d has %q", i, got)
		}
		if !k.group.Ready() || k.group.Counts().Exchanged.IsZero() {
			t.Errorf("kiosk %d is not ready", i)
		}
	}
	kiosks[2].board.withdraw(item)
	settleSame(t, kiosks...)
	if got := kiosks[1].board.names(); len(got) > 0 {
		t.Errorf("after the withdrawal kiosk 1 has %q", got)
	}
	if !strings.HasPrefix(kiosks[0].group.Self().Name, "127.0.0.1:") {
		t.Errorf("a kiosk knows itself as %q", kiosks[0].group.Self().Name)
	}
}

func TestTenKiosksConverge(t *testing.T) {
	kiosks := startAll(t, 10, nil)
	for i, k := range kiosks { // before they know each other, and while they come to
		k.board.announce(fmt.Sprintf("%04d.md", i), 100)
	}
	settleReached(t, 9, kiosks...)
	settleSame(t, kiosks...)
	if got := kiosks[3].board.names(); len(got) != 10 {
		t.Errorf("there are %q", got)
	}
	kiosks[0].stop()
	settleReached1(t, kiosks[1], 9, 8)
	kiosks[1].board.announce("0100.md", 100)
	s := kiosks[1].group.Spread(t.Context())
	if s.Known != 10 || s.Have != 9 || len(s.Missing) != 1 {
		t.Errorf("with one gone: %+v", s)
	}
	for i, p := range kiosks[1].group.Ask(t.Context(), "", replica.Operation{Kind: replica.Status}) {
		if gone := p.Name == s.Missing[0].Name; gone != (p.Report == nil) || gone != (p.Why == "cannot be reached: connection refused") {
			t.Errorf("answer %d: %+v", i, p)
		}
	}
}

// settleReached1 waits until a kiosk knows and reaches so many.
func settleReached1(t *testing.T, k *kiosk, known, reached int) {
	t.Helper()
	settle(t, k, "the peers that are left", func() bool {
		c := k.group.Counts()
		return c.Known == known && c.Reached == reached && (known == reached || k.refuses())
	})
}

// refuses reports whether a peer that is not reached has refused a connection.
func (k *kiosk) refuses() bool {
	k.group.mu.Lock()
	defer k.group.mu.Unlock()
	return slices.ContainsFunc(k.group.others(), func(l *link) bool { return strings.Contains(l.why, "refused") })
}

func TestAChainPassesNewsOn(t *testing.T) {
	var addresses []string
	var listeners []net.Listener
	for range 3 {
		l := listen(t, "127.0.0.1:0")
		listeners, addresses = append(listeners, l), append(addresses, l.Addr().String())
	}
	// The first and the last know the one between them alone.
	kiosks := make([]*kiosk, 3)
	for i, known := range [][]string{{addresses[1]}, {addresses[0], addresses[2]}, {addresses[1]}} {
		kiosks[i] = &kiosk{}
		kiosks[i].start(t, Options{Addresses: known})
		kiosks[i].serve(t, listeners[i])
	}
	settleReached(t, 1, kiosks[0], kiosks[2])
	settleReached(t, 2, kiosks[1])
	kiosks[0].board.announce("0001.md", 50)
	settleSame(t, kiosks...)
	if got := kiosks[2].board.names(); len(got) != 1 {
		t.Errorf("the last has %q", got)
	}
}

func TestAMegabyteGoesInSeveralMessages(t *testing.T) {
	kiosks := startAll(t, 2, func(i int, k *kiosk, _ *Options) {
		k.messages = func(payload []byte) {
			if len(payload) > replica.MaxMessage {
				t.Errorf("a message of %d bytes", len(payload))
			}
		}
	})
	settleReached(t, 1, kiosks...)
	for i := range 60 {
		kiosks[i%2].board.announce(fmt.Sprintf("%04d.md", i), 8<<10)
	}
	settleSame(t, kiosks...)
	if got := kiosks[0].board.names(); len(got) != 60 {
		t.Errorf("%d are there", len(got))
	}
}

// TestNewsTakesOneMessage counts the messages that one announcement takes among some
// kiosks, when all know the same before: one to each kiosk from the first, and at the most
// one more between each two others, which pass it on.
func TestNewsTakesOneMessage(t *testing.T) {
	for _, n := range []int{2, 3, 10} {
		t.Run(fmt.Sprint(n, " kiosks"), func(t *testing.T) {
			var withRecords, carrying atomic.Int64
			kiosks := startAll(t, n, func(_ int, k *kiosk, _ *Options) {
				k.messages = func(payload []byte) {
					if m, err := replica.DecodeMessage(payload); err == nil && m.Exchange != nil && !m.Exchange.Records.Empty() {
						withRecords.Add(1)
						if m.Exchange.Has != nil {
							carrying.Add(1)
						}
					}
				}
			})
			settleReached(t, n-1, kiosks...)
			for _, k := range kiosks { // so that each knows the tags of all others
				settle(t, k, "equal digests", func() bool { return k.group.Spread(t.Context()).Have == n })
			}
			withRecords.Store(0)
			kiosks[0].board.announce("0001.md", 100)
			settleSame(t, kiosks...)
			for _, k := range kiosks {
				settle(t, k, "equal digests", func() bool { return k.group.Spread(t.Context()).Have == n })
			}
			least, most := int64(n-1), int64((n-1)+(n-1)*(n-2))
			if got := withRecords.Load(); got < least || got > most || carrying.Load() > 0 {
				t.Errorf("%d messages carried the announcement, want %d to %d; %d were of a second round", got, least, most, carrying.Load())
			} else {
				t.Logf("%d kiosks: %d messages carried the announcement", n, got)
			}
		})
	}
}
