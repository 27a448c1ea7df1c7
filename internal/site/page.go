package site

import (
	"fmt"
	"io/fs"
	"path"
	"strings"
)

// Page is one Markdown file, parsed.
type Page struct {
	Name        string // the file's name without ".md"
	Title       string // never empty
	Subtitle    string
	Permalink   string // the page's path on the web site, for example /about/rationale
	URL         string // its whole address there
	HeaderImage string // the picture, as the front matter names it
	pictureURL  string // its whole address; empty where there is none
	Credits     []Credit
	// Markdown is the page's text without the front matter, cleaned.
	Markdown string
	Headings []Heading
	// Resources are the page's links, numbered from 1: first those in the
	// text, in the order in which they stand there, then those that the front
	// matter brings.
	Resources []Resource
	// TextResources is how many of Resources stand in the text.
	TextResources int
}

// Heading is a heading of a page's text.
type Heading struct {
	Level int // 1 to 6
	Text  string
}

// Resource finds a resource by its number, or nil.
func (p *Page) Resource(number int) *Resource {
	if number < 1 || number > len(p.Resources) {
		return nil
	}
	return &p.Resources[number-1]
}

func loadPage(fsys fs.FS, file string, settings Settings, problems *Problems) *Page {
	text, ok := readFile(fsys, file, problems)
	if !ok {
		return nil
	}
	matter, markdown, line, err := splitFrontMatter(text)
	if err != nil {
		problems.add(Problem{File: file, Line: 1, Column: 1, Message: err.Error()})
		return nil
	}
	var y frontMatter
	if p := decodeYAML(matter, &y); p != nil {
		p.File = file
		p.Line++ // the line "---" above it
		problems.add(*p)
		return nil
	}
	p := &Page{
		Name:        strings.TrimSuffix(file, ".md"),
		Title:       cleanLine(y.Title),
		Subtitle:    cleanLine(y.Subtitle),
		Permalink:   cleanLine(y.Permalink),
		HeaderImage: cleanLine(y.HeaderImage),
		Markdown:    cleanMarkdown(markdown),
	}
	if p.Title == "" {
		problems.add(Problem{File: file, Line: 1, Column: 1, Message: "the page has no title; begin the file with the three lines \"---\", \"title: …\", \"---\""})
		return nil
	}
	if p.URL, err = resolve(settings.URL, "", p.Permalink); err != nil {
		problems.addf(file, "\"permalink\" %v", err)
		p.URL = settings.URL
	}
	if p.HeaderImage != "" {
		if p.pictureURL, err = resolve(settings.URL+path.Join("/", settings.Pictures)+"/", Picture, p.HeaderImage); err != nil {
			problems.addf(file, "\"header_image\" %v", err)
		}
	}
	for i, c := range y.ImageCredit {
		credit := Credit{Name: cleanLine(c.Credit), Licence: cleanLine(c.Licence)}
		if c.URL != "" {
			if credit.URL, err = resolve(settings.URL, "", c.URL); err != nil {
				problems.addf(file, "the URL of picture credit %d %v", i+1, err)
			}
		}
		p.Credits = append(p.Credits, credit)
	}
	p.parse(fsys, file, line, problems)
	p.addFrontMatterResources(settings, y.SocialLinks)
	return p
}

// parse finds the headings and resources of the page's text.
func (p *Page) parse(fsys fs.FS, file string, line int, problems *Problems) {
	source := []byte(p.Markdown)
	document := Parse(source)
	if n, depth := deepest(document); depth > MaxDepth {
		l, column := nodePosition(n, source)
		problems.add(Problem{File: file, Line: line + l - 1, Column: column, Message: fmt.Sprintf("lists, quotations, emphasis or links stand %d deep in one another here, and %d is the most; make it flatter", depth, MaxDepth)})
		return
	}
	p.Headings = headings(document, source)
	sentences := newSentences(source)
	for _, link := range Links(document) {
		r := newResource(link, source, sentences)
		address, err := resolve(p.URL, r.Kind, r.URL)
		if err != nil {
			l, column := nodePosition(link, source)
			problems.add(Problem{File: file, Line: line + l - 1, Column: column, Message: "the link's address " + err.Error()})
			continue
		}
		r.URL = address
		r.describe(fsys, string(linkDestination(link, source)))
		p.addResource(r)
	}
	p.TextResources = len(p.Resources)
}

// addFrontMatterResources numbers what the front matter links to: the header
// picture, who made it, the page itself on the web, and the social links.
func (p *Page) addFrontMatterResources(settings Settings, social bool) {
	if p.pictureURL != "" {
		r := Resource{Kind: Picture, Title: "Header picture", Sentence: p.CreditLine(), URL: p.pictureURL, Origin: FromHeader}
		r.describe(nil, "")
		p.addResource(r)
	}
	for _, c := range p.Credits {
		if c.URL != "" {
			p.addResource(Resource{Kind: WebPage, Title: c.Name, Sentence: p.CreditLine(), URL: c.URL, Origin: FromCredit})
		}
	}
	if p.Permalink != "" {
		p.addResource(Resource{Kind: WebPage, Title: "This page on the web", URL: p.URL, Origin: FromPermalink})
	}
	if !social {
		return
	}
	for _, l := range settings.Social {
		r := Resource{Kind: kindOf(l.URL), Title: l.Title, Sentence: "Find " + settings.Title + " elsewhere.", URL: l.URL, Origin: FromSocial}
		r.describe(nil, "")
		p.addResource(r)
	}
}

func (p *Page) addResource(r Resource) {
	r.Number = len(p.Resources) + 1
	p.Resources = append(p.Resources, r)
}

// CreditLine says who made the header picture: "Header picture: Paul Clark,
// CC BY-NC". It is empty where the page has no credit.
func (p *Page) CreditLine() string {
	if len(p.Credits) == 0 {
		return ""
	}
	names := make([]string, len(p.Credits))
	for i, c := range p.Credits {
		names[i] = c.String()
	}
	return "Header picture: " + strings.Join(names, "; ")
}

// String is the credit without its address: "Paul Clark, CC BY-NC".
func (c Credit) String() string {
	if c.Licence == "" {
		return c.Name
	}
	return fmt.Sprintf("%s, %s", c.Name, c.Licence)
}
