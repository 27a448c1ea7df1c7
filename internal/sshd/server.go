// Package sshd serves a site over SSH: the reader to those who come with a
// terminal, text to those who come without one. Visitors need no account, and
// are never asked for a key.
//
// A Wish server accepts the connections and makes the handshakes. From there on
// every session channel is ours: session takes its requests within bounds, and
// runs a command (package command), or a reader (package console). A timer of
// connection's closes the socket of whoever overstays, whatever is blocked.
package sshd

import (
	"context"
	"errors"
	"io/fs"
	"log/slog"
	"net"
	"sync"
	"sync/atomic"
	"time"

	"charm.land/ssh"
	"charm.land/wish/v2"
	gossh "golang.org/x/crypto/ssh"
	"golang.org/x/time/rate"

	"hackday.example/kiosk/internal/announcements"
	"hackday.example/kiosk/internal/command"
	"hackday.example/kiosk/internal/console"
	"hackday.example/kiosk/internal/download"
	"hackday.example/kiosk/internal/gallery"
	"hackday.example/kiosk/internal/layout"
	"hackday.example/kiosk/internal/search"
	"hackday.example/kiosk/internal/site"
	"hackday.example/kiosk/internal/telemetry"
)

// Config is what a server needs. None of it may change afterwards.
type Config struct {
	// Site is shown until Show is called. Required.
	Site *site.Site
	// Layouts makes pages' lines, for all sessions together. Required.
	Layouts *layout.Cache
	// Search finds words in all pages, for all sessions together. Required.
	Search *search.Engine
	// Pictures has the pictures of the pages; nil where none are shown.
	Pictures *gallery.Gallery
	// HostKey is the key by which clients know the server. Required.
	HostKey gossh.Signer
	// NextHostKeys are announced to clients beside HostKey, and not used.
	NextHostKeys []gossh.Signer
	// Log gets a line for each visit, and what goes wrong. Required.
	Log *slog.Logger
	// Content opens the files of the content folder, for those that can be taken away, as
	// download.Options has it; nil where there are none.
	Content fs.FS
	// Public is what visitors type behind ssh, for the lobby to show, for example
	// "hackday.example"; the address that they came to if it is empty.
	Public string
	// Now is the clock of lobbies and announcements; nil is time.Now.
	Now func() time.Time
	// Source names a visitor's address, in the log and in counts, without telling
	// it. Any goroutine may call it. Required.
	Source func(net.Addr) string
	// Limits bound what clients may take; the zero value is DefaultLimits.
	Limits Limits
	// Metrics count visits, and what is opened; nil if nobody counts.
	Metrics *telemetry.Metrics
	// OrganiserKeys is the file of the keys by which organisers log in; nobody
	// can where it is empty or not there.
	OrganiserKeys string
	// Announcements is what organisers say; nil where they cannot.
	Announcements *announcements.Board
	// Operations are what organisers may ask of the program around the server.
	Operations command.Operations
	// Peers are the kiosks that are one with this one. Where it is nil there are none, and
	// the user replica.User is not let in.
	Peers Peers
	// DrainLeast is how much of a drain's notice passes though nobody is connected: the
	// time in which a load balancer notices that newcomers are to go elsewhere. 0 where
	// there is none.
	DrainLeast time.Duration
}

// Limits bound what may be taken: by one connection, where nothing else is said.
// What a client can make the kiosk hold within them is reckoned in bounds.go.
type Limits struct {
	Handshake   time.Duration // without progress, until the client has the host key
	Arrival     time.Duration // until then in all
	Trust       time.Duration // from then, while somebody compares it, to the end of authentication
	Sessionless time.Duration // without a session
	Stall       time.Duration // in which the client takes nothing of what waits for it
	Total       time.Duration // of a connection, whatever happens on it

	Intake    IntakeLimits // bytes of the socket
	UserBytes int          // of the name by which it logs in
	Packets   Rate         // that the kiosk sends

	Opens              int  // of channels, that are not answered yet
	RefusedOpens       int  // of channels, in its life
	GlobalRequests     int  // in its life, beside keepalives
	GlobalRequestBytes int  // of one of them
	Sessions           int  // at once
	SessionRate        Rate // of sessions that are opened

	Requests  int // on one channel, beside variables and changes of the window's size
	Variables int // that a client may send on one channel; few are kept
	Input     InputLimits

	Readers              int           // at once in the whole kiosk; who comes then is given text
	ReadersPerConnection int           // at once
	Idle                 time.Duration // of a reader without a key, before a notice
	Notice               time.Duration // from the notice to the end
	Lobbies              int           // at once in the whole kiosk
	LobbiesPerSource     int           // at once from one source, as Config.Source names it
	LobbyIdle            time.Duration // of somebody who stopped a lobby's pages, before a notice

	Download DownloadLimits
	Peers    PeerLimits
}

// Rate bounds how often something may happen.
type Rate struct {
	AtOnce    int // faster than PerSecond
	PerSecond int
}

// InputLimits bound what a visitor may type, in bytes. A key is one to ten.
type InputLimits struct {
	Rate
	InAll int
}

func (r Rate) limiter() *rate.Limiter {
	return rate.NewLimiter(rate.Limit(r.PerSecond), r.AtOnce)
}

// DefaultLimits are the limits of a kiosk in public.
var DefaultLimits = Limits{
	Handshake:   10 * time.Second,
	Arrival:     time.Minute,     // at 300 bytes a second, a client's part of it takes 10 s
	Trust:       2 * time.Minute, // as sshd_config(5) has it (LoginGraceTime)
	Sessionless: 2 * time.Minute, // plink waits there for somebody to press Return
	Stall:       10 * time.Second,
	Total:       12 * time.Hour,

	Intake:    DefaultIntake,
	UserBytes: 255,
	Packets:   Rate{AtOnce: 4000, PerSecond: 1000},

	Opens:              16,
	RefusedOpens:       64,
	GlobalRequests:     64,
	GlobalRequestBytes: 16 << 10,
	Sessions:           10, // as sshd_config(5) has it (MaxSessions)
	SessionRate:        Rate{AtOnce: 30, PerSecond: 2},

	Requests:  64,
	Variables: 2000,
	Input:     InputLimits{Rate: Rate{AtOnce: 64 << 10, PerSecond: 8 << 10}, InAll: 4 << 20},

	Readers:              1000,
	ReadersPerConnection: 4,
	Idle:                 10 * time.Minute,
	Notice:               time.Minute,
	Lobbies:              16,
	LobbiesPerSource:     8, // a hall has a few screens behind one address
	LobbyIdle:            2 * time.Minute,

	Download: DefaultDownloads,
	Peers:    DefaultPeers,
}

// Server serves a site. Its methods are safe for concurrent use.
type Server struct {
	config        Config
	wish          *ssh.Server
	hostKeys      hostKeys
	organisers    organisers
	site          atomic.Pointer[site.Site]
	announcements atomic.Pointer[[]string]
	trouble       atomic.Pointer[string]        // what organisers are told of the pages
	drainEnd      atomic.Pointer[time.Time]     // nil while the kiosk is to be open
	tree          atomic.Pointer[download.Tree] // of the site that somebody took something of last
	makingTree    sync.Mutex                    // held while one is made; no other lock is taken within it
	shown         atomic.Pointer[time.Time]     // when the site began to be
	rehearsal     atomic.Pointer[rehearsal]     // the one that is under way, or nil
	reloads       command.Reloads               // that organisers asked for, here or through a peer
	hastened      chan struct{}                 // a value when drainEnd was brought forward; capacity 1
	emptied       chan struct{}                 // a value when the last visitor's connection closed; capacity 1

	// mu guards what follows. It is taken first: the locks of a connection and of the
	// gate may be taken within it.
	mu          sync.Mutex
	connections map[*connection]struct{}
	sessions    map[*session]struct{}
	readers     int
	lobbies     shares
	peers       shares // connections of peers
	downloads   downloads
	closing     bool
}

// New makes a server that does not listen yet.
func New(c Config) (*Server, error) {
	if c.Site == nil || c.Layouts == nil || c.Search == nil || c.HostKey == nil || c.Log == nil || c.Source == nil {
		return nil, errors.New("sshd: Site, Layouts, Search, HostKey, Log and Source have to be set")
	}
	if c.Limits == (Limits{}) {
		c.Limits = DefaultLimits
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	keys, err := newHostKeys(append([]gossh.Signer{c.HostKey}, c.NextHostKeys...)...)
	if err != nil {
		return nil, err
	}
	s := &Server{
		config:      c,
		hostKeys:    keys,
		connections: map[*connection]struct{}{},
		sessions:    map[*session]struct{}{},
		hastened:    make(chan struct{}, 1),
		emptied:     make(chan struct{}, 1),
		organisers:  organisers{path: c.OrganiserKeys},
		downloads:   newDownloads(c.Limits.Download),
	}
	s.organisers.inspect(c.Log)
	s.keep(c.Site)
	s.config.Site = nil // which would be held for good
	s.wish, err = wish.NewServer(
		wish.WithVersion("kiosk"),
		func(w *ssh.Server) error {
			w.AddHostKey(c.HostKey)
			w.ConnCallback = s.accept
			w.ServerConfigCallback = s.handshake
			w.ChannelHandlers = map[string]ssh.ChannelHandler{"default": s.serveChannel}
			w.RequestHandlers = map[string]ssh.RequestHandler{"default": s.globalRequest}
			w.SubsystemHandlers = map[string]ssh.SubsystemHandler{}
			return nil
		},
	)
	return s, err
}

// Serve accepts connections until Shutdown; then it returns nil.
func (s *Server) Serve(l net.Listener) error {
	err := s.wish.Serve(l)
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closing || errors.Is(err, ssh.ErrServerClosed) {
		// A server that is shut down before it serves forgets that it was.
		return nil
	}
	return err
}

// Shutdown stops accepting, ends downloads, tells every reader that the kiosk closes, gives
// their terminals back, and waits until they are gone. Whoever is not gone when
// ctx ends is cut off; the error is then ctx's.
func (s *Server) Shutdown(ctx context.Context) error {
	s.mu.Lock()
	s.closing = true
	var idle []*connection
	for c := range s.connections {
		if !c.busy() {
			idle = append(idle, c)
		}
	}
	for r := range s.sessions {
		go r.post.Close()
	}
	s.downloads.end()
	s.mu.Unlock()

	for _, c := range idle {
		_ = c.Close()
	}
	err := s.wish.Shutdown(ctx)

	s.mu.Lock()
	var left []*connection
	for c := range s.connections {
		left = append(left, c)
	}
	s.mu.Unlock()
	for _, c := range left {
		_ = c.Close()
	}
	s.config.Search.SetSite(nil)
	return err
}

// Show shows another site in place of the present one, to present readers too: each
// stays at the place that they read. It returns when every reader has been told,
// paced over half a second, so that those who press a key meanwhile are not kept
// waiting; and whoever still holds a site that was replaced before was let go.
//
// Only one Show may run at a time.
func (s *Server) Show(shown *site.Site) {
	before := s.Site()
	s.config.Layouts.SetSite(shown)
	s.config.Search.SetSite(shown)
	s.keep(shown)
	s.spread(context.Background(), console.NewSite)
	s.endOutdated(shown, before)
}

// keep takes a site to be shown from now on.
func (s *Server) keep(shown *site.Site) {
	now := time.Now()
	s.shown.Store(&now)
	s.site.Store(shown)
	s.tree.Store(nil)
}

// Site is the site that is shown.
func (s *Server) Site() *site.Site { return s.site.Load() }

// Sessions is how many sessions are open.
func (s *Server) Sessions() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.sessions)
}

// accept is the first we see of a connection.
func (s *Server) accept(ctx ssh.Context, conn net.Conn) net.Conn {
	c := newConnection(s, conn)
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closing {
		_ = conn.Close()
		return nil
	}
	s.connections[c] = struct{}{}
	c.begin()
	ctx.SetValue(connectionKey{}, c)
	return c
}

// connectionKey is where charm.land/ssh keeps a connection of ours for its
// callbacks; they are handed nothing else that tells connections apart.
type connectionKey struct{}

func connectionOf(ctx ssh.Context) *connection {
	c, _ := ctx.Value(connectionKey{}).(*connection)
	return c
}

func (s *Server) forget(c *connection) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.connections, c)
	if c.peer.on.Load() {
		s.peers.giveBack(c.peer.source)
	}
	s.tellEmptied()
}

// tellEmptied wakes Drain if no connection is left but those of peers. s.mu must be held.
func (s *Server) tellEmptied() {
	if len(s.connections) > s.peers.all {
		return
	}
	select {
	case s.emptied <- struct{}{}:
	default: // that is known
	}
}

// handshake is the configuration of one connection's handshake.
func (s *Server) handshake(ctx ssh.Context) *gossh.ServerConfig {
	c := connectionOf(ctx)
	config := &gossh.ServerConfig{
		Config:              algorithms,
		PreAuthConnCallback: c.asksToLogIn,
	}
	s.authentication(c, config)
	return config
}
