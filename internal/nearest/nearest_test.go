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
	got := indexOf(names).Near("card", 4)
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

func indexOf(names []string) *Index {
	return NewIndex(len(names), func(i int) string { return names[i] })
}

func TestTheNearestIsFoundAmongManyWithItsLetters(t *testing.T) {
	names := make([]string, 20*maxCompared)
	for i := range names {
		names[i] = fmt.Sprintf("gfedcba-%05d", i)
	}
	names = append(names, "abcdefg-0129x")
	x := indexOf(names)
	if got := x.Near("abcdefg-0129y", 1); !slices.Equal(got, []int{len(names) - 1}) {
		t.Errorf("%v is found", got)
	}
	if n := testing.AllocsPerRun(3, func() { x.Near("abcdefg-0129y", 5) }); n > 150 {
		t.Errorf("it takes %v allocations", n)
	}
}

// plainNear is Near as it would be without shortcuts.
func plainNear(typed string, names []string, most int) (indices []int) {
	typed = strings.ToLower(typed)
	limit := min(len([]rune(typed))/3+1, maxMistakes)
	for d := range limit + 1 {
		for i, name := range names {
			if name = strings.ToLower(name); len(name) > maxBytes || typed == "" || name == "" && typed != "" {
				continue
			}
			is := plainDistance([]rune(typed), []rune(name))
			if strings.HasPrefix(name, typed) {
				is = min(is, 1)
			}
			if is == d && len(indices) < most {
				indices = append(indices, i)
			}
		}
	}
	return indices
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

func FuzzNear(f *testing.F) {
	f.Add("raed", "read", "reed")
	f.Add("\xff", "\x80", "")
	f.Fuzz(func(t *testing.T, typed, a, b string) {
		names := []string{a, b, a}
		got := indexOf(names).Near(typed, 2)
		if want := plainNear(typed, names, 2); len(typed) <= maxBytes && len(strings.ToLower(a)) <= maxBytes && len(strings.ToLower(b)) <= maxBytes && !slices.Equal(got, want) && len(got)+len(want) > 0 {
			t.Fatalf("%q among %q: %v, want %v", typed, names, got, want)
		}
		if len(got) > 2 || len(got) == 2 && got[0] == got[1] {
			t.Fatalf("%v", got)
		}
		if a == typed && a != "" && len(a) <= maxBytes && (len(got) == 0 || !strings.EqualFold(names[got[0]], a)) {
			t.Fatalf("%q is not near itself: %v", a, got)
		}
	})
}
