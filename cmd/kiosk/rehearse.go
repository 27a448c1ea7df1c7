package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"time"

	"github.com/charmbracelet/x/term"

	"hackday.example/kiosk/internal/capacity"
	"hackday.example/kiosk/internal/rehearsal"
)

// rehearseCommand's flags have no variables: a rehearsal is done by hand, and
// its size is no setting of a kiosk.
type rehearseCommand struct {
	Address  string        `arg:"" optional:"" default:"127.0.0.1:2222" name:"HOST:PORT" help:"The kiosk that is visited; it has to be on this machine. (default: ${default})"`
	Visitors int           `default:"100" placeholder:"N" help:"Visitors who are there at once. (default: ${default})"`
	Rate     float64       `default:"20" placeholder:"R" help:"Visitors who come in a second, at most. (default: ${default})"`
	For      time.Duration `default:"30s" placeholder:"D" help:"How long visitors come and stay, for example 90s or 10m; then all leave. (default: ${default})"`
	Every    time.Duration `default:"2s" placeholder:"D" help:"Time between two keys of one visitor, on average. (default: ${default})"`
	JSON     bool          `name:"json" help:"Print the report as JSON."`
	Mine     bool          `name:"i-run-this-server" help:"Allow an address that is not this machine's. Only for a server that you run."`
}

// errUnwell says that the report, which was printed, is not a good one.
var errUnwell = errors.New("not every visitor was served")

// Run plays visitors against a kiosk, and prints what they met.
func (c *rehearseCommand) Run(ctx context.Context, std streams) error {
	address, err := c.target(ctx)
	if err != nil {
		return err
	}
	plan := rehearsal.Plan{
		Address: address, Visitors: c.Visitors, Rate: c.Rate, For: c.For, Every: c.Every,
		Seed: rand.Uint64(),
	}
	if err := plan.Check(); err != nil {
		return hint(err, "kiosk rehearse --help says what the flags take")
	}
	if d := capacity.ConnectionsAllowed(); c.Visitors > d {
		return hint(fmt.Errorf("%d visitors take as many open files, and %d are allowed here", c.Visitors, d),
			"raise the limit with ulimit -n, or rehearse with fewer")
	}
	bar := progressBar{std.err}
	if bar.shown() {
		plan.Progress = bar.draw
	}
	// The first signal has everybody leave, the second ends it at once.
	ctx, stop := signal.NotifyContext(ctx, syscall.SIGINT, syscall.SIGTERM)
	defer stop()
	defer context.AfterFunc(ctx, stop)()
	report, err := rehearsal.Run(ctx, plan)
	if bar.shown() {
		bar.erase()
	}
	if err != nil {
		return err
	}
	s := report.Summary()
	if c.JSON {
		err = s.WriteJSON(std.out)
	} else {
		err = s.WriteTable(std.out)
	}
	switch {
	case err != nil:
		return fmt.Errorf("printing the report: %w", err)
	case s.Well():
		return nil
	case s.Served == 0 && s.HostKey == "" && s.Refused > 0:
		return hint(errUnwell, "is a kiosk running at %s? kiosk healthcheck --listen %[1]s says more", address)
	case s.Refused > 0:
		return hint(errUnwell, "all of them come from one address, like a hall: start the kiosk with --venue and that address, 127.0.0.0/8 for this machine; "+
			"if that was done, it has no room for so many, see --max-sessions")
	case s.Served == 0 && s.Failed == 0:
		return errors.New("nobody came before it was over")
	}
	return errUnwell
}

// target is the address that is gone to: an IP address, so that no name can
// stand for another one later.
func (c *rehearseCommand) target(ctx context.Context) (string, error) {
	host, port, err := net.SplitHostPort(c.Address)
	if err != nil {
		return "", hint(fmt.Errorf("%q is no address of a kiosk: %w", c.Address, err), "give a host and a port, for example 127.0.0.1:2222")
	}
	if host == "" {
		host = "127.0.0.1"
	}
	ips, err := net.DefaultResolver.LookupIPAddr(ctx, host)
	if err != nil {
		return "", fmt.Errorf("looking up %s: %w", host, err)
	}
	for _, ip := range ips {
		mine, err := isMine(ip.IP)
		if err != nil {
			return "", err
		}
		if !mine && !c.Mine {
			return "", hint(fmt.Errorf("%s is not an address of this machine (%s)", host, ip.IP),
				"rehearse on the server itself; or, if you run it, add --i-run-this-server")
		}
	}
	return net.JoinHostPort(ips[0].String(), port), nil
}

// isMine reports whether an address is this machine's.
func isMine(ip net.IP) (bool, error) {
	if ip.IsLoopback() {
		return true, nil
	}
	addresses, err := net.InterfaceAddrs()
	if err != nil {
		return false, fmt.Errorf("asking for this machine's addresses: %w", err)
	}
	for _, a := range addresses {
		if n, ok := a.(*net.IPNet); ok && n.IP.Equal(ip) {
			return true, nil
		}
	}
	return false, nil
}

// progressBar tells on a terminal how a rehearsal is going.
type progressBar struct{ w io.Writer }

const barColumns = 24

func (b progressBar) shown() bool {
	f, ok := b.w.(*os.File)
	return ok && term.IsTerminal(f.Fd())
}

func (b progressBar) draw(p rehearsal.Progress) {
	done := int(barColumns * p.Elapsed / p.Of)
	s := p.Report.Summary()
	fmt.Fprintf(b.w, "\r[%s%s] %v of %v: %d here, %d served, %d refused, %d failed\x1b[K",
		strings.Repeat("#", done), strings.Repeat(".", barColumns-done),
		p.Elapsed.Truncate(time.Second), p.Of, p.Here, s.Served, s.Refused, s.Failed)
}

func (b progressBar) erase() { fmt.Fprint(b.w, "\r\x1b[K") }
