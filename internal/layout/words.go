package layout

import (
	"slices"
	"strings"
)

// FindWords finds words of a search over all pages: the phrase that they are, or where
// the page has it nowhere, each of them. The words are folded; see package search.
// The matches are in order, do not overlap, and are at most MaxMatches.
func (l *Layout) FindWords(words []string) []Match {
	words = slices.DeleteFunc(slices.Clone(words), func(w string) bool { return w == "" })
	x := l.draft.index()
	if phrase := x.findAny([]string{strings.Join(words, " ")}); len(phrase) > 0 || len(words) < 2 {
		return phrase
	}
	return x.findAny(words)
}

// sought is a text that is looked for.
type sought struct {
	text string
	next int // where it stands next
}

// findAny finds texts, each of them: where two begin at the same place, the longer
// one. Each is looked for in one pass, however many there are.
func (x index) findAny(texts []string) (found []Match) {
	var all []sought
	for _, t := range texts {
		if t != "" {
			all = append(all, sought{t, strings.Index(x.text, t)})
		}
	}
	for len(found) < MaxMatches {
		all = slices.DeleteFunc(all, func(s sought) bool { return s.next < 0 })
		if len(all) == 0 {
			break
		}
		first := slices.MinFunc(all, func(a, b sought) int {
			if a.next != b.next {
				return a.next - b.next
			}
			return len(b.text) - len(a.text)
		})
		m := Match{Line: x.lineAt(first.next), start: first.next, end: first.next + len(first.text)}
		found = append(found, m)
		for i := range all {
			if all[i].next >= m.end {
				continue
			}
			if all[i].next = strings.Index(x.text[m.end:], all[i].text); all[i].next >= 0 {
				all[i].next += m.end
			}
		}
	}
	return found
}
