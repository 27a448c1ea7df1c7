package main

import (
	"errors"
	"fmt"
	"io/fs"

	"hackday.example/kiosk/internal/hostkey"
)

// hostKeys are the keys that a kiosk serves with. It makes one where there is
// none, unless it must not.
func (c *serveCommand) hostKeys() (keys hostkey.Keys, made bool, err error) {
	if !c.RequireHostKey {
		return hostkey.LoadOrMake(c.Keys)
	}
	keys, err = hostkey.Load(c.Keys)
	return keys, false, noHostKey(c.Keys, err, "put %s there, which kiosk serve makes without --require-host-key; or name the folder with --keys", hostkey.FileName)
}

// noHostKey says of an error that there is no host key, and what to do, if that
// is what it means.
func noHostKey(folder string, err error, format string, args ...any) error {
	if errors.Is(err, fs.ErrNotExist) {
		return hint(fmt.Errorf("there is no host key in %s", folder), format, args...)
	}
	return err
}

type rotateCommand struct {
	settingsFlags
	keysFlags
	Switch bool `help:"Use the next key, which visitors' ssh has learned, and announce the one before it."`
}

// Run makes the next key, or switches to it.
func (c *rotateCommand) Run(std streams) error {
	c.Keys = c.keysFolder()
	c.noteOtherKeys(std.err)
	if c.Switch {
		keys, err := hostkey.Switch(c.Keys)
		if errors.Is(err, hostkey.ErrNoNext) {
			return hint(fmt.Errorf("there is no next host key in %s", c.Keys), "kiosk rotate makes one; announce it for some days before you switch to it")
		}
		if err != nil {
			return c.failed(err)
		}
		fmt.Fprintf(std.out, "the host key is now %s\nrestart the kiosk to use it; the one before, %s.previous, is announced until you delete it\n",
			hostkey.Fingerprint(keys.Current.PublicKey()), hostkey.FileName)
		return nil
	}
	keys, made, err := hostkey.MakeNext(c.Keys)
	if err != nil {
		return c.failed(err)
	}
	what := "there is a next host key already"
	if made {
		what = "made the next host key"
	}
	fmt.Fprintf(std.out, "%s, %s\nwith several kiosks, copy its files to the others, and do not run this there\nrestart the kiosk to announce it, and some days later: kiosk rotate --switch\n",
		what, hostkey.Fingerprint(keys.Next.PublicKey()))
	return nil
}

func (c *rotateCommand) failed(err error) error {
	return noHostKey(c.Keys, err, "there is nothing to rotate: kiosk serve makes a key on its first run; or name the folder with --keys%s", asRoot())
}
