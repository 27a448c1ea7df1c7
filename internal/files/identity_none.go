//go:build !linux && !darwin && !freebsd && !netbsd && !openbsd && !dragonfly

package files

import "io/fs"

func systemIdentity(fs.FileInfo) (Identity, bool) { return Identity{}, false }
