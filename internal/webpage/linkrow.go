package webpage

import (
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"hackday.example/kiosk/internal/dom"
)

// isLinkRow judges short blocks of little but links by where these lead and what
// they say: to the pages before and after, breadcrumbs, languages, sharing.
func (d *Document) isLinkRow(i int, beforeTitle bool) bool {
	e := &d.elements[i]
	if e.links == 0 || e.links > 40 || e.text > 400 || e.has(hasH1) || e.end-int32(i) > maxVisited {
		return false
	}
	if attr(e.n, "summary") != "" && strings.HasPrefix(strings.ToLower(attr(e.n, "summary")), "navigation") {
		return true
	}
	if e.text-e.linked > 120 {
		return false
	}
	row := d.readRow(i)
	switch {
	case row.links == 0:
		return false
	case row.turns > 0 && len(row.rest) <= 10 && row.links <= 8 && row.turns+row.homes >= (row.links+1)/2:
		return true
	case row.shares > 0 && 2*row.shares >= row.links && len(row.rest) <= 40:
		return true
	case row.languages == row.links && len(row.rest) <= 40:
		return true
	}
	return beforeTitle && row.crumbs > 0 && row.mails == 0 && row.links >= row.crumbs && row.links <= 8 && len(row.rest) <= 60 && e.text <= 200
}

// A row is what stands in a short block of links.
type row struct {
	links     int
	turns     int    // links to the page before or after, or above
	homes     int    // links to where a site begins
	shares    int    // links to where pages are shared
	languages int    // links to the page in another language
	mails     int    // links to addresses of mail
	crumbs    int    // signs such as › that stand between texts
	rest      string // what is neither a link nor a sign
}

func (d *Document) readRow(i int) row {
	var r row
	root := d.elements[i].n
	visited := 0
	var rest strings.Builder
	for n := root; n != nil && visited < 2*maxVisited; n = dom.Following(n, root) {
		visited++
		switch {
		case n.Type == html.ElementNode && n.DataAtom == atom.A:
			if href := attr(n, "href"); href != "" {
				r.links++
				d.readLink(n, href, &r)
			}
		case n.Type == html.TextNode && flagsOf(n.Parent, 0)&unseen == 0 && !inside(n, root, atom.A):
			r.crumbs += signs(n.Data, &rest)
		}
	}
	r.rest = strings.Join(strings.Fields(rest.String()), " ")
	return r
}

// signs counts the signs of a breadcrumb in s, and adds what is none to rest.
func signs(s string, rest *strings.Builder) int {
	n := 0
	for _, c := range clip(s, 400) {
		switch c {
		case '>', '»', '›', '→', '▸', '▶', '⟩', '/', '❯':
			n++
		case '|', '·', '-', '–', '•', '[', ']', '«', '←', '<', '‹', '(', ')', ',':
		default:
			rest.WriteRune(c)
		}
	}
	return n
}

func inside(n, root *html.Node, kind atom.Atom) bool {
	for p := n.Parent; p != nil; p = p.Parent {
		if p.DataAtom == kind {
			return true
		}
		if p == root {
			return false
		}
	}
	return false
}

var turnWords = map[string]bool{
	"prev": true, "previous": true, "next": true, "up": true, "previous page": true, "next page": true, "previous chapter": true,
	"next chapter": true, "previous post": true, "next post": true, "older": true, "newer": true, "older posts": true, "newer posts": true,
	"previous article": true, "next article": true, "previous topic": true, "next topic": true, "previous entry": true, "next entry": true,
	"zurück": true, "weiter": true, "précédent": true, "suivant": true, "anterior": true, "siguiente": true, "blaenorol": true, "nesaf": true,
}

var homeWords = map[string]bool{"home": true, "contents": true, "index": true, "toc": true, "top": true, "table of contents": true}

var languageNames = map[string]bool{
	"english": true, "cymraeg": true, "deutsch": true, "français": true, "español": true, "italiano": true, "português": true, "nederlands": true,
	"svenska": true, "dansk": true, "norsk": true, "suomi": true, "polski": true, "čeština": true, "русский": true, "українська": true,
	"日本語": true, "中文": true, "简体中文": true, "繁體中文": true, "한국어": true, "العربية": true, "עברית": true, "gaeilge": true, "gàidhlig": true,
	"euskara": true, "català": true, "galego": true, "türkçe": true, "ελληνικά": true, "magyar": true, "română": true, "english version": true,
}

func (d *Document) readLink(n *html.Node, href string, r *row) {
	rel := " " + strings.ToLower(clip(attr(n, "rel"), 100)) + " "
	says := strings.ToLower(strings.Trim(firstText(n), " \t\r\n\u00a0«»←→<>‹›↑⟵⟶:."))
	switch {
	case strings.Contains(rel, " prev ") || strings.Contains(rel, " next ") || strings.Contains(rel, " up ") || turnWords[says]:
		r.turns++
	case homeWords[says]:
		r.homes++
	}
	if sharing(href) {
		r.shares++
	}
	if strings.HasPrefix(strings.ToLower(clip(href, 10)), "mailto:") {
		r.mails++
	}
	other := attr(n, "hreflang") != "" || languageNames[says] && d.isNear(href)
	if len(d.facts.Alternates) > 0 {
		address := trimAddress(clip(href, maxFact))
		for _, a := range d.facts.Alternates {
			other = other || a == address
		}
	}
	if other {
		r.languages++
	}
}

// isNear reports whether an address is one of this site, as far as the page says where
// that is.
func (d *Document) isNear(href string) bool {
	_, rest, whole := strings.Cut(clip(href, maxFact), "//")
	if !whole {
		return true
	}
	_, own, known := strings.Cut(d.facts.Canonical, "//")
	host := func(s string) string { h, _, _ := strings.Cut(s, "/"); return h }
	return known && strings.EqualFold(host(rest), host(own))
}

// firstText returns the first text within n that is not blank.
func firstText(root *html.Node) string {
	visited := 0
	for n := root; n != nil && visited < 40; n = dom.Following(n, root) {
		visited++
		if n.Type == html.TextNode && strings.TrimSpace(clip(n.Data, 200)) != "" && flagsOf(n.Parent, 0)&unseen == 0 {
			return strings.Join(strings.Fields(clip(n.Data, 60)), " ")
		}
	}
	return ""
}

// sharing reports whether an address is one where a page is passed on.
func sharing(href string) bool {
	href = clip(href, 200)
	if !strings.Contains(href, "//") && !strings.HasPrefix(href, "mailto:") {
		return false
	}
	href = strings.ToLower(href)
	for _, s := range []string{
		"facebook.com/sharer", "facebook.com/share.php", "twitter.com/intent", "twitter.com/share", "x.com/intent", "linkedin.com/share",
		"linkedin.com/sharing", "reddit.com/submit", "t.me/share", "wa.me/?text", "api.whatsapp.com/send", "pinterest.com/pin/create",
		"news.ycombinator.com/submitlink", "bsky.app/intent", "tumblr.com/share", "getpocket.com/save", "mailto:?", "sharer.php", "mastodonshare",
		"toot.kytta.dev",
	} {
		if strings.Contains(href, s) {
			return true
		}
	}
	return false
}
