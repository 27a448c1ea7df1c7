package command

import (
	"errors"
	"slices"
	"strings"
	"time"

	"hackday.example/kiosk/internal/clean"
	"hackday.example/kiosk/internal/when"
)

const (
	untilFlag = "--until"

	// mostTimeWords is how many words a time takes at most: "the day after tomorrow at half
	// past nine in the morning".
	mostTimeWords = 12
)

// announcementLine is what stands behind "announce".
type announcementLine struct {
	text  string // without the quotes around it
	until string // as it was typed; empty if it is shown until it is taken back
	// asks is set where the words end in a time, and no flag says so: the announcement
	// would stay after it. Nothing is to be announced then.
	asks string
}

// readAnnouncement takes the time that an announcement ends out of its line, and quotes
// off its text: the organiser's own shell took the outer ones, as a rule. Words behind
// "--", or in quotes that came through, are words, whatever they are. wrong says why the
// line is not understood: a flag that is misspelt must not be shown to everyone.
func readAnnouncement(line string, now time.Time) (l announcementLine, wrong string) {
	const needsTime = untilFlag + " needs a time behind it"
	list := strings.Fields(line)
	verbatim := len(list) > 0 && list[0] == "--"
	if verbatim {
		list = list[1:]
	}
	var rest []string
	for i := 0; i < len(list); i++ {
		value, joined := strings.CutPrefix(dashes(list[i]), untilFlag+"=")
		if !joined && dashes(list[i]) != untilFlag {
			if isFlag(list[i]) && !verbatim {
				return announcementLine{}, "there is no flag " + clean.Quote(list[i])
			}
			rest = append(rest, list[i])
			continue
		}
		behind := list[i+1:]
		if joined {
			behind = append([]string{value}, behind...)
		}
		n, _ := timeWords(behind, now)
		if n == 0 { // which is said with what is wrong in it
			n = len(behind)
			if flag := slices.IndexFunc(behind, isFlag); flag >= 0 {
				n = flag
			}
			n = min(n, mostTimeWords)
		}
		if l.until = unquoted(strings.Join(behind[:n], " ")); l.until == "" {
			return announcementLine{}, needsTime
		}
		if i += n; joined {
			i--
		}
	}
	whole := strings.Join(rest, " ")
	l.text = unquoted(whole)
	if l.until == "" && !verbatim && l.text == whole {
		l.asks = asksForFlag(rest, now)
	}
	return l, ""
}

// dashes is a word with the two hyphens before a flag where a phone or a word processor has
// made one dash of them.
func dashes(word string) string {
	for _, dash := range []string{"—", "–"} {
		if rest, ok := strings.CutPrefix(word, dash); ok {
			return "--" + rest
		}
	}
	return word
}

// timeWords is how many of some words are a time, the most that can be one; 0 if there is
// none at their beginning. sure is false if the time is one that is refused, for it may be
// several, or past.
func timeWords(list []string, now time.Time) (n int, sure bool) {
	for k := 1; k <= min(len(list), mostTimeWords); k++ {
		_, err := when.Parse(unquoted(strings.Join(list[:k], " ")), now)
		var unclear *when.Unclear
		switch {
		case err == nil:
			n, sure = k, true
		case errors.As(err, &unclear):
			n, sure = k, false
		}
	}
	return n, sure
}

// asksForFlag asks back where the words of an announcement have "until" and a time in them.
// It is empty where they have not: "until the food is gone" is no time.
func asksForFlag(list []string, now time.Time) string {
	for i, word := range slices.Backward(list) {
		if w := strings.ToLower(strings.Trim(word, "-:'’‘`(")); w != "until" && w != "till" && w != "til" {
			continue
		}
		behind := slices.Clone(list[i+1:])
		for k := range behind {
			behind[k] = strings.TrimRight(behind[k], ".,;!?)")
		}
		n, _ := timeWords(behind, now)
		if n == 0 {
			continue
		}
		at := strings.Join(behind[:n], " ")
		words := strings.Join(slices.Concat(list[:i], list[i+1+n:]), " ")
		return "nothing is announced yet: did you mean " + untilFlag + " " + clean.Line(at) + "?\n" +
			"so that it ends by itself then: announce " + clean.Line(words) + " " + untilFlag + " " + clean.Line(at) + "\n" +
			"so that everyone is shown these words, until it is taken back: announce -- " + clean.Line(strings.Join(list, " "))
	}
	return ""
}

// isFlag tells a flag from a word and from a dash, however long.
func isFlag(word string) bool {
	return strings.HasPrefix(word, "--") && strings.Trim(word, "-") != ""
}
