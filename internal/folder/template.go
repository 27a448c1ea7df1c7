package folder

import (
	"maps"
	"net/url"
	"path"
	"slices"
	"strings"

	"hackday.example/kiosk/internal/dialect"
	"hackday.example/kiosk/internal/frontmatter"
	"hackday.example/kiosk/internal/report"
	"hackday.example/kiosk/internal/site"
)

// env is what templates on a page may name.
func (a *assembly) env(e *entry, y frontmatter.Page) dialect.Env {
	s := a.settings
	values := map[string]string{}
	maps.Copy(values, s.config.Values)
	values["title"], values["description"] = s.Title, s.Tagline
	env := dialect.Env{
		Base: strings.TrimSuffix(s.origin().Path, "/"),
		Site: values,
		Page: y.Values,
		Link: func(kind dialect.LinkKind, name string) (string, bool) {
			to, ok := a.named(e, kind, name)
			if !ok {
				e.unresolved = true
			}
			return to, ok
		},
	}
	if s.URL != "" {
		env.URL = strings.TrimSuffix(s.URL, env.Base)
	}
	return env
}

// pageSuffixes are what may follow the name of a page where a template or a wiki link
// names it.
var pageSuffixes = []string{"", ".md", ".mdx", ".markdown", "/index.md", "/_index.md", "/README.md"}

// named is the address of the file that a template or a wiki link on a page names.
func (a *assembly) named(e *entry, kind dialect.LinkKind, name string) (address string, ok bool) {
	name, part, _ := strings.Cut(name, "#")
	fragment := ""
	if part != "" {
		if kind == dialect.WikiLink { // the text of a heading, or of several from above
			part = part[strings.LastIndexByte(part, '#')+1:]
			if id, isBlock := strings.CutPrefix(part, "^"); isBlock {
				part = id
			} else {
				part = site.Slug(part)
			}
		}
		fragment = "#" + (&url.URL{Fragment: part}).EscapedFragment()
	}
	if name == "" {
		return fragment, part != ""
	}
	suffixes := pageSuffixes
	if kind == dialect.FileLink || kind == dialect.FileName {
		suffixes = suffixes[:1]
	}
	beside, top := filePath(e.file, name), inFolder(path.Join("/", a.settings.config.Source, name))
	places := []string{top, beside}
	if kind == dialect.RefLink {
		places = []string{beside, top}
	}
	for _, place := range append(places, inFolder(name)) {
		for _, suffix := range suffixes {
			if a.tree.isFile(place + suffix) {
				return a.fileAddress(place+suffix) + fragment, true
			}
		}
	}
	if kind == dialect.FileLink {
		return "", false
	}
	file, ok := a.basenames()[strings.ToLower(strings.TrimSuffix(path.Base(name), ".md"))]
	return a.fileAddress(file) + fragment, ok
}

// fileAddress is the address of a file of the folder, for a link on any page: below the
// site's own path where that is no page.
func (a *assembly) fileAddress(file string) string {
	if !slices.Contains(site.MarkdownEndings, strings.ToLower(path.Ext(file))) {
		file = path.Join(a.settings.origin().Path, a.inSource(file))
	}
	return (&url.URL{Path: "/" + strings.TrimPrefix(file, "/")}).EscapedPath()
}

// basenames are the files of the folder by the last part of their names, without the
// ending of a page's, in small letters, and with hyphens for blanks too; pages before
// others. It is made before pages are read.
func (a *assembly) basenames() map[string]string {
	a.basesOnce.Do(func() {
		a.bases = make(map[string]string, len(a.tree.order))
		for _, file := range slices.Concat(a.files, a.tree.order) {
			base := strings.ToLower(path.Base(file))
			if slices.Contains(site.MarkdownEndings, path.Ext(base)) {
				base = stem(base)
			}
			for _, key := range []string{base, strings.ReplaceAll(base, "-", " ")} {
				if _, taken := a.bases[key]; !taken {
					a.bases[key] = file
				}
			}
		}
	})
	return a.bases
}

// adviseTemplate adds what a page lacks since it is a template.
func (c *inspection) adviseTemplate(e *entry, f dialect.Finding) {
	c.advise(e.file, report.Place{Line: e.line + f.Line - 1}, templates, "this page has templates, and "+report.Quote(f.Text)+" is left out", "serve the folder that the generator builds")
}
