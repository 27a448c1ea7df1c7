// Package reading is what every reader has in common, the one on a whole screen
// (package tui) and the one that reads line by line (package linear): what it is
// made for, what it is told while somebody reads, what leads back to a page, and by what
// the entries of lists are filtered.
package reading

import (
	"time"

	"hackday.example/kiosk/internal/gallery"
	"hackday.example/kiosk/internal/layout"
	"hackday.example/kiosk/internal/search"
	"hackday.example/kiosk/internal/site"
	"hackday.example/kiosk/internal/words"
)

// Options is what a reader is made for.
type Options struct {
	Site    *site.Site     // required
	Layouts *layout.View   // required
	Finder  *search.Finder // searches all pages; required
	Words   *words.Words   // the reader's language; required
	// Pictures has the pages' pictures; the zero View where none are shown.
	Pictures gallery.View
	// Join is what to type to come here: "ssh hackday.example"; empty where that is not
	// known.
	Join string
	// Page is the page to begin with, the home page if it is nil, and Fragment the part
	// of it.
	Page     *site.Page
	Fragment string
	// Announcements are what the organisers say to everyone, the oldest first.
	Announcements []string
	// Notice is said to begin with: a sentence without its full stop, or nothing.
	Notice string
	// Trouble is why other pages are shown than are in the folder, in English, for an
	// organiser; empty while all is well, and for visitors. Organiser says that the reader
	// is told of it as it changes.
	Trouble   string
	Organiser bool
	// Opened is told the name of each page that the reader opens, and of each
	// resource the page's and its number; for a page the number is 0. It has to
	// return at once. May be nil.
	Opened func(page string, resource int)
}

// SiteMsg shows another site in place of the present one: its pages were
// changed while somebody reads them.
type SiteMsg struct{ Site *site.Site }

// PicturesMsg says that pictures are here that were asked for in vain.
type PicturesMsg struct{}

// AnnounceMsg replaces what the organisers say to everyone, the oldest first.
type AnnounceMsg struct{ Texts []string }

// TroubleMsg replaces Options.Trouble.
type TroubleMsg struct{ Text string }

// DrainMsg says that the kiosk closes, and how much time is left.
type DrainMsg struct{ Left time.Duration }

// IdleMsg says that no key was pressed for long, and how much time is left
// before the reader is ended. Any key stays.
type IdleMsg struct{ Left time.Duration }

// CloseMsg ends the reader from outside.
type CloseMsg struct{ Why Ending }

// Ending is why a reader ends.
type Ending uint8

// The endings.
const (
	Left    Ending = iota // the visitor leaves
	Closing               // the kiosk closes
	Idle                  // nobody pressed a key
	Flooded               // more was sent than anybody types
	Broken                // the reader panicked
)

// LastWords are what is said at an ending, in the language that is read by then; empty
// for the goodbye of somebody who leaves.
func (e Ending) LastWords(w *words.Words) string {
	switch e {
	case Closing:
		return w.Server.Closing
	case Idle:
		return w.Server.Idle
	case Flooded:
		return w.Server.TooMuchInput
	case Broken:
		return w.Server.Sorry
	}
	return ""
}

// WholeSeconds is a time in seconds, of which a part counts as a whole one.
func WholeSeconds(d time.Duration) int {
	return int(max((d+time.Second-1)/time.Second, 0))
}
