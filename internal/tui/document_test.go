package tui

import (
	"strconv"
	"strings"
	"testing"

	"github.com/charmbracelet/colorprofile"

	"hackday.example/kiosk/internal/kiosktest/linked"
	"hackday.example/kiosk/internal/layout"
	"hackday.example/kiosk/internal/reading"
	"hackday.example/kiosk/internal/site"
	"hackday.example/kiosk/internal/terminal"
	"hackday.example/kiosk/internal/words"
)

// openedLink makes a reader of the site of documents with a link of its home page open.
func openedLink(t *testing.T, number int) *Model {
	m := reader(linked.Site(t), 80, 40)
	press(m, strings.Split(strconv.Itoa(number), "")...)
	if number == 1 { // which could be the beginning of another
		press(m, "enter")
	}
	return m
}

func TestADocumentIsReadAndLeftAsAnyPage(t *testing.T) {
	m := openedLink(t, linked.Plan)
	if p := m.panel(); p == nil || p.kind != card || m.page.Name != "index" {
		t.Fatalf("its number does not open its card:\n%s", text(m))
	}
	for _, step := range []struct{ key, page string }{
		{"enter", "docs/plan.pdf"}, {">", "docs/plan.pdf/2"}, {"<", "docs/plan.pdf"}, {"U", "index"},
		{"esc", "docs/plan.pdf"}, {"esc", "docs/plan.pdf/2"}, {"U", "index"},
	} {
		if press(m, step.key); m.page.Name != step.page || m.panel() != nil {
			t.Fatalf("%s leads to %s, want %s:\n%s", step.key, m.page.Name, step.page, text(m))
		}
	}
}

func TestALinkIntoADocumentLeadsToThatPartOfIt(t *testing.T) {
	m := openedLink(t, linked.PlanEnd)
	if press(m, "enter"); m.page.Name != "docs/plan.pdf/2" || !strings.Contains(text(m), "Page 4") {
		t.Errorf("it leads to %s:\n%s", m.page.Name, text(m))
	}
}

func TestAPageOfTheSiteStillOpensAtOnce(t *testing.T) {
	if m := openedLink(t, linked.About); m.page.Name != "about" || m.panel() != nil {
		t.Errorf("it leads to\n%s", text(m))
	}
}

func TestEnterOnTheCardOfWhatIsNotReadHereDoesNothing(t *testing.T) {
	for number := linked.Waiting; number < linked.Talk; number++ {
		m := openedLink(t, number)
		r := m.page.Resource(number)
		card := strings.Join(strings.Fields(text(m)), " ")
		reads := words.English.Reads(r)
		if reads == "" || !strings.Contains(strings.Join(m.panel().lines, "\n"), "Take it away: ") || strings.Contains(card, words.English.Document.Enter) {
			t.Errorf("the card of %s says\n%s", r.Title, text(m))
		}
		if press(m, "enter"); m.panel() == nil || m.page.Name != "index" {
			t.Errorf("Enter on the card of %s leads to\n%s", r.Title, text(m))
		}
	}
}

func TestTheCardOfAVideoSaysWhatCanBeDone(t *testing.T) {
	m := openedLink(t, linked.Talk)
	if got := text(m); !strings.Contains(got, `Play it: mpv "$(ssh host.example resources 16 --url)"`) || !strings.Contains(got, "Read the transcript here.") {
		t.Errorf("its card says\n%s", got)
	}
	if press(m, "enter"); m.page.Name != "talk.vtt" {
		t.Errorf("Enter leads to\n%s", text(m))
	}
	if got := text(openedLink(t, linked.NoTalk)); !strings.Contains(got, "Play it: ") || strings.Contains(got, "transcript") {
		t.Errorf("without a transcript its card says\n%s", got)
	}
}

func TestNoCommandWhereNobodyKnowsTheHost(t *testing.T) {
	m := New(Options{
		Options: reading.Options{Site: linked.Site(t), Layouts: layout.NewCache(0, nil).For(t.Context(), ""), Words: words.English},
		Profile: terminal.Profile{}, Size: terminal.Size{Columns: 80, Rows: 24},
	})
	for _, number := range []int{linked.Plan, linked.Talk} {
		if m.openLink(number); strings.Contains(text(m), "scp") || strings.Contains(text(m), "mpv") {
			t.Errorf("the card says\n%s", text(m))
		}
	}
}

// A command is whole whatever the window's width, and never wrapped at a blank.
func TestACommandIsNeverChanged(t *testing.T) {
	s := linked.Site(t)
	for columns := 20; columns <= 120; columns += 5 {
		m := reader(s, columns, 50)
		m.openLink(linked.Note)
		_, rest, _ := strings.Cut(strings.Join(screen(m), "\n"), "Take it away:")
		want := `scp "host.example:docs/my note.txt" .`
		if !strings.HasPrefix(strings.NewReplacer("\n", "", " ", "").Replace(rest), strings.ReplaceAll(want, " ", "")) {
			t.Errorf("at %d columns:\n%s", columns, text(m))
		}
	}
}

func TestAPageThatIsAPictureIsShownAsOne(t *testing.T) {
	s := linked.Site(t)
	for _, tt := range []struct {
		name    string
		profile terminal.Profile
		want    string
	}{
		{"colours", terminal.Profile{Depth: colorprofile.TrueColor, Colours: true}, "▀"},
		{"no colours", terminal.Profile{Depth: colorprofile.Ascii}, "64 by 32 pixels"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			m := readerOf(s, 80, 24, tt.profile, words.English)
			m.openPage(s.Page("docs/plan.pdf/2"), "")
			press(m, "1")
			if got := text(m); !strings.Contains(got, tt.want) || !strings.Contains(got, "Page 3") {
				t.Errorf("it shows\n%s", got)
			}
			if press(m, "esc"); m.panel() != nil || m.page.Name != "docs/plan.pdf/2" {
				t.Error("Esc does not close it")
			}
		})
	}
}

// A document that was waited for is offered on its card as soon as it is there.
func TestACardFollowsItsDocument(t *testing.T) {
	m := openedLink(t, linked.Waiting)
	was := m.page
	now := *was
	now.Resources = append([]site.Resource(nil), was.Resources...)
	r := &now.Resources[linked.Waiting-1]
	f := *r.File
	f.State, f.Page, f.Pages, f.Parts = 0, "docs/my note.txt", 2, 1
	r.File, r.Target = &f, f.Page
	m.Update(reading.SiteMsg{Site: site.New(site.Parts{Settings: m.site.Settings, Pages: []*site.Page{&now, m.site.Page("docs/my note.txt")}})})
	if got := text(m); !strings.Contains(got, "Read it here, 2 pages. Enter opens it.") {
		t.Errorf("it says\n%s", got)
	}
	if press(m, "enter"); m.page.Name != "docs/my note.txt" {
		t.Errorf("Enter leads to\n%s", text(m))
	}
}

func TestAnAddressMayBeADocuments(t *testing.T) {
	m := reader(linked.Site(t), 80, 24)
	press(m, ":")
	say(m, "docs/pl")
	if l := m.panel().list; l.n() == 0 || !strings.Contains(text(m), "docs/plan.pdf") {
		t.Errorf("it is not among the addresses:\n%s", text(m))
	}
	if press(m, "tab"); m.typed() != "docs/plan.pdf" {
		t.Errorf("Tab completes it to %q", m.typed())
	}
	if press(m, "enter"); m.page.Name != "docs/plan.pdf" {
		t.Errorf("it leads to %s", m.page.Name)
	}
}
