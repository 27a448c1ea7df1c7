package sshd_test

import (
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"hackday.example/kiosk/internal/kiosktest"
	"hackday.example/kiosk/internal/sshd"
)

func TestCurlTakesFilesAndResumes(t *testing.T) {
	l := newLibrary(t, 3_000_000)
	k := l.serve(t, sshd.Limits{})
	home := t.TempDir()
	curl := func(args ...string) *exec.Cmd {
		return program(t, home, "curl", append([]string{"-sS", "-k", "-u", "visitor:"}, args...)...)
	}
	url := "sftp://" + k.Address + "/"
	run(t, curl("-o", "whole", url+slides), 0)
	same(t, filepath.Join(home, "whole"), l.files[slides])
	if err := os.WriteFile(filepath.Join(home, "half"), l.files[slides][:1_000_001], 0o600); err != nil {
		t.Fatal(err)
	}
	run(t, curl("-C", "-", "-o", "half", url+slides), 0)
	same(t, filepath.Join(home, "half"), l.files[slides])
	run(t, curl("-r", "100-199", "-o", "part", url+slides), 0)
	same(t, filepath.Join(home, "part"), l.files[slides][100:200])
	if out := run(t, curl(url), 0); !strings.Contains(out, "about.md") || strings.Contains(out, "secret") {
		t.Errorf("the list is\n%s", out)
	}
	run(t, curl("-o", "name", url+"assets/a%20name%20with%20%C3%A4.b"), 0)
	same(t, filepath.Join(home, "name"), l.files["assets/a name with ä.b"])
	const notThere, mayNot = 78, 79 // curl's exit statuses; libssh2 takes a refusal for either
	for _, name := range []string{".secret", "unlinked.pdf", "passwd.txt", "%2e%2e/%2e%2e/etc/passwd"} {
		run(t, curl("-o", "stolen", url+name), notThere)
	}
	cmd := curl("-T", "whole", url+"new")
	if out, err := cmd.CombinedOutput(); err == nil {
		t.Errorf("something was written, or not refused (%d): %s", mayNot, out)
	}
}

func TestLFTPMirrors(t *testing.T) {
	l := newLibrary(t, 3_000_000)
	k := l.serve(t, sshd.Limits{})
	home := t.TempDir()
	_, port, _ := net.SplitHostPort(k.Address)
	lftp := func(commands string) *exec.Cmd {
		return program(t, home, "lftp", "-c", `set sftp:auto-confirm yes; set sftp:connect-program "ssh -a -x -F none -o UserKnownHostsFile=/dev/null -o StrictHostKeyChecking=no -o LogLevel=ERROR -o IdentityAgent=none";
			set net:max-retries 1; set cmd:fail-exit yes; open -u visitor, -p `+port+` sftp://127.0.0.1; `+commands)
	}
	run(t, lftp("mirror --parallel=2 / all"), 0)
	l.whole(t, filepath.Join(home, "all"))
	if out := run(t, lftp("mirror --verbose --only-newer / all"), 0); strings.Contains(out, "Transferring") {
		t.Errorf("what did not change is taken again:\n%s", out)
	}
	run(t, lftp("pget -n 2 /"+slides+" -o parts"), 0)
	same(t, filepath.Join(home, "parts"), l.files[slides])
	run(t, lftp("rm /about.md"), 1)
}

// paramikoScript takes all that there is by paramiko, which asks for all pieces of a file at
// once, and tries to write.
const paramikoScript = `
import hashlib, os, paramiko, stat, sys
host, port, home = sys.argv[1], int(sys.argv[2]), sys.argv[3]
t = paramiko.Transport((host, port))
t.connect()
t.auth_none("visitor")
c = paramiko.SFTPClient.from_transport(t)
def walk(d):
    for a in c.listdir_attr(d):
        p = d.rstrip("/") + "/" + a.filename
        if stat.S_ISDIR(a.st_mode):
            os.makedirs(home + p)
            walk(p)
        else:
            c.get(p, home + p)
            assert os.path.getsize(home + p) == a.st_size, p
walk("/")
with c.open("/2") as f:
    f.seek(1000)
    part = f.read(10)
    assert f.stat().st_size == c.stat("2").st_size
    open(home + "/../part", "wb").write(part)
def refused(what, *args):
    try:
        what(*args)
    except (PermissionError, IOError) as e:
        print("refused", e)
        return
    sys.exit("not refused: %s %s" % (what, args))
refused(c.open, "/new", "w")
refused(c.open, "/about.md", "r+")
refused(c.open, "/about.md", "a")
refused(c.remove, "/about.md")
refused(c.rename, "/about.md", "/b.md")
refused(c.posix_rename, "/about.md", "/b.md")
refused(c.mkdir, "/new")
refused(c.rmdir, "/guide")
refused(c.symlink, "/about.md", "/b.md")
refused(c.truncate, "/about.md", 1)
refused(c.chmod, "/about.md", 0o777)
refused(c.utime, "/about.md", (1, 1))
refused(c.readlink, "/about.md")
for name in (".secret", "unlinked.pdf", "passwd.txt", "../../etc/passwd", "site.yaml", "x" * 9000, "a\0b"):
    refused(c.stat, name)
    refused(c.open, name)
assert c.normalize("guide/../..") == "/"
`

func TestParamikoTakesAll(t *testing.T) {
	python := kiosktest.NeedLibrary(t, "python3-paramiko", "/usr/bin/python3", "-c", "import paramiko")
	l := newLibrary(t, 12_000_000)
	k := l.serve(t, sshd.Limits{})
	home := t.TempDir()
	host, port, _ := net.SplitHostPort(k.Address)
	if err := os.Mkdir(filepath.Join(home, "all"), 0o700); err != nil {
		t.Fatal(err)
	}
	run(t, program(t, home, python, "-c", paramikoScript, host, port, filepath.Join(home, "all")), 0)
	l.whole(t, filepath.Join(home, "all"))
	same(t, filepath.Join(home, "part"), l.files[slides][1000:1010])
}

func TestSSHFSMounts(t *testing.T) {
	if f, err := os.OpenFile("/dev/fuse", os.O_RDWR, 0); err != nil {
		t.Logf("not tried: this machine has no FUSE (%v)", err)
		return
	} else {
		_ = f.Close()
	}
	l := newLibrary(t, 3_000_000)
	k := l.serve(t, sshd.Limits{})
	home := t.TempDir()
	at := filepath.Join(home, "at")
	if err := os.Mkdir(at, 0o700); err != nil {
		t.Fatal(err)
	}
	_, port, _ := net.SplitHostPort(k.Address)
	cmd := program(t, home, "sshfs", "-p", port, "visitor@127.0.0.1:/", at, "-o",
		"UserKnownHostsFile=/dev/null,StrictHostKeyChecking=no,IdentityAgent=none,LogLevel=ERROR")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Logf("not tried: nothing can be mounted here (%v: %s)", err, out)
		return
	}
	t.Cleanup(func() { _ = exec.Command("fusermount3", "-u", "-z", at).Run() })
	l.whole(t, at)
	if i, err := os.Stat(filepath.Join(at, slides)); err != nil || i.Mode() != 0o444 {
		t.Errorf("its mode is %v (%v)", i.Mode(), err)
	}
	if out := run(t, program(t, home, "df", "--output=source,avail", at), 0); !strings.Contains(out, " 0") {
		t.Errorf("df says\n%s", out)
	}
	if err := os.WriteFile(filepath.Join(at, "new"), []byte("x"), 0o600); err == nil {
		t.Error("something was written")
	}
	if err := os.Remove(filepath.Join(at, "about.md")); err == nil {
		t.Error("something was removed")
	}
	if _, err := os.Stat(filepath.Join(at, ".secret")); !os.IsNotExist(err) {
		t.Errorf("the secret: %v", err)
	}
}
