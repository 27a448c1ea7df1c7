package search

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"
	"unicode"
	"unicode/utf8"

	"hackday.example/kiosk/internal/layout"
	"hackday.example/kiosk/internal/site"
	"hackday.example/kiosk/internal/words"
)

// page makes a page as a loader does.
func page(name, title, markdown string) *site.Page {
	t, over := site.Read(markdown)
	if over != nil {
		panic(over.What)
	}
	return &site.Page{Name: name, Title: title, Markdown: markdown, Headings: t.Headings, Resources: t.Links, TextResources: len(t.Links), Notes: t.Notes}
}

func siteOf(pages ...*site.Page) *site.Site {
	return site.New(site.Parts{Settings: site.Settings{Title: "Site"}, Pages: pages})
}

// find is what a finder finds at last.
func find(t testing.TB, f *Finder, s *site.Site, query string) (last Results) {
	t.Helper()
	err := f.Find(context.Background(), s, query, "", func(r Results) { last = r })
	if err != nil || !last.Done || last.Query != query {
		t.Fatalf("%q: %+v, %v", query, last, err)
	}
	return last
}

// engineFor is an engine with all pages of a site looked at.
func engineFor(t testing.TB, s *site.Site) *Engine {
	t.Helper()
	e := NewEngine()
	e.SetSite(s)
	t.Cleanup(func() { e.SetSite(nil) })
	find(t, e.For(context.Background(), "test"), s, "q")
	if _, pending := e.Stats(); pending > 0 {
		t.Fatalf("%d pages were not looked at", pending)
	}
	return e
}

func names(r Results) string {
	var all []string
	for _, h := range r.Hits {
		all = append(all, h.Page.Name)
	}
	return strings.Join(all, " ")
}

// rich has everything that words may stand in.
const rich = "# Läkare på **jour**\n\nThe **NHS** Hack Day is\nnear the *harb*our. See [the map](https://hidden.example/nowhere \"a tip\").\n\n" +
	"| Ward | Beds |\n|---|---|\n| Cardiology | 28 |\n\n```go\nfunc heartbeat() {\n\tpulse++\n}\n```\n\n" +
	"![An alt of a picture](hidden.png) and a note[^1].\n\n> [!NOTE]\n> Mind the step.\n\n- first item\n- second\n  item\n\n" +
	"东京\n都 and ครับผม, Ёлка, Σίσυφος, straße 5 °C x² AT&amp;T, a\\_b 3.5 foo-bar\n\n[^1]: Σ in the footnote.\n\n<!-- not seen -->\n"

func TestWordsAreFoundWhereverTheyStand(t *testing.T) {
	s := siteOf(page("index", "Home", "nothing"), page("rich", "A title of its own", rich))
	e := engineFor(t, s)
	unready := NewEngine() // keeps nothing
	for query, want := range map[string]bool{
		"nhs hack day": true, "is near": true, "harbour": true, "the map": true, "hidden": false, "nowhere": false, "a tip": false,
		"cardiology 28": true, "ward beds": true, "heartbeat()": true, "pulse++": true, "alt of a picture": true, "footnote": true,
		"mind the step": true, "!note": false, "second item": true, "東京": false, "东京都": true, "京": true, "รับ": true,
		"елка": true, "σισυφος": true, "strasse": true, "5 °c": true, "x2": true, "at&t": true, "amp": false, "a_b": true,
		"3.5": true, "o-b": true, "lakare jour": true, "title own": true, "jour title": true, "not seen": false, "``": false, "**": false,
		"harbour missing": false, "": false, " \n ": false, "\u0301": false,
	} {
		for name, e := range map[string]*Engine{"kept": e, "not kept": unready} {
			r := find(t, e.For(context.Background(), "test"), s, query)
			if got := names(r) == "rich"; got != want || r.Pages != len(r.Hits) {
				t.Errorf("%q, %s: it is found on %q, %d pages", query, name, names(r), r.Pages)
			}
		}
	}
}

func TestWhatIsFoundIsWhatTheLayoutFinds(t *testing.T) {
	p := page("rich", "A title of its own", rich)
	s := siteOf(page("index", "Home", "nothing"), p)
	e := engineFor(t, s)
	cache := layout.NewCache(0, nil)
	l := cache.For(context.Background(), "test").Get(s, p, layout.Spec{Measure: 60, Words: words.English})
	seen := map[string]bool{}
	for _, w := range strings.Fields(string(visible(p)) + " hidden nowhere tip png amp note] ** ") {
		for _, word := range Words(w) {
			for n := range word {
				if q := word[:n]; n > 0 {
					seen[q] = true
				}
			}
			seen[word] = true
		}
	}
	for word := range seen {
		inPage := len(l.Find(word)) > 0
		if found := strings.Contains(names(find(t, e.For(context.Background(), "test"), s, word)), "rich"); found != inPage {
			t.Errorf("%q: found %t, and on the page %t", word, found, inPage)
		}
	}
}

func TestTheBestPagesAreFirst(t *testing.T) {
	s := siteOf(
		page("index", "Home", "A red and a green lamp."),
		page("words", "Words", "green is behind red"),
		page("within", "Within", "an unred green lamp"),
		page("phrase", "Phrase", "It is a red green lamp."),
		page("heading", "Heading", "## Green and red\n\nx"),
		page("both", "The red one", "## Green\n\nx"),
		page("title", "Green and red", "x"),
		page("titlephrase", "A red green", "x"),
		page("longer", "Words", "green is behind red, and there is more"),
		page("about", "Green lamps", "green is behind red, in many more words than there are elsewhere"),
		page("itself", "Greens", "A red green is described in many more words than there are elsewhere."),
	)
	e := engineFor(t, s)
	for name, f := range map[string]*Finder{"kept": e.For(context.Background(), ""), "not kept": NewEngine().For(context.Background(), "")} {
		if got, want := names(find(t, f, s, "Red  green")), "titlephrase title both itself phrase about heading within index words longer"; got != want {
			t.Errorf("%s: %s\nwant %s", name, got, want)
		}
		if got, want := names(find(t, f, s, "red")), "title titlephrase both heading index phrase words longer about itself within"; !strings.HasPrefix(got, "title") || !strings.HasSuffix(got, "within") || len(got) != len(want) {
			t.Errorf("%s: %s", name, got)
		}
	}
}

func TestKeptPagesRankAsOthersDo(t *testing.T) {
	var pages []*site.Page
	for i := range 60 {
		pages = append(pages, page(fmt.Sprint(i), fmt.Sprintf("Page %d of lamps", i), strings.Repeat("a lamp ", i%7)+fmt.Sprintf("\n\n## Lamp %d\n\nthe red lamps, 北京 lamp-post %d\n", i, i*i)))
	}
	s := siteOf(pages...)
	e := engineFor(t, s)
	for _, query := range []string{"lamp", "red lamps", "page 7", "amp", "lamp 7", "北", "北京", "lamp-post 4", "a lamp a", "e r"} {
		a, b := find(t, e.For(context.Background(), ""), s, query), find(t, NewEngine().For(context.Background(), ""), s, query)
		if names(a) != names(b) || a.Pages != b.Pages {
			t.Errorf("%q: %s\nand %s", query, names(a), names(b))
		}
		for i := range a.Hits {
			if a.Hits[i].Excerpt != b.Hits[i].Excerpt {
				t.Errorf("%q: %q and %q", query, a.Hits[i].Excerpt, b.Hits[i].Excerpt)
			}
		}
	}
}

func TestExcerptsShowTheFirstMatch(t *testing.T) {
	long := strings.Repeat("before it come many words. ", 9)
	s := siteOf(page("index", "Home", long+"The **Café** at the\nharbour, where the CAFE\u0301S are. "+strings.Repeat("and more words behind it ", 9)))
	r := find(t, engineFor(t, s).For(context.Background(), ""), s, "cafe")
	h := r.Hits[0]
	if want := "…before it come many words. The Café at the harbour, where the CAFE\u0301S are."; !strings.HasPrefix(h.Excerpt, "…") || !strings.Contains(h.Excerpt, want[len("…before it "):]) || !strings.HasSuffix(h.Excerpt, "…") {
		t.Errorf("%q", h.Excerpt)
	}
	var marked []string
	for _, m := range h.Marks {
		marked = append(marked, h.Excerpt[m.First:m.End])
	}
	if got := strings.Join(marked, "|"); got != "Café|CAFE\u0301" {
		t.Errorf("%q is marked in %q", got, h.Excerpt)
	}
	if n := utf8.RuneCountInString(h.Excerpt); n < 60 || n > 160 {
		t.Errorf("%d characters", n)
	}
	if h := find(t, engineFor(t, s).For(context.Background(), ""), s, "home").Hits[0]; h.Excerpt != "" || h.Marks != nil {
		t.Errorf("where only the title matches: %+v", h)
	}
}

func TestUnlistedPagesAreNotFound(t *testing.T) {
	secret := page("secret", "Secret", "lantern")
	secret.Unlisted = true
	s := siteOf(page("index", "Home", "x"), secret)
	if r := find(t, engineFor(t, s).For(context.Background(), ""), s, "lantern"); r.Pages != 0 {
		t.Errorf("%+v", r)
	}
}

func TestDocumentsAreFound(t *testing.T) {
	plan := page("docs/plan.pdf/2", "The plan", "lantern")
	plan.Unlisted, plan.Source, plan.Part = true, &site.File{Path: "docs/plan.pdf", Parts: 2}, 2
	s := siteOf(page("index", "Home", "x"), plan)
	for _, language := range []string{"", "cy"} {
		if r := find(t, engineFor(t, s).For(context.Background(), language), s, "lantern"); r.Pages != 1 || r.Hits[0].Page != plan {
			t.Errorf("%+v", r)
		}
	}
}

func TestMoreLettersLookAtThePagesThatWereFound(t *testing.T) {
	s := siteOf(page("index", "Home", "x"), page("card", "Card", "a card"), page("cardiff", "Cardiff", "cardiff"), page("other", "O", "nhs"))
	f := engineFor(t, s).For(context.Background(), "")
	for _, step := range [][2]string{{"ca", "card cardiff"}, {"card", "card cardiff"}, {"cardif", "cardiff"}, {"cardiff", "cardiff"}, {"card", "card cardiff"}, {"a card", "card cardiff"}, {"a card car", "card cardiff"}, {"ff card", "cardiff"}, {"nh", "other"}, {"nhs", "other"}} {
		if got := names(find(t, f, s, step[0])); got != step[1] {
			t.Errorf("%q is found on %s, want %s", step[0], got, step[1])
		}
	}
	// The same finder, on another site.
	other := siteOf(page("index", "Home", "nhs cardiff"))
	if got := names(find(t, f, other, "nhs c")); got != "index" {
		t.Errorf("on another site: %s", got)
	}
}

func TestAReloadKeepsWhatDidNotChange(t *testing.T) {
	a, b, c := page("index", "Home", "one lantern"), page("b", "B", "two lanterns"), page("b", "B", "three lamps")
	first := siteOf(a, b)
	e := engineFor(t, first)
	before := e.index().pages[a].text
	second := siteOf(a, c)
	e.SetSite(second)
	if after := e.index().pages[a].text; &before[0] != &after[0] {
		t.Error("the page that stayed is looked at again")
	}
	if _, known := e.index().pages[b]; known {
		t.Error("the page that went is kept")
	}
	f := e.For(context.Background(), "")
	if got := names(find(t, f, second, "lamps")); got != "b" {
		t.Errorf("on the new page: %q", got)
	}
	if got := find(t, f, first, "lantern").Pages; got != 2 {
		t.Errorf("on the old site: %d", got)
	}
	e.SetSite(nil)
	if bytes, pending := e.Stats(); bytes != 0 || pending != 0 {
		t.Errorf("%d bytes are kept of no site, and %d pages wait", bytes, pending)
	}
}

func TestTheIndexIsMadeInTheBackground(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := siteOf(page("index", "Home", "x"), page("b", "B", "y"))
		e := NewEngine()
		e.SetSite(s)
		if _, pending := e.Stats(); pending != 2 {
			t.Errorf("at once, %d pages wait", pending)
		}
		time.Sleep(buildDelay + time.Second)
		if _, pending := e.Stats(); pending != 0 {
			t.Errorf("later, %d pages wait", pending)
		}
		e.SetSite(nil)
	})
}

func TestASearchIsGivenUpWithinAPage(t *testing.T) {
	var pages []*site.Page
	for i := range 200 {
		pages = append(pages, page(fmt.Sprint(i), "T", strings.Repeat("word ", 1000)))
	}
	s := siteOf(pages...)
	e := NewEngine()
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	for name, f := range map[string]func() error{
		"the search": func() error {
			return e.For(context.Background(), "").Find(ctx, s, "word", "", func(Results) { t.Error("it reports") })
		},
		"the session": func() error {
			return e.For(ctx, "").Find(context.Background(), s, "word", "", func(Results) { t.Error("it reports") })
		},
	} {
		if err := f(); !errors.Is(err, context.Canceled) {
			t.Errorf("%s: %v", name, err)
		}
	}
	during, stop := context.WithCancel(context.Background())
	reports := 0
	err := e.For(context.Background(), "").Find(during, s, "word", "", func(r Results) {
		reports++
		stop()
	})
	if reports != 1 || err != nil && !errors.Is(err, context.Canceled) {
		t.Errorf("%d reports, %v", reports, err)
	}
	if _, err := e.turnstile.Take(context.Background(), context.Background(), "", false); err != nil {
		t.Errorf("the turn was not given back: %v", err)
	}
}

func TestSourcesTakeTurns(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		turns := newTurnstile(1)
		ctx := context.Background()
		hall, err := turns.Take(ctx, ctx, "hall", false)
		if err != nil {
			t.Fatal(err)
		}
		var mu sync.Mutex
		var order []string
		wait := func(source string) {
			go func() {
				own, err := turns.Take(ctx, ctx, source, false)
				if err != nil {
					t.Error(err)
				}
				mu.Lock()
				order = append(order, source)
				mu.Unlock()
				turns.Give(own)
			}()
			synctest.Wait()
		}
		for range 3 {
			wait("hall")
		}
		wait("home")
		turns.Give(hall)
		synctest.Wait()
		if got := strings.Join(order, " "); got != "home hall hall hall" && got != "hall home hall hall" {
			t.Errorf("the turns were %s", got)
		}
		if !turns.Idle(1) {
			t.Error("somebody waits, or has a turn")
		}
	})
}

func TestATurnIsGivenBackInAPause(t *testing.T) {
	e := &Engine{turnstile: newTurnstile(1)}
	ctx, cancel := context.WithCancel(context.Background())
	f := e.For(context.Background(), "hall")
	turn, err := f.Take(ctx)
	if err != nil {
		t.Fatal(err)
	}
	s := siteOf(page("index", "Home", "a word"))
	if err := turn.Pause(func() { find(t, f, s, "word") }); err != nil { // which would wait for ever
		t.Fatal(err)
	}
	if e.turnstile.Idle(1) {
		t.Error("it was not taken again")
	}
	if turn.Pause(cancel) == nil {
		t.Error("it was taken again for a session that has ended")
	}
	if turn.Give(); !e.turnstile.Idle(1) {
		t.Error("a turn was not given back")
	}
}

func TestASourceHasOneSearchAtATimeAndABoundOfThoseThatWait(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		turns := newTurnstile(2)
		ctx, cancel := context.WithCancel(context.Background())
		hall, err := turns.Take(ctx, ctx, "hall", false)
		if err != nil {
			t.Fatal(err)
		}
		got := make(chan error, MaxWaitingOfSource)
		for range MaxWaitingOfSource {
			go func() {
				_, err := turns.Take(ctx, ctx, "hall", false)
				got <- err
			}()
		}
		synctest.Wait()
		if len(got) > 0 {
			t.Error("two searches of one source at a time")
		}
		if _, err := turns.Take(ctx, ctx, "hall", false); !errors.Is(err, ErrBusy) {
			t.Errorf("one more than may wait: %v", err)
		}
		home, err := turns.Take(ctx, ctx, "home", false)
		if err != nil {
			t.Errorf("another source: %v", err)
		}
		cancel()
		for range MaxWaitingOfSource {
			if err := <-got; !errors.Is(err, context.Canceled) {
				t.Errorf("one that gave up: %v", err)
			}
		}
		turns.Give(hall)
		turns.Give(home)
		if !turns.Idle(2) {
			t.Error("somebody waits, or has a turn")
		}
	})
}

func TestManySearchWhileTheSiteIsReloaded(t *testing.T) {
	var pages []*site.Page
	for i := range 50 {
		pages = append(pages, page(fmt.Sprint(i), "T", fmt.Sprintf("word%d and more", i)))
	}
	e := NewEngine()
	sites := []*site.Site{siteOf(pages...), siteOf(append(pages[:40:40], page("new", "N", "word0 is new"))...)}
	var wait sync.WaitGroup
	for i := range 4 {
		wait.Go(func() {
			f := e.For(context.Background(), fmt.Sprint(i%2))
			for j := range 50 {
				if r := find(t, f, sites[j%2], "word0"); r.Pages != 1+j%2 {
					t.Errorf("%d pages", r.Pages)
				}
			}
		})
	}
	for i := range 20 {
		e.SetSite(sites[i%2])
	}
	wait.Wait()
	e.SetSite(nil)
}

// checkHit says what is wrong with an excerpt.
func checkHit(t *testing.T, query string, h Hit) {
	t.Helper()
	if !utf8.ValidString(h.Excerpt) || strings.ContainsFunc(h.Excerpt, unicode.IsControl) || utf8.RuneCountInString(h.Excerpt) > excerptLength+2 {
		t.Errorf("%q: the excerpt %q", query, h.Excerpt)
	}
	end := 0
	for _, m := range h.Marks {
		if m.First < end || m.End <= m.First || m.End > len(h.Excerpt) || !utf8.RuneStart(h.Excerpt[m.First]) || m.End < len(h.Excerpt) && !utf8.RuneStart(h.Excerpt[m.End]) {
			t.Errorf("%q: the marks %v of %q", query, h.Marks, h.Excerpt)
			return
		}
		end = m.End
	}
	if h.Excerpt != "" && len(h.Marks) == 0 {
		t.Errorf("%q: nothing is marked in %q", query, h.Excerpt)
	}
}
