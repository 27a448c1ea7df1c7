package kiosktest

import "golang.org/x/sys/unix"

const (
	ioctlGetTermios = unix.TCGETS
	descriptorDir   = "/proc/self/fd"
)
