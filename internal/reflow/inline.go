package reflow

import (
	"strings"
	"unicode"
)

// inline is the text of lines as Markdown, on one line. start says that it begins a
// block, where more has to be escaped than behind a "#".
func (w *writer) inline(lines []line, start bool) string {
	var b strings.Builder
	for i := range lines {
		l := &lines[i]
		for j := range l.words {
			word := &l.words[j]
			text := word.text
			if j > 0 && !word.glued || i > 0 && j == 0 && !joins(&lines[i-1], l) {
				b.WriteByte(' ')
			}
			if j == len(l.words)-1 && i+1 < len(lines) {
				text = w.hyphens.cut(text, word, &lines[i+1])
			}
			b.WriteString(strings.ReplaceAll(text, "\u00AD", "-"))
		}
	}
	text := strings.TrimSpace(b.String())
	if text = escape(text); start {
		text = escapeStart(text)
	}
	return text
}

// joins reports whether no blank stands between two lines of a paragraph.
func joins(a, b *line) bool {
	before, after := a.words[len(a.words)-1], b.words[0]
	if isBroken(&before) && unicode.IsLetter(firstRune(after.text)) {
		return true
	}
	return isCJK(lastRune(before.text)) && isCJK(firstRune(after.text))
}
