package site

import (
	"fmt"
	"net/url"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/yuin/goldmark/ast"
)

// atNode adds a problem with a node of a page's text.
func (c *inspection) atNode(d *draft, severity Severity, n ast.Node, message, fix string) {
	c.atOffset(d, severity, nodeOffset(n, d.page.Markdown), message, fix)
}

// atOffset adds a problem with what stands at an offset of a page's Markdown.
func (c *inspection) atOffset(d *draft, severity Severity, offset int, message, fix string) {
	p := Problem{File: d.file, Severity: severity, Message: message, Fix: fix}
	if !c.full(p) { // to find the place takes time
		at := placeOf(d.raw, d.page.Markdown, d.line, offset)
		p.Line, p.Column = at.line, at.column
	}
	c.add(p)
}

// htmlLink begins an HTML element that would be a link or a picture on the web.
var htmlLink = regexp.MustCompile(`(?i)<(a\s[^>]*href|img\s)`)

// checkText advises on the headings and links of a page's text.
func (c *inspection) checkText(d *draft, document ast.Node, source []byte) {
	if strings.TrimSpace(d.page.Markdown) == "" {
		c.advise(d.file, top, "the page has no text", "write some below the front matter")
		return
	}
	level := 0 // of the heading before; the page's title is one of level 1
	_ = ast.Walk(document, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			return ast.WalkContinue, nil
		}
		switch n := n.(type) {
		case *ast.Heading:
			if plainText(n, source) == "" {
				c.atNode(d, Advice, n, "this heading has no text", "write it, or take the heading out")
			}
			if n.Level > max(level, 1)+1 {
				c.atNode(d, Advice, n, fmt.Sprintf("a heading of level %d stands below one of level %d", n.Level, max(level, 1)),
					fmt.Sprintf("begin it with %q, so that no level is left out", strings.Repeat("#", max(level, 1)+1)))
			}
			level = n.Level
		case *ast.Link:
			if text := plainText(n, source); text != "" || onlyImage(n) == nil { // else it is said of the image
				c.checkLinkText(d, n, text)
			}
		case *ast.Image:
			if plainText(n, source) == "" {
				c.atNode(d, Advice, n, "this picture has no text, which is all that is shown of it here", "describe it: ![what it shows](…)")
			}
		case *ast.RawHTML:
			if htmlLink.Match(n.Segments.Value(source)) {
				c.adviseHTML(d, n.Segments.At(0).Start)
			}
		case *ast.HTMLBlock:
			for i := range n.Lines().Len() {
				line := n.Lines().At(i)
				if m := htmlLink.FindIndex(line.Value(source)); m != nil {
					c.adviseHTML(d, line.Start+m[0])
				}
			}
		}
		return ast.WalkContinue, nil
	})
	if level == 0 {
		start := len(d.page.Markdown) - len(strings.TrimLeft(d.page.Markdown, " \n"))
		c.atOffset(d, Advice, start, "the page has no heading, so that its contents are empty", "begin its parts with \"## …\"")
	}
}

func (c *inspection) adviseHTML(d *draft, offset int) {
	c.atOffset(d, Advice, offset, "an HTML link cannot be opened here", "write it as Markdown: [what is behind it](…)")
}

// vague are texts of links that say nothing of what is behind them to someone
// who hears them alone, as in a list of links (WCAG 2.2, 2.4.9).
var vague = []string{
	"here", "click", "click here", "press here", "see here", "look here", "read here", "find here", "go", "go here", "open",
	"this", "that", "it", "this one", "this page", "this link", "this site", "this website", "this video", "this article",
	"link", "links", "url", "web", "page", "site", "website", "web page", "web site", "article", "post", "source",
	"more", "read more", "see more", "find out more", "learn more", "more information", "more info", "info", "information", "details", "continue", "next",
	"video", "watch", "watch here", "watch the video", "audio", "listen", "picture", "image", "photo",
	"document", "doc", "file", "pdf", "slides", "download", "download here",
	"yma", "cliciwch", "cliciwch yma", "gweler yma", "hwn", "hon", "dolen", "y ddolen hon", "tudalen", "gwefan", "mwy", "rhagor", "darllen mwy", "fideo", "dogfen", "lawrlwytho",
}

func (c *inspection) checkLinkText(d *draft, link ast.Node, text string) {
	bare := strings.ToLower(strings.Trim(text, " .,:;!?…»›>→()[]'\"“”‘’"))
	switch {
	case text == "":
		c.atNode(d, Advice, link, "this link has no text, so that its address is shown", "say what is behind it: [the programme](…)")
	case bare == "", slices.Contains(vague, bare):
		c.atNode(d, Advice, link, "the link's text "+quote(text)+" does not say what is behind it", "name that: [the programme](…)")
	}
}

// checkTargets says which links of a page lead to files, pages or headings that
// are not there. files are those of all pages but translations, in order.
//
// What a link means is as in findTargets and Resource.describe: the name of a
// page's file is that page; an address that begins with "/" is on the web site,
// and so is a relative one, though a file of the folder may stand for either.
func (c *inspection) checkTargets(d *draft, files []string) {
	for i, offset := range d.targets {
		r := &d.page.Resources[i]
		if r.Target != nil {
			c.checkFragment(d, offset, r)
			continue
		}
		u, err := url.Parse(r.destination)
		if err != nil || u.IsAbs() || u.Host != "" || u.Path == "" || r.Kind == Mail {
			continue
		}
		name := inFolder(u.Path)
		page, _ := pageName(path.Base(name))
		page += ".md"
		rooted := strings.HasPrefix(u.Path, "/")
		switch {
		case path.Ext(name) == ".md" && c.drafts[page] != nil:
			severity := Fault
			if rooted { // the web site may have one
				severity = Advice
			}
			c.atOffset(d, severity, offset, "the link to "+quote(r.destination)+" does not lead to the page "+page+" that is here", "write "+page)
		case path.Ext(name) == ".md" && !rooted && !slices.Contains(files, name): // else it is broken, which is said already
			c.atOffset(d, Fault, offset, "the link leads to "+quote(r.destination)+", and there is no such page", "correct it; the pages are: "+some(files))
		case path.Ext(name) == ".md", c.isFile(name):
		case !rooted && c.drafts[name+".md"] != nil:
			c.atOffset(d, Advice, offset, "the link to "+quote(r.destination)+" leads to the web site, and not to the page of that name here", "write "+name+".md")
		case rooted && c.isFolder(path.Dir(name)) && name != ".":
			c.atOffset(d, Advice, offset, quote(name)+" is not in the folder, which has "+quote(path.Dir(name)), "put it there, or correct the link")
		case !rooted && path.Ext(name) != "":
			c.atOffset(d, Advice, offset, quote(name)+" is not in the folder, so that readers are sent to the web site for it", "put it there, or write its path on the web site, which begins with \"/\"")
		}
	}
}

// checkFragment says if a link leads to a part of a page that is not there.
func (c *inspection) checkFragment(d *draft, offset int, r *Resource) {
	target := r.Target.In(d.page.Language)
	there := c.drafts[target.file()]
	if r.Fragment == "" || strings.EqualFold(r.Fragment, "top") || !there.whole || there.section(r.Fragment) {
		return
	}
	fix := "add the heading, or correct the link"
	if len(target.Headings) > 0 && target.Headings[0].ID != "" {
		fix = "name one of its headings, as in \"#" + target.Headings[0].ID + "\""
	}
	c.atOffset(d, Advice, offset, "no heading of "+there.file+" is named "+quote("#"+r.Fragment), fix)
}
