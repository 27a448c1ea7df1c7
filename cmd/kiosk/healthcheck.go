package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"strings"
	"time"

	"hackday.example/kiosk/internal/clean"
	"hackday.example/kiosk/internal/sshd"
	"hackday.example/kiosk/internal/visitor"
)

// healthcheckTime bounds the whole check.
const healthcheckTime = 5 * time.Second

type healthcheckCommand struct {
	settingsFlags
	Listen string `env:"KIOSK_LISTEN" default:"${listen}" placeholder:"ADDR" help:"Where the kiosk listens, as kiosk serve has it: :22, 192.0.2.1:22. Without a host the check connects to 127.0.0.1. (default: ${default})"`
	// Without a variable: a kiosk's environment has it for serve, and a check of
	// whether it lives may not begin to fail when it drains.
	Ops string `placeholder:"ADDR" help:"Ask the kiosk's ops port whether it takes newcomers, in place of reading a page: exit 1 while it drains. Give it as the kiosk has it, for example :9090."`
}

// Help is what "kiosk healthcheck --help" says beside its flags.
func (healthcheckCommand) Help() string {
	return `It connects to the kiosk over SSH, as a visitor does, and asks for the home page as text. It needs no key, looks at no host key, and is not counted among the visitors when it comes from the kiosk's own machine. All of it may take 5 seconds.

With --ops it asks /readyz of the ops port over HTTP instead, and reads no page.

Exit status: 0 if the kiosk is well, whose page's title is printed; 1 if it is not, with the reason; 2 if the flags were not understood.`
}

// Run reads a page from the kiosk that listens on this machine, or asks its ops
// port.
func (c *healthcheckCommand) Run(ctx context.Context, std streams) error {
	ctx, cancel := context.WithTimeout(ctx, healthcheckTime)
	defer cancel()
	if c.Ops != "" {
		return c.askOps(ctx, std)
	}
	address, err := localAddress("--listen", c.Listen, ":2222")
	if err != nil {
		return err
	}
	title, err := readTitle(ctx, address)
	if err != nil {
		return unwell(address, err)
	}
	fmt.Fprintf(std.out, "the kiosk at %s is well: %s\n", address, title)
	return nil
}

// ownSSHD says who it is that asks for a login, before what to do.
const ownSSHD = "what answers there asks for a login, which no kiosk does: most likely it is the machine's own sshd. "

// asksForLogin reports whether an error is that of a server which lets no visitor in.
func asksForLogin(err error) bool {
	return err != nil && strings.Contains(err.Error(), "unable to authenticate") // x/crypto/ssh has no error for it
}

// unwell says why a kiosk is not well, and what to do.
func unwell(address string, err error) error {
	said := fmt.Errorf("the kiosk at %s is not well: %w", address, err)
	switch {
	case errors.Is(err, visitor.ErrNobody):
		return hint(said, "is the kiosk running, and is that its port? Its first lines name it; give the check the same --listen as the kiosk, for example --listen :22")
	case errors.Is(err, visitor.ErrClosed):
		return hint(said, "either that is no kiosk, or it refuses this machine, as it does where too many connections come from one address; its log says which")
	case errors.Is(err, visitor.ErrSilent):
		return hint(said, "it hangs, or has too much to do; its log says more, with systemd: journalctl -u kiosk")
	case asksForLogin(err):
		return hint(said, ownSSHD+"Give the check the same --listen as the kiosk")
	}
	return hint(said, "its log says more, with systemd: journalctl -u kiosk; or something else than a kiosk answers there")
}

// askOps asks the ops port whether the kiosk takes newcomers.
func (c *healthcheckCommand) askOps(ctx context.Context, std streams) error {
	address, err := localAddress("--ops", c.Ops, ":9090")
	if err != nil {
		return err
	}
	if err := askReady(ctx, address); err != nil {
		return fmt.Errorf("the kiosk at %s takes no newcomers: %w", address, err)
	}
	fmt.Fprintf(std.out, "the kiosk at %s takes newcomers\n", address)
	return nil
}

// readTitle reads the home page as a visitor does, and returns its first line.
// Whose key the kiosk has does not matter: the question is whether one answers
// on this machine.
func readTitle(ctx context.Context, address string) (string, error) {
	page, err := visitor.Ask(ctx, visitor.Target{Address: address, User: sshd.HealthcheckUser, Wait: visitor.Wait{Patience: healthcheckTime}}, "read")
	if err != nil {
		return "", err
	}
	title, _, _ := strings.Cut(string(page), "\n")
	if title = strings.TrimSpace(title); title == "" {
		return "", errors.New("reading the page: it is empty")
	}
	return title, nil
}

// isPort says by its error that there is no such TCP port to go to, by number or by name.
func isPort(port string) error {
	if n, err := net.LookupPort("tcp", port); err != nil || n == 0 {
		return fmt.Errorf("there is no port %s; ports are numbers from 1 to 65535", clean.Quote(port))
	}
	return nil
}

// localAddress is where, on this machine, to reach what listens on the address
// that a flag names.
func localAddress(flag, listen, example string) (string, error) {
	host, port, err := net.SplitHostPort(listen)
	if err != nil {
		return "", hint(fmt.Errorf("%s %s is no address: %w", flag, listen, err), "give it as the kiosk has it, for example %s", example)
	}
	if err := isPort(port); err != nil {
		return "", hint(fmt.Errorf("%s %s: %w", flag, listen, err), "give it as the kiosk has it, for example %s", example)
	}
	if ip := net.ParseIP(host); host == "" || ip != nil && ip.IsUnspecified() {
		// Not "localhost": an empty container has no file that says what it is.
		host = "127.0.0.1"
	}
	return net.JoinHostPort(host, port), nil
}
