package sshd_test

import (
	"io"
	"runtime"
	"testing"
	"time"
	"weak"

	"golang.org/x/crypto/ssh"

	"hackday.example/kiosk/internal/kiosktest"
	"hackday.example/kiosk/internal/site"
	"hackday.example/kiosk/internal/sshd"
)

// shownAgain shows the pages of a folder anew, as after an edit that changed them all, and
// returns the site, weakly.
func (l library) shownAgain(t *testing.T, k *kiosktest.Kiosk) weak.Pointer[site.Site] {
	t.Helper()
	shown := l.site(t)
	k.Server.Show(shown)
	return weak.Make(shown)
}

// TestNobodyHoldsAnOldSite has each kind of session last while the pages are replaced twice:
// a site may take a hundred megabytes, and whoever comes before each edit would take as many
// again.
func TestNobodyHoldsAnOldSite(t *testing.T) {
	l := newLibrary(t, 3_000_000)
	exec := func(line string) func(*testing.T, ssh.Channel) {
		return func(t *testing.T, channel ssh.Channel) { request(t, channel, "exec", struct{ Line string }{line}) }
	}
	terminal := func(line string) func(*testing.T, ssh.Channel) {
		return func(t *testing.T, channel ssh.Channel) {
			request(t, channel, "pty-req", ptyRequest{Term: "xterm", Columns: 80, Rows: 24})
			if line == "" {
				request(t, channel, "shell", nil)
			} else {
				exec(line)(t, channel)
			}
		}
	}
	for name, begin := range map[string]func(*testing.T, ssh.Channel){
		"a reader":          terminal(""),
		"a reader of lines": terminal("linear"),
		"a lobby":           terminal("lobby"),
		"a doctor":          terminal("doctor"),
		"scp, not answered": exec("scp -r -f assets"),
		"get, not read":     exec("get " + slides),
		"a listing by SFTP": func(t *testing.T, channel ssh.Channel) {
			request(t, channel, "subsystem", struct{ Name string }{"sftp"})
			const initialize, openFolder = "\x00\x00\x00\x05\x01\x00\x00\x00\x03", "\x00\x00\x00\x0a\x0b\x00\x00\x00\x01\x00\x00\x00\x01/"
			if _, err := io.WriteString(channel, initialize+openFolder); err != nil {
				t.Fatal(err)
			}
			answers := make([]byte, 13)
			for range 2 { // to each of them
				if _, err := io.ReadAtLeast(channel, answers, 4); err != nil {
					t.Fatal(err)
				}
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			k := l.serve(t, sshd.Limits{})
			old := l.shownAgain(t, k)
			begin(t, open(t, k.Dial(t)))
			kiosktest.Settle(t, "the session", 10*time.Second, func() bool { return k.Server.Sessions() == 1 })
			l.shownAgain(t, k)
			l.shownAgain(t, k)
			kiosktest.Settle(t, "the end of the old site", 10*time.Second, func() bool {
				runtime.GC()
				return old.Value() == nil
			})
		})
	}
}
