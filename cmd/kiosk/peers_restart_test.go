package main

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"hackday.example/kiosk/internal/hostkey"
	"hackday.example/kiosk/internal/rehearsal"
)

// A host key is changed as its room's README says, and no kiosk is parted from another at
// any step.
func TestARotationOfTheHostKeyPartsNobody(t *testing.T) {
	u := unite(t, threeHosts).start()
	u.ask(0, "announce", "Earlgrey is served")
	before := u.agree(1)
	rotate := func(i int, args ...string) {
		t.Helper()
		if status, out, said := call(append([]string{"rotate", "--keys", u.keys[i]}, args...)...); status != exitDone {
			t.Fatalf("%s%s", out, said)
		}
	}
	fingerprint := func(i int) string {
		t.Helper()
		keys, err := hostkey.Load(u.keys[i])
		if err != nil {
			t.Fatal(err)
		}
		return hostkey.Fingerprint(keys.Current.PublicKey())
	}
	old := fingerprint(0)
	for _, step := range []struct {
		name string
		do   func()
	}{
		{"the next key is announced", func() {
			rotate(0)
			copyKeys(t, u.keys[0], u.keys[1])
			copyKeys(t, u.keys[0], u.keys[2])
		}},
		{"it is switched to", func() {
			for i := range u.members {
				rotate(i, "--switch")
			}
		}},
		{"the previous one is deleted", func() {
			for _, folder := range u.keys {
				for _, name := range []string{hostkey.PreviousFileName, hostkey.PreviousFileName + ".pub"} {
					if err := os.Remove(filepath.Join(folder, name)); err != nil {
						t.Fatal(err)
					}
				}
			}
		}},
	} {
		step.do()
		for i, m := range u.members {
			m.stop()
			m.start()
			u.meet()
			if after := u.agree(1); after != before {
				t.Errorf("%s, and with kiosk %d restarted all announce\n%sbefore\n%s", step.name, i, after, before)
			}
		}
	}
	if now := fingerprint(0); now == old || now != fingerprint(1) || now != fingerprint(2) {
		t.Errorf("the keys are %s, %s and %s, and before %s", now, fingerprint(1), fingerprint(2), old)
	}
}

// All are replaced one by one behind HAProxy, each with an empty folder, while people come,
// read and leave, and organisers announce.
func TestAReplacementOfAllLosesNoAnnouncement(t *testing.T) {
	u := unite(t, threeHosts, "--proxy", "127.0.0.0/8", "--drain", "6s").start()
	var servers []string
	for _, m := range u.members {
		servers = append(servers, m.address)
	}
	b := startBalancer(t, u.opsPort, servers)
	b.awaits(3)
	ask := func(command ...string) string {
		t.Helper()
		out, err := u.organiser(b.address, command...)
		if err != nil {
			t.Fatalf("%q: %v, %s", command, err, out)
		}
		return out
	}
	ask("announce", "Earlgrey is served")
	report := make(chan *rehearsal.Report)
	ctx, over := context.WithCancel(t.Context())
	go func() {
		r, err := rehearsal.Run(ctx, rehearsal.Plan{Address: b.address, Visitors: 30, Rate: 10, For: 5 * time.Minute, Every: 200 * time.Millisecond, Seed: 1})
		if err != nil {
			t.Error(err)
		}
		report <- r
	}()
	for i, word := range []string{"Foyer", "Pitches", "Quiche"} {
		m := u.members[i]
		m.stop()
		if err := os.RemoveAll(u.boards[i]); err != nil {
			t.Fatal(err)
		}
		ask("announce", word+" is announced")
		m.start()
		u.meet()
		b.awaits(3)
	}
	over()
	s := (<-report).Summary()
	text, _ := json.Marshal(s)
	t.Logf("%s", text)
	if s.Served == 0 || s.Told == 0 || s.Refused != 0 || s.Failed != 0 {
		t.Errorf("%d served, %d told to go, %d refused, %d failed: %v", s.Served, s.Told, s.Refused, s.Failed, s.Reasons)
	}
	first := ask("announcements")
	for range 3 {
		if again := ask("announcements"); again != first {
			t.Errorf("one kiosk announces\n%sand another\n%s", first, again)
		}
	}
	for _, word := range []string{"Earlgrey", "Foyer", "Pitches", "Quiche"} {
		if !strings.Contains(first, word) {
			t.Errorf("%s is lost:\n%s", word, first)
		}
	}
}
