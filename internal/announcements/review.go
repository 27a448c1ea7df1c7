package announcements

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"

	"hackday.example/kiosk/internal/files"
	"hackday.example/kiosk/internal/report"
)

// Review says what is wrong with a folder of announcements at a moment now, and what could
// be better: files that are bad, that are over, and that are none and may be meant to
// be. The problems' files are as the organiser would open them. The error says why there
// is no folder to look at.
func Review(folder string, now time.Time) (*report.Report, error) {
	info, err := os.Stat(folder)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, fmt.Errorf("the folder of announcements %s is not there; the first announcement makes it", folder)
	case err != nil:
		return nil, fmt.Errorf("the folder of announcements %s cannot be read: %w; %s", folder, files.Reason(err), seeTo)
	case !info.IsDir():
		return nil, fmt.Errorf("the folder of announcements %s is a file; name the folder it stands in", folder)
	}
	b := Open(folder, func() time.Time { return now })
	found := b.read()
	found.finish(folder, now)
	for _, e := range found.all {
		if !e.holds(now) {
			found.advise(over, filepath.Join(folder, e.file), report.Place{}, fmt.Sprintf("this is over since %s, and is not shown", stamp(e.Until)), "remove it, or write when it is over")
		}
	}
	found.report.Problems.Sort()
	return &found.report, nil
}

// finish adds what is wrong with the files together.
func (s *survey) finish(folder string, now time.Time) {
	if held := holding(s.all, now); held > MaxAtOnce {
		s.fault(folder, report.Place{}, fmt.Sprintf("there are %d announcements, and the oldest %d are shown", held, MaxAtOnce), "remove some")
	}
}

// ownName is a name that kiosks make: of two with one number, nobody chose it.
var ownName = regexp.MustCompile(`^[0-9]{4}-[0-9a-f]{8}\.md$|_[0-9a-f]{8}\.md$`)

// adviseOnNumber says of a file that it has not the number that its name begins with, if
// somebody chose that.
func (s *survey) adviseOnNumber(path, name string, number int) {
	if own := numberOf(name); own > 0 && own != number && !ownName.MatchString(name) {
		s.advise(oneNumber, path, report.Place{}, fmt.Sprintf("another announcement has number %d already, and so this one is number %d", own, number), "begin its name with another number")
	}
}

// told is what Run tells of a survey.
func (s *survey) told() (list []error) {
	for _, p := range s.report.Problems {
		if p.Severity == report.Fault {
			list = append(list, errors.New(p.String()))
		} else {
			list = append(list, &Advice{p.String()})
		}
	}
	return list
}

// Advice is what Run tells of announcements that are as they were written, and may not be
// as they are meant.
type Advice struct{ text string }

// Error is the advice in a sentence.
func (a *Advice) Error() string { return a.text }

// Summary is how a folder is, for organisers.
type Summary struct {
	Shown, Over int
	Problems    report.Problems // of the last time that it was read, the faults first
}

// Summary tells how the folder is, as far as Run knows.
func (b *Board) Summary() Summary {
	s := Summary{Shown: len(b.Current()), Over: len(b.over())}
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.found != nil {
		s.Problems = slices.Clone(b.found.report.Problems)
	}
	slices.SortStableFunc(s.Problems, func(a, b report.Problem) int {
		return strings.Compare(string(b.Severity), string(a.Severity)) // "error" before "advice"
	})
	return s
}

// over are the entries that are over, the oldest first.
func (b *Board) over() (list []entry) {
	now := b.now()
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, e := range b.all {
		if !e.holds(now) {
			list = append(list, e)
		}
	}
	return list
}

// past remembers which files were told to be over. It is used by one goroutine.
type past map[string]time.Time

// mostPast bounds how many files are named at once.
const mostPast = 5

// more is the advice on those that were not told yet, in one sentence; nil if there are none.
// A file that has gone, or has another end, is forgotten.
func (p *past) more(list []entry) error {
	now := past{}
	var fresh []string
	for _, e := range list {
		now[e.file] = e.Until
		if told, ok := (*p)[e.file]; !ok || !told.Equal(e.Until) {
			fresh = append(fresh, fmt.Sprintf("%s (%s)", report.Name(e.file), stamp(e.Until)))
		}
	}
	*p = now
	n := len(fresh)
	switch {
	case n == 0:
		return nil
	case n == 1:
		return &Advice{"an announcement is over, and is not shown: " + fresh[0]}
	case n > mostPast:
		fresh = append(fresh[:mostPast:mostPast], fmt.Sprintf("and %d more", n-mostPast))
	}
	return &Advice{fmt.Sprintf("%d announcements are over, and are not shown: %s", n, strings.Join(fresh, ", "))}
}

// reports are the problems that were told, and are not told again while they last. It is
// safe for concurrent use.
type reports struct {
	mu   sync.Mutex // held while to runs
	to   func(error)
	told []string
}

// tell tells one thing.
func (r *reports) tell(err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.to != nil {
		r.to(err)
	}
}

// say tells what was not among the problems the last time.
func (r *reports) say(problems []error) {
	var now []string
	for _, p := range problems {
		text := p.Error()
		now = append(now, text)
		if !slices.Contains(r.told, text) {
			r.tell(p)
		}
	}
	r.told = now
}
