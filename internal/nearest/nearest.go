// Package nearest finds the names that a mistyped one most likely stands for.
package nearest

import (
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"
)

const (
	// maxBytes bounds the names that are compared: the time grows with the square.
	maxBytes = 64
	// maxMistakes bounds by how many letters a name differs from the typed one.
	maxMistakes = 8
)

// Name is the one of names that is nearest to a mistyped one, in any letter case; of
// equals the first. It is empty where none is near.
func Name(typed string, names []string) string {
	found := Indices(typed, len(names), 1, func(i int) string { return names[i] })
	if len(found) == 0 {
		return ""
	}
	return names[found[0]]
}

// Indices are those of the n names that are near to a mistyped one, in any letter case:
// most of them at most, the nearest first, of equals those that stand first. A name is
// near that can be made of the typed one by changing a third of its letters and one, 8 at
// most, or that begins with it.
func Indices(typed string, n, most int, at func(i int) string) []int {
	if typed == "" || len(typed) > maxBytes {
		return nil
	}
	typed = strings.ToLower(typed)
	letters := utf8.RuneCountInString(typed)
	limit := min(letters/3+1, maxMistakes)
	c := comparer{typed: []rune(typed), has: count(typed)}
	type near struct{ i, distance int }
	var found []near
	for i := range n {
		name := at(i)
		if len(name) > maxBytes {
			continue
		}
		name = strings.ToLower(name)
		d := c.distance(name, limit)
		if strings.HasPrefix(name, typed) {
			d = min(d, 1)
		}
		if d > limit {
			continue
		}
		place, _ := slices.BinarySearchFunc(found, d+1, func(f near, d int) int { return cmp.Compare(f.distance, d) })
		found = slices.Insert(found, place, near{i, d})
		if found = found[:min(len(found), most)]; len(found) == most {
			limit = found[most-1].distance - 1 // what is no nearer stands behind it
		}
	}
	indices := make([]int, len(found))
	for i, f := range found {
		indices[i] = f.i
	}
	return indices
}

// comparer compares names with one.
type comparer struct {
	typed []rune
	has   [32]int8 // see count
	name  []rune
	row   []int
}

// count is how often each letter is in a text; letters that are alike modulo 32 are
// counted together.
func count(text string) (has [32]int8) {
	for _, r := range text {
		has[r%32]++
	}
	return has
}

// distance is how many letters have to be put in, taken out or changed to make a name of
// the typed one (Levenshtein); more than the limit where it is more than that.
func (c *comparer) distance(name string, limit int) int {
	// Each change puts in one letter at most, and takes out one at most.
	more, less := 0, 0
	for i, n := range count(name) {
		if d := int(n) - int(c.has[i]); d > 0 {
			more += d
		} else {
			less -= d
		}
	}
	if max(more, less) > limit {
		return limit + 1
	}
	c.name = c.name[:0]
	for _, r := range name {
		c.name = append(c.name, r)
	}
	c.row = c.row[:0]
	for j := range len(c.name) + 1 {
		c.row = append(c.row, j)
	}
	// Only what is within the limit of the diagonal can be within it at the end.
	for i, x := range c.typed {
		first, end := max(i-limit, 0), min(i+limit+1, len(c.name))
		if first > 0 && first >= end {
			return limit + 1
		}
		diagonal := c.row[first]
		c.row[first] = limit + 1
		if first == 0 {
			c.row[0] = i + 1
		}
		least := c.row[first]
		for j := first; j < end; j++ {
			cost := diagonal
			if x != c.name[j] {
				cost++
			}
			diagonal = c.row[j+1]
			if j == i+limit { // it is beyond the row before
				diagonal = limit + 1
				c.row[j+1] = limit + 1
			}
			c.row[j+1] = min(c.row[j+1]+1, c.row[j]+1, cost)
			least = min(least, c.row[j+1])
		}
		if least > limit {
			return limit + 1
		}
	}
	return c.row[len(c.name)]
}
