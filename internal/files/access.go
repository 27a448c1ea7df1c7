package files

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
)

// plain matches a path that a shell takes as it stands.
var plain = regexp.MustCompile(`^[A-Za-z0-9_./:@%+,=\\][A-Za-z0-9_./:@%+,=\\-]*$`)

// Quote writes a path as a POSIX shell takes it.
func Quote(path string) string {
	if plain.MatchString(path) {
		return path
	}
	return "'" + strings.ReplaceAll(path, "'", `'\''`) + "'"
}

// Barrier is the file at a path, or the folder on the way to it, that this process may not
// read or enter, once opening the file has failed with fs.ErrPermission.
func Barrier(path string) string {
	at := filepath.Clean(path)
	for {
		if _, err := os.Stat(at); err == nil {
			return at
		}
		parent := filepath.Dir(at)
		if parent == at {
			return filepath.Clean(path)
		}
		at = parent
	}
}

// Chown is the command by which root gives a file or a folder to the user of this process.
//
// Where it stands in the folder that systemd gave this process (systemd.exec(5),
// StateDirectory=), that user may be one of systemd's making, whose number is another the
// next time. Systemd goes by the owner of that folder, and so does the command, for all
// that is in it.
func Chown(path string) string {
	absolute, err := filepath.Abs(path)
	for folder := range strings.SplitSeq(os.Getenv("STATE_DIRECTORY"), ":") {
		if err == nil && folder != "" && strings.HasPrefix(absolute, filepath.Clean(folder)+string(filepath.Separator)) {
			folder = Quote(filepath.Clean(folder) + "/") // a link, with DynamicUser=
			return fmt.Sprintf("chown -R --reference=%s %[1]s", folder)
		}
	}
	return fmt.Sprintf("chown %d:%d %s", os.Geteuid(), os.Getegid(), Quote(path))
}
