package reflow

import (
	"strings"
	"unicode"
)

// piece is a run of words of one style that lead to one address.
type piece struct {
	before string // a blank, a line break, or nothing
	text   string // line breaks that are kept are "\n"
	style  style
	target string // where it leads; empty where it is no link
}

// inline is the text of lines as Markdown. It stands on one line but for breaks that are
// kept; the lines behind those are set in by indent blanks. styled says that what is bold
// or italic may be marked.
func (w *writer) inline(lines []line, indent int, styled bool) string {
	var b strings.Builder
	pieces := w.pieces(lines)
	for i := range pieces {
		p := &pieces[i]
		b.WriteString(p.before)
		mark := ""
		if styled {
			mark = emphasis(pieces, i)
		}
		switch {
		case p.target != "":
			b.WriteString("[" + escapeLabel(p.text) + "](<" + p.target + ">)")
		default:
			b.WriteString(mark)
			b.WriteString(escape(p.text))
			b.WriteString(mark)
		}
	}
	text := strings.TrimSpace(b.String())
	if !strings.Contains(text, "\n") {
		return crowded(text)
	}
	parts := strings.Split(text, "\n")
	for i := range parts {
		if i > 0 {
			parts[i] = strings.Repeat(" ", indent) + escapeStart(parts[i])
		}
		if bare, ok := strings.CutSuffix(parts[i], `\\`); ok { // goldmark counts no backslashes before a break
			parts[i] = bare + "&bsol;"
		}
	}
	return crowded(strings.Join(parts, "\\\n"))
}

// pageMark stands where a page begins within a paragraph, until the paragraph is written.
// No glyph is one of it.
const pageMark = "\uE000"

// pieces joins the words of lines.
func (w *writer) pieces(lines []line) []piece {
	var pieces []piece
	var text strings.Builder
	end := func() {
		if n := len(pieces); n > 0 {
			pieces[n-1].text += text.String()
			text.Reset()
		}
	}
	for i := range lines {
		l := &lines[i]
		for j := range l.words {
			word := &l.words[j]
			before := ""
			switch {
			case i == 0 && j == 0, j > 0 && word.glued, j == 0 && joins(&lines[i-1], l):
			case j == 0 && lines[i-1].forced:
				before = "\n"
			default:
				before = " "
			}
			said := word.text
			if j == len(l.words)-1 && i+1 < len(lines) && !l.forced {
				said = w.hyphens.cut(said, word, &lines[i+1])
			}
			said = strings.ReplaceAll(said, "\u00AD", "-")
			if j == 0 && l.page > 0 {
				said = pageMark + said
			}
			look, target := word.style&(bold|italic)&^w.plain, w.target(word.link)
			if n := len(pieces); n > 0 && (pieces[n-1].style == look || target != "") && pieces[n-1].target == target && !(target != "" && before == "\n") {
				text.WriteString(before + said)
				continue
			}
			end()
			pieces = append(pieces, piece{before: before, style: look, target: target})
			text.WriteString(said)
		}
	}
	end()
	return pieces
}

// emphasis is the mark around a piece that is bold or italic; empty where it is neither,
// or where CommonMark would not read the mark as one (§6.2).
func emphasis(pieces []piece, i int) string {
	p := &pieces[i]
	if p.style == 0 || p.target != "" || !strings.ContainsFunc(p.text, unicode.IsLetter) {
		return ""
	}
	opens := i == 0 || p.before != "" || strings.ContainsRune("([“‘„«", lastRune(pieces[i-1].text)) && isWordRune(firstRune(p.text))
	closes := i+1 == len(pieces) || pieces[i+1].before != "" || isWordRune(lastRune(p.text)) && strings.ContainsRune(".,;:!?)]”’»", firstRune(pieces[i+1].text))
	if !opens || !closes || i > 0 && p.before == "" && pieces[i-1].style != 0 {
		return ""
	}
	if p.style&bold != 0 {
		return "**"
	}
	return "*"
}

// joins reports whether no blank stands between two lines of a paragraph.
func joins(a, b *line) bool {
	if a.forced {
		return false
	}
	before, after := a.words[len(a.words)-1], b.words[0]
	if isBroken(&before) && isWordRune(firstRune(after.text)) {
		return true
	}
	return isCJK(lastRune(before.text)) && isCJK(firstRune(after.text))
}

// maxCrowd bounds the marks that goldmark stops at in a paragraph, times its bytes: for
// each it may read the whole paragraph.
const maxCrowd = 100_000

// crowded escapes the brackets of a paragraph that has very many of them. They are the
// only such marks that otherwise stand as they are.
func crowded(text string) string {
	if n := strings.Count(text, "(") + strings.Count(text, "!"); n*len(text) <= maxCrowd || strings.Contains(text, "](<") || strings.Contains(text, "://") {
		return text
	}
	return strings.NewReplacer("(", `\(`, "!", `\!`).Replace(text)
}
