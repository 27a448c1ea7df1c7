// Package linked has a site for tests whose home page links to one document in each
// state that a document can be in, to videos and to a picture. What is made of such
// links is tested with it; how a folder becomes such a site is folder's matter.
package linked

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"maps"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"hackday.example/kiosk/internal/document"
	"hackday.example/kiosk/internal/folder"
	"hackday.example/kiosk/internal/picture"
	"hackday.example/kiosk/internal/site"
)

// home is the page that links to everything. The numbers of its links are their places
// here, from 1.
const home = `---
title: Rationale
header_image: head.png
image_credit: {Credit: Ann Lee, Licence: CC BY}
---
## To read

Our [plan](docs/plan.pdf) says it all, and [its end](docs/plan.pdf#page-4) the rest.
A [note](docs/my%20note.txt), and [who we are](about.md).

- [waiting](docs/waiting.pdf)
- [encrypted](docs/encrypted.pdf)
- [broken](docs/broken.pdf)
- [too large](docs/large.pdf)
- [too many pages](docs/pages.pdf)
- [too long](docs/long.pdf)
- [too slow](docs/slow.pdf)
- [no room](docs/room.pdf)
- [a letter](docs/letter.docx)
- [an archive](docs/data.zip)
- [empty](docs/empty.pdf)

## To watch

The [talk](https://youtu.be/zS4H8XDB1bw?t=1h15m), and [another](https://vimeo.com/1234).
The [map](map.png).
`

// Numbers of links of the home page.
const (
	Plan = 1 + iota
	PlanEnd
	Note
	About
	Waiting
	Talk    = 16
	NoTalk  = 17
	Map     = 18
	Header  = 19
	Picture = 1 // of the plan's second part
)

// PNG is a picture of some colours, 64 by 32 pixels.
func PNG(t testing.TB) []byte {
	t.Helper()
	p := image.NewRGBA(image.Rect(0, 0, 64, 32))
	for x := range 64 {
		for y := range 32 {
			p.Set(x, y, color.RGBA{uint8(4 * x), uint8(8 * y), 128, 255})
		}
	}
	var b bytes.Buffer
	if err := png.Encode(&b, p); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// Site is the site.
func Site(t testing.TB) *site.Site {
	t.Helper()
	content := PNG(t)
	filler := strings.Repeat("Words that fill a paragraph until it is long enough to be scrolled.\n\n", 12)
	loaded, err := folder.Load(fstest.MapFS{
		"site.yaml": {Data: []byte("title: Hack Day\nurl: https://e.org\nhome: index\nheader_images: /\n")},
		"head.png":  {Data: content},
		"map.png":   {Data: content},
		"index.md":  {Data: []byte(home)},
		"about.md":  {Data: []byte("---\ntitle: About\n---\nWho we are.\n")},
		"talk.md":   {Data: []byte("---\ntitle: The talk\n---\n## 1:15:00\n\nGood morning.\n")},
		"note.md":   {Data: []byte("---\ntitle: my note.txt\n---\nMilk.\n")},
		"plan.md":   {Data: []byte("---\ntitle: The plan\n---\n## Aims\n\nSee [our site](https://e.net/).\n\n" + filler + "## Means\n\n" + filler)},
		"plan-2.md": {Data: []byte("---\ntitle: The plan\n---\n## Page 3\n\n[This page is a picture](#picture-3)\n\n## Page 4\n\n" + filler)},
	})
	if err != nil {
		t.Fatal(err)
	}
	pages := map[string]*site.Page{}
	for _, p := range loaded.Pages {
		copied := *p
		copied.Resources = slices.Clone(p.Resources)
		pages[p.Name] = &copied
	}
	rename := func(from, to string) *site.Page {
		p := pages[from]
		delete(pages, from)
		p.Name, p.Unlisted, p.Up = to, true, "index"
		pages[to] = p
		return p
	}
	files := files()
	of := func(path string) *site.File {
		i := slices.IndexFunc(files, func(f *site.File) bool { return f.Path == path })
		if i < 0 {
			t.Fatalf("there is no file %s", path)
		}
		return files[i]
	}

	first, second := rename("plan", "docs/plan.pdf"), rename("plan-2", "docs/plan.pdf/2")
	first.Source, first.Part, first.Next = of("docs/plan.pdf"), 1, second.Name
	second.Source, second.Part, second.Prev = of("docs/plan.pdf"), 2, first.Name
	info, err := picture.Inspect(bytes.NewReader(content), int64(len(content)))
	if err != nil {
		t.Fatal(err)
	}
	scan := picture.NewFile("docs/plan.pdf", "picture-3", sha256.Sum256(content), info)
	second.Pictures = map[string]*picture.File{"picture-3": scan}
	second.Resources[0].Target, second.Resources[0].Fragment, second.Resources[0].Kind = second.Name, "picture-3", site.Picture
	note := rename("note", "docs/my note.txt")
	note.Source, note.Part = of("docs/my note.txt"), 1
	talk := rename("talk", "talk.vtt")
	talk.Source, talk.Part = of("talk.vtt"), 1

	for i := range pages["index"].Resources {
		r := &pages["index"].Resources[i]
		switch path, _, _ := strings.Cut(r.Destination, "#"); {
		case strings.HasPrefix(path, "docs/"):
			r.File = of(strings.ReplaceAll(path, "%20", " "))
			r.Target = r.File.Page
		case path == "map.png":
			r.File = of("map.png")
		}
	}
	pages["index"].Resources[PlanEnd-1].Target, pages["index"].Resources[PlanEnd-1].Fragment = second.Name, "page-4"
	pages["index"].Resources[Talk-1].Target = talk.Name
	pages["index"].Resources[Header-1].File = of("head.png")
	home := pages["index"]
	delete(pages, "index")
	all := []*site.Page{home}
	for _, name := range slices.Sorted(maps.Keys(pages)) {
		all = append(all, pages[name])
	}
	return site.New(site.Parts{Settings: loaded.Settings, Pages: all, Files: files})
}

// files are the site's files.
func files() []*site.File {
	const size = 1_234_567
	all := []*site.File{
		{Path: "docs/plan.pdf", Format: document.PDF, Pages: 4, Page: "docs/plan.pdf", Parts: 2, Title: "The plan", Author: "Ann Lee", Date: time.Date(2026, 3, 7, 12, 0, 0, 0, time.UTC)},
		{Path: "docs/my note.txt", Format: document.PlainText, Page: "docs/my note.txt", Parts: 1},
		{Path: "docs/empty.pdf", Format: document.PDF, Pages: 1},
		{Path: "docs/letter.docx", Format: document.Office, State: document.Unsupported},
		{Path: "docs/data.zip"},
		{Path: "talk.vtt", Format: document.Captions, Page: "talk.vtt", Parts: 1},
		{Path: "head.png"},
		{Path: "map.png"},
	}
	for name, state := range map[string]document.State{
		"waiting": document.Waiting, "encrypted": document.Encrypted, "broken": document.Broken, "large": document.TooLarge,
		"pages": document.TooManyPages, "long": document.TooLong, "slow": document.TooSlow, "room": document.NoRoom,
	} {
		all = append(all, &site.File{Path: fmt.Sprintf("docs/%s.pdf", name), Format: document.PDF, State: state})
	}
	for _, f := range all {
		f.Size = size
	}
	return all
}
