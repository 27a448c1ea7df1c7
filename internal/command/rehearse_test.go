package command

import (
	"context"
	"errors"
	"io"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"hackday.example/kiosk/content"
	"hackday.example/kiosk/internal/grant"
)

func TestARehearsalLastsAsLongAsItsSession(t *testing.T) {
	const said = `{"user":"rehearsal-x","source":"","venue":false,"readers":0,"sessions":0,"seconds":0}` + "\n" + `{"visits":3,"full":0}` + "\n"
	a := ask(t, content.FS).organising()
	a.typed = "whatever it is\n"
	a.run(t, "rehearse", Done, said, "")
	a.run(t, "rehearse 5", NotUnderstood, "", "one word too many")
	a.visit.rehearses = true
	a.run(t, "rehearse", Failed, "", "kiosk: another rehearsal is under way; try again when it is over, which is in 15m0s at the latest\n")
	if a.run(t, "help", Done, "help [COMMAND]", ""); strings.Contains(a.out.String(), grant.Command) {
		t.Error("the help tells of it")
	}
	a.run(t, "help rehearse", NotUnderstood, "", "there is no command")
	synctest.Test(t, func(t *testing.T) {
		a := ask(t, content.FS).organising()
		a.Input = func(ctx context.Context) io.ReadCloser { // of somebody who stays
			r, w := io.Pipe()
			context.AfterFunc(ctx, func() { _ = w.CloseWithError(ctx.Err()) })
			return r
		}
		begin := time.Now()
		a.run(t, "rehearse", Done, said, "")
		if took := time.Since(begin); took != grant.Longest {
			t.Errorf("it was over after %v", took)
		}
	})
	a = ask(t, content.FS).organising()
	a.Output = broken{}
	if got := New(a.Options).Run(context.Background(), "rehearse"); got != Failed {
		t.Errorf("to somebody who is gone: status %d", got)
	}
}

func TestAVisitorMayNotRehearse(t *testing.T) {
	a := ask(t, content.FS)
	a.run(t, "rehearse", NotUnderstood, "", "there is no page or command")
}

// broken is a stream whose other end is gone.
type broken struct{}

func (broken) Write([]byte) (int, error) { return 0, errors.New("gone") }
