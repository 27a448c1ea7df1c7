package folder

import (
	"cmp"
	"maps"
	"slices"

	"hackday.example/kiosk/internal/clean"
)

// LeftOut is a piece of built pages that is no content, since it recurs or is what
// menus and the like are made of.
type LeftOut struct {
	Text  string // its first words
	Pages int    // how many pages have it
	File  string // the first of them
}

// The bounds of what is told of pieces that were left out.
const (
	maxPieces      = 20_000 // that are told apart
	maxPiecesGiven = 1000
)

// collectLeftOut counts the pieces that were left out of pages.
func (a *assembly) collectLeftOut(all []*entry) {
	found := map[string]*LeftOut{}
	for _, e := range all {
		seen := map[string]bool{} // on this page
		for _, text := range e.furniture {
			if text = clean.Line(text); text == "" || seen[text] {
				continue
			}
			seen[text] = true
			piece := found[text]
			if piece == nil {
				if len(found) >= maxPieces {
					continue
				}
				piece = &LeftOut{Text: text, File: e.file}
				found[text] = piece
			}
			piece.Pages++
		}
		e.furniture = nil
	}
	a.leftOut = slices.SortedFunc(func(yield func(LeftOut) bool) {
		for piece := range maps.Values(found) {
			if !yield(*piece) {
				return
			}
		}
	}, func(x, y LeftOut) int {
		return cmp.Or(cmp.Compare(y.Pages, x.Pages), cmp.Compare(x.File, y.File), cmp.Compare(x.Text, y.Text))
	})
	a.leftOut = a.leftOut[:min(len(a.leftOut), maxPiecesGiven)]
}
