package library

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"hackday.example/kiosk/internal/document"
	"hackday.example/kiosk/internal/kiosktest/papers"
	"hackday.example/kiosk/internal/kiosktest/race"
)

// reader is this test binary as a child that reads PDFs. With the race detector that takes
// ten times as long, so it is built without: a child shares no memory with us.
func reader(t *testing.T) string {
	t.Helper()
	path, err := os.Executable() // a name that is its own under strace, too
	if race.Enabled {
		path = filepath.Join(t.TempDir(), "reader")
		var out []byte
		if out, err = exec.CommandContext(t.Context(), "go", "test", "-c", "-o", path, ".").CombinedOutput(); err != nil {
			err = fmt.Errorf("building it: %w\n%s", err, out)
		}
	}
	if err != nil {
		t.Fatal(err)
	}
	return path
}

// real has the child read PDFs, as kiosk's does.
var real = []string{"READ=PDF"}

func TestTheChildReadsPDFs(t *testing.T) {
	h := build(t, Options{Folder: filepath.Join(t.TempDir(), "cache"), Environment: real, Command: []string{reader(t), CommandName}}, map[string]string{
		"talk.pdf": string(papers.Talk()), "scan.pdf": string(papers.Scan()), "text.pdf": "this is no PDF", "empty.pdf": "",
	}).run()
	for name := range h.docs {
		h.ask(name)
	}
	h.wait()
	if talk := h.ask("talk.pdf"); talk.State != document.Ready || talk.Pages != 10 || !strings.Contains(talk.Markdown, "## ") {
		t.Errorf("the talk is %v, of %d pages:\n%.500s", talk.State, talk.Pages, talk.Markdown)
	}
	if scan := h.ask("scan.pdf"); scan.State != document.Ready || len(scan.Pictures) != 2 {
		t.Errorf("the scan is %v, with %d pictures", scan.State, len(scan.Pictures))
	}
	for _, name := range []string{"text.pdf", "empty.pdf"} {
		if got := h.ask(name); got.State != document.Broken {
			t.Errorf("%s is %v", name, got.State)
		}
	}
	if h.child.Busy() {
		t.Error("the child is there, and has nothing to do")
	}
}
