package extract

import (
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"hackday.example/kiosk/internal/document"
	"hackday.example/kiosk/internal/markdown"
)

const (
	// wrapped is the columns within which an author who ends lines by hand keeps them.
	wrapped = 80

	tabStop = 8 // columns, as in layout
)

// plainText reads a plain text. Most are made for a window of 80 columns, with lists,
// tables and drawings that their lines hold together: those are code, whose lines stay,
// and what an editor filled between them is paragraphs. Where an editor left it to the
// window to break lines, each long line is a paragraph, and a block of short lines keeps
// them.
func plainText(content []byte) document.Text {
	text, ok := decode(content)
	if !ok {
		return document.Text{State: document.Broken}
	}
	if len(text) > document.MaxTextBytes {
		return document.Text{State: document.TooLong}
	}
	text = strings.Trim(text, "\n\f ")
	text = strings.ReplaceAll(text, "\f", "\n") // page breaks, as of RFCs
	if strings.TrimSpace(text) == "" {
		return document.Text{}
	}
	if isProse(text) {
		if t := written(prose(text), markdown.Options{}); t.State == document.Ready {
			return t
		}
	}
	return written(filled(text), markdown.Options{})
}

// isProse reports whether a text's paragraphs are lines: it has lines over 80 columns,
// and most of those stand alone between empty lines.
func isProse(text string) bool {
	long, alone := 0, 0
	before := true // the line before is empty
	waits := false // for an empty line, to be alone
	for l := range strings.Lines(text) {
		empty := strings.TrimSpace(l) == ""
		if waits && empty {
			alone++
		}
		waits = false
		if columns(l) > wrapped {
			long++
			waits = before
		}
		before = empty
	}
	if waits {
		alone++
	}
	return 2*alone > long
}

// columns is about how many columns a line takes.
func columns(line string) int {
	n := 0
	for _, r := range strings.TrimRight(line, " \t\n") {
		if r == '\t' {
			n += tabStop - n%tabStop
		} else {
			n++
		}
	}
	return n
}

// prose is the blocks of a text whose paragraphs are lines. A block of which every line
// is indented is code.
func prose(text string) (blocks []*html.Node) {
	var block []string
	end := func() {
		if len(block) == 0 {
			return
		}
		indented := true
		for _, l := range block {
			indented = indented && (strings.HasPrefix(l, "\t") || strings.HasPrefix(l, "    ")) && columns(l) <= wrapped
		}
		if indented {
			blocks = append(blocks, element(atom.Pre, words(strings.Join(block, "\n"))))
		} else {
			var p *html.Node
			for _, l := range block {
				long := columns(l) > wrapped
				switch {
				case p == nil || long:
					p = element(atom.P)
					blocks = append(blocks, p)
				default:
					p.AppendChild(element(atom.Br))
				}
				p.AppendChild(words(strings.TrimSpace(l)))
				if long {
					p = nil
				}
			}
		}
		block = block[:0]
	}
	for l := range strings.Lines(text) {
		if l = strings.TrimRight(l, " \t\n"); l == "" {
			end()
		} else {
			block = append(block, l)
		}
	}
	end()
	return blocks
}
