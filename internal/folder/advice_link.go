package folder

import (
	"errors"
	"path"
	"slices"
	"strings"
	"syscall"

	"hackday.example/kiosk/internal/report"
	"hackday.example/kiosk/internal/site"
)

// badLink is a symbolic link that is not followed.
type badLink struct {
	name string
	err  error // nil where it leads to a folder
}

// adviseLinks says which symbolic links are not followed, of those that may be meant
// for pages.
func (c *inspection) adviseLinks(t *tree) {
	for _, l := range t.links {
		if l.err == nil {
			c.advise(l.name, report.Place{}, notRead, "this symbolic link leads to a folder, and is not followed", "put the folder itself here")
			continue
		}
		ending := strings.ToLower(path.Ext(l.name))
		if ending == "" || slices.Contains(site.MarkdownEndings, ending) || slices.Contains(site.HTMLEndings, ending) {
			why := ""
			if system := syscall.Errno(0); errors.As(l.err, &system) { // else it leads out of the folder
				why = ": " + system.Error()
			}
			c.advise(l.name, report.Place{}, notRead, "this symbolic link leads out of the folder, or nowhere, and is not followed"+why, "put the file itself here")
		}
	}
}
