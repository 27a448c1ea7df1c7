package site

import (
	"cmp"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"hackday.example/kiosk/internal/clean"
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
	c := newInspection(fsys, loader)
	s := &Site{Settings: c.loadSettings()}
	files := c.pageFiles()
	c.loadPages(s, files)
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

func newInspection(fsys fs.FS, loader *Loader) *inspection {
	return &inspection{
		fsys:   fsys,
		loader: loader,
		files:  map[string]bool{},
		listed: map[listing]int{},
		drafts: map[string]*draft{},
	}
}

// loadPages loads the pages of a site, on several cores at once where nobody is
// shown the site yet.
func (c *inspection) loadPages(s *Site, files []string) {
	loaded := make([]struct {
		of    *inspection
		draft *draft
		panic any
	}, len(files))
	var next atomic.Int64
	var workers sync.WaitGroup
	for range c.loader.workers() {
		workers.Go(func() {
			for {
				i := int(next.Add(1)) - 1
				if i >= len(files) {
					return
				}
				l := &loaded[i]
				l.of = newInspection(c.fsys, c.loader)
				func() {
					defer func() { l.panic = recover() }()
					l.draft = l.of.loadPage(files[i], s.Settings)
				}()
			}
		})
	}
	workers.Wait()
	for i, l := range loaded {
		if l.panic != nil {
			panic(fmt.Sprintf("%s: %v", files[i], l.panic))
		}
		c.merge(l.of)
		if l.draft != nil {
			c.drafts[files[i]] = l.draft
			s.Pages = append(s.Pages, l.draft.page)
		}
	}
}

// merge adds what another inspection found.
func (c *inspection) merge(o *inspection) {
	c.report.Errors += o.report.Errors
	c.report.Advice += o.report.Advice
	for _, p := range o.report.Problems {
		c.list(p)
	}
	maps.Copy(c.files, o.files)
}

// inspection is one run of Check, or its part of one page.
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
	c.list(p)
}

// list lists a problem that is counted already, unless there are enough.
func (c *inspection) list(p Problem) {
	p.File = shownName(p.File)
	if c.full(p) {
		return
	}
	c.listed[listing{p.File, p.Severity}]++
	c.listed[listing{"", p.Severity}]++
	p.Message, p.Fix = clean.Line(p.Message), clean.Line(p.Fix)
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
