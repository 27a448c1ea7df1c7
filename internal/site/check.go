package site

import (
	"cmp"
	"io/fs"
	"maps"
	"slices"
	"strings"
)

// The most problems of one severity that a Report lists, for each file and in
// all. Those after them are counted.
const (
	maxListedInFile = 100
	maxListed       = 1000
)

// Report is what Check found.
type Report struct {
	Site     *Site    // nil where there is an error
	Files    []string // what was read, in the order of their names
	Problems Problems // by file, line and column; at most 100 errors and as much advice of each file
	Errors   int      // how many there are, listed or not
	Advice   int
}

// Unlisted is how many problems there are that Problems does not list.
func (r *Report) Unlisted() int { return r.Errors + r.Advice - len(r.Problems) }

// Check reads a site as Load does, and says everything that is wrong with it
// or could be better. It reads nothing but fsys, and is ready for anything
// there.
func Check(fsys fs.FS) *Report { return inspect(fsys, nil) }

// inspect is Check, or with a loader what that one's Load does.
func inspect(fsys fs.FS, loader *Loader) *Report {
	c := &inspection{
		fsys:   fsys,
		loader: loader,
		files:  map[string]bool{},
		listed: map[listing]int{},
		drafts: map[string]*draft{},
	}
	s := &Site{Settings: c.loadSettings()}
	files := c.pageFiles()
	for _, file := range files {
		if d := c.loadPage(file, s.Settings); d != nil {
			c.drafts[file] = d
			s.Pages = append(s.Pages, d.page)
		}
	}
	c.placeTranslations(s, files)
	c.findNamesakes()
	c.placeHome(s, files)
	s.findTargets()
	files = slices.DeleteFunc(files, func(file string) bool {
		_, language := pageName(file)
		return language != ""
	})
	for _, d := range c.inOrder() {
		c.checkTargets(d, files)
	}
	c.report.Files = slices.Sorted(maps.Keys(c.files))
	c.report.Problems.sort()
	if c.report.Errors == 0 {
		c.report.Site = s
	}
	return &c.report
}

// inspection is one run of Check.
type inspection struct {
	fsys     fs.FS
	loader   *Loader // may be nil
	report   Report
	files    map[string]bool   // what was read
	listed   map[listing]int   // how many problems are
	drafts   map[string]*draft // by file
	homeAt   place             // where the settings name the home page
	baseless bool              // the settings have no address that can be used
}

// inOrder is every draft, by the names of their files, translations last.
func (c *inspection) inOrder() []*draft {
	return slices.SortedFunc(maps.Values(c.drafts), func(a, b *draft) int {
		return cmp.Or(cmp.Compare(len(a.page.Language), len(b.page.Language)), strings.Compare(a.file, b.file))
	})
}

// listing counts problems of one severity: of a file, or of all where file is
// empty.
type listing struct {
	file     string
	severity Severity
}

// full reports whether no more problems like p are listed.
func (c *inspection) full(p Problem) bool {
	return c.listed[listing{p.File, p.Severity}] >= maxListedInFile || c.listed[listing{"", p.Severity}] >= maxListed
}

func (c *inspection) add(p Problem) {
	if p.Severity == Fault {
		c.report.Errors++
	} else {
		c.report.Advice++
	}
	p.File = shownName(p.File)
	if c.full(p) {
		return
	}
	c.listed[listing{p.File, p.Severity}]++
	c.listed[listing{"", p.Severity}]++
	p.Message, p.Fix = cleanLine(p.Message), cleanLine(p.Fix)
	c.report.Problems = append(c.report.Problems, p)
}

// fault adds an error.
func (c *inspection) fault(file string, at place, message, fix string) {
	c.add(Problem{file, at.line, at.column, Fault, message, fix})
}

// advise adds advice.
func (c *inspection) advise(file string, at place, message, fix string) {
	c.add(Problem{file, at.line, at.column, Advice, message, fix})
}

// addressFault adds an error of resolve, whose address is called name.
func (c *inspection) addressFault(file string, at place, name string, err *addressError) {
	c.fault(file, at, name+" "+err.what, err.fix)
}

// findNamesakes finds pages that no one could tell apart: Site.Page finds them
// by name and permalink in any letter case.
func (c *inspection) findNamesakes() {
	names := map[string]string{}
	permalinks := map[string]*draft{}
	for _, d := range c.inOrder() {
		file := strings.ToLower(d.file)
		if other, ok := names[file]; ok {
			c.fault(d.file, place{}, "the name differs from "+other+" in letter case alone", "rename one of them")
		} else {
			names[file] = d.file
		}
		if d.page.Permalink == "" {
			continue
		}
		address := strings.ToLower(strings.TrimRight(d.page.URL, "/"))
		if other, ok := permalinks[address]; !ok {
			permalinks[address] = d
		} else if other.page.Name != d.page.Name { // a translation may share its page's
			c.fault(d.file, d.permalinkAt, "the permalink "+quote(d.page.Permalink)+" is that of "+other.file+" too", "give each page its own")
		}
	}
}
