package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestTheStatusOfSeveralKiosksNamesWhatIsWrong(t *testing.T) {
	u := unite(t, threeHosts)
	var folders []string
	for _, m := range u.members {
		folder := write(t, map[string]string{"site.yaml": "title: T\nurl: https://example.org\n", "page.md": "---\ntitle: P\n---\nWords.\n"})
		m.args = append(m.args, "--content", folder)
		folders = append(folders, folder)
	}
	u.start()
	well := u.ask(0, "status")
	if strings.Contains(well, "look at") || !strings.Contains(well, "all 3 answer") || strings.Count(well, " now, ") != 4 {
		t.Errorf("while all is well, status says\n%s", well)
	}
	if out := u.ask(0, "reload"); !strings.Contains(out, "shown already: 1 page.") {
		t.Errorf("reload says\n%s", out)
	}
	if err := os.WriteFile(filepath.Join(folders[1], "page.md"), []byte("---\ntitle: P\n---\nOther words.\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(folders[2], folders[2]+".away"); err != nil {
		t.Fatal(err)
	}
	if out, err := u.organiser(u.members[0].address, "reload"); err == nil || !strings.Contains(squeezed(out), squeezed("To make them the same: copy the right ones to all, then reload.")) {
		t.Errorf("%v, reload says\n%s", err, out)
	}
	status := u.ask(0, "status")
	t.Logf("status says\n%s", status)
	for _, want := range []string{"not the same: ", "look at the pages are not the same: copy those of most to 127.0.0.3", "look at 127.0.0.4: pages: not loaded since "} {
		if !strings.Contains(squeezed(status), squeezed(want)) {
			t.Errorf("%q is not in it", want)
		}
	}
	if one := u.ask(0, "status", "--replica", "127.0.0.4"); !strings.Contains(one, "not loaded since") || !strings.Contains(one, "running") {
		t.Errorf("of one it says\n%s", one)
	}
}
