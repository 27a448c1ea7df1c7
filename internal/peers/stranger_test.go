package peers

import (
	"net"
	"testing"
	"time"

	"golang.org/x/crypto/ssh"

	"hackday.example/kiosk/internal/replica"
)

func TestAnOlderKioskIsToldOnceAndTriedRarely(t *testing.T) {
	inBubble(t, 2, func(t *testing.T, b *bubble, kiosks []*kiosk) {
		older := &kiosk{visitors: true}
		older.start(t, Options{})
		b.is(address(1), older.take)
		kiosks[1].stop()
		after(time.Minute)
		since := time.Now()
		after(5 * time.Minute)
		if n := len(b.times(address(1), since)); n < 9 || n > 22 {
			t.Errorf("%d dials in five minutes", n)
		}
		if n := kiosks[0].logs.count("is a kiosk without --peers, or an older one"); n != 1 {
			t.Errorf("logged %d times:\n%s", n, kiosks[0].logs)
		}
		if c := kiosks[0].group.Counts(); c.Known != 1 || c.Reached != 0 {
			t.Errorf("counts %+v", c)
		}
		if p := kiosks[0].group.Ask(t.Context(), "", replica.Operation{Kind: replica.Status}); p[0].Report != nil || p[0].Why != "is a kiosk without --peers, or an older one" {
			t.Errorf("%+v", p)
		}
		if s := kiosks[0].group.Spread(t.Context()); s.Known != 2 || len(s.Missing) != 1 || !s.Missing[0].Apart || s.Missing[0].Why != "is a kiosk without --peers, or an older one" {
			t.Errorf("spread %+v", s)
		}
		older.stop()
	})
}

func TestAnAddressOfThisKioskIsLookedAtRarely(t *testing.T) {
	inBubble(t, 2, func(t *testing.T, b *bubble, _ []*kiosk) {
		after(10 * time.Second)
		since := time.Now()
		after(30 * time.Minute)
		// By itself alone: the other one keeps its connection.
		if n := len(b.times(address(0), since)); n < 9 || n > 11 {
			t.Errorf("%d dials of the first kiosk in half an hour", n)
		}
	})
}

func TestTwoAddressesOfOneKioskCountOnce(t *testing.T) {
	inBubble(t, 3, func(t *testing.T, b *bubble, kiosks []*kiosk) {
		k := kiosks[0]
		b.is(address(2), kiosks[1].take) // the third address is the second kiosk's too
		kiosks[2].stop()
		after(2 * againStranger)
		if c := k.group.Counts(); c.Known != 1 || c.Reached != 1 {
			t.Errorf("counts %+v\n%s", c, k.logs)
		}
		if s := k.group.Spread(t.Context()); s.Known != 2 || s.Have != 2 {
			t.Errorf("spread %+v", s)
		}
		name := k.group.Ask(t.Context(), "", replica.Operation{Kind: replica.Status})[0].Name

		// When the address fails by which it is reached, the other one serves at once.
		for i := range 3 {
			if address(i) == name+":22" {
				b.is(address(i), nil)
			}
		}
		kiosks[1].hangUp()
		after(time.Second)
		p := k.group.Ask(t.Context(), "", replica.Operation{Kind: replica.Status})
		if c := k.group.Counts(); c.Known != 1 || c.Reached != 1 || len(p) != 1 || p[0].Name == name {
			t.Errorf("counts %+v, answers %+v\n%s", c, p, k.logs)
		}
	})
}

func TestAddressesOfAKindThatLeadsNowhereAreNoKiosks(t *testing.T) {
	namedGroup(t, func(t *testing.T, b *bubble, n *names, k *kiosk, serve func(int) *kiosk) {
		b.is(address(0), k.take)
		serve(1)
		n.set("kiosks.example", "192.0.2.1", "192.0.2.2", "2001:db8::1", "2001:db8::2")
		after(lookEvery)
		if c := k.group.Counts(); c.Known != 1 || c.Reached != 1 {
			t.Errorf("with IPv6 addresses that nobody listens at: %+v", c)
		}
		n.set("kiosks.example", "192.0.2.1", "192.0.2.2", "192.0.2.3", "2001:db8::1", "2001:db8::2", "2001:db8::3")
		after(lookEvery)
		if c := k.group.Counts(); c.Known != 2 || c.Reached != 1 {
			t.Errorf("with a kiosk that is down: %+v", c)
		}
		b.is("[2001:db8::2]:22", func(c net.Conn) { b.takes[address(1)](c) })
		after(2 * againAlias)
		if c := k.group.Counts(); c.Reached != 1 {
			t.Errorf("with two kinds of addresses of one kiosk: %+v", c)
		}
	})
}

func TestAKioskWithOtherKeysIsNoPeer(t *testing.T) {
	for _, tt := range []struct {
		name        string
		mine, their []ssh.Signer
		why         string
	}{
		{"other keys", []ssh.Signer{newKey(1)}, []ssh.Signer{newKey(2)}, "has other host keys"},
		{"they do not know ours", []ssh.Signer{newKey(2), newKey(1)}, []ssh.Signer{newKey(1)}, ""},
		{"they know one that we do not show", []ssh.Signer{newKey(3), newKey(1)}, []ssh.Signer{newKey(1), newKey(2)}, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			kiosks := startAll(t, 2, func(i int, k *kiosk, _ *Options) {
				k.keys = [][]ssh.Signer{tt.mine, tt.their}[i]
			})
			if tt.why == "" {
				settleReached(t, 1, kiosks[0])
				return
			}
			for _, k := range kiosks {
				settle(t, k, "a refusal", func() bool { return k.logs.count(tt.why) == 1 })
				settle(t, k, "one peer, and no exchange", func() bool { return k.group.Counts() == Counts{Known: 1} })
			}
			kiosks[0].board.announce("0001.md", 10)
			if s := kiosks[0].group.Spread(t.Context()); s.Have != 1 || len(kiosks[1].board.names()) > 0 {
				t.Errorf("what is announced came to a stranger: %+v", s)
			}
		})
	}
}

func TestAKioskThatLetsNoPeerInIsNone(t *testing.T) {
	l := listen(t, "127.0.0.1:0")
	k := &kiosk{}
	k.start(t, Options{Addresses: []string{l.Addr().String()}})
	other := &kiosk{keys: []ssh.Signer{newKey(1)}}
	other.start(t, Options{})
	other.takes = []ssh.Signer{newKey(9)}
	other.serve(t, l)
	settle(t, k, "a refusal", func() bool { return k.logs.count("is a kiosk without --peers") == 1 })
	if p := k.group.Ask(t.Context(), "", replica.Operation{Kind: replica.Status}); p[0].Why != "is a kiosk without --peers, or an older one" {
		t.Errorf("%+v", p)
	}
}

// TestARotationPartsNobody goes through a rotation of the host key: one kiosk after the
// other has each step, and in between each must reach all others.
func TestARotationPartsNobody(t *testing.T) {
	old, next := newKey(1), newKey(2)
	steps := [][]ssh.Signer{{old}, {old, next}, {next, old}, {next}}
	for i, step := range steps[1:] {
		for _, first := range []bool{true, false} {
			before, now := steps[i], step
			if !first { // the kiosk that others follow is the one between them
				before, now = now, before
			}
			kiosks := startAll(t, 3, func(i int, k *kiosk, _ *Options) {
				k.keys = before
				if i == 0 {
					k.keys = now
				}
			})
			settleReached(t, 2, kiosks...)
			for _, k := range kiosks {
				k.stop()
			}
		}
	}
}
