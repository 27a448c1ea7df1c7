package sites

import (
	"bytes"
	"io/fs"
	"os"
	"path"
	"regexp"
	"strings"
	"testing"
)

func TestSitesOfScaleAreAsTheySay(t *testing.T) {
	const pages = 120
	for name, how := range map[string]Scale{"with main": {}, "without main, in folders": {WithoutMain: true, OwnFolders: true}} {
		for _, ext := range []string{".html", ".md"} {
			t.Run(name+" "+ext, func(t *testing.T) {
				dir := t.TempDir()
				write := WriteBuilt
				if ext == ".md" {
					write = WriteMarkdown
				}
				if err := write(dir, pages, how); err != nil {
					t.Fatal(err)
				}
				names, total := map[string]string{}, 0
				err := fs.WalkDir(os.DirFS(dir), ".", func(file string, d fs.DirEntry, err error) error {
					if err != nil || d.IsDir() {
						return err
					}
					text, err := fs.ReadFile(os.DirFS(dir), file)
					names[PageName(strings.TrimSuffix(file, ext)+".html")] = string(text)
					total += len(text)
					return err
				})
				if err != nil || len(names) != pages {
					t.Fatalf("%d pages, %v", len(names), err)
				}
				least, most := 4000, 6000
				if ext == ".md" {
					least, most = 2000, 4500
				}
				if mean := total / pages; mean < least || mean > most {
					t.Errorf("a page has %d bytes", mean)
				}
				for i := range pages {
					checkScalePage(t, names, i, ext == ".md", !how.WithoutMain)
				}
			})
		}
	}
}

func TestSitesOfScaleAreTheSameEachTime(t *testing.T) {
	var a, b bytes.Buffer
	builtPage(&a, 3, 10, Scale{}, "")
	builtPage(&b, 3, 10, Scale{}, "")
	if !bytes.Equal(a.Bytes(), b.Bytes()) {
		t.Error("two runs differ")
	}
	if WriteBuilt(t.TempDir(), 0, Scale{}) == nil || WriteBuilt(t.TempDir(), 100_000, Scale{}) == nil {
		t.Error("a number out of bounds is taken")
	}
}

var scaleLinks = regexp.MustCompile(`(?:href="|\]\()(/[^"#)]*)`)

func checkScalePage(t *testing.T, names map[string]string, i int, markdown, main bool) {
	t.Helper()
	text := names[ScaleName(i)]
	if strings.Count(text, ScaleMark(i)) != 1 {
		t.Errorf("%s has its mark %d times", ScaleName(i), strings.Count(text, ScaleMark(i)))
	}
	if strings.Contains(text, "<main") != (main && !markdown) {
		t.Errorf("%s: <main> is %t", ScaleName(i), strings.Contains(text, "<main"))
	}
	links := scaleLinks.FindAllStringSubmatch(text, -1)
	if len(links) < 10 {
		t.Errorf("%s has %d links", ScaleName(i), len(links))
	}
	for _, l := range links {
		name := strings.Trim(strings.TrimSuffix(l[1], ".html"), "/")
		if name == "" {
			name = "index"
		}
		if _, ok := names[path.Clean(name)]; !ok {
			t.Errorf("%s links to %s, which is not there", ScaleName(i), l[1])
		}
	}
}
