package tui

import (
	"strings"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"
)

// glyphRows is how high the letters of the lobby's command are, in pixels: seven above the
// line that they stand on, and one below.
const glyphRows = 8

// glyphs are the letters of the lobby's command: all that "ssh -p", a user, the name or
// address of a host (RFC 1123 §2.1, RFC 4291 §2.2) and a port are made of. A pixel is a
// character that is no blank.
var glyphs = map[rune][glyphRows]string{
	'a': {"   ", "   ", "## ", "  #", " ##", "# #", " ##", "   "},
	'b': {"#  ", "#  ", "## ", "# #", "# #", "# #", "## ", "   "},
	'c': {"   ", "   ", " ##", "#  ", "#  ", "#  ", " ##", "   "},
	'd': {"  #", "  #", " ##", "# #", "# #", "# #", " ##", "   "},
	'e': {"   ", "   ", " # ", "# #", "###", "#  ", " ##", "   "},
	'f': {" ##", "#  ", "###", "#  ", "#  ", "#  ", "#  ", "   "},
	'g': {"   ", "   ", " ##", "# #", "# #", " ##", "  #", "## "},
	'h': {"#  ", "#  ", "## ", "# #", "# #", "# #", "# #", "   "},
	'i': {"#", " ", "#", "#", "#", "#", "#", " "},
	'j': {" #", "  ", " #", " #", " #", " #", " #", "# "},
	'k': {"#  ", "#  ", "# #", "# #", "## ", "# #", "# #", "   "},
	'l': {"# ", "# ", "# ", "# ", "# ", "# ", " #", "  "},
	'm': {"     ", "     ", "## # ", "# # #", "# # #", "# # #", "# # #", "     "},
	'n': {"   ", "   ", "## ", "# #", "# #", "# #", "# #", "   "},
	'o': {"   ", "   ", " # ", "# #", "# #", "# #", " # ", "   "},
	'p': {"   ", "   ", "## ", "# #", "# #", "## ", "#  ", "#  "},
	'q': {"   ", "   ", " ##", "# #", "# #", " ##", "  #", "  #"},
	'r': {"   ", "   ", "# #", "## ", "#  ", "#  ", "#  ", "   "},
	's': {"   ", "   ", " ##", "#  ", " # ", "  #", "## ", "   "},
	't': {" # ", " # ", "###", " # ", " # ", " # ", "  #", "   "},
	'u': {"   ", "   ", "# #", "# #", "# #", "# #", " ##", "   "},
	'v': {"   ", "   ", "# #", "# #", "# #", "# #", " # ", "   "},
	'w': {"     ", "     ", "# # #", "# # #", "# # #", "# # #", " # # ", "     "},
	'x': {"   ", "   ", "# #", "# #", " # ", "# #", "# #", "   "},
	'y': {"   ", "   ", "# #", "# #", "# #", " ##", "  #", "## "},
	'z': {"   ", "   ", "###", "  #", " # ", "#  ", "###", "   "},
	'0': {" # ", "# #", "# #", "# #", "# #", "# #", " # ", "   "},
	'1': {" # ", "## ", " # ", " # ", " # ", " # ", "###", "   "},
	'2': {"## ", "  #", "  #", " # ", "#  ", "#  ", "###", "   "},
	'3': {"## ", "  #", "  #", " # ", "  #", "  #", "## ", "   "},
	'4': {"# #", "# #", "# #", "###", "  #", "  #", "  #", "   "},
	'5': {"###", "#  ", "#  ", "## ", "  #", "  #", "## ", "   "},
	'6': {" ##", "#  ", "#  ", "## ", "# #", "# #", " # ", "   "},
	'7': {"###", "  #", "  #", " # ", " # ", " # ", " # ", "   "},
	'8': {" # ", "# #", "# #", " # ", "# #", "# #", " # ", "   "},
	'9': {" # ", "# #", "# #", " ##", "  #", "  #", "## ", "   "},
	'-': {"   ", "   ", "   ", "   ", "###", "   ", "   ", "   "},
	'_': {"   ", "   ", "   ", "   ", "   ", "   ", "   ", "###"},
	'.': {"  ", "  ", "  ", "  ", "  ", "##", "##", "  "},
	':': {" ", " ", "#", " ", " ", "#", " ", " "},
	'@': {" ### ", "#   #", "# ###", "# # #", "# ###", "#    ", " ### ", "     "},
	'[': {"##", "# ", "# ", "# ", "# ", "# ", "##", "  "},
	']': {"##", " #", " #", " #", " #", " #", "##", "  "},
	' ': {"   ", "   ", "   ", "   ", "   ", "   ", "   ", "   "},
}

// bitmap is a text as rows of pixels, glyphRows of them, with a column between the letters;
// ok is false where a letter has no glyph.
func bitmap(text string) (rows []string, ok bool) {
	var b [glyphRows]strings.Builder
	for i, r := range text {
		glyph, ok := glyphs[r]
		if !ok {
			return nil, false
		}
		for y, pixels := range glyph {
			if b[y].WriteString(pixels); i+utf8.RuneLen(r) < len(text) {
				b[y].WriteByte(' ')
			}
		}
	}
	for y := range b {
		rows = append(rows, b[y].String())
	}
	return rows, true
}

// lettersSize is how many columns and rows a bitmap takes with pixels that are some times
// as large as the smallest. A pixel is half a cell, or where there are no half blocks, two
// cells.
func lettersSize(bitmap []string, scale int, ascii bool) (columns, rows int) {
	columns, rows = len(bitmap[0])*scale, glyphRows*scale
	if ascii {
		return 2 * columns, rows
	}
	return columns, rows / 2
}

// letters draws a bitmap in the style that a sequence begins. Full cells are blanks in reverse, and upper halves are
// lower halves in reverse: in many fonts blocks are smaller than a cell, and lower half
// blocks are those that reach its edge. With solid, they are blocks all the same: as text
// alone, and where reverse video may not be known.
func letters(bitmap []string, scale int, ascii, solid bool, style string) []string {
	columns, rows := lettersSize(bitmap, scale, ascii)
	lines := make([]string, rows)
	for row := range lines {
		var b, run strings.Builder
		reversed := false
		write := func(cell string, reverseIt bool) {
			if reverseIt != reversed {
				b.WriteString(styled(run.String(), reversed, style))
				run.Reset()
				reversed = reverseIt
			}
			run.WriteString(cell)
		}
		for column := range columns {
			if ascii {
				write(string(bitmap[row/scale][column/2/scale]), false)
				continue
			}
			upper, lower := bitmap[2*row/scale][column/scale] != ' ', bitmap[(2*row+1)/scale][column/scale] != ' '
			switch {
			case solid && upper && lower:
				write("█", false)
			case solid && upper:
				write("▀", false)
			case upper == lower:
				write(" ", upper)
			default:
				write("▄", upper)
			}
		}
		lines[row] = b.String() + styled(run.String(), reversed, style)
	}
	return lines
}

// styled is a run of cells in a style, or in the same reversed.
func styled(run string, reversed bool, style string) string {
	if reversed {
		style += ansi.Style{}.Reverse(true).String()
	}
	if run == "" || style == "" {
		return run
	}
	return style + run + ansi.ResetStyle
}
