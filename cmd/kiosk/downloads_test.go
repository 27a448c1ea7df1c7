package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"

	"hackday.example/kiosk/internal/capacity"
	"hackday.example/kiosk/internal/sshd"
)

// What is reckoned for readers has to hold the downloads too, that is, as many quiet
// readers as there is room for and as many downloads as are allowed beside them, each of
// which takes the most that it can.
func TestDownloadsAreReckonedWithReaders(t *testing.T) {
	const quiet = 90 << 10 // of a reader, as the figures in internal/yardstick/README.md have it
	download := sshd.BytesOf(1, 0, 1) - sshd.BytesOf(0, 0, 0)
	for _, readers := range []int{10, 128, 384, 1664, 3000, capacity.MostReaders} {
		downloads := min(capacity.Downloads(readers), sshd.DefaultDownloads.AtOnce)
		if downloads < 16 {
			t.Errorf("beside %d readers there may be %d downloads", readers, downloads)
		}
		most := readers*capacity.ReaderBudget + capacity.BaseBudget/6 // a sixth of which may be theirs
		if took := readers*quiet + downloads*download; took > most {
			t.Errorf("%d readers and %d downloads take %d KiB, and %d are reckoned", readers, downloads, took>>10, most>>10)
		}
	}
	if n := capacity.Downloads(1664); n < 200 { // in 1 GiB, beside documents
		t.Errorf("a kiosk of the usual size has %d downloads at once", n)
	}
}

// A page may link to anything in the folder of pages, where the kiosk may keep its own.
func TestTheKiosksOwnFoldersArePrivate(t *testing.T) {
	t.Setenv("CACHE_DIRECTORY", "")
	for _, tt := range []struct {
		content, keys, cache string
		want                 []string
	}{
		{"pages", "keys", "cache", nil},
		{".", "keys", "cache", []string{"keys", "cache"}},
		{"pages", "pages/a/keys", "/var/cache/kiosk", []string{"a/keys"}},
		{"pages", "pages/../keys", "pages/c", []string{"c"}},
		{"", "keys", "cache", nil},
	} {
		c := &serveCommand{}
		c.Content, c.Keys, c.Cache = tt.content, tt.keys, tt.cache
		if got := c.private(); !slices.Equal(got, tt.want) {
			t.Errorf("with pages in %q, keys in %q and the cache in %q, %q are private, want %q", tt.content, tt.keys, tt.cache, got, tt.want)
		}
	}
}

// The one that reads documents must not wait for whoever put a pipe in a document's place.
func TestNoPipeIsWaitedForAsADocument(t *testing.T) {
	folder := t.TempDir()
	if err := os.WriteFile(filepath.Join(folder, "a.pdf"), []byte("%PDF"), 0o600); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.Command("mkfifo", filepath.Join(folder, "pipe.pdf")).CombinedOutput(); err != nil {
		t.Skipf("there is no pipe to be made here: %v, %s", err, out)
	}
	f := contentFlags{Content: folder}
	for name, regular := range map[string]bool{"a.pdf": true, "pipe.pdf": false} {
		file, err := f.openFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if info, err := file.Stat(); err != nil || info.Mode().IsRegular() != regular {
			t.Errorf("%s: %v, %v", name, info, err)
		}
		_ = file.Close()
	}
	if _, err := f.openFile("../" + filepath.Base(folder) + "/a.pdf"); err == nil {
		t.Error("a path led out of the folder")
	}
}
