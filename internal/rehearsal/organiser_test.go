package rehearsal

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"encoding/pem"
	"errors"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/crypto/ssh"
	"golang.org/x/crypto/ssh/agent"

	"hackday.example/kiosk/internal/admission"
	"hackday.example/kiosk/internal/clean"
	"hackday.example/kiosk/internal/grant"
	"hackday.example/kiosk/internal/kiosktest"
	"hackday.example/kiosk/internal/sshd"
	"hackday.example/kiosk/internal/visitor"
)

// aKey is a new key.
func aKey(t *testing.T) (private ed25519.PrivateKey, signer ssh.Signer) {
	t.Helper()
	_, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	if signer, err = ssh.NewSignerFromKey(private); err != nil {
		t.Fatal(err)
	}
	return private, signer
}

func save(t *testing.T, path string, text []byte) string {
	t.Helper()
	if err := os.WriteFile(path, text, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// inService is a kiosk that knows no venue, lets three connections of a source in, and
// has an organiser.
func inService(t *testing.T, limits sshd.Limits) (*kiosktest.Kiosk, Login) {
	t.Helper()
	_, key := aKey(t)
	file := save(t, filepath.Join(t.TempDir(), "organisers"), ssh.MarshalAuthorizedKey(key.PublicKey()))
	gate := admission.DefaultLimits()
	gate.Source.AtOnce = 3
	k := kiosktest.StartKiosk(t, kiosktest.KioskOptions{
		Admission: gate, Limits: limits, Configure: func(c *sshd.Config) { c.OrganiserKeys = file },
	})
	return k, Login{Address: k.Address, Name: k.Address, Keys: []ssh.Signer{key}}
}

func logInTo(t *testing.T, l Login) *Organiser {
	t.Helper()
	o, err := LogIn(t.Context(), l)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = o.client.Close() })
	return o
}

// read has somebody read the home page under a name, from an address of this machine.
func read(t *testing.T, k *kiosktest.Kiosk, user, from string) {
	t.Helper()
	to := visitor.Target{Address: k.Address, User: user, Wait: patient, From: net.ParseIP(from)}
	if _, err := visitor.Ask(t.Context(), to, "read"); err != nil {
		t.Fatal(err)
	}
}

func TestAnOrganisersRehearsalIsServedAsAVenueAndCountedByItself(t *testing.T) {
	k, login := inService(t, sshd.Limits{})
	o := logInTo(t, login)
	if g := o.Grant; g.Source != "127.0.0.1" || g.Venue || g.Sessions != 0 || g.Readers != sshd.DefaultLimits.Readers || g.Seconds != 900 {
		t.Errorf("the grant is %+v", g)
	}
	p := plan(k)
	p.For, p.Organiser, p.User, p.HostKey = time.Second, o, o.Grant.User, o.HostKey
	most := 0
	p.Progress = func(Progress) { most = max(most, k.Metrics.Tally().Rehearsing) }
	report, err := Run(context.Background(), p)
	if err != nil {
		t.Fatal(err)
	}
	s := report.Summary()
	if !s.Well() || s.Served < 8 {
		t.Errorf("%+v", s)
	}
	if got := strings.Join(s.Verdict, "\n"); !strings.HasPrefix(got, "8 of 8 visitors were served; each saw the page within ") ||
		!strings.Contains(got, "the kiosk treated 127.0.0.1 as a venue") || len(s.Verdict) != 2 {
		t.Errorf("the verdict is\n%s", got)
	}
	tally := k.Metrics.Tally()
	if tally.Today != 0 || tally.Peak != 0 || tally.Now != 0 || len(tally.Pages)+len(tally.Resources) != 0 || most == 0 {
		t.Errorf("counted were %+v, and %d of the rehearsal at once", tally, most)
	}
	if log := k.Log(); !strings.Contains(log, "kind=rehearsal") || strings.Contains(log, "kind=reader") || strings.Contains(log, o.Grant.User) ||
		!strings.Contains(log, `msg="a rehearsal is over" visits=8`) {
		t.Errorf("the log is\n%s", log)
	}
}

func TestNobodyElseCanKeepOutOfTheCounts(t *testing.T) {
	k, login := inService(t, sshd.Limits{})
	today := 0
	counted := func(what string, want int) {
		t.Helper()
		if today += want; k.Metrics.Tally().Today != today {
			t.Errorf("%s: %d visits of today, want %d", what, k.Metrics.Tally().Today, today)
		}
	}
	read(t, k, "rehearsal-", "127.0.0.1")
	counted("a name like a rehearsal's, when there is none", 1)
	o := logInTo(t, login)
	read(t, k, o.Grant.User, "127.0.0.1")
	counted("the rehearsal's own name", 0)
	read(t, k, o.Grant.User[:len(o.Grant.User)-1]+"x", "127.0.0.1")
	read(t, k, "rehearsal-", "127.0.0.1")
	counted("two other names", 2)
	read(t, k, o.Grant.User, "127.0.0.2")
	counted("the rehearsal's own name from somewhere else", 1)
	account, err := o.End()
	if err != nil || account.Visits != 1 || account.Full != 0 || len(account.Refused) != 0 {
		t.Errorf("the account is %+v, %v", account, err)
	}
	read(t, k, o.Grant.User, "127.0.0.1")
	counted("the rehearsal's name when it is over", 1)
}

func TestThereIsOneRehearsalAtATimeAndItEndsWithItsConnection(t *testing.T) {
	_, login := inService(t, sshd.Limits{})
	first := logInTo(t, login)
	if _, err := LogIn(t.Context(), login); !errors.Is(err, ErrNoGrant) || !strings.Contains(err.Error(), "another rehearsal is under way") {
		t.Errorf("a second one: %v", err)
	}
	_ = first.client.Close()
	var again *Organiser
	kiosktest.Settle(t, "the end of the first rehearsal", 15*time.Second, func() bool {
		o, err := LogIn(t.Context(), login)
		again = o
		return err == nil
	})
	if _, err := again.End(); err != nil {
		t.Error(err)
	}
	if _, err := again.End(); err == nil {
		t.Error("a session that is over gives an account")
	}
}

func TestOnlyOrganisersMayRehearse(t *testing.T) {
	k, login := inService(t, sshd.Limits{})
	if _, err := visitor.Ask(t.Context(), visitor.Target{Address: k.Address, Wait: patient}, grant.Command); err == nil {
		t.Error("a visitor may")
	}
	_, stranger := aKey(t)
	login.Keys = []ssh.Signer{stranger}
	if _, err := LogIn(t.Context(), login); !errors.Is(err, ErrNotOrganiser) {
		t.Errorf("somebody with another key: %v", err)
	}
	wrong := errors.New("not this one")
	login.HostKey = func(name string, _ net.Addr, _ ssh.PublicKey) error { return errors.Join(wrong, errors.New(name)) }
	if _, err := LogIn(t.Context(), login); !errors.Is(err, wrong) || errors.Is(err, ErrNotOrganiser) || !strings.Contains(err.Error(), k.Address) {
		t.Errorf("another host key: %v", err)
	}
}

func FuzzWhatAKioskSaysIsSafeToShow(f *testing.F) {
	f.Add([]byte(`{"user":"rehearsal-x","source":"192.0.2.7\u001b[2J","venue":false,"readers":3,"sessions":-1,"seconds":900}`))
	f.Add([]byte(`{"visits":3,"full":0,"refused":[{"reason":"full","why":"\u0007full\n","help":"\u202e","times":18446744073709551615}]}`))
	f.Add([]byte(`[`))
	f.Fuzz(func(t *testing.T, line []byte) {
		r := new(Report)
		r.visited(visitor.ErrClosed)
		if g, err := parseGrant(line); err == nil {
			r.about.granted = &g
		}
		if a, err := parseAccount(line); err == nil {
			r.about.account = &a
		}
		for _, sentence := range r.Summary().Verdict {
			if i := strings.IndexFunc(sentence, clean.Unsafe); i >= 0 {
				t.Fatalf("%q is shown", sentence)
			}
		}
	})
}

func TestAFullKioskSaysSoInItsOwnWords(t *testing.T) {
	limits := sshd.DefaultLimits
	limits.Readers = 2
	k, login := inService(t, limits)
	p := plan(k)
	p.For, p.Organiser = time.Second, logInTo(t, login)
	p.User = p.Organiser.Grant.User
	report, err := Run(context.Background(), p)
	if err != nil {
		t.Fatal(err)
	}
	s := report.Summary()
	got := strings.Join(s.Verdict, "\n")
	for _, want := range []string{" visitors were served, and ", "the kiosk told them: The kiosk is full just now, so here is the page as text.", "--max-sessions"} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is not in\n%s", want, got)
		}
	}
	if a := report.about.account; a == nil || a.Full == 0 || a.Full >= a.Visits {
		t.Errorf("the account is %+v", a)
	}
}

func TestAnOrganisersKeysAreFound(t *testing.T) {
	t.Setenv("HOME", t.TempDir())
	folder := t.TempDir()
	plainKey, plain := aKey(t)
	lockedKey, locked := aKey(t)
	heldKey, held := aKey(t)
	write := func(path string, key ed25519.PrivateKey, passphrase string) string {
		block, err := ssh.MarshalPrivateKey(key, "")
		if passphrase != "" {
			block, err = ssh.MarshalPrivateKeyWithPassphrase(key, "", []byte(passphrase))
		}
		if err != nil {
			t.Fatal(err)
		}
		return save(t, path, pem.EncodeToMemory(block))
	}
	at := func(name string) string { return filepath.Join(folder, name) }
	write(at("id_ed25519"), plainKey, "")
	lockedText, err := os.ReadFile(write(at("locked"), lockedKey, "secret")) // it takes a while to make one
	if err != nil {
		t.Fatal(err)
	}
	write(at("held"), heldKey, "secret")
	save(t, at("held.pub"), ssh.MarshalAuthorizedKey(held.PublicKey()))
	save(t, at("locked.pub"), ssh.MarshalAuthorizedKey(locked.PublicKey()))
	save(t, at("nonsense"), []byte("nonsense"))
	save(t, at("large"), bytes.Repeat([]byte("x"), maxKeyFile+1))
	onlyLocked := t.TempDir()
	save(t, filepath.Join(onlyLocked, "id_rsa"), lockedText)

	keyring := agent.NewKeyring()
	if err := keyring.Add(agent.AddedKey{PrivateKey: heldKey}); err != nil {
		t.Fatal(err)
	}
	crowd := agent.NewKeyring()
	for range mostKeys + 3 {
		key, _ := aKey(t)
		if err := crowd.Add(agent.AddedKey{PrivateKey: key}); err != nil {
			t.Fatal(err)
		}
	}
	runs, full := serveAgent(t, keyring), serveAgent(t, crowd)

	for name, tt := range map[string]struct {
		identity Identity
		want     []ssh.Signer
		problem  string
		fix      string
	}{
		"a file":                             {Identity{File: at("id_ed25519")}, []ssh.Signer{plain}, "", ""},
		"a locked file that the agent holds": {Identity{File: at("held"), Agent: runs}, []ssh.Signer{held}, "", ""},
		"its public half":                    {Identity{File: at("held.pub"), Agent: runs}, []ssh.Signer{held}, "", ""},
		"all there are":                      {Identity{Folder: folder, Agent: runs}, []ssh.Signer{held, plain}, "", ""},
		"the folder alone":                   {Identity{Folder: folder}, []ssh.Signer{plain}, "", ""},
		"a locked file":                      {Identity{File: at("locked"), Agent: runs}, nil, "needs its passphrase", "ssh-add " + at("locked")},
		"a locked file in the folder":        {Identity{Folder: onlyLocked}, nil, "needs its passphrase", "ssh-add " + filepath.Join(onlyLocked, "id_rsa")},
		"a public half that nobody holds":    {Identity{File: at("locked.pub"), Agent: runs}, nil, "is a public key", "without .pub"},
		"no such file":                       {Identity{File: at("none")}, nil, "there is no file", "--identity"},
		"nonsense":                           {Identity{File: at("nonsense")}, nil, "cannot be read", "--identity"},
		"a large file":                       {Identity{File: at("large")}, nil, "more than 65536 bytes", "--identity"},
		"an agent that is not there":         {Identity{Agent: at("none")}, nil, "the SSH agent (SSH_AUTH_SOCK) does not answer", "--identity"},
		"nothing":                            {Identity{Folder: t.TempDir()}, nil, "there is no organiser's key here", "--identity"},
	} {
		t.Run(name, func(t *testing.T) {
			keys, done, err := tt.identity.Keys()
			if tt.problem != "" {
				wrong := (*KeyError)(nil)
				if !errors.As(err, &wrong) || !strings.Contains(wrong.Problem, tt.problem) || !strings.Contains(wrong.Fix, tt.fix) {
					t.Errorf("%#v", err)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			defer func() { _ = done.Close() }()
			if len(keys) != len(tt.want) {
				t.Fatalf("%d keys, want %d", len(keys), len(tt.want))
			}
			for i, k := range keys {
				signature, err := k.Sign(rand.Reader, []byte("x"))
				if err != nil || tt.want[i].PublicKey().Verify([]byte("x"), signature) != nil {
					t.Errorf("key %d is another: %v", i, err)
				}
			}
		})
	}
	keys, done, err := Identity{Folder: folder, Agent: full}.Keys()
	if err != nil || len(keys) != mostKeys {
		t.Errorf("of many there are %d, %v", len(keys), err)
	}
	_ = done.Close()
}

// serveAgent is an agent at a socket of its own.
func serveAgent(t *testing.T, keys agent.Agent) (socket string) {
	t.Helper()
	folder, err := os.MkdirTemp("", "agent") // a socket's name may not be long
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(folder) })
	socket = filepath.Join(folder, "s")
	l, err := net.Listen("unix", socket)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go func() { _ = agent.ServeAgent(keys, c) }()
		}
	}()
	return socket
}
