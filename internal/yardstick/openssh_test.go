package yardstick

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"encoding/pem"
	"fmt"
	"net"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"time"

	"golang.org/x/crypto/ssh"

	"hackday.example/kiosk/content"
	"hackday.example/kiosk/internal/folder"
	"hackday.example/kiosk/internal/kiosktest"
	"hackday.example/kiosk/internal/layout"
	"hackday.example/kiosk/internal/plain"
	"hackday.example/kiosk/internal/words"
)

// sshdPath is OpenSSH's server, which has to be called by its whole path.
func sshdPath() (string, error) {
	if p, err := exec.LookPath("sshd"); err == nil {
		return filepath.Abs(p)
	}
	return exec.LookPath("/usr/sbin/sshd")
}

// startOpenSSH starts OpenSSH's server with less for everyone.
func startOpenSSH(dir string) (*contender, error) {
	if _, err := exec.LookPath("less"); err != nil {
		return nil, err
	}
	return startSSHD(openSSH, dir, "LESSHISTFILE=- exec less "+filepath.Join(dir, "page.txt"), "q")
}

// startW3m starts OpenSSH's server with w3m for everyone, on a page of a built site.
func startW3m(dir, page string) (*contender, error) {
	if _, err := exec.LookPath("w3m"); err != nil {
		return nil, err
	}
	return startSSHD(w3m, dir, fmt.Sprintf("HOME=%s exec w3m %s", dir, page), "Q")
}

// startSSHD starts OpenSSH's server, which runs a command for everyone that a key
// ends. Its visitors log in as the user who runs this, with a key that is made here.
func startSSHD(name, dir, command, leave string) (*contender, error) {
	sshd, err := sshdPath()
	if err != nil {
		return nil, err
	}
	me, err := user.Current()
	if err != nil {
		return nil, err
	}
	if me.Uid == "0" { // an empty folder that it changes its root to
		if err := os.MkdirAll("/run/sshd", 0o755); err != nil {
			return nil, err
		}
	}
	visitorKey, err := writeSSHDFiles(dir)
	if err != nil {
		return nil, err
	}
	address, err := freeAddress()
	if err != nil {
		return nil, err
	}
	host, port, _ := net.SplitHostPort(address)
	config := fmt.Sprintf(`ListenAddress %s
Port %s
HostKey %[3]s/host_key
AuthorizedKeysFile %[3]s/authorized_keys
StrictModes no
UsePAM no
PermitRootLogin prohibit-password
PidFile none
MaxStartups 1000:30:2000
LogLevel FATAL
ForceCommand %s
`, host, port, dir, command)
	if err := os.WriteFile(filepath.Join(dir, "sshd_config"), []byte(config), 0o600); err != nil {
		return nil, err
	}
	cmd := exec.Command(sshd, "-D", "-e", "-f", filepath.Join(dir, "sshd_config"))
	cmd.Stderr = os.Stderr
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	c := &contender{name: name, address: address, cmd: cmd, user: me.Username, auth: []ssh.AuthMethod{ssh.PublicKeys(visitorKey)}, leave: leave}
	for range 100 {
		conn, err := net.DialTimeout("tcp", address, time.Second)
		if err == nil {
			_ = conn.Close()
			return c, nil
		}
		time.Sleep(20 * time.Millisecond)
	}
	c.stop()
	return nil, fmt.Errorf("sshd does not listen on %s", address)
}

// writeSSHDFiles writes the host's key, who may come in, and the page, and
// returns the visitors' key.
func writeSSHDFiles(dir string) (ssh.Signer, error) {
	block, err := ssh.MarshalPrivateKey(kiosktest.HostKey(), "")
	if err != nil {
		return nil, err
	}
	visitorKey, err := ssh.NewSignerFromKey(ed25519.NewKeyFromSeed(bytes.Repeat([]byte{2}, ed25519.SeedSize)))
	if err != nil {
		return nil, err
	}
	s, err := folder.Load(content.FS)
	if err != nil {
		return nil, err
	}
	var page bytes.Buffer
	w := plain.NewWriter(&page, plain.Options{Site: s, Layouts: layout.NewCache(0, nil).For(context.Background(), ""), Words: words.English})
	w.Page(s.Home())
	if err := w.Flush(); err != nil {
		return nil, err
	}
	for name, b := range map[string][]byte{
		"host_key":        pem.EncodeToMemory(block),
		"authorized_keys": ssh.MarshalAuthorizedKey(visitorKey.PublicKey()),
		"page.txt":        page.Bytes(),
	} {
		if err := os.WriteFile(filepath.Join(dir, name), b, 0o600); err != nil {
			return nil, err
		}
	}
	return visitorKey, nil
}

// freeAddress is an address of the loopback interface on which nobody listens
// just now.
func freeAddress() (string, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	defer l.Close()
	return l.Addr().String(), nil
}
