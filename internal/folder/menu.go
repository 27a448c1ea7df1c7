package folder

import (
	"path"

	"hackday.example/kiosk/internal/clean"
	"hackday.example/kiosk/internal/files"
	"hackday.example/kiosk/internal/site"
	"hackday.example/kiosk/internal/webpage"
)

// The bounds of a menu that is made of the folder's tree.
const (
	maxTree      = 1000           // entries
	maxTreeDepth = files.MaxDepth // entries below one another
)

// menu is the site's own menu; of one that has none, the tree of its pages. The home
// page is the first of pages.
func (a *assembly) menu(pages []*site.Page) []site.MenuItem {
	if items := a.configMenu(); len(items) > 0 {
		return items
	}
	home := a.entries[pages[0].File]
	if home == nil {
		return nil
	}
	framed := home
	if top, _ := a.targets.named(site.IndexName); top != nil { // what leads home may be a set of frames
		framed = top
	}
	if items := a.hoist(pages[0].Name, a.menuItems(framed, a.framedMenu(framed))); len(items) > 0 {
		return items
	}
	if items := a.hoist(pages[0].Name, a.menuItems(home, home.menu)); countPages(items) > 1 {
		return items
	}
	a.menuMade = true
	return treeMenu(pages)
}

// framedMenu is the menu in a frame of the home page: the one with the most links that
// has more of them than text.
func (a *assembly) framedMenu(home *entry) []webpage.MenuItem {
	var best []webpage.MenuItem
	for _, address := range home.frames {
		e, _ := a.targets.find(home, address)
		if e == nil || e == home {
			continue
		}
		b, bad := a.tree.read(e.file, webpage.MaxBytes)
		if bad != nil {
			continue
		}
		d, err := webpage.Parse(b)
		if err != nil {
			continue
		}
		if items := d.Outline(); len(items) > len(best) {
			best = items
		}
	}
	return best
}

// menuItems keeps of a menu what leads to pages, and what holds such.
func (a *assembly) menuItems(e *entry, items []webpage.MenuItem) []site.MenuItem {
	var kept []site.MenuItem
	for _, i := range items {
		m := site.MenuItem{Title: clean.Line(i.Text), Items: a.menuItems(e, i.Items)}
		if i.Address != "" {
			m.Page = a.leads(e, i.Address)
		}
		if m.Title != "" && (m.Page != "" || len(m.Items) > 0) {
			kept = append(kept, m)
		}
	}
	return kept
}

// hoist puts what stands below the home page beside it: a site's name above its menu
// holds all of it, and says nothing by that.
func (a *assembly) hoist(home string, items []site.MenuItem) []site.MenuItem {
	var flat []site.MenuItem
	for _, i := range items {
		below := i.Items
		if i.Page == home {
			i.Items = nil
			flat = append(append(flat, i), below...)
			continue
		}
		flat = append(flat, i)
	}
	return flat
}

func countPages(items []site.MenuItem) int {
	n := 0
	for _, i := range items {
		if i.Page != "" {
			n++
		}
		n += countPages(i.Items)
	}
	return n
}

// treeMenu is the tree of the pages that are listed, in the order of lists, with the
// folders that have no page.
func treeMenu(pages []*site.Page) []site.MenuItem {
	list := site.New(site.Parts{Pages: pages}).List("")
	t := menuTree{home: pages[0].Name, pages: make(map[string]*site.Page, len(list)), below: map[string][]string{}}
	for _, e := range list {
		t.pages[e.Page.Name] = e.Page
	}
	for _, e := range list[:min(len(list), maxTree)] {
		if e.Page != pages[0] {
			t.place(e.Page.Name)
		}
	}
	return t.items(top, 0)
}

// top is what the first entries of a menu are below.
const top = "."

// menuTree is a menu as it is made: which names stand below which. They are those of
// pages, and of folders that have no page.
type menuTree struct {
	home  string
	pages map[string]*site.Page
	below map[string][]string
}

// place puts a name below what it stands below.
func (t *menuTree) place(name string) {
	above := t.above(name)
	if _, known := t.below[above]; !known && above != top && t.pages[above] == nil {
		t.place(above) // a folder
	}
	t.below[above] = append(t.below[above], name)
}

// above is what a name stands below. Pages may say that each is above the other.
func (t *menuTree) above(name string) string {
	above := t.up(name)
	for at, steps := above, 0; at != top; at = t.up(at) {
		if steps++; steps > maxTreeDepth {
			return top
		}
	}
	return above
}

func (t *menuTree) up(name string) string {
	above := path.Dir(name)
	if p := t.pages[name]; p != nil && p.Up != "" && t.pages[p.Up] != nil {
		above = p.Up
	}
	if above == t.home {
		return top
	}
	return above
}

// items are the entries below a name.
func (t *menuTree) items(name string, depth int) []site.MenuItem {
	if depth > maxTreeDepth {
		return nil
	}
	var items []site.MenuItem
	for _, n := range t.below[name] {
		item := site.MenuItem{Items: t.items(n, depth+1)}
		if p := t.pages[n]; p != nil {
			item.Title, item.Page = p.Title, n
		} else {
			item.Title = site.FolderTitle(n)
		}
		items = append(items, item)
	}
	return items
}
