package atomicfile

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"hackday.example/kiosk/internal/files"
)

// holds checks that a folder has one file, with a content and a mode.
func holds(t *testing.T, path, content string, mode fs.FileMode) {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil || string(b) != content {
		t.Errorf("the file holds %q, %v, want %q", b, err, content)
	}
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	if files.ModesProtect && info.Mode() != mode {
		t.Errorf("its mode is %v, want %v", info.Mode(), mode)
	}
	hasFiles(t, filepath.Dir(path), 1)
}

// hasFiles checks that a folder has so many files, and no temporary one with them.
func hasFiles(t *testing.T, folder string, want int) {
	t.Helper()
	entries, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	if len(entries) != want {
		t.Errorf("the folder has %v, want %d files", entries, want)
	}
}

func TestAFileIsReplaced(t *testing.T) {
	path := filepath.Join(t.TempDir(), "file")
	for _, content := range []string{"one", "two"} {
		if err := Replace(path, []byte(content), Options{Mode: 0o644}); err != nil {
			t.Fatal(err)
		}
		holds(t, path, content, 0o644)
	}
}

func TestAFileIsCreatedOnce(t *testing.T) {
	path := filepath.Join(t.TempDir(), "file")
	var created, there atomic.Int32
	var all sync.WaitGroup
	for range 10 {
		all.Go(func() {
			switch err := Create(path, []byte("mine"), Options{}); {
			case err == nil:
				created.Add(1)
			case errors.Is(err, fs.ErrExist):
				there.Add(1)
			default:
				t.Error(err)
			}
		})
	}
	all.Wait()
	if created.Load() != 1 || there.Load() != 9 {
		t.Errorf("it was created %d times, and there %d times", created.Load(), there.Load())
	}
	holds(t, path, "mine", 0o600)
}

func TestNothingIsLeftOfAFileThatFails(t *testing.T) {
	folder := t.TempDir()
	path, broken := filepath.Join(folder, "file"), errors.New("broken")
	for name, write := range map[string]func(string, []byte, Options) error{"Replace": Replace, "Create": Create} {
		t.Run(name, func(t *testing.T) {
			asked := ""
			err := write(path, []byte("content"), Options{Temporary: "begun.*", Prepare: func(temporary string) error {
				asked = filepath.Base(temporary)
				return broken
			}})
			if !errors.Is(err, broken) || !strings.HasPrefix(asked, "begun.") {
				t.Errorf("it says %v, of %q", err, asked)
			}
			hasFiles(t, folder, 0)
		})
	}
	t.Run("for want of its folder", func(t *testing.T) {
		if err := Replace(filepath.Join(path, "file"), nil, Options{}); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("it says %v", err)
		}
		hasFiles(t, folder, 0)
	})
	t.Run("for a folder in its place", func(t *testing.T) {
		if err := os.Mkdir(path, 0o700); err != nil {
			t.Fatal(err)
		}
		if err := Replace(path, nil, Options{}); err == nil {
			t.Error("it replaced a folder")
		}
		hasFiles(t, folder, 1)
	})
}
