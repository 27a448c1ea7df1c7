// Package site turns a folder of Markdown files into a Site: pages, their
// headings, and every link of theirs as a numbered resource. It knows nothing
// of terminals, widths or colours; layout draws what it parses.
//
// A Site is parsed once and never changes, so any number of sessions may read
// it at the same time.
package site

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"net/url"
	"path"
	"slices"
	"strings"

	"hackday.example/kiosk/internal/clean"
	"hackday.example/kiosk/internal/files"
)

const (
	// SettingsFile names the file that describes the site as a whole.
	SettingsFile = "site.yaml"

	// MaxFileBytes bounds one page or the settings. The seed page is 3 KiB; this
	// is some 40,000 words. Laying a page out takes up to 64 MiB for the moment.
	MaxFileBytes = 256 << 10

	// MaxYAMLBytes bounds the settings and a page's front matter. Those of the
	// seed have 1 KiB; of hostile YAML the parser takes half a second for as much
	// as this, and minutes for MaxFileBytes.
	MaxYAMLBytes = 16 << 10

	// MaxPages bounds how many pages a folder may hold.
	MaxPages = 1000

	// MaxSiteBytes bounds the files of all pages together.
	MaxSiteBytes = 200 << 20

	// MaxDepth bounds how deep lists and quotations may stand in one another,
	// and emphasis and links. No terminal has the columns for more, and what
	// reads and lays out a page takes time and stack for each level.
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

// TextBytes is how many bytes the text of all pages takes.
func (s *Site) TextBytes() int64 {
	n := int64(0)
	for _, p := range s.All() {
		n += int64(len(p.Markdown))
	}
	return n
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
// that names every error found by file, line and column. It is Check without
// the advice.
func Load(fsys fs.FS) (*Site, error) {
	r := Check(fsys)
	if r.Site != nil {
		return r.Site, nil
	}
	e := &Error{}
	for _, p := range r.Problems {
		if p.Severity == Fault {
			e.Problems = append(e.Problems, p)
		}
	}
	e.Unlisted = r.Errors - len(e.Problems)
	return nil, e
}

// pageFiles lists the files that are pages, sorted by name.
func (c *inspection) pageFiles() []string {
	entries, err := fs.ReadDir(c.fsys, ".")
	if err != nil {
		c.fault(".", place{}, "the folder cannot be read: "+files.Reason(err).Error(), "see to its permissions")
		return nil
	}
	var files []string
	for _, e := range entries {
		name := e.Name()
		if strings.EqualFold(name, "README.md") || strings.HasPrefix(name, ".") || strings.HasPrefix(name, "_") {
			continue
		}
		switch ending := path.Ext(name); {
		case ending == ".md":
			if name != shownName(name) {
				c.fault(name, place{}, "the file's name holds characters that are never shown", "rename it")
				continue
			}
			files = append(files, name)
		case slices.Contains([]string{".md", ".markdown", ".mdown", ".mkd"}, strings.ToLower(ending)):
			c.advise(name, place{}, "this is not read, since its name does not end in \".md\"", "rename it, or have its name begin with \"_\"")
		}
	}
	switch {
	case len(files) == 0:
		c.fault(".", place{}, "there is no page here", "add a Markdown file whose name ends in .md")
	case len(files) > MaxPages:
		c.fault(".", place{}, fmt.Sprintf("there are %d pages, and %d is the most", len(files), MaxPages), "move some to another folder")
		return nil
	}
	all := int64(0)
	for _, name := range files {
		if info, err := fs.Stat(c.fsys, name); err == nil && info.Size() <= MaxFileBytes { // else it is not read
			all += info.Size()
		}
	}
	if all > MaxSiteBytes {
		c.fault(".", place{}, fmt.Sprintf("the pages have %s bytes of text together, and %s (%d MiB) is the most", thousands(int(all)), thousands(MaxSiteBytes), MaxSiteBytes>>20), "move some to another folder")
		return nil
	}
	return files
}

// placeHome moves the home page to the front.
func (c *inspection) placeHome(s *Site, files []string) {
	if len(files) == 0 { // which is said already
		return
	}
	if s.HomeName == "" {
		if len(s.Pages) > 1 && !c.baseless {
			c.fault(SettingsFile, c.homeAt, fmt.Sprintf("there are %d pages and no \"home\"", len(s.Pages)), "say which is read first, for example \"home: "+s.Pages[0].Name+"\"")
		}
		return
	}
	home := s.Page(s.HomeName)
	if home == nil {
		if !slices.Contains(files, s.HomeName+".md") { // else it is broken, which is said already
			c.fault(SettingsFile, c.homeAt, "the home page "+quote(s.HomeName)+" is not here", "name one of the pages: "+some(s.PageNames()))
		}
		return
	}
	i := slices.Index(s.Pages, home)
	s.Pages = slices.Insert(slices.Delete(s.Pages, i, i+1), 0, home)
}

// some writes the first of many names.
func some(names []string) string {
	const most = 10
	if len(names) > most {
		return strings.Join(names[:most], ", ") + ", …"
	}
	return strings.Join(names, ", ")
}

// placeTranslations moves each translation behind its page.
func (c *inspection) placeTranslations(s *Site, files []string) {
	pages := map[string]*Page{}
	var originals []*Page
	for _, p := range s.Pages {
		if p.Language == "" {
			pages[p.Name] = p
			originals = append(originals, p)
		}
	}
	for _, t := range s.Pages {
		if t.Language == "" {
			continue
		}
		original := pages[t.Name]
		if original == nil {
			if !slices.Contains(files, t.Name+".md") { // else it is broken, which is said already
				c.fault(t.file(), place{}, "this translates "+t.Name+".md, which is not here", "add that, or rename this")
			}
			continue
		}
		if original.translations == nil {
			original.translations = map[string]*Page{}
		}
		original.translations[t.Language] = t
	}
	s.Pages = originals
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
			if name, err := url.PathUnescape(file); err == nil {
				file = name
			}
			if file == "" && r.destination != "" { // a part of this page
				file = p.Name + ".md"
			}
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

// readFile reads a whole file within MaxFileBytes, or says why not.
func (c *inspection) readFile(name string) (string, bool) {
	info, err := fs.Stat(c.fsys, name)
	switch {
	case err != nil && c.isLink(name):
		c.badLink(name, err)
		return "", false
	case errors.Is(err, fs.ErrNotExist) && name == SettingsFile:
		fix := "add it, with the lines \"title: …\" and \"url: https://…\""
		if c.isFile("site.yml") {
			fix = "rename site.yml"
		}
		c.fault(name, place{}, "the file is not there", fix)
		return "", false
	case err != nil:
		c.fault(name, place{}, "the file cannot be read: "+files.Reason(err).Error(), "see to its permissions")
		return "", false
	case !info.Mode().IsRegular(): // to open a pipe would wait for someone to write
		c.fault(name, place{}, "this is not a regular file", "rename it, or put a file in its place")
		return "", false
	}
	c.files[name] = true
	size := info.Size()
	var b []byte
	if size <= MaxFileBytes {
		if b, err = c.readAll(name, MaxFileBytes); err != nil {
			c.fault(name, place{}, "the file cannot be read: "+files.Reason(err).Error(), "see to its permissions")
			return "", false
		}
		size = int64(len(b)) // it may have grown
	}
	if size > MaxFileBytes {
		c.fault(name, place{}, fmt.Sprintf("the file has %d bytes, and %d is the most", size, MaxFileBytes), "split it")
		return "", false
	}
	text := strings.TrimPrefix(string(b), "\uFEFF")
	text = strings.ReplaceAll(text, "\r\n", "\n")
	if line, column, ok := clean.InvalidUTF8(text); ok {
		c.fault(name, place{line, column}, "this is not UTF-8 text", "save the file as UTF-8")
		return "", false
	}
	return text, true
}

// readAll reads a file, but no more than a byte past a bound.
func (c *inspection) readAll(name string, most int) ([]byte, error) {
	f, err := c.fsys.Open(name)
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }()
	var b bytes.Buffer
	if info, err := f.Stat(); err == nil { // so that the buffer need not grow
		b.Grow(int(min(max(info.Size(), 0), int64(most))) + bytes.MinRead)
	}
	_, err = b.ReadFrom(io.LimitReader(f, int64(most)+1))
	return b.Bytes(), err
}

// isLink reports whether a file is a symbolic link.
func (c *inspection) isLink(name string) bool {
	info, err := fs.Lstat(c.fsys, name)
	return err == nil && info.Mode()&fs.ModeSymlink != 0
}

func (c *inspection) badLink(name string, err error) {
	c.fault(name, place{}, "this symbolic link leads out of the folder, or nowhere: "+files.Reason(err).Error(), "put the file itself here")
}

func (c *inspection) isFolder(name string) bool {
	info, err := fs.Stat(c.fsys, name)
	return err == nil && info.IsDir() && name != "."
}

func (c *inspection) isFile(name string) bool {
	info, err := fs.Stat(c.fsys, name)
	return err == nil && info.Mode().IsRegular()
}

// inFolder is a path as fs.FS takes it; what would lead out of the folder does
// not.
func inFolder(name string) string {
	if name = strings.TrimPrefix(path.Clean("/"+name), "/"); name == "" {
		return "."
	}
	return name
}
