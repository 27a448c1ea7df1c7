package sshd_test

import (
	"os/exec"
	"strings"
	"testing"

	"hackday.example/kiosk/internal/kiosktest"
)

// paramikoLogin logs in with paramiko in one way, without trying "none" before,
// and prints what came of it: what a page begins with, or why not.
const paramikoLogin = `
import sys, paramiko
address, user, how = sys.argv[1:4]
host, port = address.rsplit(":", 1)
if how == "connect":
    c = paramiko.SSHClient()
    c.set_missing_host_key_policy(paramiko.AutoAddPolicy())
    c.connect(host, int(port), user, password="s3cret-word", allow_agent=False, look_for_keys=False)
    t = c.get_transport()
else:
    t = paramiko.Transport((host, int(port)))
    t.start_client(timeout=20)
    left = []
    try:
        if how == "password":
            left = t.auth_password(user, "s3cret-word", fallback=False)
        elif how == "keyboard-interactive":
            left = t.auth_interactive(user, lambda title, instructions, prompts: ["s3cret-word"] * len(prompts))
        elif how == "key":
            left = t.auth_publickey(user, paramiko.RSAKey.generate(2048))
        elif how == "none, password":
            left = t.auth_none(user)
            t.auth_password(user, "s3cret-word", fallback=False)
        else:
            left = t.auth_none(user)
    except paramiko.BadAuthenticationType as e:
        left = e.allowed_types
    except paramiko.AuthenticationException:
        pass
    if not t.is_authenticated():
        print("refused; left: " + ",".join(left))
        sys.exit()
s = t.open_session()
s.exec_command("read")
print("in:", s.makefile().readline().strip())
`

// phpLogin is a login by libssh2, as PHP's manual shows it.
const phpLogin = `
[$host, $port] = explode(":", $argv[1]);
$c = ssh2_connect($host, (int)$port);
if (!$c) exit(1);
if (!@ssh2_auth_password($c, $argv[2], "s3cret-word")) { echo "refused\n"; exit; }
$out = ssh2_exec($c, "read");
stream_set_blocking($out, true);
echo "in: ", fgets($out);
`

// readBegins is how the answer to read begins.
const readBegins = "in: NHS Hack Day"

func TestClientsThatNeverTryNoneAreLetIn(t *testing.T) {
	t.Parallel() // many clients come one after another
	k := kiosktest.StartKiosk(t, kiosktest.KioskOptions{})
	python := kiosktest.NeedLibrary(t, "python3-paramiko", "/usr/bin/python3", "-c", "import paramiko")
	php := kiosktest.NeedLibrary(t, "php-ssh2", "php", "-r", `exit(function_exists("ssh2_connect") ? 0 : 1);`)
	type way struct{ user, how, want string }
	var ways []way
	for _, user := range []string{"organiser", "peer"} {
		ways = append(ways, []way{
			// Clients print what is left after "none", and that is a key alone.
			{user, "none", "refused; left: publickey"},
			{user, "none, password", "refused; left: publickey"},
			{user, "password", "refused; left:"},
			{user, "keyboard-interactive", "refused; left:"},
			{user, "key", "refused; left:"},
		}...)
	}
	for _, user := range []string{"visitor", "root", ""} {
		for _, how := range []string{"connect", "password", "keyboard-interactive", "key", "none"} {
			if user != "" || how != "connect" { // which takes no name for that of whoever runs it
				ways = append(ways, way{user, how, readBegins})
			}
		}
	}
	check := func(w way, client string, cmd *exec.Cmd) {
		t.Helper()
		out, err := cmd.CombinedOutput()
		if got := strings.TrimSpace(string(out)); err != nil || got != w.want {
			t.Errorf("%s as %q by %s: %v, %s; want %s", client, w.user, w.how, err, got, w.want)
		}
	}
	for _, w := range ways {
		check(w, "paramiko", exec.Command(python, "-W", "ignore", "-c", paramikoLogin, k.Address, w.user, w.how))
	}
	check(way{"visitor", "password", readBegins}, "libssh2", exec.Command(php, "-r", phpLogin, "--", k.Address, "visitor"))
	for _, user := range []string{"organiser", "peer"} {
		check(way{user, "password", "refused"}, "libssh2", exec.Command(php, "-r", phpLogin, "--", k.Address, user))
	}
	if log := k.Log(); strings.Contains(log, "s3cret") {
		t.Errorf("the log tells what clients sent:\n%s", log)
	}
}
