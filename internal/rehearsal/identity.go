package rehearsal

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"strings"
	"time"

	"golang.org/x/crypto/ssh"
	"golang.org/x/crypto/ssh/agent"
)

// mostKeys bounds how many keys are shown to a kiosk, which takes six before it closes
// the connection.
const mostKeys = 5

// agentTime bounds each answer of the agent's. Some agents ask a person first, and some
// keys want to be touched.
const agentTime = time.Minute

// usualKeys are the files in ~/.ssh whose keys OpenSSH shows by itself (ssh_config(5),
// IdentityFile), but for those whose private half is on a token: the agent has these.
var usualKeys = []string{"id_ed25519", "id_ecdsa", "id_rsa"}

// Identity says by which keys an organiser logs in.
type Identity struct {
	// File is the file of a private key, or of its public half where the agent has the
	// private one. If it is empty, all keys of the agent are meant, and those in the
	// usual files in Folder.
	File string
	// Agent is the socket of OpenSSH's agent, SSH_AUTH_SOCK; empty for none.
	Agent string
	// Folder is the user's ~/.ssh; empty for none.
	Folder string
}

// KeyError says why there is no key to log in with. Fix says what to do.
type KeyError struct{ Problem, Fix string }

func (e *KeyError) Error() string { return e.Problem }

// Keys returns the keys, five at most, and what has to be closed when they were used. The
// error is a *KeyError.
func (i Identity) Keys() (keys []ssh.Signer, done io.Closer, err error) {
	held, done, agentErr := i.held()
	if i.File != "" {
		key, err := i.named(held, agentErr)
		if err != nil {
			_ = done.Close()
			return nil, nil, err
		}
		return []ssh.Signer{key}, done, nil
	}
	locked := ""
	keys = held
	if i.Folder != "" {
		for _, name := range usualKeys {
			path := filepath.Join(i.Folder, name)
			key, _, err := readKey(path)
			switch {
			case err == nil && find(held, key.PublicKey()) == nil:
				keys = append(keys, key)
			case isLocked(err) && locked == "":
				locked = path
			}
		}
	}
	if len(keys) > 0 {
		return keys[:min(len(keys), mostKeys)], done, nil
	}
	_ = done.Close()
	switch {
	case locked != "":
		return nil, nil, lockedError(locked, agentErr)
	case agentErr != nil:
		return nil, nil, &KeyError{"there is no organiser's key here: " + agentErr.Error(), "name its file with --identity FILE"}
	}
	return nil, nil, &KeyError{"there is no organiser's key here: no agent has any, and ~/.ssh has none",
		"name the file of an organiser's private key with --identity FILE; sudo hides the keys of who calls it, and rehearse does not need it"}
}

// held are the agent's keys; agentErr says why it cannot be asked.
func (i Identity) held() (keys []ssh.Signer, done io.Closer, agentErr error) {
	done = io.NopCloser(strings.NewReader(""))
	if i.Agent == "" {
		return nil, done, nil
	}
	conn, err := net.DialTimeout("unix", i.Agent, agentTime)
	if err != nil {
		return nil, done, fmt.Errorf("the SSH agent (SSH_AUTH_SOCK) does not answer: %w", err)
	}
	keys, err = agent.NewClient(patientConn{conn}).Signers()
	if err != nil {
		_ = conn.Close()
		return nil, done, fmt.Errorf("the SSH agent (SSH_AUTH_SOCK) names no keys: %w", err)
	}
	return keys, conn, nil
}

// patientConn is a connection to an agent, which has agentTime for each answer.
type patientConn struct{ net.Conn }

func (c patientConn) Write(p []byte) (int, error) {
	if err := c.SetDeadline(time.Now().Add(agentTime)); err != nil {
		return 0, err
	}
	return c.Conn.Write(p)
}

// named is the key in the file that was named.
func (i Identity) named(held []ssh.Signer, agentErr error) (ssh.Signer, error) {
	key, public, err := readKey(i.File)
	if err == nil {
		return key, nil
	}
	if key := find(held, public); key != nil {
		return key, nil
	}
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, &KeyError{"there is no file " + i.File, "name the file of the organiser's private key with --identity"}
	case isLocked(err):
		return nil, lockedError(i.File, agentErr)
	case public != nil:
		return nil, &KeyError{i.File + " is a public key, and no agent has its private half",
			"name the private key, the file without .pub; or have the agent take it: ssh-add"}
	}
	return nil, &KeyError{fmt.Sprintf("%s cannot be read: %v", i.File, err), "name the file of the organiser's private key with --identity"}
}

// lockedError says what to do about a key with a passphrase.
func lockedError(file string, agentErr error) error {
	also := ""
	if agentErr != nil {
		also = ", and " + agentErr.Error()
	}
	return &KeyError{file + " needs its passphrase" + also, "give it to the agent once, with: ssh-add " + file +
		"; and where no agent runs, before that: eval \"$(ssh-agent)\""}
}

func isLocked(err error) bool {
	missing := (*ssh.PassphraseMissingError)(nil)
	return errors.As(err, &missing)
}

// find is the one of some keys with a public half; nil if none is.
func find(keys []ssh.Signer, public ssh.PublicKey) ssh.Signer {
	if public == nil {
		return nil
	}
	for _, k := range keys {
		if string(k.PublicKey().Marshal()) == string(public.Marshal()) {
			return k
		}
	}
	return nil
}

// maxKeyFile bounds a key's file, in bytes.
const maxKeyFile = 64 << 10

// readKey reads the file of a key. The public half is known, in some cases, though there
// is an error: the private one has a passphrase, or is not in the file.
func readKey(path string) (key ssh.Signer, public ssh.PublicKey, err error) {
	text, err := readFile(path)
	if err != nil {
		return nil, nil, err
	}
	if public, _, _, _, err := ssh.ParseAuthorizedKey(text); err == nil {
		return nil, public, errors.New("it is a public key")
	}
	key, err = ssh.ParsePrivateKey(text)
	if err == nil {
		return key, key.PublicKey(), nil
	}
	if missing := (*ssh.PassphraseMissingError)(nil); errors.As(err, &missing) && missing.PublicKey != nil {
		return nil, missing.PublicKey, err
	}
	if beside, e := readFile(path + ".pub"); e == nil {
		public, _, _, _, _ = ssh.ParseAuthorizedKey(beside)
	}
	return nil, public, err
}

func readFile(path string) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }()
	text, err := io.ReadAll(io.LimitReader(f, maxKeyFile+1))
	if err == nil && len(text) > maxKeyFile {
		err = fmt.Errorf("it has more than %d bytes", maxKeyFile)
	}
	return text, err
}
