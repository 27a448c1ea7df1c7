package command

import (
	"cmp"
	"context"
	"fmt"
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

// notTold is the digest of pages of which a kiosk has not told it.
const notTold = "not told"

// shownPages is the digest of what another kiosk shows, as it tells it.
func shownPages(digest string) string { return cmp.Or(line(digest, mostLabelText), notTold) }

// bounded is a number that another kiosk tells.
func bounded(n int) int { return min(max(n, 0), mostCount) }

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
	digests := sharing{}
	for _, p := range well {
		digest := shownPages(p.Report.Reload.Pages)
		digests.add(digest, p.Name)
		c.out.Text(p.Name + ": " + line(p.Report.Reload.What, mostRowText) + " Digest: " + digest + ".")
	}
	if len(well) > 1 {
		c.out.Text("The pages are " + pagesOf(digests, len(well) == len(answers)) + ".")
	}
	if advice := copyAdvice(digests); advice != "" {
		c.out.Text("To make them the same: " + advice + ".")
	}
	return done(len(well) == len(answers))
}

// drainReplicas begins to close one, or all where that is said.
func (c *Call) drainReplicas(ctx context.Context, all Replicas, asked time.Duration) Status {
	if len(c.flags) == 0 && c.only == nil {
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
