package main

import (
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"hackday.example/kiosk/internal/kiosktest"
)

// mostWords bounds the README, so that it stays what an organiser reads in one go: what
// goes beyond it belongs beside what it describes.
const mostWords = 3000

// notRun are the README's blocks of commands that no test can do as they are written, by
// how they begin, and why.
var notRun = map[string]string{
	"go test ./...":                      "it is what runs this",
	"rm -rf /usr/local/go":               "needs root, and replaces the machine's own Go",
	"go build -o kiosk":                  "go test has built the same",
	"echo 'Port 2200'":                   "needs root, and moves the machine's own sshd",
	"ufw allow":                          "needs root, and a firewall of each kind",
	"mkdir -p /srv/kiosk":                "needs root",
	"kiosk check\nsystemctl":             "needs root and systemd; .ci/package/test does it",
	"umask 077\ntar -czf":                "needs root, and an installed kiosk",
	"go run ./cmd/kiosk preview --print": "TestREADMEShowsTheScreensThatItsCommandsPrint runs it, and compares the screen",
}

// prints is a part of what a block prints, by how the block begins.
var prints = map[string]string{
	"go run ./cmd/kiosk\n":                                   "Openness and a Digital NHS",
	"ssh hackday.example read":                               "Openness and a Digital NHS",
	"ssh -t hackday.example linear":                          "Hwyl fawr",
	"mkdir -p pages":                                         "all is well",
	"kiosk serve --content pages":                            "Doors open at nine",
	"ssh-keygen":                                             "ssh-ed25519 ",
	"kiosk rehearse hackday.example":                         "treated 127.0.0.1 as a venue",
	"kiosk rehearse --installed":                             "3 of 3 visitors were served",
	"ssh -i ~/.ssh/kiosk organiser@hackday.example status  ": "127.0.0.2",
	"kiosk poster":                                           "hackday.example IN SSHFP 4 2 ",
	"ssh -i ~/.ssh/kiosk organiser@hackday.example status\n": "Lunch is served in the foyer (until ",
}

// shBlock is a block of commands, which may stand in a list.
var shBlock = regexp.MustCompile("(?ms)^( *)```sh\n(.*?)^ *```$")

// readmeBlocks are the README's blocks of commands.
func readmeBlocks(t *testing.T) (blocks []string) {
	t.Helper()
	readme, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	if n := len(strings.Fields(string(readme))); n >= mostWords {
		t.Errorf("the README has %d words, and has to have fewer than %d", n, mostWords)
	}
	for _, m := range shBlock.FindAllStringSubmatch(string(readme), -1) {
		blocks = append(blocks, strings.TrimPrefix(strings.ReplaceAll("\n"+m[2], "\n"+m[1], "\n"), "\n"))
	}
	return blocks
}

// Each block of commands is done as it is written, one after the other and in one folder,
// by a shell that ends at the first failure. What differs is the port, the folder of state,
// and how many visitors a rehearsal has.
func TestREADMEsCommandsDoWhatTheySay(t *testing.T) {
	excused := map[string]bool{}
	var blocks []string
	for _, b := range readmeBlocks(t) {
		reason := ""
		for begin := range notRun {
			if strings.HasPrefix(b, begin) {
				reason, excused[begin] = begin, true
			}
		}
		if reason == "" {
			blocks = append(blocks, b)
		}
	}
	for begin := range notRun {
		if !excused[begin] {
			t.Errorf("no block of the README begins with %q", begin)
		}
	}
	for _, name := range []string{"ssh", "ssh-keygen"} {
		kiosktest.Need(t, name)
	}
	reader := newREADMEReader(t)
	for _, b := range blocks {
		reader.do(b)
	}
}

// readmeReader is somebody who types the README's commands.
type readmeReader struct {
	t                   *testing.T
	folder, home, state string
	port                string // of the kiosk that is in service
	variables           []string
}

func newREADMEReader(t *testing.T) *readmeReader {
	r := &readmeReader{t: t, folder: t.TempDir(), home: t.TempDir(), state: t.TempDir()}
	_, address, _, _ := serve(t, "serve", "--state", r.state, "--keys", filepath.Join(r.state, "keys"), "--public", "hackday.example")
	r.port = portOf(t, address)
	bin := t.TempDir()
	config := filepath.Join(bin, "ssh_config")
	r.write(filepath.Join(r.home, ".ssh", "none"), "")
	r.write(config, "HostName 127.0.0.1\nStrictHostKeyChecking accept-new\nUserKnownHostsFile "+filepath.Join(bin, "known_hosts")+"\nGlobalKnownHostsFile /dev/null\nIdentitiesOnly yes\nIdentityAgent none\nLogLevel ERROR\n")
	r.script(bin, "kiosk", "exec env "+asProgram+"=1 "+os.Args[0]+` "$@"`)
	r.script(bin, "go", `[ "$1 $2" = "run ./cmd/kiosk" ] || exit 9; shift 2; exec kiosk "$@"`)
	r.script(bin, "ssh-keygen", "exec "+kiosktest.Need(t, "ssh-keygen")+` -N '' "$@"`) // nobody is there to type a passphrase
	// There is no terminal, and so it has to be asked for twice.
	r.script(bin, "ssh", "port="+r.port+`; [ -z "$REPLICAS" ] || port=$REPLICAS; [ "$1" != -p ] || { port=$PORT; shift 2; }; [ "$1" != -t ] || set -- -t "$@"; exec `+kiosktest.Need(t, "ssh")+" -F "+config+` -p $port "$@"`)
	r.variables = append(os.Environ(), "PATH="+bin+string(os.PathListSeparator)+os.Getenv("PATH"), "HOME="+r.home,
		"KIOSK_STATE="+r.state, "KIOSK_CONFIG=", "SSH_AUTH_SOCK=", "TERM=xterm", "LC_ALL=C.UTF-8")
	return r
}

// do runs a block.
func (r *readmeReader) do(block string) {
	r.t.Helper()
	port, typed := r.port, block
	first, rest, _ := strings.Cut(block, "\n")
	for _, start := range []string{"go run ./cmd/kiosk", "kiosk serve "} {
		if strings.HasPrefix(first, start) { // it stays there while the rest is typed
			args := strings.Fields(strings.TrimPrefix(first, "go run ./cmd/kiosk"))
			if len(args) > 0 && args[0] == "kiosk" {
				args = args[1:]
			}
			for i, a := range args {
				if info, err := os.Stat(filepath.Join(r.folder, a)); err == nil && info.IsDir() {
					args[i] = filepath.Join(r.folder, a)
				}
			}
			_, address, _, _ := serve(r.t, args...)
			port, block = portOf(r.t, address), rest
			break
		}
	}
	changed := []string{
		"/var/lib/kiosk", r.state,
		"kiosk rehearse hackday.example:22", "kiosk rehearse 127.0.0.1:" + r.port,
		"kiosk rehearse --installed", "kiosk rehearse 127.0.0.1:" + r.port + " --installed",
		"10.0.0.12", "127.0.0.2",
		"--for 2m", "--for 1s", "--for 5s", "--for 1s", "--visitors 300", "--visitors 3",
	}
	if key, err := os.ReadFile(filepath.Join(r.home, ".ssh", "kiosk.pub")); err == nil {
		changed = append(changed, "ssh-ed25519 AAAA… Ann Lee", strings.TrimSpace(string(key)))
	}
	command := exec.CommandContext(r.t.Context(), "sh", "-ec", strings.NewReplacer(changed...).Replace(block))
	command.Dir, command.Env = r.folder, append(r.variables, "PORT="+port, "REPLICAS=")
	if strings.Contains(block, "--replica") {
		command.Env = append(command.Env, "REPLICAS="+r.replicas())
	}
	command.Stdin = strings.NewReader("q\nquit\n") // leaves a reader of either kind
	out, err := command.CombinedOutput()
	if err != nil {
		r.t.Errorf("%s\n%v\n%s", typed, err, out)
	}
	for begin, want := range prints {
		if strings.HasPrefix(typed, begin) && !strings.Contains(string(out), want) {
			r.t.Errorf("%s\nprinted no %q:\n%s", typed, want, out)
		}
	}
}

// replicas starts two kiosks that are one, and returns the port that they have.
func (r *readmeReader) replicas() (port string) {
	r.t.Helper()
	u := unite(r.t, []string{"127.0.0.1", "127.0.0.2"})
	for _, folder := range u.keys {
		copyKeys(r.t, filepath.Join(r.state, "keys"), folder)
	}
	return u.start().port
}

func (r *readmeReader) write(path, text string) {
	r.t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		r.t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		r.t.Fatal(err)
	}
}

// script makes a program of a line of shell.
func (r *readmeReader) script(folder, name, line string) {
	r.t.Helper()
	path := filepath.Join(folder, name)
	r.write(path, "#!/bin/sh\n"+line+"\n")
	if err := os.Chmod(path, 0o700); err != nil {
		r.t.Fatal(err)
	}
}

func portOf(t *testing.T, address string) string {
	t.Helper()
	_, port, err := net.SplitHostPort(address)
	if err != nil {
		t.Fatal(err)
	}
	return port
}
