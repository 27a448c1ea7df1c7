package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"unicode"

	"github.com/rogpeppe/go-internal/txtar"

	"hackday.example/kiosk/internal/kiosktest"
	"hackday.example/kiosk/internal/site"
)

// Each file of testdata/check is a folder of pages, above it a command, and
// below it, as the last file, exactly what the command says.
func TestCheckSaysWhatIsWrongWithAFolder(t *testing.T) {
	cases, err := filepath.Glob("testdata/check/*.txtar")
	if err != nil {
		t.Fatal(err)
	}
	if len(cases) < 30 {
		t.Errorf("there are %d folders", len(cases))
	}
	for _, path := range cases {
		t.Run(strings.TrimSuffix(filepath.Base(path), ".txtar"), func(t *testing.T) {
			golden, err := filepath.Abs(path)
			if err != nil {
				t.Fatal(err)
			}
			archive, err := txtar.ParseFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if n := len(archive.Files); n > 0 && archive.Files[n-1].Name == "want" {
				archive.Files = archive.Files[:n-1]
			}
			t.Chdir(t.TempDir())
			unpack(t, archive)
			comment := strings.Split(strings.TrimSpace(string(archive.Comment)), "\n")
			archive.Files = append(archive.Files, txtar.File{Name: "want", Data: []byte(say(t, comment[len(comment)-1]))})
			kiosktest.Golden(t, golden, string(txtar.Format(archive)))
		})
	}
}

// unpack writes the files of an archive to the current folder. One whose name
// ends in ".quoted" has a Go string in each of its lines.
func unpack(t *testing.T, archive *txtar.Archive) {
	t.Helper()
	for _, f := range archive.Files {
		name, quoted := strings.CutSuffix(f.Name, ".quoted")
		if quoted {
			var data []byte
			for line := range strings.Lines(string(f.Data)) {
				s, err := strconv.Unquote(strings.TrimSpace(line))
				if err != nil {
					t.Fatalf("%s: %s: %v", f.Name, line, err)
				}
				data = append(data, s...)
			}
			f.Data = data
		}
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, f.Data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// say runs a command line, and returns its two outputs and its exit status. No
// output may hold a control character.
func say(t *testing.T, line string) string {
	t.Helper()
	args := strings.Fields(line)
	if len(args) < 2 || args[0] != "kiosk" {
		t.Fatalf("%q is no command", line)
	}
	var out, errors bytes.Buffer
	status := run(context.Background(), args[1:], streams{&out, &errors})
	said := out.String() + errors.String()
	if i := strings.IndexFunc(said, func(r rune) bool { return r != '\n' && unicode.IsControl(r) }); i >= 0 {
		t.Errorf("%q holds a control character", said[i:])
	}
	if strings.Contains(line, "--json") && !json.Valid(out.Bytes()) {
		t.Errorf("this is not JSON: %s", out.String())
	}
	return said + fmt.Sprintf("exit %d\n", status)
}

// good makes a folder with nothing wrong in it the current one's "site".
func good(t *testing.T) {
	t.Helper()
	t.Chdir(t.TempDir())
	unpack(t, &txtar.Archive{Files: []txtar.File{
		{Name: "site/site.yaml", Data: []byte("title: T\nurl: https://example.org\nheader_images: pictures\nhome: page\n")},
		{Name: "site/page.md", Data: []byte("---\ntitle: P\nsubtitle: s\npermalink: /p\n---\n## A part\n")},
		{Name: "outside/page.md", Data: []byte("---\ntitle: A secret\nsubtitle: s\npermalink: /q\n---\n## A part\n")},
	}})
}

// seen is what is said of the good folder's pages where all is well.
const seen = "visitors will see 1 page, first \"P\" (site/page.md)\nlook at it: kiosk preview --content site\nexit 0\n"

func TestCheckMeetsWhatIsNotAFile(t *testing.T) {
	for _, tt := range []struct {
		name  string
		spoil func() error
		want  string
	}{
		{"a link that leads out", func() error { return os.Symlink("../outside/page.md", "site/other.md") },
			"site/other.md: advice: this symbolic link leads out of the folder, or nowhere, and is not followed; put the file itself here\nlooked at 2 files (page.md, site.yaml) in site: no error, 1 piece of advice\nexit 0\n"},
		{"a link that leads nowhere", func() error { return os.Symlink("gone.md", "site/other.md") },
			"site/other.md: advice: this symbolic link leads out of the folder, or nowhere, and is not followed: no such file or directory; put the file itself here\nlooked at 2 files (page.md, site.yaml) in site: no error, 1 piece of advice\nexit 0\n"},
		{"a link to itself", func() error { return os.Symlink("other.md", "site/other.md") },
			"site/other.md: advice: this symbolic link leads out of the folder, or nowhere, and is not followed: too many levels of symbolic links; put the file itself here\nlooked at 2 files (page.md, site.yaml) in site: no error, 1 piece of advice\nexit 0\n"},
		{"a link within the folder", func() error { return os.Symlink("page.md", "site/page.cy.md") },
			"looked at 3 files (page.cy.md, page.md, site.yaml) in site: all is well\n" + seen},
		{"a volume that swaps links", func() error {
			if err := os.Rename("site/page.md", "outside/page.md"); err != nil {
				return err
			}
			if err := os.Rename("outside", "site/..2026"); err != nil {
				return err
			}
			if err := os.Symlink("..2026", "site/..data"); err != nil {
				return err
			}
			return os.Symlink("..data/page.md", "site/page.md")
		}, "looked at 2 files (page.md, site.yaml) in site: all is well\n" + seen},
		{"a pipe", func() error { return kiosktest.Mkfifo("site/other.md") },
			"site/other.md: advice: this is not a regular file; rename it, or put a file in its place\nlooked at 3 files (other.md, page.md, site.yaml) in site: no error, 1 piece of advice\nexit 0\n"},
		{"a pipe as a picture", func() error {
			page := "---\ntitle: P\nsubtitle: s\npermalink: /p\nheader_image: a.jpg\nimage_credit: [{Credit: A, Licence: CC0}]\n---\n## A part\n"
			if err := os.WriteFile("site/page.md", []byte(page), 0o600); err != nil {
				return err
			}
			return kiosktest.Mkfifo("site/a.jpg")
		}, "site/page.md:5:15: advice: the header picture \"a.jpg\" is not a regular file; name a JPEG, PNG, GIF or WebP file\nlooked at 2 files (page.md, site.yaml) in site: no error, 1 piece of advice\nexit 0\n"},
		{"a folder", func() error { return os.Mkdir("site/other.md", 0o700) },
			"looked at 2 files (page.md, site.yaml) in site: all is well\n" + seen},
		{"a link to a folder", func() error { return os.Symlink("../outside", "site/other") },
			"site/other: advice: this symbolic link leads out of the folder, or nowhere, and is not followed; put the file itself here\nlooked at 2 files (page.md, site.yaml) in site: no error, 1 piece of advice\nexit 0\n"},
		{"a device", func() error { return os.Symlink("/dev/zero", "site/other.md") },
			"site/other.md: advice: this symbolic link leads out of the folder, or nowhere, and is not followed; put the file itself here\nlooked at 2 files (page.md, site.yaml) in site: no error, 1 piece of advice\nexit 0\n"},
		{"a name that steers the terminal", func() error { return os.WriteFile("site/\x1b[2J\n.md", nil, 0o600) },
			"site/\ufffd[2J\ufffd.md: advice: the file's name holds characters that are never shown; rename it\nlooked at 2 files (page.md, site.yaml) in site: no error, 1 piece of advice\nexit 0\n"},
		{"a name that is not UTF-8", func() error { return os.WriteFile("site/\xff.md", nil, 0o600) },
			"site/\ufffd.md: advice: the file's name holds characters that are never shown; rename it\nlooked at 2 files (page.md, site.yaml) in site: no error, 1 piece of advice\nexit 0\n"},
		{"a page that is too large", func() error {
			return os.WriteFile("site/other.md", bytes.Repeat([]byte("x"), site.MaxTextBytes+1), 0o600)
		}, "site/other.md: advice: the file has 262145 bytes, and 262144 is the most; split it\nlooked at 3 files (other.md, page.md, site.yaml) in site: no error, 1 piece of advice\nexit 0\n"},
		{"a file of the size of a disk", func() error {
			if err := os.WriteFile("site/other.md", nil, 0o600); err != nil {
				return err
			}
			return os.Truncate("site/other.md", 1<<40)
		}, "site/other.md: advice: the file has 1099511627776 bytes, and 262144 is the most; split it\nlooked at 3 files (other.md, page.md, site.yaml) in site: no error, 1 piece of advice\nexit 0\n"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			good(t)
			if err := tt.spoil(); errors.Is(err, errors.ErrUnsupported) {
				t.Skip(err)
			} else if err != nil {
				t.Fatal(err)
			}
			if got := say(t, "kiosk check site"); got != tt.want {
				t.Errorf("said\n%swant\n%s", got, tt.want)
			}
		})
	}
}

func TestCheckListsTheFirstOfVeryManyProblems(t *testing.T) {
	good(t)
	page, err := os.ReadFile("site/page.md")
	if err != nil {
		t.Fatal(err)
	}
	// Many links on one line, and each wrong.
	page = append(page, strings.Repeat("[here](x:)", 3000)...)
	if err := os.WriteFile("site/page.md", page, 0o600); err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(say(t, "kiosk check --all site"), "\n")
	if len(lines) != 100+4 || !strings.HasPrefix(lines[0], "site/page.md:7:1: ") || !strings.HasPrefix(lines[99], "site/page.md:7:991: ") ||
		lines[100] != "and 5900 more that are not listed" || !strings.HasSuffix(lines[101], "in site: no error, 6000 pieces of advice") {
		t.Errorf("said %d lines, of which the last are\n%s", len(lines), strings.Join(lines[max(len(lines)-6, 0):], "\n"))
	}
}

func TestBuiltInPagesHaveNoError(t *testing.T) {
	want := "rationale.md:31:45: advice: the link's text \"video\" does not say what is behind it; name that: [the programme](…)\n" +
		"looked at 2 files (rationale.md, site.yaml) in the built-in pages: no error, 1 piece of advice\nexit 0\n"
	if got := say(t, "kiosk check"); got != want {
		t.Errorf("said\n%swant\n%s", got, want)
	}
}

func TestCheckTakesTheFolderFromTheEnvironment(t *testing.T) {
	good(t)
	t.Setenv("KIOSK_CONTENT", "site")
	if got, want := say(t, "kiosk check"), "looked at 2 files (page.md, site.yaml) in site: all is well\n"+seen; got != want {
		t.Errorf("said %q, want %q", got, want)
	}
	if got := say(t, "kiosk check outside"); !strings.Contains(got, "in outside: all is well") {
		t.Errorf("the folder that is named does not win: %s", got)
	}
}
