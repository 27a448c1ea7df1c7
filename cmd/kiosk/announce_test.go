package main

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"hackday.example/kiosk/internal/kiosktest"
)

func TestAnnouncementsAreNoPages(t *testing.T) {
	folder := write(t, map[string]string{
		"site.yaml": "title: T\nurl: https://example.org\n",
		"page.md":   "---\ntitle: P\n---\nWords.\n",
	})
	_, _, _, log := serve(t, "--content", folder)
	says := func(what string) {
		t.Helper()
		kiosktest.Settle(t, "the log to say "+what, patience, func() bool { return strings.Contains(log.String(), what) })
	}
	dir := filepath.Join(folder, announcementsFolder)
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(dir, "lunch.md")
	put := func(text string) {
		t.Helper()
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	put("Lunch is served.\n")
	says(`msg="the announcements changed" announcements=1`)
	put("Lunch\x1b[2J\n")
	says(file + `:1:6: error: U+001B ESCAPE`)
	says(`msg="the announcements changed" announcements=0`)
	if strings.Contains(log.String(), "the pages") {
		t.Errorf("the pages were looked at:\n%s", log.String())
	}
}

func TestWhereAnnouncementsAre(t *testing.T) {
	for _, tt := range []struct {
		name                   string
		content, announcements string
		folder                 string
		passedOver             string
	}{
		{"built-in pages", "", "", "", ""},
		{"built-in pages and a folder", "", "a", "a", ""},
		{"by default", "pages", "", "pages/announcements", "announcements"},
		{"elsewhere", "pages", "/srv/announcements", "/srv/announcements", ""},
		{"beside", "pages", "pages-announcements", "pages-announcements", ""},
		{"deeper", "pages", "pages/../pages/x/y/", "pages/../pages/x/y/", "x/y"},
	} {
		c := &serveCommand{}
		c.Content, c.Announcements = tt.content, tt.announcements
		if got := c.announcements(); got != tt.folder {
			t.Errorf("%s: they are in %q, want %q", tt.name, got, tt.folder)
		}
		if got := strings.Join(c.passedOver(), " "); got != tt.passedOver {
			t.Errorf("%s: %q is passed over, want %q", tt.name, got, tt.passedOver)
		}
	}
	folder := write(t, map[string]string{
		"site.yaml": "title: T\nurl: https://example.org\n",
		"page.md":   "---\ntitle: P\n---\nWords.\n",
	})
	var out, errors bytes.Buffer
	status := run(context.Background(), []string{"--content", folder, "--announcements", folder + "/."}, streams{&out, &errors})
	if want := "kiosk: --announcements " + folder + "/. is the folder of the pages\nhint: give announcements a folder of their own, for example " + folder + "/announcements\n"; status != 1 || errors.String() != want {
		t.Errorf("status %d, %s", status, errors.String())
	}
}
