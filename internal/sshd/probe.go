package sshd

import (
	"context"
	"errors"
	"fmt"
	"net"
	"strings"

	gossh "golang.org/x/crypto/ssh"
)

// Probe connects to a kiosk as a visitor does and reads its home page. It
// returns the page's first line, or why there is none. ctx bounds all of it.
func Probe(ctx context.Context, address string) (firstLine string, err error) {
	var d net.Dialer
	conn, err := d.DialContext(ctx, "tcp", address)
	if err != nil {
		return "", fmt.Errorf("connecting: %w", err)
	}
	defer func() { _ = conn.Close() }()
	defer context.AfterFunc(ctx, func() { _ = conn.Close() })()

	// Whose key it is does not matter: the question is whether a kiosk answers
	// on this machine.
	c, channels, requests, err := gossh.NewClientConn(conn, address, &gossh.ClientConfig{
		User:            "healthcheck",
		HostKeyCallback: gossh.InsecureIgnoreHostKey(), //nolint:gosec // see above
	})
	if err != nil {
		return "", explain(ctx, "making the SSH handshake", err)
	}
	client := gossh.NewClient(c, channels, requests)
	defer func() { _ = client.Close() }()
	session, err := client.NewSession()
	if err != nil {
		return "", explain(ctx, "opening a session", err)
	}
	page, err := session.Output("read")
	if err != nil {
		return "", explain(ctx, "reading the page", err)
	}
	firstLine, _, _ = strings.Cut(string(page), "\n")
	if strings.TrimSpace(firstLine) == "" {
		return "", errors.New("reading the page: it is empty")
	}
	return firstLine, nil
}

// explain says what was being done when an error came, and that the time was
// up if that is why.
func explain(ctx context.Context, doing string, err error) error {
	if ctx.Err() != nil {
		err = ctx.Err()
	}
	return fmt.Errorf("%s: %w", doing, err)
}
