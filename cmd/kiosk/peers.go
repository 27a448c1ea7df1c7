package main

import (
	"context"

	"golang.org/x/crypto/ssh"

	"hackday.example/kiosk/internal/peers"
	"hackday.example/kiosk/internal/replica"
)

// group are the kiosks that are one with this one; nil where --peers names none.
func (k *kiosk) group() (*peers.Group, error) {
	if len(k.Peers) == 0 {
		return nil, nil
	}
	return peers.New(peers.Options{
		Addresses: k.Peers,
		Keys:      append([]ssh.Signer{k.keys.Current}, k.keys.Announced()...),
		Proxies:   prefixes(k.Proxy),
		Board:     k.board,
		Perform:   func(ctx context.Context, op replica.Operation) replica.Report { return k.server.Perform(ctx, op) },
		Log:       k.log,
	})
}
