package tui

import (
	"fmt"
	"slices"

	"hackday.example/kiosk/internal/layout"
	"hackday.example/kiosk/internal/site"
	"hackday.example/kiosk/internal/theme"
)

// list writes all links of a page, and returns where each stands, and its
// title's lines as they are when it is chosen.
func (w *writer) list(p *site.Page) (entries []layout.Range, marked [][]string) {
	w.text(theme.Heading, "", listTitle(p))
	w.blank()
	if len(p.Resources) == 0 {
		w.text(theme.Text, "", noLinksWords)
	}
	for i, r := range p.Resources {
		if i > 0 {
			w.blank()
		}
		first := len(w.lines)
		const indent = "     "
		w.text(theme.Selected, fmt.Sprintf(">%2d  ", r.Number), r.Title)
		marked = append(marked, slices.Clone(w.lines[first:]))
		w.lines = w.lines[:first]
		w.text(theme.Text, fmt.Sprintf(" %2d  ", r.Number), r.Title)
		w.text(theme.Muted, indent, r.Describe())
		if r.Sentence != "" && r.Sentence != r.Title && r.Origin != site.FromSocial {
			w.text(theme.Text, indent, quoted(r.Sentence))
		}
		entries = append(entries, layout.Range{First: first, End: len(w.lines)})
	}
	return entries, marked
}
