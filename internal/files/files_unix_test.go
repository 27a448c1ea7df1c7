//go:build unix

package files

import (
	"os"
	"path/filepath"
	"syscall"
	"testing"
)

func TestAPipeIsNotWaitedFor(t *testing.T) {
	folder := t.TempDir()
	path := filepath.Join(folder, "pipe")
	if err := syscall.Mkfifo(path, 0o600); err != nil {
		t.Fatal(err)
	}
	f, err := OpenNonblocking(path)
	if err != nil {
		t.Fatal(err)
	}
	_ = f.Close()
	root, err := os.OpenRoot(folder)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = root.Close() }()
	if f, err = OpenNonblockingIn(root, "pipe"); err != nil {
		t.Fatal(err)
	}
	_ = f.Close()
}

func TestAFileIsOurOwnAndNoOther(t *testing.T) {
	folder := t.TempDir()
	var inodes []uint64
	for _, name := range []string{"a", "b"} {
		path := filepath.Join(folder, name)
		if err := os.WriteFile(path, nil, 0o600); err != nil {
			t.Fatal(err)
		}
		info, err := os.Stat(path)
		if err != nil {
			t.Fatal(err)
		}
		if uid, _, ok := Owner(info); !ok || uid != os.Geteuid() {
			t.Errorf("%s belongs to %d (%t), and this is %d", name, uid, ok, os.Geteuid())
		}
		inodes = append(inodes, Inode(info))
	}
	if inodes[0] == inodes[1] || inodes[0] == 0 {
		t.Errorf("two files have the inodes %d", inodes)
	}
	if OnReadOnlyMount(folder) {
		t.Error("a folder that was just written to is taken to be read-only")
	}
}
