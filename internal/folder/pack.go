package folder

import (
	"slices"
	"strings"

	"hackday.example/kiosk/internal/site"
)

// pack moves together what was read of new pages. While pages are read much is made and
// let go beside what stays of them, and a few bytes that stay keep a block of memory:
// that was a third of what all pages took. Here nothing is made but what stays.
func (a *assembly) pack(all []*entry) {
	if a.advising { // the site is let go soon
		return
	}
	k := packer{addresses: map[string]string{}}
	for _, e := range all {
		if e.isPage() && !e.packed {
			k.add(e)
		}
	}
	k.flush()
}

// packBytes is about how many bytes of strings are moved into one. A page that is
// changed later stays in memory until the others of its string are, too: all that is
// kept in vain takes as much as the pages did at the first load, at most.
const packBytes = 128 << 10

// packer packs pages, several at a time.
type packer struct {
	addresses map[string]string // of links, each once

	// Of the pages that wait for flush:
	pages []*site.Page
	strs  []*string // that are moved
	bytes int       // of strs
	parts []part
}

// part is a string that stands in a page's text, at an offset.
type part struct {
	s    *string
	page *site.Page
	at   int
}

// add copies an entry's page, and has its strings moved. Names of pages and files are
// shared with other entries, and left.
func (k *packer) add(e *entry) {
	e.packed = true
	p := *e.page
	e.page = &p
	if e.base != nil {
		base := *e.base
		e.base = &base
		k.move(&base.Path)
	}
	p.Headings, p.Anchors, p.Resources = slices.Clone(p.Headings), slices.Clone(p.Anchors), slices.Clone(p.Resources)
	p.Passages = slices.Clone(p.Passages)
	k.pages = append(k.pages, &p)

	k.move(&p.Markdown, &p.Title, &p.Subtitle, &p.Language, &p.Permalink, &p.URL, &e.prev, &e.next, &e.up)
	for i := range p.Headings {
		k.move(&p.Headings[i].Text, &p.Headings[i].ID)
	}
	for i := range p.Anchors {
		k.move(&p.Anchors[i].ID)
	}
	for i := range p.Resources {
		r := &p.Resources[i]
		const marks = 16 // around a link's text and its address
		begin := min(max(r.Offset, 0), len(p.Markdown))
		link := p.Markdown[begin:min(begin+len(r.Title)+len(r.Destination)+marks, len(p.Markdown))]
		for _, s := range []*string{&r.Title, &r.Destination} {
			if at := strings.LastIndex(link, *s); at >= 0 {
				k.parts = append(k.parts, part{s, &p, begin + at})
			} else {
				k.move(s)
			}
		}
		if r.Sentence != r.Title && (i == 0 || r.Sentence != p.Resources[i-1].Sentence) {
			k.move(&r.Sentence)
		}
		if !strings.HasSuffix(r.Destination, r.Fragment) {
			k.move(&r.Fragment)
		}
	}
	if k.bytes >= packBytes {
		k.flush()
	}
}

func (k *packer) move(strs ...*string) {
	for _, s := range strs {
		k.strs = append(k.strs, s)
		k.bytes += len(*s)
	}
}

// flush moves the strings of the pages that were added.
func (k *packer) flush() {
	var all strings.Builder
	all.Grow(k.bytes)
	for _, s := range k.strs {
		all.WriteString(*s)
	}
	rest := all.String()
	for _, s := range k.strs {
		*s, rest = rest[:len(*s)], rest[len(*s):]
	}
	for _, part := range k.parts {
		*part.s = part.page.Markdown[part.at : part.at+len(*part.s)]
	}
	for _, p := range k.pages {
		for i := range p.Resources {
			k.share(p.Resources, i)
		}
	}
	clear(k.strs) // what they were is let go
	clear(k.parts)
	clear(k.pages)
	k.pages, k.strs, k.parts, k.bytes = k.pages[:0], k.strs[:0], k.parts[:0], 0
}

// share has the i-th of a page's links take from the others, and from other pages, the
// strings that are the same.
func (k *packer) share(links []site.Resource, i int) {
	r := &links[i]
	switch {
	case r.Sentence == r.Title:
		r.Sentence = r.Title
	case i > 0 && r.Sentence == links[i-1].Sentence:
		r.Sentence = links[i-1].Sentence
	}
	if before, ok := strings.CutSuffix(r.Destination, r.Fragment); ok {
		r.Fragment = r.Destination[len(before):]
	}
	if r.URL == r.Destination {
		r.URL = r.Destination
		return
	}
	known, ok := k.addresses[r.URL]
	if !ok {
		known = strings.Clone(r.URL)
		k.addresses[known] = known
	}
	r.URL = known
}
