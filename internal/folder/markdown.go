package folder

import (
	"bytes"
	"cmp"
	"path"
	"slices"
	"strings"

	"hackday.example/kiosk/internal/clean"
	"hackday.example/kiosk/internal/dialect"
	"hackday.example/kiosk/internal/frontmatter"
	"hackday.example/kiosk/internal/markdown"
	"hackday.example/kiosk/internal/report"
	"hackday.example/kiosk/internal/site"
)

// readMarkdown reads a page of Markdown. It is nil where that is a draft.
func (a *assembly) readMarkdown(c *inspection, file string, b []byte) *entry {
	s := a.settings
	text := c.decode(file, b)
	y, body, line, issues := frontmatter.ReadPage(text)
	c.adviseIssues(file, issues)
	if y.Draft {
		return nil
	}
	e := &entry{file: file, raw: body, line: line, social: y.SocialLinks, transcripts: y.Transcripts, permaAt: placeIn(y.Keys.At("permalink")), pictureAt: placeIn(y.Keys.At("header_image"))}
	e.page = &site.Page{
		Name:        nameOf(file),
		File:        file,
		Title:       clean.Line(y.Title),
		Subtitle:    clean.Line(y.Subtitle),
		Language:    languageTag(cmp.Or(y.Language, s.config.Language)),
		HeaderImage: clean.Line(y.HeaderImage),
	}
	p := e.page
	if p.Subtitle == "" {
		p.Subtitle = clean.Line(y.Description)
	}
	e.base = s.origin().page(file)
	a.place(c, e, y)
	a.addAliases(e, y)
	place := a.navPlaces()[file]
	e.prev, e.next, e.up = place.prev, place.next, place.up
	if y.RedirectTo != "" {
		e.redirect = y.RedirectTo
		return e
	}
	if y.Ordered {
		p.Weight = y.Order
	}
	if p.HeaderImage != "" {
		var bad *addressError
		if e.pictureURL, bad = resolve(s.pictureBase(), site.Picture, p.HeaderImage); bad != nil {
			c.adviseAddress(file, e.pictureAt, "the header picture's address", bad)
			p.HeaderImage = ""
		}
	}
	for _, m := range y.Credits {
		credit := site.Credit{Name: clean.Line(m.Name), Licence: clean.Line(m.Licence)}
		if m.URL != "" {
			var bad *addressError
			if credit.URL, bad = resolve(s.origin().URL, 0, m.URL); bad != nil {
				c.adviseAddress(file, placeIn(m.Keys.At("URL")), "the address of the picture's maker", bad)
			}
		}
		if credit.Name == "" { // advice says so
			credit.Name = credit.URL
		}
		if credit != (site.Credit{}) {
			p.Credits = append(p.Credits, credit)
		}
	}
	if !a.convert(c, e, y) {
		return e
	}
	e.takeTitle()
	c.readPageText(e)
	if e.leftOut != "" {
		return e
	}
	if s.there {
		c.adviseMatter(e, y)
	}
	if p.Title == "" {
		p.Title = a.titleOf(p)
	}
	return e
}

// convert makes plain Markdown of a page's body: without what is another program's, and
// with Markdown in place of HTML.
func (a *assembly) convert(c *inspection, e *entry, y frontmatter.Page) (ok bool) {
	cleaned := clean.Markdown(e.raw)
	plain, findings := dialect.Plain(cleaned, a.env(e, y))
	for _, f := range findings {
		c.adviseTemplate(e, f)
	}
	text, err := markdown.Inside(plain, markdown.Options{})
	if err == nil {
		err = e.setText(text)
	}
	if err != nil {
		c.advise(e.file, report.Place{}, tooMuch, "the page's HTML cannot be read: "+err.Error(), "write it as Markdown")
		e.leftOut = err.Error()
		return false
	}
	e.exact, e.sameLines = e.page.Markdown == cleaned, e.page.Markdown == plain
	return true
}

// takeTitle has the heading that the text begins with for the page's title, if it has no
// other, or the same. What stands above the text is not repeated in it.
func (e *entry) takeTitle() {
	p := e.page
	o, ok := site.OpeningOf(p.Markdown)
	if !ok || p.Title != "" && !strings.EqualFold(p.Title, o.Text) {
		return
	}
	p.Title, e.titled = o.Text, true
	if o.Badges { // they stay
		p.Markdown, e.exact = p.Markdown[:o.Start]+p.Markdown[o.End:], false
		for i := range p.Anchors {
			p.Anchors[i].Offset = max(p.Anchors[i].Offset-(o.End-o.Start), min(p.Anchors[i].Offset, o.Start))
		}
		for i := range p.Passages {
			p.Passages[i].Offset = max(p.Passages[i].Offset-(o.End-o.Start), min(p.Passages[i].Offset, o.Start))
		}
		e.keepOpening(o)
		return
	}
	blank := bytes.Repeat([]byte(" "), o.End) // so that offsets and lines stay
	for i := range blank {
		if p.Markdown[i] == '\n' {
			blank[i] = '\n'
		}
	}
	p.Markdown = string(blank) + p.Markdown[o.End:]
	e.keepOpening(o)
}

// keepOpening has the ID of a heading that is the page's title lead to its beginning.
func (e *entry) keepOpening(o site.Opening) {
	if o.ID != "" {
		e.page.Anchors = slices.Insert(e.page.Anchors, 0, site.Anchor{ID: o.ID})
	}
}

// setText has a converted text in the page, unless it is too large.
func (e *entry) setText(text markdown.Text) error {
	if len(text.Markdown) > site.MaxTextBytes {
		return markdown.ErrTooLarge
	}
	e.page.Markdown = clean.Markdown(text.Markdown)
	if e.page.Markdown != text.Markdown { // something has gone, and places with it
		return nil
	}
	for _, anchor := range text.Anchors {
		e.page.Anchors = append(e.page.Anchors, site.Anchor{ID: anchor.ID, Offset: anchor.Offset})
	}
	for _, passage := range text.Passages {
		e.page.Passages = append(e.page.Passages, site.Passage{Offset: passage.Offset, Language: passage.Language})
	}
	return nil
}

// place finds out what a page is called here, and where it is on the web: where its
// front matter says, or where its generator puts it.
func (a *assembly) place(c *inspection, e *entry, y frontmatter.Page) {
	p, s := e.page, a.settings
	if p.Permalink = clean.Line(y.Permalink); p.Permalink == "false" || strings.Contains(p.Permalink, "{{") || strings.Contains(p.Permalink, "{%") {
		p.Permalink = "" // it is not written to the web, or a template says where
	}
	y.Permalink = p.Permalink
	at := spot{public: true}
	if !strings.Contains(p.Permalink, "://") {
		at = a.generated(e, y)
	}
	if at.path != "" {
		if e.name = site.Key(at.path); s.config.Generator != "" {
			p.Permalink = at.path
		}
		if e.name == nameOf(e.file) {
			e.name = ""
		}
	}
	if p.Permalink == "" {
		return
	}
	address, bad := s.origin().permalink(p.Permalink)
	if bad != nil {
		c.adviseAddress(e.file, e.permaAt, "the permalink", bad)
		p.Permalink = ""
		return
	}
	e.base = address
	switch {
	case s.config.Generator != "" && !at.public:
		p.Permalink = ""
	case s.URL != "":
		p.URL = written(address)
	}
}

// addAliases keeps the other addresses of a page.
func (a *assembly) addAliases(e *entry, y frontmatter.Page) {
	config := a.settings.config
	for _, alias := range y.Aliases {
		e.aliases = append(e.aliases, a.aliasPaths(e, alias)...)
	}
	file := a.inSource(e.file)
	name := cmp.Or(e.name, nameOf(e.file))
	for _, other := range []string{site.Key(file), nameOf(file)} {
		if other != name && !slices.Contains(e.aliases, other) {
			e.aliases = append(e.aliases, other)
		}
	}
	if config.Generator == "" && y.Slug != "" {
		e.aliases = append(e.aliases, path.Join(path.Dir(nameOf(e.file)), y.Slug))
	}
	if a.isFirst(e.file) || config.Generator == dialect.Docusaurus && name == "docs" {
		e.aliases = append(e.aliases, site.IndexName)
	}
}

// aliasPaths are what another address of a page may be as a path within the site: from
// the page's folder, or from the top.
func (a *assembly) aliasPaths(e *entry, alias string) []string {
	if !strings.HasPrefix(alias, "/") && !strings.Contains(alias, "://") {
		beside := path.Join(path.Dir(a.inSource(e.file)), alias)
		switch a.settings.config.Generator {
		case "":
			return []string{beside, alias}
		case dialect.Hugo:
			return []string{beside}
		}
		return []string{alias}
	}
	o := a.settings.origin()
	if u, bad := parseAddress(o.URL, 0, alias); bad == nil {
		if within, ok := o.path(u); ok {
			return []string{within}
		}
	}
	return []string{strings.TrimPrefix(alias, "/")}
}

// titleOf is what a page is called that does not say it: its first heading, or the name
// of its file or folder.
func (a *assembly) titleOf(p *site.Page) string {
	for _, h := range p.Headings {
		if h.Text != "" {
			return h.Text
		}
	}
	name := path.Base(p.Name)
	if isFolderPage(p.File) && path.Dir(p.File) == cmp.Or(a.settings.config.Source, ".") {
		name = cmp.Or(a.settings.Title, a.options.Name, "Home")
	}
	if !datePrefix.MatchString(name + "-") {
		name = strings.NewReplacer("-", " ", "_", " ").Replace(name)
	}
	return cmp.Or(clean.Line(name), "Page")
}

// languageTag is a language as in BCP 47, in small letters; empty for what is none.
func languageTag(text string) string {
	tag := strings.ToLower(strings.ReplaceAll(clean.Line(text), "_", "-"))
	if len(tag) > len("zh-hant-tw") || strings.ContainsFunc(tag, func(r rune) bool { return r != '-' && (r < 'a' || r > 'z') && (r < '0' || r > '9') }) {
		return ""
	}
	return tag
}

// readPageText finds the headings and links of the page's text.
func (c *inspection) readPageText(e *entry) {
	p := e.page
	var text site.Text
	var remarks []site.Remark
	var over *site.Excess
	if c.advising {
		c.adviseOnSource(e)
		text, remarks, over = site.Review(p.Markdown)
	} else {
		text, over = site.Read(p.Markdown)
	}
	if over != nil {
		c.atOffset(e, over.Offset, tooMuch, over.What, over.Fix)
		e.leftOut = over.What
		return
	}
	for _, r := range remarks {
		if r.Kind != site.NoHeading || !e.titled { // else it had one
			c.adviseOnText(e, r)
		}
	}
	if p.Title == "" {
		p.Title = text.Title
	}
	e.figures = text.Figures
	p.Headings, p.Notes, p.Resources, p.TextResources = text.Headings, text.Notes, text.Links, len(text.Links)
}

// atOffset adds advice on what stands at an offset of a page's Markdown.
func (c *inspection) atOffset(e *entry, offset int, kind report.Kind, message, fix string) {
	p := report.Problem{File: e.file, Severity: report.Advice, Kind: kind, Message: message, Fix: fix}
	if !c.Full(p) { // to find the place takes time
		at := e.placeAt(offset)
		p.Line, p.Column = at.Line, at.Column
	}
	c.Add(p)
}

// adviseMatter says what a page's front matter lacks.
func (c *inspection) adviseMatter(e *entry, y frontmatter.Page) {
	p, k := e.page, y.Keys
	if k.Lacks("title", p.Title) && len(p.Headings) == 0 {
		if e.line == 1 {
			c.advise(e.file, report.Top, missingMatter, "the page has no title", "begin the file with the three lines \"---\", \"title: …\", \"---\"")
			return
		}
		c.advise(e.file, placeIn(k.At("title")), missingMatter, "the page has no title", "add \"title: …\"")
	}
	if k.Lacks("subtitle", p.Subtitle) {
		c.advise(e.file, placeIn(k.At("subtitle")), missingMatter, "the page has no subtitle, which says in a few words what it is about", "add \"subtitle: …\"")
	}
	if k.Lacks("permalink", y.Permalink) {
		if _, code := translationOf(e.file); code == "" {
			c.advise(e.file, placeIn(k.At("permalink")), missingMatter, "the page has no permalink, so that nobody is told where it is on the web site", "add its path there, as in \"permalink: /about/"+p.Name+"\"")
		}
	}
	if p.HeaderImage == "" {
		return
	}
	if len(y.Credits) == 0 && !k.Misfits("image_credit") {
		c.advise(e.file, placeIn(k.At("header_image")), uncredited, "the header picture has no credit", "say by \"image_credit\" who made it, and its licence: \"- Credit: …\", \"Licence: …\"")
	}
	for _, m := range y.Credits {
		if m.Keys.Lacks("Credit", clean.Line(m.Name)) {
			c.advise(e.file, placeIn(m.Keys.At("Credit")), uncredited, "the picture's credit names nobody", "add \"Credit: …\"")
		}
		if m.Keys.Lacks("Licence", clean.Line(m.Licence)) {
			c.advise(e.file, placeIn(m.Keys.At("Licence")), uncredited, "the picture's credit names no licence", "add \"Licence: …\", for example CC BY 4.0")
		}
	}
}
