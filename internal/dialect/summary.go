package dialect

import (
	"regexp"
	"strings"
)

// SummaryFile is the file of a book of mdBook's that lists its chapters, in the folder
// of its sources. It is no page.
const SummaryFile = "SUMMARY.md"

// maxSummary bounds it, in bytes.
const maxSummary = 256 << 10

var (
	chapterLine = regexp.MustCompile(`^([ \t]*)(?:([-*+]|\d{1,9}[.)])[ \t]+)?\[((?:[^\]\\]|\\.)*)\]\(([^)\s]*)[^)]*\)[ \t]*$`)
	partLine    = regexp.MustCompile(`^#{1,6}[ \t]+(.*?)[ \t#]*$`)
)

// summaryItems reads the chapters: links, in a list that may be nested or outside of
// it, below headings that are titles of parts. The first heading is the list's own.
func summaryItems(text string) []NavItem {
	type level struct {
		indent int
		items  *[]NavItem
	}
	var top []NavItem
	into, headed := &top, false
	var open []level
	n := 0
	for line := range strings.Lines(text) {
		if n >= maxEntries {
			break
		}
		line = strings.TrimRight(line, " \t\r\n")
		if m := partLine.FindStringSubmatch(line); m != nil {
			open = nil
			n++
			if headed || len(top) > 0 {
				top = append(top, NavItem{Title: m[1]})
				into = &top[len(top)-1].Items
			}
			headed = true
			continue
		}
		m := chapterLine.FindStringSubmatch(line)
		if m == nil {
			continue
		}
		n++
		item := NavItem{Title: strings.NewReplacer(`\`, "", "`", "", "*", "").Replace(m[3]), File: strings.ReplaceAll(strings.TrimPrefix(m[4], "./"), "%20", " ")}
		indent, _ := indentation(m[1] + "x")
		if m[2] == "" { // before or behind the numbered ones
			open, indent = nil, 0
			if len(top) > 0 {
				into = &top
			}
		}
		for len(open) > 0 && indent <= open[len(open)-1].indent {
			open = open[:len(open)-1]
		}
		items := into
		if len(open) > 0 {
			items = open[len(open)-1].items
		}
		*items = append(*items, item)
		if m[2] != "" && len(open) < maxNav {
			open = append(open, level{indent, &(*items)[len(*items)-1].Items})
		}
	}
	return top
}

// maxNav bounds how deep a menu is nested.
const maxNav = 16
