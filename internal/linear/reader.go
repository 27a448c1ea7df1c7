// Package linear is a reader that writes a site line by line, for screen
// readers, braille displays and slow lines: what is written stays where it is,
// the visitor types a word and Enter, and the answer follows below. Nothing it
// writes moves a cursor: there is no escape sequence, and no control character
// but those that end a line. It knows nothing of SSH.
package linear

import (
	"io"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	tea "charm.land/bubbletea/v2"

	"hackday.example/kiosk/internal/clean"
	"hackday.example/kiosk/internal/layout"
	"hackday.example/kiosk/internal/reading"
	"hackday.example/kiosk/internal/search"
	"hackday.example/kiosk/internal/site"
	"hackday.example/kiosk/internal/theme"
	"hackday.example/kiosk/internal/words"
)

const (
	// MaxTyped bounds what is typed in a line, in characters. What is over it
	// is dropped.
	MaxTyped = 200

	// maxVisited bounds how many pages a reader can go back to.
	maxVisited = 50

	// hurry is how close the end has to be for a second warning.
	hurry = 10 * time.Second

	// endOfLine is for a terminal in raw mode, which adds nothing itself.
	endOfLine = "\r\n"
)

// Options is what a Reader begins with.
type Options struct {
	reading.Options
	ASCII bool // write nothing but ASCII
	// Width is in columns. It is brought within what layout can do; 0 is
	// layout.MaxMeasure.
	Width int
	// Silent is set where the terminal shows what is typed, and the end of its line, by
	// itself. It is not echoed then.
	Silent bool
}

// Reader is where somebody is on the site, and what they typed so far. It is not
// safe for concurrent use.
type Reader struct {
	out     io.Writer
	site    *site.Site
	layouts *layout.View
	finder  *search.Finder
	join    string                          // what to type to come here; may be empty
	opened  func(page string, resource int) // may be nil
	words   *words.Words
	ascii   bool
	silent  bool // the terminal shows what is typed by itself
	width   int
	// What can be typed: in the reader's language, and in English.
	own, english vocabulary
	heard        string // the language of what was read last, by its code

	page    *site.Page // in the reader's language, where there is one
	layout  *layout.Layout
	text    *text
	read    layout.Range // the lines that were read last
	entered int          // the line where reading this page began
	visited []visit      // the pages to go back to, the last one last

	notice   string   // what is said to begin with
	trouble  string   // what an organiser is told to begin with
	said     []string // what the organisers say
	draining warning  // of the kiosk's closing

	query string // what was looked for last
	found int    // which match was read last; -1 if it was something else

	listed   *listing // the list that was read last, or a part of it; nil for none
	hunt     *hunt    // the search that led to the page; nil for none
	fragment string   // of the page to begin with

	brief    bool // what can be typed was said
	typed    string
	returned bool // the last key was a carriage return
	warning  warning
	done     bool
	unsent   strings.Builder // what is to be written at once
}

// visit is a page that was left for another, and where.
type visit struct {
	page           string // its name
	place, entered layout.Place
}

// warning is what was said of an end that comes.
type warning int

const (
	unwarned warning = iota
	warned
	urged // warned again, close to the end
)

// raise reports whether something is to be said when so much time is left, and
// takes it for said.
func (w *warning) raise(left time.Duration) bool {
	if *w == urged || *w == warned && left > hurry {
		return false
	}
	*w = warned
	if left <= hurry {
		*w = urged
	}
	return true
}

// New makes a reader of the page to begin with that writes to a terminal in raw
// mode.
func New(o Options, out io.Writer) *Reader {
	if o.Width <= 0 {
		o.Width = layout.MaxMeasure
	}
	r := &Reader{
		out:     out,
		site:    o.Site,
		layouts: o.Layouts,
		finder:  o.Finder,
		join:    o.Join,
		opened:  o.Opened,
		words:   o.Words,
		ascii:   o.ASCII,
		silent:  o.Silent,
		width:   min(max(o.Width, layout.MinMeasure), layout.MaxPlainMeasure),
		own:     newVocabulary(&o.Words.Linear),
		english: newVocabulary(&words.English.Linear),
		said:    o.Announcements,
		notice:  o.Notice,
		trouble: o.Trouble,
	}
	r.heard, r.fragment = o.Words.Code, o.Fragment
	if o.Page != nil {
		r.show(o.Page)
	} else {
		r.show(r.site.Home())
	}
	return r
}

// Begin says what this is, reads the beginning of the page, and asks what to do. The error is the writer's.
func (r *Reader) Begin() error {
	r.say(words.Fill(r.words.Linear.Welcome, "site", r.site.Called(r.words.Code).Title))
	for _, text := range r.said {
		r.announce(text)
	}
	r.blank()
	r.tellOpened(0)
	r.begin(r.fragment)
	if r.notice != "" {
		r.say(r.notice + ".")
		r.blank()
	}
	if r.trouble != "" {
		r.say(r.trouble)
		r.trouble = ""
	}
	r.prompt()
	return r.send()
}

// tellOpened tells that the reader opened the present page, or the resource of a
// number in it.
func (r *Reader) tellOpened(resource int) {
	if r.opened != nil {
		r.opened(r.page.Name, resource)
	}
}

// Update takes a tea.KeyPressMsg, or a SiteMsg, AnnounceMsg, TroubleMsg, DrainMsg, IdleMsg
// or CloseMsg of package reading, and writes the answer, with one Write or none. Unless it
// is silent, it echoes what is typed, for a terminal in raw mode does not. Once done, the goodbye is
// written and nothing else will be. The error is the writer's.
func (r *Reader) Update(msg tea.Msg) (done bool, err error) {
	if r.done {
		return true, nil
	}
	switch msg := msg.(type) {
	case tea.KeyPressMsg:
		r.press(msg)
	case reading.SiteMsg:
		r.renew(msg.Site)
	case reading.AnnounceMsg:
		r.hear(msg.Texts)
	case reading.TroubleMsg:
		if msg.Text != "" {
			r.interrupt(msg.Text)
		}
	case reading.DrainMsg:
		r.drain(msg.Left)
	case reading.IdleMsg:
		r.warn(msg.Left)
	case reading.CloseMsg:
		r.newLine()
		r.leave(msg.Why)
	}
	return r.done, r.send()
}

// press takes a key.
func (r *Reader) press(k tea.KeyPressMsg) {
	name := k.String()
	endsReturn := name == "ctrl+j" && r.returned // CR LF is one Enter
	stays := r.warning != unwarned
	r.returned, r.warning = name == "enter", unwarned
	switch name {
	case "enter", "ctrl+j":
		if !endsReturn {
			r.enter(stays)
		}
	case "ctrl+c", "ctrl+d":
		r.newLine()
		r.leave(reading.Left)
	case "backspace", "ctrl+h":
		_, size := utf8.DecodeLastRuneInString(r.typed)
		r.retype(r.typed[:len(r.typed)-size])
	case "ctrl+u":
		r.retype("")
	default:
		r.take(k.Text)
	}
}

// take adds to what is typed, as far as there is room, and echoes it
// unless the reader is silent.
func (r *Reader) take(text string) {
	more := []rune(strings.ReplaceAll(clean.Text(text), "\n", ""))
	room := max(MaxTyped-utf8.RuneCountInString(r.typed), 0)
	added := string(more[:min(room, len(more))])
	r.typed += added
	if r.silent {
		return
	}
	r.unsent.WriteString(r.shown(added))
}

// retype has less be typed than there was. What stands on the terminal cannot
// be taken back, so the line begins anew.
func (r *Reader) retype(typed string) {
	if typed == r.typed {
		return
	}
	r.typed = typed
	r.newLine()
	r.ask()
}

// enter does what was typed. Enter alone reads on; but right after a warning it
// only stays, as the warning said.
func (r *Reader) enter(stays bool) {
	line := strings.TrimSpace(r.typed)
	r.typed = ""
	if !r.silent {
		r.newLine()
	}
	if line != "" || !stays {
		r.do(line)
	}
	if !r.done {
		r.prompt()
	}
}

// leave says the last words of an ending, and is done.
func (r *Reader) leave(why reading.Ending) {
	last := why.LastWords(r.words)
	if last == "" {
		r.say(r.words.GoodbyeFrom(r.site))
		if way := r.way(); way != "" { // never cut, so that it can be typed or copied
			r.line(words.Fill(r.words.Bar.ComeBack, "way", way))
		}
	} else {
		r.say(last)
	}
	r.done = true
}

// way is what to type to come back to the page; empty for the home page.
func (r *Reader) way() string {
	if r.page == r.site.In(r.site.Home(), r.words.Code) {
		return ""
	}
	return reading.Way(r.join, r.site, r.page, "")
}

// warn says that the reader is ended soon: when it is told so first, and once
// more close to the end.
func (r *Reader) warn(left time.Duration) {
	if r.warning.raise(left) {
		r.interrupt(r.words.Count(r.words.Linear.Idle, reading.WholeSeconds(left)))
	}
}

// hear says what the organisers say now and did not say before.
func (r *Reader) hear(texts []string) {
	old := r.said
	r.said = texts
	said := false
	for _, text := range texts {
		if slices.Contains(old, text) {
			continue
		}
		if !said {
			said = true
			r.newLine()
		}
		r.announce(text)
	}
	if said {
		r.prompt()
	}
}

// announce says what the organisers say.
func (r *Reader) announce(text string) {
	r.say(words.Fill(r.words.Linear.Announcement, "text", text))
}

// drain says that the kiosk closes: at once, and once more close to the end.
func (r *Reader) drain(left time.Duration) {
	if r.draining.raise(left) {
		r.interrupt(r.words.Count(r.words.Linear.Draining, reading.WholeSeconds(left)))
	}
}

// interrupt says something while a line may be half typed.
func (r *Reader) interrupt(text string) {
	r.newLine()
	r.say(text)
	r.prompt()
}

// renew takes another site, and stays where the reader is: on the page of the
// same name, at the same words, as far as they are there.
func (r *Reader) renew(s *site.Site) {
	if s == nil || s == r.site {
		return
	}
	name, old, hunt := r.page.Name, r.layout, r.hunt
	r.site, r.listed = s, nil
	r.visited = slices.DeleteFunc(r.visited, func(v visit) bool { return s.Page(v.page) == nil })
	page := s.Page(name)
	if page == nil {
		r.show(s.Home())
		r.newLine()
		r.say(words.Fill(r.words.Linear.NoSuchPage, "name", name))
		r.blank()
		r.begin("")
		r.prompt()
		return
	}
	read, entered := r.read.First, r.entered
	r.show(page)
	r.hunt = hunt
	r.read = r.text.from(r.layout.Follow(old, read))
	r.entered = r.text.from(r.layout.Follow(old, entered)).First
	if !slices.Equal(r.layout.Lines, old.Lines) {
		r.interrupt(r.words.Linear.Updated)
	}
}

// show takes a page, of which nothing was read yet.
func (r *Reader) show(p *site.Page) {
	r.page = r.site.In(p, r.words.Code)
	spec := layout.Spec{Measure: r.width, Form: layout.Spoken, Theme: theme.New(theme.Plain, 0), ASCII: r.ascii, Words: r.words}
	r.layout = r.layouts.Get(r.site, r.page, spec)
	r.text = keptText(r.layouts, r.page, r.layout, spec)
	r.read = layout.Range{}
	r.entered, r.found = 0, -1
	r.hunt = nil
	if r.listed != nil && r.listed.here {
		r.listed = nil
	}
}
