package kiosktest

import (
	"fmt"
	"os"
	"os/exec"
	"testing"
)

// packages are the Debian packages that hold the programs tests run.
var packages = map[string]string{
	"dbclient":    "dropbear-bin",
	"haproxy":     "haproxy",
	"less":        "less",
	"plink":       "putty-tools",
	"promtool":    "prometheus",
	"script":      "bsdutils",
	"setpriv":     "util-linux",
	"sftp":        "openssh-client",
	"ssh":         "openssh-client",
	"ssh-keygen":  "openssh-client",
	"ssh-keyscan": "openssh-client",
	"ssh-audit":   "ssh-audit",
	"sshd":        "openssh-server",
	"strace":      "strace",
	"stty":        "coreutils",
	"screen":      "screen",
	"tmux":        "tmux",
	"zbarimg":     "zbar-tools",

	"pdffonts":     "poppler-utils",
	"pdfinfo":      "poppler-utils",
	"pdftoppm":     "poppler-utils",
	"pdftotext":    "poppler-utils",
	"rsvg-convert": "librsvg2-bin",

	"systemd-analyze":         "systemd",
	"systemd-socket-activate": "systemd",
}

// Need returns the path of a program. Where it is not installed the test is
// skipped, with what to install; in CI, which is where the environment has
// CI=true, the test fails instead, since nothing may go untested there.
func Need(t testing.TB, program string) string {
	t.Helper()
	path, err := exec.LookPath(program)
	if err == nil {
		return path
	}
	missing := fmt.Sprintf("%s is not installed (%v)", program, err)
	if pkg := packages[program]; pkg != "" {
		missing += "; on Debian: apt-get install " + pkg
	}
	if os.Getenv("CI") == "true" {
		t.Fatal(missing)
	}
	t.Skip(missing)
	return ""
}
