package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"os"
	"runtime"
	"slices"
	"time"

	"hackday.example/kiosk/internal/admission"
	"hackday.example/kiosk/internal/announcements"
	"hackday.example/kiosk/internal/capacity"
	"hackday.example/kiosk/internal/command"
	"hackday.example/kiosk/internal/deploy"
	"hackday.example/kiosk/internal/download"
	"hackday.example/kiosk/internal/gallery"
	"hackday.example/kiosk/internal/hostkey"
	"hackday.example/kiosk/internal/live"
	"hackday.example/kiosk/internal/memory"
	"hackday.example/kiosk/internal/peers"
	"hackday.example/kiosk/internal/sshd"
	"hackday.example/kiosk/internal/systemd"
	"hackday.example/kiosk/internal/telemetry"
	"hackday.example/kiosk/internal/when"
	"hackday.example/kiosk/internal/words"
)

const (
	// closingTime is how long readers are given to go when the kiosk closes. The
	// process is gone right after that, and so within the 5 s it promises.
	closingTime = 2 * time.Second

	// usualDrain is the notice of an organiser's drain, where neither they nor
	// --drain say another.
	usualDrain = deploy.UsualDrain

	// balancerNotices is how long a drain lasts at least where there may be a load
	// balancer: it asks every second or two whether the kiosk takes newcomers, and
	// believes a few answers only (HAProxy: check inter, fall).
	balancerNotices = 5 * time.Second
)

// drainDefault is how long readers are given when the kiosk is stopped and nobody said how
// long: systemd stops it when it is restarted or the machine is shut down, and a person
// who types Ctrl-C waits for it.
func drainDefault() time.Duration {
	if underSystemd() {
		return usualDrain
	}
	return 0
}

// underSystemd reports whether the kiosk is a service of systemd's with Type=notify:
// sd_notify(3).
func underSystemd() bool { return os.Getenv("NOTIFY_SOCKET") != "" }

// kiosk is a kiosk that serves: what its flags say, and all that runs.
type kiosk struct {
	*serveCommand
	err        io.Writer // for people: in the log, as it stands
	since      time.Time
	log        *slog.Logger
	room       capacity.Limit
	board      *announcements.Board // nil where there is no folder for announcements
	keys       hostkey.Keys
	made       bool // the host key was, just now
	gate       *admission.Gate
	metrics    *telemetry.Metrics
	pages      *live.Pages
	keeping    keeping
	shown      *download.StandIn
	library    documents
	gallery    *gallery.Gallery
	noPictures string // why none can be shown; empty if they can
	pdfs       int    // in the folder, where only the first of its pages are read yet
	server     *sshd.Server
	peers      *peers.Group       // nil where the kiosk is one by itself
	drains     chan time.Duration // an organiser's drain, with its notice
	hangups    live.Hangups

	listener net.Listener
	manager  *systemd.Manager
	ops      *opsPort
}

// open opens the ports.
func (k *kiosk) open() error {
	port, err := k.port(k.err)
	if err != nil {
		return err
	}
	k.manager = systemd.NewManager(k.log)
	k.listener = admission.NewListener(k.manager.Watch(port), k.gate, prefixes(k.Proxy))
	k.ops, err = k.serveOps(telemetry.OpsOptions{Metrics: k.metrics, Ready: k.server.Ready, Whole: k.pages.Whole, Peers: k.peersReady(), Log: k.log})
	if err != nil {
		k.manager.End()
		_ = k.listener.Close()
	}
	return err
}

// close closes what open opened, but for the visitors' port, which the server
// has closed.
func (k *kiosk) close() {
	k.ops.close()
	k.manager.End()
}

// announceStart says where the kiosk is met.
func (k *kiosk) announceStart() {
	fingerprint := hostkey.Fingerprint(k.keys.Current.PublicKey())
	if !k.made {
		fmt.Fprintf(k.err, "kiosk: the host key is in %s\n", absolute(k.Keys))
	}
	k.noteOtherKeys(k.err)
	fmt.Fprintf(k.err, "kiosk: listening on %s, host key %s; try: %s\n", k.listener.Addr(), fingerprint, sshd.Join(k.listener.Addr()))
	for _, key := range k.keys.Announced() {
		fmt.Fprintf(k.err, "kiosk: announcing another host key, %s\n", hostkey.Fingerprint(key.PublicKey()))
	}
	k.announcePeers()
	fmt.Fprintf(k.err, "kiosk: room for %s\n", k.room)
	k.library.announce(k.err)
	if k.noPictures != "" {
		fmt.Fprintf(k.err, "kiosk: pictures are not shown here, and their texts stand: %s\n", k.noPictures)
	}
	if k.keeping.none != "" {
		fmt.Fprintf(k.err, "kiosk: the pages are not kept for a restart: %s\n", k.keeping.none)
	}
	if t := k.pages.Trouble(); t != nil {
		fmt.Fprintf(k.err, "kiosk: the pages in %s cannot be loaded, and %s shown until they can be\n", k.Content, k.older(t))
	}
	if !k.pages.Whole() {
		fmt.Fprintln(k.err, "kiosk: the home page is shown; the other pages are being read, and the log says when all are here")
	}
	k.ops.announce(k.err)
	k.manager.Ready(fmt.Sprintf("listening on %s, host key %s, room for %s", k.listener.Addr(), fingerprint, k.room))
}

// serve takes visitors until the kiosk is told to stop or an organiser asks for a drain,
// and then drains and closes. The first signal in an organiser's drain leaves readers no
// more time than a signal does; the second ends any drain.
func (k *kiosk) serve(stops *stopSignals) error {
	// What keeps the kiosk up to date goes on while it drains.
	work, cancel := context.WithCancel(context.WithoutCancel(stops.asked))
	defer cancel()
	stops.serving()
	go memory.Return(work)
	go k.pages.Run(work)
	go k.library.Run(work)
	go k.gallery.Run(work)
	defer k.runPeers(work)() // until the visitors' port is closed: a drain is of this kiosk alone
	go k.hangups.Obey(work, func() { _, _ = k.pages.Reload(work) }, stops.ask)
	if k.board != nil {
		go announce(work, k.board, func(list []announcements.Announcement) { k.server.Announce(work, texts(list)) }, k.log)
	}
	served := make(chan error, 1)
	go func() { served <- k.server.Serve(k.listener) }()

	notice := k.Drain
	select {
	case err := <-served:
		return fmt.Errorf("serving on %s: %w", k.Listen, err)
	case <-stops.asked.Done():
		k.tellDrain(notice, "a second signal ends it")
	case notice = <-k.drains:
		k.tellDrain(notice, "a signal closes it sooner")
		defer context.AfterFunc(stops.asked, func() { k.server.Drain(work, k.Drain) })()
	}
	defer context.AfterFunc(stops.hurried, func() { k.server.Drain(work, 0) })()
	k.manager.Stopping(notice)
	k.server.Drain(work, notice)
	fmt.Fprintf(k.err, "kiosk: closing, and giving terminals back within %v; a third signal ends it at once\n", closingTime)
	closing, stop := context.WithTimeout(context.Background(), closingTime)
	defer stop()
	if err := k.server.Shutdown(closing); err != nil {
		k.log.Warn("some visitors were cut off", "error", err)
	}
	_ = k.listener.Close() // which the server has not, if it had not begun to accept
	return <-served
}

// tellDrain says that the kiosk drains, if anybody is given time.
func (k *kiosk) tellDrain(notice time.Duration, how string) {
	if notice > 0 {
		closes := time.Now().Add(notice)
		fmt.Fprintf(k.err, "kiosk: draining for %v, until %s %s or until nobody is left; %s\n", notice, closes.Format("15:04:05"), when.ZoneName(closes), how)
	}
}

// announced is what holds now.
func (k *kiosk) announced() []announcements.Announcement {
	if k.board == nil {
		return nil
	}
	return k.board.Current()
}

func texts(list []announcements.Announcement) []string {
	var all []string
	for _, a := range list {
		all = append(all, a.Text)
	}
	return all
}

// operations are what organisers ask of this process.
func (k *kiosk) operations() command.Operations {
	o := command.Operations{Status: k.status, Look: k.look, Drain: k.drain}
	if k.pages.Editable() {
		o.Reload = k.reload
	}
	return o
}

// drainLeast is how much of a drain's notice passes though nobody is left.
func (c *serveCommand) drainLeast() time.Duration {
	if c.Ops == "" && len(c.Proxy) == 0 {
		return 0
	}
	return balancerNotices
}

// drain begins to close the kiosk, and returns the notice that readers get: of
// two drains, the shorter.
func (k *kiosk) drain(notice time.Duration) time.Duration {
	switch {
	case notice > 0:
	case k.Drain > 0:
		notice = k.Drain
	default:
		notice = usualDrain
	}
	if !k.server.Ready() { // a further drain only makes it shorter
		k.server.Drain(context.Background(), notice)
		return k.server.DrainLeft()
	}
	select {
	case k.drains <- notice:
	default: // somebody else asked at the same time
	}
	return notice
}

// reload reads the pages again, for an organiser.
func (k *kiosk) reload(ctx context.Context) (string, error) {
	changed, err := k.pages.Reload(ctx)
	if err != nil {
		if h := (*hintError)(nil); errors.As(err, &h) {
			err = fmt.Errorf("%w\nhint: %s", err, h.hint)
		}
		return "", err
	}
	what := "The pages are as they are shown already"
	if changed {
		what = "The pages were reloaded"
	}
	return fmt.Sprintf("%s: %s.", what, words.Counted(len(k.pages.Store().Current().Pages), "page")), nil
}

// status is what the process knows of itself.
func (k *kiosk) status() [][2]string {
	now := time.Now()
	age := func(since time.Time) string { return when.Since(since, now) }
	last := k.pages.Store().Last()
	reload := "all is well, at " + age(last.At)
	switch {
	case k.pages.Trouble() != nil: // a row of its own says why
		reload = "failed at " + age(last.At)
	case last.Err != nil:
		reload = fmt.Sprintf("failed at %s, and the old pages stay: %v", age(last.At), last.Err)
	}
	var memory runtime.MemStats
	runtime.ReadMemStats(&memory)
	rows := slices.Concat(k.troubleRows(now), k.keptRows(age), [][2]string{
		{"content", "as of " + age(k.pages.Store().Since())},
		{"last reload", reload},
		{"version", fmt.Sprintf("%s, %s", kioskVersion(), runtime.Version())},
		{"running", "since " + age(k.since)},
		{"memory", fmt.Sprintf("%d MiB", (memory.Sys-memory.HeapReleased)>>20)},
		{"room", k.room.String()},
		{"pictures", k.pictures()},
	})
	return append(rows, refusedRows(k.gate.Refusals(mostRefusalsShown))...)
}

// look are the rows of status that want attention.
func (k *kiosk) look() [][2]string {
	rows := k.troubleRows(time.Now())
	if last := k.pages.Store().Last(); last.Err != nil && len(rows) == 0 {
		rows = append(rows, [2]string{"last reload", "failed, and the old pages stay: " + last.Err.Error()})
	}
	return append(rows, refusedRows(k.gate.Refusals(mostRefusalsShown))...)
}

// mostRefusalsShown bounds how many sources that were refused an organiser is
// shown.
const mostRefusalsShown = 5

// refusedRows say who was refused, and what helps if they should not have been;
// more is how many others were. Addresses are for organisers alone, who need
// them to name their own hall: nothing writes them anywhere.
func refusedRows(list []admission.Refusal, more int) (rows [][2]string) {
	for _, r := range list {
		rows = append(rows, [2]string{refusedName, r.String()})
	}
	if more > 0 {
		rows = append(rows, [2]string{refusedName, "and " + words.Counted(more, "more source")})
	}
	return rows
}

const refusedName = "refused in the last 10 minutes"
