//go:build unix

package pdf

import (
	"context"
	"fmt"
	"os"
	"strings"

	"golang.org/x/sys/unix"

	"hackday.example/kiosk/internal/document"
	"hackday.example/kiosk/internal/kiosktest/bombs"
	"hackday.example/kiosk/internal/kiosktest/papers"
)

// readWithoutFiles reads an honest document, and those that would like to open something,
// in a process that can open nothing any more.
func readWithoutFiles() error {
	r, err := NewReader(context.Background())
	if err != nil {
		return err
	}
	if err := unix.Setrlimit(unix.RLIMIT_NOFILE, &unix.Rlimit{}); err != nil {
		return err
	}
	fmt.Fprintln(os.Stderr, readingBegins)
	for _, f := range bombs.PDF() {
		if strings.Contains(f.Name, "script") || strings.Contains(f.Name, "file") || strings.Contains(f.Name, "XFA") || strings.HasPrefix(f.Name, "link that") {
			r.Read(context.Background(), f.Content)
		}
	}
	for _, content := range [][]byte{papers.Scan(), papers.Talk()} {
		if d, state := r.read(context.Background(), content); state != document.Ready {
			return fmt.Errorf("the document is %v", state)
		} else if p := d.Pages[0]; len(p.Glyphs) == 0 && len(p.Picture) == 0 {
			return fmt.Errorf("the document is empty")
		}
	}
	return r.Close()
}
