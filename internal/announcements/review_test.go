package announcements_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	. "hackday.example/kiosk/internal/announcements"
	"hackday.example/kiosk/internal/kiosktest"
)

func TestReviewNamesWhatIsNotShownAsItMayBeMeant(t *testing.T) {
	folder := t.TempDir()
	for name, text := range map[string]string{
		"1-good.md":          "Good\n",
		"1-same.md":          "The same number\n",
		"0011-0a1b2c3d.md":   "Kiosks chose\n",
		"0011-1a1b2c3d.md":   "these numbers\n",
		"11-tea_0a1b2c3d.md": "themselves\n",
		"2-over.md":          "---\nuntil: 2026-11-25 11:00\n---\nOver\n",
		"3-counts.md":        "---\nuntil: 20m\n---\nCounts\n",
		"4-heading.md":       "# Lunch\n\nIt is served.\n",
		"5-two.md":           "One.\n\nTwo.\n",
		"6-heading.md":       "# A heading alone is as good as a sentence\n",
		"7-toml.md":          "+++\nuntil = 2026-11-25T13:00:00\n+++\nLunch\n",
		"8-bad.md":           "---\nuntil: 2027-03-28 25:30\n---\nBad\n",
		"9-twice.md":         "---\nuntil: 01/02/2027\n---\nTwice\n",
		"lunch.txt":          "Lunch\n",
		"lunch.md.txt":       "Lunch\n",
		"tea.markdown":       "Tea\n",
		"TEA.MD":             "Tea\n",
		"notes":              "x\n",
		"6-heading.md~":      "x\n",
		"_draft.md":          "x\n",
		".hidden.md":         "x\n",
		"README.md":          "# About\n\nx\n",
		"old/1-lunch.md":     "x\n",
	} {
		file := filepath.Join(folder, name)
		if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
			t.Fatal(err)
		}
		put(t, file, text)
		if err := os.Chtimes(file, noon, noon); err != nil {
			t.Fatal(err)
		}
	}
	r, err := Review(folder, noon)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, p := range r.Problems {
		got = append(got, strings.TrimPrefix(p.String(), folder+"/"))
	}
	noName := ": advice: this is not shown, for its name does not end in .md; name it %s, or take it out"
	want := []string{
		"1-same.md: advice: another announcement has number 1 already, and so this one is number 89437; begin its name with another number",
		"2-over.md: advice: this is over since 2026-11-25 11:00 UTC, and is not shown; remove it, or write when it is over",
		`3-counts.md:2:8: advice: "20m" counts from when the file was written, 2026-11-25 12:00 UTC, and so it is 2026-11-25 12:20 UTC; write until: 2026-11-25 12:20, which stays the same where the file is edited or copied`,
		`4-heading.md: advice: everyone is shown its heading alone, "Lunch"; take the heading out, and write one paragraph`,
		"5-two.md: advice: everyone is shown its first paragraph alone; say it in one paragraph",
		`8-bad.md:2:8: error: until: "2027-03-28 25:30" has a time in it that no clock shows; hours are 0 to 23, and minutes 0 to 59`,
		`9-twice.md:2:8: error: until: "01/02/2027" may mean several days; write 2027-02-01, or 2027-01-02`,
		fmt.Sprintf("TEA.MD"+noName, "TEA.md"),
		fmt.Sprintf("lunch.md.txt"+noName, "lunch.md"),
		fmt.Sprintf("lunch.txt"+noName, "lunch.md"),
		fmt.Sprintf("notes"+noName, "notes.md"),
		"old: advice: this is a folder, and what is in it is not shown; move its files up",
		fmt.Sprintf("tea.markdown"+noName, "tea.md"),
	}
	if !slices.Equal(got, want) {
		t.Errorf("found\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	if len(r.Files) != 13 || r.Errors != 2 || r.Advice != 11 {
		t.Errorf("looked at %q: %d errors, %d pieces of advice", r.Files, r.Errors, r.Advice)
	}
	if _, err := Review(filepath.Join(folder, "none"), noon); err == nil || !strings.Contains(err.Error(), "is not there; the first announcement makes it") {
		t.Errorf("a folder that is not there: %v", err)
	}
	if _, err := Review(filepath.Join(folder, "notes"), noon); err == nil || !strings.Contains(err.Error(), "is a file") {
		t.Errorf("a file: %v", err)
	}
}

func TestAnEndThatIsPastIsSaidOnce(t *testing.T) {
	folder := t.TempDir()
	for i := range 7 {
		put(t, filepath.Join(folder, fmt.Sprintf("%d.md", i+1)), "---\nuntil: 2026-11-25 11:00\n---\nOver\n")
	}
	var hours atomic.Int64
	r := start(t, folder, func() time.Time { return noon.Add(time.Duration(hours.Load()) * time.Hour) })
	const first = "7 announcements are over, and are not shown: 1.md (2026-11-25 11:00 UTC), 2.md (2026-11-25 11:00 UTC), 3.md (2026-11-25 11:00 UTC), 4.md (2026-11-25 11:00 UTC), 5.md (2026-11-25 11:00 UTC), and 2 more"
	kiosktest.Settle(t, "what is said of them", patience, func() bool { return slices.Equal(r.said(), []string{first}) })
	add(t, r.board, "Lunch", noon.Add(30*time.Minute))
	r.awaits("Lunch")
	put(t, filepath.Join(folder, "9.md"), "Tea\n") // the folder is read again
	r.awaits("Lunch", "Tea")
	hours.Store(1)
	put(t, filepath.Join(folder, "10.md"), "Coffee\n") // and again, after an end
	r.awaits("Tea", "Coffee")
	kiosktest.Settle(t, "what is said of lunch", patience, func() bool {
		return slices.Equal(r.said(), []string{first, "an announcement is over, and is not shown: 0008.md (2026-11-25 12:30 UTC)"})
	})
	put(t, filepath.Join(folder, "11.md"), "Cake\n")
	r.awaits("Tea", "Coffee", "Cake")
	if got := r.said(); len(got) != 2 {
		t.Errorf("said %q", got)
	}
	s := r.board.Summary()
	if s.Shown != 3 || s.Over != 8 || len(s.Problems) != 0 {
		t.Errorf("the summary is %+v", s)
	}
}

func TestMarksThatPileUpAreRefused(t *testing.T) {
	folder := t.TempDir()
	put(t, filepath.Join(folder, "1.md"), "Lunch"+strings.Repeat("\u0301", 150)+"\n")
	put(t, filepath.Join(folder, "2.md"), "Lunch"+strings.Repeat("&#x301;", 20)+"\n")
	r := start(t, folder, atNoon)
	r.awaits("Lunch" + strings.Repeat("\u0301", 8)) // of references, which are no text that was written
	if got := r.said(); len(got) != 1 || !strings.Contains(got[0], "1.md:1:14: error: U+0301, a mark beyond the 8 that one letter may have") {
		t.Errorf("said %q", got)
	}
	if _, err := r.board.Add("Lunch"+strings.Repeat("\u0301", 150), time.Time{}); err == nil || !strings.Contains(err.Error(), "a mark beyond the 8") {
		t.Errorf("announced: %v", err)
	}
}

func TestAFileThatStaysEmptyIsSaid(t *testing.T) {
	folder := t.TempDir()
	file := filepath.Join(folder, "1.md")
	put(t, file, "")
	nearly := time.Now().Add(-4 * time.Second) // of the 5 s that it may take
	if err := os.Chtimes(file, nearly, nearly); err != nil {
		t.Fatal(err)
	}
	r := start(t, folder, atNoon)
	kiosktest.Settle(t, "what is said of it", patience, func() bool {
		return strings.Contains(strings.Join(r.said(), ""), "there are no words in it")
	})
}

func TestALinkOutOfTheFolderIsSaidToBeOne(t *testing.T) {
	folder, outside := t.TempDir(), filepath.Join(t.TempDir(), "lunch.md")
	put(t, outside, "Lunch\n")
	link := filepath.Join(folder, "1-lunch.md")
	if err := os.Symlink(outside, link); err != nil {
		t.Fatal(err)
	}
	r, err := Review(folder, noon)
	if err != nil {
		t.Fatal(err)
	}
	want := link + ": error: this symbolic link leads out of the folder, and such links are not followed; copy the file itself here"
	if len(r.Problems) != 1 || r.Problems[0].String() != want {
		t.Errorf("%v, want %s", r.Problems, want)
	}
}
