package main

import (
	"context"
	"fmt"
	"log/slog"
	"os/signal"
	"path/filepath"
	"syscall"
	"time"

	"hackday.example/kiosk/internal/admission"
	"hackday.example/kiosk/internal/capacity"
	"hackday.example/kiosk/internal/command"
	"hackday.example/kiosk/internal/confined"
	"hackday.example/kiosk/internal/document"
	"hackday.example/kiosk/internal/folder"
	"hackday.example/kiosk/internal/gallery"
	"hackday.example/kiosk/internal/layout"
	"hackday.example/kiosk/internal/library"
	"hackday.example/kiosk/internal/live"
	"hackday.example/kiosk/internal/search"
	"hackday.example/kiosk/internal/site"
	"hackday.example/kiosk/internal/sshd"
	"hackday.example/kiosk/internal/telemetry"
)

// organisersFile is where in the keys folder the organisers' public keys are.
const organisersFile = "organisers"

// logClosing is how long the log's reader has for the last lines when the kiosk
// is gone.
const logClosing = 500 * time.Millisecond

type serveCommand struct {
	settingsFlags
	listenFlags
	contentFlags
	cacheFlags
	keysFlags
	opsFlags
	announcementsFlags
	RequireHostKey bool             `env:"KIOSK_REQUIRE_HOST_KEY" help:"End if there is no host key, instead of making one: for containers and replicas."`
	Venue          []network        `env:"KIOSK_VENUE" sample:"192.0.2.0/24" placeholder:"ADDR" help:"Addresses or networks from which a whole hall may come, for example 192.0.2.7 or 192.0.2.0/24."`
	Proxy          []network        `env:"KIOSK_PROXY" sample:"198.51.100.7" placeholder:"ADDR" help:"Addresses or networks of proxies: from them a PROXY protocol header is required, and from no one else taken."`
	Peers          []peer           `env:"KIOSK_PEERS" sample:"10.0.0.11:2222,10.0.0.12:2222" placeholder:"HOST:PORT" help:"SSH ports of all kiosks that are one, this one among them if you like, with commas between them; or one name that has the addresses of all. What one announces, all show."`
	MaxSessions    int              `env:"KIOSK_MAX_SESSIONS" sample:"1000" placeholder:"N" help:"Readers at once; who comes then is given the page as text. (default: what the memory limit has room for)"`
	Public         publicName       `env:"KIOSK_PUBLIC" sample:"hackday.example" placeholder:"HOST" help:"What visitors type behind ssh, for the lobby to show, for example hackday.example. (default: the address that they came to)"`
	Drain          time.Duration    `env:"KIOSK_DRAIN" sample:"30s" placeholder:"D" default:"${drain}" help:"Time that readers are given when the kiosk is stopped, with a notice that counts it down, for example 30s. (default: 30s where systemd runs the kiosk, or else 0s)"`
	LogFormat      telemetry.Format `env:"KIOSK_LOG_FORMAT" enum:"text,json" default:"text" help:"How log lines are written: text or json. (default: ${default})"`
}

// Run serves until the process is told to stop.
func (c *serveCommand) Run(ctx context.Context, std streams, source *settingsSource) error {
	if err := checkZone(); err != nil {
		return err
	}
	if c.Drain < 0 || c.Drain > command.MaxDrain {
		return hint(fmt.Errorf("--drain is %v; it has to be between 0s and %v", c.Drain, command.MaxDrain), "give for example --drain 30s")
	}
	stops := awaitStops(ctx)
	defer stops.end()
	hangups := live.AwaitHangups()
	defer hangups.End()
	// The kiosk serves on when nobody reads its log any more: a write to a pipe
	// that is closed fails, and does not end the process.
	signal.Ignore(syscall.SIGPIPE)
	pseudonyms := telemetry.NewPseudonyms()
	log, err := telemetry.NewLog(std.err, c.LogFormat, pseudonyms)
	if err != nil {
		return err
	}
	defer closeLog(log)
	slog.SetDefault(log.Logger) // for the libraries
	source.announce(log)
	if err := c.serve(stops, hangups, log, pseudonyms); err != nil {
		printError(log, source.explain(err)) // who ends does not wait for the log's reader either
		return errPrinted
	}
	return nil
}

// serve serves until the kiosk is told to stop.
func (c *serveCommand) serve(stops *stopSignals, hangups live.Hangups, log *telemetry.Log, pseudonyms *telemetry.Pseudonyms) error {
	k, err := c.prepare(stops.asked, log, pseudonyms)
	if stops.asked.Err() != nil { // told to stop before it began
		return nil
	}
	if err != nil {
		c.apologize()
		return err
	}
	if err := k.open(); err != nil {
		return err
	}
	defer k.close()
	k.hangups = hangups
	k.announceStart()
	return k.serve(stops)
}

// closeLog gives the log's reader a moment for what waits to be written.
func closeLog(log *telemetry.Log) {
	ctx, cancel := context.WithTimeout(context.Background(), logClosing)
	defer cancel()
	_ = log.Close(ctx)
}

// prepare makes a kiosk of everything that it needs but its ports.
func (c *serveCommand) prepare(ctx context.Context, log *telemetry.Log, pseudonyms *telemetry.Pseudonyms) (*kiosk, error) {
	k := &kiosk{serveCommand: c, err: log, since: time.Now(), log: log.Logger, drains: make(chan time.Duration, 1)}
	if err := c.findKeys(); err != nil {
		return nil, err
	}
	announced := c.announcements()
	if err := c.apartFromCopy(announced); err != nil {
		return nil, err
	}
	c.NoPages, c.Private = c.passedOver(announced), c.private()
	k.warnInside()
	turn := confined.NewTurn()
	k.gallery = gallery.New(k.galleryOptions(turn))
	k.library = c.library(c.cacheFlags, c.MaxSessions, library.Options{
		Turn:      turn,
		Changed:   func() { k.pages.Refresh() },
		Converted: func(s document.State) { k.metrics.DocumentConverted(s) },
		Log:       k.log,
	})
	k.beginKeeping()
	var err error
	if k.pages, err = live.Load(ctx, k.liveOptions()); err != nil {
		return nil, err
	}
	shown := k.pages.Store().Current()
	k.gallery.Show(shown.Pictures())
	if k.room, err = c.capacity(shown.TextBytes(), k.pictureBudget(shown, k.library.budget(shown, k.pdfs))); err != nil {
		return nil, err
	}
	if k.board, err = c.board(announced); err != nil {
		return nil, err
	}
	if k.keys, k.made, err = c.hostKeys(); err != nil {
		return nil, err
	}
	if k.made { // said at once: the kiosk may yet not start, and the key stays
		fmt.Fprintf(k.err, "kiosk: made a new host key in %s; keep a copy of it\n", absolute(c.Keys))
	}
	layouts := layout.NewCache(layout.DefaultCacheBytes, func(err error) {
		k.log.Error("a page could not be laid out, and is shown as its Markdown", "error", err)
	})
	engine := search.NewEngine()
	engine.SetSite(shown)
	k.gate = admission.NewGate(c.admission(k.room), time.Now)
	k.gate.LogTo(k.log, pseudonyms.Of)
	k.metrics = telemetry.NewMetrics(telemetry.MetricsOptions{
		Version:       kioskVersion(),
		Counts:        k.gate.Counts,
		Announcements: func() int { return len(k.announced()) },
		Ready:         func() bool { return k.server.Ready() },
		LastGood:      func() bool { t := k.pages.Trouble(); return t != nil && t.Restarted },
		LostLogLines:  log.Lost,
		Peers:         k.peerCounts,
	})
	limits := sshd.DefaultLimits
	limits.Readers = k.room.Readers
	limits.Download.AtOnce = min(limits.Download.AtOnce, capacity.Downloads(k.room.Readers))
	config := sshd.Config{
		Site:          shown,
		Layouts:       layouts,
		Pictures:      k.gallery,
		Search:        engine,
		HostKey:       k.keys.Current,
		NextHostKeys:  k.keys.Announced(),
		Log:           k.log,
		Source:        pseudonyms.Of,
		Content:       c.files(),
		Public:        string(c.Public),
		Limits:        limits,
		Metrics:       k.metrics,
		OrganiserKeys: filepath.Join(c.Keys, organisersFile),
		Announcements: k.board,
		Operations:    k.operations(),
		DrainLeast:    c.drainLeast(),
	}
	if k.peers, err = k.group(); err != nil {
		return nil, err
	}
	if k.peers != nil {
		config.Peers = k.peers
	}
	k.server, err = sshd.New(config)
	if err == nil {
		k.server.TellTrouble(ctx, k.troubleLine(k.pages.Trouble()))
	}
	return k, err
}

// liveOptions say how the pages of the content folder are loaded, and shown once
// the kiosk has a server.
func (k *kiosk) liveOptions() live.Options {
	return live.Options{
		Folder: k.Content,
		Skip:   k.NoPages,
		Load:   k.loadAgain,
		First: func(l *folder.Loader) (*site.Site, error) {
			r, err := k.loadFirst(l)
			if err != nil {
				return nil, err
			}
			k.pdfs = r.PDFs
			return r.Site, nil
		},
		LastGood: k.lastGood(),
		Open:     k.openShown,
		Locate:   k.located,
		Show: func(s *site.Site) {
			k.gallery.Show(s.Pictures())
			k.server.Show(s)
		},
		Count:    func(ok, changed bool) { k.metrics.Reloaded(ok, changed) },
		Troubled: k.troubled,
		Log:      k.log,
	}
}

// capacity is how many readers there is room for beside pages whose text takes so
// many bytes, and documents that take so many: as many as --max-sessions says, or else as the memory has room for.
func (c *serveCommand) capacity(text, documents int64) (capacity.Limit, error) {
	switch {
	case c.MaxSessions < 0:
		return capacity.Limit{}, fmt.Errorf("--max-sessions is %d; it has to be 1 or more", c.MaxSessions)
	case c.MaxSessions > 0:
		return capacity.Given(c.MaxSessions, "--max-sessions"), nil
	}
	return capacity.FromMemory(text, documents), nil
}

// admission is who may come in, for a kiosk with room for so many.
func (c *serveCommand) admission(room capacity.Limit) admission.Limits {
	l := admission.DefaultLimits()
	l.Connections = room.Connections
	// A hall that comes for the first time is asked about the host key all at
	// once, and takes its time to answer.
	l.VenueHandshakes = max(l.Handshakes, room.Connections/4)
	l.Venue.AtOnce, l.Venue.Burst = room.Connections, room.Connections
	l.Venues = prefixes(c.Venue)
	return l
}
