//go:build !unix

package kiosktest

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"runtime"
)

// descriptorDir is where open descriptors are listed: nowhere.
const descriptorDir = ""

// errNoPty is what everything here says that needs a pty.
var errNoPty = fmt.Errorf("these tests have no pty on %s: %w", runtime.GOOS, errors.ErrUnsupported)

func takeHangups() {}

func suspend(*os.Process) error { return errors.ErrUnsupported }

// Mkfifo makes a named pipe; here there are none in a folder.
func Mkfifo(string) error { return fmt.Errorf("making a named pipe: %w", errors.ErrUnsupported) }

func openPty() (master, device *os.File, err error) { return nil, nil, errNoPty }

func attach(*exec.Cmd, *os.File) {}

func lineDiscipline(*os.File) (string, error) { return "", errNoPty }

func setSize(*os.File, int, int) error { return errNoPty }
