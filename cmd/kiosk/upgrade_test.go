package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"hackday.example/kiosk/internal/hostkey"
	"hackday.example/kiosk/internal/kiosktest"
	"hackday.example/kiosk/internal/telemetry"
)

// before is where the files of a kiosk stand that was set up before there was a settings
// file: what deploy printed, with and without flags, and what organisers wrote.
const before = "testdata/before"

// beforeText is one of these files.
func beforeText(t *testing.T, name string) string {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(before, name))
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func TestFlagsAndVariablesOfBeforeAreTaken(t *testing.T) {
	for line := range strings.Lines(beforeText(t, "flags.txt")) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		typed, variables, ok := strings.Cut(line, "|")
		if !ok {
			t.Fatalf("there is no | in %q", line)
		}
		args := strings.Fields(typed)
		if _, _, err := parsed(t, args...); err != nil {
			t.Errorf("kiosk %s: %v", typed, err)
		}
		c, _, err := parsed(t, args...)
		if err != nil {
			continue
		}
		for _, name := range strings.Fields(variables) {
			flag := flagOf(t, c, strings.ToLower(strings.ReplaceAll(strings.TrimPrefix(name, "KIOSK_"), "_", "-")))
			if len(flag.Envs) != 1 || flag.Envs[0] != name {
				t.Errorf("kiosk %s: --%s has the variables %v, and had %s", args[0], flag.Name, flag.Envs, name)
			}
		}
	}
}

var (
	// unitLine matches a variable of a unit, set or for an organiser to set.
	unitLine = regexp.MustCompile(`(?m)^#?Environment="(KIOSK_\w+)=(.*)"$`)
	// composeLine and podLine match those of compose.yaml and of Kubernetes.
	composeLine = regexp.MustCompile(`(?m)^ +(?:# )?(KIOSK_\w+): "?([^"\n]*)"?$`)
	podLine     = regexp.MustCompile(`(?m)^ +(?:# )?- \{name: (KIOSK_\w+), value: "?([^"}]*)"?\}$`)
	// execLine matches a command of a unit.
	execLine = regexp.MustCompile(`(?m)^Exec(?:Start|Reload)=(.*)$`)
)

func TestVariablesInFilesOfBeforeMeanTheSame(t *testing.T) {
	for name, line := range map[string]*regexp.Regexp{
		"plain.service": unitLine, "full.service": unitLine,
		"plain.compose.yaml": composeLine, "full.compose.yaml": composeLine,
		"plain.kubernetes.yaml": podLine, "full.kubernetes.yaml": podLine,
	} {
		t.Run(name, func(t *testing.T) {
			text := beforeText(t, name)
			found := line.FindAllStringSubmatch(text, -1)
			if want := strings.Count(text, "KIOSK_"); len(found) < 6 || want < len(found) {
				t.Fatalf("%d variables are found", len(found))
			}
			for _, m := range found {
				t.Setenv(m[1], m[2])
			}
			c, _, err := parsed(t, "serve")
			if err != nil {
				t.Fatal(err)
			}
			for _, m := range found {
				flag := flagOf(t, c, strings.ToLower(strings.ReplaceAll(strings.TrimPrefix(m[1], "KIOSK_"), "_", "-")))
				want, _, err := parsed(t, "serve", "--"+flag.Name+"="+m[2])
				if err != nil {
					t.Fatalf("%s=%s: %v", m[1], m[2], err)
				}
				if got, want := fmt.Sprint(flag.Target.Interface()), fmt.Sprint(flagOf(t, want, flag.Name).Target.Interface()); got != want {
					t.Errorf("%s=%s is %s, want %s", m[1], m[2], got, want)
				}
			}
		})
	}
	for _, name := range []string{"plain.service", "full.service"} {
		commands := execLine.FindAllStringSubmatch(beforeText(t, name), -1)
		if len(commands) != 2 || commands[0][1] != "/usr/local/bin/kiosk serve" || commands[1][1] != "/bin/kill -HUP $MAINPID" {
			t.Errorf("%s runs %q", name, commands)
		}
	}
	for _, command := range regexp.MustCompile(`"/kiosk", "?healthcheck|/kiosk (fingerprint)`).FindAllString(beforeText(t, "plain.compose.yaml"), -1) {
		if _, _, err := parsed(t, strings.Fields(command)[1:]...); err != nil {
			t.Errorf("%s: %v", command, err)
		}
	}
}

// TestHAProxyOfBeforeAsksForWhatThereIs: its file has two things of a kiosk, the PROXY
// protocol and a path of the ops port. That they work is held where HAProxy runs.
func TestHAProxyOfBeforeAsksForWhatThereIs(t *testing.T) {
	for _, name := range []string{"plain.haproxy.cfg", "full.haproxy.cfg", "four.haproxy.cfg"} {
		for _, want := range []string{"option httpchk GET " + telemetry.ReadyPath + "\n", "send-proxy-v2"} {
			if !strings.Contains(beforeText(t, name), want) {
				t.Errorf("%s does not have %s", name, want)
			}
		}
	}
}

// TestAKioskOfBeforeIsFoundAgain starts a kiosk as the unit of before did, and as the unit
// of now does, on one state folder: the key, the organisers, the announcements and the
// pages are the same.
func TestAKioskOfBeforeIsFoundAgain(t *testing.T) {
	top := t.TempDir()
	state, pages := filepath.Join(top, "state"), filepath.Join(top, "pages")
	if err := os.CopyFS(pages, os.DirFS(filepath.Join(before, "site"))); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(filepath.Join(pages, "announcements"), filepath.Join(top, "announcements")); err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(state, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.CopyFS(filepath.Join(state, "announcements"), os.DirFS(filepath.Join(top, "announcements"))); err != nil {
		t.Fatal(err)
	}
	key(t, filepath.Join(state, "keys"))
	ask := organiser(t, filepath.Join(state, "keys"))
	loaded, err := hostkey.Load(filepath.Join(state, "keys"))
	if err != nil {
		t.Fatal(err)
	}
	want := hostkey.Fingerprint(loaded.Current.PublicKey())

	settings := settingsFile(t, "content: "+pages+"\n")
	for _, tt := range []struct {
		name string
		env  []string
	}{
		{"by the unit of before", append(unitVariables(t, beforeText(t, "plain.service"), state), "KIOSK_CONTENT="+pages)},
		{"by the unit of now", append(unitVariables(t, printed(t, "systemd", "--unit", "service"), state), "KIOSK_CONFIG="+settings)},
	} {
		t.Run(tt.name, func(t *testing.T) {
			for _, v := range append(tt.env, "STATE_DIRECTORY="+state, "KIOSK_STATE=") {
				name, value, _ := strings.Cut(v, "=")
				t.Setenv(name, value)
			}
			_, address, fingerprint, _ := serve(t)
			if fingerprint != want {
				t.Errorf("the host key is %s, and was %s", fingerprint, want)
			}
			out, err := kiosktest.SSH(t, address, kiosktest.ClientOptions{Command: []string{"read"}}).Output()
			if err != nil || !bytes.Contains(out, []byte("The words of the first page.")) {
				t.Errorf("a visitor is shown %v\n%s", err, out)
			}
			if said, err := ask(address, "announcements"); err != nil || !strings.Contains(said, "Lunch is served in the foyer.") || !strings.Contains(said, "Doors close at nine.") {
				t.Errorf("an organiser is told\n%s", said)
			}
		})
	}
}

// unitVariables are those that a unit sets, with another state folder.
func unitVariables(t *testing.T, unit, state string) (variables []string) {
	t.Helper()
	for _, m := range regexp.MustCompile(`(?m)^Environment="(KIOSK_\w+=.*)"$`).FindAllStringSubmatch(unit, -1) {
		variables = append(variables, strings.ReplaceAll(m[1], "/var/lib/kiosk", state))
	}
	return variables
}

func TestTheFolderKeysOfBeforeIsUsed(t *testing.T) {
	t.Chdir(t.TempDir())
	key(t, "keys")
	loaded, err := hostkey.Load("keys")
	if err != nil {
		t.Fatal(err)
	}
	want := hostkey.Fingerprint(loaded.Current.PublicKey())
	if _, out, said := call("fingerprint", "--short"); out != want+"\n" {
		t.Errorf("the key is %s%s", out, said)
	}
	if status, out, said := call("rotate"); status != 0 {
		t.Errorf("rotate: %s%s", out, said)
	}
	if _, err := os.Stat("keys/ssh_host_ed25519_key.next"); err != nil {
		t.Error(err)
	}
}

func TestPagesOfBeforeAreInOrder(t *testing.T) {
	status, out, said := call("check", filepath.Join(before, "site"))
	if status != 0 || !strings.Contains(out, "no error, 1 piece of advice") {
		t.Errorf("status %d\n%s%s", status, out, said)
	}
}
