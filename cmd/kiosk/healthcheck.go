package main

import (
	"context"
	"fmt"
	"net"
	"time"

	"hackday.example/kiosk/internal/sshd"
)

// healthcheckTime bounds the whole check.
const healthcheckTime = 5 * time.Second

type healthcheckCommand struct {
	listenFlags
}

// Run reads a page from the kiosk that listens on this machine.
func (c *healthcheckCommand) Run(ctx context.Context, std streams) error {
	ctx, cancel := context.WithTimeout(ctx, healthcheckTime)
	defer cancel()
	address, err := localAddress(c.Listen)
	if err != nil {
		return err
	}
	title, err := sshd.Probe(ctx, address)
	if err != nil {
		return fmt.Errorf("the kiosk at %s is not well: %w", address, err)
	}
	fmt.Fprintf(std.out, "the kiosk at %s is well: %s\n", address, title)
	return nil
}

// localAddress is where, on this machine, to reach what listens on an address.
func localAddress(listen string) (string, error) {
	host, port, err := net.SplitHostPort(listen)
	if err != nil {
		return "", hint(fmt.Errorf("--listen %s is no address: %w", listen, err), "give it as the kiosk has it, for example :2222")
	}
	if ip := net.ParseIP(host); host == "" || ip != nil && ip.IsUnspecified() {
		// Not "localhost": an empty container has no file that says what it is.
		host = "127.0.0.1"
	}
	return net.JoinHostPort(host, port), nil
}
