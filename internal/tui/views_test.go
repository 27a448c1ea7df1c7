package tui

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/ansi"

	"hackday.example/kiosk/internal/folder"
	"hackday.example/kiosk/internal/layout"
	"hackday.example/kiosk/internal/reading"
	"hackday.example/kiosk/internal/search"
	"hackday.example/kiosk/internal/site"
	"hackday.example/kiosk/internal/terminal"
	"hackday.example/kiosk/internal/theme"
	"hackday.example/kiosk/internal/words"
)

// aPicture is a PNG of some colours.
func aPicture(t testing.TB) []byte {
	t.Helper()
	p := image.NewRGBA(image.Rect(0, 0, 64, 32))
	for x := range 64 {
		for y := range 32 {
			p.Set(x, y, color.RGBA{uint8(4 * x), uint8(8 * y), 128, 255})
		}
	}
	var b bytes.Buffer
	if err := png.Encode(&b, p); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// twoPages makes a site of two pages that link to each other, with a picture and
// a translation.
func twoPages(t testing.TB) *site.Site {
	t.Helper()
	long := strings.Repeat("Some words that fill a paragraph, one after the other, until it is long enough.\n\n", 20)
	s, err := folder.Load(fstest.MapFS{
		"site.yaml":    {Data: []byte("title: Café Site\nurl: https://example.org\nhome: first\nheader_images: /pictures/\n")},
		"pic.png":      {Data: aPicture(t)},
		"first.md":     {Data: []byte("---\ntitle: First\nheader_image: pic.png\nimage_credit:\n  - Credit: Ann\n    URL: https://ann.example\n    Licence: CC BY\n---\n## One\n\n" + long + "See [the second](second.md#two-b), [the web](/about/second) or [elsewhere](https://elsewhere.example/).\n\n### One and a half\n\n" + long + "## Last\n\nThe end.\n")},
		"second.md":    {Data: []byte("---\ntitle: Second\nsubtitle: The other\npermalink: /about/second\n---\n## Two a\n\n" + long + "## Two b\n\nBack to [the first](./first.md).\n\n" + long)},
		"second.cy.md": {Data: []byte("---\ntitle: Ail\n---\n## Dau\n\nCymraeg.\n")},
	})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestContentsMarkWhereTheReaderIsAndGoThere(t *testing.T) {
	m := reader(twoPages(t), 80, 24)
	press(m, "c")
	if got := text(m); !strings.Contains(got, "Contents of First") || !strings.Contains(got, "\n> 1 * First\n  2     One\n  3       One and a half\n  4     Last") {
		t.Errorf("at the beginning the contents are\n%s", got)
	}
	press(m, "down", "down", "enter")
	if m.panel() != nil || !strings.Contains(screen(m)[1], "One and a half") {
		t.Errorf("Enter led to\n%s", text(m))
	}
	press(m, "c")
	if got := text(m); !strings.Contains(got, "> 3 *     One and a half") {
		t.Errorf("the contents do not mark what is read:\n%s", got)
	}
	if press(m, "4"); m.panel() != nil || m.top != m.lastTop(len(m.layout.Lines)) {
		t.Errorf("the number of an entry led to\n%s", text(m))
	}
}

func TestHeadingsAreSteppedThrough(t *testing.T) {
	m := reader(twoPages(t), 80, 24)
	for _, step := range []struct{ key, top, says string }{
		{"]", "One", ""}, {"]", "» One and a half", ""}, {"[", "One", ""},
		{"]", "» One and a half", ""}, {"]", "", ""}, {"]", "", words.English.Bar.NoMoreHeadings},
		{"[", "» One and a half", ""}, {"[", "One", ""}, {"[", "Café Site", words.English.Bar.NoHeadingBefore},
	} {
		press(m, step.key)
		if got := screen(m); !strings.Contains(got[min(m.top, 1)], step.top) || !strings.Contains(got[23], step.says) {
			t.Errorf("%s leads to %q, and says %q", step.key, got[0], got[23])
		}
	}
}

func TestSearchAsYouType(t *testing.T) {
	m := reader(seed(t), 80, 24)
	press(m, "/", "d", "o", "c", "t", "o")
	if got := text(m); !strings.Contains(got, "Cory Doctorow") || !strings.Contains(got, "Find: docto_  1 of 1") {
		t.Errorf("not found while typing:\n%s", got)
	}
	press(m, "z")
	if got := text(m); !strings.Contains(got, "nothing found") || m.top != 0 {
		t.Errorf("nothing is found, and it shows\n%s", got)
	}
	if press(m, "esc"); m.top != 0 || m.search.active() {
		t.Errorf("Esc does not go back to where it was:\n%s", text(m))
	}
	press(m, "/")
	for _, k := range "DIGITAL  nhs" {
		m.Update(tea.KeyPressMsg{Code: k, Text: string(k)})
	}
	press(m, "enter")
	n := len(m.search.matches)
	if n < 2 || !strings.Contains(text(m), "DIGITAL  nhs: 1 of ") {
		t.Fatalf("%d found:\n%s", n, text(m))
	}
	first := m.top
	press(m, "n")
	if m.search.current != 1 {
		t.Error("n does not go on")
	}
	press(m, "N", "N")
	if m.search.current != n-1 || !strings.Contains(text(m), "Digital") {
		t.Errorf("N does not come round to the last:\n%s", text(m))
	}
	if press(m, "esc"); m.search.active() || m.notice != "" {
		t.Error("Esc does not end the search")
	}
	_ = first
	if press(m, "n"); !strings.Contains(text(m), words.English.Bar.NoSearch) {
		t.Errorf("without a search n says\n%s", text(m))
	}
	press(m, "/", "q", "enter")
	if got := text(m); !strings.Contains(got, "q: 1 of ") {
		t.Errorf("q cannot be searched for:\n%s", got)
	}
	press(m, "/", "x", "x", "enter")
	if got := text(m); !strings.Contains(got, "xx: nothing found") || m.search.active() {
		t.Errorf("nothing found is not said:\n%s", got)
	}
}

func TestEmojiDoNotReachTheLastColumnOfTheLastRow(t *testing.T) {
	for _, emoji := range []string{"👍🏽", "👩\u200d💻", "❤\ufe0f"} {
		for columns := terminal.MinUsable.Columns; columns < 90; columns += 5 {
			m := reader(seed(t), columns, 24)
			press(m, "/")
			for range 20 {
				for _, c := range emoji {
					m.Update(tea.KeyPressMsg{Code: c, Text: string(c)})
				}
				rows := screen(m)
				if last := rows[len(rows)-1]; terminal.Width(last) >= columns {
					t.Fatalf("the last row may take %d of %d columns: %q", terminal.Width(last), columns, last)
				}
			}
			press(m, "enter")
			rows := screen(m)
			if last := rows[len(rows)-1]; terminal.Width(last) >= columns {
				t.Fatalf("the last row may take %d of %d columns: %q", terminal.Width(last), columns, last)
			}
		}
	}
}

func TestAltIsMeantWhereItDoesSomething(t *testing.T) {
	if got := AltKeys(); got != "v<>" {
		t.Errorf("Alt does something with %q", got)
	}
	m := reader(seed(t), 80, 24)
	alt := func(c rune) { m.Update(tea.KeyPressMsg{Code: c, Mod: tea.ModAlt}) }
	press(m, "/", "w", "e")
	if alt('j'); m.typing != finding || m.search.query != "we" {
		t.Errorf("Alt with j, which means nothing, does something to the search:\n%s", text(m))
	}
	if alt('>'); m.typing != nothing || m.search.active() || m.top != m.lastTop(len(m.layout.Lines)) {
		t.Errorf("Alt with > does not leave the search for the end of the page:\n%s", text(m))
	}
	if alt('<'); m.top != 0 {
		t.Errorf("Alt with < does not go to the top:\n%s", text(m))
	}
}

func TestSearchMarksAllMatchesAndTheCurrentOneOtherwise(t *testing.T) {
	m := reader(seed(t), 80, 24)
	press(m, "/", "w", "e", "space", "w", "a", "n", "t", "enter")
	f := m.Frame()
	found := theme.New(theme.Dark, colorprofile.ANSI256).Sequence(theme.Found)
	match := theme.New(theme.Dark, colorprofile.ANSI256).Sequence(theme.Match)
	if all := strings.Join(f.Lines, "\n"); len(m.search.matches) < 3 || !strings.Contains(all, "48;5;25") || !strings.Contains(all, "48;5;227") {
		t.Errorf("%d matches; neither %q nor %q in\n%q", len(m.search.matches), found, match, all)
	}
}

func TestPagesAreListedAndLinksToThemOpenHere(t *testing.T) {
	m := reader(twoPages(t), 80, 24)
	press(m, "down", "down", "down", "1")
	if got := screen(m); !strings.Contains(got[1], "Two b") || m.page.Name != "second" {
		t.Errorf("link 1 led to\n%s", text(m))
	}
	press(m, "p")
	if got := text(m); !strings.Contains(got, "> 2 * Second  The other") || !strings.Contains(got, "\n  1   First\n") {
		t.Errorf("the pages are\n%s", got)
	}
	press(m, "up", "enter")
	if m.page.Name != "first" || m.top != 0 {
		t.Errorf("Enter led to\n%s", text(m))
	}
	press(m, "2")
	if m.page.Name != "second" || m.top != 0 {
		t.Errorf("the address on the web led to\n%s", text(m))
	}
	press(m, "backspace", "backspace")
	if m.page.Name != "second" || !strings.Contains(screen(m)[1], "Two b") {
		t.Errorf("two steps back are\n%s", text(m))
	}
	if press(m, "backspace"); m.page.Name != "first" || m.top != 3 {
		t.Errorf("three steps back are %s, line %d", m.page.Name, m.top)
	}
	if press(m, "backspace"); m.page.Name != "first" || m.top != 3 {
		t.Error("there is something before the beginning")
	}
}

func TestCardHasAQRCodeOrSaysWhatItTakes(t *testing.T) {
	for _, tt := range []struct {
		columns, rows int
		ascii         bool
		want          string
	}{
		{80, 24, false, "▄"}, {200, 60, false, "▄"}, {41, 30, false, "▄"},
		{40, 12, false, "at least 41x22"}, {20, 5, false, "41x22"}, {80, 24, true, "84x42"}, {84, 42, true, "\x1b[7m"},
	} {
		p := terminal.Profile{Background: color.RGBA{A: 0xFF}, Depth: colorprofile.ANSI256, Colours: true, ASCII: tt.ascii}
		if tt.ascii {
			p.Depth, p.Colours = colorprofile.Ascii, false
		}
		m := readerOf(seed(t), tt.columns, tt.rows, p, words.English)
		press(m, "2")
		if all := strings.Join(m.panel().lines, "\n"); !strings.Contains(strings.Join(strings.Fields(all), " "), tt.want) {
			t.Errorf("at %dx%d there is no %q on the card:\n%s", tt.columns, tt.rows, tt.want, all)
		}
	}
	m := reader(seed(t), 40, 12)
	m.Update(reading.AnnounceMsg{Texts: []string{"Lunch"}})
	press(m, "2")
	if all := strings.Join(strings.Fields(strings.Join(m.panel().lines, " ")), " "); !strings.Contains(all, "at least 41x23") {
		t.Errorf("with an announcement below it the card says %s", all)
	}
}

func TestCopyingIsHonest(t *testing.T) {
	m := reader(seed(t), 80, 24)
	press(m, "1")
	if _, cmd := m.Update(key("y")); cmd == nil || m.Frame().Copies != 1 || m.Frame().Copied != "https://youtu.be/zS4H8XDB1bw?t=1h15m" {
		t.Errorf("%+v was copied", m.Frame())
	}
	if got := text(m); !strings.Contains(got, words.English.Bar.Copied) {
		t.Errorf("it says\n%s", got)
	}
	m = readerOf(seed(t), 80, 24, terminal.Profile{}, words.English)
	press(m, "1", "y")
	if m.Frame().Copies != 0 || !strings.Contains(text(m), words.English.Bar.CannotCopy) {
		t.Errorf("without a clipboard it says\n%s", text(m))
	}
}

func TestPictureStandsWithItsCredit(t *testing.T) {
	s := twoPages(t)
	for _, size := range []terminal.Size{{Columns: 20, Rows: 5}, {Columns: 40, Rows: 12}, {Columns: 80, Rows: 24}} {
		m := reader(s, size.Columns, size.Rows)
		press(m, "i")
		got := text(m)
		if strings.Contains(got, "▀") && !strings.Contains(strings.Join(strings.Fields(got), " "), "Header picture: Ann, CC BY") {
			t.Errorf("at %v the credit is not beside the picture:\n%s", size, got)
		}
		if size.Columns == 80 && !strings.Contains(got, "▀") {
			t.Errorf("no picture:\n%s", got)
		}
	}
	m := readerOf(s, 80, 24, terminal.Profile{Depth: colorprofile.Ascii}, words.English)
	press(m, "i")
	if got := text(m); !strings.Contains(got, "64 by 32 pixels") || !strings.Contains(got, "Ann, CC BY") {
		t.Errorf("without colours:\n%s", got)
	}
	m = reader(seed(t), 80, 24)
	press(m, "i")
	if got := text(m); !strings.Contains(got, words.English.Panels.PictureElsewhere) || !strings.Contains(got, "Paul Clark, CC BY-NC") || !strings.Contains(got, "datasets_img.jpg") {
		t.Errorf("without the file:\n%s", got)
	}
	press(m, "esc")
	m = reader(withLinks(t, 1), 80, 24)
	if press(m, "i"); !strings.Contains(text(m), words.English.Bar.NoPicture) {
		t.Errorf("without any picture:\n%s", text(m))
	}
}

// lobbyOf makes a lobby.
func lobbyOf(s *site.Site, columns, rows int) *Model {
	return New(Options{
		Options: reading.Options{
			Site:    s,
			Layouts: layout.NewCache(0, nil).For(context.Background(), ""),
			Finder:  search.NewEngine().For(context.Background(), ""),
			Words:   words.English,
		},
		Profile: terminal.Profile{Background: color.RGBA{A: 0xFF}, Depth: colorprofile.ANSI256, Colours: true},
		Size:    terminal.Size{Columns: columns, Rows: rows},
		Lobby:   &Lobby{Join: "ssh hackday.example", Fingerprint: "SHA256:abc", Now: func() time.Time { return time.Date(2026, 11, 25, 9, 5, 0, 0, time.UTC) }},
	})
}

func TestLobbyTurnsThroughEverythingAndStandsStillForAKey(t *testing.T) {
	s := twoPages(t)
	for _, size := range []terminal.Size{{Columns: 20, Rows: 5}, {Columns: 40, Rows: 12}, {Columns: 80, Rows: 24}, {Columns: 200, Rows: 60}} {
		m := lobbyOf(s, size.Columns, size.Rows)
		seen := ""
		pages := map[string]bool{}
		for range 200 {
			got := text(m)
			seen += got + "\n"
			pages[m.page.Name] = true
			if len(m.Frame().Lines) != size.Rows || !strings.Contains(got, "ssh hackday.example") {
				t.Fatalf("at %v:\n%s", size, got)
			}
			if slide := m.lobby.slides[m.lobby.slide]; size.Rows >= 12 && slices.ContainsFunc(m.lobbyLayout().Headings, func(h layout.Range) bool { return h.End == slide.End }) {
				t.Errorf("at %v a heading stands alone at the end:\n%s", size, got)
			}
			for _, l := range m.Frame().Lines {
				if ansi.StringWidth(l) > size.Columns {
					t.Fatalf("at %v a line is too long: %q", size, l)
				}
			}
			m.Update(TurnMsg{})
		}
		if len(pages) != 2 || !strings.Contains(seen, "The end.") || !strings.Contains(seen, "Two a") {
			t.Errorf("at %v it shows only %v", size, pages)
		}
	}
	m := lobbyOf(s, 80, 24)
	if got := text(m); !strings.Contains(got, "09:05") || !strings.Contains(got, "SHA256:abc") || !strings.Contains(got, "▀") {
		t.Errorf("the lobby is\n%s", got)
	}
	m.Update(TurnMsg{})
	before := strings.TrimSpace(screen(m)[2])
	press(m, "j")
	if got := text(m); m.lobby.turning() || !strings.Contains(got, words.English.Lobby.Paused) || !strings.Contains(got, before[:12]) {
		t.Errorf("a key gives\n%s", got)
	}
	still := text(m)
	if m.Update(TurnMsg{}); text(m) != still {
		t.Error("something moves for somebody who reads")
	}
	m.Update(reading.IdleMsg{Left: time.Minute})
	if !strings.Contains(text(m), "turn again in 60 s") {
		t.Errorf("the notice is\n%s", text(m))
	}
	if m.Update(LobbyMsg{}); !m.lobby.turning() {
		t.Error("the lobby does not come back")
	}
	if !press(m, "q") {
		t.Error("q does not leave the lobby")
	}
}

func TestInWelsh(t *testing.T) {
	w, ok := words.In("cy", false)
	if !ok {
		t.Fatal("there is no Welsh")
	}
	m := readerOf(twoPages(t), 80, 24, terminal.Profile{}, w)
	press(m, "p", "down", "enter")
	if got := text(m); !strings.Contains(got, "Ail") || !strings.Contains(got, "Cymraeg.") {
		t.Errorf("the page is not the translated one:\n%s", got)
	}
	for _, k := range []string{"?", "c", "r", "p", "/", "esc", "s", "esc", ":", "esc", "m", "esc", "esc", "tab", "U", "y", "j"} {
		press(m, k)
		for _, english := range []string{" quit", "Keys", "Contents", "Pages", "Search", " back", "There is", "No "} {
			if got := text(m); strings.Contains(got, english) {
				t.Errorf("%s shows %q:\n%s", k, english, got)
			}
		}
	}
}

func TestInASCII(t *testing.T) {
	for _, code := range words.Codes() {
		w, _ := words.In(code, true)
		m := readerOf(twoPages(t), 80, 24, terminal.Profile{ASCII: true}, w)
		for _, k := range []string{"down", "c", "r", "p", "i", "?", "3", "esc", "esc", "esc", "esc", "esc", "esc", "/", "é", "w", "enter", "t", "esc", "s", "é", "w", "enter", "n", "m", "q", "p", "/", "é", "q", "esc", ":", "é", "esc", "tab", "Y", "G"} {
			press(m, k)
			for i := range text(m) {
				if text(m)[i] >= 0x80 {
					t.Fatalf("in %s %s shows\n%s", code, k, text(m))
				}
			}
		}
		if strings.ContainsFunc(m.Goodbye(), func(r rune) bool { return r >= 0x80 }) {
			t.Errorf("goodbye is %q", m.Goodbye())
		}
	}
}

func TestWhatAReaderOpensIsTold(t *testing.T) {
	s, err := folder.Load(fstest.MapFS{
		"site.yaml": {Data: []byte("title: T\nurl: https://example.org\nhome: home\n")},
		"home.md":   {Data: []byte("---\ntitle: Home\n---\n[a](/a) and [other](other.md#end) and [here](home.md#end)\n\n# End\n")},
		"other.md":  {Data: []byte("---\ntitle: Other\n---\n[b](/b)\n\n# End\n")},
	})
	if err != nil {
		t.Fatal(err)
	}
	var told []string
	open := func(lobby *Lobby) *Model {
		return New(Options{
			Options: reading.Options{
				Site:    s,
				Layouts: layout.NewCache(0, nil).For(context.Background(), ""),
				Finder:  search.NewEngine().For(context.Background(), ""),
				Words:   words.English,
				Opened:  func(page string, resource int) { told = append(told, fmt.Sprint(page, " ", resource)) },
			},
			Size:  terminal.Size{Columns: 80, Rows: 24},
			Lobby: lobby,
		})
	}
	expect := func(what string, want ...string) {
		t.Helper()
		if !slices.Equal(told, want) {
			t.Errorf("%s: told %q, want %q", what, told, want)
		}
		told = nil
	}
	m := open(nil)
	expect("the first page", "home 0")
	press(m, "j", "space", "G", "g", "/", "a", "enter", "c", "esc", "r", "j", "esc", "p", "esc", "?", "esc", "t", "tab", "m", "esc", "s", "e", "esc", ":", "esc", "U", "<", "y", "Y")
	m.Update(tea.WindowSizeMsg{Width: 60, Height: 20})
	m.Update(reading.SiteMsg{Site: s})
	expect("moving about")
	press(m, "1")
	expect("a link's card", "home 1")
	press(m, "n")
	expect("the next link's card", "home 2")
	press(m, "enter")
	expect("the page that it leads to", "other 0")
	press(m, "1", "n")
	expect("the only link there", "other 1")
	press(m, "esc", "esc")
	expect("back")
	press(m, "3")
	expect("a link to another part of the page", "home 3")
	press(m, "7")
	expect("no link")
	press(m, "p", "j", "enter")
	expect("another page of the list", "other 0")

	m = open(&Lobby{Join: "ssh x", Fingerprint: "y", Now: time.Now})
	for range 10 {
		m.Update(TurnMsg{})
	}
	expect("a lobby's pages turn")
	press(m, "j", "j")
	if len(told) != 1 || told[0] != m.page.Name+" 0" {
		t.Errorf("somebody stops a lobby's pages: told %q", told)
	}
	told = nil
	m.Update(LobbyMsg{})
	m.Update(TurnMsg{})
	expect("they turn again")
}

func TestANoteIsGoneToAndComeBackFrom(t *testing.T) {
	long := strings.Repeat("Words.\n\n", 40)
	s, err := folder.Load(fstest.MapFS{
		"site.yaml": {Data: []byte("title: T\nurl: https://example.org\n")},
		"page.md":   {Data: []byte("---\ntitle: P\n---\nA claim[^a] with a [link](https://e.org).\n\n" + long + "[^a]: The source.\n")},
	})
	if err != nil {
		t.Fatal(err)
	}
	m := reader(s, 40, 12)
	press(m, "enter")
	if got := text(m); !strings.Contains(got, "¹ The source.") {
		t.Errorf("Enter on the mark of a note leads to\n%s", got)
	}
	press(m, "backspace")
	if got := text(m); !strings.Contains(got, "A claim¹ with a link [1].") {
		t.Errorf("Backspace leads to\n%s", got)
	}
	press(m, "r", "down")
	if got := text(m); !strings.Contains(got, "note 1: The source.") {
		t.Errorf("the list lacks the note:\n%s", got)
	}
	press(m, "enter")
	if got := text(m); m.panel() != nil || !strings.Contains(got, "¹ The source.") {
		t.Errorf("the note in the list leads to\n%s", got)
	}
}
