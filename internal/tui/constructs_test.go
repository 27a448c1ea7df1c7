package tui_test

import (
	"bytes"
	"context"
	"fmt"
	"image/color"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"

	"hackday.example/kiosk/internal/kiosktest"
	"hackday.example/kiosk/internal/kiosktest/constructs"
	"hackday.example/kiosk/internal/layout"
	"hackday.example/kiosk/internal/reading"
	"hackday.example/kiosk/internal/site"
	"hackday.example/kiosk/internal/terminal"
	"hackday.example/kiosk/internal/tui"
	"hackday.example/kiosk/internal/words"
)

// The page of each construct is read from the first screen to the last, as a terminal
// shows it.
func TestEveryConstructOnTheScreen(t *testing.T) {
	for _, size := range []terminal.Size{{Columns: 80, Rows: 24}, {Columns: 40, Rows: 12}, {Columns: 20, Rows: 5}} {
		for _, c := range constructs.All(t) {
			name := fmt.Sprintf("%s-%dx%d", c.Name, size.Columns, size.Rows)
			t.Run(name, func(t *testing.T) {
				kiosktest.Golden(t, "testdata/constructs/"+name+".golden", readThrough(t, c.Site(t), size))
			})
		}
	}
}

// readThrough is all screens of a site's page.
func readThrough(t *testing.T, s *site.Site, size terminal.Size) string {
	t.Helper()
	profile := terminal.Profile{Background: color.RGBA{A: 0xFF}, Depth: colorprofile.ANSI256, Colours: true, Links: true}
	m := tui.New(tui.Options{
		Options: reading.Options{Site: s, Layouts: layout.NewCache(0, nil).For(context.Background(), ""), Words: words.English},
		Profile: profile,
		Size:    size,
	})
	var all, wire bytes.Buffer
	painted := terminal.NewScreen(&wire, profile, size)
	for last := ""; ; {
		shown := m.Frame()
		if err := painted.Paint(&shown, ""); err != nil {
			t.Fatal(err)
		}
		screen, _ := kiosktest.Draw(size.Columns, size.Rows, wire.String())
		golden := screen.Golden()
		if golden == last {
			return all.String()
		}
		fmt.Fprintf(&all, "%s\n", golden)
		last = golden
		m.Update(tea.KeyPressMsg{Code: tea.KeySpace, Text: " "})
	}
}
