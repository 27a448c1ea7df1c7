//go:build darwin || dragonfly || freebsd || netbsd || openbsd

package kiosktest

import "golang.org/x/sys/unix"

const (
	ioctlGetTermios = unix.TIOCGETA
	descriptorDir   = "/dev/fd"
)
