package folder

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"hackday.example/kiosk/internal/files"
	"hackday.example/kiosk/internal/kiosktest/race"
)

func TestAFolderIsReadWithinItsBounds(t *testing.T) {
	if race.Enabled {
		return // one goroutine walks, and .ci/run has it walk without the race detector
	}
	page := &fstest.MapFile{Data: []byte("# P\n")}
	many := fstest.MapFS{"index.md": page}
	for i := range files.MaxFiles {
		many[fmt.Sprintf("other/%d", i)] = &fstest.MapFile{}
	}
	wide := fstest.MapFS{"index.md": page}
	for i := range files.MaxFolders {
		wide[fmt.Sprintf("%d/x", i)] = &fstest.MapFile{}
	}
	deep := fstest.MapFS{"index.md": page, strings.Repeat("a/", files.MaxDepth) + "b.md": page}
	for name, folder := range map[string]fstest.MapFS{"files": many, "folders": wide, "depth": deep} {
		tree := walk(folder, func(string) bool { return false })
		if tree.full == "" || len(tree.files) > files.MaxFiles || len(tree.folders) > files.MaxFolders {
			t.Errorf("%s: %d files and %d folders are kept, and it says %q", name, len(tree.files), len(tree.folders), tree.full)
		}
	}
	if r := new(Loader).Load(deep, Options{}); r.Site == nil || len(r.Site.Pages) != 1 || r.Kinds[tooMuch] != 1 {
		t.Errorf("%v", r.Problems)
	}
}
