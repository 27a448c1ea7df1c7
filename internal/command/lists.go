package command

import (
	"context"
	"errors"
	"slices"
	"strings"

	"hackday.example/kiosk/internal/clean"
	"hackday.example/kiosk/internal/search"
	"hackday.example/kiosk/internal/site"
)

const jsonFlag = "--json"

// listPages lists all pages as a tree, or those that some words mean, the best first.
func listPages(_ context.Context, c *Call) Status {
	if !c.understood(len(c.args), jsonFlag) {
		return NotUnderstood
	}
	list := c.Site.List(c.words.Code)
	query := strings.Join(c.args, " ")
	if len(c.args) > 0 {
		list = c.filtered(list, query)
	}
	if slices.Contains(c.flags, jsonFlag) {
		if c.out.PagesJSON(list) != nil {
			return Failed
		}
	} else if len(list) > 0 {
		c.out.Pages(list)
	}
	if len(list) == 0 {
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
	switch {
	case errors.Is(err, search.ErrBusy):
		c.complain(c.words.Errors.BusySearch)
		return Failed
	case err != nil:
		return Failed
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

func showMenu(_ context.Context, c *Call) Status {
	if !c.understood(0) {
		return NotUnderstood
	}
	c.out.Menu()
	return Done
}
