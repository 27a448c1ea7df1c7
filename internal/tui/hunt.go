package tui

import (
	"context"
	"errors"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"hackday.example/kiosk/internal/search"
	"hackday.example/kiosk/internal/words"
)

// hunt is a search over all pages. It holds names, not pages: a site that is shown no
// more is not to be kept by it.
type hunt struct {
	query string
	words []string // as they are looked for

	ctx  context.Context // ends when the hunt is given up; nil until it has begun, as what follows
	stop context.CancelFunc
	news chan search.Results // the latest; closed at the end

	hits  []hit // the best first, search.MaxHits at most
	pages int   // how many pages were found
	done  bool  // all pages were looked at
	busy  bool  // too many search, and it was given up
	at    int   // the hit that is being read

	// eager is set when Enter was pressed before anything was found: the best is opened
	// as soon as it is known, and then takes the keys that came meanwhile.
	eager bool
	keys  []tea.KeyPressMsg
}

// hit is a page that was found.
type hit struct {
	name, title, excerpt string
	marks                []search.Range
}

// huntMsg tells what a hunt has found so far.
type huntMsg struct {
	hunt    *hunt
	results search.Results
}

// huntOverMsg tells that a hunt is over.
type huntOverMsg struct {
	hunt *hunt
	err  error
	lost any // what it panicked with
}

// startSearch has the keys from here on be what is searched for in all pages.
func (m *Model) startSearch() tea.Cmd {
	m.openList(results)
	m.typing = searching
	m.stopHunt()
	m.hunt = m.followed // until something is typed, what was found last
	p := m.panel()
	if m.fill(p); m.hunt != nil {
		p.list.choose(m.hunt.at)
		m.keepInSight(p.list)
	}
	return nil
}

// maxQueued bounds the keys that wait for what is searched for.
const maxQueued = 64

// queue keeps a key for the page that is opened when what is searched for is known; false
// if it does not wait.
func (m *Model) queue(k tea.KeyPressMsg) bool {
	h := m.hunt
	if m.typing != searching || h == nil || !h.eager {
		return false
	}
	switch k.String() {
	case "esc", "ctrl+c", "backspace", "ctrl+h":
		h.eager, h.keys = false, nil
		return false
	}
	if len(h.keys) < maxQueued {
		h.keys = append(h.keys, k)
	}
	return true
}

// startHunt searches all pages for a text, and gives up what is searched for so far. Only
// when that is over does it begin: many keys in one packet are one search or two.
func (m *Model) startHunt(query string) tea.Cmd {
	m.stopHunt()
	m.hunt = nil
	folded := search.Words(query)
	if len(folded) == 0 {
		m.fill(m.panel())
		return nil
	}
	m.hunt = &hunt{query: query, words: folded}
	m.fill(m.panel())
	return m.look()
}

// look begins to look for what is searched for, unless something else is looked for
// still.
func (m *Model) look() tea.Cmd {
	h := m.hunt
	if h == nil || h.ctx != nil || m.looking {
		return nil
	}
	m.looking = true
	h.ctx, h.stop = context.WithCancel(context.Background())
	h.news = make(chan search.Results, 1)
	finder, s, language := m.finder, m.site, m.words.Code
	look := func() (over tea.Msg) {
		defer h.stop()
		defer close(h.news)
		defer func() {
			if p := recover(); p != nil {
				over = huntOverMsg{hunt: h, lost: p}
			}
		}()
		err := finder.Find(h.ctx, s, h.query, language, func(r search.Results) {
			select {
			case <-h.news: // which nobody has seen yet
			default:
			}
			h.news <- r
		})
		return huntOverMsg{hunt: h, err: err}
	}
	return tea.Batch(look, h.wait)
}

// wait waits for what a hunt has found.
func (h *hunt) wait() tea.Msg {
	r, more := <-h.news
	if !more {
		return nil
	}
	return huntMsg{h, r}
}

// stopHunt gives up what is searched for.
func (m *Model) stopHunt() {
	if m.hunt != nil && m.hunt.ctx != nil {
		m.hunt.stop()
	}
}

// hear takes what a hunt has found.
func (m *Model) hear(msg huntMsg) tea.Cmd {
	h := msg.hunt
	if h != m.hunt {
		return nil
	}
	at := ""
	if h.at < len(h.hits) {
		at = h.hits[h.at].name
	}
	h.pages, h.done = msg.results.Pages, msg.results.Done
	h.hits = make([]hit, len(msg.results.Hits))
	for i, found := range msg.results.Hits {
		h.hits[i] = hit{strings.Clone(found.Page.Name), strings.Clone(found.Page.Title), found.Excerpt, found.Marks}
	}
	// The page that is being read may stand elsewhere among them now.
	h.at = max(slices.IndexFunc(h.hits, func(found hit) bool { return found.name == at }), 0)
	p := m.panel()
	if p == nil || p.kind != results {
		return h.wait
	}
	m.fill(p)
	if !h.eager || len(h.hits) == 0 && !h.done {
		return h.wait
	}
	keys := h.keys
	h.eager, h.keys = false, nil
	cmds := []tea.Cmd{h.wait, m.enterPrompt()}
	for _, k := range keys {
		if m.panel() != nil || m.over { // nothing was opened
			break
		}
		cmds = append(cmds, m.press(k))
	}
	return tea.Batch(cmds...)
}

// hearOver takes note that a hunt is over, and begins the next. A panic of it is the
// reader's.
func (m *Model) hearOver(msg huntOverMsg) tea.Cmd {
	if msg.lost != nil {
		panic(msg.lost)
	}
	m.looking = false
	msg.hunt.busy = errors.Is(msg.err, search.ErrBusy)
	return m.look()
}

// enterSearch opens the page that is chosen, as soon as there is one.
func (m *Model) enterSearch(p *panel) tea.Cmd {
	h := m.hunt
	switch {
	case h == nil:
		m.closePanel()
	case p.list.n() > 0:
		return m.openChosen(p)
	case h.busy:
		m.typing = searching
		return m.startHunt(h.query)
	case !h.done: // it looks for it still
		h.eager, m.typing = true, searching
	default:
		m.typing = searching
		m.notice = words.Fill(m.words.Bar.NotFound, "query", m.text(h.query))
	}
	return nil
}

// openHit opens a page that a search found, where it has the words first.
func (m *Model) openHit(i int) {
	h := m.hunt
	if h == nil || i < 0 || i >= len(h.hits) {
		return
	}
	if !m.afford() {
		return
	}
	if p := m.site.Page(h.hits[i].name); p == nil {
		m.notice = m.words.Missing(m.site)
		return
	}
	m.followed = h
	m.leave()
	m.showHit(i)
	if len(m.search.matches) > 0 {
		m.reveal(m.search.matches[0].Line)
	}
}

// showHit shows a page that a search found, with the words marked.
func (m *Model) showHit(i int) {
	h := m.followed
	h.at = i
	m.show(m.site.In(m.site.Page(h.hits[i].name), m.words.Code))
	m.tellOpened(0)
	m.search = found{query: h.query, words: h.words, matches: m.layout.FindWords(h.words)}
}

// followHit goes to the next page that was found, or to the one before; behind the last
// one comes the first.
func (m *Model) followHit(by int) {
	if !m.afford() {
		return
	}
	h := m.followed
	for range h.hits {
		h.at = (h.at + by + len(h.hits)) % len(h.hits)
		if m.site.Page(h.hits[h.at].name) == nil { // it is gone
			continue
		}
		m.showHit(h.at)
		if n := len(m.search.matches); n > 0 {
			if by < 0 {
				m.search.current = n - 1
			}
			m.reveal(m.search.matches[m.search.current].Line)
		}
		return
	}
}

// huntWords says how many pages were found.
func (m *Model) huntWords() string {
	switch h := m.hunt; {
	case h == nil:
		return ""
	case h.busy:
		return m.words.Bar.Busy
	case h.pages == 0 && h.done && m.site.Partial:
		return m.words.Bar.NotAllYet
	case h.pages == 0 && h.done:
		return m.words.Bar.NothingFound
	case h.pages == 0:
		return m.text("…")
	default:
		return m.words.Count(m.words.Search.Found, h.pages)
	}
}

// resultsList lists the pages that were found.
func (m *Model) resultsList(l *list) {
	l.title = m.words.Panels.Search
	l.empty, l.brief = m.words.Panels.SearchHow, m.words.Panels.SearchShort
	h := m.hunt
	if h == nil {
		return
	}
	hits := h.hits // of now: more may come
	l.empty = ""
	l.title += ": " + h.query
	l.count, l.found = len(hits), h.pages
	if h.done && h.pages > len(hits) {
		l.behind = m.words.Count(m.words.Search.Some, h.pages, "shown", len(hits))
	}
	if len(hits) == 0 {
		return
	}
	l.here = slices.IndexFunc(hits, func(found hit) bool { return found.name == m.page.Name })
	l.entry = func(i int) entry {
		found := hits[i]
		e := entry{title: found.title, details: []detail{{text: found.name}}}
		if found.excerpt != "" {
			e.details = []detail{{found.excerpt, found.marks}, {text: found.name}}
		}
		return e
	}
	l.open = func(i int) tea.Cmd {
		m.openHit(i)
		return nil
	}
	l.key = func(i int) string { return hits[i].name }
}
