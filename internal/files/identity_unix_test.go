//go:build unix

package files

import (
	"os"
	"path/filepath"
	"testing"
	"time"
)

func identity(t *testing.T, path string) Identity {
	t.Helper()
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	id, ok := IdentityOf(info)
	if !ok {
		t.Fatal("the system tells no identity")
	}
	return id
}

// An edit that keeps the size and puts the time back is told all the same.
func TestAnIdentityTellsEveryChange(t *testing.T) {
	for _, tt := range []struct {
		name   string
		change func(path string) error
	}{
		{"another size", func(path string) error { return os.WriteFile(path, []byte("longer"), 0o600) }},
		{"the same size", func(path string) error { return os.WriteFile(path, []byte("two"), 0o600) }},
		{"another file in its place", func(path string) error {
			if err := os.WriteFile(path+".new", []byte("two"), 0o600); err != nil {
				return err
			}
			return os.Rename(path+".new", path)
		}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "file")
			if err := os.WriteFile(path, []byte("one"), 0o600); err != nil {
				t.Fatal(err)
			}
			old := time.Date(2020, 1, 2, 3, 4, 5, 0, time.UTC)
			if err := os.Chtimes(path, old, old); err != nil {
				t.Fatal(err)
			}
			before := identity(t, path)
			if again := identity(t, path); again != before {
				t.Errorf("a file that did not change is %+v and %+v", before, again)
			}
			after := before
			for begin := time.Now(); after == before; time.Sleep(time.Millisecond) { // until the clock has ticked
				if time.Since(begin) > 20*time.Second {
					t.Fatalf("it is still %+v", after)
				}
				if err := tt.change(path); err != nil {
					t.Fatal(err)
				}
				if err := os.Chtimes(path, old, old); err != nil {
					t.Fatal(err)
				}
				after = identity(t, path)
			}
			if after.Modified != before.Modified {
				t.Errorf("the time was not put back: %+v", after)
			}
		})
	}
}
