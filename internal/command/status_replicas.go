package command

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"hackday.example/kiosk/internal/replica"
	"hackday.example/kiosk/internal/words"
)

// lookAt is the name of rows that want attention.
const lookAt = "look at"

// mostLooks bounds how many rows that want attention are shown of one replica among all.
const mostLooks = 5

// statusOfReplicas says how all are, or how one is: all rows of it.
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
	o := overview{all: all, answers: answers, pages: sharing{}, zones: sharing{}}
	for _, p := range answers {
		o.add(p)
	}
	if o.answered < len(answers) { // those that hang were waited for already
		for _, l := range all.Spread(ctx).Missing {
			if l.Apart {
				o.apart = append(o.apart, l.Name)
			}
		}
	}
	c.out.Table(o.totals())
	c.out.Text("")
	c.out.Table(o.each)
	if rows := o.looks(); len(rows) > 0 {
		c.out.Text("")
		c.out.Table(rows)
	}
	c.out.Text("\nAll about one: status " + replicaFlag + " NAME")
	return Done
}

// overview is how several replicas are, in few lines.
type overview struct {
	all     Replicas
	answers []replica.Peer

	now, today, rehearsing, answered int

	each         [][2]string // a line for each
	pages, zones sharing     // which replicas have which; zones by their distance from UTC
	apart        []string    // those that do not belong to these replicas as they are
	said         []string    // what wants attention, in the order in which it was found
	by           sharing     // and of which replicas
}

// add takes in how one replica is.
func (o *overview) add(p replica.Peer) {
	mark := ""
	if p.Self {
		mark = " (this one)"
	}
	if why := missing(p, hasStatus); why != "" {
		brief := "no answer"
		if p.Report != nil {
			brief = "no status"
		}
		o.each = append(o.each, [2]string{called(p), brief + mark})
		o.look(p.Name, line(why, mostRowText))
		return
	}
	s := p.Report.Status
	o.answered++
	o.now, o.today, o.rehearsing = o.now+bounded(s.Now), o.today+bounded(s.Today), o.rehearsing+bounded(s.Rehearsing)
	o.each = append(o.each, [2]string{called(p), fmt.Sprintf("%s, %s now, %d today%s", stateOf(s), words.Counted(bounded(s.Now), "session"), bounded(s.Today), mark)})
	o.pages.add(shownPages(s.Pages), p.Name)
	if zone := line(s.Zone, mostLabelText); zone != "" {
		o.zones.add(zone, p.Name)
	}
	for i, row := range s.Look {
		if i == mostLooks {
			o.look(p.Name, fmt.Sprintf("%d more; status %s %s", len(s.Look)-i, replicaFlag, p.Name))
			break
		}
		text := line(row[1], mostRowText)
		if name := line(row[0], mostLabelText); name != lookAt {
			text = name + ": " + text
		}
		o.look(p.Name, text)
	}
}

// look notes what wants attention. What several say is shown once.
func (o *overview) look(name, text string) {
	if o.by == nil {
		o.by = sharing{}
	}
	if o.by[text] == nil {
		o.said = append(o.said, text)
	}
	o.by.add(text, name)
}

// stateOf is the state of a replica, in a few words.
func stateOf(s *replica.StatusReport) string {
	switch left := bounded(s.Left); {
	case !s.Draining:
		return "open"
	case left == 0:
		return "draining"
	default:
		return fmt.Sprintf("draining, closes in %d s", min(left, replica.MaxSeconds))
	}
}

// totals are rows of all replicas together.
func (o *overview) totals() [][2]string {
	which := "on all together"
	if o.answered < len(o.answers) {
		which = "on those that answer"
	}
	text := answering(o.answered, len(o.answers))
	if n := len(o.apart); n > 0 {
		text += "; " + names(o.apart) + plural(n, " does", " do") + " not belong to them"
	}
	rows := [][2]string{{"replicas", text}, {"sessions", fmt.Sprintf("%d now, %d today, %s", o.now, o.today, which)}}
	if o.rehearsing > 0 {
		rows = append(rows, rehearsalRow(o.rehearsing))
	}
	return append(rows, [2]string{"pages", pagesOf(o.pages, o.answered == len(o.answers))})
}

// looks are rows of what wants attention: of all together, and then of each.
func (o *overview) looks() (rows [][2]string) {
	add := func(text string) { rows = append(rows, [2]string{lookAt, text}) }
	for _, note := range o.all.Notes() {
		add(line(note, mostRowText))
	}
	if advice := copyAdvice(o.pages); advice != "" {
		add("the pages are not the same: " + advice)
	}
	if advice := zoneAdvice(o.zones); advice != "" {
		add(advice)
	}
	for _, text := range o.said {
		add(names(o.by[text]) + ": " + text)
	}
	return rows
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
	s := p.Report.Status
	var rows [][2]string
	for _, row := range s.Rows[:min(len(s.Rows), mostRows)] {
		rows = append(rows, [2]string{line(row[0], mostLabelText), line(row[1], mostRowText)})
	}
	c.out.Text(headed(p))
	c.out.Table(append(rows, [2]string{"pages' digest", shownPages(s.Pages)}))
}

// sharing is which replicas have the same of something, such as the digest of their pages.
type sharing map[string][]string

func (s sharing) add(what, name string) { s[what] = append(s[what], name) }

// shared is what some replicas have the same.
type shared struct {
	what string
	by   []string
}

// byMost lists what is shared, in the order of which most replicas have.
func (s sharing) byMost() (list []shared) {
	for what, by := range s {
		list = append(list, shared{what, by})
	}
	slices.SortFunc(list, func(a, b shared) int {
		return cmp.Or(cmp.Compare(len(b.by), len(a.by)), slices.Compare(a.by, b.by))
	})
	return list
}

// onEach says which replicas have what.
func onEach(list []shared) (parts []string) {
	for _, s := range list[:min(len(list), mostNames)] {
		parts = append(parts, s.what+" on "+names(s.by))
	}
	if more := len(list) - mostNames; more > 0 {
		parts = append(parts, fmt.Sprintf("%d others elsewhere", more))
	}
	return parts
}

// pagesOf says in the words of a predicate which pages replicas show, by their digests; all
// is false where some did not say.
func pagesOf(digests sharing, all bool) string {
	reading := digests[beingRead]
	list := digests.without(beingRead).byMost()
	if len(list) == 1 && len(reading) == 0 {
		switch {
		case len(list[0].by) == 1:
			return list[0].what
		case all:
			return "the same on all: " + list[0].what
		}
		return "the same on those that answer: " + list[0].what
	}
	parts := onEach(list)
	if len(reading) > 0 {
		parts = append(parts, beingRead+" on "+names(reading))
	}
	text := strings.Join(parts, "; ")
	if len(list) > 1 {
		text = "not the same: " + text
	}
	return text
}

// without is s but for what has one of some names.
func (s sharing) without(some ...string) sharing {
	s = maps.Clone(s)
	for _, what := range some {
		delete(s, what)
	}
	return s
}

// copyAdvice says what to do where the pages of replicas are not the same; empty where they
// are. Nobody can tell which are the newest: of three, the one that differs may have them.
func copyAdvice(digests sharing) string {
	list := digests.without(beingRead, notTold).byMost()
	if len(list) < 2 {
		return ""
	}
	if len(list[0].by) == len(list[1].by) {
		return "copy the right ones to all, then reload"
	}
	var others []string
	for _, s := range list[1:] {
		others = append(others, s.by...)
	}
	slices.Sort(others)
	from := "from there"
	if len(others) > 1 {
		from = "from one of them"
	}
	return "copy those of most to " + names(others) + ", or the new ones " + from + " to all, then reload"
}

// zoneAdvice says what to do where replicas are in zones that differ now; empty where they
// are not. Zones are as zoneOf has them.
func zoneAdvice(zones sharing) string {
	distances := map[string]bool{}
	for zone := range zones {
		distances[distanceOf(zone)] = true
	}
	if len(distances) < 2 {
		return ""
	}
	return "the time zones are not the same: " + strings.Join(onEach(zones.byMost()), "; ") +
		"; announcements written as files end at different moments; give all one TZ"
}

// distanceOf is how far a zone of zoneOf is from UTC.
func distanceOf(zone string) string { return zone[strings.LastIndexByte(zone, ' ')+1:] }
