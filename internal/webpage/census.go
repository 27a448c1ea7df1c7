package webpage

import "strings"

// A Census counts on how many of a site's pages each block stands. What a block
// is, its tags and its text say; classes, ids and addresses do not, since they
// differ with the page that is open. It keeps at most maxBlocks counts and
// maxPages titles, some 8 MiB, whatever is added. It is not safe for concurrent
// use.
type Census struct {
	pages        int
	blocks       map[uint64]count
	descriptions map[uint64]int
	titles       []string
}

// A count says on how many pages a block stands, and which was the last.
type count struct{ pages, last int32 }

const (
	maxBlocks = 1 << 17
	// maxPages is how many pages are worth counting; further ones are ignored.
	// A caller with more of them adds some that are evenly chosen.
	maxPages = 1000
)

// Add counts the blocks of one page. It keeps nothing of d.
func (c *Census) Add(d *Document) {
	if c.pages == maxPages {
		return
	}
	if c.blocks == nil {
		c.blocks, c.descriptions = make(map[uint64]count), make(map[uint64]int)
	}
	c.pages++
	c.titles = append(c.titles, strings.Clone(clip(d.facts.Title, 300)))
	if s := d.facts.Description; s != "" {
		c.descriptions[hashWords(offset64, s)]++
	}
	for i := range d.elements {
		e := &d.elements[i]
		if !e.shows() || e.has(unseen) || !countable(e.n) {
			continue
		}
		k, known := c.blocks[e.hash]
		if k.last == int32(c.pages) || !known && !c.room() {
			continue
		}
		c.blocks[e.hash] = count{k.pages + 1, int32(c.pages)}
	}
}

// room makes room for one more block. Where there is none, blocks go that stand
// on at most a tenth of the pages: none of them is on 30 % of the pages so far.
// Pages of more blocks than there is room for are not counted to their end.
func (c *Census) room() bool {
	if len(c.blocks) < maxBlocks {
		return true
	}
	if few := c.blocks[full]; few.last == int32(c.pages) {
		return false // this page has filled it before
	}
	for h, k := range c.blocks {
		if k.pages <= max(1, int32(c.pages)/10) {
			delete(c.blocks, h)
		}
	}
	c.blocks[full] = count{0, int32(c.pages)}
	return len(c.blocks) < maxBlocks
}

// full is the key under which room notes the page that it was last made for.
const full = 0

// Furniture returns what recurs on the pages added so far. It does not change
// when further pages are added, and is safe for concurrent use.
func (c *Census) Furniture() *Furniture {
	f := &Furniture{pages: c.pages, blocks: make(map[uint64]int32), descriptions: make(map[uint64]bool), titles: make(map[string]bool)}
	for h, k := range c.blocks {
		if k.pages > 1 && h != full {
			f.blocks[h] = k.pages
		}
	}
	for h, n := range c.descriptions {
		if n > 1 && n*10 > c.pages {
			f.descriptions[h] = true
		}
	}
	f.Titles = SharedTitle(c.titles)
	same := make(map[string]int)
	for _, t := range c.titles {
		if same[t]++; t != "" && same[t] > 1 && same[t]*10 > c.pages {
			f.titles[t] = true
		}
	}
	return f
}

// Furniture is what recurs on the pages of a site. The zero value and nil stand
// for a site of which nothing is known.
type Furniture struct {
	Titles       Shared // what the titles share
	pages        int
	blocks       map[uint64]int32 // on how many pages, where more than one
	descriptions map[uint64]bool  // shared by more than a tenth of the pages
	titles       map[string]bool  // likewise
}

// few is up to how many pages a site has too few for shares of them to say
// anything: there a block recurs if it stands on all of them,
// and one that is mostly links if it stands on two: an entry of a menu is often
// no link on its own page.
const few = 4

// share returns on what part of the pages a block stands: 0 to 1.
func (f *Furniture) share(hash uint64) float64 {
	if f == nil || f.pages < 2 {
		return 0
	}
	return float64(f.blocks[hash]) / float64(f.pages)
}

// recurs reports whether a block stands on more than 30 % of the pages; one that
// is mostly links, as the menu of a section is, on three.
func (f *Furniture) recurs(e *element) bool {
	if f == nil || f.pages < 2 || !e.shows() || e.has(kept) {
		return false
	}
	n := int(f.blocks[e.hash])
	if f.pages <= few {
		return n == f.pages || n >= 2 && e.links > 0 && 10*e.linked >= 8*e.text
	}
	return n >= 3 && (n*10 > f.pages*3 || e.links >= 3 && 10*e.linked >= 8*e.text)
}

// SharedDescription reports whether a meta description is that of the site, not
// of a page.
func (f *Furniture) SharedDescription(s string) bool {
	return f != nil && f.descriptions[hashWords(offset64, s)]
}

// Shared is what the titles of a site's pages have in common.
type Shared struct{ Prefix, Suffix string }

// separators stand between a page's title and its site's.
var separators = []string{" | ", " - ", " – ", " — ", " · ", " • ", " :: ", " » ", " « ", " / ", " > ", " ~ ", ": "}

// SharedTitle finds the prefix and the suffix, up to and with a separator such
// as " | ", that more than half of the titles share: "Tides | Harbour" and
// "Ferry | Harbour" share " | Harbour". The longest such wins. Of each title 300
// bytes are looked at.
func SharedTitle(titles []string) Shared {
	prefixes, suffixes := make(map[string]int), make(map[string]int)
	total := 0
	for _, t := range titles {
		if t = strings.TrimSpace(clip(t, 300)); t == "" {
			continue
		}
		total++
		cuts := 0
		for i := 1; i < len(t) && cuts < 8; i++ {
			for _, s := range separators {
				if strings.HasPrefix(t[i:], s) && i+len(s) < len(t) {
					prefixes[t[:i+len(s)]]++
					suffixes[t[i:]]++
					cuts++
					break
				}
			}
		}
	}
	return Shared{Prefix: mostShared(prefixes, total), Suffix: mostShared(suffixes, total)}
}

func mostShared(counts map[string]int, total int) string {
	best := ""
	for s, n := range counts {
		if n >= 2 && 2*n > total && (len(s) > len(best) || len(s) == len(best) && s < best) {
			best = s
		}
	}
	return best
}

// Strip returns a title without what it shares with the others. A title that is
// nothing else is returned whole.
func (s Shared) Strip(title string) string {
	title = strings.TrimSpace(title)
	t := title
	if s.Suffix != "" && len(t) > len(s.Suffix) {
		t = strings.TrimSuffix(t, s.Suffix)
	}
	if s.Prefix != "" && len(t) > len(s.Prefix) {
		t = strings.TrimPrefix(t, s.Prefix)
	}
	if t = strings.TrimSpace(t); t == "" {
		return title
	}
	return t
}

// clip returns at most n bytes of s, whole characters.
func clip(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && s[n]&0xC0 == 0x80 {
		n--
	}
	return s[:n]
}
