package command

import (
	"cmp"
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"hackday.example/kiosk/internal/replica"
	"hackday.example/kiosk/internal/telemetry"
	"hackday.example/kiosk/internal/terminal"
)

// together are the kiosks that are one with that of a test, without a network.
type together struct {
	self   replica.Peer
	others []*other
	spread replica.Spread
	asked  []string // what was asked of whom
	during func()   // runs while announcements are exchanged; may be nil
	notes  []string
}

// silent are kiosks that do not answer, and so have not what is announced.
func silent(names ...string) (list []replica.Lacking) {
	for _, name := range names {
		list = append(list, replica.Lacking{Name: name, Why: "does not answer"})
	}
	return list
}

// other is one of them.
type other struct {
	replica.Peer
	kiosk *asked              // which performs what is asked; nil where it does not answer
	says  *replica.Report     // instead, if it is not nil
	ops   []replica.Operation // what it was asked
}

func (g *together) Spread(context.Context) replica.Spread {
	g.asked = append(g.asked, "spread")
	if g.during != nil {
		g.during()
	}
	return g.spread
}

func (g *together) Self() replica.Peer { return g.self }

func (g *together) Notes() []string { return g.notes }

func (g *together) Find(name string) (replica.Peer, error) {
	if name == g.self.Name || name == g.self.Host {
		p := g.self
		p.Self = true
		return p, nil
	}
	var known []string
	for _, o := range g.others {
		if name == o.Name || name == o.Host {
			return o.Peer, nil
		}
		known = append(known, o.Name)
	}
	return replica.Peer{}, replica.Unknown(name, append(known, g.self.Name))
}

func (g *together) Ask(ctx context.Context, name string, op replica.Operation) (answers []replica.Peer) {
	for _, o := range g.others {
		if name != "" && name != o.Name {
			continue
		}
		g.asked = append(g.asked, string(op.Kind)+" "+o.Name)
		o.ops = append(o.ops, op)
		p := o.Peer
		switch {
		case o.says != nil:
			p.Report = o.says
		case o.kiosk != nil:
			r := Perform(ctx, o.kiosk.kiosk, o.kiosk.Site, op)
			later := op
			for later.Begin = false; r.Pending && ctx.Err() == nil; { // as package peers does
				r = Perform(ctx, o.kiosk.kiosk, o.kiosk.Site, later)
			}
			p.Report = &r
		default:
			p.Why = cmp.Or(p.Why, "does not answer")
		}
		answers = append(answers, p)
	}
	return answers
}

// several is a call to the first of three kiosks that are one.
func several(t testing.TB) (*asked, *together) {
	t.Helper()
	a := ask(t, hackDays()).organising()
	g := &together{self: replica.Peer{Name: "10.0.0.11", Host: "web-1"}, spread: replica.Spread{Known: 3, Have: 3}}
	a.kiosk.replicas = g
	a.furnish(0)
	for i := range 2 {
		k := ask(t, hackDays())
		k.furnish(i + 1)
		g.others = append(g.others, &other{Peer: replica.Peer{Name: fmt.Sprint("10.0.0.", 12+i), Host: fmt.Sprint("web-", 2+i)}, kiosk: k})
	}
	return a, g
}

// furnish has a kiosk do and tell something.
func (a *asked) furnish(i int) {
	k := a.kiosk
	k.tally = telemetry.Tally{Now: 10 + i, Today: 100 + i, Peak: 20 + i, Pages: []telemetry.Opened{{Page: "about", Count: uint64(7 + i)}}}
	for n := range 2 {
		k.sessions = append(k.sessions, Session{Kind: "reader", Began: noon.Add(time.Duration(i) * time.Minute), Window: terminal.Size{Columns: 80, Rows: 24 + i}, Source: fmt.Sprintf("abc%d%d", i, n)})
	}
	k.operations = Operations{
		Status: func() [][2]string { return [][2]string{{"version", "dev"}} },
		Reload: func(context.Context) (string, error) { return "The pages were reloaded: 10 pages.", nil },
		Drain:  func(notice time.Duration) time.Duration { k.left = max(notice, time.Second); return k.left },
	}
}

// old has a kiosk show other pages.
func (a *asked) old(t *testing.T) {
	t.Helper()
	files := hackDays()
	files["about.md"] = page("About us", "Who we were.")
	b := ask(t, files)
	a.Site, a.kiosk.site = b.Site, b.Site
}

// answer runs a line, and returns the output and the errors.
func (a *asked) answer(t *testing.T, line string, status Status) (out, complaints string) {
	t.Helper()
	a.out.Reset()
	a.errors.Reset()
	if got := New(a.Options).Run(t.Context(), line); got != status {
		t.Errorf("%q: status %d, want %d\n%s%s", line, got, status, &a.out, &a.errors)
	}
	for l := range strings.Lines(a.out.String()) {
		if len([]rune(strings.TrimSuffix(l, "\n"))) > 80 {
			t.Errorf("%q: a line is longer than 80 columns: %q", line, l)
		}
	}
	return a.out.String(), a.errors.String()
}

// says fails unless a line has an answer, whole, and no complaint.
func (a *asked) says(t *testing.T, line string, status Status, want, complaints string) {
	t.Helper()
	out, errors := a.answer(t, line, status)
	if want = strings.TrimPrefix(want, "\n"); out != want {
		t.Errorf("%q says\n%s\nand not\n%s", line, out, want)
	}
	if errors != complaints {
		t.Errorf("%q complains\n%s\nand not\n%s", line, errors, complaints)
	}
}

const (
	webOne = `
10.0.0.11 (web-1), this one
  state          open
  sessions       10 now, 100 today, 20 at the most
  site           Hack Day: 9 pages, 2 links
  pages opened   about: 7
  links opened   none
  time           12:00 UTC on Saturday 28 November 2026
  announcements  this kiosk has no folder for them
  version        dev
  pages' digest  3c5b3b92
`
	webTwo = `
10.0.0.12 (web-2)
  state          open
  sessions       11 now, 101 today, 21 at the most
  site           Hack Day: 9 pages, 2 links
  pages opened   about: 8
  links opened   none
  time           12:00 UTC on Saturday 28 November 2026
  announcements  this kiosk has no folder for them
  version        dev
  pages' digest  3c5b3b92
`
	webThree = `
10.0.0.13 (web-3)
  state          open
  sessions       12 now, 102 today, 22 at the most
  site           Hack Day: 9 pages, 2 links
  pages opened   about: 9
  links opened   none
  time           12:00 UTC on Saturday 28 November 2026
  announcements  this kiosk has no folder for them
  version        dev
  pages' digest  3c5b3b92
`
)

func TestOneReplicaIsAskedByItsName(t *testing.T) {
	a, g := several(t)
	for _, line := range []string{"status --replica 10.0.0.13", "status --replica=web-3", "--lang en status --replica web-3 --replica web-3"} {
		g.asked = nil
		a.says(t, line, Done, webThree, "")
		if got := strings.Join(g.asked, ", "); got != "status 10.0.0.13" {
			t.Errorf("%q asked for: %s", line, got)
		}
	}
	g.asked = nil
	a.says(t, "status --replica web-1", Done, webOne, "")
	a.says(t, "sessions --replica web-1", Done, `
10.0.0.11 (web-1), this one: 2 sessions, the oldest first: what, since when
(UTC), the window, the source's pseudonym
  reader  12:00:00  80x24        abc00
  reader  12:00:00  80x24        abc01
`, "")
	a.says(t, "reload --replica web-1", Done, "10.0.0.11: The pages were reloaded: 10 pages. Digest: 3c5b3b92.\n", "")
	if len(g.asked) > 0 {
		t.Errorf("others were asked: %v", g.asked)
	}
	g.others[1].kiosk = nil
	for _, line := range []string{"status", "sessions", "reload", "drain"} {
		a.says(t, line+" --replica web-3", Failed, "", "kiosk: 10.0.0.13: does not answer\n")
		a.says(t, line+" --replica web-4", NotUnderstood, "", "kiosk: no replica is called \"web-4\"; there are 10.0.0.11, 10.0.0.12 and 10.0.0.13\n")
		for _, wrong := range []string{" --replica", " --replica=", " --replica ''"} {
			a.says(t, line+wrong, NotUnderstood, "", "kiosk: --replica needs a name behind it; status lists the names\n")
		}
		a.says(t, line+" --replica web-1 --replica web-2", NotUnderstood, "", "kiosk: --replica takes one replica, and two are named\n")
	}
}

func TestTheSessionsOfSeveralKiosks(t *testing.T) {
	a, g := several(t)
	a.kiosk.sessions[1].You, a.kiosk.sessions[1].Window = true, terminal.Size{}
	a.says(t, "sessions", Done, `
6 sessions on 3 replicas; of each, the oldest first: what, since when (UTC), the
window, the source's pseudonym there

10.0.0.11 (web-1), this one: 2 sessions
  reader  12:00:00  80x24        abc00
  you     12:00:00  no terminal  abc01

10.0.0.12 (web-2): 2 sessions
  reader  12:01:00  80x25        abc10
  reader  12:01:00  80x25        abc11

10.0.0.13 (web-3): 2 sessions
  reader  12:02:00  80x26        abc20
  reader  12:02:00  80x26        abc21
`, "")
	g.others[0].kiosk = nil
	g.others[1].says = &replica.Report{Sessions: &replica.SessionsReport{Total: 1000, Sessions: []replica.Session{
		{Kind: "reader", Began: noon.In(time.FixedZone("CET", 3600)), Source: "abc"}}}}
	a.says(t, "sessions", Done, `
1002 sessions on 2 of 3 replicas; of each, the oldest first: what, since when
(UTC), the window, the source's pseudonym there

10.0.0.11 (web-1), this one: 2 sessions
  reader  12:00:00  80x24        abc00
  you     12:00:00  no terminal  abc01

10.0.0.12 (web-2): does not answer

10.0.0.13 (web-3): 1000 sessions
  reader  12:00:00  no terminal  abc
and 999 more
`, "")
}
