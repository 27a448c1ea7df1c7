//go:build linux

package hostile

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"hackday.example/kiosk/content"
	"hackday.example/kiosk/internal/kiosktest/sites"
)

// writeContent writes a folder with the built-in pages, and those that the options ask
// for. The home page is the built-in one.
func writeContent(folder string, o processOptions) error {
	if err := os.CopyFS(folder, content.FS); err != nil {
		return err
	}
	if o.large {
		if err := writeLargePages(folder); err != nil {
			return err
		}
	}
	if o.documents {
		if err := writeDocuments(folder); err != nil {
			return err
		}
	}
	if o.files {
		if err := writeFiles(folder); err != nil {
			return err
		}
	}
	if o.pictures {
		if err := writePictures(folder); err != nil {
			return err
		}
	}
	if o.many > 0 {
		return writeManyPages(folder, o.many)
	}
	return nil
}

// writeManyPages writes pages of 5 KB, fifty in a folder.
func writeManyPages(folder string, pages int) error {
	const sections = 6 // of 0.7 KB
	if err := sites.WriteMarkdown(folder, pages, sites.Scale{Sections: sections}); err != nil {
		return err
	}
	return os.Remove(filepath.Join(folder, sites.ScaleName(0)+".md"))
}

// leaflets is how many copies of the home page the large content has.
const leaflets = 40

// writeLargePages writes a page of 250 KiB, and the leaflets.
func writeLargePages(folder string) error {
	home, err := content.FS.ReadFile("rationale.md")
	if err != nil {
		return err
	}
	for n := range leaflets {
		text := bytes.ReplaceAll(home, []byte("permalink: /about/rationale"), []byte("permalink: /"+leaflet(n)))
		if err := os.WriteFile(filepath.Join(folder, leaflet(n)+".md"), text, 0o600); err != nil {
			return err
		}
	}
	var page strings.Builder
	page.WriteString("---\ntitle: A large page\n---\n")
	for n := 1; page.Len() < 250<<10; n++ {
		fmt.Fprintf(&page, "\nParagraph %d. %s\n", n, strings.Repeat("It says what was said before, at some length. ", 20))
	}
	return os.WriteFile(filepath.Join(folder, "large.md"), []byte(page.String()), 0o600)
}

// leaflet is the name of a leaflet.
func leaflet(n int) string { return fmt.Sprintf("leaflet-%d", n%leaflets) }
