package main

import (
	"io/fs"
	"path"
	"path/filepath"
	"strings"
	"unicode/utf8"

	"hackday.example/kiosk/internal/announcements"
	"hackday.example/kiosk/internal/folder"
	"hackday.example/kiosk/internal/report"
)

// announcedInside reports whether the folder of pages has one of announcements, as
// kiosks kept them there once: files of Markdown that are all short enough, and have no
// front matter but until when they hold. In a built folder there is none.
func (f contentFlags) announcedInside() bool {
	if f.Content == "" || f.From == string(folder.HTML) {
		return false
	}
	found := false
	if err := f.open(func(fsys fs.FS) {
		found = holdsAnnouncements(fsys) && (f.From != "" || folder.FormOf(fsys, folder.Options{Skip: []string{announcementsFolder}}) == folder.Markdown)
	}); err != nil { // which is said when the pages are read
		return false
	}
	return found
}

// holdsAnnouncements reports whether a folder of pages has a folder that holds nothing
// but announcements, and one at least.
func holdsAnnouncements(fsys fs.FS) bool {
	entries, err := fs.ReadDir(fsys, announcementsFolder)
	if err != nil || len(entries) > announcements.MaxFiles {
		return false
	}
	found := false
	for _, e := range entries {
		name := e.Name()
		switch {
		case strings.HasPrefix(name, "."), strings.HasPrefix(name, "_"), strings.EqualFold(name, "README.md"):
		case e.IsDir():
			return false
		case path.Ext(name) != ".md":
		case !isAnnouncement(fsys, path.Join(announcementsFolder, name)):
			return false
		default:
			found = true
		}
	}
	return found
}

// isAnnouncement reports whether a file is an announcement, and says no more.
func isAnnouncement(fsys fs.FS, name string) bool {
	info, err := fs.Stat(fsys, name)
	if err != nil || !info.Mode().IsRegular() || info.Size() > announcements.MaxFileBytes {
		return false
	}
	b, err := fs.ReadFile(fsys, name)
	if err != nil {
		return false
	}
	var until string
	note, problem := folder.ParseNote(name, b, map[string]*string{"until": &until})
	if problem != nil || note.Text == "" || utf8.RuneCountInString(note.Text) > announcements.MaxText {
		return false
	}
	body := string(b)
	if until != "" { // the front matter ends at its second line of hyphens
		_, body, _ = strings.Cut(body, "---")
		_, body, _ = strings.Cut(body, "---")
	}
	return !strings.Contains(strings.TrimSpace(strings.ReplaceAll(body, "\r\n", "\n")), "\n\n")
}

// insideMessage and insideFix say what is wrong with announcements among the pages.
const (
	insideMessage = "this folder holds announcements, and a generator that builds pages into the folder around it would remove them"
	insideFix     = "move it to where the keys folder stands, or name another place by --announcements"
)

// adviseInside adds advice on announcements among the pages.
func (f contentFlags) adviseInside(r *folder.Report) {
	if f.announcedInside() {
		r.Add(report.Problem{File: announcementsFolder, Severity: report.Advice, Kind: folder.AnnouncedInside, Message: insideMessage, Fix: insideFix})
		r.Problems.Sort()
	}
}

// skipped are the folders in that of the pages that hold none.
func (f contentFlags) skipped() []string {
	if f.announcedInside() {
		return append([]string{announcementsFolder}, f.NoPages...)
	}
	return f.NoPages
}

// warnInside says in the log that announcements are among the pages.
func (k *kiosk) warnInside() {
	if k.Announcements == "" && k.announcedInside() {
		k.log.Warn("the announcements are in the folder of pages: "+insideMessage, "folder", filepath.Join(k.Content, announcementsFolder), "hint", insideFix)
	}
}
