package main

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// printed is what kiosk deploy prints with these flags.
func printed(t *testing.T, args ...string) string {
	t.Helper()
	var out, errors bytes.Buffer
	if status := run(context.Background(), append([]string{"deploy"}, args...), streams{&out, &errors}); status != 0 || errors.Len() > 0 {
		t.Fatalf("kiosk deploy %v: status %d, %s", args, status, errors.String())
	}
	return out.String()
}

func TestWhatIsGivenToDeployIsInTheFile(t *testing.T) {
	pages := write(t, map[string]string{"site.yaml": "title: Ours\nurl: https://example.org\n", "page.md": "---\ntitle: Hello\n---\nOur words.\n"})
	common := []string{
		"--announcements", "/srv/news", "--venue", "192.0.2.0/24,2001:db8::/32", "--proxy", "198.51.100.7/32",
		"--max-sessions", "500", "--public", "kiosk.example", "--log-format", "json", "--drain", "90s",
	}
	for _, tt := range []struct {
		args []string
		want []string
	}{
		{append([]string{"systemd", "--listen", "192.0.2.1:2222", "--content", "/srv/pages", "--keys", "/var/lib/kiosk/k", "--ops", ":9091", "--binary", "/opt/kiosk", "--peers", "10.0.0.11:2222,kiosk-b:2222"}, common...), []string{
			"\nListenStream=192.0.2.1:2222\n", "\nExecStart=/opt/kiosk serve\n", "\nEnvironment=\"KIOSK_CONTENT=/srv/pages\"\n", "\nEnvironment=\"KIOSK_KEYS=/var/lib/kiosk/k\"\n",
			"\nEnvironment=\"KIOSK_ANNOUNCEMENTS=/srv/news\"\n", "\nEnvironment=\"KIOSK_VENUE=192.0.2.0/24,2001:db8::/32\"\n", "\nEnvironment=\"KIOSK_PROXY=198.51.100.7/32\"\n",
			"\nEnvironment=\"KIOSK_MAX_SESSIONS=500\"\n", "\nEnvironment=\"KIOSK_PUBLIC=kiosk.example\"\n", "\nEnvironment=\"KIOSK_LOG_FORMAT=json\"\n",
			"\nEnvironment=\"KIOSK_DRAIN=1m30s\"\n", "\nTimeoutStopSec=105\n", "\nMemoryMax=640M\n", "\nEnvironment=\"KIOSK_OPS=:9091\"\n", "\nEnvironment=\"KIOSK_PEERS=10.0.0.11:2222,kiosk-b:2222\"\n",
		}},
		{append([]string{"compose", "--listen", ":2200", "--content", "./pages", "--keys", "./keys", "--ops", ":9091", "--image", "registry.example/kiosk:1"}, common...), []string{
			"image: \"registry.example/kiosk:1\"\n", "- \"2200:2222\"\n", "- \"127.0.0.1:9091:9091\"\n", "source: \"./pages\"\n", "source: \"./keys\"\n", "source: \"/srv/news\"\n",
			"\n      KIOSK_VENUE: \"192.0.2.0/24,2001:db8::/32\"\n", "\n      KIOSK_PROXY: \"198.51.100.7/32\"\n", "\n      KIOSK_MAX_SESSIONS: \"500\"\n",
			"\n      KIOSK_PUBLIC: \"kiosk.example\"\n", "\n      KIOSK_LOG_FORMAT: \"json\"\n", "KIOSK_DRAIN: \"1m30s\"\n", "stop_grace_period: 105s\n", "mem_limit: 640m\n",
		}},
		{append([]string{"kubernetes", "--listen", ":2200", "--content", pages, "--ops", ":9091", "--image", "registry.example/kiosk:1", "--replicas", "5"}, common...), []string{
			"image: \"registry.example/kiosk:1\"\n", "replicas: 5\n", "port: 2200,", "{name: KIOSK_PEERS, value: \"kiosk-peers:2222\"}", "containerPort: 9091}", "value: \"0.0.0.0:9091\"}", "    Our words.\n", "mountPath: \"/srv/news\"}",
			"\n            - {name: KIOSK_VENUE, value: \"192.0.2.0/24,2001:db8::/32\"}\n", "\n            - {name: KIOSK_PROXY, value: \"198.51.100.7/32\"}\n",
			"\n            - {name: KIOSK_MAX_SESSIONS, value: \"500\"}\n", "\n            - {name: KIOSK_PUBLIC, value: \"kiosk.example\"}\n",
			"\n            - {name: KIOSK_LOG_FORMAT, value: \"json\"}\n", "KIOSK_DRAIN, value: \"1m30s\"}\n", "terminationGracePeriodSeconds: 105\n", "memory: 640Mi",
		}},
		{[]string{"haproxy", "--listen", ":2200", "--ops", ":9091", "--max-sessions", "500", "--venue", "192.0.2.0/24,2001:db8::/32", "--venue", "198.51.100.7", "10.0.0.11:2222", "kiosk-b:2222"}, []string{
			"\n    acl venue src 192.0.2.0/24\n    acl venue src 2001:db8::/32\n    acl venue src 198.51.100.7/32\n    tcp-request connection accept if venue\n",
			" --peers 10.0.0.11:2222,kiosk-b:2222\n",
			"\n    bind :::2200 v4v6\n", "check port 9091 ", "\n    maxconn 1450\n", "\n    server kiosk1 10.0.0.11:2222\n", "\n    server kiosk2 kiosk-b:2222\n",
		}},
	} {
		text := printed(t, tt.args...)
		for _, want := range tt.want {
			if !strings.Contains(text, want) {
				t.Errorf("kiosk deploy %v: %q is not in\n%s", tt.args, want, text)
			}
		}
		if regexp.MustCompile(`-----BEGIN [A-Z ]*PRIVATE KEY`).MatchString(text) {
			t.Errorf("kiosk deploy %v prints a private key", tt.args)
		}
	}
}

func TestTheTwoUnitsArePrintedOneByOneToo(t *testing.T) {
	socket, service := printed(t, "systemd", "--unit", "socket"), printed(t, "systemd", "--unit", "service")
	if both := printed(t, "systemd"); both != socket+"\n"+service {
		t.Errorf("both are\n%s", both)
	}
	if !strings.Contains(socket, "[Socket]") || strings.Contains(socket, "[Service]") || !strings.Contains(service, "[Service]") || strings.Contains(service, "[Socket]") {
		t.Errorf("the units are\n%s\n%s", socket, service)
	}
}

func TestDeployRefusesWhatCannotRun(t *testing.T) {
	broken := write(t, map[string]string{"site.yaml": "title: T\nurl: https://e.org\n", "a.md": strings.Repeat("> ", 11) + "x"})
	for _, tt := range []struct {
		args   []string
		status int
		want   string
	}{
		{[]string{"kubernetes"}, 2, "kiosk: missing flags: --image=NAME\nhint: kiosk --help lists the commands, and kiosk deploy kubernetes --help the flags\n"},
		{[]string{"kubernetes", "--image", "x", "--keys", "keys"}, 1, "kiosk: --keys keys has no place in a manifest, which never holds a key\nhint: the host key is the Secret kiosk-host-key; what is printed says how to make it\n"},
		{[]string{"kubernetes", "--image", "x", "--content", broken}, 1, "kiosk: " + filepath.Join(broken, "a.md") + ": error: lists, quotations, emphasis or links stand 11 deep in one another here, and 10 is the most, and there is no other page to be shown; mend it, or add a page\nhint: kiosk check " + broken + " says whether all is well then\n"},
		{[]string{"systemd", "--content", "content"}, 1, "kiosk: --content is \"content\"; give the whole path, from / on and without a / at its end\n"},
		{[]string{"haproxy", "10.0.0.11"}, 1, "kiosk: the kiosk \"10.0.0.11\" has no address and port; give for example 10.0.0.11:2222\n"},
		{[]string{"haproxy", "--venue", "everywhere", "10.0.0.11:2222"}, 2, "kiosk: --venue: \"everywhere\" is no address and no network; write for example 192.0.2.7, 192.0.2.0/24, 2001:db8::1 or 2001:db8::/48, and commas between several\nhint: kiosk --help lists the commands, and kiosk deploy haproxy --help the flags\n"},
		{[]string{"systemd", "--peers", "10.0.0.11:2222,10.0.0.12"}, 1, "kiosk: the kiosk \"10.0.0.12\" has no address and port; give for example 10.0.0.11:2222\n"},
	} {
		var out, errors bytes.Buffer
		if status := run(context.Background(), append([]string{"deploy"}, tt.args...), streams{&out, &errors}); status != tt.status || errors.String() != tt.want || out.Len() > 0 {
			t.Errorf("kiosk deploy %v: status %d, said\n%swant %d\n%s", tt.args, status, errors.String(), tt.status, tt.want)
		}
	}
}

func TestNoLinkLeadsAFileFromElsewhereIntoAManifest(t *testing.T) {
	elsewhere := write(t, map[string]string{"notes.md": "---\ntitle: Notes\n---\nNot for everyone.\n", "picture.png": "not for everyone"})
	for _, name := range []string{"notes.md", "picture.png"} {
		pages := write(t, map[string]string{"site.yaml": "title: T\nurl: https://e.org\n", "page.md": "---\ntitle: P\n---\nOurs.\n"})
		if err := os.Symlink(filepath.Join(elsewhere, name), filepath.Join(pages, name)); err != nil {
			t.Fatal(err)
		}
		var out, errors bytes.Buffer
		status := run(context.Background(), []string{"deploy", "kubernetes", "--image", "x", "--content", pages}, streams{&out, &errors})
		if status == 0 || out.Len() > 0 || !strings.Contains(errors.String(), name) {
			t.Errorf("%s: status %d, %s%s", name, status, out.String(), errors.String())
		}
	}
}

func TestTheREADMEOfDeployNamesEveryTarget(t *testing.T) {
	readme, err := os.ReadFile("../../internal/deploy/README.md")
	if err != nil {
		t.Fatal(err)
	}
	targets := 0
	for _, n := range commandsIn(model(t).Node) {
		if name := commandName(n); strings.HasPrefix(name, "deploy ") {
			targets++
			if !bytes.Contains(readme, []byte("| `kiosk "+name+"` |")) {
				t.Errorf("the README does not say what kiosk %s is for", name)
			}
		}
	}
	if targets == 0 {
		t.Error("kiosk deploy has no targets")
	}
}
