package sshd

import (
	"bytes"
	"context"
	"errors"
	"io"
	"sync/atomic"
	"time"

	"golang.org/x/time/rate"

	"hackday.example/kiosk/internal/command"
	"hackday.example/kiosk/internal/download"
	"hackday.example/kiosk/internal/plain"
	"hackday.example/kiosk/internal/sftpd"
	"hackday.example/kiosk/internal/site"
	"hackday.example/kiosk/internal/telemetry"
	"hackday.example/kiosk/internal/words"
)

// DownloadLimits bound the sessions in which files are taken away: by get, scp or sftp.
// What else bounds a connection is made for keys: a download is sent more, and sends more.
type DownloadLimits struct {
	// AtOnce bounds those of the whole kiosk. A source may have no more than are free, a
	// venue venueDownloads times as many.
	AtOnce        int
	PerConnection int

	// Rates of bytes that are sent: by a connection, to a source, to a source that is a
	// venue, and all together.
	Connection, Source, Venue, All Rate

	SFTP sftpd.Limits
}

// DefaultDownloads are the limits of a kiosk in public. 96 MiB a second take a fifth of a
// core.
var DefaultDownloads = DownloadLimits{
	AtOnce:        256,
	PerConnection: 2,
	Connection:    Rate{AtOnce: 256 << 10, PerSecond: 4 << 20},
	Source:        Rate{AtOnce: 1 << 20, PerSecond: 16 << 20},
	Venue:         Rate{AtOnce: 2 << 20, PerSecond: 64 << 20},
	All:           Rate{AtOnce: 512 << 10, PerSecond: 96 << 20}, // so few pieces at once that no key waits long behind them
	SFTP:          sftpd.DefaultLimits,
}

// venueDownloads is how many downloads a venue may have for each that is free.
const venueDownloads = 7

// downloadPiece is how much of a file is written at a time.
const downloadPiece = 32 << 10

// downloads are those that run now. Its fields are under Server.mu, but for the limiter,
// which has its own lock.
type downloads struct {
	all     int
	from    map[string]*downloadSource
	limiter *rate.Limiter
	// ctx ends when the kiosk closes.
	ctx context.Context
	end context.CancelFunc
}

// downloadSource is a source's downloads, and its rate.
type downloadSource struct {
	count   int
	limiter *rate.Limiter
}

func newDownloads(l DownloadLimits) downloads {
	d := downloads{from: map[string]*downloadSource{}, limiter: l.All.limiter()}
	d.ctx, d.end = context.WithCancel(context.Background())
	return d
}

// transfer is one download. Write paces what is sent to its client.
type transfer struct {
	session *session
	source  *downloadSource
	output  *stallWriter
	sent    atomic.Int64
	// ctx ends with the session, and when the kiosk closes.
	ctx    context.Context
	cancel context.CancelFunc
	unhook func() bool
}

// takeDownload begins a download; nil if there may be no more in the kiosk, from its source
// or on its connection, or the kiosk closes.
func (r *session) takeDownload() *transfer {
	s, c := r.server, r.connection
	limits := s.config.Limits.Download
	name := s.layoutSource(c.RemoteAddr())
	s.mu.Lock()
	defer s.mu.Unlock()
	d := &s.downloads
	free := limits.AtOnce - d.all
	if s.closing || free <= 0 {
		return nil
	}
	d.forget()
	source := d.from[name]
	if source == nil {
		source = &downloadSource{limiter: limits.Source.limiter()}
		if c.inVenue() {
			source.limiter = limits.Venue.limiter()
		}
	}
	most := free
	if c.inVenue() {
		most *= venueDownloads
	}
	if source.count >= most || !c.takeDownload(limits) {
		return nil
	}
	d.from[name] = source
	d.all++
	source.count++
	t := &transfer{session: r, source: source, output: newStallWriter(c, r.channel)}
	t.output.piece = downloadPiece
	t.ctx, t.cancel = context.WithCancel(r.ctx)
	t.unhook = context.AfterFunc(d.ctx, t.cancel)
	return t
}

// forget forgets the sources that have no download, and may be sent as much as any.
func (d *downloads) forget() {
	for name, source := range d.from {
		if source.count == 0 && source.limiter.Tokens() >= float64(source.limiter.Burst()) {
			delete(d.from, name)
		}
	}
}

// leave gives back what takeDownload took.
func (t *transfer) leave() {
	t.unhook()
	t.cancel()
	s := t.session.server
	s.mu.Lock()
	defer s.mu.Unlock()
	s.downloads.all--
	t.source.count--
	t.session.connection.leaveDownload()
}

// inVenue reports whether the client comes from a venue.
func (c *connection) inVenue() bool {
	v, ok := c.Conn.(interface{ Venue() bool }) // an admission.Conn
	return ok && v.Venue()
}

// takeDownload takes one of the downloads that a connection may have.
func (c *connection) takeDownload(limits DownloadLimits) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.downloads >= limits.PerConnection {
		return false
	}
	if c.downloadRate == nil {
		c.downloadRate = limits.Connection.limiter()
	}
	c.downloads++
	return true
}

func (c *connection) leaveDownload() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.downloads--
}

// Write sends bytes, no faster than the connection, its source and the kiosk may. The
// error is the context's where the download ended.
func (t *transfer) Write(p []byte) (n int, err error) {
	for n < len(p) {
		piece := p[n:min(n+downloadPiece, len(p))]
		if err := t.pace(len(piece)); err != nil {
			return n, err
		}
		m, err := t.output.Write(piece)
		n += m
		t.sent.Add(int64(m))
		if err != nil {
			return n, err
		}
	}
	return n, nil
}

// pace waits until n bytes may be sent. What comes in meanwhile is bounded as while an
// answer waits.
func (t *transfer) pace(n int) error {
	if err := t.ctx.Err(); err != nil {
		return err
	}
	now, wait := time.Now(), time.Duration(0)
	for _, l := range []*rate.Limiter{t.session.connection.downloadRate, t.source.limiter, t.session.server.downloads.limiter} {
		wait = max(wait, l.ReserveN(now, n).DelayFrom(now))
	}
	if wait <= 0 {
		return nil
	}
	t.session.connection.answers.begin()
	defer t.session.connection.answers.end()
	return sleepUntil(t.ctx, now.Add(wait))
}

// Download begins to take a file away: what is written to to is paced. ok is false if there
// may be no more downloads just now. end has to be called if it is true.
func (r *session) Download() (ctx context.Context, to io.Writer, end func(), ok bool) {
	t := r.takeDownload()
	if t == nil {
		return nil, nil, nil, false
	}
	r.transfer = t
	r.Became(telemetry.Download)
	return t.ctx, t, t.leave, true
}

// requestSFTP answers the request for a subsystem, and serves SFTP if it is that one;
// false if it was not answered.
func (r *session) requestSFTP(agree func(run func(*command.Call) command.Status) bool) bool {
	t := r.takeDownload()
	if t == nil {
		return false
	}
	in := newInbox(r.connection)
	r.transfers.Store(true)
	r.keyboard.Divert(in) // before it is agreed to, so that nothing of what comes then is lost
	if !agree(func(*command.Call) command.Status { return r.serveSFTP(t, in) }) {
		in.close()
		t.leave()
	}
	return true
}

// serveSFTP serves SFTP on a session.
func (r *session) serveSFTP(t *transfer, in *inbox) command.Status {
	defer t.leave()
	defer in.close()
	r.transfer = t
	r.LetGo()
	r.Became(telemetry.Download)
	outcome, err := sftpd.Serve(t.ctx, sftpConn{in, t}, sftpd.Options{
		View:     r.downloads,
		Limits:   r.server.config.Limits.Download.SFTP,
		Opened:   r.Opened,
		Panicked: r.panicked,
	})
	r.refused = outcome.Refused
	if err != nil {
		return command.Failed
	}
	return command.Done
}

// sftpConn is a session's channel as sftpd takes it.
type sftpConn struct {
	*inbox
	*transfer
}

// Close ends what waits to read, and what waits for its turn to write. What waits for the
// client to take it ends by its stall timer.
func (c sftpConn) Close() error {
	c.inbox.close()
	c.transfer.cancel()
	return nil
}

// downloads is what the visitor can take away of the site that is shown now.
func (r *session) downloads() download.View {
	s := r.server
	shown := s.Site()
	tree := s.tree.Load()
	if tree == nil || tree.Site != shown {
		tree = s.makeTree(shown)
	}
	return download.View{Tree: tree, Text: func(p *site.Page) (string, error) { return r.pageText(shown, p) }}
}

// makeTree makes the tree of the site that is shown, once for all who ask at the same time.
func (s *Server) makeTree(shown *site.Site) *download.Tree {
	s.makingTree.Lock()
	defer s.makingTree.Unlock()
	tree := s.tree.Load()
	if tree == nil || tree.Site != shown {
		tree = download.New(download.Options{Site: shown, Content: s.config.Content, Loaded: *s.shown.Load()})
		s.tree.Store(tree)
	}
	return tree
}

// errBusy says that a page could not be laid out now.
var errBusy = errors.New("too many pages are being laid out; try again in a moment")

// pageText is a page as text, as it is for everyone: in English, and in the usual width.
func (r *session) pageText(s *site.Site, p *site.Page) (string, error) {
	var text bytes.Buffer
	english, _ := words.In("en", false)
	layouts := r.server.config.Layouts.For(r.ctx, r.server.layoutSource(r.connection.RemoteAddr()))
	w := plain.NewWriter(&text, plain.Options{Site: s, Layouts: layouts, Words: english})
	w.Page(p)
	if layouts.StandIn() {
		return "", errBusy
	}
	err := w.Flush()
	return text.String(), err
}
