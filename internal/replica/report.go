package replica

import (
	"errors"
	"fmt"

	"hackday.example/kiosk/internal/clean"
)

// check makes sure of a report that came from the network, and cleans it.
func (r *Report) check() error {
	errs := []error{sentence(&r.Error, "error")}
	if s := r.Status; s != nil {
		errs = append(errs, s.check())
	}
	if s := r.Sessions; s != nil {
		errs = append(errs, s.check())
	}
	if l := r.Reload; l != nil {
		errs = append(errs, sentence(&l.What, "what"), oneLine(&l.Pages, "pages"))
	}
	if d := r.Drain; d != nil {
		errs = append(errs, count(d.Seconds, MaxSeconds, "seconds"), sentence(&d.What, "what"))
	}
	return errors.Join(errs...)
}

func (s *StatusReport) check() error {
	return errors.Join(
		rows(s.Rows), rows(s.Look),
		count(s.Now, maxTotal, "now"), count(s.Today, maxTotal, "today"),
		count(s.Peak, maxTotal, "peak"), count(s.Rehearsing, maxTotal, "rehearsing"),
		count(s.Left, MaxSeconds, "left"),
		oneLine(&s.Pages, "pages"), oneLine(&s.Zone, "zone"),
	)
}

// rows checks the rows of a status, and cleans them.
func rows(list [][2]string) error {
	if len(list) > MaxRows {
		return fmt.Errorf("a status of %d rows", len(list))
	}
	for i := range list {
		row := &list[i]
		row[0], row[1] = clean.Line(row[0]), clean.Text(row[1])
		if len(row[0])+len(row[1]) > MaxRow {
			return fmt.Errorf("row %d has more than %d bytes", i+1, MaxRow)
		}
	}
	return nil
}

func (s *SessionsReport) check() error {
	if len(s.Sessions) > MaxSessions {
		return fmt.Errorf("a list of %d sessions", len(s.Sessions))
	}
	for i := range s.Sessions {
		one := &s.Sessions[i]
		err := errors.Join(oneLine(&one.Kind, "kind"), oneLine(&one.Source, "source"),
			count(one.Columns, maxCells, "columns"), count(one.Rows, maxCells, "rows"))
		if err != nil {
			return fmt.Errorf("session %d: %w", i+1, err)
		}
	}
	return count(s.Total, maxTotal, "total")
}

// bounded is a copy of r within the bounds: sentences are cut, and rows and sessions beyond
// them are left out.
func (r Report) bounded() Report {
	said := func(s string) string { return cut(clean.Text(s), MaxSentence) }
	r.Error = said(r.Error)
	if r.Status != nil {
		s := *r.Status
		s.Pages, s.Zone, s.Left = line(s.Pages), line(s.Zone), min(max(s.Left, 0), MaxSeconds)
		s.Rows, s.Look = boundedRows(s.Rows), boundedRows(s.Look)
		r.Status = &s
	}
	if r.Sessions != nil {
		s := *r.Sessions
		s.Sessions = make([]Session, 0, min(len(r.Sessions.Sessions), MaxSessions))
		for _, one := range r.Sessions.Sessions[:min(len(r.Sessions.Sessions), MaxSessions)] {
			one.Kind, one.Source = line(one.Kind), line(one.Source)
			one.Columns, one.Rows = min(max(one.Columns, 0), maxCells), min(max(one.Rows, 0), maxCells)
			s.Sessions = append(s.Sessions, one)
		}
		r.Sessions = &s
	}
	if r.Reload != nil {
		l := *r.Reload
		l.What, l.Pages = said(l.What), line(l.Pages)
		r.Reload = &l
	}
	if r.Drain != nil {
		d := *r.Drain
		d.What, d.Seconds = said(d.What), min(max(d.Seconds, 0), MaxSeconds)
		r.Drain = &d
	}
	return r
}

func boundedRows(list [][2]string) [][2]string {
	list = list[:min(len(list), MaxRows)]
	bounded := make([][2]string, 0, len(list))
	for _, row := range list {
		name := line(row[0])
		bounded = append(bounded, [2]string{name, cut(clean.Text(row[1]), MaxRow-len(name))})
	}
	return bounded
}
