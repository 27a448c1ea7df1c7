package tui

import (
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/ansi"

	"hackday.example/kiosk/internal/terminal"
	"hackday.example/kiosk/internal/words"
)

// In the lobby the command and the QR code are as large as the window lets them be, and all
// that is needed to come in stands there as text too.
func TestTheLobbyFillsTheHallsScreen(t *testing.T) {
	for _, tt := range []struct {
		join          string
		columns, rows int
		ascii         bool
		letters, qr   int // rows of the letters, and columns of the QR code; 0 for none
	}{
		{"ssh hackday.example", 20, 5, false, 0, 0},
		{"ssh hackday.example", 40, 12, false, 0, 0},
		{"ssh hackday.example", 80, 24, false, 4, 33},
		{"ssh hackday.example", 160, 50, false, 8, 66},
		{"ssh hackday.example", 300, 100, false, 12, 132},
		{"ssh hackday.example", 80, 24, true, 0, 0},
		{"ssh hackday.example", 300, 100, true, 8, 132},
		{"ssh -p 2222 kiosk.hackday.example", 80, 24, false, 0, 33},
		{"ssh -p 2222 kiosk.hackday.example", 160, 50, false, 4, 66},
		{"ssh HACKDAY.example", 160, 50, false, 0, 66},
	} {
		profile := terminal.Profile{Depth: colorprofile.ANSI256, Colours: true, ASCII: tt.ascii}
		m := readerOf(seed(t), tt.columns, tt.rows, profile, words.English)
		m.lobby = &lobby{Lobby: Lobby{Join: tt.join, Fingerprint: "SHA256:" + strings.Repeat("x", 43), Now: time.Now}}
		m.startLobby()
		s := m.lobby.stage
		qr := 0
		if len(s.qr) > 0 {
			qr = ansi.StringWidth(s.qr[0])
		}
		if len(s.command) != tt.letters || qr != tt.qr {
			t.Errorf("%q at %dx%d, ASCII %v: letters of %d rows and a QR code of %d columns, want %d and %d\n%s",
				tt.join, tt.columns, tt.rows, tt.ascii, len(s.command), qr, tt.letters, tt.qr, text(m))
		}
		f := m.Frame()
		for row := range f.Lines {
			if width := ansi.StringWidth(f.Row(row)); width > tt.columns {
				t.Errorf("%dx%d: row %d has %d columns", tt.columns, tt.rows, row, width)
			}
		}
		if got := text(m); !strings.Contains(got, tt.join[:min(len(tt.join), tt.columns)]) || tt.rows >= 24 && !strings.Contains(got, m.lobby.Fingerprint) {
			t.Errorf("%q at %dx%d: the command or the fingerprint does not stand there as text:\n%s", tt.join, tt.columns, tt.rows, got)
		}
		if len(f.Lines) != tt.rows {
			t.Errorf("%dx%d: %d rows", tt.columns, tt.rows, len(f.Lines))
		}
	}
}
