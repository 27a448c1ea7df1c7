package main

import (
	"os"
	"path/filepath"
	"runtime"
	"strings"
)

// stateFlags say where the kiosk keeps what it needs after a restart: a host key that it
// made, and the last good site.
type stateFlags struct {
	State string `env:"KIOSK_STATE" sample:"/var/lib/kiosk" placeholder:"DIR" help:"Folder of what the kiosk keeps over a restart. (default: the state folder that systemd gives, /var/lib/kiosk for root, or else kiosk in that of the user)"`
}

// folder is where state is kept; empty where there is no such place. It is the folder that
// systemd gives the kiosk (systemd.exec(5), StateDirectory=), or /var/lib/kiosk for root,
// or else that of the user, as the XDG Base Directory Specification has it. It may not be
// there yet.
func (f stateFlags) folder() string {
	if f.State != "" {
		return f.State
	}
	if given := givenFolder("STATE_DIRECTORY"); given != "" {
		return given
	}
	if os.Geteuid() == 0 {
		return "/var/lib/kiosk"
	}
	if runtime.GOOS == "windows" {
		if user := os.Getenv("LocalAppData"); filepath.IsAbs(user) {
			return filepath.Join(user, "kiosk", "state")
		}
		return ""
	}
	if user := os.Getenv("XDG_STATE_HOME"); filepath.IsAbs(user) { // a relative one is to be ignored
		return filepath.Join(user, "kiosk")
	}
	if home, err := os.UserHomeDir(); err == nil && filepath.IsAbs(home) {
		return filepath.Join(home, ".local", "state", "kiosk")
	}
	return ""
}

// givenFolder is the first folder that systemd gives the kiosk by a variable such as
// STATE_DIRECTORY (systemd.exec(5)); empty where it gives none.
func givenFolder(variable string) string {
	first, _, _ := strings.Cut(os.Getenv(variable), ":")
	return first
}
