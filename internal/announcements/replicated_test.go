package announcements_test

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	. "hackday.example/kiosk/internal/announcements"
	"hackday.example/kiosk/internal/kiosktest"
	"hackday.example/kiosk/internal/ledger"
)

func startReplicated(t *testing.T, folder string) *runner {
	t.Helper()
	return run(t, OpenReplicated(folder, atNoon))
}

// exchange has some kiosks exchange what they know until all know the same.
func exchange(t *testing.T, kiosks ...*runner) {
	t.Helper()
	kiosktest.Settle(t, "kiosks that know the same", patience, func() bool {
		for _, from := range kiosks {
			for _, to := range kiosks {
				text, err := json.Marshal(from.board.Missing(to.board.Tags(), 64<<10))
				if err != nil {
					t.Fatal(err)
				}
				var records ledger.Records
				if err := json.Unmarshal(text, &records); err != nil {
					t.Fatal(err)
				}
				to.board.Merge(records)
			}
		}
		for _, k := range kiosks {
			if k.board.Digest() != kiosks[0].board.Digest() {
				return false
			}
		}
		return true
	})
	for _, k := range kiosks {
		if got, want := k.board.Current(), kiosks[0].board.Current(); !reflect.DeepEqual(got, want) {
			t.Errorf("one has %+v, another %+v", got, want)
		}
	}
}

// markdown are the files of announcements in a folder, with their contents.
func markdown(t *testing.T, folder string) map[string]string {
	t.Helper()
	all := map[string]string{}
	names, err := filepath.Glob(filepath.Join(folder, "[^.]*"))
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		text, err := os.ReadFile(name)
		if err != nil {
			continue // it has gone since
		}
		all[filepath.Base(name)] = string(text)
	}
	return all
}

func TestAKioskWithAnEmptyFolderIsNewAndWithdrawsNothing(t *testing.T) {
	one, two := t.TempDir(), filepath.Join(t.TempDir(), "not there")
	a, b := startReplicated(t, one), startReplicated(t, two)
	put(t, filepath.Join(one, "by hand.md"), "---\nuntil: 20m\n---\nBy hand\n")
	written := noon.Add(-5 * time.Minute)
	if err := os.Chtimes(filepath.Join(one, "by hand.md"), written, written); err != nil {
		t.Fatal(err)
	}
	a.holds("By hand")
	add(t, a.board, "First", noon.Add(time.Hour))
	add(t, b.board, "Second", time.Time{})
	exchange(t, a, b)
	add(t, a.board, "Third", time.Time{})
	exchange(t, a, b)
	before := a.board.Current()
	if len(before) != 4 || !before[0].Until.Equal(noon.Add(15*time.Minute)) || !before[0].Made.Equal(written) {
		t.Fatalf("%+v", before)
	}
	keeps(t, two, "---\nuntil: 20m\n---\nBy hand\n", "---\nuntil: 2026-11-25T13:00:00Z\n---\nFirst\n", "Second\n", "Third\n")
	if info, err := os.Stat(filepath.Join(two, "by hand.md")); err != nil || !info.ModTime().Equal(written) || info.Mode() != 0o644 {
		t.Errorf("%v, %v", info, err)
	}

	// One restarts with an empty folder, and then the other without any.
	b.stop()
	if err := os.RemoveAll(two); err != nil {
		t.Fatal(err)
	}
	b = startReplicated(t, two)
	b.holds()
	exchange(t, a, b)
	if got := b.board.Current(); !reflect.DeepEqual(got, before) {
		t.Errorf("%+v, and before %+v", got, before)
	}
	keeps(t, two, "---\nuntil: 20m\n---\nBy hand\n", "---\nuntil: 2026-11-25T13:00:00Z\n---\nFirst\n", "Second\n", "Third\n")
	a.stop()
	one = t.TempDir()
	a = startReplicated(t, one)
	exchange(t, a, b)
	keeps(t, one, "---\nuntil: 20m\n---\nBy hand\n", "---\nuntil: 2026-11-25T13:00:00Z\n---\nFirst\n", "Second\n", "Third\n")
	// All restart, and their folders are there.
	a.stop()
	b.stop()
	a, b = startReplicated(t, one), startReplicated(t, two)
	exchange(t, a, b)
	if got := a.board.Current(); !reflect.DeepEqual(got, before) {
		t.Errorf("%+v, and before %+v", got, before)
	}
	for _, k := range []*runner{a, b} {
		for _, p := range k.said() {
			if !strings.Contains(p, "counts from when the file was written") {
				t.Errorf("said %q", p)
			}
		}
	}
}

func TestAWithdrawalStaysWhoeverWasAway(t *testing.T) {
	one, two := t.TempDir(), t.TempDir()
	a, b := startReplicated(t, one), startReplicated(t, two)
	lunch := add(t, a.board, "Lunch", time.Time{})
	add(t, a.board, "Tea", time.Time{})
	exchange(t, a, b)
	keeps(t, two, "Lunch\n", "Tea\n")
	b.stop()
	withdraw(t, a.board, lunch.Number)
	keeps(t, one, "Tea\n")
	a.stop() // all that is known now is in files
	a, b = startReplicated(t, one), startReplicated(t, two)
	b.holds("Lunch", "Tea")
	exchange(t, a, b)
	a.holds("Tea")
	b.holds("Tea")
	keeps(t, two, "Tea\n")
	// The one that was away knows it by itself from then on, and the number is not given again.
	b.stop()
	put(t, filepath.Join(two, "0001-lunch.md"), "Somebody else's\n")
	b = startReplicated(t, two)
	b.holds("Tea", "Somebody else's")
	if next := add(t, b.board, "Coffee", time.Time{}); next.Number != 3 {
		t.Errorf("the number after 1, withdrawn, and 2 is %d", next.Number)
	}
	exchange(t, a, b)
	if _, err := a.board.Withdraw(99); err == nil || !strings.HasPrefix(err.Error(), "there is no announcement 99; there are 2, 3, ") {
		t.Error(err)
	}
}

func TestBothSidesOfAPartitionAgreeAfterwards(t *testing.T) {
	one, two := t.TempDir(), t.TempDir()
	a, b := startReplicated(t, one), startReplicated(t, two)
	put(t, filepath.Join(one, "5-room.md"), "Room 1\n")
	a.holds("Room 1")
	exchange(t, a, b)
	keeps(t, two, "Room 1\n")

	x, y := add(t, a.board, "Of one", time.Time{}), add(t, b.board, "Of two", time.Time{})
	if x.Number != 6 || y.Number != 6 {
		t.Errorf("numbers %d and %d", x.Number, y.Number)
	}
	put(t, filepath.Join(one, "5-room.md"), "Room 2\n")
	put(t, filepath.Join(two, "5-room.md"), "Room 3\n")
	a.holds("Of one", "Room 2")
	b.holds("Of two", "Room 3")
	exchange(t, a, b)
	got := texts(a.board.Current())
	slices.Sort(got)
	if !slices.Equal(got, []string{"Of one", "Of two", "Room 2", "Room 3"}) {
		t.Errorf("%q", got)
	}
	numbers := numbersIn(a.board)
	slices.Sort(numbers)
	if numbers[0] != 5 || numbers[1] != 6 || numbers[2] <= MostGiven || numbers[3] == numbers[2] {
		t.Errorf("the numbers are %v", numbers)
	}
	for _, folder := range []string{one, two} {
		keeps(t, folder, "Of one\n", "Of two\n", "Room 2\n", "Room 3\n")
	}
	if f, g := markdown(t, one), markdown(t, two); !reflect.DeepEqual(f, g) {
		t.Errorf("the files are %q and %q", f, g)
	}
	// What has two names now can be withdrawn by its number, everywhere.
	withdraw(t, b.board, numbers[3])
	exchange(t, a, b)
	if len(a.board.Current()) != 3 {
		t.Errorf("%q", texts(a.board.Current()))
	}
}

func TestWhatPeopleDoInTheFolderIsDoneEverywhere(t *testing.T) {
	one, two := t.TempDir(), t.TempDir()
	a, b := startReplicated(t, one), startReplicated(t, two)
	at := func(name string) string { return filepath.Join(one, name) }
	put(t, at("1-lunch.md"), "Lunch\n")
	put(t, at("2-tea.md"), "Tea\n")
	a.holds("Lunch", "Tea")
	exchange(t, a, b)
	keeps(t, two, "Lunch\n", "Tea\n")

	put(t, at("1-lunch.md"), "Lunch, in the foyer\n")
	a.holds("Tea", "Lunch, in the foyer")
	exchange(t, a, b)
	keeps(t, two, "Tea\n", "Lunch, in the foyer\n")

	put(t, at("1-lunch.md"), "---\nuntil: soon\n---\nLunch, in the foyer\n") // half edited
	kiosktest.Settle(t, "what is said of it", patience, func() bool { return len(a.said()) == 1 })
	put(t, at("3-cake.md"), "Cake\n")
	a.holds("Tea", "Lunch, in the foyer", "Cake")
	put(t, at("1-lunch.md"), "Lunch is over\n")
	a.holds("Tea", "Cake", "Lunch is over")
	exchange(t, a, b)

	remove(t, at("2-tea.md"))
	a.holds("Cake", "Lunch is over")
	exchange(t, a, b)
	keeps(t, two, "Cake\n", "Lunch is over\n")

	// Made again with the same words, it stays withdrawn; with others it is new.
	put(t, at("2-tea.md"), "Tea\n")
	kiosktest.Settle(t, "the advice", patience, func() bool {
		said := a.said()
		return said[len(said)-1] == at("2-tea.md")+": advice: an announcement of this name with the same words was withdrawn, and so this is not shown; change its words or its name"
	})
	a.holds("Cake", "Lunch is over")
	if _, err := os.Stat(at("2-tea.md")); err != nil {
		t.Errorf("it is to be left alone: %v", err)
	}
	put(t, at("2-tea.md"), "Tea again\n")
	a.holds("Cake", "Lunch is over", "Tea again")
	put(t, at("2-tea.md"), "Tea\n") // and so it is when the new words are taken back
	a.holds("Cake", "Lunch is over")
	put(t, at("2-tea.md"), "Tea once more\n")
	a.holds("Cake", "Lunch is over", "Tea once more")

	// A new name is another announcement in the place of the old one.
	if err := os.Rename(at("3-cake.md"), at("7-cake.md")); err != nil {
		t.Fatal(err)
	}
	kiosktest.Settle(t, "the new number", patience, func() bool {
		numbers := numbersIn(a.board)
		slices.Sort(numbers)
		return slices.Equal(numbers, []int{1, 2, 7})
	})
	exchange(t, a, b)
	keeps(t, two, "Cake\n", "Lunch is over\n", "Tea once more\n")
}

func TestAFolderThatIsEmptiedIsFilledAgain(t *testing.T) {
	one, two := t.TempDir(), t.TempDir()
	a, b := startReplicated(t, one), startReplicated(t, two)
	add(t, a.board, "Lunch", time.Time{})
	add(t, a.board, "Tea", time.Time{})
	exchange(t, a, b)
	keeps(t, one, "Lunch\n", "Tea\n")
	for range 2 {
		files, err := filepath.Glob(filepath.Join(one, "*"))
		if err != nil {
			t.Fatal(err)
		}
		remove(t, files...)
		keeps(t, one, "Lunch\n", "Tea\n")
	}
	if err := os.Rename(one, filepath.Join(t.TempDir(), "away")); err != nil { // at once: it is filled while it is emptied
		t.Fatal(err)
	}
	keeps(t, one, "Lunch\n", "Tea\n")
	if got := a.said(); len(got) != 1 || !strings.Contains(got[0], "was emptied, and the announcements are written there again; withdraw them by their numbers, as in: withdraw ") {
		t.Errorf("said %q", got)
	}
	exchange(t, a, b)
	a.holds("Lunch", "Tea")
	b.holds("Lunch", "Tea")

	// So is one that holds a single file, and a new name for that is no emptying.
	withdraw(t, a.board, 1)
	a.holds("Tea")
	for name := range markdown(t, one) {
		if err := os.Rename(filepath.Join(one, name), filepath.Join(one, "9-tea.md")); err != nil {
			t.Fatal(err)
		}
	}
	kiosktest.Settle(t, "the new number", patience, func() bool { return slices.Equal(numbersIn(a.board), []int{9}) })
	keeps(t, one, "Tea\n")
}

func TestKiosksThatAreOneMayShareAFolderToo(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "announcements")
	a, b := startReplicated(t, folder), startReplicated(t, folder)
	x := add(t, a.board, "Lunch", time.Time{})
	b.holds("Lunch") // by the folder alone
	add(t, b.board, "Tea", time.Time{})
	a.holds("Lunch", "Tea")
	withdraw(t, b.board, x.Number)
	a.holds("Tea")
	add(t, a.board, "Cake", time.Time{})
	exchange(t, a, b)
	withdraw(t, a.board, 2)
	exchange(t, a, b) // before the other looks
	b.holds("Cake")
	put(t, filepath.Join(folder, "8-hand.md"), "By hand\n")
	a.holds("Cake", "By hand")
	b.holds("Cake", "By hand")
	exchange(t, a, b)
	files, err := filepath.Glob(filepath.Join(folder, "*.md"))
	if err != nil {
		t.Fatal(err)
	}
	remove(t, files...)
	keeps(t, folder, "Cake\n", "By hand\n")
	exchange(t, a, b)
	a.holds("Cake", "By hand")
	if got := numbersIn(a.board); !slices.Equal(got, []int{3, 8}) {
		t.Errorf("the numbers are %v", got)
	}
}

func TestWhoeverAsksAtOnceIsSafe(t *testing.T) {
	a, b := startReplicated(t, t.TempDir()), startReplicated(t, t.TempDir())
	var group sync.WaitGroup
	for _, pair := range [][2]*runner{{a, b}, {b, a}} {
		group.Go(func() {
			for n := range 10 {
				if x, err := pair[0].board.Add(fmt.Sprint("Words ", n), noon.Add(time.Hour)); err == nil && n%3 == 0 {
					_, _ = pair[0].board.Withdraw(x.Number) // the other one may have changed its number
				}
			}
		})
		group.Go(func() {
			for range 30 {
				pair[1].board.Merge(pair[0].board.Missing(pair[1].board.Tags(), 4000))
				pair[0].board.Current()
				pair[0].board.Summary()
				pair[0].board.Digest()
			}
		})
	}
	group.Wait()
	exchange(t, a, b)
	select {
	case <-a.board.Changes():
	default:
		t.Error("nobody was told")
	}
}
