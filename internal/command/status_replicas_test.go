package command

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"hackday.example/kiosk/internal/announcements"
	"hackday.example/kiosk/internal/replica"
)

func TestTheStatusOfSeveralKiosks(t *testing.T) {
	a, g := several(t)
	const well = `
  replicas  all 3 answer
  sessions  33 now, 303 today, on all together
  pages     the same on all: 3c5b3b92

  10.0.0.11 (web-1)  open, 10 sessions now, 100 today (this one)
  10.0.0.12 (web-2)  open, 11 sessions now, 101 today
  10.0.0.13 (web-3)  open, 12 sessions now, 102 today

All about one: status --replica NAME
`
	a.says(t, "status", Done, well, "")
	if out, _ := a.answer(t, "", Done); !strings.HasPrefix(out, well[1:]) || !strings.Contains(out, "  drain --replica NAME|--all [SECONDS]  ") {
		t.Errorf("the welcome is\n%s", out)
	}
	if got := strings.Join(g.asked, ", "); strings.Contains(got, "spread") {
		t.Errorf("though all answer, it asked for: %s", got)
	}
}

func TestTheStatusSaysWhatWantsAttention(t *testing.T) {
	a, g := several(t)
	g.others[0].kiosk.kiosk.left, g.others[0].kiosk.kiosk.tally.Now = 20*time.Second, 1
	g.others[1].kiosk.old(t)
	g.others[1].kiosk.kiosk.zone = time.FixedZone("IST", 5*3600+1800)
	g.notes = []string{"10.0.0.19 calls, and is not among --peers"}
	for _, k := range []*asked{a, g.others[0].kiosk} {
		k.kiosk.operations.Look = func() [][2]string {
			return [][2]string{{"refused in the last 10 minutes", "192.0.2.7, 63 times, too many at once"}}
		}
	}
	folder := filepath.Join(t.TempDir(), "a")
	g.others[1].kiosk.kiosk.board = announcements.Open(folder, func() time.Time { return noon })
	a.says(t, "status", Done, `
  replicas  all 3 answer
  sessions  23 now, 303 today, on all together
  pages     not the same: 3c5b3b92 on 10.0.0.11 and 10.0.0.12; a9e6b90f on
            10.0.0.13

  10.0.0.11 (web-1)  open, 10 sessions now, 100 today (this one)
  10.0.0.12 (web-2)  draining, closes in 20 s, 1 session now, 101 today
  10.0.0.13 (web-3)  open, 12 sessions now, 102 today

  look at  10.0.0.19 calls, and is not among --peers
  look at  the pages are not the same: copy those of most to 10.0.0.13, or the
           new ones from there to all, then reload
  look at  the time zones are not the same: UTC on 10.0.0.11 and 10.0.0.12; IST,
           UTC+5:30 on 10.0.0.13; announcements written as files end at
           different moments; give all one TZ
  look at  10.0.0.11 and 10.0.0.12: refused in the last 10 minutes: 192.0.2.7,
           63 times, too many at once

All about one: status --replica NAME
`, "")
}

func TestTheStatusSaysWhoDoesNotAnswer(t *testing.T) {
	a, g := several(t)
	g.others[1].kiosk, g.others[1].Why = nil, "has other host keys"
	g.spread = replica.Spread{Known: 3, Have: 2, Missing: []replica.Lacking{{Name: "10.0.0.13", Why: "has other host keys", Apart: true}}}
	a.says(t, "status", Done, `
  replicas  2 of 3 answer; 10.0.0.13 does not belong to them
  sessions  21 now, 201 today, on those that answer
  pages     the same on those that answer: 3c5b3b92

  10.0.0.11 (web-1)  open, 10 sessions now, 100 today (this one)
  10.0.0.12 (web-2)  open, 11 sessions now, 101 today
  10.0.0.13 (web-3)  no answer

  look at  10.0.0.13: has other host keys

All about one: status --replica NAME
`, "")
	g.spread.Missing, g.others[1].Why = silent("10.0.0.13"), "does not answer since 11:58"
	if out, _ := a.answer(t, "status", Done); !strings.Contains(out, "  replicas  2 of 3 answer\n") || !strings.Contains(out, "  look at  10.0.0.13: does not answer since 11:58\n") {
		t.Error(out)
	}

	g.others[0].kiosk.kiosk.tally.Rehearsing, a.kiosk.tally.Rehearsing = 2, 1
	g.others[0].kiosk.old(t)
	g.others = g.others[:1]
	a.says(t, "status", Done, `
  replicas   both answer
  sessions   21 now, 201 today, on all together
  rehearsal  3 sessions now, which are not counted among them
  pages      not the same: 3c5b3b92 on 10.0.0.11; a9e6b90f on 10.0.0.12

  10.0.0.11 (web-1)  open, 10 sessions now, 100 today (this one)
  10.0.0.12 (web-2)  open, 11 sessions now, 101 today

  look at  the pages are not the same: copy the right ones to all, then reload

All about one: status --replica NAME
`, "")
	g.others = nil
	a.says(t, "status", Done, `
  replicas   no other is known yet
  sessions   10 now, 100 today, on all together
  rehearsal  1 session now, which are not counted among them
  pages      3c5b3b92

  10.0.0.11 (web-1)  open, 10 sessions now, 100 today (this one)

All about one: status --replica NAME
`, "")
}

func TestTheStatusOfTenKiosksFitsOnAScreen(t *testing.T) {
	a, g := several(t)
	g.others = g.others[:1]
	for i := range 8 {
		k := ask(t, hackDays())
		k.furnish(0)
		g.others = append(g.others, &other{Peer: replica.Peer{Name: fmt.Sprint("10.0.0.", 20+i)}, kiosk: k})
	}
	g.others[4].kiosk = nil
	s := &replica.StatusReport{Pages: "being read", Draining: true}
	for i := range 8 {
		s.Look = append(s.Look, [2]string{lookAt, fmt.Sprint("thing ", i)})
	}
	g.others[6].says = &replica.Report{Status: s}
	a.says(t, "status", Done, `
  replicas  9 of 10 answer
  sessions  81 now, 801 today, on those that answer
  pages     3c5b3b92 on 10.0.0.11, 10.0.0.12, 10.0.0.20, 10.0.0.21, 10.0.0.22,
            10.0.0.24, 10.0.0.26 and 10.0.0.27; being read on 10.0.0.25

  10.0.0.11 (web-1)  open, 10 sessions now, 100 today (this one)
  10.0.0.12 (web-2)  open, 11 sessions now, 101 today
  10.0.0.20          open, 10 sessions now, 100 today
  10.0.0.21          open, 10 sessions now, 100 today
  10.0.0.22          open, 10 sessions now, 100 today
  10.0.0.23          no answer
  10.0.0.24          open, 10 sessions now, 100 today
  10.0.0.25          draining, 0 sessions now, 0 today
  10.0.0.26          open, 10 sessions now, 100 today
  10.0.0.27          open, 10 sessions now, 100 today

  look at  10.0.0.23: does not answer
  look at  10.0.0.25: thing 0
  look at  10.0.0.25: thing 1
  look at  10.0.0.25: thing 2
  look at  10.0.0.25: thing 3
  look at  10.0.0.25: thing 4
  look at  10.0.0.25: 3 more; status --replica 10.0.0.25

All about one: status --replica NAME
`, "")
}

func TestZonesAreToldApartByTheirDistances(t *testing.T) {
	for _, tt := range []struct {
		zone *time.Location
		want string
	}{
		{time.UTC, "UTC"},
		{time.FixedZone("GMT", 0), "GMT, UTC"},
		{time.FixedZone("BST", 3600), "BST, UTC+1"},
		{time.FixedZone("NST", -3*3600-1800), "NST, UTC-3:30"},
		{time.FixedZone("+0545", 5*3600+2700), "UTC+5:45"},
		{time.FixedZone("PST", -8*3600), "PST, UTC-8"},
	} {
		if got := zoneOf(noon.In(tt.zone)); got != tt.want {
			t.Errorf("%s: %q, want %q", tt.zone, got, tt.want)
		}
	}
	if got := zoneAdvice(sharing{"UTC": {"a"}, "GMT, UTC": {"b"}}); got != "" {
		t.Error(got)
	}
	if got := zoneAdvice(sharing{"WAT, UTC+1": {"a"}, "BST, UTC+1": {"b"}, "UTC": {"c"}}); got == "" {
		t.Error("nothing is said")
	}
}
