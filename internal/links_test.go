package internal

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"
)

// documentation is every file of Markdown that is for people who read the source: none of
// the built-in pages, and none that a test is about.
func documentation(t *testing.T) (files []string) {
	t.Helper()
	err := filepath.WalkDir("..", func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if name := d.Name(); d.IsDir() && (name == "testdata" || name == "constructs" || name == "content" || name == "dist" || len(name) > 2 && name[0] == '.') {
			return fs.SkipDir
		}
		if filepath.Ext(path) == ".md" {
			files = append(files, path)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

var (
	codeBlock    = regexp.MustCompile("(?ms)^ *```.*?^ *```$")
	codeSpan     = regexp.MustCompile("(?s)`[^`]*`")
	markdownLink = regexp.MustCompile(`(?s)\]\(([^)\s]+)\)`)
	heading      = regexp.MustCompile(`(?m)^#{1,6} +(.+)$`)
)

// anchors are the places of a text's headings, as GitHub names them.
func anchors(text string) (list []string) {
	for _, m := range heading.FindAllStringSubmatch(codeBlock.ReplaceAllString(text, ""), -1) {
		name := strings.Map(func(r rune) rune {
			switch {
			case r == ' ':
				return '-'
			case r == '-' || r == '_' || unicode.IsLetter(r) || unicode.IsDigit(r):
				return unicode.ToLower(r)
			}
			return -1
		}, m[1])
		for n, first := 1, name; slices.Contains(list, name); n++ {
			name = fmt.Sprintf("%s-%d", first, n)
		}
		list = append(list, name)
	}
	return list
}

func TestEveryLinkOfTheDocumentationLeadsSomewhere(t *testing.T) {
	files, links := documentation(t), 0
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		prose := codeSpan.ReplaceAllString(codeBlock.ReplaceAllString(string(text), ""), "")
		for _, m := range markdownLink.FindAllStringSubmatch(prose, -1) {
			if strings.Contains(m[1], "://") || strings.HasPrefix(m[1], "mailto:") {
				continue
			}
			links++
			name, place, _ := strings.Cut(m[1], "#")
			target := file
			if name != "" {
				target = filepath.Join(filepath.Dir(file), filepath.FromSlash(name))
			}
			info, err := os.Stat(target)
			if err != nil {
				t.Errorf("%s links to %s, which is not there", file, m[1])
				continue
			}
			if place == "" {
				continue
			}
			if info.IsDir() {
				t.Errorf("%s links to a place in a folder, %s", file, m[1])
				continue
			}
			there, err := os.ReadFile(target)
			if err != nil {
				t.Fatal(err)
			}
			if !slices.Contains(anchors(string(there)), place) {
				t.Errorf("%s links to %s, and no heading there has that place: %q", file, m[1], anchors(string(there)))
			}
		}
	}
	if len(files) < 10 || links < 20 {
		t.Errorf("%d links in %d files were looked at", links, len(files))
	}
}

// The README of the folder of packages leads to every other file, so that it is found.
func TestEveryFileOfTheDocumentationIsLinked(t *testing.T) {
	text, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range documentation(t) {
		name := strings.TrimPrefix(filepath.ToSlash(file), "../")
		switch name {
		case "README.md", "internal/README.md", "keys/README.md": // those that are found without it
			continue
		}
		link := "../" + name
		if inside, found := strings.CutPrefix(name, "internal/"); found {
			link = inside
		}
		if !strings.Contains(string(text), "("+link+")") {
			t.Errorf("README.md has no link to %s", name)
		}
	}
}
