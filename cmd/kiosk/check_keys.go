package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"hackday.example/kiosk/internal/files"
	"hackday.example/kiosk/internal/hostkey"
	"hackday.example/kiosk/internal/report"
	"hackday.example/kiosk/internal/sshd"
)

// keyless is a kind of advice.
const keyless report.Kind = "keys folders without a host key"

// checkKeys reads a keys folder as serve does, and makes nothing: the host keys,
// and those of organisers. Root looks as the user who serves with them. The problems' files
// are as the organiser would open them.
func checkKeys(folder, state string) (*report.Report, error) {
	if info, err := os.Stat(folder); err != nil || !info.IsDir() {
		what := "is no folder"
		if errors.Is(err, fs.ErrNotExist) {
			what = "is not there"
		} else if err != nil {
			what = fmt.Sprintf("cannot be read: %v", err)
		}
		return nil, hint(fmt.Errorf("the keys folder %s %s", folder, what), "kiosk serve makes it on its first run; or name another with --keys")
	}
	user := files.Keeper(state, folder)
	r := new(report.Report)
	for _, name := range []string{organisersFile, hostkey.FileName, hostkey.NextFileName, hostkey.PreviousFileName} {
		if _, err := os.Lstat(filepath.Join(folder, name)); err == nil {
			r.Files = append(r.Files, name)
		}
	}
	switch err := hostkey.Check(folder, user); {
	case errors.Is(err, fs.ErrNotExist):
		r.Add(report.Problem{
			File: folder, Severity: report.Advice,
			Kind:    keyless,
			Message: "there is no host key", Fix: "put " + hostkey.FileName + " there, or let kiosk serve make one on its first run",
		})
	case err != nil:
		message, fix, _ := strings.Cut(err.Error(), "; ")
		if fix == "" {
			fix = "let the kiosk's user read the folder"
		}
		r.Add(report.Problem{File: folder, Severity: report.Fault, Message: message, Fix: fix})
	}
	_, problems := sshd.CheckOrganisers(filepath.Join(folder, organisersFile), user)
	for _, p := range problems {
		r.Add(p)
	}
	return r, nil
}
