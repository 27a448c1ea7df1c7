package tui

import (
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"

	"hackday.example/kiosk/internal/kiosktest/twolanguages"
	"hackday.example/kiosk/internal/reading"
	"hackday.example/kiosk/internal/terminal"
	"hackday.example/kiosk/internal/words"
)

// bottom is what the bottom line says.
func bottom(m *Model) string {
	lines := strings.Split(strings.TrimRight(text(m), "\n"), "\n")
	return lines[len(lines)-1]
}

func TestTheLanguageIsChangedOnAPageInBoth(t *testing.T) {
	s := twolanguages.Site(t)
	m := readerOf(s, 80, 24, terminal.Profile{}, words.English)
	if got := text(m); !strings.Contains(got, "Cymraeg / [English]") || strings.Contains(got, "This page is in") {
		t.Errorf("the top of the page is\n%s", got)
	}
	for range 6 {
		press(m, "]")
	}
	if top := ansi.Strip(m.layout.Lines[m.first()]); !strings.Contains(top, "Section 6") {
		t.Fatalf("the sixth heading is at %q", top)
	}
	press(m, "L")
	if m.page.Title != "Croeso" || m.words.Code != "cy" || !strings.Contains(bottom(m), "Iaith: Cymraeg") || strings.Contains(bottom(m), "iaith y dudalen") {
		t.Errorf("the page is %s, and the bottom line says %q", m.page.Title, bottom(m))
	}
	if top := ansi.Strip(m.layout.Lines[m.first()]); !strings.Contains(top, "Adran 6") {
		t.Errorf("behind a change of language there stands %q", top)
	}
	if want := "Croeso · Diwrnod Hacio"; m.Title() != want {
		t.Errorf("the window is called %q, want %q", m.Title(), want)
	}
	if !strings.HasPrefix(m.Goodbye(), "Hwyl fawr o giosg Diwrnod Hacio.") {
		t.Errorf("says goodbye with %q", m.Goodbye())
	}
	m.Update(reading.CloseMsg{Why: reading.Closing})
	if welsh, _ := words.In("cy", false); m.Goodbye() != welsh.Server.Closing {
		t.Errorf("says goodbye with %q", m.Goodbye())
	}
}

func TestTheLanguageGoesRound(t *testing.T) {
	m := readerOf(twolanguages.Site(t), 80, 24, terminal.Profile{}, words.English)
	before := text(m)
	press(m, "L")
	if got := text(m); !strings.Contains(got, "[Cymraeg] / English") || !strings.Contains(got, "Diwrnod Hacio") {
		t.Errorf("in Welsh the page is\n%s", got)
	}
	press(m, "L", "j", "k") // the notice goes
	if text(m) != before {
		t.Errorf("after a round the page is\n%s\nwant\n%s", text(m), before)
	}
}

func TestAPageThatIsNotTranslatedSaysItsLanguage(t *testing.T) {
	s := twolanguages.Site(t)
	m := readerOf(s, 80, 24, terminal.Profile{}, words.English)
	m.openPage(s.Page("english"), "")
	press(m, "]", "]")
	place := m.place
	press(m, "L")
	if m.page.Name != "english" || m.place != place || !strings.Contains(bottom(m), "Iaith: Cymraeg. Saesneg yw iaith y dudalen hon") {
		t.Errorf("%s at %d, want %d, and the bottom line says %q", m.page.Name, m.place, place, bottom(m))
	}
	press(m, "g")
	if got := text(m); !strings.Contains(got, "Saesneg yw iaith y dudalen hon.") || strings.Contains(got, "Cymraeg /") {
		t.Errorf("the top of the page is\n%s", got)
	}
	press(m, "esc")
	if m.page.Title != "Croeso" {
		t.Errorf("the page before is %s, and not in Welsh", m.page.Title)
	}
	m.openPage(s.Page("cymraeg"), "")
	press(m, "L")
	if got := text(m); !strings.Contains(got, "This page is in Welsh.") || !strings.Contains(bottom(m), "Language: English. This page is in Welsh") {
		t.Errorf("the top of the page is\n%s", got)
	}
}

func TestWhatIsOpenStaysWhenTheLanguageChanges(t *testing.T) {
	welsh, _ := words.In("cy", false)
	for _, tt := range []struct {
		keys string
		want string // in the Welsh panel; empty for none
	}{
		{"c", "Cynnwys Croeso"},
		{"p", welsh.Panels.Pages},
		{"r", welsh.Page.Links},
		{"?", welsh.Panels.Keys},
		{"1", "code"},                 // the same address in both
		{"2", ""},                     // a social link with another address
		{"3", "GitHub"},               // one with the same
		{"s", welsh.Panels.Search},    // while it is typed, L is a letter
		{"/", welsh.Help["previous"]}, // neither
	} {
		m := readerOf(twolanguages.Site(t), 80, 24, terminal.Profile{}, words.English)
		press(m, strings.Split(tt.keys, "")...)
		typing := m.typing != nothing
		press(m, "L")
		switch {
		case typing:
			if m.words != words.English {
				t.Errorf("%s: a letter that is typed changed the language", tt.keys)
			}
		case tt.want == "":
			if m.panel() != nil {
				t.Errorf("%s: still open is\n%s", tt.keys, text(m))
			}
		case m.panel() == nil || !strings.Contains(text(m), tt.want):
			t.Errorf("%s: the screen is\n%s\nwant %q", tt.keys, text(m), tt.want)
		}
	}
}

// Readers of both languages share what they see, in whatever order they came to it.
func TestBothLanguagesAreSharedInTheCache(t *testing.T) {
	s := twolanguages.Site(t)
	m := readerOf(s, 80, 24, terminal.Profile{}, words.English)
	english := m.layout
	press(m, "L")
	welsh := m.layout
	for range 3 {
		press(m, "L")
		if m.layout != english {
			t.Error("another layout was made in English")
		}
		press(m, "L")
		if m.layout != welsh {
			t.Error("another layout was made in Welsh")
		}
	}
}

func TestANarrowWindowLeavesTheLanguagesOut(t *testing.T) {
	m := readerOf(twolanguages.Site(t), 24, 10, terminal.Profile{}, words.English)
	if got := text(m); strings.Contains(got, "Cymraeg") {
		t.Errorf("the page is\n%s", got)
	}
}
