package sshd_test

import (
	"testing"
	"time"

	"golang.org/x/crypto/ssh"

	"hackday.example/kiosk/internal/admission"
	"hackday.example/kiosk/internal/kiosktest"
	"hackday.example/kiosk/internal/replica"
	"hackday.example/kiosk/internal/sshd"
)

// FuzzReplicaRequests has a visitor and a peer make one request each, over connections of
// their own: only the peer's is answered, if it is a peer's request within its bound.
func FuzzReplicaRequests(f *testing.F) {
	f.Add(replica.Request, []byte("{}"), true)
	f.Add(replica.Request, []byte{}, true)
	f.Add(replica.Request, []byte(noMessage), true)
	f.Add(replica.Request, make([]byte, replica.MaxMessage), true)
	f.Add(replica.Request, make([]byte, replica.MaxMessage+1), true)
	f.Add(replica.Request, []byte("{}"), false)
	f.Add(replica.Request+"\x00", []byte("{}"), true)
	f.Add("hostkeys-prove-00@openssh.com", []byte("\x00\x00\x00\x01x"), true)
	f.Add("keepalive@openssh.com", []byte{}, true)
	d := &desk{answer: []byte("an answer")}
	often := admission.DefaultLimits() // two connections for each input
	often.Source.Every, often.Source.Burst = time.Microsecond, 1<<20
	k := kiosktest.StartKiosk(f, kiosktest.KioskOptions{Admission: often, Configure: func(c *sshd.Config) { c.Peers = d }})
	key, err := ssh.NewSignerFromKey(kiosktest.HostKey())
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, name string, payload []byte, reply bool) {
		if len(name) > 1000 || len(payload) > replica.MaxMessage+1000 {
			return
		}
		for _, user := range []string{"visitor", replica.User} {
			c, err := dialUser(t, k, user, "127.0.0.1", key)
			if err != nil {
				t.Fatal(err)
			}
			before := len(d.sizes())
			ok, answer, _ := c.SendRequest(name, reply, payload)
			_, _, _ = c.SendRequest("keepalive@openssh.com", true, nil) // comes after it, if anything does
			_ = c.Close()
			handed := len(d.sizes()) - before
			want := 0
			if user == replica.User && name == replica.Request && reply && len(payload) <= replica.MaxMessage {
				want = 1
			}
			if handed != want || ok && string(answer) == "an answer" && want == 0 {
				t.Errorf("%s's request %q of %d bytes was handed on %d times, and answered with %q", user, name, len(payload), handed, answer)
			}
		}
	})
}
