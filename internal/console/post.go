package console

import (
	"slices"
	"sync"
	"time"

	"hackday.example/kiosk/internal/reading"
	"hackday.example/kiosk/internal/site"
	"hackday.example/kiosk/internal/terminal"
)

// State is what readers are told of. Any goroutine may ask it.
type State interface {
	Site() *site.Site         // the one that is shown
	Announced() []string      // what the organisers say, the oldest first; it never changes
	Ready() bool              // not while the kiosk drains or closes
	DrainLeft() time.Duration // of the notice of a drain
	Trouble() string          // what organisers are told of the pages; empty while all is well
}

// News is what a reader is to be told of. They learn the latest; what was so in
// between may be passed over.
type News uint8

const (
	NewSize          News = 1 << iota // of the terminal
	NewSite                           // the site that is shown
	NewAnnouncements                  // what the organisers say
	NewDrain                          // how soon the kiosk closes
	NewPictures                       // pictures that were not here
	NewTrouble                        // what organisers are told of the pages
)

// Post tells whoever reads in a session what is new. It is safe for concurrent
// use.
type Post struct {
	state State
	run   func(func()) // runs a function that ends when nobody reads any more

	mu      sync.Mutex // guards what follows
	size    terminal.Size
	reader  receiver // who reads; nil while nobody does
	news    News     // what the reader is to be told
	telling bool     // a goroutine is telling it
	closing bool     // Close was called
}

// NewPost makes a post for a terminal of the usual size. run runs a function that
// ends when nobody reads any more.
func NewPost(state State, run func(func())) *Post {
	return &Post{state: state, run: run, size: terminal.DefaultSize}
}

// Resize takes note of the terminal's size, and sees to it that the reader
// learns the latest one. Sizes in between may be passed over.
func (p *Post) Resize(size terminal.Size) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.size = size
	p.tell(NewSize)
}

// Size is the size that the client told last.
func (p *Post) Size() terminal.Size {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.size
}

// Tell sees to it that the reader learns of something.
func (p *Post) Tell(n News) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.tell(n)
}

// tell starts telling the reader what is new, if anything is and nobody does. A
// reader may take its time: it waits while it paints. The caller holds the lock.
func (p *Post) tell(n News) {
	p.news |= n
	if p.reader != nil && p.news != 0 && !p.telling {
		p.telling = true
		reader := p.reader
		p.run(func() { p.deliver(reader) })
	}
}

// deliver tells the reader what is new until nothing is.
func (p *Post) deliver(to receiver) {
	for {
		p.mu.Lock()
		if p.news == 0 || p.reader == nil {
			p.telling = false
			p.mu.Unlock()
			return
		}
		size, n := p.size, p.news
		p.news = 0
		p.mu.Unlock()
		if n&NewSize != 0 {
			to.Send(resized{size})
		}
		if n&NewSite != 0 {
			to.Send(reading.SiteMsg{Site: p.state.Site()})
		}
		if n&NewPictures != 0 {
			to.Send(reading.PicturesMsg{})
		}
		if n&NewAnnouncements != 0 {
			to.Send(reading.AnnounceMsg{Texts: p.state.Announced()})
		}
		if n&NewTrouble != 0 {
			to.Send(reading.TroubleMsg{Text: p.state.Trouble()})
		}
		if n&NewDrain != 0 {
			to.Send(reading.DrainMsg{Left: p.state.DrainLeft()})
		}
	}
}

// attach makes a reader, which was made for a size and for o, the one that is
// told of what changes, and of the end; false if the end has come already.
func (p *Post) attach(to receiver, size terminal.Size, o *reading.Options) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.closing {
		return false
	}
	p.reader = to
	p.news = 0
	if p.size != size {
		p.news |= NewSize
	}
	if p.state.Site() != o.Site {
		p.news |= NewSite
	}
	if !slices.Equal(p.state.Announced(), o.Announcements) {
		p.news |= NewAnnouncements
	}
	if o.Organiser && p.state.Trouble() != o.Trouble {
		p.news |= NewTrouble
	}
	if !p.state.Ready() {
		p.news |= NewDrain
	}
	p.tell(0)
	return true
}

// leave notes that the reader that attach made known is told nothing more.
func (p *Post) leave() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.reader = nil
}

// Close ends the reader, if one is running, and tells the visitor that the kiosk
// closes.
func (p *Post) Close() {
	p.mu.Lock()
	p.closing = true
	reader := p.reader
	p.mu.Unlock()
	if reader != nil {
		reader.Send(reading.CloseMsg{Why: reading.Closing})
	}
}
