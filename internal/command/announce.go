package command

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"hackday.example/kiosk/internal/announcements"
	"hackday.example/kiosk/internal/clean"
	"hackday.example/kiosk/internal/replica"
	"hackday.example/kiosk/internal/when"
	"hackday.example/kiosk/internal/words"
)

func announce(ctx context.Context, c *Call) Status {
	board := c.Kiosk.Board()
	if board == nil {
		return c.trouble("this kiosk has no folder for announcements; start it with --announcements DIR")
	}
	now := c.Kiosk.Now()
	line, wrong := readAnnouncement(c.line, now)
	if wrong != "" {
		return c.misused(wrong)
	}
	text := line.text
	if text == "" {
		return c.misused("there is nothing to announce")
	}
	if line.asks != "" {
		return c.trouble("%s", line.asks)
	}
	var until time.Time
	if line.until != "" {
		var err error
		if until, err = announcements.ParseUntil(line.until, now); err != nil {
			return c.trouble("%v", err)
		}
	}
	a, err := board.Add(text, until)
	if err != nil {
		return c.trouble("%v", err)
	}
	everywhere := ""
	if all := c.Kiosk.Replicas(); all != nil {
		everywhere = spreads(all.Spread(ctx), "has", "have")
		a = renumbered(board, a)
	}
	c.out.Text(fmt.Sprintf("Announcement %d is shown to everyone %s: %s", a.Number, untilWords(a.Until, now), a.Text))
	c.out.Text(fmt.Sprintf("To take it back: withdraw %d", a.Number))
	if everywhere != "" {
		c.out.Text(everywhere)
	}
	return Done
}

// renumbered is an announcement as it is after an exchange with the other replicas: where two
// were announced at the same moment, it may have another number then.
func renumbered(board *announcements.Board, a announcements.Announcement) announcements.Announcement {
	for _, now := range board.Current() {
		if now.Text == a.Text && now.Until.Equal(a.Until) {
			a.Number = now.Number // of those that are alike, the last is the newest
		}
	}
	return a
}

// learn has this kiosk learn what was announced elsewhere, and returns who may not have told:
// nil where all did, or the kiosk is one by itself.
func (c *Call) learn(ctx context.Context) []replica.Lacking {
	if all := c.Kiosk.Replicas(); all != nil {
		return all.Spread(ctx).Missing
	}
	return nil
}

// misused says how a command is written.
func (c *Call) misused(what string) Status {
	c.fail("{what}; it is: {usage}", "what", what, "usage", c.command.usage)
	return NotUnderstood
}

func asksForHelp(word string) bool { return word == "--help" || word == "-h" }

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
func untilWords(until, now time.Time) string {
	if until.IsZero() {
		return "until it is taken back"
	}
	return "until " + when.Until(until, now)
}

func listAnnouncements(ctx context.Context, c *Call) Status {
	if !c.understood(0, allFlag) { // which is what they always mean
		return NotUnderstood
	}
	board := c.Kiosk.Board()
	if board == nil {
		c.out.Text("Nothing is announced.")
		return Done
	}
	silent, apart := lacking(c.learn(ctx))
	now := c.Kiosk.Now()
	var rows [][2]string
	for _, a := range board.Current() {
		rows = append(rows, [2]string{strconv.Itoa(a.Number), a.Text + " (" + untilWords(a.Until, now) + ")"})
	}
	if len(rows) == 0 {
		c.out.Text("Nothing is announced.")
	}
	c.out.Table(append(rows, announcementProblems(board.Summary())...))
	if n := len(silent); n > 0 {
		c.out.Text(names(silent) + plural(n, " does", " do") + " not answer, and may show others.")
	}
	for _, a := range apart {
		c.out.Text(a + ", and may show others.")
	}
	return Done
}

func withdraw(ctx context.Context, c *Call) Status {
	if !c.understood(1) {
		return NotUnderstood
	}
	if len(c.args) == 0 {
		return c.misused("say which, by its number")
	}
	number, err := strconv.Atoi(c.args[0])
	if err != nil {
		return c.misused(clean.Quote(c.args[0]) + " is no number")
	}
	board := c.Kiosk.Board()
	if board == nil {
		return c.trouble("this kiosk has no announcements")
	}
	c.learn(ctx)
	a, err := board.Withdraw(number)
	if err != nil {
		return c.trouble("%v", err)
	}
	c.out.Text(takenBack(a))
	if all := c.Kiosk.Replicas(); all != nil {
		c.out.Text(spreads(all.Spread(ctx), "knows", "know"))
	}
	return Done
}

// takenBack says what was withdrawn. What another kiosk wrote may have no words to show.
func takenBack(a announcements.Announcement) string {
	if a.Text == "" {
		return fmt.Sprintf("Announcement %d is taken back.", a.Number)
	}
	return fmt.Sprintf("Announcement %d is taken back: %s", a.Number, a.Text)
}

// mostProblems bounds how many problems with announcements an organiser is shown at once;
// kiosk check lists all.
const mostProblems = 8

// announced is how the announcements are, in a few words.
func announced(s announcements.Summary) string {
	text := fmt.Sprintf("%d shown", s.Shown)
	if s.Over > 0 {
		text += fmt.Sprintf(", %d over", s.Over)
	}
	if n := len(s.Problems); n > 0 {
		text += ", " + words.Counted(n, "thing to look at", "things to look at")
	}
	return text
}

// announcementProblems are rows of what is wrong with the files of announcements.
func announcementProblems(s announcements.Summary) (rows [][2]string) {
	for _, p := range s.Problems[:min(len(s.Problems), mostProblems)] {
		rows = append(rows, [2]string{lookAt, p.String()})
	}
	if more := len(s.Problems) - mostProblems; more > 0 {
		rows = append(rows, [2]string{lookAt, fmt.Sprintf("%d more, which kiosk check --announcements lists", more)})
	}
	return rows
}
