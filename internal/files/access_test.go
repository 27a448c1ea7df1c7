package files

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"
)

func TestPathsAreQuotedForAShell(t *testing.T) {
	for path, want := range map[string]string{
		"/var/lib/kiosk/keys": "/var/lib/kiosk/keys",
		"keys":                "keys",
		"":                    "''",
		"our keys":            "'our keys'",
		"$HOME":               "'$HOME'",
		"it's":                `'it'\''s'`,
		"-rf":                 "'-rf'",
		"a;b":                 "'a;b'",
		"~x":                  "'~x'",
	} {
		if got := Quote(path); got != want {
			t.Errorf("Quote(%q) = %s, want %s", path, got, want)
		}
	}
}

func TestTheCommandThatGivesAFileAway(t *testing.T) {
	if !ModesProtect {
		t.Skip("files have no owner that counts here")
	}
	us := fmt.Sprintf("%d:%d", os.Geteuid(), os.Getegid())
	for _, tt := range []struct{ state, path, want string }{
		{"", "/k/key", "chown " + us + " /k/key"},
		{"", "our key", "chown " + us + " 'our key'"},
		{"/var/lib/kiosk", "/var/lib/kiosk/keys/key", "chown -R --reference=/var/lib/kiosk/ /var/lib/kiosk/"},
		{"/a:/var/lib/kiosk/", "/var/lib/kiosk/keys", "chown -R --reference=/var/lib/kiosk/ /var/lib/kiosk/"},
		{"/var/lib/kiosk", "/var/lib/kiosk2/keys", "chown " + us + " /var/lib/kiosk2/keys"},
	} {
		t.Setenv("STATE_DIRECTORY", tt.state)
		if got := Chown(tt.path); got != tt.want {
			t.Errorf("in %q, %q: %s, want %s", tt.state, tt.path, got, tt.want)
		}
	}
}

func TestTheBarrierOnTheWayToAFile(t *testing.T) {
	folder := t.TempDir()
	path := filepath.Join(folder, "keys", "key")
	if err := os.Mkdir(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	if got := Barrier(path); got != filepath.Dir(path) { // it is not there, as if it could not be seen
		t.Errorf("the barrier is %s", got)
	}
	if err := os.WriteFile(path, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if got := Barrier(path); got != path {
		t.Errorf("the barrier is %s", got)
	}
}
