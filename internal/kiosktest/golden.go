package kiosktest

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// update is the one -update flag of a test binary: a package whose tests
// import this one must not define another.
var update = flag.Bool("update", false, "rewrite the golden files with what the tests got")

// Golden compares what a test got with a golden file, whose path is relative to
// the package's directory: "testdata/front-page.golden". Where they differ the
// test goes on and has failed, with the lines that differ; with the flag
// -update the file is rewritten instead.
func Golden(t testing.TB, path, got string) {
	t.Helper()
	if *update {
		writeGolden(t, path, got)
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Errorf("reading the golden file: %v\n%s", err, howToUpdate(t))
		return
	}
	if string(want) == got {
		return
	}
	t.Errorf("%s differs (-file +got):\n%s%s", path, diffLines(string(want), got), howToUpdate(t))
}

func writeGolden(t testing.TB, path, got string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatalf("making the directory of the golden file: %v", err)
	}
	if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
		t.Fatalf("writing the golden file: %v", err)
	}
}

// diffLines compares line by line, so that each stands in the diff as it is in
// the file, with what cannot be seen escaped.
func diffLines(want, got string) string {
	return cmp.Diff(strings.Split(want, "\n"), strings.Split(got, "\n"))
}

// howToUpdate is the command that rewrites the golden files of a test.
func howToUpdate(t testing.TB) string {
	return "if this is how it should be, run in this directory: go test -run '^" + t.Name() + "$' . -update"
}
