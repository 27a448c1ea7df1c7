package site

import (
	"net/mail"
	"net/url"
	"path"
	"strings"

	"hackday.example/kiosk/internal/clean"
)

// Settings is what site.yaml says of the site as a whole.
type Settings struct {
	Title    string // the site's name, never empty
	Tagline  string // a few words on what it is; may be empty
	URL      string // its address on the web without a trailing slash, never empty
	Contact  string // an email address; may be empty
	HomeName string // the name of the page that is read first; may be empty where there is only one
	// Pictures is the folder of header pictures on the web site, for example
	// "/assets/images/headers/".
	Pictures string
	Social   []Social
}

// Social is one place where the people behind the site can be met.
type Social struct {
	Title string
	URL   string // absolute
}

// Credit says who made a header picture, and under which licence it is shown.
type Credit struct {
	Name    string
	URL     string // absolute; may be empty
	Licence string
}

// frontMatter is what stands between the two lines "---" at the top of a page.
type frontMatter struct {
	title, subtitle, permalink, headerImage string
	socialLinks                             bool
	credits                                 []creditMatter
	keys                                    keys
}

// creditMatter is one entry of image_credit.
type creditMatter struct {
	name, url, licence string
	keys               keys
}

func (c *inspection) readFrontMatter(file, text string) (y frontMatter, ok bool) {
	var credit creditMatter
	y.keys, ok = c.readYAML(file, text, 1, map[string]any{ // the line "---" is above it
		"title":        &y.title,
		"subtitle":     &y.subtitle,
		"permalink":    &y.permalink,
		"header_image": &y.headerImage,
		"social_links": &y.socialLinks,
		"image_credit": listField{
			begin: func() map[string]any {
				credit = creditMatter{}
				return map[string]any{"Credit": &credit.name, "URL": &credit.url, "Licence": &credit.licence}
			},
			end: func(k keys) {
				credit.keys = k
				y.credits = append(y.credits, credit)
			},
		},
	})
	return y, ok
}

// fence opens and closes the front matter.
const fence = "---"

// splitFrontMatter parts a page's front matter from its Markdown. The front
// matter begins on line 2 where there is any; line is where the Markdown begins. It
// is not closed where its last line is missing.
func splitFrontMatter(text string) (matter, markdown string, line int, closed bool) {
	first, rest, _ := strings.Cut(text, "\n")
	if strings.TrimRight(first, " \t") != fence {
		return "", text, 1, true
	}
	offset, n := 0, 3
	for l := range strings.Lines(rest) {
		if strings.TrimRight(l, " \t\n") == fence {
			return rest[:offset], rest[offset+len(l):], n, true
		}
		offset += len(l)
		n++
	}
	return "", "", 0, false
}

func (c *inspection) loadSettings() Settings {
	// Pages are read even where the settings are broken, so that everything
	// that is wrong is said at once; their links are then resolved against a
	// name that nobody owns (RFC 6761 §6.4).
	broken := Settings{URL: "https://site.invalid"}
	c.baseless = true
	text, ok := c.readFile(SettingsFile)
	if !ok {
		return broken
	}
	var s Settings
	type link struct {
		title, url string
		keys       keys
	}
	var l link
	var social []link
	k, ok := c.readYAML(SettingsFile, text, 0, map[string]any{
		"title":         &s.Title,
		"tagline":       &s.Tagline,
		"url":           &s.URL,
		"contact":       &s.Contact,
		"home":          &s.HomeName,
		"header_images": &s.Pictures,
		"social": listField{
			begin: func() map[string]any {
				l = link{}
				return map[string]any{"title": &l.title, "url": &l.url}
			},
			end: func(k keys) {
				l.keys = k
				social = append(social, l)
			},
		},
	})
	if !ok {
		return broken
	}
	for _, value := range []*string{&s.Title, &s.Tagline, &s.URL, &s.Contact, &s.HomeName, &s.Pictures} {
		*value = clean.Line(*value)
	}
	s.URL = strings.TrimRight(s.URL, "/")
	c.homeAt = k.at("home")
	if k.lacks("title", s.Title) {
		c.fault(SettingsFile, k.at("title"), "the site has no name", "add \"title: …\"")
	}
	if _, err := mail.ParseAddress(s.Contact); s.Contact != "" && err != nil {
		c.advise(SettingsFile, k.at("contact"), "the contact "+quote(s.Contact)+" is not an email address", "write it as in \"contact: hello@example.org\"")
	}
	base, err := url.Parse(s.URL)
	if err != nil || base.Host == "" || base.Scheme != "https" && base.Scheme != "http" {
		if s.URL == "" && !k.lacks("url", s.URL) {
			return broken
		}
		c.fault(SettingsFile, k.at("url"), "\"url\" has to be the site's address on the web, and is "+quote(s.URL), "write it as in \"url: https://nhshackday.com\"")
		return broken
	}
	if _, bad := resolve(s.pictureBase(), Picture, ""); bad != nil {
		c.fault(SettingsFile, k.at("header_images"), "the folder of pictures "+quote(s.Pictures)+" cannot be part of an address", "correct it")
		return broken
	}
	c.baseless = false
	for _, l := range social {
		to := Social{Title: clean.Line(l.title)}
		if l.keys.lacks("title", to.Title) {
			c.fault(SettingsFile, l.keys.at("title"), "this social link has no title", "add \"title: …\"")
		}
		if strings.TrimSpace(l.url) == "" {
			if l.keys.lacks("url", "") {
				c.fault(SettingsFile, l.keys.at("url"), "this social link has no address", "add \"url: …\"")
			}
			continue
		}
		var bad *addressError
		if to.URL, bad = resolve(s.URL, "", l.url); bad != nil {
			c.addressFault(SettingsFile, l.keys.at("url"), "this social link's address", bad)
		}
		s.Social = append(s.Social, to)
	}
	return s
}

// pictureBase is the address against which header pictures are resolved.
func (s Settings) pictureBase() string {
	return s.URL + path.Join("/", s.Pictures) + "/"
}
