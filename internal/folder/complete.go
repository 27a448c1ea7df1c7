package folder

import (
	"cmp"
	"net/url"
	"path"
	"regexp"
	"slices"
	"strings"

	"hackday.example/kiosk/internal/clean"
	"hackday.example/kiosk/internal/dialect"
	"hackday.example/kiosk/internal/site"
	"hackday.example/kiosk/internal/webpage"
)

// defaultLanguage is that of Markdown of which nothing says the language, as of most. Of
// built pages that do not say it, it is not known.
const defaultLanguage = "en"

// completeSettings finds out what the settings do not say, and the folder does.
func completeSettings(t *tree, form Form, s *settings) {
	if form == Markdown {
		if s.config = dialect.Settings(t.fsys); s.there && s.config.Generator == dialect.GitBook {
			s.config = dialect.Config{} // a page of the kiosk's own
		}
		if s.config.Source != "" && !slices.ContainsFunc(t.with(site.MarkdownEndings...), func(name string) bool { return strings.HasPrefix(name, s.config.Source+"/") }) {
			s.config.Source = ""
		}
		if s.Title == "" {
			s.Title = clean.Line(s.config.Title)
		}
		if s.Tagline == "" {
			s.Tagline = clean.Line(s.config.Description)
		}
		if s.Language != "" {
			s.config.Language = s.Language
		}
		s.Language = cmp.Or(languageTag(s.config.Language), defaultLanguage)
	}
	if s.URL != "" || s.there && s.misaddressed {
		return
	}
	for _, find := range []func(*tree, Form, *settings) string{canonicalURL, configURL, cnameURL, sitemapURL} {
		if u := siteURL(find(t, form, s)); u != "" {
			s.URL = u
			return
		}
	}
}

// siteURL is a site's address if it is one that others can open; else empty.
func siteURL(address string) string {
	u, err := url.Parse(strings.TrimSpace(address))
	if err != nil || u.Scheme != "https" && u.Scheme != "http" || !strings.Contains(u.Hostname(), ".") || u.Hostname() == "127.0.0.1" || u.User != nil {
		return ""
	}
	u.RawQuery, u.Fragment, u.Host = "", "", asciiHost(u)
	return strings.TrimRight(asciiURL(u.String()), "/")
}

// canonicalURL is the site's address as the built page at its top says its own.
func canonicalURL(t *tree, form Form, _ *settings) string {
	if form != HTML {
		return ""
	}
	for _, name := range []string{"index.html", "index.htm"} {
		b, bad := t.read(name, webpage.MaxBytes)
		if bad != nil {
			continue
		}
		const head = 128 << 10 // bytes, in which it is
		d, err := webpage.Parse(b[:min(len(b), head)])
		if err != nil {
			continue
		}
		return strings.TrimSuffix(d.Facts().Canonical, name)
	}
	return ""
}

// configURL is the site's address as its generator's settings have it.
func configURL(_ *tree, _ Form, s *settings) string {
	if s.config.Generator == dialect.Jekyll {
		return strings.TrimRight(s.config.URL, "/") + s.config.Base
	}
	return s.config.URL
}

// cnameURL is the site's address by the file in which hosts of pages look for it.
func cnameURL(t *tree, _ Form, _ *settings) string {
	const most = 300 // bytes
	for _, name := range []string{"CNAME", "public/CNAME", "static/CNAME"} {
		if b, bad := t.read(name, most); bad == nil {
			if host := strings.TrimSpace(string(b)); host != "" && !strings.ContainsAny(host, "/ \n") {
				return "https://" + host
			}
		}
	}
	return ""
}

var location = regexp.MustCompile(`<loc>\s*([^<\s]+)\s*</loc>`)

// sitemapURL is the site's address by its sitemap: the shortest that it lists, if that
// is the beginning of all.
func sitemapURL(t *tree, _ Form, _ *settings) string {
	const most = 4 << 20 // bytes
	b, bad := t.read("sitemap.xml", most)
	if bad != nil {
		return ""
	}
	shortest := ""
	found := location.FindAllSubmatch(b, -1)
	for _, m := range found {
		if l := string(m[1]); shortest == "" || len(l) < len(shortest) {
			shortest = l
		}
	}
	shortest = strings.TrimSuffix(shortest, path.Base(shortest)+".html")
	if slices.ContainsFunc(found, func(m [][]byte) bool { return !strings.HasPrefix(string(m[1]), strings.TrimRight(shortest, "/")) }) {
		return ""
	}
	return shortest
}
