package tui

import (
	"fmt"
	"os"
	"strings"
	"testing"
	"testing/fstest"

	tea "charm.land/bubbletea/v2"

	"hackday.example/kiosk/internal/filter"
	"hackday.example/kiosk/internal/folder"
	"hackday.example/kiosk/internal/reading"
	"hackday.example/kiosk/internal/search"
	"hackday.example/kiosk/internal/site"
	"hackday.example/kiosk/internal/terminal"
	"hackday.example/kiosk/internal/words"
)

// events makes a site whose pages stand below one another, with a menu.
func events(t testing.TB) *site.Site {
	t.Helper()
	filler := strings.Repeat("Words that fill a paragraph until it is long enough to be scrolled.\n\n", 20)
	files := fstest.MapFS{
		"site.yaml": {Data: []byte("title: Hack Day\nurl: https://e.org\nhome: index\n")},
		"index.md":  {Data: []byte("---\ntitle: Welcome\n---\nTo [all events](events.md), or [the web](https://web.example/a/rather/long/path).\n")},
		"events.md": {Data: []byte("---\ntitle: Events\nsubtitle: Where we met, and where we will meet\n---\n" + filler + "Come to [Cardiff](events/2026/cardiff.md#supporters).\n")},
		"about.md":  {Data: []byte("---\ntitle: About\naliases: [who-we-are]\n---\nWho we are: a café of hackers.\n")},
	}
	for i, city := range []string{"London", "Cardiff", "Leeds"} {
		text := fmt.Sprintf("---\ntitle: %s\norder: %d\n---\n## When\n\n%s## Supporters\n\nA café, and **many** others.\n\nSee [when](#when), [here](#supporters) or [the map](https://map.example/%s).\n\n", city, i+1, filler, city)
		files["events/2026/"+strings.ToLower(city)+".md"] = &fstest.MapFile{Data: []byte(text + filler)}
	}
	s, err := folder.Load(files)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestTabChoosesLinksAndEnterOpensTheChosenOne(t *testing.T) {
	m := reader(seed(t), 80, 24)
	press(m, "tab")
	if m.chosenLink() != 1 || !strings.Contains(text(m), "[1]") {
		t.Fatalf("Tab chooses %d:\n%s", m.chosenLink(), text(m))
	}
	line := m.layout.Resources[0].First
	if f := m.Frame(); f.Lines[line-m.top] == m.layout.Lines[line] {
		t.Error("the chosen link is not marked")
	}
	press(m, "tab", "tab", "shift+tab")
	if m.chosenLink() != 2 {
		t.Errorf("Tab, Tab and Shift-Tab choose %d", m.chosenLink())
	}
	if press(m, "enter"); m.panel() == nil || m.panel().number != 2 {
		t.Errorf("Enter opens %+v", m.panel())
	}
	press(m, "esc")
	if m.chosenLink() != 2 {
		t.Error("closing the card lets go of the link")
	}
	if press(m, "esc"); m.chosenLink() != 0 || m.page != m.site.Home() {
		t.Error("Esc does not let go of the link")
	}
	press(m, "G", "shift+tab")
	if n := m.chosenLink(); n == 0 || n < 5 {
		t.Errorf("from the end, Shift-Tab chooses %d", n)
	}
	for range 20 {
		press(m, "tab")
	}
	if !strings.Contains(text(m), words.English.Bar.NoMoreLinks) {
		t.Errorf("behind the last link:\n%s", text(m))
	}
	press(m, "g")
	if press(m, "enter"); m.panel() == nil || m.panel().kind != links {
		t.Errorf("a link that is out of sight is opened: %+v", m.panel())
	}
	m = reader(withLinks(t, 0), 80, 24)
	if press(m, "tab"); !strings.Contains(text(m), words.English.Bar.NoMoreLinks) && !strings.Contains(text(m), words.English.Bar.NoLink) {
		t.Errorf("without links Tab says\n%s", text(m))
	}
}

func TestTheTopLineNamesWhereOneIs(t *testing.T) {
	m := reader(events(t), 80, 24)
	press(m, ":")
	say(m, "events/2026/cardiff")
	press(m, "enter")
	if got := screen(m)[0]; got != "Hack Day › Events › 2026" {
		t.Errorf("at the top of the page the first line is %q", got)
	}
	press(m, "j")
	if got := screen(m)[0]; got != "Hack Day › Events › 2026 › Cardiff" {
		t.Errorf("one line down the first line is %q", got)
	}
	press(m, "j", "j", "j")
	m.Update(tea.WindowSizeMsg{Width: 20, Height: 12})
	if got := screen(m)[0]; got != "… › 2026 › Cardiff" {
		t.Errorf("at 20 columns it is %q", got)
	}
	m.Update(tea.WindowSizeMsg{Width: 40, Height: 5})
	if got := text(m); strings.Contains(got, "›") {
		t.Errorf("in five rows there is\n%s", got)
	}
}

func TestUpBeforeAndAfterLeadThroughTheTree(t *testing.T) {
	m := reader(events(t), 80, 24)
	press(m, ":")
	say(m, "cardiff")
	press(m, "enter")
	for _, step := range []struct{ key, page string }{
		{">", "events/2026/leeds"}, {"<", "events/2026/cardiff"}, {"<", "events/2026/london"},
		{"U", "events"}, {"U", "index"}, {"backspace", "events"}, {"backspace", "events/2026/london"},
	} {
		if press(m, step.key); m.page.Name != step.page {
			t.Errorf("%s leads to %s, want %s", step.key, m.page.Name, step.page)
		}
	}
	m = reader(events(t), 80, 24)
	if press(m, "U"); !strings.Contains(text(m), words.English.Bar.NothingAbove) {
		t.Errorf("above the home page:\n%s", text(m))
	}
	if press(m, "<"); !strings.Contains(text(m), words.English.Bar.NothingBefore) {
		t.Errorf("before the home page:\n%s", text(m))
	}
}

func TestGoingToAnAddress(t *testing.T) {
	for _, tt := range []struct{ typed, page, first string }{
		{"events/2026/cardiff", "events/2026/cardiff", ""},
		{"/events/2026/cardiff/", "events/2026/cardiff", ""},
		{"who-we-are", "about", ""}, // a redirect
		{"leeds", "events/2026/leeds", ""},
		{"https://e.org/events/2026/london", "events/2026/london", ""},
		{"events/2026/cardiff#supporters", "events/2026/cardiff", "Supporters"},
	} {
		m := reader(events(t), 80, 24)
		press(m, ":")
		say(m, tt.typed)
		press(m, "enter")
		if m.page.Name != tt.page || m.panel() != nil || tt.first != "" && !strings.Contains(screen(m)[1], tt.first) {
			t.Errorf("%q leads to %s:\n%s", tt.typed, m.page.Name, text(m))
		}
		if press(m, "backspace"); m.page.Name != "index" {
			t.Errorf("Backspace leads to %s", m.page.Name)
		}
	}
	m := reader(events(t), 80, 24)
	press(m, ":")
	say(m, "ev")
	if press(m, "tab"); m.typed() != "events" {
		t.Errorf("Tab completes it to %q", m.typed())
	}
	say(m, "/")
	if press(m, "tab"); m.typed() != "events/2026/" {
		t.Errorf("Tab completes it to %q", m.typed())
	}
	say(m, "le")
	if press(m, "tab"); m.typed() != "events/2026/leeds" {
		t.Errorf("Tab completes it to %q", m.typed())
	}
	press(m, "ctrl+u")
	say(m, "xyzzy/plugh")
	if press(m, "enter"); !strings.Contains(text(m), "There is no page xyzzy/plugh") || m.typing != going {
		t.Errorf("an address that is nowhere:\n%s", text(m))
	}
	if press(m, "esc"); m.panel() != nil || m.page.Name != "index" {
		t.Errorf("Esc leads to\n%s", text(m))
	}
}

func TestGoingToAPageAndBackKeepsBothPlaces(t *testing.T) {
	m := reader(events(t), 80, 24)
	press(m, "1", "j", "j", "j", "p", "/")
	say(m, "leeds")
	press(m, "enter", "space", "space")
	there := m.top
	press(m, "backspace")
	if m.page.Name != "events" || m.top != 3 {
		t.Errorf("back is line %d of %s", m.top, m.page.Name)
	}
	press(m, ":")
	say(m, "leeds")
	if press(m, "enter"); m.page.Name != "events/2026/leeds" || m.top != there {
		t.Errorf("there again is line %d of %s, and it was line %d", m.top, m.page.Name, there)
	}
	press(m, "backspace", "2", "esc", ":")
	say(m, "about")
	press(m, "enter", ":")
	say(m, "leeds")
	if press(m, "enter"); m.top != 0 {
		t.Errorf("opened anew, a page begins at line %d", m.top)
	}
}

func TestAListIsFiltered(t *testing.T) {
	m := reader(events(t), 80, 24)
	press(m, "p", "/")
	say(m, "cardf")
	if got := text(m); !strings.Contains(got, "Filter: cardf_") || strings.Contains(got, "London") || !strings.Contains(got, "Cardiff") {
		t.Errorf("letters anywhere find\n%s", got)
	}
	press(m, "ctrl+u")
	say(m, "CÁRD")
	if press(m, "enter"); m.page.Name != "events/2026/cardiff" {
		t.Errorf("Enter opens %s", m.page.Name)
	}
	press(m, "r", "/")
	say(m, "map.exam")
	if got := text(m); !strings.Contains(got, "\n>   the map\n") || strings.Contains(got, "\n    here") {
		t.Errorf("an address finds\n%s", got)
	}
	press(m, "backspace", "x")
	if got := text(m); !strings.Contains(got, words.English.Bar.NothingFound) {
		t.Errorf("nothing is found, and it shows\n%s", got)
	}
	press(m, "enter", "esc", "r", "/", "esc")
	if p := m.panel(); p == nil || m.typing != nothing || p.list.query != "" || p.list.n() != 3 {
		t.Errorf("Esc does not take the filter away:\n%s", text(m))
	}
	press(m, "c", "/")
	say(m, "supp")
	if press(m, "enter"); m.panel() != nil || !strings.Contains(screen(m)[1], "Supporters") {
		t.Errorf("a heading that was filtered leads to\n%s", text(m))
	}
}

func TestMenuShowsTheSitesOwn(t *testing.T) {
	m := reader(events(t), 80, 24)
	press(m, "m")
	if got := text(m); !strings.Contains(got, "Events") || !strings.HasPrefix(got, "Menu") {
		t.Errorf("the menu is\n%s", got)
	}
	press(m, "/")
	say(m, "leeds")
	if press(m, "enter"); m.page.Name != "events/2026/leeds" {
		t.Errorf("the menu leads to %s", m.page.Name)
	}
	m = reader(withLinks(t, 1), 80, 24)
	if press(m, "m"); m.panel().kind != pages || !strings.Contains(text(m), "no menu") {
		t.Errorf("without a menu:\n%s", text(m))
	}
}

func TestSearchOverAllPages(t *testing.T) {
	m := reader(events(t), 80, 24)
	press(m, "s")
	if got := text(m); !strings.Contains(got, "Type words.") {
		t.Errorf("s shows\n%s", got)
	}
	say(m, "cafe others")
	if got := text(m); !strings.Contains(got, "Search: cafe others_  3 pages") || strings.Contains(got, "About") {
		t.Fatalf("found is\n%s", got)
	}
	press(m, "down", "enter")
	first := m.page.Name
	if m.panel() != nil || !strings.Contains(text(m), "cafe others: 1 of ") || !strings.Contains(text(m), ", 3 pages") || !strings.Contains(text(m), "many") {
		t.Fatalf("Enter leads to %s:\n%s", first, text(m))
	}
	n := len(m.search.matches)
	for range n - 1 {
		press(m, "n")
	}
	if m.page.Name != first {
		t.Errorf("before the last match n leads to %s", m.page.Name)
	}
	if press(m, "n"); m.page.Name == first || m.search.current != 0 || !m.search.active() {
		t.Errorf("behind the last match n stays at %s:\n%s", m.page.Name, text(m))
	}
	if press(m, "N"); m.page.Name != first || m.search.current != n-1 {
		t.Errorf("N leads to match %d of %s", m.search.current, m.page.Name)
	}
	press(m, "esc")
	if m.search.active() {
		t.Error("Esc leaves the words marked")
	}
	if press(m, "backspace"); m.page.Name != "index" {
		t.Errorf("Backspace leads to %s", m.page.Name)
	}
	press(m, "s", "enter")
	if m.page.Name == "index" || !m.search.active() {
		t.Errorf("the same again leads to %s", m.page.Name)
	}
	press(m, "s")
	say(m, "xyzzy")
	if got := text(m); !strings.Contains(got, words.English.Bar.NothingFound) {
		t.Errorf("nothing found:\n%s", got)
	}
	if press(m, "enter"); m.typing != searching || !strings.Contains(text(m), "xyzzy: nothing found") {
		t.Errorf("Enter upon nothing:\n%s", text(m))
	}
	if press(m, "esc"); m.panel() != nil {
		t.Error("Esc does not close the search")
	}
}

func TestASearchOutlivesItsSite(t *testing.T) {
	m := reader(events(t), 80, 24)
	press(m, "s")
	say(m, "cafe")
	press(m, "enter")
	m.Update(reading.SiteMsg{Site: twoPages(t)}) // all pages that were found are gone
	press(m, "n", "n", "N")
	press(m, "s", "enter", "n")
	m.Frame()
	m = reader(events(t), 80, 24)
	press(m, "s")
	say(m, "cafe")
	renew := func(s *site.Site) string {
		_, cmd := m.Update(reading.SiteMsg{Site: s})
		follow(m, cmd)
		return text(m)
	}
	if got := renew(twoPages(t)); !strings.Contains(got, words.English.Bar.NothingFound) {
		t.Errorf("in another site:\n%s", got)
	}
	if got := renew(events(t)); !strings.Contains(got, "4 pages") {
		t.Errorf("and back:\n%s", got)
	}
	press(m, "esc", "esc")
	if got := renew(twoPages(t)); !strings.Contains(got, words.English.Bar.Gone) {
		t.Errorf("a page that is gone:\n%s", got)
	}
}

func TestAPartOnTheScreenIsMarkedForAMoment(t *testing.T) {
	m := reader(events(t), 80, 24)
	press(m, ":")
	say(m, "cardiff#supporters")
	press(m, "enter", "j", "k")
	before := m.top
	press(m, "2") // a link to a heading on the screen
	if m.top != before || m.flash.Empty() || len(m.visited) != 1 {
		t.Errorf("line %d, was %d; marked are %v", m.top, before, m.flash)
	}
	row := m.flash.First - m.top
	if f := m.Frame(); f.Lines[row] == m.layout.Lines[m.flash.First] {
		t.Error("nothing is marked")
	}
	if m.Update(unmarkMsg{m.flash}); m.Frame().Lines[row] != m.layout.Lines[row+m.top] {
		t.Error("it stays marked")
	}
	press(m, "1")
	if strings.Contains(screen(m)[1], "When") == false || len(m.visited) != 2 {
		t.Errorf("a part elsewhere:\n%s", text(m))
	}
	if press(m, "backspace"); m.top != before {
		t.Errorf("Backspace leads to line %d, was %d", m.top, before)
	}
}

func TestCopyingAddressesAndWays(t *testing.T) {
	m := reader(events(t), 80, 24)
	copied := func(keys ...string) string {
		press(m, keys...)
		return m.Frame().Copied
	}
	for _, tt := range []struct {
		keys []string
		want string
	}{
		{[]string{"Y"}, "ssh host.example"},
		{[]string{"tab", "tab", "y"}, "https://web.example/a/rather/long/path"},
		{[]string{"esc", "r", "down", "y"}, "https://web.example/a/rather/long/path"},
		{[]string{"esc", "2", "y"}, "https://web.example/a/rather/long/path"},
		{[]string{"esc", "tab", "Y"}, "ssh -t host.example events"},
		{[]string{"p", "G", "Y"}, ""},
	} {
		if got := copied(tt.keys...); tt.want != "" && got != tt.want {
			t.Errorf("%v copies %q, want %q", tt.keys, got, tt.want)
		}
	}
	m = reader(events(t), 80, 24)
	press(m, ":")
	say(m, "cardiff#supporters")
	press(m, "enter")
	if got := copied("Y"); got != "ssh -t host.example events/2026/cardiff#supporters" {
		t.Errorf("Y copies %q", got)
	}
	if got := text(m); !strings.Contains(got, "ssh -t host.example events/2026/cardiff#supporters") {
		t.Errorf("what Y copied is not shown:\n%s", got)
	}
	m = readerOf(events(t), 80, 24, terminal.Profile{}, words.English)
	if press(m, "Y"); m.Frame().Copies != 0 || !strings.Contains(text(m), "ssh host.example") {
		t.Errorf("without a clipboard Y shows\n%s", text(m))
	}
}

func TestAnAddressStandsAloneToBeSelected(t *testing.T) {
	m := reader(events(t), 20, 8)
	press(m, "2", "v")
	f := m.Frame()
	if f.Left != 0 || !f.Joined || f.Head != 0 {
		t.Errorf("%d columns to the left, joined %v, %d rows above", f.Left, f.Joined, f.Head)
	}
	if got := f.Lines[0] + f.Lines[1]; got != "https://web.example/a/rather/long/path" {
		t.Errorf("it shows %q", got)
	}
	if press(m, "esc"); m.panel().kind != card {
		t.Error("Esc does not lead to the card")
	}
	press(m, "esc")
	if press(m, "v"); m.panel() != nil || !strings.Contains(strings.Join(strings.Fields(text(m)), " "), "This is no") {
		t.Errorf("without a link v shows\n%s", text(m))
	}
}

func TestTheBottomLineNamesWhatCanBeDoneHere(t *testing.T) {
	plain, err := folder.Load(fstest.MapFS{
		"site.yaml": {Data: []byte("title: T\nurl: https://e.org\n")},
		"page.md":   {Data: []byte("---\ntitle: P\n---\nText.\n")},
	})
	if err != nil {
		t.Fatal(err)
	}
	bottom := func(m *Model) string { rows := screen(m); return rows[len(rows)-1] }
	if got := bottom(reader(plain, 100, 24)); !strings.HasSuffix(got, "/ find  ? keys  q quit") || strings.ContainsAny(got, "↑1") || strings.Contains(got, " p ") {
		t.Errorf("on a page of one line: %q", got)
	}
	long := reader(withLinks(t, 60), 100, 24)
	if got := bottom(long); !strings.Contains(got, "↑↓ scroll") || !strings.Contains(got, "1-9 open link") || strings.Contains(got, "s search") {
		t.Errorf("on a page of many links: %q", got)
	}
	many := reader(events(t), 100, 24)
	if got := bottom(many); !strings.Contains(got, "m menu") || !strings.Contains(got, "s search all") || !strings.Contains(got, "1-2 open link") {
		t.Errorf("on one of several pages: %q", got)
	}
	press(many, "p")
	if got := bottom(many); !strings.Contains(got, "Enter open") || !strings.Contains(got, "/ filter") || !strings.Contains(got, "q close") {
		t.Errorf("on a list: %q", got)
	}
	press(long, "1", "enter")
	if got := bottom(long); !strings.Contains(got, "y copy") || !strings.Contains(got, "v address alone") {
		t.Errorf("on a card: %q", got)
	}
}

func TestEveryKeyHasItsWords(t *testing.T) {
	for _, code := range words.Codes() {
		w, _ := words.In(code, false)
		used, hints := map[string]bool{}, map[string]bool{}
		for _, b := range bindings {
			used[b.help], hints[b.hint] = true, true
			if b.shown != "" && w.Help[b.help] == "" {
				t.Errorf("in %s the help says nothing of %s", code, b.shown)
			}
			if (b.bar == "") != (b.hint == "") {
				t.Errorf("%s has keys or words for the bottom line, and not both", b.shown)
			}
			if w.Groups[string(b.group)] == "" {
				t.Errorf("in %s the group %s has no name", code, b.group)
			}
		}
		for v, some := range offers {
			for _, o := range some {
				b := bindingOf(o.action)
				if b == nil || b.bar == "" {
					t.Fatalf("view %d offers a key that the bottom line cannot show: %+v", v, b)
				}
				hints[o.hint] = true
			}
		}
		for hint := range hints {
			if hint != "" && w.Hints[hint] == "" {
				t.Errorf("in %s there is no hint %s", code, hint)
			}
		}
		for name := range w.Help {
			if !used[name] {
				t.Errorf("in %s no key does %s", code, name)
			}
		}
		for name := range w.Hints {
			if !hints[name] {
				t.Errorf("in %s nothing offers %s", code, name)
			}
		}
	}
}

// keyTable is the README's table of the keys.
func keyTable() string {
	var b strings.Builder
	b.WriteString("| key | does |\n| --- | --- |\n")
	for _, g := range groups {
		for _, binding := range bindings {
			if binding.group != g || binding.shown == "" {
				continue
			}
			keys := strings.Fields(binding.shown)
			for i, k := range keys {
				keys[i] = "`" + k + "`"
			}
			fmt.Fprintf(&b, "| %s | %s |\n", strings.ReplaceAll(strings.Join(keys, " "), "`…`", "…"), words.English.Help[binding.help])
		}
	}
	return b.String()
}

func TestTheREADMEHasTheKeys(t *testing.T) {
	readme, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	if want := keyTable(); !strings.Contains(string(readme), want) {
		t.Errorf("README.md is to have this table:\n%s", want)
	}
}

func TestWhatTakesLongIsDoneAFewTimesAFrame(t *testing.T) {
	m := reader(many(300), 80, 24)
	opened := 0
	m.opened = func(string, int) { opened++ }
	flood := func(keys string) int {
		m.Frame()
		opened = 0
		for _, k := range keys {
			_, cmd := m.Update(tea.KeyPressMsg{Code: k, Text: string(k)})
			follow(m, cmd)
		}
		return opened
	}
	if n := flood(strings.Repeat(">", 1000)); n == 0 || n > maxCosts {
		t.Errorf("%d pages were opened for one frame", n)
	}
	if n := flood(">>"); n != 2 {
		t.Errorf("%d pages were opened by two keys", n)
	}
	press(m, "p")
	ranked := 0
	texts := m.panel().list.texts
	m.panel().list.texts = func() *filter.List { ranked++; return texts() }
	flood("/" + strings.Repeat("age", 30))
	m.Frame()
	if ranked != 1 {
		t.Errorf("keys of one packet are ranked %d times", ranked)
	}
	for range 1000 {
		m.Update(tea.KeyPressMsg{Code: 'e', Text: "e"})
		m.Update(key("down"))
		m.Update(key("backspace"))
	}
	if ranked > 1+maxCosts {
		t.Errorf("keys of one packet, with arrows between, are ranked %d times", ranked)
	}
}

func TestKeysBehindEnterGoToThePageThatIsFound(t *testing.T) {
	m := reader(events(t), 80, 24)
	press(m, "s")
	var late []tea.Cmd // what is found comes behind all keys
	for _, k := range "cafe\rnn" {
		msg := tea.KeyPressMsg{Code: k, Text: string(k)}
		if k == '\r' {
			msg = key("enter")
		}
		_, cmd := m.Update(msg)
		late = append(late, cmd)
	}
	for _, cmd := range late {
		follow(m, cmd)
	}
	if m.panel() != nil || !m.search.active() || strings.Contains(text(m), "cafenn") {
		t.Errorf("the keys lead to\n%s", text(m))
	}
	if m.followed == nil || m.followed.at != 2 { // each page has one match
		t.Errorf("n was not pressed twice on what was found: %+v", m.followed)
	}
}

func TestTheAddressThatIsMeantIsTheOneThatIsChosen(t *testing.T) {
	m := reader(events(t), 80, 24)
	for _, tt := range []struct{ typed, name string }{
		{"who-we-are", "about"}, {"events/2026/leeds#when", "events/2026/leeds"}, {"https://e.org/about", "about"}, {"leeds", "events/2026/leeds"}, {"events", "events"},
	} {
		press(m, ":")
		say(m, tt.typed)
		if got := text(m); !strings.Contains(got, "\n>   "+tt.name) && !strings.Contains(got, "\n> * "+tt.name) {
			t.Errorf("%q chooses\n%s", tt.typed, got)
		}
		if press(m, "enter"); m.page.Name != tt.name {
			t.Errorf("%q leads to %s", tt.typed, m.page.Name)
		}
	}
	press(m, ":")
	say(m, "who")
	if press(m, "tab"); m.typed() != "who-we-are" {
		t.Errorf("a redirect is completed to %q", m.typed())
	}
}

func TestPastedTextIsTyped(t *testing.T) {
	m := reader(events(t), 80, 24)
	paste := func(text string) {
		_, cmd := m.Update(tea.PasteMsg{Content: text})
		follow(m, cmd)
	}
	before := text(m)
	if paste("q\x1b[2J"); text(m) != before {
		t.Errorf("pasted on the page:\n%s", text(m))
	}
	press(m, ":")
	paste("https://e.org/events/2026/cardiff#supporters\n")
	if press(m, "enter"); m.page.Name != "events/2026/cardiff" || !strings.Contains(screen(m)[1], "Supporters") {
		t.Errorf("a pasted address leads to\n%s", text(m))
	}
	press(m, "s")
	paste(strings.Repeat("é", 1000))
	if n := len([]rune(m.typed())); n != maxTyped {
		t.Errorf("%d characters were pasted", n)
	}
	press(m, "ctrl+u")
	paste("cafe\x1b[2J\nothers")
	if got := m.typed(); strings.ContainsAny(got, "\x1b\n") || !strings.HasPrefix(got, "cafe") {
		t.Errorf("%q was pasted", got)
	}
}

func TestTheBottomLineIsOfThePage(t *testing.T) {
	m := reader(events(t), 100, 24)
	press(m, "1")
	rows := screen(m)
	if last := rows[len(rows)-1]; !strings.Contains(last, "1 open link") || !strings.Contains(last, "Esc back") {
		t.Errorf("on a page of one link: %q", last)
	}
}

func TestResultsThatComeLateLeaveTheReadersPlaceAmongThem(t *testing.T) {
	m := reader(events(t), 80, 24)
	press(m, "s")
	for _, c := range "caf" {
		m.Update(tea.KeyPressMsg{Code: c, Text: string(c)}) // whose searches are made by hand
	}
	h := m.hunt
	tell := func(done bool, names ...string) {
		r := search.Results{Query: "caf", Pages: len(names), Done: done}
		for _, name := range names {
			r.Hits = append(r.Hits, search.Hit{Page: m.site.Page(name)})
		}
		m.hear(huntMsg{h, r})
	}
	tell(false, "events/2026/leeds", "about")
	press(m, "enter")
	tell(true, "about", "events/2026/cardiff", "events/2026/leeds", "events/2026/london")
	if m.page.Name != "events/2026/leeds" || h.at != 2 {
		t.Fatalf("%s is read, number %d", m.page.Name, h.at)
	}
	if press(m, "n"); m.page.Name != "events/2026/london" {
		t.Errorf("n leads to %s", m.page.Name)
	}
}
