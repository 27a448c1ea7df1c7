package main

import (
	"bytes"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"runtime/debug"
	"strings"
	"testing"

	"hackday.example/kiosk/internal/kiosktest"
)

// says is what the kiosk prints for a command line that it understands.
func says(t *testing.T, args ...string) string {
	t.Helper()
	var out, errors bytes.Buffer
	if status := run(context.Background(), args, streams{&out, &errors}); status != 0 || errors.Len() > 0 {
		t.Fatalf("kiosk %v: status %d, %s", args, status, errors.String())
	}
	return out.String()
}

func TestHelpIsTheSameHoweverItIsAskedFor(t *testing.T) {
	for _, command := range [][]string{nil, {"serve"}, {"deploy"}, {"deploy", "systemd"}} {
		word, flag := says(t, append([]string{"help"}, command...)...), says(t, append(command, "--help")...)
		if word != flag || !strings.HasPrefix(word, "Usage: kiosk "+strings.Join(append(command, ""), " ")) {
			t.Errorf("help %v says\n%s--help\n%s", command, word, flag)
		}
	}
	var out, errors bytes.Buffer
	if status := run(context.Background(), []string{"help", "nonsense"}, streams{&out, &errors}); status != exitUsage || out.Len() > 0 || !strings.Contains(errors.String(), "nonsense") {
		t.Errorf("help nonsense: status %d, %s%s", status, out.String(), errors.String())
	}
}

func TestTheVersionIsTheSameHoweverItIsAskedFor(t *testing.T) {
	for _, args := range [][]string{{"version"}, {"--version"}, {"-v"}, {"serve", "--version"}} {
		if got := says(t, args...); got != "kiosk dev\n" {
			t.Errorf("%v: %q", args, got)
		}
	}
}

func TestTheVersionWithoutAStampIsTheBuilds(t *testing.T) {
	vcs := func(modified string) []debug.BuildSetting {
		return []debug.BuildSetting{
			{Key: "vcs", Value: "git"}, {Key: "vcs.revision", Value: "409c359f3ac0d2b8a51b2f1e1f7c8a9b0c1d2e3f"},
			{Key: "vcs.time", Value: "2026-11-29T14:51:02+01:00"}, {Key: "vcs.modified", Value: modified},
		}
	}
	for _, tt := range []struct {
		name string
		info *debug.BuildInfo
		want string
	}{
		{"no information", nil, "dev"},
		{"no module version and no commit", &debug.BuildInfo{}, "dev"},
		{"go install of a version", &debug.BuildInfo{Main: debug.Module{Version: "v1.2.3"}}, "1.2.3"},
		{"a commit, as Go has it", &debug.BuildInfo{Main: debug.Module{Version: "v0.0.0-20261129135102-409c359f3ac0+dirty"}, Settings: vcs("true")}, "0.0.0-20261129135102-409c359f3ac0+dirty"},
		{"a commit", &debug.BuildInfo{Main: debug.Module{Version: "(devel)"}, Settings: vcs("false")}, "0.0.0-20261129135102-409c359f3ac0"},
		{"a commit with changes", &debug.BuildInfo{Main: debug.Module{Version: "(devel)"}, Settings: vcs("true")}, "0.0.0-20261129135102-409c359f3ac0+dirty"},
		{"a short revision without a time", &debug.BuildInfo{Settings: []debug.BuildSetting{{Key: "vcs.revision", Value: "17"}}}, "0.0.0-17"},
	} {
		if got := builtVersion(tt.info); got != tt.want {
			t.Errorf("%s: %q, and not %q", tt.name, got, tt.want)
		}
	}
}

func TestTheManPageHasEveryCommandAndItsDate(t *testing.T) {
	t.Setenv("SOURCE_DATE_EPOCH", "1795953062")
	file := filepath.Join(t.TempDir(), "kiosk.1")
	source := says(t, "man")
	if err := os.WriteFile(file, []byte(source), 0o600); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.Command(kiosktest.Need(t, "mandoc"), "-T", "lint", "-W", "warning", file).CombinedOutput(); err != nil {
		t.Errorf("mandoc: %v\n%s", err, out)
	}
	if !strings.HasPrefix(source, `.TH "KIOSK" "1" "2026-11-29" "kiosk dev" `) {
		t.Errorf("it begins %.80q", source)
	}
	for _, want := range []string{`.SS "kiosk serve"`, `.SS "kiosk deploy haproxy HOST:PORT ..."`, `($KIOSK_MAX_SESSIONS)`, "host key"} {
		if !strings.Contains(strings.ReplaceAll(source, `\-`, "-"), want) {
			t.Errorf("it lacks %q", want)
		}
	}
	if strings.Contains(source, "convert") {
		t.Error("it has a hidden command")
	}
	t.Setenv("SOURCE_DATE_EPOCH", "yesterday")
	var out, errors bytes.Buffer
	if status := run(context.Background(), []string{"man"}, streams{&out, &errors}); status != exitFailed || !strings.Contains(errors.String(), "SOURCE_DATE_EPOCH") {
		t.Errorf("status %d, %s", status, errors.String())
	}
}

func TestEveryShellTakesItsCompletion(t *testing.T) {
	for _, shell := range []string{"bash", "zsh", "fish"} {
		file := filepath.Join(t.TempDir(), "script")
		if err := os.WriteFile(file, []byte(says(t, "completion", shell)), 0o600); err != nil {
			t.Fatal(err)
		}
		if out, err := exec.Command(kiosktest.Need(t, shell), "-n", file).CombinedOutput(); err != nil || len(out) > 0 {
			t.Errorf("%s: %v, %s", shell, err, out)
		}
	}
}
