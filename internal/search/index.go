package search

import (
	"cmp"
	"maps"
	"slices"
	"sync"
	"time"

	"hackday.example/kiosk/internal/site"
)

const (
	// maxKept bounds what is kept of all pages, in bytes, beside the vocabulary: real
	// text takes a fourth of its own bytes, so a site of site.MaxSiteBytes has room. Pages
	// beyond it are read again for each search.
	maxKept = 64 << 20

	// maxVocabulary bounds the pieces that pages share, in bytes. Beyond, they are
	// written out in each page.
	maxVocabulary = 8 << 20

	// buildDelay is how long after SetSite the index begins to be made: the first frames
	// of those who wait for the site come before.
	buildDelay = 2 * time.Second

	// workSlice is how long the index is made in one go, and restFactor how many times as
	// long it rests then.
	workSlice  = 2 * time.Millisecond
	restFactor = 3

	// sampleBytes and samplePages bound the text from which the commonest pieces are
	// taken, which get the shortest numbers.
	sampleBytes = 128 << 10
	samplePages = 20

	// slabBytes is how many bytes of kept texts are allocated at once.
	slabBytes = 64 << 10
)

// index is what is kept of the pages of a site. It is safe for concurrent use.
type index struct {
	// building is held by the goroutine that adds a page. w and slab are its; w is nil
	// where no page is to be added.
	building sync.Mutex
	w        *writer
	slab     []byte

	mu    sync.RWMutex // guards what follows; taken within building
	words vocabulary
	pages map[*site.Page]kept // those of the site that lists have, and those of documents
	bytes int                 // of all texts that were ever kept, also of pages that went
	todo  int                 // pages that were not looked at
}

// kept is the visible text of a page as a vocabulary writes it.
type kept struct {
	text []byte
	seen bool // text is all that is kept of the page, also where it is nil
	open bool // it has open pieces, or some that are written out
}

// newIndex makes the index of a site's pages. What old, which may be nil, has of them is
// taken over; it is not usable then.
func newIndex(s *site.Site, old *index) *index {
	x := &index{pages: make(map[*site.Page]kept, len(s.All()))}
	for _, p := range s.All() {
		if !p.Unlisted || p.Source != nil { // documents are found, though no list has them
			x.pages[p] = kept{}
		}
	}
	x.todo = len(x.pages)
	if old == nil {
		return x
	}
	old.building.Lock()
	defer old.building.Unlock()
	old.mu.RLock()
	defer old.mu.RUnlock()
	stay := 0
	for p := range x.pages {
		if k := old.pages[p]; k.seen {
			stay += len(k.text)
		}
	}
	if 2*stay < old.bytes { // most of it is of pages that went
		return x
	}
	for p := range x.pages {
		if k := old.pages[p]; k.text != nil {
			x.pages[p] = k
			x.todo--
		}
	}
	x.words, x.bytes = old.words, old.bytes
	x.words.clip() // old may still add to its own
	return x
}

// get is what is kept of a page, and the vocabulary to read it by. known is false of a
// page that is not of the site.
func (x *index) get(p *site.Page) (k kept, words vocabulary, known bool) {
	x.mu.RLock()
	defer x.mu.RUnlock()
	k, known = x.pages[p]
	return k, x.words, known
}

// size is how many bytes the index takes, about, and how many pages are to be added.
func (x *index) size() (bytes, todo int) {
	const perPage = 48 // of the map
	x.mu.RLock()
	defer x.mu.RUnlock()
	return x.bytes + x.words.bytes() + perPage*len(x.pages), x.todo
}

// add keeps a page's visible text, if the page is of the site and there is room.
func (x *index) add(p *site.Page, text []byte) {
	x.building.Lock()
	defer x.building.Unlock()
	k, words, known := x.get(p)
	if !known || k.seen {
		return
	}
	if x.w == nil {
		if len(words.pieces) == 0 {
			words = x.sample()
		}
		x.w = newWriter(words)
	}
	k.seen = true
	if full := x.bytes >= maxKept; !full {
		most := len(text) + len(text)/8 + 16
		if cap(x.slab)-len(x.slab) < most {
			x.slab = make([]byte, 0, max(slabBytes, most))
		}
		begin := len(x.slab)
		x.slab = x.w.write(x.slab, text)
		k.text = x.slab[begin:len(x.slab):len(x.slab)]
		k.open = x.w.open(k.text)
	}
	x.mu.Lock()
	defer x.mu.Unlock()
	x.words = x.w.vocabulary
	x.pages[p] = k
	x.bytes += len(k.text)
	if x.todo--; x.todo == 0 {
		x.w = nil
		x.words.clip()
	}
}

// clip copies the vocabulary to memory of its own, without room for more pieces.
func (v *vocabulary) clip() {
	v.blob = append(make([]byte, 0, len(v.blob)), v.blob...)
	v.pieces = append(make([]piece, 0, len(v.pieces)), v.pieces...)
}

// sample makes a vocabulary of the pieces that are common on some of the pages.
func (x *index) sample() (v vocabulary) {
	for _, mark := range markPieces {
		v.add([]byte{mark}, control)
	}
	type key struct {
		piece string
		kind  class
	}
	counts := map[key]int{}
	pages := slices.SortedFunc(maps.Keys(x.pages), func(a, b *site.Page) int { return cmp.Compare(a.Name, b.Name) })
	bytes := 0
	for i := 0; i < len(pages) && bytes < sampleBytes; i += max(len(pages)/samplePages, 1) {
		if len(pages[i].Markdown) > sampleBytes/4 {
			continue
		}
		bytes += len(pages[i].Markdown)
		each(visible(pages[i]), func(piece []byte, kind class) {
			if kind != control {
				counts[key{string(piece), kind}]++
			}
		})
	}
	keys := slices.SortedFunc(maps.Keys(counts), func(a, b key) int {
		return cmp.Or(cmp.Compare(counts[b], counts[a]), cmp.Compare(a.piece, b.piece), cmp.Compare(a.kind, b.kind))
	})
	for _, k := range keys[:min(len(keys), oneByte-len(v.pieces))] {
		v.add([]byte(k.piece), k.kind)
	}
	return v
}

// build adds all pages that were not added yet, a little at a time, until stop is closed.
func (x *index) build(pages []*site.Page, stop <-chan struct{}) {
	rest := func(d time.Duration) bool {
		select {
		case <-stop:
			return false
		case <-time.After(d):
			return true
		}
	}
	if !rest(buildDelay) {
		return
	}
	begin := time.Now()
	for _, p := range pages {
		if k, _, known := x.get(p); !known || k.seen {
			continue
		}
		x.add(p, visible(p))
		if worked := time.Since(begin); worked >= workSlice {
			if !rest(restFactor * worked) {
				return
			}
			begin = time.Now()
		}
	}
}
