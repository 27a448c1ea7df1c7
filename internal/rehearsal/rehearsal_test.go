package rehearsal

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"testing/fstest"
	"time"

	"golang.org/x/crypto/ssh"

	"hackday.example/kiosk/internal/admission"
	"hackday.example/kiosk/internal/kiosktest"
	"hackday.example/kiosk/internal/sshd"
	"hackday.example/kiosk/internal/visitor"
)

func TestHistogramTellsQuantilesToWithinAPercent(t *testing.T) {
	chance := rand.New(rand.NewPCG(1, 2))
	for _, scale := range []uint64{1, 100, 10_000, 1_000_000_000, 1 << 62} {
		var h Histogram
		var all []uint64
		for range 10_000 {
			v := chance.Uint64N(scale)
			h.Add(v)
			all = append(all, v)
		}
		slices.Sort(all)
		q := h.Quantiles()
		for _, tt := range []struct {
			percent int
			got     uint64
		}{{50, q.P50}, {95, q.P95}, {99, q.P99}} {
			want := float64(all[len(all)*tt.percent/100-1])
			if off := float64(tt.got) - want; off > want/100+0.5 || -off > want/100+0.5 {
				t.Errorf("of values up to %d, %d %% are at most %v, and it says %d", scale, tt.percent, want, tt.got)
			}
		}
		if q.Max != all[len(all)-1] || q.Count != 10_000 {
			t.Errorf("the most is %d of %d, and it says %d of %d", all[len(all)-1], len(all), q.Max, q.Count)
		}
	}
	if q := new(Histogram).Quantiles(); q != (Quantiles{}) {
		t.Errorf("an empty one says %+v", q)
	}
}

func TestHistogramHasABucketForEveryValue(t *testing.T) {
	last := -1
	for shift := range 64 {
		for _, v := range []uint64{1<<shift - 1, 1 << shift, 1<<shift | 1<<shift>>1} {
			b := bucket(v)
			if b < last {
				t.Errorf("%d is in bucket %d, before a smaller one's %d", v, b, last)
			}
			last = b
			var h Histogram
			h.Add(v)
		}
	}
	var h Histogram
	h.Add(1<<64 - 1)
	if h.Quantiles().Max != 1<<64-1 {
		t.Error("the largest value is lost")
	}
}

func TestPlansAreChecked(t *testing.T) {
	good := Plan{Address: "127.0.0.1:1", Visitors: 100, Rate: 20, For: 30 * time.Second, Every: 2 * time.Second}
	if err := good.Check(); err != nil {
		t.Fatal(err)
	}
	for want, change := range map[string]func(*Plan){
		"0 visitors":                     func(p *Plan) { p.Visitors = 0 },
		"50001 visitors":                 func(p *Plan) { p.Visitors, p.Rate = MaxVisitors+1, MaxRate },
		"a rate of 0":                    func(p *Plan) { p.Rate = 0 },
		"a rate of NaN":                  func(p *Plan) { p.Rate = nan() },
		"a rate of 5001":                 func(p *Plan) { p.Rate = MaxRate + 1 },
		"for 0s":                         func(p *Plan) { p.For = 0 },
		"for 24h0m1s":                    func(p *Plan) { p.For = MaxFor + time.Second },
		"a key every 1ms":                func(p *Plan) { p.Every = time.Millisecond },
		"100 visitors at 2 a second":     func(p *Plan) { p.Rate = 2 },
		"it is over after 30s: let more": func(p *Plan) { p.Rate = 2 },
	} {
		p := good
		change(&p)
		if err := p.Check(); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%+v: %v, want %q", p, err, want)
		}
	}
	if _, err := Run(context.Background(), Plan{}); err == nil {
		t.Error("a plan of nothing is played")
	}
}

func nan() float64 {
	var zero float64
	return zero / zero
}

// plan is a small rehearsal of a kiosk.
func plan(k *kiosktest.Kiosk) Plan {
	return Plan{Address: k.Address, Visitors: 8, Rate: 20, For: 4 * time.Second, Every: 20 * time.Millisecond, Seed: 1}
}

func TestEverybodyIsServed(t *testing.T) {
	k := kiosktest.StartKiosk(t, kiosktest.KioskOptions{})
	kiosktest.CheckLeaks(t, func() {
		p := plan(k)
		most := 0
		p.Progress = func(g Progress) {
			most = max(most, g.Here)
			if g.Of != p.For || g.Elapsed > g.Of || g.Report == nil {
				t.Errorf("progress is %+v", g)
			}
		}
		report, err := Run(context.Background(), p)
		if err != nil {
			t.Fatal(err)
		}
		s := report.Summary()
		if !s.Well() || s.Refused != 0 || s.Failed != 0 {
			t.Errorf("%+v", s)
		}
		if s.HostKey != k.Fingerprint {
			t.Errorf("the host key is %q, want %q", s.HostKey, k.Fingerprint)
		}
		if most != p.Visitors {
			t.Errorf("%d were there at once, want %d", most, p.Visitors)
		}
		if s.FirstFrame.Count != s.Served || s.VisitBytes.Count != s.Served || s.KeyWhole.Count < 5*s.Served || s.ResizeWhole.Count == 0 {
			t.Errorf("counted were %+v", s)
		}
		if s.KeyFirst.P50 <= 0 || s.KeyWhole.P50 < s.KeyFirst.P50 || s.KeyBytes.P50 == 0 || s.VisitBytes.P50 < 3000 {
			t.Errorf("measured were %+v", s)
		}
	})
}

func TestAKioskWithoutLinksOrScrollingServesToo(t *testing.T) {
	k := kiosktest.StartKiosk(t, kiosktest.KioskOptions{Content: onePage("Short.")})
	p := plan(k)
	p.Visitors, p.For = 2, 12*time.Second // each key that shows nothing takes two seconds
	report, err := Run(context.Background(), p)
	if err != nil {
		t.Fatal(err)
	}
	if s := report.Summary(); !s.Well() || s.Silent == 0 {
		t.Errorf("%+v", s)
	}
}

// onePage is a folder with a page of a few words.
func onePage(words string) fstest.MapFS {
	return fstest.MapFS{
		"site.yaml": {Data: []byte("title: T\nurl: https://example.org\n")},
		"page.md":   {Data: []byte("---\ntitle: P\n---\n" + words + "\n")},
	}
}

func TestWhoIsRefusedIsCounted(t *testing.T) {
	limits := admission.DefaultLimits() // without a venue
	limits.Source.AtOnce = 3
	k := kiosktest.StartKiosk(t, kiosktest.KioskOptions{Admission: limits})
	report, err := Run(context.Background(), plan(k))
	if err != nil {
		t.Fatal(err)
	}
	s := report.Summary()
	if s.Served == 0 || s.Refused == 0 || s.Failed != 0 || s.Well() {
		t.Errorf("%+v", s)
	}
	for reason := range s.Reasons { // the reset may come before the handshake begins
		if !strings.HasSuffix(reason, ": refused: the connection was closed") {
			t.Errorf("the reasons are %v", s.Reasons)
		}
	}
}

func TestWhoIsCutOffHasFailed(t *testing.T) {
	limits := sshd.DefaultLimits
	limits.Total = 700 * time.Millisecond
	k := kiosktest.StartKiosk(t, kiosktest.KioskOptions{Limits: limits})
	report, err := Run(context.Background(), plan(k))
	if err != nil {
		t.Fatal(err)
	}
	if s := report.Summary(); s.Failed == 0 || s.Refused != 0 || s.Well() {
		t.Errorf("%+v", s)
	}
}

func TestWhoIsToldToGoHasNotFailed(t *testing.T) {
	k := kiosktest.StartKiosk(t, kiosktest.KioskOptions{})
	p := plan(k)
	p.For = time.Hour
	ctx, cancel := context.WithCancel(t.Context())
	var closing sync.Once
	p.Progress = func(g Progress) {
		if g.Report.Summary().KeyWhole.Count > 0 {
			closing.Do(func() {
				_ = k.Server.Shutdown(t.Context())
				cancel() // nobody else comes
			})
		}
	}
	report, err := Run(ctx, p)
	if err != nil {
		t.Fatal(err)
	}
	if s := report.Summary(); s.Told == 0 || s.Failed != 0 {
		t.Errorf("%+v", s)
	}
}

func TestTheEndOfTheContextHasEverybodyLeave(t *testing.T) {
	k := kiosktest.StartKiosk(t, kiosktest.KioskOptions{})
	kiosktest.CheckLeaks(t, func() {
		ctx, cancel := context.WithCancel(context.Background())
		p := plan(k)
		p.For = time.Hour
		p.Progress = func(g Progress) {
			if g.Here == p.Visitors {
				cancel()
			}
		}
		report, err := Run(ctx, p)
		if err != nil {
			t.Fatal(err)
		}
		if s := report.Summary(); !s.Well() {
			t.Errorf("%+v", s)
		}
		// A client knows that its session is over a moment before the server does.
		kiosktest.Settle(t, "the end of all sessions", 15*time.Second, func() bool { return k.Server.Sessions() == 0 })
	})
}

func TestAnotherHostKeyIsAFailure(t *testing.T) {
	r := &rehearsal{report: new(Report)}
	var keys []ssh.PublicKey
	for _, line := range []string{
		"ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEB",
		"ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIC",
	} {
		key, _, _, _, err := ssh.ParseAuthorizedKey([]byte(line))
		if err != nil {
			t.Fatal(err)
		}
		keys = append(keys, key)
	}
	if err := errors.Join(r.sameKey(keys[0]), r.sameKey(keys[0])); err != nil {
		t.Error(err)
	}
	if err := r.sameKey(keys[1]); !errors.Is(err, errOtherKey) {
		t.Errorf("another key: %v", err)
	}
}

func TestReasonsAreFewAndNameNobody(t *testing.T) {
	var r Report
	for i := range 1000 {
		lost := &net.OpError{Op: "write", Net: "tcp", Err: syscall.EPIPE,
			Source: &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: i}, Addr: &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 2222}}
		r.visited(fmt.Errorf("typing: %w", lost))
		r.visited(fmt.Errorf("connecting: %w: reason %d", visitor.ErrRefused, i))
	}
	s := r.Summary()
	if len(s.Reasons) > maxReasons+1 || s.Reasons["typing: broken pipe"] != 1000 {
		t.Errorf("%v", s.Reasons)
	}
	if s.Refused != 1000 || s.Failed != 1000 {
		t.Errorf("%+v", s)
	}
}

func TestReportAsTableAndAsJSON(t *testing.T) {
	s := Summary{
		Verdict: []string{"98 of 102 visitors were served, and 4 not.", "1 found nobody listening at 127.0.0.1:2222. " + strings.Repeat("Is it there? ", 8)},
		HostKey: "SHA256:abc", Served: 98, Told: 2, Refused: 1, Failed: 1,
		Reasons:    map[string]uint64{"the session ended while somebody read": 1, "connecting: refused": 1},
		FirstFrame: Times{98, 1.5, 2.25, 3, 4}, KeyFirst: Times{900, .1, .2, .3, .4}, KeyWhole: Times{900, .1, .2, .3, 10.5},
		ResizeWhole: Times{90, 1, 2, 3, 4}, KeyBytes: Bytes{900, 66, 130, 1500, 4000}, VisitBytes: Bytes{98, 15000, 20000, 25000, 26000}, Silent: 3,
	}
	var table, text bytes.Buffer
	if err := s.WriteTable(&table); err != nil {
		t.Fatal(err)
	}
	kiosktest.Golden(t, "testdata/report.golden", table.String())
	if err := s.WriteJSON(&text); err != nil {
		t.Fatal(err)
	}
	var back Summary
	if err := json.Unmarshal(text.Bytes(), &back); err != nil || back.KeyWhole != s.KeyWhole || back.Reasons["connecting: refused"] != 1 {
		t.Errorf("%v, %+v", err, back)
	}
}
