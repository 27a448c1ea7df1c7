package pdf

import (
	"context"
	"sync"
	"testing"

	"hackday.example/kiosk/internal/document"
	"hackday.example/kiosk/internal/kiosktest/papers"
	"hackday.example/kiosk/internal/reflow"
)

// started is the Reader of all tests: to start one takes a second, and longer with the
// race detector.
var started = sync.OnceValues(func() (*Reader, error) { return NewReader(context.Background()) })

// newReader is the Reader of all tests, as if it were new.
func newReader(t testing.TB) *Reader {
	t.Helper()
	r, err := started()
	if err != nil {
		t.Fatal(err)
	}
	r.maxTime = document.MaxTime
	return r
}

func TestAReaderIsClosed(t *testing.T) {
	r, err := NewReader(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if err := r.Close(); err != nil {
		t.Errorf("closing the reader: %v", err)
	}
	if _, state := r.read(t.Context(), papers.Talk()); state == document.Ready {
		t.Error("a closed reader reads")
	}
}

// mustRead is what is printed on the pages of a document that can be read.
func mustRead(t testing.TB, r *Reader, content []byte) *reflow.Document {
	t.Helper()
	d, state := r.read(t.Context(), content)
	if state != document.Ready {
		t.Fatalf("the document is %v", state)
	}
	return d
}

// runes are the characters of a page in the order of the file.
func runes(p reflow.Page) string {
	var all []rune
	for _, g := range p.Glyphs {
		all = append(all, g.Rune)
	}
	return string(all)
}

func TestOneReaderReadsManyDocuments(t *testing.T) {
	r := newReader(t)
	for range 4 {
		d := mustRead(t, r, papers.Talk())
		if len(d.Pages) != 10 || d.Title != papers.TalkTitle {
			t.Fatalf("%d pages of %q", len(d.Pages), d.Title)
		}
	}
}

func TestReadEndsWithItsContext(t *testing.T) {
	r := newReader(t)
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	if _, state := r.read(ended, papers.Talk()); state != document.TooSlow {
		t.Errorf("with an ended context the document is %v", state)
	}
	mustRead(t, r, papers.Talk())
}

func TestACallEndsWithItsContext(t *testing.T) {
	r := newReader(t)
	ctx, cancel := context.WithCancel(t.Context())
	in, err := r.engine.open(ctx, papers.Talk())
	if err != nil {
		t.Fatal(err)
	}
	cancel()
	in.call("FPDF_LoadPage", in.document, 0)
	if in.err == nil {
		t.Error("a call of an ended context succeeds")
	}
	in.close()
	mustRead(t, r, papers.Talk())
}

func TestCallsAfterAnErrorDoNothing(t *testing.T) {
	r := newReader(t)
	in, err := r.engine.open(t.Context(), papers.Talk())
	if err != nil {
		t.Fatal(err)
	}
	defer in.close()
	if in.call("FPDF_NoSuchFunction"); in.err == nil {
		t.Fatal("a function that PDFium lacks was called")
	}
	if n := in.call("FPDF_GetPageCount", in.document); n != 0 {
		t.Errorf("after an error a call gives %d", n)
	}
}

func TestMemoryIsBoundedAndEmptyForEachInstance(t *testing.T) {
	m, err := newMemory()
	if err != nil {
		t.Fatal(err)
	}
	first := m.Allocate(0, 0)
	b := first.Reallocate(1 << 20)
	b[5] = 1
	if b = first.Reallocate(2 << 20); b[5] != 1 {
		t.Error("memory that grows loses what was there")
	}
	if first.Reallocate(MemoryBytes+1) != nil {
		t.Error("memory grows beyond its bound")
	}
	first.Free()
	if b = m.Allocate(0, 0).Reallocate(1 << 20); b[5] != 0 {
		t.Error("an instance has the memory of the one before it")
	}
	if err := m.close(); err != nil {
		t.Error(err)
	}
}

func TestEachInstanceBeginsAnew(t *testing.T) {
	r := newReader(t)
	in, err := r.engine.open(t.Context(), papers.Talk())
	if err != nil {
		t.Fatal(err)
	}
	large := in.call("malloc", MemoryBytes/2)
	if large == 0 || in.err != nil {
		t.Fatalf("PDFium has no %d bytes: %v", MemoryBytes/2, in.err)
	}
	if again := in.call("malloc", MemoryBytes/2); again != 0 {
		t.Errorf("PDFium has more than %d bytes", MemoryBytes)
	}
	if used := r.engine.memory.used; used <= MemoryBytes/2 || used > MemoryBytes {
		t.Errorf("%d bytes are in use", used)
	}
	in.close()
	mustRead(t, r, papers.Talk())
	if used := r.engine.memory.used; used > MemoryBytes/2 {
		t.Errorf("the next document takes %d bytes", used)
	}
}
