package folder

import (
	"context"
	"io/fs"
	"path"
	"strings"

	"hackday.example/kiosk/internal/picture"
	"hackday.example/kiosk/internal/report"
	"hackday.example/kiosk/internal/site"
)

// pictureFolders are where header pictures are looked for besides the page's own
// folder, the top of the content folder, and the folder that the settings name.
var pictureFolders = []string{"header_images", "assets/images/headers", "images"}

// findPicture is the file of a page's header picture by the name that the page gives;
// empty if the folder has none.
func findPicture(t *tree, s settings, page, name string) string {
	folders := append([]string{"", s.pictures, path.Dir(page)}, pictureFolders...)
	for _, folder := range folders {
		if found := inFolder(path.Join("/", folder, name)); t.files[found] != nil {
			return found
		}
	}
	return ""
}

// readPicture finds the header picture of a page, if the folder has it, and reads it if
// it is another than before. It is decoded at once for a look that advises, and else
// left to Loader.DecodePictures.
func (c *inspection) readPicture(t *tree, s settings, e *entry) {
	p := e.page
	name := findPicture(t, s, e.file, p.HeaderImage)
	if name == "" {
		e.picture = version{}
		e.setPicture(nil)
		if folder := inFolder(path.Join(s.pictures, path.Dir(p.HeaderImage))); t.isFolder(folder) {
			c.advise(e.file, e.pictureAt, badPicture, report.Quote(path.Base(p.HeaderImage))+" is not in "+folder+", so that it is not shown here", "put it there, or correct its name")
		} else if !s.there && !s.onTheWeb(p.HeaderImage) {
			c.advise(e.file, e.pictureAt, badPicture, "the header picture "+report.Quote(p.HeaderImage)+" is not here", "put it beside the page, or correct its name")
		}
		return
	}
	if !t.isFile(name) {
		c.advise(e.file, e.pictureAt, badPicture, "the header picture "+report.Quote(name)+" is not a regular file", "name a JPEG, PNG or GIF file")
		return
	}
	c.Files = append(c.Files, name)
	found := versionOf(t.files[name])
	if found.same(e.picture) {
		return
	}
	e.picture = found
	content, bad := t.read(name, picture.MaxFileBytes+1) // of which Inspect says that it is too large
	if bad != nil {
		c.advise(name, report.Place{}, badPicture, bad.what, bad.fix)
		return
	}
	f := picture.FileOf(content)
	var err error
	if err = picture.Inspect(content); err == nil && c.advising {
		err = f.Decode(content)
	}
	if err != nil {
		c.Add(pictureProblem(name, e.file, err))
	}
	e.setPicture(f)
}

// setPicture has another picture in the page, which may be shown already.
func (e *entry) setPicture(f *picture.File) {
	if e.page.Picture != f {
		e.revise(func(p *site.Page) { p.Picture = f })
	}
}

// pictureProblem says why the header picture of a page cannot be shown.
func pictureProblem(name, page string, err error) report.Problem {
	what, fix := err.Error(), "save it again"
	if i := strings.LastIndex(what, "; "); i >= 0 {
		what, fix = what[:i], what[i+len("; "):]
	}
	return report.Problem{File: report.Name(name), Severity: report.Advice, Kind: badPicture, Message: "this is the header picture of " + page + ", and it cannot be shown: " + what, Fix: fix}
}

// DecodePictures decodes the header pictures of the site that was loaded last,
// from the same folder, and then the pages of its documents that are pictures, one at a
// time, until ctx ends. It returns what is wrong with header pictures that cannot be
// shown; their text stands instead.
func (l *Loader) DecodePictures(ctx context.Context, fsys fs.FS) report.Problems {
	l.mu.Lock()
	pictures, scanned, documents := l.pictures, l.scanned, l.documents
	l.mu.Unlock()
	t := &tree{fsys: fsys}
	var problems report.Problems
	for _, p := range pictures {
		if ctx.Err() != nil {
			break
		}
		content, bad := t.read(p.name, picture.MaxFileBytes)
		if bad != nil {
			continue // it is gone since; the next load says so
		}
		if err := p.file.Decode(content); err != nil {
			problems = append(problems, pictureProblem(p.name, p.page, err))
		}
	}
	decodeScans(ctx, fsys, documents, scanned)
	return problems
}

// headerPicture is a page's picture, and where it was found.
type headerPicture struct {
	name, page string
	file       *picture.File
}
