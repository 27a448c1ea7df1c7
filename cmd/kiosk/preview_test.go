package main

import (
	"bytes"
	"context"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/anmitsu/go-shlex"

	"hackday.example/kiosk/internal/kiosktest"
)

// screenInREADME is a command that prints a screen, and the screen.
var screenInREADME = regexp.MustCompile("(?s)```sh\ngo run ./cmd/kiosk ([^\n]*--print[^\n]*)\n```\n\n```text\n(.*?)```\n")

func TestREADMEShowsTheScreensThatItsCommandsPrint(t *testing.T) {
	t.Setenv("LANG", "en_GB.UTF-8")
	t.Setenv("LC_ALL", "")
	t.Setenv("LC_MESSAGES", "")
	for file, screens := range map[string]int{"../../README.md": 1, "../../internal/tui/README.md": 4} {
		readme, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if n := len(screenInREADME.FindAll(readme, -1)); n != screens {
			t.Errorf("%s has %d screens, want %d", file, n, screens)
		}
		kiosktest.Golden(t, file, screenInREADME.ReplaceAllStringFunc(string(readme), func(block string) string {
			m := screenInREADME.FindStringSubmatch(block)
			args, err := shlex.Split(m[1], true)
			if err != nil {
				t.Fatal(err)
			}
			var out, errors bytes.Buffer
			if status := run(context.Background(), args, streams{&out, &errors}); status != 0 {
				t.Errorf("%s: status %d, %s", m[1], status, errors.String())
			}
			return strings.TrimSuffix(block, m[2]+"```\n") + out.String() + "```\n"
		}))
	}
}

func TestPreviewPrintsAScreen(t *testing.T) {
	for _, tt := range []struct {
		args   []string
		status int
		want   string
	}{
		{[]string{"--size", "40x12", "--type", "/ d o c t o enter"}, 0, "docto: 1 of 1"},
		{[]string{"--lang", "cy"}, 0, "gadael"},
		{[]string{"--lang", "xx"}, 1, "the languages are: cy, en"},
		{[]string{"--size", "large"}, 1, "write columns and rows"},
		{[]string{"--type", "f13"}, 1, "write a character, or one of: enter"},
	} {
		var out, errors bytes.Buffer
		status := run(context.Background(), append([]string{"preview", "--print"}, tt.args...), streams{&out, &errors})
		if status != tt.status || !strings.Contains(out.String()+errors.String(), tt.want) {
			t.Errorf("%v: status %d\n%s%s", tt.args, status, out.String(), errors.String())
		}
	}
}
