package dialect

import (
	"cmp"
	"path"
	"strings"
)

// shortcode is the value of a shortcode of Hugo's.
func (t *templating) shortcode(g tag) (with string, found Kind, ok bool) {
	if g.name == "" { // one that is shown: {{</* … */>}}
		return g.args, Shortcode, true
	}
	a := arguments(g.args)
	switch name := strings.ToLower(path.Base(g.name)); name {
	case "ref", "relref":
		if target, ok := t.link(RefLink, a.get("path", 0)); ok {
			return target, DeadLink, true
		}
		return noTarget, DeadLink, false
	case "youtube", "vimeo":
		a.named["provider"] = name
		with, ok := media(a)
		return with, Shortcode, ok
	case "figure", "image", "img", "picture":
		if with, ok := media(a); ok {
			return with, Shortcode, true
		}
		if source := a.get("src", 0); source != "" {
			return picture(source, cmp.Or(a.named["alt"], a.named["caption"], a.named["title"]), a.named["caption"]), Shortcode, true
		}
	case "param":
		if value, ok := lookup(t.env.Page, a.get("name", 0)); ok {
			return oneLine(value), Expression, true
		}
		value, ok := lookup(t.env.Site, a.get("name", 0))
		return oneLine(value), Expression, ok
	case "tab", "details", "expand", "accordion":
		title := cmp.Or(a.named["title"], a.named["name"], a.named["header"], a.named["summary"], a.get("", 0))
		if title != "" && t.alone(g) && !strings.HasPrefix(g.name, "/") {
			return "**" + title + "**", Shortcode, true
		}
	}
	if t.inTarget && len(a.positional) == 1 { // a site's own ref
		if target, ok := t.link(RefLink, a.positional[0]); ok {
			return target, DeadLink, true
		}
	}
	closes := strings.HasPrefix(g.name, "/")
	return "", Shortcode, closes || t.ends[g.name]
}
