package nearest

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestTheNearestNameIsFound(t *testing.T) {
	names := []string{"read", "pages", "resources", "privacy", "Ёлка"}
	for typed, want := range map[string]string{
		"raed": "read", "READ": "read", "page": "pages", "res": "resources", "privcay": "privacy", "ёлк": "Ёлка",
		"x": "", "": "", "nothing": "", strings.Repeat("read", 20): "",
	} {
		if got := Name(typed, names); got != want {
			t.Errorf("%q: %q, want %q", typed, got, want)
		}
	}
}

func TestTheNearestAreFirst(t *testing.T) {
	names := []string{"cardigan", "bard", "cardiff", "cards", "card", "cord", "ward"}
	got := Indices("card", len(names), 4, func(i int) string { return names[i] })
	if want := []int{4, 0, 1, 2}; !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
}

func TestManyNamesAreComparedAtOnce(t *testing.T) {
	names := make([]string, 60_000)
	for i := range names {
		names[i] = fmt.Sprintf("events/%d/the-notes-of-the-meeting-in-the-hall-%05d", i%30, i)
	}
	began := time.Now()
	Name("evnets/12/the-ntoes-of-the-meetnig-in-the-hlal-09999", names)
	if took := time.Since(began); took > 10*time.Second {
		t.Errorf("it took %v", took)
	}
	t.Log(time.Since(began))
}

// plainDistance is the distance as textbooks have it.
func plainDistance(a, b []rune) int {
	last := make([]int, len(b)+1)
	for j := range last {
		last[j] = j
	}
	for i := range a {
		row := []int{i + 1}
		for j := range b {
			cost := last[j]
			if a[i] != b[j] {
				cost++
			}
			row = append(row, min(cost, last[j+1]+1, row[j]+1))
		}
		last = row
	}
	return last[len(b)]
}

func FuzzDistance(f *testing.F) {
	f.Add("kitten", "sitting", uint8(3))
	f.Add("", "a", uint8(0))
	f.Add("abcdef", "fabcde", uint8(2))
	f.Fuzz(func(t *testing.T, a, b string, most uint8) {
		if len(a) > maxBytes || len(b) > maxBytes {
			return
		}
		c := comparer{typed: []rune(a), has: count(a)}
		limit := int(most % 32)
		got, want := c.distance(b, limit), plainDistance([]rune(a), []rune(b))
		if got != want && (got <= limit || want <= limit) {
			t.Fatalf("%q, %q within %d: %d, want %d", a, b, limit, got, want)
		}
	})
}

func FuzzIndices(f *testing.F) {
	f.Add("raed", "read", "reed")
	f.Add("\xff", "\x80", "")
	f.Fuzz(func(t *testing.T, typed, a, b string) {
		names := []string{a, b, a}
		got := Indices(typed, len(names), 2, func(i int) string { return names[i] })
		if len(got) > 2 || len(got) == 2 && got[0] == got[1] {
			t.Fatalf("%v", got)
		}
		if a == typed && a != "" && len(a) <= maxBytes && (len(got) == 0 || !strings.EqualFold(names[got[0]], a)) {
			t.Fatalf("%q is not near itself: %v", a, got)
		}
	})
}
