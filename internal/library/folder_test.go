package library

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"hackday.example/kiosk/internal/document"
)

// keyOf is a key like no other.
func keyOf(n int) key { return key{byte(n), byte(n >> 8), 7} }

// sized is a text whose file has so many bytes.
func sized(t *testing.T, n int) document.Text {
	t.Helper()
	text := document.Text{Markdown: strings.Repeat("m", n)}
	for len(encodeEntry(keyOf(0), text)) > n {
		text.Markdown = text.Markdown[1:]
	}
	return text
}

// total is how many bytes the texts in a folder take.
func total(t *testing.T, folder string) (bytes int64, files int) {
	t.Helper()
	all, err := filepath.Glob(filepath.Join(folder, "*"+fileEnding))
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range all {
		info, err := os.Stat(path)
		if err != nil {
			t.Fatal(err)
		}
		bytes += info.Size()
	}
	return bytes, len(all)
}

func TestTheCacheFolderHasABound(t *testing.T) {
	const each, most = 1000, 10_000
	folder := t.TempDir()
	c, err := openCacheFolder(folder, most)
	if err != nil {
		t.Fatal(err)
	}
	// Strangers' files count for nothing, and stay.
	strange := []string{"notes.text", "x.1.text", strings.Repeat("a", 64) + ".text", strings.Repeat("g", 64) + ".1.text"}
	for _, name := range strange {
		if err := os.WriteFile(filepath.Join(folder, name), make([]byte, 3*most), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	// What a kiosk left behind that was killed goes; what another writes stays.
	old, young := filepath.Join(folder, ".kiosk-1.new"), filepath.Join(folder, ".kiosk-2.new")
	for _, path := range []string{old, young} {
		if err := os.WriteFile(path, nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	long := time.Now().Add(-2 * abandoned)
	if err := os.Chtimes(old, long, long); err != nil {
		t.Fatal(err)
	}
	text := sized(t, each)
	for n := range 40 {
		if err := c.put(keyOf(n), text); err != nil {
			t.Fatal(err)
		}
		at := long.Add(time.Duration(n) * time.Second) // each a second younger
		if err := os.Chtimes(filepath.Join(folder, keyOf(n).fileName()), at, at); err != nil {
			t.Fatal(err)
		}
		if n == 35 {
			if _, ok := c.get(keyOf(30)); !ok { // it is used, and so becomes the youngest
				t.Fatal("the text 30 is gone")
			}
		}
	}
	for _, name := range strange {
		if err := os.Remove(filepath.Join(folder, name)); err != nil {
			t.Errorf("a stranger's file: %v", err)
		}
	}
	if bytes, files := total(t, folder); bytes > most || files != most/each {
		t.Errorf("%d files of %d bytes are kept", files, bytes)
	}
	for n := range 40 {
		_, ok := c.get(keyOf(n))
		if want := n == 30 || n >= 31; ok != want {
			t.Errorf("whether %d is there: %v", n, ok)
		}
	}
	if _, err := os.Stat(old); err == nil {
		t.Error("an old temporary file is there")
	}
	if _, err := os.Stat(young); err != nil {
		t.Error("a temporary file that somebody writes is gone")
	}
	if err := c.put(keyOf(99), sized(t, most+1)); err == nil {
		t.Error("a text that is larger than the cache is kept")
	}
}

func TestTheShelfHasABound(t *testing.T) {
	text := document.Text{Markdown: strings.Repeat("m", 1000)}
	size := sizeOf(text)
	s := newShelf(10 * size)
	for n := range 40 {
		s.put(keyOf(n), text)
		s.get(keyOf(0))
	}
	s.put(keyOf(39), text) // again
	s.put(keyOf(50), document.Text{Markdown: strings.Repeat("m", 20_000)})
	if s.total != 10*size || len(s.texts) != 10 || s.order.Len() != 10 {
		t.Errorf("%d texts of %d bytes", len(s.texts), s.total)
	}
	for n := range 40 {
		if _, ok := s.get(keyOf(n)); ok != (n == 0 || n > 30) {
			t.Errorf("whether %d is there: %v", n, ok)
		}
	}
}

func TestADamagedTextIsMadeAgain(t *testing.T) {
	for name, damage := range map[string]func(path string) error{
		"another byte": func(path string) error {
			b, err := os.ReadFile(path)
			if err == nil {
				b[len(b)/2] ^= 1
				err = os.WriteFile(path, b, 0o600)
			}
			return err
		},
		"cut off":    func(path string) error { return os.Truncate(path, 20) },
		"empty":      func(path string) error { return os.Truncate(path, 0) },
		"a giant":    func(path string) error { return os.Truncate(path, 1<<40) },
		"gone":       os.Remove,
		"unreadable": func(path string) error { return os.Chmod(path, 0) }, // but for root
		"a link": func(path string) error {
			if err := os.Rename(path, path+".moved"); err != nil {
				return err
			}
			return os.Symlink(path+".moved", path)
		},
		"a folder": func(path string) error {
			if err := os.Remove(path); err != nil {
				return err
			}
			return os.Mkdir(path, 0o700)
		},
	} {
		t.Run(name, func(t *testing.T) {
			cache := t.TempDir()
			docs := map[string]string{"a.pdf": "A one"}
			h := build(t, Options{Folder: cache}, docs).run()
			h.get("a.pdf")
			path, err := filepath.Glob(filepath.Join(cache, "*"+fileEnding))
			if err != nil || len(path) != 1 {
				t.Fatalf("in the cache are %v (%v)", path, err)
			}
			if err := damage(path[0]); err != nil {
				t.Fatal(err)
			}
			// The kiosk that wrote it, and another one.
			if got := h.ask("a.pdf"); got.State == document.Waiting {
				h.wait()
			}
			if got := h.ask("a.pdf"); got.Markdown != "one" {
				t.Errorf("it is %+v", got)
			}
			again := build(t, Options{Folder: cache}, docs).run()
			if got := again.get("a.pdf"); got.Markdown != "one" {
				t.Errorf("to another kiosk it is %+v", got)
			}
		})
	}
}

func TestWhereNothingCanBeWrittenTextsAreKeptInMemory(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for name, folder := range map[string]string{"no folder": "", "a file": file, "below a file": filepath.Join(file, "cache")} {
		t.Run(name, func(t *testing.T) {
			h := build(t, Options{Folder: folder}, map[string]string{"a.pdf": "A one", "copy.pdf": "A one"}).run()
			if h.Kept() != "" {
				t.Errorf("kept in %q", h.Kept())
			}
			if a, other := h.get("a.pdf"), h.get("copy.pdf"); a.Markdown != "one" || other.Markdown != "one" {
				t.Errorf("they are %+v, %+v", a, other)
			}
			if len(h.made) != 1 {
				t.Errorf("read were %v", h.made)
			}
			want := 0
			if folder != "" {
				want = 1
			}
			if said := h.log.String(); strings.Count(said, "kept in memory") != want {
				t.Errorf("the log says %s", said)
			}
		})
	}
}

func TestTextsThatFindNoRoomAreNotMadeAgainAndAgain(t *testing.T) {
	h := build(t, Options{}, map[string]string{"a.pdf": "A " + strings.Repeat("a", 600), "b.pdf": "B " + strings.Repeat("b", 600)})
	h.shelf = newShelf(1500) // has room for one
	h.run()
	for range 5 {
		h.get("a.pdf")
		h.get("b.pdf")
	}
	if len(h.made) > 2*maxTries {
		t.Errorf("they were made %d times", len(h.made))
	}
	if got := fmt.Sprint(h.ask("a.pdf").State, h.ask("b.pdf").State); !strings.Contains(got, document.NoRoom.String()) {
		t.Errorf("they are %s", got)
	}
}
