// Package dialect takes out of a page's Markdown what site generators put there that
// is no Markdown: templates, attributes, directives, components. What can be told is
// written as Markdown: links that templates make, alerts, code, pictures. The rest is
// left out, and found. It also reads the few settings of generators that matter here.
//
// It works on text, before any parser of Markdown. Its functions are pure, and safe
// for concurrent use.
package dialect

import (
	"strings"

	"hackday.example/kiosk/internal/clean"
)

// Env is what templates on a page may name. The zero Env knows nothing.
type Env struct {
	URL  string            // the site's address, without a slash at its end; may be empty
	Base string            // the path at which the site stands there, such as "/docs"; may be empty
	Site map[string]string // settings by their keys: "title", "description"
	Page map[string]string // the page's front matter by its keys
	// Link resolves what a template or a wiki link names. It may be nil.
	Link func(kind LinkKind, name string) (target string, ok bool)
}

// LinkKind is how a link's target is named.
type LinkKind int

// The kinds of names of targets.
const (
	FileLink LinkKind = iota // a file from the top of the sources: "_posts/2020-01-02-a.md", "docs/a.md#part"
	PostLink                 // Jekyll's post_url: "2020-01-02-a"
	RefLink                  // Hugo's ref, MyST's doc: "a.md", "/docs/a", "../a#part"
	WikiLink                 // a page's title or file: "A page", "folder/a#Part"
	FileName                 // Obsidian's picture or document: "a.png"
)

// Kind is what sort of thing was left out.
type Kind int

// The kinds of findings.
const (
	Expression Kind = iota // what a template would have filled in
	Logic                  // a loop's contents, or a branch that was not taken
	Include                // what another file would have brought
	Shortcode              // what a shortcode or plugin would have made
	Component              // a component of JSX
	DeadLink               // a link whose target a template makes; its text stays
	Directive              // a directive of MyST whose contents are no text
)

// Finding says what was left out of a page: the first of its kind, and how many there
// are.
type Finding struct {
	Kind  Kind
	Line  int    // in the text, from 1
	Text  string // how it begins; one line, safe to show
	Count int
}

// Plain is a page's Markdown without what generators put there. The text has the
// same number of lines, so that places stay right: what goes leaves an empty line
// where it filled one. Code is not touched, but for Liquid's raw and endraw, which
// go. It takes time in proportion to the text, which is at most six times as long
// then, but for what env puts in.
//
// A line of attributes leaves an empty line, too: a paragraph ends at it in kramdown.
// Of a condition the first branch stays, and of a loop nothing: once would be wrong.
func Plain(text string, env Env) (string, []Finding) {
	p := &page{env: env}
	if strings.Contains(text, ":::") || strings.Contains(text, "!!! ") || strings.Contains(text, "??? ") || strings.Contains(text, "???+") ||
		strings.Contains(text, "=== \"") || strings.Contains(text, "```{") || strings.Contains(text, "~~~{") {
		text = p.containers(text)
	}
	if strings.Contains(text, "{{") || strings.Contains(text, "{%") || strings.Contains(text, "{#") || strings.Contains(text, "{/*") {
		text = p.templates(text)
	}
	if strings.ContainsAny(text, "{<") || hasPlainMarks(text) {
		text = p.marks(text)
	}
	return text, p.found
}

// hasPlainMarks reports whether there may be something that the last step takes out,
// other than braces and tags.
func hasPlainMarks(text string) bool {
	for _, mark := range []string{"[[", "[TOC]", "[toc]", "%%", "*[", "^\n", "\\\\\n", "@/", "import ", "export ", " ^"} {
		if strings.Contains(text, mark) {
			return true
		}
	}
	return strings.HasSuffix(text, "^")
}

// page is one run of Plain.
type page struct {
	env   Env
	found []Finding
}

// find notes that something is left out, at a byte of the text.
func (p *page) find(kind Kind, text string, start, end int) {
	for i := range p.found {
		if f := &p.found[i]; f.Kind == kind {
			f.Count++
			return
		}
	}
	const longest = 60 // characters
	p.found = append(p.found, Finding{
		Kind: kind, Line: strings.Count(text[:start], "\n") + 1, Count: 1,
		Text: clean.Short(clean.Line(strings.ToValidUTF8(text[start:min(end, start+4*longest)], "")), longest),
	})
}

// link resolves a name; the target can stand in a link of Markdown.
func (p *page) link(kind LinkKind, name string) (string, bool) {
	if p.env.Link == nil || name == "" {
		return "", false
	}
	target, ok := p.env.Link(kind, name)
	return asTarget(target), ok
}

// asTarget writes an address so that it may stand between the parentheses of a link.
func asTarget(address string) string {
	return strings.NewReplacer(" ", "%20", "(", "%28", ")", "%29", "<", "%3C", ">", "%3E", "\n", "", "\r", "", "\t", "%20").Replace(address)
}
