package markdown

import "unicode/utf8"

// delimiter is one that was written: "**", "*", "_" or "~~".
type delimiter struct {
	mark   byte
	n      int
	at     int // where it stands
	of     int // the opening one that it closes; -1 for opening ones
	style  style
	from   int // the first segment in it
	closes bool

	canOpen, canClose bool
	size              int // of the run of marks that it is part of
}

// scan finds what the delimiters in a text could be, as goldmark sees them
// (CommonMark §6.2), which is run by run of the same mark.
func scan(text []byte, ds []delimiter) {
	for i := 0; i < len(ds); {
		j := i + 1
		size := ds[i].n
		for j < len(ds) && ds[j].mark == ds[i].mark && ds[j].at == ds[j-1].at+ds[j-1].n {
			size += ds[j].n
			j++
		}
		before, after := ' ', ' '
		if ds[i].at > 0 {
			before, _ = utf8.DecodeLastRune(text[:ds[i].at])
		}
		if end := ds[i].at + size; end < len(text) {
			after, _ = utf8.DecodeRune(text[end:])
		}
		left := !isSpace(after) && (!isPunctuation(after) || isSpace(before) || isPunctuation(before))
		right := !isSpace(before) && (!isPunctuation(before) || isSpace(after) || isPunctuation(after))
		canOpen, canClose := left, right
		if ds[i].mark == '_' {
			canOpen = left && (!right || isPunctuation(before))
			canClose = right && (!left || isPunctuation(after))
		}
		if ds[i].mark == '~' && before == '~' { // goldmark takes none behind another
			canOpen, canClose = false, false
		}
		for ; i < j; i++ {
			ds[i].canOpen, ds[i].canClose, ds[i].size = canOpen, canClose, size
		}
	}
}

// maxOpeners bounds how many delimiters are looked at for what one closes.
const maxOpeners = 16

// misread is an opening delimiter that would not be read as what it is meant for, or
// whose closing one would not; -1 if all would. What it is not sure of does not hold:
// runs in which one closes and another opens are only taken where the marks before
// them leave no choice.
func misread(ds []delimiter) int {
	// run is a run of marks, of which some are used up.
	type run struct {
		first, last int // its delimiters
		left        int // marks
	}
	var open []run
	for i := 0; i < len(ds); {
		j := i
		for total := 0; total < ds[i].size; j++ {
			total += ds[j].n
		}
		d := ds[i]
		if d.mark == '~' && d.size > 2 {
			return ds[i].opening(i)
		}
		r := run{i, j - 1, d.size}
		for r.left > 0 && ds[r.first].closes {
			if !d.canClose || len(open) == 0 {
				return ds[r.first].of
			}
			o := &open[len(open)-1]
			// What is nearer could be closed instead, or what is meant cannot.
			if ds[o.last].mark != d.mark || ds[r.first].of != o.last {
				return ds[r.first].of
			}
			od := ds[o.last]
			if (od.canClose || d.canOpen) && (od.size+d.size)%3 == 0 && d.size%3 != 0 {
				return o.last
			}
			n := 1
			if o.left >= 2 && r.left >= 2 {
				n = 2
			}
			if n != ds[r.first].n || n != od.n {
				return o.last
			}
			o.left -= n
			r.left -= n
			r.first++
			if o.last--; o.left == 0 {
				open = open[:len(open)-1]
			}
		}
		if r.left > 0 {
			if !d.canOpen || len(open) >= maxOpeners {
				return ds[r.first].opening(r.first)
			}
			// Nothing that is open may take it for its end.
			if d.canClose {
				for _, o := range open {
					od := ds[o.last]
					if od.mark == d.mark && !((od.canClose || d.canOpen) && (od.size+d.size)%3 == 0 && d.size%3 != 0) {
						return ds[r.first].opening(r.first)
					}
				}
			}
			for k := r.first; k <= r.last; k++ {
				if ds[k].closes {
					return ds[k].of
				}
			}
			open = append(open, r)
		}
		i = j
	}
	if len(open) > 0 {
		return open[0].first
	}
	return -1
}

// opening is the opening delimiter of a pair of which i is one.
func (d delimiter) opening(i int) int {
	if d.closes {
		return d.of
	}
	return i
}
