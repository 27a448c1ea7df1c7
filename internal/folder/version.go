package folder

import (
	"crypto/sha256"
	"io/fs"
	"time"

	"hackday.example/kiosk/internal/files"
)

// version is one state of a file. The zero version is that of no file.
type version struct {
	id    files.Identity
	known bool // the system tells it, and would tell a later change
	sum   [sha256.Size]byte
}

// versionOf is what a file's information tells of its version, just before it is read.
func versionOf(info fs.FileInfo) version {
	id, ok := files.IdentityOf(info)
	return version{id: id, known: ok && id.Settled(time.Now())}
}

// same reports whether a file that is v now is known to be as it was in version o.
func (v version) same(o version) bool { return o.known && v.id == o.id }
