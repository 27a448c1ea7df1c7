package rehearsal

import (
	"errors"
	"fmt"
	"math"
	"net"
	"slices"
	"strings"
	"unicode/utf8"

	"hackday.example/kiosk/internal/grant"
	"hackday.example/kiosk/internal/visitor"
	"hackday.example/kiosk/internal/words"
)

// What is slow, in milliseconds. Who waits longer than that for a page looks whether
// something is broken, and a key is felt as slow much sooner (Nielsen, Usability
// Engineering, 1993, chapter 5: 10 s, 1 s and 0.1 s are the limits of attention, of a
// flow of thought, and of what feels immediate).
const (
	slowFrame = 3000
	slowKey   = 500
)

// cause is why somebody was not served, as far as something can be done about it.
type cause int

const (
	otherCause cause = iota
	nobodyListened
	wasClosed  // before a page was shown
	gotText    // for there was no place
	noAnswer   // in time
	wasEnded   // while they read
	anotherKey // than the one before
	causes     = iota
)

func causeOf(err error) cause {
	for _, c := range []struct {
		err   error
		cause cause
	}{
		{visitor.ErrNobody, nobodyListened}, {visitor.ErrClosed, wasClosed}, {visitor.ErrText, gotText},
		{visitor.ErrSilent, noAnswer}, {visitor.ErrEnded, wasEnded}, {errOtherKey, anotherKey},
	} {
		if errors.Is(err, c.err) {
			return c.cause
		}
	}
	return otherCause
}

// circumstances are what a report has to know to say what it comes to.
type circumstances struct {
	address string
	granted *grant.Grant   // nil where no organiser logged in
	account *grant.Account // nil before the kiosk gave it
	early   string         // why it gave none
	causes  [causes]uint64
	said    string // what somebody was told who got text
	arrived uint64 // visitors whose first screen came
}

// settle notes what the kiosk saw, or why it does not say.
func (r *Report) settle(a grant.Account, err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if err != nil {
		r.about.early = err.Error()
		return
	}
	r.about.account = &a
}

// verdict says whether the hall was served, and if not, who was not, why, and what
// helps: one sentence or two in each string, the most important first.
func (s Summary) verdict(c circumstances) (list []string) {
	all := s.Served + s.Told + s.Refused + s.Failed
	switch {
	case all == 0:
		return []string{"Nobody came before it was over."}
	case s.Served == all:
		list = append(list, fmt.Sprintf("%d of %s served; each saw the page within %s.", s.Served, were(all), seconds(s.FirstFrame.Max)))
	case s.Served == 0:
		list = append(list, fmt.Sprintf("None of %s served.", were(all)))
	default:
		list = append(list, fmt.Sprintf("%d of %s served, and %d not.", s.Served, were(all), all-s.Served))
	}
	list = append(list, c.whyNot(s)...)
	list = append(list, s.slow()...)
	return append(list, c.counted(s)...)
}

// were begins a sentence about some visitors.
func were(n uint64) string {
	if n == 1 {
		return "1 visitor was"
	}
	return fmt.Sprintf("%d visitors were", n)
}

// seconds are milliseconds in words: rounded up to a tenth of a second.
func seconds(ms float64) string { return fmt.Sprintf("%.1f s", math.Ceil(ms/100)/10) }

// whyNot says why some were not served, and what helps.
func (c circumstances) whyNot(s Summary) (list []string) {
	say := func(n uint64, format string, args ...any) {
		if n > 0 {
			list = append(list, fmt.Sprintf("%d ", n)+fmt.Sprintf(format, args...))
		}
	}
	say(s.Told, "left when the kiosk closed: somebody stopped it, or drained it, meanwhile.")
	say(c.causes[nobodyListened], "found nobody listening at %s. Is the kiosk running, and is that its port? Its first lines name it, and so does: systemctl list-sockets. kiosk healthcheck --listen %[1]s asks again.", c.address)
	switch {
	case c.account != nil && len(c.account.Refused) == 0:
		say(c.causes[wasClosed], "saw the connection closed before the page came. The kiosk's log says why: journalctl -u kiosk.")
	case c.account == nil:
		say(c.causes[wasClosed], "saw the connection closed before the page came, as the kiosk does with one address from which too many come, unless it is a venue. %s", c.venue())
	default:
		for _, r := range c.account.Refused {
			list = append(list, fmt.Sprintf("%s refused; the kiosk says: %s. What helps: %s.",
				words.Counted(int(r.Times), "connection was", "connections were"), r.Why, r.Help))
		}
	}
	told := "no reader's place was free"
	if c.said != "" {
		told = fmt.Sprintf("the kiosk told them: %s", c.said)
	}
	say(c.causes[gotText], "got the page as text, and could not browse; %s What helps: more memory for the kiosk, or --max-sessions N; from one address, also --venue.", period(told))
	say(c.causes[noAnswer], "had no answer in time. The machine has too much to do, or something between here and there holds bytes back, as a firewall does. What helps: a machine with more processors, or a look at what else runs there.")
	say(c.causes[wasEnded], "lost their session while they read. The kiosk's log says why: journalctl -u kiosk.")
	say(c.causes[anotherKey], "were shown another host key than those before, of which their ssh would warn them. Kiosks that share an address need one key: copy its folder of keys to each.")
	say(c.causes[otherCause], "failed for another reason, which is below.")
	return list
}

func period(text string) string { return strings.TrimRight(text, ".") + "." }

// venue says what has this machine count as a venue.
func (c circumstances) venue() string {
	at := "the address that this machine has there"
	host, _, _ := net.SplitHostPort(c.address)
	if ip := net.ParseIP(host); ip != nil && ip.IsLoopback() {
		at = "127.0.0.0/8"
		if ip.To4() == nil {
			at = "::1"
		}
	}
	return fmt.Sprintf("To try it, start the kiosk with --venue %s; or, where it is in service, add --installed here.", at)
}

// slow says what was slow, if anything was.
func (s Summary) slow() (list []string) {
	const help = "What helps: fewer other programs on that machine, or one with more processors. Playing the visitors takes processors too, where it is done on the same one."
	if s.FirstFrame.P95 > slowFrame {
		list = append(list, fmt.Sprintf("That is slow: one in twenty waited %s or longer for the page.", seconds(s.FirstFrame.P95)))
	}
	if s.KeyWhole.P95 > slowKey {
		list = append(list, fmt.Sprintf("Reading was slow: one key in twenty had its answer after %s or later.", seconds(s.KeyWhole.P95)))
	}
	if len(list) > 0 {
		list = append(list, help)
	}
	return list
}

// counted says for what the result holds, and whether these visits are counted.
func (c circumstances) counted(s Summary) (list []string) {
	if c.granted == nil {
		if s.Served+s.Told > 0 {
			list = append(list, "The kiosk counts these visits in its figures of today. It does not where an organiser rehearses with --installed.")
		}
		return list
	}
	if !c.granted.Venue {
		list = append(list, fmt.Sprintf("During this rehearsal the kiosk treated %s as a venue. The hall is served like this only if its own address is a venue: --venue ADDRESS.", c.granted.Source))
	}
	switch {
	case c.early != "":
		list = append(list, fmt.Sprintf("From some moment on these visits were counted as any: %s.", c.early))
	case c.account != nil && c.account.Visits < c.arrived:
		list = append(list, fmt.Sprintf("Only %s came to the kiosk that you logged in to. The others came to other ones behind %s, which took this machine for no venue, and counted them: rehearse each by its own address.",
			words.Counted(int(c.account.Visits), "visitor"), c.address))
	}
	return list
}

// reasonsOf are the reasons in order, the most frequent first.
func (s Summary) reasonsOf() []string {
	reasons := make([]string, 0, len(s.Reasons))
	for reason := range s.Reasons {
		reasons = append(reasons, reason)
	}
	slices.SortFunc(reasons, func(a, b string) int {
		if s.Reasons[a] != s.Reasons[b] {
			return int(s.Reasons[b]) - int(s.Reasons[a])
		}
		return strings.Compare(a, b)
	})
	return reasons
}

// verdictColumns is how wide the sentences are set.
const verdictColumns = 80

// writeWrapped writes a sentence in lines that end between its words, which are mostly
// ASCII: a column is taken for a character.
func writeWrapped(b *strings.Builder, sentence string) {
	column := 0
	for i, word := range strings.Fields(sentence) {
		n := utf8.RuneCountInString(word)
		switch {
		case i == 0:
		case column+1+n > verdictColumns:
			b.WriteByte('\n')
			column = 0
		default:
			b.WriteByte(' ')
			column++
		}
		b.WriteString(word)
		column += n
	}
	b.WriteByte('\n')
}
