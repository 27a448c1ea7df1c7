package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"hackday.example/kiosk/internal/kiosktest"
	"hackday.example/kiosk/internal/live"
	"hackday.example/kiosk/internal/visitor"
)

// builtPages is how many pages a built site has.
const builtPages = 60

// builtName is the name of the i-th page, and its file without its ending; the first is
// the home page.
func builtName(i int) string {
	switch {
	case i == 0:
		return "index"
	case i%3 == 0:
		return fmt.Sprintf("notes/%02d", i)
	}
	return fmt.Sprintf("page%02d", i)
}

// buildPage writes the i-th page of an edition. Its link leads to the next page.
func buildPage(folder, word string, i int) error {
	file := filepath.Join(folder, builtName(i)+".html")
	if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
		return err
	}
	return os.WriteFile(file, []byte(fmt.Sprintf(`<!doctype html><html lang="en"><head><title>Leaf %02d | Harbour</title></head>
<body><header><p>Harbour, a site of leaves</p></header><main><h1>Leaf %02d</h1>
<p>%s is the word of this edition.</p><p><a href="/%s.html">Turn over</a></p></main><footer><p>Kept by volunteers</p></footer></body></html>
`, i, i, word, builtName((i+1)%builtPages))), 0o600)
}

// build writes an edition with a pause behind each page. It returns the longest time in
// which nothing changed.
func build(folder, word string, pause func(i int) time.Duration) (rest time.Duration, err error) {
	last := time.Now()
	for i := range builtPages {
		// Generators write pages in no order that says which comes first.
		if err := buildPage(folder, word, (i*37+11)%builtPages); err != nil {
			return 0, err
		}
		rest, last = max(rest, time.Since(last)), time.Now()
		time.Sleep(pause(i))
	}
	return rest, nil
}

// leafer is a reader of a built site, who turns over one leaf after another.
type leafer struct {
	*scroller
	leaf int // that is open
}

// sees reports whether the terminal shows a leaf, once, with the word of an edition,
// once.
func (l *leafer) sees(leaf int, words ...string) bool {
	text := l.screen().Text()
	found := false
	for _, word := range words {
		n := strings.Count(text, word+" is the word of this edition.")
		if n > 1 {
			return false
		}
		found = found || n == 1
	}
	return found && strings.Count(text, fmt.Sprintf("Leaf %02d", leaf)) > 0
}

// shelf is a kiosk that serves a built folder, and its readers.
type shelf struct {
	t       *testing.T
	log     *logBuffer
	folder  string
	target  visitor.Target
	readers []*leafer
}

// turn has everybody turn over leaves, and others ask for pages by name, until ctx
// ends. What went wrong is returned. words are those of the editions that may be seen.
func (s *shelf) turn(ctx context.Context, words ...string) (wrong []string) {
	var mu sync.Mutex
	fail := func(format string, args ...any) {
		mu.Lock()
		defer mu.Unlock()
		wrong = append(wrong, fmt.Sprintf(format, args...))
	}
	var group sync.WaitGroup
	for _, l := range s.readers {
		group.Go(func() {
			for ctx.Err() == nil {
				time.Sleep(time.Duration(300+rand.IntN(500)) * time.Millisecond)
				if _, err := l.Type("1", visitor.Wait{Patience: 100 * time.Millisecond}); err != nil {
					fail("a reader of leaf %d: %v", l.leaf, err)
					return
				}
				next := (l.leaf + 1) % builtPages
				if !settled(func() bool { return l.sees(next, words...) }) {
					fail("a reader of leaf %d turned over, and has\n%s", l.leaf, l.screen().Text())
					return
				}
				l.leaf = next
			}
		})
	}
	for k := range 3 {
		group.Go(func() {
			for i := k; ctx.Err() == nil; i = (i + 7) % builtPages {
				out, err := visitor.Ask(s.t.Context(), s.target, "read "+builtName(i))
				if text := string(out); err != nil || !strings.Contains(text, fmt.Sprintf("Leaf %02d", i)) {
					fail("%s is, %v,\n%s", builtName(i), err, text)
					return
				}
				time.Sleep(30 * time.Millisecond)
			}
		})
	}
	group.Wait()
	return wrong
}

// reloads is how often the pages were reloaded so far.
func (s *shelf) reloads() int { return strings.Count(s.log.String(), reloaded) }

// see waits until everybody has an edition on the screen, and somebody who asks is given
// it.
func (s *shelf) see(word string) {
	s.t.Helper()
	for _, l := range s.readers {
		if !settled(func() bool { return l.sees(l.leaf, word) }) {
			s.t.Fatalf("a reader of leaf %d waits for %s, and has\n%s\n%s", l.leaf, word, l.screen().Text(), s.log.String())
		}
	}
	for i := range builtPages {
		if i%10 == 0 {
			s.asks(i, word)
		}
	}
}

// asks waits until somebody who asks for a page is given it in an edition.
func (s *shelf) asks(i int, word string) {
	s.t.Helper()
	var out []byte
	var err error
	if !settled(func() bool {
		out, err = visitor.Ask(s.t.Context(), s.target, "read "+builtName(i))
		return err == nil && strings.Contains(string(out), word)
	}) {
		s.t.Fatalf("%s is not there in %s: %v,\n%s", builtName(i), word, err, out)
	}
}

// rebuild has a generator write another edition while everybody reads, and fails if
// anybody missed a page, or, if it is to be shown once, was shown it in pieces. A machine that stood still
// while the generator ran, for about as long as a folder rests when it is whole, is
// given another try.
func (s *shelf) rebuild(was, word string, once bool, generate func() (rest time.Duration, err error)) {
	s.t.Helper()
	const tries = 3
	for try := range tries {
		before := s.reloads()
		ctx, stop := context.WithCancel(s.t.Context())
		var wrong []string
		var reading sync.WaitGroup
		reading.Go(func() { wrong = s.turn(ctx, was, word) })
		rest, err := generate()
		if err == nil {
			kiosktest.Settle(s.t, "the log to say that there is "+word, patience, func() bool { return s.reloads() > before })
		}
		stop()
		reading.Wait()
		if err != nil {
			s.t.Fatal(err)
		}
		n := s.reloads() - before
		if rest > live.DefaultRest*3/4 && (len(wrong) > 0 || once && n > 1) && try < tries-1 {
			s.t.Logf("nothing was written for %v: once more", rest)
			for _, l := range s.readers { // wherever they are by now
				l.find(s.t)
			}
			continue
		}
		if len(wrong) > 0 || once && n != 1 {
			s.t.Fatalf("the pages were reloaded %d times, and %d went wrong; the first:\n%s\n%s", n, len(wrong), append(wrong, "")[0], s.log.String())
		}
		s.see(word)
		return
	}
}

var leafTitle = regexp.MustCompile(`Leaf (\d\d)`)

// find finds out which leaf is open.
func (l *leafer) find(t *testing.T) {
	t.Helper()
	m := leafTitle.FindStringSubmatch(l.screen().Text())
	if m == nil {
		t.Fatalf("no leaf is open:\n%s", l.screen().Text())
	}
	l.leaf, _ = strconv.Atoi(m[1])
}

func TestReadersMissNothingWhileASiteIsBuiltAgain(t *testing.T) {
	in := t.TempDir()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	none := func(int) time.Duration { return 0 }
	folder := filepath.Join(in, "_site")
	_, err := build(folder, "Amber", none)
	must(err)
	cmd, address, _, log := serve(t, "--content", folder, "--keys", filepath.Join(in, "keys"), "--venue", "127.0.0.0/8")
	s := &shelf{t: t, log: log, folder: folder, target: visitor.Target{Address: address, Wait: visitor.Wait{Patience: patience, Quiet: 20 * time.Millisecond}}}
	for range 50 {
		l := &leafer{scroller: &scroller{}}
		v, _, err := visitor.Arrive(t.Context(), s.target, visitor.Terminal{Name: "xterm-256color", Columns: columns, Rows: rows, Output: &l.shown})
		must(err)
		t.Cleanup(v.HangUp)
		l.Visitor = v
		s.readers = append(s.readers, l)
	}
	s.see("Amber")

	// A generator deletes all, and writes over seconds with pauses.
	s.rebuild("Amber", "Birch", true, func() (time.Duration, error) {
		if err := os.RemoveAll(folder); err != nil {
			return 0, err
		}
		time.Sleep(time.Second)
		return build(folder, "Birch", func(i int) time.Duration {
			if i%20 == 10 {
				return time.Second
			}
			return 80 * time.Millisecond
		})
	})

	// It writes beside the folder, and moves that in its place.
	s.rebuild("Birch", "Cocoa", true, func() (time.Duration, error) {
		beside := filepath.Join(in, "_site.new")
		if _, err := build(beside, "Cocoa", none); err != nil {
			return 0, err
		}
		if err := os.Rename(folder, filepath.Join(in, "_site.old")); err != nil {
			return 0, err
		}
		return 0, os.Rename(beside, folder)
	})

	// Every page is written again in the same size, and keeps its time.
	s.rebuild("Cocoa", "Dusky", false, func() (time.Duration, error) {
		begin := time.Now()
		for i := range builtPages {
			file := filepath.Join(folder, builtName(i)+".html")
			was, err := os.Stat(file)
			if err == nil {
				err = buildPage(folder, "Dusky", i)
			}
			if err == nil {
				err = os.Chtimes(file, was.ModTime(), was.ModTime())
			}
			if err != nil {
				return 0, err
			}
			if is, err := os.Stat(file); err != nil || is.Size() != was.Size() || !is.ModTime().Equal(was.ModTime()) {
				return 0, fmt.Errorf("%s is not as it was: %v", file, err)
			}
		}
		return time.Since(begin), nil
	})

	// The folder is away for some seconds, which is an error, and comes back.
	s.rebuild("Dusky", "Eclat", true, func() (time.Duration, error) {
		away := filepath.Join(in, "_site.away")
		if err := os.Rename(folder, away); err != nil {
			return 0, err
		}
		kiosktest.Settle(t, "the log to say that the folder is away", patience, func() bool {
			return strings.Contains(log.String(), "the pages were not reloaded, and the old ones stay")
		})
		if _, err := build(away, "Eclat", none); err != nil {
			return 0, err
		}
		return 0, os.Rename(away, folder)
	})

	// The site is made smaller, and is shown so when its folder has rested.
	begin := time.Now()
	for i := builtPages / 2; i < builtPages; i++ {
		must(os.Remove(filepath.Join(folder, builtName(i)+".html")))
	}
	kiosktest.Settle(t, "a site of half the pages", patience, func() bool {
		out, err := visitor.Ask(t.Context(), s.target, "pages")
		return err == nil && !strings.Contains(string(out), builtName(builtPages-1)) && strings.Contains(string(out), builtName(1))
	})
	if waited := time.Since(begin); waited < live.DefaultRest {
		t.Errorf("half of the pages were gone after %v", waited)
	}
	if _, err := visitor.Ask(t.Context(), s.target, "read "+builtName(builtPages-1)); err == nil {
		t.Error("a page that is gone is read")
	}
	s.asks(1, "Eclat")

	for _, l := range s.readers {
		if err := l.Leave("q"); err != nil {
			t.Error(err)
		}
	}
	must(cmd.Process.Signal(syscall.SIGTERM))
	if status, _ := end(t, cmd); status != 0 {
		t.Errorf("status %d", status)
	}
}
