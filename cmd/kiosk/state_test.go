package main

import (
	"os"
	"runtime"
	"testing"
)

func TestWhereStateIsKept(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("Windows has a folder of its own for it")
	}
	for _, tt := range []struct {
		name, flag, systemd, xdg, home, want, root string
	}{
		{"the flag", "/flag", "/systemd", "/xdg", "/home/x", "/flag", "/flag"},
		{"systemd", "", "/systemd", "/xdg", "/home/x", "/systemd", "/systemd"},
		{"systemd's first", "", "/systemd:/other", "/xdg", "/home/x", "/systemd", "/systemd"},
		{"XDG", "", "", "/xdg", "/home/x", "/xdg/kiosk", "/var/lib/kiosk"},
		{"XDG that is not absolute", "", "", "xdg", "/home/x", "/home/x/.local/state/kiosk", "/var/lib/kiosk"},
		{"the user", "", "", "", "/home/x", "/home/x/.local/state/kiosk", "/var/lib/kiosk"},
		{"nobody", "", "", "", "", "", "/var/lib/kiosk"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Setenv("STATE_DIRECTORY", tt.systemd)
			t.Setenv("XDG_STATE_HOME", tt.xdg)
			t.Setenv("HOME", tt.home)
			want := tt.want
			if os.Geteuid() == 0 {
				want = tt.root
			}
			if got := (stateFlags{State: tt.flag}).folder(); got != want {
				t.Errorf("state is kept in %q, want %q", got, want)
			}
		})
	}
}
