// Package hostkey keeps the kiosk's SSH host key: the file by which visitors
// know that they reached the same kiosk as last time. It loads the key, or
// makes one on a first run, and says its fingerprint.
package hostkey

import (
	"bytes"
	"crypto/ed25519"
	"crypto/rand"
	"encoding/pem"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"golang.org/x/crypto/ssh"
)

// FileName is the private key's file in the keys folder, as OpenSSH names it.
const FileName = "ssh_host_ed25519_key"

// maxKeyBytes bounds a key file; an ed25519 key in OpenSSH's form has 400.
const maxKeyBytes = 16 << 10

// Load reads the host key from a folder. Where there is none, the error is
// fs.ErrNotExist. A key that others can read, or that cannot be parsed, is
// refused, with what to do about it.
func Load(folder string) (ssh.Signer, error) {
	if err := checkFolder(folder); err != nil {
		return nil, err
	}
	path := filepath.Join(folder, FileName)
	info, err := os.Stat(path)
	if err != nil {
		return nil, fmt.Errorf("reading the host key: %w", err)
	}
	switch {
	case !info.Mode().IsRegular():
		return nil, fmt.Errorf("the host key %s is not a regular file; put a key there, or name another folder with --keys", path)
	case info.Mode().Perm()&0o077 != 0:
		return nil, fmt.Errorf("the host key %s can be read by others (mode %04o); run: chmod 600 %[1]s", path, info.Mode().Perm())
	case info.Size() > maxKeyBytes:
		return nil, fmt.Errorf("the host key %s has %d bytes, which is no key; put a key there, or name another folder with --keys", path, info.Size())
	}
	b, err := os.ReadFile(path)
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

// checkFolder refuses a folder in which others could put a key of theirs. A
// folder that is not there yet is fine.
func checkFolder(folder string) error {
	if info, err := os.Stat(folder); err == nil && info.IsDir() && info.Mode().Perm()&0o002 != 0 {
		return fmt.Errorf("anyone may write to the keys folder %s (mode %04o); run: chmod 700 %[1]s, or name a folder of the kiosk's own with --keys", folder, info.Mode().Perm())
	}
	return nil
}

// LoadOrMake reads the host key from a folder, and makes it, and the folder,
// where there is none. made reports whether it did. Of several processes that
// begin at once in the same folder, one makes the key and all use it.
func LoadOrMake(folder string) (signer ssh.Signer, made bool, err error) {
	signer, err = Load(folder)
	if !errors.Is(err, fs.ErrNotExist) {
		return signer, false, err
	}
	made, err = makeKey(folder)
	if err != nil {
		return nil, false, fmt.Errorf("making a host key in %s: %w; make the folder writable, or name another with --keys", folder, reason(err))
	}
	signer, err = Load(folder)
	return signer, made, err
}

// makeKey writes a new key and its public half, and makes the folder private.
// The private key appears whole or not at all, and never replaces another; made
// is false if another process was faster.
func makeKey(folder string) (made bool, err error) {
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return false, err
	}
	// A folder of somebody else's, as a volume may be, stays as it is.
	if err := os.Chmod(folder, 0o700); err != nil && !errors.Is(err, fs.ErrPermission) {
		return false, err
	}
	_, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		return false, err
	}
	block, err := ssh.MarshalPrivateKey(private, "")
	if err != nil {
		return false, err
	}
	public, err := ssh.NewPublicKey(private.Public())
	if err != nil {
		return false, err
	}
	temporary, err := os.CreateTemp(folder, FileName+".*") // its mode is 0600
	if err != nil {
		return false, err
	}
	defer func() { _ = os.Remove(temporary.Name()) }()
	if _, err := temporary.Write(pem.EncodeToMemory(block)); err != nil {
		return false, errors.Join(err, temporary.Close())
	}
	if err := errors.Join(temporary.Sync(), temporary.Close()); err != nil {
		return false, err
	}
	path := filepath.Join(folder, FileName)
	if err := os.Link(temporary.Name(), path); err != nil {
		if errors.Is(err, fs.ErrExist) {
			return false, nil
		}
		return false, err
	}
	line := bytes.TrimSpace(ssh.MarshalAuthorizedKey(public))
	return true, os.WriteFile(path+".pub", append(line, " kiosk\n"...), 0o644)
}

// reason takes the path of a temporary file, which would only confuse, out of
// an error.
func reason(err error) error {
	var p *fs.PathError
	if errors.As(err, &p) {
		return p.Err
	}
	var l *os.LinkError
	if errors.As(err, &l) {
		return l.Err
	}
	return err
}

// Fingerprint is the SHA-256 fingerprint of a key as OpenSSH writes it:
// "SHA256:" and 43 characters of base64 (RFC 4648 §4, without padding).
func Fingerprint(key ssh.PublicKey) string { return ssh.FingerprintSHA256(key) }
