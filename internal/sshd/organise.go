package sshd

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"hackday.example/kiosk/internal/announcements"
	"hackday.example/kiosk/internal/site"
	"hackday.example/kiosk/internal/telemetry"
)

// Operations is what organisers ask of the program around the server. A field
// that is nil is something that this program does not do.
type Operations struct {
	// Status is what the program knows of itself: a name and a value a line.
	Status func() [][2]string
	// Reload reads the pages again, and says in a sentence what came of it.
	Reload func(context.Context) (string, error)
	// Drain begins to close the program after a notice, zero for the usual one,
	// and returns the notice that readers get.
	Drain func(notice time.Duration) time.Duration
}

// organiserCommands are what an organiser may ask for by "ssh organiser@HOST
// NAME", beside what every visitor may. Organisers are few, and are spoken to in
// English.
var organiserCommands = []command{
	{name: "announce", usage: "announce TEXT [--until TIME]", run: announceCommand, verbatim: true},
	{name: "announcements", usage: "announcements", run: announcementsCommand},
	{name: "withdraw", usage: "withdraw NUMBER", run: withdrawCommand},
	{name: "status", usage: "status", run: statusCommand},
	{name: "sessions", usage: "sessions", run: sessionsCommand},
	{name: "reload", usage: "reload", run: reloadCommand},
	{name: "drain", usage: "drain [SECONDS]", run: drainCommand},
}

const announceHelp = "show everyone a line, for example: announce Lunch is served in the foyer --until 13:30"

// organiserHelp says what the commands do, in their order.
var organiserHelp = []string{
	announceHelp,
	"what is announced now, by number",
	"take an announcement back",
	"how the kiosk is",
	"who is there",
	"read the pages again, now",
	"tell everyone that the kiosk closes, wait, and close it",
}

// welcomeCommand is what organisers get who name no command: how the kiosk is,
// and what they can ask of it.
func welcomeCommand(q *request) int {
	status := statusCommand(q)
	q.out.Text("\nWrite one of these behind ssh " + organiserUser + "@, the host's name:\n")
	var rows [][2]string
	for i, c := range organiserCommands {
		rows = append(rows, [2]string{c.usage, organiserHelp[i]})
	}
	q.out.Table(rows)
	q.out.Text("\nWhat visitors can write, you can too: " + strings.Join(namesOf(allCommands()), ", ") + ".")
	return status
}

// trouble says what went wrong with what an organiser asked for.
func (q *request) trouble(format string, args ...any) int {
	q.complain(fmt.Sprintf(format, args...))
	return failed
}

func announceCommand(q *request) int {
	if slices.ContainsFunc(strings.Fields(q.line), asksForHelp) {
		q.out.Table([][2]string{{q.command.usage, announceHelp}})
		return done
	}
	board := q.session.server.config.Announcements
	if board == nil {
		return q.trouble("this kiosk has no folder for announcements; start it with --content DIR or --announcements DIR")
	}
	text, when, wrong := cutUntil(q.line)
	if wrong != "" {
		return q.misused(wrong)
	}
	if text == "" {
		return q.misused("there is nothing to announce")
	}
	var until time.Time
	if when != "" {
		var err error
		if until, err = announcements.ParseUntil(when, q.session.server.config.Now()); err != nil {
			return q.trouble("%v", err)
		}
	}
	a, err := board.Add(text, until)
	if err != nil {
		return q.trouble("%v", err)
	}
	q.out.Text(fmt.Sprintf("Announcement %d is shown to everyone %s. To take it back: withdraw %[1]d", a.Number, untilWords(a.Until)))
	return done
}

// misused says how a command is written.
func (q *request) misused(what string) int {
	q.fail("{what}; it is: {usage}", "what", what, "usage", q.command.usage)
	return notUnderstood
}

// cutUntil takes the time that an announcement ends out of its line, and quotes
// off its text: the organiser's own shell took the outer ones, as a rule. wrong
// says why it cannot: a flag that is misspelt must not be shown to everyone.
func cutUntil(line string) (text, until, wrong string) {
	const needsTime = untilFlag + " needs a time behind it"
	var rest []string
	list := strings.Fields(line)
	for i := 0; i < len(list); i++ {
		value, joined := strings.CutPrefix(list[i], untilFlag+"=")
		if !joined && list[i] != untilFlag {
			if isFlag(list[i]) {
				return "", "", "there is no flag " + shown(list[i])
			}
			rest = append(rest, list[i])
			continue
		}
		if !joined {
			if i++; i == len(list) {
				return "", "", needsTime
			}
			value = list[i]
		}
		if i+1 < len(list) && isDay(value) && isTime(list[i+1]) {
			i++
			value += " " + list[i]
		}
		if until = unquoted(value); until == "" {
			return "", "", needsTime
		}
	}
	return unquoted(strings.Join(rest, " ")), until, ""
}

// isFlag tells a flag from a word and from a dash, however long.
func isFlag(word string) bool {
	return strings.HasPrefix(word, "--") && strings.Trim(word, "-") != ""
}

func asksForHelp(word string) bool { return word == "--help" || word == "-h" }

const untilFlag = "--until"

// isDay and isTime tell a date that a time follows: `--until "2026-11-25 13:30"`
// comes without its quotes.
func isDay(word string) bool {
	_, err := time.Parse(time.DateOnly, strings.Trim(word, quotes))
	return err == nil
}

func isTime(word string) bool {
	_, err := time.Parse("15:04", strings.Trim(word, quotes))
	return err == nil
}

const quotes = "\"'"

// unquoted is a text without the quotes around it. Those of its first and its
// last word, as in "Lunch" is "served", are not around it.
func unquoted(text string) string {
	if n := len(text); n > 1 && strings.Contains(quotes, text[:1]) && text[n-1] == text[0] && strings.Count(text, text[:1]) == 2 {
		text = text[1 : n-1]
	}
	return strings.TrimSpace(text)
}

// untilWords says until when an announcement is shown.
func untilWords(until time.Time) string {
	if until.IsZero() {
		return "until it is taken back"
	}
	return "until " + until.Format("15:04 on 2 January")
}

func announcementsCommand(q *request) int {
	if !q.understood(0) {
		return notUnderstood
	}
	board := q.session.server.config.Announcements
	if board == nil || len(board.Current()) == 0 {
		q.out.Text("Nothing is announced.")
		return done
	}
	var rows [][2]string
	for _, a := range board.Current() {
		rows = append(rows, [2]string{strconv.Itoa(a.Number), a.Text + " (" + untilWords(a.Until) + ")"})
	}
	q.out.Table(rows)
	return done
}

func withdrawCommand(q *request) int {
	if !q.understood(1) {
		return notUnderstood
	}
	if len(q.args) == 0 {
		return q.misused("say which, by its number")
	}
	number, err := strconv.Atoi(q.args[0])
	if err != nil {
		return q.misused(shown(q.args[0]) + " is no number")
	}
	board := q.session.server.config.Announcements
	if board == nil {
		return q.trouble("this kiosk has no announcements")
	}
	if err := board.Withdraw(number); err != nil {
		return q.trouble("%v", err)
	}
	q.out.Text(fmt.Sprintf("Announcement %d is taken back.", number))
	return done
}

func statusCommand(q *request) int {
	if !q.understood(0) {
		return notUnderstood
	}
	s := q.session.server
	var rows [][2]string
	state := "open"
	if left := s.DrainLeft(); !s.Ready() {
		state = fmt.Sprintf("draining, closes in %d s", int(left.Seconds()))
	}
	rows = append(rows, [2]string{"state", state})
	t := s.config.Metrics.Tally()
	rows = append(rows, [2]string{"sessions", fmt.Sprintf("%d now, %d today, %d at the most", t.Now, t.Today, t.Peak)})
	rows = append(rows, [2]string{"site", fmt.Sprintf("%s: %s, %s", q.site.Title, counted(len(q.site.Pages), "page"), counted(links(q.site), "link"))})
	rows = append(rows, [2]string{"pages opened", counts(t.Pages)}, [2]string{"links opened", counts(t.Resources)})
	announced := 0
	if board := s.config.Announcements; board != nil {
		announced = len(board.Current())
	}
	rows = append(rows, [2]string{"announcements", strconv.Itoa(announced)})
	if f := s.config.Operations.Status; f != nil {
		rows = append(rows, f()...)
	}
	q.out.Table(rows)
	return done
}

// counted is a number of things, of which there may be one.
func counted(n int, thing string) string {
	if n != 1 {
		thing += "s"
	}
	return fmt.Sprintf("%d %s", n, thing)
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

func sessionsCommand(q *request) int {
	if !q.understood(0) {
		return notUnderstood
	}
	s := q.session.server
	s.mu.Lock()
	all := slices.Collect(maps.Keys(s.sessions))
	s.mu.Unlock()
	slices.SortFunc(all, func(a, b *session) int { return a.began.Compare(b.began) })
	q.out.Text(counted(len(all), "session") + ", the oldest first: what, since when, the window, the source's pseudonym")
	var rows [][2]string
	for _, r := range all[:min(len(all), mostListed)] {
		r.mu.Lock()
		kind, size := r.kind, r.size
		r.mu.Unlock()
		if r == q.session {
			kind = "you"
		}
		window := "no terminal"
		if r.pty {
			window = fmt.Sprintf("%dx%d", size.Columns, size.Rows)
		}
		rows = append(rows, [2]string{kind, fmt.Sprintf("%s  %-11s  %s", r.began.Format("15:04:05"), window, s.config.Source(r.connection.RemoteAddr()))})
	}
	q.out.Table(rows)
	if more := len(all) - mostListed; more > 0 {
		q.out.Text(fmt.Sprintf("and %d more", more))
	}
	return done
}

func reloadCommand(q *request) int {
	if !q.understood(0) {
		return notUnderstood
	}
	reload := q.session.server.config.Operations.Reload
	if reload == nil {
		return q.trouble("the pages of this kiosk are built in, and cannot be reloaded")
	}
	// It goes on to its end when the organiser leaves: pages that were read and not
	// shown would not be shown later either.
	type outcome struct {
		what string
		err  error
	}
	over := make(chan outcome, 1)
	go func() {
		what, err := reload(context.WithoutCancel(q.session.ctx))
		over <- outcome{what, err}
	}()
	select {
	case o := <-over:
		if o.err != nil {
			return q.trouble("the pages were not reloaded, and the old ones stay:\n%v", o.err)
		}
		q.out.Text(o.what)
		return done
	case <-q.session.ctx.Done():
		return failed
	}
}

func drainCommand(q *request) int {
	if !q.understood(1) {
		return notUnderstood
	}
	drain := q.session.server.config.Operations.Drain
	if drain == nil {
		return q.trouble("this kiosk cannot be closed from here")
	}
	seconds := 0
	if len(q.args) > 0 {
		const most = int(MaxDrain / time.Second)
		var err error
		if seconds, err = strconv.Atoi(q.args[0]); err != nil || seconds < 1 || seconds > most {
			return q.misused(fmt.Sprintf("the notice is 1 to %d seconds", most))
		}
	}
	s := q.session.server
	draining, before := !s.Ready(), s.DrainLeft()
	notice := drain(time.Duration(seconds) * time.Second)
	which := "The kiosk drains"
	switch {
	case draining && notice < before-time.Second:
		which = "The kiosk drains already, and closes sooner now"
	case draining:
		which = "The kiosk drains already, and the end that was set before counts, for it is sooner"
	}
	q.out.Text(fmt.Sprintf("%s: everyone has %d s.", which, int(notice.Round(time.Second).Seconds())))
	return done
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
