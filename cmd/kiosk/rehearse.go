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
	"hackday.example/kiosk/internal/grant"
	"hackday.example/kiosk/internal/rehearsal"
	"hackday.example/kiosk/internal/words"
)

// rehearseCommand's flags have no variables: a rehearsal is done by hand, and
// its size is no setting of a kiosk.
type rehearseCommand struct {
	Address   string        `arg:"" optional:"" name:"HOST:PORT" help:"The kiosk that is visited; it has to be on this machine, unless an organiser's key is taken there. (default: 127.0.0.1:2222; with --installed 127.0.0.1:22)"`
	Visitors  int           `default:"100" placeholder:"N" help:"Visitors who are there at once. (default: ${default})"`
	Rate      float64       `default:"20" placeholder:"R" help:"Visitors who come in a second, at most. (default: ${default})"`
	For       time.Duration `default:"30s" placeholder:"D" help:"How long visitors come and stay, for example 90s or 10m; then all leave. (default: ${default})"`
	Every     time.Duration `default:"2s" placeholder:"D" help:"Time between two keys of one visitor, on average. (default: ${default})"`
	JSON      bool          `name:"json" help:"Print the report as JSON."`
	Installed bool          `help:"Rehearse the kiosk that is in service: log in as an organiser, so that it takes this machine for a venue while this runs, and counts none of these visits."`
	Identity  string        `short:"i" placeholder:"FILE" help:"The organiser's key for --installed, as ssh has -i. (default: the keys of the SSH agent, and those in ~/.ssh)"`
	Mine      bool          `name:"i-run-this-server" help:"Allow an address that is not this machine's. Only for a server that you run."`
}

// errUnwell says that the report, which was printed, is not a good one.
var errUnwell = errors.New("not every visitor was served")

// Run plays visitors against a kiosk, and prints what they met.
func (c *rehearseCommand) Run(ctx context.Context, std streams) error {
	if c.Identity != "" {
		c.Installed = true
	}
	if c.Address == "" {
		c.Address = "127.0.0.1:2222"
		if c.Installed {
			c.Address = "127.0.0.1:22"
		}
	}
	address, mine, err := c.target(ctx)
	if err != nil {
		return err
	}
	plan := rehearsal.Plan{
		Address: address, Visitors: c.Visitors, Rate: c.Rate, For: c.For, Every: c.Every,
		Seed: rand.Uint64(),
	}
	if err := c.check(plan); err != nil {
		return err
	}
	var organiser *rehearsal.Organiser
	if c.Installed {
		if organiser, err = c.logIn(ctx, address, mine); err != nil {
			return err
		}
		plan.User, plan.HostKey, plan.Organiser = organiser.Grant.User, organiser.HostKey, organiser
		if n := organiser.Grant.Sessions; n > 0 {
			fmt.Fprintf(std.err, "kiosk: %s there now, and shares the kiosk with this rehearsal\n", words.Counted(n, "visitor is", "visitors are"))
		}
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
	}
	return errUnwell
}

// check says why a plan cannot be played here.
func (c *rehearseCommand) check(plan rehearsal.Plan) error {
	if err := plan.Check(); err != nil {
		return hint(err, "kiosk rehearse --help says what the flags take")
	}
	if d := capacity.ConnectionsAllowed(); c.Visitors > d {
		return hint(fmt.Errorf("%d visitors take as many open files, and %d are allowed here", c.Visitors, d),
			"raise the limit with ulimit -n, or rehearse with fewer")
	}
	if longest := grant.Longest - time.Minute; c.Installed && c.For > longest {
		return hint(fmt.Errorf("--for %v is longer than a kiosk in service lets anyone rehearse, which is %v", c.For, longest),
			"rehearse more than once; or rehearse a kiosk of your own, without --installed")
	}
	return nil
}

// target is the address that is gone to: an IP address, so that no name can
// stand for another one later. mine is whether it is this machine's. Of another
// machine the organiser has to say that they run it, or to have an organiser's
// key there.
func (c *rehearseCommand) target(ctx context.Context) (address string, mine bool, err error) {
	host, port, err := net.SplitHostPort(c.Address)
	if err == nil {
		err = isPort(port)
	}
	if err != nil {
		return "", false, hint(fmt.Errorf("%q is no address of a kiosk: %w", c.Address, err), "give a host and a port, for example 127.0.0.1:2222")
	}
	if host == "" {
		host = "127.0.0.1"
		c.Address = net.JoinHostPort(host, port)
	}
	ips, err := net.DefaultResolver.LookupIPAddr(ctx, host)
	if err != nil {
		return "", false, fmt.Errorf("looking up %s: %w", host, err)
	}
	mine = true
	for _, ip := range ips {
		its, err := isMine(ip.IP)
		if err != nil {
			return "", false, err
		}
		mine = mine && its
		if !its && !c.Mine && !c.Installed {
			name := host
			if its := ip.IP.String(); its != host {
				name += ", " + its + ","
			}
			return "", false, hint(fmt.Errorf("%s is not an address of this machine", name),
				"rehearse on the server itself; with --installed, if you have an organiser's key there; or, if you run it, add --i-run-this-server")
		}
	}
	return net.JoinHostPort(ips[0].String(), port), mine, nil
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
