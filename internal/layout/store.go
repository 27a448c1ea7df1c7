package layout

import (
	"container/list"
	"time"

	"hackday.example/kiosk/internal/site"
)

// rank is how long something is kept when there is not room for all.
type rank int

const (
	single rank = iota // used by one source
	shared             // used by several, or made before anyone asked
	home               // the home page as readers see it
	ranks
)

// store keeps groups within a number of bytes. Of each rank, the group that was
// used longest ago is forgotten first. Groups that one source alone used have an
// eighth of the room: whatever it asks for, the others stay, and the cache takes
// little more than before. The cache's lock guards it.
type store struct {
	limit  int
	groups map[any]*group // by draftKey or keptKey
	recent [ranks]list.List
	bytes  [ranks]int
}

// group is what is kept together: a draft and its layouts, which refer to it; or
// something else of a page.
type group struct {
	key     any
	page    *site.Page
	draft   *draft
	layouts map[Spec]*Layout
	kept    any

	bytes   int
	rank    rank
	source  string        // the first that used it; own if it was made before
	used    time.Time     // last
	element *list.Element // in store.recent
}

// What a group and a layout in it take beside their values: the structs, keys
// and their part of the maps.
const (
	bytesPerGroup  = 600
	bytesPerLayout = 500
)

func newStore(limit int) *store { return &store{limit: limit, groups: map[any]*group{}} }

// get is the group under a key, or nil. It is used now, by a source.
func (s *store) get(key any, source string) *group {
	g := s.groups[key]
	if g == nil {
		return nil
	}
	if source != own && source != g.source && g.rank == single {
		s.move(g, shared)
		s.trim()
	}
	s.recent[g.rank].MoveToFront(g.element)
	g.used = time.Now()
	return g
}

// add keeps a group, if it may be kept: one takes a quarter of the limit at the
// most. It reports whether it does.
func (s *store) add(g *group) bool {
	g.bytes += bytesPerGroup
	if g.bytes > s.limit/4 || s.groups[g.key] != nil {
		return false
	}
	if g.source == own {
		g.rank = max(g.rank, shared)
	}
	g.used = time.Now()
	s.groups[g.key] = g
	s.insert(g)
	s.trim()
	return true
}

// addLayout keeps a layout with its draft, if that is kept and there is room.
func (s *store) addLayout(g *group, spec Spec, l *Layout) {
	bytes := l.bytes + bytesPerLayout
	if g == nil || g.draft != l.draft || g.bytes+bytes > s.limit/4 || g.layouts[spec] != nil {
		return
	}
	if g.layouts == nil {
		g.layouts = map[Spec]*Layout{}
	}
	g.layouts[spec] = l
	g.bytes += bytes
	s.bytes[g.rank] += bytes
	s.trim()
}

// remove forgets a group.
func (s *store) remove(g *group) {
	delete(s.groups, g.key)
	s.detach(g)
}

// move changes a group's rank.
func (s *store) move(g *group, r rank) {
	s.detach(g)
	g.rank = r
	s.insert(g)
}

func (s *store) insert(g *group) {
	g.element = s.recent[g.rank].PushFront(g)
	s.bytes[g.rank] += g.bytes
}

func (s *store) detach(g *group) {
	s.recent[g.rank].Remove(g.element)
	s.bytes[g.rank] -= g.bytes
}

// trim forgets groups until the limit holds. The home page may take half of it,
// and what one source used an eighth, or be one group of any size.
func (s *store) trim() {
	for s.bytes[home] > s.limit/2 {
		s.removeOldest(home)
	}
	for s.bytes[single] > s.limit/8 && s.recent[single].Len() > 1 {
		s.removeOldest(single)
	}
	for s.total() > s.limit { // the others take three quarters at the most
		s.removeOldest(shared)
	}
}

// removeUnused forgets large pages that were last used before a time, but for the
// home page and those that are open; and reports whether there are any left.
func (s *store) removeUnused(before time.Time, isOpen func(draftKey) bool) (left bool) {
	for _, r := range []rank{single, shared} {
		for e := s.recent[r].Back(); e != nil; {
			g := e.Value.(*group)
			e = e.Prev()
			if isSmall(g.page) {
				continue
			}
			if key, ok := g.key.(draftKey); g.used.Before(before) && !(ok && isOpen(key)) {
				s.remove(g)
			} else {
				left = true
			}
		}
	}
	return left
}

func (s *store) removeOldest(r rank) { s.remove(s.recent[r].Back().Value.(*group)) }

// oldestFirst lists all groups, of each rank the one that was used longest ago
// first.
func (s *store) oldestFirst() []*group {
	all := make([]*group, 0, len(s.groups))
	for r := range s.recent {
		for e := s.recent[r].Back(); e != nil; e = e.Prev() {
			all = append(all, e.Value.(*group))
		}
	}
	return all
}

func (s *store) total() (bytes int) {
	for _, b := range s.bytes {
		bytes += b
	}
	return bytes
}
