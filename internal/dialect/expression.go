package dialect

import (
	"regexp"
	"strings"
)

// evaluate is the value of an expression of Liquid, Nunjucks, Jinja or Go's templates
// with its filters. It is false where the environment does not know a part of it.
func (t *templating) evaluate(expression string) (string, bool) {
	parts := splitOutside(expression, '|')
	value, ok := t.operand(parts[0])
	for _, filter := range parts[1:] {
		name, args, _ := strings.Cut(filter, ":")
		if i := strings.IndexByte(name, '('); i >= 0 {
			name, args = name[:i], strings.TrimSuffix(strings.TrimSpace(filter[i+1:]), ")")
		}
		name = strings.TrimSpace(name)
		if name == "default" {
			if !ok || value == "" {
				value, ok = t.operand(splitOutside(args, ',')[0])
			}
			continue
		}
		if !ok {
			return "", false
		}
		if value, ok = t.filter(name, value, args); !ok {
			return "", false
		}
		if len(value) > maxTag { // each filter could double it
			return "", false
		}
	}
	return value, ok
}

// filter applies one filter.
func (t *templating) filter(name, value, args string) (string, bool) {
	switch name {
	case "relative_url", "url":
		return t.rooted(value), true
	case "absolute_url", "absURL", "absoluteUrl":
		if strings.Contains(value, "://") {
			return value, true
		}
		return t.env.URL + t.rooted(value), true
	case "append", "prepend":
		other, ok := t.operand(args)
		if name == "append" {
			return value + other, ok
		}
		return other + value, ok
	case "remove", "remove_first":
		other, ok := t.operand(args)
		return strings.ReplaceAll(value, other, ""), ok && other != ""
	case "upcase", "upper":
		return strings.ToUpper(value), true
	case "downcase", "lower":
		return strings.ToLower(value), true
	case "strip", "trim":
		return strings.TrimSpace(value), true
	case "uri_escape", "url_encode", "urlize", "url_escape":
		return asTarget(value), true
	case "escape", "escape_once", "e", "h", "safe", "safeHTML", "safeURL", "xml_escape", "markdownify", "smartify", "strip_html", "strip_newlines", "normalize_whitespace", "capitalize":
		return value, true
	}
	return "", false
}

// rooted is a path of the site as it is on its server.
func (t *templating) rooted(value string) string {
	if strings.Contains(value, "://") || strings.HasPrefix(value, "#") || strings.HasPrefix(value, "mailto:") {
		return value
	}
	base := strings.TrimSuffix(t.env.Base, "/")
	if base != "" && (value == base || strings.HasPrefix(value, base+"/")) {
		return value
	}
	return base + "/" + strings.TrimPrefix(value, "/")
}

var call = regexp.MustCompile(`^(get_url|url_for|ref|relref)[ (]+(?:path[ ]*=[ ]*)?["']([^"']*)["'][ )]*$`)

// operand is the value of a literal or a name.
func (t *templating) operand(text string) (string, bool) {
	text = strings.TrimSpace(text)
	if text == "" {
		return "", false
	}
	if c := text[0]; c == '"' || c == '\'' {
		return unquote(text), len(text) > 1 && text[len(text)-1] == c
	}
	if c := text[0]; c >= '0' && c <= '9' {
		return text, true
	}
	if m := call.FindStringSubmatch(text); m != nil {
		kind, name := RefLink, m[2]
		if inner, ok := strings.CutPrefix(name, "@/"); ok {
			kind, name = FileLink, inner
		}
		target, ok := t.link(kind, name)
		return target, ok
	}
	owner, key, of := strings.Cut(strings.ToLower(strings.TrimLeft(text, "$.")), ".")
	if of && (owner == "page" || owner == "params") && strings.HasPrefix(key, "params.") {
		key = strings.TrimPrefix(key, "params.")
	}
	if !of {
		owner, key = "page", owner
	}
	switch owner {
	case "site", "config", "metadata":
		switch key {
		case "url", "site_url", "base_url", "baseurl", "github.url":
			switch {
			case key == "baseurl" && strings.HasPrefix(text, "site."): // Jekyll's
				return strings.TrimSuffix(t.env.Base, "/"), true
			case key == "url" && owner == "site":
				return t.env.URL, true
			}
			return t.env.URL + strings.TrimSuffix(t.env.Base, "/"), true
		case "site_name", "name":
			if value, ok := lookup(t.env.Site, key); ok {
				return value, true
			}
			key = "title"
		}
		return lookup(t.env.Site, strings.TrimPrefix(key, "params."))
	case "page", "post", "params", "frontmatter", "meta":
		return lookup(t.env.Page, key)
	}
	return "", false
}

// lookup finds a value by its key in any letter case.
func lookup(values map[string]string, key string) (string, bool) {
	if value, ok := values[key]; ok {
		return value, true
	}
	for name, value := range values {
		if strings.EqualFold(name, key) {
			return value, true
		}
	}
	return "", false
}

// splitOutside splits a text at a separator that is not in quotes. There is at least
// one part.
func splitOutside(text string, separator byte) []string {
	var parts []string
	start, quote := 0, byte(0)
	for i := range len(text) {
		switch c := text[i]; {
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case c == '"' || c == '\'':
			quote = c
		case c == separator:
			parts = append(parts, text[start:i])
			start = i + 1
		}
	}
	return append(parts, text[start:])
}
