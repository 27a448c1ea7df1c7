package dialect

import (
	"cmp"
	"io"
	"io/fs"
	"path"
	"strings"

	"hackday.example/kiosk/internal/frontmatter"
)

// Generator is the program whose settings a folder has.
type Generator string

// The generators whose settings are read.
const (
	Jekyll     Generator = "jekyll"
	Hugo       Generator = "hugo"
	MkDocs     Generator = "mkdocs"
	MdBook     Generator = "mdbook"
	Zola       Generator = "zola"
	Eleventy   Generator = "eleventy"
	GitBook    Generator = "gitbook"
	Docusaurus Generator = "docusaurus"
)

// Config is what a generator's settings say that matters here. Texts are as they are
// written; see package clean for what may reach a terminal.
type Config struct {
	Generator   Generator // empty where there are no settings
	File        string    // where they are, from the top of the folder
	Title       string
	Description string // or a tagline
	URL         string // the site's address without a slash at its end; it may have a path, but for Jekyll
	Base        string // the path at which the site stands: "/docs"; empty for the top
	Language    string // that of pages which name none
	Source      string // the folder of the pages, slash-separated; empty for the top
	Exclude     []string
	Include     []string
	Permalinks  string            // Jekyll's pattern for posts, or a style such as "pretty"
	Collections []Collection      // Jekyll's; posts are none of them unless they are listed
	Sections    map[string]string // Hugo's patterns of pages' paths by the folder at the top
	Nav         []NavItem         // the menu of MkDocs, or the chapters in SUMMARY.md of mdBook and GitBook
	Values      map[string]string
}

// Collection is one of Jekyll's.
type Collection struct {
	Name      string // its folder is "_" and this
	Output    bool   // its documents are pages
	Permalink string // their pattern; may be empty
}

// NavItem is an entry of a menu: a page, or a title over others.
type NavItem struct {
	Title string
	File  string // from Config.Source, or an address; empty where there are Items
	Items []NavItem
}

// settingsFiles are where generators keep their settings, in the order in which they
// are looked for.
var settingsFiles = []struct {
	file      string
	generator Generator
}{
	{"_config.yml", Jekyll}, {"_config.yaml", Jekyll}, {"_config.toml", Jekyll},
	{"hugo.toml", Hugo}, {"hugo.yaml", Hugo}, {"hugo.yml", Hugo}, {"hugo.json", Hugo},
	{"config/_default/hugo.toml", Hugo}, {"config/_default/hugo.yaml", Hugo}, {"config/_default/config.toml", Hugo}, {"config/_default/config.yaml", Hugo},
	{"mkdocs.yml", MkDocs}, {"mkdocs.yaml", MkDocs},
	{"book.toml", MdBook},
	{"config.toml", Hugo}, {"config.yaml", Hugo}, {"config.yml", Hugo}, {"config.json", Hugo},
	{"docusaurus.config.js", Docusaurus}, {"docusaurus.config.ts", Docusaurus}, {"docusaurus.config.mjs", Docusaurus},
	{".eleventy.js", Eleventy}, {"eleventy.config.js", Eleventy}, {"eleventy.config.mjs", Eleventy}, {"eleventy.config.cjs", Eleventy},
	{SummaryFile, GitBook},
}

// Settings reads the settings of the generator that a folder is for, and as much of
// them as can be read; at most frontmatter.MaxBytes of a file.
func Settings(fsys fs.FS) Config {
	for _, s := range settingsFiles {
		text, ok := readSome(fsys, s.file, frontmatter.MaxBytes)
		if !ok {
			continue
		}
		switch s.generator {
		case Eleventy, Docusaurus:
			c := Config{Generator: s.generator, File: s.file, Values: map[string]string{}}
			c.readScript(text)
			return c
		case GitBook:
			text, _ = readSome(fsys, s.file, maxSummary)
			if items := summaryItems(text); len(items) > 0 {
				return Config{Generator: GitBook, File: s.file, Nav: items, Values: map[string]string{}}
			}
			continue
		}
		format := frontmatter.YAML
		switch path.Ext(s.file) {
		case ".toml":
			format = frontmatter.TOML
		case ".json":
			format = frontmatter.JSON
		}
		tree, _ := frontmatter.Block{Format: format, Text: text, Line: 1, Closed: true}.Tree()
		c := Config{Generator: s.generator, File: s.file, Values: map[string]string{}}
		if c.Generator == Hugo && format == frontmatter.TOML && first(tree, "base_url") != "" {
			c.Generator = Zola
		}
		if c.Generator == Hugo && strings.HasPrefix(s.file, "config.") && first(tree, "baseURL", "baseurl", "theme", "languageCode") == "" {
			continue // some other program's
		}
		c.read(tree)
		if c.Generator == MdBook {
			summary, _ := readSome(fsys, path.Join(c.Source, SummaryFile), maxSummary)
			c.Nav = summaryItems(summary)
		}
		return c
	}
	return Config{}
}

// readSome reads so many bytes of the beginning of a file.
func readSome(fsys fs.FS, name string, most int64) (string, bool) {
	info, err := fs.Stat(fsys, name)
	if err != nil || !info.Mode().IsRegular() {
		return "", false
	}
	file, err := fsys.Open(name)
	if err != nil {
		return "", false
	}
	defer func() { _ = file.Close() }() // it was only read
	text, err := io.ReadAll(io.LimitReader(file, most))
	return strings.TrimPrefix(string(text), "\uFEFF"), err == nil
}

// first is the text of the first of some keys that has one.
func first(tree frontmatter.Value, keys ...string) string {
	for _, key := range keys {
		if v := tree.Get(key); v.IsScalar() && strings.TrimSpace(v.Text) != "" {
			return strings.TrimSpace(v.Text)
		}
	}
	return ""
}

func (c *Config) read(tree frontmatter.Value) {
	for _, e := range tree.Entries {
		if e.Value.IsScalar() {
			c.Values[e.Key] = e.Value.Text
		}
	}
	c.Language = first(tree, "lang", "locale", "languageCode", "defaultContentLanguage", "default_language")
	switch c.Generator {
	case Jekyll:
		c.Title, c.Description = first(tree, "title", "name"), first(tree, "tagline", "description")
		c.setAddress(first(tree, "url"))
		c.Base = base(first(tree, "baseurl"))
		c.Source, c.Permalinks = folder(first(tree, "source", "source_dir")), first(tree, "permalink")
		c.Exclude, _ = tree.Get("exclude").Texts()
		c.Include, _ = tree.Get("include").Texts()
		c.collections(tree.Get("collections"))
	case Hugo:
		c.Title, c.Description = first(tree, "title"), first(tree.Get("params"), "description", "subtitle", "tagline")
		c.setAddress(first(tree, "baseURL", "baseurl"))
		c.Source = cmp.Or(folder(first(tree, "contentDir")), "content")
		c.sections(tree.Get("permalinks"))
		if language := first(tree, "defaultContentLanguage"); language != "" {
			c.Language = language
			own := tree.Get("languages").Get(language)
			c.Title = cmp.Or(first(own, "title"), c.Title)
			c.Source = cmp.Or(folder(first(own, "contentDir")), c.Source)
		}
	case Zola:
		c.Title, c.Description = first(tree, "title"), first(tree, "description")
		c.setAddress(first(tree, "base_url"))
		c.Source = "content"
	case MkDocs:
		c.Title, c.Description = first(tree, "site_name"), first(tree, "site_description")
		c.setAddress(first(tree, "site_url"))
		c.Source = cmp.Or(folder(first(tree, "docs_dir")), "docs")
		c.Language = cmp.Or(first(tree.Get("theme"), "language"), c.Language)
		c.Nav = navItems(tree.Get("nav"))
	case MdBook:
		book := tree.Get("book")
		c.Title, c.Description, c.Language = first(book, "title"), first(book, "description"), first(book, "language")
		c.Source = cmp.Or(folder(first(book, "src")), "src")
		c.Base = base(first(tree.Get("output").Get("html"), "site-url"))
	}
}

// setAddress takes an address, unless it is none of the web, such as "/" or that of
// an example.
func (c *Config) setAddress(address string) {
	scheme, rest, ok := strings.Cut(address, "://")
	if !ok || scheme != "https" && scheme != "http" {
		c.Base = base(address)
		return
	}
	host, path, _ := strings.Cut(rest, "/")
	if host == "" || strings.HasPrefix(host, "localhost") || strings.HasPrefix(host, "127.") {
		return
	}
	c.URL = strings.TrimRight(address, "/")
	c.Base = base(path)
}

// base is a path that begins with a slash and does not end in one; empty for the top.
func base(path string) string {
	if path = strings.Trim(path, "/ "); path == "" || path == "." || strings.Contains(path, "://") {
		return ""
	}
	return "/" + path
}

// folder is a folder's path within the site, or empty for the top, and for whatever
// leads out of it.
func folder(name string) string {
	if name == "" {
		return ""
	}
	name = path.Clean(strings.TrimPrefix(strings.ReplaceAll(name, `\`, "/"), "/"))
	if name == "." || !fs.ValidPath(name) {
		return ""
	}
	return name
}

// sections reads Hugo's patterns, which stand at the top or below "page".
func (c *Config) sections(v frontmatter.Value) {
	for _, entries := range [][]frontmatter.Entry{v.Entries, v.Get("page").Entries} {
		for _, e := range entries {
			if e.Value.IsScalar() && len(c.Sections) < maxEntries {
				if c.Sections == nil {
					c.Sections = map[string]string{}
				}
				c.Sections[e.Key] = e.Value.Text
			}
		}
	}
}

// maxEntries bounds the collections, and the menu.
const maxEntries = 2000

func (c *Config) collections(v frontmatter.Value) {
	names, _ := v.Texts()
	for _, name := range names {
		c.addCollection(Collection{Name: name})
	}
	for _, e := range v.Entries {
		output, _ := e.Value.Get("output").Truth()
		c.addCollection(Collection{Name: e.Key, Output: output, Permalink: first(e.Value, "permalink")})
	}
}

func (c *Config) addCollection(n Collection) {
	if len(c.Collections) < maxEntries && fs.ValidPath("_"+n.Name) && !strings.Contains(n.Name, "/") {
		c.Collections = append(c.Collections, n)
	}
}

// navItems reads a menu: a list of files, "title: file" and "title: list".
func navItems(v frontmatter.Value) []NavItem {
	var items []NavItem
	for _, item := range v.Items {
		switch {
		case len(items) >= maxEntries:
			return items
		case item.IsScalar():
			items = append(items, NavItem{File: item.Text})
		case item.Kind == frontmatter.Mapping:
			for _, e := range item.Entries {
				n := NavItem{Title: e.Key, Items: navItems(e.Value)}
				if e.Value.IsScalar() {
					n.File = e.Value.Text
				}
				items = append(items, n)
			}
		}
	}
	return items
}
