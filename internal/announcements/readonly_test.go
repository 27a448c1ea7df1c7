//go:build unix

package announcements_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"hackday.example/kiosk/internal/ledger"
)

// ranAsNobody runs a test in a process of another user's where this is root's, who may
// write everywhere; false where it is not, and the test is to run here.
func ranAsNobody(t *testing.T) bool {
	t.Helper()
	if os.Geteuid() != 0 {
		return false
	}
	const nobody = 65534
	dir, err := os.MkdirTemp("", "nobody") // what t.TempDir makes is in a folder of root's
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	program := filepath.Join(dir, "test")
	content, err := os.ReadFile(os.Args[0])
	if err != nil {
		t.Fatal(err)
	}
	for _, err := range []error{os.WriteFile(program, content, 0o600), os.Chmod(program, 0o755), os.Chmod(dir, 0o777)} {
		if err != nil {
			t.Fatal(err)
		}
	}
	cmd := exec.Command(program, "-test.run=^"+t.Name()+"$", "-test.v")
	cmd.Dir, cmd.Env = dir, append(os.Environ(), "TMPDIR="+dir, "HOME="+dir)
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: nobody, Gid: nobody}}
	out, err := cmd.CombinedOutput()
	if err != nil || !strings.Contains(string(out), "--- PASS: "+t.Name()) {
		t.Errorf("as another user: %v\n%s", err, out)
	}
	return true
}

func TestAFolderThatMayOnlyBeReadWithdrawsNothing(t *testing.T) {
	if ranAsNobody(t) {
		return
	}
	folder := t.TempDir()
	put(t, filepath.Join(folder, "1-own.md"), "Own\n")
	if err := os.Chmod(folder, 0o555); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.Chmod(folder, 0o755) })
	r := startReplicated(t, folder)
	r.holds("Own")
	r.board.Merge(ledger.Records{Items: []ledger.Item{told("2.md", "Theirs\n")}})
	r.holds("Own", "Theirs")
	r.awaitsProblem("what all kiosks announce cannot be kept here: permission denied")
	own := ledger.Item{Name: "1-own.md", Content: []byte("Own\n")}
	r.board.Merge(ledger.Records{Withdrawn: []ledger.Withdrawal{withdrawalOf(own, 1)}})
	r.holds("Theirs")
	if err := os.Chmod(folder, 0o755); err != nil {
		t.Fatal(err)
	}
	put(t, filepath.Join(folder, "3.md"), "More\n") // what could not be done is done now
	r.holds("Theirs", "More")
	keeps(t, folder, "Theirs\n", "More\n")
}
