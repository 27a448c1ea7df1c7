package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"

	"hackday.example/kiosk/internal/files"
	"hackday.example/kiosk/internal/hostkey"
)

// keysName is what a folder of keys is called where none is named.
const keysName = "keys"

// keysFiles are the files of a keys folder that make it one.
var keysFiles = []string{organisersFile, hostkey.FileName, hostkey.NextFileName, hostkey.PreviousFileName}

// keysFlags say where the host key is.
type keysFlags struct {
	Keys string `env:"KIOSK_KEYS" sample:"/var/lib/kiosk/keys" placeholder:"DIR" help:"Folder of the host key, ssh_host_ed25519_key, and of the organisers' keys. (default: keys in the current folder, if it holds a key; else keys in the folder of --state)"`
	stateFlags
}

// keysFolder is the folder of the keys: the one that is named; or else the first that
// holds any, of keys in the current folder and keys in the state folder; or else the first
// of the two that can be: the one in the current folder has to be there already.
func (f keysFlags) keysFolder() string {
	switch {
	case f.Keys != "":
		return f.Keys
	case holdsKeys(keysName) || f.stateFlags.folder() == "":
		return keysName
	case holdsKeys(f.stateKeys()) || !isFolder(keysName):
		return f.stateKeys()
	}
	return keysName
}

// stateKeys is the keys folder in the state folder.
func (f keysFlags) stateKeys() string { return filepath.Join(f.stateFlags.folder(), keysName) }

// holdsKeys reports whether a folder holds keys, or may: one that this user may not look
// into.
func holdsKeys(folder string) bool {
	if !isFolder(folder) {
		return false
	}
	for _, name := range keysFiles {
		if _, err := os.Lstat(filepath.Join(folder, name)); !errors.Is(err, fs.ErrNotExist) {
			return true
		}
	}
	return false
}

// isFolder reports whether there is a folder, or may be: in one that this user may not
// look into.
func isFolder(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.IsDir() || errors.Is(err, fs.ErrPermission)
}

// loadKeys reads the host keys of the folder, which Keys names from then on.
func (f *keysFlags) loadKeys(notes io.Writer) (hostkey.Keys, error) {
	f.Keys = f.keysFolder()
	f.noteOtherKeys(notes)
	return hostkey.Load(f.Keys)
}

// noteOtherKeys says that there are keys in the state folder too, where those in the
// current folder are used. What is meant may be either.
func (f keysFlags) noteOtherKeys(w io.Writer) {
	other := f.stateKeys()
	if f.Keys != keysName || f.stateFlags.folder() == "" || absolute(f.Keys) == other || !isFolder(other) {
		return
	}
	if _, err := os.Lstat(filepath.Join(other, hostkey.FileName)); err == nil {
		fmt.Fprintf(w, "kiosk: this is the host key in %s; there is one in %[2]s too, which --keys %[2]s means\n", absolute(f.Keys), files.Quote(other))
	}
}

// serviceState is the state folder of a kiosk that the machine runs as a service, which
// root alone may look into.
const serviceState = "/var/lib/kiosk"

// asRoot is what to do in addition where no key is found, and the machine may run a kiosk
// as a service.
func asRoot() string {
	if _, err := os.Lstat(serviceState); err != nil || os.Geteuid() == 0 || runtime.GOOS == "windows" {
		return ""
	}
	return "; or, for the key of the service on this machine, run this as root"
}

// absolute is a path from the root on, as far as that is known.
func absolute(path string) string {
	if whole, err := filepath.Abs(path); err == nil {
		return whole
	}
	return path
}

// findKeys names the folder of the keys in c.Keys. It is never in the folder of pages:
// what is there is published, and generators empty it. Nor is the state folder.
func (c *serveCommand) findKeys() error {
	state, named := c.stateFlags.folder(), c.Keys != ""
	if state != "" && c.amongPages(state) {
		return hint(fmt.Errorf("the state folder %s is in the folder of the pages", state), "name one elsewhere with --state, for what the kiosk keeps over a restart")
	}
	c.Keys = c.keysFolder()
	if !c.amongPages(c.Keys) {
		return nil
	}
	inside := fmt.Errorf("the keys folder %s is in the folder of the pages, and might be published with them", absolute(c.Keys))
	switch {
	case named || state == "":
		return hint(inside, "move it elsewhere, and name it with --keys")
	case holdsKeys(c.Keys) && isFolder(c.stateKeys()):
		return hint(inside, "move it elsewhere, and name it with --keys; there is a keys folder %s too", c.stateKeys())
	case holdsKeys(c.Keys):
		return hint(inside, "move it: mkdir -p %s && mv %s %s", files.Quote(state), files.Quote(absolute(c.Keys)), files.Quote(c.stateKeys()))
	}
	c.Keys = c.stateKeys() // the other is a folder of pages
	return nil
}

// amongPages reports whether a folder is in that of the pages, by its name or where links
// lead.
func (c *serveCommand) amongPages(folder string) bool {
	return c.Content != "" && inside(c.Content, folder)
}

// inside reports whether a folder is another or in it, by its name or where links lead.
func inside(folder, other string) bool {
	_, byName := within(folder, other)
	_, byLinks := within(files.Resolve(folder), files.Resolve(other))
	return byName || byLinks
}
