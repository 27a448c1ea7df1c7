package peers

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"hackday.example/kiosk/internal/kiosktest/race"
	"hackday.example/kiosk/internal/ledger"
	"hackday.example/kiosk/internal/replica"
)

// reloading is a kiosk whose reloads take a while.
type reloading struct {
	mu    sync.Mutex
	takes time.Duration
	until time.Time
	begun int
	asked int
}

func (r *reloading) perform(_ context.Context, op replica.Operation) replica.Report {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.asked++
	if op.Begin {
		r.begun++
		r.until = time.Now().Add(r.takes)
	}
	if time.Now().Before(r.until) {
		return replica.Report{Pending: true}
	}
	return replica.Report{Reload: &replica.ReloadReport{What: "By " + op.By + ".", Pages: "abc"}}
}

func TestAReloadIsWaitedForWhileItIsPending(t *testing.T) {
	for _, tt := range []struct {
		name        string
		takes, want time.Duration
		within      time.Duration // of the organiser's patience
		pending     bool          // still, at the end
	}{
		{"at once", 0, 0, time.Hour, false},
		{"three seconds", 3 * time.Second, 3 * time.Second, time.Hour, false},
		{"a minute", time.Minute, reloadTime, time.Hour, true},
		{"longer than the organiser stays", time.Minute, 5 * time.Second, 5 * time.Second, true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				b, r := newBubble(), &reloading{takes: tt.takes}
				one, other := &kiosk{}, &kiosk{}
				one.start(t, Options{Addresses: []string{address(1)}, Dial: b.dial})
				other.start(t, Options{Perform: r.perform})
				b.is(address(1), other.take)
				after(time.Second)

				ctx, cancel := context.WithTimeout(t.Context(), tt.within)
				defer cancel()
				began := time.Now()
				p := one.group.Ask(ctx, "", replica.Operation{Kind: replica.Reload, By: "ada", Begin: true})
				took := time.Since(began)
				one.stop()
				other.stop()
				if took < tt.want || took > tt.want+reloadEvery {
					t.Errorf("it took %v, want %v", took, tt.want)
				}
				switch {
				case len(p) != 1 || p[0].Report == nil:
					t.Fatalf("%+v", p)
				case tt.pending != p[0].Report.Pending:
					t.Errorf("%+v", p[0].Report)
				case !tt.pending && p[0].Report.Reload.What != "By ada.":
					t.Errorf("%+v", p[0].Report.Reload)
				}
				if most := int(tt.want/reloadEvery) + 2; r.begun != 1 || r.asked > most {
					t.Errorf("it was begun %d times, and asked for %d times", r.begun, r.asked)
				}
			})
		})
	}
}

func TestAPeerThatHangsInAReloadIsNotWaitedFor(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b, r := newBubble(), &reloading{takes: time.Minute}
		one, other := &kiosk{}, &kiosk{}
		one.start(t, Options{Addresses: []string{address(1)}, Dial: b.dial})
		other.start(t, Options{Perform: r.perform})
		b.is(address(1), other.take)
		after(time.Second)
		go func() {
			time.Sleep(2 * time.Second)
			b.freeze(true)
		}()
		began := time.Now()
		p := one.group.Ask(t.Context(), "", replica.Operation{Kind: replica.Reload, Begin: true})
		if took := time.Since(began); took > 3*time.Second+reloadEvery || p[0].Why != "does not answer" {
			t.Errorf("after %v: %+v", took, p)
		}
		b.freeze(false)
		one.stop()
		other.stop()
	})
}

func TestKiosksAreFoundByTheirNames(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b, n := newBubble(), &names{}
		n.set("left.example", "192.0.2.1")
		n.set("right.example", "192.0.2.2")
		addresses := []string{"right.example:22", "left.example:22", "192.0.2.10:22", "192.0.2.9:22", "192.0.2.9:23"}
		kiosks := make([]*kiosk, 5)
		for i, at := range []string{"192.0.2.1:22", "192.0.2.2:22", "192.0.2.9:22", "192.0.2.9:23", "192.0.2.10:22"} {
			kiosks[i] = &kiosk{host: []string{"alpha", "beta", "gamma", "same", "same"}[i]}
			kiosks[i].start(t, Options{Addresses: addresses, Dial: b.dial, Lookup: n.lookup})
			b.is(at, kiosks[i].take)
		}
		after(10 * time.Second)
		g := kiosks[0].group
		if me := g.Self(); me.Name != "left.example" || me.Host != "alpha" || !me.Self {
			t.Errorf("this kiosk is %+v", me)
		}
		var all []string
		for _, p := range g.Ask(t.Context(), "", replica.Operation{Kind: replica.Status}) {
			all = append(all, p.Name+" "+p.Host)
		}
		if want := []string{"192.0.2.9:22 gamma", "192.0.2.9:23 same", "192.0.2.10 same", "right.example beta"}; !slices.Equal(all, want) {
			t.Errorf("the others are %q, want %q", all, want)
		}
		for _, tt := range []struct{ name, want, wrong string }{
			{"right.example", "right.example", ""},
			{"RIGHT.example", "right.example", ""},
			{"right.example:22", "right.example", ""},
			{"192.0.2.10", "192.0.2.10", ""},
			{"192.0.2.9:23", "192.0.2.9:23", ""},
			{"gamma", "192.0.2.9:22", ""},
			{"alpha", "left.example", ""},
			{"192.0.2.9", "", `"192.0.2.9" may be 192.0.2.9:22 or 192.0.2.9:23`},
			{"same", "", `"same" may be 192.0.2.9:23 or 192.0.2.10`},
			{"nobody\x1b", "", `no replica is called "nobody"; there are 192.0.2.10, 192.0.2.9:22, 192.0.2.9:23, left.example and right.example`},
		} {
			p, err := g.Find(tt.name)
			if p.Name != tt.want || (err == nil) != (tt.wrong == "") || err != nil && err.Error() != tt.wrong {
				t.Errorf("%q is %+v, %v", tt.name, p, err)
			}
		}
		if p := g.Ask(t.Context(), "192.0.2.9:23", replica.Operation{Kind: replica.Status}); len(p) != 1 || p[0].Report == nil || p[0].Host != "same" {
			t.Errorf("one alone: %+v", p)
		}
		for _, k := range kiosks {
			k.stop()
		}
	})
}

func TestAKioskThatNobodyLeadsToHasItsMachinesName(t *testing.T) {
	g, err := New(Options{Keys: startKeys, Board: newMemory()})
	if err != nil {
		t.Fatal(err)
	}
	if me := g.Self(); me.Name == "" || !me.Self || hostname() != "" && me.Name != hostname() {
		t.Errorf("%+v", me)
	}
	if s := g.Spread(t.Context()); s.Known != 1 || s.Have != 1 {
		t.Errorf("%+v", s)
	}
	if p := g.Ask(t.Context(), "", replica.Operation{}); len(p) != 0 {
		t.Errorf("%+v", p)
	}
	if _, err := g.Find("x"); err == nil || strings.Contains(err.Error(), " and ") {
		t.Errorf("%v", err)
	}
}

// TestAWholeBoardComesOver has a kiosk without anything learn as much as there can be.
func TestAWholeBoardComesOver(t *testing.T) {
	kiosks := startAll(t, 2, nil)
	settleReached(t, 1, kiosks...)
	item := func(i, size int) ledger.Item {
		return ledger.Item{Name: fmt.Sprintf("%04d.md", i), Content: bytes.Repeat([]byte("x"), size), Made: time.Unix(1, 0).UTC()}
	}
	withdrawals, items := ledger.MaxWithdrawals, ledger.MaxItems
	if race.Enabled {
		withdrawals, items = withdrawals/10, items/10
	}
	kiosks[0].board.do(func(l *ledger.Ledger) {
		for i := range withdrawals {
			if err := l.Add(item(i, 1)); err != nil {
				t.Fatal(err)
			}
			l.Withdraw(item(i, 1).ID())
		}
	})
	kiosks[1].board.do(func(l *ledger.Ledger) {
		for i := range items {
			if err := l.Add(item(i, ledger.MaxContent)); err != nil {
				t.Fatal(err)
			}
		}
	})
	settleSame(t, kiosks...)
	if got := kiosks[0].board.names(); len(got) != items {
		t.Errorf("there are %d", len(got))
	}
}
