package sshd

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"fmt"
	"io/fs"
	"log/slog"
	"math/big"
	"os"
	"path/filepath"
	"strings"
	"testing"

	gossh "golang.org/x/crypto/ssh"
	"hackday.example/kiosk/internal/files"
	"hackday.example/kiosk/internal/grant"
	"hackday.example/kiosk/internal/report"
)

func TestOnlyRootAndTheKioskItselfMayHaveWrittenTheOrganisersKeys(t *testing.T) {
	const self = 1000
	for _, tt := range []struct {
		mode        fs.FileMode
		owner, self int
		want        string // empty if it is trusted
	}{
		{0o600, self, self, ""},
		{0o644, self, self, ""},
		{0o644, 0, self, ""},
		{0o644, 0, 0, ""},
		{0o644, -1, self, ""},
		{0o644, self + 1, self, "the file belongs to user 1001, and nobody is let in by it; run: " + files.User{UID: self, GID: self}.Chown("keys")},
		{0o600, self, 0, "the file belongs to user 1000, and nobody is let in by it; run: " + files.User{}.Chown("keys")},
		{0o664, self, self, "(mode 0664), and nobody is let in by it; run: chmod 644 keys"},
		{0o602, 0, self, "(mode 0602)"},
		{fs.ModeDir | 0o700, self, self, "not a regular file"},
	} {
		message, fix := untrusted("keys", tt.mode, tt.owner, files.User{UID: tt.self, GID: tt.self})
		if got := message + "; " + fix; (message == "") != (tt.want == "") || !strings.Contains(got, tt.want) {
			t.Errorf("%v of %d to %d: %q, want %q", tt.mode, tt.owner, tt.self, got, tt.want)
		}
	}
	if os.Geteuid() != 0 {
		return // who is not root cannot give a file away
	}
	path := filepath.Join(t.TempDir(), "organisers")
	if err := os.WriteFile(path, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Chown(path, self, self); err != nil {
		t.Fatal(err)
	}
	if _, problems := CheckOrganisers(path, files.Self()); !strings.Contains(fmt.Sprint(problems), "belongs to user 1000") {
		t.Errorf("a file of somebody else's: %v", problems)
	}
}

func TestWhatIsWrongWithTheOrganisersKeysIsSaidShortlyAndOnce(t *testing.T) {
	path := filepath.Join(t.TempDir(), "organisers")
	write := func(lines int) {
		if err := os.WriteFile(path, []byte(strings.Repeat("x\n", lines)), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	var b bytes.Buffer
	log := slog.New(slog.NewTextHandler(&b, nil))
	o := &organisers{path: path}
	said := 0
	for _, lines := range []int{1, 1, 1000, 1000, 0, 0, 1, 1} {
		write(lines)
		_, _, problems := o.find("")
		b.Reset()
		o.logProblems(log, problems)
		said += strings.Count(b.String(), "something is wrong")
		text := organiserProblems(problems)
		if strings.Count(text, "\n") > maxBadLines {
			t.Errorf("%d lines are said as\n%v", lines, text)
		}
		if want := fmt.Sprintf("and %d more; kiosk check --keys lists them", lines-maxBadLines); lines > maxBadLines && !strings.HasSuffix(text, want) {
			t.Errorf("%d lines do not end in %q", lines, want)
		}
	}
	if said != 3 {
		t.Errorf("said %d times, want 3: one bad line, many, and one again", said)
	}
}

// publicKey makes a key pair's public half, of a kind that crypto makes.
func publicKey(t *testing.T, public any) gossh.PublicKey {
	t.Helper()
	key, err := gossh.NewPublicKey(public)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

// certificate is a certificate of a key, signed by another, that ended long ago
// and is for one network only.
func certificate(t *testing.T, key gossh.PublicKey) *gossh.Certificate {
	t.Helper()
	_, private, err := ed25519.GenerateKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	authority, err := gossh.NewSignerFromKey(private)
	if err != nil {
		t.Fatal(err)
	}
	c := &gossh.Certificate{
		Key: key, CertType: gossh.UserCert, ValidPrincipals: []string{grant.User}, ValidAfter: 1, ValidBefore: 2,
		Permissions: gossh.Permissions{CriticalOptions: map[string]string{"source-address": "192.0.2.0/24"}},
	}
	if err := c.SignCert(rand.Reader, authority); err != nil {
		t.Fatal(err)
	}
	return c
}

// line is a key as a .pub file has it.
func line(key gossh.PublicKey) string {
	return strings.TrimSpace(string(gossh.MarshalAuthorizedKey(key)))
}

func TestOnlyPlainKeysThatAreStrongLetSomebodyIn(t *testing.T) {
	_, private, err := ed25519.GenerateKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	good := publicKey(t, private.Public())
	rsaKey := func(bits int) gossh.PublicKey { // its length is all that matters here
		n := new(big.Int).Lsh(big.NewInt(1), uint(bits-1))
		return publicKey(t, &rsa.PublicKey{N: n.Add(n, big.NewInt(1)), E: 65537})
	}
	bits := func(n uint) *big.Int { return new(big.Int).Lsh(big.NewInt(1), n-1) }
	curve, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	dsaKey, err := gossh.ParsePublicKey(gossh.Marshal(struct { // RFC 4253 §6.6
		Type       string
		P, Q, G, Y *big.Int
	}{"ssh-dss", bits(1024), bits(160), big.NewInt(2), big.NewInt(3)}))
	if err != nil {
		t.Fatal(err)
	}
	const inIt = ""
	for _, tt := range []struct {
		name, line string
		key        gossh.PublicKey
		refused    string // the beginning of why, inIt if it lets them in
	}{
		{"an ed25519 key", line(good) + " ann@desk", good, inIt},
		{"an ECDSA key", line(publicKey(t, curve.Public())), publicKey(t, curve.Public()), inIt},
		{"an RSA key of 2048 bits", line(rsaKey(2048)), rsaKey(2048), inIt},
		{"an RSA key of 2047 bits", line(rsaKey(2047)), rsaKey(2047), "this is an RSA key of 2047 bits, and 2048 is the least"},
		{"a DSA key", line(dsaKey), dsaKey, `a key of type "ssh-dss" is not taken`},
		{"a certificate", line(certificate(t, good)) + " ann@desk", certificate(t, good), "this is a certificate"},
		{"the key of a certificate that is there", line(certificate(t, good)), good, "this is a certificate"},
		{"a certificate of a key that is there", line(good), certificate(t, good), "this is a certificate"},
		{"a certificate of an RSA key that is there", line(rsaKey(2048)), certificate(t, rsaKey(2048)), "this is a certificate"},
		{"a certificate under a key's name", strings.Replace(line(certificate(t, good)), "-cert-v01@openssh.com", "", 1), good, "the key is not among"},
		{"a key behind from", `from="192.0.2.0/24" ` + line(good), good, `the option "from" before the key is not supported`},
		{"a key behind cert-authority", "cert-authority " + line(good), good, `the option "cert-authority" before`},
		{"a key behind expiry-time", `restrict,expiry-time="20200101" ` + line(good), good, `the option "restrict" before`},
		{"a key with an option in its type's place", strings.Replace(line(good), "ssh-ed25519", "restrict", 1), good, "the key is not among"},
		{"another key", line(rsaKey(2048)), good, "the key is not among the organisers'"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "organisers")
			if err := os.WriteFile(path, []byte("# the organisers\r\n\n"+tt.line+"\n"), 0o600); err != nil {
				t.Fatal(err)
			}
			s := &Server{organisers: organisers{path: path}, config: Config{Log: slog.New(slog.DiscardHandler)}}
			name, refused := s.organiserOf(tt.key)
			if (refused == "") != (tt.refused == inIt) || !strings.HasPrefix(refused, tt.refused) || (name == "") != (refused != "") {
				t.Errorf("%q is let in unless %q, want %q", name, refused, tt.refused)
			}
			keys, problems := CheckOrganisers(path, files.Self())
			for _, p := range problems {
				if p.File != path || p.Line != 3 || p.Fix == "" || p.Severity != report.Fault {
					t.Errorf("a problem is said as %v", p)
				}
			}
			if keys+len(problems) != 1 {
				t.Errorf("%d keys and the problems %v", keys, problems)
			}
		})
	}
}
