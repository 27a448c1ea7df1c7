//go:build unix

package main

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// nobody is the user to whom root gives files in these tests, as a kiosk is that systemd
// started.
const nobody = 65534

// serviceFolder is a folder that everybody may enter, with the state folder of a kiosk that
// is nobody in it.
func serviceFolder(t *testing.T) (top, state string) {
	t.Helper()
	if os.Geteuid() != 0 {
		t.Skip("who is not root cannot give a file away")
	}
	top, err := os.MkdirTemp("", "kiosk-*")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(top) })
	state = filepath.Join(top, "state")
	if err := errors.Join(os.Chmod(top, 0o755), os.Mkdir(state, 0o755), os.Chown(state, nobody, nobody)); err != nil {
		t.Fatal(err)
	}
	return top, state
}

// giveAll gives a folder, and all that is in it, to nobody.
func giveAll(t *testing.T, folder string) {
	t.Helper()
	if out, err := exec.Command("chown", "-R", "65534:65534", folder).CombinedOutput(); err != nil {
		t.Fatal(err, string(out))
	}
}

// checkedBy runs kiosk check, and returns its exit status and what it says.
func checkedBy(t *testing.T, args ...string) (int, string) {
	t.Helper()
	var b bytes.Buffer
	status := run(t.Context(), append([]string{"check"}, args...), streams{&b, &b})
	return status, b.String()
}

func TestRootChecksKeysAsTheUserWhoServesWithThem(t *testing.T) {
	line, _ := organiserLine(t)
	const both = "looked at 2 files (organisers, ssh_host_ed25519_key) in KEYS: "
	for _, tt := range []struct {
		name  string
		spoil func(keys string) error
		want  string
	}{
		{"all is the service's", nil, both + "all is well\n"},
		{"root wrote the organisers' file", func(keys string) error { return os.Chown(keys+"/organisers", 0, 0) }, both + "all is well\n"},
		{"and it is root's alone", func(keys string) error {
			return errors.Join(os.Chown(keys+"/organisers", 0, 0), os.Chmod(keys+"/organisers", 0o600))
		}, "KEYS/organisers: error: the organisers' keys cannot be read by the kiosk's user, and nobody is let in by them; run: chown -R --reference=STATE/ STATE/\n" + both + "1 error\n"},
		{"a third user's", func(keys string) error { return os.Chown(keys+"/organisers", 12345, 12345) },
			"KEYS/organisers: error: the file belongs to user 12345, and nobody is let in by it; run: chown -R --reference=STATE/ STATE/\n" + both + "1 error\n"},
		{"what is wrong in the file", func(keys string) error { return os.WriteFile(keys+"/organisers", []byte("my key\n"), 0o600) },
			"KEYS/organisers:1: error: this is no public key; paste the one line of the organiser's .pub file\n" + both + "1 error\n"},
		{"a key that root restored", func(keys string) error { return os.Chown(keys+"/ssh_host_ed25519_key", 0, 0) },
			"KEYS: error: the host key KEYS/ssh_host_ed25519_key cannot be read by the kiosk's user; run: chown -R --reference=STATE/ STATE/ && chmod 600 KEYS/ssh_host_ed25519_key\n" + both + "1 error\n"},
		{"a folder that root made", func(keys string) error { return os.Chown(keys, 0, 0) },
			"KEYS: error: the keys folder KEYS cannot be read by the kiosk's user; run: chown -R --reference=STATE/ STATE/ && chmod 700 KEYS\n" +
				"KEYS/organisers: error: the organisers' keys cannot be read by the kiosk's user, and nobody is let in by them; run: chown -R --reference=STATE/ STATE/\n" + both + "2 errors\n"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, state := serviceFolder(t)
			keys := filepath.Join(state, "keys")
			key(t, keys)
			if err := os.WriteFile(keys+"/organisers", []byte(line), 0o644); err != nil {
				t.Fatal(err)
			}
			giveAll(t, state)
			if tt.spoil != nil {
				if err := tt.spoil(keys); err != nil {
					t.Fatal(err)
				}
			}
			_, said := checkedBy(t, "--keys", keys, "--state", state)
			if want := strings.NewReplacer("KEYS", keys, "STATE", state).Replace(tt.want); said != want {
				t.Errorf("said\n%swant\n%s", said, want)
			}
			if _, run, found := strings.Cut(said, "run: "); found { // what it says mends it
				run, _, _ = strings.Cut(run, "\n")
				if out, err := exec.Command("sh", "-c", run).CombinedOutput(); err != nil {
					t.Fatalf("%s: %v, %s", run, err, out)
				}
				if status, said := checkedBy(t, "--keys", keys, "--state", state); status != exitDone {
					t.Errorf("after %s it says\n%s", run, said)
				}
			}
		})
	}
}

// The service's check before a reload and root's have to say the same.
func TestRootSeesTheLastGoodSiteOfAnotherUser(t *testing.T) {
	top, state := serviceFolder(t)
	folder := filepath.Join(top, "pages")
	page := filepath.Join(folder, "index.md")
	if err := errors.Join(os.Mkdir(folder, 0o755), os.WriteFile(page, []byte(home("Good words.")), 0o644),
		os.WriteFile(filepath.Join(folder, "more.md"), []byte(home("More.")), 0o644), os.Chown(state, 0, 0)); err != nil {
		t.Fatal(err)
	}
	kept(t, "--content", folder, "--state", state)
	giveAll(t, state)
	link := filepath.Join(top, "link") // as systemd has /var/lib/kiosk
	if err := errors.Join(os.WriteFile(page, []byte(home(deep)), 0o644), os.Symlink(state, link)); err != nil {
		t.Fatal(err)
	}
	for _, at := range []string{state, link} {
		for _, args := range [][]string{nil, {"--errors-only"}} {
			status, said := checkedBy(t, append([]string{"--content", folder, "--state", at}, args...)...)
			if status != exitFailed || !strings.Contains(said, "index.md: error: the home page cannot be shown: ") {
				t.Errorf("%s, %q: %d,\n%s", at, args, status, said)
			}
		}
	}
	if err := os.Chown(filepath.Join(state, "last-good"), 12345, 12345); err != nil { // whose work is it?
		t.Fatal(err)
	}
	if status, said := checkedBy(t, "--errors-only", "--content", folder, "--state", link); status != exitDone {
		t.Errorf("a third user's copy: %d,\n%s", status, said)
	}
}

func TestRootIsToldWhatOnlyRootCanRead(t *testing.T) {
	for _, tt := range []struct {
		name   string
		spoil  func(top string) error
		status int
		want   string // where the kiosk's user is known
		errors string // with --errors-only; empty for nothing
	}{
		{"nothing", func(string) error { return nil }, exitDone, "", ""},
		{"a page", func(top string) error { return os.Chmod(top+"/pages/more/a.md", 0o600) }, exitDone,
			"TOP/pages/more/a.md: advice: nobody but root can read this; run: chmod a+rX TOP/pages/more/a.md\n", ""},
		{"a folder", func(top string) error { return os.Chmod(top+"/pages/more", 0o700) }, exitDone,
			"TOP/pages/more: advice: nobody but root can read this; run: chmod -R a+rX TOP/pages/more\n", ""},
		{"the home page", func(top string) error { return os.Chmod(top+"/pages/index.md", 0o600) }, exitFailed,
			"TOP/pages/index.md: error: nobody but root can read this; run: chmod a+rX TOP/pages/index.md\n", "same"},
		{"all of it", func(top string) error { return os.Chmod(top+"/pages", 0o700) }, exitFailed,
			"TOP/pages: error: nobody but root can read this; run: chmod -R a+rX TOP/pages\n", "same"},
		{"the way there", func(top string) error { return os.Chmod(top, 0o700) }, exitFailed,
			"TOP/pages: error: nobody but root can enter TOP, on the way to this; put the pages elsewhere, for example under /srv, or run: chmod a+X TOP\n", "same"},
		{"somebody else's page", func(top string) error {
			return errors.Join(os.Chmod(top+"/pages/more/a.md", 0o600), os.Chown(top+"/pages/more/a.md", 12345, -1))
		}, exitDone, "TOP/pages/more/a.md: advice: the kiosk's user cannot read this; run: chmod a+rX TOP/pages/more/a.md\n", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			top, state := serviceFolder(t)
			pages := filepath.Join(top, "pages")
			if err := os.MkdirAll(filepath.Join(pages, "more"), 0o755); err != nil {
				t.Fatal(err)
			}
			for name, text := range map[string]string{"index.md": "# Home\n\nSee [the programme](more/a.md).\n", "more/a.md": "# The programme\n\nWords.\n"} {
				if err := os.WriteFile(filepath.Join(pages, name), []byte(text), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			if err := tt.spoil(top); err != nil {
				t.Fatal(err)
			}
			want := strings.ReplaceAll(tt.want, "TOP", top)
			status, said := checkedBy(t, pages, "--state", state)
			if found, _, _ := strings.Cut(said, "looked at "); status != tt.status || found != want {
				t.Errorf("status %d,\n%swant %d,\n%s", status, said, tt.status, want)
			}
			status, said = checkedBy(t, pages, "--state", state, "--errors-only")
			found, rest, _ := strings.Cut(said, "looked at ")
			if (tt.errors == "") != (found == "") || found != "" && found != want || status != tt.status {
				t.Errorf("errors alone: %d,\n%s", status, said)
			}
			if tt.status == exitDone && !strings.HasSuffix(rest, ": no error\n") {
				t.Errorf("errors alone: it says of more than those:\n%s", said)
			}
			root := t.TempDir() // it serves itself
			if status, said := checkedBy(t, pages, "--state", root); status != exitDone || strings.Contains(said, "read this") {
				t.Errorf("a kiosk of root's: %d,\n%s", status, said)
			}
			// Nobody knows yet who will serve.
			status, said = checkedBy(t, pages, "--state", filepath.Join(root, "none"))
			if told := strings.Contains(said, ": advice: nobody but root "); status != exitDone || told != strings.Contains(want, "nobody but root ") {
				t.Errorf("before the first start: %d,\n%s", status, said)
			}
			if _, run, ok := strings.Cut(want, "run: "); ok {
				if out, err := exec.Command("sh", "-c", run).CombinedOutput(); err != nil {
					t.Fatal(err, string(out))
				}
				if status, said := checkedBy(t, pages, "--state", state); status != exitDone || !strings.HasPrefix(said, "looked at ") {
					t.Errorf("after %s: %d,\n%s", run, status, said)
				}
			}
		})
	}
}
