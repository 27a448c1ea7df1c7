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
	// maxCompared bounds how many names are compared letter by letter, which takes up to
	// 2 µs each: those that have most letters in common with the typed one.
	maxCompared = 400
)

// Name is the one of names that is nearest to a mistyped one, in any letter case; of
// equals the first. It is empty where none is near.
func Name(typed string, names []string) string {
	if typed == "" || len(typed) > maxBytes {
		return ""
	}
	found := NewIndex(len(names), func(i int) string { return names[i] }).Near(typed, 1)
	if len(found) == 0 {
		return ""
	}
	return names[found[0]]
}

// Index is names among which the near ones are looked for. It never changes, and is safe
// for concurrent use. It takes some 60 bytes for each beside the name.
type Index struct{ names []indexed }

// indexed is a name as it is compared.
type indexed struct {
	text string // in small letters; empty where it is too long to be near to anything
	has  counts
	// length is its number of characters.
	length uint8
}

// NewIndex makes the index of n names.
func NewIndex(n int, at func(i int) string) *Index {
	x := &Index{make([]indexed, n)}
	for i := range x.names {
		if name := at(i); len(name) <= maxBytes {
			name = strings.ToLower(name)
			x.names[i] = indexed{name, count(name), uint8(utf8.RuneCountInString(name))}
		}
	}
	return x
}

// near is a name that is near.
type near struct{ i, distance int }

// nearer is the order of what is found.
func nearer(a, b near) int { return cmp.Or(cmp.Compare(a.distance, b.distance), cmp.Compare(a.i, b.i)) }

// Near are the indices of the names that are near to a mistyped one, in any letter case:
// most of them at most, the nearest first, of equals those that stand first. A name is
// near that can be made of the typed one by changing a third of its letters and one, 8 at
// most, or that begins with it. Where very many have about its letters, some that are no
// nearer than those found may be passed over: it takes 2 ms for 30,000 names, whatever
// they are.
func (x *Index) Near(typed string, most int) []int {
	if typed == "" || len(typed) > maxBytes {
		return nil
	}
	typed = strings.ToLower(typed)
	c := comparer{typed: []rune(typed), has: count(typed)}
	limit := min(len(c.typed)/3+1, maxMistakes)
	var found []near
	add := func(n near) {
		place, _ := slices.BinarySearchFunc(found, n, nearer)
		found = slices.Insert(found, place, n)
		found = found[:min(len(found), most)]
	}
	// Those that may be near, by the fewest changes that may do.
	var candidates [maxMistakes + 1][]int32
	for i := range x.names {
		n := &x.names[i]
		if strings.HasPrefix(n.text, typed) {
			add(near{i, min(len(n.text)-len(typed), 1)})
			continue
		}
		if n.text == "" || int(n.length) > len(c.typed)+limit || len(c.typed) > int(n.length)+limit {
			continue
		}
		if least := c.has.least(&n.has); least <= limit && len(candidates[least]) < maxCompared {
			candidates[least] = append(candidates[least], int32(i))
		}
	}
	compared := 0
	for least, some := range candidates {
		for _, i := range some {
			if len(found) == most { // what is no nearer than the last, and behind it, is not wanted
				last := found[most-1]
				if limit = min(limit, last.distance); least == limit && int(i) > last.i {
					continue
				}
			}
			if least > limit || compared == maxCompared {
				break
			}
			compared++
			if d := c.distance(x.names[i].text, limit); d <= limit {
				add(near{int(i), d})
			}
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
	has   counts
	name  []rune
	row   []int
}

// counts is how often each letter is in a text; letters that are alike modulo 32 are
// counted together.
type counts [32]int8

func count(text string) (has counts) {
	for _, r := range text {
		has[r%32]++
	}
	return has
}

// least is how many changes it takes at least to make a text with other counts: each puts
// in one letter at most, and takes out one at most.
func (has *counts) least(other *counts) int {
	more, less := 0, 0
	for i, n := range other {
		if d := int(n) - int(has[i]); d > 0 {
			more += d
		} else {
			less -= d
		}
	}
	return max(more, less)
}

// distance is how many letters have to be put in, taken out or changed to make a name of
// the typed one (Levenshtein); more than the limit where it is more than that.
func (c *comparer) distance(name string, limit int) int {
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
