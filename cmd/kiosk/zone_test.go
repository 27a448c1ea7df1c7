package main

import (
	"bytes"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"hackday.example/kiosk/internal/kiosktest"
)

func TestAZoneThatIsNotKnownIsAnErrorAtTheStart(t *testing.T) {
	t.Setenv("TZ", "GMT0BST")
	for _, command := range []string{"serve", "check", "preview"} {
		var out, errors bytes.Buffer
		status := run(context.Background(), []string{command}, streams{&out, &errors})
		if want := "the time zone TZ=GMT0BST is not known; did you mean TZ=Europe/London?"; status != exitFailed || !strings.Contains(errors.String(), want) {
			t.Errorf("%s: %d, %s, want %s", command, status, errors.String(), want)
		}
	}
	var out, errors bytes.Buffer
	if status := run(context.Background(), []string{"version"}, streams{&out, &errors}); status != exitDone {
		t.Errorf("version, which tells no time: %d, %s", status, errors.String())
	}
}

func TestTheZonesAreBuiltIn(t *testing.T) {
	out, err := exec.Command("go", "list", "-deps", ".").Output()
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Contains(strings.Fields(string(out)), "time/tzdata") {
		t.Error("time/tzdata is not in the program: where the machine has no zones, every TZ is UTC")
	}
}

func TestLengthsOfTimeInFlagsAreReadAsPeopleTypeThem(t *testing.T) {
	for given, want := range map[string]string{
		"30":      `"30" has no unit; write 30s for seconds, or 30m for minutes`,
		"soon":    `"soon" is no length of time that can be read; write one such as 30s, 2m or 1h30m`,
		"2 hours": "--drain is 2h0m0s; it has to be between 0s and 1h0m0s",
	} {
		var out, errors bytes.Buffer
		status := run(context.Background(), []string{"serve", "--drain", given}, streams{&out, &errors})
		if status == exitDone || !strings.Contains(errors.String(), want) {
			t.Errorf("--drain %q: %d, %s, want %s", given, status, errors.String(), want)
		}
	}
}

func TestCheckLooksAtAnnouncements(t *testing.T) {
	folder := t.TempDir()
	for name, text := range map[string]string{
		"1.md":      "Lunch is served.\n",
		"2.md":      "---\nuntil: 01/02/2027\n---\nTea.\n",
		"lunch.txt": "Lunch\n",
	} {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	check := func(args ...string) (int, string) {
		var out, errors bytes.Buffer
		status := run(context.Background(), append([]string{"check"}, args...), streams{&out, &errors})
		return status, out.String() + errors.String()
	}
	want := filepath.Join(folder, "2.md") + `:2:8: error: until: "01/02/2027" may mean several days; write 2027-02-01, or 2027-01-02` + "\n" +
		filepath.Join(folder, "lunch.txt") + ": advice: this is not shown, for its name does not end in .md; name it lunch.md, or take it out\n" +
		"looked at 2 files (1.md, 2.md) in " + folder + ": 1 error, 1 piece of advice\n"
	if status, said := check("--announcements", folder); status != exitFailed || said != want {
		t.Errorf("%d,\n%swant\n%s", status, said, want)
	}
	if status, said := check("--announcements", filepath.Join(folder, "none")); status != exitFailed || !strings.Contains(said, "is not there") {
		t.Errorf("a folder that is not there: %d, %s", status, said)
	}
	// By the variable it is looked at beside the pages, whose fault it is not.
	t.Setenv("KIOSK_ANNOUNCEMENTS", folder)
	if status, said := check(); status != exitDone || !strings.Contains(said, want) || !strings.Contains(said, "in the built-in pages: ") {
		t.Errorf("beside the pages: %d, %s", status, said)
	}
	os.Unsetenv("KIOSK_ANNOUNCEMENTS") // t.Setenv puts back what it was
	settings := filepath.Join(t.TempDir(), "kiosk.yaml")
	if err := os.WriteFile(settings, []byte("announcements: "+folder+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if status, said := check("--config", settings); status != exitDone || !strings.Contains(said, want) {
		t.Errorf("by the settings file: %d, %s", status, said)
	}
}

func TestWhatIsWrongWithAnnouncementsIsInTheLogOnce(t *testing.T) {
	folder := t.TempDir()
	past := time.Now().Add(-time.Hour).Format("2006-01-02 15:04")
	for name, text := range map[string]string{"1.md": "---\nuntil: " + past + "\n---\nOver.\n", "lunch.txt": "Lunch\n"} {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	_, _, _, log := serve(t, "--announcements", folder)
	says := func(text string) {
		t.Helper()
		kiosktest.Settle(t, "the log to say "+text, patience, func() bool { return strings.Contains(log.String(), text) })
	}
	says("an announcement is over, and is not shown: 1.md")
	says("lunch.txt: advice: this is not shown")
	if err := os.WriteFile(filepath.Join(folder, "3.md"), []byte("Tea.\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	says(`msg="the announcements changed" announcements=1`)
	for _, once := range []string{"an announcement is over", "this is not shown"} {
		if n := strings.Count(log.String(), once); n != 1 {
			t.Errorf("%q is in the log %d times:\n%s", once, n, log)
		}
	}
}
