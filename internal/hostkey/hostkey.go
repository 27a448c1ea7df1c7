// Package hostkey keeps the kiosk's SSH host keys: the file by which visitors
// know that they reached the same kiosk as last time, and those that are
// announced beside it while it is replaced. It loads the keys, or makes one on a
// first run, and says a key's fingerprint in every form that people compare.
package hostkey

import (
	"bytes"
	"crypto/ed25519"
	"crypto/rand"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"golang.org/x/crypto/ssh"

	"hackday.example/kiosk/internal/atomicfile"
	"hackday.example/kiosk/internal/files"
)

// The private keys' files in the keys folder. The first is named as OpenSSH
// names it. The two others need not be there.
const (
	FileName         = "ssh_host_ed25519_key"
	NextFileName     = FileName + ".next"
	PreviousFileName = FileName + ".previous"
)

// maxKeyBytes bounds a key file; an ed25519 key in OpenSSH's form has 400.
const maxKeyBytes = 16 << 10

// Keys are the keys of a folder. All are ed25519, and no two are the same.
type Keys struct {
	Current  ssh.Signer // by which visitors know the kiosk; never nil
	Next     ssh.Signer // what it will be; nil if there is none
	Previous ssh.Signer // what it was, while other replicas may still use it; nil if there is none
}

// Announced are the keys that are told to clients beside the current one, so
// that they know the kiosk whichever of them it uses: two at most.
func (k Keys) Announced() (announced []ssh.Signer) {
	for _, key := range []ssh.Signer{k.Next, k.Previous} {
		if key != nil {
			announced = append(announced, key)
		}
	}
	return announced
}

// Load reads the host keys from a folder. Where there is none to use, the error
// is fs.ErrNotExist. A key that others can read, or that cannot be parsed, is
// refused, with what to do about it, and so is a folder in which others could
// put one.
func Load(folder string) (Keys, error) { return load(folder, files.Self()) }

// load is Load as a user has it, who is this process's, or any if that is root.
func load(folder string, user files.User) (Keys, error) {
	if err := checkFolder(folder); err != nil {
		return Keys{}, err
	}
	current, err := loadFile(filepath.Join(folder, FileName), user)
	if err != nil {
		return Keys{}, err
	}
	keys := Keys{Current: current}
	seen := []ssh.Signer{current}
	for _, other := range []struct {
		name string
		key  *ssh.Signer
	}{{NextFileName, &keys.Next}, {PreviousFileName, &keys.Previous}} {
		key, err := loadFile(filepath.Join(folder, other.name), user)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return Keys{}, err
		}
		// A copy is no other key, and clients take it ill to be told of one twice.
		if !slices.ContainsFunc(seen, func(s ssh.Signer) bool { return same(s, key) }) {
			*other.key = key
			seen = append(seen, key)
		}
	}
	return keys, nil
}

func same(a, b ssh.Signer) bool {
	return bytes.Equal(a.PublicKey().Marshal(), b.PublicKey().Marshal())
}

// loadFile reads one private key. The file that is checked is the one that is
// read, though it may be a link that is changed meanwhile.
func loadFile(path string, user files.User) (ssh.Signer, error) {
	f, err := files.OpenNonblocking(path)
	if errors.Is(err, fs.ErrPermission) && files.ModesProtect {
		return nil, denied(path, files.Barrier(path), user)
	}
	if err != nil {
		return nil, fmt.Errorf("reading the host key: %w", err)
	}
	defer func() { _ = f.Close() }()
	info, err := f.Stat()
	if err != nil {
		return nil, fmt.Errorf("reading the host key: %w", err)
	}
	owner := Owner(info)
	switch mode := info.Mode(); {
	case !mode.IsRegular():
		return nil, fmt.Errorf("the host key %s is not a regular file; put a key there, or name another folder with --keys", path)
	case exposed(mode, owner, user.UID):
		return nil, fmt.Errorf("the host key %s can be read by others (mode %04o); run: %s", path, mode.Perm(), private(path, owner, user))
	case info.Size() > maxKeyBytes:
		return nil, fmt.Errorf("the host key %s has %d bytes, which is no key; put a key there, or name another folder with --keys", path, info.Size())
	}
	if at := user.Barrier(path); at != "" {
		return nil, denied(path, at, user)
	}
	b, err := io.ReadAll(io.LimitReader(f, maxKeyBytes))
	if err != nil {
		return nil, fmt.Errorf("reading the host key: %w", err)
	}
	signer, err := ssh.ParsePrivateKey(b)
	if err != nil {
		var passphrase *ssh.PassphraseMissingError
		if errors.As(err, &passphrase) {
			return nil, fmt.Errorf("the host key %s has a passphrase, which nobody is there to type; take it off with: ssh-keygen -p -f %[1]s", path)
		}
		return nil, fmt.Errorf("the host key %s cannot be parsed (%w); put it back from a copy, or move it away to have a new one made", path, err)
	}
	if t := signer.PublicKey().Type(); t != ssh.KeyAlgoED25519 {
		return nil, fmt.Errorf("the host key %s is %s, and the kiosk takes ed25519 only; make one with: ssh-keygen -t ed25519 -N '' -f %[1]s", path, t)
	}
	return signer, nil
}

// denied says why a key cannot be read by a user, and the command by which root mends it. at
// is what keeps the user from it.
func denied(path, at string, user files.User) error {
	folder := filepath.Dir(path)
	switch {
	case files.Same(at, path):
		return fmt.Errorf("the host key %s cannot be read by the kiosk's user; run: %s && chmod 600 %s", path, user.Chown(path), files.Quote(path))
	case files.Same(at, folder):
		return fmt.Errorf("the keys folder %s cannot be read by the kiosk's user; run: %s && chmod 700 %s", folder, user.Chown(folder), files.Quote(folder))
	default:
		return fmt.Errorf("the kiosk's user may not enter %s, where the keys folder %s stands; put that elsewhere, and name it with --keys", at, folder)
	}
}

// private are the commands that make a key one that the kiosk alone can read.
func private(path string, owner int, user files.User) string {
	mode := "chmod 600 " + files.Quote(path)
	if user.UID == files.Root || owner == user.UID || owner < 0 {
		return mode
	}
	// A Secret's file cannot be changed, but how it is brought in.
	return mode + " && " + user.Chown(path) + " (in Kubernetes: defaultMode 0440, and an fsGroup)"
}

// exposed reports whether a key with this mode and owner can be read by more
// than who has to. Its group may read one of root's, if the kiosk is not root:
// that is how a Kubernetes Secret comes to a pod (mode 0440, of root and the
// fsGroup), and then the kiosk has no other way to read it, nor a way to change
// it.
func exposed(mode fs.FileMode, owner, self int) bool {
	others := mode.Perm() & 0o077
	return files.ModesProtect && others != 0 && (others != 0o040 || owner != 0 || self == 0)
}

// Owner is the number of the user to whom a file belongs; -1 if the system does
// not say.
func Owner(info fs.FileInfo) int {
	if uid, _, ok := files.Owner(info); ok {
		return uid
	}
	return -1
}

// checkFolder refuses a folder in which others could put a key of theirs. A
// folder that is not there yet is fine, and so is one that is mounted for
// reading only: a Kubernetes Secret's has mode 0777.
func checkFolder(folder string) error {
	if !files.ModesProtect {
		return nil
	}
	if info, err := os.Stat(folder); err == nil && info.IsDir() && info.Mode().Perm()&0o002 != 0 && !files.OnReadOnlyMount(folder) {
		return fmt.Errorf("anyone may write to the keys folder %s (mode %04o); run: chmod 700 %s, or name a folder of the kiosk's own with --keys", folder, info.Mode().Perm(), files.Quote(folder))
	}
	return nil
}

// LoadOrMake reads the host keys from a folder, and makes one, and the folder,
// where there is none. made reports whether it did. Of several processes that
// begin at once in the same folder, one makes the key and all use it. A folder
// with nothing but a next or a previous key has lost its own, and that is an
// error: a new one would be a stranger to everyone.
func LoadOrMake(folder string) (keys Keys, made bool, err error) {
	keys, err = Load(folder)
	if !errors.Is(err, fs.ErrNotExist) {
		return keys, false, err
	}
	if err := lost(folder); err != nil {
		return Keys{}, false, err
	}
	// A folder of somebody else's, as a volume may be, stays as it is.
	err = os.MkdirAll(folder, 0o700)
	if err == nil {
		err = os.Chmod(folder, 0o700)
	}
	if err == nil || errors.Is(err, fs.ErrPermission) {
		made, err = makeKey(folder, FileName)
	}
	if err != nil {
		mend := "make the folder writable"
		if info, gone := os.Stat(folder); errors.Is(err, fs.ErrPermission) && gone == nil && Owner(info) != os.Geteuid() {
			mend = "run: " + files.Chown(folder)
		}
		return Keys{}, false, fmt.Errorf("making a host key in %s: %w; %s, or name another with --keys", folder, files.Reason(err), mend)
	}
	keys, err = Load(folder)
	return keys, made, err
}

// lost says that a folder without a host key had one once; nil if it may as well
// be new.
func lost(folder string) error {
	for _, name := range []string{NextFileName, PreviousFileName} {
		if _, err := os.Lstat(filepath.Join(folder, name)); err == nil {
			return fmt.Errorf("there is no host key in %s, but there is %s; rename it to %s, or move it away to have a new one made", folder, name, FileName)
		}
	}
	return nil
}

// Check says what LoadOrMake would find wrong with a folder as a user has it, and makes
// nothing: that of this process, or any if that is root. The error is fs.ErrNotExist where
// it would make a key.
func Check(folder string, user files.User) error {
	if at := user.Barrier(folder); at != "" {
		return denied(filepath.Join(folder, FileName), at, user)
	}
	_, err := load(folder, user)
	if errors.Is(err, fs.ErrNotExist) {
		if err := lost(folder); err != nil {
			return err
		}
	}
	return err
}

// makeKey writes a new key and its public half. The private key appears whole
// or not at all, and never replaces another; made is false if another process
// was faster.
func makeKey(folder, name string) (made bool, err error) {
	_, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		return false, err
	}
	block, err := ssh.MarshalPrivateKey(private, "")
	if err != nil {
		return false, err
	}
	signer, err := ssh.NewSignerFromKey(private)
	if err != nil {
		return false, err
	}
	err = atomicfile.Create(filepath.Join(folder, name), pem.EncodeToMemory(block), atomicfile.Options{
		Temporary: FileName + ".*",
		Prepare:   func(temporary string) error { return giveToOwner(temporary, folder) },
	})
	switch {
	case errors.Is(err, fs.ErrExist):
		return false, nil
	case err != nil:
		return false, err
	}
	return true, writePublic(folder, name, signer)
}

// writePublic writes the public half of a key beside it.
func writePublic(folder, name string, key ssh.Signer) error {
	line := append(bytes.TrimSpace(ssh.MarshalAuthorizedKey(key.PublicKey())), " kiosk\n"...)
	path := filepath.Join(folder, name+".pub")
	if err := os.WriteFile(path, line, 0o644); err != nil {
		return err
	}
	return giveToOwner(path, folder)
}

// giveToOwner gives a new file to whom the folder's key belongs, if that is
// another user: root may make a key for a kiosk that is not root.
func giveToOwner(file, folder string) error {
	if os.Geteuid() != 0 {
		return nil
	}
	info, err := os.Stat(filepath.Join(folder, FileName))
	if err != nil {
		return absent(err)
	}
	if uid, gid, ok := files.Owner(info); ok && uid != 0 {
		return os.Chown(file, uid, gid)
	}
	return nil
}

// absent is an error, unless it says that a file is not there.
func absent(err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}
