package linear

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"hackday.example/kiosk/internal/layout"
	"hackday.example/kiosk/internal/search"
	"hackday.example/kiosk/internal/site"
	"hackday.example/kiosk/internal/words"
)

// openPage opens a page by its address, or its number among all pages; without
// either, it lists them all.
func (r *Reader) openPage(name string) {
	if name == "" {
		r.pages("")
		return
	}
	if n, err := strconv.Atoi(name); err == nil && r.site.Page(name) == nil {
		r.openNumber(r.pagesList(), n)
		return
	}
	r.goToAddress(name)
}

// goTo opens an entry of the list that was read last by its number, or a page by its
// address.
func (r *Reader) goTo(where string) {
	n, err := strconv.Atoi(where)
	switch {
	case where == "":
		r.say(r.words.Linear.GoWhere)
	case err != nil:
		r.goToAddress(where)
	case r.listed == nil && r.site.Page(where) != nil: // a year, for example
		r.goToAddress(where)
	case r.listed == nil:
		r.say(r.words.Linear.GoWhere)
	default:
		r.openNumber(r.listed, n)
	}
}

// openNumber opens an entry of a list by its number.
func (r *Reader) openNumber(l *listing, n int) {
	if n < 1 || n > l.count {
		r.say(words.Fill(r.words.Linear.NoSuchEntry, "number", n, "count", l.count))
		return
	}
	l.open(n - 1)
}

// goToAddress opens a page by its address, or names the one that is nearest.
func (r *Reader) goToAddress(address string) {
	p, fragment, near := r.site.Resolve(address, r.words.Code)
	why := r.site.LeftOut(address)
	switch {
	case p != nil:
		r.open(p, fragment)
	case why != "":
		r.say(words.Fill(r.words.Errors.LeftOut, "name", address, "reason", why) + ".")
	case r.site.Partial:
		r.say(words.Fill(r.words.Errors.NotYet, "name", address))
	case len(near) > 0:
		r.say(words.Fill(r.words.Linear.Nearest, "name", address, "near", near[0]))
	default:
		r.say(words.Fill(r.words.Linear.NoSuchPage, "name", address))
	}
}

// goWay opens the page above, before or after this one.
func (r *Reader) goWay(a action) {
	var p *site.Page
	says := ""
	switch a {
	case up:
		p, says = r.site.Above(r.page, r.words.Code), r.words.Bar.NothingAbove
	case before:
		p, says = r.site.Before(r.page, r.words.Code), r.words.Bar.NothingBefore
	default:
		p, says = r.site.After(r.page, r.words.Code), r.words.Bar.NothingAfter
	}
	if p == nil {
		r.say(says + ".")
		return
	}
	r.open(p, "")
}

// hunt is what a search over all pages found. It holds names, not pages: a site that is
// shown no more is not to be kept by it.
type hunt struct {
	query string
	words []string // as they are looked for
	hits  []hit
	at    int  // the one that was opened
	told  bool // that the next page is opened next
}

type hit struct{ name, title string }

// searchFor bounds how long a search takes: who waits for it types no more meanwhile.
const searchFor = 5 * time.Second

// search looks for words on all pages, and lists those that have them.
func (r *Reader) search(query string) {
	h := &hunt{query: query, words: search.Words(query)}
	if len(h.words) == 0 {
		r.say(r.words.Linear.SearchWhat)
		return
	}
	r.listed = nil
	ctx, stop := context.WithTimeout(context.Background(), searchFor)
	defer stop()
	var found search.Results
	err := r.finder.Find(ctx, r.site, query, r.words.Code, func(f search.Results) { found = f })
	switch {
	case errors.Is(err, search.ErrBusy), err != nil && found.Pages == 0:
		r.say(r.words.Linear.SearchBusy)
		return
	case found.Pages == 0 && r.site.Partial:
		r.say(r.words.Page.Partial)
		return
	case found.Pages == 0:
		r.say(words.Fill(r.words.Linear.SearchNothing, "query", query))
		return
	}
	excerpts := make([]string, len(found.Hits))
	for i, f := range found.Hits {
		h.hits = append(h.hits, hit{strings.Clone(f.Page.Name), strings.Clone(f.Page.Title)})
		excerpts[i] = f.Excerpt
	}
	head := r.words.Count(r.words.Linear.SearchFound, found.Pages, "query", query)
	r.list(&listing{
		head:  head,
		count: len(h.hits),
		lines: 2,
		say: func(i int) {
			r.say(strings.TrimSuffix(fmt.Sprintf("%d. %s (%s): %s", i+1, h.hits[i].title, h.hits[i].name, excerpts[i]), ": "))
		},
		open: func(i int) { r.openHit(h, i) },
	}, "")
}

// openHit opens a page that a search found, and reads where it has the words first.
func (r *Reader) openHit(h *hunt, i int) {
	p := r.site.Page(h.hits[i].name)
	if p == nil {
		r.say(r.words.Missing(r.site))
		return
	}
	r.leavePage()
	r.show(p)
	r.tellOpened(0)
	h.at, h.told = i, false
	r.hunt, r.query = h, h.query
	r.say(r.page.Title)
	r.sayLanguage()
	if matches := r.matches(); len(matches) > 0 {
		r.readMatch(matches, 0)
		return
	}
	r.blank()
	r.move(r.text.first())
}

// readMatch reads from the paragraph in which a match stands.
func (r *Reader) readMatch(matches []layout.Match, number int) {
	r.say(words.Fill(r.words.Linear.Found, "count", len(matches), "number", number+1))
	r.blank()
	r.recite(r.text.from(matches[number].Line))
	r.found = number
}

// findOn reads the next match of the search that led to the page; behind the last one it
// says which page is next, and then opens that.
func (r *Reader) findOn() {
	h := r.hunt
	matches := r.matches()
	next := 0
	if len(matches) > 0 {
		next = r.nextMatch(matches, true)
	}
	switch {
	case r.found+1 < len(matches):
		h.told = false
		r.readMatch(matches, next)
	case h.at+1 >= len(h.hits):
		r.say(r.words.Linear.LastPage)
	case h.told:
		r.openHit(h, h.at+1)
	default:
		h.told = true
		r.say(words.Fill(r.words.Linear.NextPage, "title", h.hits[h.at+1].title))
	}
}

// matches is where the page's body holds what is looked for.
func (r *Reader) matches() []layout.Match {
	var found []layout.Match
	if r.hunt != nil {
		found = r.layout.FindWords(r.hunt.words)
	} else {
		found = r.layout.Find(r.query)
	}
	return slices.DeleteFunc(found, func(m layout.Match) bool {
		return m.Line < r.layout.Body.First || m.Line >= r.layout.Body.End
	})
}
