package files

import (
	"io/fs"
	"time"
)

// Tick is how coarse the clock of a file system may be: FAT notes times in steps
// of two seconds, others in milliseconds or less.
const Tick = 2 * time.Second

// Identity is what a system tells of one state of a file. Two equal ones of the
// same path are the same file with the same content, if the first can be trusted:
// see Settled. It is comparable, and may be the key of a map.
type Identity struct {
	Device, Inode uint64
	Size          int64 // bytes
	// Modified and Changed are the times of the last change of the content and of
	// the file's inode, in nanoseconds since 1970. Programs can set Modified to
	// any time; Changed only the system sets, whenever anything is changed.
	Modified, Changed int64
}

// IdentityOf is the identity of a file from what os.Stat or fs.Stat says of it;
// not ok where that holds no inode and no time of change: in package embed, in an
// archive, on Windows.
func IdentityOf(info fs.FileInfo) (id Identity, ok bool) {
	id, ok = systemIdentity(info)
	id.Size, id.Modified = info.Size(), info.ModTime().UnixNano()
	return id, ok
}

// Settled reports whether an identity tells a later change of the file, if the
// file was read at some time, after the identity was asked for. Within one tick of
// the file system's clock a file can change twice and keep its identity; so one
// that changed less than Tick before it was read may have changed again unseen.
// The file system's clock is taken to be this machine's; where it is ahead, or a
// file is of the future, the answer is no.
//
// To keep what was made of a file: ask for its identity, note the time, read it,
// and keep both where Settled; the next time, compare identities.
func (id Identity) Settled(read time.Time) bool {
	return max(id.Modified, id.Changed) <= read.Add(-Tick).UnixNano()
}
