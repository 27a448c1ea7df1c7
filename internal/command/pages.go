package command

import (
	"context"
	"slices"
	"strings"

	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/ansi"

	"hackday.example/kiosk/internal/clean"
	"hackday.example/kiosk/internal/qrcode"
	"hackday.example/kiosk/internal/site"
)

func readPage(_ context.Context, c *Call) Status {
	if !c.understood(1, markdownFlag) {
		return NotUnderstood
	}
	p := c.page()
	if p == nil {
		return NotUnderstood
	}
	c.Visit.Opened(p.Name, 0)
	if slices.Contains(c.flags, markdownFlag) {
		c.out.Verbatim(clean.Text(p.Markdown))
	} else {
		c.out.Page(p)
	}
	return Done
}

func listResources(_ context.Context, c *Call) Status {
	if !c.understood(2, "--json", "--url") {
		return NotUnderstood
	}
	p, r, ok := c.link()
	if !ok {
		return NotUnderstood
	}
	some := p.Resources
	if r != nil {
		some = []site.Resource{*r}
		c.Visit.Opened(p.Name, r.Number)
	}
	switch {
	case slices.Contains(c.flags, "--json"):
		if err := c.out.JSON(p, some); err != nil {
			return Failed // it cannot be written
		}
	case slices.Contains(c.flags, "--url"):
		for _, r := range some {
			c.out.Verbatim(r.URL + "\n")
		}
	default:
		c.out.Resources(p, some)
	}
	return Done
}

func showQR(_ context.Context, c *Call) Status {
	if !c.understood(2) {
		return NotUnderstood
	}
	p, r, ok := c.link()
	if !ok {
		return NotUnderstood
	}
	if r == nil {
		c.fail(c.words.Errors.NeedsLink, "usage", c.command.usage)
		return NotUnderstood
	}
	c.Visit.Opened(p.Name, r.Number)
	if !r.OnTheWeb() {
		c.fail(c.words.Errors.NotOnTheWeb)
		c.out.Verbatim(r.URL + "\n")
		return Failed
	}
	code, err := qrcode.Encode(r.URL)
	if err != nil {
		c.fail(c.words.Errors.NoQR)
		c.out.Verbatim(r.URL + "\n")
		return Failed
	}
	style := qrcode.Style{Depth: c.profile.Depth, ASCII: c.profile.ASCII, Colours: c.profile.Colours}
	if !c.PTY { // what is at the other end has colours, as a rule
		style.Depth, style.Colours = colorprofile.ANSI, true
	}
	for _, l := range code.Lines(style) {
		if c.PTY && c.profile.Dumb {
			l = ansi.Strip(l)
		}
		c.out.Verbatim(l + "\n")
	}
	c.out.Verbatim(r.URL + "\n")
	return Done
}

func sayPrivacy(_ context.Context, c *Call) Status {
	if !c.understood(0) {
		return NotUnderstood
	}
	c.out.Text(strings.TrimRight(c.words.Privacy, "\n"))
	return Done
}
