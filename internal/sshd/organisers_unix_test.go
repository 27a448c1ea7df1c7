//go:build unix

package sshd

import (
	"fmt"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"hackday.example/kiosk/internal/files"
)

func TestAPipeInThePlaceOfTheOrganisersKeysIsNotWaitedFor(t *testing.T) {
	path := filepath.Join(t.TempDir(), "organisers")
	if err := syscall.Mkfifo(path, 0o600); err != nil {
		t.Fatal(err)
	}
	if keys, problems := CheckOrganisers(path, files.Self()); keys > 0 || !strings.Contains(fmt.Sprint(problems), "not a regular file") {
		t.Errorf("%d keys, %v", keys, problems)
	}
}
