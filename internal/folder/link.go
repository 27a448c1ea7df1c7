package folder

import (
	"cmp"
	"crypto/sha256"
	"fmt"
	"net/url"
	"path"
	"slices"
	"strings"

	"hackday.example/kiosk/internal/site"
)

// targets finds what addresses within a site lead to. It is made for one load, and
// does not change.
type targets struct {
	origin origin
	form   Form
	byFile map[string]*entry
	exact  map[string]*entry // by the keys of names and addresses
	folded map[string]*entry // those that have capitals, in small letters
}

func newTargets(o origin, form Form, all []*entry) *targets {
	x := &targets{o, form, make(map[string]*entry, len(all)), make(map[string]*entry, len(all)), map[string]*entry{}}
	for _, e := range all {
		x.byFile[e.file] = e
		if e.translates == "" {
			x.add(e.page.Name, e)
		}
	}
	for _, e := range all {
		if e.translates != "" {
			continue
		}
		x.add(site.Key(e.file), e)
		if p := e.page.Permalink; p != "" {
			if path, ok := o.path(e.base); ok {
				x.add(site.Key(path), e)
			}
		}
		for _, alias := range e.aliases {
			x.add(site.Key(alias), e)
		}
	}
	return x
}

func (x *targets) add(key string, e *entry) {
	if x.exact[key] == nil {
		x.exact[key] = e
	}
	if lower := strings.ToLower(key); lower != key && x.folded[lower] == nil {
		x.folded[lower] = e
	}
}

// named is the page, or what leads to one, of a key; nil if there is none. exactly is
// false where it differs in letter case.
func (x *targets) named(key string) (e *entry, exactly bool) {
	if e := x.exact[key]; e != nil {
		return e, true
	}
	key = strings.ToLower(key)
	if e := x.exact[key]; e != nil {
		return e, false
	}
	return x.folded[key], false
}

// find is the entry that an address on a page leads to, and the part of it; nil if it
// leads to none.
func (x *targets) find(from *entry, address string) (e *entry, fragment string) {
	ref, err := url.Parse(strings.TrimSpace(address))
	if err != nil || ref.Opaque != "" {
		return nil, ""
	}
	if ref.Scheme == "" && ref.Host == "" {
		if ref.Path == "" && (ref.Fragment != "" || ref.RawQuery != "") {
			return from, ref.Fragment
		}
		if e := x.byFile[filePath(from.file, ref.Path)]; e != nil && x.form == Markdown {
			return x.original(e), ref.Fragment
		}
	}
	u := from.base.ResolveReference(ref)
	within, ok := x.origin.path(u)
	if !ok {
		return nil, ""
	}
	if e := x.byFile[strings.TrimPrefix(within, "/")]; e != nil {
		return x.original(e), u.Fragment
	}
	e, _ = x.named(site.Key(within))
	if e == nil && x.form == Markdown && ref.Host == "" && ref.Path != "" && !strings.HasPrefix(ref.Path, "/") {
		e = x.beside(from, ref)
	}
	return e, u.Fragment
}

// beside is the page that a relative address on a page of Markdown means, which leads
// nowhere on the web: by the folders of the files, or as if the page were a folder. It
// is nil if there is none.
func (x *targets) beside(from *entry, ref *url.URL) *entry {
	if e, _ := x.named(site.Key(filePath(from.file, ref.Path))); e != nil {
		return e
	}
	folder := *from.base
	for _, ending := range site.Endings {
		folder.Path = strings.TrimSuffix(folder.Path, ending)
	}
	folder.Path = strings.TrimSuffix(folder.Path, "/") + "/"
	if within, ok := x.origin.path(folder.ResolveReference(ref)); ok {
		e, _ := x.named(site.Key(within))
		return e
	}
	return nil
}

// original is the page that another translates, or itself: visitors are shown the one
// in their language.
func (x *targets) original(e *entry) *entry {
	if o := x.byFile[e.translates]; o != nil {
		return o
	}
	return e
}

// filePath is the file that a relative address on a page's file names; one that begins
// with a slash begins at the top of the folder.
func filePath(from, address string) string {
	if strings.HasPrefix(address, "/") {
		return inFolder(address)
	}
	return inFolder(path.Join("/", path.Dir(from), address))
}

// last is the last entry to which one leads: a page, or what leads out of the site, or
// nowhere.
func (x *targets) last(e *entry) *entry {
	const most = 10 // from one to the next
	for range most {
		if e.redirect == "" {
			break
		}
		next, _ := x.find(e, e.redirect)
		if next == nil {
			break
		}
		e = next
	}
	return e
}

// landing is the page that an entry leads to in the end; nil if that is none. The entry
// may be nil.
func (x *targets) landing(e *entry) *entry {
	if e == nil {
		return nil
	}
	if e = x.last(e); !e.isPage() {
		return nil
	}
	return e
}

// state is a digest of all on which it depends where links lead: the names and
// addresses of pages, the settings, and the files that are no pages. In most reloads it
// is as it was.
func (a *assembly) state(all []*entry) (sum [sha256.Size]byte) {
	h := sha256.New()
	for _, e := range all {
		fmt.Fprintln(h, e.file, e.page.Name, e.page.Permalink, e.page.URL, e.redirect, e.translates, e.leftOut != "", e.aliases)
	}
	for _, name := range a.tree.order {
		if a.entries[name] == nil {
			fmt.Fprintln(h, name, a.tree.files[name].Size())
		}
	}
	h.Sum(sum[:0])
	return sum
}

// link resolves the links of all pages, but for those whose links lead where they did. A
// page whose links lead elsewhere than before is another page: the one before may be
// read still. It returns the state with which they were resolved.
func (a *assembly) link(all []*entry) (state [sha256.Size]byte) {
	state = a.state(all)
	for _, e := range all {
		if e.isPage() {
			a.linkOne(e, state)
		}
	}
	return state
}

// linkOne resolves the links of one page, unless they lead where they did.
func (a *assembly) linkOne(e *entry, state [sha256.Size]byte) {
	if e.linked == state {
		return
	}
	e.linked = state
	p := *e.page
	p.Resources = a.resources(e)
	keepAttached(e, p.Resources)
	if e.document == nil {
		p.Prev, p.Next, p.Up = a.neighbour(e, e.prev), a.neighbour(e, e.next), a.neighbour(e, e.up)
	}
	if !slices.Equal(p.Resources, e.page.Resources) || p.Prev != e.page.Prev || p.Next != e.page.Next || p.Up != e.page.Up {
		e.page, e.packed = &p, false
	}
}

// neighbour is the name of the page that an address leads to, or empty.
func (a *assembly) neighbour(e *entry, address string) string {
	if name := a.leads(e, address); address != "" && name != e.page.Name {
		return name
	}
	return ""
}

// leads is the name of the page that an address on a page leads to, or empty.
func (a *assembly) leads(e *entry, address string) string {
	to, _ := a.targets.find(e, address)
	if to = a.targets.landing(to); to != nil {
		return to.page.Name
	}
	return ""
}

// resources are a page's links: those of its text, and those that the rest of its file
// and the site bring.
func (a *assembly) resources(e *entry) []site.Resource {
	p := e.page
	rs := make([]site.Resource, p.TextResources, len(p.Resources)+len(p.Credits)+2)
	copy(rs, p.Resources)
	e.local = nil
	var captions *captioned
	for i := range rs {
		a.resolve(e, &rs[i], i)
		if rs[i].Kind == site.Video {
			if captions == nil {
				captions = a.captionsFor(e, rs)
			}
			captions.find(&rs[i], i)
		}
	}
	add := func(r site.Resource) {
		r.Describe()
		r.Number = len(rs) + 1
		rs = append(rs, r)
	}
	shown := -1
	if e.pictureURL != "" && a.settings.onTheWeb(e.page.HeaderImage) {
		shown = len(rs)
		add(site.Resource{Kind: site.Picture, URL: e.pictureURL, Origin: site.FromHeader})
	}
	if p.HeaderImage != "" {
		if file := a.pictureName(e); file != "" {
			e.local = append(e.local, localLink{resource: shown, file: file})
		}
	}
	for _, c := range p.Credits {
		if c.URL != "" {
			add(site.Resource{Kind: site.WebPage, Title: c.Name, URL: c.URL, Origin: site.FromCredit})
		}
	}
	if p.URL != "" {
		kind := site.WebPage
		if e.document != nil {
			kind = site.Document
			e.local = append(e.local, localLink{resource: len(rs), file: e.file})
		}
		add(site.Resource{Kind: kind, URL: p.URL, Origin: site.FromPermalink})
	}
	if e.social {
		for _, l := range a.settings.Social {
			l = l.In(cmp.Or(p.Language, a.settings.Language))
			add(site.Resource{Kind: site.KindOf(l.URL), Title: l.Title, URL: l.URL, Origin: site.FromSocial})
		}
	}
	return rs
}

// onTheWeb reports whether a header picture has an address that leads somewhere: its own,
// or one on the site where the settings say which folder has pictures.
func (s settings) onTheWeb(picture string) bool {
	u, err := url.Parse(picture)
	return err == nil && u.IsAbs() || s.URL != "" && (s.pictures != "" || strings.HasPrefix(picture, "/"))
}

// resolve finds where the i-th link of a page's text leads.
func (a *assembly) resolve(e *entry, r *site.Resource, i int) {
	r.Target, r.Fragment, r.Size, r.File = "", "", 0, nil
	if r.Kind == site.Document { // as it may have been made one for its file
		r.Kind = site.KindOf(r.Destination)
	}
	u, bad := parseAddress(e.base, r.Kind, r.Destination)
	if bad != nil {
		r.URL = unusable(r.Destination)
		return
	}
	if r.URL = written(u); len(r.URL) > maxAddress {
		r.URL = unusable(r.Destination)
		return
	}
	defer r.Describe()
	if r.Kind == site.Mail || r.Destination == "" {
		return
	}
	target, fragment := a.targets.find(e, r.Destination)
	if landing := a.targets.landing(target); landing != nil {
		r.Target, r.Fragment = landing.page.Name, fragment
		if landing.document != nil {
			r.Target, r.Fragment = landing.document.place(fragment)
		}
		if strings.EqualFold(fragment, "top") && !landing.section(fragment) { // HTML §7.4.6.3
			r.Fragment = ""
		}
		r.URL = landing.page.URL
		if r.URL == "" {
			r.URL = "/" + asciiURL((&url.URL{Path: r.Target}).EscapedPath())
		}
		if fragment != "" {
			r.URL += "#" + asciiURL((&url.URL{Fragment: fragment}).EscapedFragment())
		}
		return
	}
	if local, ok := a.localFile(e, r.Destination); ok {
		r.Size = a.tree.size(local)
		e.local = append(e.local, localLink{resource: i, file: local, fragment: u.Fragment})
		if a.settings.config.Generator != "" && !isFolderPage(e.file) && !strings.HasPrefix(r.Destination, "/") && u.Host == e.base.Host {
			beside := a.targets.origin.page(a.inSource(local)) // the page may be in a folder of its own on the web
			beside.RawQuery, beside.Fragment = u.RawQuery, u.Fragment
			r.URL = written(beside)
		}
	}
}

// localFile is the file of the folder that an address on a page names.
func (a *assembly) localFile(e *entry, address string) (name string, ok bool) {
	ref, err := url.Parse(address)
	if err != nil || ref.Opaque != "" || ref.Path == "" {
		return "", false
	}
	if ref.Scheme == "" && ref.Host == "" {
		if name = filePath(e.file, ref.Path); a.tree.isFile(name) {
			return name, true
		}
		if strings.HasPrefix(ref.Path, "/") { // though the site may stand at a path
			if name, ok = a.published(ref.Path); ok {
				return name, true
			}
		}
	}
	within, ok := a.targets.origin.path(e.base.ResolveReference(ref))
	if !ok {
		return "", false
	}
	return a.published(within)
}
