package command

import (
	"errors"
	"slices"
	"strings"
	"time"

	"hackday.example/kiosk/internal/clean"
	"hackday.example/kiosk/internal/nearest"
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
	// asks is set where it is not plain when the announcement ends, or what its words are.
	// Nothing is to be announced then.
	asks string
}

// readAnnouncement takes the time that an announcement ends out of its line, and quotes
// off its text: the organiser's own shell took the outer ones, as a rule. Words behind
// "--", or in quotes that came through, are words, whatever they are; a time in such quotes
// ends with them. Without them nobody can tell words behind a time from a part of it, and
// they are asked about. wrong says why the line is not understood: a flag that is misspelt
// must not be shown to everyone.
func readAnnouncement(line string, now time.Time) (l announcementLine, wrong string) {
	const needsTime = untilFlag + " needs a time behind it"
	list := strings.Fields(line)
	verbatim := len(list) > 0 && list[0] == "--"
	if verbatim {
		list = list[1:]
	}
	quoted, open := quotedWords(list), false
	var rest, late []string // all words; those behind a time that no quote ends
	for i := 0; i < len(list); i++ {
		value, joined := strings.CutPrefix(dashes(list[i]), untilFlag+"=")
		if i < quoted || !joined && dashes(list[i]) != untilFlag {
			if wrong := unknownFlag(list[i], i == 0); wrong != "" && !verbatim && i >= quoted {
				return announcementLine{}, wrong
			}
			rest = append(rest, list[i])
			if open {
				late = append(late, list[i])
			}
			continue
		}
		behind := list[i+1:]
		if joined {
			behind = append([]string{value}, behind...)
		}
		n := quotedWords(behind)
		if n == 0 {
			open, n = true, timeWords(behind, now)
		}
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
	switch {
	case len(late) > 0 && l.text != "":
		l.asks, l.until = asksForOrder(rest, late, strings.Trim(l.until, quotes), verbatim, now), ""
	case l.until == "" && !verbatim && l.text == whole:
		l.asks = asksForFlag(rest, now)
	}
	return l, ""
}

// quotedWords is how many of some words stand in quotes at their beginning, that of the
// closing quote included; 0 if there is none.
func quotedWords(list []string) int {
	if len(list) == 0 || list[0] == "" || !strings.Contains(quotes, list[0][:1]) {
		return 0
	}
	for i, word := range list {
		if strings.HasSuffix(word, list[0][:1]) && (i > 0 || len(word) > 1) {
			return i + 1
		}
	}
	return 0
}

// unknownFlag says what is wrong with a flag that is none; empty for a word. A dash may stand
// for the hyphens of allFlag in the first word alone: "tea for you —all of you".
func unknownFlag(word string, first bool) string {
	name, _, _ := strings.Cut(dashes(word), "=")
	if name == replicaFlag || name == allFlag && (first || word[0] == '-') {
		return "an announcement is always shown everywhere; leave " + name + " out"
	}
	near := isFlag(name) && nearest.Name(name, []string{untilFlag}) != ""
	switch {
	case near:
		return "there is no flag " + clean.Quote(word) + " (did you mean " + untilFlag + "?)"
	case isFlag(word):
		return "there is no flag " + clean.Quote(word)
	}
	return ""
}

// asksForOrder asks back where words stand behind the time, which may belong to it: "16:00
// Paris". The late ones are the last of the list.
func asksForOrder(list, late []string, until string, verbatim bool, now time.Time) string {
	why := "words stand behind the time"
	if _, err := when.Parse(until+" "+strings.Join(late, " "), now); err != nil {
		why, _, _ = strings.Cut(err.Error(), "; ")
	}
	write := func(list []string) string {
		words := strings.Join(list, " ")
		if verbatim {
			words = "-- " + words
		}
		return "announce " + clean.Line(words) + " " + untilFlag + " " + clean.Line(until)
	}
	text := "nothing is announced yet: " + why + "\n" +
		"so that everyone is shown all these words, until then: " + write(list)
	if len(late) < len(list) {
		text += "\n" + "without those behind the time: " + write(list[:len(list)-len(late)])
	}
	return text
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
// none at their beginning. The time may be one that is refused, for it may be several, or
// past.
func timeWords(list []string, now time.Time) (n int) {
	for k := 1; k <= min(len(list), mostTimeWords); k++ {
		_, err := when.Parse(unquoted(strings.Join(list[:k], " ")), now)
		if unclear := (*when.Unclear)(nil); err == nil || errors.As(err, &unclear) {
			n = k
		}
	}
	return n
}

// asksForFlag asks back where the words of an announcement have "until" and a time in them,
// or a flag with one hyphen. It is empty where they have not: "until the food is gone" is no
// time.
func asksForFlag(list []string, now time.Time) string {
	for i, word := range slices.Backward(list) {
		name, value, joined := strings.Cut(word, "=")
		w := strings.ToLower(strings.Trim(name, "-:'’‘`("))
		slip := strings.HasPrefix(name, "-") && nearest.Name(w, []string{"until"}) != ""
		if w != "until" && w != "till" && w != "til" && !slip {
			continue
		}
		behind, used := slices.Clone(list[i+1:]), 0
		if joined {
			behind, used = append([]string{value}, behind...), -1
		}
		for k := range behind {
			behind[k] = strings.TrimRight(behind[k], ".,;!?)")
		}
		n := timeWords(behind, now)
		if n == 0 {
			continue
		}
		used += n
		at := strings.TrimSpace(strings.Join(behind[:n], " "))
		words := strings.Join(slices.Concat(list[:i], list[i+1+used:]), " ")
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
