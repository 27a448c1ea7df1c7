//go:build !linux

package library

import (
	"os"
	"syscall"
)

func inherit() {}

func apart() *syscall.SysProcAttr { return nil }

func self() (string, error) { return os.Executable() }

func killed(*os.ProcessState) bool { return false }
