package internal_test

import (
	"bytes"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

const module = "hackday.example/kiosk/"

// apart is what a room must not know, by itself or through others.
var apart = map[string][]string{
	"cells":       {module},
	"clean":       {module},
	"reading":     {module + "internal/tui", module + "internal/linear", module + "internal/sshd", "golang.org/x/crypto"},
	"linear":      {module + "internal/tui", module + "internal/sshd", "golang.org/x/crypto"},
	"tui":         {module + "internal/sshd", module + "internal/console", "golang.org/x/crypto"},
	"console":     {module + "internal/sshd", module + "internal/command", "golang.org/x/crypto"},
	"command":     {module + "internal/sshd", "golang.org/x/crypto"},
	"layout":      {module + "internal/sshd", module + "internal/terminal", "golang.org/x/crypto"},
	"site":        {module + "internal/sshd", module + "internal/terminal", module + "internal/layout", "charm.land", "golang.org/x/crypto"},
	"webpage":     {module + "internal/site", module + "internal/layout", "charm.land", "github.com/yuin", "golang.org/x/crypto"},
	"dom":         {module},
	"visitor":     {module}, // it knows nothing of what serves
	"grant":       {module},
	"rehearsal":   {module + "internal/sshd", module + "internal/command"},
	"frontmatter": {module + "internal/site"},
	"dialect":     {module + "internal/site"},
	"markdown":    {module + "internal/site", module + "internal/layout", "charm.land", "github.com/yuin", "golang.org/x/crypto"},
	"folder":      {module + "internal/sshd", module + "internal/terminal", module + "internal/layout", "charm.land", "golang.org/x/crypto"},
	"extract":     {module + "internal/folder", module + "internal/sshd", module + "internal/terminal", module + "internal/layout", "charm.land", "golang.org/x/crypto"},
	"report":      {module + "internal/site"},
	"settings":    {module + "internal/site", module + "internal/hostkey", "github.com/alecthomas"},
	"search":      {module + "internal/tui", module + "internal/terminal", module + "internal/sshd", module + "internal/layout", "charm.land", "golang.org/x/crypto"},
	"fold":        {module},
	"manual":      {module},
	"release":     {module},
	"pdf":         {"charm.land", "golang.org/x/crypto"},
	"confined":    {module},
	"gallery":     {module + "internal/site", module + "internal/sshd", module + "internal/layout", "charm.land", "golang.org/x/crypto"},
	"library":     {module + "internal/sshd", module + "internal/layout", "charm.land", "golang.org/x/crypto"},
	"download":    {module + "internal/sshd", module + "internal/layout", "charm.land", "golang.org/x/crypto", "github.com/pkg/sftp"},
	"lastgood":    {module + "internal/live", module + "internal/sshd", module + "internal/layout", "charm.land", "golang.org/x/crypto"},
	"peers":       {"charm.land", module + "internal/sshd", module + "internal/command", module + "internal/tui", module + "internal/terminal"},
	"sftpd":       {module + "internal/sshd", module + "internal/layout", "charm.land"},
}

func TestRoomsAreApart(t *testing.T) {
	for room, others := range apart {
		out, err := exec.Command("go", "list", "-deps", "./"+room).Output()
		if err != nil {
			t.Fatalf("go list of %s: %v", room, err)
		}
		for _, dep := range strings.Fields(string(out)) {
			for _, other := range others {
				if strings.HasPrefix(dep, other) && dep != module+"internal/"+room {
					t.Errorf("%s knows %s", room, dep)
				}
			}
		}
	}
}

// alone is the rooms that a room may know, where they are few.
var alone = map[string][]string{
	"document": nil,
	"ledger":   nil,
	"picture":  nil,
	"when":     {"clean", "nearest"},
	"gallery":  {"confined", "picture", "turns"},
	"peers":    {"clean", "ledger", "replica"},
	"replica":  {"clean", "ledger"},
	"reflow":   {"cells", "clean", "document"},
	"pdf":      {"cells", "clean", "document", "reflow"},
}

func TestSomeRoomsKnowFewOthers(t *testing.T) {
	for room, known := range alone {
		out, err := exec.Command("go", "list", "-deps", "./"+room).Output()
		if err != nil {
			t.Fatalf("go list of %s: %v", room, err)
		}
		for _, dep := range strings.Fields(string(out)) {
			if other, ours := strings.CutPrefix(dep, module+"internal/"); ours && other != room && !slices.Contains(known, other) {
				t.Errorf("%s knows %s", room, other)
			}
		}
	}
}

// machinery is what a program's command line leaves to rooms.
var machinery = []string{`"sync"`, `"sync/atomic"`, `"unsafe"`, `"golang.org/x/sys/`}

func TestTheCommandIsFlagsAndWiring(t *testing.T) {
	each(t, "../cmd", func(path string, text []byte) {
		for _, m := range machinery {
			if bytes.Contains(text, []byte("\t"+m)) {
				t.Errorf("%s imports %s", path, m)
			}
		}
	})
}

func TestFilesAreShort(t *testing.T) {
	const most = 400 // lines
	each(t, "..", func(path string, text []byte) {
		if n := bytes.Count(text, []byte("\n")); n > most {
			t.Errorf("%s has %d lines, and %d is the most", path, n, most)
		}
	})
}

// each calls f for every file of Go in a folder, but for tests.
func each(t *testing.T, folder string, f func(path string, text []byte)) {
	t.Helper()
	err := filepath.WalkDir(folder, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		text, err := os.ReadFile(path)
		f(path, text)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestEveryRoomIsInTheReadme(t *testing.T) {
	readme, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	rooms, err := os.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range rooms {
		if r.IsDir() && !bytes.Contains(readme, []byte("`"+r.Name()+"`")) {
			t.Errorf("README.md does not say what %s is for", r.Name())
		}
	}
}
