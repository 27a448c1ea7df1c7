package layout

import (
	"sort"
	"strings"

	"hackday.example/kiosk/internal/cells"
	"hackday.example/kiosk/internal/site"
	"hackday.example/kiosk/internal/theme"
	"hackday.example/kiosk/internal/words"
)

// languageGap is how many columns stand at least before the languages in a line.
const languageGap = 2

// languageNames names the languages that the page is there in, each in itself: "Cymraeg /
// English". That of this version is bold, or stands in brackets where that could not be
// told. There are none where the page is there in one language, or is read aloud, which
// has sentences for it.
func (t *setter) languageNames(s *site.Site, p *site.Page) (names []span) {
	versions := s.Versions(p)
	if t.form != Screen || len(versions) < 2 {
		return nil
	}
	for i, v := range versions {
		if i > 0 {
			names = append(names, aside(" / ", theme.Faded))
		}
		code := s.LanguageOf(v)
		name := t.shown(words.OwnName(code))
		if strings.Contains(name, "?") { // of other letters nothing is left in ASCII
			name = t.shown(t.words.NameOf(code))
		}
		switch {
		case v != p && s.LanguageOf(p) != code:
			names = append(names, aside(name, theme.Faded))
		case t.bare:
			names = append(names, aside("["+name+"]", theme.Strong))
		default:
			names = append(names, aside(name, theme.Strong))
		}
	}
	return names
}

// beside puts spans at the right end of the first of some lines, or on a line of their
// own where there is none. Where there is no room they are left out.
func (t *setter) beside(lines []line, right []span) []line {
	width := widthOf(right)
	if width == 0 || width > t.measure {
		return lines
	}
	if len(lines) == 0 {
		lines = []line{{}}
	}
	first := &lines[0]
	room := t.measure - width - first.width
	if room < languageGap && first.width > 0 {
		return lines
	}
	spans := append(first.spans[:len(first.spans):len(first.spans)], blanks(room))
	lines[0] = line{marks: first.marks, spans: append(spans, right...), width: t.measure}
	return lines
}

// otherLanguage says in the reader's language which one the page is in, if that is
// another: "Saesneg yw iaith y dudalen hon."
func (t *setter) otherLanguage(s *site.Site, p *site.Page) []line {
	text := t.words.InOther(s, p)
	if text == "" || t.form != Screen {
		return nil
	}
	return t.flow([]span{aside(t.shown(text), theme.Faded)}, t.measure)
}

// Counterpart is the line where, in a translation of a page, the text stands that was at a
// line of another version: as far behind the same heading, by the order of headings, as it
// was there. Where the two have other headings, or none, it is as far down the text.
func (l *Layout) Counterpart(old *Layout, line int) int {
	if line <= old.Title {
		return min(line, l.Title)
	}
	was, is := old.sections(), l.sections()
	if len(was) != len(is) {
		was, is = []int{was[0], was[len(was)-1]}, []int{is[0], is[len(is)-1]}
	}
	section := max(sort.SearchInts(was, line+1)-1, 0)
	if section >= len(was)-1 { // behind the text
		return min(is[len(is)-1]+line-was[len(was)-1], max(len(l.Lines)-1, 0))
	}
	first, height := is[section], is[section+1]-is[section]
	old0, oldHeight := was[section], max(was[section+1]-was[section], 1)
	return first + max(line-old0, 0)*height/oldHeight
}

// sections are the lines where the body begins, each of its headings, and where it ends,
// in order.
func (l *Layout) sections() []int {
	at := []int{l.Body.First}
	for _, h := range l.Headings {
		if !h.Empty() && h.First >= at[len(at)-1] && h.First < l.Body.End {
			at = append(at, h.First)
		}
	}
	return append(at, max(l.Body.End, at[len(at)-1]))
}

// fits reports whether text has room in a line before some spans.
func (t *setter) fits(text string, right []span) bool {
	room := t.measure
	if width := widthOf(right); width > 0 {
		room -= width + languageGap
	}
	return cells.Width(t.shown(text)) <= room
}
