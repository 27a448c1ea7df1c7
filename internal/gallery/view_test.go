package gallery

import (
	"context"
	"image/color"
	"slices"
	"testing"
	"testing/synctest"

	"github.com/charmbracelet/colorprofile"

	"hackday.example/kiosk/internal/picture"
)

// TestSourcesTakeTurnsAtHavingPicturesScaled has many readers of a hall wait for a picture in
// a size each, and then one from home: that one comes before all but one of the hall's.
func TestSourcesTakeTurnsAtHavingPicturesScaled(t *testing.T) {
	thumbnail, err := picture.Decode(square(t, 40, color.White))
	if err != nil {
		t.Fatal(err)
	}
	synctest.Test(t, func(t *testing.T) {
		g := New(Options{})
		f := picture.NewFile("a.png", "", [32]byte{}, picture.Info{Width: 40, Height: 40})
		g.Show([]*picture.File{f})
		g.Put(f, thumbnail)
		ctx, leave := context.WithCancel(t.Context())
		turn, err := g.scaling.Take(ctx, ctx, "bus", true) // so that all others wait
		if err != nil {
			t.Fatal(err)
		}
		columns := 0
		ask := func(ctx context.Context, source string) {
			columns++
			size := Size{Columns: columns, Rows: 2, Depth: colorprofile.TrueColor}
			go func() {
				if lines := g.For(ctx, source).Lines(f, size); (lines == nil) != (source == "gone") {
					t.Errorf("%s has %q", source, lines)
				}
			}()
			synctest.Wait()
		}
		const hall = 20
		for range hall {
			ask(t.Context(), "hall")
		}
		ask(ctx, "gone")
		ask(t.Context(), "home")
		home := columns
		leave()
		synctest.Wait()
		g.scaling.Give(turn)
		synctest.Wait()
		var order []int // of those who were served, by their columns
		for e := g.cache.recentLines.Back(); e != nil; e = e.Prev() {
			order = append(order, e.Value.(*item).size.Columns)
		}
		if at := slices.Index(order, home); at < 0 || at > 1 || len(order) != hall+1 {
			t.Errorf("%d were served, home as number %d: %v", len(order), at, order)
		}
		if !g.scaling.Idle(1) {
			t.Error("somebody waits, or has a turn")
		}
	})
}
