package command

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"hackday.example/kiosk/internal/replica"
	"hackday.example/kiosk/internal/site"
	"hackday.example/kiosk/internal/words"
)

// beingRead is the digest of pages that have none yet.
const beingRead = site.BeingRead

// reloadPatience is how long an organiser waits for reloads, which go on without them.
const reloadPatience = 2 * time.Minute

// organising are the organisers' commands, as they are written here.
func (c *Call) organising() []command {
	var list []command
	several := c.Kiosk.Replicas() != nil
	for _, k := range organiserCommands {
		if several && k.among != nil {
			k.usage, k.examples = k.among.usage, k.among.examples
		}
		list = append(list, k)
	}
	return list
}

func hasStatus(r *replica.Report) bool   { return r.Status != nil }
func hasSessions(r *replica.Report) bool { return r.Sessions != nil }
func hasReload(r *replica.Report) bool   { return r.Reload != nil }
func hasDrain(r *replica.Report) bool    { return r.Drain != nil }

// shownPages is the digest of what another kiosk shows, as it tells it.
func shownPages(digest string) string { return cmp.Or(line(digest, mostLabelText), "not told") }

// bounded is a number that another kiosk tells.
func bounded(n int) int { return min(max(n, 0), mostCount) }

// statusOfReplicas says how all are, the totals first, or how one is.
func (c *Call) statusOfReplicas(ctx context.Context, all Replicas) Status {
	answers := c.perform(ctx, all, replica.Operation{Kind: replica.Status}, func() replica.Report {
		return Perform(ctx, c.Kiosk, c.Site, replica.Operation{Kind: replica.Status})
	})
	if c.only != nil {
		answers = c.troubles(answers, hasStatus)
		for _, p := range answers {
			c.statusOf(p)
		}
		return done(len(answers) > 0)
	}
	c.out.Table(totals(answers))
	for _, p := range answers {
		c.out.Text("")
		c.statusOf(p)
	}
	return Done
}

// totals are rows of all replicas together.
func totals(answers []replica.Peer) [][2]string {
	var now, today, rehearsing, answered int
	var self string
	var silent, rows [][2]string
	digests := map[string][]string{}
	for _, p := range answers {
		if p.Self {
			self = called(p)
		}
		if why := missing(p, hasStatus); why != "" {
			silent = append(silent, [2]string{"look at", p.Name + ": " + why})
			continue
		}
		s := p.Report.Status
		answered++
		now, today, rehearsing = now+bounded(s.Now), today+bounded(s.Today), rehearsing+bounded(s.Rehearsing)
		if s.Draining {
			rows = append(rows, [2]string{"look at", p.Name + ": draining"})
		}
		digest := shownPages(s.Pages)
		digests[digest] = append(digests[digest], p.Name)
	}
	which := "on all together"
	if len(silent) > 0 {
		which = "on those that answer"
	}
	rows = slices.Concat([][2]string{{"replicas", answering(answered, len(answers))}}, silent, rows)
	rows = append(rows, [2]string{"this is", self}, [2]string{"sessions", fmt.Sprintf("%d now, %d today, %s", now, today, which)})
	if rehearsing > 0 {
		rows = append(rows, rehearsalRow(rehearsing))
	}
	return append(rows, [2]string{"pages", pagesOf(digests, len(silent) == 0)})
}

// answering says how many replicas answer.
func answering(n, of int) string {
	switch {
	case of == 1:
		return "no other is known yet"
	case n == of && n == 2:
		return "both answer"
	case n == of:
		return fmt.Sprintf("all %d answer", n)
	}
	return fmt.Sprintf("%d of %d %s", n, of, plural(n, "answers", "answer"))
}

// statusOf says how one replica is, under its name.
func (c *Call) statusOf(p replica.Peer) {
	if why := missing(p, hasStatus); why != "" {
		c.out.Text(headed(p) + ": " + why)
		return
	}
	s := p.Report.Status
	var rows [][2]string
	for _, row := range s.Rows[:min(len(s.Rows), mostRows)] {
		rows = append(rows, [2]string{line(row[0], mostLabelText), line(row[1], mostRowText)})
	}
	c.out.Text(headed(p))
	c.out.Table(append(rows, [2]string{"pages' digest", shownPages(s.Pages)}))
}

// sessionsOfReplicas lists who is where, behind the total, or who is on one.
func (c *Call) sessionsOfReplicas(ctx context.Context, all Replicas) Status {
	answers := c.perform(ctx, all, replica.Operation{Kind: replica.Sessions}, func() replica.Report {
		return Perform(ctx, c.Kiosk, c.Site, replica.Operation{Kind: replica.Sessions})
	})
	if c.only != nil {
		answers = c.troubles(answers, hasSessions)
		for _, p := range answers {
			c.sessionsOf(p, ", "+sessionColumns(c.Kiosk.Now()))
		}
		return done(len(answers) > 0)
	}
	total, answered := 0, 0
	for _, p := range answers {
		if missing(p, hasSessions) == "" {
			answered++
			total += bounded(p.Report.Sessions.Total)
		}
	}
	which := words.Counted(answered, "replica")
	if answered < len(answers) {
		which = fmt.Sprintf("%d of %d replicas", answered, len(answers))
	}
	c.out.Text(words.Counted(total, "session") + " on " + which + "; of each, " + sessionColumns(c.Kiosk.Now()) + " there")
	for _, p := range answers {
		c.out.Text("")
		c.sessionsOf(p, "")
	}
	return Done
}

// sessionsOf lists who is on one replica, under its name and their number, and what follows
// that.
func (c *Call) sessionsOf(p replica.Peer, columns string) {
	if why := missing(p, hasSessions); why != "" {
		c.out.Text(headed(p) + ": " + why)
		return
	}
	r := &replica.SessionsReport{Total: bounded(p.Report.Sessions.Total)}
	for _, s := range p.Report.Sessions.Sessions[:min(len(p.Report.Sessions.Sessions), replica.MaxSessions)] {
		s.Kind, s.Source = line(s.Kind, mostLabelText), line(s.Source, mostLabelText)
		s.Columns, s.Rows = bounded(s.Columns), bounded(s.Rows)
		r.Sessions = append(r.Sessions, s)
	}
	c.out.Text(headed(p) + ": " + words.Counted(r.Total, "session") + columns)
	c.listed(r)
}

// reloadReplicas has all read their pages again, or one, and says which pages each shows
// then. Reloads go on when the organiser leaves.
func (c *Call) reloadReplicas(ctx context.Context, all Replicas) Status {
	c.letGo() // the pages may be replaced several times
	ctx, cancel := context.WithTimeout(ctx, reloadPatience)
	defer cancel()
	op := replica.Operation{Kind: replica.Reload, Begin: true}
	here := func() replica.Report { return Perform(ctx, c.Kiosk, nil, op) }
	if c.only == nil || c.only.Self {
		here() // at the same time as the others
	}
	answers := c.perform(ctx, all, op, func() replica.Report {
		op.Begin = false
		r := here()
		for r.Pending && ctx.Err() == nil {
			r = here()
		}
		return r
	})
	well := c.troubles(answers, hasReload)
	digests := map[string][]string{}
	for _, p := range well {
		digest := shownPages(p.Report.Reload.Pages)
		digests[digest] = append(digests[digest], p.Name)
		c.out.Text(p.Name + ": " + line(p.Report.Reload.What, mostRowText) + " Digest: " + digest + ".")
	}
	if len(well) > 1 {
		c.out.Text("The pages are " + pagesOf(digests, len(well) == len(answers)) + ".")
	}
	return done(len(well) == len(answers))
}

// drainReplicas begins to close one, or all where that is said.
func (c *Call) drainReplicas(ctx context.Context, all Replicas, asked time.Duration) Status {
	every := len(c.flags) > 0 // allFlag, which is the only one
	switch {
	case every && c.only != nil:
		return c.misused(replicaFlag + " means one, and " + allFlag + " means all")
	case !every && c.only == nil:
		c.complain("say which replica is to close, or all of them:\n" +
			"  drain " + replicaFlag + " NAME [SECONDS]\n" +
			"  drain " + allFlag + " [SECONDS]")
		return NotUnderstood
	}
	op := replica.Operation{Kind: replica.Drain, Seconds: int((asked + time.Second - 1) / time.Second)}
	answers := c.perform(ctx, all, op, func() replica.Report { return Perform(ctx, c.Kiosk, c.Site, op) })
	well := c.troubles(answers, hasDrain)
	for _, p := range well {
		c.out.Text(p.Name + ": " + line(p.Report.Drain.What, mostRowText))
	}
	return done(len(well) == len(answers))
}

// done is the status of what is done everywhere, or not.
func done(everywhere bool) Status {
	if everywhere {
		return Done
	}
	return Failed
}
