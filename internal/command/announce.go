package command

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"hackday.example/kiosk/internal/announcements"
	"hackday.example/kiosk/internal/clean"
)

func announce(_ context.Context, c *Call) Status {
	board := c.Kiosk.Board()
	if board == nil {
		return c.trouble("this kiosk has no folder for announcements; start it with --announcements DIR")
	}
	text, when, wrong := cutUntil(c.line)
	if wrong != "" {
		return c.misused(wrong)
	}
	if text == "" {
		return c.misused("there is nothing to announce")
	}
	var until time.Time
	if when != "" {
		var err error
		if until, err = announcements.ParseUntil(when, c.Kiosk.Now()); err != nil {
			return c.trouble("%v", err)
		}
	}
	a, err := board.Add(text, until)
	if err != nil {
		return c.trouble("%v", err)
	}
	c.out.Text(fmt.Sprintf("Announcement %d is shown to everyone %s. To take it back: withdraw %[1]d", a.Number, untilWords(a.Until)))
	return Done
}

// misused says how a command is written.
func (c *Call) misused(what string) Status {
	c.fail("{what}; it is: {usage}", "what", what, "usage", c.command.usage)
	return NotUnderstood
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
				return "", "", "there is no flag " + clean.Quote(list[i])
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

func listAnnouncements(_ context.Context, c *Call) Status {
	if !c.understood(0) {
		return NotUnderstood
	}
	board := c.Kiosk.Board()
	if board == nil || len(board.Current()) == 0 {
		c.out.Text("Nothing is announced.")
		return Done
	}
	var rows [][2]string
	for _, a := range board.Current() {
		rows = append(rows, [2]string{strconv.Itoa(a.Number), a.Text + " (" + untilWords(a.Until) + ")"})
	}
	c.out.Table(rows)
	return Done
}

func withdraw(_ context.Context, c *Call) Status {
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
	if err := board.Withdraw(number); err != nil {
		return c.trouble("%v", err)
	}
	c.out.Text(fmt.Sprintf("Announcement %d is taken back.", number))
	return Done
}
