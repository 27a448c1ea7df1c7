package console

import (
	"context"
	"errors"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"hackday.example/kiosk/content"
	"hackday.example/kiosk/internal/folder"
	"hackday.example/kiosk/internal/layout"
	"hackday.example/kiosk/internal/reading"
	"hackday.example/kiosk/internal/site"
	"hackday.example/kiosk/internal/terminal"
	"hackday.example/kiosk/internal/words"
)

// still is a State in which nothing happens.
type still struct{ site *site.Site }

func (s still) Site() *site.Site         { return s.site }
func (s still) Announced() []string      { return nil }
func (s still) Ready() bool              { return true }
func (s still) DrainLeft() time.Duration { return 0 }
func (s still) Trouble() string          { return "" }

// gone is the output to somebody who is gone. Before it says so, it does what
// happens meanwhile.
type gone struct{ meanwhile func() }

func (g gone) Write([]byte) (int, error) {
	g.meanwhile()
	return 0, errors.New("gone")
}

// Somebody who was gone before the first line was written once left a goroutine
// behind, which told a reader that never read of a change.
func TestNobodyIsToldOfChangesWhoNeverRead(t *testing.T) {
	s, err := folder.Load(content.FS)
	if err != nil {
		t.Fatal(err)
	}
	for name, run := range map[string]func(context.Context, *Options) error{"lines": Lines, "screen": Screen} {
		synctest.Test(t, func(t *testing.T) { // which fails where a goroutine stays
			ctx, cancel := context.WithCancel(context.Background())
			var running sync.WaitGroup
			post := NewPost(still{s}, running.Go)
			o := &Options{
				Reading: reading.Options{Site: s, Layouts: layout.NewCache(0, nil).For(ctx, ""), Words: words.English},
				Output: gone{func() {
					post.Resize(terminal.Size{Columns: 40, Rows: 10})
					synctest.Wait()
				}},
				Keyboard: new(Keyboard), Post: post, HangUp: cancel, Go: running.Go,
				Idle: time.Minute, Notice: time.Minute,
				Framed: func() {}, Panicked: func(p any) { t.Errorf("%s: %v", name, p) },
			}
			if err := run(ctx, o); !errors.Is(err, ErrGone) {
				t.Errorf("%s: %v", name, err)
			}
			cancel()
			running.Wait()
			time.Sleep(time.Second) // Bubble Tea lets go of the terminal a while after
		})
	}
}
