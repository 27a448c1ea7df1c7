package yardstick

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"math/rand/v2"
	"net"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"hackday.example/kiosk/internal/kiosktest/sites"
	"hackday.example/kiosk/internal/visitor"
)

var (
	typists     = flag.Int("typists", 0, "how many people type searches at once in BenchmarkTypists, for example 200; it is left out without")
	typistPages = flag.Int("typist-pages", 10_000, "how many pages of 5 KB they search")
)

// BenchmarkTypists is how long readers wait for a key while many others type searches
// over all pages, and how long those wait for their first results. The typists come from
// four addresses, and type as people do: a letter every 150 to 250 ms.
func BenchmarkTypists(b *testing.B) {
	if !once(b) || *typists == 0 {
		return
	}
	dir := b.TempDir()
	const sections = 6 // of 0.7 KB
	if err := sites.WriteMarkdown(dir, *typistPages, sites.Scale{Sections: sections}); err != nil {
		b.Fatal(err)
	}
	k := startSite(b, dir)
	k.ready(b)
	k.still(b)
	what := fmt.Sprintf("%d pages: ", *typistPages)
	results.record(what+"resident memory", "MiB", kiosk, float64(k.resident(b))/1024)

	const readers = 20
	seats := k.crowd(b, sizes[0], readers)
	for range *rounds {
		k.typing(b, what+"alone, ", seats, nil)
	}
	hunters := make([]*typist, *typists)
	for i := range hunters {
		hunters[i] = newTypist(b, k.contender, i)
	}
	k.still(b)
	before := k.resident(b)
	what += fmt.Sprintf("beside %d who search, ", *typists)
	for range *rounds {
		k.typing(b, what, seats, hunters)
	}
	results.record(what+"most memory more", "MiB", kiosk, float64(max(k.peak(b)-before, 0))/1024)
}

// still waits until the kiosk has hardly worked for a second: it reads the pages for
// searches behind their layouts.
func (k *siteKiosk) still(tb testing.TB) {
	tb.Helper()
	const hardly = 50 * time.Millisecond
	for begin := time.Now(); time.Since(begin) < patience; {
		before := k.cpu()
		time.Sleep(time.Second)
		if k.cpu()-before <= hardly {
			return
		}
	}
	tb.Fatalf("the kiosk still works after %v", patience)
}

// typing has readers scroll, ten lines a second each, while typists search.
func (k *siteKiosk) typing(b *testing.B, what string, readers []*visitor.Visitor, hunters []*typist) {
	const lasts, every = 10 * time.Second, 100 * time.Millisecond
	var over atomic.Bool
	var typing, reading sync.WaitGroup
	for _, t := range hunters {
		t.first, t.letters, t.without = nil, nil, 0
		typing.Go(func() {
			for !over.Load() {
				if err := t.search(&over); err != nil {
					b.Error(err)
					return
				}
			}
		})
	}
	cpu, begin := k.cpu(), time.Now()
	took := make([][]float64, len(readers))
	for i, v := range readers {
		reading.Go(func() {
			time.Sleep(time.Duration(i) * every / time.Duration(len(readers)))
			if err := scroll(k.contender, v, prompt, func(int) bool { time.Sleep(every); return time.Since(begin) < lasts }, func(a visitor.Answer) {
				took[i] = append(took[i], ms(a.Whole))
			}); err != nil {
				b.Error(err)
			}
		})
	}
	reading.Wait()
	worked := (k.cpu() - cpu).Seconds() / time.Since(begin).Seconds()
	over.Store(true)
	typing.Wait()
	record := func(name string, times [][]float64) {
		var all []float64
		for _, t := range times {
			all = append(all, t...)
		}
		if len(all) > 0 {
			results.record(what+name+", p50", "ms", kiosk, median(all))
			results.record(what+name+", p99", "ms", kiosk, percentile(all, 99))
		}
	}
	record("a reader's key → whole frame", took)
	results.record(what+"CPU", "% of a core", kiosk, 100*worked)
	if len(hunters) == 0 {
		return
	}
	var letters, first [][]float64
	searches, without := 0, 0
	for _, t := range hunters {
		letters, first = append(letters, t.letters), append(first, t.first)
		searches, without = searches+len(t.first), without+t.without
	}
	record("a letter → first frame", letters)
	record("a search's first letter → first results", first)
	results.record(what+"searches that had no results", "% of them", kiosk, 100*float64(without)/float64(max(searches+without, 1)))
}

// typist is somebody who types searches.
type typist struct {
	*visitor.Visitor
	shown   sight
	random  *rand.Rand
	first   []float64 // ms until first results were there, of each search
	letters []float64 // ms until a letter was
	without int       // searches whose results did not come in time
}

// looked are what is searched for.
var looked = []string{"harbour choir", "kettle", "umbrellas", "bell rang", "the blue ledger", "old pharmacy", "night porter", nobody, "quarter past"}

// nobody is on no page, nor is the letter that it begins with.
const nobody = "zebra"

// newTypist has a typist come, from one of four addresses, and begin to search.
func newTypist(tb testing.TB, c *contender, number int) *typist {
	tb.Helper()
	const sources = 4
	t := &typist{random: rand.New(rand.NewPCG(uint64(number), 14))}
	w := sizes[0]
	w.Output = &t.shown
	v, _, err := visitor.Arrive(context.Background(), visitor.Target{
		Address: c.address, Wait: piecemeal, From: net.IPv4(127, 0, 1, byte(1+number%sources)),
	}, w)
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(v.HangUp)
	t.Visitor = v
	if _, err := v.Type("s", piecemeal); err != nil {
		tb.Fatal(err)
	}
	return t
}

// search types a search, a letter at a time, and takes it back at the end.
func (t *typist) search(over *atomic.Bool) error {
	text := sites.ScaleMark(t.random.IntN(*typistPages))
	if i := t.random.IntN(len(looked) + 1); i < len(looked) {
		text = looked[i]
	}
	pause := func() { time.Sleep(time.Duration(150+t.random.IntN(100)) * time.Millisecond) }
	pause()
	t.shown.expect()
	begin := time.Now()
	for i := 0; i < len(text) && !over.Load(); i++ {
		a, err := t.Type(text[i:i+1], prompt)
		if err != nil {
			return err
		}
		if a.Bytes == 0 {
			return fmt.Errorf("the letter %q of %q had no answer", text[i:i+1], text)
		}
		t.letters = append(t.letters, ms(a.First))
		pause()
	}
	const looks = time.Second // at what was found
	if strings.HasPrefix(text, nobody) {
		time.Sleep(looks)
	} else if at, ok := t.shown.await(over); ok {
		t.first = append(t.first, ms(at.Sub(begin)))
		time.Sleep(looks)
	} else if !over.Load() {
		t.without++
	}
	const takeBack = "\x15"
	if _, err := t.Type(takeBack, piecemeal); err != nil {
		return err
	}
	return nil
}

// sight looks for results in what a terminal is sent.
type sight struct {
	mu   sync.Mutex
	open bool      // none were seen yet that are expected
	tail []byte    // the end of what was sent, where a result may begin
	at   time.Time // when the first results came
}

// resultsMark is sent where there were no results and now are: the titles of pages.
var resultsMark = []byte("Page")

// expect begins to look.
func (s *sight) expect() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.open, s.tail, s.at = true, nil, time.Time{}
}

// seen is when the first results came, if they did.
func (s *sight) seen() (time.Time, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.at, !s.at.IsZero()
}

// await waits for the first results, with some patience.
func (s *sight) await(over *atomic.Bool) (time.Time, bool) {
	const every = 10 * time.Millisecond
	for begin := time.Now(); !over.Load() && time.Since(begin) < prompt.Patience; time.Sleep(every) {
		if at, ok := s.seen(); ok {
			return at, true
		}
	}
	return s.seen()
}

func (s *sight) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.open {
		return len(p), nil
	}
	s.tail = append(s.tail, p...)
	if bytes.Contains(s.tail, resultsMark) {
		s.open, s.at = false, time.Now()
	}
	s.tail = append(s.tail[:0], s.tail[max(len(s.tail)-len(resultsMark)+1, 0):]...)
	return len(p), nil
}
