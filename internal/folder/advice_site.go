package folder

import (
	"net/url"
	"path"
	"regexp"
	"strings"

	"hackday.example/kiosk/internal/report"
	"hackday.example/kiosk/internal/site"
)

// adviseOnTitles finds pages of lists that have one title.
func (a *assembly) adviseOnTitles(all []*entry, copied map[*entry]bool) {
	type name struct{ language, title string }
	titled := map[name]*entry{}
	for _, e := range all {
		if !a.isListed(e) || copied[e] {
			continue
		}
		key := name{e.page.Language, strings.ToLower(e.page.Title)}
		other := titled[key]
		if other == nil {
			titled[key] = e
			continue
		}
		if e.html && e.page.Markdown == other.page.Markdown { // generators put the first page at the top of the folder too
			continue
		}
		a.advise(e.file, report.Place{}, sameTitle, "the title "+report.Quote(e.page.Title)+" is that of "+other.file+" too", "say in each what tells it from the other")
	}
}

// isListed reports whether an entry is a page of lists, and no translation.
func (a *assembly) isListed(e *entry) bool {
	return e.isPage() && !e.page.Unlisted && e.translates == "" && !a.translated[e.page.Name]
}

// copyName matches names that programs and people give to copies. What it finds is the
// name of the original.
var copyName = regexp.MustCompile(`(?i)^(?:` +
	`(?:copy|kopie)(?: \(\d+\))? (?:of|von|av|van) (.+)|(?:copie|copia|cópia) de (.+)|` +
	`(.+?)(?: - |[ ._-]+)(?:copy|kopie|copie|copia|bak|backup|old|orig|original)(?:[ ._-]*\(?\d+\)?)?|` +
	`(.+?) ?\(\d+\))$`)

// adviseOnCopies finds pages that look like copies of those beside them.
func (a *assembly) adviseOnCopies(all []*entry) (found map[*entry]bool) {
	found = map[*entry]bool{}
	for _, e := range all {
		if !e.isPage() {
			continue
		}
		ending := path.Ext(e.file)
		folder, base := path.Split(strings.TrimSuffix(e.file, ending))
		inFolderOfItsOwn := base == site.IndexName && folder != ""
		if inFolderOfItsOwn {
			folder, base = path.Split(strings.TrimSuffix(folder, "/"))
		}
		m := copyName.FindStringSubmatch(base)
		if m == nil {
			continue
		}
		original := folder + strings.TrimSuffix(m[1]+m[2]+m[3]+m[4], ending)
		if inFolderOfItsOwn {
			original += "/" + site.IndexName
		}
		if other := a.entries[original+ending]; other != nil && other.isPage() {
			a.advise(e.file, report.Place{}, copies, "this looks like a copy of "+other.file+", and is shown beside it", "remove it, if it is one")
			found[e] = true
		}
	}
	return found
}

// adviseOnReach finds the pages that no other page leads to, nor the menu, on a site
// that leads to most of its pages. Visitors find them in the list of pages alone.
func (a *assembly) adviseOnReach(all []*entry, parts site.Parts) {
	reached := map[string]bool{parts.Pages[0].Name: true}
	if !a.menuMade { // of all pages
		markMenu(parts.Menu, reached)
	}
	seen := map[string]bool{} // addresses from a folder
	for _, e := range all {
		if !e.isPage() {
			if e.redirect != "" {
				reached[a.leads(e, e.redirect)] = true
			}
			continue
		}
		mark := func(name string) {
			if name != "" && name != e.page.Name {
				reached[name] = true
			}
		}
		for i := range e.page.Resources {
			mark(e.page.Resources[i].Target)
		}
		mark(e.page.Prev)
		mark(e.page.Next)
		mark(e.page.Up)
		if e.html { // what was left out has links too
			a.markLinks(e, seen, mark)
		}
	}
	var lost []*entry
	pages := 0
	for _, e := range all {
		if !a.isListed(e) || e.page == parts.Pages[0] || e.file == parts.Pages[0].File {
			continue
		}
		if pages++; !reached[e.page.Name] {
			lost = append(lost, e)
		}
	}
	if 2*len(lost) > pages { // it is the list that leads to pages here
		return
	}
	for _, e := range lost {
		a.advise(e.file, report.Place{}, unreached, "no other page leads to this one, so that it is found in the list of pages alone", "link to it, or leave it so")
	}
}

func markMenu(items []site.MenuItem, reached map[string]bool) {
	for _, i := range items {
		reached[i.Page] = true
		markMenu(i.Items, reached)
	}
}

// markLinks marks the pages that all links of a built page lead to. The same address
// in the same folder is looked at once.
func (a *assembly) markLinks(e *entry, seen map[string]bool, mark func(string)) {
	const maxSeen = 1 << 20
	folder := e.base.Path[:strings.LastIndexByte(e.base.Path, '/')+1]
	own := e.page.Name
	for rest := e.raw; ; {
		_, after, ok := strings.Cut(rest, "href=")
		if !ok {
			return
		}
		rest = after
		if rest == "" {
			return
		}
		end := " \t\n>"
		if rest[0] == '"' || rest[0] == '\'' {
			end, rest = rest[:1], rest[1:]
		}
		n := strings.IndexAny(rest[:min(len(rest), maxAddress)], end)
		if n <= 0 {
			continue
		}
		address, _, _ := strings.Cut(rest[:n], "#")
		if rest = rest[n:]; address == "" || len(seen) > maxSeen {
			continue
		}
		key := address
		if u, err := url.Parse(address); err != nil {
			continue
		} else if !u.IsAbs() && !strings.HasPrefix(address, "/") {
			key = folder + "\x00" + address
		}
		if seen[key] {
			continue
		}
		to := a.leads(e, address)
		if to == own { // another page may have it
			continue
		}
		seen[key] = true
		mark(to)
	}
}
