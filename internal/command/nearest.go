package command

import (
	"strings"
	"unicode/utf8"
)

// nearest is the name that a mistyped one most likely stands for, or "".
func nearest(name string, names []string) string {
	const longest = 64 // no name is longer, and the time grows with the square
	if name == "" || len(name) > longest {
		return ""
	}
	name = strings.ToLower(name)
	best, least := "", utf8.RuneCountInString(name)/3+2 // more mistakes than that are another word
	for _, n := range names {
		candidate := strings.ToLower(n)
		if len(candidate) > longest {
			continue
		}
		d := distance(name, candidate)
		if strings.HasPrefix(candidate, name) {
			d = min(d, 1)
		}
		if d < least {
			best, least = n, d
		}
	}
	return best
}

// distance is how many characters have to be put in, taken out or changed to
// make one word of the other (Levenshtein).
func distance(a, b string) int {
	s, t := []rune(a), []rune(b)
	row := make([]int, len(t)+1)
	for j := range row {
		row[j] = j
	}
	for i, x := range s {
		diagonal := row[0]
		row[0] = i + 1
		for j, y := range t {
			cost := diagonal
			if x != y {
				cost++
			}
			diagonal = row[j+1]
			row[j+1] = min(row[j+1]+1, row[j]+1, cost)
		}
	}
	return row[len(t)]
}
