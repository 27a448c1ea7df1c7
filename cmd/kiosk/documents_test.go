package main

import (
	"bytes"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"hackday.example/kiosk/internal/kiosktest"
	"hackday.example/kiosk/internal/kiosktest/papers"
)

// documentsInREADME are the two blocks of commands of the README's example: the
// organiser's and the visitor's.
var documentsInREADME = regexp.MustCompile("(?s)^# Documents\n.*?```sh\n(.*?)```.*?```sh\n(.*?)```")

// The README's example is done as it is written: a folder with a PDF is served, and a
// visitor reads it and takes it away. Only the port and the client's files are others.
func TestREADMEsExampleOfADocument(t *testing.T) {
	for _, program := range []string{"ssh", "scp"} {
		kiosktest.Need(t, program)
	}
	readme, err := os.ReadFile("../../internal/library/README.md")
	if err != nil {
		t.Fatal(err)
	}
	blocks := documentsInREADME.FindSubmatch(readme)
	if blocks == nil {
		t.Fatal("the README has no example of a document")
	}
	organiser, visitor := lines(blocks[1]), lines(blocks[2])
	started, found := strings.CutPrefix(organiser[len(organiser)-1], "kiosk ")
	if !found || len(visitor) != 2 {
		t.Fatalf("the example is\n%s\n%s", blocks[1], blocks[2])
	}

	here, there := t.TempDir(), t.TempDir()
	paper := papers.Talk()
	if err := os.WriteFile(filepath.Join(here, "slides.pdf"), paper, 0o644); err != nil {
		t.Fatal(err)
	}
	for _, line := range organiser[:len(organiser)-1] {
		shell(t, here, line)
	}
	args := strings.Fields(started)
	for i, a := range args {
		if a == "talk" {
			args[i] = filepath.Join(here, a)
		}
	}
	// Who asks until the text is there is many visitors.
	_, address, _, _ := serve(t, append(args, "--cache", t.TempDir(), "--venue", "127.0.0.0/8")...)
	host, port, err := net.SplitHostPort(address)
	if err != nil {
		t.Fatal(err)
	}

	config := filepath.Join(there, "ssh_config")
	settings := "StrictHostKeyChecking accept-new\nUserKnownHostsFile " + filepath.Join(there, "known_hosts") + "\nGlobalKnownHostsFile /dev/null\nIdentityFile none\nIdentityAgent none\nLogLevel ERROR\n"
	if err := os.WriteFile(config, []byte(settings), 0o600); err != nil {
		t.Fatal(err)
	}
	others := strings.NewReplacer("ssh -p 2222 localhost", "ssh -F "+config+" -p "+port+" "+host, "scp -P 2222 localhost", "scp -F "+config+" -P "+port+" "+host)
	for i, line := range visitor {
		if visitor[i] = others.Replace(line); visitor[i] == line {
			t.Fatalf("%s does not name the kiosk", line)
		}
	}

	var text []byte
	kiosktest.Settle(t, "the text of the slides", time.Minute, func() bool { // it is made in the background
		command := exec.Command("sh", "-c", visitor[0])
		command.Dir = there
		text, err = command.Output()
		return err == nil
	})
	for _, want := range []string{papers.TalkTitle, "A document linked in", papers.Author, papers.TalkSections[2], papers.TalkLink} {
		if !strings.Contains(string(text), want) {
			t.Errorf("%q is not in what the visitor reads:\n%s", want, text)
		}
	}
	shell(t, there, visitor[1])
	if taken, err := os.ReadFile(filepath.Join(there, "slides.pdf")); err != nil || !bytes.Equal(taken, paper) {
		t.Errorf("%d bytes were taken away, %v; want the %d of the file", len(taken), err, len(paper))
	}
}

// lines are the lines of a block of commands.
func lines(block []byte) []string { return strings.Split(strings.TrimSpace(string(block)), "\n") }

// shell runs a command line in a folder.
func shell(t *testing.T, folder, line string) {
	t.Helper()
	command := exec.CommandContext(t.Context(), "sh", "-c", line)
	command.Dir = folder
	if out, err := command.CombinedOutput(); err != nil {
		t.Fatalf("%s: %v\n%s", line, err, out)
	}
}
