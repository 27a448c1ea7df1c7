package announcements_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	. "hackday.example/kiosk/internal/announcements"
	"hackday.example/kiosk/internal/kiosktest"
	"hackday.example/kiosk/internal/ledger"
)

func told(name, content string) ledger.Item {
	return ledger.Item{Name: name, Content: []byte(content), Made: noon}
}

func withdrawalOf(i ledger.Item, count uint64) ledger.Withdrawal {
	return ledger.Withdrawal{ID: i.ID(), Name: i.Name, Count: count}
}

func remove(t *testing.T, files ...string) {
	t.Helper()
	for _, file := range files {
		if err := os.Remove(file); err != nil {
			t.Fatal(err)
		}
	}
}

// record writes a withdrawal as a file, as a board does.
func record(t *testing.T, folder string, w ledger.Withdrawal) (file string) {
	t.Helper()
	text, err := json.Marshal(w)
	if err != nil {
		t.Fatal(err)
	}
	file = filepath.Join(folder, ".withdrawn-"+w.ID.String())
	put(t, file, string(text)+"\n")
	return file
}

func (r *runner) awaitsProblem(part string) {
	r.t.Helper()
	kiosktest.Settle(r.t, "a problem with "+part, patience, func() bool {
		return slices.ContainsFunc(r.said(), func(p string) bool { return strings.Contains(p, part) })
	})
}

// What a kiosk leaves that ends between two steps is what another can begin with.
func TestAKioskBeginsWithWhatAnotherLeft(t *testing.T) {
	folder := t.TempDir()
	at := func(name string) string { return filepath.Join(folder, name) }
	// It wrote why, and did not come to remove the file.
	lunch := told("0001-aabbccdd.md", "Lunch\n")
	put(t, at(lunch.Name), "Lunch\n")
	record(t, folder, withdrawalOf(lunch, 4))
	// The words were changed since: that is another announcement.
	put(t, at("0002-aabbccdd.md"), "Tea at four\n")
	record(t, folder, withdrawalOf(told("0002-aabbccdd.md", "Tea\n"), 5))
	// It was writing a file.
	put(t, at(".12345.new"), "Ca")
	// Older versions and kiosks by themselves remember numbers otherwise.
	put(t, at(".0007.withdrawn"), "")
	// These say nothing.
	put(t, at(".withdrawn-00"), "{}")
	put(t, at(".withdrawn-"+strings.Repeat("00", 16)), "{")
	put(t, at(".withdrawn-"+strings.Repeat("01", 16)), strings.Repeat(" ", 5000))
	other, err := os.ReadFile(record(t, folder, withdrawalOf(lunch, 4)))
	if err != nil {
		t.Fatal(err)
	}
	put(t, at(".withdrawn-"+strings.Repeat("02", 16)), string(other))
	if err := os.Symlink("/etc/passwd", at(".withdrawn-"+strings.Repeat("03", 16))); err != nil {
		t.Fatal(err)
	}

	r := startReplicated(t, folder)
	r.holds("Tea at four")
	keeps(t, folder, "Tea at four\n")
	if got := r.said(); len(got) != 5 || strings.Count(strings.Join(got, ""), "advice: this does not say which announcement was withdrawn: ") != 5 {
		t.Errorf("said %s", strings.Join(got, "\n"))
	}
	if a := add(t, r.board, "Cake", time.Time{}); a.Number != 8 {
		t.Errorf("after 7 comes %d", a.Number)
	}
	withdraw(t, r.board, 8)
	newest := uint64(0)
	for _, w := range r.board.Missing(nil, 64<<10).Withdrawn {
		newest = max(newest, w.Count)
	}
	if newest != 6 {
		t.Errorf("the count after 5 is %d", newest)
	}
}

// An item that lost its name has its new file before its old one goes.
func TestAConflictOfNamesIsEndedByTheNextKiosk(t *testing.T) {
	folder := t.TempDir()
	late := told("2-lunch.md", "Late\n")
	id := late.ID()
	moved := told(fmt.Sprintf("2-lunch_%x.md", id[:4]), "Late\n")
	for _, name := range []string{late.Name, moved.Name} {
		file := filepath.Join(folder, name)
		put(t, file, "Late\n")
		if err := os.Chtimes(file, noon, noon); err != nil {
			t.Fatal(err)
		}
	}
	r := startReplicated(t, folder)
	other, words := ledger.Item{}, ""
	for k := 0; ; k++ { // the smaller ID keeps the name
		words = fmt.Sprint("Early ", k)
		other = told("2-lunch.md", words+"\n")
		if o := other.ID(); bytes.Compare(o[:], id[:]) < 0 {
			break
		}
	}
	r.board.Merge(ledger.Records{Items: []ledger.Item{other}})
	kiosktest.Settle(t, "both announcements", patience, func() bool { return len(r.board.Current()) == 2 })
	keeps(t, folder, words+"\n", "Late\n")
	if got := markdown(t, folder); got["2-lunch.md"] != words+"\n" || got[moved.Name] != "Late\n" {
		t.Errorf("%q", got)
	}
	if got := numbersIn(r.board); got[0] != 2 || got[1] <= MostGiven {
		t.Errorf("the numbers are %v", got)
	}
}

func TestAWithdrawalHasAFileAsLongAsItIsRemembered(t *testing.T) {
	folder := t.TempDir()
	r := startReplicated(t, folder)
	add(t, r.board, "Lunch", time.Time{})
	withdraw(t, r.board, 1)
	files := func() []string {
		list, err := filepath.Glob(filepath.Join(folder, ".withdrawn-*"))
		if err != nil {
			t.Fatal(err)
		}
		return list
	}
	first := files()
	if len(first) != 1 {
		t.Fatalf("files %q", first)
	}
	if info, err := os.Stat(first[0]); err != nil || info.Mode() != 0o644 {
		t.Errorf("%v, %v", info, err)
	}
	var many []ledger.Withdrawal
	for n := range ledger.MaxWithdrawals {
		many = append(many, ledger.Withdrawal{ID: ledger.ID{1, byte(n), byte(n >> 8)}, Name: fmt.Sprintf("%04d.md", n+1), Count: uint64(n + 10)})
	}
	r.board.Merge(ledger.Records{Withdrawn: many})
	kiosktest.Settle(t, "the files of the newest", patience, func() bool {
		return len(files()) == ledger.MaxWithdrawals && !slices.Contains(files(), first[0])
	})
	// Somebody removes one; it is written again when something else changes.
	remove(t, files()[0])
	put(t, filepath.Join(folder, "tea.md"), "Tea\n")
	r.holds("Tea")
	kiosktest.Settle(t, "the file", patience, func() bool { return len(files()) == ledger.MaxWithdrawals })
	r.stop()
	again := startReplicated(t, folder)
	again.holds("Tea")
	if again.board.Digest() != r.board.Digest() {
		t.Error("something was lost")
	}
}

func TestOthersCannotReachOutOfTheFolder(t *testing.T) {
	in := t.TempDir()
	folder, outside := filepath.Join(in, "folder"), filepath.Join(in, "outside.md")
	if err := os.Mkdir(folder, 0o755); err != nil {
		t.Fatal(err)
	}
	put(t, outside, "Mine\n")
	good := told("1.md", "Good\n")
	r := startReplicated(t, folder)
	for _, name := range []string{"../outside.md", "/outside.md", "..\\outside.md", "a/../../outside.md", ".outside.md", "outside", "x\x00.md", "x\n.md", "x\u202e.md", "\xff.md", "README.md", "", strings.Repeat("x", 198) + ".md"} {
		bad := ledger.Records{Items: []ledger.Item{good, told(name, "Hostile\n")}}
		if r.board.Merge(bad) {
			t.Errorf("%q was taken", name)
		}
		if r.board.Merge(ledger.Records{Items: []ledger.Item{good}, Withdrawn: []ledger.Withdrawal{{Name: name, Count: 1}}}) {
			t.Errorf("the withdrawal of %q was taken", name)
		}
	}
	if r.board.Digest() != OpenReplicated(folder, atNoon).Digest() {
		t.Error("something of it was taken")
	}

	// A link stands where a file is to be written, and removed, and read.
	link := filepath.Join(folder, "0001-aabbccdd.md")
	if err := os.Symlink(outside, link); err != nil {
		t.Fatal(err)
	}
	dangling := filepath.Join(folder, "0002-aabbccdd.md")
	if err := os.Symlink(filepath.Join(in, "not there.md"), dangling); err != nil {
		t.Fatal(err)
	}
	items := []ledger.Item{told("0001-aabbccdd.md", "Mine\n"), told("0002-aabbccdd.md", "Two\n"), told("0003-aabbccdd.md", "Three\n")}
	if !r.board.Merge(ledger.Records{Items: items}) {
		t.Fatal("nothing was taken")
	}
	r.holds("Mine", "Two", "Three")
	keeps(t, folder, "Mine\n", "Three\n") // the first by its link
	for n := range items {
		withdraw(t, r.board, n+1)
	}
	r.holds()
	keeps(t, folder, "Mine\n")
	for file, kind := range map[string]fs.FileMode{link: fs.ModeSymlink, dangling: fs.ModeSymlink, outside: 0} {
		if info, err := os.Lstat(file); err != nil || info.Mode().Type() != kind {
			t.Errorf("%s: %v, %v", file, info, err)
		}
	}
	if _, err := os.Stat(filepath.Join(in, "not there.md")); err == nil {
		t.Error("it was written through a link")
	}
	if text, err := os.ReadFile(outside); err != nil || string(text) != "Mine\n" {
		t.Errorf("%q, %v", text, err)
	}
}

func TestWhatCannotBeKeptIsShownAllTheSame(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	put(t, file, "x")
	for _, folder := range []string{"/proc/announcements", filepath.Join(file, "announcements"), file} {
		r := startReplicated(t, folder)
		lunch, tea := told("1.md", "Lunch\n"), told("2.md", "Tea\n")
		r.board.Merge(ledger.Records{Items: []ledger.Item{lunch, tea}})
		r.holds("Lunch", "Tea")
		if folder == "/proc/announcements" {
			r.awaitsProblem("what all kiosks announce cannot be kept here: ")
		} else {
			r.awaitsProblem("the announcements cannot be read: ")
		}
		r.board.Merge(ledger.Records{Withdrawn: []ledger.Withdrawal{withdrawalOf(tea, 1)}})
		r.holds("Lunch")
		if _, err := r.board.Add("Cake", time.Time{}); err == nil || !strings.Contains(err.Error(), "cannot be written to") && !strings.Contains(err.Error(), "cannot be read") {
			t.Errorf("%s: %v", folder, err)
		}
		if _, err := r.board.Withdraw(1); err == nil || !strings.Contains(err.Error(), "cannot be written to") {
			t.Errorf("%s: %v", folder, err)
		}
		r.holds("Lunch")
		if got := r.board.Missing(nil, 64<<10); len(got.Items) != 1 || len(got.Withdrawn) != 1 {
			t.Errorf("%s: it passes on %+v", folder, got)
		}
		if got := r.said(); len(got) != 1 {
			t.Errorf("%s: said %q", folder, got)
		}
	}
}

// A folder that cannot be read for a while says nothing of what is in it.
func TestAFolderThatCannotBeReadChangesNothing(t *testing.T) {
	in := t.TempDir()
	folder, away := filepath.Join(in, "folder"), filepath.Join(in, "away")
	r := startReplicated(t, folder)
	add(t, r.board, "Lunch", time.Time{})
	add(t, r.board, "Tea", time.Time{})
	before := r.board.Digest()
	// Nothing is read before the first file is removed.
	if err := os.Rename(folder, away); err != nil {
		t.Fatal(err)
	}
	put(t, folder, "x")
	r.awaitsProblem("the announcements cannot be read: not a directory")
	r.holds("Lunch", "Tea")
	if r.board.Digest() != before {
		t.Error("something else is known")
	}
	remove(t, folder)
	if err := os.Rename(away, folder); err != nil {
		t.Fatal(err)
	}
	put(t, filepath.Join(folder, "3.md"), "Cake\n")
	r.holds("Lunch", "Tea", "Cake")
}

func TestAFileInTheWayIsLeftAlone(t *testing.T) {
	folder := t.TempDir()
	at := func(name string) string { return filepath.Join(folder, name) }
	r := startReplicated(t, folder)
	put(t, at("1.md"), "---\nuntil: soon\n---\nHalf\n")
	if err := os.Mkdir(at("2.md"), 0o755); err != nil {
		t.Fatal(err)
	}
	r.awaitsProblem("2.md: error: this is not a regular file")
	r.board.Merge(ledger.Records{Items: []ledger.Item{told("1.md", "One\n"), told("2.md", "Two\n"), told("3.md", "\x1b[2J\n")}})
	r.holds("One", "Two")
	r.awaitsProblem("3.md:1:1: error: U+001B ESCAPE stands here")
	if got := markdown(t, folder); got["1.md"] != "---\nuntil: soon\n---\nHalf\n" {
		t.Errorf("%q", got)
	}
	// Who ends editing it has written another announcement.
	put(t, at("1.md"), "Whole\n")
	r.holds("One", "Two", "Whole")
	withdraw(t, r.board, 3) // which nobody is shown
	keeps(t, folder, "One\n", "Whole\n")
}

func TestAFileIsNotOverwrittenWhereThereAreNoHardLinks(t *testing.T) {
	file := filepath.Join(t.TempDir(), "1.md")
	b := OpenReplicated(filepath.Dir(file), atNoon)
	if err := b.ClaimFile(file, []byte("One\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := b.ClaimFile(file, []byte("Two\n"), 0o644); !os.IsExist(err) || markdown(t, filepath.Dir(file))["1.md"] != "One\n" {
		t.Errorf("%v, %q", err, markdown(t, filepath.Dir(file)))
	}
}

func TestOfTooManyTheSameAreShownEverywhere(t *testing.T) {
	a, b := startReplicated(t, t.TempDir()), startReplicated(t, t.TempDir())
	for n := range MaxAtOnce {
		add(t, a.board, fmt.Sprint("One ", n), time.Time{})
		add(t, b.board, fmt.Sprint("Two ", n), time.Time{})
	}
	exchange(t, a, b)
	if got := a.board.Current(); len(got) != MaxAtOnce {
		t.Errorf("%d are shown", len(got))
	}
	for _, k := range []*runner{a, b} {
		k.awaitsProblem("there are 40 announcements, and the oldest 20 are shown")
		if _, err := k.board.Add("Another", time.Time{}); err == nil || err.Error() != "there are 40 announcements already, and 20 is the most; withdraw one first" {
			t.Error(err)
		}
	}
	var many []ledger.Item
	for n := range ledger.MaxItems {
		many = append(many, told(fmt.Sprintf("x%04d.md", n), "---\nuntil: 2026-11-24 12:00\n---\nOver\n"))
	}
	a.board.Merge(ledger.Records{Items: many})
	a.awaitsProblem("all kiosks together have more than 1000 announcements")
}

// Those who withdraw more at once than is remembered leave no files here, which would be
// announcements again when the folder is read.
func TestFilesGoThoughTheirWithdrawalsAreForgotten(t *testing.T) {
	folder := t.TempDir()
	r := startReplicated(t, folder)
	lunch, tea := told("lunch.md", "Lunch\n"), told("tea.md", "Tea\n")
	r.board.Merge(ledger.Records{Items: []ledger.Item{lunch, tea}})
	kiosktest.Settle(t, "their files", patience, func() bool { return len(markdown(t, folder)) == 2 })
	newer := make([]ledger.Withdrawal, 0, ledger.MaxWithdrawals)
	for n := range ledger.MaxWithdrawals {
		newer = append(newer, ledger.Withdrawal{ID: ledger.ID{1, byte(n), byte(n >> 8)}, Name: "x.md", Count: 2})
	}
	r.board.Unwritten(func() {
		r.board.Merge(ledger.Records{Withdrawn: []ledger.Withdrawal{withdrawalOf(lunch, 1), withdrawalOf(tea, 1)}})
		r.board.Merge(ledger.Records{Withdrawn: newer})
	})
	kiosktest.Settle(t, "no file", patience, func() bool { return len(markdown(t, folder)) == 0 })
	put(t, filepath.Join(folder, "cake.md"), "Cake\n")
	r.holds("Cake")

	// Another kiosk may have one of them still: then it is shown, and has its file.
	r.board.Merge(ledger.Records{Items: []ledger.Item{lunch}})
	r.holds("Lunch", "Cake")
	kiosktest.Settle(t, "the file", patience, func() bool { return markdown(t, folder)["lunch.md"] == "Lunch\n" })
	put(t, filepath.Join(folder, "bread.md"), "Bread\n")
	r.holds("Lunch", "Cake", "Bread")
}

func FuzzMerge(f *testing.F) {
	for _, text := range []string{
		`{"items":[{"name":"1.md","content":"THVuY2gK","made":"2026-11-25T12:00:00Z"}]}`,
		`{"items":[{"name":"1.md","content":"LS0tCnVudGlsOiAyMG0KLS0tCkx1bmNoCg==","made":"9999-12-31T23:59:59Z"},{"name":"1.md","content":"eA==","made":"1970-01-01T00:00:00Z"}]}`,
		`{"withdrawn":[{"id":"00112233445566778899aabbccddeeff","name":"1.md","count":9007199254740992}]}`,
		`{"items":[{"name":"9999.md","content":"G1sySg==","made":"2026-11-25T12:00:00Z"}]}`,
	} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		var records ledger.Records
		if json.Unmarshal(text, &records) != nil {
			return
		}
		b := OpenReplicated(filepath.Join(t.TempDir(), "announcements"), atNoon)
		before := b.Digest()
		if changed := b.Merge(records); changed != (b.Digest() != before) {
			t.Errorf("changed: %v", changed)
		}
		for _, a := range b.Current() {
			if a.Number < 1 || a.Number > MostMade || a.Text == "" || strings.ContainsFunc(a.Text, func(r rune) bool { return r < ' ' || r == 0x7f || r == 0x202e }) {
				t.Errorf("%+v", a)
			}
		}
		if len(b.Current()) < MaxAtOnce {
			add(t, b, "Lunch", time.Time{}) // which writes all of it
		}
		again := OpenReplicated(filepath.Join(t.TempDir(), "announcements"), atNoon)
		again.Merge(b.Missing(nil, 1<<20))
		if again.Digest() != b.Digest() {
			t.Errorf("%q is something else at another kiosk", text)
		}
	})
}
