package webpage

import (
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// Facts are what a page says of itself, outside of its content. Texts have one
// blank for each run of white space and at most 2,000 bytes; addresses are as
// they are written, without white space around them, not resolved.
type Facts struct {
	Title       string            // <title>
	OGTitle     string            // og:title
	Description string            // meta description, else og:description
	Language    string            // a BCP 47 tag as it is written
	Base        string            // the first <base href>
	Canonical   string            // link rel=canonical
	Refresh     string            // where a meta refresh within 10 seconds leads
	Alternates  map[string]string // addresses by hreflang, at most 100
	Prev        string            // link or a rel=prev, else what is marked so by class or access key
	Next        string
	Up          string
	Generator   string // meta generator
	NoIndex     bool   // meta robots noindex or none
	// Frames are the addresses of other pages that are the page's menu, or may be: those
	// of a frameset, and of <iframe> in navigation. At most 10.
	Frames []string
	// Frame is the address of the page that a frameset shows beside its menu.
	Frame string
}

const (
	maxFact       = 2000
	maxAlternates = 100
	maxDelay      = 10 // seconds until a refresh that redirects
	maxFrames     = 10
)

func (d *Document) gatherFacts() Facts {
	var f Facts
	var guessed Facts // by class, access key or text
	for i := range d.elements {
		n := d.elements[i].n
		switch n.DataAtom {
		case atom.Html, atom.Body:
			if s := strings.TrimSpace(attr(n, "lang")); f.Language == "" && s != "" {
				f.Language = clip(s, 100)
			} else if s := strings.TrimSpace(attr(n, "xml:lang")); f.Language == "" && s != "" {
				f.Language = clip(s, 100)
			}
		case atom.Title:
			if f.Title == "" && n.Namespace == "" && n.FirstChild != nil {
				f.Title = fact(n.FirstChild.Data)
			}
		case atom.Base:
			if f.Base == "" {
				f.Base = address(n)
			}
		case atom.Meta:
			f.meta(n)
		case atom.Frame, atom.Iframe:
			if src := attr(n, "src"); src != "" && len(src) <= maxFact && len(f.Frames) < maxFrames && (n.DataAtom == atom.Frame || d.within(i, atom.Nav)) {
				f.Frames = append(f.Frames, trimAddress(src))
				if n.DataAtom == atom.Frame && (f.Frame == "" || !any(nameOf(n)+wordsOf(attr(n, "name")+" "+src), besideFrames...)) {
					f.Frame = trimAddress(src)
				}
			}
		case atom.Link:
			f.link(n, true)
		case atom.A:
			f.link(n, false)
			guessed.guess(d, i)
		}
	}
	f.Prev, f.Next, f.Up = first(f.Prev, guessed.Prev), first(f.Next, guessed.Next), first(f.Up, guessed.Up)
	return f
}

func first(s ...string) string {
	for _, x := range s {
		if x != "" {
			return x
		}
	}
	return ""
}

// besideFrames are names of frames that a page is not read for.
var besideFrames = []string{
	"-menu-", "-nav-", "-navigation-", "-navi-", "-navbar-", "-toc-", "-contents-", "-links-", "-top-", "-head-", "-header-", "-title-", "-banner-",
	"-logo-", "-foot-", "-footer-", "-bottom-", "-left-", "-inhalt-", "-overview-frame-",
}

// fact tidies a text.
func fact(s string) string {
	return clip(strings.Join(strings.Fields(clip(s, 2*maxFact)), " "), maxFact)
}

// address returns the href of n.
func address(n *html.Node) string {
	s := attr(n, "href")
	if len(s) > maxFact {
		return ""
	}
	return trimAddress(s)
}

// trimAddress removes what a browser removes: white space around an address, and
// line breaks and tabs within (URL §4.4).
func trimAddress(s string) string {
	if s = strings.Trim(s, " \t\r\n\f"); !strings.ContainsAny(s, "\t\r\n") {
		return s
	}
	return strings.Map(func(r rune) rune {
		if r == '\n' || r == '\r' || r == '\t' {
			return -1
		}
		return r
	}, s)
}

func (f *Facts) meta(n *html.Node) {
	content := attr(n, "content")
	switch strings.ToLower(strings.TrimSpace(attr(n, "http-equiv"))) {
	case "refresh":
		if f.Refresh == "" {
			f.Refresh = refresh(content)
		}
	case "content-language":
		if f.Language == "" && !strings.ContainsAny(content, ", ") {
			f.Language = clip(content, 100)
		}
	}
	switch strings.ToLower(first(attr(n, "name"), attr(n, "property"))) {
	case "description":
		if s := fact(content); s != "" {
			f.Description = s
		}
	case "og:description":
		f.Description = first(f.Description, fact(content))
	case "og:title":
		f.OGTitle = first(f.OGTitle, fact(content))
	case "generator":
		f.Generator = first(f.Generator, fact(content))
	case "robots":
		c := strings.ToLower(clip(content, 200))
		f.NoIndex = f.NoIndex || strings.Contains(c, "noindex") || strings.TrimSpace(c) == "none"
	}
}

// refresh reads the content of a meta refresh (HTML §4.2.5.3), and returns the
// address, or "" where there is none or it is not followed soon.
func refresh(s string) string {
	s = strings.TrimLeft(clip(s, maxFact), " \t\r\n\f")
	delay, digits := 0, 0
	for digits < len(s) && s[digits] >= '0' && s[digits] <= '9' {
		delay = min(delay*10+int(s[digits]-'0'), 1<<20)
		digits++
	}
	if digits == 0 && !strings.HasPrefix(s, ".") || delay > maxDelay {
		return ""
	}
	s = strings.TrimLeft(s[digits:], ".0123456789")
	rest := strings.TrimLeft(s, " \t\r\n\f")
	if rest == s && s != "" && s[0] != ';' && s[0] != ',' {
		return ""
	}
	rest = strings.TrimLeft(strings.TrimLeft(rest, ";,"), " \t\r\n\f")
	if len(rest) >= 3 && strings.EqualFold(rest[:3], "url") {
		after := strings.TrimLeft(rest[3:], " \t\r\n\f")
		if strings.HasPrefix(after, "=") {
			rest = strings.TrimLeft(after[1:], " \t\r\n\f")
		}
	}
	if rest != "" && (rest[0] == '"' || rest[0] == '\'') {
		rest, _, _ = strings.Cut(rest[1:], rest[:1])
	}
	return trimAddress(rest)
}

// link reads the relations of <link> and <a>.
func (f *Facts) link(n *html.Node, head bool) {
	rel := strings.Fields(strings.ToLower(clip(attr(n, "rel"), 200)))
	if len(rel) == 0 && !(attr(n, "hreflang") != "") {
		return
	}
	to := address(n)
	if to == "" {
		return
	}
	for _, r := range rel {
		switch r {
		case "prev", "previous":
			f.Prev = first(f.Prev, to)
		case "next":
			f.Next = first(f.Next, to)
		case "up":
			f.Up = first(f.Up, to)
		case "canonical":
			if head {
				f.Canonical = first(f.Canonical, to)
			}
		case "alternate":
			lang := strings.TrimSpace(clip(attr(n, "hreflang"), 100))
			if lang == "" || len(f.Alternates) >= maxAlternates {
				continue
			}
			if f.Alternates == nil {
				f.Alternates = make(map[string]string)
			}
			if f.Alternates[lang] == "" {
				f.Alternates[lang] = to
			}
		}
	}
}

// guess takes a link for that to the page before or after, or above, by the
// names that generators give it.
func (f *Facts) guess(d *Document, i int) {
	e := &d.elements[i]
	if e.has(unseen) {
		return
	}
	names := nameOf(e.n)
	if e.parent >= 0 && names == "" {
		names = nameOf(d.elements[e.parent].n)
	}
	key := attr(e.n, "accesskey")
	text := ""
	if e.text > 0 && e.text < 12 {
		text = strings.Trim(d.text(i, 20), " «»←→<>‹›")
	}
	to := address(e.n)
	if to == "" || strings.HasPrefix(to, "#") {
		return
	}
	switch {
	case is(key, "p") || any(names, "-prev-", "-previous-", "-nav-prev-") || is(text, "Prev") || is(text, "Previous"):
		f.Prev = first(f.Prev, to)
	case is(key, "n") || any(names, "-next-", "-nav-next-") || is(text, "Next"):
		f.Next = first(f.Next, to)
	case is(key, "u") || is(text, "Up"):
		f.Up = first(f.Up, to)
	}
}

func is(s, want string) bool { return strings.EqualFold(s, want) }
