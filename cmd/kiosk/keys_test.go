package main

import (
	"bytes"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"hackday.example/kiosk/internal/hostkey"
	"hackday.example/kiosk/internal/kiosktest"
)

// key makes a folder of keys with a host key in it.
func key(t *testing.T, folder string) {
	t.Helper()
	if _, _, err := hostkey.LoadOrMake(folder); err != nil {
		t.Fatal(err)
	}
}

func TestWhereKeysAreLookedFor(t *testing.T) {
	for _, tt := range []struct {
		name     string
		here     []string // what is in the current folder; a name that ends in / is a folder
		inState  bool     // whether the state folder holds a key
		flag     string
		noState  bool
		want     string
		wantHere bool
	}{
		{name: "nowhere", want: "state"},
		{name: "a folder of that name", here: []string{"keys/"}, want: "keys"},
		{name: "a key in the current folder", here: []string{"keys/ssh_host_ed25519_key"}, want: "keys"},
		{name: "a key in both", here: []string{"keys/ssh_host_ed25519_key"}, inState: true, want: "keys"},
		{name: "organisers in the current folder", here: []string{"keys/organisers"}, inState: true, want: "keys"},
		{name: "a lost key in the current folder", here: []string{"keys/ssh_host_ed25519_key.next"}, inState: true, want: "keys"},
		{name: "a clone beside a service", here: []string{"keys/README.md"}, inState: true, want: "state"},
		{name: "a file of that name", here: []string{"keys"}, want: "state"},
		{name: "the flag", here: []string{"keys/ssh_host_ed25519_key"}, inState: true, flag: "other", want: "other"},
		{name: "no state folder", noState: true, want: "keys"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			state := t.TempDir()
			t.Chdir(t.TempDir())
			for _, name := range tt.here {
				var err error
				if strings.HasSuffix(name, "/") {
					err = os.Mkdir(name, 0o700)
				} else if err = os.MkdirAll(filepath.Dir(name), 0o700); err == nil {
					err = os.WriteFile(name, nil, 0o600)
				}
				if err != nil {
					t.Fatal(err)
				}
			}
			if tt.inState {
				key(t, filepath.Join(state, "keys"))
			}
			f := keysFlags{Keys: tt.flag, stateFlags: stateFlags{State: state}}
			want := tt.want
			if tt.noState {
				f.State = ""
				if os.Geteuid() == 0 { // who always has one
					want = "/var/lib/kiosk/keys"
				}
				for _, name := range []string{"STATE_DIRECTORY", "XDG_STATE_HOME", "HOME"} {
					t.Setenv(name, "")
				}
			}
			if want == "state" {
				want = filepath.Join(state, "keys")
			}
			if got := f.keysFolder(); got != want {
				t.Errorf("keys are in %s, want %s", got, want)
			}
		})
	}
}

func TestTheServiceAndRootFindTheSameKeys(t *testing.T) {
	state := t.TempDir()
	t.Chdir(t.TempDir())
	t.Setenv("KIOSK_STATE", "")
	t.Setenv("STATE_DIRECTORY", state)
	service := keysFlags{}.keysFolder()
	t.Setenv("STATE_DIRECTORY", "")
	if root := (keysFlags{stateFlags: stateFlags{State: state}}).keysFolder(); root != service || root != filepath.Join(state, "keys") {
		t.Errorf("the service has its keys in %s, and root looks in %s", service, root)
	}
}

func TestTheStartSaysWhereTheKeyIs(t *testing.T) {
	state := t.TempDir()
	run := func(args ...string) string {
		cmd := program(t, append([]string{"--listen", "127.0.0.1:0", "--state", state}, args...)...)
		said := begin(t, cmd)
		defer func() { _ = cmd.Process.Kill(); _ = cmd.Wait() }()
		var log bytes.Buffer
		b := make([]byte, 1<<10)
		for !strings.Contains(log.String(), "room for") {
			n, err := said.Read(b)
			log.Write(b[:n])
			if err != nil {
				t.Fatalf("it ended: %v\n%s", err, log.String())
			}
		}
		return log.String()
	}
	keys := filepath.Join(state, "keys")
	if got := run(); !strings.Contains(got, "kiosk: made a new host key in "+keys+"; keep a copy of it\n") || strings.Contains(got, "the host key is in") {
		t.Errorf("first it says\n%s", got)
	}
	if got := run(); !strings.Contains(got, "kiosk: the host key is in "+keys+"\n") || strings.Contains(got, "made a new") {
		t.Errorf("then it says\n%s", got)
	}
}

func TestAMadeKeyIsSaidThoughThePortIsBusy(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = taken.Close() }()
	keys := filepath.Join(t.TempDir(), "keys")
	status, _, said := call("--listen", taken.Addr().String(), "--keys", keys)
	if want := "kiosk: made a new host key in " + keys + "; keep a copy of it\nkiosk: cannot listen on "; status != exitFailed || !strings.HasPrefix(said, want) {
		t.Errorf("status %d, %q, want %q first", status, said, want)
	}
}

func TestNoKeyIsAmongThePages(t *testing.T) {
	for _, tt := range []struct {
		name string
		key  string // a folder in that of the pages that holds a key
		args []string
		want string // PAGES and STATE stand for the folders; empty if it starts
	}{
		{"a folder of pages of that name", "", nil, ""},
		{"a key of before", "keys", nil, "kiosk: the keys folder PAGES/keys is in the folder of the pages, and might be published with them\nhint: move it: mkdir -p STATE && mv PAGES/keys STATE/keys\n"},
		{"a key that is named", "mine", []string{"--keys", "mine"}, "kiosk: the keys folder PAGES/mine is in the folder of the pages, and might be published with them\nhint: move it elsewhere, and name it with --keys\n"},
		{"a place for a key", "", []string{"--keys", "new/keys"}, "kiosk: the keys folder PAGES/new/keys is in the folder of the pages, and might be published with them\nhint: move it elsewhere, and name it with --keys\n"},
		{"the state folder", "", []string{"--state", "state"}, "kiosk: the state folder state is in the folder of the pages\nhint: name one elsewhere with --state, for what the kiosk keeps over a restart\n"},
		{"a link to the pages", "", []string{"--keys", "LINK/keys"}, "kiosk: the keys folder LINK/keys is in the folder of the pages, and might be published with them\nhint: move it elsewhere, and name it with --keys\n"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			state := t.TempDir()
			pages := write(t, map[string]string{"site.yaml": "title: T\nurl: https://e.org\n", "keys/c-major.md": "---\ntitle: C\n---\nWords.\n"})
			link := filepath.Join(t.TempDir(), "link")
			if err := os.Symlink(pages, link); err != nil {
				t.Fatal(err)
			}
			if tt.key != "" {
				key(t, filepath.Join(pages, tt.key))
			}
			t.Chdir(pages)
			named := strings.NewReplacer("PAGES", pages, "STATE", state, "LINK", link)
			args := []string{"--content", ".", "--state", state, "--listen", "nowhere"}
			for _, a := range tt.args {
				args = append(args, named.Replace(a))
			}
			status, _, said := call(args...)
			want := named.Replace(tt.want)
			if tt.want == "" {
				want = "kiosk: made a new host key in " + state + "/keys; keep a copy of it\n"
			}
			if status != exitFailed || !strings.Contains(said, want) || tt.want != "" && strings.Contains(said, "made a new") {
				t.Errorf("status %d, said\n%swant\n%s", status, said, want)
			}
		})
	}
}

// The kiosk replaces and removes what is in the folder of its copy.
func TestNothingOfOrganisersIsWhereTheCopyIs(t *testing.T) {
	for _, tt := range []struct {
		name string
		args string // STATE and LINK stand for the folder of the copy and the state
		want string
	}{
		{"pages", "--content STATE/last-good", "the content folder STATE/last-good is in STATE/last-good, where the kiosk keeps its copy of the last good pages\nhint: move it elsewhere, and name it with --content; or name another folder with --state\n"},
		{"pages in it", "--content STATE/last-good/pages", "the content folder STATE/last-good/pages is in "},
		{"pages by a link", "--content LINK", "the content folder LINK is in "},
		{"keys", "--content PAGES --keys STATE/last-good/keys", "the keys folder STATE/last-good/keys is in "},
		{"announcements", "--content PAGES --announcements LINK/news", "the announcements folder LINK/news is in "},
		{"a cache", "--content PAGES --cache STATE/last-good/cache", "the cache folder STATE/last-good/cache is in "},
		{"pages of before the folder had another name", "--content STATE/site", "cannot listen on nowhere"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Chdir(t.TempDir())
			site := map[string]string{}
			for _, in := range []string{"last-good/", "last-good/pages/", "site/"} {
				site[in+"site.yaml"], site[in+"index.md"] = "title: T\nurl: https://e.org\n", "---\ntitle: Home\n---\nWords.\n"
			}
			state, link := write(t, site), filepath.Join(t.TempDir(), "link")
			if err := os.Symlink(filepath.Join(state, "last-good"), link); err != nil {
				t.Fatal(err)
			}
			named := strings.NewReplacer("STATE", state, "LINK", link, "PAGES", filepath.Join(state, "site"))
			status, _, said := call(append(strings.Fields(named.Replace(tt.args)), "--state", state, "--listen", "nowhere")...)
			if want := "kiosk: " + named.Replace(tt.want); status != exitFailed || !strings.Contains(said, want) {
				t.Errorf("status %d, said\n%swant\n%s", status, said, want)
			}
			for name, want := range site {
				if b, err := os.ReadFile(filepath.Join(state, name)); string(b) != want {
					t.Errorf("%s is gone: %v", name, err)
				}
			}
		})
	}
}

func TestTwoKeysAreTold(t *testing.T) {
	state := t.TempDir()
	key(t, filepath.Join(state, "keys"))
	t.Chdir(t.TempDir())
	key(t, "keys")
	here, err := filepath.Abs("keys")
	if err != nil {
		t.Fatal(err)
	}
	_, _, said := call("fingerprint", "--short", "--state", state)
	if want := "kiosk: this is the host key in " + here + "; there is one in " + state + "/keys too, which --keys " + state + "/keys means\n"; said != want {
		t.Errorf("said %q, want %q", said, want)
	}
	if _, _, said := call("fingerprint", "--short", "--keys", state+"/keys"); said != "" {
		t.Errorf("where one is named: %q", said)
	}
}

// TestARestoredKeySaysTheCommandThatMendsIt has root restore keys for a kiosk that is
// another user, and run what the kiosk says.
func TestARestoredKeySaysTheCommandThatMendsIt(t *testing.T) {
	if os.Geteuid() != 0 {
		t.Skip("who is not root cannot give a file away")
	}
	setpriv := kiosktest.Need(t, "setpriv")
	const uid = "65532"
	binary, top := installed(t, 65532)
	for i, tt := range []struct {
		name  string
		spoil func(keys string) error // the folder is the kiosk's, and a key and organisers are in it
		want  string                  // in what it says; KEYS is the folder
	}{
		{"the owner", func(keys string) error { return os.Chown(keys+"/ssh_host_ed25519_key", 0, 0) },
			"the host key KEYS/ssh_host_ed25519_key cannot be read by the kiosk's user; run: chown 65532:65532 KEYS/ssh_host_ed25519_key && chmod 600 KEYS/ssh_host_ed25519_key\n"},
		{"the mode", func(keys string) error { return os.Chmod(keys+"/ssh_host_ed25519_key", 0o644) },
			"can be read by others (mode 0644); run: chmod 600 KEYS/ssh_host_ed25519_key\n"},
		{"both", func(keys string) error {
			if err := os.Chmod(keys+"/ssh_host_ed25519_key", 0o644); err != nil {
				return err
			}
			return os.Chown(keys+"/ssh_host_ed25519_key", 0, 0)
		}, "can be read by others (mode 0644); run: chmod 600 KEYS/ssh_host_ed25519_key && chown 65532:65532 KEYS/ssh_host_ed25519_key (in Kubernetes: defaultMode 0440, and an fsGroup)\n"},
		{"the folder", func(keys string) error { return os.Chown(keys, 0, 0) },
			"the keys folder KEYS cannot be read by the kiosk's user; run: chown 65532:65532 KEYS && chmod 700 KEYS\n"},
		{"a folder that it may not write to", func(keys string) error {
			if err := os.Remove(keys + "/ssh_host_ed25519_key"); err != nil {
				return err
			}
			if err := os.Chmod(keys, 0o755); err != nil {
				return err
			}
			return os.Chown(keys, 0, 0)
		}, "making a host key in KEYS: permission denied; run: chown 65532:65532 KEYS, or name another with --keys\n"},
		{"the organisers' file", func(keys string) error { return os.Chown(keys+"/organisers", 0, 0) },
			"the organisers' keys cannot be read by the kiosk's user, and nobody is let in by them; run: chown 65532:65532 KEYS/organisers"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			folder := filepath.Join(top, strconv.Itoa(i))
			keys := filepath.Join(folder, "keys")
			key(t, keys)
			line, _ := organiserLine(t)
			if err := os.WriteFile(keys+"/organisers", []byte(line), 0o600); err != nil {
				t.Fatal(err)
			}
			if out, err := exec.Command("chown", "-R", uid+":"+uid, folder).CombinedOutput(); err != nil {
				t.Fatal(err, string(out))
			}
			start := func() string {
				// It ends at the port, once it has seen all that is its own.
				cmd := exec.CommandContext(t.Context(), setpriv, "--reuid", uid, "--regid", uid, "--clear-groups", binary, "--keys", keys, "--listen", "nowhere")
				cmd.Env = append(os.Environ(), asProgram+"=1", "KIOSK_STATE="+folder)
				cmd.Dir = folder
				out, _ := cmd.CombinedOutput()
				return string(out)
			}
			const well = "cannot listen on nowhere"
			if got := start(); !strings.Contains(got, well) || strings.Contains(got, "run: ") {
				t.Fatalf("before, it says\n%s", got)
			}
			if err := tt.spoil(keys); err != nil {
				t.Fatal(err)
			}
			said := start()
			if want := strings.ReplaceAll(tt.want, "KEYS", keys); !strings.Contains(said, want) {
				t.Fatalf("it says\n%swant\n%s", said, want)
			}
			_, run, _ := strings.Cut(said, "run: ")
			run = strings.FieldsFunc(run, func(r rune) bool { return r == '\n' || r == ',' || r == '(' || r == '"' })[0]
			if out, err := exec.Command("sh", "-c", run).CombinedOutput(); err != nil {
				t.Fatalf("%s: %v, %s", run, err, out)
			}
			if got := start(); !strings.Contains(got, well) || strings.Contains(got, "run: ") {
				t.Errorf("after %s, it says\n%s", run, got)
			}
		})
	}
}
