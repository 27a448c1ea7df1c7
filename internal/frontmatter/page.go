package frontmatter

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
)

// Page is what front matter says of a page. Texts are as they are written, without
// blanks around them; see package clean for what may reach a terminal.
type Page struct {
	Title       string // empty where there is none
	Subtitle    string
	Description string // description, summary or excerpt
	// Permalink is where the page is on the web: permalink or url. It may be a path,
	// an address, or a pattern of Jekyll's such as "pretty".
	Permalink  string
	Slug       string   // the last part of the page's path
	Aliases    []string // other paths that lead here: aliases, alias and redirect_from
	RedirectTo string   // where the page leads instead of being shown
	Draft      bool     // draft, or published is false
	Language   string   // lang, language or locale: "cy", "en-GB", "pt_BR"
	Date       string
	// Order is weight, nav_order or order, where Ordered; lower comes first.
	Order   float64
	Ordered bool

	HeaderImage string
	Credits     []Credit // who made that
	SocialLinks bool

	Transcripts []Transcript // transcripts, at most 1,000
	Categories  []string     // categories or category
	// Values are all scalars at the top, by key, for templates that name them.
	Values map[string]string
	Keys   Keys // where the values stand
}

// Transcript is one entry of transcripts: the file of captions of the video that an
// address leads to.
type Transcript struct{ URL, File string }

// maxTranscripts bounds the transcripts of a page.
const maxTranscripts = 1000

// Credit is one entry of image_credit.
type Credit struct {
	Name, URL, Licence string
	Keys               Keys
}

// ReadPage reads a page's file: its front matter, leniently, and the text below it,
// which begins in a line of the file. None of the issues is grave, and whatever is
// wrong, the text is there.
//
// What only looks like front matter, such as text between two thematic breaks, is
// text.
func ReadPage(text string) (p Page, body string, line int, all []Issue) {
	b := Split(text)
	if b.Format != None && !b.hasKeys() {
		b = Block{Body: strings.TrimPrefix(text, "\uFEFF"), Line: 1, BodyLine: 1, Closed: true}
	}
	s := &issues{}
	if !b.Closed {
		fence := map[Format]string{YAML: "---", TOML: "+++"}[b.Format]
		s.advise(top, "the front matter has no end, so that it is taken to end before line "+strconv.Itoa(b.BodyLine), "close it with a line \""+fence+"\"")
	}
	p.read(b, s)
	return p, b.Body, b.BodyLine, s.list
}

// hasKeys reports whether a block has a key, or nothing at all, which is none.
func (b Block) hasKeys() bool {
	if b.Format == JSON || b.Format == TitleBlock {
		return true
	}
	empty := b.Closed
	for l := range strings.Lines(b.Text) {
		l = strings.TrimRight(l, " \t\r\n")
		m := tightKey.FindStringSubmatch(l)
		if keyLine.MatchString(l) || m != nil && (m[1] == "title" || m[1] == "layout") || strings.HasPrefix(l, "{") && strings.HasSuffix(l, "}") {
			return true
		}
		empty = empty && (l == "" || strings.HasPrefix(l, "#"))
	}
	return empty && len(b.Text) < 1<<10
}

func (p *Page) read(b Block, s *issues) {
	var permalink, url, description, summary, excerpt, lang, language, locale string
	var aliases, alias, from, to, categories, category []string
	published := true
	var weight, navOrder, order float64
	var credit Credit
	fields := Fields{
		"title": &p.Title, "subtitle": &p.Subtitle,
		"description": &description, "summary": &summary, "excerpt": &excerpt,
		"permalink": &permalink, "url": &url, "slug": &p.Slug,
		"aliases": &aliases, "alias": &alias, "redirect_from": &from, "redirect_to": &to,
		"draft": &p.Draft, "published": &published,
		"lang": &lang, "language": &language, "locale": &locale,
		"date":   &p.Date,
		"weight": &weight, "nav_order": &navOrder, "order": &order,
		"categories": &categories, "category": &category,
		"header_image": &p.HeaderImage, "social_links": &p.SocialLinks,
		"image_credit": List{
			Alone: "Credit",
			Begin: func() Fields {
				credit = Credit{}
				return Fields{"Credit": &credit.Name, "URL": &credit.URL, "Licence": &credit.Licence, "License": &credit.Licence}
			},
			End: func(k Keys) {
				credit.Keys = k
				p.Credits = append(p.Credits, credit)
			},
		},
	}
	tree, _ := b.tree(s, func(key string) bool { return fields[key] != nil })
	if v := tree.Get("published"); v.Kind == Text && strings.ContainsAny(v.Text, "0123456789") { // the day when it was
		fields["published"] = new(string)
	}
	p.Keys = s.keys(tree, fields)
	p.Keys.mapping = top
	p.Permalink = cmp.Or(permalink, url)
	p.Description = cmp.Or(description, summary, excerpt)
	p.Language = cmp.Or(lang, language, locale)
	p.Aliases = slices.Concat(aliases, alias, from)
	if len(to) > 0 {
		p.RedirectTo = to[0]
	}
	p.Draft = p.Draft || !published
	for _, o := range []struct {
		key   string
		order float64
	}{{"weight", weight}, {"nav_order", navOrder}, {"order", order}} {
		if v := tree.Get(o.key); !p.Ordered && v.IsScalar() && !p.Keys.Misfits(o.key) {
			p.Order, p.Ordered = o.order, true
		}
	}
	for _, c := range append(categories, category...) {
		p.Categories = append(p.Categories, strings.TrimSpace(c))
	}
	if len(categories) == 1 && tree.Get("categories").IsScalar() { // as Jekyll has them
		p.Categories = append(strings.Fields(categories[0]), category...)
	}
	for _, text := range []*string{&p.Title, &p.Subtitle, &p.Description, &p.Permalink, &p.Slug, &p.RedirectTo, &p.Language, &p.Date, &p.HeaderImage} {
		*text = strings.TrimSpace(*text)
	}
	for _, e := range tree.Get("transcripts").Entries {
		if e.Value.IsScalar() && len(p.Transcripts) < maxTranscripts {
			p.Transcripts = append(p.Transcripts, Transcript{strings.TrimSpace(e.Key), strings.TrimSpace(e.Value.Text)})
		}
	}
	p.Values = map[string]string{}
	for _, e := range tree.Entries {
		if e.Value.IsScalar() {
			p.Values[e.Key] = e.Value.Text
		}
	}
}
