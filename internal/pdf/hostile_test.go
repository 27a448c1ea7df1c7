package pdf

import (
	"bufio"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"hackday.example/kiosk/internal/document"
	"hackday.example/kiosk/internal/kiosktest"
	"hackday.example/kiosk/internal/kiosktest/bombs"
	"hackday.example/kiosk/internal/kiosktest/papers"
	"hackday.example/kiosk/internal/kiosktest/race"
)

// hostileTime is the processor time that a hostile document has here, so that those
// which take all they are given do not take half an hour.
const hostileTime = 300 * time.Millisecond

// readHostile reads a hostile document and then an honest one.
func readHostile(t *testing.T, r *Reader, name string, content, honest []byte) {
	t.Helper()
	r.maxTime = hostileTime
	d, state := r.read(t.Context(), content)
	if used := r.engine.memory.used; used > MemoryBytes {
		t.Errorf("%s: %d bytes of memory are used", name, used)
	}
	glyphs, links, rules, pictures := 0, 0, 0, 0
	if d != nil {
		for _, p := range d.Pages {
			glyphs, links, rules, pictures = glyphs+len(p.Glyphs), links+len(p.Links), rules+len(p.Rules), pictures+len(p.Picture)
		}
		if len(d.Pages) > document.MaxPages || len(d.Bookmarks) > maxBookmarks ||
			glyphs > maxGlyphs || links > maxLinks || rules > maxRules || pictures > document.MaxAllPictures {
			t.Errorf("%s: %d pages, %d bookmarks, %d glyphs, %d links, %d rules, %d bytes of pictures", name,
				len(d.Pages), len(d.Bookmarks), glyphs, links, rules, pictures)
		}
	}
	r.maxTime = document.MaxTime
	if d, next := r.read(t.Context(), honest); next != document.Ready || !strings.Contains(runes(d.Pages[0]), "page 1") {
		t.Fatalf("after %s, which is %v, the next document is %v", name, state, next)
	}
}

func TestHostileDocumentsEndWithinTheirLimits(t *testing.T) {
	r := newReader(t)
	honest := pages(t, 1, nil)
	for i, f := range bombs.PDF() {
		if race.Enabled && i%10 != 0 {
			continue // all are read without the race detector
		}
		readHostile(t, r, f.Name, f.Content, honest)
	}
}

func TestDamagedDocumentsEndWithinTheirLimits(t *testing.T) {
	r := newReader(t)
	honest := pages(t, 1, nil)
	n := 40
	if race.Enabled {
		n = 2
	}
	for _, content := range [][]byte{papers.Talk(), papers.Scan(), papers.Report()} {
		for i, m := range bombs.Mutants(content, n) {
			readHostile(t, r, fmt.Sprintf("mutant %d of a paper of %d bytes", i, len(content)), m, honest)
		}
	}
}

// readingBegins is what TestMain's process says when the Reader is made.
const readingBegins = "the reading begins"

// TestMain reads hostile documents where it is asked to, without a right to open a file.
func TestMain(m *testing.M) {
	if os.Getenv("KIOSK_TEST_READ_PDF") == "" {
		os.Exit(m.Run())
	}
	if err := readWithoutFiles(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// forbidden are calls of the system that open something.
var forbidden = regexp.MustCompile(`\b(open|openat|openat2|creat|socket|connect|bind|execve|memfd_create|pipe2)\(`)

func TestReadingOpensNothing(t *testing.T) {
	strace := kiosktest.Need(t, "strace")
	trace := filepath.Join(t.TempDir(), "trace")
	cmd := exec.Command(strace, "-f", "-o", trace, "-e", "trace=%network,%file,write,memfd_create,pipe2", os.Args[0])
	cmd.Env = append(os.Environ(), "KIOSK_TEST_READ_PDF=1")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("reading: %v: %s", err, out)
	}
	f, err := os.Open(trace)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	begun, opened := false, 0
	lines := bufio.NewScanner(f)
	for lines.Scan() {
		switch {
		case strings.Contains(lines.Text(), readingBegins):
			begun = true
		case !begun && forbidden.MatchString(lines.Text()):
			opened++
		case begun && forbidden.MatchString(lines.Text()):
			t.Errorf("while it reads: %s", lines.Text())
		}
	}
	if !begun || opened == 0 {
		t.Error("the trace does not show how it starts")
	}
}
