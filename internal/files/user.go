package files

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// Root is the number of the user who may do everything.
const Root = 0

// User is somebody to whom files may belong: most often the one who serves, where root looks
// at what is theirs. What other groups than the first the user is in is not known.
type User struct {
	UID, GID int
	state    string // the folder of the user's state, if that is how the user is known
}

// Self is the user of this process. Where the system has no numbers they are -1.
func Self() User { return User{UID: os.Geteuid(), GID: os.Getegid()} }

// OwnerOf is the user to whom the file behind a path belongs; not ok if there is none, or
// the system does not say.
func OwnerOf(path string) (u User, ok bool) {
	info, err := os.Stat(path)
	if err != nil {
		return User{}, false
	}
	u.UID, u.GID, ok = Owner(info)
	return u, ok
}

// StateOwner is the owner of a state folder: who serves, where that is not root. It is not
// ok if there is none.
func StateOwner(state string) (u User, ok bool) {
	if state == "" {
		return User{}, false
	}
	u, ok = OwnerOf(state)
	u.state = state
	return u, ok
}

// Keeper is the user who serves with what is in a folder: that of this process; but where
// that is root, the owner of the state folder, if the folder is in there, or else its own
// owner. Systemd gives the state folder to a user of its making (systemd.exec(5),
// DynamicUser=), and leaves alone what root adds there later.
func Keeper(state, folder string) User {
	self := Self()
	if self.UID != Root {
		return self
	}
	if owner, ok := StateOwner(state); ok && beneath(Resolve(state), Resolve(folder)) {
		if owner.UID == Root {
			return self
		}
		return owner
	}
	if owner, ok := OwnerOf(folder); ok && owner.UID != Root {
		return owner
	}
	return self
}

// Resolve is a path without links, as far as it is there.
func Resolve(path string) string {
	if whole, err := filepath.Abs(path); err == nil {
		path = whole
	}
	if whole, err := filepath.EvalSymlinks(path); err == nil {
		return whole
	}
	parent := filepath.Dir(path)
	if parent == path {
		return path
	}
	return filepath.Join(Resolve(parent), filepath.Base(path))
}

// beneath reports whether a path is in a folder; both are whole.
func beneath(folder, path string) bool {
	return strings.HasPrefix(path, strings.TrimSuffix(filepath.Clean(folder), string(filepath.Separator))+string(filepath.Separator))
}

// mayRead reports whether the user may read a file, or look into a folder; or at least go
// through that, if it is only passed.
func (u User) mayRead(info fs.FileInfo, passed bool) bool {
	uid, gid, ok := Owner(info)
	if !ok || !ModesProtect || u.UID == Root {
		return true
	}
	need := fs.FileMode(4)
	switch {
	case passed:
		need = 1
	case info.IsDir():
		need = 5
	}
	mode := info.Mode().Perm()
	switch {
	case uid == u.UID:
		mode >>= 6
	case gid == u.GID:
		mode >>= 3
	}
	return mode&need == need
}

// Barrier is what keeps the user from reading what is at a path: that itself, or the
// outermost folder on the way to it; empty if nothing does, or it is not there, or it has an
// access control list, which is not read. What leads to the user's state folder is not
// looked at: systemd opens that to nobody else. Of this process's user nothing is said: what
// it may read, the system says.
func (u User) Barrier(path string) string {
	if u == Self() {
		return ""
	}
	path = Resolve(path)
	way := []string{path}
	for at := path; at != filepath.Dir(at) && (u.state == "" || at != Resolve(u.state)); {
		at = filepath.Dir(at)
		way = append(way, at)
	}
	for i := len(way) - 1; i >= 0; i-- {
		if info, err := os.Stat(way[i]); err == nil && !u.mayRead(info, i > 0) && !hasACL(way[i]) {
			return way[i]
		}
	}
	return ""
}

// Chown is the command by which root gives a file or a folder to the user.
//
// Where it stands in the state folder, that user may be one of systemd's making, whose
// number is another the next time. Systemd goes by the owner of that folder, and so does
// the command, for all that is in it.
func (u User) Chown(path string) string {
	folders := []string{u.state}
	if u == Self() {
		folders = strings.Split(os.Getenv("STATE_DIRECTORY"), ":")
	}
	absolute := Resolve(path)
	for _, folder := range folders {
		if folder != "" && (beneath(folder, absolute) || beneath(Resolve(folder), absolute)) {
			folder = Quote(filepath.Clean(folder) + "/") // a link, with DynamicUser=
			return fmt.Sprintf("chown -R --reference=%s %[1]s", folder)
		}
	}
	return fmt.Sprintf("chown %d:%d %s", u.UID, u.GID, Quote(path))
}
