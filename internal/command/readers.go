package command

import (
	"context"

	"hackday.example/kiosk/internal/reading"
)

// forReader is what any reader is made for. The call lets go of the site: the reader is
// told of those that follow.
func (c *Call) forReader() reading.Options {
	defer c.letGo()
	trouble := ""
	if c.Organiser != "" {
		trouble = c.Kiosk.Trouble()
	}
	return reading.Options{
		Site:          c.Site,
		Layouts:       c.Layouts,
		Finder:        c.Finder,
		Words:         c.words,
		Pictures:      c.Pictures,
		Join:          c.Visit.Join(),
		Page:          c.opened,
		Fragment:      c.fragment,
		Announcements: c.Announced,
		Notice:        c.notice(),
		Trouble:       trouble,
		Organiser:     c.Organiser != "",
		Opened:        c.Visit.Opened,
	}
}

// notice is what a reader says to begin with.
func (c *Call) notice() string {
	if c.notRun {
		return c.words.Server.NotRun
	}
	return ""
}

// readScreen runs the reader on a whole screen.
func readScreen(ctx context.Context, c *Call) Status {
	return c.left(c.Visit.Screen(ctx, c.forReader(), c.profile, false))
}

// readLines runs the reader of lines.
func readLines(ctx context.Context, c *Call) Status {
	if !c.understood(1) || c.page() == nil {
		return NotUnderstood
	}
	return c.left(c.Visit.Lines(ctx, c.forReader(), c.profile))
}

// runLobby runs the lobby, if there may be one more.
func runLobby(ctx context.Context, c *Call) Status {
	if !c.understood(0) {
		return NotUnderstood
	}
	if !c.Visit.TakeLobby() {
		c.fail(c.words.Errors.TooManyLobbies)
		return Failed
	}
	defer c.Visit.LeaveLobby()
	o := c.forReader()
	o.Organiser, o.Trouble = false, "" // whoever started it, everybody sees it
	return c.left(c.Visit.Screen(ctx, o, c.profile, true))
}

// fullHouse gives the page as text to those for whom there is no place.
func (c *Call) fullHouse() Status {
	if notice := c.notice(); notice != "" {
		c.out.Text(notice + ".\n")
	}
	p := c.page()
	if p == nil {
		return NotUnderstood
	}
	c.Visit.Opened(p.Name, 0)
	c.out.Page(p)
	c.out.Text("\n" + c.words.Server.Full)
	return Done
}
