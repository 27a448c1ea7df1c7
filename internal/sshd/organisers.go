package sshd

import (
	"bytes"
	"crypto/rsa"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	gossh "golang.org/x/crypto/ssh"

	"hackday.example/kiosk/internal/clean"
	"hackday.example/kiosk/internal/files"
	"hackday.example/kiosk/internal/grant"
	"hackday.example/kiosk/internal/hostkey"
	"hackday.example/kiosk/internal/report"
)

const (
	// maxOrganisersBytes bounds the file of organisers' keys; a line has 80 to
	// 800 bytes.
	maxOrganisersBytes = 64 << 10

	// minRSABits is the least that an RSA key has to have, as for OpenSSH's own
	// host keys and those that ssh-keygen makes.
	minRSABits = 2048

	// organiserName is where a connection keeps the name of the organiser whose
	// key it showed, and organiserKey the key's fingerprint.
	organiserName = "organiser-name"
	organiserKey  = "organiser-key"
)

// maxBadLines bounds how many lines of the file are logged as wrong at a time.
const maxBadLines = 8

// organisers is the file of the organisers' keys, in the form of sshd's
// authorized_keys without options. It is read for every login, so that a key
// that is taken out of it is refused from then on. It is safe for concurrent
// use.
type organisers struct {
	path string // empty where there are no organisers

	mu    sync.Mutex // guards what follows
	wrong string     // what is wrong with the file, as it was logged
}

// organiserLine is a key that is in the file.
type organiserLine struct {
	fingerprint string
	name        string          // the comment behind the key, else the fingerprint
	problem     *report.Problem // why it lets nobody in; nil if it does
}

// find returns the name that stands behind a key in the file, or its fingerprint
// where none does. refused is why the key lets nobody in, empty if it does.
// problems are what is wrong with the file, which may be so though the key is in
// order.
func (o *organisers) find(fingerprint string) (name, refused string, problems report.Problems) {
	lines, problems := o.load()
	refused = "the key is not among the organisers'"
	for _, l := range lines {
		switch {
		case l.fingerprint != fingerprint:
		case l.problem == nil:
			return l.name, "", problems
		default:
			refused = l.problem.Message
		}
	}
	return "", refused, problems
}

// load reads the keys of the file, and what is wrong with it.
func (o *organisers) load() (lines []organiserLine, problems report.Problems) {
	return o.loadAs(files.Self())
}

// loadAs is load as a user has it, who is this process's, or any if that is root.
func (o *organisers) loadAs(user files.User) (lines []organiserLine, problems report.Problems) {
	if o.path == "" {
		return nil, nil
	}
	text, problem := o.read(user)
	if problem != nil {
		return nil, report.Problems{*problem}
	}
	number := 0
	for text := range bytes.Lines(text) {
		number++
		text = bytes.TrimSpace(text)
		if len(text) == 0 || text[0] == '#' {
			continue
		}
		line := parseOrganiser(text)
		if line.problem != nil {
			line.problem.File, line.problem.Line = o.path, number
			problems = append(problems, *line.problem)
		}
		if line.fingerprint != "" {
			lines = append(lines, line)
		}
	}
	return lines, problems
}

// parseOrganiser reads a line of the file. A line that holds no key has no
// fingerprint. Its problem has no place yet.
func parseOrganiser(text []byte) organiserLine {
	key, comment, options, _, err := gossh.ParseAuthorizedKey(text)
	if err != nil {
		return organiserLine{problem: fault("this is no public key", "paste the one line of the organiser's .pub file")}
	}
	l := organiserLine{fingerprint: fingerprintOf(key)}
	if l.name = clean.Line(comment); l.name == "" {
		l.name = l.fingerprint
	}
	switch l.problem = unfit(key); {
	case l.problem != nil:
	case len(options) > 0:
		option, _, _ := strings.Cut(options[0], "=")
		l.problem = fault(fmt.Sprintf("the option %s before the key is not supported, and so the key lets nobody in", clean.Quote(option)), "take the option out, or the line")
	}
	return l
}

// unfit says why a key lets nobody in, whoever shows it and whether or not it is
// in the file; nil if it can.
func unfit(key gossh.PublicKey) *report.Problem {
	const another = "make a key with: ssh-keygen -t ed25519"
	if _, ok := key.(*gossh.Certificate); ok {
		return fault("this is a certificate, whose dates and limits the kiosk does not look at", "use the key itself, the .pub file without -cert in its name")
	}
	if key.Type() == gossh.KeyAlgoRSA {
		if bits := rsaBits(key); bits < minRSABits {
			return fault(fmt.Sprintf("this is an RSA key of %d bits, and %d is the least", bits, minRSABits), another)
		}
		return nil
	}
	if !slices.Contains(keyAlgorithms, key.Type()) {
		return fault("a key of type "+clean.Quote(key.Type())+" is not taken", another)
	}
	return nil
}

// rsaBits is the length of an RSA key's modulus.
func rsaBits(key gossh.PublicKey) int {
	if k, ok := key.(gossh.CryptoPublicKey); ok {
		if public, ok := k.CryptoPublicKey().(*rsa.PublicKey); ok {
			return public.N.BitLen()
		}
	}
	return 0
}

// fingerprintOf is the fingerprint by which ssh-keygen -l knows a key: that of
// the key in it, if it is a certificate.
func fingerprintOf(key gossh.PublicKey) string {
	if c, ok := key.(*gossh.Certificate); ok {
		key = c.Key
	}
	return gossh.FingerprintSHA256(key)
}

func fault(message, fix string) *report.Problem {
	return &report.Problem{Severity: report.Fault, Message: message, Fix: fix}
}

// CheckOrganisers reads a file of organisers' keys as a server of a user's does, who is this
// process's, or any if that is root: how many of them let somebody in, and what is wrong
// with the others, or with the file. A file that is not there has none, and that is no
// problem.
func CheckOrganisers(path string, user files.User) (keys int, problems report.Problems) {
	lines, problems := (&organisers{path: path}).loadAs(user)
	for _, l := range lines {
		if l.problem == nil {
			keys++
		}
	}
	return keys, problems
}

// read reads the file, if only its owner can have written it, who has to be root
// or the user, who is the kiosk's own. The file that is checked is the one that is read. One
// that is not there is empty.
func (o *organisers) read(user files.User) ([]byte, *report.Problem) {
	wrong := func(message, fix string) ([]byte, *report.Problem) {
		p := fault(message, fix)
		p.File = o.path
		return nil, p
	}
	failed := func(err error) ([]byte, *report.Problem) {
		return wrong(fmt.Sprintf("the organisers' keys cannot be read: %v", err), "let the kiosk's user read the file")
	}
	denied := func(at string) ([]byte, *report.Problem) {
		fix := "put the keys folder where the kiosk's user may go, and name it with --keys"
		if files.Same(at, o.path) || files.Same(at, filepath.Dir(o.path)) {
			fix = "run: " + user.Chown(at)
		}
		return wrong("the organisers' keys cannot be read by the kiosk's user, and nobody is let in by them", fix)
	}
	f, err := files.OpenNonblocking(o.path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, nil
	case errors.Is(err, fs.ErrPermission) && files.ModesProtect:
		return denied(files.Barrier(o.path))
	case err != nil:
		return failed(err)
	}
	defer func() { _ = f.Close() }()
	info, err := f.Stat()
	if err != nil {
		return failed(err)
	}
	if message, fix := untrusted(o.path, info.Mode(), hostkey.Owner(info), user); message != "" {
		return wrong(message, fix)
	}
	if at := user.Barrier(o.path); at != "" {
		return denied(at)
	}
	if info.Size() > maxOrganisersBytes {
		return wrong(fmt.Sprintf("the file has %d bytes, and %d is the most; nobody is let in by it", info.Size(), maxOrganisersBytes), "take out what is no organiser's key")
	}
	text, err := io.ReadAll(io.LimitReader(f, maxOrganisersBytes)) // it may have grown by now
	if err != nil {
		return failed(err)
	}
	return text, nil
}

// untrusted says why a file with this mode and owner can be somebody else's work
// than an organiser's, and what to do; both are empty if it cannot. user is the
// kiosk's own; an owner that the system does not tell is -1, and taken as it.
func untrusted(path string, mode fs.FileMode, owner int, user files.User) (message, fix string) {
	switch {
	case !mode.IsRegular():
		return "this is not a regular file, and nobody is let in by it", "put a file in its place"
	case owner > 0 && owner != user.UID:
		return fmt.Sprintf("the file belongs to user %d, and nobody is let in by it", owner), "run: " + user.Chown(path)
	case mode.Perm()&0o022 != 0:
		return fmt.Sprintf("others may write to the file (mode %04o), and nobody is let in by it", mode.Perm()), "run: chmod 644 " + files.Quote(path)
	}
	return "", ""
}

// inspect logs what is wrong with the file before the first organiser comes.
func (o *organisers) inspect(log *slog.Logger) {
	_, problems := o.load()
	o.logProblems(log, problems)
}

// logProblems logs what is wrong with the file, if anything is that was not
// logged already: anybody can have the file read, as often as they like.
func (o *organisers) logProblems(log *slog.Logger, problems report.Problems) {
	text := organiserProblems(problems)
	o.mu.Lock()
	news := text != o.wrong
	o.wrong = text
	o.mu.Unlock()
	if news && text != "" {
		log.Warn("something is wrong with the organisers' keys", "error", text)
	}
}

// organiserProblems is what the log says of problems, a line for each.
func organiserProblems(problems report.Problems) string {
	var lines []string
	for _, p := range problems[:min(len(problems), maxBadLines)] {
		lines = append(lines, p.String())
	}
	if more := len(problems) - maxBadLines; more > 0 {
		lines = append(lines, fmt.Sprintf("and %d more; kiosk check --keys lists them", more))
	}
	return strings.Join(lines, "\n")
}

// organiserOf is the organiser who shows a key, or why it lets nobody in. Whether
// they have its private half is x/crypto's to find out.
func (s *Server) organiserOf(key gossh.PublicKey) (name, refused string) {
	if p := unfit(key); p != nil {
		return "", p.Message
	}
	name, refused, problems := s.organisers.find(fingerprintOf(key))
	s.organisers.logProblems(s.config.Log, problems)
	return name, refused
}

// organiser is the name of the organiser who made this connection; ok is false
// for a visitor, and for an organiser whose key is no longer in the file.
func (r *session) organiser() (name string, ok bool) {
	p := r.conn.Permissions
	if p == nil || p.Extensions[organiserKey] == "" {
		return "", false
	}
	_, refused, _ := r.server.organisers.find(p.Extensions[organiserKey])
	return p.Extensions[organiserName], refused == ""
}

// claimed reports whether the connection was made as an organiser.
func (r *session) claimed() bool { return r.conn.User() == grant.User }
