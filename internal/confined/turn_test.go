package confined

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
)

func TestOneHasTheTurn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		turn := NewTurn()
		if err := turn.Take(t.Context()); err != nil || turn.Wanted() {
			t.Fatalf("%v, wanted %v", err, turn.Wanted())
		}
		taken := make(chan error, 2)
		leaves, leave := context.WithCancelCause(t.Context())
		go func() { taken <- turn.Take(leaves) }()
		synctest.Wait()
		if !turn.Wanted() {
			t.Error("nobody wants it")
		}
		gone := errors.New("gone")
		leave(gone)
		if err := <-taken; !errors.Is(err, gone) || turn.Wanted() {
			t.Errorf("%v, wanted %v", err, turn.Wanted())
		}
		go func() { taken <- turn.Take(t.Context()) }()
		synctest.Wait()
		select {
		case <-taken:
			t.Fatal("two have it")
		default:
		}
		turn.Give()
		if err := <-taken; err != nil {
			t.Error(err)
		}
		turn.Give()
	})
}
