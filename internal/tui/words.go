package tui

import (
	"fmt"
	"time"

	"hackday.example/kiosk/internal/site"
	"hackday.example/kiosk/internal/terminal"
	"hackday.example/kiosk/internal/theme"
)

// Every word that the reader says, in the NHS's style: short, active, plain
// (https://service-manual.nhs.uk/content). Sentences on the bottom line have
// no full stop.

const (
	helpTitle     = "Keys"
	helpFoot      = "The wheel scrolls, and text can be selected with the mouse as anywhere else."
	noLinksWords  = "This page has no links."
	noColourWords = "This terminal has no colours"
	updatedWords  = "This page was updated just now"
)

var (
	readerHints = []hint{{"↑↓", "scroll", 5}, {"Space", "page", 6}, {"1-9", "open link", 4}, {"r", "links", 3}, {"?", "keys", 2}, {"q", "quit", 1}}
	listHints   = []hint{{"↑↓", "choose", 4}, {"Enter", "open", 3}, {"Esc", "back", 1}, {"q", "quit", 2}}
	cardHints   = []hint{{"→", "next link", 3}, {"Esc", "back", 1}, {"q", "quit", 2}}
	helpHints   = []hint{{"↑↓", "scroll", 3}, {"Esc", "back", 1}, {"q", "quit", 2}}
)

func goodbyeWords(s *site.Site) string {
	return fmt.Sprintf("Goodbye from %s. It is all on %s as well.", s.Title, s.URL)
}

func tooSmallWords(size terminal.Size) string {
	return fmt.Sprintf("Make this window %dx%d or larger. It is %dx%d. q leaves.",
		terminal.MinUsable.Columns, terminal.MinUsable.Rows, size.Columns, size.Rows)
}

func idleWords(left time.Duration) string {
	return fmt.Sprintf("Closing in %d s: any key stays", int((left+time.Second-1)/time.Second))
}

func typingNumber(n int) string {
	return fmt.Sprintf("Link %d_ Enter opens it", n)
}

func noSuchLink(n, count int) string {
	switch count {
	case 0:
		return "This page has no links"
	case 1:
		return fmt.Sprintf("There is no link %d, only link 1", n)
	}
	return fmt.Sprintf("There is no link %d, only 1 to %d", n, count)
}

func themeWords(n theme.Name) string {
	switch n {
	case theme.Dark:
		return "Colours for a dark window"
	case theme.Light:
		return "Colours for a light window"
	}
	return "No colours"
}

func listTitle(p *site.Page) string { return "Links in " + p.Title }

func linkOf(n, count int) string { return fmt.Sprintf("Link %d of %d", n, count) }

func quoted(sentence string) string { return "“" + sentence + "”" }

func atTheEnd(page string) string { return "At the end of " + page }

func inPage(page, heading string) string {
	if heading == "" {
		return "In " + page
	}
	return fmt.Sprintf("In %s, under “%s”", page, heading)
}
