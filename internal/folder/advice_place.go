package folder

import (
	"html"
	"regexp"
	"strings"
	"unicode/utf8"

	"hackday.example/kiosk/internal/report"
)

// guess is where in the file that seems to stand which is at an offset of the page's
// Markdown, where that was made of what the file has: on the one line that is the same
// in both, at the address of the link, or at the text of the heading.
func (e *entry) guess(offset int) report.Place {
	markdown := e.page.Markdown
	if e.raw == "" || offset < 0 || offset > len(markdown) {
		return report.Place{}
	}
	start := strings.LastIndexByte(markdown[:offset], '\n') + 1
	line, _, _ := strings.Cut(markdown[start:], "\n")
	if at, ok := onlyLine(e.raw, line); ok && !e.html {
		return e.at(at + offset - start)
	}
	rest := markdown[offset:min(offset+maxAddress, len(markdown))]
	if m := linkHere.FindStringSubmatch(rest); m != nil {
		return e.placeOfLink(strings.Trim(m[2], "<>"), m[1])
	}
	if m := headingHere.FindStringSubmatch(rest); m != nil && strings.Count(e.raw, m[1]) == 1 {
		return e.at(strings.Index(e.raw, m[1]))
	}
	return report.Place{}
}

var (
	linkHere    = regexp.MustCompile(`^!?\[([^\]\n]*)\]\((<[^>\n]*>|[^)\s]*)`)
	headingHere = regexp.MustCompile(`^#+ ([^\\\n]+)`)
)

// onlyLine is where a line begins in a text, if that has it once.
func onlyLine(text, line string) (at int, ok bool) {
	if strings.TrimSpace(line) == "" {
		return 0, false
	}
	at = -1
	for from := 0; ; {
		i := strings.Index(text[from:], line)
		if i < 0 {
			return at, at >= 0
		}
		i += from
		from = i + len(line)
		if (i == 0 || text[i-1] == '\n') && (from == len(text) || text[from] == '\n') {
			if at >= 0 {
				return 0, false
			}
			at = i
		}
	}
}

// placeOfLink is where in the file a link has an address, by the link's text: menus of a
// built page have the same address.
func (e *entry) placeOfLink(address, text string) report.Place {
	if !e.html {
		return e.placeOfAddress(address)
	}
	const near = 400 // bytes between them, of other attributes and elements
	escaped := html.EscapeString(address)
	only := -1
	for from := 0; ; {
		i := strings.Index(e.raw[from:], escaped)
		if i < 0 || escaped == "" {
			break
		}
		i += from
		from = i + len(escaped)
		if !strings.HasPrefix(strings.TrimLeft(e.raw[from:], " "), `"`) && !strings.HasPrefix(e.raw[from:], "'") && !strings.HasPrefix(e.raw[from:], ">") {
			continue
		}
		within, _, _ := strings.Cut(e.raw[from:min(from+near, len(e.raw))], "</a")
		if only = i; text != "" && strings.Contains(within, html.EscapeString(text)) {
			return e.at(i)
		}
	}
	if only >= 0 && strings.Count(e.raw, escaped) == 1 {
		return e.at(only)
	}
	return report.Place{}
}

// placeOfAddress is where in the file a link or picture first has an address.
func (e *entry) placeOfAddress(address string) report.Place {
	if address == "" {
		return report.Place{}
	}
	for _, form := range [...]string{`"` + address + `"`, `'` + address + `'`, `](` + address, `<` + address + `>`, `: ` + address, `=` + address} {
		if at := strings.Index(e.raw, form); at >= 0 {
			return e.at(at + strings.Index(form, address))
		}
	}
	return report.Place{}
}

// at is the place in the file of a byte of its text.
func (e *entry) at(offset int) report.Place {
	before := e.raw[:min(offset, len(e.raw))]
	start := strings.LastIndexByte(before, '\n') + 1
	return report.Place{Line: e.line + strings.Count(before, "\n"), Column: utf8.RuneCountInString(before[start:]) + 1}
}

var identified = regexp.MustCompile(`(?i)\b(?:id|name)\s*=\s*["']?([^"'\s>]+)`)

// hasID reports whether the file of a built page has an element of an ID, shown or not.
func (e *entry) hasID(id string) bool {
	if e.ids == nil {
		e.ids = map[string]bool{}
		for _, m := range identified.FindAllStringSubmatch(e.raw, -1) {
			e.ids[foldedSlug(html.UnescapeString(m[1]))] = true
		}
	}
	return e.ids[foldedSlug(id)]
}
