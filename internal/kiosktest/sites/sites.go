// Package sites has small web sites as static site generators build them, with what a
// reader must find in each, and writes larger sites for tests and benchmarks. The
// markup follows what each generator emits; all text is written for these tests.
//
// A built site is the folder built/NAME, served as it is, and expect/NAME.json, which
// holds an Expect. Names of pages are addresses below the site's base path, without
// ".html", "/index.html" and the slash at the end, and percent-decoded; the page at the
// base path is "index". Fragments are percent-decoded and have no "#".
//
// Text is the content of a page as words parted by one space, in the order of the file,
// without the heading that is its title. Everything in it must be read, in that order.
// Other words may stand between: the numbers of list items and links, marks of footnotes,
// alt texts of pictures, dates and authors of posts; a footnote's mark may stand right
// behind a word. What must not be read is Absent.
//
// WriteTree writes sources of Markdown as an organiser keeps them, and counts the traps
// in them; WriteBuilt and WriteMarkdown write sites of any number of pages.
package sites

import (
	"embed"
	"encoding/json"
	"io/fs"
	"os"
	"path"
	"strings"
	"testing"
	"testing/fstest"
)

//go:embed all:built
//go:embed expect
var files embed.FS

// Site is one built site. Its values must not be changed.
type Site struct {
	Name   string // of its folder, for example "mkdocs"
	Files  fs.FS
	Expect Expect
}

// Expect is what must be found in a site.
type Expect struct {
	Generator string            `json:"generator"` // for people to read
	Title     string            `json:"title"`     // of the site
	URL       string            `json:"url"`       // where it is on the web, with the base path and a slash at the end
	Home      string            `json:"home"`      // the name of the page that is read first
	Language  string            `json:"language"`  // of pages that name no other: BCP 47, as in <html lang>; may be empty
	Charset   string            `json:"charset"`   // of its files of HTML: "utf-8", "windows-1252" or "iso-8859-1"
	Menu      []Item            `json:"menu"`      // empty where the site has none of its own
	Redirects map[string]string `json:"redirects"` // from a name that is no page to a page's name or an address elsewhere
	Unlisted  []string          `json:"unlisted"`  // names of pages that open when asked for, and are in no list
	Pages     []Page            `json:"pages"`     // in no particular order; the unlisted ones among them
}

// Item is an entry of a menu. A menu that is found may have more, below those here.
type Item struct {
	Title string `json:"title"`
	To    string `json:"to"` // a page's name; empty for a title that leads nowhere
	Items []Item `json:"items"`
}

// Page is what must be found in one page.
type Page struct {
	Name     string   `json:"name"`
	File     string   `json:"file"`     // its path in the folder, with slashes
	Title    string   `json:"title"`    // its own <h1>, or else its title without what all titles share
	Language string   `json:"language"` // where it is not the site's
	Text     string   `json:"text"`     // see the package's comment
	Absent   []string `json:"absent"`   // furniture of the site: phrases that must not be read in this page
	Links    []Link   `json:"links"`    // those in Text, in its order
	Pictures []string `json:"pictures"` // the alt texts of pictures in the content that are not empty, in order
	Prev     string   `json:"prev"`     // the page that rel=prev names; empty where none is named
	Next     string   `json:"next"`     // rel=next
	Up       string   `json:"up"`       // rel=up
}

// Link is a link in a page's content. One of To, File and External is set.
type Link struct {
	Text     string `json:"text"`     // as in Page.Text; empty for a link on a picture
	To       string `json:"to"`       // a page's name
	Fragment string `json:"fragment"` // with To: an id or a name in that page; may be empty
	Via      string `json:"via"`      // the name that the link gives, where that is one of Redirects
	File     string `json:"file"`     // the path of a file in the folder that is no page
	External string `json:"external"` // an address elsewhere, or a mail or telephone link
}

// All returns the built sites in the order of their names.
func All(t testing.TB) []Site {
	t.Helper()
	entries, err := fs.ReadDir(files, "built")
	if err != nil || len(entries) == 0 {
		t.Fatalf("no built sites: %v", err)
	}
	var all []Site
	for _, e := range entries {
		all = append(all, Named(t, e.Name()))
	}
	return all
}

// Named returns the built site of that name. A name that is none fails the test.
func Named(t testing.TB, name string) Site {
	t.Helper()
	text, err := files.ReadFile("expect/" + name + ".json")
	if err != nil {
		t.Fatal(err)
	}
	s := Site{Name: name}
	if err := json.Unmarshal(text, &s.Expect); err != nil {
		t.Fatalf("expect/%s.json: %v", name, err)
	}
	if s.Files, err = named("built/" + name); err != nil {
		t.Fatal(err)
	}
	return s
}

// Write writes the site's files to a folder, which is made if it is not there.
func (s Site) Write(dir string) error {
	return os.CopyFS(dir, s.Files)
}

// Page returns what is expected of the page of that name, or nil.
func (s Site) Page(name string) *Page {
	for i := range s.Expect.Pages {
		if s.Expect.Pages[i].Name == name {
			return &s.Expect.Pages[i]
		}
	}
	return nil
}

// IsPage says whether a file of a built site is HTML, by its name.
func IsPage(file string) bool {
	ext := strings.ToLower(path.Ext(file))
	return ext == ".html" || ext == ".htm"
}

// PageName returns the name of the page that a file of HTML in the folder is.
func PageName(file string) string {
	name := file
	if ext := path.Ext(file); IsPage(file) {
		name = strings.TrimSuffix(file, ext)
	}
	if path.Base(name) == "index" {
		name = path.Dir(name)
	}
	if name == "." {
		return "index"
	}
	return name
}

// odd are parts of paths as they are kept here, in ASCII and without blanks, and as sites
// have them.
var odd = strings.NewReplacer("caffe_garden", "caffè garden", "soot_report", "soot report", "DORA_PLAN", "DORA PLAN", "guest_book", "guest book")

// named is a folder with its files' names as the site has them.
func named(folder string) (fs.FS, error) {
	site := fstest.MapFS{}
	err := fs.WalkDir(files, folder, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := files.ReadFile(path)
		site[odd.Replace(strings.TrimPrefix(path, folder+"/"))] = &fstest.MapFile{Data: b, Mode: 0o644}
		return err
	})
	return site, err
}
