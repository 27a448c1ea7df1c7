package settings

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"hackday.example/kiosk/internal/files"
	"hackday.example/kiosk/internal/report"
)

// keys are one of each form.
var keys = []Key{
	{Name: "public", Help: "What visitors type.", Sample: "hackday.example"},
	{Name: "max-sessions", Help: strings.Repeat("Readers at once, and more. ", 9), Sample: "1000", Check: func(v string) error {
		if v == "many" {
			return errors.New("that is no number; write one")
		}
		return nil
	}},
	{Name: "ops-debug", Form: Truth, Help: "Profiles.", Sample: "true"},
	{Name: "venue", Form: List, Help: "Networks.", Sample: "192.0.2.0/24,2001:db8::/48", Check: func(v string) error {
		if v == "nowhere" {
			return errors.New("that is no network")
		}
		return nil
	}, CheckList: func(entries []string) error {
		if len(entries) > 1 && entries[0] == entries[1] {
			return errors.New("that stands there twice; take one out")
		}
		return nil
	}},
	{Name: "content", Form: Folder, Help: "Pages.", Sample: "/srv/our pages #1"},
}

// file writes a settings file.
func file(t testing.TB, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "kiosk.yaml")
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestValues(t *testing.T) {
	for _, tt := range []struct{ name, text, want string }{
		{"nothing", "", ""},
		{"comments", "# public: x\n\n", ""},
		{"a byte order mark and line ends of Windows", "\uFEFFpublic: a\r\nmax-sessions: 2\r\n", "public=a max-sessions=2"},
		{"a document's begin", "---\npublic: a\n", "public=a"},
		{"a number as it is written", "max-sessions: 007", "max-sessions=007"},
		{"a text that begins with a hyphen", "public: -p 2222 hackday.example", "public=-p 2222 hackday.example"},
		{"a comment behind a value", "public: a # b\nmax-sessions: 3 #c", "public=a max-sessions=3"},
		{"an empty text", "public: ''\ncontent: \"\"\nvenue: ''", "public= venue= content="},
		{"true", "ops-debug: true", "ops-debug=true"},
		{"no", "ops-debug: no", "ops-debug=false"},
		{"a truth in quotes", "ops-debug: \"on\"", "ops-debug=true"},
		{"a list", "venue:\n- 192.0.2.0/24\n- 2001:db8::/48\n", "venue=192.0.2.0/24,2001:db8::/48"},
		{"a list on one line", "venue: [192.0.2.0/24, '2001:db8::/48']", "venue=192.0.2.0/24,2001:db8::/48"},
		{"an empty list", "venue: []", "venue="},
		{"a text with commas", "venue: 192.0.2.0/24, 2001:db8::/48", "venue=192.0.2.0/24, 2001:db8::/48"},
		{"a whole path", "content: /srv/pages", "content=/srv/pages"},
		{"a path beside the file", "content: pages", "content=FOLDER/pages"},
		{"a path above the file", "content: ../pages/", "content=UP/pages"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			path := file(t, tt.text)
			f, err := Read(path, keys)
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, k := range keys {
				if v, ok := f.Value(k.Name); ok {
					got = append(got, k.Name+"="+v.Text)
				}
			}
			folder := filepath.Dir(path)
			want := strings.NewReplacer("FOLDER", folder, "UP", filepath.Dir(folder)).Replace(tt.want)
			if got := strings.Join(got, " "); got != want {
				t.Errorf("got %q, want %q", got, want)
			}
		})
	}
}

func TestAValueKnowsItsPlace(t *testing.T) {
	path := file(t, "# ours\npublic: a\nvenue:\n  - 192.0.2.0/24\n")
	f, err := Read(path, keys)
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{"public": path + ":2:9", "venue": path + ":4:3"} {
		if v, ok := f.Value(name); !ok || v.Place() != want {
			t.Errorf("%s stands at %s, want %s", name, v.Place(), want)
		}
	}
	var none *File
	if _, ok := none.Value("public"); ok {
		t.Error("no file says something")
	}
}

func TestWhatIsWrongIsSaidByItsPlace(t *testing.T) {
	const known = "is not known; "
	for _, tt := range []struct {
		name, text string
		want       []string
	}{
		{"an unknown key", "public: a\nsomething: b", []string{`2:1: error: the setting "something" ` + known + `take it out`}},
		{"a slip", "pulbic: a", []string{`1:1: error: the setting "pulbic" ` + known + `write "public" if that is meant, or take it out`}},
		{"letter case", "Public: a", []string{`1:1: error: the setting "Public" ` + known + `write "public" if that is meant, or take it out`}},
		{"as a variable", "KIOSK_MAX_SESSIONS: 3", []string{`1:1: error: the setting "KIOSK_MAX_SESSIONS" ` + known + `write "max-sessions" if that is meant, or take it out`}},
		{"as a flag", "--public: a", []string{`1:1: error: the setting "--public" ` + known + `write "public" if that is meant, or take it out`}},
		{"merged keys", "<<: {public: a}", []string{`1:1: error: the setting "<<" ` + known + `take it out`}},
		{"a repeated key", "public: a\npublic: b", []string{`2:1: error: the key "public" stands here a second time; take one out`}},
		{"no value", "public:\nmax-sessions: ~", []string{`1:1: error: "public" has no value; write one, or take the line out`, `2:1: error: "max-sessions" has no value; write one, or take the line out`}},
		{"a list for a text", "public: [a]", []string{`1:9: error: "public" has to be text or a number, and is a list; it takes one value: write that alone`}},
		{"keys for a text", "public: {a: b}", []string{`1:10: error: "public" has to be text or a number, and is a list of keys; it takes one value: write that alone`}},
		{"a truth for a text", "public: true", []string{`1:9: error: "public" has to be text or a number, and is "true"; put it in quotes if it is meant as text`}},
		{"a text for a truth", "ops-debug: maybe", []string{`1:12: error: "ops-debug" has to be true or false, and is "maybe"; write one of these two`}},
		{"a truth for a list", "venue: true", []string{`1:8: error: "venue" has to be a list of texts, and is "true"; put it in quotes if it is meant as text`}},
		{"a dead alias", "public: *a", []string{`1:9: error: "public" has to be text or a number, and stands for a value that is nowhere here; write the value out, or put it in quotes if the sign before it belongs to it`}},
		{"what cannot be taken", "max-sessions: many", []string{`1:15: error: "max-sessions": that is no number; write one`}},
		{"an entry that cannot be taken", "venue:\n- a\n- nowhere", []string{`3:3: error: "venue": that is no network; write another, or take the line out`}},
		{"one of a text with commas", "venue: a,nowhere", []string{`1:8: error: "venue": that is no network; write another, or take the line out`}},
		{"entries that cannot stand together", "venue:\n- a\n- a", []string{`2:1: error: "venue": that stands there twice; take one out`}},
		{"the same in a text", "venue: a,a", []string{`1:8: error: "venue": that stands there twice; take one out`}},
		{"an entry with a comma", "venue: ['a,b']", []string{`1:9: error: an entry of "venue" has to be one text, without commas, and is "a,b"; give each a line of its own, behind "- "`}},
		{"a list in a list", "venue: [[a]]", []string{`1:9: error: an entry of "venue" has to be one text, without commas, and is a list; give each a line of its own, behind "- "`}},
		{"several lines", "public: |\n  a\n  b\n", []string{`1:9: error: "public" has to stand on one line, without control characters; take them out`}},
		{"an escape", `public: "a\eb"`, []string{`1:9: error: "public" has to stand on one line, without control characters; take them out`}},
		{"no YAML", "public: 'a", []string{`1:9: error: this is not YAML that can be read (could not find end character of single-quoted text); check colons, quotes and indentation`}},
		{"a tab", "venue:\n\t- a\n", []string{`2:1: error: a tab stands here; indent by blanks: YAML takes nothing else`}},
		{"not UTF-8", "# caf\xc3\xa9\npublic: caf\xe9\n", []string{`2:12: error: this is not UTF-8; save the file as UTF-8`}},
		{"a control character in a comment", "public: a\n# \x00\n", []string{`2:3: error: this is the control character U+0000; take it out`}},
		{"words", "words\n", []string{`1:1: error: here are no keys; write each as "key: value", for example "public: hackday.example"`}},
		{"two documents", "public: a\n---\npublic: b\n", []string{`3:1: error: a second document begins here, and only the first is read; take out the line "---" above it`}},
		{"all of it", "venue: nowhere\nx: y\nmax-sessions: many", []string{
			`1:8: error: "venue": that is no network; write another, or take the line out`,
			`2:1: error: the setting "x" ` + known + `take it out`,
			`3:15: error: "max-sessions": that is no number; write one`,
		}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			path := file(t, tt.text)
			f, err := Read(path, keys)
			var r *report.Error
			if !errors.As(err, &r) || f != nil {
				t.Fatalf("%v, %v", f, err)
			}
			if diff := cmp.Diff(tt.want, strings.Split(strings.ReplaceAll(err.Error(), path+":", ""), "\n")); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestFilesThatAreNotRead(t *testing.T) {
	large := file(t, strings.Repeat("#", MaxBytes+1))
	open := file(t, "public: a\n")
	if err := os.Chmod(open, 0o646); err != nil {
		t.Fatal(err)
	}
	folder := t.TempDir()
	square := filepath.Join(t.TempDir(), "square")
	if err := errors.Join(os.Mkdir(square, 0o700), os.Chmod(square, 0o777)); err != nil {
		t.Fatal(err)
	}
	swapped := filepath.Join(square, "kiosk.yaml")
	if err := os.WriteFile(swapped, []byte("public: a\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]string{
		swapped: "anyone may put another file in the place of the settings file " + swapped + "; run: chmod o-w " + square,
		large:   fmt.Sprintf("the settings file %s has %d bytes, and %d is the most; take out comments", large, MaxBytes+1, MaxBytes),
		folder:  "the settings file " + folder + " is not a regular file; name another",
		open:    "anyone may write to the settings file " + open + " (mode 0646); run: chmod o-w " + open,
	} {
		if (path == open || path == swapped) && !files.ModesProtect {
			continue
		}
		if _, err := Read(path, keys); err == nil || err.Error() != want {
			t.Errorf("%v, want %s", err, want)
		}
	}
	nowhere := filepath.Join(folder, "nowhere")
	if _, err := Read(nowhere, keys); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("where there is none: %v", err)
	}
}

func TestTheExampleSetsNothingAndAllOfItCanBeSet(t *testing.T) {
	text := Example([]string{"Ours.", ""}, keys)
	const want = "# Ours.\n#\n\n# What visitors type.\n#public: hackday.example\n\n# Readers at once, and more."
	if !strings.HasPrefix(text, want) {
		t.Errorf("it begins\n%s", text)
	}
	for line := range strings.Lines(text) {
		if len(line) > lineWidth+1 || line != "\n" && line[0] != '#' {
			t.Errorf("a line is %q", line)
		}
	}
	if f, err := Read(file(t, text), keys); err != nil || len(f.values) > 0 {
		t.Errorf("%v, %v", f, err)
	}
	for _, k := range keys {
		text = strings.ReplaceAll(text, "\n#"+k.Name+":", "\n"+k.Name+":")
	}
	f, err := Read(file(t, text), keys)
	if err != nil {
		t.Fatal(err)
	}
	for _, k := range keys {
		if v, ok := f.Value(k.Name); !ok || v.Text != k.Sample {
			t.Errorf("%s is %q, want %q", k.Name, v.Text, k.Sample)
		}
	}
}

func FuzzRead(f *testing.F) {
	for _, text := range []string{"public: a\n", "venue: [a, b]\n", "a: &a [*a]\npublic: *a", "public: \"\n", "<<: *x", "? - a\n: b", "venue:\n\t- a", "ops-debug: yes", "--- \n...\n---\n"} {
		f.Add(text)
	}
	path := filepath.Join(f.TempDir(), "kiosk.yaml")
	f.Fuzz(func(t *testing.T, text string) {
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		read, err := Read(path, keys)
		if (read == nil) == (err == nil) {
			t.Fatalf("%v, %v", read, err)
		}
		if err != nil {
			for line := range strings.SplitSeq(err.Error(), "\n") {
				if !strings.HasPrefix(line, path+":") && !strings.Contains(line, "settings file") {
					t.Errorf("%q says %q", text, line)
				}
			}
			return
		}
		for _, k := range keys {
			if v, ok := read.Value(k.Name); ok && (v.Line < 1 || strings.ContainsAny(v.Text, "\n\x00\x1b")) {
				t.Errorf("%q: %s is %+v", text, k.Name, v)
			}
		}
	})
}
