package library

import (
	"context"
	"fmt"
	"io"
	"time"

	"hackday.example/kiosk/internal/confined"
	"hackday.example/kiosk/internal/document"
)

const (
	// CommandName is the command of kiosk that is the child: the process that reads
	// documents (package confined).
	CommandName = "convert"

	// grace is what a child is given beyond document.MaxWait, in which it ends the reading
	// itself, before it is killed.
	grace = 15 * time.Second

	// maxLife bounds the time on a core of a child. The parent's clock ends it long before;
	// this is for one whose parent is gone and took no notice.
	maxLife = confined.PerProcess * (document.MaxTime + grace)
)

// helloText is how a child of this very version begins: it may come from a file that was
// replaced since the parent was started.
func helloText() string { return fmt.Sprintf("kiosk convert %d", conversion) }

// converter reads documents; a *pdf.Reader is one.
type converter interface {
	Read(ctx context.Context, content []byte) document.Text
}

// answer is the child's part, until the parent closes its end: it reads documents, and
// writes their texts as appendText has them.
func answer(ctx context.Context, in io.Reader, out io.Writer, c converter) error {
	return confined.Answer(in, out, document.MaxFileBytes, func(content []byte) []byte {
		return appendText(nil, c.Read(ctx, content))
	})
}
