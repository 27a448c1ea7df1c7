//go:build linux || openbsd || dragonfly

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
	seconds, nanoseconds := s.Ctim.Unix()
	return Identity{Device: uint64(s.Dev), Inode: uint64(s.Ino), Changed: seconds*1e9 + nanoseconds}, true
}
