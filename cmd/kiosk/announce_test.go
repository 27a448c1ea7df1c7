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
	_, _, _, log := serve(t, "--content", folder, "--announcements", filepath.Join(folder, announcementsFolder))
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

func TestAnnouncementsAmongThePagesAreStillRead(t *testing.T) {
	folder := write(t, map[string]string{
		"page.md":               "# A page\n",
		"announcements/0001.md": "Lunch is served.\n",
	})
	_, _, _, log := serve(t, "--content", folder)
	kiosktest.Settle(t, "the announcement", patience, func() bool {
		return strings.Contains(log.String(), `msg="the announcements changed" announcements=1`)
	})
	if got := say(t, "kiosk check --json "+folder); !strings.Contains(got, `"pages": 1,`) || !strings.Contains(got, "this folder holds announcements") {
		t.Errorf("check said %s", got)
	}
}

func TestWhereAnnouncementsAre(t *testing.T) {
	inside := write(t, map[string]string{
		"page.md":                    "Words.\n",
		"announcements/0001.md":      "---\nuntil: 2026-11-25 13:30\n---\nLunch is served.\n",
		"announcements/2-lunch.md":   "Lunch\nis over.\n",
		"announcements/README.md":    "# What this is\n\nAnnouncements.\n",
		"announcements/.0003.md.new": "x",
	})
	pages := write(t, map[string]string{
		"page.md":                "Words.\n",
		"announcements/first.md": "Lunch is served.\n",
		"announcements/index.md": "---\ntitle: News\n---\nWords.\n",
	})
	long := write(t, map[string]string{"page.md": "Words.\n", "announcements/1.md": "One.\n\nAnd more.\n"})
	built := write(t, map[string]string{"index.html": "<p>Words.", "announcements/0001.md": "Lunch is served.\n"})
	for _, tt := range []struct {
		name                         string
		content, announcements, keys string
		state                        string
		folder                       string
		passedOver                   string
	}{
		{"built-in pages", "", "", "keys", "", "announcements", ""},
		{"built-in pages and a folder", "", "a", "keys", "", "a", ""},
		{"by default", "pages", "", "keys", "", "announcements", ""},
		{"beside keys elsewhere", "pages", "", "/srv/kiosk/keys/", "", "/srv/kiosk/announcements", ""},
		{"in the state folder", "pages", "", "keys", "/var/lib/kiosk:/var/lib/other", "/var/lib/kiosk/announcements", ""},
		{"keys among the pages", "pages", "", "pages/keys", "", "pages/keys/announcements", "keys/announcements"},
		{"elsewhere", "pages", "/srv/announcements", "keys", "/var/lib/kiosk", "/srv/announcements", ""},
		{"beside", "pages", "pages-announcements", "keys", "", "pages-announcements", ""},
		{"deeper", "pages", "pages/../pages/x/y/", "keys", "", "pages/../pages/x/y/", "x/y"},
		{"announcements inside", inside, "", "keys", "/var/lib/kiosk", inside + "/announcements", "announcements"},
		{"pages of that name", pages, "", "keys", "", "announcements", ""},
		{"a page of that name", long, "", "keys", "", "announcements", ""},
		{"a built folder", built, "", "keys", "", "announcements", ""},
	} {
		t.Setenv("STATE_DIRECTORY", tt.state)
		c := &serveCommand{}
		c.Content, c.Announcements, c.Keys = tt.content, tt.announcements, tt.keys
		got := c.announcements()
		if got != tt.folder {
			t.Errorf("%s: they are in %q, want %q", tt.name, got, tt.folder)
		}
		if got := strings.Join(c.passedOver(got), " "); got != tt.passedOver {
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
