package command

import (
	"cmp"
	"context"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"hackday.example/kiosk/internal/clean"
	"hackday.example/kiosk/internal/replica"
)

// Replicas are the kiosks that are one with this one, as package peers has them.
type Replicas interface {
	// Spread exchanges announcements with all that answer, for a second at most.
	Spread(context.Context) replica.Spread
	// Ask has an operation performed by the others, or by the one of a name that Find has
	// found. The answers are in the order of the names, one for each.
	Ask(ctx context.Context, name string, op replica.Operation) []replica.Peer
	// Notes are sentences on what organisers should look at, without their full stops: a
	// kiosk that calls and is not among --peers, for example. There are few.
	Notes() []string
	// Self is this kiosk.
	Self() replica.Peer
	// Find is the kiosk that an organiser means; the error names those that there are.
	Find(name string) (replica.Peer, error)
}

// The flags by which an organiser says which of several kiosks is meant.
const (
	replicaFlag = "--replica"
	allFlag     = "--all"
)

const (
	// mostNames bounds how many replicas one sentence names.
	mostNames = 8

	// mostNameText bounds a replica's name, in characters.
	mostNameText = 100

	// mostLabelText and mostRowText bound what another kiosk's answer may show: what stands
	// before a value, and the value; in characters.
	mostLabelText = 40
	mostRowText   = 1000

	// mostRows bounds how many rows another kiosk has.
	mostRows = 200

	// mostCount bounds a number that another kiosk tells, so that sums stay numbers.
	mostCount = 1_000_000_000
)

// hyphens writes the flags of replicas with two hyphens, where a phone has made one dash of
// them.
func hyphens(list []string) {
	for i, word := range list {
		if flag := dashes(word); flag == allFlag || flag == replicaFlag || strings.HasPrefix(flag, replicaFlag+"=") {
			list[i] = flag
		}
	}
}

// takeReplica takes replicaFlag and its value out of a command line.
func (c *Call) takeReplica(k *command, list []string) (rest []string, ok bool) {
	if k.among == nil && c.Kiosk.Replicas() == nil {
		return list, true
	}
	return takeValues(list, replicaFlag, func(name string, given bool) bool {
		switch {
		case k.among == nil:
			return c.fail(k.name + " always means all replicas; leave " + replicaFlag + " out")
		case !given || name == "":
			return c.fail(replicaFlag + " needs a name behind it; status lists the names")
		case c.replica != nil && *c.replica != name:
			return c.fail(replicaFlag + " takes one replica, and two are named")
		}
		c.replica = &name
		return true
	})
}

// knowsReplica finds the replica that is named, if one is; false if there is none of that
// name, which was said.
func (c *Call) knowsReplica() bool {
	if c.replica == nil {
		return true
	}
	all := c.Kiosk.Replicas()
	if all == nil {
		return c.fail("this kiosk is one by itself, started without --peers, and has no replicas; leave " + replicaFlag + " out")
	}
	found, err := all.Find(*c.replica)
	if err != nil {
		c.complain(clean.Short(err.Error(), mostErrorText))
		return false
	}
	c.only = &found
	if slices.Contains(c.flags, allFlag) {
		c.misused(replicaFlag + " means one, and " + allFlag + " means all")
		return false
	}
	return true
}

// meansReplica asks back where one of several replicas, or all, are named without a flag;
// false if the words are something else.
func (c *Call) meansReplica() bool {
	all := c.Kiosk.Replicas()
	if all == nil || c.replica != nil {
		return false
	}
	for _, word := range c.args {
		meant := ""
		if strings.EqualFold(word, strings.Trim(allFlag, "-")) {
			meant = allFlag
		} else if _, err := all.Find(word); err == nil {
			meant = replicaFlag + " " + clean.Short(clean.Line(word), mostNameText)
		}
		if meant != "" {
			c.fail("did you mean {meant}? It is: {usage}", "meant", meant, "usage", c.command.usage)
			return true
		}
	}
	return false
}

// understoodOf checks that a command has no arguments, and the flags that say which of several
// replicas is meant.
func (c *Call) understoodOf() bool {
	return !c.meansReplica() && c.understood(0, allFlag) && c.knowsReplica()
}

// perform has an operation performed by the replicas that are meant: all, or the one that is
// named. The answers are in the order of the names, one for each; report is what can be said
// of this kiosk by itself, and is asked for where it is meant, last.
func (c *Call) perform(ctx context.Context, all Replicas, op replica.Operation, report func() replica.Report) []replica.Peer {
	op.By = c.Organiser
	var answers []replica.Peer
	switch {
	case c.only == nil:
		answers = all.Ask(ctx, "", op)
	case !c.only.Self:
		answers = all.Ask(ctx, c.only.Name, op)
	}
	if c.only == nil || c.only.Self {
		self := all.Self()
		r := report()
		self.Self, self.Report = true, &r
		answers = append(answers, self)
	}
	answers = slices.Clone(answers)
	for i := range answers {
		answers[i].Name, answers[i].Host = line(answers[i].Name, mostNameText), line(answers[i].Host, mostNameText)
	}
	slices.SortStableFunc(answers, func(a, b replica.Peer) int { return cmp.Compare(a.Name, b.Name) })
	return answers
}

// line is another kiosk's text as it may be shown, on one line.
func line(text string, most int) string { return clean.Short(clean.Line(text), most) }

// called is how a replica is called: its name, and the machine's where that is another.
func called(p replica.Peer) string {
	if p.Host == "" || p.Host == p.Name {
		return p.Name
	}
	return p.Name + " (" + p.Host + ")"
}

// headed is called for what is above a list.
func headed(p replica.Peer) string {
	if p.Self {
		return called(p) + ", this one"
	}
	return called(p)
}

// missing says why an answer has not what was asked for; empty where has is true.
func missing(p replica.Peer, has func(*replica.Report) bool) string {
	switch r := p.Report; {
	case r == nil:
		return cmp.Or(line(p.Why, mostRowText), "does not answer")
	case r.Error != "":
		return clean.Short(r.Error, mostErrorText)
	case r.Pending:
		return "is not done yet; status says later what came of it"
	case !has(r):
		return "answers something else: update it"
	}
	return ""
}

// troubles complains of those that have not what was asked for, and returns the others.
func (c *Call) troubles(answers []replica.Peer, has func(*replica.Report) bool) (well []replica.Peer) {
	for _, p := range answers {
		if why := missing(p, has); why != "" {
			c.complain(p.Name + ": " + why)
		} else {
			well = append(well, p)
		}
	}
	return well
}

// names are those of some kiosks, as "a, b and c"; of more than mostNames, the first.
func names(list []string) string {
	more := len(list) - mostNames
	list = slices.Clone(list[:min(len(list), mostNames)])
	for i, name := range list {
		list[i] = line(name, mostNameText)
	}
	if more > 0 {
		list = append(list, fmt.Sprintf("%d more", more))
	}
	if last := len(list) - 1; last > 0 {
		return strings.Join(list[:last], ", ") + " and " + list[last]
	}
	return strings.Join(list, "")
}

// plural is a verb's form for some kiosks.
func plural(n int, one, many string) string {
	if n == 1 {
		return one
	}
	return many
}

// spreads says how many replicas have what was announced, or know what was withdrawn: "2 of
// 3 have it; 10.0.0.12 will when it is back."
func spreads(s replica.Spread, one, many string) string {
	switch {
	case s.Known <= 1:
		return "It is kept here; no other replica is known yet."
	case s.Have >= s.Known && s.Known == 2:
		return "Both " + many + " it."
	case s.Have >= s.Known:
		return fmt.Sprintf("All %d %s it.", s.Known, many)
	}
	text := fmt.Sprintf("%d of %d %s it", s.Have, s.Known, plural(s.Have, one, many))
	away, apart := lacking(s.Missing)
	if n := len(away); n > 0 {
		text += "; " + names(away) + plural(n, " will when it is back", " will when they are back")
	}
	for _, a := range apart {
		text += "; " + a + ", and will not " + many + " it"
	}
	return text + "."
}

// lacking are the names of kiosks that have not what is announced, and sentences on those
// that will not have it when they are back either: mostNames at the most.
func lacking(list []replica.Lacking) (away, apart []string) {
	more := 0
	for _, l := range list {
		switch {
		case !l.Apart:
			away = append(away, l.Name)
		case len(apart) == mostNames:
			more++
		default:
			apart = append(apart, line(l.Name, mostNameText)+" "+cmp.Or(line(l.Why, mostNameText), "does not belong to these"))
		}
	}
	if more > 0 {
		apart = append(apart, fmt.Sprintf("%d more", more)+plural(more, " does", " do")+" not belong to these")
	}
	return away, apart
}

// typedName is the name of a replica that no shell gives a meaning to.
var typedName = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._:-]*$`)

// someReplica is the name of a replica for examples: this one's, as far as it can be typed as
// it is.
func (c *Call) someReplica() string {
	if all := c.Kiosk.Replicas(); all != nil && typedName.MatchString(all.Self().Name) {
		return all.Self().Name
	}
	return "10.0.0.12"
}
