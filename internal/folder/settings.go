package folder

import (
	"cmp"
	"net/mail"
	"net/url"
	"path"
	"slices"
	"strings"

	"github.com/andybalholm/cascadia"

	"hackday.example/kiosk/internal/clean"
	"hackday.example/kiosk/internal/dialect"
	"hackday.example/kiosk/internal/frontmatter"
	"hackday.example/kiosk/internal/report"
	"hackday.example/kiosk/internal/site"
)

// SettingsFile names the file that describes the site as a whole. It may be missing.
const SettingsFile = "site.yaml"

// settings is what a folder says of the site as a whole.
type settings struct {
	site.Settings
	there    bool              // there is a SettingsFile
	home     string            // the name of the page that is read first; may be empty
	homeAt   frontmatter.Place // where the settings say so
	pictures string            // the folder of header pictures, for example "/assets/images/headers/"
	content  string            // the CSS selector of built pages' content; may be empty

	misaddressed bool              // its address is no address, which is said
	unaddressed  bool              // the SettingsFile says no address
	addressAt    frontmatter.Place // where it would
	config       dialect.Config    // of its generator
}

// origin is where the site is on the web.
func (s settings) origin() origin { return originOf(s.URL) }

// readSettings reads the SettingsFile. What it does not say is left empty.
func (c *inspection) readSettings(t *tree) (s settings) {
	if !t.isFile(SettingsFile) {
		if t.isFile("site.yml") {
			c.advise("site.yml", report.Place{}, notRead, "this is not read, since it is not named site.yaml", "rename it")
		}
		return s
	}
	s.there = true
	text, ok := c.readText(t, SettingsFile, frontmatter.MaxBytes)
	if !ok {
		return s
	}
	c.Files = append(c.Files, SettingsFile)
	var l socialMatter
	var social []socialMatter
	var title, tagline frontmatter.Translated
	var style styleMatter
	k, issues, ok := frontmatter.Whole(text).Strict(frontmatter.Fields{
		"title":         &title,
		"tagline":       &tagline,
		"language":      &s.Language,
		"url":           &s.URL,
		"contact":       &s.Contact,
		"home":          &s.home,
		"header_images": &s.pictures,
		"content":       &s.content,
		"style":         frontmatter.Choice{Text: &style.both, Keys: map[string]*string{"dark": &style.dark, "light": &style.light}},
		"social": frontmatter.List{
			Begin: func() frontmatter.Fields {
				l = socialMatter{}
				return frontmatter.Fields{"title": &l.title, "url": &l.url}
			},
			End: func(k frontmatter.Keys) {
				l.keys = k
				social = append(social, l)
			},
		},
	})
	c.adviseIssues(SettingsFile, issues)
	for _, value := range []*string{&s.URL, &s.Contact, &s.home, &s.pictures} {
		*value = clean.Line(*value)
	}
	s.homeAt = k.At("home")
	if !ok {
		return settings{there: true}
	}
	c.checkLanguage(&s, k)
	s.name(title, tagline)
	if k.Lacks("title", s.Title) {
		c.advise(SettingsFile, placeIn(k.At("title")), badSettings, "the site has no name", "add \"title: …\"")
	}
	if _, err := mail.ParseAddress(s.Contact); s.Contact != "" && err != nil {
		c.advise(SettingsFile, placeIn(k.At("contact")), badSettings, "the contact "+report.Quote(s.Contact)+" is not an email address", "write it as in \"contact: hello@example.org\"")
	}
	if s.content != "" {
		if _, err := cascadia.Compile(s.content); err != nil {
			c.advise(SettingsFile, placeIn(k.At("content")), badSettings, "\"content\" has to be a CSS selector, and is "+report.Quote(s.content), "write it as in \"content: div.page\"")
			s.content = ""
		}
	}
	c.checkURL(&s, k)
	c.readSocial(&s, social)
	s.Style = c.readStyles(t, style, placeIn(k.At("style")))
	return s
}

// placeIn is a place of front matter as a report has it.
func placeIn(p frontmatter.Place) report.Place { return report.Place{Line: p.Line, Column: p.Column} }

// adviseIssues adds what is wrong with front matter.
func (c *inspection) adviseIssues(file string, issues []frontmatter.Issue) {
	for _, i := range issues {
		c.advise(file, placeIn(i.Place), badMatter, i.Message, i.Fix)
	}
}

// checkURL keeps the site's address only where it is one.
func (c *inspection) checkURL(s *settings, k frontmatter.Keys) {
	s.URL = strings.TrimRight(s.URL, "/")
	base, err := url.Parse(s.URL)
	if err == nil && base.Host != "" && slices.Contains([]string{"https", "http"}, base.Scheme) {
		if _, bad := resolve(s.pictureBase(), site.Picture, ""); bad != nil {
			c.advise(SettingsFile, placeIn(k.At("header_images")), badSettings, "the folder of pictures "+report.Quote(s.pictures)+" cannot be part of an address", "correct it")
			s.pictures = ""
		}
		return
	}
	if s.URL == "" {
		s.unaddressed, s.addressAt = k.Lacks("url", s.URL), k.At("url")
	} else {
		c.advise(SettingsFile, placeIn(k.At("url")), badSettings, "\"url\" has to be the site's address on the web, and is "+report.Quote(s.URL), "write it as in \"url: https://nhshackday.com\"")
	}
	s.misaddressed, s.URL = s.URL != "", ""
}

// checkLanguage keeps the language of the pages only where it is one.
func (c *inspection) checkLanguage(s *settings, k frontmatter.Keys) {
	if s.Language == "" {
		return
	}
	tag := languageTag(s.Language)
	if primary, _, _ := strings.Cut(tag, "-"); !frontmatter.IsLanguage(primary) {
		c.advise(SettingsFile, placeIn(k.At("language")), badSettings, "\"language\" has to be the language of the pages, and is "+report.Quote(s.Language), "write it by its two letters, as in \"language: cy\" for Welsh")
		tag = ""
	}
	s.Language = tag
}

// name takes what the site is called, in each language.
func (s *settings) name(title, tagline frontmatter.Translated) {
	s.Title, s.Tagline = clean.Line(title.Default(s.Language)), clean.Line(tagline.Default(s.Language))
	for _, code := range append(title.Keys, tagline.Keys...) {
		if s.Names == nil {
			s.Names = map[string]site.Name{}
		}
		s.Names[code] = site.Name{Title: clean.Line(title.In[code]), Tagline: clean.Line(tagline.In[code])}
	}
}

// socialMatter is one entry of "social" in the settings.
type socialMatter struct {
	title, url frontmatter.Translated
	keys       frontmatter.Keys
}

// readSocial keeps the social links that can be used.
func (c *inspection) readSocial(s *settings, social []socialMatter) {
	for _, l := range social {
		title, address := clean.Line(l.title.Default(s.Language)), l.url.Default(s.Language)
		if l.keys.Lacks("title", title) {
			c.advise(SettingsFile, placeIn(l.keys.At("title")), badSettings, "this social link has no title", "add \"title: …\"")
		}
		if strings.TrimSpace(address) == "" {
			if l.keys.Lacks("url", "") {
				c.advise(SettingsFile, placeIn(l.keys.At("url")), badSettings, "this social link has no address", "add \"url: …\"")
			}
			continue
		}
		to, ok := c.socialLink(s, l, title, address)
		if !ok {
			continue
		}
		for _, code := range append(l.title.Keys, l.url.Keys...) {
			v, ok := site.Social{}, true
			if address := l.url.In[code]; address != "" {
				v, ok = c.socialLink(s, l, title, address)
			}
			if v.Title = clean.Line(l.title.In[code]); !ok {
				continue
			}
			if to.Versions == nil {
				to.Versions = map[string]site.Social{}
			}
			to.Versions[code] = v
		}
		s.Social = append(s.Social, to)
	}
}

// socialLink is a social link whose address can be used; false for any other.
func (c *inspection) socialLink(s *settings, l socialMatter, title, address string) (site.Social, bool) {
	to, bad := resolve(s.origin().URL, 0, address)
	if bad != nil {
		c.adviseAddress(SettingsFile, placeIn(l.keys.At("url")), "this social link's address", bad)
		return site.Social{}, false
	}
	return site.Social{Title: cmp.Or(title, to), URL: to}, true
}

// pictureBase is the address against which header pictures are resolved.
func (s settings) pictureBase() *url.URL {
	return s.origin().page(strings.TrimPrefix(path.Join("/", s.pictures)+"/", "/"))
}
