package site

import (
	"fmt"
	"maps"
	"reflect"
	"sync"
	"time"
)

// Store holds the site that is shown, while its files are edited: a new one takes
// its place whole or not at all. It is safe for concurrent use.
type Store struct {
	load    func() (*Site, error)
	loading sync.Mutex // one at a time, so that the last to begin is the last to be taken

	mu      sync.Mutex // guards what follows
	current *Site
	since   time.Time
	last    Reload
}

// Reload is how a reload went.
type Reload struct {
	At      time.Time // when it was over
	Err     error     // why the old site stays; nil if all was well
	Changed bool      // another site is shown than before
}

// NewStore loads a site for the first time. What came of it is handed to instead, unless that
// is nil, which returns the site to begin with, and why it is not the one that load loads:
// then Last has that error. Where there is no site, the error is NewStore's too.
func NewStore(load func() (*Site, error), instead func(*Site, error) (*Site, error)) (*Store, error) {
	s := &Store{load: load}
	first, err := s.loaded()
	if instead != nil {
		first, err = instead(first, err)
	}
	if first == nil {
		return nil, err
	}
	s.last = Reload{At: time.Now(), Err: err, Changed: true}
	s.current, s.since = first, s.last.At
	return s, nil
}

// Current is the site that was loaded last without an error.
func (s *Store) Current() *Site {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.current
}

// Since is when the present site was loaded first.
func (s *Store) Since() time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.since
}

// Last is how the last reload went, of which loading for the first time is one.
func (s *Store) Last() Reload {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.last
}

// Reload loads the site again, and returns the one that is shown from now on.
// Where nothing in it was changed that is the old one, and changed is false. An
// error leaves the old one, too; a panic of load's is one.
func (s *Store) Reload() (current *Site, changed bool, err error) {
	s.loading.Lock()
	defer s.loading.Unlock()
	loaded, err := s.loaded()
	changed = err == nil && !loaded.Equal(s.Current())

	s.mu.Lock()
	defer s.mu.Unlock()
	s.last = Reload{At: time.Now(), Err: err, Changed: changed}
	if changed {
		s.current, s.since = loaded, s.last.At
	}
	return s.current, changed, err
}

// loaded loads a site. What is edited may be anything, and must not end the
// program.
func (s *Store) loaded() (loaded *Site, err error) {
	defer func() {
		if r := recover(); r != nil {
			loaded, err = nil, fmt.Errorf("loading the site: %v", r)
		}
	}()
	return s.load()
}

// Equal reports whether another site, which may be nil, is the same in everything
// that visitors can see.
func (s *Site) Equal(other *Site) bool {
	if other == nil {
		return false
	}
	all, others := s.All(), other.All()
	if !reflect.DeepEqual(s.Settings, other.Settings) || !reflect.DeepEqual(s.Menu, other.Menu) || s.Partial != other.Partial ||
		len(all) != len(others) || len(s.Pages) != len(other.Pages) ||
		len(s.index.exact) != len(other.index.exact) || !maps.Equal(s.index.leftOut, other.index.leftOut) {
		return false
	}
	if !reflect.DeepEqual(s.Files(), other.Files()) {
		return false
	}
	for i, p := range all {
		if q := others[i]; p != q && !reflect.DeepEqual(p, q) {
			return false
		}
	}
	for key, p := range s.index.exact {
		if q := other.index.exact[key]; q == nil || p.Name != q.Name {
			return false
		}
	}
	return true
}
