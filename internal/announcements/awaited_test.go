package announcements_test

import (
	"fmt"
	"slices"
	"testing"

	. "hackday.example/kiosk/internal/announcements"
	"hackday.example/kiosk/internal/kiosktest"
)

// keeps waits until some kiosks have files with these contents, whatever their names.
func keeps(t *testing.T, folder string, want ...string) {
	t.Helper()
	slices.Sort(want)
	kiosktest.Settle(t, fmt.Sprintf("files in %s with %q", folder, want), patience, func() bool {
		var got []string
		for _, text := range markdown(t, folder) {
			got = append(got, text)
		}
		slices.Sort(got)
		return slices.Equal(got, want)
	})
}

// holds waits until what was told last is these texts, in whatever order: files that were
// written within one second are in the order of their numbers.
func (r *runner) holds(want ...string) {
	r.t.Helper()
	slices.Sort(want)
	kiosktest.Settle(r.t, fmt.Sprintf("the announcements %q", want), patience, func() bool {
		r.mu.Lock()
		defer r.mu.Unlock()
		got := texts(r.lists[len(r.lists)-1])
		slices.Sort(got)
		return slices.Equal(got, want)
	})
}

func numbersIn(b *Board) (all []int) {
	for _, a := range b.Current() {
		all = append(all, a.Number)
	}
	return all
}

func withdraw(t *testing.T, b *Board, number int) {
	t.Helper()
	want := Announcement{Number: number}
	if i := slices.Index(numbersIn(b), number); i >= 0 { // else nobody is shown it
		want = b.Current()[i]
	}
	if a, err := b.Withdraw(number); err != nil || a != want {
		t.Fatalf("%+v, %v; want %+v", a, err, want)
	}
}
