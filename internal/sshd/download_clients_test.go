package sshd_test

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"hackday.example/kiosk/internal/download"
	"hackday.example/kiosk/internal/folder"
	"hackday.example/kiosk/internal/kiosktest"
	"hackday.example/kiosk/internal/site"
	"hackday.example/kiosk/internal/sshd"
)

// library is a content folder of which files can be taken away.
type library struct {
	dir   string
	files map[string][]byte // by their paths
}

// slides is the file behind link 2 of the home page.
const slides = "assets/docs/slides.pdf"

// newLibrary makes a folder of three pages and some files, and beside them what nobody
// may have.
func newLibrary(t testing.TB, size int) library {
	t.Helper()
	l := library{dir: t.TempDir(), files: map[string][]byte{
		slides:                   kiosktestBytes(size, 1),
		"assets/docs/notes.txt":  []byte("Some notes.\n"),
		"assets/a name with ä.b": kiosktestBytes(100_000, 2),
		"about.txt":              []byte("A file that has the name of a page's text.\n"),
		"assets/empty.csv":       nil,
	}}
	pages := map[string]string{
		"site.yaml":       "title: Library\n",
		"index.md":        "---\ntitle: Home\n---\n[About](about.md), [slides](" + slides + "), [notes](assets/docs/notes.txt), [empty](assets/empty.csv).\n\n[name](<assets/a name with ä.b>) [text](about.txt)\n",
		"about.md":        "---\ntitle: About\n---\n# About\n\nThe [slides](" + slides + ") again.\n",
		"guide/start.md":  "---\ntitle: Start\n---\nHow to *start*.\n",
		".secret":         "secret",
		".hidden/file":    "secret",
		"unlinked.pdf":    "secret",
		"drafts/draft.md": "---\ntitle: Draft\ndraft: true\n---\nsecret\n",
	}
	for name, text := range pages {
		l.write(t, name, []byte(text))
	}
	for name, data := range l.files {
		l.write(t, name, data)
	}
	if err := os.Symlink("/etc/passwd", filepath.Join(l.dir, "passwd.txt")); err != nil {
		t.Fatal(err)
	}
	return l
}

func kiosktestBytes(n int, seed uint64) []byte {
	random := rand.New(rand.NewPCG(seed, 1))
	b := make([]byte, n)
	for i := range b {
		b[i] = byte(random.Uint32())
	}
	return b
}

func (l library) write(t testing.TB, name string, data []byte) {
	t.Helper()
	path := filepath.Join(l.dir, name)
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, data, 0o644); err != nil {
		t.Fatal(err)
	}
	old := time.Date(2026, time.March, 1, 12, 0, 0, 0, time.UTC)
	if err := os.Chtimes(path, old, old); err != nil {
		t.Fatal(err)
	}
}

// site is the folder's site, with its files.
func (l library) site(t testing.TB) *site.Site {
	t.Helper()
	s, err := folder.Load(os.DirFS(l.dir))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// serve starts a kiosk of the folder.
func (l library) serve(t testing.TB, limits sshd.Limits) *kiosktest.Kiosk {
	t.Helper()
	return kiosktest.StartKiosk(t, kiosktest.KioskOptions{Limits: limits, Configure: func(c *sshd.Config) {
		c.Site, c.Content = l.site(t), download.Folder(l.dir)
	}})
}

// program is a client's call, which gives up after a while.
func program(t testing.TB, home, name string, args ...string) *exec.Cmd {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), kiosktest.Need(t, name), args...)
	cmd.Dir = home
	cmd.Env = []string{"HOME=" + home, "PATH=/usr/local/bin:/usr/bin:/bin", "LC_ALL=C.UTF-8", "TZ=UTC"}
	return cmd
}

// run runs a client, which has to end with a status.
func run(t testing.TB, cmd *exec.Cmd, status int) string {
	t.Helper()
	out, err := cmd.CombinedOutput()
	if got := cmd.ProcessState.ExitCode(); got != status {
		t.Fatalf("%v ended with %d (%v), want %d:\n%s", cmd.Args, got, err, status, out)
	}
	return string(out)
}

// openssh are the options of scp and sftp, as kiosktest.SSH has them.
func openssh(t testing.TB, home, address string) (options []string, host string) {
	t.Helper()
	host, port, err := net.SplitHostPort(address)
	if err != nil {
		t.Fatal(err)
	}
	return []string{
		"-F", "none", "-P", port, "-o", "UserKnownHostsFile=" + filepath.Join(home, "known"), "-o", "GlobalKnownHostsFile=/dev/null",
		"-o", "StrictHostKeyChecking=accept-new", "-o", "IdentityFile=none", "-o", "IdentityAgent=none", "-o", "LogLevel=ERROR",
	}, host
}

// same asserts that a file has what it has to have.
func same(t testing.TB, path string, want []byte) {
	t.Helper()
	got, err := os.ReadFile(path)
	if err != nil {
		t.Errorf("it was not taken: %v", err)
		return
	}
	if sha256.Sum256(got) != sha256.Sum256(want) {
		t.Errorf("%s has %d bytes, %.40q…, want %d, %.40q…", path, len(got), got, len(want), want)
	}
}

func TestGetIsTheFileItself(t *testing.T) {
	l := newLibrary(t, 3_000_000)
	k := l.serve(t, sshd.Limits{})
	for _, tt := range []struct {
		name string
		args []string
		want []byte
	}{
		{"by number", []string{"get", "2"}, l.files[slides]},
		{"by page and number", []string{"get", "about", "1"}, l.files[slides]},
		{"by name", []string{"get", slides}, l.files[slides]},
		{"a file and not the page's text", []string{"get", "about.txt"}, l.files["about.txt"]},
		{"a page", []string{"get", "about"}, []byte(k.Server.Site().Page("about").Markdown)},
		{"a page by number", []string{"get", "1"}, []byte(k.Server.Site().Page("about").Markdown)},
		{"an empty file", []string{"get", "4"}, nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			cmd := kiosktest.SSH(t, k.Address, kiosktest.ClientOptions{Options: []string{"-o", "LogLevel=ERROR"}, Command: tt.args})
			out, err := cmd.Output()
			if err != nil || !bytes.Equal(out, tt.want) {
				t.Errorf("get: %v, %d bytes, want %d", err, len(out), len(tt.want))
			}
		})
	}
	for _, name := range []string{".secret", "unlinked.pdf", "site.yaml", "passwd.txt", "../../etc/passwd", "/etc/passwd", "drafts/draft", "99", "6.5", "''"} {
		t.Run("not "+name, func(t *testing.T) {
			cmd := kiosktest.SSH(t, k.Address, kiosktest.ClientOptions{Command: []string{"get", name}})
			var errors bytes.Buffer
			cmd.Stderr = &errors
			out, err := cmd.Output()
			if err == nil || len(out) > 0 || strings.Contains(string(out), "secret") {
				t.Errorf("get %s: %v, %q", name, err, out)
			}
			t.Logf("%s", errors.String())
		})
	}
}

// list are the files that a tree has, by their paths.
func list(t testing.TB, dir string) (names []string) {
	t.Helper()
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			name, _ := filepath.Rel(dir, path)
			names = append(names, filepath.ToSlash(name))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return names
}

// whole asserts that a folder has all that can be taken, and nothing else.
func (l library) whole(t testing.TB, dir string) {
	t.Helper()
	want := "[about.md about.txt assets/a name with ä.b assets/docs/notes.txt assets/docs/slides.pdf assets/empty.csv guide/start.md guide/start.txt index.md index.txt]"
	if got := fmt.Sprint(list(t, dir)); got != want {
		t.Errorf("there are %s, want %s", got, want)
	}
	for name, data := range l.files {
		same(t, filepath.Join(dir, name), data)
	}
}

func TestSCPTakesFiles(t *testing.T) {
	l := newLibrary(t, 3_000_000)
	k := l.serve(t, sshd.Limits{})
	for _, protocol := range []string{"-s", "-O"} {
		t.Run(protocol, func(t *testing.T) {
			home := t.TempDir()
			options, host := openssh(t, home, k.Address)
			scp := func(args ...string) *exec.Cmd {
				return program(t, home, "scp", append(append([]string{protocol, "-p"}, options...), args...)...)
			}
			run(t, scp(host+":"+slides, "."), 0)
			same(t, filepath.Join(home, "slides.pdf"), l.files[slides])
			if i, err := os.Stat(filepath.Join(home, "slides.pdf")); err != nil || i.ModTime().UTC().Format(time.DateOnly) != "2026-03-01" {
				t.Errorf("its time is %v (%v)", i.ModTime(), err)
			}
			if protocol == "-s" {
				run(t, scp(host+":2", "two.pdf"), 0)
				same(t, filepath.Join(home, "two.pdf"), l.files[slides])
			} else { // such a client takes no file of another name than it asked for
				run(t, scp(host+":2", "two.pdf"), 1)
			}
			if protocol == "-s" {
				run(t, scp("-r", host+":/", "all"), 0)
				l.whole(t, filepath.Join(home, "all"))
			} else {
				run(t, scp("-r", host+":/", "all"), 1)
				run(t, scp("-r", host+":assets", "assets"), 0)
				for _, name := range []string{slides, "assets/docs/notes.txt", "assets/empty.csv", "assets/a name with ä.b"} {
					same(t, filepath.Join(home, name), l.files[name])
				}
			}
			for _, name := range []string{".secret", "../../../etc/passwd", "passwd.txt", "unlinked.pdf", "drafts/draft.md", "site.yaml"} {
				if out := run(t, scp(host+":"+name, "stolen"), 1); !strings.Contains(out, "No such file") {
					t.Errorf("%s: %s", name, out)
				}
			}
			out := run(t, scp("slides.pdf", host+":two.pdf"), 1)
			if !strings.Contains(strings.ToLower(out), "permission denied") {
				t.Errorf("writing: %s", out)
			}
			if _, err := os.Stat(filepath.Join(home, "stolen")); err == nil {
				t.Error("something was taken")
			}
		})
	}
}

func TestSFTPTakesAndResumes(t *testing.T) {
	l := newLibrary(t, 3_000_000)
	k := l.serve(t, sshd.Limits{})
	home := t.TempDir()
	options, host := openssh(t, home, k.Address)
	if err := os.WriteFile(filepath.Join(home, "half.pdf"), l.files[slides][:1_234_567], 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := program(t, home, "sftp", append(append([]string{"-b", "-"}, options...), host)...)
	cmd.Stdin = strings.NewReader(strings.Join([]string{
		"pwd", "ls -l", "ls -la assets/docs", "get -r . all", "reget " + slides + " half.pdf", "get 2 two.pdf", "df"}, "\n"))
	out := run(t, cmd, 0)
	t.Logf("%s", out)
	l.whole(t, filepath.Join(home, "all"))
	same(t, filepath.Join(home, "half.pdf"), l.files[slides])
	same(t, filepath.Join(home, "two.pdf"), l.files[slides])
	for _, line := range []string{"dr-xr-xr-x 1 kiosk kiosk 0", "-r--r--r-- 1 kiosk kiosk 3000000 Mar 1 2026 slides.pdf", "-r--r--r-- 1 kiosk kiosk 43 Mar 1 2026 about.txt"} {
		if !strings.Contains(strings.Join(strings.Fields(out), " "), line) {
			t.Errorf("%q is not in\n%s", line, out)
		}
	}
	for _, write := range []string{"put half.pdf new.pdf", "put half.pdf " + slides, "rm about.md", "mkdir new", "rmdir guide", "rename about.md b.md",
		"ln -s about.md b.md", "ln about.md b.md", "chmod 777 about.md", "chown 0 about.md", "chgrp 0 about.md", "reput half.pdf assets/docs/notes.txt"} {
		cmd := program(t, home, "sftp", append(append([]string{"-b", "-"}, options...), host)...)
		cmd.Stdin = strings.NewReader(write)
		if out := run(t, cmd, 1); !strings.Contains(strings.ToLower(out), "denied") {
			t.Errorf("%s: %s", write, out)
		}
	}
	if log := k.Log(); !strings.Contains(log, "kind=download status=0") || !strings.Contains(log, "refused=1") {
		t.Errorf("the log says\n%s", log)
	}
}
