package rehearsal

import (
	"fmt"
	"strings"
	"testing"

	"hackday.example/kiosk/internal/grant"
	"hackday.example/kiosk/internal/visitor"
)

func TestTheVerdictSaysWhoWasNotServedWhyAndWhatHelps(t *testing.T) {
	granted := &grant.Grant{Source: "192.0.2.7"}
	quick := func(r *Report, n int) {
		for range n {
			r.arrived(visitor.Answer{Whole: 70_000_000})
			r.visited(nil)
		}
	}
	for name, tt := range map[string]struct {
		meet func(*Report)
		want []string // one after the other
		not  string
	}{
		"nobody came": {func(*Report) {}, []string{"Nobody came before it was over."}, "counts"},
		"all were served": {func(r *Report) { quick(r, 100) }, []string{
			"100 of 100 visitors were served; each saw the page within 0.1 s.", "counts these visits in its figures of today"}, "helps"},
		"one was served": {func(r *Report) { quick(r, 1) }, []string{"1 of 1 visitor was served;"}, "helps"},
		"all were served as a venue": {func(r *Report) {
			quick(r, 2)
			r.about.granted, r.about.account = granted, &grant.Account{Visits: 2}
		}, []string{"2 of 2 visitors were served", "treated 192.0.2.7 as a venue", "--venue ADDRESS"}, "counts"},
		"all were served in a venue": {func(r *Report) {
			quick(r, 2)
			r.about.granted, r.about.account = &grant.Grant{Source: "192.0.2.7", Venue: true}, &grant.Account{Visits: 2}
		}, []string{"2 of 2 visitors were served"}, "--venue"},
		"others are behind the address": {func(r *Report) {
			quick(r, 3)
			r.about.granted, r.about.account = granted, &grant.Account{Visits: 1}
		}, []string{"3 of 3", "Only 1 visitor came to the kiosk that you logged in to.", "each by its own address"}, ""},
		"the organiser was cut off": {func(r *Report) {
			quick(r, 3)
			r.about.granted, r.about.early = granted, "the organiser's session ended early: EOF"
		}, []string{"3 of 3", "were counted as any: the organiser's session ended early: EOF."}, ""},
		"nobody listens": {func(r *Report) { r.visited(fmt.Errorf("connecting: %w", visitor.ErrNobody)) }, []string{
			"None of 1 visitor was served.", "1 found nobody listening at 127.0.0.1:2222.", "healthcheck --listen 127.0.0.1:2222"}, "counts"},
		"some were closed": {func(r *Report) {
			quick(r, 20)
			r.visited(visitor.ErrClosed)
		}, []string{"20 of 21 visitors were served, and 1 not.", "--venue 127.0.0.0/8", "--installed"}, "the kiosk says"},
		"the kiosk says why": {func(r *Report) {
			quick(r, 20)
			r.visited(visitor.ErrClosed)
			r.about.granted = granted
			r.about.account = &grant.Account{Visits: 20, Refused: []grant.Refusal{{Reason: "full", Why: "the kiosk was full", Help: "for more at once: --max-sessions N, or more memory", Times: 1}}}
		}, []string{"and 1 not.", "1 connection was refused; the kiosk says: the kiosk was full. What helps: for more at once: --max-sessions N, or more memory."}, "as the kiosk does with one address"},
		"it does not say why": {func(r *Report) {
			r.visited(visitor.ErrClosed)
			r.about.granted, r.about.account = granted, &grant.Account{}
		}, []string{"closed before the page came. The kiosk's log says why"}, "--venue 127"},
		"text":               {func(r *Report) { r.visited(&toldError{visitor.ErrText, "We are full."}) }, []string{"1 got the page as text", "the kiosk told them: We are full. What helps: more memory", "--max-sessions N"}, ""},
		"text without words": {func(r *Report) { r.visited(visitor.ErrText) }, []string{"no reader's place was free. What helps"}, ""},
		"no answer":          {func(r *Report) { r.visited(fmt.Errorf("the key had %w", visitor.ErrSilent)) }, []string{"1 had no answer in time.", "firewall", "processors"}, ""},
		"ended":              {func(r *Report) { r.visited(fmt.Errorf("%w while somebody read", visitor.ErrEnded)) }, []string{"1 lost their session while they read."}, ""},
		"another key":        {func(r *Report) { r.visited(errOtherKey) }, []string{"1 were shown another host key", "copy its folder of keys"}, ""},
		"sent away": {func(r *Report) {
			quick(r, 1)
			r.visited(errSentAway)
		}, []string{"1 of 2 visitors were served, and 1 not.", "1 left when the kiosk closed"}, ""},
		"another reason": {func(r *Report) { r.visited(fmt.Errorf("odd")) }, []string{"1 failed for another reason, which is below."}, ""},
		"slow": {func(r *Report) {
			quick(r, 1)
			r.arrived(visitor.Answer{Whole: 7_420_000_000})
			r.answered(visitor.Answer{Whole: 900_000_000, Bytes: 1})
		}, []string{"within 7.5 s.", "one in twenty waited 7.5 s or longer", "one key in twenty had its answer after 0.9 s", "more processors"}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			r := new(Report)
			r.begin(Plan{Address: "127.0.0.1:2222"})
			tt.meet(r)
			verdict := strings.Join(r.Summary().Verdict, "\n")
			rest := verdict
			for _, want := range tt.want {
				_, after, ok := strings.Cut(rest, want)
				if !ok {
					t.Fatalf("%q is not in, or not in its place:\n%s", want, verdict)
				}
				rest = after
			}
			if tt.not != "" && strings.Contains(verdict, tt.not) {
				t.Errorf("%q is in\n%s", tt.not, verdict)
			}
		})
	}
}

func TestWhatIsShownIsKeptInPart(t *testing.T) {
	l := new(lastShown)
	for range 1000 {
		_, _ = l.Write([]byte("a word and "))
	}
	_, _ = l.Write([]byte("\r\n\r\nThe kiosk is\r\nfull\x1b]0;x\a.\r\n"))
	if n := len(l.text); n > mostShown {
		t.Errorf("%d bytes are kept", n)
	}
	if got := l.end(); !strings.HasPrefix(got, "The kiosk is full") || strings.ContainsAny(got, "\x1b\a\n") {
		t.Errorf("%q", got)
	}
	if _, _ = l.Write([]byte("more")); l.text != nil || l.end() != "" {
		t.Error("something is kept after the end")
	}
}
