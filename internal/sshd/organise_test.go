package sshd_test

import (
	"crypto/ed25519"
	"crypto/rand"
	"encoding/pem"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/crypto/ssh"

	"hackday.example/kiosk/internal/announcements"
	"hackday.example/kiosk/internal/kiosktest"
	"hackday.example/kiosk/internal/sshd"
)

// aKey makes a key, and returns the file of its private half and the line of its
// public one.
func aKey(t *testing.T, comment string) (file, line string) {
	t.Helper()
	_, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	block, err := ssh.MarshalPrivateKey(private, comment)
	if err != nil {
		t.Fatal(err)
	}
	file = filepath.Join(t.TempDir(), "id")
	if err := os.WriteFile(file, pem.EncodeToMemory(block), 0o600); err != nil {
		t.Fatal(err)
	}
	public, err := ssh.NewPublicKey(private.Public())
	if err != nil {
		t.Fatal(err)
	}
	return file, strings.TrimSpace(string(ssh.MarshalAuthorizedKey(public))) + " " + comment + "\n"
}

// office is a kiosk that has organisers.
type office struct {
	*kiosktest.Kiosk
	keys string // the file of their keys
	id   string // the private key of one of them
}

func startOffice(t *testing.T, configure func(*sshd.Config)) *office {
	t.Helper()
	id, line := aKey(t, "ann@desk")
	o := &office{keys: filepath.Join(t.TempDir(), "organisers"), id: id}
	o.write(t, "# the organisers\n\n"+line)
	o.Kiosk = kiosktest.StartKiosk(t, kiosktest.KioskOptions{Configure: func(c *sshd.Config) {
		c.OrganiserKeys = o.keys
		c.Announcements = announcements.Open(filepath.Join(t.TempDir(), "announcements"), time.Now)
		c.Now = time.Now
		if configure != nil {
			configure(c)
		}
	}})
	return o
}

func (o *office) write(t *testing.T, keys string) {
	t.Helper()
	if err := os.WriteFile(o.keys, []byte(keys), 0o600); err != nil {
		t.Fatal(err)
	}
}

// ask runs a command with the real ssh and a key.
func (o *office) ask(t *testing.T, user, id string, command ...string) (stdout, stderr string, status int) {
	t.Helper()
	options := kiosktest.ClientOptions{User: user, Command: command}
	if id != "" {
		options.Options = []string{"-i", id, "-o", "IdentitiesOnly=yes"}
	}
	return output(t, kiosktest.SSH(t, o.Address, options))
}

func TestOnlyAnOrganisersKeyLetsAnOrganiserIn(t *testing.T) {
	o := startOffice(t, nil)
	wrong, _ := aKey(t, "mallory")
	for _, tt := range []struct {
		name, user, id string
		status         int
		want           string // on either stream
	}{
		{"without a key", "organiser", "", 255, "Permission denied (publickey)"},
		{"with a wrong key", "organiser", wrong, 255, "Permission denied (publickey)"},
		{"with a right key", "organiser", o.id, 0, "Nothing is announced."},
	} {
		out, errors, status := o.ask(t, tt.user, tt.id, "announcements")
		if status != tt.status || !strings.Contains(out+errors, tt.want) {
			t.Errorf("%s: status %d, %s%s", tt.name, status, out, errors)
		}
	}
	for _, user := range []string{"visitor", "root", "Organiser", "organisers"} {
		out, errors, status := output(t, kiosktest.SSH(t, o.Address, kiosktest.ClientOptions{
			User: user, Options: []string{"-vv", "-i", wrong}, Command: []string{"status"},
		}))
		if status != 2 || !strings.Contains(errors, "there is no page or command") || strings.Contains(errors, "Offering public key") || strings.Contains(errors, "Server accepts key") {
			t.Errorf("%s: status %d, %s%s", user, status, out, errors)
		}
	}
	out, errors, status := o.ask(t, "visitor", o.id, "read")
	if status != 0 || !strings.Contains(out, "Why are we doing this?") {
		t.Errorf("an organiser's key as a visitor: status %d, %s%s", status, out, errors)
	}
	if log := o.Log(); !strings.Contains(log, `msg=organiser name=ann@desk command=announcements`) || strings.Count(log, "an organiser was not let in") == 0 || strings.Contains(log, "mallory") {
		t.Errorf("the log is\n%s", log)
	}
}

func TestACertificateLetsNoOrganiserIn(t *testing.T) {
	o := startOffice(t, nil)
	private, err := os.ReadFile(o.id)
	if err != nil {
		t.Fatal(err)
	}
	signer, err := ssh.ParsePrivateKey(private)
	if err != nil {
		t.Fatal(err)
	}
	key := signer.PublicKey()
	// Valid for now and for everybody, but signed by nobody whom the kiosk knows.
	certificate := &ssh.Certificate{Key: key, CertType: ssh.UserCert, ValidBefore: ssh.CertTimeInfinity}
	if err := certificate.SignCert(rand.Reader, signer); err != nil {
		t.Fatal(err)
	}
	certified, err := ssh.NewCertSigner(certificate, signer)
	if err != nil {
		t.Fatal(err)
	}
	login := func(s ssh.Signer) error {
		c, err := ssh.Dial("tcp", o.Address, &ssh.ClientConfig{User: "organiser", Auth: []ssh.AuthMethod{ssh.PublicKeys(s)}, HostKeyCallback: ssh.InsecureIgnoreHostKey()})
		if err == nil {
			_ = c.Close()
		}
		return err
	}
	o.write(t, string(ssh.MarshalAuthorizedKey(key)))
	if err := login(certified); err == nil {
		t.Error("its key is an organiser's, and a certificate lets its holder in")
	}
	o.write(t, string(ssh.MarshalAuthorizedKey(certificate)))
	if err := login(certified); err == nil {
		t.Error("it is among the keys itself, and a certificate lets its holder in")
	}
	if err := login(signer); err == nil {
		t.Error("a certificate in the file lets in the holder of its key")
	}
	o.write(t, string(ssh.MarshalAuthorizedKey(key)))
	if err := login(signer); err != nil {
		t.Errorf("the key itself: %v", err)
	}
	log := o.Log()
	if want := "key=" + ssh.FingerprintSHA256(key) + ` reason="this is a certificate, whose`; strings.Count(log, want) != 3 {
		t.Errorf("the log does not have three times %s:\n%s", want, log)
	}
	if !strings.Contains(log, "organisers:1: error: this is a certificate") {
		t.Errorf("the log does not name the line of the certificate:\n%s", log)
	}
}

func TestARefusedOrganisersLineNamesTheKeyAndTheReason(t *testing.T) {
	o := startOffice(t, nil)
	wrong, line := aKey(t, "mallory")
	key, _, _, _, err := ssh.ParseAuthorizedKey([]byte(line))
	if err != nil {
		t.Fatal(err)
	}
	o.ask(t, "organiser", wrong, "status")
	small := filepath.Join(t.TempDir(), "small")
	if out, err := exec.Command(kiosktest.Need(t, "ssh-keygen"), "-q", "-t", "rsa", "-b", "1024", "-N", "", "-f", small).CombinedOutput(); err != nil {
		t.Fatalf("%v, %s", err, out)
	}
	output(t, kiosktest.SSH(t, o.Address, kiosktest.ClientOptions{
		User: "organiser", Command: []string{"status"},
		Options: []string{"-i", small, "-o", "IdentitiesOnly=yes", "-o", "RequiredRSASize=1024"},
	}))
	for _, want := range []string{
		"key=" + ssh.FingerprintSHA256(key) + ` reason="the key is not among the organisers'"`,
		`reason="this is an RSA key of 1024 bits, and 2048 is the least"`,
	} {
		if log := o.Log(); !strings.Contains(log, want) || strings.Contains(log, "mallory") {
			t.Errorf("%s is not in\n%s", want, log)
		}
	}
}

func TestAKeyThatIsTakenOutIsRefusedFromThenOn(t *testing.T) {
	o := startOffice(t, nil)
	_, other := aKey(t, "bob")
	if out, errors, status := o.ask(t, "organiser", o.id, "status"); status != 0 || !strings.Contains(out, "sessions") {
		t.Fatalf("status %d, %s%s", status, out, errors)
	}
	private, err := os.ReadFile(o.id)
	if err != nil {
		t.Fatal(err)
	}
	signer, err := ssh.ParsePrivateKey(private)
	if err != nil {
		t.Fatal(err)
	}
	open, err := ssh.Dial("tcp", o.Address, &ssh.ClientConfig{User: "organiser", Auth: []ssh.AuthMethod{ssh.PublicKeys(signer)}, HostKeyCallback: ssh.InsecureIgnoreHostKey()})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = open.Close() }()
	run := func() (string, error) {
		s, err := open.NewSession()
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = s.Close() }()
		out, err := s.CombinedOutput("announcements")
		return string(out), err
	}
	if out, err := run(); err != nil {
		t.Fatalf("%v, %s", err, out)
	}
	o.write(t, other)
	if _, errors, status := o.ask(t, "organiser", o.id, "status"); status != 255 {
		t.Errorf("a key that was taken out: status %d, %s", status, errors)
	}
	if out, err := run(); err == nil || !strings.Contains(out, "no longer") {
		t.Errorf("on a connection that was open: %v, %s", err, out)
	}
	for name, keys := range map[string]string{
		"no key":       "",
		"a broken one": "ssh-ed25519 AAAA broken\n",
		"an option":    `command="x" ` + other,
	} {
		o.write(t, keys)
		if _, errors, status := o.ask(t, "organiser", o.id, "status"); status != 255 {
			t.Errorf("%s: status %d, %s", name, status, errors)
		}
	}
	_, line := aKey(t, "c")
	o.write(t, line)
	if err := os.Chmod(o.keys, 0o666); err != nil {
		t.Fatal(err)
	}
	o.ask(t, "organiser", o.id, "status")
	o.ask(t, "organiser", o.id, "status")
	if n := strings.Count(o.Log(), "others may write"); n != 1 {
		t.Errorf("what is wrong with the file is said %d times", n)
	}
	if log := o.Log(); !strings.Contains(log, "others may write") || !strings.Contains(log, `organisers:1: error: the option \"command\" before the key is not supported`) || !strings.Contains(log, "organisers:1: error: this is no public key") {
		t.Errorf("the log is\n%s", log)
	}
}

func TestOrganisersAnnounceAndWithdraw(t *testing.T) {
	o := startOffice(t, nil)
	soon := time.Now().Add(time.Hour).Format("2006-01-02 15:04")
	for _, step := range []struct {
		command []string
		status  int
		want    string
	}{
		{[]string{`announce`}, 2, "nothing to announce"},
		{[]string{`announce "Lunch's ready in the foyer, #food" --until`, soon}, 0, "Announcement 1 is shown to everyone until "},
		{[]string{`announce Don't worry -- it's fine`}, 0, "Announcement 2 is shown to everyone until it is taken back"},
		{[]string{`announce Late --until`}, 2, "needs a time"},
		{[]string{`announce Late --until yesterday`}, 1, "yesterday"},
		{[]string{`announce`, strings.Repeat("x", 1000)}, 1, "kiosk:"},
		{[]string{`announce --help`}, 0, "announce TEXT [--until TIME]"},
		{[]string{`announce -h`}, 0, "announce TEXT [--until TIME]"},
		{[]string{`announce Lunch --untill 13:30`}, 2, `there is no flag "--untill" (did you mean --until?); it is: announce TEXT [--until TIME]`},
		{[]string{`announce Lunch --lang cy`}, 2, `there is no flag "--lang"`},
		{[]string{`lang xx announce Hello`}, 2, `"xx"`},
		{[]string{`lang en announce "Hello" to "all" - and --- more`}, 0, "Announcement 3"},
		{[]string{`announcements`}, 0, `3  "Hello" to "all" - and --- more (`},
		{[]string{"--", "--lang=en", "'announce'\tI'm here  --until +45m"}, 0, "Announcement 4"},
		{[]string{`announcements`}, 0, "4  I'm here (until "},
		{[]string{"--", `--lang en a"nnounce" 'Here we are'`}, 0, "Announcement 5"},
		{[]string{`announcements`}, 0, "5  Here we are (until it is taken back)"},
		{[]string{`announce 'Quoted'`}, 0, "Announcement 6"},
		{[]string{`announcements`}, 0, "6  Quoted ("},
		{[]string{`announcements`}, 0, "Lunch's ready in the foyer, #food"},
		{[]string{`withdraw`}, 2, "by its number"},
		{[]string{`withdraw x`}, 2, "no number"},
		{[]string{`withdraw 9`}, 1, "9"},
		{[]string{`withdraw 1`}, 0, "taken back"},
		{[]string{`announcements`}, 0, "Don't worry -- it's fine"},
		{[]string{`reload`}, 1, "built in"},
		{[]string{`drain`}, 1, "cannot be closed"},
		{[]string{`drain -1`}, 2, "drain [SECONDS]"},
		{[]string{`sessions`}, 0, "1 session,"},
		{nil, 0, "announce TEXT [--until TIME]"},
		{[]string{`anounce x`}, 2, `did you mean "announce"`},
		{[]string{`read`}, 0, "Why are we doing this?"},
	} {
		out, errors, status := o.ask(t, "organiser", o.id, step.command...)
		if status != step.status || !strings.Contains(out+errors, step.want) {
			t.Errorf("%q: status %d, want %d and %q\n%s%s", step.command, status, step.status, step.want, out, errors)
		}
	}
}

func TestAnAnnouncementReachesEverybodyWhoIsThere(t *testing.T) {
	k := kiosktest.StartKiosk(t, kiosktest.KioskOptions{})
	screen := kiosktest.StartTerminal(t, kiosktest.TerminalOptions{}, kiosktest.SSH(t, k.Address, kiosktest.ClientOptions{}))
	lines := kiosktest.StartTerminal(t, kiosktest.TerminalOptions{}, kiosktest.SSH(t, k.Address, kiosktest.ClientOptions{Options: []string{"-t"}, Command: []string{"linear"}}))
	screen.WaitForText("q quit")
	lines.WaitForText("Type next")
	k.Server.Announce(t.Context(), []string{"Lunch is served in the foyer"})
	for _, term := range []*kiosktest.Terminal{screen, lines} {
		term.WaitForText("From the organisers: Lunch is served in the foyer")
	}
	late := kiosktest.StartTerminal(t, kiosktest.TerminalOptions{}, kiosktest.SSH(t, k.Address, kiosktest.ClientOptions{}))
	late.WaitForText("Lunch is served")
	quit(t, late)
	out, _, _ := output(t, kiosktest.SSH(t, k.Address, kiosktest.ClientOptions{Command: []string{"read"}}))
	if !strings.Contains(out, "Lunch is served in the foyer") {
		t.Errorf("read says\n%s", out)
	}
	k.Server.Announce(t.Context(), nil)
	screen.WaitFor("the banner to go", func(s kiosktest.Screen) bool { return !s.Contains("Lunch") })
	quit(t, screen)
	lines.Type("quit\r")
	if status, err := lines.Wait(15 * time.Second); status != 0 {
		t.Error(status, err)
	}
}

func TestADrainTellsEverybodyAndLetsThemReadUntilItsEnd(t *testing.T) {
	k := kiosktest.StartKiosk(t, kiosktest.KioskOptions{})
	term := kiosktest.StartTerminal(t, kiosktest.TerminalOptions{}, kiosktest.SSH(t, k.Address, kiosktest.ClientOptions{}))
	term.WaitForText("q quit")
	if !k.Server.Ready() {
		t.Fatal("not ready")
	}
	over := make(chan struct{})
	go func() {
		defer close(over)
		k.Server.Drain(t.Context(), 3*time.Second)
		_ = k.Server.Shutdown(t.Context())
	}()
	term.WaitForText("This kiosk closes in")
	if k.Server.Ready() {
		t.Error("ready while it drains")
	}
	term.Type(" ")
	term.WaitForText("Openness and a Digital NHS")
	late := kiosktest.StartTerminal(t, kiosktest.TerminalOptions{}, kiosktest.SSH(t, k.Address, kiosktest.ClientOptions{}))
	late.WaitForText("This kiosk closes in")
	for _, term := range []*kiosktest.Terminal{term, late} {
		if status, err := term.Wait(15 * time.Second); err != nil || status != 0 {
			t.Errorf("status %d, %v", status, err)
		}
		if !strings.Contains(string(term.Raw()), "\x1b[?1049lThe kiosk is closing for now.") {
			t.Errorf("no goodbye: %q", string(term.Raw())[max(len(term.Raw())-200, 0):])
		}
		after, before := term.State(), term.InitialState()
		after.CursorRow, before.CursorRow = 0, 0
		if after != before {
			t.Errorf("the terminal is left otherwise than it was:\n before %+v\n after  %+v", before, after)
		}
	}
	<-over
}

func TestADrainEndsWhenNobodyIsLeft(t *testing.T) {
	for _, least := range []time.Duration{0, 100 * time.Millisecond} {
		t.Run(fmt.Sprint("at least ", least), func(t *testing.T) {
			k := kiosktest.StartKiosk(t, kiosktest.KioskOptions{Configure: func(c *sshd.Config) { c.DrainLeast = least }})
			term := kiosktest.StartTerminal(t, kiosktest.TerminalOptions{}, kiosktest.SSH(t, k.Address, kiosktest.ClientOptions{}))
			term.WaitForText("q quit")
			over, begin := make(chan time.Duration), time.Now()
			go func() {
				k.Server.Drain(t.Context(), time.Hour)
				over <- time.Since(begin)
			}()
			term.WaitForText("This kiosk closes in")
			select {
			case <-over:
				t.Error("it is over while somebody reads")
			default:
			}
			term.Type("q")
			if took := <-over; took < least {
				t.Errorf("it took %v", took)
			}
			if k.Server.Ready() {
				t.Error("ready after it")
			}
		})
	}
	k := kiosktest.StartKiosk(t, kiosktest.KioskOptions{Configure: func(c *sshd.Config) { c.DrainLeast = 100 * time.Millisecond }})
	begin := time.Now()
	if k.Server.Drain(t.Context(), time.Hour); time.Since(begin) < 100*time.Millisecond {
		t.Errorf("with nobody there it takes %v, and a balancer does not notice", time.Since(begin))
	}
}
