//go:build darwin || freebsd || netbsd

package files

import (
	"io/fs"
	"syscall"
)

func systemIdentity(info fs.FileInfo) (Identity, bool) {
	s, ok := info.Sys().(*syscall.Stat_t)
	if !ok {
		return Identity{}, false
	}
	seconds, nanoseconds := s.Ctimespec.Unix()
	return Identity{Device: uint64(s.Dev), Inode: uint64(s.Ino), Changed: seconds*1e9 + nanoseconds}, true
}
