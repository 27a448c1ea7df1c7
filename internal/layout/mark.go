package layout

import (
	"fmt"

	"hackday.example/kiosk/internal/theme"
)

// MarkLink is a line with what belongs to a link marked as the one that is chosen: its
// text and its number. number is the link's, from 1. A line on which the link does not
// stand is as it was.
func (l *Layout) MarkLink(line, number int) string {
	spans := l.draft.lines[line].spans
	belongs := func(s *span) bool { return number > 0 && int(s.resource) == number }
	if line >= l.Body.End { // where a link's number is a mark before it
		for i := range spans {
			if belongs(&spans[i]) {
				mark := fmt.Sprintf("[%d] ", number)
				return l.markSpans(line, theme.Chosen, func(s *span) bool { return belongs(s) || s.aside && s.text == mark })
			}
		}
		return l.Lines[line]
	}
	return l.markSpans(line, theme.Chosen, belongs)
}

// MarkAll is a line all of which is marked, as what was looked for. What is no text of
// the page is not: a bar, a bullet, an indent.
func (l *Layout) MarkAll(line int) string {
	return l.markSpans(line, theme.Match, func(s *span) bool { return !s.aside })
}

// markSpans is a line with some of its spans in a role's look.
func (l *Layout) markSpans(line int, role theme.Role, marked func(s *span) bool) string {
	spans := l.draft.lines[line].spans
	any := false
	for i := range spans {
		any = any || marked(&spans[i])
	}
	if !any {
		return l.Lines[line]
	}
	w := newLineWriter(l.page, l.spec, l.draft.resources)
	w.marked = func(i int) theme.Role {
		if marked(&spans[i]) {
			return role
		}
		return theme.Text
	}
	return w.write(spans)
}
