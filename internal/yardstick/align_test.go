package yardstick

import (
	"slices"
	"sort"
)

// align pairs the letters of a page with those on a screen, both in their order:
// for each of a the index in b of its partner, or -1. Of the ways to pair as many as
// possible it takes one with long runs, about.
func align(a, b []rune) []int {
	pairs := make([]int, len(a))
	for i := range pairs {
		pairs[i] = -1
	}
	alignPart(a, b, 0, 0, pairs)
	return pairs
}

// mostProduct bounds the table that alignBySum fills. Longer texts are parted at runs
// that each has once; what cannot be parted stays without partners.
const mostProduct = 2_000_000

// back is how many letters at the end of a run are paired anew with what is behind
// it: they may be alike by chance, as "24" of "[24] 2.4.2" and of "2.4.2".
const back = 4

// alignPart pairs parts of two texts, which begin at letters i and j of them.
func alignPart(a, b []rune, i, j int, pairs []int) {
	head, tail := 0, 0
	for head < min(len(a), len(b)) && a[head] == b[head] {
		head++
	}
	for tail < min(len(a), len(b))-head && a[len(a)-1-tail] == b[len(b)-1-tail] {
		tail++
	}
	if head+tail < min(len(a), len(b)) || len(a) != len(b) {
		head, tail = max(head-back, 0), max(tail-back, 0)
	}
	for n := range head {
		pairs[i+n] = j + n
	}
	for n := range tail {
		pairs[i+len(a)-1-n] = j + len(b) - 1 - n
	}
	a, b, i, j = a[head:len(a)-tail], b[head:len(b)-tail], i+head, j+head
	if len(a) == 0 || len(b) == 0 {
		return
	}
	if len(a)*len(b) <= mostProduct {
		alignBySum(a, b, i, j, pairs)
		return
	}
	for _, length := range []int{48, 24, 12, 6} {
		anchors := uniqueRuns(a, b, length)
		if len(anchors) == 0 {
			continue
		}
		endA, endB := 0, 0
		for _, at := range anchors {
			if at[0] < endA || at[1] < endB {
				continue // within the run before
			}
			alignPart(a[endA:at[0]], b[endB:at[1]], i+endA, j+endB, pairs)
			n := 0
			for at[0]+n < len(a) && at[1]+n < len(b) && a[at[0]+n] == b[at[1]+n] {
				n++
			}
			n = max(n-back, length)
			for k := range n {
				pairs[i+at[0]+k] = j + at[1] + k
			}
			endA, endB = at[0]+n, at[1]+n
		}
		alignPart(a[endA:], b[endB:], i+endA, j+endB, pairs)
		return
	}
}

// uniqueRuns finds the runs of a length that a and b have once each, as many as are
// in the same order in both.
func uniqueRuns(a, b []rune, length int) (anchors [][2]int) {
	inA, inB := runs(a, length), runs(b, length)
	for run, at := range inA {
		if other, ok := inB[run]; ok && at >= 0 && other >= 0 {
			anchors = append(anchors, [2]int{at, other})
		}
	}
	slices.SortFunc(anchors, func(x, y [2]int) int { return x[0] - y[0] })
	// The longest increasing subsequence, by patience sorting.
	before := make([]int, len(anchors))
	var tops []int
	for n, at := range anchors {
		pile := sort.Search(len(tops), func(p int) bool { return anchors[tops[p]][1] >= at[1] })
		before[n] = -1
		if pile > 0 {
			before[n] = tops[pile-1]
		}
		tops = append(tops[:pile], append([]int{n}, tops[min(pile+1, len(tops)):]...)...)
	}
	if len(tops) == 0 {
		return nil
	}
	ordered := make([][2]int, len(tops))
	for k, n := len(tops)-1, tops[len(tops)-1]; n >= 0; k, n = k-1, before[n] {
		ordered[k] = anchors[n]
	}
	return ordered
}

// runs is where each run of a length begins; -1 for one that is there twice.
func runs(text []rune, length int) map[string]int {
	at := map[string]int{}
	for i := 0; i+length <= len(text); i++ {
		run := string(text[i : i+length])
		if _, twice := at[run]; twice {
			at[run] = -1
		} else {
			at[run] = i
		}
	}
	return at
}

// alignBySum pairs two texts for the greatest sum: 4 for each pair, and 1 more for one
// right behind another.
func alignBySum(a, b []rune, i, j int, pairs []int) {
	columns := len(b) + 1
	// The greatest sums of what is behind x in a and y in b: of all, and of those that
	// pair x with y. A sum of 0 pairs nothing.
	sums, paired := make([]int32, (len(a)+1)*columns), make([]int32, (len(a)+1)*columns)
	behind := func(at int) int32 { // a pair
		if next := at + columns + 1; paired[next] > 0 {
			return max(sums[next], paired[next]+1)
		}
		return sums[at+columns+1]
	}
	for x := len(a) - 1; x >= 0; x-- {
		for y := len(b) - 1; y >= 0; y-- {
			at := x*columns + y
			if a[x] == b[y] {
				paired[at] = 4 + behind(at)
			}
			sums[at] = max(sums[at+columns], sums[at+1], paired[at])
		}
	}
	run := false
	for x, y := 0, 0; x < len(a) && y < len(b); {
		switch at := x*columns + y; {
		case paired[at] > 0 && (run || paired[at] == sums[at]):
			pairs[i+x] = j + y
			next := at + columns + 1
			run = paired[next] > 0 && behind(at) == paired[next]+1
			x, y = x+1, y+1
		case sums[at] == sums[at+columns]:
			x, run = x+1, false
		default:
			y, run = y+1, false
		}
	}
}
