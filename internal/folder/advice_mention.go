package folder

import (
	"bytes"
	"io/fs"
	"net/url"
	"path"
	"slices"
	"strings"
	"sync"

	"hackday.example/kiosk/internal/files"
	"hackday.example/kiosk/internal/report"
)

// mentions are names of documents and pictures that stand anywhere in a site's files.
// They are safe for concurrent use.
type mentions struct {
	mu    sync.Mutex
	names map[string]bool // the last parts of addresses, in small letters
}

// linkable are the endings of files that are there for a link or a page to name.
var linkable = []string{
	".pdf", ".doc", ".docx", ".odt", ".ppt", ".pptx", ".odp", ".xls", ".xlsx", ".ods", ".csv", ".rtf", ".epub", ".zip",
	".png", ".jpg", ".jpeg", ".gif", ".webp", ".avif", ".mp4", ".webm", ".mov", ".mp3", ".ogg",
}

// The bounds of what is read to find out which files are named.
const (
	maxMentions     = 200_000
	maxMention      = 255     // bytes of a file's name
	maxMentionFile  = 1 << 20 // bytes of one file
	maxMentionFiles = 64 << 20
)

// delimiters end the last part of an address, wherever it stands.
const delimiters = " \t\r\n\"'()<>[]{}=,;?#&/\\|`"

// note finds the names in a file's bytes, in time linear in them.
func (m *mentions) note(b []byte) {
	var found []string
	start := 0
	for i := 0; i <= len(b); i++ {
		if i < len(b) && strings.IndexByte(delimiters, b[i]) < 0 {
			continue
		}
		word := bytes.TrimRight(b[start:i], ".:!*_")
		start = i + 1
		if len(word) > maxMention {
			continue
		}
		dot := bytes.LastIndexByte(word, '.')
		if dot < 0 || len(word)-dot > len(".webm")+1 || !slices.Contains(linkable, strings.ToLower(string(word[dot:]))) {
			continue
		}
		name := string(word)
		if decoded, err := url.PathUnescape(name); err == nil {
			name = decoded
		}
		found = append(found, strings.ToLower(name))
	}
	if len(found) == 0 {
		return
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.names == nil {
		m.names = map[string]bool{}
	}
	for _, name := range found {
		if len(m.names) < maxMentions {
			m.names[name] = true
		}
	}
}

// has reports whether a file is named. Of a name with blanks the last part will do.
func (m *mentions) has(file string) bool {
	base := strings.ToLower(path.Base(file))
	return m.names[base] || m.names[base[strings.LastIndexAny(base, delimiters)+1:]]
}

// ownUse are the beginnings of names that browsers and systems look for by themselves.
var ownUse = []string{"favicon", "apple-touch-icon", "android-chrome", "mstile", "safari-pinned-tab", "icon-", "og-", "opengraph"}

// adviseOnUnused finds the documents and pictures that no page names, nor a style, a
// script or a template.
func (a *assembly) adviseOnUnused() {
	candidates := a.unmentioned(a.tree.with(linkable...))
	if len(candidates) == 0 {
		return
	}
	left := int64(maxMentionFiles)
	for _, name := range a.tree.with(".css", ".js", ".mjs", ".json", ".webmanifest", ".xml", ".yml", ".yaml", ".toml", ".html", ".htm", ".md", ".svg", ".scss", ".bib", ".txt") {
		if left -= a.tree.size(name); left < 0 || a.entries[name] != nil {
			continue
		}
		if b, bad := a.tree.read(name, maxMentionFile); bad == nil {
			a.mentions.note(b)
		}
	}
	if a.form == Markdown {
		for _, folder := range []string{"_includes", "_layouts", "_data", "_sass", "layouts", "templates"} {
			a.mentionFolder(folder, &left)
		}
	}
	for _, name := range a.unmentioned(candidates) {
		a.advise(name, report.Place{}, unused, "no page names this file, so that visitors do not find it", "link to it, or take it out")
	}
}

func (a *assembly) unmentioned(files []string) []string {
	return slices.DeleteFunc(slices.Clone(files), func(name string) bool {
		base := strings.ToLower(path.Base(name))
		return a.mentions.has(name) || strings.HasPrefix(name, "_static/") || strings.Contains(name, "/_static/") || // of Sphinx's themes
			slices.ContainsFunc(ownUse, func(begin string) bool { return strings.HasPrefix(base, begin) })
	})
}

// mentionFolder notes what is named in a folder that is not among those of pages.
func (a *assembly) mentionFolder(folder string, left *int64) {
	if a.tree.isFolder(folder) {
		return // it was read with the rest
	}
	count := 0
	_ = fs.WalkDir(a.tree.fsys, folder, func(name string, d fs.DirEntry, err error) error {
		if count++; err != nil || count > files.MaxFiles || *left < 0 {
			return fs.SkipAll
		}
		info, err := d.Info()
		if err != nil || !info.Mode().IsRegular() {
			return nil
		}
		if *left -= info.Size(); *left < 0 {
			return nil
		}
		if b, bad := a.tree.read(name, maxMentionFile); bad == nil {
			a.mentions.note(b)
		}
		return nil
	})
}
