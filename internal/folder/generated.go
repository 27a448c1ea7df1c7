package folder

import (
	"cmp"
	"path"
	"regexp"
	"slices"
	"strings"
	"time"

	"hackday.example/kiosk/internal/dialect"
	"hackday.example/kiosk/internal/frontmatter"
	"hackday.example/kiosk/internal/site"
)

// spot is where a page's generator puts it.
type spot struct {
	path string // within the site; empty where no generator is known
	// public is whether the page is there on the web; else the path is but a name.
	public bool
}

// generated is where a page's generator puts it, by its front matter and its file.
func (a *assembly) generated(e *entry, y frontmatter.Page) spot {
	config := a.settings.config
	file := a.inSource(e.file)
	switch config.Generator {
	case "":
		return spot{path: sourceless(file)}
	case dialect.Jekyll:
		return a.jekyll(file, y)
	case dialect.Docusaurus:
		return docusaurus(file, y)
	}
	if config.Generator == dialect.Zola {
		y.Permalink = cmp.Or(y.Values["path"], y.Permalink)
	}
	if y.Permalink != "" {
		return spot{"/" + strings.TrimPrefix(y.Permalink, "/"), true}
	}
	folder, base := path.Split(nameOf(file))
	isSection := slices.Contains([]string{"_index", "readme"}, strings.ToLower(stem(path.Base(file))))
	public := true
	switch config.Generator {
	case dialect.Hugo:
		if pattern := config.Sections[firstFolder(file)]; pattern != "" && !isSection {
			at, ok := hugoPath(pattern, folder, base, y)
			return spot{at, ok}
		}
		folder, base = hugoPart(folder), hugoPart(base)
	case dialect.Zola:
		folder, base = hugoPart(folder), hugoPart(undated(base))
	case dialect.Eleventy:
		base = undated(base)
	}
	if y.Slug != "" && !isSection {
		base = y.Slug
	}
	name := folder + base
	switch {
	case name == site.IndexName:
		return spot{"/", public}
	case config.Generator == dialect.MdBook, config.Values["uglyURLs"] == "true", config.Values["use_directory_urls"] == "false":
		if isFolderPage(file) {
			return spot{"/" + nameOf(file) + "/", public}
		}
		return spot{"/" + name + ".html", public}
	}
	return spot{"/" + strings.TrimSuffix(name, "/") + "/", public}
}

// stem is a file's name without its ending.
func stem(file string) string { return strings.TrimSuffix(file, path.Ext(file)) }

// isFolderPage reports whether a file is its folder's own page.
func isFolderPage(file string) bool {
	return slices.Contains([]string{"index", "_index", "readme"}, strings.ToLower(stem(path.Base(file))))
}

// firstFolder is the folder at the top in which a file is; empty for one at the top.
func firstFolder(file string) string {
	folder, _, nested := strings.Cut(file, "/")
	if !nested {
		return ""
	}
	return folder
}

// inSource is a file's path from the folder of the sources.
func (a *assembly) inSource(file string) string {
	if source := a.settings.config.Source; source != "" {
		return strings.TrimPrefix(file, source+"/")
	}
	return file
}

// sourceless is the path of a page in a folder whose name begins with "_": without that.
func sourceless(file string) string {
	if rest, ok := strings.CutPrefix(file, "_"); ok && strings.Contains(rest, "/") {
		return "/" + nameOf(rest)
	}
	return ""
}

var datePrefix = regexp.MustCompile(`^\d{4}-\d{2}-\d{2}[-_]`)

// undated is a name without the date that it begins with.
func undated(name string) string {
	if rest := datePrefix.ReplaceAllString(name, ""); rest != "" {
		return rest
	}
	return name
}

// hugoPart writes a path as Hugo does.
func hugoPart(name string) string { return strings.ReplaceAll(strings.ToLower(name), " ", "-") }

// hugoToken matches what stands for a part of a path in a pattern of Hugo's.
var hugoToken = regexp.MustCompile(`:[a-z]+`)

// hugoPath fills in a pattern. ok is false where a part of it is not known.
func hugoPath(pattern, folder, base string, y frontmatter.Page) (at string, ok bool) {
	date := dateOf(y.Date)
	ok = true
	at = hugoToken.ReplaceAllStringFunc(pattern, func(token string) string {
		part := ""
		switch token {
		case ":filename", ":contentbasename":
			part = base
		case ":slug", ":slugorfilename", ":slugorcontentbasename":
			part = cmp.Or(y.Slug, base)
			if token == ":slug" && y.Slug == "" {
				part = y.Title
			}
		case ":title":
			part = y.Title
		case ":section":
			part = firstFolder(folder)
		case ":sections":
			part = strings.Trim(folder, "/")
		case ":year", ":month", ":day", ":yearday":
			if !date.IsZero() {
				part = date.Format(map[string]string{":year": "2006", ":month": "01", ":day": "02", ":yearday": "002"}[token])
			}
		}
		if part == "" || strings.ContainsFunc(part, func(r rune) bool { return strings.ContainsRune(`:?!"'&#%`, r) }) { // who knows what Hugo makes of it
			ok = false
			return "x"
		}
		return hugoPart(part)
	})
	if !ok {
		return "/" + folder + base, false
	}
	return "/" + strings.Trim(at, "/") + "/", true
}

// docusaurusNumber matches the number by which Docusaurus orders files.
var docusaurusNumber = regexp.MustCompile(`^\d+[ ]*[-_.]+[ ]*([^-_.\s].*)$`)

// docusaurus is the path of a page of Docusaurus'.
func docusaurus(file string, y frontmatter.Page) spot {
	kind, within, _ := strings.Cut(file, "/")
	switch {
	case kind == "blog":
		name := nameOf(within)
		date, slug, ok := dialect.PostName(path.Base(name))
		if ok {
			name = date.Format("2006/01/02/") + slug
		}
		if y.Slug != "" {
			name = strings.TrimPrefix(y.Slug, "/")
		}
		return spot{"/blog/" + name, true}
	case strings.HasPrefix(file, "src/pages/"):
		name := nameOf(strings.TrimPrefix(file, "src/pages/"))
		return spot{"/" + strings.TrimSuffix(name, site.IndexName), true}
	case strings.HasPrefix(y.Slug, "/"):
		return spot{path.Join("/", kind, y.Slug), true}
	}
	parts := strings.Split(nameOf(file), "/")
	for i, part := range parts {
		if m := docusaurusNumber.FindStringSubmatch(part); m != nil && !datePrefix.MatchString(part) {
			parts[i] = m[1]
		}
	}
	if last := len(parts) - 1; !isFolderPage(file) || y.Slug != "" {
		parts[last] = cmp.Or(y.Slug, parts[last])
	}
	return spot{"/" + strings.Join(parts, "/"), true}
}

// jekyll is the path of a document of Jekyll's.
func (a *assembly) jekyll(file string, y frontmatter.Page) spot {
	file = stem(file)
	d := dialect.Document{Path: file, Slug: y.Slug, Title: y.Title, Categories: y.Categories, Permalink: y.Permalink}
	if dialect.IsStyle(d.Permalink) { // which is meant for the settings
		d.Permalink = ""
	}
	public := true
	for _, folder := range strings.Split(path.Dir(file), "/") {
		if !strings.HasPrefix(folder, "_") || !a.isCollection(folder) {
			continue
		}
		before, within, _ := strings.Cut("/"+file, "/"+folder+"/")
		d.Collection, d.Path = folder[1:], within
		public = d.Collection == "posts" || a.settings.config.Writes(d.Collection)
		if d.Collection == "posts" {
			if above := strings.Trim(before, "/"); above != "" {
				d.Categories = append(strings.Split(above, "/"), d.Categories...)
			}
			date, slug, _ := dialect.PostName(path.Base(within))
			d.Date = date
			if d.Slug == "" {
				d.Slug = slug
			}
			if stated := dateOf(y.Date); !stated.IsZero() {
				d.Date = stated
			}
			if d.Date.IsZero() { // Jekyll does not read it
				return spot{path: sourceless(file)}
			}
		}
		break
	}
	if d.Collection == "" {
		switch base := path.Base(d.Path); {
		case strings.EqualFold(base, "README"):
			d.Path = path.Join(path.Dir(d.Path), site.IndexName)
		case d.Slug != "" && base != site.IndexName:
			d.Path = path.Join(path.Dir(d.Path), d.Slug)
		}
	}
	at := a.settings.config.Permalink(d)
	return spot{at, public && !strings.Contains(at, "/:")}
}

// dateOf reads the day of a date in front matter; zero where it is none.
func dateOf(text string) time.Time {
	const day = "2006-01-02"
	if len(text) < len(day) {
		return time.Time{}
	}
	t, err := time.Parse(day, text[:len(day)])
	if err != nil {
		return time.Time{}
	}
	return t
}

// statics are the folders whose files generators put at the top of a site.
var statics = []string{"static", "public", "assets"}

// published is the file of the folder that is at a path of the site; not ok if there is
// none.
func (a *assembly) published(within string) (file string, ok bool) {
	name := inFolder(within)
	if a.tree.isFile(name) {
		return name, true
	}
	if a.form != Markdown {
		return "", false
	}
	for _, folder := range append([]string{a.settings.config.Source}, statics...) {
		if file = path.Join(folder, name); a.tree.isFile(file) {
			return file, true
		}
	}
	return "", false
}
