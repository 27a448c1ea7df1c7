// Package site turns a folder of Markdown files into a Site: pages, their
// headings, and every link of theirs as a numbered resource. It knows nothing
// of terminals, widths or colours; layout draws what it parses.
//
// A Site is parsed once and never changes, so any number of sessions may read
// it at the same time.
package site

import (
	"errors"
	"io/fs"
	"maps"
	"net/url"
	"path"
	"slices"
	"strings"
)

const (
	// SettingsFile names the file that describes the site as a whole.
	SettingsFile = "site.yaml"

	// MaxFileBytes bounds one page or the settings. The seed page is 3 KiB; this
	// is some 40,000 words. Laying a page out takes up to some hundred times its
	// size for the moment.
	MaxFileBytes = 256 << 10

	// MaxPages bounds how many pages a folder may hold.
	MaxPages = 1000

	// MaxDepth bounds how deep lists and quotations may stand in one another,
	// and emphasis and links. No terminal has the columns for more, and Glamour
	// takes time and stack for each level: 150,000 of them end the process.
	MaxDepth = 10
)

// Site is a whole set of pages, as one folder holds them.
type Site struct {
	Settings
	// Pages are the pages in the order of their names, the home page first.
	// There is at least one. Translations are behind Page.In.
	Pages []*Page
}

// All is every page, each followed by its translations.
func (s *Site) All() []*Page {
	var all []*Page
	for _, p := range s.Pages {
		all = append(all, p)
		for _, language := range slices.Sorted(maps.Keys(p.translations)) {
			all = append(all, p.translations[language])
		}
	}
	return all
}

// Home is the page a visitor sees first.
func (s *Site) Home() *Page { return s.Pages[0] }

// Page finds a page by its name or its permalink, or nil where there is none.
// Letter case, a leading slash and the ending ".md" do not matter.
func (s *Site) Page(name string) *Page {
	name = strings.TrimSuffix(strings.Trim(name, "/"), ".md")
	for _, p := range s.Pages {
		if strings.EqualFold(p.Name, name) || name != "" && strings.EqualFold(strings.Trim(p.Permalink, "/"), name) {
			return p
		}
	}
	return nil
}

// PageNames lists the names of all pages, the home page first.
func (s *Site) PageNames() []string {
	names := make([]string, len(s.Pages))
	for i, p := range s.Pages {
		names[i] = p.Name
	}
	return names
}

// Load reads a site from the top level of fsys: site.yaml and every *.md file
// but README.md and those whose name begins with "." or "_". Beside "page.md",
// "page.cy.md" is the same page in another language.
//
// Either the whole site is good and is returned, or the error is an *Error
// that names every problem found by file, line and column.
func Load(fsys fs.FS) (*Site, error) {
	var problems Problems

	settings := loadSettings(fsys, &problems)
	s := &Site{Settings: settings}
	for _, file := range pageFiles(fsys, &problems) {
		if p := loadPage(fsys, file, settings, &problems); p != nil {
			s.Pages = append(s.Pages, p)
		}
	}
	s.placeTranslations(&problems)
	if len(problems) == 0 {
		s.placeHome(&problems)
		s.findTargets()
	}
	if len(problems) > 0 {
		return nil, &Error{Problems: problems}
	}
	return s, nil
}

// pageFiles lists the files that are pages, sorted by name.
func pageFiles(fsys fs.FS, problems *Problems) []string {
	entries, err := fs.ReadDir(fsys, ".")
	if err != nil {
		problems.add(Problem{File: ".", Message: "the folder cannot be read: " + reason(err)})
		return nil
	}
	var files []string
	for _, e := range entries {
		name := e.Name()
		if path.Ext(name) != ".md" || strings.EqualFold(name, "README.md") || strings.HasPrefix(name, ".") || strings.HasPrefix(name, "_") {
			continue
		}
		files = append(files, name)
	}
	switch {
	case len(files) == 0:
		problems.add(Problem{File: ".", Message: "there is no page here; add a Markdown file whose name ends in .md"})
	case len(files) > MaxPages:
		problems.addf(".", "there are %d pages, and %d is the most; move some to another folder", len(files), MaxPages)
		return nil
	}
	return files
}

// placeHome moves the home page to the front.
func (s *Site) placeHome(problems *Problems) {
	if s.HomeName == "" {
		if len(s.Pages) > 1 {
			problems.addf(SettingsFile, "there are %d pages and no \"home\"; say which is read first, for example \"home: %s\"", len(s.Pages), s.Pages[0].Name)
		}
		return
	}
	home := s.Page(s.HomeName)
	if home == nil {
		problems.addf(SettingsFile, "the home page %q is not here; the pages are: %s", s.HomeName, strings.Join(s.PageNames(), ", "))
		return
	}
	i := slices.Index(s.Pages, home)
	s.Pages = slices.Insert(slices.Delete(s.Pages, i, i+1), 0, home)
}

// placeTranslations moves each translation behind its page.
func (s *Site) placeTranslations(problems *Problems) {
	var pages []*Page
	for _, p := range s.Pages {
		if p.Language == "" {
			pages = append(pages, p)
		}
	}
	for _, t := range s.Pages {
		if t.Language == "" {
			continue
		}
		i := slices.IndexFunc(pages, func(p *Page) bool { return p.Name == t.Name })
		if i < 0 {
			problems.addf(t.Name+"."+t.Language+".md", "this translates %s.md, which is not here; add that, or rename this", t.Name)
			continue
		}
		if pages[i].translations == nil {
			pages[i].translations = map[string]*Page{}
		}
		pages[i].translations[t.Language] = t
	}
	s.Pages = pages
}

// findTargets finds the links that lead to pages of this site: by a file's name
// ("other.md") or by a page's address on the web.
func (s *Site) findTargets() {
	byAddress := map[string]*Page{}
	byFile := map[string]*Page{}
	for _, p := range s.Pages {
		if p.Permalink != "" {
			byAddress[p.URL] = p
		}
		byFile[p.Name+".md"] = p
	}
	for _, p := range s.All() {
		for i := range p.Resources[:p.TextResources] {
			r := &p.Resources[i]
			address, fragment, _ := strings.Cut(r.URL, "#")
			file, _, _ := strings.Cut(r.destination, "#")
			if r.Target = byFile[strings.TrimPrefix(file, "./")]; r.Target != nil && r.Target.Permalink != "" {
				r.URL = r.Target.URL
				if fragment != "" {
					r.URL += "#" + fragment
				}
			} else if r.Target == nil {
				r.Target = byAddress[strings.TrimRight(address, "/")]
			}
			if r.Fragment, _ = url.PathUnescape(fragment); r.Target == nil {
				r.Fragment = ""
			}
		}
	}
}

// readFile reads a whole file within MaxFileBytes, or reports why not.
func readFile(fsys fs.FS, name string, problems *Problems) (string, bool) {
	info, err := fs.Stat(fsys, name)
	switch {
	case err != nil:
		problems.addf(name, "the file cannot be read: %s", reason(err))
		return "", false
	case !info.Mode().IsRegular():
		problems.addf(name, "this is not a regular file")
		return "", false
	case info.Size() > MaxFileBytes:
		problems.addf(name, "the file has %d bytes, and %d is the most; split it", info.Size(), MaxFileBytes)
		return "", false
	}
	b, err := fs.ReadFile(fsys, name)
	if err != nil {
		problems.addf(name, "the file cannot be read: %s", reason(err))
		return "", false
	}
	if len(b) > MaxFileBytes { // it grew since
		problems.addf(name, "the file has %d bytes, and %d is the most; split it", len(b), MaxFileBytes)
		return "", false
	}
	text := strings.TrimPrefix(string(b), "\uFEFF")
	text = strings.ReplaceAll(text, "\r\n", "\n")
	if line, column, ok := invalidUTF8(text); ok {
		problems.add(Problem{File: name, Line: line, Column: column, Message: "this is not UTF-8 text; save the file as UTF-8"})
		return "", false
	}
	return text, true
}

// reason is why a file operation failed, without the path, which the problem
// names already.
func reason(err error) string {
	var pathError *fs.PathError
	if errors.As(err, &pathError) {
		return pathError.Err.Error()
	}
	return err.Error()
}
