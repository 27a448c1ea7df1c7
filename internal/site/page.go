package site

import (
	"fmt"
	"io/fs"
	"path"
	"strings"
	"unicode"

	"hackday.example/kiosk/internal/picture"
)

// Page is one Markdown file, parsed.
type Page struct {
	Name        string // the file's name without ".md", and without its language
	Language    string // two letters (ISO 639-1); empty for a page that is no translation
	Title       string // never empty
	Subtitle    string
	Permalink   string // the page's path on the web site, for example /about/rationale
	URL         string // its whole address there
	HeaderImage string // the picture, as the front matter names it
	pictureURL  string // its whole address; empty where there is none
	// Picture is the header picture, where the folder holds it, or nil.
	Picture *picture.Picture
	Credits []Credit
	// Markdown is the page's text without the front matter, cleaned.
	Markdown string
	Headings []Heading
	// Resources are the page's links, numbered from 1: first those in the
	// text, in the order in which they stand there, then those that the front
	// matter brings.
	Resources []Resource
	// TextResources is how many of Resources stand in the text.
	TextResources int

	translations map[string]*Page // by language; nil where there is none
}

// In is the page in a language, or itself where it is not translated.
func (p *Page) In(language string) *Page {
	if t := p.translations[language]; t != nil {
		return t
	}
	return p
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
	name, language := pageName(file)
	p := &Page{
		Name:        name,
		Language:    language,
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
	p.loadPicture(fsys, file, settings, problems)
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

// pageName parts a file's name: "rationale.cy.md" is the page "rationale" in the
// language "cy".
func pageName(file string) (name, language string) {
	name = strings.TrimSuffix(file, ".md")
	if i := len(name) - len(".cy"); i > 0 && name[i] == '.' && isLower(name[i+1]) && isLower(name[i+2]) {
		return name[:i], name[i+1:]
	}
	return name, ""
}

func isLower(c byte) bool { return c >= 'a' && c <= 'z' }

// loadPicture reads the header picture, if it is in the folder: by its name, or
// where it stands on the web site.
func (p *Page) loadPicture(fsys fs.FS, file string, settings Settings, problems *Problems) {
	if p.HeaderImage == "" {
		return
	}
	for _, name := range []string{p.HeaderImage, path.Join(settings.Pictures, p.HeaderImage)} {
		name = strings.TrimPrefix(path.Clean("/"+name), "/")
		f, err := fsys.Open(name)
		if err != nil {
			continue
		}
		p.Picture, err = picture.Decode(f)
		_ = f.Close()
		if err != nil {
			problems.addf(name, "this is the header picture of %s, and it cannot be shown: %v", file, err)
		}
		return
	}
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
		r.destination = string(linkDestination(link, source))
		r.describe(fsys, r.destination)
		p.addResource(r)
	}
	p.TextResources = len(p.Resources)
}

// addFrontMatterResources numbers what the front matter links to: the header
// picture, who made it, the page itself on the web, and the social links.
func (p *Page) addFrontMatterResources(settings Settings, social bool) {
	if p.pictureURL != "" {
		r := Resource{Kind: Picture, URL: p.pictureURL, Origin: FromHeader}
		r.describe(nil, "")
		p.addResource(r)
	}
	for _, c := range p.Credits {
		if c.URL != "" {
			p.addResource(Resource{Kind: WebPage, Title: c.Name, URL: c.URL, Origin: FromCredit})
		}
	}
	if p.Permalink != "" {
		p.addResource(Resource{Kind: WebPage, URL: p.URL, Origin: FromPermalink})
	}
	if !social {
		return
	}
	for _, l := range settings.Social {
		r := Resource{Kind: kindOf(l.URL), Title: l.Title, URL: l.URL, Origin: FromSocial}
		r.describe(nil, "")
		p.addResource(r)
	}
}

func (p *Page) addResource(r Resource) {
	r.Number = len(p.Resources) + 1
	p.Resources = append(p.Resources, r)
}

// String is the credit without its address: "Paul Clark, CC BY-NC".
func (c Credit) String() string {
	if c.Licence == "" {
		return c.Name
	}
	return fmt.Sprintf("%s, %s", c.Name, c.Licence)
}

// Section is the number, from 0, of the heading that the fragment of an address
// names, as GitHub makes one of its text: "#meeting-the-challenge". It is -1 where
// there is none.
func (p *Page) Section(fragment string) int {
	if fragment == "" {
		return -1
	}
	for i, h := range p.Headings {
		if strings.EqualFold(slug(h.Text), fragment) {
			return i
		}
	}
	return -1
}

// slug is a heading's text as it stands in an address.
func slug(text string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case unicode.IsLetter(r), unicode.IsNumber(r), r == '-', r == '_':
			return unicode.ToLower(r)
		case r == ' ':
			return '-'
		}
		return -1
	}, text)
}
