package linear

import (
	"sort"
	"strings"

	"hackday.example/kiosk/internal/words"
)

// toHeading reads from the next heading, or from the one before what was read last.
func (r *Reader) toHeading(a action) {
	here := r.heading()
	number, none := here+1, r.words.Bar.NoMoreHeadings
	if a == previousHeading {
		number, none = here-1, r.words.Bar.NoHeadingBefore
		if here >= 0 && r.text.from(r.layout.Headings[r.numbers()[here]].First).First < r.read.First { // it was read from below
			number = here
		}
	}
	numbers := r.numbers()
	switch {
	case len(numbers) == 0:
		r.say(r.words.Linear.NoHeadings)
	case number < 0 || number >= len(numbers):
		r.say(none + ".")
	default:
		r.move(r.text.from(r.layout.Headings[numbers[number]].First))
	}
}

// numbers are the headings that have a line, from the top down, by their numbers from 0.
func (r *Reader) numbers() (all []int) {
	for i, lines := range r.layout.Headings {
		if _, ok := r.text.headings[lines.First]; ok && !lines.Empty() {
			all = append(all, i)
		}
	}
	return all
}

// heading is which of numbers stands above what was read last, or begins it; -1 for none.
func (r *Reader) heading() int {
	first := r.read.First
	for first < r.read.End && r.layout.Opens(first) {
		first++
	}
	numbers := r.numbers()
	return sort.Search(len(numbers), func(i int) bool { return r.layout.Headings[numbers[i]].First > first }) - 1
}

// tellWhere says which page this is, which pages it stands below, and how much of it was
// read: up to which heading, by the number that section takes, and which part.
func (r *Reader) tellWhere() {
	said := &r.words.Linear
	var text []string
	if trail := r.site.Trail(r.page, r.words.Code); len(trail) > 1 {
		text = append(text, words.Fill(said.WhereUnder, "page", r.page.Title, "trail", strings.Join(trail[:len(trail)-1], ", ")))
	} else {
		text = append(text, words.Fill(said.WherePage, "page", r.page.Title))
	}
	if numbers := r.numbers(); len(numbers) > 0 {
		if here := r.heading(); here >= 0 {
			text = append(text, words.Fill(said.WhereHeading, "number", numbers[here]+1, "count", len(r.page.Headings), "heading", r.page.Headings[numbers[here]].Text))
		} else {
			text = append(text, said.WhereBefore)
		}
	}
	if parts := r.text.parts; len(parts) > 1 {
		part := sort.Search(len(parts), func(i int) bool { return parts[i].End > r.read.First })
		text = append(text, words.Fill(said.WherePart, "part", min(part+1, len(parts)), "parts", len(parts)))
	}
	r.say(strings.Join(text, " "))
}

// announceAll says what the organisers say just now.
func (r *Reader) announceAll() {
	for _, text := range r.said {
		r.announce(text)
	}
	if len(r.said) == 0 {
		r.say(r.words.Bar.NoAnnouncements + ".")
	}
}
