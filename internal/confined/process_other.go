//go:build !linux

package confined

import (
	"os"
	"syscall"
)

func inherit() {}

func apart() *syscall.SysProcAttr { return nil }

// Self is the file of this program.
func Self() (string, error) { return os.Executable() }

func killed(*os.ProcessState) bool { return false }
