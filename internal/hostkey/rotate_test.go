package hostkey

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/crypto/ssh"
)

// print is a key's fingerprint; empty if there is no key.
func print(key ssh.Signer) string {
	if key == nil {
		return ""
	}
	return Fingerprint(key.PublicKey())
}

// prints are the fingerprints of the current, the next and the previous key.
func prints(k Keys) [3]string {
	return [3]string{print(k.Current), print(k.Next), print(k.Previous)}
}

// names are what a folder holds.
func names(t *testing.T, folder string) string {
	t.Helper()
	entries, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, e := range entries {
		all = append(all, strings.TrimPrefix(e.Name(), FileName))
	}
	return strings.Join(all, " ")
}

func TestARotationKeepsTheKeyBeforeAndTheKeyAfter(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "keys")
	if _, _, err := MakeNext(folder); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a next key without a key: %v", err)
	}
	keys, _, err := LoadOrMake(folder)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := Switch(folder); !errors.Is(err, ErrNoNext) {
		t.Errorf("switching without a next key: %v", err)
	}
	first := print(keys.Current)
	for round := range 3 {
		before := print(keys.Current)
		var made bool
		keys, made, err = MakeNext(folder)
		if err != nil || !made || keys.Next == nil || print(keys.Current) != before {
			t.Fatalf("round %d: %v, made %v, %v", round, prints(keys), made, err)
		}
		next := print(keys.Next)
		if again, made, err := MakeNext(folder); err != nil || made || prints(again) != prints(keys) {
			t.Errorf("round %d: a second time: %v, made %v, %v", round, prints(again), made, err)
		}
		info, err := os.Stat(filepath.Join(folder, NextFileName))
		if err != nil || info.Mode() != 0o600 {
			t.Errorf("round %d: the next key has mode %v, %v", round, info.Mode(), err)
		}
		keys, err = Switch(folder)
		if want := [3]string{next, "", before}; err != nil || prints(keys) != want {
			t.Fatalf("round %d: %v, want %v; %v", round, prints(keys), want, err)
		}
		if n := len(keys.Announced()); n != 1 {
			t.Errorf("round %d: %d keys are announced", round, n)
		}
		if got, want := names(t, folder), " .previous .previous.pub .pub"; got != want {
			t.Errorf("round %d: the folder holds %q, want %q", round, got, want)
		}
		for _, name := range []string{FileName, PreviousFileName} {
			b, err := os.ReadFile(filepath.Join(folder, name+".pub"))
			if err != nil {
				t.Fatal(err)
			}
			public, _, _, _, err := ssh.ParseAuthorizedKey(b)
			if err != nil {
				t.Fatal(err)
			}
			if got, want := Fingerprint(public), map[string]string{FileName: next, PreviousFileName: before}[name]; got != want {
				t.Errorf("round %d: %s.pub is of %s, want %s", round, name, got, want)
			}
		}
	}
	if keys, err := Load(folder); err != nil || print(keys.Current) == first {
		t.Errorf("after three rotations: %v, %v", prints(keys), err)
	}
}

func TestARenameByHandIsARotationToo(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "keys")
	if _, _, err := LoadOrMake(folder); err != nil {
		t.Fatal(err)
	}
	keys, _, err := MakeNext(folder)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(filepath.Join(folder, NextFileName), filepath.Join(folder, FileName)); err != nil {
		t.Fatal(err)
	}
	if after, err := Load(folder); err != nil || prints(after) != [3]string{print(keys.Next)} {
		t.Errorf("%v, %v", prints(after), err)
	}
}

func TestACopyIsNoOtherKey(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "keys")
	keys, _, err := LoadOrMake(folder)
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{NextFileName, PreviousFileName} {
		if err := os.Link(filepath.Join(folder, FileName), filepath.Join(folder, name)); err != nil {
			t.Fatal(err)
		}
	}
	if again, err := Load(folder); err != nil || prints(again) != prints(keys) {
		t.Errorf("%v, %v", prints(again), err)
	}
	if next, made, err := MakeNext(folder); err != nil || !made || next.Next == nil {
		t.Errorf("%v, made %v, %v", prints(next), made, err)
	}
}

func TestAFolderThatLostItsKeyGetsNoNewOne(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "keys")
	if _, _, err := LoadOrMake(folder); err != nil {
		t.Fatal(err)
	}
	if _, _, err := MakeNext(folder); err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(filepath.Join(folder, FileName)); err != nil {
		t.Fatal(err)
	}
	_, made, err := LoadOrMake(folder)
	if want := "there is no host key in " + folder + ", but there is ssh_host_ed25519_key.next; rename it to ssh_host_ed25519_key, or move it away to have a new one made"; err == nil || made || err.Error() != want {
		t.Errorf("made %v, %v, want %q", made, err, want)
	}
}

func TestAnOtherKeyIsCheckedAsTheKeyIs(t *testing.T) {
	for _, name := range []string{NextFileName, PreviousFileName} {
		folder := filepath.Join(t.TempDir(), "keys")
		if _, _, err := LoadOrMake(folder); err != nil {
			t.Fatal(err)
		}
		path := filepath.Join(folder, name)
		if err := os.WriteFile(path, []byte("x"), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := Load(folder); err == nil || !strings.Contains(err.Error(), path+" cannot be parsed") {
			t.Errorf("no key: %v", err)
		}
		if err := os.Chmod(path, 0o644); err != nil {
			t.Fatal(err)
		}
		if _, err := Load(folder); err == nil || !strings.Contains(err.Error(), path+" can be read by others (mode 0644)") {
			t.Errorf("readable by others: %v", err)
		}
	}
}

// A Secret's files are links to links, which are swapped whole.
func TestLinksAreFollowed(t *testing.T) {
	made := filepath.Join(t.TempDir(), "keys")
	keys, _, err := LoadOrMake(made)
	if err != nil {
		t.Fatal(err)
	}
	volume := t.TempDir()
	for link, to := range map[string]string{"..2026_11_25": made, "..data": "..2026_11_25", FileName: filepath.Join("..data", FileName)} {
		if err := os.Symlink(to, filepath.Join(volume, link)); err != nil {
			t.Fatal(err)
		}
	}
	if linked, err := Load(volume); err != nil || prints(linked) != prints(keys) {
		t.Errorf("%v, %v", prints(linked), err)
	}
}

func TestWhoMayReadAKey(t *testing.T) {
	const root, kiosk, other = 0, 65532, 1000
	for _, tt := range []struct {
		name        string
		mode        fs.FileMode
		owner, self int
		exposed     bool
	}{
		{"its owner alone", 0o600, kiosk, kiosk, false},
		{"its owner alone, who may not write", 0o400, kiosk, kiosk, false},
		{"the group of a Secret", 0o440, root, kiosk, false},
		{"the group of a Secret, where root may write", 0o640, root, kiosk, false},
		{"a group that may write", 0o660, root, kiosk, true},
		{"a group of our own", 0o640, kiosk, kiosk, true},
		{"a group of somebody else's", 0o640, other, kiosk, true},
		{"a group, of a kiosk that is root", 0o440, root, root, true},
		{"a group, where the owner is not known", 0o440, -1, kiosk, true},
		{"everyone", 0o444, root, kiosk, true},
		{"everyone but the group", 0o604, root, kiosk, true},
	} {
		if got := exposed(tt.mode, tt.owner, tt.self); got != tt.exposed {
			t.Errorf("%s: %v", tt.name, got)
		}
	}
}
