package library

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"testing/fstest"
	"time"

	"hackday.example/kiosk/internal/confined"
	"hackday.example/kiosk/internal/document"
)

// TestMain has this test binary be the child, where it is started as one: kiosk's own with
// READ=PDF in its environment, or else one with a reader that obeys its documents.
func TestMain(m *testing.M) {
	if len(os.Args) == 2 && os.Args[1] == CommandName {
		var err error
		if os.Getenv("READ") == "PDF" {
			err = Convert(context.Background(), os.Stdin, os.Stdout)
		} else {
			err = obey(os.Getenv("OBEY"))
		}
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// obey is Convert with a reader that does what its documents say. how says what goes wrong
// at its start.
func obey(how string) error {
	confined.Confine(maxLife)
	switch how {
	case "end":
		return errors.New("it ends")
	case "unable":
		return confined.WriteFrame(os.Stdout, []byte("nothing can be read"))
	}
	_, cancel := context.WithTimeout(context.Background(), time.Hour)
	defer cancel()
	confined.CloseDoors()
	if err := confined.WriteFrame(os.Stdout, []byte(helloText())); err != nil {
		return err
	}
	return answer(context.Background(), os.Stdin, os.Stdout, obedient{})
}

// obedient reads documents that say what is to be done.
type obedient struct{}

func (obedient) Read(_ context.Context, content []byte) document.Text {
	what, rest, _ := strings.Cut(string(content), " ")
	switch what {
	case "die":
		os.Exit(3)
	case "panic":
		panic(rest)
	case "nonsense":
		_, _ = os.Stdout.WriteString(strings.Repeat("x", 100))
		select {}
	case "sleep":
		select {}
	case "encrypted":
		return document.Text{State: document.Encrypted}
	case "slow":
		return document.Text{State: document.TooSlow}
	}
	return document.Text{
		Title: what, Author: "A. Author", Pages: 2, Markdown: rest,
		Date:     time.Date(2026, 11, 29, 23, 30, 0, 0, time.FixedZone("", 3600)),
		Places:   []document.Place{{ID: "page-1"}, {ID: "page-2", Offset: len(rest)}},
		Pictures: []document.Picture{{ID: "picture-2", File: []byte("\x89PNG")}},
	}
}

// house is a library that runs, with a folder of documents.
type house struct {
	*Library
	t       *testing.T
	docs    fstest.MapFS
	log     bytes.Buffer // to be read when the library rests
	changes atomic.Int64
	opens   atomic.Int64
	made    []document.State
}

// build makes a library in a folder, and runs it until the test ends.
func build(t *testing.T, o Options, docs map[string]string) *house {
	t.Helper()
	h := &house{t: t, docs: fstest.MapFS{}}
	for name, text := range docs {
		h.write(name, text)
	}
	o.Log = slog.New(slog.NewTextHandler(&h.log, nil))
	o.Changed = func() { h.changes.Add(1) }
	o.Converted = func(s document.State) { h.made = append(h.made, s) }
	h.Library = New(o)
	return h
}

// run runs the library until the test ends.
func (h *house) run() *house {
	h.t.Helper()
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		h.Run(ctx)
	}()
	h.t.Cleanup(func() {
		stop()
		<-ended
		if h.child.Busy() {
			h.t.Error("a child is left")
		}
	})
	return h
}

// write writes a document; each is a second younger than the one before.
func (h *house) write(name, text string) {
	h.docs[name] = &fstest.MapFile{Data: []byte(text), ModTime: time.Unix(1_700_000_000+int64(len(h.docs))+int64(len(text)), 0)}
}

// ask asks for a document.
func (h *house) ask(name string) document.Text {
	f := h.docs[name]
	return h.Text(name, int64(len(f.Data)), f.ModTime, func() (fs.File, error) {
		h.opens.Add(1)
		return h.docs.Open(name)
	}, 0)
}

// get is a document's text, when it is there.
func (h *house) get(name string) document.Text {
	h.t.Helper()
	h.ask(name)
	h.wait()
	return h.ask(name)
}

func (h *house) wait() {
	h.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	if err := h.Wait(ctx); err != nil {
		h.t.Fatalf("the library does not come to rest: %v", err)
	}
}

func TestDocumentsAreReadInTheBackground(t *testing.T) {
	cache := filepath.Join(t.TempDir(), "cache")
	docs := map[string]string{"a.pdf": "A one", "b.pdf": "B two", "copy of a.pdf": "A one", "locked.pdf": "encrypted"}
	h := build(t, Options{Folder: cache}, docs)
	for name := range docs {
		if got := h.ask(name); got.State != document.Waiting {
			t.Errorf("%s at first: %v", name, got.State)
		}
	}
	if c := h.Counts(); c != (Counts{Waiting: 4}) {
		t.Errorf("counts %+v", c)
	}
	h.run().wait()
	a, locked := h.ask("a.pdf"), h.ask("locked.pdf")
	if a.Title != "A" || a.Markdown != "one" || a.Pages != 2 || a.Date.Format(time.RFC3339) != "2026-11-29T23:30:00+01:00" || len(a.Places) != 2 || string(a.Pictures[0].File) != "\x89PNG" {
		t.Errorf("a.pdf is %+v", a)
	}
	if locked.State != document.Encrypted {
		t.Errorf("locked.pdf is %v", locked.State)
	}
	if c := h.Counts(); c != (Counts{Ready: 3, Failed: 1}) {
		t.Errorf("counts %+v", c)
	}
	if len(h.made) != 3 { // of two with one content, one
		t.Errorf("read were %v", h.made)
	}
	if n := h.changes.Load(); n != 4 {
		t.Errorf("%d changes", n)
	}

	// A second kiosk finds them all, without a child.
	again := build(t, Options{Folder: cache, Command: []string{"/nowhere"}}, docs).run()
	if got := again.get("a.pdf"); got.Markdown != "one" || len(again.made) != 0 {
		t.Errorf("in the cache there is %+v; read were %v", got, again.made)
	}
	if got := again.get("locked.pdf"); got.State != document.Encrypted {
		t.Errorf("in the cache locked.pdf is %v", got.State)
	}
	// So does one without room, and has nothing else.
	poor := build(t, Options{Folder: cache, NoRoom: true}, map[string]string{"a.pdf": "A one", "new.pdf": "New x"}).run()
	if a, unread := poor.get("a.pdf"), poor.get("new.pdf"); a.Markdown != "one" || unread.State != document.NoRoom {
		t.Errorf("without room: %+v, %+v", a, unread)
	}
}

func TestTheWantedComeFirst(t *testing.T) {
	h := build(t, Options{Folder: t.TempDir()}, nil)
	wanted := map[string]int{"third.pdf": 30, "first.pdf": -1, "second.pdf": 7, "fourth.pdf": 31}
	var opened []string
	for name, n := range wanted {
		h.write(name, name+" x")
		f := h.docs[name]
		for _, wanted := range []int{100 - n, n} { // what was said last holds
			h.Text(name, int64(len(f.Data)), f.ModTime, func() (fs.File, error) {
				if len(opened) == 0 || opened[len(opened)-1] != name {
					opened = append(opened, name)
				}
				return h.docs.Open(name)
			}, wanted)
		}
	}
	h.run().wait()
	if got := strings.Join(opened, " "); got != "first.pdf second.pdf third.pdf fourth.pdf" {
		t.Errorf("read were %s", got)
	}
}

func TestADocumentThatEndsTheChildIsTriedTwice(t *testing.T) {
	for name, text := range map[string]string{"it ends": "die", "it panics": "panic the secret word", "it answers nonsense": "nonsense"} {
		t.Run(name, func(t *testing.T) {
			cache := t.TempDir()
			h := build(t, Options{Folder: cache}, map[string]string{"bad.pdf": text, "good.pdf": "Good x"})
			h.ask("bad.pdf")
			h.ask("good.pdf")
			h.run().wait()
			if got := h.ask("bad.pdf"); got.State != document.Broken {
				t.Errorf("it is %v", got.State)
			}
			if got := h.ask("good.pdf"); got.Markdown != "x" {
				t.Errorf("the next one is %+v", got)
			}
			said := h.log.String()
			if n := strings.Count(said, "another is started"); n != maxTries {
				t.Errorf("%d children were started for it:\n%s", n, said)
			}
			if strings.Contains(said, "secret") {
				t.Errorf("the log has words of a document:\n%s", said)
			}
			h.ask("bad.pdf")
			h.wait()
			if h.log.String() != said {
				t.Errorf("it was tried again:\n%s", h.log.String())
			}
		})
	}
}

func TestWhereNoChildStartsDocumentsAreNotRead(t *testing.T) {
	for name, o := range map[string]Options{
		"there is no such program": {Command: []string{filepath.Join(t.TempDir(), "none")}},
		"it ends":                  {Environment: []string{"OBEY=end"}},
		"it can read nothing":      {Environment: []string{"OBEY=unable"}},
	} {
		t.Run(name, func(t *testing.T) {
			h := build(t, o, map[string]string{"a.pdf": "A x", "b.pdf": "B y"}).run()
			if got := h.get("a.pdf"); got.State != document.Unsupported {
				t.Errorf("it is %v", got.State)
			}
			if got := h.get("b.pdf"); got.State != document.Unsupported {
				t.Errorf("the next is %v", got.State)
			}
			if said := h.log.String(); strings.Count(said, "level=ERROR") != 1 {
				t.Errorf("the log says\n%s", said)
			}
			if len(h.made) != 0 {
				t.Errorf("read were %v", h.made)
			}
		})
	}
}

func TestAFileThatChangesWhileItIsReadIsNotShownByHalf(t *testing.T) {
	h := build(t, Options{Folder: t.TempDir()}, map[string]string{"a.pdf": "A " + strings.Repeat("x", 100)})
	f := h.docs["a.pdf"]
	opens := 0
	h.Text("a.pdf", int64(len(f.Data)), f.ModTime, func() (fs.File, error) {
		if opens++; opens == 2 { // it was hashed, and is handed to the child
			return changing{h.docs, "a.pdf", bytes.NewReader([]byte("A " + strings.Repeat("y", 100)))}, nil
		}
		return h.docs.Open("a.pdf")
	}, 0)
	h.run().wait()
	if got := h.ask("a.pdf"); got.Markdown != strings.Repeat("x", 100) {
		t.Errorf("it is %+v", got)
	}
	if opens != 4 {
		t.Errorf("it was opened %d times", opens)
	}

	// Another version is in its place: nothing is known of the old one.
	h = build(t, Options{}, map[string]string{"b.pdf": "B old"})
	h.ask("b.pdf")
	h.write("b.pdf", "B newer")
	h.run().wait()
	if got := h.get("b.pdf"); got.Markdown != "newer" || len(h.made) != 1 {
		t.Errorf("it is %+v; read were %v", got, h.made)
	}
}

// changing is a file that says that it is another, and has other content.
type changing struct {
	fsys fs.FS
	name string
	io.Reader
}

func (c changing) Stat() (fs.FileInfo, error) { return fs.Stat(c.fsys, c.name) }
func (c changing) Close() error               { return nil }

func TestWhatWasTooSlowOnOneDayIsNotKeptForAnother(t *testing.T) {
	h := build(t, Options{Folder: t.TempDir()}, map[string]string{"slow.pdf": "slow"}).run()
	if got := h.get("slow.pdf"); got.State != document.TooSlow {
		t.Errorf("it is %v", got.State)
	}
	h.get("slow.pdf")
	if len(h.made) != 1 {
		t.Errorf("it was read again: %v", h.made)
	}
	if again := build(t, Options{Folder: h.Kept(), NoRoom: true}, map[string]string{"slow.pdf": "slow"}).run(); again.get("slow.pdf").State != document.NoRoom {
		t.Error("that it was slow on one day is kept for another")
	}
}
