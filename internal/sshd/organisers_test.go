package sshd

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
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
		{0o644, self + 1, self, "belong to user 1001, and nobody is let in by them; run: chown 1000 keys"},
		{0o600, self, 0, "belong to user 1000, and nobody is let in by them; run: chown 0 keys"},
		{0o664, self, self, "(mode 0664), and nobody is let in by them; run: chmod 644 keys"},
		{0o602, 0, self, "(mode 0602)"},
		{fs.ModeDir | 0o700, self, self, "not a regular file"},
	} {
		err := untrusted("keys", tt.mode, tt.owner, tt.self)
		if (err == nil) != (tt.want == "") || err != nil && !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%v of %d to %d: %v, want %q", tt.mode, tt.owner, tt.self, err, tt.want)
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
	if _, _, err := (&organisers{path: path}).find(""); err == nil || !strings.Contains(err.Error(), "belong to user 1000") {
		t.Errorf("a file of somebody else's: %v", err)
	}
}

func TestAPipeInThePlaceOfTheOrganisersKeysIsNotWaitedFor(t *testing.T) {
	path := filepath.Join(t.TempDir(), "organisers")
	if err := syscall.Mkfifo(path, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, found, err := (&organisers{path: path}).find(""); found || err == nil || !strings.Contains(err.Error(), "not a regular file") {
		t.Errorf("found %v, %v", found, err)
	}
}

func TestWhatIsWrongWithTheOrganisersKeysIsSaidShortlyAndOnce(t *testing.T) {
	path := filepath.Join(t.TempDir(), "organisers")
	write := func(lines int) {
		if err := os.WriteFile(path, []byte(strings.Repeat("x\n", lines)), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	o := &organisers{path: path}
	said := 0
	for _, lines := range []int{1, 1, 1000, 1000, 0, 0, 1, 1} {
		write(lines)
		_, _, problem := o.find("")
		if o.news(problem) {
			said++
		}
		if problem != nil && strings.Count(problem.Error(), "\n") > maxBadLines {
			t.Errorf("%d lines are said as\n%v", lines, problem)
		}
		if want := fmt.Sprintf("and %d more", lines-maxBadLines); lines > maxBadLines && !strings.HasSuffix(problem.Error(), want) {
			t.Errorf("%d lines do not end in %q", lines, want)
		}
	}
	if said != 3 {
		t.Errorf("said %d times, want 3: one bad line, many, and one again", said)
	}
}

func TestRefusalsAreLoggedOnceASecondAtMost(t *testing.T) {
	o := &organisers{}
	begin := time.Now()
	var got []int
	for i := range 1001 { // one each 2.5 ms
		if before, say := o.refuse(begin.Add(time.Duration(i) * 2500 * time.Microsecond)); say {
			got = append(got, before)
		}
	}
	if want := []int{0, 399, 399}; fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("unlogged before each that is: %v, want %v", got, want)
	}
}
