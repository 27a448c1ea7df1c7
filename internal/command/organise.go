package command

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"hackday.example/kiosk/internal/replica"
	"hackday.example/kiosk/internal/site"
	"hackday.example/kiosk/internal/telemetry"
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
	{name: "status", usage: "status", run: sayStatus, organisers: true,
		among: &writing{"status [--replica NAME]", []string{"status", "status --replica NAME"}}},
	{name: "sessions", usage: "sessions", run: listSessions, organisers: true,
		among: &writing{"sessions [--replica NAME]", []string{"sessions", "sessions --replica NAME"}}},
	{name: "reload", usage: "reload", run: reload, organisers: true,
		among: &writing{"reload [--replica NAME]", []string{"reload", "reload --replica NAME"}}},
	{name: "drain", usage: "drain [SECONDS]", run: drain, organisers: true, examples: []string{"drain", "drain 60", "drain 2m"},
		among: &writing{"drain --replica NAME|--all [SECONDS]", []string{"drain --replica NAME", "drain --replica NAME 60", "drain --all 2m"}}},
}

// welcome is what organisers get who name no command: how the kiosk is,
// and what they can ask of it.
func welcome(ctx context.Context, c *Call) Status {
	status := sayStatus(ctx, c)
	c.out.Text("\nType one of these after ssh organiser@ and the host's name:\n")
	var rows [][2]string
	for _, k := range c.organising() {
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

func sayStatus(ctx context.Context, c *Call) Status {
	if !c.understoodOf() {
		return NotUnderstood
	}
	if all := c.Kiosk.Replicas(); all != nil {
		return c.statusOfReplicas(ctx, all)
	}
	c.out.Table(statusRows(c.Kiosk, c.Site))
	return Done
}

// links is how many links all pages have.
func links(s *site.Site) (n int) {
	for _, p := range s.Pages {
		n += len(p.Resources)
	}
	return n
}

func listSessions(ctx context.Context, c *Call) Status {
	if !c.understoodOf() {
		return NotUnderstood
	}
	if all := c.Kiosk.Replicas(); all != nil {
		return c.sessionsOfReplicas(ctx, all)
	}
	r := sessionsOf(c.Kiosk)
	c.out.Text(words.Counted(r.Total, "session") + ", " + sessionColumns(c.Kiosk.Now()))
	c.listed(r)
	return Done
}

// sessionColumns says what a list of sessions has.
func sessionColumns(now time.Time) string {
	return "the oldest first: what, since when (" + when.ZoneName(now) + "), the window, the source's pseudonym"
}

// listed lists the sessions of a kiosk.
func (c *Call) listed(r *replica.SessionsReport) {
	zone := c.Kiosk.Now().Location()
	var rows [][2]string
	for _, s := range r.Sessions {
		rows = append(rows, sessionRow(s, zone))
	}
	c.out.Table(rows)
	if more := r.Total - len(r.Sessions); more > 0 {
		c.out.Text(fmt.Sprintf("and %d more", more))
	}
}

// reload reads the pages again. Where the kiosk is one by itself, the end of the session
// leaves the old ones.
func reload(ctx context.Context, c *Call) Status {
	if !c.understoodOf() {
		return NotUnderstood
	}
	if all := c.Kiosk.Replicas(); all != nil {
		return c.reloadReplicas(ctx, all)
	}
	again := c.Kiosk.Operations().Reload
	if again == nil {
		return c.trouble(cannotReload)
	}
	what, err := again(ctx)
	if err != nil {
		return c.trouble(notReloaded+"%v", err)
	}
	c.out.Text(what)
	return Done
}

// drain begins to close the kiosk. One by itself is all that there is, and --all means it.
func drain(ctx context.Context, c *Call) Status {
	if !c.understood(mostTimeWords, allFlag) || !c.knowsReplica() {
		return NotUnderstood
	}
	all, begin := c.Kiosk.Replicas(), c.Kiosk.Operations().Drain
	if all == nil && begin == nil {
		return c.trouble(cannotDrain)
	}
	asked := time.Duration(0)
	if len(c.args) > 0 {
		var err error
		if asked, err = drainNotice(strings.Join(c.args, " ")); err != nil {
			if c.meansReplica() {
				return NotUnderstood
			}
			return c.misused(err.Error())
		}
	}
	if all != nil {
		return c.drainReplicas(ctx, all, asked)
	}
	c.out.Text(beginDrain(c.Kiosk, begin, asked).What)
	return Done
}

// errNotice says how long the notice of a drain may be.
var errNotice = fmt.Errorf("the notice is 1 to %d seconds", int(MaxDrain/time.Second))

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
		return 0, errNotice
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
