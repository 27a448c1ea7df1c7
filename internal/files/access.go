package files

import (
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

// Same reports whether two paths lead to the same file.
func Same(a, b string) bool { return Resolve(a) == Resolve(b) }

// Chown is the command by which root gives a file or a folder to the user of this process.
func Chown(path string) string { return Self().Chown(path) }
