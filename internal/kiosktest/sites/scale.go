package sites

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
)

// inFolder is how many pages of a site of WriteBuilt or WriteMarkdown are in one folder.
const inFolder = 50

// Scale says how WriteBuilt and WriteMarkdown write. The zero value is a built site with
// <main>, in files such as part-003/page-00151.html.
type Scale struct {
	WithoutMain bool // content is in a <div>, so that only recurrence tells it from the rest
	OwnFolders  bool // each page is the index of a folder of its own: as many folders as pages
	Links       int  // to other pages, in each page's content; 0 means 10, and negative none
	Sections    int  // of each page's content, some 0.7 KB each; 0 means 3
}

// ScaleName returns the name of a page of WriteBuilt or WriteMarkdown; page 0 is the home
// page, "index".
func ScaleName(page int) string {
	if page == 0 {
		return "index"
	}
	return fmt.Sprintf("part-%03d/page-%05d", page/inFolder, page)
}

// ScaleMark returns a word that only this page of WriteBuilt or WriteMarkdown has in its
// content, once.
func ScaleMark(page int) string { return fmt.Sprintf("lantern%05dq", page) }

// WriteBuilt writes a built site of that many pages to a folder, which is made if it is
// not there. A page is a file of HTML of some 5 KB, with a header, a menu, a side bar
// with the pages of its folder, a footer and rel=prev/next; its content is about 3 KB.
// The files are the same each time, and nothing else is removed from the folder.
func WriteBuilt(dir string, pages int, how Scale) error {
	return writeScale(dir, pages, how, ".html", builtPage)
}

// WriteMarkdown writes a site of that many files of Markdown of some 3 KB, with the
// content of WriteBuilt's.
func WriteMarkdown(dir string, pages int, how Scale) error {
	return writeScale(dir, pages, how, ".md", markdownPage)
}

// WriteBuiltPage writes one page of WriteBuilt again, with a sentence more, as when a
// generator runs after an edit.
func WriteBuiltPage(dir string, page, pages int, how Scale, more string) error {
	var b bytes.Buffer
	builtPage(&b, page, pages, how, more)
	return os.WriteFile(scaleFile(dir, page, how, ".html"), b.Bytes(), 0o666)
}

// WriteMarkdownPage is WriteBuiltPage for WriteMarkdown.
func WriteMarkdownPage(dir string, page, pages int, how Scale, more string) error {
	var b bytes.Buffer
	markdownPage(&b, page, pages, how, more)
	return os.WriteFile(scaleFile(dir, page, how, ".md"), b.Bytes(), 0o666)
}

func scaleFile(dir string, page int, how Scale, ext string) string {
	name := ScaleName(page)
	if how.OwnFolders && page > 0 {
		name += "/index"
	}
	return filepath.Join(dir, filepath.FromSlash(name)+ext)
}

func writeScale(dir string, pages int, how Scale, ext string, write func(b *bytes.Buffer, page, pages int, how Scale, more string)) error {
	if pages < 1 || pages > 99_999 {
		return errors.New("a site of scale has 1 to 99,999 pages")
	}
	made := ""
	var b bytes.Buffer
	for i := range pages {
		file := scaleFile(dir, i, how, ext)
		if d := filepath.Dir(file); d != made {
			if err := os.MkdirAll(d, 0o777); err != nil {
				return err
			}
			made = d
		}
		b.Reset()
		write(&b, i, pages, how, "")
		if err := os.WriteFile(file, b.Bytes(), 0o666); err != nil {
			return err
		}
	}
	return nil
}

// address is how a page of a built site is linked to from the base of the site.
func address(page int, how Scale) string {
	switch {
	case page == 0:
		return "/"
	case how.OwnFolders:
		return "/" + ScaleName(page) + "/"
	}
	return "/" + ScaleName(page) + ".html"
}

// body calls text for each paragraph, heading and link of a page's content.
func body(page, pages int, how Scale, paragraphOf func(text string), headingOf func(text, id string), linkTo func(text string, to int)) {
	r := rand.New(rand.NewPCG(uint64(page), 71))
	links := how.Links
	if links == 0 {
		links = 10
	}
	paragraphOf(ScaleMark(page) + " " + paragraph(r, 6))
	for section := range cmp.Or(how.Sections, 3) {
		headingOf(fmt.Sprintf("Section %d of page %d", section+1, page), fmt.Sprintf("s%d", section+1))
		paragraphOf(paragraph(r, 5))
		paragraphOf(paragraph(r, 4))
	}
	for range links {
		to := r.IntN(pages)
		linkTo(fmt.Sprintf("See page %d", to), to)
	}
}

func builtPage(b *bytes.Buffer, page, pages int, how Scale, more string) {
	title := fmt.Sprintf("Page %d", page)
	fmt.Fprintf(b, "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<title>%s - A site of scale</title>\n", title)
	if page > 0 {
		fmt.Fprintf(b, "<link rel=\"prev\" href=\"%s\">\n", address(page-1, how))
	}
	if page+1 < pages {
		fmt.Fprintf(b, "<link rel=\"next\" href=\"%s\">\n", address(page+1, how))
	}
	b.WriteString("</head>\n<body>\n<header class=\"top\"><a href=\"/\">A site of scale</a><p>Everything we know, and how often we know it</p></header>\n<nav class=\"menu\"><ul>\n")
	for i := 0; i < pages && i < 8*inFolder; i += inFolder {
		fmt.Fprintf(b, "<li><a href=\"%s\">Part %d</a></li>\n", address(max(i, 1)%max(pages, 1), how), i/inFolder)
	}
	b.WriteString("</ul></nav>\n<div class=\"side\"><h2>In this part</h2><ul>\n")
	for i := page / inFolder * inFolder; i < (page/inFolder+1)*inFolder && i < pages; i += 5 {
		fmt.Fprintf(b, "<li><a href=\"%s\">Page %d</a></li>\n", address(i, how), i)
	}
	b.WriteString("</ul></div>\n")
	open, end := "<main id=\"content\">\n", "</main>\n"
	if how.WithoutMain {
		open, end = "<div id=\"content\">\n", "</div>\n"
	}
	b.WriteString(open)
	fmt.Fprintf(b, "<h1>%s</h1>\n", title)
	if more != "" {
		fmt.Fprintf(b, "<p>%s</p>\n", more)
	}
	inList := false
	body(page, pages, how, func(text string) { fmt.Fprintf(b, "<p>%s</p>\n", text) },
		func(text, id string) { fmt.Fprintf(b, "<h2 id=\"%s\">%s</h2>\n", id, text) },
		func(text string, to int) {
			if !inList {
				b.WriteString("<ul>\n")
				inList = true
			}
			fmt.Fprintf(b, "<li><a href=\"%s#s%d\">%s</a></li>\n", address(to, how), to%3+1, text)
		})
	if inList {
		b.WriteString("</ul>\n")
	}
	b.WriteString(end)
	b.WriteString("<footer><p>Kept by the people of scale since the first page. <a href=\"mailto:scale@scale.example\">Write to us</a></p></footer>\n</body>\n</html>\n")
}

func markdownPage(b *bytes.Buffer, page, pages int, how Scale, more string) {
	fmt.Fprintf(b, "---\ntitle: Page %d\nweight: %d\n---\n\n", page, page)
	if more != "" {
		fmt.Fprintf(b, "%s\n\n", more)
	}
	body(page, pages, how, func(text string) { fmt.Fprintf(b, "%s\n\n", text) },
		func(text, _ string) { fmt.Fprintf(b, "## %s\n\n", text) },
		func(text string, to int) { fmt.Fprintf(b, "- [%s](%s)\n", text, markdownAddress(to)) })
}

func markdownAddress(page int) string {
	if page == 0 {
		return "/"
	}
	return "/" + ScaleName(page)
}
