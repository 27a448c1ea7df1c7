package library

import (
	"context"
	"fmt"
	"io"
	"time"

	"hackday.example/kiosk/internal/confined"
	"hackday.example/kiosk/internal/pdf"
)

// Convert is the child: it reads documents from in and writes their texts to out until in
// ends, see protocol.go. It gives up what its process may do for good: the process is to
// do nothing else.
func Convert(ctx context.Context, in io.Reader, out io.Writer) error {
	confined.Confine(maxLife)
	// The runtime opens what timers need at the first of them, and nothing can be opened
	// later.
	ctx, cancel := context.WithTimeout(ctx, 24*time.Hour)
	defer cancel()
	r, err := pdf.NewReader(ctx)
	if err != nil {
		why := fmt.Sprintf("PDFium cannot be started: %v", err)
		if writing := confined.Refuse(out, why); writing != nil {
			return writing
		}
		return err
	}
	defer func() { _ = r.Close() }()
	confined.CloseDoors()
	if err := confined.WriteFrame(out, []byte(helloText())); err != nil {
		return fmt.Errorf("saying that it is ready: %w", err)
	}
	return answer(ctx, in, out, r)
}
