//go:build unix

package files

import (
	"errors"
	"io/fs"
	"syscall"
)

const nonblocking = syscall.O_NONBLOCK

// ModesProtect reports whether the permission bits of a file say who may use it.
const ModesProtect = true

// Owner is the numbers of the user and the group to whom a file belongs; not ok
// if the system does not say.
func Owner(info fs.FileInfo) (uid, gid int, ok bool) {
	s, ok := info.Sys().(*syscall.Stat_t)
	if !ok {
		return 0, 0, false
	}
	return int(s.Uid), int(s.Gid), true
}

// Inode tells a file from another one of the same name, size and time; 0 if the
// system does not.
func Inode(info fs.FileInfo) uint64 {
	if s, ok := info.Sys().(*syscall.Stat_t); ok {
		return uint64(s.Ino)
	}
	return 0
}

// OnReadOnlyMount reports whether a folder whose mode lets us write is mounted for
// reading only, where nobody can, whatever the mode says.
func OnReadOnlyMount(folder string) bool {
	const write = 2 // W_OK of access(2)
	return errors.Is(syscall.Access(folder, write), syscall.EROFS)
}
