package folder

import (
	"encoding/json"
	"maps"
	"net/url"
	"slices"

	"hackday.example/kiosk/internal/report"
	"hackday.example/kiosk/internal/site"
)

// redirectsFile is where Jekyll lists the redirects of a site that it built: addresses
// by paths.
const redirectsFile = "redirects.json"

// The bounds of that file. What is beyond them is left out, with advice.
const (
	maxRedirects      = site.MaxPages
	maxRedirectsBytes = 4 << 20
)

// addRedirects adds an entry for each redirect that is listed, and that no page is for.
func (a *assembly) addRedirects() {
	if a.form != HTML || !a.tree.isFile(redirectsFile) {
		return
	}
	a.Files = append(a.Files, redirectsFile)
	b, bad := a.tree.read(redirectsFile, maxRedirectsBytes)
	if bad != nil {
		a.advise(redirectsFile, report.Place{}, notRead, bad.what, bad.fix)
		return
	}
	var listed map[string]string
	if err := json.Unmarshal(b, &listed); err != nil {
		a.advise(redirectsFile, report.Place{}, notRead, "this is no list of redirects: "+err.Error(), "correct it, or remove it")
		return
	}
	taken := make(map[string]bool, len(a.entries))
	for _, e := range a.entries {
		taken[e.page.Name] = true
	}
	o := a.settings.origin()
	for i, from := range slices.Sorted(maps.Keys(listed)) {
		if i == maxRedirects {
			a.advise(redirectsFile, report.Place{}, tooMuch, "there are more redirects than a site has pages at most, and the rest is left out", "remove old ones")
			return
		}
		u, err := url.Parse(from)
		if err != nil || listed[from] == "" {
			continue
		}
		path, ok := o.path(o.ResolveReference(u))
		name := site.Key(path)
		if !ok || taken[name] {
			continue
		}
		taken[name] = true
		a.entries[redirectsFile+":"+name] = &entry{
			file: redirectsFile + ":" + name, name: name, base: o.URL, redirect: listed[from],
			page: &site.Page{Name: name, File: redirectsFile},
		}
	}
}
