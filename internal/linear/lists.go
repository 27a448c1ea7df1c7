package linear

import (
	"fmt"
	"strconv"
	"weak"

	"hackday.example/kiosk/internal/filter"
	"hackday.example/kiosk/internal/fold"
	"hackday.example/kiosk/internal/reading"
	"hackday.example/kiosk/internal/site"
	"hackday.example/kiosk/internal/words"
)

// maxListed is how many lines of entries of a list are read at once, about.
const maxListed = 20

// listing is a list of which a part was read.
type listing struct {
	head  string
	count int         // how many entries there are, whatever is read of them
	say   func(i int) // says an entry, from 0
	open  func(i int)
	texts func() *filter.List // the entries as they are filtered
	here  bool                // it is of the page that is read
	lines int                 // how many lines an entry has, about; 0 means 1

	some []int // the entries that a filter left, the best first; nil for all
	next int   // how many were read
}

// n is how many entries are read in all.
func (l *listing) n() int {
	if l.some != nil {
		return len(l.some)
	}
	return l.count
}

// list reads the beginning of a list, of what a filter leaves of it.
func (r *Reader) list(l *listing, query string) {
	r.listed = l
	if query != "" {
		l.some = l.texts().Rank(query)
		if len(l.some) == 0 {
			r.listed = nil
			r.say(words.Fill(r.words.Linear.NoneOfThem, "query", query))
			return
		}
	}
	r.say(l.head)
	r.readList()
}

// textsKey is all that the texts of a list of the page's depend on.
type textsKey struct {
	of    action
	words *words.Words
	site  weak.Pointer[site.Site] // the cache must not hold on to it
}

// filter filters a list of the page's.
func (r *Reader) filter(of action, n int, text func(i int) filter.Text) *filter.List {
	return reading.Texts(r.layouts, r.page, textsKey{of, r.words, weak.Make(r.site)}, func() []filter.Text {
		texts := make([]filter.Text, n)
		for i := range texts {
			texts[i] = text(i)
		}
		return texts
	})
}

// readList reads the next part of the list.
func (r *Reader) readList() {
	l := r.listed
	for end := min(l.next+maxListed/max(l.lines, 1), l.n()); l.next < end; l.next++ {
		i := l.next
		if l.some != nil {
			i = l.some[i]
		}
		l.say(i)
	}
	if l.next < l.n() {
		r.say(words.Fill(r.words.Linear.Listed, "shown", l.next, "count", l.n()))
	}
}

// more reads more of the list that was read last.
func (r *Reader) more() {
	if r.listed == nil || r.listed.next >= r.listed.n() {
		r.say(r.words.Linear.NoMore)
		return
	}
	r.readList()
}

// pages lists the site's pages, by number and name: two may have one title.
func (r *Reader) pages(query string) {
	r.list(r.pagesList(), query)
	if r.site.Partial {
		r.say(r.words.Page.Partial)
	}
}

func (r *Reader) pagesList() *listing {
	all := r.site.List(r.words.Code)
	return &listing{
		head:  r.words.Linear.Pages,
		count: len(all),
		say:   func(i int) { r.say(fmt.Sprintf("%d. %s: %s", i+1, all[i].Page.Name, all[i].Page.Title)) },
		open:  func(i int) { r.open(all[i].Page, "") },
		texts: func() *filter.List { return r.site.PageFilter(r.words.Code) },
	}
}

// menu lists the site's menu; of a site without one, its pages.
func (r *Reader) menu(query string) {
	entries := r.site.MenuList(r.words.Code)
	if len(entries) == 0 {
		r.say(r.words.Bar.NoMenu + ".")
		r.pages(query)
		return
	}
	r.list(&listing{
		head:  r.words.Linear.Menu,
		count: len(entries),
		say: func(i int) {
			name := ""
			if p := entries[i].Page; p != nil {
				name = " (" + p.Name + ")"
			}
			r.say(fmt.Sprintf("%d. %s%s", i+1, entries[i].Title, name))
		},
		open: func(i int) {
			if entries[i].Page == nil {
				r.say(r.words.Bar.OnlyAGroup + ".")
				return
			}
			r.open(entries[i].Page, "")
		},
		texts: func() *filter.List { return r.site.MenuFilter(r.words.Code) },
	}, query)
}

// links lists all links, or those that a filter leaves; or describes the one whose
// number stands behind the word.
func (r *Reader) links(rest string) {
	if isNumber(rest) {
		r.openLink(rest)
		return
	}
	resources := r.page.Resources
	if len(resources) == 0 {
		r.say(r.words.Page.NoLinks)
		return
	}
	r.list(&listing{
		head:  words.Fill(r.words.Page.LinksIn, "page", r.page.Title),
		count: len(resources),
		say: func(i int) {
			link := &resources[i]
			title, what := r.words.Title(link), r.words.SpokenDescription(link)
			if said, ok := r.words.SpokenAddress(title); ok { // which names the host
				title, what = said, r.words.Describe(link)
			}
			r.say(r.linkTitle(link, title+" ("+what+")"))
		},
		here: true,
		open: func(i int) { r.openLink(strconv.Itoa(i + 1)) },
		texts: func() *filter.List {
			return r.filter(links, len(resources), func(i int) filter.Text { return reading.LinkText(r.words, r.site, r.page, &resources[i]) })
		},
	}, rest)
}

// contents lists the page's headings, and says how to go there.
func (r *Reader) contents(query string) {
	headings := r.page.Headings
	if len(headings) == 0 {
		r.say(r.words.Linear.NoHeadings)
		return
	}
	r.list(&listing{
		head:  words.Fill(r.words.Linear.Contents, "page", r.page.Title),
		count: len(headings),
		say: func(i int) {
			r.say(words.Fill(r.words.Linear.Section, "number", i+1, "level", headings[i].Level, "text", headings[i].Text))
		},
		here: true,
		open: func(i int) { r.openSection(strconv.Itoa(i + 1)) },
		texts: func() *filter.List {
			return r.filter(contents, len(headings), func(i int) filter.Text { return filter.Text{Title: fold.Search(headings[i].Text)} })
		},
	}, query)
	r.say(r.words.Linear.ContentsHow)
}
