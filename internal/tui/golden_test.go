package tui_test

import (
	"bytes"
	"context"
	"fmt"
	"image/color"
	"strings"
	"testing"
	"testing/fstest"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"

	"hackday.example/kiosk/internal/folder"
	"hackday.example/kiosk/internal/kiosktest"
	"hackday.example/kiosk/internal/kiosktest/linked"
	"hackday.example/kiosk/internal/kiosktest/pictures"
	"hackday.example/kiosk/internal/layout"
	"hackday.example/kiosk/internal/reading"
	"hackday.example/kiosk/internal/search"
	"hackday.example/kiosk/internal/site"
	"hackday.example/kiosk/internal/terminal"
	"hackday.example/kiosk/internal/tui"
	"hackday.example/kiosk/internal/words"
)

// views are what a reader sees behind some keys: those in brackets are named, the others
// characters.
var views = []struct{ name, keys string }{
	{"page", ""},
	{"page-scrolled", ":cardiff<enter>j"},
	{"link", "<tab>"},
	{"part", ":cardiff#supporters<enter>"},
	{"find", "/cafe"},
	{"found", ":cardiff<enter>/words<enter>n"},
	{"links", "r<down>"},
	{"contents", ":cardiff<enter>c<down>"},
	{"pages", "p<down><down>"},
	{"pages-filtered", "p/crdf"},
	{"menu", "m<down>"},
	{"address", ":leed"},
	{"address-nowhere", ":leedz<enter>"},
	{"search", "s"},
	{"search-typed", "scafe others<down>"},
	{"search-nothing", "sxyzzy"},
	{"search-opened", "scafe others<enter>n"},
	{"card", "2"},
	{"address-alone", "2v"},
	{"announcements", "a"},
	{"contents-beside", ":cardiff<enter>\\jj"},
	{"help", "?"},
}

// documentViews are what a reader sees of documents, behind keys.
var documentViews = []struct{ name, keys string }{
	{"document-card", "1<enter>"},
	{"document-waiting", "5"},
	{"document-video", "16"},
	{"document-header", "19"},
	{"document", "1<enter><enter>"},
	{"document-scrolled", "1<enter><enter>>jj"},
	{"document-picture", "1<enter><enter>>1"},
	{"document-contents", "1<enter><enter>>c"},
}

// town makes a site whose pages stand below one another.
func town(t *testing.T) *site.Site {
	t.Helper()
	filler := strings.Repeat("Words that fill a paragraph until it is long enough to be scrolled.\n\n", 12)
	files := fstest.MapFS{
		"site.yaml": {Data: []byte("title: Hack Day\nurl: https://e.org\nhome: index\n")},
		"index.md":  {Data: []byte("---\ntitle: Welcome\nsubtitle: A weekend together\n---\nTo [all events](events.md), or [the web](https://web.example/a/rather/long/path/that/does/not/fit/into/any/small/window/index.html).\n\n" + filler)},
		"events.md": {Data: []byte("---\ntitle: Events\nsubtitle: Where we met, and where we will meet\n---\nCome to [Cardiff](events/2026/cardiff.md#supporters).\n")},
		"about.md":  {Data: []byte("---\ntitle: About\n---\nWho we are: a café of hackers.\n")},
	}
	for i, city := range []string{"London", "Cardiff", "Leeds"} {
		files["events/2026/"+strings.ToLower(city)+".md"] = &fstest.MapFile{Data: fmt.Appendf(nil,
			"---\ntitle: %s\norder: %d\n---\n## When\n\n%s## Supporters\n\nA café, and **many** others.\n\nSee [when](#when) or [the map](https://map.example/%s).\n\n%s", city, i+1, filler, city, filler)}
	}
	s, err := folder.Load(files)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// Each view is painted as a terminal shows it, from the smallest window to wide ones.
func TestEveryViewOnTheScreen(t *testing.T) {
	s := town(t)
	for _, v := range views {
		t.Run(v.name, func(t *testing.T) {
			var all bytes.Buffer
			for _, size := range []terminal.Size{{Columns: 20, Rows: 5}, {Columns: 40, Rows: 12}, {Columns: 80, Rows: 24}, {Columns: 100, Rows: 30}, {Columns: 120, Rows: 40}, {Columns: 200, Rows: 60}} {
				fmt.Fprintf(&all, "%dx%d\n%s\n", size.Columns, size.Rows, painted(t, s, size, v.keys))
			}
			kiosktest.Golden(t, "testdata/views/"+v.name+".golden", all.String())
		})
	}
}

func TestEveryViewOfDocumentsOnTheScreen(t *testing.T) {
	s := linked.Site(t)
	for _, v := range documentViews {
		t.Run(v.name, func(t *testing.T) {
			var all bytes.Buffer
			for _, size := range []terminal.Size{{Columns: 40, Rows: 12}, {Columns: 80, Rows: 24}} {
				fmt.Fprintf(&all, "%dx%d\n%s\n", size.Columns, size.Rows, painted(t, s, size, v.keys))
			}
			kiosktest.Golden(t, "testdata/views/"+v.name+".golden", all.String())
		})
	}
}

// TestPicturesAtEachDepth has the cells of a masthead, and of a picture in the text and what
// is beside it.
func TestPicturesAtEachDepth(t *testing.T) {
	s := pictures.Site(t)
	for name, p := range map[string]terminal.Profile{
		"24": {Depth: colorprofile.TrueColor, Colours: true}, "256": {Depth: colorprofile.ANSI256, Colours: true},
		"16": {Depth: colorprofile.ANSI, Colours: true}, "ascii": {Depth: colorprofile.ANSI256, Colours: true, ASCII: true},
		"none": {Depth: colorprofile.Ascii},
	} {
		t.Run(name, func(t *testing.T) {
			size := terminal.Size{Columns: 60, Rows: 18}
			kiosktest.Golden(t, "testdata/figures/"+name+".golden", paintedOn(t, p, s, size, "")+"\n"+paintedOn(t, p, s, size, "]"))
		})
	}
}

// painted is the screen behind some keys, each of which was painted.
func painted(t *testing.T, s *site.Site, size terminal.Size, keys string) string {
	t.Helper()
	return paintedOn(t, terminal.Profile{Background: color.RGBA{A: 0xFF}, Depth: colorprofile.ANSI256, Colours: true, Links: true, Clipboard: true}, s, size, keys)
}

// paintedOn is painted on a terminal that can do something else.
func paintedOn(t *testing.T, profile terminal.Profile, s *site.Site, size terminal.Size, keys string) string {
	t.Helper()
	m := tui.New(tui.Options{
		Options: reading.Options{
			Site: s, Layouts: layout.NewCache(0, nil).For(context.Background(), ""), Finder: search.NewEngine().For(context.Background(), ""),
			Words: words.English, Pictures: pictures.Drawn(s).For(context.Background(), ""), Join: "ssh e.org", Announcements: []string{"Lunch is served in the hall."},
		},
		Profile: profile,
		Size:    size,
	})
	var wire bytes.Buffer
	on := terminal.NewScreen(&wire, profile, size)
	paint := func() {
		shown := m.Frame()
		if err := on.Paint(&shown, ""); err != nil {
			t.Fatal(err)
		}
	}
	for paint(); keys != ""; paint() {
		key := tea.KeyPressMsg{Code: rune(keys[0]), Text: keys[:1]}
		if keys[0] == '<' {
			name, rest, _ := strings.Cut(keys[1:], ">")
			key = tea.KeyPressMsg{Code: map[string]rune{"enter": tea.KeyEnter, "tab": tea.KeyTab, "down": tea.KeyDown}[name]}
			keys = rest
		} else {
			keys = keys[1:]
		}
		_, cmd := m.Update(key)
		run(m, cmd)
	}
	screen, _ := kiosktest.Draw(size.Columns, size.Rows, wire.String())
	return screen.Golden()
}

// run runs a command, and those that come of it.
func run(m *tui.Model, cmd tea.Cmd) {
	if cmd == nil {
		return
	}
	msg := cmd()
	if commands, ok := msg.(tea.BatchMsg); ok {
		for _, cmd := range commands {
			run(m, cmd)
		}
		return
	}
	_, cmd = m.Update(msg)
	run(m, cmd)
}
