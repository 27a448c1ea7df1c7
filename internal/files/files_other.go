//go:build !unix

package files

import "io/fs"

// nonblocking is nothing: to open a file never waits for somebody else.
const nonblocking = 0

// ModesProtect reports whether the permission bits of a file say who may use it.
// On Windows os makes them up from the read-only attribute: every file is 0666 or
// 0444, and the access control lists that count are not looked at.
const ModesProtect = false

// Owner is the numbers of the user and the group to whom a file belongs; not ok
// if the system does not say.
func Owner(fs.FileInfo) (uid, gid int, ok bool) { return 0, 0, false }

// Inode tells a file from another one of the same name, size and time; 0 if the
// system does not.
func Inode(fs.FileInfo) uint64 { return 0 }

// OnReadOnlyMount reports whether a folder whose mode lets us write is mounted for
// reading only. It is asked only where modes protect.
func OnReadOnlyMount(string) bool { return false }
