package folder

import (
	"cmp"
	"net/url"
	"path"
	"strings"

	"hackday.example/kiosk/internal/clean"
	"hackday.example/kiosk/internal/dialect"
	"hackday.example/kiosk/internal/site"
)

// configMenu is the menu that the generator's settings have, of what leads to pages that
// are here. It is empty where they have none.
func (a *assembly) configMenu() []site.MenuItem { return a.navItems(a.settings.config.Nav) }

// navItems keeps of a menu what leads to pages, and what holds such.
func (a *assembly) navItems(items []dialect.NavItem) []site.MenuItem {
	var kept []site.MenuItem
	for _, i := range items {
		m := site.MenuItem{Title: clean.Line(i.Title), Items: a.navItems(i.Items)}
		if to := a.navEntry(i.File); to != nil {
			m.Page, m.Title = to.page.Name, cmp.Or(m.Title, to.page.Title)
		}
		if m.Title != "" && (m.Page != "" || len(m.Items) > 0) {
			kept = append(kept, m)
		}
	}
	return kept
}

// navEntry is the page that an entry of the settings' menu names; nil if that is none.
func (a *assembly) navEntry(file string) *entry {
	if file == "" || strings.Contains(file, "://") {
		return nil
	}
	file = a.navFile(file)
	e := a.targets.byFile[file]
	if e == nil {
		e, _ = a.targets.named(site.Key(a.inSource(file)))
	}
	return a.targets.landing(e)
}

// navFile is the file that an entry of the settings' menu names.
func (a *assembly) navFile(name string) string {
	name, _, _ = strings.Cut(name, "#")
	return inFolder(path.Join("/", a.settings.config.Source, inFolder(name)))
}

// navPlace is where a page stands in the settings' menu: the addresses of the pages
// before, behind and above it.
type navPlace struct{ prev, next, up string }

// navPlaces are the places of the files that the settings' menu names; of one that is
// named twice the first. They are found before pages are read.
func (a *assembly) navPlaces() map[string]navPlace {
	a.navOnce.Do(func() {
		a.nav = map[string]navPlace{}
		last := ""
		var walk func(items []dialect.NavItem, up string)
		walk = func(items []dialect.NavItem, up string) {
			for _, i := range items {
				below := up
				if file := a.navFile(i.File); i.File != "" && a.tree.isFile(file) {
					if _, twice := a.nav[file]; !twice {
						a.nav[file] = navPlace{prev: address(last), up: address(up)}
						if before, ok := a.nav[last]; ok {
							before.next = address(file)
							a.nav[last] = before
						}
						last = file
					}
					below = file
				}
				walk(i.Items, below)
			}
		}
		walk(a.settings.config.Nav, "")
	})
	return a.nav
}

// address is how a link names a file of the folder; empty for none.
func address(file string) string {
	if file == "" {
		return ""
	}
	return (&url.URL{Path: "/" + file}).EscapedPath()
}

// isFirst reports whether a file is the first that the settings' menu names, which is the
// home page of a book that has no other.
func (a *assembly) isFirst(file string) bool {
	config := a.settings.config
	if len(config.Nav) == 0 || config.Nav[0].File == "" || a.hasOwnPage(cmp.Or(config.Source, ".")) {
		return false
	}
	return a.navFile(config.Nav[0].File) == file
}
