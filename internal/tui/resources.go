package tui

import (
	"fmt"

	"hackday.example/kiosk/internal/layout"
	"hackday.example/kiosk/internal/site"
	"hackday.example/kiosk/internal/theme"
)

// list writes all links of a page, the chosen one marked, and returns where
// each stands.
func (w *writer) list(p *site.Page, chosen int) []layout.Range {
	w.text(theme.Heading, "", listTitle(p))
	w.blank()
	if len(p.Resources) == 0 {
		w.text(theme.Text, "", noLinksWords)
		return nil
	}
	entries := make([]layout.Range, 0, len(p.Resources))
	for i, r := range p.Resources {
		if i > 0 {
			w.blank()
		}
		first := len(w.lines)
		mark, role := " ", theme.Text
		if r.Number == chosen {
			mark, role = ">", theme.Selected
		}
		const indent = "     "
		w.text(role, fmt.Sprintf("%s%2d  ", mark, r.Number), r.Title)
		w.text(theme.Muted, indent, describe(&r))
		if r.Sentence != "" && r.Sentence != r.Title && r.Origin != site.FromSocial {
			w.text(theme.Text, indent, quoted(r.Sentence))
		}
		entries = append(entries, layout.Range{First: first, End: len(w.lines)})
	}
	return entries
}
