package sshd

import (
	"fmt"
	"strings"

	"hackday.example/kiosk/internal/site"
)

// Every word that the server says to a visitor outside the reader. Errors
// begin with a small letter and have no full stop; they say what was meant and
// what to do.

const (
	closingWords         = "The kiosk is closing for now. Thank you for reading, and please come back."
	sorryWords           = "Sorry, something went wrong in the kiosk. Please connect again."
	tooManySessionsWords = "this connection has all the sessions it may have"
	tooLongWords         = "the command is too long; try: help"
	unclosedQuoteWords   = "a quote is opened and not closed; try: help"

	fullWords         = "The kiosk is full just now, so here is the page as text. Come again in a few minutes to browse."
	tooMuchInputWords = "The kiosk was sent more than anybody types, and closed. Please connect again."
	idleWords         = "Nobody pressed a key for a while, so the kiosk closed. Please come back any time."

	privacyWords = `Privacy

You need no account here, and nobody asks who you are. The kiosk does not keep the name you log in with, your keys, your client's name, what you type or what you read.

For each visit it writes one line to its log: when the visit ended, how long it was, whether it was on a screen or as text and went well, and a random code in place of your network address. The code is the same for visits from the same address until the kiosk is started again; then it changes, and nobody can go back from it to the address. The kiosk keeps no file of its own. How long the log is kept is for the organisers to say.

So that no one can crowd others out, it counts connections by network address in memory: while you are connected, and for ten minutes after your last visit. Then the address is forgotten as soon as the next visitor comes, and in any case when the kiosk stops.

Your connection is encrypted between your computer and the kiosk.`

	helpFoot = "\nWithout a command, and in a terminal, you get the pages to read; press ? there for the keys, and q to leave."
)

func helpHead(s *site.Site) string {
	head := s.Title
	if s.Tagline != "" {
		head += ": " + s.Tagline
	}
	return head + "\n\nWrite one of these behind \"ssh\" and the host's name:\n"
}

func contactWords(contact string) string { return "Questions? Write to " + contact + "." }

func unknownCommandWords(name string, names []string) string {
	return fmt.Sprintf("there is no command %s; %s", shown(name), suggestion(name, names))
}

func unknownPageWords(name string, names []string) string {
	return fmt.Sprintf("there is no page %s; %s", shown(name), suggestion(name, names))
}

func unknownFlagWords(flag, usage string) string {
	return fmt.Sprintf("%s is not known here; it is: %s", shown(flag), usage)
}

func tooManyWords(arg, usage string) string {
	return fmt.Sprintf("%s is one word too many; it is: %s", shown(arg), usage)
}

// suggestion says what was meant, or what there is.
func suggestion(name string, names []string) string {
	if best := nearest(name, names); best != "" {
		return fmt.Sprintf("did you mean %q?", best)
	}
	const most = 20
	if len(names) > most {
		return fmt.Sprintf("try one of %s, and %d more", strings.Join(names[:most], ", "), len(names)-most)
	}
	return "try one of: " + strings.Join(names, ", ")
}

// shown is a visitor's own word, short and with nothing in it that a terminal
// could obey.
func shown(word string) string {
	const most = 40
	word = site.Clean(strings.ToValidUTF8(word, "?"))
	if runes := []rune(word); len(runes) > most {
		word = string(runes[:most]) + "…"
	}
	return fmt.Sprintf("%q", word)
}
