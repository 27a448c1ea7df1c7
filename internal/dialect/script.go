package dialect

import (
	"cmp"
	"regexp"
	"strings"
)

// scriptValue matches a key of an object in JavaScript with a text. It is a guess, which
// takes the first: what a program computes is not known.
var scriptValue = regexp.MustCompile(`(?m)(?:^|[{,(\s])(title|tagline|url|baseUrl|input|defaultLocale)\s*:\s*(?:"([^"\n]*)"|'([^'\n]*)'|` + "`([^`$\n]*)`)")

// readScript reads settings that are a program, as far as texts in them can be told.
func (c *Config) readScript(text string) {
	values := map[string]string{}
	for _, m := range scriptValue.FindAllStringSubmatch(text, maxEntries) {
		if _, there := values[m[1]]; !there {
			values[m[1]] = strings.TrimSpace(cmp.Or(m[2], m[3], m[4]))
		}
	}
	switch c.Generator {
	case Docusaurus:
		c.Title, c.Description, c.Language = values["title"], values["tagline"], values["defaultLocale"]
		c.setAddress(values["url"])
		if c.Base = base(values["baseUrl"]); c.URL != "" {
			c.URL += c.Base
		}
	case Eleventy:
		c.Source = folder(values["input"])
	}
	if c.Title != "" {
		c.Values["title"] = c.Title
	}
}
