// Package report says what is wrong with a folder, and what could be better: each
// problem has a file, a place in it, and what to do. It knows nothing of what the
// folder holds.
package report

import "hackday.example/kiosk/internal/clean"

// The most problems of one severity that a Report lists, for each file and in
// all. Those after them are counted.
const (
	maxListedInFile = 100
	maxListed       = 20_000
)

// Report is what was found in a folder. The zero Report has found nothing. It is not
// safe for concurrent use.
type Report struct {
	Files    []string // what was read, in the order of their names
	Problems Problems // by file, line and column; at most 100 errors and as much advice of each file
	Errors   int      // how many there are, listed or not
	Advice   int
	// Kinds is how many pieces of advice there are of each kind, listed or not.
	Kinds map[Kind]int

	listed map[listing]int
}

// listing counts problems of one severity: of a file, or of all where file is
// empty.
type listing struct {
	file     string
	severity Severity
}

// Unlisted is how many problems there are that Problems does not list.
func (r *Report) Unlisted() int { return r.Errors + r.Advice - len(r.Problems) }

// Full reports whether no more problems like p are listed.
func (r *Report) Full(p Problem) bool {
	return r.listed[listing{Name(p.File), p.Severity}] >= maxListedInFile || r.listed[listing{"", p.Severity}] >= maxListed
}

// Add adds a problem. Its texts are made safe to be shown.
func (r *Report) Add(p Problem) {
	if p.Severity == Fault {
		r.Errors++
	} else {
		r.Advice++
		if r.Kinds == nil {
			r.Kinds = map[Kind]int{}
		}
		r.Kinds[p.Kind]++
	}
	r.list(p)
}

// list lists a problem that is counted already, unless there are enough.
func (r *Report) list(p Problem) {
	p.File = Name(p.File)
	if r.Full(p) {
		return
	}
	if r.listed == nil {
		r.listed = map[listing]int{}
	}
	r.listed[listing{p.File, p.Severity}]++
	r.listed[listing{"", p.Severity}]++
	p.Message, p.Fix = clean.Line(p.Message), clean.Line(p.Fix)
	r.Problems = append(r.Problems, p)
}

// Merge adds what another report has.
func (r *Report) Merge(o *Report) {
	r.Errors += o.Errors
	r.Advice += o.Advice
	for kind, n := range o.Kinds {
		if r.Kinds == nil {
			r.Kinds = map[Kind]int{}
		}
		r.Kinds[kind] += n
	}
	for _, p := range o.Problems {
		r.list(p)
	}
}

// Err is the errors as one; nil where there is none.
func (r *Report) Err() error {
	if r.Errors == 0 {
		return nil
	}
	e := &Error{}
	for _, p := range r.Problems {
		if p.Severity == Fault {
			e.Problems = append(e.Problems, p)
		}
	}
	e.Unlisted = r.Errors - len(e.Problems)
	return e
}
