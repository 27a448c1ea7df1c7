//go:build unix

package main

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"hackday.example/kiosk/internal/kiosktest"
)

// home is a home page with some text.
func home(text string) string { return "---\ntitle: Home\n---\n" + text + "\n" }

// deep is a text that no page may have.
var deep = strings.Repeat("> ", 11) + "deep"

// kept has a kiosk serve and keep a folder, and kills it.
func kept(t *testing.T, args ...string) {
	t.Helper()
	cmd, address, _, log := serve(t, args...)
	reads(t, address)
	kiosktest.Settle(t, "the site to be kept", 15*time.Second, func() bool {
		_, err := os.Stat(filepath.Join(stateOf(args), "last-good", "manifest.json"))
		return err == nil
	})
	if err := cmd.Process.Signal(syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	_, _ = cmd.Process.Wait()
	if s := log.String(); strings.Contains(s, "kept for a restart") {
		t.Errorf("it says\n%s", s)
	}
}

// stateOf is what stands behind --state.
func stateOf(args []string) string {
	for i, arg := range args[1:] {
		if args[i] == "--state" {
			return arg
		}
	}
	return ""
}

func page(t *testing.T, address string, command ...string) string {
	t.Helper()
	out, err := kiosktest.SSH(t, address, kiosktest.ClientOptions{Command: command}).Output()
	if err != nil {
		t.Errorf("%q: %v", command, err)
	}
	return string(out)
}

func TestARestartWithBrokenPagesShowsTheLastGoodOnes(t *testing.T) {
	folder := write(t, map[string]string{
		"site.yaml": "title: T\nurl: https://example.org\nhome: home\n", "home.md": home("Good words. [Plan](plan.csv)"),
		"more.md": home("More words."), "plan.csv": "a,b\n1,2\n",
	})
	keys, state := t.TempDir(), filepath.Join(t.TempDir(), "state")
	ask := organiser(t, keys)
	args := []string{"--content", folder, "--keys", keys, "--state", state, "--ops", "127.0.0.1:0"}
	kept(t, args...)
	restart := func(t *testing.T) (address, ops string, log *logBuffer, stop func()) {
		cmd, address, _, log := serve(t, args...)
		kiosktest.Settle(t, "the address of the metrics", 15*time.Second, func() bool {
			if m := metricsLine.FindStringSubmatch(log.String()); m != nil {
				ops = m[1]
			}
			return ops != ""
		})
		return address, ops, log, func() {
			_ = cmd.Process.Kill()
			_, _ = cmd.Process.Wait()
		}
	}
	put := func(name, text string) func() error {
		return func() error { return os.WriteFile(filepath.Join(folder, name), []byte(text), 0o600) }
	}
	move := func(from, to string) func() error { return func() error { return os.Rename(from, to) } }
	for _, tt := range []struct {
		name         string
		breaks, mend func() error
		old          string // the words of the last good site: of the first run, or of the one before, which had little time to keep its own
		reason       string
	}{
		{"a home page that cannot be shown", put("home.md", home(deep)), put("home.md", home("New words. [Plan](plan.csv)")), "Good words.", "home.md: error: the home page cannot be shown: lists"},
		{"an empty folder", func() error {
			return errors.Join(move(folder, folder+".away")(), os.Mkdir(folder, 0o700))
		}, func() error { return errors.Join(os.Remove(folder), move(folder+".away", folder)()) }, " words.", "error: there is no page here"},
		{"a folder that is away", move(folder, folder+".away"), move(folder+".away", folder), " words.", "the content folder " + folder + " is not there"},
		{"a file in its place", func() error {
			return errors.Join(move(folder, folder+".away")(), os.WriteFile(folder, nil, 0o600))
		}, func() error { return errors.Join(os.Remove(folder), move(folder+".away", folder)()) }, " words.", "is a file"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if err := tt.breaks(); err != nil {
				t.Fatal(err)
			}
			address, ops, log, stop := restart(t)
			defer stop()
			if out := page(t, address, "read"); !strings.Contains(out, tt.old) {
				t.Errorf("visitors read\n%s", out)
			}
			if out := page(t, address, "get", "plan.csv"); out != "a,b\n1,2\n" {
				t.Errorf("visitors take %q", out)
			}
			if s := log.String(); !strings.Contains(s, "the pages in "+folder+" cannot be loaded, and the last good ones, of ") {
				t.Errorf("the log has\n%s", s)
			}
			if out, err := ask(address, "status"); err != nil || !strings.Contains(squeezed(out), "ago;thelastgoodones,of") || !strings.Contains(squeezed(out), squeezed(tt.reason)) {
				t.Errorf("status says\n%s", out)
			}
			_, scrape := get(t, "http://"+ops+"/metrics")
			for _, want := range []string{"\nkiosk_last_good_site_shown 1\n", "\nkiosk_last_reload_successful 0\n"} {
				if !strings.Contains(scrape, want) {
					t.Errorf("the metrics have no %s", want)
				}
			}
			if err := tt.mend(); err != nil {
				t.Fatal(err)
			}
			if out, err := ask(address, "reload"); err != nil {
				t.Errorf("reload says %s", out)
			}
			if out, err := ask(address, "status"); err != nil || strings.Contains(out, "not loaded since") {
				t.Errorf("then status says\n%s", out)
			}
			if out := page(t, address, "read"); !strings.Contains(out, "New words.") {
				t.Errorf("then visitors read\n%s", out)
			}
			if _, scrape := get(t, "http://"+ops+"/metrics"); !strings.Contains(scrape, "\nkiosk_last_good_site_shown 0\n") {
				t.Error("then the metrics do not say so")
			}
		})
		if t.Failed() {
			return
		}
	}
}

func TestCheckLooksForErrorsAlone(t *testing.T) {
	folder := write(t, map[string]string{"index.md": home("No [such page](nowhere.md)."), "wrong.md": home(deep)})
	state := t.TempDir()
	check := func(args ...string) (status int, out string) {
		var b bytes.Buffer
		status = run(t.Context(), append([]string{"check", "--content", folder, "--state", state}, args...), streams{&b, &b})
		return status, b.String()
	}
	if status, out := check(); status != exitDone || !strings.Contains(out, "3 pieces of advice") {
		t.Errorf("a whole look: %d,\n%s", status, out)
	}
	if status, out := check("--errors-only"); status != exitDone || !strings.HasPrefix(out, "looked at 2 files") || strings.Contains(out, "advice") {
		t.Errorf("errors alone: %d,\n%s", status, out)
	}
	if err := os.WriteFile(filepath.Join(folder, "index.md"), []byte(home(deep)), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{nil, {"--errors-only"}} {
		if status, out := check(args...); status != exitFailed || !strings.Contains(out, "index.md: error: ") {
			t.Errorf("check %q: %d,\n%s", args, status, out)
		}
	}
}

// A page that nobody kept may be the home page or not; the one of the last good site is.
func TestCheckFailsWhereTheKioskWouldKeepTheOldPages(t *testing.T) {
	folder := write(t, map[string]string{"index.md": home("Good words."), "more.md": home("More.")})
	state := filepath.Join(t.TempDir(), "state")
	kept(t, "--content", folder, "--state", state)
	if err := os.WriteFile(filepath.Join(folder, "index.md"), []byte(home(deep)), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		state string
		want  int
	}{{state, exitFailed}, {t.TempDir(), exitDone}} {
		var out bytes.Buffer
		if status := run(t.Context(), []string{"check", "--errors-only", "--content", folder, "--state", tt.state}, streams{&out, &out}); status != tt.want || (status == exitFailed) != strings.Contains(out.String(), "index.md: error: the home page cannot be shown: lists") {
			t.Errorf("status %d,\n%s", status, out.String())
		}
	}
}
