package command

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"
	"unicode"

	"hackday.example/kiosk/content"
	"hackday.example/kiosk/internal/announcements"
	"hackday.example/kiosk/internal/replica"
	"hackday.example/kiosk/internal/site"
	"hackday.example/kiosk/internal/telemetry"
	"hackday.example/kiosk/internal/terminal"
)

func TestADrainOfSeveralKiosksSaysWhich(t *testing.T) {
	a, g := several(t)
	const which = "kiosk: say which replica is to close, or all of them:\n  drain --replica NAME [SECONDS]\n  drain --all [SECONDS]\n"
	for _, line := range []string{"drain", "drain 60"} {
		a.says(t, line, NotUnderstood, "", which)
	}
	a.says(t, "drain --all --replica web-2", NotUnderstood, "", "kiosk: --replica means one, and --all means all; it is: drain --replica NAME|--all [SECONDS]\n")
	a.says(t, "drain --all 0", NotUnderstood, "", "kiosk: the notice is 1 to 3600 seconds; it is: drain --replica NAME|--all [SECONDS]\n")
	if len(g.asked) > 0 || a.kiosk.left > 0 {
		t.Errorf("some were asked: %v", g.asked)
	}
	a.says(t, "drain --replica web-2 2m", Done, "10.0.0.12: The kiosk drains: everyone has 120 s, until 12:02:00 UTC.\n", "")
	if a.kiosk.left > 0 || g.others[1].kiosk.kiosk.left > 0 || len(g.asked) != 1 {
		t.Errorf("others drain, too: %v", g.asked)
	}
	if op := g.others[0].ops[0]; op != (replica.Operation{Kind: replica.Drain, By: "ann", Seconds: 120}) {
		t.Errorf("it was asked for %+v", op)
	}
	g.others[1].kiosk = nil
	a.says(t, "drain 30 --all", Failed, `
10.0.0.11: The kiosk drains: everyone has 30 s, until 12:00:30 UTC.
10.0.0.12: The kiosk drains already, and closes sooner now: everyone has 30 s,
until 12:00:30 UTC.
`, "kiosk: 10.0.0.13: does not answer\n")
}

func TestAKioskByItselfSaysSo(t *testing.T) {
	a := ask(t, hackDays()).organising()
	a.furnish(0)
	const alone = "kiosk: this kiosk is one by itself, started without --peers, and has no replicas; leave --replica out\n"
	for _, line := range []string{"status --replica x", "sessions --replica=x", "reload --replica x", "drain --replica x", "drain --replica x --all"} {
		a.says(t, line, NotUnderstood, "", alone)
	}
	a.says(t, "drain --all 60", Done, "The kiosk drains: everyone has 60 s, until 12:01:00 UTC.\n", "")
	for _, line := range []string{"", "help", "help status", "help drain", "sessions", "reload"} {
		if out, _ := a.answer(t, line, Done); strings.Contains(out, "replica") || strings.Contains(out, "digest") {
			t.Errorf("%q tells of replicas:\n%s", line, out)
		}
	}
	a.Organiser = ""
	a.run(t, "status --replica x", NotUnderstood, "", "this is not a shell")
}

func TestWhoHasWhatIsAnnounced(t *testing.T) {
	a, g := several(t)
	now := func() time.Time { return noon }
	a.kiosk.board = announcements.Open(filepath.Join(t.TempDir(), "announcements"), now)
	a.says(t, "announce Tea is served --until 13:30", Done, `
Announcement 1 is shown to everyone until 13:30 UTC, in 1 hour 30 minutes: Tea
is served
To take it back: withdraw 1
All 3 have it.
`, "")
	g.spread = replica.Spread{Known: 3, Have: 2, Missing: silent("10.0.0.12")}
	a.says(t, "announce Cake", Done, `
Announcement 2 is shown to everyone until it is taken back: Cake
To take it back: withdraw 2
2 of 3 have it; 10.0.0.12 will when it is back.
`, "")
	g.spread.Missing = append(g.spread.Missing, replica.Lacking{Name: "10.0.0.13", Why: "has other host keys", Apart: true})
	a.says(t, "announcements", Done, `
  1  Tea is served (until 13:30 UTC, in 1 hour 30 minutes)
  2  Cake (until it is taken back)
10.0.0.12 does not answer, and may show others.
10.0.0.13 has other host keys, and may show others.
`, "")
	g.spread.Known, g.spread.Missing = 4, append(g.spread.Missing, replica.Lacking{Name: "10.0.0.14", Apart: true})
	if got, want := spreads(g.spread, "has", "have"), "2 of 4 have it; 10.0.0.12 will when it is back; 10.0.0.13 has other host keys, and will not have it; 10.0.0.14 does not belong to these, and will not have it."; got != want {
		t.Errorf("%s\nwant %s", got, want)
	}
	g.spread = replica.Spread{Known: 3, Have: 1, Missing: silent("10.0.0.12", "10.0.0.13")}
	a.says(t, "withdraw 1", Done, `
Announcement 1 is taken back: Tea is served
1 of 3 knows it; 10.0.0.12 and 10.0.0.13 will when they are back.
`, "")
	a.says(t, "announcements", Done, `
  2  Cake (until it is taken back)
10.0.0.12 and 10.0.0.13 do not answer, and may show others.
`, "")
	g.spread = replica.Spread{Known: 2, Have: 2}
	a.says(t, "withdraw 2", Done, "Announcement 2 is taken back: Cake\nBoth know it.\n", "")
	g.spread = replica.Spread{Known: 1, Have: 1}
	a.says(t, "announce Tea", Done, `
Announcement 3 is shown to everyone until it is taken back: Tea
To take it back: withdraw 3
It is kept here; no other replica is known yet.
`, "")
}

func TestAnnouncementsOfOthersAreKnownBefore(t *testing.T) {
	a, g := several(t)
	a.kiosk.board = announcements.Open(filepath.Join(t.TempDir(), "announcements"), func() time.Time { return noon })
	learn := func(text string) {
		g.during = func() {
			if _, err := a.kiosk.board.Add(text, time.Time{}); err != nil {
				t.Error(err)
			}
			g.during = nil
		}
	}
	learn("Tea")
	a.says(t, "announcements", Done, "  1  Tea (until it is taken back)\n", "")
	learn("Cake")
	a.says(t, "withdraw 2", Done, "Announcement 2 is taken back: Cake\nAll 3 know it.\n", "")
}

func TestAnAnnouncementMayHaveAnotherNumberThen(t *testing.T) {
	board := announcements.Open(filepath.Join(t.TempDir(), "announcements"), func() time.Time { return noon })
	a, err := board.Add("Tea", time.Time{})
	if err != nil {
		t.Fatal(err)
	}
	was := a
	was.Number = 12345
	if got := renumbered(board, was); got != a {
		t.Errorf("%+v, want %+v", got, a)
	}
	was.Text = "Cake"
	if got := renumbered(board, was); got != was { // withdrawn meanwhile
		t.Errorf("%+v, want %+v", got, was)
	}
}

func TestAnAnswerOfAnotherKindIsNoPanic(t *testing.T) {
	a, g := several(t)
	g.others = g.others[:1]
	g.others[0].says = new(replica.Report)
	const another = "kiosk: 10.0.0.12: answers something else: update it\n"
	a.says(t, "reload", Failed, "10.0.0.11: The pages were reloaded: 10 pages. Digest: 3c5b3b92.\n", another)
	for _, line := range []string{"status", "sessions", "reload", "drain"} {
		a.says(t, line+" --replica web-2", Failed, "", another)
	}
	if out, _ := a.answer(t, "status", Done); !strings.Contains(out, "  look at  10.0.0.12: answers something else: update it\n") {
		t.Error(out)
	}
	g.others[0].says = &replica.Report{Status: &replica.StatusReport{}}
	if out, _ := a.answer(t, "status", Done); !strings.Contains(out, "  pages     not the same: 3c5b3b92 on 10.0.0.11; not told on 10.0.0.12\n") {
		t.Error(out)
	}
	if r := Perform(t.Context(), a.kiosk, a.Site, replica.Operation{Kind: "x\x1b[2J"}); r.Error != `this kiosk does not know how to "x[2J"; update it` {
		t.Errorf("%+v", r)
	}
	for _, seconds := range []int{-1, 3601, math.MinInt, math.MaxInt} {
		if r := Perform(t.Context(), a.kiosk, a.Site, replica.Operation{Kind: replica.Drain, Seconds: seconds}); r.Error != "the notice is 1 to 3600 seconds" || a.kiosk.left > 0 {
			t.Errorf("%d: %+v", seconds, r)
		}
	}
	bare := ask(t, content.FS)
	for kind, want := range map[replica.Kind]string{replica.Reload: cannotReload, replica.Drain: cannotDrain} {
		if r := Perform(t.Context(), bare.kiosk, bare.Site, replica.Operation{Kind: kind, Begin: true}); r.Error != want {
			t.Errorf("%s: %+v", kind, r)
		}
	}
}

// Whatever another kiosk answers, it steers no terminal, and is bounded.
func TestHostileAnswers(t *testing.T) {
	a, g := several(t)
	const evil = "\x1b[2J\u202e\r\x07\u009bevil\n\x00"
	long := strings.Repeat("long ", 30_000)
	status := &replica.StatusReport{Now: math.MaxInt, Today: math.MinInt, Rehearsing: math.MaxInt, Draining: true, Left: math.MaxInt, Zone: evil + long, Pages: evil + long}
	sessions := &replica.SessionsReport{Total: math.MaxInt}
	for range 20_000 {
		status.Rows = append(status.Rows, [2]string{evil, evil})
		sessions.Sessions = append(sessions.Sessions, replica.Session{Kind: evil, Columns: math.MinInt, Rows: math.MaxInt, Source: evil, Began: time.Unix(math.MaxInt64, 0)})
	}
	status.Look = status.Rows
	g.notes = []string{evil, long}
	status.Rows = append(status.Rows[:1:1], append([][2]string{{long, long}}, status.Rows...)...)
	for i, r := range []replica.Report{
		{Status: status, Sessions: sessions, Reload: &replica.ReloadReport{What: evil + long, Pages: evil}, Drain: &replica.DrainReport{Seconds: math.MinInt, What: evil + long}},
		{Error: evil + long}, {Pending: true},
	} {
		for _, o := range g.others {
			o.says, o.Name, o.Host, o.kiosk = &r, o.Name+evil, evil+long, nil
		}
		g.spread = replica.Spread{Known: math.MaxInt, Have: -1, Missing: silent(evil, long, "c", "d", "e", "f", "g", "h", "i", "j")}
		a.kiosk.board = announcements.Open(filepath.Join(t.TempDir(), "announcements"), func() time.Time { return noon })
		for _, line := range []string{"", "status", "sessions", "reload", "drain --all", "announce x", "announcements", "withdraw 1"} {
			a.out.Reset()
			a.errors.Reset()
			New(a.Options).Run(t.Context(), line)
			both := a.out.String() + a.errors.String()
			if i == 0 && a.out.Len() == 0 {
				t.Errorf("%q says nothing", line)
			}
			if i == 0 && line == "status" && !strings.Contains(both, "  2000000010 now, 100 today, on all together\n") {
				t.Errorf("the sums are others: %s", both[:500])
			}
			isSafe(t, line, both)
			if most := 200_000; len(both) > most {
				t.Errorf("%q: %d bytes came back", line, len(both))
			}
		}
		g.others[0].says = nil
		g.others[0].Why = evil + long
	}
}

func number(t *testing.T, text string) int {
	t.Helper()
	n, err := strconv.Atoi(text)
	if err != nil {
		t.Error(err)
	}
	return n
}

// Whatever a kiosk has to say of itself fits into a message.
func TestReportsFitIntoMessages(t *testing.T) {
	a, _ := several(t)
	many := func() (rows [][2]string) {
		for range 1000 {
			rows = append(rows, [2]string{strings.Repeat("<", 1000), strings.Repeat("&", 10_000) + "\nx"})
		}
		return rows
	}
	a.kiosk.operations.Status, a.kiosk.operations.Look = many, many
	for range 1000 {
		a.kiosk.sessions = append(a.kiosk.sessions, Session{Kind: "organiser", Began: time.Now(), Window: terminal.Size{Columns: 9999, Rows: 9999}, Source: "0123456789abcdef"})
	}
	a.kiosk.operations.Reload = func(context.Context) (string, error) { return "", errors.New(strings.Repeat("<", 1_000_000)) }
	for _, kind := range []replica.Kind{replica.Status, replica.Sessions, replica.Reload} {
		r := Perform(t.Context(), a.kiosk, a.Site, replica.Operation{Kind: kind, Begin: true})
		for r.Pending {
			r = Perform(t.Context(), a.kiosk, a.Site, replica.Operation{Kind: kind})
		}
		text, err := json.Marshal(r)
		if err != nil || len(text) > replica.MaxMessage-1000 || len(text) < 10_000 {
			t.Errorf("%s: %d bytes, %v", kind, len(text), err)
		}
	}
	if out, _ := a.answer(t, "status --replica web-1", Done); !strings.Contains(strings.Join(strings.Fields(out), " "), "lines, for which there is no room") {
		t.Error(out)
	}
}

// The digest of a large site is made beside, and is the same.
func TestALargeSiteHasItsDigest(t *testing.T) {
	text := strings.Repeat("words ", 40_000)
	var pages []*site.Page
	for i := range digestedAtOnce/len(text) + 1 {
		pages = append(pages, &site.Page{Name: fmt.Sprint("page", i), Title: "Page", Markdown: text})
	}
	s := site.New(site.Parts{Settings: site.Settings{Title: "Large"}, Pages: pages})
	if s.TextBytes() <= digestedAtOnce {
		t.Fatalf("it has %d bytes", s.TextBytes())
	}
	synctest.Test(t, func(t *testing.T) { // in which no time passes while it is made
		if got := digestOf(t.Context(), s); got == site.BeingRead || got != s.Digest() {
			t.Errorf("%s, want %s", got, s.Digest())
		}
	})
}

// FuzzReport shows organisers what another kiosk answers, whatever that is: it steers no
// terminal.
func FuzzReport(f *testing.F) {
	for _, says := range []string{
		`{}`, `{"error":"\u001b[2J"}`, `{"pending":true}`, `{"status":{"now":1,"draining":true,"left":-1,"zone":"\u009b","rows":[["a","b\r"]],"look":[["\u0007","b\n"]],"pages":"\u202e"}}`,
		`{"sessions":{"total":-1,"sessions":[{"kind":"\u0007","began":"2026-11-28T12:00:00Z","columns":-1}]}}`,
		`{"reload":{"what":"x\ny"},"drain":{"seconds":-5,"what":"\u009b"}}`,
	} {
		f.Add([]byte(says))
	}
	a, g := several(f)
	g.others = g.others[:1]
	f.Fuzz(func(t *testing.T, says []byte) {
		var r replica.Report
		if json.Unmarshal(says, &r) != nil {
			t.Skip("no report")
		}
		g.others[0].says = &r
		for _, line := range []string{"status", "sessions", "reload", "drain --replica web-2"} {
			a.out.Reset()
			a.errors.Reset()
			New(a.Options).Run(t.Context(), line)
			isSafe(t, line, a.out.String()+a.errors.String())
		}
	})
}

// isSafe fails if an answer could steer a terminal.
func isSafe(t *testing.T, line, answer string) {
	t.Helper()
	for _, r := range answer {
		if unicode.IsControl(r) && r != '\n' || r >= 0x202A && r <= 0x202E {
			t.Fatalf("%q: a control character came back: %q", line, r)
		}
	}
}

// Totals are the sums of what each says, as its own metrics have it.
func TestTotalsAreSums(t *testing.T) {
	a, g := several(t)
	for i, n := range []int{0, 3, 1000} {
		g.others[0].kiosk.kiosk.tally = telemetry.Tally{Now: n, Today: n + i, Peak: n}
		out, _ := a.answer(t, "status", Done)
		var now, today, sumNow, sumToday int
		for l := range strings.Lines(out) {
			switch f := strings.Fields(l); {
			case len(f) < 5:
			case f[0] == "sessions":
				now, today = number(t, f[1]), number(t, f[3])
			case f[2] == "open,":
				sumNow, sumToday = sumNow+number(t, f[3]), sumToday+number(t, f[6])
			}
		}
		if now != sumNow || today != sumToday || now != 22+n {
			t.Errorf("%d now and %d today, and the sums are %d and %d:\n%s", now, today, sumNow, sumToday, out)
		}
	}
}
