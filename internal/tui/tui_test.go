package tui

import (
	"context"
	"fmt"
	"image/color"
	"math/rand/v2"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"
	"unicode"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"
	uv "github.com/charmbracelet/ultraviolet"
	"github.com/charmbracelet/x/ansi"

	"hackday.example/kiosk/content"
	"hackday.example/kiosk/internal/folder"
	"hackday.example/kiosk/internal/kiosktest/pictures"
	"hackday.example/kiosk/internal/kiosktest/race"
	"hackday.example/kiosk/internal/layout"
	"hackday.example/kiosk/internal/reading"
	"hackday.example/kiosk/internal/search"
	"hackday.example/kiosk/internal/site"
	"hackday.example/kiosk/internal/terminal"
	"hackday.example/kiosk/internal/theme"
	"hackday.example/kiosk/internal/words"
)

func seed(t testing.TB) *site.Site {
	t.Helper()
	s, err := folder.Load(content.FS)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// withLinks makes a site whose only page has n links.
func withLinks(t testing.TB, n int) *site.Site {
	t.Helper()
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "This is [link %d](/link/%d).\n\n", i+1, i+1)
	}
	s, err := folder.Load(fstest.MapFS{
		"site.yaml": {Data: []byte("title: T\nurl: https://example.org\n")},
		"page.md":   {Data: []byte("---\ntitle: P\n---\n" + b.String())},
	})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// reader makes a model of the given size.
func reader(s *site.Site, columns, rows int) *Model {
	return readerOf(s, columns, rows, terminal.Profile{Background: color.RGBA{A: 0xFF}, Depth: colorprofile.ANSI256, Colours: true, Links: true, Clipboard: true}, words.English)
}

func readerOf(s *site.Site, columns, rows int, p terminal.Profile, w *words.Words) *Model {
	return New(Options{
		Options: reading.Options{
			Site:     s,
			Layouts:  layout.NewCache(0, nil).For(context.Background(), ""),
			Finder:   search.NewEngine().For(context.Background(), ""),
			Words:    w,
			Pictures: pictures.Drawn(s).For(context.Background(), ""),
			Join:     "ssh host.example",
		},
		Profile: p,
		Size:    terminal.Size{Columns: columns, Rows: rows},
	})
}

// key is the message of a key by its name.
func key(name string) tea.KeyPressMsg {
	named := map[string]rune{
		"up": uv.KeyUp, "down": uv.KeyDown, "left": uv.KeyLeft, "right": uv.KeyRight, "pgup": uv.KeyPgUp, "pgdown": uv.KeyPgDown,
		"home": uv.KeyHome, "end": uv.KeyEnd, "enter": uv.KeyEnter, "esc": uv.KeyEscape, "backspace": uv.KeyBackspace, "f1": uv.KeyF1, "f3": uv.KeyF3, "tab": uv.KeyTab,
	}
	if code, ok := named[name]; ok {
		return tea.KeyPressMsg{Code: code}
	}
	if name == "shift+tab" {
		return tea.KeyPressMsg{Code: uv.KeyTab, Mod: tea.ModShift}
	}
	if name == "space" {
		return tea.KeyPressMsg{Code: ' ', Text: " "}
	}
	if rest, ok := strings.CutPrefix(name, "ctrl+"); ok {
		if code, ok := named[rest]; ok {
			return tea.KeyPressMsg{Code: code, Mod: tea.ModCtrl}
		}
		return tea.KeyPressMsg{Code: rune(rest[0]), Mod: tea.ModCtrl}
	}
	return tea.KeyPressMsg{Code: []rune(name)[0], Text: name}
}

// TestMain has what is marked for a moment stay so: no test waits.
func TestMain(m *testing.M) {
	flashFor = 0
	os.Exit(m.Run())
}

// press sends keys, runs what they ask for, and reports whether the reader ended.
func press(m *Model, keys ...string) (ended bool) {
	for _, k := range keys {
		_, cmd := m.Update(key(k))
		if follow(m, cmd); m.Over() {
			return true
		}
		m.costs = 0 // as each key has a frame of its own
	}
	return false
}

// follow runs a command, and those that come of it.
func follow(m *Model, cmd tea.Cmd) {
	if cmd == nil {
		return
	}
	switch msg := cmd().(type) {
	case tea.BatchMsg:
		for _, cmd := range msg {
			follow(m, cmd)
		}
	case unmarkMsg: // comes later
	default:
		_, cmd := m.Update(msg)
		follow(m, cmd)
	}
}

// say types a text.
func say(m *Model, text string) {
	for _, c := range text {
		_, cmd := m.Update(tea.KeyPressMsg{Code: c, Text: string(c)})
		follow(m, cmd)
	}
}

// screen is what the model shows, without styles.
func screen(m *Model) []string {
	f := m.Frame()
	rows := make([]string, len(f.Lines))
	for i := range f.Lines {
		rows[i] = strings.TrimRight(ansi.Strip(f.Line(i)), " ")
	}
	return rows
}

func text(m *Model) string { return strings.Join(screen(m), "\n") }

func TestFirstFrameShowsSitePageAndWhatToPress(t *testing.T) {
	got := text(reader(seed(t), 80, 24))
	for _, want := range []string{"NHS Hack Day", "Rationale", "The story of NHS Hack Day", "Why are we doing this?", "  0%", "? keys", "q quit"} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is not on the first screen:\n%s", want, got)
		}
	}
}

func TestScrollingByEveryKey(t *testing.T) {
	m := reader(seed(t), 80, 24)
	last := m.lastTop(len(m.layout.Lines))
	for _, tt := range []struct {
		keys []string
		want int
	}{
		{[]string{"down"}, 1},
		{[]string{"j", "e", "ctrl+n"}, 3},
		{[]string{"j", "j", "k"}, 1},
		{[]string{"j", "j", "ctrl+y"}, 1},
		{[]string{"up"}, 0},
		{[]string{"space"}, 21},
		{[]string{"pgdown", "pgup"}, 0},
		{[]string{"f", "b"}, 0},
		{[]string{"d"}, 11},
		{[]string{"d", "u"}, 0},
		{[]string{"ctrl+d"}, 11},
		{[]string{"ctrl+d", "ctrl+u"}, 0},
		{[]string{"G", "<"}, last}, // is the page before this
		{[]string{"G", ">"}, last},
		{[]string{"G"}, last},
		{[]string{"end", "down", "space", "d"}, last},
		{[]string{"G", "g"}, 0},
		{[]string{"G", "home"}, 0},
	} {
		m.top = 0
		press(m, tt.keys...)
		if m.top != tt.want {
			t.Errorf("%v scrolls to line %d, want %d", tt.keys, m.top, tt.want)
		}
	}
}

func TestEveryLineCanBeReadAtEverySize(t *testing.T) {
	s := seed(t)
	for _, size := range []terminal.Size{{Columns: 20, Rows: 5}, {Columns: 40, Rows: 12}, {Columns: 80, Rows: 24}, {Columns: 132, Rows: 43}, {Columns: 300, Rows: 100}} {
		m := reader(s, size.Columns, size.Rows)
		seen := map[string]bool{}
		for top := -1; top != m.top; {
			top = m.top
			for _, l := range screen(m) {
				seen[l] = true
			}
			press(m, "space")
		}
		for i, l := range m.layout.Lines {
			if !seen[strings.TrimRight(ansi.Strip(l), " ")] {
				t.Errorf("line %d is never seen at %v: %q", i, size, l)
			}
		}
	}
}

func TestAChangedSiteLeavesThePromptOfWhoTypesASearch(t *testing.T) {
	m := reader(withLinks(t, 80), 80, 24)
	press(m, "/", "N")
	before := screen(m)[23]
	m.Update(reading.SiteMsg{Site: withLinks(t, 79)})
	if got := screen(m)[23]; !strings.Contains(got, "N_") || strings.Contains(got, "updated") {
		t.Errorf("the bottom line says %q, and before it said %q", got, before)
	}
	press(m, "esc")
	m.Update(reading.SiteMsg{Site: withLinks(t, 78)})
	if got := screen(m)[23]; !strings.Contains(got, "updated") {
		t.Errorf("after the search it says %q", got)
	}
}

func TestQuitKeysLeaveFromEverywhere(t *testing.T) {
	for _, before := range [][]string{nil, {"r"}, {"1"}, {"?"}, {"r", "enter"}, {"c"}, {"p"}, {"i"}, {"m"}, {"1", "v"}, {"tab"}, {"r", "1"}} {
		for _, leave := range [][]string{{"Q"}, {"ctrl+c"}, {"Z", "Z"}, {":", "q", "enter"}, {":", "ctrl+c"}, {"s", "ctrl+c"}, {"/", "ctrl+c"}} {
			m := reader(seed(t), 80, 24)
			if press(m, before...) || !press(m, leave...) {
				t.Errorf("after %v, %v does not leave", before, leave)
			}
		}
	}
	m := reader(seed(t), 80, 24)
	if press(m, "ctrl+d", "Z", "j", "Z", "k", "s", "Q", "esc", "Z", "esc") {
		t.Error("what is no key to leave leaves")
	}
}

func TestQClosesWhatIsOnTopAndLeavesFromThePage(t *testing.T) {
	for _, open := range [][]string{{"r"}, {"1"}, {"?"}, {"c"}, {"p"}, {"i"}, {"m"}} {
		m := reader(seed(t), 80, 24)
		press(m, open...)
		if press(m, "q") || m.panel() != nil {
			t.Errorf("after %v, q does not close it", open)
		}
		if !press(m, "q") {
			t.Error("on the page, q does not leave")
		}
	}
	m := reader(seed(t), 80, 24)
	press(m, "r", "enter", "v")
	for depth := 3; depth > 0; depth-- {
		if len(m.panels) != depth || press(m, "q") {
			t.Fatalf("%d panels are open, of %d", len(m.panels), depth)
		}
	}
	if press(m, "?", "?"); m.panel() != nil {
		t.Error("? does not close the help")
	}
}

func TestCardSaysAllThereIs(t *testing.T) {
	m := reader(seed(t), 80, 24)
	press(m, "1")
	got := text(m)
	for _, want := range []string{"Link 1 of 9", "video", "Video, starts at 1:15:00", "https://youtu.be/zS4H8XDB1bw?t=1h15m", "“Cory Doctorow explains it all", "under “Openness and a"} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is not on the card:\n%s", want, got)
		}
	}
	if press(m, "esc"); m.panel() != nil {
		t.Error("Esc does not close the card")
	}
}

func TestACardSaysNothingTwice(t *testing.T) {
	s, err := folder.Load(fstest.MapFS{"page.md": {Data: []byte("---\ntitle: P\n---\n<https://example.org/bare>\n\n![A gull](https://example.org/gull.png)\n")}})
	if err != nil {
		t.Fatal(err)
	}
	for number, once := range []string{"https://example.org/bare", "A gull"} {
		for _, rows := range []int{12, 24} {
			m := reader(s, 80, rows)
			m.openLink(number + 1)
			if all := ansi.Strip(strings.Join(m.panel().lines, "\n")); strings.Count(all, once) != 1 {
				t.Errorf("in %d rows the card has %q %d times:\n%s", rows, once, strings.Count(all, once), all)
			}
		}
	}
}

func TestAddressIsNeverCutAndEachLineLinksToAllOfIt(t *testing.T) {
	s := seed(t)
	for columns := 20; columns <= 100; columns += 7 {
		for number := range s.Home().Resources {
			m := reader(s, columns, 24)
			m.openLink(number + 1)
			url := s.Home().Resources[number].URL
			var whole strings.Builder
			for _, l := range m.panel().lines {
				if strings.Contains(l, "\x1b]8;id=") {
					whole.WriteString(ansi.Strip(l))
					if !strings.Contains(l, ";"+url+"\x1b\\") {
						t.Errorf("at %d columns a line does not link to %s: %q", columns, url, l)
					}
				}
			}
			if whole.String() != url {
				t.Errorf("at %d columns the address is %q, want %q", columns, whole.String(), url)
			}
		}
	}
}

func TestEnterOpensTheFirstLinkInSight(t *testing.T) {
	m := reader(seed(t), 80, 24)
	if press(m, "enter"); m.panel() == nil || m.panel().kind != links {
		t.Fatal("where no link is in sight, Enter does not open the list")
	}
	press(m, "esc")
	for m.layout.Resources[1].First < m.top || m.layout.Resources[0].End > m.top {
		press(m, "down")
	}
	if press(m, "enter"); m.panel() == nil || m.panel().kind != card || m.panel().number != 2 {
		t.Errorf("opened %+v, want the card of link 2", m.panel())
	}
}

func TestListMarksAndOpensLinks(t *testing.T) {
	m := reader(seed(t), 40, 12)
	press(m, "r", "down", "down", "down")
	marked := ""
	for _, l := range screen(m) {
		if strings.HasPrefix(l, ">") {
			marked = l
		}
	}
	if !strings.HasPrefix(marked, "> 4   Paul Clark") {
		t.Errorf("marked is %q:\n%s", marked, text(m))
	}
	press(m, "enter")
	if !strings.Contains(text(m), "Link 4 of 9") {
		t.Errorf("not the card of link 4:\n%s", text(m))
	}
	press(m, "right")
	if !strings.Contains(text(m), "Link 5 of 9") {
		t.Errorf("not the card of link 5:\n%s", text(m))
	}
	press(m, "left", "left", "left", "left", "left")
	if !strings.Contains(text(m), "Link 9 of 9") {
		t.Errorf("going back from the first does not come to the last:\n%s", text(m))
	}
	press(m, "esc")
	if p := m.panel(); p == nil || p.kind != links || p.list.chosen != 3 {
		t.Errorf("Esc did not go back to the list where it was: %+v", p)
	}
}

func TestListKeepsTheMarkInSight(t *testing.T) {
	m := reader(withLinks(t, 30), 30, 7)
	press(m, "r")
	random := rand.New(rand.NewPCG(3, 4))
	keys := []string{"down", "up", "space", "b", "d", "u", "g", "G"}
	for range 500 {
		press(m, keys[random.IntN(len(keys))])
		found := false
		for _, l := range screen(m) {
			found = found || strings.HasPrefix(l, ">")
		}
		if !found {
			t.Fatalf("the mark (%d) is out of sight:\n%s", m.panel().list.chosen, text(m))
		}
	}
}

func TestAResizeKeepsTheMarkInSight(t *testing.T) {
	m := reader(seed(t), 80, 24)
	press(m, "r", "G")
	for _, size := range [][2]int{{40, 12}, {20, 5}, {80, 24}} {
		m.Update(tea.WindowSizeMsg{Width: size[0], Height: size[1]})
		if got := "\n" + text(m); !strings.Contains(got, "\n> 9") && !strings.Contains(got, "\n>9") {
			t.Errorf("at %v link 9 is out of sight:\n%s", size, text(m))
		}
	}
}

func TestNumbersOfTwoDigits(t *testing.T) {
	m := reader(withLinks(t, 12), 80, 24)
	if press(m, "1"); m.panel() != nil || !strings.Contains(text(m), "Link 1_") {
		t.Fatalf("1 of 12 links does not wait:\n%s", text(m))
	}
	if press(m, "2"); !strings.Contains(text(m), "Link 12 of 12") {
		t.Errorf("not link 12:\n%s", text(m))
	}
	press(m, "esc", "1", "enter")
	if !strings.Contains(text(m), "Link 1 of 12") {
		t.Errorf("not link 1:\n%s", text(m))
	}
	press(m, "esc", "1", "esc")
	if m.number != 0 || m.panel() != nil {
		t.Error("Esc does not take a digit back")
	}
	press(m, "1", "7")
	if !strings.Contains(text(m), "There is no link 17, only 1 to 12") {
		t.Errorf("17 of 12 links is not refused in words:\n%s", text(m))
	}
	if press(m, "5"); !strings.Contains(text(m), "Link 5 of 12") {
		t.Errorf("5 of 12 links does not open at once:\n%s", text(m))
	}
}

func TestResizeKeepsTheLineThatIsRead(t *testing.T) {
	m := reader(seed(t), 80, 24)
	press(m, "space")
	for screen(m)[1] == "" { // a blank line has the place of the text below it
		press(m, "down")
	}
	first, line := strings.Fields(screen(m)[1])[0], m.top
	for _, columns := range []int{33, 120, 20, 55, 80} {
		m.Update(tea.WindowSizeMsg{Width: columns, Height: 20})
		if got := screen(m)[1]; !strings.Contains(got, first) {
			t.Errorf("at %d columns the first line is %q, and %q was being read", columns, got, first)
		}
	}
	if m.Update(tea.WindowSizeMsg{Width: 80, Height: 24}); m.top != line {
		t.Errorf("back at the old size the first line is %d, want %d", m.top, line)
	}
}

func TestTooSmallIsSaidInWords(t *testing.T) {
	s := seed(t)
	for _, size := range []terminal.Size{{Columns: 19, Rows: 5}, {Columns: 20, Rows: 4}, {Columns: 1, Rows: 1}, {Columns: 10, Rows: 3}} {
		m := reader(s, size.Columns, size.Rows)
		rows := screen(m)
		if len(rows) > size.Rows {
			t.Errorf("%v is given %d rows", size, len(rows))
		}
		for _, l := range rows {
			if ansi.StringWidth(l) > size.Columns {
				t.Errorf("%v is given a line of %d columns", size, ansi.StringWidth(l))
			}
		}
		if !strings.HasPrefix(strings.Join(strings.Fields(strings.Join(rows, "")), ""), "Makethis"[:min(8, size.Columns)]) {
			t.Errorf("%v is told %q", size, rows)
		}
		if !press(m, "q") {
			t.Errorf("q does not leave at %v", size)
		}
	}
}

func TestBackgroundDecidesTheThemeUntilTheReaderDoes(t *testing.T) {
	m := reader(seed(t), 80, 24)
	white := tea.BackgroundColorMsg{Color: color.White}
	if m.Update(white); m.theme.Name != theme.Light {
		t.Errorf("a light terminal is given the %s theme", m.theme.Name)
	}
	for _, next := range []struct {
		name theme.Name
		says string
	}{
		{theme.LightContrast, "High contrast for a light window"},
		{theme.PaintedDark, "Light text on a dark page"},
		{theme.PaintedLight, "Dark text on a light page"},
		{theme.Plain, "No colours"},
	} {
		press(m, "t")
		if m.theme.Name != next.name || !strings.Contains(text(m), next.says) {
			t.Errorf("t leads to the %s theme, and says:\n%s", m.theme.Name, text(m))
		}
	}
	if m.Update(tea.BackgroundColorMsg{Color: color.Black}); m.theme.Name != theme.Plain {
		t.Error("the background took the reader's choice away")
	}
	if press(m, "t"); m.theme.Name != theme.Dark {
		t.Errorf("t leads from no colours to %s, want dark", m.theme.Name)
	}
}

func TestNothingIsGuessedOfAWindow(t *testing.T) {
	p := terminal.Profile{Depth: colorprofile.ANSI256, Colours: true}
	m := readerOf(seed(t), 80, 24, p, words.English)
	if m.theme.Name != theme.Own || m.Frame().Base != (terminal.Base{}) {
		t.Errorf("a window of which nothing is known is given the %s theme, on %+v", m.theme.Name, m.Frame().Base)
	}
	lines := func() (all []string) {
		for _, l := range m.layout.Lines {
			all = append(all, ansi.Strip(l))
		}
		return all
	}
	press(m, "down", "down")
	before, top, shown := lines(), m.top, text(m)
	for _, c := range []color.Color{color.White, color.Black, color.Gray{0x6B}} {
		m.Update(tea.BackgroundColorMsg{Color: c})
		if !slices.Equal(lines(), before) || m.top != top || text(m) != shown {
			t.Errorf("on %v, which is %s, the lines moved", c, m.theme.Name)
		}
	}
	if base := m.Frame().Base; m.theme.Name != theme.PaintedDark || base.Ground == "" {
		t.Errorf("a grey window is given the %s theme, on %+v", m.theme.Name, base)
	}
	m.Update(tea.BackgroundColorMsg{}) // no colour is no answer
	m = readerOf(seed(t), 80, 24, p, words.English)
	if press(m, "t"); m.Frame().Base.Ground == "" {
		t.Errorf("who cannot read comes to the %s theme, which is not painted", m.theme.Name)
	}
}

// allowed is what a frame may hold beside text: SGR, and OSC 8 with an address
// in printable ASCII.
var allowed = regexp.MustCompile("\x1b\\[[0-9;]*m|\x1b]8;(?:id=[0-9]+)?;[\x21-\x7e]*\x1b\\\\")

func TestARandomWalkNeverLosesItsWay(t *testing.T) {
	s := twoPages(t)
	var keys []string
	for _, b := range bindings {
		for _, k := range b.keys {
			if b.action != leave && b.action != toggleKeys && b.action != closeTop && !strings.Contains(k, "alt+") && k != "shift+space" {
				keys = append(keys, k)
			}
		}
	}
	keys = append(keys, "0", "1", "2", "9", "x", "é", "W", "ŵ", "日")
	random := rand.New(rand.NewPCG(5, 6))
	m := reader(s, 80, 24)
	views := map[string]int{}
	steps := 100_000
	if race.Enabled {
		steps /= 10
	}
	for step := range steps {
		if random.IntN(50) == 0 {
			m.Update(tea.WindowSizeMsg{Width: 1 + random.IntN(130), Height: 1 + random.IntN(50)})
		}
		switch random.IntN(200) {
		case 0:
			m.Update(reading.AnnounceMsg{Texts: []string{"Lunch", strings.Repeat("a long text ", 15)}[:random.IntN(3)]})
		case 1:
			m.Update(reading.DrainMsg{Left: time.Minute})
		}
		k := keys[random.IntN(len(keys))]
		switch {
		case m.panel() != nil && m.typing == nothing && random.IntN(20) == 0:
			k = "q"
		case m.typing == finding && len(m.search.matches) > 0 && random.IntN(3) == 0, m.typing == searching && random.IntN(6) == 0:
			k = "enter"
		case k == "enter" && leaves(m): // as it should
			k = "down"
		case m.typing == going && k == "enter" && len(m.typed()) < 5: // as in ":q"
			k = "tab"
		}
		if press(m, k) {
			t.Fatalf("step %d: %s ended the reader", step, k)
		}
		f := m.Frame()
		views[viewOf(m)]++
		if len(f.Lines) > m.size.Rows {
			t.Fatalf("step %d: %d lines for %d rows", step, len(f.Lines), m.size.Rows)
		}
		for i := range f.Lines {
			l, left := f.Line(i), 0
			if i < f.Head+f.Scrolling {
				left = f.Left
			}
			columns := m.size.Columns
			if i == m.size.Rows-1 && columns > 1 {
				columns-- // the last column of the last row stays free
			}
			if w := left + ansi.StringWidth(l); w > columns {
				t.Fatalf("step %d: row %d takes %d of %d columns: %q", step, i, w, columns, l)
			}
			if rest := allowed.ReplaceAllString(l, ""); strings.ContainsFunc(rest, unicode.IsControl) {
				t.Fatalf("step %d: row %d holds more than text, SGR and OSC 8: %q", step, i, l)
			}
		}
		if len(m.panels) > 11 || len(m.visited) > maxVisited || len(m.search.query) > 4*maxTyped || len(m.typed()) > 4*maxTyped {
			t.Fatalf("step %d: %d panels are open, %d pages behind, %q searched for", step, len(m.panels), len(m.visited), m.search.query)
		}
	}
	for _, view := range []string{
		"page", "link", "finding", "filtering", "going", "searching", "found", "followed",
		"links", "contents", "pages", "menu", "card", "bare", "portrait", "said", "help",
	} {
		if views[view] < steps/2000 {
			t.Errorf("the walk was %d times at %s", views[view], view)
		}
	}
	for range 10 + maxVisited {
		press(m, "esc")
	}
	if m.panel() != nil || m.typing != nothing || m.search.active() || len(m.visited) > 0 {
		t.Error("Esc does not lead back to the page")
	}
	if !press(m, "q") {
		t.Error("q does not leave")
	}
}

// leaves reports whether Enter does what leaves, in the help.
func leaves(m *Model) bool {
	p := m.panel()
	if p == nil || p.kind != help || p.list.n() == 0 {
		return false
	}
	b := m.helpRows()[p.list.at(p.list.chosen)].binding
	return b != nil && (b.action == leave || b.action == closeTop)
}

// viewOf names what a reader sees.
func viewOf(m *Model) string {
	switch p := m.panel(); {
	case m.lobby.turning():
		return "lobby"
	case m.typing != nothing:
		return map[prompt]string{finding: "finding", filtering: "filtering", going: "going", searching: "searching"}[m.typing]
	case p != nil:
		return map[panelKind]string{
			links: "links", contents: "contents", pages: "pages", menu: "menu", places: "places", results: "results",
			card: "card", bare: "bare", portrait: "portrait", said: "said", help: "help",
		}[p.kind]
	case m.search.words != nil:
		return "followed"
	case m.search.active():
		return "found"
	case m.chosenLink() != 0:
		return "link"
	}
	return "page"
}

func TestCloseMsgEndsTheReaderWithLastWords(t *testing.T) {
	m := reader(seed(t), 80, 24)
	if m.Goodbye() != "Goodbye from NHS Hack Day. It is all on https://nhshackday.com as well." {
		t.Errorf("says goodbye with %q", m.Goodbye())
	}
	if _, cmd := m.Update(reading.CloseMsg{Why: reading.Idle}); cmd == nil || m.Goodbye() != words.English.Server.Idle {
		t.Errorf("says goodbye with %q", m.Goodbye())
	}
}

func TestKeysMeanOneThing(t *testing.T) {
	seen := map[string]action{}
	for _, b := range bindings {
		for _, k := range b.keys {
			if _, ok := seen[k]; ok {
				t.Errorf("%s is bound twice", k)
			}
			seen[k] = b.action
		}
	}
}

func TestScrollFrameAllocatesLittle(t *testing.T) {
	m := reader(seed(t), 80, 24)
	m.Frame()
	if n := testing.AllocsPerRun(100, func() {
		press(m, "down")
		m.Frame()
		press(m, "up")
		m.Frame()
	}) / 2; n > 8 {
		t.Errorf("%v allocations a scrolled line, 8 is the budget", n)
	}
}

func TestAChangedSiteKeepsTheReadersPlace(t *testing.T) {
	m := reader(withLinks(t, 60), 80, 24)
	for range 30 {
		press(m, "down")
	}
	before := m.Frame().Lines[1]
	press(m, "r", "enter")
	m.Update(reading.SiteMsg{Site: withLinks(t, 80)})
	if p := m.panel(); p == nil || p.kind != card {
		t.Error("the card was closed, and its link is still there")
	}
	press(m, "esc", "esc")
	if after := m.Frame().Lines[1]; after != before {
		t.Errorf("%q was on top, and now it is %q", before, after)
	}
	m.Update(reading.SiteMsg{Site: withLinks(t, 80)})
	if m.notice != "" {
		t.Errorf("nothing was changed, and it says %q", m.notice)
	}
	m.Update(reading.SiteMsg{Site: withLinks(t, 79)})
	if !strings.Contains(m.Frame().Lines[23], words.English.Bar.Updated) {
		t.Errorf("it does not say that the page was changed: %q", m.Frame().Lines[23])
	}
	press(m, "down")
	if strings.Contains(m.Frame().Lines[23], words.English.Bar.Updated) {
		t.Error("it still says so after a key")
	}
}

func TestASiteWithoutThePageShowsItsHome(t *testing.T) {
	m := reader(withLinks(t, 60), 80, 24)
	press(m, "G", "5", "9")
	m.Update(reading.SiteMsg{Site: seed(t)})
	if m.page != m.site.Home() || m.top != 0 || m.panel() != nil || m.Title() != "Rationale · NHS Hack Day" {
		t.Errorf("it shows %q at line %d, panel %v", m.page.Name, m.top, m.panel())
	}
	m.Frame()
}

func TestAReaderWhoseSessionHasEndedComesToNoHarm(t *testing.T) {
	s := seed(t)
	for _, lobby := range []*Lobby{nil, {Join: "ssh host", Now: time.Now}} {
		ctx, cancel := context.WithCancel(t.Context())
		o := Options{
			Options: reading.Options{
				Site:          s,
				Layouts:       layout.NewCache(0, nil).For(ctx, "a"),
				Finder:        search.NewEngine().For(ctx, "a"),
				Words:         words.English,
				Announcements: []string{"Lunch is served."},
			},
			Lobby: lobby,
			Size:  terminal.Size{Columns: 80, Rows: 24},
		}
		readers := []*Model{New(o)}
		cancel() // from here on, nothing is laid out that is not there
		for _, m := range append(readers, New(o)) {
			for _, columns := range []int{80, 40, 23} {
				m.Update(tea.WindowSizeMsg{Width: columns, Height: 20})
				m.Update(TurnMsg{})
				press(m, strings.Split("r|c|p|l|h|a|t|?|1|enter|n|esc|/|x|enter|n|G|g|]|[|}|{|m|i|space|b|u|tab|enter|v|q|q|s|w|enter|n|n|:|x|enter|esc|U|<|>|y|Y|p|/|a|enter", "|")...)
				m.Frame()
			}
			m.Update(reading.SiteMsg{Site: seed(t)})
			m.Frame()
		}
	}
}
