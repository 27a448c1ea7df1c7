package site

import (
	"fmt"
	"io/fs"
	"path"
	"strings"

	"hackday.example/kiosk/internal/clean"
	"hackday.example/kiosk/internal/files"
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
	// Picture is the header picture, where the folder holds it, or nil. A Loader
	// leaves it to be decoded later.
	Picture *picture.File
	Credits []Credit
	// Markdown is the page's text without the front matter, cleaned.
	Markdown string
	Headings []Heading
	Notes    []Note // the footnotes, by their numbers, which count from 1
	// Resources are the page's links, numbered from 1: first those in the
	// text, in the order in which they stand there, those in notes last, then those
	// that the front matter brings.
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

// Resource finds a resource by its number, or nil.
func (p *Page) Resource(number int) *Resource {
	if number < 1 || number > len(p.Resources) {
		return nil
	}
	return &p.Resources[number-1]
}

// draft is a page, and what Check has to know of its file.
type draft struct {
	page *Page
	file string
	raw  string // the Markdown as the file has it
	line int    // where that begins

	text        string // the whole file
	permalinkAt place
	pictureAt   place // where the page names its picture
	targets     []int // the offset in Markdown of each of the page's TextResources
	whole       bool  // the text was read to its end

	sections map[string]bool // what section knows; made when it is first asked
}

// loadPage reads a page. It is nil where there is none to speak of.
func (c *inspection) loadPage(file string, settings Settings) (d *draft) {
	text, ok := c.readFile(file)
	if !ok {
		return nil
	}
	if d := c.loader.remembered(c, file, text, settings); d != nil {
		return d
	}
	errors := c.report.Errors
	defer func() {
		if d != nil && c.report.Errors == errors {
			c.loader.remember(d)
		}
	}()
	matter, markdown, line, closed := splitFrontMatter(text)
	if !closed {
		c.fault(file, top, "the front matter has no end", "close it with a line \"---\"")
		return nil
	}
	y, ok := c.readFrontMatter(file, matter)
	if !ok {
		y.keys.unknown = true // nothing can be said to lack; the text is looked at all the same
	}
	name, language := pageName(file)
	p := &Page{
		Name:        name,
		Language:    language,
		Title:       clean.Line(y.title),
		Subtitle:    clean.Line(y.subtitle),
		Permalink:   clean.Line(y.permalink),
		HeaderImage: clean.Line(y.headerImage),
		Markdown:    clean.Markdown(markdown),
	}
	d = &draft{page: p, file: file, text: text, raw: markdown, line: line, permalinkAt: y.keys.at("permalink"), pictureAt: y.keys.at("header_image")}
	c.checkFrontMatter(d, y)
	var bad *addressError
	if p.URL, bad = resolve(settings.URL, "", p.Permalink); bad != nil {
		c.addressFault(file, d.permalinkAt, "the permalink", bad)
		p.URL, p.Permalink = settings.URL, ""
	}
	if p.HeaderImage != "" {
		if p.pictureURL, bad = resolve(settings.pictureBase(), Picture, p.HeaderImage); bad != nil {
			c.addressFault(file, y.keys.at("header_image"), "the header picture's address", bad)
		} else {
			c.loadPicture(d, settings)
		}
	}
	for _, m := range y.credits {
		credit := Credit{Name: clean.Line(m.name), Licence: clean.Line(m.licence)}
		if m.url != "" {
			if credit.URL, bad = resolve(settings.URL, "", m.url); bad != nil {
				c.addressFault(file, m.keys.at("URL"), "the address of the picture's maker", bad)
			}
		}
		p.Credits = append(p.Credits, credit)
	}
	c.readText(d)
	p.addFrontMatterResources(settings, y.socialLinks)
	return d
}

// checkFrontMatter says what a page's front matter lacks.
func (c *inspection) checkFrontMatter(d *draft, y frontMatter) {
	p, k := d.page, y.keys
	if k.lacks("title", p.Title) {
		if d.line == 1 {
			c.fault(d.file, top, "the page has no title", "begin the file with the three lines \"---\", \"title: …\", \"---\"")
			return
		}
		c.fault(d.file, k.at("title"), "the page has no title", "add \"title: …\"")
	}
	if k.lacks("subtitle", p.Subtitle) {
		c.advise(d.file, k.at("subtitle"), "the page has no subtitle, which says in a few words what it is about", "add \"subtitle: …\"")
	}
	if k.lacks("permalink", p.Permalink) && p.Language == "" {
		c.advise(d.file, k.at("permalink"), "the page has no permalink, so that nobody is told where it is on the web site", "add its path there, as in \"permalink: /about/"+p.Name+"\"")
	}
	if p.HeaderImage == "" {
		return
	}
	if len(y.credits) == 0 && !k.misfits["image_credit"] {
		c.advise(d.file, k.at("header_image"), "the header picture has no credit", "say by \"image_credit\" who made it, and its licence: \"- Credit: …\", \"Licence: …\"")
	}
	for _, m := range y.credits {
		if m.keys.lacks("Credit", clean.Line(m.name)) {
			c.advise(d.file, m.keys.at("Credit"), "the picture's credit names nobody", "add \"Credit: …\"")
		}
		if m.keys.lacks("Licence", clean.Line(m.licence)) {
			c.advise(d.file, m.keys.at("Licence"), "the picture's credit names no licence", "add \"Licence: …\", for example CC BY 4.0")
		}
	}
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

// file is the name of a page's file.
func (p *Page) file() string {
	if p.Language == "" {
		return p.Name + ".md"
	}
	return p.Name + "." + p.Language + ".md"
}

func isLower(c byte) bool { return c >= 'a' && c <= 'z' }

// loadPicture reads the header picture, if it is in the folder: by its name, or
// where it stands on the web site.
func (c *inspection) loadPicture(d *draft, settings Settings) {
	p, at := d.page, d.pictureAt
	for _, name := range []string{p.HeaderImage, path.Join(settings.Pictures, p.HeaderImage)} {
		name = inFolder(name)
		info, err := fs.Stat(c.fsys, name)
		if err != nil {
			if c.isLink(name) {
				c.badLink(name, err)
				return
			}
			continue
		}
		if !info.Mode().IsRegular() {
			c.fault(d.file, at, "the header picture "+quote(name)+" is not a regular file", "name a JPEG, PNG or GIF file")
			return
		}
		c.files[shownName(name)] = true
		content, err := c.readAll(name, picture.MaxFileBytes)
		if err != nil {
			c.fault(name, place{}, "the file cannot be read: "+files.Reason(err).Error(), "see to its permissions")
			return
		}
		p.Picture = picture.FileOf(content)
		if err = picture.Inspect(content); err == nil && c.loader == nil {
			err = p.Picture.Decode(content)
		}
		c.loader.addPicture(headerPicture{name, d.file, p.Picture})
		if err != nil {
			problem := pictureProblem(name, d.file, err)
			c.fault(name, place{}, problem.Message, problem.Fix)
		}
		return
	}
	if folder := inFolder(path.Join(settings.Pictures, path.Dir(p.HeaderImage))); c.isFolder(folder) {
		c.advise(d.file, at, quote(path.Base(p.HeaderImage))+" is not in "+folder+", so that it is not shown here", "put it there, or correct its name")
	}
}

// pictureProblem says why the header picture of a page cannot be shown.
func pictureProblem(name, page string, err error) Problem {
	what, fix := err.Error(), "save it again"
	if i := strings.LastIndex(what, "; "); i >= 0 {
		what, fix = what[:i], what[i+len("; "):]
	}
	return Problem{File: shownName(name), Severity: Fault, Message: "this is the header picture of " + page + ", and it cannot be shown: " + what, Fix: fix}
}

// readText finds the headings and resources of the page's text.
func (c *inspection) readText(d *draft) {
	p := d.page
	if c.loader == nil { // advice
		c.checkCharacters(d.file, d.raw, d.line)
		c.checkReferences(d.file, d.raw, d.line)
	}
	source := []byte(p.Markdown)
	document, lost, over := parse(source)
	if over != nil {
		c.atOffset(d, Fault, over.offset, over.what, over.fix)
		return
	}
	p.Headings = headings(document, source)
	p.Notes = notes(document, source)
	if c.loader == nil {
		c.checkText(d, document, source)
		c.checkNotes(d, document, source, lost)
	}
	sentences := newSentences(source)
	for _, link := range Links(document) {
		r := newResource(link, source, sentences)
		address, bad := resolve(p.URL, r.Kind, r.URL)
		if bad != nil {
			c.atNode(d, Fault, link, "the link's address "+bad.what, bad.fix)
			continue
		}
		if n := len(address); n > maxAddress {
			c.atNode(d, Fault, link, fmt.Sprintf("the link's address has %s bytes; %s is the most", thousands(n), thousands(maxAddress)), "shorten it")
			continue
		}
		r.URL = address
		r.destination = string(linkDestination(link, source))
		r.describe(c.fsys, r.destination)
		p.addResource(r)
		d.targets = append(d.targets, nodeOffset(link, source))
	}
	p.TextResources = len(p.Resources)
	d.whole = true
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
