package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"hackday.example/kiosk/internal/kiosktest"
	"hackday.example/kiosk/internal/visitor"
	"hackday.example/kiosk/internal/watch"
)

// patience is how long what is bound to happen may take on a loaded machine.
const patience = 30 * time.Second

// edition is a page of 140 lines. After every third paragraph comes one that begins
// with the edition's word, and above them all stand as many as the edition adds.
// Words that follow one another differ in their first and last letters, since what
// is the same in two lines is not painted again.
func edition(word string, added int) string {
	var b strings.Builder
	b.WriteString("---\ntitle: P\n---\nThe first words.\n\n")
	for i := range added {
		fmt.Fprintf(&b, "%s adds line %d.\n\n", word, i)
	}
	for i := range 50 {
		fmt.Fprintf(&b, "Paragraph %d.\n\n", i)
		if i%3 == 2 {
			fmt.Fprintf(&b, "%s is the word of this edition.\n\n", word)
		}
	}
	return b.String() + "The last words.\n"
}

// scroller is a reader who goes a line down and a line up again, on and on.
type scroller struct {
	*visitor.Visitor
	shown shown
	row   int    // where on the screen
	place string // this paragraph stands
}

// shown is what a terminal was sent.
type shown struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (s *shown) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.Write(p)
}

func (s *shown) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.String()
}

// has reports whether a word was sent after the first so many bytes.
func (s *shown) has(word string, after int) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return bytes.Contains(s.b.Bytes()[after:], []byte(word))
}

func (s *shown) Len() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.Len()
}

const columns, rows = 80, 24

// screen is what the terminal shows.
func (s *scroller) screen() kiosktest.Screen {
	screen, _ := kiosktest.Draw(columns, rows, s.shown.String())
	return screen
}

// firstParagraph is the first one on a screen, and its row.
func firstParagraph(s kiosktest.Screen) (row int, text string) {
	for row := range rows - 1 {
		if text := strings.TrimSpace(s.Row(row)); strings.HasPrefix(text, "Paragraph") {
			return row, text
		}
	}
	return -1, ""
}

// arrive is somebody who reads from some line on.
func arrive(t *testing.T, address string, line int) *scroller {
	t.Helper()
	s := &scroller{}
	wait := visitor.Wait{Patience: patience, Quiet: 20 * time.Millisecond}
	v, _, err := visitor.Arrive(t.Context(), visitor.Target{Address: address, Wait: wait},
		visitor.Terminal{Name: "xterm-256color", Columns: columns, Rows: rows, Output: &s.shown})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(v.HangUp)
	s.Visitor = v
	if _, err := v.Type(strings.Repeat("j", line), wait); err != nil {
		t.Fatal(err)
	}
	// The screen has to be whole: one line further it is another.
	want := ""
	kiosktest.Settle(t, "a reader's place", patience, func() bool {
		was := want
		s.row, s.place = firstParagraph(s.screen())
		want = fmt.Sprint(s.row, s.place)
		return s.row >= 0 && want == was
	})
	return s
}

// scroll goes down and up until ctx ends, and ends where it began.
func (s *scroller) scroll(ctx context.Context) error {
	brief := visitor.Wait{Patience: 100 * time.Millisecond}
	pace := time.NewTicker(150 * time.Millisecond)
	defer pace.Stop()
	for {
		for _, key := range []string{"j", "k"} {
			if _, err := s.Type(key, brief); err != nil {
				return err
			}
			<-pace.C
		}
		if ctx.Err() != nil {
			return nil
		}
	}
}

// hall is a kiosk and its readers.
type hall struct {
	t       *testing.T
	log     *logBuffer
	readers []*scroller
	keep    func() // they stop scrolling
}

func (h *hall) scroll() {
	ctx, cancel := context.WithCancel(context.Background())
	var group sync.WaitGroup
	for _, s := range h.readers {
		group.Go(func() {
			if err := s.scroll(ctx); err != nil {
				h.t.Errorf("a reader at %s: %v", s.place, err)
			}
		})
	}
	h.keep = func() { cancel(); group.Wait() }
}

// see waits until all readers have seen a word since change began, while they
// scroll, and are where they were.
func (h *hall) see(word string, change func()) {
	h.t.Helper()
	var marks []int
	for _, s := range h.readers {
		marks = append(marks, s.shown.Len())
	}
	reloads := strings.Count(h.log.String(), reloaded)
	h.scroll()
	begin := time.Now()
	change()
	changed := time.Now()
	var last time.Time
	left := slices.Clone(h.readers)
	kiosktest.Settle(h.t, "all readers to see "+word, patience, func() bool {
		left = slices.DeleteFunc(left, func(s *scroller) bool {
			seen := s.shown.has(word, marks[slices.Index(h.readers, s)])
			if seen {
				last = time.Now()
			}
			return seen
		})
		return len(left) == 0
	})
	h.t.Logf("%s: the last of %d readers has it after %v; it took %v to write", word, len(h.readers), last.Sub(changed).Round(time.Millisecond), changed.Sub(begin).Round(time.Microsecond))
	h.keep()
	h.keepPlaces()
	// Half a page would have been a reload of its own, if it had been left so.
	count := func() int { return strings.Count(h.log.String(), reloaded) - reloads }
	kiosktest.Settle(h.t, "the log to say so", patience, func() bool { return count() > 0 })
	if n := count(); n != 1 && changed.Sub(begin) < watch.DefaultSettle/2 {
		h.t.Errorf("%s: the pages were reloaded %d times", word, n)
	}
}

const reloaded = `msg="the pages were reloaded"`

// keepPlaces checks that all readers are where they were.
func (h *hall) keepPlaces() {
	h.t.Helper()
	for _, s := range h.readers {
		var screen kiosktest.Screen
		if settled(func() bool {
			screen = s.screen()
			row, place := firstParagraph(screen)
			return row == s.row && place == s.place
		}) {
			continue
		}
		h.t.Fatalf("a reader had %q in row %d, and has now\n%s", s.place, s.row, screen.Text())
	}
}

// settled waits a while for a condition.
func settled(ok func() bool) bool {
	for deadline := time.Now().Add(patience); time.Now().Before(deadline); time.Sleep(10 * time.Millisecond) {
		if ok() {
			return true
		}
	}
	return false
}

func TestReadersSeeEveryEditAndKeepTheirPlaces(t *testing.T) {
	in := t.TempDir()
	put := func(name, text string) {
		t.Helper()
		name = filepath.Join(in, name)
		if err := os.MkdirAll(filepath.Dir(name), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	// The folder is a link, and the page another, as on a mounted volume.
	put("one/site.yaml", "title: T\nurl: https://example.org\n")
	put("one/..1/page.md", edition("Amber", 0))
	must(os.Symlink("..1", filepath.Join(in, "one/..data")))
	must(os.Symlink("..data/page.md", filepath.Join(in, "one/page.md")))
	must(os.Symlink("one", filepath.Join(in, "site")))
	cmd, address, _, log := serve(t, "--content", filepath.Join(in, "site"), "--venue", "127.0.0.0/8")
	h := &hall{t: t, log: log}
	for i := range 100 {
		h.readers = append(h.readers, arrive(t, address, 10+i%80))
	}

	h.see("Birch", func() { // the link in the folder is swapped
		put("one/..2/page.md", edition("Birch", 3))
		must(os.Symlink("..2", filepath.Join(in, "one/..data_tmp")))
		must(os.Rename(filepath.Join(in, "one/..data_tmp"), filepath.Join(in, "one/..data")))
		must(os.RemoveAll(filepath.Join(in, "one/..1")))
	})
	h.see("Cocoa", func() { // the folder's link is swapped
		put("two/site.yaml", "title: T\nurl: https://example.org\n")
		put("two/page.md", edition("Cocoa", 1))
		must(os.Symlink("two", filepath.Join(in, "site.new")))
		must(os.Rename(filepath.Join(in, "site.new"), filepath.Join(in, "site")))
	})
	h.see("Dusky", func() { // an editor writes another file and renames it
		put("two/page.md.tmp", edition("Dusky", 5))
		must(os.Rename(filepath.Join(in, "two/page.md.tmp"), filepath.Join(in, "two/page.md")))
	})
	h.see("Eclat", func() { // an editor moves the old file away first
		must(os.Rename(filepath.Join(in, "two/page.md"), filepath.Join(in, "two/page.md~")))
		put("two/page.md", edition("Eclat", 0))
		must(os.Remove(filepath.Join(in, "two/page.md~")))
	})
	h.see("Fudge", func() { // written in place, in halves
		f, err := os.OpenFile(filepath.Join(in, "two/page.md"), os.O_WRONLY|os.O_TRUNC, 0)
		must(err)
		text := edition("Fudge", 2)
		half := strings.Index(text, "Paragraph 25.")
		_, err = f.WriteString(text[:half])
		must(err)
		_, err = f.WriteString(text[half:])
		must(err)
		must(f.Close())
	})

	// A broken edit changes nothing but the log.
	var marks []int
	for _, s := range h.readers {
		marks = append(marks, s.shown.Len())
	}
	good := edition("Fudge", 2)
	put("two/page.md", edition("Green", 4)+strings.Repeat("> ", 11)+"x")
	problem := filepath.Join(in, "site/page.md") + ": error: lists, quotations, emphasis or links stand 11 deep"
	kiosktest.Settle(t, "the log to say so", patience, func() bool { return strings.Contains(log.String(), problem) })
	// It is said again to whoever asks, and not by itself.
	must(cmd.Process.Signal(syscall.SIGHUP))
	kiosktest.Settle(t, "the log to say so to whoever asked", patience, func() bool { return strings.Count(log.String(), problem) == 2 })
	put("two/page.md", good)
	kiosktest.Settle(t, "the log to say that it is put right", patience, func() bool {
		return strings.Contains(log.String(), "the pages are as they are shown already")
	})
	if n := strings.Count(log.String(), problem); n != 2 {
		t.Errorf("it was said %d times:\n%s", n, log.String())
	}
	for i, s := range h.readers {
		if more := s.shown.String()[marks[i]:]; more != "" {
			t.Errorf("a reader at %s was sent %q", s.place, more)
		}
	}
	h.keepPlaces()
	h.see("Hazel", func() { put("two/page.md", edition("Hazel", 1)) })
	for _, s := range h.readers {
		if err := s.Leave("q"); err != nil {
			t.Error(err)
		}
	}
	must(cmd.Process.Signal(syscall.SIGTERM))
	if status, _ := end(t, cmd); status != 0 {
		t.Errorf("status %d", status)
	}
}
