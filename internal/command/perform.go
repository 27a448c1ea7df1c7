package command

import (
	"context"
	"fmt"
	"strings"
	"time"

	"hackday.example/kiosk/internal/clean"
	"hackday.example/kiosk/internal/replica"
	"hackday.example/kiosk/internal/site"
	"hackday.example/kiosk/internal/terminal"
	"hackday.example/kiosk/internal/when"
	"hackday.example/kiosk/internal/words"
)

const (
	// performing is how long Perform waits for what may take longer. A peer that asks waits
	// 100 ms.
	performing = 80 * time.Millisecond

	// digestedAtOnce is how many bytes the text of a site has at most whose digest is made
	// while a peer waits: it takes 30 ms.
	digestedAtOnce = 32 << 20

	// mostErrorText bounds what a report says of an error, in characters. The message has to
	// have room for it.
	mostErrorText = 8000

	// mostRowBytes and mostLookBytes bound the rows of a status, and those that want attention.
	// As JSON they may be six times as long, and a message has replica.MaxMessage.
	mostRowBytes  = 14 << 10
	mostLookBytes = 4 << 10
)

// Perform does what an organiser asks of a kiosk, which shows a site, and may have asked
// through another kiosk. It returns within 100 ms: of a reload that takes longer the report
// is Pending, and the reload goes on whether anybody waits for it or not. The site is needed
// for a status alone. An operation that is not known, or that this program does not do, is a
// report with an Error. A report fits into a message. It is safe for concurrent use, as k is.
func Perform(ctx context.Context, k Kiosk, shown *site.Site, op replica.Operation) replica.Report {
	switch op.Kind {
	case replica.Status:
		return replica.Report{Status: statusOf(ctx, k, shown)}
	case replica.Sessions:
		return replica.Report{Sessions: sessionsOf(k)}
	case replica.Reload:
		return reloadOf(ctx, k, op.Begin)
	case replica.Drain:
		return drainOf(k, op.Seconds)
	}
	return replica.Report{Error: "this kiosk does not know how to " + clean.Quote(string(op.Kind)) + "; update it"}
}

// statusOf is how a kiosk is.
func statusOf(ctx context.Context, k Kiosk, shown *site.Site) *replica.StatusReport {
	t := k.Tally()
	return &replica.StatusReport{
		Now: t.Now, Today: t.Today, Peak: t.Peak, Rehearsing: t.Rehearsing,
		Draining: !k.Ready(),
		Left:     max(int(k.DrainLeft().Seconds()), 0),
		Pages:    digestOf(ctx, shown),
		Zone:     zoneOf(k.Now()),
		Rows:     travelling(statusRows(k, shown), mostRowBytes),
		Look:     travelling(lookRows(k), mostLookBytes),
	}
}

// zoneOf is the zone of a moment, with its distance from UTC: "UTC", or "BST, UTC+1".
func zoneOf(t time.Time) string {
	name := when.ZoneName(t)
	_, offset := t.Zone()
	if offset == 0 && name == "UTC" {
		return name
	}
	distance := "UTC"
	switch {
	case offset%3600 != 0:
		distance = strings.NewReplacer("+0", "+", "-0", "-").Replace(t.Format("UTC-07:00"))
	case offset != 0:
		distance = fmt.Sprintf("UTC%+d", offset/3600)
	}
	if strings.HasPrefix(name, "UTC") { // it has no name
		return distance
	}
	return name + ", " + distance
}

// lookRows are those of a kiosk's statusRows that want attention.
func lookRows(k Kiosk) (rows [][2]string) {
	if board := k.Board(); board != nil {
		rows = announcementProblems(board.Summary())
	}
	if f := k.Operations().Look; f != nil {
		rows = append(rows, f()...)
	}
	return rows
}

// travelling are rows as they fit into a message: each on one line, and all of them within
// some bytes, as far as they have room.
func travelling(rows [][2]string, left int) (short [][2]string) {
	for _, row := range rows {
		row = [2]string{line(row[0], mostLabelText), line(row[1], mostRowText)}
		if left -= len(row[0]) + len(row[1]); left < 0 {
			return append(short, [2]string{"more", fmt.Sprintf("%d lines, for which there is no room", len(rows)-len(short))})
		}
		short = append(short, row)
	}
	return short
}

// statusRows are what an organiser is told of a kiosk by itself.
func statusRows(k Kiosk, shown *site.Site) [][2]string {
	var rows [][2]string
	now := k.Now()
	state := "open"
	if left := k.DrainLeft(); !k.Ready() {
		state = fmt.Sprintf("draining, closes in %d s, at %s", int(left.Seconds()), closing(now, left))
	}
	rows = append(rows, [2]string{"state", state})
	t := k.Tally()
	rows = append(rows, [2]string{"sessions", fmt.Sprintf("%d now, %d today, %d at the most", t.Now, t.Today, t.Peak)})
	if t.Rehearsing > 0 {
		rows = append(rows, rehearsalRow(t.Rehearsing))
	}
	rows = append(rows, [2]string{"site", fmt.Sprintf("%s: %s, %s", shown.Title, words.Counted(len(shown.Pages), "page"), words.Counted(links(shown), "link"))})
	rows = append(rows, [2]string{"pages opened", counts(t.Pages)}, [2]string{"links opened", counts(t.Resources)})
	rows = append(rows, [2]string{"time", now.Format("15:04 ") + when.ZoneName(now) + now.Format(" on Monday 2 January 2006")})
	if board := k.Board(); board != nil {
		s := board.Summary()
		rows = append(rows, [2]string{"announcements", announced(s)})
		rows = append(rows, announcementProblems(s)...)
	} else {
		rows = append(rows, [2]string{"announcements", "this kiosk has no folder for them"})
	}
	if f := k.Operations().Status; f != nil {
		rows = append(rows, f()...)
	}
	return rows
}

// rehearsalRow tells of the sessions of a rehearsal.
func rehearsalRow(n int) [2]string {
	return [2]string{"rehearsal", words.Counted(n, "session") + " now, which are not counted among them"}
}

// digestOf is the digest of a site. That of a large one is made meanwhile, and until it is
// there the site counts as being read.
func digestOf(ctx context.Context, s *site.Site) string {
	if s.TextBytes() <= digestedAtOnce {
		return s.Digest()
	}
	made := make(chan string, 1)
	go func() { made <- s.Digest() }()
	late := time.NewTimer(performing)
	defer late.Stop()
	select {
	case digest := <-made:
		return digest
	case <-late.C:
	case <-ctx.Done():
	}
	return site.BeingRead
}

// sessionsOf is who is there.
func sessionsOf(k Kiosk) *replica.SessionsReport {
	all := k.Sessions()
	report := &replica.SessionsReport{Total: len(all)}
	for _, s := range all[:min(len(all), replica.MaxSessions)] {
		kind := s.Kind
		if s.You {
			kind = "you"
		}
		report.Sessions = append(report.Sessions, replica.Session{Kind: kind, Began: s.Began, Columns: s.Window.Columns, Rows: s.Window.Rows, Source: s.Source})
	}
	return report
}

// sessionRow is a session as an organiser sees it, in their kiosk's zone.
func sessionRow(s replica.Session, zone *time.Location) [2]string {
	window := "no terminal"
	if size := (terminal.Size{Columns: s.Columns, Rows: s.Rows}); size != (terminal.Size{}) {
		window = fmt.Sprintf("%dx%d", size.Columns, size.Rows)
	}
	return [2]string{s.Kind, fmt.Sprintf("%s  %-11s  %s", s.Began.In(zone).Format("15:04:05"), window, s.Source)}
}

// cannotReload and cannotDrain say that this program does not do that.
const (
	cannotReload = "the pages of this kiosk are built in, and cannot be reloaded"
	cannotDrain  = "this kiosk cannot be closed from here"
	notReloaded  = "the pages were not reloaded, and the old ones stay:\n"
)

// reloadOf begins a reload, or says what came of those that were begun.
func reloadOf(ctx context.Context, k Kiosk, begin bool) replica.Report {
	again := k.Operations().Reload
	if again == nil {
		return replica.Report{Error: cannotReload}
	}
	if begin {
		k.Reloads().begin(ctx, func(ctx context.Context) replica.Report {
			what, err := again(ctx)
			if err != nil {
				return replica.Report{Error: clean.Short(notReloaded+err.Error(), mostErrorText)}
			}
			return replica.Report{Reload: &replica.ReloadReport{What: what, Pages: k.Site().Digest()}}
		})
	}
	return k.Reloads().await(ctx, performing)
}

// drainOf begins to close a kiosk, after a notice in seconds; 0 for the usual one.
func drainOf(k Kiosk, seconds int) replica.Report {
	switch begin := k.Operations().Drain; {
	case begin == nil:
		return replica.Report{Error: cannotDrain}
	case seconds < 0 || seconds > int(MaxDrain/time.Second):
		return replica.Report{Error: errNotice.Error()}
	default:
		return replica.Report{Drain: beginDrain(k, begin, time.Duration(seconds)*time.Second)}
	}
}

// beginDrain begins to close a kiosk, and says how long readers have.
func beginDrain(k Kiosk, begin func(time.Duration) time.Duration, asked time.Duration) *replica.DrainReport {
	draining, before := !k.Ready(), k.DrainLeft()
	notice := begin(asked)
	which := "The kiosk drains"
	switch {
	case draining && notice < before-time.Second:
		which = "The kiosk drains already, and closes sooner now"
	case draining:
		which = "The kiosk drains already, and the end that was set before counts, for it is sooner"
	}
	seconds := int(notice.Round(time.Second).Seconds())
	return &replica.DrainReport{
		Seconds: seconds,
		What:    fmt.Sprintf("%s: everyone has %d s, until %s.", which, seconds, closing(k.Now(), notice)),
	}
}
