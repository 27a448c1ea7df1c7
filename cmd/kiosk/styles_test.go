package main

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"hackday.example/kiosk/internal/kiosktest"
)

func TestServeRefusesAStyleThatCannotBeRead(t *testing.T) {
	folder := write(t, map[string]string{"site.yaml": "title: T\nurl: https://e.org\nstyle: dracula\n", "page.md": "---\ntitle: P\n---\nText.\n"})
	var out, errors bytes.Buffer
	status := run(context.Background(), []string{"serve", "--content", folder, "--listen", "127.0.0.1:0", "--keys", filepath.Join(t.TempDir(), "keys")}, streams{&out, &errors})
	const want = "site.yaml:3:8: error: the style dracula: code_block.chroma.comment #6272A4 on #303030: 2.8:1; 4.5:1 is the least"
	if says := errors.String(); status != 1 || !strings.Contains(says, want) || !strings.Contains(says, "--allow-low-contrast") {
		t.Errorf("%d, %s", status, says)
	}
	serve(t, "--content", folder, "--allow-low-contrast")
}

func TestABadStyleLeavesTheOldSite(t *testing.T) {
	folder := write(t, map[string]string{"site.yaml": "title: T\nurl: https://e.org\n", "page.md": "---\ntitle: P\n---\nText.\n"})
	_, _, _, said := serve(t, "--content", folder, "--ops", ":0")
	ops := opsAddress(t, said)
	for _, tt := range []struct{ style, want string }{
		{"dracula", "kiosk_last_reload_successful 0\n"},
		{"pink", "kiosk_last_reload_successful 1\n"},
		{"nothing.json", "kiosk_last_reload_successful 0\n"},
	} {
		if err := os.WriteFile(filepath.Join(folder, "site.yaml"), []byte("title: T\nurl: https://e.org\nstyle: "+tt.style+"\n"), 0o600); err != nil {
			t.Fatal(err)
		}
		kiosktest.Settle(t, tt.style+": "+tt.want, 15*time.Second, func() bool {
			_, scrape := get(t, "http://"+ops+"/metrics")
			return strings.Contains(scrape, tt.want)
		})
	}
}
