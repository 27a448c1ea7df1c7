//go:build unix

package files

import (
	"os"
	"path/filepath"
	"testing"
)

// rootOnly skips a test that gives files away.
func rootOnly(t *testing.T) {
	t.Helper()
	if os.Geteuid() != Root {
		t.Skip("who is not root cannot give a file away")
	}
}

// give gives files to a user, and sets their modes.
func give(t *testing.T, uid int, mode os.FileMode, paths ...string) {
	t.Helper()
	for _, path := range paths {
		if err := os.Chown(path, uid, uid); err != nil {
			t.Fatal(err)
		}
		if err := os.Chmod(path, mode); err != nil {
			t.Fatal(err)
		}
	}
}

func TestWhoServesWithWhatIsInAFolder(t *testing.T) {
	rootOnly(t)
	const us = 65534
	top := t.TempDir()
	private, link := filepath.Join(top, "private"), filepath.Join(top, "kiosk")
	inState, beside := filepath.Join(private, "keys"), filepath.Join(top, "keys")
	for _, folder := range []string{private, inState, beside} {
		if err := os.Mkdir(folder, 0o700); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Symlink("private", link); err != nil {
		t.Fatal(err)
	}
	byLink := filepath.Join(link, "keys")
	check := func(state, folder string, uid int, command string) {
		t.Helper()
		u := Keeper(state, folder)
		if got := u.Chown(filepath.Join(folder, "key")); u.UID != uid || got != command {
			t.Errorf("%s in %s is kept by %d, who gets it by %s; want %d, %s", folder, state, u.UID, got, uid, command)
		}
	}
	t.Setenv("STATE_DIRECTORY", "")
	check(link, byLink, Root, "chown 0:0 "+byLink+"/key")
	give(t, us, 0o700, private) // and not the folder in it
	reference := "chown -R --reference=" + link + "/ " + link + "/"
	check(link, byLink, us, reference)
	check(link, inState, us, reference)
	check(link, beside, Root, "chown 0:0 "+beside+"/key")
	give(t, us, 0o700, beside)
	check(link, beside, us, "chown 65534:65534 "+beside+"/key")
	check("", beside, us, "chown 65534:65534 "+beside+"/key")
}

func TestWhatKeepsAnotherUserFromAFile(t *testing.T) {
	rootOnly(t)
	const us = 65534
	top := t.TempDir() // in a folder that only root may enter
	folder := filepath.Join(top, "state")
	path := filepath.Join(folder, "page")
	if err := os.Mkdir(folder, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	give(t, us, 0o500, folder)
	u, ok := StateOwner(folder)
	if !ok || u.UID != us {
		t.Fatalf("the owner is %+v, %t", u, ok)
	}
	for _, tt := range []struct {
		name string
		uid  int
		mode os.FileMode
		want string
	}{
		{"its own", us, 0o400, ""},
		{"its own, which it may not read", us, 0o044, path},
		{"root's", 0, 0o600, path},
		{"root's, for a group of root's", 0, 0o640, path},
		{"root's, for all", 0, 0o644, ""},
		{"somebody else's", us - 1, 0o640, path},
	} {
		give(t, tt.uid, tt.mode, path)
		if got := u.Barrier(path); got != tt.want {
			t.Errorf("%s, mode %04o: the barrier is %q, want %q", tt.name, tt.mode, got, tt.want)
		}
	}
	give(t, us, 0o400, folder, path)
	if got := u.Barrier(path); got != folder {
		t.Errorf("a folder that may not be entered: the barrier is %q", got)
	}
	give(t, us, 0o500, folder)
	stranger := User{UID: us, GID: us} // whose way there is looked at from the top
	if got := stranger.Barrier(path); got != filepath.Dir(top) {
		t.Errorf("from the top the barrier is %q", got)
	}
	if got := (User{}).Barrier(path); got != "" {
		t.Errorf("root is kept out by %q", got)
	}
}
