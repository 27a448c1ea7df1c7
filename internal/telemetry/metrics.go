package telemetry

import (
	"cmp"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"
	"unicode"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"hackday.example/kiosk/internal/admission"
	"hackday.example/kiosk/internal/document"
)

// The kinds of sessions. What is told of another kind is counted under Other, so
// that nobody can make up one.
const (
	Reader      = "reader"      // on a screen
	Linear      = "linear"      // line by line
	Lobby       = "lobby"       // a screen in the hall
	Plain       = "text"        // a command, or no terminal
	Download    = "download"    // of a file, by get, scp or sftp
	Full        = "full"        // text, since there was no place for one more reader
	Organiser   = "organiser"   // a command of an organiser's; no part of a Tally
	Healthcheck = "healthcheck" // the kiosk's own; no part of a Tally
	Rehearsal   = "rehearsal"   // of an organiser's rehearsal; by itself in a Tally
	Other       = "other"
)

// kinds are the values of the label kind, and statuses those of the label
// status: the exit statuses of a visit.
var (
	kinds    = [...]string{Reader, Linear, Lobby, Plain, Download, Full, Organiser, Healthcheck, Rehearsal, Other}
	statuses = [...]string{"0", "1", "2"}
)

const (
	// maxPages and maxResources bound how many pages and resources are counted
	// each by itself; the rest are counted together, under Other: more series
	// than these are no help to who looks at them, and a site may have 20,000 pages.
	maxPages     = 1000
	maxResources = 2000

	// scrapes is how many may be under way at once.
	scrapes = 4
)

// seconds are the bounds of the histograms: from a visitor on the same machine
// to one who is asked whether they trust the host key.
var seconds = []float64{.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10, 30}

// MetricsOptions is where Metrics look what they do not count themselves. All of
// it may be left out, and is then 0. The functions are called at any time, from
// any goroutine, and have to return at once.
type MetricsOptions struct {
	Version       string                  // of the kiosk
	Counts        func() admission.Counts // who is connected, and who was refused
	Announcements func() int              // how many hold
	Ready         func() bool             // false while the kiosk drains; nil for always
	LastGood      func() bool             // true while the last good site of before the start is shown
	LostLogLines  func() uint64           // how many, since the start
	Peers         func() PeerCounts       // the kiosks that are one with this one
	Now           func() time.Time        // the clock, whose days are the organisers'; time.Now if nil
}

// PeerCounts are the kiosks that are one with this one, which is not counted.
type PeerCounts struct {
	Known, Reached int
	Exchanged      time.Time // when one of them and this kiosk last came to know the same; zero before that
}

// Metrics are what the kiosk counts of itself: for Prometheus, and as a Tally.
// Every label has its value from a fixed set, or from the content: none that a
// visitor can choose. They are safe for concurrent use, and nil Metrics count
// nothing.
type Metrics struct {
	options    MetricsOptions
	handler    http.Handler
	handshake  prometheus.Histogram
	firstFrame prometheus.Histogram

	mu        sync.Mutex // guards what follows
	sessions  [len(kinds)]int
	visits    [len(kinds)][len(statuses)]uint64
	here      int // sessions that visits counts
	peak      int
	today     int
	day       date
	pages     map[string]uint64
	resources map[resource]uint64
	reloads   [2]uint64                        // that failed, and that did not
	converted [document.Unsupported + 1]uint64 // documents, by what became of them
	lastGood  bool                             // the last one did not fail
	loaded    time.Time                        // when the content was that is shown
}

// resource is a link by its page and number.
type resource struct {
	page   string
	number int
}

// date is a day of the clock's.
type date struct {
	year int
	day  int // of the year
}

func dateOf(t time.Time) date { return date{t.Year(), t.YearDay()} }

// NewMetrics begins to count. The content that is shown is taken to have been
// loaded now.
func NewMetrics(o MetricsOptions) *Metrics {
	if o.Now == nil {
		o.Now = time.Now
	}
	m := &Metrics{
		options: o,
		handshake: prometheus.NewHistogram(prometheus.HistogramOpts{
			Name:    "kiosk_handshake_seconds",
			Help:    "Time from accepting a connection until its SSH handshake was done, the client's own time included, as when it asks whether to trust the host key.",
			Buckets: seconds,
		}),
		firstFrame: prometheus.NewHistogram(prometheus.HistogramOpts{
			Name:    "kiosk_first_frame_seconds",
			Help:    "Time from accepting a connection until the first screen was written, or the first lines to those who read line by line.",
			Buckets: seconds,
		}),
		pages:     map[string]uint64{},
		resources: map[resource]uint64{},
		lastGood:  true,
		loaded:    o.Now(),
	}
	registry := prometheus.NewRegistry()
	registry.MustRegister(
		m.handshake, m.firstFrame, collector{m},
		collectors.NewGoCollector(),
		collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}),
	)
	m.handler = promhttp.HandlerFor(registry, promhttp.HandlerOpts{MaxRequestsInFlight: scrapes})
	return m
}

// Handshake notes how long a handshake took, from accepting the connection.
func (m *Metrics) Handshake(d time.Duration) {
	if m != nil {
		m.handshake.Observe(d.Seconds())
	}
}

// FirstFrame notes how long it took from accepting a connection until its first
// frame was written.
func (m *Metrics) FirstFrame(d time.Duration) {
	if m != nil {
		m.firstFrame.Observe(d.Seconds())
	}
}

// SessionBegan notes that a session of a kind is there.
func (m *Metrics) SessionBegan(kind string) {
	if m == nil {
		return
	}
	k := kindOf(kind)
	m.mu.Lock()
	defer m.mu.Unlock()
	m.sessions[k]++
	if !visits(k) {
		return
	}
	m.here++
	m.peak = max(m.peak, m.here)
	if d := dateOf(m.options.Now()); d != m.day {
		m.day, m.today = d, 0
	}
	m.today++
}

// SessionBecame notes that a session turned out to be of another kind, which it
// returns. Neither may be Healthcheck or Rehearsal.
func (m *Metrics) SessionBecame(was, is string) string {
	if m == nil {
		return is
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.sessions[kindOf(was)]--
	m.sessions[kindOf(is)]++
	return is
}

// SessionEnded notes that a session of a kind is over, with an exit status of 0,
// 1 or 2. Any other counts as 1, failed.
func (m *Metrics) SessionEnded(kind string, status int) {
	if m == nil {
		return
	}
	if status < 0 || status >= len(statuses) {
		status = 1
	}
	k := kindOf(kind)
	m.mu.Lock()
	defer m.mu.Unlock()
	m.sessions[k]--
	m.visits[k][status]++
	if visits(k) {
		m.here--
	}
}

// visits reports whether a session of a kind is a visitor's, and not the kiosk's
// own, an organiser's or a rehearsal's.
func visits(k int) bool {
	return kinds[k] != Healthcheck && kinds[k] != Organiser && kinds[k] != Rehearsal
}

// kindOf is a kind's place in kinds.
func kindOf(kind string) int {
	if k := slices.Index(kinds[:], kind); k >= 0 {
		return k
	}
	return len(kinds) - 1
}

// Opened notes that a visitor opened a page; or, with a number above 0, the
// resource of that number in it.
func (m *Metrics) Opened(page string, number int) {
	if number > 0 {
		m.ResourceOpened(page, number)
	} else {
		m.PageOpened(page)
	}
}

// PageOpened notes that a visitor opened a page, by its name in the content.
func (m *Metrics) PageOpened(page string) {
	if m != nil {
		m.mu.Lock()
		defer m.mu.Unlock()
		count(m.pages, label(page), Other, maxPages)
	}
}

// ResourceOpened notes that a visitor opened a resource, by its page's name in
// the content and its number there.
func (m *Metrics) ResourceOpened(page string, number int) {
	if m != nil {
		m.mu.Lock()
		defer m.mu.Unlock()
		count(m.resources, resource{label(page), number}, resource{page: Other}, maxResources)
	}
}

// count counts one more of a thing; of the rest, if it is new and there are as
// many things as there may be.
func count[K comparable](counts map[K]uint64, thing, rest K, most int) {
	if _, known := counts[thing]; !known && len(counts) >= most {
		thing = rest
	}
	counts[thing]++
}

// label is a page's name as the value of a label, which has to be UTF-8. It is
// the name of a file, and so can be anything else.
func label(page string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return unicode.ReplacementChar
		}
		return r
	}, page)
}

// Reloaded notes that the content was loaded again, and whether it is other
// content than before; or that this failed and the old content stays.
func (m *Metrics) Reloaded(ok, changed bool) {
	if m == nil {
		return
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.lastGood = ok
	if ok {
		m.reloads[1]++
		if changed {
			m.loaded = m.options.Now()
		}
	} else {
		m.reloads[0]++
	}
}

// DocumentConverted notes that a document was read, and what became of it.
func (m *Metrics) DocumentConverted(s document.State) {
	if m == nil || int(s) >= len(m.converted) {
		return
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.converted[s]++
}

// Opened is a page that was opened, or a resource, and how often.
type Opened struct {
	Page   string // as its file is called, without control characters; Other for the rest
	Number int    // of the resource in the page; 0 for the page itself, and for the rest
	Count  uint64
}

// Tally is what has been counted at one moment, in short. The health check's
// visits and organisers' commands are not in it, and rehearsals are by themselves.
type Tally struct {
	Now   int // sessions that are open
	Today int // sessions that began today, by the local clock
	Peak  int // the most sessions that were open at once, since the start
	// Rehearsing is how many sessions of a rehearsal are open.
	Rehearsing int
	// Pages and Resources are those that were opened since the start, the most
	// often opened first.
	Pages, Resources []Opened
}

// Tally counts up.
func (m *Metrics) Tally() Tally {
	if m == nil {
		return Tally{}
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	t := Tally{Now: m.here, Peak: m.peak, Rehearsing: m.sessions[kindOf(Rehearsal)]}
	if dateOf(m.options.Now()) == m.day {
		t.Today = m.today
	}
	for page, n := range m.pages {
		t.Pages = append(t.Pages, Opened{Page: page, Count: n})
	}
	for r, n := range m.resources {
		t.Resources = append(t.Resources, Opened{r.page, r.number, n})
	}
	for _, list := range [][]Opened{t.Pages, t.Resources} {
		slices.SortFunc(list, func(a, b Opened) int {
			return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.Page, b.Page), cmp.Compare(a.Number, b.Number))
		})
	}
	return t
}
