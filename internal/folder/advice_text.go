package folder

import (
	"fmt"
	"net/url"
	"regexp"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"hackday.example/kiosk/internal/report"
	"hackday.example/kiosk/internal/site"
)

// adviseOnSource says what could be better of a page's text as its file has it.
func (c *inspection) adviseOnSource(e *entry) {
	if e.html {
		// What is never shown in HTML is there by the thousand, for browsers.
		if at := strings.Index(e.raw, "&lt;&lt;&lt;&lt;&lt;&lt;&lt; "); at >= 0 {
			c.adviseConflict(e.file, e.at(at))
		} else if at := conflictIn(e.raw); at >= 0 {
			c.adviseConflict(e.file, e.at(at))
		}
		return
	}
	c.checkCharacters(e.file, e.raw, e.line)
	c.checkReferences(e.file, e.raw, e.line)
	if at := conflictIn(e.raw); at >= 0 {
		c.adviseConflict(e.file, e.at(at))
	}
	if !strings.Contains(e.raw, "<img") && !strings.Contains(e.raw, "<IMG") {
		return
	}
	prose(e.raw, func(start int, line string) {
		for _, m := range imageTag.FindAllStringIndex(line, -1) {
			if tag := line[m[0]:m[1]]; !altText.MatchString(tag) && !inCode(line, m[0]) {
				c.adviseSilent(e, func() report.Place { return e.at(start + m[0]) })
			}
		}
	})
}

var (
	imageTag = regexp.MustCompile(`(?i)<img\b[^>]*>`)
	altText  = regexp.MustCompile(`(?i)\balt\s*=`)
)

// adviseSilent says that a picture of HTML has no text.
func (c *inspection) adviseSilent(e *entry, place func() report.Place) {
	c.adviseWhere(e, place, site.SilentPicture, "this picture has no text, which is all that is shown of it here", "describe it: alt=\"what it shows\"")
}

// adviseWhere adds advice on a page. The place is looked for only where the advice is
// listed, since that takes time.
func (c *inspection) adviseWhere(e *entry, place func() report.Place, kind report.Kind, message, fix string) {
	p := report.Problem{File: e.file, Severity: report.Advice, Kind: kind, Message: message, Fix: fix}
	if !c.Full(p) {
		at := place()
		p.Line, p.Column = at.Line, at.Column
	}
	c.Add(p)
}

// adviseOnPictures finds the pictures in a built page's content that have no text. One
// whose text is empty is said to be an ornament (HTML §4.8.4.4).
func (c *inspection) adviseOnPictures(e *entry, content []*html.Node) {
	for _, top := range content {
		for n := top; n != nil; n = following(n, top) {
			if n.Type != html.ElementNode || n.DataAtom != atom.Img {
				continue
			}
			var src, width string
			silent := true
			for _, a := range n.Attr {
				switch a.Key {
				case "alt", "hidden", "aria-hidden", "aria-label", "role":
					silent = false
				case "src":
					src = a.Val
				case "width":
					width = a.Val
				}
			}
			if silent && width != "1" {
				c.adviseSilent(e, func() report.Place { return e.placeOfLink(src, "") })
			}
		}
	}
}

// following is the node behind another in the order of the document, within a tree.
func following(n, top *html.Node) *html.Node {
	if n.FirstChild != nil {
		return n.FirstChild
	}
	for ; n != nil && n != top; n = n.Parent {
		if n.NextSibling != nil {
			return n.NextSibling
		}
	}
	return nil
}

// conflictIn is where a text has the first mark of a merge conflict, outside code; -1
// where it has none.
func conflictIn(text string) int {
	if !strings.Contains(text, "<<<<<<< ") || !strings.Contains(text, ">>>>>>> ") {
		return -1
	}
	begin, found := -1, -1
	middle := false
	prose(text, func(start int, line string) {
		switch {
		case found >= 0:
		case strings.HasPrefix(line, "<<<<<<< "):
			begin, middle = start, false
		case strings.TrimRight(line, "\r") == "=======":
			middle = true
		case strings.HasPrefix(line, ">>>>>>> ") && begin >= 0 && middle:
			found = begin
		}
	})
	return found
}

func (c *inspection) adviseConflict(file string, at report.Place) {
	c.advise(file, at, conflicts, "a merge conflict begins here, and both of its sides are shown", "keep one side, and take out the lines that begin with <<<<<<<, ======= and >>>>>>>")
}

// prose calls with each line of a text that is no fenced code, and where it begins.
func prose(text string, line func(start int, line string)) {
	fence := ""
	start := 0
	for l := range strings.Lines(text) {
		bare := strings.TrimLeft(l, " \t>")
		mark := ""
		if n := len(bare) - len(strings.TrimLeft(bare, "`")); n >= 3 {
			mark = bare[:n]
		} else if n := len(bare) - len(strings.TrimLeft(bare, "~")); n >= 3 {
			mark = bare[:n]
		}
		switch {
		case fence == "" && mark != "":
			fence = mark
		case fence != "" && strings.HasPrefix(mark, fence) && strings.TrimSpace(bare[len(mark):]) == "":
			fence = ""
		case fence == "":
			line(start, strings.TrimSuffix(l, "\n"))
		}
		start += len(l)
	}
}

// inCode reports whether an offset of a line is behind an odd number of backticks.
func inCode(line string, offset int) bool { return strings.Count(line[:offset], "`")%2 == 1 }

// adviseOnText adds a remark on a page's text, as it is put right in the page's form.
func (c *inspection) adviseOnText(e *entry, r site.Remark) {
	if e.html {
		switch r.Kind {
		case site.EmptyPage:
			if e.page.Unlisted {
				return
			}
			r.Message, r.Fix = "no text was found in this page", "name where it stands by \"content: …\" in site.yaml, a CSS selector, if it has one"
		case site.NoHeading:
			const long = 4000 // bytes; a shorter page is read as one
			if len(e.page.Markdown) < long {
				return
			}
			r.Message, r.Fix = "the page has no heading below its title, so that its contents are empty", "begin its parts with <h2>"
		case site.SkippedHeading:
			r.Fix = "use headings in their order, so that no level is left out"
		case site.VagueLink:
			r.Fix = "name that: <a href=\"…\">the programme</a>"
		case site.SilentPicture:
			r.Fix = "describe it: alt=\"what it shows\""
		case site.ReferenceWithoutNote, site.HiddenNote: // brackets of its own
			return
		}
	}
	c.atOffset(e, r.Offset, r.Kind, r.Message, r.Fix)
}

// adviseOnBrokenLinks finds what was meant for a link, and is none for a blank between
// its text and its address.
func (a *assembly) adviseOnBrokenLinks(e *entry) {
	text := e.raw
	if e.html {
		text = e.page.Markdown
	}
	if !strings.Contains(text, "] ") {
		return
	}
	prose(text, func(start int, line string) {
		for _, m := range blankLink.FindAllStringSubmatchIndex(line, -1) {
			address := strings.ReplaceAll(line[m[4]:m[5]], `\`, "")
			if inCode(line, m[0]) || taskMark.MatchString(line[:m[3]+1]) || !a.looksLikeAddress(e, address) {
				continue
			}
			name := strings.TrimSuffix(line[m[2]:m[3]], `\`)
			fix := fmt.Sprintf("take the blank out: [%s](%s)", name, address)
			if e.html {
				a.adviseWhere(e, func() report.Place { return e.placeOfText(address) }, brokenLink, "this is shown as it is written, and is no link: "+report.Quote("["+name+"] ("+address+")"), "correct the page that this is built from: "+fix)
			} else {
				a.adviseWhere(e, func() report.Place { return e.at(start + m[0]) }, brokenLink, "a blank stands between the link's text and its address, so that it is no link", fix)
			}
		}
	})
}

var (
	blankLink = regexp.MustCompile(`\[([^\]\[\n]+)\] +\(([^()\s]+)\)`)
	taskMark  = regexp.MustCompile(`^\s*(?:[-*+]|\d+[.)]) \[[ xX]\]?$`)
)

// placeOfText is where a file first has a text, if that is nowhere else.
func (e *entry) placeOfText(text string) report.Place {
	if strings.Count(e.raw, text) != 1 {
		return report.Place{}
	}
	return e.at(strings.Index(e.raw, text))
}

// looksLikeAddress reports whether a word is an address on the web, or names a file or
// page that is here.
func (a *assembly) looksLikeAddress(e *entry, word string) bool {
	lower := strings.ToLower(word)
	for _, begin := range []string{"http://", "https://", "mailto:", "www."} {
		if strings.HasPrefix(lower, begin) {
			return true
		}
	}
	ref, err := url.Parse(word)
	if err != nil || ref.IsAbs() || ref.Path == "" || !strings.ContainsAny(ref.Path, "./") {
		return false
	}
	if _, ok := a.localFile(e, word); ok {
		return true
	}
	return a.leads(e, word) != ""
}
