package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"

	"golang.org/x/crypto/ssh"
	"golang.org/x/crypto/ssh/knownhosts"

	"hackday.example/kiosk/internal/rehearsal"
)

// logIn logs in as an organiser to the kiosk that is in service, which then takes part.
func (c *rehearseCommand) logIn(ctx context.Context, address string, mine bool) (*rehearsal.Organiser, error) {
	identity := rehearsal.Identity{File: c.Identity, Agent: os.Getenv("SSH_AUTH_SOCK")}
	if home, err := os.UserHomeDir(); err == nil {
		identity.Folder = filepath.Join(home, ".ssh")
	}
	keys, done, err := identity.Keys()
	if missing := (*rehearsal.KeyError)(nil); errors.As(err, &missing) {
		return nil, hint(err, "%s", missing.Fix)
	}
	if err != nil {
		return nil, err
	}
	defer func() { _ = done.Close() }()
	login := rehearsal.Login{Address: address, Name: c.Address, Keys: keys}
	if !mine { // nobody stands between this machine and itself
		if login.HostKey, err = knownHosts(identity.Folder); err != nil {
			return nil, err
		}
	}
	organiser, err := rehearsal.LogIn(ctx, login)
	if err != nil {
		return nil, c.refused(ctx, address, err, keys)
	}
	return organiser, nil
}

// knownHosts are the host keys that this user and this machine know, as ssh has them.
func knownHosts(folder string) (ssh.HostKeyCallback, error) {
	var files []string
	for _, path := range []string{filepath.Join(folder, "known_hosts"), "/etc/ssh/ssh_known_hosts"} {
		if _, err := os.Stat(path); err == nil {
			files = append(files, path)
		} else if !errors.Is(err, fs.ErrNotExist) {
			return nil, fmt.Errorf("reading the known hosts: %w", err)
		}
	}
	known, err := knownhosts.New(files...)
	if err != nil {
		return nil, fmt.Errorf("reading the known hosts: %w", err)
	}
	return known, nil
}

// anotherPort is how a kiosk at another port is rehearsed.
const anotherPort = "kiosk rehearse --installed HOST:PORT goes to another"

// refused says why an organiser was not let in, and what to do. A kiosk lets visitors in
// where it refuses organisers, which tells it from the machine's sshd.
func (c *rehearseCommand) refused(ctx context.Context, address string, err error, keys []ssh.Signer) error {
	var key *knownhosts.KeyError
	var revoked *knownhosts.RevokedError
	login := asksForLogin(err)
	if login {
		_, visiting := readTitle(ctx, address)
		login = asksForLogin(visiting)
	}
	switch {
	case login:
		return hint(fmt.Errorf("no kiosk answers at %s", c.Address), ownSSHD+"The first lines of the kiosk name its port; "+anotherPort)
	case errors.As(err, &key) && len(key.Want) == 0:
		return hint(fmt.Errorf("the host key of %s is not among those that you know", c.Address),
			"log in there once by ssh as organiser, and compare the fingerprint that it asks about with that of the poster or of kiosk fingerprint; then rehearse again")
	case errors.As(err, &key):
		return hint(fmt.Errorf("%s has another host key than line %d of %s", c.Address, key.Want[0].Line, key.Want[0].Filename),
			"see that this is your kiosk: compare with kiosk fingerprint on the server; if it is, remove that line")
	case errors.As(err, &revoked):
		return hint(fmt.Errorf("the host key of %s is revoked: line %d of %s", c.Address, revoked.Revoked.Line, revoked.Revoked.Filename),
			"see that this is your kiosk; if it is, it needs a new host key")
	case errors.Is(err, rehearsal.ErrNotOrganiser):
		shown := ""
		for _, k := range keys {
			shown += "\n  " + ssh.FingerprintSHA256(k.PublicKey())
		}
		return hint(fmt.Errorf("the kiosk at %s let no organiser in by the keys that it was shown:%s", c.Address, shown),
			"add the line of the .pub file to the file %q beside its host key; it is read at once, and kiosk check --keys says what is wrong with it. Another key: --identity FILE", organisersFile)
	case errors.Is(err, rehearsal.ErrNoGrant):
		return hint(err, "a kiosk that is older than this one cannot; else wait until the other rehearsal is over")
	case errors.Is(err, syscall.ECONNREFUSED):
		return hint(fmt.Errorf("nobody listens at %s", c.Address),
			"is the kiosk running, and is that its port? Its first lines name it; "+anotherPort)
	}
	return hint(err, "kiosk healthcheck --listen %s says whether a kiosk answers there", c.Address)
}
