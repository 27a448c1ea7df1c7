package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"strings"
	"time"

	"hackday.example/kiosk/internal/visitor"
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
	title, err := readTitle(ctx, address)
	if err != nil {
		return fmt.Errorf("the kiosk at %s is not well: %w", address, err)
	}
	fmt.Fprintf(std.out, "the kiosk at %s is well: %s\n", address, title)
	return nil
}

// readTitle reads the home page as a visitor does, and returns its first line.
// Whose key the kiosk has does not matter: the question is whether one answers
// on this machine.
func readTitle(ctx context.Context, address string) (string, error) {
	page, err := visitor.Ask(ctx, visitor.Target{Address: address, User: "healthcheck", Wait: visitor.Wait{Patience: healthcheckTime}}, "read")
	if err != nil {
		return "", err
	}
	title, _, _ := strings.Cut(string(page), "\n")
	if title = strings.TrimSpace(title); title == "" {
		return "", errors.New("reading the page: it is empty")
	}
	return title, nil
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
