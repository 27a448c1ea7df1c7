package hostkey

import (
	"crypto/rand"
	"crypto/rsa"
	"encoding/pem"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"

	"golang.org/x/crypto/ssh"
)

func TestFirstRunMakesAPrivateKeyThatStays(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "deep", "keys")
	first, made, err := LoadOrMake(folder)
	if err != nil || !made {
		t.Fatalf("made %v, %v", made, err)
	}
	for path, want := range map[string]fs.FileMode{folder: 0o700 | fs.ModeDir, filepath.Join(folder, FileName): 0o600} {
		info, err := os.Stat(path)
		if err != nil {
			t.Fatal(err)
		}
		if info.Mode() != want {
			t.Errorf("%s has mode %v, want %v", path, info.Mode(), want)
		}
	}
	second, made, err := LoadOrMake(folder)
	if err != nil || made {
		t.Fatalf("made %v again, %v", made, err)
	}
	a, b := Fingerprint(first.Current.PublicKey()), Fingerprint(second.Current.PublicKey())
	if a != b || !regexp.MustCompile(`^SHA256:[A-Za-z0-9+/]{43}$`).MatchString(a) {
		t.Errorf("fingerprints %s and %s", a, b)
	}
	entries, err := os.ReadDir(folder)
	if err != nil || len(entries) != 2 {
		t.Errorf("the folder holds %v, want the key and its public half; %v", entries, err)
	}
}

func TestManyFirstRunsAtOnceAgreeOnOneKey(t *testing.T) {
	folder := t.TempDir()
	var wg sync.WaitGroup
	prints := make([]string, 8)
	for i := range prints {
		wg.Add(1)
		go func() {
			defer wg.Done()
			keys, _, err := LoadOrMake(folder)
			if err != nil {
				t.Error(err)
				return
			}
			prints[i] = Fingerprint(keys.Current.PublicKey())
		}()
	}
	wg.Wait()
	for _, p := range prints {
		if p != prints[0] {
			t.Fatalf("several keys: %v", prints)
		}
	}
}

func TestLoadWithoutAKeySaysSo(t *testing.T) {
	if _, err := Load(t.TempDir()); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("%v, want fs.ErrNotExist", err)
	}
}

func TestAFolderThatAnyoneMayWriteToIsRefused(t *testing.T) {
	folder := t.TempDir()
	if err := os.Chmod(folder, 0o777); err != nil {
		t.Fatal(err)
	}
	if _, made, err := LoadOrMake(folder); err == nil || made || !strings.Contains(err.Error(), "anyone may write to the keys folder "+folder+" (mode 0777); run: chmod 700 "+folder) {
		t.Errorf("made %v, %v", made, err)
	}
	if info, err := os.Stat(folder); err != nil || info.Mode().Perm() != 0o777 {
		t.Errorf("its mode was changed: %v, %v", info.Mode(), err)
	}
}

func TestRefusedKeysSayWhatToDo(t *testing.T) {
	rsaKey, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	marshal := func(key any, passphrase string) []byte {
		var block *pem.Block
		var err error
		if passphrase == "" {
			block, err = ssh.MarshalPrivateKey(key.(*rsa.PrivateKey), "")
		} else {
			block, err = ssh.MarshalPrivateKeyWithPassphrase(key.(*rsa.PrivateKey), "", []byte(passphrase))
		}
		if err != nil {
			t.Fatal(err)
		}
		return pem.EncodeToMemory(block)
	}
	for _, tt := range []struct {
		name string
		file []byte
		mode fs.FileMode
		want string
	}{
		{"readable by others", []byte("x"), 0o644, "can be read by others (mode 0644); run: chmod 600 "},
		{"readable by the group", []byte("x"), 0o640, "can be read by others (mode 0640); run: chmod 600 "},
		{"no key", []byte("hello"), 0o600, "cannot be parsed (ssh: no key found); put it back from a copy, or move it away to have a new one made"},
		{"too large", make([]byte, maxKeyBytes+1), 0o600, "has 16385 bytes, which is no key"},
		{"with a passphrase", marshal(rsaKey, "x"), 0o600, "has a passphrase, which nobody is there to type; take it off with: ssh-keygen -p -f "},
		{"of another type", marshal(rsaKey, ""), 0o600, "is ssh-rsa, and the kiosk takes ed25519 only; make one with: ssh-keygen -t ed25519 "},
	} {
		t.Run(tt.name, func(t *testing.T) {
			folder := t.TempDir()
			path := filepath.Join(folder, FileName)
			if err := os.WriteFile(path, tt.file, 0o600); err != nil {
				t.Fatal(err)
			}
			if err := os.Chmod(path, tt.mode); err != nil {
				t.Fatal(err)
			}
			if _, made, err := LoadOrMake(folder); err == nil || made || !strings.Contains(err.Error(), tt.want) || !strings.Contains(err.Error(), path) {
				t.Errorf("made %v, said %v, want %q and the path", made, err, tt.want)
			}
		})
	}
}
