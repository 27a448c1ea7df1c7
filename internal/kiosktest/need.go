package kiosktest

import (
	"fmt"
	"os"
	"os/exec"
	"testing"
)

// packages are the Debian packages that hold the programs tests run.
var packages = map[string]string{
	"bash":        "bash",
	"curl":        "curl",
	"dbclient":    "dropbear-bin",
	"fish":        "fish",
	"haproxy":     "haproxy",
	"hugo":        "hugo",
	"jekyll":      "jekyll",
	"ip":          "iproute2",
	"iptables":    "iptables",
	"less":        "less",
	"lftp":        "lftp",
	"mandoc":      "mandoc",
	"php":         "php-cli",
	"plink":       "putty-tools",
	"nsenter":     "util-linux",
	"promtool":    "prometheus",
	"script":      "bsdutils",
	"setpriv":     "util-linux",
	"scp":         "openssh-client",
	"sftp":        "openssh-client",
	"ssh":         "openssh-client",
	"ssh-keygen":  "openssh-client",
	"ssh-keyscan": "openssh-client",
	"ssh-audit":   "ssh-audit",
	"sshd":        "openssh-server",
	"sshfs":       "sshfs",
	"strace":      "strace",
	"stty":        "coreutils",
	"screen":      "screen",
	"tmux":        "tmux",
	"unshare":     "util-linux",
	"w3m":         "w3m",
	"xdotool":     "xdotool",
	"xterm":       "xterm",
	"Xvfb":        "xvfb",
	"zbarimg":     "zbar-tools",
	"zsh":         "zsh",

	"groff":        "groff",
	"pdffonts":     "poppler-utils",
	"pdfinfo":      "poppler-utils",
	"pdftoppm":     "poppler-utils",
	"pdftotext":    "poppler-utils",
	"qpdf":         "qpdf",
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
	if err != nil {
		lack(t, fmt.Sprintf("%s is not installed (%v)", program, err), packages[program])
	}
	return path
}

// NeedLibrary is Need for a library of a program's, which has to run with args if
// the library is there: Python's paramiko, for example, or PHP's ssh2. It returns
// the program's path.
func NeedLibrary(t testing.TB, pkg, program string, args ...string) string {
	t.Helper()
	path := Need(t, program)
	if out, err := exec.Command(path, args...).CombinedOutput(); err != nil {
		lack(t, fmt.Sprintf("%s lacks a library (%v: %s)", program, err, out), pkg)
	}
	return path
}

// lack ends a test that lacks something, which a Debian package holds.
func lack(t testing.TB, what, pkg string) {
	t.Helper()
	if pkg != "" {
		what += "; on Debian: apt-get install " + pkg
	}
	if os.Getenv("CI") == "true" {
		t.Fatal(what)
	}
	t.Skip(what)
}
