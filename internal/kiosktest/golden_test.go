package kiosktest

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestGoldenComparesAndRewrites(t *testing.T) {
	path := filepath.Join(t.TempDir(), "testdata", "screen.golden")
	golden := func(got string, rewrite bool) *trial {
		t.Helper()
		defer func(was bool) { *update = was }(*update)
		*update = rewrite
		return try(t, func(tb testing.TB) { Golden(tb, path, got) })
	}

	if tr := golden("one\ntwo\n", false); !tr.failed || !strings.Contains(tr.said, "-update") {
		t.Errorf("of a missing file it said %q", tr.said)
	}
	if tr := golden("one\ntwo\n", true); tr.failed {
		t.Errorf("writing the file failed: %s", tr.said)
	}
	if text, err := os.ReadFile(path); err != nil || string(text) != "one\ntwo\n" {
		t.Errorf("the file has %q, %v", text, err)
	}
	if tr := golden("one\ntwo\n", false); tr.failed {
		t.Errorf("the same text failed: %s", tr.said)
	}
	tr := golden("one\nthree\n", false)
	for _, want := range []string{`"two"`, `"three"`, "go test -run '^" + t.Name() + "$' . -update"} {
		if !tr.failed || !strings.Contains(tr.said, want) {
			t.Errorf("%q is not in what it said: %s", want, tr.said)
		}
	}
}
