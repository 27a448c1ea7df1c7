package announcements_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	. "hackday.example/kiosk/internal/announcements"
	"hackday.example/kiosk/internal/kiosktest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// patience is how long what is bound to happen may take on a loaded machine.
const patience = 20 * time.Second

// noon is when most of these tests take place.
var noon = time.Date(2026, time.November, 25, 12, 0, 0, 0, time.UTC)

func atNoon() time.Time { return noon }

// runner is a kiosk that runs a board.
type runner struct {
	t     *testing.T
	board *Board
	stop  func()

	mu       sync.Mutex
	lists    [][]Announcement // as told
	problems []string
}

func start(t *testing.T, folder string, now func() time.Time) *runner {
	t.Helper()
	return run(t, Open(folder, now))
}

func run(t *testing.T, b *Board) *runner {
	t.Helper()
	r := &runner{t: t, board: b}
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		r.board.Run(ctx, func(list []Announcement) {
			r.mu.Lock()
			defer r.mu.Unlock()
			r.lists = append(r.lists, list)
		}, func(err error) {
			r.mu.Lock()
			defer r.mu.Unlock()
			r.problems = append(r.problems, err.Error())
		})
	}()
	r.stop = sync.OnceFunc(func() { cancel(); <-ended })
	t.Cleanup(r.stop)
	kiosktest.Settle(t, "the first list", patience, func() bool { r.mu.Lock(); defer r.mu.Unlock(); return len(r.lists) > 0 })
	return r
}

// awaits waits until what was told last is these texts.
func (r *runner) awaits(want ...string) {
	r.t.Helper()
	begin := time.Now()
	kiosktest.Settle(r.t, fmt.Sprintf("the announcements %q", want), patience, func() bool {
		r.mu.Lock()
		defer r.mu.Unlock()
		return slices.Equal(texts(r.lists[len(r.lists)-1]), want)
	})
	r.t.Logf("%q after %v", want, time.Since(begin).Round(time.Millisecond))
	if got := texts(r.board.Current()); !slices.Equal(got, want) {
		r.t.Errorf("told %q, and %q hold", want, got)
	}
}

func (r *runner) said() []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Clone(r.problems)
}

func texts(list []Announcement) []string {
	var all []string
	for _, a := range list {
		all = append(all, a.Text)
	}
	return all
}

func put(t *testing.T, file, text string) {
	t.Helper()
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

func add(t *testing.T, b *Board, text string, until time.Time) Announcement {
	t.Helper()
	a, err := b.Add(text, until)
	if err != nil {
		t.Fatalf("%q: %v", text, err)
	}
	return a
}

func TestTwoKiosksThatShareAFolderShowTheSame(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "announcements") // which nobody has made yet
	one, two := start(t, folder, atNoon), start(t, folder, atNoon)
	one.awaits()
	two.awaits()
	lunch := add(t, one.board, "Lunch is served in the foyer", noon.Add(90*time.Minute))
	if got := one.board.Current(); len(got) != 1 || got[0] != lunch {
		t.Errorf("at once %+v holds, want %+v", got, lunch)
	}
	two.awaits("Lunch is served in the foyer")
	coats := add(t, two.board, "The cloakroom closes at 6", time.Time{})
	one.awaits("Lunch is served in the foyer", "The cloakroom closes at 6")
	put(t, filepath.Join(folder, "by hand.md"), "Somebody *wrote* this.\n")
	one.awaits("Lunch is served in the foyer", "The cloakroom closes at 6", "Somebody wrote this.")
	two.awaits("Lunch is served in the foyer", "The cloakroom closes at 6", "Somebody wrote this.")
	for i, a := range one.board.Current() {
		if b := two.board.Current()[i]; a.Number != b.Number || !a.Made.Equal(b.Made) || !a.Until.Equal(b.Until) {
			t.Errorf("one has %+v, the other %+v", a, b)
		}
	}
	if lunch.Number != 1 || coats.Number != 2 {
		t.Errorf("the numbers are %d and %d", lunch.Number, coats.Number)
	}

	// What one withdraws is gone in both, whoever announced it.
	if a, err := two.board.Withdraw(lunch.Number); err != nil || a != lunch {
		t.Fatalf("%+v, %v; want %+v", a, err, lunch)
	}
	if got := texts(two.board.Current()); slices.Contains(got, lunch.Text) {
		t.Errorf("at once %q hold", got)
	}
	one.awaits("The cloakroom closes at 6", "Somebody wrote this.")
	byHand := one.board.Current()[1].Number
	if _, err := one.board.Withdraw(byHand); err != nil {
		t.Fatal(err)
	}
	two.awaits("The cloakroom closes at 6")
	if err := os.Remove(filepath.Join(folder, "0002.md")); err != nil {
		t.Fatal(err)
	}
	one.awaits()
	two.awaits()
	for _, r := range []*runner{one, two} {
		if p := r.said(); len(p) > 0 {
			t.Errorf("problems: %q", p)
		}
	}
}

func TestARestartLosesNone(t *testing.T) {
	folder := t.TempDir()
	before := start(t, folder, atNoon)
	add(t, before.board, "First", time.Time{})
	add(t, before.board, "Second", noon.Add(time.Hour))
	held := before.board.Current()
	before.stop()
	after := start(t, folder, atNoon)
	after.awaits("First", "Second")
	for i, a := range after.board.Current() {
		if a.Number != held[i].Number || !a.Made.Equal(held[i].Made) || a.Until != held[i].Until {
			t.Errorf("was %+v, is %+v", held[i], a)
		}
	}
	// An hour later the second one is over, to a kiosk that begins then, too.
	later := start(t, folder, func() time.Time { return noon.Add(time.Hour) })
	later.awaits("First")
}

func TestAnAnnouncementIsOverByItself(t *testing.T) {
	folder := t.TempDir()
	r := start(t, folder, time.Now)
	begin := time.Now()
	add(t, r.board, "Over in a moment", begin.Add(300*time.Millisecond))
	add(t, r.board, "Stays", time.Time{})
	r.awaits("Stays")
	if d := time.Since(begin); d < 300*time.Millisecond {
		t.Errorf("over after %v already", d)
	}
	if files, err := os.ReadDir(folder); err != nil || len(files) != 2 {
		t.Errorf("what is over is to leave its file: %v, %v", files, err)
	}
	// Its number is not given again, and it cannot be withdrawn by mistake for another.
	if a := add(t, r.board, "Next", time.Time{}); a.Number != 3 {
		t.Errorf("the next number is %d", a.Number)
	}
}

func TestNumbersAreNotGivenAgain(t *testing.T) {
	folder := t.TempDir()
	b := Open(folder, atNoon)
	for i := range 5 {
		if a := add(t, b, "Same words", time.Time{}); a.Number != i+1 {
			t.Fatalf("number %d, want %d", a.Number, i+1)
		}
		if i%2 == 0 {
			if _, err := b.Withdraw(i + 1); err != nil {
				t.Fatal(err)
			}
		}
	}
	// A kiosk that begins now knows it from the files.
	if a := add(t, Open(folder, atNoon), "Same words", time.Time{}); a.Number != 6 {
		t.Errorf("after 1 to 5, of which 1, 3 and 5 were withdrawn, comes %d", a.Number)
	}
	if _, err := b.Withdraw(5); err == nil || err.Error() != "there is no announcement 5; there are 2, 4, 6" {
		t.Errorf("withdrawn twice: %v", err)
	}
	if left, _ := filepath.Glob(filepath.Join(folder, ".*")); len(left) != 1 {
		t.Errorf("left behind: %q", left)
	}
}

func TestManyWhoAnnounceAtOnceGetNumbersOfTheirOwn(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "a", "b")
	var group sync.WaitGroup
	var mu sync.Mutex
	numbers := map[int]string{}
	for k := range 4 {
		b := Open(folder, atNoon)
		for i := range 5 {
			group.Go(func() {
				a, err := b.Add(fmt.Sprintf("Words %d of kiosk %d", i, k), time.Time{})
				mu.Lock()
				defer mu.Unlock()
				if was := numbers[a.Number]; err != nil || was != "" {
					t.Errorf("%d is %q and %q, %v", a.Number, was, a.Text, err)
				}
				numbers[a.Number] = a.Text
			})
		}
	}
	group.Wait()
	r := start(t, folder, atNoon)
	for _, a := range r.board.Current() {
		if numbers[a.Number] != a.Text {
			t.Errorf("%d is %q in the folder, and was %q", a.Number, a.Text, numbers[a.Number])
		}
	}
	if len(numbers) != 20 || len(r.board.Current()) != 20 || len(r.said()) > 0 {
		t.Errorf("%d numbers, %d in the folder, problems %q", len(numbers), len(r.board.Current()), r.said())
	}
}

func TestBadAnnouncementsAreRefusedWithReasons(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	put(t, file, "x")
	full := t.TempDir()
	for range MaxAtOnce {
		add(t, Open(full, atNoon), "One of many", time.Time{})
	}
	crowded := t.TempDir()
	for i := range MaxFiles {
		put(t, filepath.Join(crowded, fmt.Sprintf("%04d.md", i+1)), "---\nuntil: 2026-11-24 12:00\n---\nOver\n")
	}
	used := t.TempDir()
	put(t, filepath.Join(used, "9999.md"), "The last\n")
	fine := filepath.Join(t.TempDir(), "none")
	for _, tt := range []struct {
		name, folder, text string
		until              time.Time
		want               string
	}{
		{"empty", fine, "", time.Time{}, "the announcement is empty; say what everyone is to know"},
		{"blank", fine, "  \u00a0 ", time.Time{}, "the announcement is empty; say what everyone is to know"},
		{"too long", fine, strings.Repeat("é", 201), time.Time{}, "the announcement has 201 characters, and 200 is the most; shorten it"},
		{"an escape sequence", fine, "Lunch \x1b[2J", time.Time{}, "character 7 is U+001B ESCAPE, which cannot be shown; announce one line of plain text"},
		{"a bell", fine, "Lunch\a", time.Time{}, "character 6 is U+0007 ALERT, which cannot be shown; announce one line of plain text"},
		{"a C1 control", fine, "\u009b2J", time.Time{}, "character 1 is U+009B CONTROL SEQUENCE INTRODUCER, which cannot be shown; announce one line of plain text"},
		{"two lines", fine, "Lunch\nis served", time.Time{}, "character 6 is a line end, which cannot be shown; announce one line of plain text"},
		{"a tab", fine, "Lunch\tis served", time.Time{}, "character 6 is a tab, which cannot be shown; announce one line of plain text"},
		{"turned round", fine, "Lunch \u202eis", time.Time{}, "character 7 is U+202E RIGHT-TO-LEFT OVERRIDE, which cannot be shown; announce one line of plain text"},
		{"not UTF-8", fine, "Caf\xe9", time.Time{}, "character 4 is not UTF-8; announce one line of plain text"},
		{"past", fine, "Lunch", noon.Add(-time.Minute), "11:59 UTC is past; it is 12:00 UTC now"},
		{"now", fine, "Lunch", noon, "12:00 UTC is past; it is 12:00 UTC now"},
		{"too far away", fine, "Lunch", noon.Add(MaxAhead + time.Minute), "12:01 UTC on Friday 26 November 2027 is too far away; 366 days from now is the most"},
		{"too many", full, "Lunch", time.Time{}, "there are 20 announcements already, and 20 is the most; withdraw one first"},
		{"too many files", crowded, "Lunch", time.Time{}, "there are 1000 files in " + crowded + ", which is the most; remove old ones"},
		{"no number left", used, "Lunch", time.Time{}, "number 9999 was the last one; remove old files from " + used},
		{"a file in the folder's place", file, "Lunch", time.Time{}, "the folder of announcements, " + file + ", cannot be written to: not a directory; let the kiosk write there, or name another with --announcements"},
		{"nowhere to write", "/proc/announcements", "Lunch", time.Time{}, "the folder of announcements, /proc/announcements, cannot be written to: no such file or directory; let the kiosk write there, or name another with --announcements"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			before, _ := os.ReadDir(tt.folder)
			b := Open(tt.folder, atNoon)
			a, err := b.Add(tt.text, tt.until)
			if err == nil || err.Error() != tt.want || a != (Announcement{}) {
				t.Errorf("%+v,\n     %v\nwant %s", a, err, tt.want)
			}
			if after, _ := os.ReadDir(tt.folder); len(after) != len(before) {
				t.Errorf("it left %v", after)
			}
		})
	}
	if _, err := os.Stat(fine); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("what was refused made the folder: %v", err)
	}
}

func TestBadFilesAreNamedAndTheOthersShown(t *testing.T) {
	folder := t.TempDir()
	at := func(name string) string { return filepath.Join(folder, name) }
	for name, text := range map[string]string{
		"good.md":    "Good\n",
		"key.md":     "---\nuntill: 2026-11-25 13:00\n---\nx\n",
		"fence.md":   "---\nuntil: 2026-11-25 13:00\nx\n",
		"clock.md":   "---\nuntil: 11:30\n---\nx\n",
		"zero.md":    "---\nuntil: 0001-01-01T01:00:00+01:00\n---\nx\n",
		"soon.md":    "---\nuntil: soon\n---\nx\n",
		"yaml.md":    "---\nuntil: \"x\n---\nx\n",
		"words.md":   "---\nuntil: 2026-11-25 13:00\n---\n\n<!-- nothing -->\n",
		"long.md":    strings.Repeat("x", 201),
		"large.md":   strings.Repeat("x\n\n", MaxFileBytes),
		"escape.md":  "a\nb \x1b[2J\n",
		"latin1.md":  "Caf\xe9\n",
		"README.md":  "\x1b",
		"_draft.md":  "\x1b",
		".hidden.md": "\x1b",
		"other.txt":  "\x1b",
	} {
		put(t, at(name), text)
	}
	if err := os.Mkdir(at("folder.md"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink("nowhere", at("link.md")); err != nil {
		t.Fatal(err)
	}
	if err := os.Chtimes(at("clock.md"), noon, noon); err != nil {
		t.Fatal(err)
	}
	r := start(t, folder, atNoon)
	r.awaits("Good")
	want := []string{
		at("other.txt") + ": advice: this is not shown, for its name does not end in .md; name it other.md, or take it out",
		at("clock.md") + ":2:8: error: until: \"11:30\" is past, for it is 12:00 UTC; write 2026-11-25 23:30, or 2026-11-26 11:30",
		at("escape.md") + ":2:3: error: U+001B ESCAPE stands here, which cannot be shown; take it out",
		at("fence.md") + ":1:1: error: the front matter has no end; close it with a line \"---\"",
		at("folder.md") + ": error: this is not a regular file; take it out",
		at("key.md") + ":2:1: error: the key \"untill\" is not known here; write until, or take it out",
		at("large.md") + ": error: the file has 24576 bytes, and 8192 is the most; say it in one sentence",
		at("latin1.md") + ":1:4: error: this is not UTF-8 text; save the file as UTF-8",
		at("long.md") + ": error: its first paragraph has 201 characters, and 200 is the most; shorten it",
		at("soon.md") + ":2:8: error: until: \"soon\" is no time that can be read: there is no \"soon\"; did you mean \"noon\"?",
		at("words.md") + ": error: there are no words in it; write what everyone is to know, or remove it",
		at("yaml.md") + ":2:8: error: this is not YAML that can be read (could not find end character of double-quoted text); check colons, quotes and indentation",
		at("zero.md") + ":2:8: error: until: \"0001-01-01T01:00:00+01:00\" has a day in it that is not in the calendar; write one such as 2027-03-01",
	}
	if got := r.said(); !slices.Equal(got, want) {
		t.Errorf("said\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	// What was said is not said again with the next change; what is put right is
	// shown; what is wrong again is said again.
	put(t, at("soon.md"), "---\nuntil: 2026-11-25T13:00:00Z\n---\nRight now\n")
	r.awaits("Good", "Right now")
	put(t, at("soon.md"), "---\nuntil: later\n---\nRight now\n")
	r.awaits("Good")
	if got := r.said(); len(got) != len(want)+1 || !strings.Contains(got[len(want)], `"later"`) {
		t.Errorf("said %q", got[len(want):])
	}
}

func TestLinksAreFollowedInsideTheFolderAlone(t *testing.T) {
	in := t.TempDir()
	elsewhere := filepath.Join(in, "elsewhere.md")
	put(t, elsewhere, "Not for everyone\n")
	folder := filepath.Join(in, "folder")
	if err := os.MkdirAll(filepath.Join(folder, "..1"), 0o700); err != nil {
		t.Fatal(err)
	}
	put(t, filepath.Join(folder, "..1", "2-lunch.md"), "Lunch\n")
	named := filepath.Join(in, "named")
	for link, to := range map[string]string{
		// As a Kubernetes volume has it.
		filepath.Join(folder, "..data"):     "..1",
		filepath.Join(folder, "2-lunch.md"): "..data/2-lunch.md",
		named:                               "folder",

		filepath.Join(folder, "absolute.md"): elsewhere,
		filepath.Join(folder, "relative.md"): "../elsewhere.md",
	} {
		if err := os.Symlink(to, link); err != nil {
			t.Fatal(err)
		}
	}
	there, problems := Open(named, atNoon).ReadAll()
	if got := texts(there); !slices.Equal(got, []string{"Lunch"}) || there[0].Number != 2 {
		t.Errorf("%+v", there)
	}
	if len(problems) != 2 || !strings.Contains(fmt.Sprint(problems), "absolute.md: error: this symbolic link leads out") || !strings.Contains(fmt.Sprint(problems), "relative.md: error: this symbolic link leads out") {
		t.Errorf("problems: %v", problems)
	}
}

func TestTooManyFilesAreSaidAndTheOldestShown(t *testing.T) {
	folder := t.TempDir()
	for i := range MaxAtOnce + 2 {
		file := filepath.Join(folder, fmt.Sprintf("%d.md", i+1))
		put(t, file, fmt.Sprintf("Number %d\n", i+1))
		when := noon.Add(time.Duration(i) * time.Second)
		if err := os.Chtimes(file, when, when); err != nil {
			t.Fatal(err)
		}
	}
	r := start(t, folder, atNoon)
	list := r.board.Current()
	if len(list) != MaxAtOnce || list[0].Text != "Number 1" || list[MaxAtOnce-1].Text != "Number 20" {
		t.Errorf("%q", texts(list))
	}
	if got := r.said(); len(got) != 1 || got[0] != folder+": error: there are 22 announcements, and the oldest 20 are shown; remove some" {
		t.Errorf("said %q", got)
	}
}

func TestNumbersFollowFromNamesAlone(t *testing.T) {
	for _, names := range [][]string{
		{"0002.md", "2026-11-25-lunch.md", "3-lunch.md", "4 lunch.md", "5.lunch.md", "6_x.md", "7.md", "7a.md", "99999.md", "lunch.md"},
	} {
		got := NumbersOf(names)
		want := map[string]int{"0002.md": 2, "3-lunch.md": 3, "4 lunch.md": 4, "5.lunch.md": 5, "6_x.md": 6, "7.md": 7}
		for _, name := range names {
			if w := want[name]; w != 0 && got[name] != w || w == 0 && (got[name] <= MostGiven || got[name] > MostMade) {
				t.Errorf("%s is %d", name, got[name])
			}
		}
		// Whatever else is there, a name has its number, unless another took it.
		for _, name := range names {
			if alone := NumbersOf([]string{name}); alone[name] != got[name] {
				t.Errorf("%s is %d alone, and %d among others", name, alone[name], got[name])
			}
		}
	}
	if got := NumbersOf([]string{"2-a.md", "2-b.md"}); got["2-a.md"] != 2 || got["2-b.md"] <= MostGiven {
		t.Errorf("two that want 2: %v", got)
	}
	var names []string
	seen := map[int]bool{}
	for i := range MaxFiles {
		names = append(names, fmt.Sprintf("name %04d.md", i))
	}
	for _, n := range NumbersOf(names) {
		seen[n] = true
	}
	if len(seen) != MaxFiles {
		t.Errorf("%d names have %d numbers", MaxFiles, len(seen))
	}
}

func TestTextIsReadBackAsItWasAnnounced(t *testing.T) {
	for _, text := range []string{
		"Lunch is served in the foyer.",
		"#nhshd is our tag", "# not a heading", "1. not a list", "- nor this", "> nor a quotation",
		"2 * 3 * 4 = 24 _really_ `now`", "a <b> & &amp; [c](d) ![e](f) ~~g~~", "---", "```", "    ",
		"https://example.org/a_b_c?x=1&y=2 and www.example.org", "\\ and \\* and \\\\", "Term\\", "| a | b |", "===", "[x] done", ": definition",
		"Größe 👩‍💻 مرحبا", strings.Repeat("*", 200), "a@example.org", "*", "&#27;", "<!-- x -->", "<script>",
	} {
		folder := t.TempDir()
		a, err := Open(folder, atNoon).Add(text, noon.Add(time.Hour))
		if strings.TrimSpace(text) == "" {
			continue
		}
		if err != nil {
			t.Errorf("%q: %v", text, err)
			continue
		}
		there, problems := Open(folder, atNoon).ReadAll()
		if len(problems) > 0 || len(there) != 1 || there[0].Text != text || a.Text != text || !there[0].Until.Equal(a.Until) {
			t.Errorf("%q: read back %+v, %v", text, there, problems)
		}
	}
	// What needs no escape has none: people look into these files.
	folder := t.TempDir()
	add(t, Open(folder, atNoon), "  Lunch is served,  in the foyer (room 2).", noon.Add(90*time.Minute))
	b, err := os.ReadFile(filepath.Join(folder, "0001.md"))
	if want := "---\nuntil: 2026-11-25T13:30:00Z\n---\nLunch is served, in the foyer (room 2).\n"; err != nil || string(b) != want {
		t.Errorf("%q, %v", b, err)
	}
}

// What a text means is for package when to say; these are the bounds of an end.
func TestUntil(t *testing.T) {
	zone := time.FixedZone("", 3600)
	now := time.Date(2026, time.November, 25, 12, 0, 30, 5, zone)
	for text, want := range map[string]string{
		"13:30":                     "2026-11-25T13:30:00+01:00",
		" 12:01 ":                   "2026-11-25T12:01:00+01:00",
		"2026-11-26 00:00:05":       "2026-11-26T00:00:05+01:00",
		"2026-11-25T13:30":          "2026-11-25T13:30:00+01:00",
		"2026-11-25T13:30:00Z":      "2026-11-25T14:30:00+01:00",
		"2026-11-25T13:30:00-05:00": "2026-11-25T19:30:00+01:00",
		"+45m":                      "2026-11-25T12:45:30+01:00",
		"2027-03-01":                "2027-03-02T00:00:00+01:00",

		"2026-11-25 11:00":     "11:00 UTC+01:00 is past; it is 12:00:30 UTC+01:00 now",
		"2026-11-25T11:00:00Z": "12:00 UTC+01:00 is past; it is 12:00:30 UTC+01:00 now",
		"2027-11-27 13:30":     "13:30 UTC+01:00 on Saturday 27 November 2027 is too far away; 366 days from now is the most",
		"8":                    `"8" may mean several times; write 20:00 for 20:00 UTC+01:00, "tomorrow 08:00" for 08:00 UTC+01:00 on Thursday 26 November, or 8m for 12:08:30 UTC+01:00`,
	} {
		until, err := ParseUntil(text, now)
		got := until.Format(time.RFC3339Nano)
		if err != nil {
			got = err.Error()
		}
		if got != want {
			t.Errorf("%.40q:\n     %s\nwant %s", text, got, want)
		}
	}
}
