package linear

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"hackday.example/kiosk/internal/fold"
	"hackday.example/kiosk/internal/layout"
	"hackday.example/kiosk/internal/reading"
	"hackday.example/kiosk/internal/site"
	"hackday.example/kiosk/internal/words"
)

// do does what a line says.
func (r *Reader) do(line string) {
	a, rest := understand(line, r.own, r.english)
	switch a {
	case readOn:
		r.readOn()
	case again:
		r.recite(r.read)
	case back:
		r.back()
	case openLink:
		r.openLink(rest)
	case read:
		r.readDocument(rest)
	case contents:
		r.contents(rest)
	case section:
		r.openSection(rest)
	case nextHeading, previousHeading:
		r.toHeading(a)
	case where:
		r.tellWhere()
	case note:
		r.readNote(rest)
	case links:
		r.links(rest)
	case pages:
		r.pages(rest)
	case page:
		r.openPage(rest)
	case menu:
		r.menu(rest)
	case searchAll:
		r.search(rest)
	case more:
		r.more()
	case announcements:
		r.announceAll()
	case goTo:
		r.goTo(rest)
	case up, before, after:
		r.goWay(a)
	case find:
		r.find(rest)
	case language:
		r.changeLanguage(rest)
	case help:
		r.help(rest)
	case quit:
		r.leave(reading.Left)
	default:
		r.notUnderstood(line)
	}
}

// notUnderstood says that a line means nothing, and what it may have been meant to be.
// The prompt behind it says what can be typed.
func (r *Reader) notUnderstood(line string) {
	r.brief = false
	text := r.words.Linear.NotUnderstood
	word, _, _ := strings.Cut(line, " ")
	near := cmp.Or(r.own.near(line), r.own.near(word))
	if near != "" {
		text = r.words.Linear.NotUnderstoodNear
	}
	r.say(words.Fill(text, "name", line, "near", near))
}

// begin says which page this is, and reads from the heading that the fragment
// of an address names; from the beginning where it names none.
func (r *Reader) begin(fragment string) {
	r.say(r.page.Title)
	if r.page.Subtitle != "" {
		r.say(r.page.Subtitle)
	}
	for _, text := range r.words.About(r.site, r.page) {
		r.say(text + ".")
	}
	if trail := r.site.Trail(r.page, r.words.Code); len(trail) > 1 {
		r.say(words.Fill(r.words.Linear.In, "trail", strings.Join(trail[:len(trail)-1], ", ")))
	}
	r.sayLanguages()
	r.say(words.Fill(r.words.Linear.Counts, "headings", len(r.page.Headings), "links", len(r.page.Resources)))
	r.blank()
	start := r.text.first()
	if line := r.layout.Part(fragment); line >= 0 {
		start = r.text.from(line)
	}
	r.entered = start.First
	r.move(start)
}

// move reads lines that no search led to.
func (r *Reader) move(lines layout.Range) {
	r.found = -1
	r.recite(lines)
}

// recite reads lines of the page, and says where the page ends.
func (r *Reader) recite(lines layout.Range) {
	r.read = lines
	r.sayPassage(lines)
	for _, l := range r.text.lines[lines.First:lines.End] {
		r.line(l)
	}
	if r.text.atEnd(lines) {
		r.end()
	}
}

// end says who made the page's header picture, and that there is no more.
func (r *Reader) end() {
	if !r.read.Empty() {
		r.blank()
	}
	if credit := r.words.CreditLine(r.page); credit != "" {
		r.say(credit)
	}
	r.say(r.words.Linear.End)
}

func (r *Reader) readOn() {
	if next, ok := r.text.after(r.read); ok {
		r.move(next)
	} else {
		r.say(r.words.Linear.End)
	}
}

// back reads the part before; where reading the page began, it goes back to the
// page that was left for it.
func (r *Reader) back() {
	before, ok := r.text.before(r.read)
	switch {
	case len(r.visited) > 0 && (!ok || r.read.First == r.entered):
		r.goBack()
	case ok:
		r.move(before)
	default:
		r.begin("")
	}
}

// goBack goes back to the page, and the place there, that was left last.
func (r *Reader) goBack() {
	n := len(r.visited)
	v := r.visited[n-1]
	r.visited = r.visited[:n-1]
	r.show(r.site.Page(v.page))
	r.entered = r.text.from(r.layout.LineOf(v.entered)).First
	r.say(r.page.Title)
	r.sayLanguage()
	r.blank()
	r.move(r.text.from(r.layout.LineOf(v.place)))
}

// open reads another page, or another part of this one, from which a reader can
// come back to where they were.
func (r *Reader) open(p *site.Page, fragment string) {
	r.leavePage()
	another := p.Name != r.page.Name
	r.show(p)
	if another {
		r.tellOpened(0)
	}
	r.begin(fragment)
}

// leavePage remembers the place that is left.
func (r *Reader) leavePage() {
	r.visited = append(r.visited, visit{r.page.Name, r.layout.PlaceOf(r.read.First), r.layout.PlaceOf(r.entered)})
	if n := len(r.visited); n > maxVisited {
		r.visited = slices.Delete(r.visited, 0, n-maxVisited)
	}
}

// openLink says all about a link, or opens the page of this site that it leads
// to.
func (r *Reader) openLink(number string) {
	n, _ := strconv.Atoi(number) // what is too large is no link either
	link := r.page.Resource(n)
	switch {
	case len(r.page.Resources) == 0:
		r.say(r.words.Page.NoLinks)
	case link == nil:
		r.say(words.Fill(r.words.Linear.NoSuchLink, "number", number, "count", len(r.page.Resources)))
	case link.IsPage():
		r.tellOpened(n)
		r.openTarget(link)
	default:
		r.tellOpened(n)
		r.describe(link)
	}
}

// openTarget opens the page of this site that a link leads to.
func (r *Reader) openTarget(link *site.Resource) {
	to := r.site.Page(link.Target)
	if to == nil {
		r.say(r.words.Missing(r.site))
		return
	}
	if link.IsPage() { // nobody has said so
		r.say(words.Fill(r.words.Linear.OpensHere, "number", link.Number))
		r.blank()
	}
	r.open(to, link.Fragment)
}

// readDocument reads what a link leads to, by its number, if it is here; or a page by its
// address.
func (r *Reader) readDocument(which string) {
	n, err := strconv.Atoi(which)
	if err != nil {
		r.openPage(which)
		return
	}
	link := r.page.Resource(n)
	if link == nil || link.Target == "" { // which says why not
		r.openLink(which)
		return
	}
	r.tellOpened(n)
	r.openTarget(link)
}

// describe says what a link is, where it leads and where it stands, and what can be done
// with it.
func (r *Reader) describe(link *site.Resource) {
	title := r.words.Title(link)
	r.say(r.linkTitle(link, title))
	r.say(r.words.Describe(link))
	for _, text := range r.words.Facts(link) {
		r.say(text + ".")
	}
	if sentence := r.words.Sentence(r.site, r.page, link); sentence != "" && sentence != title {
		r.say(sentence)
	}
	if reads := r.words.Reads(link); reads != "" && link.Target != "" {
		r.say(reads + " " + words.Fill(r.words.Linear.ReadHow, "number", link.Number))
	} else if reads != "" {
		r.say(reads)
	}
	if link.File != nil {
		r.command(r.words.Document.Take, reading.TakeShown(r.join, r.site, r.page, link, r.shown))
	}
	if link.Kind == site.Video && link.OnTheWeb() {
		r.command(r.words.Document.Play, reading.Play(r.join, r.site, r.page, link.Number))
	}
	r.line(words.Fill(r.words.Linear.Address, "address", link.URL)) // last: it is long to listen to
}

// command says what is typed on the visitor's own computer, in one line, so that it can
// be copied. One that the terminal cannot show is left out.
func (r *Reader) command(does, command string) {
	if command != "" && r.shown(command) == command {
		r.line(words.Labelled(does, command))
	}
}

func (r *Reader) linkTitle(link *site.Resource, title string) string {
	return words.Fill(r.words.Linear.Link, "number", link.Number, "count", len(r.page.Resources), "title", title)
}

// openSection reads from the heading with a number; without one, it lists them
// all.
func (r *Reader) openSection(number string) {
	count := len(r.page.Headings)
	if number == "" || count == 0 {
		r.contents("")
		return
	}
	n, err := strconv.Atoi(number)
	if err != nil || n < 1 || n > count {
		r.say(words.Fill(r.words.Linear.NoSuchSection, "number", number, "count", count))
		return
	}
	r.move(r.text.from(r.text.section(r.layout, n-1)))
}

// readNote reads a note of the page, or all of them without a number. The place on the
// page stays.
func (r *Reader) readNote(number string) {
	if number == "" && len(r.layout.Notes) > 0 {
		for i := range r.layout.Notes {
			r.readNote(strconv.Itoa(i + 1))
		}
		return
	}
	n, err := strconv.Atoi(number)
	if err != nil || n < 1 || n > len(r.layout.Notes) {
		r.say(words.Fill(r.words.Linear.NoSuchNote, "number", cmp.Or(number, "1"), "count", len(r.layout.Notes)))
		return
	}
	lines := r.layout.Notes[n-1].Text
	r.sayPassage(lines)
	for _, l := range r.text.lines[lines.First:lines.End] {
		r.line(l)
	}
}

// find reads from the paragraph in which the next match stands; behind the last
// one comes the first. Without a query it looks further for the one before, as
// it does for the same query again.
func (r *Reader) find(query string) {
	further := query == "" || fold.Search(query) == fold.Search(r.query)
	if r.hunt != nil && further {
		r.findOn()
		return
	}
	r.hunt = nil
	if query != "" {
		r.query = query
	}
	if r.query == "" {
		r.say(r.words.Linear.FindWhat)
		return
	}
	matches := r.matches()
	if len(matches) == 0 {
		r.say(words.Fill(r.words.Linear.NotFound, "query", r.query))
		return
	}
	number := r.nextMatch(matches, further)
	r.readMatch(matches, number)
}

// nextMatch is the match behind the one that was read, or the first one from
// where was read last.
func (r *Reader) nextMatch(matches []layout.Match, further bool) int {
	if further && r.found >= 0 {
		return (r.found + 1) % len(matches)
	}
	return max(slices.IndexFunc(matches, func(m layout.Match) bool { return m.Line >= r.read.First }), 0)
}

// help says what can be typed, and what it does; or of one word of it alone.
func (r *Reader) help(word string) {
	which, _ := understand(word, r.own, r.english)
	switch {
	case word == "":
		r.say(r.words.Linear.HelpHead)
	case which == unknown:
		r.say(words.Fill(r.words.Linear.NotUnderstood, "name", word))
		return
	}
	for _, e := range r.own {
		if word == "" || e.action == which {
			r.say(strings.TrimSpace(e.usage() + ": " + e.does))
		}
	}
}
