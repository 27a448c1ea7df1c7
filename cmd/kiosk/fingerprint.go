package main

import (
	"errors"
	"fmt"
	"io/fs"

	"hackday.example/kiosk/internal/hostkey"
)

type fingerprintCommand struct {
	keysFlags
}

// Run prints the fingerprint of the key that is there; it makes none.
func (c *fingerprintCommand) Run(std streams) error {
	key, err := hostkey.Load(c.Keys)
	if errors.Is(err, fs.ErrNotExist) {
		return hint(fmt.Errorf("there is no host key in %s", c.Keys), "kiosk serve makes one on its first run; or name the folder with --keys")
	}
	if err != nil {
		return err
	}
	fmt.Fprintln(std.out, hostkey.Fingerprint(key.PublicKey()))
	return nil
}
