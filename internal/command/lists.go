package command

import (
	"cmp"
	"context"
	"errors"
	"io"
	"slices"
	"strings"

	"hackday.example/kiosk/internal/clean"
	"hackday.example/kiosk/internal/search"
	"hackday.example/kiosk/internal/site"
)

const jsonFlag = "--json"

// listPages lists all pages as a tree, or those that some words mean, the best first.
func listPages(ctx context.Context, c *Call) Status {
	if !c.understood(len(c.args), jsonFlag) {
		return NotUnderstood
	}
	list := c.Site.List(c.words.Code)
	query := strings.Join(c.args, " ")
	if len(c.args) > 0 {
		list = c.filtered(list, query)
	}
	written := c.inTurn(ctx, func() error {
		if slices.Contains(c.flags, jsonFlag) {
			return c.out.PagesJSON(list)
		}
		if len(list) > 0 {
			c.out.Pages(list)
		}
		return nil
	})
	switch {
	case !written:
		return Failed
	case len(list) == 0:
		return c.notFound(query)
	}
	return Done
}

// filtered are the entries of the list of pages that a query means, by their titles,
// names and subtitles.
func (c *Call) filtered(list []site.Entry, query string) []site.Entry {
	ranked := c.Site.PageFilter(c.words.Code).Rank(query)
	found := make([]site.Entry, len(ranked))
	for k, i := range ranked {
		found[k] = list[i]
	}
	return found
}

// notFound says that nothing was found, as grep's exit status does.
func (c *Call) notFound(query string) Status {
	if c.Site.Partial {
		c.fail(c.words.Errors.NotYet, "name", clean.Quote(query))
		return Failed
	}
	c.fail(c.words.Search.None, "query", clean.Quote(query))
	return Failed
}

// findPages searches all pages.
func findPages(ctx context.Context, c *Call) Status {
	if !c.understood(len(c.args), jsonFlag) {
		return NotUnderstood
	}
	query := strings.Join(c.args, " ")
	if len(search.Words(query)) == 0 {
		c.fail(c.words.Errors.NeedsWords, "usage", c.command.usage)
		return NotUnderstood
	}
	var found search.Results
	err := c.Finder.Find(ctx, c.Site, query, c.words.Code, func(r search.Results) { found = r })
	if err != nil {
		return c.notSearched(err)
	}
	if slices.Contains(c.flags, jsonFlag) {
		if c.out.HitsJSON(found.Hits) != nil {
			return Failed
		}
	} else if found.Pages > 0 {
		c.out.Hits(found)
	}
	if found.Pages == 0 {
		return c.notFound(query)
	}
	return Done
}

// notSearched says why there was no turn to look through all pages.
func (c *Call) notSearched(err error) Status {
	if errors.Is(err, search.ErrBusy) {
		c.complain(c.words.Errors.BusySearch)
	}
	return Failed
}

// inTurn writes a list of all pages, of which there may be site.MaxPages, in a turn; false
// if it was not written, which was said if too many wait. While the client takes what is
// written to c.out, others have their turns. Nothing else may wait in write.
func (c *Call) inTurn(ctx context.Context, write func() error) bool {
	turn, err := c.Finder.Take(ctx)
	if err != nil {
		c.notSearched(err)
		return false
	}
	defer turn.Give()
	c.paused.turn = turn
	defer func() { c.paused.turn = nil }()
	return write() == nil
}

// pausedOutput is the client's stream. Whoever writes to it in a turn gives that back
// meanwhile.
type pausedOutput struct {
	to   io.Writer
	turn *search.Turn // nil outside of one
}

func (o *pausedOutput) Write(p []byte) (n int, err error) {
	if o.turn == nil {
		return o.to.Write(p)
	}
	ended := o.turn.Pause(func() { n, err = o.to.Write(p) })
	return n, cmp.Or(err, ended)
}

func showMenu(ctx context.Context, c *Call) Status {
	if !c.understood(0) {
		return NotUnderstood
	}
	if !c.inTurn(ctx, func() error { c.out.Menu(); return nil }) {
		return Failed
	}
	return Done
}
