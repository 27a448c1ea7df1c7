package filter

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"hackday.example/kiosk/internal/fold"
)

func entry(title, rest string) Text { return Text{fold.Search(title), fold.Search(rest)} }

func TestTheBestIsFirst(t *testing.T) {
	list := []Text{ // from the worst to the best, for "cafe"
		entry("Clear as far as Erith", ""),
		entry("Where to eat", "events/cafe"),
		entry("Decafed", ""),
		entry("The Café", ""),
		entry("The cafés of Cardiff", ""),
		entry("Cafeteria", ""),
		entry("CAFÉ", ""),
		entry("Nothing", "else"),
	}
	for _, tt := range []struct {
		query string
		want  []int
	}{
		{"cafe", []int{6, 5, 3, 4, 2, 1, 0}},
		{" Café ", []int{6, 5, 3, 4, 2, 1, 0}},
		{"cardiff cafes", []int{4}},
		{"eat events", []int{1}},
		{"cafe events", []int{1}},
		{"cafe cafe", []int{2, 3, 4, 5, 6, 1}}, // a word that is there twice counts once
		{"cdf", []int{4}},
		{"zzz", nil},
	} {
		got := NewList(list).Rank(tt.query)
		if !slices.Equal(got, tt.want) {
			t.Errorf("%q: %v, want %v", tt.query, got, tt.want)
		}
	}
	if got := NewList(make([]Text, 3)).Rank("  "); !slices.Equal(got, []int{0, 1, 2}) {
		t.Errorf("an empty query means %v", got)
	}
}

func TestLettersOfOtherScriptsAreWhole(t *testing.T) {
	list := []Text{entry("Ёлка", ""), entry("Дом", ""), entry("日本語", "")}
	for query, want := range map[string]int{"до": 1, "日語": 2} {
		if got := NewList(list).Rank(query); !slices.Equal(got, []int{want}) {
			t.Errorf("%q: %v, want %d", query, got, want)
		}
	}
}

// many are entries of some 100 bytes.
func many(n int) []Text {
	list := make([]Text, n)
	for i := range list {
		list[i] = entry(fmt.Sprintf("Notes of the %d. meeting of the boat club in the hall", i), fmt.Sprintf("club/meetings/%04d/notes-of-the-meeting-in-the-hall", i))
	}
	return list
}

func TestRankingTakesNoMemoryForEachEntry(t *testing.T) {
	list := NewList(many(10_000))
	for _, query := range []string{"hall", "the boat club", "nbch", "meetings hall notes", "zzz"} {
		if n := testing.AllocsPerRun(5, func() { list.Rank(query) }); n > 10 {
			t.Errorf("%q: %v allocations", query, n)
		}
	}
}

func TestNoQueryTakesLong(t *testing.T) {
	list := NewList(many(10_000))
	for _, query := range []string{"e", strings.Repeat("e ", 2000), strings.Repeat("notes", 800), "o t e s n h i a l b c u m g f d 0 1 2 3 4 5 6 7 8 9"} {
		began := time.Now()
		list.Rank(query)
		if took := time.Since(began); took > time.Second {
			t.Errorf("%.20q: %v", query, took)
		}
	}
}

func BenchmarkRank(b *testing.B) {
	list := NewList(many(10_000))
	for _, query := range []string{"hall", "nbch", "meetings hall notes", "zzz"} {
		b.Run(query, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				list.Rank(query)
			}
		})
	}
}

func FuzzRank(f *testing.F) {
	f.Add("café", "The Café", "events/cafe")
	f.Add("the the", "", "the")
	f.Add("\xff", "\xff\u0301", " ")
	f.Fuzz(func(t *testing.T, query, title, rest string) {
		list := []Text{entry(title, rest), entry(rest, title), entry(title+" "+title, ""), entry(title, rest)}
		got := NewList(list).Rank(query)
		sorted := slices.Clone(got)
		slices.Sort(sorted)
		if len(slices.Compact(sorted)) != len(got) {
			t.Fatalf("%v has an entry twice", got)
		}
		for _, i := range got {
			if i < 0 || i >= len(list) {
				t.Fatalf("there is no entry %d", i)
			}
		}
		for i, e := range list {
			q := strings.Fields(fold.Search(query))
			in := func(w string) bool { return strings.Contains(e.Title, w) || strings.Contains(e.Rest, w) }
			if !slices.ContainsFunc(q, func(w string) bool { return !in(w) }) && !slices.Contains(got, i) {
				t.Fatalf("%q is not found in %q", query, e)
			}
		}
		first, equal := slices.Index(got, 0), slices.Index(got, 3)
		if (first < 0) != (equal < 0) || first > equal {
			t.Fatalf("of equals, the first is not before the other: %v", got)
		}
		if q := fold.Search(query); utf8.ValidString(query) && q != "" && strings.Contains(list[0].Title, q) && first < 0 {
			t.Fatalf("%q is not found in %q", query, title)
		}
	})
}
