package dialect

import (
	"cmp"
	"fmt"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
)

// Document is what of a document makes its path on the web.
type Document struct {
	Collection string    // "posts", another of Jekyll's, or empty for a page
	Path       string    // its file without its ending, in the collection's folder or the site's
	Date       time.Time // of a post; zero where there is none
	Slug       string    // as its front matter has it; may be empty
	Title      string
	Categories []string
	// Permalink is the document's own pattern; a style's name is none there.
	Permalink string
}

// styles are Jekyll's names for patterns of posts.
var styles = map[string]string{
	"date":     "/:categories/:year/:month/:day/:title:output_ext",
	"pretty":   "/:categories/:year/:month/:day/:title/",
	"ordinal":  "/:categories/:year/:y_day/:title:output_ext",
	"weekdate": "/:categories/:year/W:week/:short_day/:title:output_ext",
	"none":     "/:categories/:title:output_ext",
}

// IsStyle reports whether a permalink is Jekyll's name for a pattern, such as "pretty".
func IsStyle(permalink string) bool { return styles[permalink] != "" }

// Writes reports whether the documents of one of Jekyll's collections are pages on the
// web.
func (c Config) Writes(collection string) bool {
	return slices.ContainsFunc(c.Collections, func(n Collection) bool { return n.Name == collection && n.Output })
}

// placeholder matches one in a pattern, as Jekyll has them.
var placeholder = regexp.MustCompile(`:([a-z_]+)`)

// Permalink is the path of a document of Jekyll's on the web. It begins with a slash,
// and has no base. Placeholders that are not known stay.
//
// The settings' pattern is for posts; of others it only says whether they end in a
// slash or in ".html".
func (c Config) Permalink(d Document) string {
	pattern := d.Permalink
	for _, n := range c.Collections {
		if n.Name == d.Collection && d.Collection != "" {
			pattern = cmp.Or(pattern, n.Permalink)
		}
	}
	if pattern == "" {
		ending := ":output_ext"
		if c.Permalinks == "pretty" || strings.HasSuffix(c.Permalinks, "/") {
			ending = "/"
		}
		switch d.Collection {
		case "posts":
			pattern = cmp.Or(c.Permalinks, "date")
		case "":
			pattern = "/:path" + ending
			if path.Base(d.Path) == "index" {
				d.Path = strings.TrimSuffix(strings.TrimSuffix(d.Path, "index"), "/")
				pattern = "/:path/"
			}
		default:
			pattern = "/:collection/:path" + ending
		}
	}
	if style, ok := styles[pattern]; ok && d.Permalink == "" {
		pattern = style
		if d.Collection != "posts" {
			pattern = map[bool]string{true: "/:path/", false: "/:path:output_ext"}[strings.HasSuffix(style, "/")]
			if d.Collection != "" {
				pattern = "/:collection" + pattern
			}
		}
	}
	filled := placeholder.ReplaceAllStringFunc(pattern, func(name string) string {
		if value, ok := d.placeholder(name[1:]); ok {
			return value
		}
		return name
	})
	ends := strings.HasSuffix(filled, "/")
	filled = path.Clean("/" + filled)
	if ends && filled != "/" {
		filled += "/"
	}
	return filled
}

// placeholder is what stands for a name in a pattern.
func (d Document) placeholder(name string) (string, bool) {
	base := path.Base(d.Path)
	if _, slug, ok := PostName(base); ok {
		base = slug
	}
	year, week := d.Date.ISOWeek()
	switch name {
	case "title":
		return pathPart(cmp.Or(d.Slug, base)), true
	case "slug":
		return cmp.Or(slugify(d.Slug), slugify(base)), true
	case "name", "basename":
		return slugify(base), true
	case "path":
		return d.Path, true
	case "collection":
		return d.Collection, true
	case "output_ext":
		return ".html", true
	case "categories":
		return strings.ToLower(strings.Join(d.Categories, "/")), true
	case "slugified_categories":
		parts := make([]string, 0, len(d.Categories))
		for _, c := range d.Categories {
			parts = append(parts, slugify(c))
		}
		return strings.Join(parts, "/"), true
	case "year":
		return d.Date.Format("2006"), true
	case "short_year":
		return d.Date.Format("06"), true
	case "month":
		return d.Date.Format("01"), true
	case "i_month":
		return d.Date.Format("1"), true
	case "short_month":
		return d.Date.Format("Jan"), true
	case "long_month":
		return d.Date.Format("January"), true
	case "day":
		return d.Date.Format("02"), true
	case "i_day":
		return d.Date.Format("2"), true
	case "y_day":
		return d.Date.Format("002"), true
	case "w_year":
		return strconv.Itoa(year), true
	case "week":
		return fmt.Sprintf("%02d", week), true
	case "short_day":
		return d.Date.Format("Mon"), true
	case "long_day":
		return d.Date.Format("Monday"), true
	case "hour":
		return d.Date.Format("15"), true
	case "minute":
		return d.Date.Format("04"), true
	case "second":
		return d.Date.Format("05"), true
	}
	return "", false
}

// slugify writes a text as a part of a path: letters and digits in small letters, and
// hyphens for what stands between them.
func slugify(text string) string {
	return strings.Join(strings.FieldsFunc(strings.ToLower(text), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r)
	}), "-")
}

// pathPart is the same in the letter case that it has, with the signs that may stand in
// a path.
func pathPart(text string) string {
	return strings.Join(strings.FieldsFunc(text, func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r) && !strings.ContainsRune("._~!$&'()+,;=@", r)
	}), "-")
}

// postName matches the names of Jekyll's posts.
var postName = regexp.MustCompile(`^(?:.*/)?(\d{2}(?:\d{2})?-\d{1,2}-\d{1,2})-([^/]+?)(?:\.[^./]+)?$`)

// PostName parts the name of a post's file, "2020-01-02-a-name.md", with a path before
// it or without. Dates are UTC.
func PostName(name string) (date time.Time, slug string, ok bool) {
	m := postName.FindStringSubmatch(name)
	if m == nil {
		return time.Time{}, "", false
	}
	for _, layout := range []string{"2006-1-2", "06-1-2"} {
		if date, err := time.Parse(layout, m[1]); err == nil {
			return date, m[2], true
		}
	}
	return time.Time{}, "", false
}
