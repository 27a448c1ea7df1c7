package folder

import (
	"bytes"
	"io/fs"
	"path"
	"slices"
	"strings"

	"hackday.example/kiosk/internal/dialect"
	"hackday.example/kiosk/internal/report"
	"hackday.example/kiosk/internal/site"
	"hackday.example/kiosk/internal/webpage"
)

// look lists a folder, and says what its pages are: built HTML where it has an index.html
// that a generator or a person made, or HTML and no Markdown.
func look(fsys fs.FS, o Options) (*tree, Form) {
	form := o.Form
	if form == "" && hasBuiltHome(fsys) {
		form = HTML
	}
	t := walk(fsys, func(folder string) bool { // which hold no pages
		base := path.Base(folder)
		return slices.Contains(o.Skip, folder) || base == "node_modules" || form != HTML && slices.Contains(NoPages, base)
	})
	if form == "" {
		form = Markdown
		if len(t.with(site.HTMLEndings...)) > 0 && !slices.ContainsFunc(t.with(site.MarkdownEndings...), func(name string) bool {
			return !strings.EqualFold(path.Base(name), "README.md")
		}) {
			form = HTML
		}
	}
	return t, form
}

// hasBuiltHome reports whether there is an index.html at the top of a folder that is no
// template: those of generators' sources begin with front matter.
func hasBuiltHome(fsys fs.FS) bool {
	if dialect.Settings(fsys).Generator != "" { // of whose sources it is
		return false
	}
	t := &tree{fsys: fsys}
	b, bad := t.read("index.html", webpage.MaxBytes)
	return bad == nil && !bytes.HasPrefix(bytes.TrimPrefix(b, []byte("\uFEFF")), []byte("---"))
}

// FormOf is what the pages of a folder are.
func FormOf(fsys fs.FS, o Options) Form {
	_, form := look(fsys, o)
	return form
}

// pageFiles lists the files that may be pages.
func (a *assembly) pageFiles() []string {
	endings := site.MarkdownEndings
	switch {
	case a.form == HTML:
		endings = site.HTMLEndings
	case a.isPlain():
		endings = site.MarkdownEndings[:1]
	}
	var names []string
	for _, name := range a.tree.with(endings...) {
		if !a.passesOver(name) {
			names = append(names, name)
		}
	}
	if a.isPlain() {
		for _, name := range a.tree.with(site.MarkdownEndings[1:]...) {
			a.advise(name, report.Place{}, notRead, "this is not read, since its name does not end in \".md\"", "rename it, or have its name begin with \"_\"")
		}
	}
	if n := len(names); n > site.MaxPages {
		a.advise(".", report.Place{}, tooMuch, tooManyPages(n), "move some to another folder")
		names = names[:site.MaxPages]
	}
	return names
}

// isPlain reports whether a folder of Markdown is written for the kiosk: it has the
// kiosk's settings, if by a wrong name, and no generator's.
func (a *assembly) isPlain() bool {
	return a.form == Markdown && (a.settings.there || a.tree.isFile("site.yml")) && a.settings.config.Generator == ""
}

// passesOver reports whether a file is no page for its name.
func (a *assembly) passesOver(file string) bool {
	if file != report.Name(file) {
		a.advise(file, report.Place{}, notRead, "the file's name holds characters that are never shown", "rename it")
		return true
	}
	if a.form == HTML {
		return false
	}
	config := a.settings.config
	within, inSource := strings.CutPrefix(file, config.Source+"/")
	switch {
	case config.Source == "":
		within = file
	case !inSource:
		return true
	}
	parts := strings.Split(within, "/")
	base := parts[len(parts)-1]
	for i, folder := range parts[:len(parts)-1] {
		if strings.HasPrefix(folder, "_") && !a.isCollection(folder) && !slices.Contains(config.Include, path.Join(parts[:i+1]...)) {
			return true
		}
	}
	switch {
	case slices.ContainsFunc(config.Exclude, func(pattern string) bool { return excludes(pattern, parts) }):
		return true
	case within == dialect.SummaryFile && (config.Generator == dialect.MdBook || config.Generator == dialect.GitBook):
		return true // its menu
	case config.Generator == dialect.Docusaurus && a.tree.isFolder("docs") && parts[0] != "docs" && parts[0] != "blog" && !strings.HasPrefix(within, "src/pages/"):
		return true
	case strings.HasPrefix(base, "_"):
		return stem(base) != "_index"
	case strings.EqualFold(base, "README.md"):
		return a.hasIndex(path.Dir(file)) || len(parts) == 1 && a.isPlain()
	}
	return false
}

// excludes reports whether a pattern of the settings leaves out a file, by the parts of
// its path: it names the file or a folder that it is in.
func excludes(pattern string, parts []string) bool {
	pattern = strings.Trim(pattern, "/")
	for i := range parts {
		name := path.Join(parts[:i+1]...)
		if matched, err := path.Match(pattern, name); err == nil && matched || name == pattern {
			return true
		}
	}
	return false
}

// hasIndex reports whether a folder has a page of its own beside its README.md.
func (a *assembly) hasIndex(folder string) bool {
	for _, ending := range site.MarkdownEndings {
		if a.tree.isFile(path.Join(folder, "index"+ending)) || a.tree.isFile(path.Join(folder, "_index"+ending)) {
			return true
		}
	}
	return false
}

// hasOwnPage reports whether a folder has a page of its own.
func (a *assembly) hasOwnPage(folder string) bool {
	return a.hasIndex(folder) || slices.ContainsFunc([]string{"README.md", "readme.md", "Readme.md"}, func(name string) bool { return a.tree.isFile(path.Join(folder, name)) })
}

// isCollection reports whether a folder whose name begins with "_" holds pages.
func (a *assembly) isCollection(folder string) bool {
	return folder == "_posts" || slices.ContainsFunc(a.settings.config.Collections, func(c dialect.Collection) bool { return "_"+c.Name == folder })
}
