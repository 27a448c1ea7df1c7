// Package pdf reads PDFs by PDFium in WebAssembly, which is given no files, no network
// and no more memory than MemoryBytes. It runs in a child process, see library, since
// PDFium takes some 210 MB. What stands on the pages goes to reflow, which makes a text
// of it.
//
// PDFium is interpreted, never compiled, since a process that may write code is what the
// kiosk's systemd unit forbids. JavaScript and forms of XFA are not in this build of
// PDFium; actions of a document are looked at, never carried out.
package pdf

import (
	"context"
	"errors"
	"fmt"
	"time"

	"hackday.example/kiosk/internal/document"
	"hackday.example/kiosk/internal/reflow"
)

// Reader reads documents, one at a time. It is not safe for concurrent use.
type Reader struct {
	engine  *engine
	maxTime time.Duration // for one document, see limit
}

// NewReader starts PDFium, which takes about half a second of processor time. After that
// the Reader opens no file and starts nothing. The values of ctx are kept; its end does
// not end the Reader, which Close does.
func NewReader(ctx context.Context) (*Reader, error) {
	e, err := startEngine(context.WithoutCancel(ctx))
	if err != nil {
		return nil, fmt.Errorf("starting PDFium: %w", err)
	}
	return &Reader{engine: e, maxTime: document.MaxTime}, nil
}

// Read is the text of a document; its State says what was wrong with one that cannot be
// read. It ends when ctx does, after document.MaxTime of processor time, or after
// document.MaxWait, with document.TooSlow. A document that spoils PDFium does not spoil the next
// one. content must not change meanwhile.
func (r *Reader) Read(ctx context.Context, content []byte) document.Text {
	doc, state := r.read(ctx, content)
	if state != document.Ready {
		return document.Text{State: state}
	}
	return reflow.Text(doc)
}

// Close ends PDFium.
func (r *Reader) Close() error {
	return r.engine.close()
}

// read is what is printed on the pages of a document.
func (r *Reader) read(ctx context.Context, content []byte) (doc *reflow.Document, state document.State) {
	if len(content) > document.MaxFileBytes {
		return nil, document.TooLarge
	}
	ctx, cancel := limit(ctx, r.maxTime, document.MaxWait)
	defer cancel()
	defer func() {
		if recover() != nil { // a fault in go-pdfium or wazero that the document found
			doc, state = nil, document.Broken
		}
	}()
	in, err := r.engine.open(ctx, content)
	if err != nil {
		return nil, r.stateOf(ctx, err)
	}
	defer in.close()
	doc, err = readDocument(in)
	if err != nil {
		return nil, r.stateOf(ctx, err)
	}
	return doc, document.Ready
}

// refusal is an error that says what is wrong with a document.
type refusal document.State

func (r refusal) Error() string {
	return "the document is " + document.State(r).String()
}

// stateOf is the state of a document that could not be read because of err. PDFium
// traps where it lacks memory as it does where it has a fault, so a trap with most of
// the memory in use counts as the former.
func (r *Reader) stateOf(ctx context.Context, err error) document.State {
	var known refusal
	switch {
	case ctx.Err() != nil:
		return document.TooSlow
	case errors.As(err, &known):
		return document.State(known)
	case r.engine.memory.used > MemoryBytes/2:
		return document.TooSlow
	}
	return document.Broken
}
