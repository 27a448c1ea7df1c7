package command

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"hackday.example/kiosk/internal/site"
	"hackday.example/kiosk/internal/telemetry"
	"hackday.example/kiosk/internal/terminal"
	"hackday.example/kiosk/internal/when"
	"hackday.example/kiosk/internal/words"
)

// organiserCommands are what an organiser may ask for by "ssh organiser@HOST
// NAME", beside what every visitor may. Organisers are few, and are spoken to in
// English, but for the help of each.
var organiserCommands = []command{
	{name: "announce", usage: "announce TEXT [--until TIME]", run: announce, verbatim: true, organisers: true,
		examples: []string{"announce Lunch is served in the foyer --until 13:30", "announce The doors close --until 20m"}},
	{name: "announcements", usage: "announcements", run: listAnnouncements, organisers: true},
	{name: "withdraw", usage: "withdraw NUMBER", run: withdraw, organisers: true, examples: []string{"withdraw 1"}},
	{name: "status", usage: "status", run: sayStatus, organisers: true},
	{name: "sessions", usage: "sessions", run: listSessions, organisers: true},
	{name: "reload", usage: "reload", run: reload, organisers: true},
	{name: "drain", usage: "drain [SECONDS]", run: drain, organisers: true, examples: []string{"drain", "drain 60", "drain 2m"}},
}

// welcome is what organisers get who name no command: how the kiosk is,
// and what they can ask of it.
func welcome(ctx context.Context, c *Call) Status {
	status := sayStatus(ctx, c)
	c.out.Text("\nType one of these after ssh organiser@ and the host's name:\n")
	var rows [][2]string
	for _, k := range organiserCommands {
		rows = append(rows, [2]string{k.usage, words.English.Organising[k.name]})
	}
	c.out.Table(rows)
	c.out.Text("\nWhat visitors can write, you can too: " + strings.Join(namesOf(allCommands()), ", ") + ". To learn all about one: help COMMAND.")
	return status
}

// trouble says what went wrong with what an organiser asked for.
func (c *Call) trouble(format string, args ...any) Status {
	c.complain(fmt.Sprintf(format, args...))
	return Failed
}

func sayStatus(_ context.Context, c *Call) Status {
	if !c.understood(0) {
		return NotUnderstood
	}
	var rows [][2]string
	state := "open"
	if left := c.Kiosk.DrainLeft(); !c.Kiosk.Ready() {
		state = fmt.Sprintf("draining, closes in %d s, at %s", int(left.Seconds()), closing(c.Kiosk.Now(), left))
	}
	rows = append(rows, [2]string{"state", state})
	t := c.Kiosk.Tally()
	rows = append(rows, [2]string{"sessions", fmt.Sprintf("%d now, %d today, %d at the most", t.Now, t.Today, t.Peak)})
	if t.Rehearsing > 0 {
		rows = append(rows, [2]string{"rehearsal", words.Counted(t.Rehearsing, "session") + " now, which are not counted among them"})
	}
	rows = append(rows, [2]string{"site", fmt.Sprintf("%s: %s, %s", c.Site.Title, words.Counted(len(c.Site.Pages), "page"), words.Counted(links(c.Site), "link"))})
	rows = append(rows, [2]string{"pages opened", counts(t.Pages)}, [2]string{"links opened", counts(t.Resources)})
	rows = append(rows, [2]string{"time", c.Kiosk.Now().Format("15:04 ") + when.ZoneName(c.Kiosk.Now()) + c.Kiosk.Now().Format(" on Monday 2 January 2006")})
	if board := c.Kiosk.Board(); board != nil {
		s := board.Summary()
		rows = append(rows, [2]string{"announcements", announced(s)})
		rows = append(rows, announcementProblems(s)...)
	} else {
		rows = append(rows, [2]string{"announcements", "this kiosk has no folder for them"})
	}
	if f := c.Kiosk.Operations().Status; f != nil {
		rows = append(rows, f()...)
	}
	c.out.Table(rows)
	return Done
}

// links is how many links all pages have.
func links(s *site.Site) (n int) {
	for _, p := range s.Pages {
		n += len(p.Resources)
	}
	return n
}

// mostListed bounds how many rows of a kind an organiser is shown.
const mostListed = 200

func listSessions(_ context.Context, c *Call) Status {
	if !c.understood(0) {
		return NotUnderstood
	}
	all := c.Kiosk.Sessions()
	c.out.Text(words.Counted(len(all), "session") + ", the oldest first: what, since when (" + when.ZoneName(c.Kiosk.Now()) + "), the window, the source's pseudonym")
	var rows [][2]string
	for _, s := range all[:min(len(all), mostListed)] {
		kind, window := s.Kind, "no terminal"
		if s.You {
			kind = "you"
		}
		if s.Window != (terminal.Size{}) {
			window = fmt.Sprintf("%dx%d", s.Window.Columns, s.Window.Rows)
		}
		rows = append(rows, [2]string{kind, fmt.Sprintf("%s  %-11s  %s", s.Began.Format("15:04:05"), window, s.Source)})
	}
	c.out.Table(rows)
	if more := len(all) - mostListed; more > 0 {
		c.out.Text(fmt.Sprintf("and %d more", more))
	}
	return Done
}

// reload reads the pages again. The end of the session leaves the old ones.
func reload(ctx context.Context, c *Call) Status {
	if !c.understood(0) {
		return NotUnderstood
	}
	again := c.Kiosk.Operations().Reload
	if again == nil {
		return c.trouble("the pages of this kiosk are built in, and cannot be reloaded")
	}
	what, err := again(ctx)
	if err != nil {
		return c.trouble("the pages were not reloaded, and the old ones stay:\n%v", err)
	}
	c.out.Text(what)
	return Done
}

func drain(_ context.Context, c *Call) Status {
	if !c.understood(mostTimeWords) {
		return NotUnderstood
	}
	begin := c.Kiosk.Operations().Drain
	if begin == nil {
		return c.trouble("this kiosk cannot be closed from here")
	}
	asked := time.Duration(0)
	if len(c.args) > 0 {
		var err error
		if asked, err = drainNotice(strings.Join(c.args, " ")); err != nil {
			return c.misused(err.Error())
		}
	}
	draining, before := !c.Kiosk.Ready(), c.Kiosk.DrainLeft()
	notice := begin(asked)
	which := "The kiosk drains"
	switch {
	case draining && notice < before-time.Second:
		which = "The kiosk drains already, and closes sooner now"
	case draining:
		which = "The kiosk drains already, and the end that was set before counts, for it is sooner"
	}
	c.out.Text(fmt.Sprintf("%s: everyone has %d s, until %s.", which, int(notice.Round(time.Second).Seconds()), closing(c.Kiosk.Now(), notice)))
	return Done
}

// drainNotice reads how long a drain is: a number of seconds, or a length of time as
// people type it.
func drainNotice(text string) (time.Duration, error) {
	d, err := when.Length(text)
	if n, wrong := strconv.Atoi(text); wrong == nil && n > 0 && n <= int(MaxDrain/time.Second) {
		d, err = time.Duration(n)*time.Second, nil
	}
	switch {
	case err != nil && strings.Trim(text, "-0123456789") != "":
		return 0, err
	case err != nil || d < time.Second || d > MaxDrain:
		return 0, fmt.Errorf("the notice is 1 to %d seconds", int(MaxDrain/time.Second))
	}
	return d, nil
}

// closing is when the kiosk closes that has some time left.
func closing(now time.Time, left time.Duration) string {
	at := now.Add(left.Round(time.Second))
	return at.Format("15:04:05 ") + when.ZoneName(at)
}

// mostCounted bounds how many pages, or links, an organiser is told of.
const mostCounted = 8

// counts says what was opened how often, the most often first.
func counts(all []telemetry.Opened) string {
	if len(all) == 0 {
		return "none"
	}
	var list []string
	for _, o := range all[:min(len(all), mostCounted)] {
		name := o.Page
		if o.Number > 0 {
			name = fmt.Sprintf("%s %d", o.Page, o.Number)
		}
		list = append(list, fmt.Sprintf("%s: %d", name, o.Count))
	}
	if more := len(all) - mostCounted; more > 0 {
		list = append(list, fmt.Sprintf("and %d more", more))
	}
	return strings.Join(list, ", ")
}
