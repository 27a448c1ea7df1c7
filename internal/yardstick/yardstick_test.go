package yardstick

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"hackday.example/kiosk/internal/visitor"
)

var (
	rounds   = flag.Int("rounds", 5, "how often each server is measured, in turns")
	sessions = flag.String("sessions", "500", "for which numbers of open sessions memory is measured, with commas between")
	beside   = flag.Int("beside", 1000, "idle sessions beside those that are measured")
	hall     = flag.Int("hall", 0, "sessions that are open in BenchmarkHall, for example 10000; it is left out without")
	profiles = flag.String("profiles", "", "folder for the profiles of BenchmarkProfile")
	against  = flag.String("against", strings.Join(contenders, ","), "the servers that are measured")
)

func TestMain(m *testing.M) {
	if name := os.Getenv(asServer); name != "" {
		if err := serve(name); err != nil {
			fmt.Fprintln(os.Stderr, name+":", err)
			os.Exit(1)
		}
		return
	}
	status := m.Run()
	if program.dir != "" {
		_ = os.RemoveAll(program.dir)
	}
	for _, t := range []*table{&results, &layouts, &siteResults, &besideW3m, &searchResults, &keyResults} {
		t.print(os.Stdout)
	}
	os.Exit(status)
}

// once reports whether a benchmark is to measure now: the testing package calls
// it again with a larger N, and the rounds are our own.
func once(b *testing.B) bool {
	b.ReportMetric(0, "ns/op") // means nothing here
	return b.N == 1
}

// sizes are the windows in which visitors sit.
var sizes = []visitor.Terminal{window(80, 24), window(200, 60)}

// storeFrames stores the kiosk's first screens for the bare servers, and
// returns the folder.
func storeFrames(tb testing.TB) string {
	tb.Helper()
	dir := tb.TempDir()
	k := start(tb, kiosk, dir)
	defer k.stop()
	for _, w := range sizes {
		f, err := os.Create(filepath.Join(dir, sizeName(w.Columns, w.Rows)))
		if err != nil {
			tb.Fatal(err)
		}
		w.Output = f
		v, _, err := k.visit(w)
		if err != nil {
			tb.Fatal(err)
		}
		v.HangUp()
		if err := f.Close(); err != nil {
			tb.Fatal(err)
		}
	}
	return dir
}

// chosen are the servers that are measured: those of -against that are
// installed.
func chosen(tb testing.TB, frames string) []*contender {
	tb.Helper()
	var all []*contender
	for _, name := range contenders {
		if measured(tb, name) {
			all = append(all, start(tb, name, frames))
		}
	}
	return all
}

func measured(tb testing.TB, name string) bool {
	if !slices.Contains(strings.Split(*against, ","), name) {
		return false
	}
	if _, err := sshdPath(); err != nil && name == openSSH {
		tb.Logf("OpenSSH's sshd is not installed, and is not measured")
		return false
	}
	return true
}

// inTurns measures each server in each round, while the others stand still.
func inTurns(all []*contender, measure func(c *contender)) {
	for _, c := range all {
		c.hold(true)
	}
	for range *rounds {
		for _, c := range all {
			c.hold(false)
			measure(c)
			c.hold(true)
		}
	}
	for _, c := range all {
		c.hold(false)
	}
}

// BenchmarkMemory is the memory of a session that is open and quiet.
func BenchmarkMemory(b *testing.B) {
	if !once(b) {
		return
	}
	frames := storeFrames(b)
	for number := range strings.SplitSeq(*sessions, ",") {
		n, err := strconv.Atoi(number)
		if err != nil {
			b.Fatal(err)
		}
		for _, w := range sizes {
			for range *rounds {
				for _, name := range contenders {
					if measured(b, name) {
						measureMemory(b, name, frames, w, n)
					}
				}
			}
		}
	}
}

func measureMemory(b *testing.B, name, frames string, w visitor.Terminal, n int) {
	real := n
	switch name { // their sessions take as much, however many there are
	case stock:
		n = min(n, 100)
	case openSSH:
		n = min(n, 20)
	}
	c := start(b, name, frames)
	defer c.stop()
	warm := c.crowd(b, w, 8) // what is made once is made
	before := c.memory(b)
	all := c.crowd(b, w, n)
	after := c.memory(b)
	disperse(all)
	disperse(warm)
	results.record(fmt.Sprintf("memory per idle session, %s, %d open", sizeName(w.Columns, w.Rows), real), "KiB", name, float64(after-before)/float64(n))
}

// BenchmarkFirstFrame is the time from connecting to the first whole screen,
// when 20 come a second.
func BenchmarkFirstFrame(b *testing.B) {
	if !once(b) {
		return
	}
	const visits, every = 40, 50 * time.Millisecond
	inTurns(chosen(b, storeFrames(b)), func(c *contender) {
		times := make([]float64, visits)
		var group sync.WaitGroup
		for i := range visits {
			group.Go(func() {
				v, a, err := c.visit(sizes[0])
				if err != nil {
					b.Error(err)
					return
				}
				times[i] = ms(a.Whole)
				if err := v.Leave(c.leave); err != nil {
					b.Errorf("%s: %v", c.name, err)
				}
			})
			time.Sleep(every)
		}
		group.Wait()
		results.record("connect → first frame, 20 a second, p50", "ms", c.name, median(times))
	})
}

// BenchmarkRush is how many visits a second there can be, each of which
// connects, gets the first screen and leaves.
func BenchmarkRush(b *testing.B) {
	if !once(b) {
		return
	}
	inTurns(chosen(b, storeFrames(b)), func(c *contender) {
		const lasts = 4 * time.Second
		results.record("connect, read and leave, as fast as can be", "visits/s", c.name, rush(b, c, lasts)/lasts.Seconds())
	})
}

// rush has visitors come and go as fast as can be, and returns how many did.
func rush(b *testing.B, c *contender, lasts time.Duration) float64 {
	const atOnce = 16
	var visits atomic.Int64
	var group sync.WaitGroup
	begin := time.Now()
	for range atOnce {
		group.Go(func() {
			for time.Since(begin) < lasts {
				v, _, err := c.visit(sizes[0])
				if err != nil {
					b.Error(err)
					return
				}
				if err := v.Leave(c.leave); err != nil {
					b.Errorf("%s: %v", c.name, err)
				}
				visits.Add(1)
			}
		})
	}
	group.Wait()
	return float64(visits.Load()) * lasts.Seconds() / time.Since(begin).Seconds()
}

// scroll types keys that scroll the page by a line, down and up again, so that
// each of them shows something, and calls answered for every one. It ends where
// it began, at the top.
func scroll(c *contender, v *visitor.Visitor, w visitor.Wait, more func(i int) bool, answered func(visitor.Answer)) error {
	const most = 20 // lines down
	line, step := 0, 1
	press := func() (visitor.Answer, error) {
		key := "j"
		if step < 0 {
			key = "k"
		}
		a, err := v.Type(key, w)
		if err == nil && a.Bytes == 0 {
			err = fmt.Errorf("the key %q had no answer", key)
		}
		if err != nil {
			return a, fmt.Errorf("%s: line %d: %w", c.name, line, err)
		}
		line += step
		return a, nil
	}
	for i := 0; more(i); i++ {
		a, err := press()
		if err != nil {
			return err
		}
		answered(a)
		if line == 0 || line == most {
			step = -step
		}
	}
	for step = -1; line > 0; {
		if _, err := press(); err != nil {
			return err
		}
	}
	return nil
}

// BenchmarkKey is the time from a key to its whole frame, and what a key costs,
// beside idle sessions, and what those cost by themselves.
func BenchmarkKey(b *testing.B) {
	if !once(b) {
		return
	}
	const keys = 100
	all := chosen(b, storeFrames(b))
	idle := strconv.Itoa(*beside)
	crowds := map[string]int{}
	typing := map[string]*visitor.Visitor{}
	fast := map[string][]*visitor.Visitor{}
	for _, c := range all {
		n := *beside
		switch c.name {
		case stock: // each computes all the time
			n = min(n, 200)
		case openSSH: // each is three processes
			n = min(n, 50)
		}
		c.crowd(b, sizes[0], n)
		crowds[c.name] = n + 33
		v, _, err := c.visit(sizes[0])
		if err != nil {
			b.Fatal(err)
		}
		b.Cleanup(v.HangUp)
		typing[c.name] = v
		fast[c.name] = c.crowd(b, sizes[0], 32) // each within what a kiosk lets one type
		c.hold(true)
	}
	inTurns(all, func(c *contender) {
		time.Sleep(time.Second) // after it stood still
		const rests = 3 * time.Second
		before := c.cpu()
		time.Sleep(rests)
		results.record("CPU of "+idle+" idle sessions", "% of a core", c.name,
			100*(c.cpu()-before).Seconds()/rests.Seconds()*float64(*beside)/float64(crowds[c.name]))

		var whole []float64
		if err := scroll(c, typing[c.name], piecemeal, func(i int) bool { return i < keys }, func(a visitor.Answer) {
			whole = append(whole, ms(a.Whole))
		}); err != nil {
			b.Error(err)
		}
		results.record("key → whole frame beside "+idle+" idle sessions, p50", "ms", c.name, median(whole))
		results.record("key → whole frame beside "+idle+" idle sessions, p99", "ms", c.name, percentile(whole, 99))

		const lasts = time.Second
		var typed, bytes atomic.Int64
		var group sync.WaitGroup
		before = c.cpu()
		begin := time.Now()
		for _, v := range fast[c.name] {
			group.Go(func() {
				if err := scroll(c, v, c.wait(), func(int) bool { return time.Since(begin) < lasts }, func(a visitor.Answer) {
					typed.Add(1)
					bytes.Add(int64(a.Bytes))
				}); err != nil {
					b.Error(err)
				}
			})
		}
		group.Wait()
		results.record("CPU per key", "µs", c.name, float64((c.cpu()-before).Microseconds())/float64(typed.Load()))
		results.record("output per key", "bytes", c.name, float64(bytes.Load())/float64(typed.Load()))
	})
}

// BenchmarkHall is a hall of visitors of whom some press a key, 200 a second in
// all: the time to the whole frame, and the most memory that was ever taken.
func BenchmarkHall(b *testing.B) {
	if !once(b) || *hall == 0 {
		return
	}
	const perSecond, lasts = 200, 15 * time.Second
	frames := storeFrames(b)
	for range *rounds {
		for _, name := range contenders {
			if !measured(b, name) || name == stock || name == openSSH {
				continue // they would take 10 GiB
			}
			measureHall(b, name, frames, perSecond, lasts)
		}
	}
}

func measureHall(b *testing.B, name, frames string, perSecond int, lasts time.Duration) {
	c := start(b, name, frames)
	defer c.stop()
	all := c.crowd(b, sizes[0], *hall)
	defer disperse(all)
	// Everyone is asked at most once at a time.
	order := rand.Perm(len(all))
	n := min(perSecond*int(lasts.Seconds()), len(all))
	whole := make([]float64, n)
	var group sync.WaitGroup
	next := time.Now()
	for i := range n {
		group.Go(func() {
			a, err := all[order[i]].Type("j", prompt)
			if err != nil || a.Bytes == 0 {
				b.Errorf("%s: a key had no answer: %v", c.name, err)
			}
			whole[i] = ms(a.Whole)
		})
		next = next.Add(time.Second / time.Duration(perSecond))
		time.Sleep(time.Until(next))
	}
	group.Wait()
	what := fmt.Sprintf("%d open, %d keys/s: ", *hall, perSecond)
	results.record(what+"key → whole frame, p50", "ms", name, median(whole))
	results.record(what+"key → whole frame, p99", "ms", name, percentile(whole, 99))
	results.record(what+"most memory", "MiB", name, float64(c.peak(b))/1024)
}

// BenchmarkWidths is how long readers wait, at most, when 300 of them change to
// 300 different widths at once, which nobody had before, and as many press a
// key meanwhile.
func BenchmarkWidths(b *testing.B) {
	if !once(b) || !measured(b, kiosk) {
		return
	}
	const widths = 300
	for range *rounds {
		c := start(b, kiosk, "")
		all := c.crowd(b, sizes[0], *beside)
		resized, typed := make([]float64, widths), make([]float64, widths)
		var group sync.WaitGroup
		for i := range widths {
			group.Go(func() {
				a, err := all[i].Resize(1+i, 24, prompt)
				if err != nil || a.Bytes == 0 {
					b.Errorf("a new width had no answer: %v", err)
				}
				resized[i] = ms(a.Whole)
			})
			group.Go(func() {
				a, err := all[widths+i%(len(all)-widths)].Type("j", prompt)
				if err != nil || a.Bytes == 0 {
					b.Errorf("a key had no answer: %v", err)
				}
				typed[i] = ms(a.Whole)
			})
		}
		group.Wait()
		results.record("300 widths at once: resize → whole frame, longest", "ms", kiosk, slices.Max(resized))
		results.record("300 widths at once: key → whole frame of others, longest", "ms", kiosk, slices.Max(typed))
		disperse(all)
		c.stop()
	}
}

// BenchmarkReload is how long readers wait for a key, at most, while the pages
// are changed under all of them, and how long it takes until all have the new
// ones.
func BenchmarkReload(b *testing.B) {
	if !once(b) || !measured(b, kiosk) {
		return
	}
	for range *rounds {
		c := start(b, kiosk, "")
		idle := c.crowd(b, sizes[0], *beside)
		typing := c.crowd(b, sizes[0], 16)
		before := make([]int64, len(idle))
		for i, v := range idle {
			before[i] = v.Shown()
		}
		var over atomic.Bool
		var group sync.WaitGroup
		longest := make([]float64, len(typing))
		for i, v := range typing {
			group.Go(func() {
				if err := scroll(c, v, prompt, func(int) bool { time.Sleep(5 * time.Millisecond); return !over.Load() }, func(a visitor.Answer) {
					longest[i] = max(longest[i], ms(a.Whole))
				}); err != nil {
					b.Error(err)
				}
			})
		}
		begin := time.Now()
		c.order(b, "reload")
		for i, v := range idle {
			for v.Shown() == before[i] && time.Since(begin) < patient.Patience {
				time.Sleep(time.Millisecond)
			}
		}
		results.record("reload beside "+strconv.Itoa(*beside)+" readers: until all have it", "ms", kiosk, ms(time.Since(begin)))
		over.Store(true)
		group.Wait()
		results.record("reload beside "+strconv.Itoa(*beside)+" readers: key → frame meanwhile, longest", "ms", kiosk, slices.Max(longest))
		disperse(idle)
		disperse(typing)
		c.stop()
	}
}

// BenchmarkProfile writes profiles of the kiosk where -profiles says where to:
// of its heap with 2,000 visitors, of its CPU while some of them press keys, and
// of its CPU while others come and go.
func BenchmarkProfile(b *testing.B) {
	if !once(b) || *profiles == "" {
		return
	}
	const lasts = 5 * time.Second
	c := start(b, kiosk, storeFrames(b))
	cpu := func(name string, meanwhile func()) {
		var group sync.WaitGroup
		group.Go(meanwhile)
		c.order(b, fmt.Sprintf("cpu %s %v", filepath.Join(*profiles, name), lasts))
		group.Wait()
	}
	all := c.crowd(b, sizes[0], 2000)
	c.order(b, "heap "+filepath.Join(*profiles, "heap.pprof"))
	cpu("keys.pprof", func() {
		begin := time.Now()
		var group sync.WaitGroup
		for _, v := range all[:32] {
			group.Go(func() {
				if err := scroll(c, v, prompt, func(int) bool { return time.Since(begin) < lasts }, func(visitor.Answer) {}); err != nil {
					b.Error(err)
				}
			})
		}
		group.Wait()
	})
	cpu("visits.pprof", func() { rush(b, c, lasts) })
}

func ms(d time.Duration) float64 { return float64(d.Nanoseconds()) / 1e6 }
