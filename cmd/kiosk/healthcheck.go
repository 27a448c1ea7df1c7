package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"strings"
	"time"

	"hackday.example/kiosk/internal/sshd"
	"hackday.example/kiosk/internal/visitor"
)

// healthcheckTime bounds the whole check.
const healthcheckTime = 5 * time.Second

type healthcheckCommand struct {
	settingsFlags
	listenFlags
	// Without a variable: a kiosk's environment has it for serve, and a check of
	// whether it lives may not begin to fail when it drains.
	Ops string `placeholder:"ADDR" help:"Ask the kiosk's ops port whether it takes newcomers, in place of reading a page: exit 1 while it drains. Give it as the kiosk has it, for example :9090."`
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
		return fmt.Errorf("the kiosk at %s is not well: %w", address, err)
	}
	fmt.Fprintf(std.out, "the kiosk at %s is well: %s\n", address, title)
	return nil
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

// localAddress is where, on this machine, to reach what listens on the address
// that a flag names.
func localAddress(flag, listen, example string) (string, error) {
	host, port, err := net.SplitHostPort(listen)
	if err != nil {
		return "", hint(fmt.Errorf("%s %s is no address: %w", flag, listen, err), "give it as the kiosk has it, for example %s", example)
	}
	if ip := net.ParseIP(host); host == "" || ip != nil && ip.IsUnspecified() {
		// Not "localhost": an empty container has no file that says what it is.
		host = "127.0.0.1"
	}
	return net.JoinHostPort(host, port), nil
}
