package reflow

import (
	"slices"
	"strings"
)

const (
	maxNesting = 4   // lists in lists
	nestStep   = 0.6 // sizes of the font that an item is set in at least to be nested
)

// bullets are the signs that begin an item.
const bullets = "•◦▶▸►‣⁃∙·●○■□▪▫◆◇❖❑➢➤✓✗✔✘–—-*★☆→⇒⋄◊◻◼"

// dashes are bullets too, but only where no line of prose may begin with one.
const dashes = "-–—"

// fontBullets are the letters that fonts of symbols have their bullets as, where the
// document does not say what they are.
const fontBullets = "IlnuqtsvwoxyHJKmrz"

// itemMark is the mark of an item that a line begins with: "-" for a bullet, "3." for a
// number.
func itemMark(l *line) (mark string, ok bool) {
	first := &l.words[0]
	if len(l.words) < 2 {
		return "", false
	}
	if first.letters == 1 {
		r := firstRune(first.text)
		switch {
		case first.style&symbol != 0 && (strings.ContainsRune(fontBullets, r) || strings.ContainsRune(bullets, r)):
			return "-", true
		case strings.ContainsRune(bullets, r) && !l.words[1].glued:
			return "-", true
		}
	}
	if l.words[1].glued {
		return "", false
	}
	digits := strings.TrimRight(first.text, ".)")
	if len(digits) > 0 && len(digits) <= 3 && len(digits)+1 == len(first.text) && strings.Trim(digits, "0123456789") == "" && (digits == "0" || digits[0] != '0') {
		return first.text, true
	}
	return "", false
}

// listLevels says how deep the items in a run of blocks are nested, by how far they are
// set in, and which paragraphs behind an item are part of it: those that are set in as
// its text is.
func listLevels(blocks []block) {
	type level struct{ mark, text float64 } // where both begin
	var open []level
	for i := range blocks {
		b := &blocks[i]
		if i > 0 && blocks[i-1].column != b.column {
			open = open[:0]
		}
		if b.kind != item {
			for len(open) > 0 && (b.kind != paragraph || b.X0 < open[len(open)-1].text-nestStep*b.size) {
				open = open[:len(open)-1]
			}
			b.level = len(open)
			continue
		}
		for len(open) > 0 && b.X0 < open[len(open)-1].mark-nestStep*b.size {
			open = open[:len(open)-1]
		}
		here := level{b.X0, b.lines[0].words[0].X0}
		switch {
		case len(open) == 0 || b.X0 > open[len(open)-1].mark+nestStep*b.size && len(open) < maxNesting:
			open = append(open, here)
		default:
			open[len(open)-1] = here
		}
		b.level = len(open) - 1
	}
}

// takeMark takes the mark from an item's first line.
func takeMark(lines []line) []line {
	lines = slices.Clone(lines)
	lines[0].words = slices.Clone(lines[0].words[1:])
	lines[0].words[0].glued = false
	return lines
}
