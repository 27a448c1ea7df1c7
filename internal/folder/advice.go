package folder

import (
	"fmt"
	"net/url"
	"path"
	"slices"
	"strings"

	"hackday.example/kiosk/internal/document"
	"hackday.example/kiosk/internal/report"
	"hackday.example/kiosk/internal/site"
)

// adviseOnSite says what could be better of pages together: where their links lead, and
// what nothing leads to.
func (a *assembly) adviseOnSite(all []*entry, parts site.Parts) {
	a.translated = map[string]bool{}
	for _, versions := range parts.Translations {
		for _, p := range versions {
			a.translated[p.Name] = true
		}
	}
	for _, e := range all {
		if !e.isPage() {
			continue
		}
		for i := range e.page.Resources[:e.page.TextResources] {
			a.adviseOnLink(e, i)
		}
		a.adviseOnBrokenLinks(e)
	}
	a.adviseOnDocuments()
	a.adviseOnTitles(all, a.adviseOnCopies(all))
	a.adviseOnReach(all, parts)
	a.adviseOnUnused()
	a.collectLeftOut(all)
}

// adviseAddressless says if nothing tells where the site is on the web, though there are
// settings that could.
func (c *inspection) adviseAddressless(s settings) {
	if s.unaddressed && s.URL == "" {
		c.advise(SettingsFile, placeIn(s.addressAt), badSettings, "the site's address on the web is not known, so that addresses within it are shown as paths", "add it, as in \"url: https://nhshackday.com\"")
	}
}

// adviseOnLink says if a link leads to what nobody can open, or to a file, a page or a
// part of one that is not there.
func (a *assembly) adviseOnLink(e *entry, i int) {
	r := &e.page.Resources[i]
	at := func(kind report.Kind, message, fix string) {
		a.adviseWhere(e, func() report.Place { return e.place(i) }, kind, message, fix)
	}
	u, bad := parseAddress(e.base, r.Kind, r.Destination)
	if bad != nil {
		fix := bad.fix
		if meant := schemeMeant(r.Destination); meant != "" {
			fix = "write " + report.Quote(meant+":")
		}
		at(badAddress, "the link's address "+bad.what, fix)
		return
	}
	if n := len(written(u)); n > maxAddress {
		at(badAddress, fmt.Sprintf("the link's address has %s bytes; %s is the most", thousands(n), thousands(maxAddress)), "shorten it")
		return
	}
	if r.File != nil {
		if d := a.taking.documents[r.File.Path]; d != nil && d.state == document.Ready && !d.has(r.Fragment) {
			_, fragment, _ := strings.Cut(r.Destination, "#")
			at(deadFragment, "nothing in "+r.File.Path+" is named "+report.Quote("#"+fragment), "correct the link")
		}
		return
	}
	if r.Target != "" {
		a.adviseOnFragment(e, r, at)
		return
	}
	ref, err := url.Parse(strings.TrimSpace(r.Destination))
	if err != nil || ref.IsAbs() || ref.Host != "" || ref.Path == "" || r.Kind == site.Mail {
		return
	}
	file, ok := a.localFile(e, r.Destination)
	switch {
	case !ok:
		a.adviseOnDeadLink(e, r, ref, at)
	case a.form == Markdown && path.Ext(file) == ".md":
		at(deadLink, "the link leads to "+report.Quote(r.Destination)+", and that is no page", "correct it"+a.pagesToName(e))
	}
}

// behindADot reports whether a file or a folder that it is in begins with a dot.
func behindADot(name string) bool {
	return slices.ContainsFunc(strings.Split(name, "/"), func(part string) bool {
		return strings.HasPrefix(part, ".") && part != "." && part != ".."
	})
}

// adviseOnDeadLink says what a link leads to that is neither a page nor a file, and
// what was meant, as far as that can be told.
func (a *assembly) adviseOnDeadLink(e *entry, r *site.Resource, ref *url.URL, at func(kind report.Kind, message, fix string)) {
	rooted := strings.HasPrefix(ref.Path, "/")
	name := filePath(e.file, ref.Path)
	ending := path.Ext(name)
	if a.form == HTML {
		at(deadLink, report.Quote(r.Destination)+" leads to nothing that is here", "correct the link, or put there what it leads to")
		return
	}
	if ending == ".md" {
		if other := a.meant(e, name); other != "" && other != ref.Path {
			if ref.Fragment != "" {
				other += "#" + ref.EscapedFragment()
			}
			at(deadLink, "the link to "+report.Quote(r.Destination)+" does not lead to the page "+other+" that is here", "write "+other)
		} else if !rooted || a.settings.URL == "" {
			at(deadLink, "the link leads to "+report.Quote(r.Destination)+", and there is no such page", "correct it"+a.pagesToName(e))
		}
		return
	}
	switch {
	case behindADot(name) && (!rooted || a.settings.URL == ""): // /.well-known may be on the web site
		at(deadLink, report.Quote(name)+" begins with a dot, or its folder does, so that it is not shown", "rename it, or take the link out")
	case rooted && a.tree.isFolder(path.Dir(name)):
		at(deadLink, report.Quote(name)+" is not in the folder, which has "+report.Quote(path.Dir(name)), "put it there, or correct the link")
	case rooted && a.settings.config.Generator != "" && (ending == "" || slices.Contains(site.HTMLEndings, ending)):
		at(deadLink, report.Quote(r.Destination)+" leads to no page that is here, so that readers are sent to the web site for it", "correct the link, or put the page there")
	case a.settings.URL == "":
		at(deadLink, report.Quote(r.Destination)+" leads to nothing that is here, and the site's address on the web is not known", "correct the link, put there what it leads to, or add \"url: https://…\" to "+SettingsFile)
	case !rooted && ending != "":
		at(deadLink, report.Quote(name)+" is not in the folder, so that readers are sent to the web site for it", "put it there, or write its path on the web site, which begins with \"/\"")
	}
}

// meant is the page that seems to be meant by the name of a file that is not there, as
// a link on a page has to name it: the page that would be translated, or one of the same
// name in another folder. It is empty where there is none.
func (a *assembly) meant(e *entry, name string) string {
	other := a.ofBase(strings.TrimSuffix(path.Base(name), ".md"))
	if original, code := translationOf(name); code != "" && a.entries[original] != nil && a.entries[original].isPage() {
		other = a.entries[original]
	}
	if other == nil {
		return ""
	}
	to := relative(e.file, other.file)
	if strings.ContainsAny(to, " ()") {
		return (&url.URL{Path: to}).EscapedPath()
	}
	return to
}

// schemeMeant is the scheme of an address which its own seems to be a slip of; else
// empty.
func schemeMeant(address string) string {
	own, _, ok := strings.Cut(strings.ToLower(strings.TrimSpace(address)), ":")
	if !ok || len(own) > len("mailto")+1 || slices.Contains(site.Schemes, own) {
		return ""
	}
	for _, meant := range []string{"https", "http", "mailto"} {
		for i := range own { // one character too many
			if own[:i]+own[i+1:] == meant {
				return meant
			}
		}
		for i := range meant { // one that is missing, or another
			if rest, ok := strings.CutPrefix(own, meant[:i]); ok && (rest == meant[i+1:] || rest != "" && rest[1:] == meant[i+1:]) {
				return meant
			}
		}
	}
	return ""
}

// ofBase is a page by the last part of its name; nil if there is none.
func (a *assembly) ofBase(base string) *entry {
	if a.byBase == nil {
		a.byBase = map[string]*entry{}
		for _, e := range a.inOrder() {
			if name := path.Base(e.page.Name); e.isPage() && a.byBase[name] == nil {
				a.byBase[name] = e
			}
		}
	}
	return a.byBase[base]
}

// pagesToName lists the files of pages, as a link on a page has to name them, where
// they are few.
func (a *assembly) pagesToName(e *entry) string {
	const few, fewFiles = 10, 100
	if len(a.entries) > fewFiles { // to list them takes time
		return ""
	}
	var names []string
	for _, other := range a.inOrder() {
		if other.isPage() && other.translates == "" {
			names = append(names, relative(e.file, other.file))
		}
	}
	if len(names) == 0 || len(names) > few {
		return ""
	}
	return "; the pages are: " + strings.Join(names, ", ")
}

// relative is the path from one file's folder to another file.
func relative(from, to string) string {
	folder := path.Dir(from)
	up := ""
	for folder != "." && !strings.HasPrefix(to, folder+"/") {
		folder, up = path.Dir(folder), up+"../"
	}
	if folder != "." {
		to = strings.TrimPrefix(to, folder+"/")
	}
	return up + to
}

// adviseOnFragment says if a link leads to a part of a page that is not there.
func (a *assembly) adviseOnFragment(e *entry, r *site.Resource, at func(kind report.Kind, message, fix string)) {
	there, _ := a.targets.named(r.Target)
	if there = a.targets.landing(there); there == nil {
		return
	}
	if r.Fragment == "" || strings.EqualFold(r.Fragment, "top") {
		return
	}
	if t, ok := a.inLanguage(there, e.page.Language); ok { // that is what is opened
		there = t
	}
	if there.section(r.Fragment) || there.html && there.hasID(r.Fragment) { // in what was left out
		return
	}
	fix := "add the heading, or correct the link"
	if hs := there.page.Headings; len(hs) > 0 && hs[0].ID != "" {
		fix = "name one of its headings, as in \"#" + hs[0].ID + "\""
	}
	what := "no heading of "
	if there.html {
		what, fix = "nothing in ", "correct the link"
	}
	at(deadFragment, what+there.file+" is named "+report.Quote("#"+r.Fragment), fix)
}

// inLanguage is the translation of a page of Markdown into a language.
func (a *assembly) inLanguage(e *entry, language string) (*entry, bool) {
	if language == "" {
		return nil, false
	}
	t := a.entries[strings.TrimSuffix(e.file, ".md")+"."+language+".md"]
	return t, t != nil && t.translates == e.file
}
